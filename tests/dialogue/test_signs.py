"""At most one emoji a message, where there is nothing but good news, and none in a house that wants none."""

import re
from dataclasses import replace

import pytest

from booking_bot.dialogue.outside import talk_outside
from booking_bot.dialogue.signs import SIGNS
from booking_bot.dialogue.state import State
from tests.dialogue.fake import NOW, SHOP, FakeDesk
from tests.dialogue.test_wording import fields, said

EMOJI = re.compile(r"[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]")
ALL = sorted(said())


def sent(*sentences: str, emoji: bool) -> str:
    talk = talk_outside(FakeDesk(shop=replace(SHOP, emoji=emoji)), State(), NOW)
    words = {"it", "appointment", "appointments", "an_appointment", "the_appointment", "no_appointment"}
    words |= {"your_appointment", "Your_appointment"}
    for sentence in sentences:
        talk.tell(sentence, **dict.fromkeys(fields(sentence) - words, "algo"))
    return talk.written()


def test_a_house_that_wants_none_sends_none() -> None:
    assert [one for one in ALL if EMOJI.search(sent(one, emoji=False))] == []


def test_good_news_alone_bear_one_each() -> None:
    found = {one: EMOJI.findall(sent(one, emoji=True)) for one in ALL}

    assert {one: signs for one, signs in found.items() if signs} == {one: [SIGNS[one]] for one in SIGNS}


def test_two_pieces_of_good_news_share_one() -> None:
    both = sent(*list(SIGNS)[:2], emoji=True)

    assert EMOJI.findall(both) == ["✅"]
    assert both.split("\n")[0].endswith("✅")


@pytest.mark.parametrize("other", [one for one in ALL if "sorry" in one.lower() or "person" in one])
def test_beside_bad_news_there_is_none(other: str) -> None:
    receipt = next(iter(SIGNS))

    assert EMOJI.findall(sent(receipt, other, emoji=True) + sent(other, receipt, emoji=True)) == []
