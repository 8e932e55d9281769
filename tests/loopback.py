"""Servers of the tests' own, on the loopback: they listen from `__enter__` to `__exit__`."""

import json
import socket
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

Asked = TypeVar("Asked")


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], client_address: Any) -> None:
        """Whoever asked may be gone, killed in the middle of it: that is no news."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Loopback:
    """A server at `url`, on `port` or any that is free. The handler's class gets `known` as attributes."""

    def __init__(
        self, handler: type[BaseHTTPRequestHandler], known: Mapping[str, Any], *, port: int = 0
    ) -> None:
        self._server = _Server(("127.0.0.1", port), type("Handler", (handler,), dict(known)))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class JsonService(Loopback, ABC, Generic[Asked]):
    """Gives `body` with `status` to every POST, after `pause` seconds; remembers what it was asked.

    With a status that redirects it names an address where nobody listens.
    """

    def __init__(
        self, answer: object, *, status: int = 200, body: str | None = None, pause: float = 0
    ) -> None:
        self.status = status
        self.body = json.dumps(answer) if body is None else body
        self.pause = pause
        self.requests: list[Asked] = []
        super().__init__(_JsonHandler, {"service": self})

    @abstractmethod
    def read(self, path: str, headers: Message, body: bytes) -> Asked:
        """What was asked, in the words of the service."""


class _JsonHandler(BaseHTTPRequestHandler):
    service: JsonService[Any]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.service.requests.append(self.service.read(self.path, self.headers, body))
        time.sleep(self.service.pause)
        self.send_response(self.service.status)
        self.send_header("Content-Type", "application/json")
        if 300 <= self.service.status < 400:
            self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()
        with suppress(ConnectionError):  # whoever asked may have gone
            self.wfile.write(self.service.body.encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        return
