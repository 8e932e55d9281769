"""The demo, served on a free port of this machine, and a Chromium to look at it with.

Chromium is the system's, or that of BOOKING_CHROMIUM, or Playwright's own.
"""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, expect
from werkzeug.serving import make_server

from booking_bot.app import create_app
from booking_bot.clock import MovableClock
from booking_bot.config import Settings
from booking_bot.db import Database
from booking_bot.demo import EMAIL, PASSWORD, SHOP
from booking_bot.jobs.worker import Worker
from booking_bot.services import business_file, demo, users
from booking_bot.services.file_form.reading import parse
from booking_bot.wiring import Wiring
from tests.browser.patience import be_patient
from tests.shop import at
from tests.web.house import COMPILED

MORNING = at("2026-11-24 09:00")  # a Tuesday, half an hour before the shop opens
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)

expect.set_options(timeout=15_000)
be_patient()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    found = os.environ.get("BOOKING_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    sandbox = () if os.geteuid() else ("--no-sandbox",)  # Chromium has no sandbox for root
    return {"args": [*QUIET, *sandbox], **({"executable_path": found} if found else {})}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"locale": "es-ES"}


@pytest.fixture(scope="session")
def furnished(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demo's shop, its week and its owner, to copy."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    shop = parse(files("booking_bot.demo").joinpath(SHOP).read_text(encoding="utf-8"), SHOP)
    with database.transaction() as session:
        business_file.load(session, shop)
        users.add(session, EMAIL, PASSWORD, now=MORNING)
        demo.seed(session, now=MORNING)
    database.dispose()
    return path


@dataclass(frozen=True)
class Demo:
    url: str
    parts: Wiring


@pytest.fixture
def live(furnished: Path, tmp_path: Path) -> Iterator[Demo]:
    """The demo as it runs for a visitor: pages, phones and the worker that answers."""
    shutil.copy(furnished, tmp_path / "demo.db")
    settings = Settings(
        _env_file=None,
        secret_key="0123456789" * 4,
        database_url=f"sqlite:///{tmp_path}/demo.db",
        media_dir=tmp_path / "media",
    )
    started = time.monotonic()
    clock = MovableClock(lambda: MORNING + timedelta(seconds=time.monotonic() - started))
    parts = Wiring(settings=settings, database=Database(settings.database_url), clock=clock)
    app = create_app(parts=parts, demo=True)
    app.jinja_env.bytecode_cache = COMPILED
    worker = Worker(parts)
    worker.start()
    parts.wake = worker.wake
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Demo(f"http://127.0.0.1:{server.server_port}", parts)
    server.shutdown()
    thread.join()
    server.server_close()
    worker.stop()
    parts.database.dispose()


@pytest.fixture
def complaints(context: BrowserContext) -> Iterator[list[str]]:
    """What the browser complains of, in any of its pages; at the end of a test there must be nothing."""
    heard: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            heard.append(message.text)

    def on_dialog(dialog: Dialog) -> None:
        heard.append(dialog.message)
        dialog.dismiss()

    def listen(page: Page) -> None:
        page.on("console", on_console)
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("dialog", on_dialog)

    context.on("page", listen)
    yield heard
    assert heard == []


@pytest.fixture
def browser_without_script(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="es-ES", java_script_enabled=False)
    yield context.new_page()
    context.close()


def sign_in(page: Page, live: Demo) -> None:
    page.goto(f"{live.url}/admin/")
    page.get_by_label("Correo").fill(EMAIL)
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hoy")
