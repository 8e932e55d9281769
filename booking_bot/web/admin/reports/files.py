"""A table as a file that a spreadsheet in Spanish opens by itself: semicolons, decimal commas, and a mark
that it is UTF-8."""

import csv
from io import StringIO

from booking_bot.web.admin.reports.sheet import Sheet

TYPE = "text/csv; charset=utf-8"


def written(sheet: Sheet) -> bytes:
    target = StringIO(newline="")
    csv.writer(target, delimiter=";", lineterminator="\r\n").writerows(sheet.written())
    return target.getvalue().encode("utf-8-sig")
