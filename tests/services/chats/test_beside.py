"""Notes, labels and saved answers: what the shop keeps beside its conversations."""

import pytest
from sqlmodel import Session, col, select

from booking_bot.models import Audit, row_id
from booking_bot.services.chats import canned, labels, listing, notes
from tests.services.chats.people import session, talk
from tests.shop import NOW

__all__ = ["session"]

OWNER = "owner:1"


def test_a_note_is_kept_and_removed_by_its_own_conversation_alone(session: Session) -> None:
    rosa, marta = talk(session, "Rosa", 1), talk(session, "Marta", 2)
    note = notes.add(session, row_id(rosa), " Alérgica al látex ", by=OWNER, now=NOW)
    assert note

    elsewhere = notes.remove(session, row_id(marta), row_id(note), by=OWNER, now=NOW)

    assert [(one.text, one.author) for one in notes.of(session, row_id(rosa))] == [
        ("Alérgica al látex", OWNER)
    ]
    assert not elsewhere
    assert notes.remove(session, row_id(rosa), row_id(note), by=OWNER, now=NOW)
    assert notes.of(session, row_id(rosa)) == []
    assert notes.add(session, row_id(rosa), " \n", by=OWNER, now=NOW) is None


def test_a_label_is_the_same_however_it_is_written(session: Session) -> None:
    rosa, marta = talk(session, "Rosa", 1), talk(session, "Marta", 2)

    for conversation, text in ((rosa, "Fidelización"), (marta, " fidelizacion "), (rosa, "Boda")):
        labels.add(session, row_id(conversation), text, by=OWNER, now=NOW)
    labels.remove(session, row_id(rosa), "Boda", by=OWNER, now=NOW)

    both = listing.labels_of(session, [row_id(rosa), row_id(marta)])
    assert both == {row_id(rosa): ("Fidelización",), row_id(marta): ("Fidelización",)}
    assert labels.known(session) == ["Fidelización"]


def test_a_conversation_has_so_many_labels_and_no_more(session: Session) -> None:
    rosa = talk(session, "Rosa", 1)
    for number in range(labels.MOST):
        labels.add(session, row_id(rosa), f"n{number}", by=OWNER, now=NOW)

    with pytest.raises(labels.TooMany):
        labels.add(session, row_id(rosa), "otra", by=OWNER, now=NOW)


@pytest.mark.parametrize(
    ("name", "told"),
    [("Rosa Pineda", "Hola Rosa, abrimos a las 9."), (None, "Hola, abrimos a las 9.")],
)
def test_a_saved_answer_calls_them_by_their_name_where_it_is_known(name: str | None, told: str) -> None:
    assert canned.filled("Hola {nombre}, abrimos a las 9.", name) == told


def test_a_saved_answer_is_added_changed_and_removed(session: Session) -> None:
    made = canned.save(session, " /Cómo llegar ", "Calle Mayor 3", by=OWNER, now=NOW)
    canned.save(session, "llegar", "Calle Mayor 5", reply_id=row_id(made), by=OWNER, now=NOW)

    assert [(one.shortcut, one.text) for one in canned.listed(session)] == [("llegar", "Calle Mayor 5")]

    canned.remove(session, row_id(made), by=OWNER, now=NOW)
    verbs = session.exec(select(Audit.verb).order_by(col(Audit.id))).all()
    assert (canned.listed(session), verbs) == ([], ["added", "changed", "removed"])


@pytest.mark.parametrize(
    ("shortcut", "text"), [("¿?", "hola"), ("hola", " "), ("hola", "x" * 1001), ("/Precios", "otra vez")]
)
def test_what_cannot_be_a_saved_answer_is_refused_in_words(
    session: Session, shortcut: str, text: str
) -> None:
    canned.save(session, "precios", "Desde 10 €", by=OWNER, now=NOW)

    with pytest.raises(canned.Refused):
        canned.save(session, shortcut, text, by=OWNER, now=NOW)

    assert len(canned.listed(session)) == 1
