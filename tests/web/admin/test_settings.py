import re

import pytest
from flask import Flask

from booking_bot.web.admin import menu
from tests.web.house import STAFF, Visitor


def here(page: str) -> list[str]:
    """The addresses of the tabs that say that one is there."""
    return re.findall(r'<a href="([^"]+)" aria-current="page"', page)


@pytest.mark.parametrize(
    ("path", "tab"),
    [
        ("/admin/", "/admin/"),
        ("/admin/espera/", "/admin/"),
        ("/admin/conversaciones/", "/admin/conversaciones/"),
        ("/admin/ajustes/", "/admin/ajustes/"),
        ("/admin/plantillas/", "/admin/ajustes/"),
    ],
)
def test_each_page_belongs_to_one_tab(carmen: Visitor, path: str, tab: str) -> None:
    assert here(carmen.get(path).text) == [tab]


def test_the_owner_finds_the_pages_of_settings_by_group(carmen: Visitor) -> None:
    page = carmen.get("/admin/ajustes/").text

    assert "<h2>Avisos y WhatsApp</h2>" in page
    assert 'href="/admin/plantillas/"' in page


def test_staff_are_shown_no_page_that_they_may_not_use(stranger: Visitor) -> None:
    stranger.sign_in(STAFF)

    page = stranger.get("/admin/ajustes/").text

    assert "/admin/plantillas/" not in page


def test_the_waiting_list_is_one_tap_from_today(stranger: Visitor) -> None:
    stranger.sign_in(STAFF)

    assert 'href="/admin/espera/"' in stranger.get("/admin/").text


def test_every_page_of_settings_is_listed_once(app: Flask) -> None:
    listed = [page.endpoint for pages in menu.PAGES.values() for page in pages]

    assert len(listed) == len(set(listed))
