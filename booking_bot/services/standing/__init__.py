"""Standing appointments: every so many weeks at the same hour, until somebody says otherwise.

terms.py      what is agreed: who, what, with whom, how often, from when until when
turns.py      its turns, ordinary appointments: which of them are still as they were made
making.py     turns made some weeks ahead, and the owner asked where there is no place
foreseeing.py what the first turns would be, and which would find no place, before it is agreed
starting.py   made of an appointment, or of nothing yet
changing.py   other hours from a day on, or no more
one_day.py    one of its days: not this time, after all, or at another time
given_up.py   the customer cancelled all that was made of it: it ends
reading.py    what pages show
"""
