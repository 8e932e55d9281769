"""BAJA and ALTA, in these or other words but as all of the message: honoured in every state.

BAJA       surveys, places that came free and offers stop at once; asked: the notices too?
yes, BAJA  notices of appointments and orders stop too
ALTA       all of it again
"""

from booking_bot.dialogue.phrases import Phrase, phrases
from booking_bot.dialogue.state import Pending
from booking_bot.dialogue.talk import Talk
from booking_bot.language.frame import Act

# What may stand beside it without being another matter.
_CALM = frozenset({Act.OPT_OUT, Act.THANKS, Act.GREET, Act.BYE, Act.DENY, Act.OTHER})
# Who is angry, or wants a person, gets both.
_UPSET = frozenset({Act.COMPLAINT, Act.HUMAN})


def heard(talk: Talk) -> bool:
    """Honour an opt-out or opt-in; the one receipt asks about the notices too."""
    if talk.acts == {Act.OPT_IN}:
        talk.desk.resume(talk.text)
        talk.heard = talk.ended = True
        talk.tell("Done, you will hear from us again. Write BAJA whenever you want it to stop.")
        return True
    if Act.OPT_OUT not in talk.acts or Phrase.LEAVE_LIST in phrases(talk.text):
        return False
    if talk.acts <= _CALM:
        stop(talk)
        return True
    if talk.acts <= _CALM | _UPSET:
        _leave(talk)
        talk.tell("Done: no more offers, surveys or free places.")
        return True
    return False


def stop(talk: Talk) -> None:
    """The next step of two; who has taken both is told so."""
    talk.heard = talk.ended = True
    customer = talk.desk.customer
    if customer.notices_stopped:
        talk.tell("You get no notices from us any more. If you write to me, I do answer.")
    elif customer.offers_stopped:
        stop_notices(talk)
    else:
        _leave(talk)
        talk.ask(
            Pending.NOTICES,
            "Done: no offers or surveys from now on. "
            "Shall I also stop the notices about your {appointments} and orders?",
            options=[(talk.say("Yes, stop them"), "yes:0"), (talk.say("No, keep them"), "no:0")],
        )


def _leave(talk: Talk) -> None:
    """Nobody waits for a place of which they shall not be told."""
    if talk.desk.waiting() and talk.desk.leave_list():
        talk.tell("I take you off the waiting list.")
    talk.desk.stop(talk.text, notices=False)


def stop_notices(talk: Talk) -> None:
    talk.desk.stop(talk.text, notices=True)
    talk.heard = talk.ended = True
    talk.settle()
    talk.tell("Done, no notices at all. If you write to me, I do answer.")


def keep_notices(talk: Talk) -> None:
    talk.heard = talk.ended = True
    talk.settle()
    talk.tell("All right, the notices about your {appointments} go on.")
