"""The customers' phones in the browser, for the demo: they go the way that Twilio's webhooks go."""

from typing import cast

from flask import Flask

from booking_bot.channels.simulated_media import SimulatedMedia
from booking_bot.channels.simulator import Simulator
from booking_bot.clock import MovableClock
from booking_bot.models import ChannelName
from booking_bot.web import pages
from booking_bot.web.simulator.views import blueprint
from booking_bot.wiring import EXTENSION, Wiring


def register(app: Flask) -> None:
    """Add the simulator, its channel, and a clock that can be moved on."""
    parts = cast(Wiring, app.extensions[EXTENSION])
    parts.channels.setdefault(ChannelName.SIMULATOR, Simulator())
    parts.media.setdefault(ChannelName.SIMULATOR, SimulatedMedia())
    if not isinstance(parts.clock, MovableClock):
        parts.clock = MovableClock(parts.clock)
    pages.prepare(app)
    app.register_blueprint(blueprint)
