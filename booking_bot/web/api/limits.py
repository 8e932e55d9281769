"""How often a program may ask: so many calls a minute with one token, and few with none that is good.

Counted in the memory of each process, so that of several each allows as many. A wrong token is counted by
the address it came from; a good one is never kept waiting by what others at its address do.
"""

from typing import cast

from flask import Flask, Response, current_app, g, request
from flask_limiter import Limiter

PER_TOKEN, PER_STRANGER = "120 per minute", "30 per minute"
MEMORY = "memory://"
_EXTENSION = "booking_bot.api_meter"


class Meter:
    """Raises RateLimitExceeded, which is a 429, where it counts one too many."""

    def __init__(self, app: Flask) -> None:
        limiter = Limiter(
            _address,
            app=app,
            storage_uri=MEMORY,
            strategy="moving-window",
            headers_enabled=True,
        )
        by_token = limiter.shared_limit(
            PER_TOKEN, scope="token", key_func=_token, error_message=f"At most {PER_TOKEN} with one token."
        )
        by_address = limiter.shared_limit(
            PER_STRANGER, scope="stranger", error_message="Too many requests without a valid token."
        )
        self.count_token = by_token(_nothing_else)
        self.count_stranger = by_address(_nothing_more)


def register(app: Flask) -> None:
    @app.after_request
    def only_with_a_refusal(response: Response) -> Response:
        if response.status_code < 400:  # the limiter says it with every answer
            response.headers.pop("Retry-After", None)
        return response

    app.extensions[_EXTENSION] = Meter(app)


def meter() -> Meter:
    return cast(Meter, current_app.extensions[_EXTENSION])


# Two, since the limiter knows what it counts by the name of the function.
def _nothing_else() -> None:
    return None


def _nothing_more() -> None:
    return None


def _token() -> str:
    return str(g.api_token_id)


def _address() -> str:
    return request.remote_addr or "nobody"
