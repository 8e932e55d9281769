"""What is shown once and kept nowhere here: a link, recovery codes.

Between the form and the page that shows it, it waits in the browser's own session, sealed.
"""

from flask import session

from booking_bot.services.secrets import Unreadable, seal, unseal
from booking_bot.wiring import wiring


def keep(name: str, text: str) -> None:
    session[name] = seal(_key(), f"once:{name}", text)


def take(name: str) -> str | None:
    """It, and it is gone."""
    return _read(name, session.pop(name, None))


def look(name: str) -> str | None:
    """It, and it stays."""
    return _read(name, session.get(name))


def _read(name: str, sealed: str | None) -> str | None:
    try:
        return unseal(_key(), f"once:{name}", sealed) if sealed else None
    except Unreadable:
        return None


def _key() -> str:
    return wiring().settings.secret_key.get_secret_value()
