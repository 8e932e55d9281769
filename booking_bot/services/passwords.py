"""What is kept of a password: a hash that is slow to make, and so slow to guess.

scrypt with N = 2^15, r = 8 and p = 1, as Werkzeug makes it, takes 32 MiB and some 50 ms a guess.
Whoever raises these need do nothing else: hashes of less are made anew when their account signs in.
"""

from werkzeug.security import check_password_hash, generate_password_hash

from booking_bot.domain import passwords as rules
from booking_bot.domain.passwords import Weakness

PARAMETERS = (2**15, 8, 1)
METHOD = "scrypt:{}:{}:{}".format(*PARAMETERS)

# What is compared where there is no such account, so that its absence takes the same time. No password fits.
NOBODYS = f"{METHOD}$nobodysaccount00$" + "0" * 128


class WeakPassword(Exception):
    """It may not be chosen, and why."""

    def __init__(self, weakness: Weakness) -> None:
        super().__init__(weakness.value)
        self.weakness = weakness


def hashed(password: str, *known: str) -> str:
    """Its hash. Slow on purpose: outside any transaction. Raises WeakPassword."""
    if weakness := rules.weakness(password, *known):
        raise WeakPassword(weakness)
    return generate_password_hash(password, method=METHOD)


def fits(kept: str | None, password: str) -> bool:
    """Whether that hash is of this password; as slow where none is kept."""
    right = check_password_hash(kept or NOBODYS, password[: rules.LONGEST])
    return right and kept is not None and len(password) <= rules.LONGEST


def renewed(kept: str, password: str) -> str | None:
    """A new hash of a password that fits, where the kept one was made with less than today's; else None."""
    return generate_password_hash(password, method=METHOD) if _is_outgrown(kept) else None


def _is_outgrown(kept: str) -> bool:
    method, *numbers = kept.partition("$")[0].split(":")
    return method == "scrypt" and tuple(map(int, numbers)) != PARAMETERS
