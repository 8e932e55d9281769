"""What is promised of every page and every form of the owner's, in a shop where every word means harm.

Pages are found by their links and forms by the pages they stand on: so a new one is looked at by itself, and
one that nothing leads to must be named here.
"""

import csv
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict

from booking_bot.db import Database
from booking_bot.models import Audit, Role
from booking_bot.web.admin.blueprint import safe_path
from booking_bot.web.admin.roles import may_use
from tests.web import hostile
from tests.web.crawl import Page, Post, crawl, posts
from tests.web.house import OWNER, STAFF, House, Visitor, application, furnish

ELSEWHERE = "https://evil.example/admin/"
SCHEMES = frozenset({"", "http", "https", "tel", "mailto", "geo", "otpauth", "data"})
STARTS = (
    "/admin/",
    "/admin/agenda/?dia=2026-11-25",
    "/admin/clientes/1/juntar?otra=2",
    "/admin/conversaciones/?ver=todas&elegir=todas",
)
# What no link of a shop at work leads to, and where it lies.
BESIDE = {
    "admin.sign_in": "/admin/entrar",
    "admin.sign_in_code": "/admin/entrar/codigo",
    "admin.forgotten": "/admin/clave/",
    "admin.choose_password": "/admin/clave/x",
    "admin.join": "/admin/alta/x",
    "admin.first_run": "/admin/empezar/",
    "admin.first_run_hours": "/admin/empezar/horario",
    "admin.first_run_services": "/admin/empezar/servicios",
    "admin.first_run_staff": "/admin/empezar/personal",
    "admin.first_run_done": "/admin/empezar/listo",
    "admin.unknown": "/admin/no/existe",
}
# What has to be written into a form, or left out of it (None), for it to be taken.
TOLD: dict[str, dict[str, str | None]] = {
    "admin.book_appointment": {"accion": "apuntar", "otra": "18:30", "quien": "Eva"},
    "admin.carry_out_bad_day": {
        "dia": "2026-11-23",
        "dia_fin": "2026-11-23",
        "hora": "",
        "hora_fin": "",
        "motivo": "",
    },
    "admin.send_test": {"phone": "+34600999888"},
    "admin.write_message": {"texto": "Hola"},
    "admin.note_appointment": {"nota": "Algo nuevo"},
    "admin.block_time": {"hora": "18:00", "hora_fin": "19:00"},
    "admin.new_customer": {"name": "Eva"},
    "admin.add_personal_contacts": {"lista": "600999888"},
    "admin.add_subscription": {"name": "Eva", "url": "https://example.com"},
    "admin.bring_diary": {"agenda": "Jueves 26\n10:00 Eva corte"},
    "admin.bring_contacts": {"lista": "Eva 600999888"},
    "admin.add_service": {"name": "Peinado", "minutes": "30", "revisit": "5 semanas"},
    "admin.save_service": {"revisit": "5 semanas"},
    "admin.add_member": {"name": "Blanca"},
    "admin.add_absence": {"desde_hora": "10:00", "hasta": "2026-12-09", "hasta_hora": "11:00"},
    "admin.add_question": {"questions": "¿Hay wifi?", "answer": "Sí."},
    "admin.save_own_text": {"ver": None, "texto": "¡Hola, {nombre}!"},
    "admin.save_voice": {"ver": None},
    "admin.change_password": {"password": "tijeras azules", "again": "tijeras azules"},
    "admin.member_leaves": {"sabiendo": "on"},
    "admin.one_account": {"role": "owner"},
    "admin.enter_mail": {"sender": "citas@example.com", "host": "mail.example.com"},
    "admin.change_several": {"cual": "1", "que": "resolver"},
    "admin.one_subscription": {"name": "Eva", "url": "https://example.com"},
    "admin.give_quote": {"precio": "240"},
}
# What does no good without something that no form can bring, and what is answered then.
OTHERWISE = {
    "admin.second_step": 401,  # the code of this moment
    "admin.bring_in": 422,  # a file
    "admin.take_away": 200,  # is a file
    "admin.preview_chat": 200,  # keeps nothing
    "admin.new_calendar": 422,  # a way to read it
    "admin.teach": 422,  # a service whose name is one
    "admin.one_connection": 200,  # keys that were kept by its own page
    "admin.add_order": 200,  # a look at it first
}
# Changes nothing that somebody would look for later.
UNNOTED = frozenset(
    {
        "admin.sign_out",
        "admin.send_test",
        "admin.choose_columns",
        "admin.test_subscription",
    }
)
# What no form of this shop leads to.
UNSEEN = {
    **{name: path for name, path in BESIDE.items() if name != "admin.first_run_done"},
    "admin.undo_step": "/admin/citas/deshacer",
    "admin.undo_order": "/admin/pedidos/deshacer",
    "admin.ask_to_write": "/admin/conversaciones/1/pedir-respuesta",
    "admin.connect_whatsapp": "/admin/whatsapp/",
    "admin.disconnect_whatsapp": "/admin/whatsapp/quitar",
    "admin.forget_second_factor": "/admin/cuentas/2/sin-codigo",
    "admin.turn_off_second_step": "/admin/cuenta/segundo-paso/quitar",
    "admin.submit_template": "/admin/plantillas/survey/enviar",
    "admin.submit_templates": "/admin/plantillas/enviar",
    "admin.ready_and_tell": "/admin/citas/1/lista-y-avisar",
    "admin.promise_pick_up": "/admin/citas/1/recogida",
    "admin.see_to_due": "/admin/clientes/les-toca/1/hecho",
    "admin.call_told": "/admin/llamadas/1/avisar",
    "admin.enter_sms": "/admin/sms-y-correo/sms",
    "admin.remove_way": "/admin/sms-y-correo/mail/quitar",
    "admin.try_way": "/admin/sms-y-correo/mail/prueba",
}


