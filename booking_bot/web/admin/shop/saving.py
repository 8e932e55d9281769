"""From a form to a change of the business, and what the owner sees of it.

Wrong values stand in the form as they were typed, each with a sentence; appointments that would be left
outside are shown on a page of their own, where the same form can be sent again, knowing.
"""

from collections.abc import Callable, Iterable

from flask import flash, redirect, render_template, request
from sqlmodel import Session
from werkzeug.wrappers import Response

from booking_bot.services.file_form.faults import Fault, WrongForm
from booking_bot.services.house.changing import LeftOutside, Raw, change
from booking_bot.services.house.parts import Part
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import actor, now
from booking_bot.web.admin.shop.cells import Cell
from booking_bot.wiring import wiring

Faults = dict[str, str]  # by the name of the field; "" is of none in particular
Sentences = dict[tuple[str, ...], tuple[str, str]]
Change = Callable[[Raw], None]
Answer = str | Response | tuple[str, int]

KNOWING = "sabiendo"
ELSEWHERE = "Así no cuadra con {where}: revísalo ahí primero."
PLACES = {
    "business": "los datos del negocio",
    "rules": "las reglas de las citas",
    "hours": "el horario",
    "closed": "los días cerrados",
    "special": "los días especiales",
    "faq": "las preguntas frecuentes",
    "resources": "las salas y puestos",
    "services": "los servicios",
    "staff": "el personal",
}


class Refused(Exception):
    """What the page knows to be wrong before the file is asked."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


def save(
    part: Part,
    edit: Change,
    *,
    done: str,
    to: str,
    page: Callable[[Session, Faults], str],
    sentences: Sentences,
) -> Answer:
    """Change the business, say `done` and go `to`; where it is wrong show `page` again.

    `sentences` are by the place in the file, without the numbers of rows: the field, and what is said there.
    """
    try:
        with wiring().database.transaction() as writing:
            change(writing, part, edit, by=actor(), now=now(), knowing=KNOWING in request.form)
    except Refused as refused:
        return _again(page, refused.faults)
    except WrongForm as wrong:
        return _again(page, told(wrong.faults, sentences))
    except LeftOutside as left:
        with wiring().database.reading() as reading:
            zone = place_of(reading).zone
        typed = [pair for pair in request.form.items(multi=True) if pair[0] not in ("csrf_token", KNOWING)]
        return render_template(
            "admin/shop/outside.html", entries=left.entries, typed=typed, back=to, now=now(), zone=zone
        )
    flash(done)
    return redirect(to, 303)


def told(faults: Iterable[Fault], sentences: Sentences) -> Faults:
    """Each at the field it belongs to, by the longest part of its place that has one."""
    found: Faults = {}
    for fault in faults:
        place = tuple(part for part in fault.path if isinstance(part, str))
        shorter = (place[:length] for length in range(len(place), 0, -1))
        near = next((one for one in shorter if one in sentences), None)
        name, sentence = sentences[near] if near else ("", ELSEWHERE.format(where=PLACES[place[0]]))
        found.setdefault(name, sentence)
    return found


def sentences_of(cells: Iterable[Cell], *table: str) -> Sentences:
    """Those of the cells of the table at that place."""
    return {(*table, *cell.path): (cell.name, cell.wrong) for cell in cells}


def _again(page: Callable[[Session, Faults], str], faults: Faults) -> tuple[str, int]:
    with wiring().database.reading() as reading:
        return page(reading, faults), 422
