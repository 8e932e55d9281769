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
        is_booking=state.wish is not None,
    )
    found = _Turn(session, state, said, deeds).answer(heard)
    if found is None and state.errand is not None:  # they speak of something else
        rows.update(session, conversation, state=replace(state, errand=None).to_json())
    return found


@dataclass(frozen=True, slots=True)
class _Turn:
    session: Session
    state: State
    said: Said
    deeds: Sequence[Deed]

    @property
    def errand(self) -> Errand | None:
        """What they were asked last, while it is good."""
        errand = self.state.errand
        return errand if errand is not None and self.said.now - errand.at <= GOOD_FOR else None

    def answer(self, heard: Sequence[Heard]) -> Turn | None:
        for one in heard:
            if tapped := owner.tapped(one.button):
                return self._tapped(*tapped)
        if not self.said.text.strip():
            return None
        errand = self.errand
        if errand is not None and errand.stage is not Stage.LACKS:
            yes = owner.decision(self.said.text, self.said.understand)
            if yes is not None:
                return self._decided(errand, yes)
        if errand is not None and (choice := owner.picked(self.said.text, errand.choices)):
            found = self._again(errand, replace(self.said, choice=choice))
            if found is not None:
                return found
        return self._new() or (self._again(errand, self.said) if errand is not None else None)

    def _tapped(self, choice: str, number: int) -> Turn:
        errand = self.errand
        if errand is None or errand.number != number:
            return self._say(owner.OVER, self.state.errand)
        if not choice.isdecimal():
            return self._decided(errand, choice == owner.YES)
        found = self._again(errand, replace(self.said, text="", choice=int(choice)))
        return found or self._say(owner.OVER, errand)

    def _decided(self, errand: Errand, yes: bool) -> Turn:
        deed = self._deed(errand)
        if errand.stage is Stage.DONE or deed is None:
            return self._say(owner.DONE_ALREADY if yes else owner.TOO_LATE, errand)
        if not yes:
            return self._say(owner.DROPPED, None)
        if not self._may(deed):
            return self._say(owner.OWNERS_ONLY, None)
        done = deed.do(self.session, errand.facts, self.said.member, self.said.now)
        if isinstance(done, Asking):
            return self._told(deed, done)
        return self._say(
            done, replace(errand, facts={}, keep=None, choices=0, stage=Stage.DONE, at=self.said.now)
        )

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
            errand = self._errand(deed, Stage.ASKED, found.facts, found.keep)
            return self._say(found.question, errand, owner.yes_or_no(errand.number))
        if found.keep is None:
            return self._say(found.text, None)
        errand = self._errand(deed, Stage.LACKS, {}, found.keep, choices=len(found.options))
        return self._say(found.text, errand, owner.choices(found.options, errand.number))

    def _errand(
        self, deed: Deed, stage: Stage, facts: Facts, keep: Facts | None, *, choices: int = 0
    ) -> Errand:
        return Errand(
            kind=deed.kind,
            number=self.state.errands + 1,
            at=self.said.now,
            stage=stage,
            facts=dict(facts),
            keep=None if keep is None else dict(keep),
            choices=choices,
        )

    def _say(self, text: str, errand: Errand | None, options: tuple[Option, ...] = ()) -> Turn:
        number = max(self.state.errands, errand.number if errand else 0)
        return Turn(text, options, replace(self.state, errand=errand, errands=number))

    def _deed(self, errand: Errand) -> Deed | None:
        return next((one for one in self.deeds if one.kind == errand.kind), None)

    def _may(self, deed: Deed) -> bool:
        return self.said.member.is_owner or not deed.owners_only
