"""Whole conversations with customers made up at random, each turn of which is held to what is promised."""

import random
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from booking_bot.dialogue.machine import turn
from booking_bot.dialogue.state import State
from booking_bot.dialogue.talk import OpenQuestion, Option, Turn
from booking_bot.domain.questions import QuestionKind
from booking_bot.language import understand
from booking_bot.language.frame import Act, Expecting, Frame, Term, Vocabulary
from tests.dialogue.customers import Customer, Goal, Said
from tests.dialogue.fake import FakeDesk, appointment
from tests.journeys.player import ALIASES, SHOPS

TURNS = 12
LONG = 320
_START = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
_TIMED = ("booked", "moved", "agreed")
# What of each goal shows at the desk.
_REACHED = {Goal.BOOK: "booked", Goal.MOVE: "moved", Goal.CANCEL: "cancelled", Goal.PERSON: "handed"}
WORDS = {
    name: Vocabulary(
        services=tuple(Term(one.id, one.name, ALIASES.get(one.id, ())) for one in shop.services),
        staff=tuple(Term(one.id, one.name) for one in shop.staff),
        hours=shop.hours,
        country=shop.country,
        locale=shop.locale,
    )
    for name, shop in SHOPS.items()
}


@dataclass
class Tally:
    """What became of the conversations."""

    wanted: Counter[Goal] = field(default_factory=Counter)
    reached: Counter[Goal] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)  # of all conversations, those with such an effect
    turns: int = 0
    messages: int = 0
    replies: int = 0
    long: int = 0

    def add(self, other: "Tally") -> None:
        self.wanted.update(other.wanted)
        self.reached.update(other.reached)
        self.ended.update(other.ended)
        self.turns += other.turns
        self.messages += other.messages
        self.replies += other.replies
        self.long += other.long


def converse_many(seed: int, count: int) -> Tally:
    tally = Tally()
    for number in range(count):
        Conversation(random.Random(f"{seed}/{number}"), tally).run()
    return tally


