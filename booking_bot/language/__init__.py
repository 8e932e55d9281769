"""What a message means: understand(text, now, vocabulary, expecting) -> Frame.

From the text to the frame: `tokens` cuts it, `spelling` mends it, the grammars of `lexicon` make phrases
of time of it, `acts` finds what the customer does, `vocabulary`, `naming` and `party` what and who is
meant, `entries`, `settling` and `windows` when; `message` has the order of it, `signs` what it shows
as a whole and `understanding` the frame; `explanation` tells why. The phrases themselves are data:
`es/`, and for other languages what makes Spanish of them.
"""

from booking_bot.language.understanding import understand

__all__ = ["understand"]
