"""Messages that lead to pages lead to pages that there are."""

from flask import Flask, url_for

from booking_bot.services import page_links

BASE = "https://bot.example.com"


def test_links_are_the_addresses_of_the_pages(app: Flask) -> None:
    with app.test_request_context(base_url=BASE):
        pages = [
            url_for("admin.today", _external=True),
            url_for("admin.conversation", conversation_id=7, _external=True),
            url_for("admin.today", _external=True),
            url_for("admin.costs", _external=True),
        ]

    assert [
        page_links.home(BASE), page_links.conversation(BASE, 7), page_links.conversation(BASE, None),
        page_links.costs(BASE),
    ] == pages  # fmt: skip


def test_without_a_public_address_there_is_no_link() -> None:
    assert [page_links.home(None), page_links.conversation(None, 7), page_links.costs(None)] == [""] * 3
