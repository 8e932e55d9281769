from pydantic import Field

from booking_bot.services.objects.base import Shown


class Problem(Shown):
    """What an error answers (RFC 9457); `errors` is by field."""

    title: str
    status: int
    detail: str
    errors: dict[str, str] = Field(default_factory=dict)
