from datetime import UTC, datetime

import pytest

from booking_bot.domain.template_rules import faults
from booking_bot.models import Business, Tone
from booking_bot.services.templates.texts import (
    TemplateText,
    example,
    names,
    values_of,
    wording,
    wording_of,
)
from booking_bot.web.words import TEMPLATE
from tests.shop import NOW
from tests.twilio_standin.contents import APPROVING, MAKING, broken

CARMEN = Business(name="Peluquería Carmen", timezone="Europe/Madrid", hours={})


@pytest.mark.parametrize("tone", list(Tone))
@pytest.mark.parametrize("locale", ["es_ES", "es_MX", "es_AR"])
def test_whatsapp_would_approve_every_text_in_every_voice(tone: Tone, locale: str) -> None:
    wordings = [
        wording(name, locale=locale, tone=tone, word=word)
        for name in names()
        for word in ("cita", "turno", "hora")
    ]

    assert [(one.name, wrong) for one in wordings for wrong in faults(one.draft())] == []
    for one in wordings:
        assert (broken(MAKING, one.definition()), broken(APPROVING, one.definition())) == (None, None)


def test_every_text_has_a_name_that_the_owner_reads() -> None:
    assert set(TEMPLATE) == set(names())


@pytest.mark.parametrize(
    ("tone", "locale", "language", "text"),
    [
        (Tone.TU, "es_ES", "es", "Hola: te recordamos tu cita de corte de pelo en Peluquería Carmen para el "
         "jueves 26 de noviembre a las 11:00. ¿Podrás venir?"),
        (Tone.USTED, "es_MX", "es_MX", "Hola: le recordamos su cita de corte de pelo en Peluquería Carmen "
         "para el jueves 26 de noviembre a las 11:00. ¿Podrá venir?"),
        (Tone.VOS, "es_AR", "es_AR", "Hola: te recordamos tu cita de corte de pelo en Peluquería Carmen "
         "para el jueves 26 de noviembre a las 11:00. ¿Vas a poder venir?"),
    ],
)  # fmt: skip
def test_a_text_speaks_as_the_shop_does(tone: Tone, locale: str, language: str, text: str) -> None:
    said = wording("reminder_ask", locale=locale, tone=tone, word="cita")

    assert (said.language, example(said)) == (language, text)


def test_variables_are_filled_in_the_order_in_which_they_stand_and_buttons_after_them() -> None:
    said = wording_of(CARMEN, "reminder_ask")
    text = TemplateText("reminder_ask", {"what": "Corte\ny barba"}, datetime(2026, 11, 26, 10, tzinfo=UTC))

    variables = said.variables(values_of(CARMEN, text, NOW), ["confirm:7:2", "move:7:2", "cancel:7:2"])

    assert variables == {
        "1": "Corte y barba",
        "2": "Peluquería Carmen",
        "3": "jueves 26 de noviembre",
        "4": "las 11:00",
        "5": "confirm:7:2",
        "6": "move:7:2",
        "7": "cancel:7:2",
    }


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("reminder", "para el día de hoy, lunes 23 de noviembre, a las 17:00."),
        ("reminder_ask", "para el día de hoy, lunes 23 de noviembre, a las 17:00."),
        ("moved", "para el lunes 23 de noviembre a las 17:00."),
    ],
)
def test_on_the_day_itself_a_reminder_says_today_in_the_words_that_were_approved(name: str, day: str) -> None:
    text = TemplateText(name, {"what": "Corte"}, datetime(2026, 11, 23, 16, tzinfo=UTC))

    said = wording_of(CARMEN, name).filled(values_of(CARMEN, text, NOW))

    assert day in said


@pytest.mark.parametrize(("values", "payloads"), [({}, ["a", "b", "c"]), ({"what": "Corte"}, ["a"])])
def test_a_text_that_lacks_something_is_not_filled(values: dict[str, str], payloads: list[str]) -> None:
    told = {"day": "lunes", "time": "las 10:00", "shop": "Carmen", **values}

    with pytest.raises(ValueError, match="the template reminder_ask lacks"):
        wording_of(CARMEN, "reminder_ask").variables(told, payloads)


def test_a_text_that_is_changed_is_a_new_template() -> None:
    before = wording_of(CARMEN, "reminder")

    after = wording("reminder", locale="es_ES", tone=Tone.USTED, word="cita")

    assert before.draft().name != after.draft().name
