"""What is left at the shop for the day, and what is due again a year later."""

from datetime import timedelta
from pathlib import Path

from sqlmodel import col, select

from booking_bot.domain.notices import NoticeKind
from booking_bot.models import Appointment, Notice, NoticeStatus, Occupancy, Resource, ResourceKind
from tests.days.world import World
from tests.shop import at, every_day

ANA, BEA, EVA = "+34600111222", "+34600111223", "+34600111224"


def test_a_garage_takes_so_many_cars_a_day_and_says_when_one_takes_longer(
    sqlite_url: str, tmp_path: Path
) -> None:
    with World(sqlite_url, tmp_path, "2026-11-24 10:00", stride=timedelta(hours=12)) as world:
        with world.furnishing(every_day("08:00-13:30", "15:30-19:00"), subject="coche") as shop:
            bay = shop.room("Nave", capacity=2, whole_day=True)
            shop.service("Revisión", minutes=15, by=[shop.staff("Paco")], rooms=[bay], drop_off="08:00-09:30",
                         pick_up="18:00")  # fmt: skip
        world.opens()

        world.says(ANA, "quiero una revisión mañana a las 8:30")
        world.taps(ANA, "Sí, reservar")
        booked = world.says(ANA, "el Ibiza")
        world.says(BEA, "quiero una revisión mañana a las 8")
        world.taps(BEA, "Sí, reservar")
        world.says(BEA, "la furgo")
        third = world.says(EVA, "quiero una revisión mañana a las 9")
        asked = world.says(ANA, "¿a qué hora lo llevo y a qué hora lo recojo?")
        world.until("2026-11-25 16:00")
        for phone in (ANA, BEA):
            world.hears(phone)
        hoy = world.carmen.get("/admin/").text
        for _ in range(2):
            world.carmen.post(
                "/admin/citas/1/recogida", page="/admin/citas/1", dia="2026-11-26", hora="12:00", avisar="si"
            )
        world.passes(minutes=1)
        later = world.hears(ANA)
        when = world.says(ANA, "¿y cuándo lo puedo recoger entonces?")

        assert "Tráelo entre las 8:00 y las 9:30; estará listo a las 18:00." in booked[-1]
        assert "mié 25 nov" not in third[-1]
        assert "Tráelo entre las 8:00 y las 9:30; estará listo a las 18:00." in asked[-1]
        assert "<bdi>La Furgo</bdi>" in hoy.partition("Para recoger")[2]
        assert len(later) == 1
        assert "Revisión para el Ibiza estará el jueves 26 de noviembre a las 12:00." in later[0]
        assert when == ["Revisión para el Ibiza: estará el jueves 26 de noviembre a las 12:00."]
        assert world.hears(BEA) == []
        with world.parts.database.reading() as session:
            rooms = select(Resource.id).where(col(Resource.kind) == ResourceKind.ROOM)
            rows = session.exec(select(Occupancy).where(col(Occupancy.resource_id).in_(rooms))).all()
            day = int(at("2026-11-25 00:00").timestamp())
            assert sorted((one.lane, one.start_ts, one.end_ts) for one in rows) == [
                (lane, day, day + 24 * 3600) for lane in range(2)
            ]


def test_a_vaccine_is_due_again_a_year_later_and_booked_with_a_yes(sqlite_url: str, tmp_path: Path) -> None:
    with World(sqlite_url, tmp_path, "2026-11-24 10:00", stride=timedelta(days=90)) as world:
        with world.furnishing(every_day("10:00-14:00"), subject="mascota", survey_after=None) as shop:
            shop.service(
                "Vacuna", minutes=15, by=[shop.staff("Nuria")], revisit=timedelta(weeks=52), recall=True
            )
        world.opens()
        world.says(ANA, "quiero poner una vacuna mañana a las 11")
        world.taps(ANA, "Sí, reservar")
        world.says(ANA, "Luna")
        world.until("2026-11-25 11:20")
        world.carmen.post("/admin/citas/1/hecha", page="/admin/citas/1")
        world.hears(ANA)

        world.until("2027-11-24 12:00")
        told = world.hears(ANA)
        listed = world.carmen.get("/admin/clientes/les-toca/").text
        offered = world.says(ANA, "sí, el viernes")
        booked = world.says(ANA, "1")
        world.until("2028-01-31 10:00")

        assert ["ya toca otra vez Vacuna para Luna" in one for one in told] == [
            False,
            True,
        ]  # after how it was
        assert "Se le escribió el 24 de noviembre." in listed
        assert offered[0].startswith("Claro, te busco hora.")
        assert "Vacuna para Luna el viernes 26 de noviembre" in booked[0]
        assert [one for one in world.hears(ANA) if "toca otra vez" in one] == []
        with world.parts.database.reading() as session:
            second = session.get_one(Appointment, 2)
            assert (second.subject, second.starts_at.date().isoformat()) == ("Luna", "2027-11-26")
            recalls = session.exec(select(Notice.status).where(col(Notice.kind) == NoticeKind.RECALL)).all()
            assert recalls == [NoticeStatus.QUEUED]
