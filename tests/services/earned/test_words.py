"""How the five lines read."""

from dataclasses import replace
from datetime import date

import pytest

from booking_bot.services.earned import words
from booking_bot.services.earned.comparing import NoShows, Showing
from booking_bot.services.earned.gaps import Gaps
from booking_bot.services.earned.month import Earned, Spent

GOOD = Earned(
    first=date(2026, 10, 1),
    is_over=True,
    currency="EUR",
    locale="es_ES",
    made=1212,
    by_bot=140,
    while_closed=58,
    gaps=Gaps(filled=7, worth=24000),
    no_shows=NoShows(Showing(144, 6), Showing(89, 11)),
    spent=Spent(sent=812, amount=14_204_500),
)
NOTHING = Earned(
    first=date(2026, 11, 1),
    is_over=False,
    currency="EUR",
    locale="es_ES",
    made=0,
    by_bot=0,
    while_closed=0,
    gaps=Gaps(),
    no_shows=NoShows(Showing()),
    spent=Spent(),
)


def test_a_good_month_reads_in_ten_seconds() -> None:
    assert words.text(GOOD) == (
        "Lo que te ha dado el bot en octubre de 2026\n"
        "- 1.212 citas apuntadas: 140 por el bot.\n"
        "- 58 citas del bot con el negocio cerrado.\n"
        "- 7 huecos recuperados: 240 €.\n"
        "- No vino el 4 % (6 de 150); antes del bot, el 11 % (11 de 100).\n"
        "- 812 mensajes: 14,20 dólares según las tarifas públicas."
    )


def test_a_month_without_anything_says_so() -> None:
    assert words.text(NOTHING) == (
        "Lo que te ha dado el bot en noviembre de 2026, hasta hoy\n"
        "- Ninguna cita apuntada.\n"
        "- Ninguna apuntada con el negocio cerrado.\n"
        "- Ningún hueco recuperado con la lista de espera.\n"
        "- Aún no se ha cerrado ninguna cita: no se sabe quién no vino.\n"
        "- Ningún mensaje enviado: 0 €."
    )


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"made": 1, "by_bot": 1}, "1 cita apuntada: una por el bot."),
        ({"made": 3, "by_bot": 3}, "3 citas apuntadas: todas por el bot."),
        ({"made": 3, "by_bot": 0}, "3 citas apuntadas: ninguna por el bot."),
        ({"while_closed": 1}, "1 cita del bot con el negocio cerrado."),
        ({"gaps": Gaps(1, 1650)}, "1 hueco recuperado: 16,50 €."),
        ({"gaps": Gaps(2, unpriced=2)}, "2 huecos recuperados: 2 citas sin precio."),
        ({"gaps": Gaps(1, moved=1)}, "1 hueco recuperado: 1 adelantando otra cita."),
        (
            {"gaps": Gaps(5, 9000, unpriced=1, moved=2, at_least=True)},
            "5 huecos recuperados: al menos 90 €, 1 cita sin precio y 2 adelantando otras citas.",
        ),
        (
            {"no_shows": NoShows(Showing(19, 0))},
            "No vino el 0 % (0 de 19); todavía no hay con qué comparar.",
        ),
        (
            {"no_shows": NoShows(Showing(6, 1), Showing(28, 2), date(2026, 9, 1))},
            "No vino el 14,3 % (1 de 7); en septiembre, el primer mes completo, el 6,7 % (2 de 30). "
            "Son pocas para comparar.",
        ),
        ({"spent": Spent(sent=30, by_hand=30)}, "30 mensajes, a mano: 0 €."),
        (
            {"spent": Spent(sent=90, by_hand=30, by_sms=2, amount=1_000_000, unknown=3)},
            "90 mensajes, 30 a mano: 1,00 dólares según las tarifas públicas, y 3 de tarifa desconocida, "
            "más 2 por SMS, que cobra Twilio aparte.",
        ),
    ],
)  # fmt: skip
def test_a_line_says_what_is_known_and_what_is_not(change: dict[str, object], line: str) -> None:
    found = replace(GOOD, **change)  # type: ignore[arg-type]

    assert line in words.lines(found)
