"""Customers made up at random: what they want, what they write, and what they mean by it.

Each message comes with its meaning, so that what the bot makes of it can be judged without
understanding it: `takes` are the times that it says yes to, `undoes` the appointments that it gives up,
`confirms` whether it says that they come. Whatever else the bot does is a promise broken.
"""

import random
import string
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from enum import StrEnum

from booking_bot.dialogue.state import Pending, State
from booking_bot.dialogue.talk import Heard, Media, Option
from tests.dialogue.fake import FakeDesk


class Goal(StrEnum):
    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"
    ASK = "ask"
    PERSON = "a person"


SAY = {
    Goal.BOOK: """
quiero {service} {when}
hola, {service} {when}
¿me das hora para {service} {when}?
nesesito {service} {when} xfa
¿tenéis hueco {when} para {service}?
buenas, quería cita
ponme {service} con quien sea {when}
para mi hija, {service} {when}
somos dos, {service} {when}
hi, can I book {service} tomorrow?
bon dia, voldria hora per {service}
""",
    Goal.MOVE: """
cambia mi cita {when}
¿puedo mover la cita {when}?
me la pasas {when}
¿podéis retrasar mi cita media hora?
tengo que cambiar la hora
no puedo ese día, ¿puede ser {when}?
""",
    Goal.CANCEL: """
cancela mi cita
anula la cita porfa
al final no voy a poder ir
quítame la cita
kiero kancelar
borra todas mis citas
""",
    Goal.ASK: """
¿cuánto cuesta {service}?
¿dónde estáis?
¿a qué hora abrís mañana?
¿hay parking?
¿qué citas tengo?
¿qué hacéis?
¿y eso por qué lo preguntas?
¿tenéis lista de espera?
""",
    Goal.PERSON: """
quiero hablar con una persona
que me llame alguien
sois un desastre, llevo una hora esperando
""",
}
WHEN = [
    "mañana", "mañana por la tarde", "el viernes", "el jueves a las 17:00", "el sábado por la mañana",
    "esta semana", "la semana que viene", "lo antes posible", "pasado mañana a las 10:00", "el domingo",
    "el 31 de febrero", "el 3 de mayo", "a las 12:00", "a la misma hora", "cualquier día menos el jueves", "",
]  # fmt: skip
YES = ["sí", "vale", "perfecto", "SI HIJA GRACIAS", "sí por favor", "dale", "claro", "ok", "de acuerdo"]
NO = ["no", "otra hora", "ninguna", "no me va bien", "mejor no", "no, déjalo", "olvídalo"]
PLACES = ["la primera", "la segunda", "la tercera"]
# None of these says yes to anything; the first are no answer to a question either.
COURTESY = ["gracias", "jajaja", "😂😂", "?", "hola??", "…", "", "hola"]
NOTHING = [
    "la luna se comió el calendario", "gracias mil", "¿eh?",
    "genial, otra vez sin sitio", "no quiero cancelar nada", "¿estás ahí?", "你好", "{{7*7}} <b>' --",
    "ayer se me pasó", "llego 10 min tarde", "este teléfono no es de Ana", "baja", "alta",
]  # fmt: skip
NAMES = ["Ana Gil", "me llamo Leo", "a nombre de Rosa", "soy Marta"]


@dataclass(frozen=True)
class Said:
    """One turn's messages, and what they mean."""

    messages: tuple[Heard, ...]
    takes: frozenset[datetime] = frozenset()
    undoes: frozenset[int] = frozenset()
    confirms: bool = False
    nothing: bool = False  # not one word of it asks for anything

    @property
    def text(self) -> str:
        return "\n".join(one.text for one in self.messages)


