"""The built parts that views, jobs and commands work with; `app.py` puts them together."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol, cast

from flask import Flask, current_app

from booking_bot.channels.base import Channel, Purse, Registrar
from booking_bot.channels.calendars import CalendarSource
from booking_bot.channels.history import History
from booking_bot.channels.media import MediaSource
from booking_bot.channels.transcription.base import Transcriber
from booking_bot.channels.twilio_examination import Examine
from booking_bot.config import Settings
from booking_bot.db import Database
from booking_bot.language.second_reading import Reader
from booking_bot.models import ChannelName

EXTENSION = "booking_bot"


def utc_now() -> datetime:
    return datetime.now(UTC)


def nothing() -> None:
    return None


class Refresh(Protocol):
    def __call__(self, *, at_once: bool = False) -> None: ...


def nothing_new(*, at_once: bool = False) -> None:
    return None


@dataclass
class Wiring:
    """One per process. `wake` nudges the worker of this process, where it has one, after a commit.

    `media` is where the files of each channel's messages come from, and `history` tells of messages whose
    webhook was lost; without a `transcriber` voice notes
    are left to people. `reader` reads once more what was not understood, where there is one.
    `refresh` takes the account that was entered in the page since; `examine` asks Twilio about one.
    """

    settings: Settings
    database: Database
    channels: dict[ChannelName, Channel] = field(default_factory=dict)
    clock: Callable[[], datetime] = utc_now
    wake: Callable[[], None] = nothing
    media: dict[ChannelName, MediaSource] = field(default_factory=dict)
    history: dict[ChannelName, History] = field(default_factory=dict)
    transcriber: Transcriber | None = None
    registrar: Registrar | None = None  # where templates are approved
    purse: Purse | None = None  # of the account that messages are paid from
    reader: Reader | None = None
    refresh: Refresh = nothing_new
    examine: Examine | None = None
    calendars: CalendarSource | None = None  # where the staff's own are read
    connected_by_environment: bool = False  # what the owner enters in the page has no effect then
    fixed: frozenset[str] = frozenset()  # the same of the settings of these names

    def hears(self, channel: ChannelName) -> bool:
        """Whether voice notes of that channel become text."""
        return self.transcriber is not None and channel in self.media

    def attach(self, app: Flask) -> None:
        app.extensions[EXTENSION] = self


def wiring() -> Wiring:
    """The wiring of the app that serves this request."""
    return cast(Wiring, current_app.extensions[EXTENSION])
