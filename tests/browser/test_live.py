"""Pages that keep themselves up to date, while somebody looks at them."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("complaints")]

INSIDE = '<ul>{items}</ul><details><summary>Más</summary><input name="words"></details>'


def come_back(page: Page) -> None:
    """As if the tab had been looked at again."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_what_changed_is_put_in_place_and_what_somebody_does_there_stays(page: Page, live: Demo) -> None:
    sign_in(page, live)
    served = {"items": '<li data-key="1">Ana</li>'}
    page.route(
        "**/piece", lambda route: route.fulfill(body=INSIDE.format(**served), content_type="text/html")
    )
    section = f'<section data-live="/piece">{INSIDE.format(**served)}</section>'
    page.evaluate("html => document.querySelector('main').innerHTML = html", section)
    page.get_by_text("Más").click()
    page.locator("[name=words]").fill("a medias")

    served["items"] = '<li data-key="2">Eva</li><li data-key="1">Ana <b>ahora</b></li>'
    come_back(page)

    expect(page.locator("main li")).to_have_text(["Eva", "Ana ahora"])
    expect(page.locator("[name=words]")).to_have_value("a medias")
    expect(page.locator("[name=words]")).to_be_focused()
