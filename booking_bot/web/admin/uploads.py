"""Forms that bring a file: how much each of them may weigh, since all others stay small."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request

View = TypeVar("View", bound=Callable[..., Any])
BESIDE = 64 * 1024  # bytes; the rest of the form
_MARK = "largest_file"


def takes_files(largest: int) -> Callable[[View], View]:
    """Mark a view whose form may bring files of so many bytes in all; the mark stands below the route."""

    def marked(view: View) -> View:
        setattr(view, _MARK, largest)
        return view

    return marked


def make_room() -> None:
    """For `before_request`, before anybody reads the form: to look for its token is to read all of it."""
    view = current_app.view_functions.get(request.endpoint or "")
    largest = getattr(view, _MARK, None)
    if largest is not None:
        request.max_content_length = largest + BESIDE
