from zoneinfo import ZoneInfo

from pydantic import Field

from booking_bot.services.customer_list import Listed
from booking_bot.services.objects.base import Moment, Phone, Shown, shown


class Customer(Shown):
    phone: Phone | None
    name: str | None
    whatsapp_id: str | None = Field(description="WhatsApp's own id of who shares no number.")
    opt_in: bool = Field(description="They may be told of their own appointments and orders.")
    opt_out: bool = Field(description="They asked for fewer messages, or, without opt_in, for none.")
    created_at: Moment


def of(listed: Listed, zone: ZoneInfo) -> Customer:
    return Customer(
        phone=listed.phone,
        name=listed.name,
        whatsapp_id=listed.whatsapp_id,
        opt_in=listed.opt_in,
        opt_out=listed.opt_out,
        created_at=shown(listed.created_at, zone),
    )
