"""What a stretch of days came to, one file a figure; the tables are counted by the database.

stretch.py        the days that are looked at
instants.py       instants as numbers that both databases count alike
appointments.py   how many, how they ended, where they came from, at which hours of the week
no_shows.py       who did not come, by service and by member of staff
occupancy.py      how much of the open time was taken
waits.py          how long customers waited for an answer
ratings.py        what they thought of it
messages.py       what was sent, and what it cost by month
visitors.py       new customers and those who came again
outside_hours.py  what the bot booked while the shop was closed
"""
