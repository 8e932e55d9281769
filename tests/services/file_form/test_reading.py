from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from booking_bot.services.file_form.faults import BusinessFileError
from booking_bot.services.file_form.form import Rules
from booking_bot.services.file_form.reading import parse, read

HERE = Path(__file__).parent
RIGHT = (HERE / "right.toml").read_text(encoding="utf-8")


def faults(text: str) -> list[str]:
    with pytest.raises(BusinessFileError) as refused:
        parse(text, "shop.toml")
    return str(refused.value).splitlines()


def lines_after(anchor: str, *added: str) -> str:
    """The right file with more lines after the first that reads `anchor`."""
    assert f"{anchor}\n" in RIGHT
    return RIGHT.replace(f"{anchor}\n", "\n".join([anchor, *added]) + "\n", 1)


def with_key(table: str, line: str) -> str:
    """The right file with one more line in `table`: it becomes the second of that table."""
    return lines_after(table, line)


def test_what_is_not_said_has_its_default() -> None:
    file = parse(RIGHT)

    assert file.rules == Rules()
    assert file.rules.model_dump() == {
        "holidays": False,
        "min_notice": timedelta(hours=1),
        "horizon_days": 90,
        "slot_minutes": timedelta(minutes=15),
        "cancel_notice": timedelta(0),
        "max_open_per_customer": 0,
        "max_party": 4,
        "max_no_shows": 0,
        "confirm": "ask",
        "hold": timedelta(minutes=10),
        "reminders": ["24h"],
        "survey_after": timedelta(hours=2),
        "follow_up": False,
        "order_notices": ["received", "ready", "shipped", "delivered", "cancelled"],
        "quiet_hours": "21:00-09:00",
        "monthly_cap": 0,
        "tomorrow_by_email": True,
    }
    assert file.services[0].model_dump(exclude={"id", "name", "minutes"}) == {
        "price": None,
        "price_from": False,
        "price_hidden": False,
        "aliases": [],
        "buffer_before": timedelta(0),
        "buffer_after": timedelta(0),
        "processing": None,
        "resources": [],
        "capacity": 1,
        "questions": [],
        "preparation": None,
        "approval": False,
        "deposit": None,
        "revisit": None,
        "recall": False,
        "drop_off": None,
        "pick_up": None,
        "active": True,
    }
    assert (file.closed, file.special, file.faq, file.resources) == ([], [], [], [])
    assert file.services_of(file.staff[0]) == ["corte", "color"]


@pytest.mark.parametrize(
    ("timezone", "told"),
    [
        ("Europe/Madrid", ("ES", "EUR", "es_ES", "tu", "cita")),
        ("America/Argentina/Cordoba", ("AR", "ARS", "es_AR", "vos", "turno")),
        ("America/Santiago", ("CL", "CLP", "es_CL", "tu", "hora")),
        ("America/Mexico_City", ("MX", "MXN", "es_MX", "tu", "cita")),
        ("Europe/Paris", ("FR", "EUR", "es_ES", "tu", "cita")),
        ("UTC", ("ES", "EUR", "es_ES", "tu", "cita")),
    ],
)
def test_the_country_follows_from_the_timezone_and_the_rest_from_it(
    timezone: str, told: tuple[str, ...]
) -> None:
    business = parse(RIGHT.replace("Europe/Madrid", timezone)).business

    assert told == (
        business.country,
        business.currency,
        business.locale,
        business.tone,
        business.appointment_word,
    )


def test_what_the_file_says_of_its_country_holds() -> None:
    text = with_key("[business]", 'country = "AR"\ncurrency = "USD"\ntone = "usted"')

    business = parse(text).business

    assert (business.country, business.currency, business.locale, business.tone) == (
        "AR",
        "USD",
        "es_AR",
        "usted",
    )


@pytest.mark.parametrize("off", ['""', "[]"])
def test_nothing_switches_off(off: str) -> None:
    keys = (
        "min_notice",
        "cancel_notice",
        "hold",
        "reminders",
        "survey_after",
        "quiet_hours",
        "order_notices",
    )
    text = lines_after("[rules]", *(f"{key} = {off}" for key in keys))

    rules = parse(text).rules

    assert (rules.min_notice, rules.cancel_notice, rules.hold) == (timedelta(0),) * 3
    assert (rules.reminders, rules.survey_after, rules.quiet_hours) == ([], None, None)
    assert rules.order_notices == []


def test_a_bare_number_is_minutes() -> None:
    rules = parse(lines_after("[rules]", "min_notice = 90", 'hold = "1h30m"', 'reminders = [60, "2h"]')).rules

    assert (rules.min_notice, rules.hold, rules.reminders) == (
        timedelta(minutes=90),
        timedelta(minutes=90),
        ["60m", "2h"],
    )