@dataclass
class Customer:
    dice: random.Random
    desk: FakeDesk
    goal: Goal
    care: float  # how often they do what brings them nearer to it
    old: list[str] = field(default_factory=list)  # buttons seen
    reminded: bool = False  # whether the reminder of what they hold is open

    def speak(self, state: State, options: tuple[Option, ...]) -> Said:
        self.old.extend(one.payload for one in options)
        if self.dice.random() > self.care:
            return self._disturb(state)
        if options and self.dice.random() < 0.4:
            return self._tap(self.dice.choice(options).payload, state)
        if state.pending in (Pending.OFFERS, Pending.WHICH, Pending.SERVICE) and self.dice.random() < 0.8:
            return self._pick(state)
        if state.pending in (Pending.NAME, Pending.NAMES, Pending.SUBJECT, Pending.QUESTION):
            return self._answer(state)
        if state.pending in _YES_OR_NO:
            return self._yes(state) if self.dice.random() < 0.8 else self._words(self.dice.choice(NO), state)
        return self._words(self._wish(self.goal), state)

    def again(self, payload: str, state: State) -> Said:
        """The same button once more."""
        return self._tap(payload, state)

    def _disturb(self, state: State) -> Said:
        roll = self.dice.random()
        if roll < 0.15 and self.old:
            return self._tap(self.dice.choice(self.old), state)
        if roll < 0.25:
            return self._tap(self.dice.choice(["cancel:1:3", "cancel:1:2", "confirm:1:3", "move:1:3"]), state)
        if roll < 0.35:
            media = self.dice.choice(list(Media))
            return Said((Heard(media=media, number=self.dice.randint(1, 99)),), nothing=True)
        if roll < 0.45:
            return Said((Heard(self.dice.choice(COURTESY)),), nothing=True)
        if roll < 0.6:
            said = Said((Heard(self._typed(self.dice.choice(NOTHING))),), nothing=True)
            return replace(said, takes=self._chosen(state))
        if roll < 0.7:
            noise = "".join(self.dice.choices(string.ascii_lowercase, k=9))
            return Said((Heard(noise),), takes=self._chosen(state), nothing=True)
        if roll < 0.8:
            return self._pick(state)
        return self._words(self._wish(self.dice.choice(list(Goal))), state)

    # each way to say something, with what it means

    def _wish(self, goal: Goal) -> str:
        pattern = self.dice.choice(SAY[goal].strip().split("\n"))
        service = self.dice.choice(self.desk.shop.services).name.lower()
        return pattern.format(service=service, when=self.dice.choice(WHEN)).replace(" ?", "?").strip()

    def _words(self, text: str, state: State) -> Said:
        said = Said(self._split(self._typed(text)))
        hours = [time.fromisoformat(word) for word in text.replace("?", "").split() if ":" in word]
        named = {offer.start for offer in state.offers if offer.start.timetz().replace(tzinfo=None) in hours}
        gives_up = state.pending in (Pending.CANCEL, Pending.MOVE_OR_CANCEL)
        undoes = self._all(state) if gives_up and text in SAY[Goal.CANCEL] else frozenset[int]()
        return replace(said, takes=self._chosen(state) | named, undoes=undoes)

    def _yes(self, state: State) -> Said:
        said = Said((Heard(self._typed(self.dice.choice(YES))),), confirms=self.reminded)
        return self._agreeing(said, state)

    def _agreeing(self, said: Said, state: State) -> Said:
        if state.pending is Pending.CANCEL:
            return replace(said, undoes=self._all(state))
        if state.pending in (Pending.OFFERS, Pending.CONFIRM) and len(state.offers) == 1:
            return replace(said, takes=frozenset({state.offers[0].start}))
        return replace(said, takes=self._chosen(state))

    def _pick(self, state: State) -> Said:
        number = self.dice.randrange(3)
        text = self.dice.choice([str(number + 1), PLACES[number]])
        shown = state.menu[number] if number < len(state.menu) else ""
        said = self._meant(shown, state, Said((Heard(text),), confirms=self.reminded))
        if state.pending in (Pending.OFFERS, Pending.CONFIRM) and number < len(state.offers):
            said = replace(said, takes=said.takes | {state.offers[number].start})
        return replace(said, takes=said.takes | self._chosen(state))

    def _answer(self, state: State) -> Said:
        text = self.dice.choice([*NAMES, "no", "4821 KBD", "Hugo y Alba", "ninguna"])
        return Said((Heard(text),), takes=self._chosen(state))

    def _tap(self, payload: str, state: State) -> Said:
        return self._meant(payload, state, Said((Heard("botón", button=payload),)))

    def _meant(self, payload: str, state: State, said: Said) -> Said:
        """What a button means, where it is one of the question that is open or names an appointment."""
        verb, _, rest = payload.partition(":")
        thing = rest.split(":")[0]
        if verb == "confirm":
            return replace(said, confirms=True)
        if verb == "cancel":
            return replace(said, undoes=self._whole({int(thing)}))
        if payload not in state.menu:
            return said
        if verb == "pick" and int(thing) < len(state.offers):
            return replace(said, takes=frozenset({state.offers[int(thing)].start}))
        if verb == "yes":
            return self._agreeing(said, state)
        return replace(said, takes=self._chosen(state)) if verb == "subject" else said

    def _chosen(self, state: State) -> frozenset[datetime]:
        """The time they had said yes to already, while something else is asked."""
        asked = state.pending in (Pending.NAME, Pending.NAMES, Pending.SUBJECT, Pending.QUESTION)
        chosen = state.wish.chosen if state.wish and asked else None
        return frozenset({chosen.start}) if chosen else frozenset()

    def _all(self, state: State) -> frozenset[int]:
        return self._whole(set(state.appointments))

    def _whole(self, named: set[int]) -> frozenset[int]:
        visits = [{part.id for part in visit.parts} for visit in self.desk.booked]
        return frozenset(part for visit in visits if visit & named for part in visit)

    # how it is typed

    def _typed(self, text: str) -> str:
        roll = self.dice.random()
        if roll < 0.1:
            return text.upper()
        if roll < 0.2:
            return text.translate(str.maketrans("áéíóú¿", "aeiou "))
        long = [word for word in text.split() if len(word) > 5 and word.isalpha()]
        if roll < 0.35 and long:
            word = self.dice.choice(long)
            place = self.dice.randrange(1, len(word) - 1)
            return text.replace(word, word[:place] + word[place + 1] + word[place] + word[place + 2 :])
        return text

    def _split(self, text: str) -> tuple[Heard, ...]:
        """Some write three words a message."""
        words = text.split(" ")
        if len(words) < 4 or self.dice.random() > 0.15:
            return (Heard(text),)
        return tuple(Heard(" ".join(words[n : n + 3])) for n in range(0, len(words), 3))


_YES_OR_NO = {
    Pending.CONFIRM,
    Pending.CANCEL,
    Pending.RESUME,
    Pending.BOOK_ONE,
    Pending.A_PERSON,
    Pending.NOTICES,
    Pending.OTHER_TIME,
}
