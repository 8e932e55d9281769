"""PrestaShop's web service, asked again and again for the orders that changed: it tells nothing by itself.

https://devdocs.prestashop-project.org, web service. The key stands in for the user of Basic authentication,
with an empty password; its times are by the shop's clock. What an order does not hold (the customer's number,
what its state means, the parcel) is asked for all of a page at once.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from booking_bot.channels import shop_answers
from booking_bot.channels.outside import Outside

PAGE, PAGES = 100, 50
OVERLAP = timedelta(minutes=1)
# Its clock may go before ours, and what changes while page after page is asked for must not leave the list.
AHEAD = timedelta(days=1)
# Its customers and addresses hold more, down to a password: nobody here has a use for that.
_CUSTOMER = ("firstname", "lastname", "email")
_ADDRESS = ("firstname", "lastname", "phone_mobile", "phone")
_MOMENT = "%Y-%m-%d %H:%M:%S"


def changed(
    outside: Outside, url: str, key: str, *, since: datetime, until: datetime, zone: ZoneInfo
) -> Iterator[dict[str, Any]]:
    """The orders that changed since, each with what belongs to it. Raises Unreachable."""

    def ask(what: str, **params: str) -> list[dict[str, Any]]:
        answer = outside.ask(
            f"{url}/api/{what}",
            params={"display": "full", **params, "output_format": "JSON"},
            auth=(key, ""),
        )
        return shop_answers.rows(shop_answers.read(answer), what)

    def by_id(what: str, ids: Iterable[Any]) -> dict[str, dict[str, Any]]:
        wanted = sorted({str(one) for one in ids if str(one or "0") != "0"})
        if not wanted:
            return {}
        return {str(one.get("id")): one for one in ask(what, **{"filter[id]": f"[{'|'.join(wanted)}]"})}

    first, last = _by_its_clock(since, until, zone)
    states: Mapping[str, dict[str, Any]] = {}
    for page in range(PAGES):
        orders = ask(
            "orders",
            **{
                "date": "1",
                "filter[date_upd]": f"[{first},{last}]",
                "sort": "[id_ASC]",
                "limit": f"{page * PAGE},{PAGE}",
            },
        )
        if not orders:
            return
        states = states or {str(one.get("id")): one for one in ask("order_states")}
        addresses = by_id("addresses", (one.get("id_address_delivery") for one in orders))
        customers = by_id("customers", (one.get("id_customer") for one in orders))
        countries = by_id("countries", (one.get("id_country") for one in addresses.values()))
        currencies = by_id("currencies", (one.get("id_currency") for one in orders))
        numbers = "|".join(str(one.get("id")) for one in orders)
        carriers = {
            str(one.get("id_order")): one
            for one in ask("order_carriers", **{"filter[id_order]": f"[{numbers}]"})
        }
        for order in orders:
            address = addresses.get(str(order.get("id_address_delivery")), {})
            yield {
                "order": order,
                "address": _only(_ADDRESS, address),
                "customer": _only(_CUSTOMER, customers.get(str(order.get("id_customer")), {})),
                "carrier": carriers.get(str(order.get("id")), {}),
                "state": _in_one_language(states.get(str(order.get("current_state")), {})),
                "country": countries.get(str(address.get("id_country")), {}).get("iso_code"),
                "currency": currencies.get(str(order.get("id_currency")), {}).get("iso_code"),
            }
        if len(orders) < PAGE:
            return


def _by_its_clock(since: datetime, until: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """From when to when, as its clock shows it: where that was put back meanwhile, from before it was."""
    begin, end = (at.astimezone(zone).replace(tzinfo=None) for at in (since, until))
    begin = min(begin, end - (until - since))
    return (begin - OVERLAP).strftime(_MOMENT), (end + AHEAD).strftime(_MOMENT)


def _only(names: Iterable[str], row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in names if name in row}


def _in_one_language(state: Mapping[str, Any]) -> dict[str, Any]:
    """Its texts come as one text, or as a list with one for each of the shop's languages: the first."""
    return {
        name: next((one.get("value") for one in value if isinstance(one, dict)), "")
        if isinstance(value, list)
        else value
        for name, value in state.items()
    }
