"""Plays a chat written as it would be read on a phone.

    Now: 2026-05-12 10:00              the clock; what follows until the first message is the setting
    Shop: madrid                       one of SHOPS
    Appointment: corte leo 2026-05-20 17:00
    New: Eva                           has never been answered here; — gives no name
    House: signature Lola              how the shop speaks: greeting, signature, privacy_url, emoji yes

    Ana: hola, quería cita             several lines of hers before a Bot line are one burst
    Bot: ¿Para qué servicio…           further lines are indented
      1. Corte                         an option
      (pin) 39.47,-0.37|Calle …        the place on a map
      * booked corte …                 what happened at the desk
    Ana sends: image así lo quiero     a photo with a caption; any other of `talk.Media`, with or without
    Ana speaks: hola, quería cita      a voice note, as it was understood; `audio` is one that was not
    Ana taps: Corte                    a button of the last reply; `Ana taps "cancel:1:2"` any other
    Later: 13 h                        time goes by
    Order: #1042 shipped 2026-05-10 https://envios.example/1   of hers, since then; the newest first
    Taken: 2026-05-14 17:00            somebody else was quicker
    Reopens: 2026-05-13 09:00          closed until then
    Deposit: tinte 2000 Por Bizum      what that service wants paid beforehand
    Proposed: 2026-05-14 17:00         the owner proposes that time for what was requested last
    Reminder: 1 3                      the reminder of appointment 1, revision 3, is open
    Survey: 1                          how appointment 1 was, is asked; `Missed: 1` after they did not come
    Price: corte 2400 Retoque          the owner names a price for that, and asks; `-` of no service, or
                                       the number of an appointment
    Due: 1                             what was done then is due again, and asked about
    Ready: 1                           what they left there may be fetched
    Done:                              they came to whatever is past
    Place: corte leo 2026-05-15 17:00  a place that came free is offered from the waiting list
    Bot: —                             no answer

`played` gives the same text back with the bot's own lines; the test compares the whole.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from booking_bot.dialogue.desk import (
    Booked,
    CustomerFacts,
    Offer,
    Ordered,
    Place,
    Proposal,
    Question,
    Quote,
    ServiceFacts,
    ShopFacts,
    StaffFacts,
)
from booking_bot.dialogue.machine import turn
from booking_bot.dialogue.state import State
from booking_bot.dialogue.talk import Heard, Media, OpenQuestion, Option
from booking_bot.domain.orders import OrderStatus
from booking_bot.domain.questions import QuestionKind
from booking_bot.language import understand
from booking_bot.language.frame import Expecting, Frame, Term, Vocabulary
from tests.dialogue.fake import SHOP, FakeDesk, appointment

_ALL_DAY = ((time(8), timedelta(hours=11)),)

SHOPS: dict[str, ShopFacts] = {
    "madrid": SHOP,
    "valencia": replace(
        SHOP,
        name="Peluquería Nácar",
        address="calle de la Paz 5",
        location="39.4739,-0.3730",
        services=(
            ServiceFacts("mujer", "Corte de mujer", timedelta(minutes=45), 3200),
            ServiceFacts("hombre", "Corte de hombre", timedelta(minutes=30), 1800),
            ServiceFacts("infantil", "Corte infantil", timedelta(minutes=15), 1400),
            ServiceFacts(
                "color",
                "Color",
                timedelta(minutes=90),
                4900,
                price_from=True,
                questions=(Question("alergia", "¿Has tenido alguna vez alergia a un tinte?"),),
            ),
        ),
        staff=(
            StaffFacts("elena", "Elena", frozenset({"mujer", "infantil", "color"})),
            StaffFacts("nacho", "Nacho", frozenset({"mujer", "hombre", "infantil"})),
        ),
    ),
    "rosario": replace(
        SHOP,
        name="Consultorio Dental Ceibo",
        zone=ZoneInfo("America/Argentina/Buenos_Aires"),
        locale="es_AR",
        country="AR",
        currency="ARS",
        tone="vos",
        appointment_word="turno",
        services=(
            ServiceFacts("limpieza", "Limpieza", timedelta(minutes=45), 2200000),
            ServiceFacts("consulta", "Consulta", timedelta(minutes=30), 1500000),
        ),
        staff=(StaffFacts("vera", "Dra. Vera", frozenset({"limpieza", "consulta"})),),
        hours=(*[_ALL_DAY] * 5, (), ()),
    ),
    "malaga": replace(
        SHOP,
        name="Tatuajes Salitre",
        services=(
            ServiceFacts("boceto", "Boceto", timedelta(minutes=30), 2000, approval=True),
            ServiceFacts(
                "tatuaje",
                "Tatuaje",
                timedelta(minutes=120),
                18000,
                preparation="Ven desayunada y con ropa cómoda.",
            ),
            ServiceFacts(
                "taller",
                "Revisión de coche",
                timedelta(minutes=30),
                3000,
                questions=(
                    Question("matricula", "¿Cuál es la matrícula?"),
                    Question("kilometros", "¿Cuántos kilómetros tiene?", required=False),
                ),
                preparation="Trae el permiso de circulación.",
            ),
        ),
        staff=(StaffFacts("iria", "Iria", frozenset({"boceto", "tatuaje", "taller"})),),
    ),
    "vigo": replace(
        SHOP,
        name="Taller Ría",
        subject="coche",
        services=(
            ServiceFacts(
                "revision",
                "Revisión",
                timedelta(minutes=15),
                12000,
                drop_off=(time(9), time(10)),
                pick_up=time(18),
            ),
            ServiceFacts("pinchazo", "Pinchazo", timedelta(minutes=30), 1500),
        ),
        staff=(StaffFacts("paco", "Paco", frozenset({"revision", "pinchazo"})),),
    ),
    "puebla": replace(
        SHOP,
        name="Veterinaria Nopal",
        zone=ZoneInfo("America/Mexico_City"),
        locale="es_MX",
        country="MX",
        currency="MXN",
        tone="usted",
        subject="mascota",
        services=(
            ServiceFacts("vacuna", "Vacunación", timedelta(minutes=15), 38000),
            ServiceFacts("bano", "Baño", timedelta(minutes=90), 52000, price_from=True),
        ),
        staff=(StaffFacts("ruiz", "Dra. Ruiz", frozenset({"vacuna", "bano"})),),
        hours=(*[_ALL_DAY] * 6, ()),
    ),
}
ALIASES = {
    "tinte": ("color",),
    "corte": ("cortarme", "corte de pelo"),
    "vacuna": ("vacuna",),
    "bano": ("bañar",),
    "mujer": ("corte señora",),
    "hombre": ("corte caballero",),
    "infantil": ("corte niño", "corte niña"),
    "color": ("tinte",),
}


ASKING = {"Survey": QuestionKind.SURVEY, "Missed": QuestionKind.FOLLOW_UP, "Due": QuestionKind.RECALL}


@dataclass
class Phone:
    desk: FakeDesk = field(default_factory=FakeDesk)
    state: State = field(default_factory=State)
    options: tuple[Option, ...] = ()
    asked: list[OpenQuestion] = field(default_factory=list)
    messages: int = 0
    introduced: bool = True

    def set(self, key: str, value: str) -> None:
        """One line that is no message: the clock, the shop, what happens meanwhile."""
        desk = self.desk
        if key == "Shop":
            desk.shop = SHOPS[value]
            desk.now = desk.now.replace(tzinfo=desk.shop.zone)
        elif key == "Now":
            desk.now = self._time(value)
        elif key in ("Customer", "New"):
            desk.customer = CustomerFacts(name=None if value == "—" else value)
            self.introduced = key == "Customer"
        elif key == "House":
            name, _, told = value.partition(" ")
            shown: Any = told == "yes" if name == "emoji" else told
            desk.shop = replace(desk.shop, **{name: shown})
        elif key == "Appointment":
            service, staff, start = value.split(" ", 2)
            number = len(desk.booked) + 1
            desk.booked.append(appointment(number, self._time(start), service=service, staff=staff))
        elif key == "Order":
            self._order(*value.split())
        elif key == "Taken":
            desk.busy.add(self._time(value))
        elif key == "Away":
            staff, day = value.split()
            desk.away.add((staff, datetime.fromisoformat(day).date()))
        elif key == "Later":
            amount, unit = value.split()
            desk.now += timedelta(**{{"min": "minutes", "h": "hours", "d": "days"}[unit]: int(amount)})
        elif key == "Deposit":
            service, cents, how = value.split(" ", 2)
            desk.terms[service] = (int(cents), how)
        elif key == "Proposed":
            self._propose(desk.booked[-1], self._time(value))
        elif key == "Reopens":
            desk.reopens = self._time(value)
        elif key == "Reminder":
            number, revision = map(int, value.split())
            self._ask(OpenQuestion(QuestionKind.REMINDER, number, revision, desk.now, len(self.asked) + 1))
        elif key == "Price":
            self._name_price(*value.split(" ", 2))
        elif key in ASKING:
            kind = ASKING[key]
            self._ask(OpenQuestion(kind, int(value), 0, desk.now, len(self.asked) + 1))
        elif key == "Ready":
            desk.booked = [replace(one, is_ready=one.id == int(value)) for one in desk.booked]
        elif key == "Done":
            desk.booked = [
                replace(one, status="completed") if one.start < desk.now else one for one in desk.booked
            ]
        elif key == "Place":
            service, staff, start = value.split(" ", 2)
            self._free_place(Offer(service, staff, self._time(start), self._end(service, self._time(start))))
        else:
            raise ValueError(key)

    def _name_price(self, service: str, cents: str, work: str) -> None:
        """Instead of what was named before and not answered."""
        quotes, number = self.desk.quotes, len(self.desk.quotes) + 1
        for one in quotes.values():
            status = "withdrawn" if one.status == "offered" else one.status
            quotes[one.number] = replace(one, status=status, instead=number)
        until = self.desk.now + timedelta(days=7)
        own = next((one for one in self.desk.booked if service == str(one.id)), None)
        wanted = "" if service in ("-", str(own and own.id)) else service
        quotes[number] = Quote(number, "offered", int(cents), until, work, wanted, own)
        self.asked = [one for one in self.asked if one.kind is not QuestionKind.QUOTE]
        self._ask(OpenQuestion(QuestionKind.QUOTE, number, 0, self.desk.now, len(self.asked) + 50))

    def _order(self, number: str, status: str, day: str, link: str = "") -> None:
        ordered = self.desk.ordered = self.desk.ordered or []
        since = self._time(f"{day} 12:00")
        ordered.append(Ordered(len(ordered) + 1, number, OrderStatus(status), since, link))

    def _time(self, text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=self.desk.shop.zone)

    def _end(self, service: str, start: datetime) -> datetime:
        return start + next(one.length for one in self.desk.shop.services if one.id == service)

    def _propose(self, requested: Booked, start: datetime) -> None:
        number = len(self.desk.proposals) + 1
        end = start + (requested.end - requested.start)
        offer = Offer(requested.service, requested.staff, start, end)
        self.desk.proposals[number] = Proposal(number, requested, offer)
        asked = len(self.asked) + 1
        self._ask(OpenQuestion(QuestionKind.PROPOSAL, number, requested.revision, self.desk.now, asked))

    def _ask(self, question: OpenQuestion) -> None:
        self.asked.insert(0, question)

    def _free_place(self, offer: Offer) -> None:
        number = len(self.desk.places) + 1
        self.desk.away.discard((offer.staff, offer.start.date()))
        moving = next((one.moving for one in self.desk.waits if one.moving), None)
        self.desk.places[number] = Place(number, offer, moving)
        self._ask(OpenQuestion(QuestionKind.WAITLIST, number, 0, self.desk.now, len(self.asked) + 1))

    def answer(self, messages: list[Heard]) -> list[str]:
        """The bot's lines, its options and what happened at the desk."""
        before = len(self.desk.log)
        outcome = turn(
            messages,
            self.state,
            self.desk,
            self._understand,
            now=self.desk.now,
            asked=self.asked,
            introduced=self.introduced,
        )
        self.introduced = self.introduced or outcome.introduces
        self.asked = [one for one in self.asked if one not in outcome.answered]
        self.state, self.options = State.from_json(outcome.state.to_json()), outcome.options
        lines = (outcome.reply or "—").split("\n")
        return [
            f"Bot: {lines[0]}",
            *(f"  {line}" for line in lines[1:]),
            *(f"  {number}. {option.title}" for number, option in enumerate(self.options, start=1)),
            *(f"  (pin) {outcome.location}" for _ in [1] if outcome.location),
            *(f"  * {effect}" for effect in self.desk.log[before:]),
        ]

    def _understand(self, text: str, expecting: Expecting | None) -> Frame:
        shop = self.desk.shop
        vocabulary = Vocabulary(
            services=tuple(Term(one.id, one.name, ALIASES.get(one.id, ())) for one in shop.services),
            staff=tuple(Term(one.id, one.name) for one in shop.staff),
            hours=shop.hours,
            country=shop.country,
            locale=shop.locale,
        )
        return understand(text, self.desk.now.replace(tzinfo=None), vocabulary, expecting)

    def heard(self, speaker: str, text: str) -> Heard:
        self.messages += 1
        if speaker.endswith(" sends"):
            kind, _, caption = text.partition(" ")
            return Heard(caption, media=Media(kind), number=self.messages)
        if speaker.endswith(" speaks"):
            return Heard(text, media=Media.AUDIO, spoken=True, number=self.messages)
        if not speaker.endswith(" taps"):
            return Heard(text)
        tapped = next((one.payload for one in self.options if one.title == text), text.strip('"'))
        return Heard(text, button=tapped)


def played(script: str) -> str:
    """The whole chat as it goes now."""
    phone, out = Phone(), list[str]()
    burst: list[Heard] = []
    for line in script.splitlines():
        if line.startswith("  "):
            continue
        key, separator, value = line.partition(": ")
        if key == "Bot":
            out.extend(phone.answer(burst))
            burst = []
        else:
            out.append(line)
            if separator and (
                key.endswith((" taps", " sends", " speaks")) or key in ("Ana", "Leo", "Carla", "Eva")
            ):
                burst.append(phone.heard(key, value))
            elif separator and not line.startswith("#"):
                phone.set(key, value)
    return "\n".join(out) + "\n"
