"""Browsers in which an account signed in before.

Behind a proxy everybody comes from one network address, and what headers say of another anybody can
write. So that a guesser does not keep the owner out, a browser that signed in once carries a mark of
that account, and its attempts are counted for itself.
"""

import secrets
from datetime import timedelta

from flask import current_app, request
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.wrappers import Response

from booking_bot.services.attempts import normalised

KEPT = timedelta(days=365)


def origin(email: str) -> str:
    """Where an attempt at this account counts: the browser's mark, else its network address."""
    try:
        return f"device {_serializer(email).loads(request.cookies.get(_name(), ''))}"
    except BadData:
        return request.remote_addr or ""


def mark(response: Response, email: str) -> None:
    """Note in the browser that this account signed in there."""
    response.set_cookie(
        _name(),
        str(_serializer(email).dumps(secrets.token_hex(8))),
        max_age=KEPT,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )


def _name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-device"


def _serializer(email: str) -> URLSafeSerializer:
    """A mark is good for the account that it was made for, which it does not name."""
    return URLSafeSerializer(str(current_app.secret_key), salt=f"device:{normalised(email)}")
