import pytest

from booking_bot.domain.passwords import Weakness, weakness


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("siete77", Weakness.SHORT),
        ("x" * 1025, Weakness.LONG),
        ("password", Weakness.COMMON),
        ("Contraseña2026!", Weakness.COMMON),
        ("qwertyuiop", Weakness.COMMON),
        ("12345678", Weakness.COMMON),
        ("600111222", Weakness.COMMON),
        ("24-12-1980", Weakness.COMMON),
        ("aaaaaaaaaa", Weakness.COMMON),
        ("abababababab", Weakness.COMMON),
        ("carmen@example.com", Weakness.KNOWN),
        ("Carmenlopez1", Weakness.KNOWN),
        ("example1", Weakness.KNOWN),
        ("peinesSalon", None),
        ("una clave larga", None),
        ("tijeras azules", None),
        ("482910573846", None),
        ("carmen tijeras", None),
    ],
)
def test_what_is_guessed_at_once_is_no_password(password: str, fault: Weakness | None) -> None:
    assert weakness(password, "carmen@example.com", "Carmen López", "carmenlopez") == fault
