import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking_bot.domain.sms import fit, plain, segments


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("ñé¿¡üÑ" * 26, 1),  # GSM-7 has them
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("á" * 70, 1),
        ("á" * 71, 2),
        ("á" * 134, 2),
        ("a" * 134 + "á", 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_segments_are_counted_as_they_are_paid_for(text: str, number: int) -> None:
    assert segments(text) == number


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*Peluquería Carmen* 💇", "Peluquería Carmen"),
        ("Te esperamos el _jueves_ a las *11:00*.", "Te esperamos el jueves a las 11:00."),
        ("2 * 3 * 4, a_b_c y 5*", "2 * 3 * 4, a_b_c y 5*"),
        ("«Sí» — o “no”…", '"Sí" - o "no"...'),
        ("a las 11:00\u202fp.m.\u00a0✅", "a las 11:00 p.m."),
        ("1️⃣ Sí\n2️⃣ No", "1 Sí\n2 No"),
        ("16 € 👍🏽", "16 €"),
        ("cafe\u0301", "café"),
    ],
)
def test_what_costs_and_does_not_show_is_left_out(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_accents_stay_as_long_as_two_segments_hold_them() -> None:
    short, long = "Mañana a las 11 podrá venir.", "Más allá está Ángel, el niño pingüino café. " * 4

    assert fit(short) == short
    assert fit(long) == ("Mas alla esta Angel, el niño pingüino café. " * 4).strip()


def test_accents_whose_loss_saves_nothing_stay() -> None:
    greek = "ώ" * 200

    assert fit(greek) == greek


@given(st.text(max_size=400))
def test_a_fitted_text_never_costs_more_and_fitting_again_changes_nothing(text: str) -> None:
    once = fit(text)

    assert segments(once) <= segments(plain(text))
    assert fit(once) == once
