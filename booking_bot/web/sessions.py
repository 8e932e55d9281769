"""The cookie of who is signed in."""

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

PAGES = "admin"  # the blueprint of those who sign in


class Sessions(SecureCookieSessionInterface):
    """Prolonged by the pages of those who sign in, and by nothing else.

    Flask would send the cookie with every style sheet and every poll as well, as it was when that request
    began: one that ends late takes back what a page has just noted, such as the sentence it is to show.
    """

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        return session.modified or (PAGES in request.blueprints and super().should_set_cookie(app, session))
