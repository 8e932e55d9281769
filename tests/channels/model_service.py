"""A service on the loopback that answers as OpenAI's `/v1/chat/completions` does."""

import json
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclass
class Request:
    path: str
    key: str | None
    asked: dict[str, Any]


class Service:
    """Says `text`, or answers `body` with `status`, after `pause` seconds; remembers what it was asked."""

    def __init__(
        self, text: str = "", *, status: int = 200, body: str | None = None, pause: float = 0
    ) -> None:
        told = {"choices": [{"index": 0, "message": {"role": "assistant", "content": text}}]}
        self.status = status
        self.body = json.dumps(told) if body is None else body
        self.pause = pause
        self.requests: list[Request] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"service": self}))
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    service: Service

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.service.requests.append(Request(self.path, self.headers.get("Authorization"), asked))
        time.sleep(self.service.pause)
        self.send_response(self.service.status)
        self.send_header("Content-Type", "application/json")
        if self.service.status == 307:
            self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()
        with suppress(ConnectionError):  # whoever asked may have gone
            self.wfile.write(self.service.body.encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        return
