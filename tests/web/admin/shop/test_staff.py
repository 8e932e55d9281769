from datetime import date
from typing import Any

from booking_bot.db import Database
from tests.services.house.test_changing import book
from tests.web.admin.shop.forms import fields, send, told
from tests.web.house import Visitor

LIST = "/admin/personal/"
ELENA, SAMIRA = LIST + "elena", LIST + "samira"


def member(sqlite: Database, slug: str = "elena") -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in told(sqlite)["staff"] if one["id"] == slug)
    return found


def test_saving_what_is_there_changes_nothing(owner: Visitor, sqlite: Database) -> None:
    before = told(sqlite)

    answers = {send(owner, LIST + slug, LIST + slug).status_code for slug in ("elena", "nacho", "samira")}

    assert answers == {303}
    assert told(sqlite) == before


def test_every_field_is_kept(owner: Visitor, sqlite: Database) -> None:
    send(
        owner,
        ELENA,
        ELENA,
        name="Elena María",
        aliases="Ele\nMari",
        phone="600 00 00 33",
        hace=["color", "mechas"],
        horario="propio",
        sat__de=[""],
        sat__a=[""],
        mon__de=["10:00"],
        mon__a=["14:00"],
    )

    assert member(sqlite) == {
        "id": "elena",
        "name": "Elena María",
        "aliases": ["Ele", "Mari"],
        "phone": "+34600000033",
        "services": ["color", "mechas"],
        "hours": {**told(sqlite)["hours"], "mon": ["10:00-14:00"], "sat": []},
    }


def test_wrong_values_are_told_at_their_fields_and_stay(owner: Visitor, sqlite: Database) -> None:
    before = told(sqlite)

    across = {"mon-de": ["9:00", "9:30"], "mon-a": ["12:00", "13:00"]}

    wrong = send(owner, ELENA, ELENA, name="", phone="12", horario="propio", **across)
    same = send(owner, ELENA, ELENA, name=" NACHO ")
    anybody = send(owner, LIST + "nuevo", LIST + "nuevo", name="Any")

    for sentence in ("Ponle un nombre.", "no parece un teléfono", "no pueden pisarse"):
        assert sentence in wrong.text
    assert fields(wrong.text, "elena").getlist("mon-de") == ["9:00", "9:30"]
    assert fields(wrong.text, "elena")["phone"] == "12"
    assert "Ya hay alguien con ese nombre." in same.text
    assert "significa «cualquiera»" in anybody.text
    assert told(sqlite) == before


def test_an_absence_names_who_is_booked_and_can_be_taken_back(owner: Visitor, sqlite: Database) -> None:
    with sqlite.transaction() as session:
        book(session, "corte-mujer", "elena", "2026-11-27 17:00")
    before = told(sqlite)
    absences, quit_them = ELENA + "/ausencias", ELENA + "/ausencias/quitar"

    asked = send(owner, ELENA, absences, desde="2026-11-26", hasta="2026-11-27", motivo="médico")
    saved = owner.client.post(absences, data={**fields(asked.text).to_dict(flat=False), "sabiendo": "on"})
    for _ in range(2):
        some_hours = send(owner, ELENA, absences, desde="2026-11-25", desde_hora="10:00", hasta_hora="12:00")
    backwards = send(owner, ELENA, absences, desde="2026-11-25", hasta="2026-11-24")
    then = member(sqlite)["absences"]
    for one in then:
        owner.post(quit_them, page=ELENA, desde=one["from"].isoformat(), hasta=one["to"].isoformat())

    assert [one.status_code for one in (asked, saved, some_hours, backwards)] == [200, 303, 303, 422]
    assert "el final va después del principio" in backwards.text
    assert len(then) == 2
    assert then[1] == {"from": date(2026, 11, 26), "to": date(2026, 11, 27), "reason": "médico"}
    assert (then[0]["from"].isoformat(), then[0]["to"].isoformat()) == (
        "2026-11-25T10:00:00+01:00",
        "2026-11-25T12:00:00+01:00",
    )
    assert told(sqlite) == before


def test_somebody_comes_goes_and_returns(owner: Visitor, sqlite: Database) -> None:
    before = told(sqlite)

    send(owner, LIST + "nuevo", LIST + "nuevo", name="Íñigo")
    new = member(sqlite, "inigo")
    owner.post(LIST + "inigo/baja", page=LIST)
    owner.post(SAMIRA + "/baja", page=LIST)
    gone, page = [one["id"] for one in told(sqlite)["staff"]], owner.get(LIST).text
    owner.post(SAMIRA + "/alta", page=LIST)

    assert new == {"id": "inigo", "name": "Íñigo", "services": [one["id"] for one in before["services"]]}
    assert gone == ["elena", "nacho"]
    assert "Ya no trabajan aquí" in page
    assert told(sqlite) == before


def test_somebody_stays(owner: Visitor, sqlite: Database) -> None:
    for slug in ("elena", "nacho"):
        owner.post(f"{LIST}{slug}/baja", page=LIST)

    last = owner.post(SAMIRA + "/baja", page=LIST)

    assert last.status_code == 422
    assert "Tiene que quedar alguien" in last.text
    assert [one["id"] for one in told(sqlite)["staff"]] == ["samira"]
