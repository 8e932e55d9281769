"""Actividad: who did what, and when."""

from typing import Any

from flask import abort, render_template, request, url_for

from booking_bot.services import activity as log
from booking_bot.services.activity import BOT, CUSTOMERS, PROGRAMS, Deed
from booking_bot.services.place import place_of
from booking_bot.web.admin.activity_words import DEEDS, PAGES, UNKNOWN, WHO
from booking_bot.web.admin.blueprint import blueprint, now
from booking_bot.web.admin.roles import exists
from booking_bot.wiring import wiring

GROUPS = ((BOT, "El bot"), (CUSTOMERS, "Los clientes"), (PROGRAMS, "Otros programas"))


@blueprint.get("/actividad/")
def activity() -> str:
    who, before = request.args.get("quien", ""), request.args.get("antes")
    if before is not None and not (before.isdecimal() and len(before) < 10):
        abort(404)
    with wiring().database.reading() as session:
        choices = [*log.people(session), *GROUPS]
        if who and who not in dict(choices):
            abort(404)
        found, following = log.deeds(session, who=who, before=int(before) if before else None)
        zone = place_of(session).zone
    return render_template(
        "admin/activity.html",
        deeds=[(one, WHO.get(one.by, one.by), DEEDS.get(one.event, UNKNOWN), _page(one)) for one in found],
        choices=choices,
        who=who,
        following=following,
        zone=zone,
        now=now(),
    )


def _page(deed: Deed) -> str | None:
    """Where to look at what it was done to."""
    endpoint, number = PAGES.get(deed.event.partition(".")[0], ("", ""))
    if not exists(endpoint) or not deed.object_id:
        return None
    which: dict[str, Any] = {number: deed.object_id}
    return url_for(endpoint, **which)
