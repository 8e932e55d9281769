"""Requests that change something come from our own pages.

Where a session gives power, a form carries its token too. Webhooks and the API carry neither: they
are signed or bring their own.
"""

from urllib.parse import urlsplit

from flask import Flask, request
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError

from booking_bot.wiring import wiring

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OUR_PAGES = frozenset({"same-origin", "none"})  # of Sec-Fetch-Site; "none": no page at all

_guard = CSRFProtect()


def prepare(app: Flask) -> None:
    """Make `csrf_token()` known to templates; nothing is checked but where the functions below are asked."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a page may lie open all day; the token ends with its session
    # Its look at the Referer knows the Host header alone, which a proxy may have replaced; ours knows both.
    app.config["WTF_CSRF_SSL_STRICT"] = False
    _guard.init_app(app)


def refuse_other_sites() -> None:
    """For `before_request`: raises CSRFError (400) where a browser says that another site asks."""
    if request.method in SAFE_METHODS:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is None and origin is not None:  # an old browser, or one that came without encryption
        public = urlsplit(wiring().settings.public_url or "").netloc
        site = "same-origin" if urlsplit(origin).netloc in {request.host, public} else "cross-site"
    if site not in {None, *OUR_PAGES}:
        raise CSRFError("The request comes from another site.")


def refuse_forgeries() -> None:
    """For `before_request`: the same, and the token of the session must be there."""
    refuse_other_sites()
    _guard.protect()
