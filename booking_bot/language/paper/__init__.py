"""A diary of paper, typed off or photographed into text: each line, and what it says.

lines       what a line is, and why it may be in doubt
headings    "Lunes 30", "MARTES 1 DICIEMBRE": the day of the lines below
clock       "10.30-11", "9 y media", "17h"
marks       telephones, prices, what is crossed out, what stands in brackets
offered     services, also by halves of their names: "cte", "p+c"
people      who comes, who attends; their animal or their car
reading     the walk from line to line

A line is certain only where it can be read one way. All else keeps its doubts beside what it seems to say.
"""

from booking_bot.language.paper.lines import Doubt, Kind, Line, Reason
from booking_bot.language.paper.reading import read

__all__ = ["Doubt", "Kind", "Line", "Reason", "read"]
