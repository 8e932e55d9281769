"""What every transcriber offers."""

from typing import Protocol


class TranscriptionError(Exception):
    """No text came out. `permanent`: neither will it at another try."""

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent


class Transcriber(Protocol):
    def transcribe(self, audio: bytes, content_type: str, *, language: str) -> str:
        """The words that are said, "" where there are none. `language` is two letters, a hint.

        Raises TranscriptionError.
        """
