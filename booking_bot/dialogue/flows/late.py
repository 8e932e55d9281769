"""Late, at the door, or forgotten: the owner is told at once, the customer kindly answered."""

from booking_bot.dialogue.desk import Note
from booking_bot.dialogue.flows import appointment, missed
from booking_bot.dialogue.phrases import Phrase, phrases
from booking_bot.dialogue.talk import Talk
from booking_bot.language.frame import Act


def heard(talk: Talk) -> None:
    if Act.LATE in talk.acts:
        _late(talk)
    elif Phrase.ARRIVED in phrases(talk.text):
        talk.heard = True
        today = appointment.on_the_day(talk, talk.desk.appointments())
        talk.desk.note(Note.ARRIVED, talk.text, appointment=today)
        talk.tell("Lovely, I let the team know that you are here.")
    else:
        missed.heard(talk)


def _late(talk: Talk) -> None:
    talk.heard = True
    own = talk.desk.appointments()
    today = appointment.on_the_day(talk, own)
    late = talk.frame.late
    minutes = round(late.total_seconds() / 60) if late else None
    talk.desk.note(Note.LATE, f"{minutes} min" if minutes else "", appointment=today)
    if today is None:
        talk.tell(
            "Thank you for telling us. I find {no_appointment} of yours today, so I pass it on to the team."
        )
    elif minutes is None:
        talk.tell("Thank you for telling us, I let the team know. Come as soon as you can.")
    else:
        talk.tell(
            "Thank you for telling us: I let the team know that you come {minutes} min late. "
            "If it gets too tight, they will write to you here.",
            minutes=minutes,
        )
