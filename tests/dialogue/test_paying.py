import pytest

from booking_bot.dialogue.phrases import Phrase, phrases

PAID = """
ya está pagado
pagado
ya he pagado la señal
ya pagué
te he hecho el bizum
bizum hecho
sí, ya te hice la transferencia
acabo de transferirte
acabo de hacer el ingreso
listo el pago
te mando el comprobante
ahí va el justificante
transferencia enviada
""".strip().splitlines()
NOT_PAID = """
aún no he pagado
todavía no he hecho el bizum
no he podido hacer la transferencia
quiero que pague mi madre
luego te hago el bizum
mañana pago
dime si has recibido el pago
""".strip().splitlines()


@pytest.mark.parametrize("text", PAID)
def test_who_says_so_has_paid(text: str) -> None:
    assert Phrase.PAID in phrases(text)


@pytest.mark.parametrize("text", NOT_PAID)
def test_who_has_not_paid_says_no_such_thing(text: str) -> None:
    assert Phrase.PAID not in phrases(text)


@pytest.mark.parametrize("text", ["hecho", "ya está", "listo", "ya", "vale, hecho"])
def test_a_word_that_may_mean_it(text: str) -> None:
    assert Phrase.DONE in phrases(text)
