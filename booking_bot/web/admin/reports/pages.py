"""Informes: five lines, a table behind each, and a file of each table. The owner's alone."""

from flask import Response, abort, render_template, request

from booking_bot.services.earned import words
from booking_bot.services.earned.month import earned
from booking_bot.services.place import place_of
from booking_bot.services.reports import ratings
from booking_bot.web.admin.blueprint import blueprint, now
from booking_bot.web.admin.reports import charts, files
from booking_bot.web.admin.reports.lines import lines
from booking_bot.web.admin.reports.listing import REPORTS
from booking_bot.web.admin.reports.period import DAYS, asked, month_name, months
from booking_bot.wiring import wiring

WITH_COMMENTS = "valoraciones"


@blueprint.get("/informes/")
def reports() -> str:
    at = now()
    with wiring().database.reading() as session:
        zone = place_of(session).zone
        period = asked(request.args, zone, now=at)
        return render_template(
            "admin/reports/all.html",
            earned=earned(session, period.stretch.last, now=at),
            words=words,
            lines=lines(session, period.stretch),
            reports=REPORTS,
            period=period,
            days=DAYS,
            months=months(zone, now=at),
            month_name=month_name,
        )


@blueprint.get("/informes/<report>")
def report(report: str) -> str:
    if report not in REPORTS:
        abort(404)
    at = now()
    with wiring().database.reading() as session:
        zone = place_of(session).zone
        period = asked(request.args, zone, now=at)
        tables = {name: make(session, period.stretch) for name, make in REPORTS[report].tables.items()}
        said = ratings.comments(session, period.stretch) if report == WITH_COMMENTS else ()
        return render_template(
            "admin/reports/one.html",
            report=REPORTS[report],
            name=report,
            tables={name: sheet for name, sheet in tables.items() if not sheet.is_empty},
            comments=said,
            charts=charts,
            period=period,
            days=DAYS,
            months=months(zone, now=at),
            month_name=month_name,
        )


@blueprint.get("/informes/<report>/<table>.csv")
def report_file(report: str, table: str) -> Response:
    if report not in REPORTS or table not in REPORTS[report].tables:
        abort(404)
    with wiring().database.reading() as session:
        period = asked(request.args, place_of(session).zone, now=now())
        sheet = REPORTS[report].tables[table](session, period.stretch)
    name = f"{table}-{period.stretch.first}-{period.stretch.last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(files.written(sheet), content_type=files.TYPE, headers=headers)
