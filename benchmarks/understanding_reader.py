"""One library reads dates out of messages: run by `understanding` with the Python that has that library.

Standard input holds a JSON object a line, `text` and `now`; each is answered by a line with what was found,
`[from, to, time or null]` each, and the microseconds that took. Only the standard library is imported here.
"""

import contextlib
import json
import os
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any

Found = list[tuple[str, str, str | None]]
Reader = Callable[[str, datetime], Found]


def dateparser_reader() -> Reader:
    search_dates = import_module("dateparser.search").search_dates

    def read(text: str, now: datetime) -> Found:
        settings = {
            "RELATIVE_BASE": now,
            "PREFER_DATES_FROM": "future",
            "DATE_ORDER": "DMY",
        }
        found: Found = []
        for _, moment in search_dates(text, languages=["es"], settings=settings) or ():
            said = f"{moment:%H:%M}" if moment.time() != now.time() else None
            found.append((f"{moment:%Y-%m-%d}", f"{moment:%Y-%m-%d}", said))
        return found

    return read


def recognizers_reader() -> Reader:
    recognizers = import_module("recognizers_date_time")
    model = recognizers.DateTimeRecognizer(recognizers.Culture.Spanish).get_datetime_model()

    def read(text: str, now: datetime) -> Found:
        values = [
            value
            for one in model.parse(text, now)
            if one.resolution
            for value in one.resolution.get("values") or ()
        ]
        return [window for value in values for window in _recognized(value, now)]

    return read


def _recognized(value: dict[str, str], now: datetime) -> Found:
    start, end = value.get("value") or value.get("start"), value.get("value") or value.get("end")
    kind = value.get("type", "")
    if not start or not end or kind in ("duration", "set"):
        return []
    if kind.startswith("time"):
        return [(f"{now:%Y-%m-%d}", f"{now:%Y-%m-%d}", start[:5])]
    if kind == "daterange":
        # The end is that day ("del 5 al 9") or the one behind ("la semana que viene"): either counts.
        before = date.fromisoformat(end) - timedelta(days=1)
        return [(start, end, None), (start, f"{before}", None)]
    return [(start[:10], end[:10], start[11:16] if kind.startswith("datetime") else None)]


def duckling_reader() -> Reader:
    duckling = import_module("duckling")
    zones = duckling.load_time_zones("/usr/share/zoneinfo")
    language = duckling.parse_lang("ES")
    locale = duckling.parse_locale("ES_ES", duckling.default_locale_lang(language))
    dimensions = duckling.parse_dimensions(["time"])

    def read(text: str, now: datetime) -> Found:
        moment = duckling.parse_ref_time(zones, "Europe/Madrid", int(now.timestamp()))
        found = duckling.parse(text, duckling.Context(moment, locale), dimensions, False)
        return [
            window
            for one in found
            for value in (one["value"], *one["value"].get("values", ()))
            if (window := _duckled(value))
        ]

    return read


def _duckled(value: dict[str, Any]) -> tuple[str, str, str | None] | None:
    first, last = value.get("from", value), value.get("to", value)
    start, end = first.get("value"), last.get("value")
    if not start or not end:
        return None
    clock = first.get("grain") in ("hour", "minute", "second")
    day = datetime.fromisoformat(end)
    grain = last.get("grain")
    if grain == "week":
        day += timedelta(days=6)
    elif grain == "month":
        day = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    elif "to" in value and grain == "day":
        day -= timedelta(days=1)
    return start[:10], f"{day:%Y-%m-%d}", start[11:16] if clock else None


READERS: dict[str, Callable[[], Reader]] = {
    "dateparser": dateparser_reader,
    "recognizers-text-suite": recognizers_reader,
    "pyduckling-native-phihos": duckling_reader,
}


def main(name: str) -> None:
    os.environ["TZ"] = "Europe/Madrid"
    time.tzset()
    with contextlib.redirect_stdout(sys.stderr):
        read = READERS[name]()
        read("el lunes a las 5", datetime(2026, 11, 23, 10))  # noqa: DTZ001 - all of it is wall time
    for line in sys.stdin:
        case = json.loads(line)
        now = datetime.fromisoformat(case["now"])
        began = time.perf_counter()
        with contextlib.redirect_stdout(sys.stderr):
            try:
                found = read(case["text"], now)
            except Exception as broken:
                print(f"{type(broken).__name__} on a message", file=sys.stderr)
                found = []
        spent = (time.perf_counter() - began) * 1e6
        print(json.dumps({"found": found, "us": spent}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
