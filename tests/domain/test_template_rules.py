import pytest

from booking_bot.domain.template_rules import Draft, faults, safe


def draft(body: str, *samples: str, buttons: list[tuple[str, str]] | None = None) -> Draft:
    numbered = {str(number): sample for number, sample in enumerate(samples, 1)}
    return Draft("booking_reminder", "es", body, numbered, buttons or [])


GOOD = "Hola: te recordamos tu cita de {{1}} para el {{2}}. ¿Podrás venir?"


def test_a_plain_reminder_is_worth_submitting() -> None:
    assert faults(draft(GOOD, "corte", "lunes 3", "confirm:1:1", buttons=[("Confirmar", "{{3}}")])) == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (Draft("cita", "es", "Te recordamos tu cita {{1}} y la otra {{3}} de hoy", {"1": "a", "3": "b"}),
         "its variables are not numbered one by one from 1"),
        (draft("Te recordamos tu cita de mañana con {{1}}.", "a"),
         "a variable stands at the beginning or at the end"),
        (draft("{{1}}, te recordamos tu cita", "a"), "a variable stands at the beginning or at the end"),
        (draft("Te recordamos tu cita del {{1}}, {{2}} en la peluquería", "a", "b"),
         "two variables stand side by side"),
        (draft("Cita {{1}} mañana", "a"), "it has too few words for its variables"),
        (draft(GOOD, "corte"), "its samples are not those of its variables, or no variable could hold them"),
        (draft(GOOD, "corte", "lunes\nmartes"),
         "its samples are not those of its variables, or no variable could hold them"),
        (draft("Escríbenos a wa.me/34600111222 para reservar"), "it has a link to WhatsApp"),
        (draft("Participa en nuestro sorteo de este mes"), "it reads like gambling"),
        (draft("Ven y te hacemos un descuento especial"), "it reads like advertising"),
        (draft("Hola, te esperamos mañana " + "😀" * 10), "it has ten emojis or more"),
        (draft("Hola" + " te esperamos" * 90), "it is empty or longer than 1024 characters"),
        (draft("Hola:     te esperamos mañana"), "it has a tab or long gaps"),
        (draft("Te esperamos mañana", buttons=[("Confirmar la cita de mañana", "yes")]),
         "a button has no title, or one of more than 20 characters"),
        (draft("Te esperamos mañana", buttons=[("Sí", "yes"), ("Sí", "no")]),
         "two buttons have the same title"),
        (Draft("Recordatorio 1", "es", "Te esperamos mañana"),
         "its name has other than small letters, digits and _"),
    ],
)  # fmt: skip
def test_what_whatsapp_would_reject_is_told_before(wrong: Draft, words: str) -> None:
    assert faults(wrong) == [words]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("Corte\ncon\tLucía      hoy", "Corte con Lucía hoy"),
        ("  ", "-"),
        ("a" * 300, "a" * 249 + "…"),
    ],
)
def test_a_value_is_made_what_a_variable_takes(value: str, told: str) -> None:
    assert safe(value) == told
