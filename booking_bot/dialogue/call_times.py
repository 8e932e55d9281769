"""When somebody who wants to be rung is rung: within what they said, and while the shop is open."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from booking_bot.dialogue import windows
from booking_bot.dialogue.desk import Ringing
from booking_bot.domain.dayparts import within_daypart
from booking_bot.language.frame import Window

Span = tuple[datetime, datetime]
_STEP = timedelta(minutes=15)


def ringing(
    wanted: Sequence[Window], spans: Sequence[Span], now: datetime, *, country: str
) -> Ringing | None:
    """The first moment that is wished and open; `spans` are the hours from now on, in the shop's zone.

    Without a wish it is as soon as the shop is open. None where it does not open.
    """
    ahead = [(max(opens, now), closes) for opens, closes in spans if closes > now]
    if not ahead:
        return None
    if not wanted:
        return Ringing(*ahead[0], as_wished=True)
    for begin, closes in ahead:
        for moment in _moments(begin, closes, wanted):
            if any(_holds(moment, window, spans, country) for window in wanted):
                return Ringing(moment, closes, as_wished=True)
    meant = windows.middle(wanted[0], now)
    after = next((span for span in ahead if span[1] > meant), ahead[-1])
    return Ringing(max(after[0], meant) if meant < after[1] else after[0], after[1], as_wished=False)


def _moments(begin: datetime, closes: datetime, wanted: Sequence[Window]) -> list[datetime]:
    """Every quarter of an hour of the span, and the very times that were named."""
    clocks = {window.earliest for window in wanted if window.earliest}
    named = {_at(begin, clock) for clock in clocks}
    quarters = {begin}
    moment = _at(begin, time(begin.hour)) + _STEP
    while moment < closes:
        quarters.add(moment)
        moment += _STEP
    return sorted(one for one in quarters | named if begin <= one < closes)


def _at(day: datetime, clock: time) -> datetime:
    return datetime.combine(day.date(), clock, tzinfo=day.tzinfo)


def _holds(moment: datetime, window: Window, spans: Sequence[Span], country: str) -> bool:
    if not windows.holds(moment, window):
        return False
    if window.daypart is None:
        return True
    of_day = [span for span in spans if span[0].date() == moment.date()] or [(moment, moment)]
    return within_daypart(
        moment, moment.date(), window.daypart, country, first=of_day[0][0], last=of_day[-1][1]
    )
