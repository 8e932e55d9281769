"""WooCommerce's REST API, asked for the orders that changed: what its webhooks may have failed to tell.

https://woocommerce.github.io/woocommerce-rest-api-docs, orders; the key is "ck_…:cs_…", and is taken by
Basic authentication over https alone.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from booking_bot.channels import shop_answers
from booking_bot.channels.outside import Outside

PAGE, PAGES = 100, 50
# Of clocks that differ, and of what was being written while it was asked.
OVERLAP = timedelta(minutes=1)


def changed(outside: Outside, url: str, key: str, *, since: datetime) -> Iterator[dict[str, Any]]:
    """The orders that changed since, as its webhooks tell of them. Raises Unreachable."""
    user, _, password = key.partition(":")
    for page in range(1, PAGES + 1):
        answer = outside.ask(
            f"{url}/wp-json/wc/v3/orders",
            params={
                "modified_after": (since - OVERLAP).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
                "dates_are_gmt": "true",
                "orderby": "id",
                "order": "asc",
                "per_page": str(PAGE),
                "page": str(page),
            },
            auth=(user, password),
        )
        found = shop_answers.rows(shop_answers.read(answer))
        yield from found
        if len(found) < PAGE:
            return
