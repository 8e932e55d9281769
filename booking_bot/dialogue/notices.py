"""What the shop says of an appointment by itself: that it is near, and what was changed about it.

How it was is asked by `flows/feedback.py`, where they were by `flows/missed.py`.
"""

from booking_bot.dialogue.desk import Booked
from booking_bot.dialogue.flows import book, left_here
from booking_bot.dialogue.talk import Option, Talk


def asks(talk: Talk, booked: Booked) -> None:
    """It is near: will they come?"""
    if talk.is_today(booked.start):
        talk.tell(
            "We remind you of {your_appointment}: {what} today {time}. Will you be able to come?",
            what=talk.what(booked),
            time=talk.hour(booked.start),
        )
    else:
        talk.tell(
            "We remind you of {your_appointment}: {what} on {moment}. Will you be able to come?",
            what=talk.what(booked),
            moment=talk.moment(booked.start),
        )
    book.prepare(talk, booked)
    stamp = f"{booked.id}:{booked.revision}"
    talk.options = (
        Option(talk.say("Confirm"), f"confirm:{stamp}"),
        Option(talk.say("Change the time"), f"move:{stamp}"),
        Option(talk.say("Cancel it"), f"cancel:{stamp}"),
    )


def reminds(talk: Talk, booked: Booked) -> None:
    """It is near, and nothing is asked: they said so already, or the shop does not want to know."""
    if talk.is_today(booked.start):
        talk.tell(
            "We remind you of {your_appointment}: {what} today {time}. If you cannot come, just write to me.",
            what=talk.what(booked),
            time=talk.hour(booked.start),
        )
    else:
        talk.tell(
            "We remind you of {your_appointment}: {what} on {moment}. If you cannot come, just write to me.",
            what=talk.what(booked),
            moment=talk.moment(booked.start),
        )
    book.prepare(talk, booked)


def made(talk: Talk, booked: Booked) -> None:
    """The shop booked it for them."""
    talk.tell(
        "You are booked: {what} on {moment}. If you need to change or cancel {it}, just write to me.",
        what=talk.what(booked),
        moment=talk.moment(booked.start),
    )
    book.prepare(talk, booked)


def comes_back(talk: Talk, booked: Booked, every_weeks: int) -> None:
    """The shop booked it for them, and the same again every so many weeks."""
    talk.tell(
        "You are booked: {what} on {moment}, and then every week at the same time. "
        "If you cannot come one day, just write to me."
        if every_weeks == 1
        else "You are booked: {what} on {moment}, and then every {count} weeks at the same time. "
        "If you cannot come one day, just write to me.",
        what=talk.what(booked),
        moment=talk.moment(booked.start),
        count=every_weeks,
    )


def comes_no_more(talk: Talk, booked: Booked) -> None:
    """What came back every so many weeks ends with this one, which is cancelled like those after it."""
    talk.tell(
        "We keep the same time for you no longer: {what} on {moment} and all that came after it are "
        "cancelled. Whenever you want to come again, just write to me.",
        what=talk.what(booked),
        moment=talk.moment(booked.start),
    )


def moved(talk: Talk, booked: Booked) -> None:
    """The shop had to put it elsewhere."""
    talk.tell(
        "I am sorry, we have had to move {your_appointment}: now it is {what} on {moment}. "
        "If that does not suit you, just write to me.",
        what=talk.what(booked),
        moment=talk.moment(booked.start),
    )
    left_here.tell(talk, booked)


def cancelled(talk: Talk, booked: Booked) -> None:
    """The shop cannot have them."""
    talk.tell(
        "I am sorry, we have had to cancel {your_appointment}: {what} on {moment}. "
        "Write to me and I look for another time for you.",
        what=talk.what(booked),
        moment=talk.moment(booked.start),
    )
