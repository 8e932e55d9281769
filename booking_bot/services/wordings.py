"""How the same is said by each channel.

An SMS is short, and names the words to answer with. No answer to an e-mail reaches us, so it says how to
reach the shop. Elsewhere it stands as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, select

from booking_bot.models import Business, ChannelName, Message, MessageKind, Tone

CALL = {
    Tone.TU: "Para cambiar algo, llama al {phone}.",
    Tone.USTED: "Para cambiar algo, llame al {phone}.",
    Tone.VOS: "Para cambiar algo, llamá al {phone}.",
}
SUBJECT: dict[str, str] = {
    MessageKind.REMINDER: "Recordatorio de {shop}",
    MessageKind.ORDER: "Pedido en {shop}",
}


@dataclass(frozen=True, slots=True)
class Wording:
    body: str
    options: Sequence[Mapping[str, str]] = ()


def wording(
    session: Session,
    channel: ChannelName,
    body: str,
    *,
    short: str | None = None,
    options: Sequence[Mapping[str, str]] = (),
) -> Wording:
    """What is said by that channel; `short` is what an SMS says, which then has no options."""
    if channel is ChannelName.SMS and short is not None:
        return Wording(short)
    if channel is ChannelName.EMAIL:
        business = _business(session)
        return Wording(f"{body}\n\n{_foot(business)}" if business else body)
    return Wording(body, options)


def subject_of(session: Session, message: Message) -> str:
    """What stands above an e-mail; of what is for the shop's own people, its first line does."""
    business = _business(session)
    if business is None or message.kind == MessageKind.STAFF:
        return ""
    return SUBJECT.get(message.kind, "Mensaje de {shop}").format(shop=business.name)


def _business(session: Session) -> Business | None:
    return session.exec(select(Business)).first()


def _foot(business: Business) -> str:
    call = CALL[business.tone].format(phone=business.phone) if business.phone else None
    return "\n".join(filter(None, (call, business.name, business.address)))
