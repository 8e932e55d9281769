"""The built parts that views, jobs and commands work with; `app.py` puts them together."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

from flask import Flask, current_app

from booking_bot.channels.base import Channel
from booking_bot.config import Settings
from booking_bot.db import Database
from booking_bot.models import ChannelName

EXTENSION = "booking_bot"


def utc_now() -> datetime:
    return datetime.now(UTC)


def nothing() -> None:
    return None


@dataclass
class Wiring:
    """One per process. `wake` nudges the worker of this process, where it has one, after a commit."""

    settings: Settings
    database: Database
    channels: dict[ChannelName, Channel] = field(default_factory=dict)
    clock: Callable[[], datetime] = utc_now
    wake: Callable[[], None] = nothing

    def attach(self, app: Flask) -> None:
        app.extensions[EXTENSION] = self


def wiring() -> Wiring:
    """The wiring of the app that serves this request."""
    return cast(Wiring, current_app.extensions[EXTENSION])
