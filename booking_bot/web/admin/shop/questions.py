"""Preguntas frecuentes: what customers ask, in the words in which they do, and what the bot answers."""

from flask import abort, render_template, request, url_for
from sqlmodel import Session

from booking_bot.services.house.changing import Raw, present
from booking_bot.services.house.parts import Part
from booking_bot.web.admin.blueprint import blueprint
from booking_bot.web.admin.shop import cells
from booking_bot.web.admin.shop.cells import LINES, LONG, Cell, Table
from booking_bot.web.admin.shop.saving import Answer, Change, Faults, Refused, save, sentences_of
from booking_bot.wiring import wiring

CELLS = (
    Cell(
        ("questions",),
        "Preguntan",
        LINES,
        "Escribe al menos una forma de preguntarlo.",
        "Una por línea, como las escribe la gente. Cuantas más, mejor lo entiende el bot.",
    ),
    Cell(("answer",), "El bot contesta", LONG, "Escribe la respuesta."),
)
CHANGED = "Las preguntas han cambiado mientras tanto: mira la lista y vuelve a intentarlo."


@blueprint.get("/preguntas/")
def all_questions() -> str:
    with wiring().database.reading() as reading:
        return render_template("admin/shop/questions.html", questions=present(reading).get("faq", []))


@blueprint.get("/preguntas/nueva")
def new_question() -> str:
    with wiring().database.reading() as reading:
        return _page(reading, {}, None)


@blueprint.post("/preguntas/nueva")
def add_question() -> Answer:
    def edit(raw: Raw) -> None:
        row: Table = {}
        cells.read(CELLS, request.form, row)
        if row in raw.get("faq", []):
            raise Refused({"questions": "Esa pregunta ya está."})
        raw.setdefault("faq", []).append(row)

    return _save(edit, None, "Añadida: el bot ya la contesta.")


@blueprint.get("/preguntas/<id:number>")
def one_question(number: int) -> str:
    with wiring().database.reading() as reading:
        return _page(reading, {}, number)


@blueprint.post("/preguntas/<id:number>")
def save_question(number: int) -> Answer:
    return _save(
        lambda raw: cells.read(CELLS, request.form, _same(raw, number)), number, "Pregunta guardada."
    )


@blueprint.post("/preguntas/<id:number>/quitar")
def remove_question(number: int) -> Answer:
    return _save(lambda raw: raw["faq"].remove(_same(raw, number)), number, "Pregunta quitada.")


def _save(edit: Change, number: int | None, done: str) -> Answer:
    return save(
        Part.QUESTIONS,
        edit,
        done=done,
        to=url_for("admin.all_questions"),
        page=lambda reading, faults: _page(reading, faults, number),
        sentences=sentences_of(CELLS, "faq"),
    )


def _find(raw: Raw, number: int) -> Table:
    """The one at that place of the list, which is how it is called."""
    rows: list[Table] = raw.get("faq", [])
    return rows[number - 1] if 0 < number <= len(rows) else abort(404)


def _same(raw: Raw, number: int) -> Table:
    """The same, if it still is the one that the form was made for. Raises Refused."""
    row = _find(raw, number)
    if request.form.get("antes") != row["questions"][0]:
        raise Refused({"": CHANGED})
    return row


def _page(reading: Session, faults: Faults, number: int | None) -> str:
    row = _find(present(reading), number) if number is not None else {}
    typed = request.form if "answer" in request.form else cells.shown(CELLS, row)
    return render_template(
        "admin/shop/question.html", row=row, number=number, typed=typed, faults=faults, cells=CELLS
    )
