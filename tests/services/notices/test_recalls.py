"""Who came for something is told once that it is due again."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.models import Appointment, Business, ConsentKind, Service, Source
from booking_bot.services import bookings, consents, visits
from booking_bot.services.diary import steps
from booking_bot.services.diary.steps import Step
from booking_bot.services.notices import judging, recalls
from booking_bot.services.visits import PartOfVisit
from tests.services.notices.life import Life
from tests.shop import at

YEARLY = {"reminders": [], "subject": "mascota"}
CAME, DUE = "2026-11-24 11:00", "2026-12-22 11:00"


class Vet(Life):
    """Carla's animals are vaccinated every four weeks here, and she is told."""

    def __init__(self, database: Database, *, recall: bool = True, **rules: Any) -> None:
        super().__init__(database, rules={**YEARLY, **rules})
        self.set(recall=recall, revisit=timedelta(weeks=4))

    def set(self, **values: Any) -> None:
        with self.database.transaction() as session:
            vaccine = session.get_one(Service, self.cut)
            vaccine.name = "Vacuna"
            for name, value in values.items():
                setattr(vaccine, name, value)

    def vaccinated(self, subject: str = "Luna", start: str = CAME, **more: Any) -> int:
        number = self.book(start, subject=subject, **more)
        self.until(at(start) + timedelta(minutes=30))
        self.does(bookings.close, number, Status.COMPLETED)
        return number

    def recalls(self) -> list[str]:
        return [line for line in self.ledger() if line.startswith("recall")]


def test_on_the_day_it_is_due_again_she_is_asked_once(database: Database) -> None:
    vet = Vet(database)
    luna = vet.vaccinated()

    vet.until("2027-12-31 10:00")

    assert vet.heard() == ["mar 11:00 recall"]
    assert vet.texts() == [
        "Hola, te escribimos de Peluquería Carmen: ya toca otra vez Vacuna para Luna con Lucía. Si quieres "
        "que te busquemos hora, responde a este mensaje. Para no recibir más avisos así, escribe BAJA."
    ]
    assert vet.recalls() == ["recall rev 1: queued"]
    assert vet.status(luna) == "completed"


def test_a_yes_looks_for_a_time_for_the_same(sqlite: Database) -> None:
    vet = Vet(sqlite)
    luna = vet.vaccinated()
    vet.until("2026-12-22 12:00")
    asked = vet.asked()

    answer = vet.writes("sí")
    vet.writes("1")

    assert asked == [("recall", luna)]
    assert answer.startswith("Claro, te busco hora.\nVacuna")
    assert vet.asked() == []
    with sqlite.reading() as session:
        booked = session.get_one(Appointment, luna + 1)
        assert (booked.service_id, booked.staff_id, booked.subject, booked.status) == (
            vet.cut, vet.lucia, "Luna", Status.BOOKED,
        )  # fmt: skip


def test_a_no_is_the_end_of_it_for_this_time(sqlite: Database) -> None:
    vet = Vet(sqlite)
    vet.vaccinated()
    vet.until("2026-12-22 12:00")

    answer = vet.writes("ahora no, gracias")
    vet.until("2027-12-31 10:00")

    assert (answer, vet.asked()) == ("De acuerdo. Aquí estoy cuando me necesites.", [])
    assert vet.heard() == ["mar 11:00 recall"]


def test_two_animals_that_are_due_together_are_one_message_and_one_booking(sqlite: Database) -> None:
    vet = Vet(sqlite)
    for subject, start in (("Luna", CAME), ("Simba", "2026-11-24 11:30")):
        vet.vaccinated(subject, start)
    vet.until("2026-12-22 12:00")

    vet.writes("sí")
    vet.writes("1")

    assert vet.heard() == ["mar 11:00 recall"]
    assert "Vacuna para Luna y Simba" in vet.texts()[0]
    with sqlite.reading() as session:
        assert [session.get_one(Appointment, number).subject for number in (3, 4)] == ["Luna", "Simba"]


def test_an_appointment_for_the_one_leaves_the_other_due(sqlite: Database) -> None:
    vet = Vet(sqlite)
    for subject, start in (("Luna", CAME), ("Simba", "2026-11-24 11:30")):
        vet.vaccinated(subject, start)
    vet.book("2026-12-28 11:00", subject="luna ")

    vet.until("2026-12-22 12:00")

    assert ["Luna" in text for text in vet.texts()] == [False]
    assert vet.recalls() == [f"recall rev 1: dropped ({judging.COMES_AGAIN})", "recall rev 1: queued"]


def test_who_came_again_sooner_is_due_later(sqlite: Database) -> None:
    vet = Vet(sqlite)
    vet.vaccinated()
    vet.vaccinated(start="2026-12-10 11:00")

    vet.until("2027-01-10 12:00")

    assert vet.recalls() == [f"recall rev 1: dropped ({judging.CAME_AGAIN})", "recall rev 1: queued"]
    assert vet.heard() == ["jue 11:00 recall"]


def test_what_was_not_done_after_all_is_not_due_and_what_was_is_due_once(sqlite: Database) -> None:
    vet = Vet(sqlite)
    luna = vet.book(CAME, subject="Luna")
    vet.until("2026-11-24 11:30")
    with sqlite.transaction() as session:
        taken = steps.take(session, luna, Step.COMPLETED, by="owner:1", now=vet.now)
    planned = vet.recalls()
    with sqlite.transaction() as session:
        steps.undo(session, taken, by="owner:1", now=vet.now)
    withdrawn = vet.recalls()
    vet.does(bookings.close, luna, Status.COMPLETED)

    vet.until("2027-12-31 10:00")

    assert (planned, withdrawn) == (["recall rev 1: planned"], ["recall rev 1: cancelled"])
    assert (vet.heard(), vet.recalls()) == (["mar 11:00 recall"], ["recall rev 1: queued"])