@dataclass(frozen=True)
class Walk:
    """All that Carmen comes to, and the shop as it was before."""

    pristine: Path
    database: Database
    app: Flask
    cookie: str
    pages: list[Page]
    posts: dict[tuple[str, str], Post]

    def carmen(self) -> Visitor:
        """She, signed in, in the shop as it was."""
        self.database.dispose()
        path = Path(self.database.engine.url.database or "")
        for end in ("-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        shutil.copy(self.pristine, path)
        visitor = Visitor(self.app)
        visitor.client.set_cookie("booking", self.cookie)
        return visitor


class Curious(ImmutableMultiDict[str, str]):
    """Parameters of a request in which every one that is asked for and was not sent leads elsewhere."""

    def get(self, key, default=None, type=None):  # type: ignore[no-untyped-def, override]  # noqa: A002
        return super().get(key, default, type) if key in self or type else ELSEWHERE


class CuriousRequest(Request):
    @property
    def args(self) -> Curious:
        return Curious(super().args)

    @property
    def form(self) -> Curious:
        return Curious(super().form)

    @property
    def values(self) -> Curious:  # type: ignore[override]
        return Curious([*super().args.items(multi=True), *super().form.items(multi=True)])


@pytest.fixture(scope="module")
def harmed(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, Database, House]]:
    folder = tmp_path_factory.mktemp("hostile")
    pristine, path = folder / "pristine.db", folder / "booking.db"
    shutil.copy(sqlite_template, pristine)
    database = Database(f"sqlite:///{pristine}")
    with database.transaction() as session:
        house = furnish(session)
        hostile.furnish(session, house)
    database.dispose()
    shutil.copy(pristine, path)
    database = Database(f"sqlite:///{path}")
    yield pristine, database, house
    database.dispose()


@pytest.fixture(scope="module")
def walk(harmed: tuple[Path, Database, House]) -> Walk:
    pristine, database, _ = harmed
    app = application(database)
    carmen = Visitor(app)
    carmen.sign_in(OWNER)
    pages = crawl(carmen, app, *STARTS)
    cookie = carmen.client.get_cookie("booking")
    assert cookie is not None
    return Walk(pristine, database, app, cookie.value, pages, posts(pages, app))


def endpoints(app: Flask, method: str) -> set[str]:
    return {
        str(rule.endpoint)
        for rule in app.url_map.iter_rules()
        if str(rule.endpoint).startswith("admin.") and method in (rule.methods or ())
    }


def test_every_page_is_come_to_by_links_and_every_change_by_a_form(walk: Walk) -> None:
    seen = {page.endpoint for page in walk.pages}
    changes = {endpoint for endpoint, _ in walk.posts}

    assert endpoints(walk.app, "GET") - seen == BESIDE.keys()
    assert endpoints(walk.app, "POST") - changes == UNSEEN.keys()
    assert {page.address for page in walk.pages if page.answer.status_code != 200} == {
        page.address
        for page in walk.pages
        if page.endpoint == "admin.file"  # whose files are nowhere
    }


def test_every_page_says_its_name_in_spanish(walk: Walk) -> None:
    wholes = [page for page in walk.pages if page.answer.data.startswith(b"<!doctype html>")]

    heads = {page.address: [one.tag for one in page.markup.elements].count("h1") for page in wholes}

    assert len(wholes) > 100
    assert heads == dict.fromkeys(heads, 1)
    assert all('<html lang="es">' in page.answer.text and "<title>" in page.answer.text for page in wholes)


