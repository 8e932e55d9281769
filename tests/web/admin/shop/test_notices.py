import pytest
from sqlmodel import select

from booking_bot.db import Database
from booking_bot.models import Message, User
from booking_bot.services.house import own_texts
from tests.agenda.test_statements import counted
from tests.web.admin.shop.forms import fields, send, told
from tests.web.house import Visitor, customer, say

PAGE = "/admin/avisos/"
VOICE = PAGE + "voz"
TEXT = PAGE + "textos/reminder_ask"


def kept(sqlite: Database) -> dict[str, str]:
    with sqlite.reading() as session:
        return own_texts.of(session)


def test_saving_what_is_there_changes_nothing(owner: Visitor, sqlite: Database) -> None:
    before = told(sqlite)

    answers = [send(owner, PAGE).status_code, send(owner, PAGE, VOICE).status_code]

    assert answers == [303, 303]
    assert told(sqlite) == before


def test_every_field_is_kept(owner: Visitor, sqlite: Database) -> None:
    before = told(sqlite)
    when: dict[str, str | list[str]] = {
        "recordatorio": ["48h"], "otro": "6 horas", "confirm": "never", "survey_after": "", "follow_up": "on",
        "silencio-de": ["22:00"], "silencio-a": ["08:30"],
    }  # fmt: skip
    voice = {"tone": "usted", "signature": "Rosa", "greeting": "Buenas,\nsoy Rosa.", "emoji": "on"}

    send(owner, PAGE, **when)
    send(owner, PAGE, VOICE, **voice)

    after = told(sqlite)
    assert after["rules"] == before["rules"] | {
        "reminders": ["48h", "6h"], "confirm": "never", "survey_after": "", "follow_up": True,
        "quiet_hours": "22:00-08:30",
    }  # fmt: skip
    assert after["business"] == before["business"] | {
        "tone": "usted", "signature": "Rosa", "greeting": "Buenas, soy Rosa.", "emoji": True,
    }  # fmt: skip


def test_wrong_values_are_told_at_their_fields_and_stay(owner: Visitor, sqlite: Database) -> None:
    before = told(sqlite)

    lengths = send(owner, PAGE, otro="pronto", survey_after="luego")
    half = send(owner, PAGE, silencio__a=[""])

    assert (lengths.status_code, half.status_code) == (422, 422)
    assert "Escribe cuánto antes" in lengths.text
    assert "Escribe un tiempo, por ejemplo 2 horas." in lengths.text
    assert "Falta una de las dos horas." in half.text
    assert fields(lengths.text)["otro"] == "pronto"
    assert told(sqlite) == before


def test_a_text_is_looked_at_kept_and_given_back(owner: Visitor, sqlite: Database) -> None:
    typed = "Hola {nombre}: {servicio} el {dia} a las {hora}."

    shown = send(owner, TEXT, texto=typed, ver="1")
    unsaved = kept(sqlite)
    saved = send(owner, TEXT, texto=typed)
    text = kept(sqlite)
    send(owner, TEXT, texto="")

    assert "Hola Ana: Corte de mujer el miércoles 25 de noviembre a las 11:00." in shown.text
    assert (shown.status_code, unsaved, saved.status_code) == (200, {}, 303)
    assert text == {"reminder_ask": typed.replace("{dia}", "{día}")}
    assert kept(sqlite) == {}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Cuesta {precio}", "Revisa: {precio}."),
        ("Hola {nombre", "Hay una llave suelta"),
        ("a" * 701, "demasiado largo"),
    ],
)
def test_a_text_that_cannot_be_filled_in_stays_and_is_told(
    owner: Visitor, sqlite: Database, typed: str, sentence: str
) -> None:
    answer = send(owner, TEXT, texto=typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert fields(answer.text)["texto"] == typed
    assert kept(sqlite) == {}


def test_a_trial_goes_to_the_owners_phone_once_they_wrote(owner: Visitor, sqlite: Database) -> None:
    typed = "Hola {nombre}, soy {con}."
    not_yet = send(owner, TEXT, texto=typed, probar="1")
    with sqlite.transaction() as session:
        session.exec(select(User)).one().phone = "+34600000009"
        say(session, customer(session, "Carmen", "+34600000009"), "+34600000009", "hola")

    sent = [send(owner, TEXT, texto=typed, probar="1") for _ in range(2)]

    assert "Ahora no podemos escribirte" in not_yet.text
    assert {("Enviado a tu WhatsApp." in one.text, fields(one.text)["texto"]) for one in sent} == {
        (True, typed)
    }
    with sqlite.reading() as session:
        bodies = session.exec(select(Message.body).where(Message.kind == "staff")).all()
    assert bodies == ["Hola Ana, soy Elena."]
    assert kept(sqlite) == {}


def test_the_bubble_follows_what_is_typed(owner: Visitor) -> None:
    bubble = owner.client.get(TEXT + "/ahora", query_string={"texto": "<b>{con}</b>"}).text
    usual = owner.get(TEXT + "/ahora").text

    assert "&lt;b&gt;Elena&lt;/b&gt;" in bubble
    assert "<li>Confirmar</li>" in bubble
    assert "¿Podrás venir?" in usual
    assert owner.get(PAGE + "textos/otro/ahora").status_code == 404


def test_the_away_message_is_kept_with_names_of_its_own(owner: Visitor, sqlite: Database) -> None:
    text = PAGE + "textos/away"

    wrong = send(owner, text, texto="Hasta las {hora}")
    right = send(owner, text, texto="Cerrado hasta el {abre}")

    assert (wrong.status_code, "solo puede ir {nombre}, {abre}" in wrong.text) == (422, True)
    assert (right.status_code, kept(sqlite)) == (303, {"away": "Cerrado hasta el {abre}"})
    assert "Con tu texto: <bdi>Cerrado hasta el {abre}</bdi>" in owner.get(PAGE).text


def test_the_greeting_is_heard_before_it_is_kept(owner: Visitor, sqlite: Database) -> None:
    before = told(sqlite)
    typed = {"tone": "usted", "signature": "Lola", "greeting": "¡Buenas, {name}!"}

    usual = owner.get(PAGE).text
    live = owner.client.get(PAGE + "voz/ahora", query_string=typed).text
    page = send(owner, PAGE, VOICE, **typed, ver="1")

    assert "Soy el asistente virtual de" in usual
    assert "¡Buenas, Ana! Soy un asistente virtual." in live
    assert "Mis citas</li>" in live
    assert "¡Buenas, Ana!" in page.text
    assert fields(page.text, VOICE)["signature"] == "Lola"
    assert told(sqlite) == before


def test_the_pages_take_few_statements(owner: Visitor, sqlite: Database) -> None:
    taken = {}
    for path in (PAGE, TEXT):
        with counted(sqlite) as statements:
            owner.get(path)
        taken[path] = len(statements)

    assert all(0 < number < 22 for number in taken.values()), taken
