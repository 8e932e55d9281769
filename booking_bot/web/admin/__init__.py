"""The owner's pages below `/admin/`: today, conversations, who waits, and the door to both."""

from flask import Flask, redirect, url_for
from werkzeug.wrappers import Response

from booking_bot.web import pages
from booking_bot.web.admin import access, conversations, errors, files, requests, templates, today, waiting
from booking_bot.web.admin.blueprint import Id, blueprint

__all__ = [
    "access", "conversations", "errors", "files", "register", "requests", "templates", "today", "waiting",
]  # fmt: skip


def register(app: Flask) -> None:
    """Add the pages to the application, and send whoever comes to its bare address there."""
    pages.prepare(app)
    access.manager.init_app(app)
    app.url_map.converters["id"] = Id
    app.register_blueprint(blueprint)
    app.add_url_rule("/", "home", home)


def home() -> Response:
    return redirect(url_for("admin.today"))
