"""Where the files of messages come from."""

from typing import Protocol

LARGEST = 16 * 1024 * 1024  # bytes; Twilio's limit for WhatsApp, and ours


class MediaError(Exception):
    """The file did not come. `permanent` ones are not tried again; `too_big` is why, where it is."""

    def __init__(self, reason: str, *, permanent: bool = False, too_big: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent or too_big
        self.too_big = too_big


class MediaSource(Protocol):
    def fetch(self, url: str) -> bytes:
        """The whole file, at most LARGEST bytes of it. Raises MediaError."""
