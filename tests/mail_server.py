"""A mail server of the tests' own, on the loopback, that goes wrong where it is told to."""

import socketserver
import ssl
import threading
import time
from collections.abc import Mapping
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from types import TracebackType
from typing import Self

from tests.certificates import certificate

BREAK = "break"  # instead of an answer: the connection ends
STALL = "stall"


class MailServer:
    """Listens from `__enter__` to `__exit__` and keeps what it took.

    `answers` stand in for its own, by the command, or "message" for the one to the whole message.
    """

    def __init__(self, answers: Mapping[str, str] | None = None, *, tls: bool = False) -> None:
        self.answers = dict(answers or {})
        self.tls = tls
        self.taken: list[EmailMessage] = []
        self.commands: list[str] = []
        self.stall = 1.0
        server = self

        class Handler(_Handler):
            mail = server

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(socketserver.StreamRequestHandler):
    mail: MailServer

    def handle(self) -> None:
        try:
            self._talk()
        except (ConnectionError, ssl.SSLError):
            return
        finally:
            self.rfile.close()
            self.connection.close()

    def _talk(self) -> None:
        if not self._answer("connect", "220 here"):
            return
        while line := self.rfile.readline():
            command = line.split(b" ")[0].strip().decode().upper()
            self.mail.commands.append(command)
            offers = [*(["STARTTLS"] if self.mail.tls else []), "AUTH PLAIN"]
            told = {
                "EHLO": "".join(f"250-{one}\r\n" for one in ["here", *offers]) + "250 SIZE 1000000",
                "STARTTLS": "220 go on",
                "AUTH": "235 welcome",
                "DATA": "354 go on",
                "QUIT": "221 bye",
            }
            if not self._answer(command, told.get(command, "250 ok")) or command == "QUIT":
                return
            if command == "STARTTLS":
                self._encrypt()
            if command == "DATA" and "DATA" not in self.mail.answers and not self._take():
                return

    def _encrypt(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate())
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")

    def _take(self) -> bool:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) and line != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if not line:
            return False
        if self.mail.answers.get("message", "250")[:3] != "550":
            self.mail.taken.append(message_from_bytes(b"".join(lines), policy=default))
        return self._answer("message", "250 taken")

    def _answer(self, command: str, usual: str) -> bool:
        """False where the connection ends."""
        told = self.mail.answers.get(command, usual)
        if told == BREAK:
            return False
        if told == STALL:
            time.sleep(self.mail.stall)
            told = usual
        self.connection.sendall(f"{told}\r\n".encode())
        return True
