"""Avisos y textos: when something is said of an appointment, how the bot speaks, the owner's own words."""

from flask import abort, flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.datastructures import MultiDict

from booking_bot.services.house import own_texts, trial
from booking_bot.services.house.changing import Raw, note, present
from booking_bot.services.house.own_texts import TooLong, UnknownNames
from booking_bot.services.house.parts import Part
from booking_bot.services.house.preview import ORDERS, PEOPLE, TEXTS, NothingToShow, preview
from booking_bot.services.house.voice import hello
from booking_bot.services.notices.writing import Written
from booking_bot.services.templates import approvals
from booking_bot.web.admin.blueprint import actor, blueprint, now
from booking_bot.web.admin.shop import cells
from booking_bot.web.admin.shop.cells import LENGTH, LONG, TICK, Cell, Typed, length_read, length_shown
from booking_bot.web.admin.shop.hours import spans_read
from booking_bot.web.admin.shop.saving import Answer, Faults, save, sentences_of
from booking_bot.web.admin.template_words import STATE, USE
from booking_bot.web.words import TEMPLATE
from booking_bot.wiring import wiring

LEADS = ("48h", "24h", "3h", "2h", "1h")
WHEN = (
    Cell(
        ("confirm",),
        "El recordatorio",
        choices=(("ask", "pregunta si vendrá"), ("never", "solo avisa")),
    ),
    Cell(
        ("survey_after",),
        "Preguntar cómo fue, al cabo de",
        LENGTH,
        "Escribe un tiempo, por ejemplo 2 horas.",
        "Vacío, no se pregunta. A cada cliente, una vez al mes como mucho.",
        off=True,
    ),
    Cell(("follow_up",), "Escribir a quien no vino para ofrecerle otra cita", TICK),
    Cell(
        ("tomorrow_by_email",),
        "Mandarte por correo, al cerrar, las citas del día siguiente con los teléfonos",
        TICK,
    ),
)
SPEAKS = (
    Cell(
        ("tone",),
        "Trata a los clientes de",
        choices=(("tu", "tú"), ("usted", "usted"), ("vos", "vos")),
    ),
    Cell(("signature",), "Cómo se llama el bot", hint="Vacío, es el asistente del negocio."),
    Cell(
        ("greeting",),
        "Su saludo",
        LONG,
        hint="Lo primero que dice a quien saluda. Vacío, saluda a su manera.",
    ),
    Cell(("emoji",), "Con algún emoji", TICK),
)
QUIET, OTHER = "silencio", "otro"
SENTENCES = {
    **sentences_of(WHEN, "rules"),
    ("rules", "reminders"): (OTHER, "Escribe cuánto antes, por ejemplo 6 horas; sin repetir ninguno."),
    ("rules", "quiet_hours"): (QUIET, "Pon las dos horas, y que sean distintas."),
}
UNKNOWN = "Entre llaves solo puede ir {known}. Revisa: {names}."
UNCLOSED = "Hay una llave suelta: los huecos se escriben como {nombre}."
TOO_LONG = f"Es demasiado largo: {own_texts.LONGEST} letras como mucho."
# Of what is said of no appointment: its title, and when it is said.
OF_PEOPLE = {
    own_texts.HANDED_OVER: (
        "Cuando lo pasa a una persona",
        "Sale con el negocio abierto, cuando el bot te pasa una conversación: qué puede esperar el cliente.",
    ),
    own_texts.AWAY: (
        "Mensaje de ausencia",
        "Sale con el negocio cerrado a quien pide una persona. Y si la conversación ya la llevas tú y te "
        "escribe fuera de horario, se lo dice una vez hasta que abras.",
    ),
}
SENT = "Enviado a tu WhatsApp."
NO_WAY = (
    "Ahora no podemos escribirte: manda «hola» al WhatsApp del negocio desde el teléfono que tienes en "
    "Mi cuenta, y vuelve a intentarlo."
)
EMPTY_SHOP = "Para verlo hace falta un servicio que haga alguien."


@blueprint.get("/avisos/")
def shop_notices() -> str:
    with wiring().database.reading() as reading:
        return _page(reading, {})


@blueprint.post("/avisos/")
def save_notices() -> Answer:
    def edit(raw: Raw) -> None:
        rules = raw["rules"]
        cells.read(WHEN, request.form, rules)
        other = request.form.get(OTHER, "").strip()
        rules["reminders"] = [*request.form.getlist("recordatorio"), *([length_read(other)] if other else [])]
        spans = spans_read(QUIET)
        rules["quiet_hours"] = spans[0] if spans else ""

    return save(
        Part.NOTICES,
        edit,
        done="Guardado: lo que queda por avisar de las citas que ya hay sigue estas reglas.",
        to=url_for("admin.shop_notices"),
        page=_page,
        sentences=SENTENCES,
    )


@blueprint.post("/avisos/pedidos")
def save_order_notices() -> Answer:
    def edit(raw: Raw) -> None:
        raw["rules"]["order_notices"] = request.form.getlist("estado")

    return save(
        Part.NOTICES,
        edit,
        done="Guardado: de esos estados se avisa desde ahora.",
        to=url_for("admin.shop_notices"),
        page=_page,
        sentences={("rules", "order_notices"): ("estado", "Elige entre los estados que hay.")},
    )


@blueprint.get("/avisos/voz/ahora")
def voice_now() -> str:
    """The bubble alone, for how it is about to speak."""
    with wiring().database.reading() as reading:
        return render_template("admin/shop/bubble.html", bubble=_hello(reading, request.args), fault="")


