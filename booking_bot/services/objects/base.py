"""What all objects share: how times and money are written, and that nothing else is said."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Money = Annotated[str, Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$", description="A decimal text, such as 29.35.")]
Phone = Annotated[str, Field(description="E.164, such as +34600111222.")]


class Shown(BaseModel):
    """The base of everything that is answered."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_serialization_defaults_required=True)

    def to_json(self) -> dict[str, Any]:
        """As it is answered: a field that was not set is left out."""
        return self.model_dump(mode="json", exclude_unset=True)


class Person(Shown):
    """Whose something is; no phone where WhatsApp shows none."""

    phone: Phone | None
    name: str | None


def shown(moment: datetime, zone: ZoneInfo) -> str:
    """In the shop's zone, with its offset."""
    return moment.astimezone(zone).isoformat(timespec="seconds")
