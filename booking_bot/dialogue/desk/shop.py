"""What a conversation knows of the shop and of who writes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from booking_bot.language.frame import Opening


@dataclass(frozen=True, slots=True)
class Question:
    """What a service asks of its customer, such as the plate or allergies."""

    id: str
    ask: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a member of staff takes for a service, and what they ask."""

    staff: str
    length: timedelta
    price_cents: int | None
    price_from: bool = False


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """`price_cents` is None where no price is to be told; `price_from` makes it "desde".

    Where they are not the same for all who do it, `own` are those of each.
    """

    id: str
    name: str
    length: timedelta
    price_cents: int | None = None
    price_from: bool = False
    approval: bool = False
    preparation: str = ""
    drop_off: tuple[time, time] | None = None  # of what is left there: when it is brought
    pick_up: time | None = None  # and from when on it is usually fetched
    questions: tuple[Question, ...] = ()
    own: tuple[Terms, ...] = ()

    def by(self, *staff: str) -> "ServiceFacts":
        """As these do it: "desde" the least price where they differ, and its usual length then."""
        if not self.own or not staff:
            return self
        usual = Terms("", self.length, self.price_cents, self.price_from)
        own = {terms.staff: terms for terms in self.own}
        asked = [own.get(one, usual) for one in staff]
        prices = {terms.price_cents for terms in asked if terms.price_cents is not None}
        lengths = {terms.length for terms in asked}
        return replace(
            self,
            length=lengths.pop() if len(lengths) == 1 else self.length,
            price_cents=min(prices, default=None),
            price_from=len(prices) > 1 or any(terms.price_from for terms in asked),
        )


@dataclass(frozen=True, slots=True)
class StaffFacts:
    id: str
    name: str
    services: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """`tone` is "tu", "usted" or "vos"; `appointment_word` "cita", "turno" or "hora".

    `hours` has one entry a weekday, Monday first. `cancel_notice` and `max_party` are the shop's
    rules; `subject` is what is attended where it is not the customer ("mascota"). `location` is "lat,long",
    `greeting` stands instead of the bot's own, `signature` is the name that the bot goes by, `privacy_url`
    where customers read what is kept of them.
    """

    name: str
    zone: ZoneInfo
    services: tuple[ServiceFacts, ...]
    staff: tuple[StaffFacts, ...] = ()
    hours: tuple[Opening, ...] = ((),) * 7
    locale: str = "es_ES"
    country: str = "ES"
    currency: str = "EUR"
    tone: str = "tu"
    appointment_word: str = "cita"
    address: str = ""
    phone: str = ""
    website: str = ""
    privacy_url: str = ""
    subject: str = ""
    location: str = ""
    greeting: str = ""
    signature: str = ""
    emoji: bool = True
    max_party: int = 4
    cancel_notice: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """Who is writing. `answers` are those given to questions of services before, by question id;
    `subjects` what was attended before, such as pets, by their names."""

    name: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    subjects: tuple[str, ...] = ()
    offers_stopped: bool = False
    notices_stopped: bool = False