@blueprint.post("/avisos/voz")
def save_voice() -> Answer:
    if "ver" in request.form:
        with wiring().database.reading() as reading:
            return _page(reading, {})
    return save(
        Part.WORDS,
        lambda raw: cells.read(SPEAKS, request.form, raw["business"]),
        done="Guardado: así habla el bot desde ahora.",
        to=url_for("admin.shop_notices"),
        page=_page,
        sentences=sentences_of(SPEAKS, "business"),
    )


@blueprint.get("/avisos/textos/<slug>")
def own_text(slug: str) -> str:
    with wiring().database.reading() as reading:
        return _text_page(reading, slug, own_texts.of(reading).get(slug, ""))


@blueprint.post("/avisos/textos/<slug>")
def save_own_text(slug: str) -> Answer:
    if slug not in TEXTS:
        abort(404)
    typed = request.form.get("texto", "")
    fault = _fault(slug, typed)
    if fault or not {"ver", "probar"}.isdisjoint(request.form):
        said = "" if fault or "ver" in request.form else _try(slug, typed)
        with wiring().database.reading() as reading:
            return _text_page(reading, slug, typed, fault, said), 422 if fault else 200
    with wiring().database.transaction() as writing:
        own_texts.keep(writing, slug, typed, now=now())
        note(writing, Part.WORDS, by=actor(), now=now())
    flash("Texto guardado." if typed.strip() else "El bot lo dice otra vez con sus palabras.")
    return redirect(url_for("admin.shop_notices"), 303)


@blueprint.get("/avisos/textos/<slug>/ahora")
def own_text_now(slug: str) -> str:
    """The bubble alone, for what is being typed."""
    with wiring().database.reading() as reading:
        typed = request.args.get("texto", "")
        return render_template("admin/shop/bubble.html", **_shown(reading, slug, typed, _fault(slug, typed)))


def _try(slug: str, typed: str) -> str:
    """Send it to whoever looks; what is said of it."""
    try:
        with wiring().database.transaction() as writing:
            sent = trial.send(
                writing, actor(), slug, own_texts.checked(typed, own_texts.names_of(slug)), now=now()
            )
    except NothingToShow:
        return EMPTY_SHOP
    wiring().wake()
    return SENT if sent else NO_WAY


def _fault(slug: str, typed: str) -> str:
    names = own_texts.names_of(slug)
    try:
        own_texts.checked(typed, names)
    except UnknownNames as unknown:
        if not unknown.names:
            return UNCLOSED
        known = ", ".join(f"{{{name}}}" for name in names)
        return UNKNOWN.format(known=known, names=", ".join(f"{{{name}}}" for name in unknown.names))
    except TooLong:
        return TOO_LONG
    return ""


def _shown(reading: Session, slug: str, typed: str, fault: str) -> dict[str, object]:
    if slug not in TEXTS:
        abort(404)
    if fault:
        return {"bubble": None, "fault": fault}
    try:
        words = own_texts.checked(typed, own_texts.names_of(slug))
        return {"bubble": preview(reading, slug, words, now=now()), "fault": ""}
    except NothingToShow:
        return {"bubble": None, "fault": EMPTY_SHOP}


def _text_page(reading: Session, slug: str, typed: str, fault: str = "", said: str = "") -> str:
    shown = _shown(reading, slug, typed, fault)
    state = next((one for one in approvals.states(reading) if one.wording.name == slug), None)
    return render_template(
        "admin/shop/own_text.html",
        slug=slug,
        typed=typed,
        title=_title(slug),
        names=own_texts.names_of(slug),
        longest=own_texts.LONGEST,
        use=_use(slug),
        said=said,
        state=state,
        sign=STATE[state.status].sign if state else "",
        **shown,
    )


def _page(reading: Session, faults: Faults) -> str:
    raw = present(reading)
    rules = raw["rules"]
    typed = request.form if "confirm" in request.form else _typed(rules)
    leads = dict.fromkeys((*LEADS, *rules["reminders"]))
    quiet = rules["quiet_hours"].partition("-")
    spoken = request.form if "tone" in request.form else cells.shown(SPEAKS, raw["business"])
    texts = [(name, _title(name), _use(name), own) for name, own in _own(reading).items()]
    return render_template(
        "admin/shop/notices.html",
        when=WHEN,
        speaks=SPEAKS,
        typed=typed,
        voice=spoken,
        bubble=_hello(reading, spoken),
        leads=[(lead, length_shown(lead)) for lead in leads],
        quiet=[
            (typed.get(f"{QUIET}-de", quiet[0]), typed.get(f"{QUIET}-a", quiet[2])),
        ],
        texts=[told for told in texts if told[0] not in ORDERS],
        order_texts=[
            (*told, ORDERS[told[0]], ORDERS[told[0]] in rules["order_notices"])
            for told in texts
            if told[0] in ORDERS
        ],
        faults=faults,
    )


def _hello(reading: Session, told: MultiDict[str, str]) -> Written:
    return hello(
        reading,
        tone=told.get("tone", ""),
        signature=told.get("signature", ""),
        greeting=told.get("greeting", ""),
        emoji="emoji" in told,
        now=now(),
    )


def _typed(rules: dict[str, object]) -> Typed:
    typed = cells.shown(WHEN, rules)
    told = rules["reminders"]
    typed.setlist("recordatorio", list(told) if isinstance(told, list) else [])
    return typed


def _own(reading: Session) -> dict[str, str]:
    there = own_texts.of(reading)
    return {name: there.get(name, "") for name in TEXTS}


def _title(slug: str) -> str:
    return OF_PEOPLE[slug][0] if slug in PEOPLE else TEMPLATE[slug]


def _use(slug: str) -> str:
    return OF_PEOPLE[slug][1] if slug in PEOPLE else USE.get(slug, "")
