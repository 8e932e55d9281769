"""What comes with a message or instead of one: thanked for once, kept with the appointment it is about.

A photo in the middle of a booking changes nothing of it: the pending question follows. What only a
person can hear or see is told to the owner.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from booking_bot.dialogue.desk import Note
from booking_bot.dialogue.flows import courtesy
from booking_bot.dialogue.phrases import plain
from booking_bot.dialogue.replies import sentence
from booking_bot.dialogue.state import FRESH_RECEIPT, Flow
from booking_bot.dialogue.talk import Heard, Media, Talk
from booking_bot.language.frame import Act, Frame

# What may show how a service shall be done, so that it belongs to the appointment.
SHOWING = frozenset({Media.IMAGE, Media.VIDEO, Media.DOCUMENT})
MOST_FILES = 30
_LONGEST_ECHO = 100
_YES = re.compile(r"(?:si+p?|vale|ok|okey|de acuerdo|perfecto|confirm\w+|reserva\w*)\b")

_THANKS = {
    Media.IMAGE: sentence("Thank you, I keep the photo for the team."),
    Media.VIDEO: sentence("Thank you, I keep the video for the team."),
    Media.DOCUMENT: sentence("Thank you, I pass the document on to the team."),
    Media.CONTACTS: sentence("Thank you, I pass the contact on to the team."),
    Media.LOCATION: sentence("Thank you, I have noted the place."),
}
_THANKS_FOR_SEVERAL = {Media.IMAGE: sentence("Thank you, I keep the photos for the team.")}
_THANKS_FOR_ALL = sentence("Thank you, I keep what you sent for the team.")
_NOTES = {Media.DOCUMENT: Note.DOCUMENT, Media.CONTACTS: Note.CONTACT}


def heard(talk: Talk, messages: Sequence[Heard]) -> None:
    """Say what was got, once, and remember what belongs to the appointment."""
    came = [one for one in messages if one.media is not None]
    talk.files = tuple(one.number for one in came if one.media in SHOWING and not one.too_big)
    if not came or talk.ended:
        return
    _echo(talk, came)
    told = len(talk.lines)
    _tell_too_big(talk, came)
    _thank(talk, [one.media for one in came if one.media in _THANKS and not one.too_big])
    _tell_unheard(talk, came)
    talk.got = len(talk.lines) > told
    for note in dict.fromkeys(_NOTES[one.media] for one in came if one.media in _NOTES):
        talk.desk.note(note, talk.text)
    if not talk.text and not talk.heard:
        _without_words(talk)


def read(talk: Talk, frame: Frame) -> Frame:
    """The words below a photo show how it shall be: "así lo quiero" is no yes to what was proposed."""
    if not talk.files or _YES.match(plain(talk.text)):
        return frame
    return replace(frame, acts=(frame.acts - {Act.AFFIRM, Act.CONFIRM}) or frozenset({Act.OTHER}))


def unclear(talk: Talk) -> bool:
    """Whether words that say nothing came with something that does: "así lo quiero" below a photo."""
    if not talk.got or talk.heard:
        return False
    talk.heard = True
    if talk.state.wish is None:
        talk.ended = True
        _show(talk)
    return True


def place(talk: Talk) -> None:
    """At the end of the turn: with what was just booked, else to wait for what is being booked."""
    files, receipt, state = talk.files, talk.state.receipt, talk.state
    if not files:
        return
    if state.wish is None and _is_fresh(talk) and receipt is not None:
        talk.desk.attach(receipt.appointment, files)
    else:
        state.files = (*state.files, *files)[-MOST_FILES:]


def _without_words(talk: Talk) -> None:
    talk.heard = True
    if talk.state.wish is not None:
        return  # what was asked is asked again
    talk.ended = True
    if not talk.got:
        _nothing_said(talk)
    elif talk.files and talk.state.pending is None and not _is_fresh(talk):
        _show(talk)
        talk.tell("Tell me in a few words what you need.")


def _nothing_said(talk: Talk) -> None:
    """A sticker: neither answer nor question."""
    if talk.lines:
        return
    if talk.state.pending is not None or not talk.state.answered:
        courtesy.menu(talk, "Tell me, what do you need?")


def _show(talk: Talk) -> None:
    """What belongs to nothing yet must be seen by somebody."""
    if talk.files and not _is_fresh(talk):
        talk.desk.note(Note.PHOTO, talk.text)


def _echo(talk: Talk, came: Sequence[Heard]) -> None:
    said = " ".join(one.text.strip() for one in came if one.spoken and one.text.strip())
    if said:
        talk.tell("I understood: «{text}».", text=_short(said))


def _short(text: str) -> str:
    if len(text) <= _LONGEST_ECHO:
        return text.rstrip(".")
    cut = text[:_LONGEST_ECHO]
    return f"{(cut.rpartition(' ')[0] or cut).rstrip(',;:. ')}…"


def _thank(talk: Talk, kinds: Sequence[Media | None]) -> None:
    if not kinds:
        return
    receipt = talk.state.receipt
    if talk.files and not talk.text and talk.state.wish is None and receipt is not None and _is_fresh(talk):
        booked = talk.desk.find(receipt.appointment)
        talk.tell(
            "Thank you, I keep it with {your_appointment} of {moment}.", moment=talk.moment(booked.start)
        )
        return
    kind = kinds[0] if len(set(kinds)) == 1 else None
    if kind is None:
        talk.tell(_THANKS_FOR_ALL)
    elif len(kinds) > 1:
        talk.tell(_THANKS_FOR_SEVERAL.get(kind, _THANKS_FOR_ALL))
    else:
        talk.tell(_THANKS[kind])


def _tell_too_big(talk: Talk, came: Sequence[Heard]) -> None:
    if any(one.too_big for one in came):
        talk.desk.note(Note.TOO_BIG, talk.text)
        talk.tell("What you sent is too big and did not get here. If you can, send it smaller.")


def _tell_unheard(talk: Talk, came: Sequence[Heard]) -> None:
    if any(one.media is Media.AUDIO and not one.spoken and not one.too_big for one in came):
        talk.desk.note(Note.VOICE, talk.text)
        talk.tell(
            "I could not listen to your voice note; the team has it. Write it to me in a few words, please."
        )


def _is_fresh(talk: Talk) -> bool:
    receipt = talk.state.receipt
    booked = receipt is not None and receipt.flow is not Flow.CANCEL
    return booked and receipt is not None and talk.now - receipt.at <= FRESH_RECEIPT