class Conversation:
    def __init__(self, dice: random.Random, tally: Tally) -> None:
        self.dice = dice
        self.tally = tally
        name = dice.choice(sorted(SHOPS))
        self.words = WORDS[name]
        self.desk = _desk(dice, name)
        goal = dice.choices(list(Goal), weights=[6, 2, 2, 2, 1])[0]
        self.customer = Customer(dice, self.desk, goal, care=dice.choice([0.5, 0.75, 0.95]))
        self.state = State()
        self.options: tuple[Option, ...] = ()
        self.asked: list[OpenQuestion] = []
        self.held = False
        if self.desk.booked and dice.random() < 0.3:
            self.asked = [OpenQuestion(QuestionKind.REMINDER, 1, 3, self.desk.now, 1)]

    def run(self) -> None:
        goal = self.customer.goal
        self.tally.wanted[goal] += 1
        for _ in range(TURNS):
            self._meanwhile()
            self.customer.reminded = bool(self.asked)
            said = self.customer.speak(self.state, self.options)
            self._turn(said)
            if self.dice.random() < 0.05 and said.messages[-1].button:
                self._turn(self.customer.again(said.messages[-1].button, self.state))
            if self._reached(goal) and self.dice.random() < 0.6:
                break
        kinds = {effect.split(" ", 1)[0] for effect in self.desk.log}
        self.tally.ended.update(kinds or {"nothing"})
        self.tally.reached[goal] += self._reached(goal)

    def _reached(self, goal: Goal) -> bool:
        wanted = _REACHED.get(goal)
        return wanted is None or any(effect.startswith(wanted) for effect in self.desk.log)

    def _meanwhile(self) -> None:
        """Time goes by, somebody else is quicker, the owner gives back what they hold."""
        dice, desk = self.dice, self.desk
        desk.now += timedelta(minutes=dice.choice([0, 1, 1, 5, 5, 60, 60 * 13 if dice.random() < 0.4 else 2]))
        if dice.random() < 0.1:
            desk.busy |= {offer.start for offer in self.state.offers}
        if not self.held and dice.random() < 0.03:
            self.held = True
        elif self.held and dice.random() < 0.5:
            self.held = False
            before = self.state
            self.state = State(revision=before.revision, language=before.language, receipt=before.receipt)
            self.options = ()

    def _understand(self, text: str, expecting: Expecting | None) -> Frame:
        return understand(text, self.desk.now.replace(tzinfo=None), self.words, expecting)

    def _turn(self, said: Said) -> None:
        desk, state = self.desk, self.state
        known, done, handed = state.to_json(), len(desk.log), len(desk.handed)
        outcome = turn(
            said.messages, state, desk, self._understand, now=desk.now, held=self.held, asked=self.asked
        )
        effects = desk.log[done:]
        where = (state.pending, said, effects, outcome.reply)

        assert state.to_json() == known, where
        assert outcome.state == State.from_json(outcome.state.to_json()), where
        assert outcome.state.revision == state.revision + 1, where
        self._hold_effects(said, effects)
        self._hold_reply(said, outcome)
        self._hold_knowledge(said, outcome)
        self.asked = [one for one in self.asked if one not in outcome.answered]
        self.state, self.options = outcome.state, outcome.options if outcome.reply else self.options
        self.tally.turns += 1
        self.tally.messages += len(said.messages)
        if outcome.reply:
            self.tally.replies += 1
            self.tally.long += len(outcome.reply) > LONG
        self.held = self.held or len(desk.handed) > handed

    def _hold_effects(self, said: Said, effects: list[str]) -> None:
        """Nothing is booked, moved, cancelled or confirmed but by a yes to that very thing."""
        where = (self.state.pending, said, effects)
        timed = [effect for effect in effects if effect.startswith(_TIMED)]
        undone = {int(effect.split()[1]) for effect in effects if effect.startswith("cancelled")}
        assert not (self.held and (timed or undone)), where
        assert len(timed) + bool(undone) <= 1, where
        for effect in timed:
            start = _START.search(effect)
            assert start, where
            moment = datetime.fromisoformat(start.group()).replace(tzinfo=self.desk.shop.zone)
            assert moment in said.takes, where
            assert moment >= self.desk.now, where
        assert undone <= said.undoes, where
        assert said.confirms or not any(effect.startswith("confirmed") for effect in effects), where

    def _hold_reply(self, said: Said, outcome: Turn) -> None:
        """One reply that is whole; none only where a person is at it, or nothing called for one."""
        where = (self.state.pending, said, outcome.reply)
        if self.held:
            assert outcome.reply is None, where
        elif outcome.reply is None:
            acts = self._understand(said.text, self.state.expecting()).acts
            stuck = outcome.state.echoes > 2 or outcome.state.repeats > 2
            assert said.nothing or acts & {Act.THANKS, Act.BYE, Act.AFFIRM, Act.OTHER} or stuck, where
        else:
            assert outcome.reply.strip(), where
            assert "{" not in outcome.reply or "{" in said.text, where
            assert outcome.reply.count("?") <= 1, where
            assert len(outcome.options) <= 10, where

    def _hold_knowledge(self, said: Said, outcome: Turn) -> None:
        """What was not understood changes nothing of what is known."""
        before, after = self.state, outcome.state
        same_talk = after.pending is not None and before.touched is not None and not self.held
        fresh = before.touched is not None and self.desk.now - before.touched < timedelta(hours=12)
        missed = same_talk and fresh and after.misses > before.misses
        if missed and before.wish and after.wish and before.wish.chosen == after.wish.chosen:
            known = ("services", "when", "not_when", "party", "name", "subjects", "answers")
            for each in known:
                was = getattr(before.wish, each)
                assert not was or getattr(after.wish, each) == was, (before.wish, said, after.wish)


def _desk(dice: random.Random, name: str) -> FakeDesk:
    desk = FakeDesk(days=20, step=timedelta(minutes=60), shop=SHOPS[name])
    desk.now = desk.now.replace(tzinfo=desk.shop.zone)
    desk.busy = {
        (desk.now + timedelta(days=day)).replace(hour=hour)
        for day, hour in ((dice.randrange(10), dice.randrange(9, 20)) for _ in range(8))
    }
    if dice.random() < 0.5:
        service, staff = desk.shop.services[0].id, desk.shop.staff[0].id
        desk.booked = [
            appointment(number + 1, desk.now + timedelta(days=day), service=service, staff=staff)
            for number, day in enumerate(dice.sample([1, 2, 3, 8], dice.choice([1, 1, 2])))
        ]
    if dice.random() < 0.2:
        desk.customer = replace(desk.customer, name=None)
    return desk
