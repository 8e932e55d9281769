"""A WhatsApp receptionist for small businesses.

    app.py      the composition root, the only place that builds and wires things; config.py, db.py
    web jobs cli    entry points: read the request, open a transaction, call one service
    services    use cases, the only place with both a session and rules
    dialogue    frame + state + desk -> reply + next state
    language    what a message means: text -> frame
    channels    the outside world: Twilio, the simulator
    models      the tables, by subject
    domain      rules over plain values: slots, opening hours, states, phones, money
Imports point downwards in this list; `tests/test_architecture.py` holds the rule.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from booking_bot.config import Settings


def create_app(settings: "Settings | None" = None) -> "Flask":
    """The web application, for `gunicorn 'booking_bot:create_app()'`; it runs no scheduler.

    Settings are read from the environment where none are given. Raises SettingsError.
    """
    from booking_bot.app import create_app as create  # noqa: PLC0415

    return create(settings)
