"""What a stored message brought with it, by what the provider says of it."""

from collections.abc import Mapping, Sequence

from booking_bot.dialogue.talk import Media

# Twilio's MessageType, and the first half of a type of content.
_BY_KIND = {
    "image": Media.IMAGE,
    "video": Media.VIDEO,
    "audio": Media.AUDIO,
    "document": Media.DOCUMENT,
    "sticker": Media.STICKER,
    "contacts": Media.CONTACTS,
    "location": Media.LOCATION,
}
# Where it is not the kind that tells; GIFs are made for fun.
_BY_TYPE = {
    "image/webp": Media.STICKER,
    "image/gif": Media.STICKER,
    "text/vcard": Media.CONTACTS,
    "text/x-vcard": Media.CONTACTS,
}


def media_of(kind: str, files: Sequence[Mapping[str, str]], location: str | None) -> Media | None:
    """None where it is words, or a tap, and no more."""
    if location:
        return Media.LOCATION
    if files:
        return media_of_type(files[0].get("type", ""), kind)
    return _BY_KIND.get(kind)


def media_of_type(content_type: str, kind: str = "") -> Media:
    """That of one file of a message of this kind."""
    bare = content_type.partition(";")[0].strip().lower()
    told = _BY_KIND.get(kind) or _BY_TYPE.get(bare)
    return told or _BY_KIND.get(bare.partition("/")[0], Media.DOCUMENT)


def is_voice(content_type: str) -> bool:
    return content_type.startswith("audio/")
