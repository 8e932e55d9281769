"""Questions sent outside the turns, such as a reminder's "¿vendrás?": what a bare answer may belong to."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from booking_bot.domain.questions import QuestionKind
from booking_bot.models.base import stored_as_value


class OpenQuestion(SQLModel, table=True):
    """Open until it is answered or expires; the newest open one is what a bare answer means.

    `object_id` is the appointment, or of a waiting-list offer the offer; `revision` its own when asked.
    """

    __tablename__ = "open_question"
    __table_args__ = (sa.Index("ix_open_question_conversation", "conversation_id", "answered_at"),)

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversation.id")
    kind: QuestionKind = Field(sa_type=stored_as_value(QuestionKind))
    object_id: int
    revision: int = 0
    message_id: int | None = Field(default=None, foreign_key="message.id", index=True)  # what asked it
    asked_at: datetime
    expires_at: datetime
    answered_at: datetime | None = None
