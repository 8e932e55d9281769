"""A shop that is asked for its orders, on the loopback: WooCommerce's or PrestaShop's web service."""

import base64
import json
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.loopback import Loopback


class AskedShop(Loopback):
    """`answers` are by the last part of the path; of a list no more than a page is given at once.

    `asked` remembers path and query. With a `status` other than 200 everything is refused by it.
    """

    def __init__(self, key: str, answers: dict[str, Any], *, page: int = 100) -> None:
        self.key = key
        self.answers = answers
        self.page = page
        self.status = 200
        self.asked: list[tuple[str, dict[str, str]]] = []
        super().__init__(_Handler, {"shop": self})


class _Handler(BaseHTTPRequestHandler):
    shop: AskedShop

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query))
        what = parts.path.rpartition("/")[2]
        self.shop.asked.append((parts.path, query))
        wanted = "Basic " + base64.b64encode(self.shop.key.encode()).decode()
        status = self.shop.status if self.headers["Authorization"] == wanted else 401
        self.send_response(status)
        self.send_header("Location", "https://www.flores.example.com/")
        self.end_headers()
        if status == 200:
            self.wfile.write(json.dumps(self._answer(what, query)).encode())

    def _answer(self, what: str, query: dict[str, str]) -> Any:
        rows = self.shop.answers.get(what, [])
        start = (
            int(query.get("limit", "0").partition(",")[0])
            or (int(query.get("page", "1")) - 1) * self.shop.page
        )
        rows = rows[start : start + self.shop.page] if what == "orders" else rows
        if "output_format" not in query:
            return rows
        return {what: rows} if rows else []  # as PrestaShop has it

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        return
