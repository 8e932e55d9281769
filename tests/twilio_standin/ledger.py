"""Every message that was taken: the oracle for "nobody gets two, nobody gets none"."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from uuid import uuid4

from tests.twilio_standin.contents import Shown


@dataclass
class Taken:
    """One message as Twilio keeps it."""

    sid: str
    to: str
    sender: str
    body: str
    callback: str
    media: int
    created_at: datetime
    options: tuple[tuple[str, str], ...] = ()  # what can be tapped: (title, id)
    kind: str = "text"
    pin: str = ""
    failed: int | None = None  # the code with which it never reached the phone
    status: str = "queued"
    content: str = ""  # the id of the content that it was
    files: tuple[tuple[str, bytes] | None, ...] = ()  # the type and the bytes; None of what did not come
    redacted: bool = False
    kept: bool = True  # by Twilio: what is deleted there stays on the phone

    @property
    def told(self) -> str:
        """What Twilio still says of its words."""
        return "" if self.redacted else self.body

    @property
    def shown(self) -> str:
        """The bubble as it is read on the phone, its buttons in brackets."""
        return "\n".join([self.body, *(f"[{title}]" for title, _ in self.options)])

    def tap(self, title: str) -> dict[str, str]:
        """What Twilio tells of a tap on the option of that title, beside what every form has."""
        payload = next(one for shown, one in self.options if shown == title)
        told = {"Body": title, "MessageType": "interactive", "OriginalRepliedMessageSid": self.sid}
        if self.kind == "list-picker":
            return {**told, "ListId": payload, "ListTitle": title}
        return {**told, "ButtonText": title, "ButtonPayload": payload, "ButtonType": "REPLY"}

    def resource(self, account: str) -> dict[str, object]:
        """The JSON of Twilio's Message resource; numbers of things are strings there."""
        date = format_datetime(self.created_at)
        uri = f"/2010-04-01/Accounts/{account}/Messages/{self.sid}.json"
        return {
            "sid": self.sid, "account_sid": account, "api_version": "2010-04-01", "body": self.told,
            "to": self.to, "from": self.sender, "direction": "outbound-api", "status": self.status,
            "date_created": date, "date_updated": date, "date_sent": None, "error_code": self.failed,
            "error_message": None, "messaging_service_sid": None, "num_media": str(self.media),
            "num_segments": "1", "price": None, "price_unit": None, "uri": uri,
            "subresource_uris": {"media": uri.replace(".json", "/Media.json")},
        }  # fmt: skip


class Ledger:
    """Safe to share between threads."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.messages: list[Taken] = []
        self.changed = threading.Condition()

    def take(
        self,
        *,
        to: str,
        sender: str,
        callback: str,
        media: int,
        shown: Shown,
        pin: str = "",
        failed: int | None = None,
        content: str = "",
    ) -> Taken:
        with self.changed:
            sid = f"SM{uuid4().hex}"
            created_at = self.clock().replace(microsecond=0)
            taken = Taken(
                sid,
                to,
                sender,
                shown.body,
                callback,
                media,
                created_at,
                shown.options,
                shown.kind,
                pin,
                failed,
                content=content,
            )
            self.messages.append(taken)
            self.changed.notify_all()
        return taken

    def seen_by(self, person: str) -> list[str]:
        """What this person has on the phone, in order."""
        with self.changed:
            return [one.shown for one in self.messages if one.to == person and one.failed is None]

    def newest(self, *, to: str | None, sender: str | None) -> list[Taken]:
        with self.changed:
            return [
                one
                for one in reversed(self.messages)
                if one.kept and to in (None, one.to) and sender in (None, one.sender)
            ]

    def wait_for(self, count: int, seconds: float = 10.0) -> list[Taken]:
        """The messages, once there are `count` of them or the time is over."""
        until = time.monotonic() + seconds
        with self.changed:
            while len(self.messages) < count and (left := until - time.monotonic()) > 0:
                self.changed.wait(left)
            return list(self.messages)