def test_where_it_was_switched_off_meanwhile_nobody_is_told(sqlite: Database) -> None:
    vet = Vet(sqlite)
    vet.vaccinated()
    vet.set(recall=False)

    vet.until("2027-01-10 10:00")

    assert vet.recalls() == [f"recall rev 1: dropped ({judging.NOT_OFFERED})"]


def test_who_wants_no_offers_is_left_in_peace(sqlite: Database) -> None:
    vet = Vet(sqlite)
    vet.vaccinated()
    with sqlite.transaction() as session:
        consents.stop(session, vet.carla, notices=False, now=vet.now)

    vet.until("2027-01-10 10:00")

    assert vet.heard() == []
    assert vet.recalls() == [f"recall rev 1: dropped ({consents.NO_OFFERS})"]


def test_a_baja_for_an_answer_stops_it_for_good(sqlite: Database) -> None:
    vet = Vet(sqlite)
    vet.vaccinated()
    vet.until("2026-12-22 12:00")

    vet.writes("no me escribáis más de esto")
    with sqlite.reading() as session:
        stopped = consents.holds(session, vet.carla)
    vet.vaccinated(start="2026-12-28 11:00")
    vet.until("2027-02-10 10:00")

    assert stopped[ConsentKind.OFFERS] is False
    assert vet.heard() == ["mar 11:00 recall"]


def test_quiet_hours_are_kept_and_what_came_up_in_them_is_looked_at_again(sqlite: Database) -> None:
    vet = Vet(sqlite, quiet_hours="10:00-13:00")
    vet.vaccinated()
    vet.until("2026-12-22 12:00")
    before = vet.heard()

    vet.until("2026-12-22 13:30")

    assert (before, vet.heard()) == ([], ["mar 13:00 recall"])


def test_who_books_while_it_waits_to_go_is_not_told(sqlite: Database) -> None:
    vet = Vet(sqlite)
    vet.vaccinated()
    with sqlite.transaction() as session:
        session.get_one(Business, 1).quiet_hours = "10:00-13:00"
    vet.until("2026-12-22 11:30")
    vet.book("2026-12-28 11:00", subject="Luna")

    vet.until("2026-12-22 14:00")

    assert vet.heard() == []


def test_a_worker_that_was_off_tells_it_when_it_is_back_and_not_a_month_later(sqlite: Database) -> None:
    vet = Vet(sqlite)
    vet.vaccinated()
    vet.down = True
    vet.until("2026-12-27 10:00")
    vet.down = False
    vet.until("2026-12-27 10:30")
    back = vet.heard()
    late = Vet.__new__(Vet)
    late.__dict__.update(vet.__dict__, down=True)
    late.vaccinated("Simba", "2027-01-05 11:00")
    late.until("2027-03-20 10:00")
    late.down = False

    late.until("2027-03-20 10:30")

    assert (back, late.heard()) == (["dom 10:00 recall"], ["dom 10:00 recall"])
    assert late.recalls()[-1] == f"recall rev 1: dropped ({judging.TOO_LATE})"


def test_what_is_switched_on_later_holds_for_what_was_done_before_but_not_for_what_fell_due(
    sqlite: Database,
) -> None:
    vet = Vet(sqlite, recall=False)
    vet.vaccinated("Luna")
    vet.until("2026-12-20 10:00")
    vet.vaccinated("Simba", "2026-12-20 11:00")
    vet.until("2026-12-23 10:00")
    vet.set(recall=True)

    with sqlite.transaction() as session:
        changed = [recalls.replan(session, now=vet.now) for _ in range(2)]
    vet.until("2027-02-10 10:00")

    assert changed == [1, 0]
    assert ["Simba" in text for text in vet.texts()] == [True]


def test_another_length_moves_what_is_planned_and_none_withdraws_it(sqlite: Database) -> None:
    vet = Vet(sqlite)
    vet.vaccinated()
    planned = [vet.planned()]
    for values in ({"revisit": timedelta(weeks=5, days=1)}, {"recall": False}):
        vet.set(**values)
        with sqlite.transaction() as session:
            recalls.replan(session, now=vet.now)
        planned.append(vet.planned())

    assert planned == [["recall mar 11:00"], ["recall mié 11:00"], []]


def test_two_vaccines_of_one_visit_and_a_bath_are_each_what_they_are(sqlite: Database) -> None:
    vet = Vet(sqlite)
    with sqlite.transaction() as session:
        made = _visit(session, vet)
    vet.until("2026-11-24 13:00")
    for number in made:
        vet.does(bookings.close, number, Status.COMPLETED)

    vet.until("2026-12-31 10:00")

    assert vet.heard() == ["mar 11:00 recall"]
    assert "Vacuna para Luna" in vet.texts()[0]
    assert "Tinte" not in vet.texts()[0]


def _visit(session: Session, vet: Vet) -> list[int]:
    parts = [
        PartOfVisit(vet.cut, vet.lucia, at(CAME), None, "Luna"),
        PartOfVisit(vet.colour, vet.lucia, at("2026-11-24 11:30"), None, "Luna"),
    ]
    booked = visits.book_visit(
        session, parts, customer_id=vet.carla, source=Source.BOT, by="bot", now=vet.now
    )
    return [one.id for one in booked if one.id]
