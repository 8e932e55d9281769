"""Files that the simulated phones send: kept in memory until they are fetched like any other."""

from collections import OrderedDict
from secrets import token_hex
from threading import Lock

from booking_bot.channels.media import MediaError

SCHEME = "simulator:"
NEWEST = 20


class SimulatedMedia:
    """Implements `channels.media.MediaSource`. Safe to share between threads."""

    def __init__(self) -> None:
        self._files: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def put(self, data: bytes) -> str:
        """The address to fetch it by, as long as it is one of the newest."""
        url = SCHEME + token_hex(16)
        with self._lock:
            self._files[url] = data
            while len(self._files) > NEWEST:
                self._files.popitem(last=False)
        return url

    def fetch(self, url: str) -> bytes:
        with self._lock:
            data = self._files.get(url)
        if data is None:
            raise MediaError("the phone has it no more", permanent=True)
        return data
