"""Files that the owner brings in: customers, appointments and orders, a line each.

beginning    the file is kept, its columns are guessed; nothing is done with it yet
preview      what its lines would do
running      they do it, a few in each transaction, and go on where they were after a fall
report       the lines that could not be taken, to be put right and brought again
"""
