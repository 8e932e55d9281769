"""The business file in and out of the tables: `load`, `dump`, and the vocabulary of what is there.

The file's own form, read without a database, is `services.file_form`.
"""

from booking_bot.services.business_file.dumping import NoBusiness, dump
from booking_bot.services.business_file.storing import load
from booking_bot.services.business_file.words import vocabulary_in, vocabulary_of

__all__ = ["NoBusiness", "dump", "load", "vocabulary_in", "vocabulary_of"]
