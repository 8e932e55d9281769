"""One turn of somebody of the shop: a yes or a no to what was asked, more words for it, or a new deed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from booking_bot.dialogue import owner
from booking_bot.dialogue.state import Errand, Stage, State
from booking_bot.dialogue.talk import Heard, Option, Turn, Understand
from booking_bot.models import Conversation
from booking_bot.services import rows
from booking_bot.services.owner_chat.deeds import Answer, Asking, Deed, Facts, Said
from booking_bot.services.owner_chat.table import DEEDS
from booking_bot.services.place import place_of
from booking_bot.services.staff_chat import member_of

GOOD_FOR = timedelta(hours=1)
SAME_YES = timedelta(minutes=10)
# What is remembered of a deed once it is done: that of which "cámbialo" speaks.
_QUIETLY = {"tell": False}
ABOUT = ("appointment", "token", "customer")


def answer(
    session: Session,
    conversation: Conversation,
    heard: Sequence[Heard],
    understand: Understand,
    *,
    now: datetime,
    deeds: Sequence[Deed] = DEEDS,
) -> Turn | None:
    """What is said to somebody of the shop who wants something done; None where it is none of this.

    Whoever else writes the same is a customer, and they are too in all that is no deed.
    """
    member = member_of(session, conversation)
    if member is None or not (member.is_owner or member.staff_id):
        return None
    place, state = place_of(session), State.from_json(conversation.state)
    text = "\n".join(one.text for one in heard if one.text and not one.button and not one.reaction)
    said = Said(
        text=text,
        frame=understand(text, None),
        member=member,
        now=now,
        zone=place.zone,
        country=place.country,
        understand=understand,
        last=state.errand.facts if _is_good(state.errand, now) and state.errand else {},
        is_booking=state.wish is not None,
    )
    found = _Turn(session, state, said, deeds).answer(heard)
    if found is None and (state.errand is not None or state.misses):  # they speak of something else
        rows.update(session, conversation, state=replace(state, errand=None, misses=0).to_json())
    return found


def helped(said: Turn, before: State, heard: Sequence[Heard], understand: Understand) -> Turn:
    """Somebody of the shop who was not understood is told what they may order; no person is called.

    A member of staff or a day that is named alone is no wish for an appointment of their own.
    """
    if before.wish is not None or not said.reply:  # they book for themselves
        return said
    if said.state.wish is not None:
        text = "\n".join(one.text for one in heard if not one.button)
        frame = understand(text, None)
        if frame.service or frame.fits or not (frame.staff or frame.when) or owner.wants(text):
            return said
        return replace(said, reply=owner.HELP, options=(), state=before)
    return replace(said, reply=owner.HELP, options=()) if said.missed else said


@dataclass(frozen=True, slots=True)
class _Turn:
    session: Session
    state: State
    said: Said
    deeds: Sequence[Deed]

    @property
    def errand(self) -> Errand | None:
        """What they were asked last, while it is good."""
        return self.state.errand if _is_good(self.state.errand, self.said.now) else None

    def answer(self, heard: Sequence[Heard]) -> Turn | None:
        for one in heard:
            if tapped := owner.tapped(one.button):
                return self._tapped(*tapped)
        if not self.said.text.strip():
            return None
        errand = self.errand
        if errand is not None and errand.stage is Stage.LACKS:
            place = owner.picked(self.said.text, errand.titles)
            found = self._again(errand, replace(self.said, choice=place)) if place else None
            if found is not None:
                return found
            if owner.drops(self.said.text):
                return self._say(owner.DROPPED, None)
        if errand is not None and errand.stage is Stage.ASKED and (both := self._yes_and_more(errand)):
            return both
        if errand is not None and self._takes_a_yes(errand):
            choice = owner.decision(self.said.text, self.said.understand)
            if choice is not None and self._is_heard(errand, choice):
                return self._decided(errand, choice)
        return self._new() or (self._again(errand, self.said) if errand is not None else None)

    def _tapped(self, choice: str, number: int) -> Turn:
        errand = self.errand
        if errand is None or errand.number != number:
            return self._say(owner.OVER, self.state.errand)
        if not choice.isdecimal():
            return self._decided(errand, choice)
        found = self._again(errand, replace(self.said, text="", choice=int(choice)))
        return found or self._say(owner.OVER, errand)

    def _decided(self, errand: Errand, choice: str) -> Turn:
        deed = self._deed(errand)
        if errand.stage is not Stage.ASKED or deed is None or deed.do is None:
            return self._say(owner.TOO_LATE if choice == owner.NO else owner.DONE_ALREADY, errand)
        if choice == owner.NO:
            return self._say(owner.DROPPED, None)
        if not self._may(deed):
            return self._say(owner.OWNERS_ONLY, None)
        facts = {**errand.facts, **(errand.quiet or _QUIETLY)} if choice == owner.QUIET else errand.facts
        done = deed.do(self.session, facts, self.said.member, self.said.now)
        if isinstance(done, Asking):
            return self._told(deed, done)
        about = {name: facts[name] for name in ABOUT if name in facts}
        told = replace(errand, stage=Stage.DONE, facts=about, quiet=None, keep=None, at=self.said.now)
        return self._say(done, told)

    def _takes_a_yes(self, errand: Errand) -> bool:
        """A second yes is the first once more, but not for long: something else may have been asked."""
        just_done = errand.stage is Stage.DONE and self.said.now - errand.at <= SAME_YES
        return errand.stage is Stage.ASKED or just_done

    def _yes_and_more(self, errand: Errand) -> Turn | None:
        """A yes and a new order, which came while it was on its way: both are answered at once."""
        first, _, rest = self.said.text.partition("\n")
        choice = owner.decision(first, self.said.understand) if rest.strip() else None
        if choice is None or choice == owner.NO or not self._is_heard(errand, choice):
            return None
        done = self._decided(errand, choice)
        about = done.state.errand.facts if done.state.errand else {}
        said = replace(self.said, text=rest, frame=self.said.understand(rest, None), last=about)
        more = replace(self, state=done.state, said=said)._new()
        return replace(more, reply=f"{done.reply}\n\n{more.reply}") if more else done

    def _is_heard(self, errand: Errand, choice: str) -> bool:
        if errand.stage is Stage.DONE and choice == owner.NO:
            return owner.refuses(self.said.text)  # "cancélala" is a new order by then
        return choice != owner.QUIET or errand.quiet is not None or "tell" in errand.facts

    def _new(self) -> Turn | None:
        for deed in self.deeds:
            found = deed.read(self.session, self.said)
            if found is not None:
                return self._told(deed, found)
        return None

    def _again(self, errand: Errand, said: Said) -> Turn | None:
        """The same deed reads them together with what it knew."""
        deed = self._deed(errand)
        if deed is None or errand.keep is None:
            return None
        found = deed.read(self.session, replace(said, kept=errand.keep))
        return None if found is None else self._told(deed, found)

    def _told(self, deed: Deed, found: Answer) -> Turn:
        if not self._may(deed):
            return self._say(owner.OWNERS_ONLY, None)
        if isinstance(found, Asking):
            errand = self._errand(deed, Stage.ASKED, found.facts, found.keep, quiet=found.quiet)
            options = owner.yes_or_no(errand.number, may_be_quiet=found.quiet is not None)
            return self._say(found.question, errand, options)
        if found.keep is None:
            told = found.about and self._errand(deed, Stage.TOLD, found.about, None)
            return self._say(found.text, told or None)
        errand = self._errand(deed, Stage.LACKS, {}, found.keep, titles=found.options)
        return self._say(found.text, errand, owner.choices(found.options, errand.number))

    def _errand(
        self,
        deed: Deed,
        stage: Stage,
        facts: Facts,
        keep: Facts | None,
        *,
        quiet: Facts | None = None,
        titles: tuple[str, ...] = (),
    ) -> Errand:
        return Errand(
            kind=deed.kind,
            number=self.state.errands + 1,
            at=self.said.now,
            stage=stage,
            facts=dict(facts),
            quiet=None if quiet is None else dict(quiet),
            keep=None if keep is None else dict(keep),
            titles=titles,
        )

    def _say(self, text: str, errand: Errand | None, options: tuple[Option, ...] = ()) -> Turn:
        number = max(self.state.errands, errand.number if errand else 0)
        return Turn(text, options, replace(self.state, errand=errand, errands=number))

    def _deed(self, errand: Errand) -> Deed | None:
        return next((one for one in self.deeds if one.kind == errand.kind), None)

    def _may(self, deed: Deed) -> bool:
        return self.said.member.is_owner or not deed.owners_only


def _is_good(errand: Errand | None, now: datetime) -> bool:
    return errand is not None and now - errand.at <= GOOD_FOR
