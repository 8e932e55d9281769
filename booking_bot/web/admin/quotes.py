"""A price for what has none: named by the owner, and what the customer answered to it.

A message that names a price and asks whether to go on may be sent as one: the page that `asks_first` gives
shows how, and nothing goes out before one of its two buttons is tapped.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from secrets import token_hex
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from booking_bot.dialogue.prices import price
from booking_bot.domain import amounts
from booking_bot.domain.quotes import LONGEST, QuoteOver, ends_after, last_day
from booking_bot.models import Attachment, Conversation, Message, row_id
from booking_bot.services import catalogue, outbox
from booking_bot.services.handovers import NoSuchConversation
from booking_bot.services.inbox import Person, people
from booking_bot.services.place import place_of
from booking_bot.services.quotes import answering, listing, offering
from booking_bot.services.quotes.choices import Choices, choices
from booking_bot.services.quotes.listing import Shown
from booking_bot.services.quotes.offering import LONGEST_WORK, NotToBeSent
from booking_bot.services.shown_files import ShownFile, of_messages
from booking_bot.web.admin.blueprint import actor, back, blueprint, now
from booking_bot.web.admin.roles import staff_too
from booking_bot.web.words import clock, long_day
from booking_bot.wiring import wiring

BEGIN = "/conversaciones/<id:conversation_id>/presupuesto"
LONGEST_WORDS = 1000
HOW_MUCH = "Escribe cuánto cuesta, en números: por ejemplo 240 o 85,50."
UNTIL_WHEN = "Elige hasta qué día vale: de hoy en adelante y no más de tres meses."
SENT = "Presupuesto enviado. El bot recoge la respuesta y te avisa."
BY_HAND = "Preparado: ábrelo en WhatsApp con el botón del mensaje y envíalo tú. El bot recoge la respuesta."
TOO_LATE = "Ese presupuesto ya no está pendiente."


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form says so far; `words` go out as they stand, "" where the bot finds its own."""

    amount: str = ""
    work: str = ""
    words: str = ""
    then: str = ""
    until: str = ""
    photo: str = ""
    token: str = ""

    @classmethod
    def read(cls) -> "Draft":
        told = request.values
        return cls(
            amount=told.get("precio", "").strip()[:20],
            work=" ".join(told.get("trabajo", "").split())[:LONGEST_WORK],
            words=told.get("texto", "").replace("\r\n", "\n").strip()[:LONGEST_WORDS],
            then=told.get("si", "").strip()[:30],
            until=told.get("hasta", "").strip()[:10],
            photo=told.get("foto", "").strip()[:9],
            token=told.get("vez", "").strip()[:40] or token_hex(12),
        )

    def chosen(self, kind: str) -> int | None:
        """The number behind "cita:12"."""
        name, _, number = self.then.partition(":")
        return int(number) if name == kind and number.isdecimal() and len(number) < 10 else None


@blueprint.get(BEGIN)
@staff_too
def new_quote(conversation_id: int) -> str:
    with wiring().database.reading() as looking:
        return _page(looking, conversation_id, Draft.read())


@blueprint.post(BEGIN)
@staff_too
def give_quote(conversation_id: int) -> str | Response | tuple[str, int]:
    draft = Draft.read()
    with wiring().database.reading() as looking:
        conversation = _conversation(looking, conversation_id)
        named, fault = _named(looking, conversation, draft)
        if named is None:
            return _page(looking, conversation_id, draft, fault=fault), 422
    try:
        with wiring().database.transaction() as writing:
            sent = offering.offer(writing, conversation_id, named, token=draft.token, by=actor(), now=now())
            by_hand = outbox.waits_for_a_hand(writing, sent)
    except NotToBeSent as error:
        with wiring().database.reading() as looking:
            return _page(looking, conversation_id, draft, fault=f"No se puede enviar: {error.reason}"), 409
    flash(BY_HAND if by_hand else SENT)
    wiring().wake()
    return redirect(url_for("admin.conversation", conversation_id=conversation_id, _anchor="final"), 303)


@blueprint.post("/presupuestos/<id:quote_id>/retirar")
@staff_too
def withdraw_quote(quote_id: int) -> Response:
    with wiring().database.transaction() as writing:
        done = offering.withdraw(writing, quote_id, by=actor(), now=now())
    flash("Retirado. Si contesta, se lo decimos." if done else TOO_LATE)
    return back()


@blueprint.post("/presupuestos/<id:quote_id>/<any(si,no):answer>")
@staff_too
def note_answer(quote_id: int, answer: str) -> Response:
    """They said so by telephone, or at the counter."""
    try:
        with wiring().database.transaction() as writing:
            answering.note(writing, quote_id, yes=answer == "si", by=actor(), now=now())
    except QuoteOver:
        flash(TOO_LATE)
    else:
        flash("Anotado que sí." if answer == "si" else "Anotado que no.")
    return back()


