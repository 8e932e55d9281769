from booking_bot.db import Database
from tests.web.admin.shop.forms import fields, send, told
from tests.web.house import Visitor

LIST = "/admin/preguntas/"


def test_questions_are_added_changed_and_removed(owner: Visitor, sqlite: Database) -> None:
    before = told(sqlite)["faq"]

    send(
        owner, LIST + "nueva", LIST + "nueva", questions="¿Hay wifi?\n¿Tenéis internet?", answer="Sí, gratis."
    )
    same = send(
        owner, LIST + "nueva", LIST + "nueva", questions="¿Hay wifi?\n¿Tenéis internet?", answer="Sí, gratis."
    )
    added = told(sqlite)["faq"]
    send(owner, LIST + "4", LIST + "4", answer="Sí, pídenos\nla clave.")
    changed = told(sqlite)["faq"]
    send(owner, LIST + "4", LIST + "4/quitar")

    assert added == [*before, {"questions": ["¿Hay wifi?", "¿Tenéis internet?"], "answer": "Sí, gratis."}]
    assert same.status_code == 422
    assert changed[-1]["answer"] == "Sí, pídenos la clave."
    assert told(sqlite)["faq"] == before


def test_what_is_empty_or_meant_another_changes_nothing(owner: Visitor, sqlite: Database) -> None:
    before = told(sqlite)

    empty = send(owner, LIST + "1", LIST + "1", questions="  ", answer="Sí.")
    other = send(owner, LIST + "1", LIST + "1", antes="¿Otra?", answer="No.")

    assert "Escribe al menos una forma de preguntarlo." in empty.text
    assert fields(empty.text, LIST + "1")["answer"] == "Sí."
    assert "han cambiado mientras tanto" in other.text
    assert told(sqlite) == before
    assert owner.get(LIST + "99").status_code == 404


def test_rooms_are_added_renamed_and_removed_unless_a_service_takes_them(
    owner: Visitor, sqlite: Database
) -> None:
    before = told(sqlite)["resources"]
    new = {"sala-2-name": "Sillón", "sala-2-capacity": "3"}

    send(owner, "/admin/salas/", **new, **{"sala-0-name": "Cabina azul"})
    added = told(sqlite)["resources"]
    send(owner, "/admin/salas/", **{"sala-0-name": before[0]["name"], "sala-2-name": ""})
    after = told(sqlite)["resources"]
    used = send(owner, "/admin/salas/", **{"sala-1-name": ""})
    none = send(owner, "/admin/salas/", **{"sala-1-capacity": "0"})

    assert added == [
        {**before[0], "name": "Cabina azul"}, before[1], {"id": "sillon", "name": "Sillón", "capacity": 3},
    ]  # fmt: skip
    assert after == before
    assert "La ocupa un servicio" in used.text
    assert "Escribe cuántos caben a la vez" in none.text
    assert told(sqlite)["resources"] == before
