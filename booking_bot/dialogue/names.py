"""People's names as they are written down."""

from booking_bot.dialogue.phrases import Phrase, phrases, plain

# Nobody is called so, whatever was pasted.
_NO_NAME = frozenset("?¿{}<>[]|\\^~`$%*=;_")


def clean_name(name: str | None) -> str | None:
    """As people write it, with capitals where they left them out."""
    if not name or not plain(name) or _NO_NAME & set(name) or Phrase.LAUGH in phrases(name):
        return None
    tidy = " ".join(name.split())[:60]
    return tidy.title() if tidy in (tidy.lower(), tidy.upper()) else tidy