@blueprint.app_template_filter()
def last_day_of(quote: Shown, zone: ZoneInfo) -> str:
    """The last day on which it holds, "martes 1 de diciembre"."""
    until = (quote.expires_at or now()) - timedelta(microseconds=1)
    return long_day(until.astimezone(zone).date(), now().astimezone(zone).date()).lower()


@blueprint.app_template_filter()
def on_day_at(at: datetime, today: datetime, zone: ZoneInfo) -> str:
    """ "martes 24 de noviembre a las 10:12"."""
    wall = at.astimezone(zone)
    return f"{long_day(wall.date(), today.astimezone(zone).date()).lower()} a las {clock(wall)}"


def asks_first(conversation_id: int, text: str, token: str) -> str | None:
    """The page that asks whether this message is to go out as a price; None where it names none."""
    with wiring().database.reading() as looking:
        shop = catalogue.read(looking).business
        said = amounts.offered(text, shop.currency)
        if said is None:
            return None
        told = price(said.cents, shop.currency, locale=shop.locale)
        figures = told.translate(str.maketrans("", "", "€$ ")).strip()
        draft = Draft(amount=figures, work=said.work[:LONGEST_WORK], words=text.strip(), token=token)
        return _page(looking, conversation_id, draft, written=True)


def _named(looking: Session, conversation: Conversation, draft: Draft) -> tuple[offering.Draft | None, str]:
    """What is sent, or what is wrong with it."""
    place, currency = place_of(looking), catalogue.read(looking).business.currency
    today = now().astimezone(place.zone).date()
    try:
        cents = amounts.cents_of(draft.amount, currency)
    except ValueError:
        cents = 0
    if not cents:
        return None, HOW_MUCH
    until = _day(draft.until) if draft.until else last_day(today)
    if until is None or not 0 <= (until - today).days <= LONGEST:
        return None, UNTIL_WHEN
    known = choices(looking, conversation.customer_id, "", now=now())
    entry, service = draft.chosen("cita"), draft.chosen("servicio")
    return offering.Draft(
        cents,
        ends_after(until, place.zone),
        work=draft.work,
        words=draft.words,
        appointment_id=entry if entry in [one.id for one in known.entries] else None,
        service_id=service if service in [number for number, _ in known.services] else None,
        attachment_id=_photo(looking, conversation, draft),
    ), ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _photo(looking: Session, conversation: Conversation, draft: Draft) -> int | None:
    """The file, where it is one of this conversation."""
    file = looking.get(Attachment, int(draft.photo)) if draft.photo.isdecimal() else None
    message = looking.get(Message, file.message_id) if file else None
    return file.id if file and message and message.conversation_id == conversation.id else None


def _conversation(looking: Session, conversation_id: int) -> Conversation:
    """Raises NoSuchConversation."""
    found = looking.get(Conversation, conversation_id)
    if found is None:
        raise NoSuchConversation(conversation_id)
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form stands below: who asks, what they said, and what they showed."""

    person: Person
    said: str
    file: ShownFile | None
    answers: tuple[tuple[str, str], ...]


def _page(
    looking: Session, conversation_id: int, draft: Draft, *, fault: str = "", written: bool = False
) -> str:
    conversation = _conversation(looking, conversation_id)
    place = place_of(looking)
    said = listing.asked_in(looking, conversation_id)
    known: Choices = choices(looking, conversation.customer_id, draft.work or said, now=now())
    today = now().astimezone(place.zone).date()
    photo = _photo(looking, conversation, draft) or listing.photo_asked_with(looking, conversation_id)
    shown: dict[str, Any] = {
        "conversation_id": conversation_id,
        "asked": Asked(
            people(looking, [conversation.customer_id])[conversation.customer_id],
            said,
            _file(looking, photo),
            listing.answers_of(looking, conversation.customer_id),
        ),
        "draft": replace(
            draft,
            then=draft.then or known.usual,
            until=draft.until or last_day(today).isoformat(),
            photo=str(photo or ""),
        ),
        "known": known,
        "first_day": today.isoformat(),
        "fault": fault,
        "written": written,
        "now": now(),
        "zone": place.zone,
    }
    return render_template("admin/quote.html", **shown)


def _file(looking: Session, number: int | None) -> ShownFile | None:
    file = looking.get(Attachment, number) if number else None
    if file is None:
        return None
    files = of_messages(looking, [file.message_id]).get(file.message_id, ())
    return next((one for one in files if one.id == row_id(file)), None)
