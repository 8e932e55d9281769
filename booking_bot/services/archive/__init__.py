"""Everything that is kept in one file, the same for both databases, and back.

    about.json            the schema's revision, when it was made, and the tables: columns and number of rows
    tables/message.jsonl  a row a line, an object by column
    media/ab/cd/abcd…     the files of messages, as they lie below MEDIA_DIR

The file is a ZIP. It says of itself what its columns hold, so a later version of the program reads it: the
rows go into the schema they come from, which is then brought to the newest. All secrets of the tables are
in it, but SECRET_KEY is not.
"""

from booking_bot.services.archive.form import Unreadable
from booking_bot.services.archive.restoring import NotEmpty, StillRunning, restore
from booking_bot.services.archive.saving import Saved, save

__all__ = ["NotEmpty", "Saved", "StillRunning", "Unreadable", "restore", "save"]
