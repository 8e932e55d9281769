"""How a sentence of the bot becomes the shop's own: its language, its region, its tone and its word.

Sentences stand in English where they are said, `say("…", name=…)`, whole and with named
placeholders. The catalogues in `booking_bot/translations` are laid over each other: `es` has them
all (tuteo, as in Spain), `es_419` what the Americas say differently, `es_MX` what Mexico does, `es_AR`
is voseo, and `es@usted` and `es_419@usted` the same for usted; `cita`, `turno` and
`hora` have the forms of the word for an appointment, which any sentence may use as {appointment},
{an_appointment}, {the_appointment}, {no_appointment}, {appointments}, {your_appointment},
{Your_appointment} (which begins a sentence) or {it}. {measure}, {old} and {state} bring their own space.
"""

import gettext
import io
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from booking_bot.dialogue.desk import ShopFacts

WORDS = ("appointment", "an appointment", "the appointment", "no appointment", "appointments", "it")

Say = Callable[..., str]

# Where Spanish is spoken as in Spain: its islands and cities of CLDR, Equatorial Guinea, the Philippines.
_NOT_AMERICAN = frozenset({"", "ES", "IC", "EA", "GQ", "PH"})


def sentence(text: str) -> str:
    """Mark a sentence that stands in a table and is said later."""
    return text


@lru_cache
def _catalogue(name: str) -> gettext.GNUTranslations:
    source = files("booking_bot.translations").joinpath(f"{name}.po")
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source.read_bytes())))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def layers(locale: str, tone: str, word: str) -> tuple[str, ...]:
    """The catalogues a shop speaks from, the most particular first."""
    american = locale.partition("_")[2] not in _NOT_AMERICAN
    tones = {"usted": ("es_419@usted",) * american + ("es@usted",), "vos": ("es_AR",)}
    region = ("es_MX",) * (locale == "es_MX") + ("es_419",) * american
    return (word, *tones.get(tone, ()), *region, "es")


@lru_cache
def _spoken(names: tuple[str, ...]) -> Callable[[str], str]:
    catalogues = [_catalogue(name) for name in names]

    def translate(sentence: str) -> str:
        for catalogue in catalogues:
            said = catalogue.gettext(sentence)
            if said != sentence:
                return said
        return sentence

    return translate


def voice(shop: ShopFacts, language: str) -> Say:
    """What turns a sentence and its values into the text that is sent."""
    translate: Callable[[str], str] = str
    if language != "en":
        translate = _spoken(layers(shop.locale, shop.tone, shop.appointment_word))
    words = {word.replace(" ", "_"): translate(word) for word in WORDS}
    words["your_appointment"] = translate("your {appointment}").format(**words)
    words["Your_appointment"] = words["your_appointment"].capitalize()

    def say(sentence: str, **values: object) -> str:
        return translate(sentence).format(**words, **values)

    return say
