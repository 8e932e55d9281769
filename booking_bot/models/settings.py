"""What the owner set in the pages: words of their own, details of accounts, and what is half filled in."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class OwnText(SQLModel, table=True):
    """What is said instead of the bot's own words under that name: "away", "reminder"."""

    __tablename__ = "own_text"

    name: str = Field(primary_key=True)
    text: str
    at: datetime


class SecretSetting(SQLModel, table=True):
    """A setting entered in the page, by the name of its variable; the environment's own wins."""

    __tablename__ = "secret_setting"

    name: str = Field(primary_key=True)
    value: str  # encrypted with the SECRET_KEY
    at: datetime


class Draft(SQLModel, table=True):
    """What somebody has begun to fill in, by the name of the page: "first_run"."""

    id: str = Field(primary_key=True)
    text: str  # JSON
    at: datetime
