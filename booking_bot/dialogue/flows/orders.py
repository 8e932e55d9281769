"""Where an order is, of their own alone; whatever else is wanted of one goes to a person."""

from collections.abc import Sequence
from datetime import timedelta

from booking_bot.dialogue import order_words as said
from booking_bot.dialogue.desk import Reason
from booking_bot.dialogue.desk.orders import Ordered
from booking_bot.dialogue.flows.handover import hand_over
from booking_bot.dialogue.orders import NEWS, track
from booking_bot.dialogue.replies import sentence
from booking_bot.dialogue.state import Pending
from booking_bot.dialogue.talk import Talk
from booking_bot.domain.orders import OrderStatus
from booking_bot.language.frame import Act

# So long after a step "¿cuándo llega?" is about that order, and about no other matter.
LATELY = timedelta(days=14)
SHOWN = 5
LOOKED_FOR = 5  # numbers of one message, which may be a long list of others
_WHERE = {
    OrderStatus.RECEIVED: sentence("We have had your order {number} since {day}; it waits to be prepared."),
    OrderStatus.PREPARING: NEWS[OrderStatus.PREPARING],
    OrderStatus.READY: NEWS[OrderStatus.READY],
    OrderStatus.SHIPPED: sentence("Your order {number} has been on its way since {day}."),
    OrderStatus.DELIVERED: sentence("Your order {number} is marked as delivered on {day}."),
    OrderStatus.CANCELLED: sentence("Your order {number} was cancelled on {day}."),
    OrderStatus.REFUNDED: sentence(
        "We refunded your order {number} on {day}. It may take a few days to show in your account."
    ),
}
_SHORT = {
    OrderStatus.RECEIVED: sentence("waits to be prepared"),
    OrderStatus.PREPARING: sentence("being prepared"),
    OrderStatus.READY: sentence("ready to be fetched"),
    OrderStatus.SHIPPED: sentence("on its way"),
}
# Of these somebody has to find out where it is; before, it is only a matter of waiting.
_MAY_BE_LOST = frozenset({OrderStatus.SHIPPED, OrderStatus.DELIVERED})
_COMING = frozenset({Act.BOOK, Act.AVAILABILITY, Act.OTHER})
_PEOPLE = frozenset({Act.COMPLAINT, Act.HUMAN})


def heard(talk: Talk) -> None:
    """Answer who asks for an order; what is more than asking goes to a person with what is known."""
    if talk.state.pending is Pending.QUESTION or talk.acts & _PEOPLE:
        return
    if said.named(talk.text) and Act.ORDER_STATUS not in talk.acts:
        alone = talk.alone()
        if Act.ORDER_STATUS in alone.acts:
            talk.frame = alone  # "¿está ya mi pedido?" is no yes to what was asked
    if _is_meant(talk):
        _answer(talk)
    elif talk.acts <= {Act.OTHER} and talk.state.wish is None and (one := _by_its_number(talk)):
        talk.heard = True
        tell(talk, one)


def _answer(talk: Talk) -> None:
    found = None if said.for_a_person(talk.text) else talk.desk.orders(talk.frame.order)
    if found is None:
        hand_over(talk, Reason.ORDER)
    elif not found:
        _none(talk)
    else:
        _tell_of(talk, found)
        # "¿Puedo pasar a recogerlo?" is no wish for an appointment.
        talk.ended = talk.ended or said.fetches(talk.text)


def chosen(talk: Talk, order_id: int) -> None:
    """The one that was tapped."""
    for one in talk.desk.orders() or ():
        if one.id == order_id:
            tell(talk, one)


def tell(talk: Talk, order: Ordered) -> None:
    """Where it is; who says that it has not come gets a person, where it should have."""
    if talk.state.pending is Pending.ORDER:
        talk.settle()
    since = order.since.astimezone(talk.desk.shop.zone).date()
    talk.tell(_WHERE[order.status], number=order.number, day=talk.day(since))
    if order.status is OrderStatus.SHIPPED:
        track(talk, order)
    if order.status in _MAY_BE_LOST and said.not_arrived(talk.text):
        hand_over(talk, Reason.ORDER)
    elif order.status is OrderStatus.DELIVERED:
        talk.tell("If you do not have it, tell me and somebody of the team looks for it.")


def _is_meant(talk: Talk) -> bool:
    acts, text = talk.acts, talk.text
    if Act.ORDER_STATUS in acts:
        return True
    if said.named(text):
        # Of no appointment of theirs: "quiero cancelar el pedido".
        undoes = acts & {Act.CANCEL, Act.RESCHEDULE}
        if undoes or talk.frame.order or (acts <= _COMING and said.fetches(text)):
            return True
        return acts <= {Act.OTHER} and talk.desk.answer(text) is None  # a question of the house is none
    return acts <= {Act.OTHER} and talk.state.wish is None and said.asks_where(text) and _has_one(talk)


def _has_one(talk: Talk) -> bool:
    return any(one.is_open or talk.now - one.since < LATELY for one in talk.desk.orders() or ())


def _by_its_number(talk: Talk) -> Ordered | None:
    """ "¿Y el 1007?", or which one of those read out."""
    for number in said.numbers(talk.text)[:LOOKED_FOR]:
        for one in talk.desk.orders(number) or ():
            return one
    return None


def _tell_of(talk: Talk, found: Sequence[Ordered]) -> None:
    """Of the one that they still wait for, else of the newest; of several it is asked which."""
    talk.heard = True
    waiting = [one for one in found if one.is_open]
    if len(waiting) > 1:
        _ask_which(talk, waiting[:SHOWN])
    else:
        tell(talk, (waiting or found)[0])


def _ask_which(talk: Talk, waiting: Sequence[Ordered]) -> None:
    talk.ask(
        Pending.ORDER,
        "You have several orders under way. Which one do you mean?",
        options=[(talk.say("Order {number}", number=one.number), f"order:{one.id}") for one in waiting],
        descriptions=[talk.say(_SHORT[one.status]) for one in waiting],
    )


def _none(talk: Talk) -> None:
    """Whether somebody else has it is nobody's business."""
    talk.heard = True
    if talk.frame.order:
        talk.tell(
            "I find no order {number} under your phone number. Check the number, or write «persona» and "
            "somebody of the team looks.",
            number=talk.frame.order,
        )
    else:
        talk.tell(
            "I find no order under your phone number. If you ordered with another one, write «persona» and "
            "somebody of the team looks."
        )
