from booking_bot.language.pattern import compile_pattern
from booking_bot.language.tokens import Item, tokenise
from booking_bot.language.tree import Tree


def tree(*patterns: str) -> Tree:
    return Tree((row, text) for text in patterns for row in compile_pattern(text, {}))


def test_rows_that_match_are_told_with_where_and_in_the_order_of_the_file() -> None:
    rows = tree("la cita", "cita|turno de corte", "cit*")

    hits = list(rows.hits(tokenise("la cita de corte")))

    assert hits == [(0, 2, "la cita"), (1, 2, "cit*"), (1, 4, "cita|turno de corte")]


def test_a_gap_stands_for_up_to_four_words_of_one_sentence() -> None:
    rows = tree("quiero ... cita")

    found = [
        list(rows.hits(tokenise(text)))
        for text in (
            "quiero cita",
            "quiero uno dos tres cuatro cita",
            "quiero uno dos tres cuatro cinco cita",
            "quiero. cita",
        )
    ]

    assert found == [[(0, 2, "quiero ... cita")], [(0, 6, "quiero ... cita")], [], []]


def test_a_flood_of_rare_words_is_forgotten_and_changes_nothing() -> None:
    rows = tree("quiero ... cita")
    flood = [Item(f"quiero{n}", 0, 0) for n in range(25_000)]

    found = [*rows.hits(flood), *rows.hits(tokenise("quiero una cita"))]

    assert found == [(0, 3, "quiero ... cita")]
    assert rows.kept <= 10_000
