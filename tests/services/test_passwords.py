import pytest
from werkzeug.security import generate_password_hash

from booking_bot.domain.passwords import Weakness
from booking_bot.services import passwords

WORDS = "tijeras azules"
LESS = generate_password_hash(WORDS, method="scrypt:1024:8:1")


def test_a_password_fits_its_own_hash_and_no_other_does() -> None:
    kept = passwords.hashed(WORDS, "carmen@example.com")

    assert kept.startswith("scrypt:32768:8:1$")
    assert passwords.fits(kept, WORDS)
    assert not passwords.fits(kept, WORDS.upper())
    assert not passwords.fits(None, WORDS)
    assert passwords.renewed(kept, WORDS) is None


def test_a_weak_one_is_refused_before_any_work() -> None:
    with pytest.raises(passwords.WeakPassword) as refused:
        passwords.hashed("12345678")

    assert refused.value.weakness is Weakness.COMMON


def test_a_hash_of_less_work_is_made_anew() -> None:
    renewed = passwords.renewed(LESS, WORDS)

    assert renewed is not None
    assert renewed.startswith("scrypt:32768:8:1$")
    assert passwords.fits(renewed, WORDS)
