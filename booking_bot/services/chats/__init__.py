"""The shop's people at their chats: who waits, what was said, answering, and putting things in order.

listing        the list: by whom each is held, how long they wait, whether they may be written to
answering      what a person writes to a customer
setting_aside  later, done, and again
notes, labels  what the shop keeps beside a conversation, for itself
canned         answers that are written again and again
search         words in all that was ever said
transcripts    a whole conversation to take along
"""
