"""Options without buttons: a numbered list below the text, to be answered with a number."""

from collections.abc import Mapping, Sequence


def with_numbers(body: str, options: Sequence[Mapping[str, str]]) -> str:
    """`body` with a line for each option; unchanged where there are none."""
    if not options:
        return body
    lines = [f"{number}. {option['title']}" for number, option in enumerate(options, 1)]
    return "\n".join([body, "", *lines])