def test_days_are_written_in_several_ways() -> None:
    several = '2026-12-25, "2026-12-26", {date = 2026-12-27}, {from = 2026-12-28}'
    several += ", {from = 2027-01-01, to = 2027-01-02}"

    days = [
        (days.first.isoformat(), days.last.isoformat())
        for days in parse(f"closed = [{several}]\n{RIGHT}").closed
    ]

    assert days == [
        ("2026-12-25", "2026-12-25"),
        ("2026-12-26", "2026-12-26"),
        ("2026-12-27", "2026-12-27"),
        ("2026-12-28", "2026-12-28"),
        ("2027-01-01", "2027-01-02"),
    ]


def test_an_absence_of_whole_days_lasts_from_midnight_to_midnight() -> None:
    # The day on which summer time ends has 25 hours.
    text = RIGHT + "absences = [{from = 2026-10-24, to = 2026-10-25}, {date = 2026-12-01}]\n"
    zone = ZoneInfo("Europe/Madrid")

    stretches = [absence.stretch(zone) for absence in parse(text).staff[0].absences]

    assert [end - start for start, end in stretches] == [timedelta(hours=49), timedelta(hours=24)]
    assert stretches[0][0] == datetime(2026, 10, 24, tzinfo=zone)


def test_the_byte_order_mark_of_some_editors_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_bytes(b"\xef\xbb\xbf" + RIGHT.replace("\n", "\r\n").encode())

    assert read(tmp_path / "shop.toml") == parse(RIGHT)


def test_a_file_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "shop.toml"
    path.write_bytes(RIGHT.encode("latin-1"))

    with pytest.raises(BusinessFileError) as refused:
        read(path)

    assert str(refused.value) == f"{path}:2: this is not UTF-8 text; save the file as UTF-8"


def test_a_file_that_is_not_toml_is_refused_with_its_line() -> None:
    assert faults(RIGHT.replace("minutes = 30", "minutes = ")) == [
        "shop.toml:10: this is not TOML: Invalid value"
    ]
    assert faults(RIGHT.replace("minutes = 30", "minutes = 30m"))[0].startswith(
        "shop.toml:10: this is not TOML: "
    )
    assert faults(RIGHT + 'aliases = ["x",\n')[0].startswith("shop.toml:18: this is not TOML: ")


def test_an_empty_file_lacks_what_is_needed() -> None:
    assert faults("") == [
        "shop.toml:1: business: is missing",
        "shop.toml:1: hours: is missing",
        "shop.toml:1: services: is missing",
        "shop.toml:1: staff: is missing",
    ]


def test_all_faults_are_told_at_once_in_the_order_of_the_lines() -> None:
    text = (
        RIGHT.replace('name = "Salón"', "name = 5")
        .replace("minutes = 60", 'minutes = "long"')
        .replace("10:00", "25:00")
    )

    assert faults(text) == [
        "shop.toml:2: business.name: wants text in quotes",
        "shop.toml:6: hours.mon: '25:00' is no time of day like 09:30",
        'shop.toml:14: services.minutes: \'long\' is not a length of time such as "30m", "2h" or "1d"',
    ]


def wrong_lines() -> list[tuple[str, str]]:
    """Edits of the right file and the fault that each makes, from `wrong.txt`."""
    lines = (HERE / "wrong.txt").read_text(encoding="utf-8").splitlines()
    told = [line for line in lines if line.strip() and not line.startswith("#")]
    return [(edit, fault.strip()) for edit, fault in zip(told[::2], told[1::2], strict=True)]


def edited(edits: str) -> str:
    text = RIGHT
    for edit in edits.split(" && "):
        lines = edit.replace(" | ", "\n")
        if lines.startswith("... "):
            text += lines.removeprefix("... ") + "\n"
        elif lines.endswith(" ..."):
            text = lines.removesuffix(" ...") + "\n" + text
        elif " + " in edit:
            header, _, added = lines.partition(" + ")
            text = text.replace(f"{header}\n", f"{header}\n{added}\n", 1)
        else:
            old, _, new = lines.partition(" -> ")
            text = text.replace(old, new, 1)
    assert text != RIGHT
    return text


@pytest.mark.parametrize(("edits", "fault"), wrong_lines())
def test_a_wrong_line_is_named_with_what_it_wants(edits: str, fault: str) -> None:
    assert faults(edited(edits))[0] == f"shop.toml:{fault}"


def test_a_day_that_no_calendar_has_is_refused() -> None:
    assert faults("closed = [2026-02-30]\n" + RIGHT)[0].startswith("shop.toml:1: this is not TOML: ")
    assert date.fromisoformat("2028-02-29") == parse("closed = [2028-02-29]\n" + RIGHT).closed[0].first
