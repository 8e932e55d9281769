"""What is attended where it is not the customer: their pets, their cars, by the names they give them."""

import re

from booking_bot.dialogue.people import split
from booking_bot.dialogue.phrases import plain
from booking_bot.dialogue.talk import Talk

_NAME = r"[A-ZÁÉÍÓÚÑ][\wáéíóúñü]+"
_NAMES = rf"{_NAME}(?:(?:, | y | e ){_NAME})*"
_LED = re.compile(
    rf"(?:\b(?:para|llaman?|es|son|(?:mi|mis|el|la|los|las) \w+|"
    # "vacunar a Luna", "os llevo a Luna"
    rf"(?:\w+[aei]r(?:le|les|me|nos)?|llevo|traigo|llevamos|traemos) a)|,) ({_NAMES})"
)
_AHEAD = re.compile(rf"^({_NAMES}),")
_OTHER_WORDS = """
    lunes martes miercoles jueves viernes sabado domingo enero febrero marzo abril mayo junio julio agosto
    septiembre octubre noviembre diciembre hola buenas buenos gracias perdon
"""
_NO_NAMES = frozenset(_OTHER_WORDS.split())


def told(talk: Talk) -> tuple[str, ...]:
    """The names in "vacuna para Luna", "Luna y Simba, vacuna"; none where the shop attends the customers."""
    shop = talk.desk.shop
    if not shop.subject:
        return ()
    others = {plain(one.name) for one in shop.staff} | {plain(shop.subject)}
    others |= {word for one in shop.services for word in plain(one.name).split()}
    for found in (*_LED.finditer(talk.text), *_AHEAD.finditer(talk.text)):
        names = tuple(name for name in split(found[1]) if plain(name) not in others | _NO_NAMES)
        if names:
            return names
    return ()
