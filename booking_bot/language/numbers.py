"""Productions for figures and lengths of time; the phrases are in es/numbers.toml."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from booking_bot.language.rules import Match, Productions

productions = Productions()

# A longer length is no wish about an appointment, and would leave the calendar.
MOST = 1500


@productions.add
def total(m: Match) -> int:
    return sum(m.all("num"))


@productions.add
def fixed(m: Match) -> object:
    return m.args["value"]


@productions.add
def minutes(m: Match) -> timedelta:
    return timedelta(minutes=m.args["minutes"])


@productions.add
def hours_and_half(m: Match) -> timedelta | None:
    count = m.all("num")[0]
    return timedelta(hours=count, minutes=30) if count <= MOST else None


@productions.add
def counted(m: Match) -> timedelta | relativedelta | None:
    count = m.all("num")[-1]
    if count > MOST:
        return None
    unit = m.args["unit"]
    if unit == "hours" and m.before is not None and m.before.norm in ("las", "la"):
        return None  # "a las 13 hrs" is a clock time
    if unit in ("hours", "minutes"):
        return timedelta(**{unit: count})
    return relativedelta(**{unit: count})


@productions.add
def days(m: Match) -> relativedelta:
    return relativedelta(days=m.args["days"])
