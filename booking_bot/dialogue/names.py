"""People's names as they are written down."""

from booking_bot.dialogue.phrases import plain


def clean_name(name: str | None) -> str | None:
    """As people write it, with capitals where they left them out."""
    if not name or not plain(name):
        return None
    tidy = " ".join(name.split())[:60]
    return tidy.title() if tidy in (tidy.lower(), tidy.upper()) else tidy
