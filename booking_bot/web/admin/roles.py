"""Which pages are for whom: each is the owner's alone, unless its view says that staff may come too.

So a page that somebody adds and forgets to think about is closed, not open.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app

from booking_bot.models import Role

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "staff_too"


def staff_too(view: View) -> View:
    """Mark a view that those who work in the shop may use as well; the mark stands below the route."""
    setattr(view, _MARK, True)
    return view


def may_use(role: Role, endpoint: str) -> bool:
    """Whether an account of this role may come to the view of that endpoint."""
    view = current_app.view_functions.get(endpoint)
    return view is not None and (role is Role.OWNER or bool(getattr(view, _MARK, False)))


def exists(endpoint: str) -> bool:
    return endpoint in current_app.view_functions
