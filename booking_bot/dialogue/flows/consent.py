"""BAJA and ALTA: whole messages, honoured in every state."""

from booking_bot.dialogue.state import Pending
from booking_bot.dialogue.talk import Talk
from booking_bot.language.frame import Act


def heard(talk: Talk) -> bool:
    """Honour an opt-out or opt-in; the one receipt asks about the notices too."""
    if talk.acts == {Act.OPT_OUT}:
        _stop(talk)
        return True
    if talk.acts == {Act.OPT_IN}:
        talk.desk.resume()
        talk.heard = talk.ended = True
        talk.tell("Done, you will hear from us again. Write BAJA whenever you want it to stop.")
        return True
    return False


def _stop(talk: Talk) -> None:
    talk.heard = talk.ended = True
    customer = talk.desk.customer
    if customer.notices_stopped:
        talk.tell("You get no notices from us any more. If you write to me, I do answer.")
    elif customer.offers_stopped:
        stop_notices(talk)
    else:
        talk.desk.stop(notices=False)
        talk.ask(
            Pending.NOTICES,
            "Done: no offers or surveys from now on. "
            "Shall I also stop the notices about your {appointments} and orders?",
            options=[(talk.say("Yes, stop them"), "yes:0"), (talk.say("No, keep them"), "no:0")],
        )


def stop_notices(talk: Talk) -> None:
    talk.desk.stop(notices=True)
    talk.heard = talk.ended = True
    talk.settle()
    talk.tell("Done, no notices at all. If you write to me, I do answer.")


def keep_notices(talk: Talk) -> None:
    talk.heard = talk.ended = True
    talk.settle()
    talk.tell("All right, the notices about your {appointments} go on.")
