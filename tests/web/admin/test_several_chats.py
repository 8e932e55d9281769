"""Several conversations at once, from the list."""

from collections.abc import Sequence

from flask import Flask
from sqlmodel import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from booking_bot.db import Database
from booking_bot.models import Audit, Conversation, ConversationLabel
from tests.web.house import STAFF, House, Visitor

LIST = "/admin/conversaciones/?ver=todas&elegir=si"


def change(visitor: Visitor, what: str, chosen: Sequence[object], **others: str) -> TestResponse:
    token = visitor.token(LIST)
    form = MultiDict([("csrf_token", token), ("volver", LIST), ("que", what), *others.items()])
    for one in chosen:
        form.add("cual", str(one))
    return visitor.client.post("/admin/conversaciones/varias", data=form)


def both(database: Database, house: House) -> list[Conversation]:
    with database.reading() as session:
        return [session.get_one(Conversation, one) for one in (house.with_bot, house.with_person)]


def test_several_are_resolved_and_each_is_noted(app: Flask, sqlite: Database, house: House) -> None:
    lucia = Visitor(app)
    lucia.sign_in(STAFF)

    answer = change(lucia, "resolver", [house.with_bot, house.with_person, 999, "x", house.with_bot])

    assert answer.status_code == 303
    assert "2 conversaciones resueltas." in lucia.get("/admin/conversaciones/").text
    assert all(one.resolved_at for one in both(sqlite, house))
    with sqlite.reading() as session:
        told = session.exec(select(Audit.object_id).where(Audit.verb == "resolved")).all()
    assert sorted(told) == sorted([house.with_bot, house.with_person])


def test_several_are_put_off_and_labelled(carmen: Visitor, sqlite: Database, house: House) -> None:
    chosen = [house.with_bot, house.with_person]

    change(carmen, "manana", chosen)
    change(carmen, "etiquetar", chosen, etiqueta=" Por  cobrar ")
    nothing = change(carmen, "otra-cosa", chosen)

    assert len({one.snoozed_until for one in both(sqlite, house)} - {None}) == 1
    with sqlite.reading() as session:
        labels = session.exec(select(ConversationLabel.label)).all()
    assert labels == ["Por cobrar", "Por cobrar"]
    assert nothing.status_code == 303


def test_where_nothing_is_chosen_the_list_stays_as_it_was(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    none = change(carmen, "resolver", [])
    told = carmen.get(LIST).text
    unnamed = change(carmen, "etiquetar", [house.with_bot])

    assert (none.location, unnamed.location) == (LIST, LIST)
    assert "No has marcado ninguna conversación." in told
    assert [one.resolved_at for one in both(sqlite, house)] == [None, None]


def test_all_can_be_ticked_without_a_script(carmen: Visitor) -> None:
    page = carmen.get("/admin/conversaciones/?ver=todas&elegir=todas").text

    assert page.count('name="cual"') == page.count("checked>") == 2
    assert "data-live" not in page
