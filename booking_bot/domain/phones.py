"""Phone numbers in one canonical form, so that a person is known again however the number was written.

The form is E.164 with two repairs, for numbers that travel in an older shape as well:

| country | seen as        | canonical      | why                                                        |
| Mexico  | +521 and 10    | +52 and 10     | the mobile "1" was abolished in 2019; WhatsApp still writes it |
| Brazil  | +55 DD and 8   | +55 DD 9 and 8 | mobiles got a ninth digit; older WhatsApp accounts lack it |
"""

import re

import phonenumbers

_REPAIRS = (
    (re.compile(r"\+521(\d{10})"), r"+52\1"),
    (re.compile(r"\+55(\d{2})([6-9]\d{7})"), r"+55\g<1>9\2"),
)


class NotAPhone(ValueError):
    """The text is no telephone number of this world."""


def canonical(text: str, country: str | None = None) -> str:
    """`text` in E.164. Without a `country` it must carry its "+" and country code. Raises NotAPhone.

    Only the length is checked: new ranges are in use before any table knows them.
    """
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        raise NotAPhone(
            "this is not a telephone number with its country code, such as +34600111222"
        ) from None
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    for old, new in _REPAIRS:
        if old.fullmatch(written):
            return old.sub(new, written)
    if not phonenumbers.is_possible_number(number):
        raise NotAPhone("no telephone number of that country has this length")
    return written


def shown(number: str | None, country: str | None = None) -> str:
    """As people write it: without the code of `country` where it is of there. What is none stays as it is."""
    if not number:
        return ""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    here = country is not None and parsed.country_code == phonenumbers.country_code_for_region(country)
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, form.NATIONAL if here else form.INTERNATIONAL)


def is_country(code: str) -> bool:
    """Whether `code` is an ISO 3166 country with telephones."""
    return code in phonenumbers.SUPPORTED_REGIONS


def country_of(number: str) -> str | None:
    """The ISO 3166 country that a number in E.164 belongs to; None where no table knows it."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return None
