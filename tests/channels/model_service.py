"""A service on the loopback that answers as OpenAI's `/v1/chat/completions` does."""

import json
from dataclasses import dataclass
from email.message import Message
from typing import Any

from tests.loopback import JsonService


@dataclass
class Request:
    path: str
    key: str | None
    asked: dict[str, Any]


class Service(JsonService[Request]):
    """Says `text`; for the rest see JsonService."""

    def __init__(
        self, text: str = "", *, status: int = 200, body: str | None = None, pause: float = 0
    ) -> None:
        told = {"choices": [{"index": 0, "message": {"role": "assistant", "content": text}}]}
        super().__init__(told, status=status, body=body, pause=pause)

    @property
    def url(self) -> str:
        return f"{super().url}/v1"

    def read(self, path: str, headers: Message, body: bytes) -> Request:
        return Request(path, headers.get("Authorization"), json.loads(body))
