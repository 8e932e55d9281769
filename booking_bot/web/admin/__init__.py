"""The owner's pages below `/admin/`: four tabs, what lies behind them, and the door."""

from flask import Flask, redirect, url_for
from werkzeug.wrappers import Response

from booking_bot.web import pages
from booking_bot.web.admin import (
    access,
    accounts,
    activity,
    agenda,
    appointments,
    bad_day,
    blocks,
    by_hand,
    calendars,
    calls,
    canned_replies,
    chat_acts,
    chat_search,
    contacts,
    conversations,
    costs,
    customer_changes,
    customer_words,
    customers,
    diary,
    due_again,
    errors,
    exports,
    files,
    first_run,
    imports,
    links,
    menu,
    merging,
    my_account,
    new_appointment,
    new_order,
    next_visit,
    not_understood,
    orders,
    other_ways,
    personal_contacts,
    personal_data,
    preview,
    programs,
    promising,
    quotes,
    reports,
    requests,
    second_step,
    settings,
    several_chats,
    shop,
    shop_connections,
    standing,
    templates,
    today,
    waiting,
    whatsapp,
)
from booking_bot.web.admin.blueprint import Id, blueprint

__all__ = [
    "access", "accounts", "activity", "agenda", "appointments", "bad_day", "blocks", "by_hand", "calendars",
    "calls", "canned_replies", "chat_acts", "chat_search", "contacts", "conversations", "costs",
    "customer_changes", "customer_words", "customers", "diary", "due_again", "errors", "exports", "files",
    "first_run", "imports", "links", "menu", "merging", "my_account", "new_appointment", "new_order",
    "next_visit", "not_understood", "orders", "other_ways", "personal_contacts", "personal_data", "preview",
    "programs", "promising", "quotes", "register", "reports", "requests", "second_step", "settings",
    "several_chats", "shop", "shop_connections", "standing", "templates", "today", "waiting", "whatsapp",
]  # fmt: skip


def register(app: Flask) -> None:
    """Add the pages to the application, and send whoever comes to its bare address there."""
    pages.prepare(app)
    access.manager.init_app(app)
    app.url_map.converters["id"] = Id
    app.jinja_env.globals["menu_tabs"] = menu.tabs
    app.register_blueprint(blueprint)
    app.add_url_rule("/", "home", home)


def home() -> Response:
    return redirect(url_for("admin.today"))
