"""A few hundred conversations made up at random: none breaks a promise, and most reach what was wanted."""

from tests.dialogue.conversations import converse_many
from tests.dialogue.customers import Goal


def test_conversations_made_up_at_random_keep_what_is_promised() -> None:
    tally = converse_many(seed=1, count=300)

    assert tally.wanted.total() == 300
    assert tally.reached[Goal.BOOK] > 0.8 * tally.wanted[Goal.BOOK]
    assert tally.reached[Goal.PERSON] > 0.9 * tally.wanted[Goal.PERSON]
    assert tally.long == 0


def test_the_same_seed_is_the_same_conversations() -> None:
    assert converse_many(seed=2, count=10) == converse_many(seed=2, count=10)
