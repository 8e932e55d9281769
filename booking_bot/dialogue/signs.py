"""The emoji of a house that likes them: one a message, on a receipt or a farewell that says nothing else.

So there is none where anything is still asked, refused, complained of or handed over.
"""

from collections.abc import Mapping, Sequence

from booking_bot.dialogue.replies import sentence

SIGNS = {
    sentence("Done! {what} on {moment}. If you need to change or cancel {it}, just write to me."): "✅",
    sentence("Done, I have moved {it}: {what} on {moment}. See you then!"): "✅",
    sentence(
        "It is confirmed by the team: {what} on {moment}. If you need to change or cancel {it}, just write "
        "to me."
    ): "✅",
    sentence("Confirmed, thank you: we expect you on {moment} ({what})."): "👍",
    sentence("It was already confirmed: {what} on {moment}. See you!"): "👍",
    sentence("Lovely, I let the team know that you are here."): "😊",
    sentence("Thank you! Here I am whenever you need me."): "😊",
    sentence("Thank you so much! We are very glad that you liked it."): "😊",
}
# How they shall come, below the receipt.
_BESIDE = {sentence("The house says: «{answer}»")}


def signed(lines: Sequence[str], said: Mapping[str, str]) -> list[str]:
    """The lines, the first of them with its emoji where all of them allow it; `said` are their sentences."""
    sentences = [said.get(line, "") for line in lines]
    if not sentences or sentences[0] not in SIGNS or not set(sentences) <= {*SIGNS, *_BESIDE}:
        return list(lines)
    return [f"{lines[0]} {SIGNS[sentences[0]]}", *lines[1:]]
