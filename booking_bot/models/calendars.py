"""Calendars: feeds of the agenda that others subscribe to, and the staff's own that take their time."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class CalendarFeed(SQLModel, table=True):
    """An address at which the agenda is read, of one member of staff or of all."""

    __tablename__ = "calendar_feed"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)  # SHA-256, hex
    token: str  # encrypted: the owner may want the address again
    staff_id: int | None = Field(default=None, foreign_key="resource.id")
    created_at: datetime
    read_at: datetime | None = None  # the last time that somebody fetched it, to the hour
    revoked_at: datetime | None = None


class ExternalCalendar(SQLModel, table=True):
    """A calendar of a member of staff, read by its address; its busy times are absences of theirs."""

    __tablename__ = "external_calendar"

    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="resource.id", index=True)
    name: str
    url: str  # encrypted: whoever knows it reads the calendar
    created_at: datetime
    read_at: datetime | None = None  # whole; what was busy then is so until the next time
    tried_at: datetime | None = None
    etag: str | None = None
    error: str | None = None  # of the last try, in Spanish
    failing_since: datetime | None = None  # by the first try in vain since the last good one
