"""Which of the free times are worth reading out: three, spread over the wish or near it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice

from booking_bot.dialogue.desk import Offer

SHOWN = 3


def earliest(offers: Sequence[Offer]) -> tuple[Offer, ...]:
    return tuple(offers[:SHOWN])


def nearest(offers: Sequence[Offer], near: datetime, gap: timedelta) -> tuple[Offer, ...]:
    """Three close to a moment, on both sides of it where possible, `gap` apart, in the clock's order."""
    shown: list[Offer] = []
    closest = sorted(offers, key=lambda offer: (abs(offer.start - near), offer.start))
    sides = ([one for one in closest if one.start >= near], [one for one in closest if one.start < near])
    for choice in (*sides, closest, closest):
        found = (one for one in choice if all(abs(one.start - other.start) >= gap for other in shown))
        shown.extend(islice(found, 1 if len(shown) < SHOWN else 0))
    return tuple(sorted(shown or closest[:SHOWN], key=lambda offer: offer.start))


def shortest(offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """Visits without waiting, where there are several: so that all that is read out goes alike."""
    lengths = [max(part.end for part in offer.parts) - offer.start for offer in offers]
    least = [offer for offer, length in zip(offers, lengths, strict=True) if length == min(lengths)]
    return tuple(least if len(least) > 1 else offers)


def spread(offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """First, middle and last of the first day, or the first of each day where there are several.

    Full hours are preferred for the middle: they are what people agree on.
    """
    days: dict[object, list[Offer]] = {}
    for offer in offers:
        days.setdefault(offer.start.date(), []).append(offer)
    if len(days) >= SHOWN:
        return tuple(day[0] for day in list(days.values())[:SHOWN])
    if len(offers) <= SHOWN:
        return tuple(offers)
    if len(days) == 1:
        return (offers[0], _round(offers[1:-1]), offers[-1])
    first, second = days.values()
    shown = [first[0], first[-1], second[0]] if len(first) > 1 else [first[0], second[0], second[-1]]
    return tuple(shown)


def _round(offers: Sequence[Offer]) -> Offer:
    middle = len(offers) // 2
    return min(offers, key=lambda offer: (offer.start.minute != 0, abs(offers.index(offer) - middle)))
