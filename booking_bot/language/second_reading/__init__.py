"""A second reading: what the grammar left open, put to a language model, and its answer checked.

The model never acts and never agrees: it gives a frame in the form of `contract`, or nothing, and yes, no
and picks are none of its business. `prompt` is what it is told, `reader` asks it.
"""

from booking_bot.language.second_reading.reader import ModelReader, Reader, is_open

__all__ = ["ModelReader", "Reader", "is_open"]
