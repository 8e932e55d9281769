"""What the shop's own people write into the agenda themselves, on its pages.

visitors.py   who it is for: found by name or number, or somebody new
effects.py    what stands in the way of a time, so that it is taken only knowingly
booking.py    new appointments, and those of who came in without one
near.py       the free times nearest to one that is wanted
next_visit.py the same again in some weeks, asked for at the till
moving.py     to another time or to somebody else
ending.py     cancelled
silence.py    all of it without a word to the customer, where that is wanted
steps.py      arrived, begun, ready, attended, not come; and each of it taken back
blocking.py   time in which somebody does not work
"""
