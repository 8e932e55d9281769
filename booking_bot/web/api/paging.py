"""Lists answer `{"items": […], "next": cursor or null}`; the cursor goes back as `?cursor=`.

It holds the sort key of the last item given, signed: whoever alters it gets 422. Items that come or
go meanwhile neither repeat nor hide others.
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from flask import Response, current_app
from itsdangerous import BadData, URLSafeSerializer
from pydantic import Field

from booking_bot.services.objects.base import Shown
from booking_bot.web.api.inputs import Input
from booking_bot.web.api.problems import answer, wrong

T = TypeVar("T")
S = TypeVar("S", bound=Shown)


class Paged(Input):
    """The query of a list: how many at once, and from where on."""

    limit: int = Field(default=50, ge=1, le=200)
    cursor: str | None = None

    def after(self, name: str) -> list[Any] | None:
        """The sort key to go on after, None at the beginning. `name` is the list's. Raises Problem."""
        if self.cursor is None:
            return None
        try:
            key: list[Any] = _serializer(name).loads(self.cursor)
        except BadData:
            raise wrong({"cursor": "is not a cursor of this list"}) from None
        return key


class Page(Shown, Generic[S]):
    items: list[S]
    next: str | None = Field(description="The cursor of the next page; null at the end.")


def page_of(kind: type[Shown]) -> type[Shown]:
    """The model of a list of these."""
    return Page[kind]  # type: ignore[valid-type]


def page(
    name: str,
    found: Sequence[T],
    limit: int,
    *,
    key: Callable[[T], list[Any]],
    show: Callable[[T], Shown],
) -> Response:
    """The answer to a list; `found` are up to `limit` + 1 items: one too many tells that there are more."""
    given = found[:limit]
    more = len(found) > limit
    following = _serializer(name).dumps(key(given[-1])) if more else None
    return answer({"items": [show(item).to_json() for item in given], "next": following})


def _serializer(name: str) -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=f"cursor:{name}")
