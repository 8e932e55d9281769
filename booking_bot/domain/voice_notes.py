"""How long a voice note is, without decoding it."""

from datetime import timedelta

LONGEST = timedelta(minutes=3)
# Bytes a second of what is not Opus, at the rates that phones record with; taken high, so that the
# length comes out short.
RATES = {"audio/amr": 1_600, "audio/mp4": 16_000, "audio/aac": 16_000, "audio/mpeg": 16_000}
USUAL_RATE = 16_000
OPUS_CLOCK = (
    48_000  # RFC 7845: positions in an Ogg Opus stream count samples at 48 kHz, whatever its own rate
)


def length(data: bytes, content_type: str) -> timedelta:
    """Of Ogg Opus exact, of others by their size."""
    page = data.rfind(b"OggS") if data.startswith(b"OggS") else -1
    if page >= 0 and len(data) >= page + 14:
        samples = int.from_bytes(data[page + 6 : page + 14], "little", signed=True)
        return timedelta(seconds=max(samples, 0) / OPUS_CLOCK)
    return timedelta(seconds=len(data) / RATES.get(content_type, USUAL_RATE))
