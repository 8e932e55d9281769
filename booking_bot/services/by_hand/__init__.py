"""What the shop's own people do to the agenda with their hands, on its pages.

visitors.py   who it is for: found by name or number, or somebody new
effects.py    what stands in the way of a time, so that it is taken only knowingly
booking.py    new appointments, and those of who came in without one
moving.py     to another time or to somebody else
ending.py     cancelled, with or without a word to the customer
steps.py      arrived, begun, ready, attended, not come; and each of it taken back
blocking.py   time in which somebody does not work
"""
