"""Where the owner's pages stand, for messages that lead to them; no link where PUBLIC_URL is not set."""

from datetime import date


def home(base: str | None) -> str:
    return f"{base}/admin/" if base else ""


def conversation(base: str | None, conversation_id: int | None) -> str:
    """That of one conversation, or of today where it is about none."""
    if not base or conversation_id is None:
        return home(base)
    return f"{base}/admin/conversaciones/{conversation_id}"


def costs(base: str | None) -> str:
    return f"{base}/admin/costes/" if base else ""


def earned(base: str | None, month: date) -> str:
    """What a month came to; that day lies in it."""
    return f"{base}/admin/informes/?mes={month:%Y-%m}" if base else ""


def calendars(base: str | None) -> str:
    return f"{base}/admin/calendarios/" if base else ""


def shops(base: str | None) -> str:
    return f"{base}/admin/conexiones/" if base else ""


def join(base: str, token: str) -> str:
    """Where somebody makes their account."""
    return f"{base}/admin/alta/{token}"


def choose_password(base: str, token: str) -> str:
    return f"{base}/admin/clave/{token}"


def privacy(base: str) -> str:
    """Where customers read what is kept of them."""
    return f"{base}/privacidad" if base else ""
