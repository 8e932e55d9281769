"""Nobody acts on a page before it is there; a machine would, and then no script has heard it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from playwright.sync_api import Locator, Page

DEEDS = ("check", "click", "drag_to", "fill", "press", "press_sequentially", "select_option", "tap")


def be_patient() -> None:
    """Let every deed on a page wait until its scripts have run."""
    for name in DEEDS:
        setattr(Locator, name, _once_loaded(getattr(Locator, name)))


def press(page: Page, key: str) -> None:
    """A key that is meant for the page itself."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def _once_loaded(deed: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(deed)
    def patient(locator: Locator, *told: Any, **more: Any) -> Any:
        locator.page.wait_for_load_state()
        return deed(locator, *told, **more)

    return patient
