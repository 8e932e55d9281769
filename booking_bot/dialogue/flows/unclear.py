"""Not understood: first an example of what fits, then a short menu, then a person.

Nothing that was known changes by it.
"""

from booking_bot.dialogue.desk import Reason
from booking_bot.dialogue.flows import courtesy
from booking_bot.dialogue.flows.handover import hand_over
from booking_bot.dialogue.replies import sentence
from booking_bot.dialogue.state import Pending
from booking_bot.dialogue.talk import Missed, Talk
from booking_bot.language.frame import Asked

EXAMPLES: dict[Pending | None, str] = {
    None: sentence(
        "Sorry, I did not get that. You can write for example «I would like {an_appointment} on Thursday»."
    ),
    Pending.SERVICE: sentence(
        "Sorry, I did not get that. Tell me one of our services, for example «{service}»."
    ),
    Pending.OFFERS: sentence(
        "Sorry, I did not get that. Tell me the number of a time, or another day, "
        "for example «Thursday afternoon»."
    ),
    Pending.CONFIRM: sentence("Sorry, I did not get that. Answer yes or no, or tell me another time."),
    Pending.OTHER_TIME: sentence("Sorry, I did not get that. Tell me another day or time, or «leave it»."),
    Pending.NAME: sentence("Sorry, I did not get that. Tell me just the name, for example «Ana Gil»."),
    Pending.WHICH: sentence("Sorry, I did not get that. Tell me the number of the one you mean, or its day."),
    Pending.CANCEL: sentence("Sorry, I did not get that. Answer yes to cancel or no to keep {it}."),
    Pending.MOVE_OR_CANCEL: sentence("Sorry, I did not get that. Tell me «change it» or «cancel it»."),
    Pending.RESUME: sentence("Sorry, I did not get that. Answer yes to go on or no to start anew."),
    Pending.NOTICES: sentence("Sorry, I did not get that. Answer yes or no."),
    Pending.A_PERSON: sentence("Sorry, I did not get that. Answer yes or no."),
    Pending.RATING: sentence("Sorry, I did not get that. Tell me a number from 1 to 5."),
    Pending.ORDER: sentence("Sorry, I did not get that. Tell me the number of the order you mean."),
    Pending.WAIT_WHEN: sentence(
        "Sorry, I did not get that. Tell me a day, for example «Friday afternoon», or «any day»."
    ),
}

WHY: dict[Pending | None, str] = {
    Pending.SERVICE: sentence("So that I keep you the time it takes."),
    Pending.OFFERS: sentence("So that I look for a time that suits you."),
    Pending.CONFIRM: sentence("So that nothing is booked which you do not want."),
    Pending.NAME: sentence("So that the team knows whom to expect; it is used for nothing else."),
    Pending.QUESTION: sentence("So that the team can get ready for you."),
    Pending.CANCEL: sentence("So that nothing is cancelled by mistake."),
    Pending.RATING: sentence("So that we do better the next time."),
    Pending.COMMENT: sentence("So that we do better the next time."),
}
# What answers these is of a person, and nobody else's business.
_PERSONAL = {Asked.NAME, Asked.QUESTION}
WHY_NOTHING = sentence("I only ask what {the_appointment} needs.")


def example(talk: Talk) -> str:
    services = talk.desk.shop.services
    pattern = EXAMPLES.get(talk.state.pending, EXAMPLES[None])
    return talk.say(pattern, service=services[0].name if services else "")


def not_understood(talk: Talk) -> None:
    """The next step of three."""
    if talk.expecting is None or talk.expecting.kind not in _PERSONAL:
        talk.missed = Missed(talk.text, talk.expecting, talk.frame)
    talk.state.misses += 1
    if talk.state.misses == 1:
        talk.lines.append(example(talk))
        talk.heard = True  # the open question follows; without one the example is the reply
        if talk.state.wish is None:
            talk.ended = True
    elif talk.state.misses == 2:
        courtesy.menu(talk, "I still do not follow you. What do you need?")
    else:
        hand_over(talk, Reason.NOT_UNDERSTOOD)


def why(talk: Talk) -> None:
    talk.heard = True
    talk.tell(WHY.get(talk.state.pending, WHY_NOTHING))
