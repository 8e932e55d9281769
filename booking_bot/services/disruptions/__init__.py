"""Days that go wrong: somebody is ill, the shop cannot open, all runs late.

troubles.py   what happened, and which appointments that hits
places.py     where else they fit, found together, so that no place is given twice
planning.py   what would be done about each, and how they would hear of it; nothing is written
carrying.py   does it, once
writing.py    what each is told
judging.py    whether that is still so when it goes out
answers.py    what they answer
following.py  what came of it, until nobody is left to be spoken with
stories.py    the same as the page tells it
words.py      what the shop's own people read of it
"""
