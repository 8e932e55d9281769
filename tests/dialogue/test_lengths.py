"""Every sentence stays short enough for a phone, with the longest names that a shop is likely to have."""

from dataclasses import replace

import pytest

from booking_bot.dialogue.replies import voice
from tests.dialogue.fake import SHOP
from tests.dialogue.test_voices import SENTENCES, VOICES, WORDS
from tests.dialogue.test_wording import fields

MOST = 320
SERVICE = "Tratamiento de queratina y corte de mujer"
STAFF = "María de los Ángeles Fernández de Córdoba"
MOMENT = "miércoles 30 de septiembre de 2027 a las 20:45"
WHAT = f"{SERVICE} con {STAFF}"
LONG = {
    "address": "Avenida de la Constitución Española 147, local 3, 46003 Valencia",
    "amount": "1.250,00 €",
    "answer": "",  # words of the shop's or the customer's own are as long as they are
    "assistant": f"el asistente de {SERVICE}",
    "case": "123456",
    "day": "miércoles 30 de septiembre de 2027",
    "days": "miércoles a viernes",
    "greeting": "",
    "hours": "de 10:00 a 14:00 y de 17:00 a 20:30",
    "length": "1 h 45 min",
    "link": "https://www.peluqueria-maria-angeles.example/privacidad",
    "list": "",
    "measure": " (1 h 45 min, desde 1.250 €)",
    "moment": MOMENT,
    "name": STAFF,
    "old": MOMENT,
    "part": WHAT,
    "following": WHAT,
    "parts": f"{WHAT} y {SERVICE}",
    "phone": "+34 960 000 010",
    "price": "desde 1.250 €",
    "question": "",
    "reason": "vacaciones de verano",
    "service": SERVICE,
    "services": ", ".join([SERVICE] * 4),
    "shop": SERVICE,
    "signature": "María de los Ángeles",
    "staff": STAFF,
    "subject": "mascota",
    "text": "",
    "title": "mié 30 sep, 20:45",
    "until": MOMENT,
    "week": "lunes a jueves de 10:00 a 14:00 y de 17:00 a 20:30; viernes y sábado de 9:00 a 14:00",
    "what": WHAT,
    "when": "el miércoles 30 de septiembre de 2027 entre las 16:00 y las 20:45",
    "whom": f"{STAFF} y {STAFF}",
    "words": "30 de febrero",
}  # fmt: skip
# What is longer than it should be, and why it stays so.
LONGER = {
    "A place came free: {what} on {moment}. Do you want it instead of {your_appointment} of {old}? "
    "Others were asked too: it goes to the first who says yes.": "two times in full, and that it may be gone",
}


def values(sentence: str, names: set[str]) -> dict[str, str]:
    found = {name: LONG.get(name, "20:45") for name in names}
    if "}{old}" in sentence:  # there it is what is moved, and brings its own space
        found["old"] = f" de {WHAT} del {MOMENT}"
    return found


@pytest.mark.parametrize(("locale", "tone", "word"), VOICES)
def test_no_sentence_is_too_long_for_a_phone(locale: str, tone: str, word: str) -> None:
    say = voice(replace(SHOP, locale=locale, tone=tone, appointment_word=word), "es")
    known = WORDS | {"your_appointment", "Your_appointment"}

    told = {one: say(one, **values(one, fields(one) - known)) for one in SENTENCES}

    assert {one: text for one, text in told.items() if len(text) > MOST and one not in LONGER} == {}
    assert [text for text in told.values() if text.count("?") > 1] == []
