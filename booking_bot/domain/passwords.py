"""Which passwords are guessed at once, and so are none."""

import re
from enum import StrEnum

SHORTEST = 8  # OWASP ASVS 5.0, 6.2.1
LONGEST = 1024
_SHORTEST_NUMBER = 12  # digits alone: a date or a telephone number is shorter
_SHORTEST_PART = 4

# What guessers try first, as letters alone: "P4ssword" is rare, "password2024!" is not.
_COMMON = """
    abcdefgh abcdefghi acceso admin administrador administrator amorcito amormio amor barcelona bienvenida
    bienvenido caracola changeme citas clave clavesecreta contrasena contraseña default dragon estrella
    familia football futbol google hola holahola iloveyou invitado jesus letmein madrid manolo master mexico
    micontrasena micontraseña miclave monkey negocio passphrase password passw passwort peluqueria princesa
    princess prueba pruebas qazwsx qwer qwerty qwertyui qwertyuiop realmadrid recepcion secret secreta secreto
    superman temporal tequiero tequieromucho test teamo usuario welcome whatsapp zxcvbn zxcvbnm asdf asdfgh
    asdfghjk asdfghjkl
"""
COMMON = frozenset(_COMMON.split())


class Weakness(StrEnum):
    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    KNOWN = "known"  # it is what everybody knows of them


def weakness(password: str, *known: str) -> Weakness | None:
    """Why it may not be chosen; `known` is what it must not be: an e-mail address, a name."""
    if len(password) < SHORTEST:
        return Weakness.SHORT
    if len(password) > LONGEST:
        return Weakness.LONG
    folded = password.casefold().strip()
    letters = re.sub(r"[\W\d_]", "", folded)
    if letters in COMMON or len(set(folded)) < _SHORTEST_PART:
        return Weakness.COMMON
    if not letters and len(folded) < _SHORTEST_NUMBER:
        return Weakness.COMMON
    if folded in _parts(known) or letters in _parts(known):
        return Weakness.KNOWN
    return None


def _parts(known: tuple[str, ...]) -> set[str]:
    """Each as it is, its letters alone, and the same of what stands before and behind an @."""
    whole = {one.casefold() for one in known if one}
    whole |= {part for one in whole for part in (*one.split("@"), one.partition("@")[2].partition(".")[0])}
    return {part for one in whole for part in (one, re.sub(r"[\W\d_]", "", one)) if part}
