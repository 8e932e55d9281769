"""What the worker does at its ticks: a line each into services."""

from functools import partial

from booking_bot.jobs.ticks import guarded
from booking_bot.services import (
    alerts,
    deposits,
    digest,
    fallback,
    hand_messages,
    handover_watch,
    heartbeat,
    held,
    place_offers,
    requests,
    staff_news,
    tomorrow_list,
    turns,
)
from booking_bot.services.disruptions import following
from booking_bot.services.imports import running as importing
from booking_bot.services.notices import running
from booking_bot.services.quotes import watching as quotes
from booking_bot.services.second_looks import Looks
from booking_bot.services.shops import events
from booking_bot.services.standing import making
from booking_bot.services.templates import approvals
from booking_bot.services.watching import balance, cap, silence
from booking_bot.wiring import Wiring

# The digest first: what it tells is not told again.
TO_THE_TEAM = (digest.run_due, alerts.run_due, staff_news.run_due, tomorrow_list.run_due)


def warm_up(parts: Wiring) -> None:
    """Do now what would make the first answer slow."""
    turns.warm_up(parts.database, now=parts.clock())


def run_turns(parts: Wiring, looks: Looks | None = None) -> int:
    """Answer the conversations whose messages have waited long enough."""
    return turns.run_due(parts.database, now=parts.clock(), looks=looks)


def read_shops(parts: Wiring) -> int:
    """Understand what the shops told of their orders."""
    return events.run_due(parts.database, now=parts.clock())


def offer_places(parts: Wiring) -> int:
    """Offer the places that came free to those who wait."""
    return place_offers.run_due(parts.database, now=parts.clock())


def fall_back(parts: Wiring) -> int:
    """Send what is urgent and does not arrive another way."""
    return fallback.run_due(parts.database, now=parts.clock())


def hand_over_notices(parts: Wiring) -> int:
    """Send what is to be said of appointments now."""
    return running.run_due(parts.database, now=parts.clock())


def watch(parts: Wiring) -> int:
    """See to what waits for a person, or for a yes or a deposit that does not come."""
    now = parts.clock()
    waits = (
        handover_watch.run_due,
        requests.run_due,
        requests.lapse_due,
        deposits.run_due,
        held.run_due,
        following.run_due,
        quotes.run_due,
        hand_messages.run_due,
        making.run_due,
    )
    return sum(run_due(parts.database, now=now) for run_due in waits)


def tell_team(parts: Wiring) -> None:
    """Tell the owner and the staff what is new, and in the morning of the day to come."""
    now, base = parts.clock(), parts.settings.public_url
    for run_due in TO_THE_TEAM:
        guarded(partial(run_due, parts.database, now=now, base=base))


def look_ahead(parts: Wiring) -> None:
    """See what may stop messages from going out one day: the balance, a silent number, the shop's own cap."""
    now = parts.clock()
    guarded(partial(cap.look_after, parts.database, now=now))
    guarded(partial(silence.look_after, parts.database, now=now))
    if parts.purse is not None:
        guarded(partial(balance.look_after, parts.database, parts.purse, now=now))


def bring_in(parts: Wiring) -> int:
    """Go on with the files that the owner brought in."""
    return importing.run_due(parts.database, now=parts.clock())


def forget_files(parts: Wiring) -> None:
    """Keep no file longer than somebody will look at it."""
    with parts.database.transaction() as session:
        importing.forget_old(session, now=parts.clock())


def beat(parts: Wiring) -> None:
    """Write down that a worker is at work here."""
    with parts.database.transaction() as session:
        heartbeat.beat(session, heartbeat.this_machine(), parts.clock())


def leave(parts: Wiring) -> None:
    """Write down that this one ends, which nobody has to wait out then."""
    with parts.database.transaction() as session:
        heartbeat.leave(session, heartbeat.this_machine())


def follow_templates(parts: Wiring) -> int:
    """See whether WhatsApp approved what was submitted."""
    if parts.registrar is None:
        return 0
    return approvals.look_after(parts.database, parts.registrar, now=parts.clock())
