import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from booking_bot.domain.sms import segments
from booking_bot.models import Business, Tone
from booking_bot.services.templates import sms, texts
from booking_bot.services.templates.texts import SAMPLES, TemplateText
from tests.dialogue.test_wording import OPT_OUTS

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 28, 10, tzinfo=UTC)  # "sáb", which GSM-7 has not
LONG = {**SAMPLES, "what": "Tratamiento de hidratación profunda y peinado con María José"}


def shop(tone: Tone = Tone.TU, name: str = "Peluquería Carmen") -> Business:
    return Business(name=name, timezone="Europe/Madrid", hours={}, tone=tone)


def told(values: dict[str, str]) -> Iterator[str]:
    values = {name: value for name, value in values.items() if name != "shop"}
    for name, tone in product(sms.names(), Tone):
        short = sms.short_of(shop(tone), TemplateText(name, values, SATURDAY), NOW)
        assert short
        yield short


def test_every_text_to_customers_that_is_no_offer_has_an_sms() -> None:
    assert set(texts.names()) - set(sms.names()) == {"survey", "place", "place_gone", "recall", "team_alert"}
    assert set(sms.names()) <= set(texts.names())


@pytest.mark.parametrize("values", [SAMPLES, LONG])
def test_none_takes_more_than_two_segments(values: dict[str, str]) -> None:
    assert [text for text in told(values) if segments(text) > 2] == []


def test_none_asks_for_a_word_by_which_the_provider_shuts_people_out() -> None:
    words = {word for text in told(SAMPLES) for word in re.findall(r"\b[A-Z]{2,}\b", text)}

    assert words == {"SI", "CAMBIAR", "ANULAR", "OTRA", "HORA", "SMS"}
    assert words & OPT_OUTS == set()


def test_it_says_what_it_is_about_in_the_shops_own_way() -> None:
    text = TemplateText("reminder_ask", {"what": "Corte"}, SATURDAY)

    assert sms.short_of(shop(Tone.VOS), text, NOW) == (
        "Peluquería Carmen: te esperamos el sáb 28 nov, 11:00 (Corte). Respondé SI para confirmar, CAMBIAR "
        "para otra hora o ANULAR."
    )


def test_on_the_day_itself_a_reminder_says_today() -> None:
    text = TemplateText("reminder", {"what": "Corte"}, SATURDAY)
    morning = datetime(2026, 11, 27, 23, tzinfo=UTC)  # Saturday by the shop's clock

    assert sms.short_of(shop(), text, morning) == (
        "Peluquería Carmen: te esperamos hoy a las 11:00 (Corte). Si no puedes venir, responde ANULAR."
    )


def test_an_offer_has_none() -> None:
    assert sms.short_of(shop(), replace(TemplateText("survey"), values={"what": "Corte"}), NOW) is None
