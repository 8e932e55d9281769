"""What is told to customers of their data: who keeps what, for how long, and who else sees it."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from booking_bot.models import Business, Service, Tone
from booking_bot.services.place import NoBusiness
from booking_bot.services.ways import ways_of

# To whom one complains; elsewhere it is "that of your country".
AUTHORITIES = {
    "ES": "la Agencia Española de Protección de Datos (www.aepd.es)",
    "MX": "la Secretaría Anticorrupción y Buen Gobierno",
    "AR": "la Agencia de Acceso a la Información Pública",
    "CO": "la Superintendencia de Industria y Comercio",
    "PE": "la Autoridad Nacional de Protección de Datos Personales",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """`url` is the shop's own page, which is what counts where there is one."""

    shop: str
    url: str
    phone: str
    address: str
    website: str
    subject: str  # what is attended where it is not the customer: "mascota"
    asks: bool  # whether some service asks for more than name and time
    formal: bool
    appointment: str
    authority: str  # "" where it is that of their country
    whatsapp: bool
    sms: bool
    mail: bool


def notice(session: Session) -> Notice:
    """Raises NoBusiness."""
    business = session.exec(select(Business)).first()
    if business is None:
        raise NoBusiness("no business is loaded: run `booking-bot business load FILE`")
    ways = ways_of(session)
    asked = session.exec(select(Service.questions).where(col(Service.active))).all()
    return Notice(
        shop=business.name,
        url=business.privacy_url or "",
        phone=business.phone or "",
        address=business.address or "",
        website=business.website or "",
        subject=business.subject or "",
        asks=any(asked),
        formal=business.tone is Tone.USTED,
        appointment=business.appointment_word,
        authority=AUTHORITIES.get(business.country, ""),
        whatsapp=ways.whatsapp,
        sms=ways.sms,
        mail=ways.mail,
    )
