"""What is said of an appointment in time: reminders, the shop's own changes, how it was, where they were.

planning.py   rows planned in the transaction that books, moves, cancels or closes
replanning.py the same for all that is booked, when the shop's rules change
running.py    what is due: claimed, looked at again and handed to the outbox
judging.py    whether it is still to be said
writing.py    what is said
"""
