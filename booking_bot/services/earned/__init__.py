"""What the bot earned in a month, in five lines that an owner reads in ten seconds and may send on.

gaps.py       places that came free and were filled from the waiting list
comparing.py  who did not come, beside what it was before
month.py      the five figures together
words.py      the lines
monthly.py    they are sent once a month, with the first digest of it
"""
