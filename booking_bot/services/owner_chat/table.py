"""The deeds, in the order in which they are tried: the first that makes something of the words has them."""

from booking_bot.services.owner_chat.deeds import Deed

DEEDS: tuple[Deed, ...] = ()
