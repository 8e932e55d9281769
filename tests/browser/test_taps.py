"""How many taps it takes, on a phone and from Hoy on, with one hand wet. Typing is no tap, and is said."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect
from sqlmodel import col, select

from booking_bot.clock import MovableClock
from booking_bot.models import Affected, Appointment, ConsentSource, Customer, Source
from booking_bot.services import introductions
from booking_bot.services.diary import booking
from tests.browser.conftest import MORNING, Demo, sign_in
from tests.shop import clock

pytestmark = pytest.mark.browser

AN_HOUR = re.compile(r"libre \d+ h")


class Thumb:
    """A page in the hand; whatever is tapped must lie under the thumb, and is counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0

    def tap(self, what: Locator) -> None:
        what.tap()
        self.taps += 1

    def begin_again(self, live: Demo) -> int:
        """How many it took; at Hoy once more, and none yet."""
        taken, self.taps = self.taps, 0
        self.page.goto(f"{live.url}/admin/")
        return taken

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name).first

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name).first

    def type(self, text: str) -> None:
        """Into the field that the page put the cursor into by itself."""
        expect(self.page.locator("input:focus")).to_have_count(1)
        self.page.keyboard.type(text)


@pytest.fixture
def thumb(playwright: Playwright, browser: Browser, live: Demo) -> Iterator[Thumb]:
    """At Hoy, an hour after the shop opened."""
    assert isinstance(live.parts.clock, MovableClock)
    live.parts.clock.move_to(MORNING + timedelta(hours=2))
    context = browser.new_context(locale="es-ES", **playwright.devices["Pixel 7"])
    page = context.new_page()
    sign_in(page, live)
    yield Thumb(page)
    context.close()


def newest(live: Demo) -> Appointment:
    with live.parts.database.reading() as session:
        by_hand = select(Appointment).where(col(Appointment.source) == Source.OWNER)
        return session.exec(by_hand.order_by(col(Appointment.id).desc())).first() or pytest.fail("none")


def wait_for_room(live: Demo) -> None:
    """Until somebody of the staff has nothing to do."""
    assert isinstance(live.parts.clock, MovableClock)
    for quarters in range(8, 44):
        moment = MORNING + quarters * timedelta(minutes=15)
        with live.parts.database.reading() as session:
            if any(one.free for one in booking.free_now(session, now=moment)):
                return live.parts.clock.move_to(moment)
    pytest.fail("nobody has time that day")


def test_what_is_done_all_day_takes_few_taps(thumb: Thumb, live: Demo) -> None:
    """One after the other, since the page and the shop behind it take longer to start than all of it."""
    page = thumb.page
    done = page.get_by_role("status")
    slot = page.locator(".slot > a.open[data-move]").last
    number = int((slot.get_attribute("href") or "").rpartition("/")[2])
    known = (page.locator(".slot .who bdi").first.text_content() or "").strip()
    with live.parts.database.reading() as session:
        before = session.get_one(Appointment, number).starts_at

    # moved to another day: 3
    thumb.tap(slot)
    thumb.tap(thumb.link("Mover"))
    thumb.tap(page.locator(".other-day .chip-button").first)
    expect(done).to_contain_text("Cambiada.")
    assert thumb.begin_again(live) == 3
    with live.parts.database.reading() as session:
        moved = session.get_one(Appointment, number)
    assert (moved.starts_at > before, moved.revision) == (True, 2)

    # the next visit of who is at the till: 2 after "Listo"
    thumb.tap(thumb.button("Llegó"))
    thumb.tap(thumb.button("Listo"))
    thumb.taps = 0
    thumb.tap(thumb.link("La próxima"))
    thumb.tap(page.locator('button[name="cuando"]').first)
    expect(done.first).to_contain_text("Queda apuntada.")
    assert thumb.begin_again(live) == 2

    # somebody new, in a gap: 3 and a name
    thumb.tap(page.locator("a.free", has_text=AN_HOUR).last)
    thumb.type("Inés Peña")
    thumb.tap(page.locator(".chip", has_text="Corte").first)
    thumb.tap(thumb.button("Apuntar la cita"))
    expect(done).to_have_text("Cita apuntada.")
    assert thumb.begin_again(live) == 3
    assert newest(live).starts_at > MORNING

    # somebody known, in a gap: 4 and a name
    thumb.tap(page.locator("a.free", has_text=AN_HOUR).last)
    thumb.type(known)
    thumb.tap(page.locator(".chip", has_text="Corte infantil").first)
    thumb.tap(thumb.button("Apuntar la cita"))
    thumb.tap(page.locator(".candidates").get_by_role("button").first)
    expect(done).to_have_text("Cita apuntada.")
    assert thumb.begin_again(live) == 4
    assert newest(live).idempotency_key is not None

    # somebody new, at any hour: 4 and a name
    thumb.tap(thumb.link("Nueva cita"))
    thumb.type("Eva Sanz")
    thumb.tap(page.locator(".chip", has_text="Arreglo de barba").first)
    picked = page.locator('.chip:has(input[name="hora"])').last
    wanted = (picked.text_content() or "").strip()
    thumb.tap(picked)
    thumb.tap(thumb.button("Apuntar la cita"))
    expect(done).to_have_text("Cita apuntada.")
    assert thumb.begin_again(live) == 4
    assert clock(newest(live).starts_at) == wanted

    # somebody walks in: 2
    wait_for_room(live)
    thumb.tap(thumb.link("Sin cita"))
    thumb.tap(page.locator(".walk-in > .btn-outline-primary").first)
    expect(page.locator(".status").first).to_have_text("En curso")
    assert thumb.begin_again(live) == 2
    assert newest(live).begun_at is not None


def test_a_sick_day_takes_three_taps(thumb: Thumb, live: Demo) -> None:
    assert isinstance(live.parts.clock, MovableClock)
    live.parts.clock.move_to(MORNING - timedelta(minutes=30))
    with live.parts.database.transaction() as writing:
        for customer in writing.exec(select(Customer.id)).all():
            introductions.vouch(writing, customer or 0, ConsentSource.OWNER, now=MORNING)
    thumb.page.reload()

    thumb.tap(thumb.link("Mal día"))
    thumb.tap(thumb.link("Elena no viene hoy"))
    thumb.tap(thumb.button("Escribir a los"))

    expect(thumb.page.get_by_role("heading", level=1)).to_have_text("Elena no está hoy")
    with live.parts.database.reading() as session:
        told = session.exec(select(Affected).where(col(Affected.message_id).is_not(None))).all()
    expect(thumb.page.locator(".hit > li")).to_have_count(len({row.first_id for row in told}))
    assert told
    assert thumb.taps == 3
