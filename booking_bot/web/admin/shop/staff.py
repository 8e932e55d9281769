"""Personal: who works there, what they do, when, and when they do not."""

from datetime import date, datetime

from flask import abort, render_template, request, url_for
from sqlmodel import Session
from werkzeug.datastructures import MultiDict

from booking_bot.domain.walltime import local_day
from booking_bot.services import catalogue
from booking_bot.services.business_file.dumping import member as former_member
from booking_bot.services.house.changing import Raw, present, taken_ids
from booking_bot.services.house.naming import slug_of
from booking_bot.services.house.parts import Part
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import blueprint, now
from booking_bot.web.admin.shop import cells
from booking_bot.web.admin.shop.cells import LINES, PRICE, Cell, Table, Typed
from booking_bot.web.admin.shop.hours import DAYS, short_day, week_read, week_shown
from booking_bot.web.admin.shop.saving import Answer, Change, Faults, Refused, Sentences, save, sentences_of
from booking_bot.wiring import wiring

CELLS = (
    Cell(("name",), "Nombre", wrong="Ponle un nombre."),
    Cell(("aliases",), "Otros nombres", LINES, hint="Uno por línea, como le llama la gente."),
    Cell(
        ("phone",),
        "Su teléfono",
        wrong="Ese número no parece un teléfono.",
        hint="Para avisarle de los cambios de sus citas.",
    ),
)
OWN_HOURS, SHOP_HOURS = "propio", "negocio"
WRONG_TIMES = "Revisa los días y las horas: el final va después del principio."
_WEEK: Sentences = {
    ("staff", "hours", day): (day, "Revisa las horas de ese día: no pueden pisarse.") for day in DAYS
}
SENTENCES: Sentences = {
    **sentences_of(CELLS, "staff"),
    **_WEEK,
    ("staff", "absences"): ("ausencia", WRONG_TIMES),
    ("staff", "id"): ("name", "Ese nombre significa «cualquiera»: ponle otro."),
}


@blueprint.get("/personal/")
def all_staff() -> str:
    with wiring().database.reading() as reading:
        return _list(reading, {})


@blueprint.get("/personal/nuevo")
def new_member() -> str:
    with wiring().database.reading() as reading:
        return _page(reading, {}, None)


@blueprint.post("/personal/nuevo")
def add_member() -> Answer:
    with wiring().database.reading() as reading:
        taken = taken_ids(reading)

    def edit(raw: Raw) -> None:
        member: Table = {"id": slug_of(request.form.get("name", ""), taken)}
        raw["staff"].append(member)
        _read(raw, member)

    return _save(edit, None, "Añadido al personal.")


@blueprint.get("/personal/<slug>")
def one_member(slug: str) -> str:
    with wiring().database.reading() as reading:
        return _page(reading, {}, slug)


@blueprint.post("/personal/<slug>")
def save_member(slug: str) -> Answer:
    return _save(lambda raw: _read(raw, _find(raw, slug)), slug, "Guardado.")


@blueprint.post("/personal/<slug>/ausencias")
def add_absence(slug: str) -> Answer:
    first, last = request.form.get("desde", ""), request.form.get("hasta") or request.form.get("desde", "")
    start, end = request.form.get("desde_hora", ""), request.form.get("hasta_hora", "")
    told = {
        "from": f"{first}T{start}:00" if start else first,
        "to": f"{last}T{end}:00" if end else last,
        "reason": request.form.get("motivo", ""),
    }

    def edit(raw: Raw) -> None:
        absences = _find(raw, slug).setdefault("absences", [])
        if not any(_begins(one, told) for one in absences):  # a button that is tapped twice
            absences.append(told)

    return _save(edit, slug, "Apuntado: el bot no le da citas entonces.", there=True)


@blueprint.post("/personal/<slug>/ausencias/quitar")
def remove_absence(slug: str) -> Answer:
    ends = request.form.get("desde"), request.form.get("hasta")

    def edit(raw: Raw) -> None:
        member = _find(raw, slug)
        kept = [one for one in member.get("absences", []) if _ends(one) != ends]
        member["absences"] = kept

    return _save(edit, slug, "Quitado: entonces trabaja.", there=True)


