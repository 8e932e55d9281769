"""Messages that people wrote and whose webhook was lost: Twilio shows them in its list."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from uuid import uuid4

from tests.twilio_standin.account import Account
from tests.twilio_standin.media import Given, Shelf


class History:
    def __init__(self, account: Account, shelf: Shelf) -> None:
        self.account = account
        self.shelf = shelf
        self.messages: list[dict[str, Any]] = []
        self.media: dict[str, list[dict[str, Any]]] = {}

    def lose(
        self, person: str, body: str, at: datetime, *, files: Sequence[tuple[str, bytes]] = (), sid: str = ""
    ) -> str:
        """This person wrote at that time, and nobody heard of it; `files` are (type, content)."""
        sid = sid or f"{'MM' if files else 'SM'}{uuid4().hex}"
        uri = f"/2010-04-01/Accounts/{self.account.sid}/Messages/{sid}"
        date = format_datetime(at)
        self.messages.append(
            {
                "sid": sid, "account_sid": self.account.sid, "api_version": "2010-04-01", "body": body,
                "to": self.account.sender, "from": person, "direction": "inbound", "status": "received",
                "date_created": date, "date_updated": date, "date_sent": date, "error_code": None,
                "error_message": None, "messaging_service_sid": None, "num_media": str(len(files)),
                "num_segments": "1", "price": None, "price_unit": None, "uri": f"{uri}.json",
                "subresource_uris": {"media": f"{uri}/Media.json"},
            }
        )  # fmt: skip
        paths = [self.shelf.put(Given(body=content)) for _, content in files]
        self.media[f"{uri}/Media.json"] = [
            {
                "sid": path.rpartition("/")[2], "account_sid": self.account.sid, "parent_sid": sid,
                "content_type": kind, "date_created": date, "date_updated": date, "uri": f"{path}.json",
            }
            for path, (kind, _) in zip(paths, files, strict=True)
        ]  # fmt: skip
        return sid

    def show(self, path: str, query: Mapping[str, str]) -> dict[str, Any] | None:
        """The answer to that question, newest first; None where it is not about what came in."""
        if path in self.media:
            return {"media_list": self.media[path], "page": 0, "page_size": 50, "next_page_uri": None}
        if not path.endswith("/Messages.json") or query.get("To") != self.account.sender:
            return None
        since = datetime.fromisoformat(query["DateSent>"])
        newest = [one for one in reversed(self.messages) if parsedate_to_datetime(one["date_sent"]) >= since]
        return {"messages": newest, "page": 0, "page_size": 50, "next_page_uri": None}
