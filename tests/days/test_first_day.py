"""The first day, without Twilio: a notebook is pasted, and its reminders wait for the owner's own thumb."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from sqlalchemy.orm import aliased
from sqlmodel import col, select

from booking_bot.models import Appointment, Customer, Resource, Service
from tests.days.world import World
from tests.shop import MADRID
from tests.web.house import Visitor

# Twenty-five lines as they stand in it, below four days.
NOTEBOOK = """\
MARTES 24
10:00 Marta tinte 600 11 22 01
11.30-12 Luis corte c/ Marcos 600 11 22 02
12 y media Sra. Carmen peinado 600112203
13:00 - COMIDA
13:15 Antonio cte con Marcos 600.11.22.08
17h mechas Ana (la de Pepe) 600-11-22-04
5 y media Paco cte (Marcos) 600 11 22 05
18:30 Pilar cte 600 11 22 06
7 y cuarto Mª Jose peinado c/ Marcos tel. 600 11 22 07
~~19:30 Conchi tinte~~
Miércoles 25 nov
11 Loli Pérez raices
13:15 Paco??
5 tinte Puri
19h ” Toñi
jueves 26
9:30 Nuria corte
10:00 corte señora Nuria Gómez 611 223 344
11:30 balayage Vanesa
17 moño Rocío (boda)
18:15 marta peinado
19.00 Tinte Mari Carmen
VIERNES 27
10:00 p+c Encarna
10:15 tinte Rosa
11:00 ANTONIO RUIZ CORTE
12 Angelines lavar y peinar
17:30 - Desi - raíces 25€
"""
AS_MEANT = """\
24 10:00 Tinte Marta Lucía
24 11:30 Corte de caballero Luis Marcos
24 12:30 Lavar y peinar Carmen Lucía
24 13:15 Corte de caballero Antonio Marcos
24 17:00 Mechas Ana Lucía
24 17:30 Corte de caballero Paco Marcos
24 18:30 Corte de mujer Pilar Lucía
24 19:15 Lavar y peinar María Jose Marcos
25 11:00 Tinte Loli Pérez Lucía
25 17:00 Tinte Puri Lucía
25 19:00 Tinte Toñi Lucía
26 10:00 Corte de mujer Nuria Gómez Lucía
26 11:30 Mechas Vanesa Lucía
26 17:00 Recogido Rocío Lucía
26 18:15 Lavar y peinar Marta Lucía
26 19:00 Tinte Mari Carmen Lucía
27 10:00 Corte de mujer Encarna Lucía
27 11:00 Corte de caballero Antonio Ruiz Lucía
27 12:00 Lavar y peinar Angelines Lucía
27 17:30 Tinte Desi Lucía
"""
WAITING = {"13:15 Paco??", "9:30 Nuria corte", "10:15 tinte Rosa"}


def paste(carmen: Visitor, text: str) -> str:
    """Where the pasted diary is looked at."""
    return carmen.post("/admin/importar/agenda", page="/admin/importar/agenda", agenda=text).location


def save(carmen: Visitor, here: str, lines: list[str]) -> None:
    form = {"csrf_token": carmen.token(here), "apuntar": lines, "permiso": "si"}
    carmen.client.post(f"{here}/apuntar", data=form)


def ticked(page: str) -> list[str]:
    return re.findall(r'name="apuntar" value="(\d+)" checked', page)


def agenda(world: World) -> str:
    """What is booked, a line each."""
    who, whom = aliased(Resource), col(Appointment.staff_id)
    with world.parts.database.reading() as session:
        rows = session.exec(
            select(Appointment.starts_at, Service.name, Customer.name, who.name)
            .join(Customer, col(Customer.id) == col(Appointment.customer_id))
            .join(Service, col(Service.id) == col(Appointment.service_id))
            .join(who, col(who.id) == whom)
            .order_by(col(Appointment.starts_at))
        ).all()
    return "".join(f"{at.astimezone(MADRID):%d %H:%M} {' '.join(map(str, more))}\n" for at, *more in rows)


def furnish(world: World) -> None:
    week = {day: ["10:00-14:00", "17:00-20:30"] for day in ("mon", "tue", "wed", "thu", "fri")}
    with world.furnishing(week) as shop:
        lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos")
        shop.service("Corte de mujer", minutes=45, by=[lucia], aliases=["corte y peinado", "corte señora"])
        shop.service("Corte de caballero", minutes=30, by=[lucia, marcos], aliases=["corte hombre"])
        shop.service("Tinte", minutes=75, by=[lucia], aliases=["color", "raíces"])
        shop.service("Mechas", minutes=90, by=[lucia], aliases=["reflejos", "balayage"])
        shop.service("Lavar y peinar", minutes=30, by=[lucia, marcos], aliases=["peinado"])
        shop.service("Recogido", minutes=60, by=[lucia], aliases=["moño"])
    world.opens()


def test_a_notebook_is_the_agenda_and_eight_reminders_wait_for_a_thumb(
    sqlite_url: str, tmp_path: Path
) -> None:
    with World(sqlite_url, tmp_path, "2026-11-23 09:00", twilio=False) as world:
        furnish(world)

        here = paste(world.carmen, NOTEBOOK)
        page = unescape(world.carmen.get(here).text)
        before = agenda(world)
        save(world.carmen, here, ticked(page))
        once = agenda(world)
        again = world.carmen.get(paste(world.carmen, NOTEBOOK)).text

        assert len([line for line in NOTEBOOK.splitlines() if not re.search(r"^\D+ 2\d( nov)?$", line)]) == 25
        # Of the twenty-five: twenty appointments, two that are none, and three with a question each.
        assert (before, once) == ("", AS_MEANT)
        assert set(re.findall(r'<p class="as-written"><bdi>(.*?)</bdi>', page)) == WAITING
        assert (ticked(again), agenda(world)) == ([], AS_MEANT)

        world.until("2026-11-23 20:00")
        waiting = world.carmen.get("/admin/por-enviar/").text
        links = [unquote(unescape(link)) for link in re.findall(r'href="(https://wa.me/[^"]+)"', waiting)]
        for message in re.findall(r"/admin/por-enviar/(\d+)/enviado", waiting):
            world.carmen.post(f"/admin/por-enviar/{message}/enviado", page="/admin/por-enviar/")
        left = world.carmen.get("/admin/por-enviar/").text

        assert sorted(link[14:25] for link in links) == [f"3460011220{number}" for number in range(1, 9)]
        assert all("martes 24 de noviembre a las" in link for link in links)
        assert (left.count("data-sends"), left.count("No lo envié")) == (0, 8)
        assert world.twilio.ledger.messages == []
