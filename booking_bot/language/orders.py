"""The number of an order."""

from collections.abc import Sequence

from booking_bot.language.data import words
from booking_bot.language.tokens import Item

_SHORTEST_APART, _LONGEST_APART = 3, 8


def find_order(items: Sequence[Item]) -> tuple[str | None, list[Item]]:
    """The number behind "pedido" or "#", and the items with it taken out of reach of other rules."""
    ordered = any(word.norm in words("orders") for word in items)
    for n, item in enumerate(items):
        number = None
        if item.kind == "hash":
            number = item.norm[1:].strip()
        elif (
            ordered
            and item.kind in ("number", "code", "long")
            and (_follows_order(items, n) or _told_apart(items, n))
        ):
            number = item.norm.upper() if item.kind == "code" else item.norm
        if number and any(c.isdigit() for c in number):
            if item.kind == "hash" and not ordered and len(number) < 3:
                continue
            if item.kind == "number":
                items, number = _joined(items, n, number)
            taken = Item("", item.start, item.end, "order", {"order": number})
            return number, [*items[:n], taken, *items[n + 1 :]]
    return None, list(items)


def _joined(items: Sequence[Item], place: int, number: str) -> tuple[list[Item], str]:
    """ "90-112": figures tied by a dash are one number."""
    rest = list(items[place + 1 :])
    while len(rest) > 1 and rest[0].norm == "-" and rest[1].kind == "number" and rest[0].end == rest[1].start:
        number, rest = f"{number}-{rest[1].norm}", rest[2:]
    return [*items[: place + 1], *rest], number


def _told_apart(items: Sequence[Item], place: int) -> bool:
    """ "Hice un pedido…, es el 4410": a figure too long for a day or an hour and too short for a phone."""
    led = place and items[place - 1].norm in words("before_number")
    return bool(led) and _SHORTEST_APART <= len(items[place].norm) <= _LONGEST_APART


def _follows_order(items: Sequence[Item], place: int) -> bool:
    """Whether "pedido" stands just before, but for "número" and the like."""
    for item in reversed(items[max(0, place - 4) : place]):
        if item.norm in words("orders"):
            return True
        if item.norm not in words("before_number") and item.kind not in ("comma", "break"):
            return False
    return False
