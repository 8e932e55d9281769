"""From the text of a business file to its form, or to the lines that are wrong."""

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path as FilePath
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from booking_bot.domain import money, phones
from booking_bot.services.file_form import checks, regions, wording
from booking_bot.services.file_form.faults import BusinessFileError, Fault, WrongForm
from booking_bot.services.file_form.form import BusinessFile
from booking_bot.services.file_form.lines import line_of, positions
from booking_bot.services.file_form.values import Shop

_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def read(path: FilePath, *, calendars: bool = True) -> BusinessFile:
    """The business file at `path`. Raises BusinessFileError, and OSError where it cannot be opened."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        line = content.count(b"\n", 0, broken.start) + 1
        raise BusinessFileError(
            str(path), [(line, "this is not UTF-8 text; save the file as UTF-8")]
        ) from None
    return parse(text, str(path), calendars=calendars)


def parse(text: str, name: str = "business file", *, calendars: bool = True) -> BusinessFile:
    """The business file that `text` is; `name` stands in its faults. Raises BusinessFileError.

    Without `calendars` its public holidays are taken on trust: looking them up loads every country's.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise BusinessFileError(name, [_syntax(broken, text)]) from None
    try:
        return check(raw, calendars=calendars)
    except WrongForm as wrong:
        raise _error(name, text, wrong.faults) from None


def check(raw: dict[str, Any], *, calendars: bool = True) -> BusinessFile:
    """The same of a file that was taken apart already. Raises WrongForm."""
    try:
        file = BusinessFile.model_validate(raw, context=_context(raw))
    except ValidationError as invalid:
        raise WrongForm(list(map(wording.fault, invalid.errors(include_url=False)))) from None
    found = checks.faults(file, calendars=calendars)
    if found:
        raise WrongForm(
            [Fault(fault.path, f"{wording.named(fault.path)}: {fault.message}") for fault in found]
        )
    return file


def _context(raw: dict[str, Any]) -> Shop:
    """What values depend on. Where the file has it wrong that is a fault of its own, and any will do."""
    business = raw.get("business")
    told = regions.completed(business if isinstance(business, dict) else {})
    try:
        zone = ZoneInfo(told["timezone"])
    except (KeyError, TypeError, ValueError, OSError):
        zone = ZoneInfo("UTC")
    country, currency = str(told["country"]), str(told["currency"])
    return Shop(
        zone,
        country if phones.is_country(country) else None,
        currency if currency in money.DECIMALS else "EUR",
    )


def _error(name: str, text: str, faults: Iterable[Fault]) -> BusinessFileError:
    found = positions(text)
    return BusinessFileError(name, sorted((line_of(fault.path, found), fault.message) for fault in faults))


def _syntax(broken: tomllib.TOMLDecodeError, text: str) -> tuple[int, str]:
    message = str(broken)
    place = _PLACE.search(message)
    line = int(place[1]) if place and place[1] else text.rstrip("\n").count("\n") + 1
    return line, f"this is not TOML: {_PLACE.sub('', message)}"