@blueprint.post("/personal/<slug>/baja")
def member_leaves(slug: str) -> Answer:
    def edit(raw: Raw) -> None:
        raw["staff"].remove(_find(raw, slug))
        if not raw["staff"]:
            raise Refused({"": "Tiene que quedar alguien: añade antes a otra persona."})

    return _save(edit, slug, "Ya no sale en la agenda ni en el bot. Puedes volver a darle de alta.")


@blueprint.post("/personal/<slug>/alta")
def member_returns(slug: str) -> Answer:
    with wiring().database.reading() as reading:
        told = former_member(reading, slug) or abort(404)

    def edit(raw: Raw) -> None:
        if all(one["id"] != slug for one in raw["staff"]):
            raw["staff"].append(told)

    return _save(edit, None, "De vuelta en el personal.")


def _save(edit: Change, slug: str | None, done: str, *, there: bool = False) -> Answer:
    return save(
        Part.STAFF,
        edit,
        done=done,
        to=url_for("admin.one_member", slug=slug) if there else url_for("admin.all_staff"),
        page=lambda reading, faults: _page(reading, faults, slug),
        sentences=SENTENCES,
    )


def _read(raw: Raw, member: Table) -> None:
    form = request.form
    cells.read(CELLS, form, member)
    name = " ".join(member.get("name", "").casefold().split())
    if any(" ".join(one["name"].casefold().split()) == name for one in raw["staff"] if one is not member):
        raise Refused({"name": "Ya hay alguien con ese nombre."})
    does = [one["id"] for one in raw["services"] if one["id"] in form.getlist("hace")]
    member["services"] = does
    for key in ("minutes", "price"):
        member[key] = {one: own for one, own in member.get(key, {}).items() if one in does}
    member.pop("hours", None)
    if form.get("horario") == OWN_HOURS:
        member["hours"] = week_read()


def _find(raw: Raw, slug: str) -> Table:
    found: Table | None = next((one for one in raw["staff"] if one["id"] == slug), None)
    return found if found is not None else abort(404)


def _ends(absence: Table) -> tuple[str, str]:
    return absence["from"].isoformat(), absence["to"].isoformat()


def _begins(absence: Table, told: Table) -> bool:
    """Whether that is the one that was typed; what is kept has its offset behind it."""
    return all(end.startswith(told[key]) for key, end in zip(("from", "to"), _ends(absence), strict=True))


def _list(reading: Session, faults: Faults) -> str:
    raw = present(reading)
    there = {one["id"] for one in raw["staff"]}
    return render_template(
        "admin/shop/staff.html",
        staff=raw["staff"],
        gone=[one for one in catalogue.read(reading).staff if one.slug not in there],
        names={one["id"]: one["name"] for one in raw["services"]},
        faults=faults,
    )


def _page(reading: Session, faults: Faults, slug: str | None) -> str:
    raw = present(reading)
    member: Table = _find(raw, slug) if slug else {}
    is_form = request.method == "POST" and "horario" in request.form
    zone = place_of(reading).zone
    today = local_day(now(), zone)
    return render_template(
        "admin/shop/member.html",
        member=member,
        typed=request.form if is_form else _shown(raw, member),
        absence=request.form if request.method == "POST" and not is_form else MultiDict(),
        absences=[one for one in member.get("absences", []) if _day(one["to"]) >= today],
        faults=faults,
        cells=CELLS,
        services=raw["services"],
        week=week_shown(member.get("hours") or raw["hours"]),
        hours=member.get("hours") or raw["hours"],
        DAYS=DAYS,
        PRICE=PRICE,
        today=today,
    )


def _shown(raw: Raw, member: Table) -> Typed:
    typed = cells.shown(CELLS, member)
    typed["horario"] = OWN_HOURS if "hours" in member else SHOP_HOURS
    every = [one["id"] for one in raw["services"]]
    typed.setlist("hace", member.get("services", every))
    return typed


@blueprint.app_template_filter("absence_end")
def absence_end(end: date) -> str:
    """ "lun, 28 dic 2026", with the time where it is not a whole day."""
    return f"{short_day(end.date())} {end:%H:%M}" if isinstance(end, datetime) else short_day(end)


def _day(end: date) -> date:
    return end.date() if isinstance(end, datetime) else end