def test_no_page_holds_script_or_style_of_its_own(walk: Walk) -> None:
    found = {}
    for page in walk.pages:
        faults = [
            f"{one.tag} {name}"
            for one in page.markup.elements
            for name in one.attributes
            if name.startswith("on") or name == "style"
        ]
        faults += [one.tag for one in page.markup.elements if one.tag == "style"]
        faults += [
            one.tag for one in page.markup.elements if one.tag == "script" and "src" not in one.attributes
        ]
        found[page.address] = faults

    assert found == {key: [] for key in found}
    assert {page.answer.headers["Content-Security-Policy"] for page in walk.pages} == {
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    }
    assert {page.answer.headers["X-Content-Type-Options"] for page in walk.pages} == {"nosniff"}
    assert {page.answer.headers["Cache-Control"] for page in walk.pages} <= {"no-store", "private, no-cache"}


def test_no_word_of_people_becomes_markup_or_an_address(walk: Walk) -> None:
    found = {}
    shown = set()
    for page in walk.pages:
        if "<harm" in "".join(one.text for one in page.markup.texts):
            shown.add(page.endpoint)
        faults = [one.tag for one in page.markup.elements if one.tag == "harm" or "harm" in one.attributes]
        faults += [
            one.attributes[name]
            for one in page.markup.elements
            for name in ("href", "src", "action", "formaction")
            if urlsplit(one.attributes.get(name, "").strip()).scheme not in SCHEMES
        ]
        found[page.address] = faults

    assert found == {key: [] for key in found}
    assert len(shown) > 30


def test_no_name_turns_the_text_around_it(walk: Walk) -> None:
    found = {
        (page.endpoint, " > ".join(one.inside[-3:]), one.text.strip()[:60])
        for page in walk.pages
        for one in page.markup.texts
        if hostile.TURNED in one.text and not one.apart and "title" not in one.inside
    }

    assert found == set()


def test_no_cell_of_a_file_is_a_formula(walk: Walk) -> None:
    files = [page for page in walk.pages if page.answer.mimetype == "text/csv"]
    cells = {
        cell
        for page in files
        for row in csv.reader(StringIO(page.answer.text.removeprefix("\ufeff")), delimiter=";")
        for cell in row
    }

    assert any("<harm" in cell for cell in cells)
    assert {cell for cell in cells if cell[:1] in "=+-@\t\r" and cell and not is_number(cell)} == set()


def is_number(cell: str) -> bool:
    return cell.replace(",", "", 1).removeprefix("-").isdigit()


def test_a_form_as_it_stands_is_taken_noted_and_leads_back_to_a_page_of_ours(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk.app, "request_class", CuriousRequest)
    walk.carmen()
    answers, unnoted, before = {}, set(), audited(walk.database)
    for (endpoint, kind), post in walk.posts.items():
        visitor = walk.carmen()
        with visitor.client.post(post.address, data=sent(post)) as answer:
            pass
        answers[endpoint, kind] = (answer.status_code, urlsplit(answer.location or "").netloc)
        if audited(walk.database) == before:
            unnoted.add(endpoint)

    assert answers == {key: (OTHERWISE.get(key[0], 303), "") for key in answers}
    assert unnoted - OTHERWISE.keys() == UNNOTED


def sent(post: Post) -> dict[str, list[str]]:
    told = TOLD.get(post.endpoint, {})
    fields: dict[str, list[str]] = {name: [value] for name, value in told.items() if value is not None}
    for name, value in post.fields:
        if name not in told:
            fields.setdefault(name, []).append(value)
    return fields


def audited(database: Database) -> int:
    with database.engine.connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(Audit)).scalar_one()


def test_staff_are_led_to_nothing_that_is_not_for_them(walk: Walk) -> None:
    lucia = walk.carmen()
    lucia.client.delete_cookie("booking")
    lucia.sign_in(STAFF)

    pages = crawl(lucia, walk.app, "/admin/")

    assert {page.address for page in pages if page.answer.status_code != 200} <= {"/admin/archivos/1"}
    with walk.app.app_context():
        assert {one for one, _ in posts(pages, walk.app) if not may_use(Role.STAFF, one)} == set()


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "https://evil.example/admin/", "/\\evil.example", "/admin/\\evil", "\t/admin/",
     "admin/", "/admin", "javascript:alert(1)//admin/", "/admin/\r\nSet-Cookie: a=b", "/admin/\u2028", ""],
)  # fmt: skip
def test_only_a_page_of_ours_is_gone_back_to(path: str) -> None:
    assert safe_path(path) is None
