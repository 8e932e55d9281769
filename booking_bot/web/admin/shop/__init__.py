"""The business in its owner's hands: hours, services, people, questions, facts and rules.

cells.py    one value of the business file as a field of a form: shown, read, and what is said of a wrong one
saving.py   from a form to a change: the faults beside their fields, the effects on a page to confirm
"""

from booking_bot.web.admin.shop import facts, hours, notices, questions, rooms, services, staff

__all__ = ["facts", "hours", "notices", "questions", "rooms", "services", "staff"]
