from datetime import timedelta

from booking_bot.domain.voice_notes import length


def opus(seconds: float) -> bytes:
    """Two pages of Ogg, whose last says at which sample it ends."""
    last = b"OggS\0\x04" + int(seconds * 48_000).to_bytes(8, "little") + bytes(200)
    return b"OggS\0\x02" + bytes(60) + last


def test_the_last_page_of_ogg_tells_the_length() -> None:
    assert length(opus(12.5), "audio/ogg") == timedelta(seconds=12.5)


def test_others_are_measured_by_their_size() -> None:
    assert length(bytes(160_000), "audio/amr") == timedelta(seconds=100)
    assert length(bytes(160_000), "audio/mpeg") == timedelta(seconds=10)


def test_a_torn_note_has_no_length_below_nothing() -> None:
    assert length(b"OggS\0\x04" + b"\xff" * 8 + bytes(10), "audio/ogg") == timedelta(0)
    assert length(b"OggS", "audio/ogg") < timedelta(seconds=1)
    assert length(b"", "audio/ogg") == timedelta(0)
