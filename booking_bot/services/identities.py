"""What a message or an address tells of who is on the line."""

from booking_bot.domain.phones import canonical
from booking_bot.models import IdentityKind

Known = dict[IdentityKind, str]


def identities_of(phone: str | None, whatsapp_id: str | None) -> Known:
    """What a message tells of its writer. A number that nobody can have is no identity."""
    known: Known = {}
    if whatsapp_id:
        known[IdentityKind.WHATSAPP_ID] = whatsapp_id
    if phone:
        try:
            known[IdentityKind.PHONE] = canonical(phone)
        except ValueError:
            return known
    return known


def split_address(address: str) -> tuple[str | None, str | None]:
    """The phone and the WhatsApp id in an address: one of the two, the other None."""
    bare = address.removeprefix("whatsapp:")
    return (bare, None) if bare.startswith("+") else (None, bare)


def number_of(address: str) -> str | None:
    """The canonical number of a line, None where it is known by a WhatsApp id."""
    return identities_of(*split_address(address)).get(IdentityKind.PHONE)
