"""Words that fit several services of a business equally."""

from datetime import datetime

import pytest

from booking_bot.language import understand
from booking_bot.language.frame import Asked, Expecting, Term, Vocabulary

NOW = datetime(2026, 11, 23, 10)  # noqa: DTZ001
BARBER = Vocabulary(
    services=(
        Term("mujer", "Corte de mujer", ("corte señora",)),
        Term("hombre", "Corte de hombre", ("corte caballero",)),
        Term("infantil", "Corte infantil", ("corte niño",)),
        Term("tinte", "Tinte"),
        Term("barba", "Arreglo de barba", ("barba",)),
    ),
    staff=(),
    hours=((),) * 7,
)
CUTS = ("mujer", "hombre", "infantil")


@pytest.mark.parametrize(
    ("text", "service", "fits"),
    [
        ("quiero cortarme el pelo", (), (CUTS,)),
        ("corte y tinte", ("tinte",), (CUTS,)),
        ("corte de hombre", ("hombre",), ()),
        ("corte de hombre y un corte para mi hija", ("hombre",), ()),
        ("cortarle el pelo a mi niño", ("infantil",), ()),
        ("cortarse el pelo un hombre y barba", ("barba", "hombre"), ()),
        ("I would like a men's haircut tomorrow", ("hombre",), ()),
        ("tinte mañana", ("tinte",), ()),
        ("cortarme la barba", ("barba",), ()),
        ("corte y barba", ("barba",), (CUTS,)),
    ],
)
def test_what_a_word_leaves_open_is_told(
    text: str, service: tuple[str, ...], fits: tuple[tuple[str, ...], ...]
) -> None:
    frame = understand(text, NOW, BARBER)

    assert (frame.service, frame.fits) == (service, fits)


def test_a_describing_word_answers_the_question_for_the_service() -> None:
    frame = understand("el de caballero", NOW, BARBER, Expecting(Asked.SERVICE))

    assert (frame.service, frame.fits) == (("hombre",), ())
