"""A WhatsApp receptionist for small businesses.

    app.py      the composition root, the only place that builds and wires things; config.py, db.py,
                connection.py: the way to Twilio in use
    web jobs cli    entry points: read the request, open a transaction, call one service
    services    use cases, the only place with both a session and rules
    dialogue    frame + state + desk -> reply + next state
    language    what a message means: text -> frame
    channels    the outside world: Twilio, the simulator
    models      the tables, by subject
    domain      rules over plain values: slots, opening hours, states, phones, money
Imports point downwards in this list; `tests/test_architecture.py` holds the rule.
"""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from booking_bot.config import Settings


# By this code gunicorn knows that a worker cannot start, and does not try again for ever.
GIVE_UP = 3


def create_app(settings: "Settings | None" = None) -> "Flask":
    """The web application, for `gunicorn 'booking_bot:create_app()'`; it runs no scheduler.

    Settings are read from the environment where none are given. Wrong ones end the process with one line.
    """
    from booking_bot.app import create_app as create  # noqa: PLC0415
    from booking_bot.config import SettingsError  # noqa: PLC0415

    try:
        return create(settings)
    except SettingsError as wrong:
        sys.stderr.write(f"Error: {wrong}\n")
        raise SystemExit(GIVE_UP) from None
