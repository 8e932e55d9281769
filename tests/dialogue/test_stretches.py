from datetime import date, time

import pytest

from booking_bot.dialogue.replies import voice
from booking_bot.dialogue.state import State
from booking_bot.dialogue.stretches import spoken
from booking_bot.dialogue.talk import Talk
from booking_bot.language.frame import Daypart, Window
from tests.dialogue.fake import NOW, SHOP, FakeDesk

THURSDAY = date(2026, 5, 14)
ON_THURSDAY = Window(THURSDAY, THURSDAY)


@pytest.mark.parametrize(
    ("wanted", "spanish", "english"),
    [
        ([], "", ""),
        ([ON_THURSDAY], "el jueves 14 de mayo", "on Thursday 14 May"),
        (
            [Window(THURSDAY, THURSDAY, earliest=time(13), latest=time(13))],
            "el jueves 14 de mayo a las 13:00",
            "on Thursday 14 May at 13:00",
        ),
        (
            [Window(THURSDAY, THURSDAY, daypart=Daypart.MORNING)],
            "el jueves 14 de mayo por la mañana",
            "on Thursday 14 May in the morning",
        ),
        ([Window(earliest=time(1))], "a partir de la 1:00", "from 1:00 on"),
        ([Window(latest=time(12, 30))], "hasta las 12:30", "until 12:30"),
        (
            [Window(weekdays=(1, 2), earliest=time(16), latest=time(18))],
            "esos días entre las 16:00 y las 18:00",
            "on those days between 16:00 and 18:00",
        ),
        ([ON_THURSDAY, Window(weekdays=(1,))], "esos días", "on those days"),
    ],
)
def test_a_wished_time_is_said_as_a_receptionist_would(
    wanted: list[Window], spanish: str, english: str
) -> None:
    talks = [
        Talk(FakeDesk(), State(), NOW, voice(SHOP, language), locale)
        for language, locale in (("es", "es_ES"), ("en", "en"))
    ]

    assert [spoken(talk, wanted) for talk in talks] == [spanish, english]
