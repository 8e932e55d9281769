"""Informes: what a week, a month or a quarter came to, each figure with its table and a file of it.

period.py   which days the address asks for
kinds.py    a value of a table: as it is shown, and as it stands in a file
sheet.py    one table of a report
sheets.py   the tables, from the figures
listing.py  which reports there are, and which tables each holds
lines.py    the five lines that come first
charts.py   columns and bars as numbers for SVG
files.py    a table as a file for a spreadsheet
pages.py    the views
"""

from booking_bot.web.admin.reports import pages

__all__ = ["pages"]
