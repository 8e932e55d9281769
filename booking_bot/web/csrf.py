"""Forms of ours carry a token; webhooks and the API do not, since they are signed or bring their own."""

from flask import Flask, request
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OUR_PAGES = frozenset({"same-origin", "none"})  # "none": typed into the address bar, or an old browser

_guard = CSRFProtect()


def prepare(app: Flask) -> None:
    """Make `csrf_token()` known to templates; nothing is checked but where `refuse_forgeries` is asked."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a page may lie open all day; the token ends with its session
    _guard.init_app(app)


def refuse_forgeries() -> None:
    """For `before_request`: raises CSRFError (400) unless an unsafe request comes from a page of ours."""
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site", "none") not in OUR_PAGES:
        raise CSRFError("The request comes from another site.")
    _guard.protect()
