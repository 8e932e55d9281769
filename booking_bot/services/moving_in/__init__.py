"""Moving in: the diary of paper and the contacts of a telephone, looked at before anything is made of them.

keeping    what was pasted is kept while it is being looked at, with what the owner puts right
entries    a line of the diary as it would stand: in which services, with whom, for which customer
room       whether there is time for it, beside what is booked and the lines before it
saying     why a line waits, in a sentence
saving     the lines that were ticked, each by itself and once
contacts   the people of a telephone
"""
