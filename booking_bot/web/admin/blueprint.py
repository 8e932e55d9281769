"""The blueprint that all pages of the owner hang on, and what its views share."""

from datetime import datetime

from flask import Blueprint, redirect, request, url_for
from flask_login import current_user
from werkzeug.routing import IntegerConverter
from werkzeug.wrappers import Response

from booking_bot.wiring import wiring

blueprint = Blueprint("admin", __name__, url_prefix="/admin")


class Id(IntegerConverter):
    """`<id:…>` in a rule: a number that both databases can look for. Others are a 404 like any other."""

    regex = r"\d{1,9}"


def now() -> datetime:
    """The shop's now; a demo may have moved it on."""
    return wiring().clock()


def actor() -> str:
    """Who is signed in, as the audit names them: "owner:3"."""
    return f"{current_user.role.value}:{current_user.id}"


def safe_path(path: str | None) -> str | None:
    """`path` if it leads to a page of ours and nowhere else, however a browser may read it."""
    if not path or not path.startswith("/admin/") or "\\" in path or not path.isprintable():
        return None
    return path


def back() -> Response:
    """To the page the form was on, by GET."""
    return redirect(safe_path(request.form.get("volver")) or url_for("admin.today"), 303)
