"""Every line of the phrase files can be read and reached."""

import tomllib
from importlib.resources import files
from itertools import product
from types import ModuleType

import pytest

from booking_bot.language import dates, foreign, numbers, stretches, times
from booking_bot.language.acts import effects, phrases
from booking_bot.language.calendar import named_days, next_named
from booking_bot.language.data import load
from booking_bot.language.frame import Act
from booking_bot.language.lexicon import lexicon
from booking_bot.language.pattern import BadPattern, compile_pattern
from booking_bot.language.people import lists
from booking_bot.language.tokens import fold, tokenise
from tests.language.test_corpus import NOW

FILES = sorted(
    (language, path.name.removesuffix(".toml"))
    for language in ("es", "en", "ca", "pt", "gl")
    for path in (files("booking_bot.language") / language).iterdir()
    if path.name.endswith(".toml")
)
RULE_FILES = ("numbers", "times", "dates", "windows", "courtesy", "lookalikes")
# Acts that a phrase file uses to work on other acts, and that never reach a frame.
INNER = {
    "now",
    "keep",
    "have",
    "tale",
    "chat",
    "whatever",
    "asks",
    "none",
    "aside",
    "wonder",
    "want",
    "give",
    "asap",
    "rather",
    "instead",
}


@pytest.mark.parametrize(("language", "name"), FILES)
def test_a_phrase_file_tells_how_a_line_is_added(language: str, name: str) -> None:
    text = (files("booking_bot.language") / language / f"{name}.toml").read_text(encoding="utf-8")

    header = "".join(line for line in text.splitlines() if line.startswith("#"))

    assert "add" in header.lower()


@pytest.mark.parametrize("name", RULE_FILES)
def test_every_rule_of_a_file_has_a_name_of_its_own(name: str) -> None:
    names = [rule["name"] for rule in load(name)["rule"]]

    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("name", "makers"), [("numbers", [numbers]), ("times", [times]), ("dates", [dates, stretches])]
)
def test_productions_and_rules_name_each_other(name: str, makers: list[ModuleType]) -> None:
    called = {rule["make"] for rule in load(name)["rule"]}

    assert called == {make for module in makers for make in module.productions}


@pytest.mark.parametrize("name", [*RULE_FILES, "acts", "shifts"])
def test_every_list_of_words_is_used(name: str) -> None:
    data = load(name)
    text = (files("booking_bot.language") / "es" / f"{name}.toml").read_text(encoding="utf-8")
    by_code = {"start", "mid", "end"} if name == "dates" else {"appt", "room"} if name == "acts" else set()

    unused = {key for key in data.get("words", {}) if f"@{key}" not in text} - by_code

    assert unused == set()


def test_acts_are_those_of_the_frame_or_inner_ones() -> None:
    named = {phrase.act for phrase in phrases()}

    assert named - INNER - set(Act) == set()


def test_effects_speak_of_acts_that_phrases_have() -> None:
    known = {phrase.act for phrase in phrases()} | {entry["act"] for entry in load("acts")["whole"]}

    spoken = {act for effect in effects() for act in effect.when | effect.drop | effect.unless | effect.add}

    assert spoken - known == set()


def test_a_spelling_is_one_written_word_that_no_other_rule_needs() -> None:
    spellings = lexicon().spellings

    split = {word for word in spellings if [item.norm for item in tokenise(word)] != [fold(word)]}
    shadowed = {word for word in spellings if word in lexicon().tags and spellings[word] != (word,)}

    assert (split, shadowed) == (set(), set())


def test_a_valid_word_is_no_chat_spelling() -> None:
    both = lexicon().valid & set(lexicon().spellings)

    assert both == set()


@pytest.mark.parametrize("country", ["ES", "MX", "AR"])
def test_every_named_day_falls_on_a_day(country: str) -> None:
    found = {say: next_named(day, NOW.date(), country, None) for say, day in named_days(country).items()}

    assert [say for say, day in found.items() if day is None] == []


def test_leads_that_are_weak_are_leads() -> None:
    table = lists()

    assert table.weak - {lead for group in table.leads.values() for lead in group} == set()


@pytest.mark.parametrize("language", ["en", "ca", "pt", "gl"])
def test_a_gloss_is_short_enough_to_be_found(language: str) -> None:
    long = [said for said in foreign.gloss(language).phrases if len(said) > foreign.LONGEST_PHRASE]

    assert long == []


@pytest.mark.parametrize("text", ["(cita", "cita)", "...", "@nolist", "a||b"])
def test_a_pattern_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(BadPattern):
        compile_pattern(text, {})


def test_toml_files_have_no_table_twice() -> None:
    for language, name in FILES:
        source = files("booking_bot.language") / language / f"{name}.toml"

        assert tomllib.loads(source.read_text(encoding="utf-8"))


def test_optional_parts_and_groups_are_written_out() -> None:
    rows = compile_pattern("a? (b c / d)?", {})

    sizes = sorted(len(row) for row in rows)

    assert sizes == sorted([len(a) + len(b) for a, b in product(["", "a"], ["", "d", "bc"])])[1:]
