"""What the shop's own people have done by chat: each deed is put to them first, and needs a yes.

deeds.py    what a deed is: how it is read, what is asked, what a yes does
table.py    all of them, in the order in which they are tried
chat.py     one turn: the yes, the no, or something new
"""
