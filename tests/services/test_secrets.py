import pytest

from booking_bot.services.secrets import Unreadable, seal, unseal

KEY, OTHER = "0123456789" * 4, "9876543210" * 4


def test_what_is_sealed_is_read_with_its_key_for_its_use_alone() -> None:
    sealed = seal(KEY, "totp:3", "muy secreto")

    assert unseal(KEY, "totp:3", sealed) == "muy secreto"
    assert "secreto" not in sealed
    assert sealed != seal(KEY, "totp:3", "muy secreto")
    for key, use, text in (
        (OTHER, "totp:3", sealed),
        (KEY, "totp:4", sealed),
        (KEY, "totp:3", sealed[:-2]),
        (KEY, "totp:3", ""),
    ):
        with pytest.raises(Unreadable):
            unseal(key, use, text)
