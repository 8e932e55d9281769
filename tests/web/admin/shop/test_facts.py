import re

from booking_bot.db import Database
from booking_bot.dialogue.replies import _spoken, layers
from booking_bot.services.business_file import dump
from booking_bot.services.file_form.reading import parse
from tests.web.admin.shop.forms import fields, send, told
from tests.web.house import Visitor

PAGE = "/admin/datos/"
RULES = PAGE + "reglas"


def test_saving_what_is_there_changes_nothing(owner: Visitor, sqlite: Database) -> None:
    before = told(sqlite)

    answers = [send(owner, PAGE, part).status_code for part in (PAGE, RULES)]

    assert answers == [303, 303]
    assert told(sqlite) == before


def test_every_fact_and_rule_is_kept_and_dumped(owner: Visitor, sqlite: Database) -> None:
    before = told(sqlite)
    facts = {
        "name": "Azahar Centro", "phone": "960 00 00 11", "address": "Calle Nueva 1",
        "location": "39.4, -0.3", "website": "", "privacy_url": "https://azahar.example/datos",
        "appointment_word": "hora",
        "subject": "mascota", "country": "PT", "subdivision": "", "timezone": "Europe/Lisbon",
        "currency": "EUR", "locale": "es_ES",
    }  # fmt: skip
    rules = {
        "min_notice": "2 horas", "horizon_days": "60", "slot_minutes": "30 minutos", "hold": "5",
        "max_party": "3", "cancel_notice": "1 día", "max_open_per_customer": "2", "max_no_shows": "3",
        "monthly_cap": "500",
    }  # fmt: skip

    answers = [send(owner, PAGE, PAGE, **facts).status_code, send(owner, PAGE, RULES, **rules).status_code]

    expected = before["business"] | facts | {"phone": "+351960000011", "location": "39.4,-0.3"}
    del expected["website"], expected["subdivision"]
    now = told(sqlite)
    assert answers == [303, 303]
    assert now["business"] == expected
    assert now["rules"] == before["rules"] | {
        "min_notice": "2h", "horizon_days": 60, "slot_minutes": 30, "hold": "5m", "max_party": 3,
        "cancel_notice": "1d", "max_open_per_customer": 2, "max_no_shows": 3, "monthly_cap": 500,
    }  # fmt: skip
    with sqlite.reading() as session:
        assert parse(dump(session)).business.name == "Azahar Centro"


def test_wrong_values_are_told_at_their_fields_and_stay(owner: Visitor, sqlite: Database) -> None:
    before = told(sqlite)
    facts = {"name": "", "location": "aquí", "timezone": "Europa/Madrid", "currency": "euros"}
    rules = {"horizon_days": "muchos", "slot_minutes": "0", "max_party": "0"}

    wrong_facts, wrong_rules = send(owner, PAGE, PAGE, **facts), send(owner, PAGE, RULES, **rules)

    assert (wrong_facts.status_code, wrong_rules.status_code) == (422, 422)
    for sentence in (
        "Ponle un nombre.",
        "Escribe latitud y longitud",
        "No conocemos esa zona",
        "Tres letras",
    ):
        assert sentence in wrong_facts.text
    for sentence in ("De 1 a 3660 días.", "Escribe un tiempo, por ejemplo", "Una como mínimo."):
        assert sentence in wrong_rules.text
    assert {name: fields(wrong_facts.text, PAGE)[name] for name in facts} == facts
    assert {name: fields(wrong_rules.text, RULES)[name] for name in rules} == rules
    assert told(sqlite) == before


def test_the_words_to_choose_from_are_those_that_the_bot_can_say(owner: Visitor, sqlite: Database) -> None:
    offered = re.search(r'name="appointment_word".*?</select>', owner.get(PAGE).text, re.DOTALL)
    assert offered is not None
    words = re.findall(r'<option value="([^"]+)"', offered[0])

    answers = [send(owner, PAGE, PAGE, appointment_word=word).status_code for word in (*words, "sesión")]

    assert answers == [*[303] * len(words), 422]
    assert {word: _spoken(layers("es_ES", "tu", word))("appointment") for word in words} == {
        word: word for word in words
    }
