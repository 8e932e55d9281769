"""Each shop speaks in one person and in the words of its country, whatever it says."""

import re
from dataclasses import replace

import pytest

from booking_bot.dialogue.replies import layers, voice
from tests.dialogue.fake import SHOP
from tests.dialogue.test_wording import fields, said

TU = """
    tú ti contigo quieres puedes tienes necesitas prefieres dices refieres sigues vienes llamas llegas
    escribes dime dímelo escríbeme escríbemelo escribe ven vuelve envíalo mándame llama disculpa perdona
    déjalo mira gustas esperas
"""
VOS = """
    vos querés podés tenés necesitás preferís decís referís seguís venís llamás llegás escribís decime
    decímelo escribime escribímelo escribí vení volvé mandalo mandame llamá disculpá perdoná dejalo
    fijate mirá sos
"""
USTED = """
    usted dígame dígamelo escríbame escríbamelo escriba venga vuelva envíelo mándeme llame disculpe perdone
    déjelo quiera necesite prefiera
"""
BOTH_THAT_ARE_NOT_USTED = (
    "te ti tu tus tú contigo quieras necesites hagas gustes esperabas estás tenías pediste"
)
# Of several people, as only Spain says it, and to a customer nobody does.
VOSOTROS = r"\b(?:os|vosotr[oa]s|vuestr[oa]s?|\w{2,}[áé]is)\b"
OF_SPAIN = r"""(?x)\b(?:
    coger|cogid[oa]s?|vale|móvil|vídeo|huecos?|justificante|señal|antelación|anul\w+|apunt(?:o|ado|ar\w*)|
    encantado|estupendo|(?:he|has|ha|hemos|han)\ (?:\w+[ai]do|hecho|puesto|dicho)
)\b"""
WRONG_GENDER = r"""(?xi)\b(?:
    (?:la|una|las|todas|ninguna|esta|esa)\ turnos?|(?:el|un|los|todos|ningún|este|ese)\ (?:citas?|horas?)
)\b"""
# The same forms, where they are said of others or of the customer with usted.
OTHERS = re.compile(r"quién escribe|el equipo mira|te venga bien|cómo se llama|si me escribe")

SENTENCES = sorted(said())
WORDS = {"it", "appointment", "appointments", "an_appointment", "the_appointment", "no_appointment"}
VOICES = [
    ("es_ES", "tu", "cita"),
    ("es_ES", "usted", "cita"),
    ("es_MX", "tu", "cita"),
    ("es_MX", "usted", "cita"),
    ("es_AR", "vos", "turno"),
    ("es_AR", "usted", "turno"),
    ("es_AR", "tu", "turno"),
    ("es_UY", "vos", "turno"),
    ("es_PY", "vos", "turno"),
    ("es_CL", "tu", "hora"),
    ("es_CL", "usted", "hora"),
    ("es_CO", "tu", "cita"),
    ("es_CO", "usted", "cita"),
    ("es_PE", "tu", "cita"),
    ("es_VE", "usted", "cita"),
]


def spoken(locale: str, tone: str, word: str) -> dict[str, str]:
    """Every sentence as this shop says it; what the shop itself writes is left out."""
    say = voice(replace(SHOP, locale=locale, tone=tone, appointment_word=word), "es")
    known = WORDS | {"your_appointment", "Your_appointment"}
    return {
        one: OTHERS.sub("", say(one, **dict.fromkeys(fields(one) - known, "Algo")).lower())
        for one in SENTENCES
    }


def forms(*lists: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(word for words in lists for word in words.split())})\b")


def found(pattern: re.Pattern[str], sentences: dict[str, str]) -> list[str]:
    return [text for text in sentences.values() if pattern.search(text)]


@pytest.mark.parametrize(("locale", "tone", "word"), VOICES)
def test_nobody_is_spoken_to_in_another_person(locale: str, tone: str, word: str) -> None:
    strange = {
        "tu": forms(VOS, USTED),
        "vos": forms(TU, USTED),
        "usted": forms(TU, VOS, BOTH_THAT_ARE_NOT_USTED),
    }

    sentences = spoken(locale, tone, word)

    assert found(strange[tone], sentences) == []
    assert found(re.compile(VOSOTROS), sentences) == []


@pytest.mark.parametrize(("locale", "tone", "word"), [one for one in VOICES if one[0] != "es_ES"])
def test_the_americas_hear_no_words_of_spain(locale: str, tone: str, word: str) -> None:
    assert found(re.compile(OF_SPAIN), spoken(locale, tone, word)) == []


@pytest.mark.parametrize(("locale", "tone", "word"), VOICES)
def test_what_is_booked_has_its_gender(locale: str, tone: str, word: str) -> None:
    sentences = spoken(locale, tone, word)

    assert found(re.compile(WRONG_GENDER), sentences) == []
    assert [text for text in sentences.values() if word in text.split()]


def test_a_shop_speaks_from_the_most_particular_catalogue_to_that_which_has_them_all() -> None:
    shops = [("es", "tu"), ("es_ES", "usted"), ("es_MX", "usted"), ("es_AR", "vos"), ("es_CO", "tu")]

    assert [layers(locale, tone, "cita") for locale, tone in shops] == [
        ("cita", "es"),
        ("cita", "es@usted", "es"),
        ("cita", "es_419@usted", "es@usted", "es_MX", "es_419", "es"),
        ("cita", "es_AR", "es_419", "es"),
        ("cita", "es_419", "es"),
    ]
