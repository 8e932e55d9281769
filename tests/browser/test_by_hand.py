"""Sending by the owner's own WhatsApp: one tap with scripts, two without."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlmodel import col, select

from booking_bot.models import ChannelName, Customer, MessageKind, Outbox, row_id
from booking_bot.services import notify, outbox
from tests.browser.conftest import MORNING, Demo, sign_in

pytestmark = pytest.mark.browser

TO, WORDS = "whatsapp:+34600000001", "Te esperamos mañana."


@pytest.fixture
def waits(live: Demo) -> Demo:
    """One message, to the first customer that the shop knows."""
    with live.parts.database.transaction() as session:
        customer = session.exec(select(Customer).order_by(col(Customer.id))).first()
        assert customer is not None
        line = notify.line_of(session, row_id(customer), now=MORNING)
        assert line is not None
        outbox.queue(
            session, line, body=WORDS, kind=MessageKind.MANUAL, now=MORNING,
            envelope=outbox.Envelope(ChannelName.HAND, TO),
        )  # fmt: skip
    return live


def status(live: Demo) -> str:
    with live.parts.database.reading() as session:
        return session.exec(select(Outbox).where(Outbox.recipient == TO)).one().status.value


def test_one_tap_opens_whatsapp_and_notes_it(
    page: Page, context: BrowserContext, waits: Demo, complaints: list[str]
) -> None:
    context.route("https://wa.me/**", lambda route: route.fulfill(body="WhatsApp"))
    sign_in(page, waits)
    page.get_by_role("link", name="Enviar").click()

    mine = page.get_by_role("article").filter(has_text=WORDS)

    with context.expect_page() as opened:
        mine.get_by_role("link", name="Abrir en WhatsApp").click()

    assert opened.value.url == "https://wa.me/34600000001?text=Te%20esperamos%20ma%C3%B1ana."
    page.bring_to_front()
    expect(mine.get_by_text("Anotado como enviado.")).to_be_visible()
    expect(mine.get_by_role("link", name="Abrir en WhatsApp")).to_be_hidden()
    assert status(waits) == "sent"

    mine.get_by_role("button", name="No lo envié").click()
    expect(page.get_by_text("Vuelve a estar por enviar.")).to_be_visible()
    assert status(waits) == "queued"


def test_without_scripts_a_second_tap_notes_it(browser_without_script: Page, waits: Demo) -> None:
    page = browser_without_script
    sign_in(page, waits)
    page.goto(f"{waits.url}/admin/por-enviar/")

    mine = page.get_by_role("article").filter(has_text=WORDS)
    mine.get_by_role("button", name="Ya está enviado").click()

    expect(page.locator(".flash")).to_have_text("Anotado como enviado.")
    assert status(waits) == "sent"
