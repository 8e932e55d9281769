"""Somebody walks in while somebody else is at "sí" for the same chair: one has it, nobody is lost."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlmodel import col, select

from booking_bot.domain.appointments import OPEN
from booking_bot.jobs import tasks
from booking_bot.models import Appointment, Source
from tests.days.world import World
from tests.shop import clock

ANA = "+34600111222"
WALK_IN = "/admin/citas/sin-cita"


class Chair:
    """Lucía alone, an hour a colour; at 10:00 Ana has been asked whether 10:30 is to be hers."""

    def __init__(self, world: World) -> None:
        self.world = world
        with world.furnishing() as shop:
            self.lucia = shop.staff("Lucía")
            self.colour = shop.service("Tinte", minutes=60, by=[self.lucia])
        world.opens()
        world.says(ANA, "hola, soy Ana Gil, quiero un tinte hoy a las 10:30", name="Ana Gil")
        self.page = world.carmen.token(WALK_IN)

    def walk_in(self, **knowing: str) -> tuple[int, str]:
        """Carmen taps the colour, on a page that she opened before."""
        form = {"csrf_token": self.page, "que": f"{self.colour}:{self.lucia}", "vez": "a", **knowing}
        answer = self.world.carmen.client.post(WALK_IN, data=form)
        return answer.status_code, answer.text

    def taken(self) -> list[tuple[str, Source]]:
        """Who sits in it."""
        with self.world.parts.database.reading() as session:
            rows = session.exec(select(Appointment).where(col(Appointment.status).in_(OPEN))).all()
            return [(clock(one.starts_at), one.source) for one in rows]


@pytest.fixture
def chair(database_url: str, tmp_path: Path) -> Iterator[Chair]:
    with World(database_url, tmp_path, "2026-11-24 10:00") as world:
        yield Chair(world)


def near_times(chair: Chair) -> list[str]:
    """What the last message to Ana offers instead."""
    return [title for title, _ in chair.world.all_of(ANA)[-1].options]


def test_who_walks_in_first_has_the_chair_and_the_chat_gets_three_near_times(chair: Chair) -> None:
    status, told = chair.walk_in()
    sure, _ = chair.walk_in(sabiendo="1", visto="")
    answer = chair.world.says(ANA, "sí")

    assert status == 409
    assert "Ana Gil</bdi> está eligiendo esa hora en el chat ahora mismo" in told
    assert sure == 303
    assert answer == [
        "Lo siento, esa hora la acaban de coger.\n"
        "Lo más cercano que tengo para Tinte es esto. ¿Te va bien alguna?"
    ]
    assert near_times(chair) == ["mar 24 nov, 11:00", "mar 24 nov, 12:00", "mar 24 nov, 13:00"]
    assert chair.taken() == [("10:00", Source.OWNER)]


def test_who_says_yes_first_has_it_and_the_owner_reads_who(chair: Chair) -> None:
    chair.world.says(ANA, "sí")
    status, told = chair.walk_in()
    still, _ = chair.walk_in(sabiendo="1", visto="")

    assert (status, still) == (409, 409)
    assert "Coincide con <strong><bdi>Ana Gil</bdi></strong>: Tinte con Lucía, de 10:30 a 11:30." in told
    assert chair.taken() == [("10:30", Source.BOT)]


def test_at_the_same_moment_exactly_one_has_it(chair: Chair) -> None:
    world, start = chair.world, Barrier(2)
    world.writes(ANA, "sí")
    world.now += timedelta(seconds=30)

    def carmen() -> int:
        start.wait()
        return chair.walk_in(sabiendo="1", visto="")[0]

    def bot() -> int:
        start.wait()
        return tasks.run_turns(world.parts)

    with ThreadPoolExecutor(2) as both:
        answers = both.submit(carmen), both.submit(bot)
        status = answers[0].result()
        answers[1].result()
    world.passes(seconds=30)
    told = world.hears(ANA)

    taken = chair.taken()
    assert len(taken) == 1
    assert (status, taken[0][1]) in {(303, Source.OWNER), (409, Source.BOT)}
    assert len(told) == 1
