"""What the bot did not understand, for whoever teaches it."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class NotUnderstood(SQLModel, table=True):
    """A text without numbers or addresses, and how often it came; of nobody in particular."""

    __tablename__ = "not_understood"

    id: int | None = Field(default=None, primary_key=True)
    text: str = Field(unique=True)
    count: int = 1
    first_at: datetime
    last_at: datetime = Field(index=True)
    settled_at: datetime | None = None  # the owner has seen to it
