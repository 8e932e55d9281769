"""A service on the loopback that answers as OpenAI's `/v1/audio/transcriptions` does."""

from dataclasses import dataclass, field
from email import policy
from email.message import Message
from email.parser import BytesParser

from tests.loopback import JsonService


@dataclass
class Request:
    path: str
    key: str | None
    fields: dict[str, str] = field(default_factory=dict)
    file_name: str | None = None
    file_type: str = ""
    audio: bytes = b""


class Service(JsonService[Request]):
    """Says `text`; for the rest see JsonService."""

    def __init__(
        self, text: str = "", *, status: int = 200, body: str | None = None, pause: float = 0
    ) -> None:
        super().__init__({"text": text}, status=status, body=body, pause=pause)

    @property
    def url(self) -> str:
        return f"{super().url}/v1"

    def read(self, path: str, headers: Message, body: bytes) -> Request:
        head = f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode()
        asked = Request(path, headers.get("Authorization"))
        for part in BytesParser(policy=policy.HTTP).parsebytes(head + body).walk():
            content = part.get_payload(decode=True)
            name = part.get_param("name", header="content-disposition")
            if not isinstance(content, bytes):
                continue  # the form as a whole
            if name == "file":
                asked.file_name, asked.file_type = part.get_filename(), part.get_content_type()
                asked.audio = content
            else:
                asked.fields[str(name)] = content.decode()
        return asked
