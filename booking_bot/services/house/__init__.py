"""The business as its owner changes it in the pages: one truth with the business file, and its checks.

changing.py   a change: the present file, altered, checked and loaded again
outside.py    appointments that do not fit what the business is
parts.py      what can be changed
naming.py     ids of what is new
own_texts.py  the owner's own words for what is said of appointments
preview.py    how those look
trial.py      one of them sent to the owner
"""
