"""Other programs of the owner's are told what happens here, by a signed POST to an address of theirs.

telling    writes down what is to be told, in the transaction in which it happens
sending    claims what is due, and records what came of it
subscribing   who is told what
"""

from booking_bot.services.hooks.telling import tell

__all__ = ["tell"]
