import pytest

from booking_bot.domain.amounts import Said, cents_of, offered


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("240 €, ¿lo hacemos?", Said(24000, "")),
        ("Cambiar las pastillas: 240€, ¿te parece?", Said(24000, "Cambiar las pastillas")),
        (
            "Hola Marta, pastillas y discos serían 240,35 euros. ¿Lo hacemos?",
            Said(24035, "Pastillas y discos"),
        ),
        ("son 1.200,50 € por pintar la puerta, adelante?", Said(120050, "Pintar la puerta")),
        ("Te sale en 1.200 €, me dices", Said(120000, "")),
    ],
)
def test_a_price_that_is_asked_about_is_one_to_offer(text: str, said: Said) -> None:
    assert offered(text, "EUR") == said


@pytest.mark.parametrize(
    "text",
    [
        "¿Vienes a las 10?",
        "Son 240 €",
        "240 o 300 €, ¿qué prefieres?",
        "La puerta 150 € y la aleta 200 €, ¿te parece?",
        "¿Me mandas una foto?",
        "¿0 €?",
        "",
    ],
)
def test_what_names_no_one_price_or_asks_nothing_is_a_message_like_others(text: str) -> None:
    assert offered(text, "EUR") is None


def test_each_country_has_its_own_sign() -> None:
    assert offered("$1,200.50, ¿lo hacemos?", "MXN") == Said(120050, "")
    assert offered("serían $ 15.000, ¿dale?", "CLP") == Said(15000, "")
    assert offered("serían $ 15.000, ¿dale?", "EUR") is None


def test_cents_that_a_currency_does_not_have_are_refused() -> None:
    assert cents_of("85,5", "EUR") == 8550
    with pytest.raises(ValueError, match="more decimals"):
        cents_of("85,55", "CLP")
    with pytest.raises(ValueError, match="not a price"):
        cents_of("mucho", "EUR")
