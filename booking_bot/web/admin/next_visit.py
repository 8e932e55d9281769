"""La próxima, at the till: one tap shows when, the next one books it."""

from secrets import token_hex

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from booking_bot.services.agenda_entries import entries_of
from booking_bot.services.diary import next_visit
from booking_bot.services.diary.effects import Hindered
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import actor, blueprint, now
from booking_bot.web.admin.moments import tapped
from booking_bot.web.admin.roles import staff_too
from booking_bot.wiring import wiring

WEEKS = (1, 2, 3, 4, 5, 6, 8, 12)
TAKEN = "Esa hora se acaba de ocupar. Elige otra."


@blueprint.get("/citas/<id:appointment_id>/la-proxima")
@staff_too
def next_appointment(appointment_id: int) -> str:
    asked = request.args.get("semanas", type=int)
    weeks = asked if asked and 0 < asked <= next_visit.LONGEST_WEEKS else None
    with wiring().database.reading() as reading:
        offered = next_visit.offer(reading, appointment_id, weeks=weeks, now=now())
        return render_template(
            "admin/next_visit.html",
            entry=entries_of(reading, [appointment_id])[appointment_id],
            offered=offered,
            weeks=sorted({*WEEKS, offered.weeks}),
            token=token_hex(12),
            now=now(),
            zone=place_of(reading).zone,
        )


@blueprint.post("/citas/<id:appointment_id>/la-proxima")
@staff_too
def book_next_appointment(appointment_id: int) -> Response:
    here = redirect(url_for("admin.next_appointment", appointment_id=appointment_id), 303)
    token = request.form.get("vez", "")[:40] or token_hex(12)
    try:
        with wiring().database.transaction() as writing:
            zone = place_of(writing).zone
            start = tapped(request.form.get("cuando"), zone)
            if start is None:
                return here
            next_visit.book(writing, appointment_id, start, token=token, by=actor(), now=now())
    except Hindered:
        flash(TAKEN)
        return here
    wall = start.astimezone(zone)
    flash(f"La próxima: {wall.day}/{wall.month} a las {wall:%H:%M}. Queda apuntada.")
    wiring().wake()
    return redirect(url_for("admin.today"), 303)
