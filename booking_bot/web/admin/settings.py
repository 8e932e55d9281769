"""Ajustes: the way to everything that is not looked at every day."""

from flask import render_template

from booking_bot.web.admin import menu
from booking_bot.web.admin.blueprint import blueprint
from booking_bot.web.admin.roles import staff_too


@blueprint.get("/ajustes/")
@staff_too
def settings() -> str:
    return render_template("admin/settings.html", groups=menu.groups())
