"""How people who are older or fond of their hairdresser answer a reminder, from the text to the desk."""

from datetime import date, datetime, timedelta

import pytest

from booking_bot.dialogue.flows.coming import says_so
from booking_bot.dialogue.machine import turn
from booking_bot.dialogue.state import State
from booking_bot.dialogue.talk import Heard, OpenQuestion, Turn
from booking_bot.domain.questions import QuestionKind
from booking_bot.language import understand
from booking_bot.language.frame import Expecting, Frame, Term, Vocabulary
from tests.dialogue.chat import WEDNESDAY
from tests.dialogue.fake import MADRID, SHOP, FakeDesk, appointment

TUESDAY = datetime(2026, 5, 19, 18, tzinfo=MADRID)
VOCABULARY = Vocabulary(
    services=tuple(Term(one.id, one.name) for one in SHOP.services),
    staff=tuple(Term(one.id, one.name) for one in SHOP.staff),
    hours=SHOP.hours,
    country=SHOP.country,
    locale=SHOP.locale,
)
COMING = """
SI HIJA GRACIAS BESOS
SI GUAPA ALLI ESTARE SI DIOS QUIERE
ok guapa
alli estare si dios quiere
voy corazon
Si confirmo que boy
👍🏻👍🏻
👌
VALE CARIÑO
si hija si, que dios te bendiga
SI SEÑORA CONFIRMADO
Claro que si bonita ahi nos vemos
SI SI ALLI ESTARE SIN FALTA
BUENAS TARDES SI CUENTA CONMIGO
Perfecto preciosa hasta mañana
Hasta mañana guapa
mañana nos vemos
te veo el miércoles hija
Si cielo voy con mi marido
ZI
OK GRACIAS HIJA UN ABRAZO
Confirmo. Un saludo, Pilar
Por supuesto cariño no falto
NO FALTARE
no te preocupes que voy
HAY ESTARE
ay estare gracias
Que si hija que si, que no se me olvida
Buenas tardes hija, si que voy, un besito muy grande para ti y para todos
Recibido gracias
Enterada
ya lo tengo apuntado gracias
dios mediante
SI A LAS 5 ESTOY ALLI
Si. Gracias por recordarmelo que tengo la cabeza muy mala
SI HIJA,A VER SI NO LLUEVE
Amen hija si
Conforme
Como un clavo
no faltaba mas
Cuenta con ello
Ya lo se hija gracias
lo se, no se me olvida
no se me ha olvidado
Adios hija hasta mañana
Voy con mi hija
ya te confirme ayer
ya lo tenia apuntado
me viene bien
entendido guapa
voy mañana
no me acordaba gracias voy
""".strip().splitlines()
# The same people, when they do not come, or have something else to say.
NOT_SAID = """
GRACIAS HIJA
no hija no puedo que tengo al nieto malo
NO PUEDO IR HIJA LO SIENTO
ay hija no voy a poder
ya no voy
si pero mas tarde
Si hija pero puede ser a las 6?
no se si podre ir hija
pues no sé si iré, corazón
lo intentare hija
hasta el viernes guapa
❤️
🙏🏻🙏🏻
se me ha muerto el gato
visto
""".strip().splitlines()
UNWELCOME = ("no te he entendido", "qué necesitas", "qué servicio", "1.")


def reading(text: str, expecting: Expecting | None) -> Frame:
    return understand(text, TUESDAY.replace(tzinfo=None), VOCABULARY, expecting)


def answered(text: str) -> tuple[FakeDesk, Turn]:
    """To the reminder of tomorrow's cut, an hour ago."""
    desk = FakeDesk(now=TUESDAY, booked=[appointment(1, WEDNESDAY)])
    reminder = OpenQuestion(QuestionKind.REMINDER, 1, 3, asked_at=TUESDAY - timedelta(hours=1), number=1)
    return desk, turn([Heard(text)], State(), desk, reading, now=TUESDAY, asked=(reminder,))


@pytest.mark.parametrize("text", COMING)
def test_it_is_a_yes_however_it_is_put(text: str) -> None:
    desk, outcome = answered(text)

    assert desk.log == ["confirmed 1"]
    assert (outcome.reply or "").startswith("¡Gracias por confirmar! Te esperamos el miércoles 20 de mayo")
    assert outcome.options == ()


@pytest.mark.parametrize("text", NOT_SAID)
def test_what_is_no_yes_is_taken_for_none(text: str) -> None:
    desk, outcome = answered(text)

    assert desk.log == []
    assert not any(words in (outcome.reply or "") for words in UNWELCOME)


def test_a_heart_alone_is_asked_once_more_with_its_buttons() -> None:
    _, outcome = answered("❤️")

    assert outcome.reply == (
        "Te recordamos tu cita: Corte con Leo el miércoles 20 de mayo a las 17:00. ¿Podrás venir?"
    )
    assert [one.payload for one in outcome.options] == ["confirm:1:3", "move:1:3", "cancel:1:3"]


def test_what_is_not_understood_is_asked_once_more_and_then_as_ever() -> None:
    desk, once = answered("se me ha muerto el gato")
    reminder = OpenQuestion(QuestionKind.REMINDER, 1, 3, asked_at=TUESDAY, number=1)

    again = turn([Heard("ay qué pena")], once.state, desk, reading, now=TUESDAY, asked=(reminder,))

    assert (once.reply or "").endswith("¿Podrás venir?")
    assert (again.reply or "").startswith("Sigo sin entenderte")


@pytest.mark.parametrize(
    "text",
    [
        "no se si podre ir hija",
        "si puedo voy",
        "voy si me trae mi hijo",
        "me ha salido un imprevisto",
        "estoy ingresada en el hospital",
        "se me ha muerto un hermano",
        "voy a anular",
    ],
)
def test_a_doubt_is_asked_what_they_would_rather(text: str) -> None:
    desk, outcome = answered(text)

    assert desk.log == []
    assert outcome.reply == (
        "Gracias por avisar. ¿Quieres cambiar tu cita del miércoles 20 de mayo a las 17:00 a otra hora "
        "o anularla?"
    )


@pytest.mark.parametrize("text", ["Si hija pero puede ser a las 6?", "mejor a las 6"])
def test_a_but_with_an_hour_moves_that_appointment(text: str) -> None:
    _, outcome = answered(text)

    assert outcome.reply == (
        "Cambio tu cita de Corte con Leo del miércoles 20 de mayo a las 17:00 al miércoles 20 de mayo a las "
        "18:00. ¿De acuerdo?"
    )


@pytest.mark.parametrize(
    ("text", "comes"),
    [("hasta mañana", True), ("hasta el jueves", False), ("hasta el miércoles", True), ("hasta hoy", False),
     ("nos vemos allí", True), ("hasta luego", False), ("", False), ("gracias guapa", False)],
)  # fmt: skip
def test_a_farewell_is_a_yes_where_it_names_that_day(text: str, comes: bool) -> None:
    assert says_so(text, date(2026, 5, 20), date(2026, 5, 19)) is comes
