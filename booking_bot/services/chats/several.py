"""The same done to several conversations at once: to all that are there, each noted by itself."""

from collections.abc import Callable, Collection
from contextlib import suppress

from booking_bot.services.chats.labels import TooMany
from booking_bot.services.handovers import NoSuchConversation

MOST = 100


def each(conversations: Collection[int], act: Callable[[int], object]) -> int:
    """How many `act` was done to; one that is gone, or takes no more, does not keep the others from it.

    Always in the same order: two who do so at once wait for each other, and not for ever.
    """
    done = 0
    for number in sorted(set(conversations))[:MOST]:
        with suppress(NoSuchConversation, TooMany):
            done += bool(act(number))
    return done
