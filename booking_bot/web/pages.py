"""What every page of ours needs: Bootstrap from this server, tokens for forms, our words."""

from flask import Flask
from flask_bootstrap import Bootstrap5

from booking_bot.web import csrf, words


def prepare(app: Flask) -> None:
    """Ready the application for pages. Doing it again changes nothing."""
    if "bootstrap" in app.extensions:
        return
    app.config["BOOTSTRAP_SERVE_LOCAL"] = True
    Bootstrap5(app)
    csrf.prepare(app)
    words.teach(app)
