"""What is said of an appointment in time: reminders, the shop's own changes, how it was, where they were.

planning.py   rows planned in the transaction that books, moves, cancels or closes
replanning.py the same for all that is booked, when the shop's rules change
running.py    what is due: handed to the outbox, by the steps of
claiming.py   taking it, each notice by one worker
cases.py      what is told together, and where
recalls.py    what is due again, and what has been seen to meanwhile
judging.py    whether an appointment is still what a notice speaks of
weighing.py   whether it is told now
writing.py    what is said
"""
