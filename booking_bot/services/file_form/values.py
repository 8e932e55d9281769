"""The kinds of values in a business file: how each is written and what it becomes.

A validator raises ValueError with what is wrong and what is wanted; the line is added by `reading`.
What depends on the shop, its country, currency and zone, comes in the validation's context, a `Shop`.
"""

import re
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from typing import Annotated, Any, NamedTuple, cast
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, PlainValidator, StringConstraints, ValidationInfo

from booking_bot.domain import lengths, money, phones
from booking_bot.services.file_form import hours, regions


class Shop(NamedTuple):
    """What some values depend on: the context of the validation. A country that is wrong is None."""

    zone: ZoneInfo
    country: str | None
    currency: str


def shop_of(info: ValidationInfo) -> Shop:
    return cast(Shop, info.context)


_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*")


def _off(value: object) -> object:
    """None for what "" or [] switches off."""
    return None if value in ("", []) else value


def _length(value: object) -> timedelta:
    if value is None:
        return timedelta(0)
    if isinstance(value, int) and not isinstance(value, bool):
        if not 0 <= value <= 10**6:
            raise ValueError("wants a number of minutes that is not below 0")
        return timedelta(minutes=value)
    if not isinstance(value, str):
        raise ValueError(f"wants {lengths.WANTED}, or a whole number of minutes")  # noqa: TRY004
    return lengths.parse(value)


def _positive(length: timedelta) -> timedelta:
    if not length:
        raise ValueError(f"wants {lengths.WANTED}, longer than nothing")
    return length


def _lasting(value: object) -> timedelta | None:
    return _length(value) or None


def _reminder(value: object) -> str:
    """A reminder keeps its words, since "1d" and "24h" may differ when the clock changes."""
    _positive(_length(value))
    return value.strip() if isinstance(value, str) else f"{value}m"


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        raise ValueError(f'{text!r} wants small letters a to z, digits, "-" and "_" alone')
    return text


def _price(value: object, info: ValidationInfo) -> int:
    if not isinstance(value, str):
        raise ValueError('wants a price in quotes, such as "28.00"')  # noqa: TRY004
    return money.parse(value, shop_of(info).currency)


def _phone(text: str, info: ValidationInfo) -> str:
    return phones.canonical(text, shop_of(info).country)


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        near = get_close_matches(text, available_timezones(), 1, 0.5)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise ValueError(f"there is no zone {text!r}: it wants one such as Europe/Madrid{hint}") from None
    return text


def _country(text: str) -> str:
    if not phones.is_country(text):
        raise ValueError(f"there is no country {text!r}: it wants two capital letters such as ES")
    return text


def _currency(text: str) -> str:
    if text not in money.DECIMALS:
        raise ValueError(f"there is no currency {text!r}: it wants three capital letters such as EUR")
    return text


def _locale(text: str) -> str:
    if text not in regions.LOCALES:
        raise ValueError(f"{text!r} is not one the bot speaks: it wants Spanish, such as es_ES or es_MX")
    return text


def _link(text: str) -> str:
    if any(map(str.isspace, text)):
        raise ValueError("wants an address without blanks")
    return text


_PLACE = re.compile(r"(-?\d{1,2}\.\d+),\s*(-?\d{1,3}\.\d+)")


def _place(text: str) -> str:
    found = _PLACE.fullmatch(text)
    if found is None or abs(float(found[1])) > 90 or abs(float(found[2])) > 180:
        raise ValueError('wants latitude and longitude, such as "40.4203,-3.7058"')
    return f"{found[1]},{found[2]}"


def _date(value: object) -> date:
    if isinstance(value, str):
        value = _iso(value, date.fromisoformat)
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError("wants a date such as 2026-12-25")  # noqa: TRY004
    return value


def bare_date(value: object) -> date:
    """An item of `closed` that is no table. Raises ValueError."""
    try:
        return _date(value)
    except ValueError as wrong:
        raise ValueError(f"{wrong}, or {{from, to, reason}}") from None


def _moment(value: object) -> date:
    if isinstance(value, str):
        value = _iso(value, date.fromisoformat if len(value) <= 10 else datetime.fromisoformat)
    if not isinstance(value, date):
        raise ValueError("wants a date, or a date and time such as 2026-12-25T16:00:00")  # noqa: TRY004
    return value


def _iso(text: str, parse: Any) -> object:
    try:
        return parse(text)
    except ValueError:
        return text


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
OptionalText = Annotated[Text | None, BeforeValidator(_off)]
Slug = Annotated[str, AfterValidator(_slug)]
Place = Annotated[Annotated[Text, AfterValidator(_place)] | None, BeforeValidator(_off)]
Link = Annotated[Annotated[Text, AfterValidator(_link)] | None, BeforeValidator(_off)]

# The first validator of an annotation runs last, so that "" is None before it is a length.
Length = Annotated[timedelta, BeforeValidator(_length), BeforeValidator(_off)]
PositiveLength = Annotated[
    timedelta, AfterValidator(_positive), BeforeValidator(_length), BeforeValidator(_off)
]
OptionalLength = Annotated[timedelta | None, BeforeValidator(_lasting), BeforeValidator(_off)]
Reminder = Annotated[str, BeforeValidator(_reminder)]

Price = Annotated[int, BeforeValidator(_price)]
OptionalPrice = Annotated[Price | None, BeforeValidator(_off)]
Phone = Annotated[Annotated[str, AfterValidator(_phone)] | None, BeforeValidator(_off)]
Zone = Annotated[str, AfterValidator(_zone)]
Country = Annotated[str, AfterValidator(_country)]
Currency = Annotated[str, AfterValidator(_currency)]
Locale = Annotated[str, AfterValidator(_locale)]

Day = Annotated[
    list[str], AfterValidator(hours.day), BeforeValidator(lambda value: [] if value == "" else value)
]
Window = Annotated[Annotated[Text, AfterValidator(hours.window)] | None, BeforeValidator(_off)]
Clock = Annotated[Annotated[Text, AfterValidator(hours.clock)] | None, BeforeValidator(_off)]
Quiet = Annotated[Annotated[str, AfterValidator(hours.span)] | None, BeforeValidator(_off)]
Date = Annotated[date, BeforeValidator(_date)]
Moment = Annotated[date, PlainValidator(_moment)]  # a datetime is one too
