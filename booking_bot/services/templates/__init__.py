"""Texts that may open a conversation: WhatsApp approves each before it is used.

texts.toml    what they say, for each way in which a shop speaks
texts.py      a text as this shop says it, and as the provider wants it
approved.py   which of them may be used now
approvals.py  making, submitting and following them
"""
