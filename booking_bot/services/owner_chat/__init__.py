"""What the shop's own people have done by chat: each deed is put to them first, and needs a yes.

deeds.py         what a deed is: how it is read, what is asked, what a yes does
table.py         all of them, in the order in which they are tried
chat.py          one turn: the yes, the no, more words for it, or something new
people.py        whom they mean by a name
appointments.py  which appointment they mean
shop.py          services and staff by the words for them, free times, and what stands in the way
booking.py, cancelling.py, moving.py, writing.py, bad_day.py   the deeds
next_one.py      who comes, and when: told without a question
too_much.py      several orders at once: taken one by one

How they say it is read in `dialogue/owner_orders.py`, what they are told stands in `dialogue/owner_texts.py`.
"""
