"""What a message means: understand(text, now, vocabulary, expecting) -> Frame.

From the text to the frame: `tokens` cuts it, `spelling` mends it, the grammars of `lexicon` make phrases
of time of it, `acts` finds what the customer does, `vocabulary` and `people` what and who is meant,
`compose` makes windows, `understanding` puts it all together. The phrases themselves are data, in `es/`.
"""

from booking_bot.language.understanding import understand

__all__ = ["understand"]
