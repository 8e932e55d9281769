"""Twilio's REST API over HTTP, with faults by script and receipts by thread.

All products at one address: the Messages resource, the Content API and the typing sign.
"""

import base64
import json
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from booking_bot.wiring import utc_now
from tests.loopback import Loopback
from tests.twilio_standin import contract, webhooks
from tests.twilio_standin.account import Account
from tests.twilio_standin.contents import Contents, Shown
from tests.twilio_standin.faults import Fault, error
from tests.twilio_standin.history import History
from tests.twilio_standin.ledger import Ledger, Taken
from tests.twilio_standin.media import NOT_FETCHED, Fetch, Given, Shelf, fetched
from tests.twilio_standin.whatsapp import WhatsApp

SENDERS = "/v2/Channels/Senders"


class TwilioStandIn(Loopback):
    """Listens from `__enter__` to `__exit__`.

    `faults` go wrong one by one, a new message each, before all is well again; with None nothing does.
    `receipts` are the statuses posted for every message taken, in this order, by `post`; `receipts_first`
    posts them before the answer; `weather` is how they come in.
    `pause` is how many seconds it takes to answer for a message that it took. `outage` is what everything
    but files is answered with as long as it is set.
    """

    def __init__(
        self,
        account: Account | None = None,
        *,
        port: int = 0,
        post: webhooks.Post | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.account = account or Account()
        self.ledger = Ledger(clock)
        self.shelf = Shelf(self.account)
        self.history = History(self.account, self.shelf)
        self.faults: deque[Fault | None] = deque()
        self.receipts: Sequence[str] = ("sent", "delivered")
        self.receipts_first = False
        self.weather: Callable[[Sequence[str]], Sequence[str]] = tuple
        self.outage: Fault | None = None
        self.pause = 0.0
        self.fetch: Fetch | None = None  # how it gets the files of messages; without it, it trusts them
        self.post = post
        self.requests = 0
        self.contents = Contents()
        self.contents_made = 0
        self.contents_fault: Fault | None = None  # what the Content API answers instead, as long as it is set
        self.whatsapp = WhatsApp()
        self.sms_refuses: dict[str, int] = {}  # numbers that no SMS reaches, with the code
        self.switched_off: set[str] = set()  # phones of which no receipt but the first ever comes
        self.typing: list[str] = []  # the messages under which the typing sign was shown
        self.public_url = ""
        self._underway: list[threading.Thread] = []
        super().__init__(_Handler, {"twilio": self}, port=port)

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, raised, trace)
        self.receipts_posted()

    def receipts_posted(self) -> None:
        """Return when every receipt of what was taken so far has been posted."""
        for thread in self._underway:
            thread.join()

    def go_wrong(self, faults: Iterable[Fault | None]) -> None:
        self.faults.extend(faults)

    def seen_by(self, person: str) -> list[str]:
        return self.ledger.seen_by(person)

    def hear(self, person: str, text: str) -> None:
        """Know that this person wrote to the shop."""
        self.whatsapp.hear(person, text, self.ledger.clock())

    def take(self, form: contract.Form) -> Taken:
        """Accept a message, as far as the people are concerned: WhatsApp may still refuse it."""
        person, pin = contract.one(form, "To"), contract.one(form, "PersistentAction")
        content = self.contents.known.get(contract.one(form, "ContentSid"))
        shown = Shown("text", contract.one(form, "Body"))
        if content:
            shown = content.show(json.loads(contract.one(form, "ContentVariables") or "{}"))
        taken = self.ledger.take(
            to=person,
            sender=contract.one(form, "From"),
            callback=contract.one(form, "StatusCallback"),
            media=len(form.get("MediaUrl", [])),
            shown=shown,
            pin=pin,
            content=content.sid if content else "",
            failed=self.sms_refuses.get(person)
            if person.startswith("+")
            else self.whatsapp.refusal(person, content, shown, self.ledger.clock(), pin=bool(pin)),
        )
        if self.fetch:
            taken.files = fetched(form.get("MediaUrl", []), self.fetch)
            taken.failed = taken.failed or (NOT_FETCHED if None in taken.files else None)
        statuses = self._statuses(taken)
        taken.status = statuses[-1] if statuses else taken.status
        if self.post and taken.callback:
            thread = threading.Thread(target=self._post_receipts, args=(taken,), daemon=True)
            self._underway.append(thread)
            thread.start()
            if self.receipts_first:
                thread.join()
        return taken

    def _statuses(self, taken: Taken) -> Sequence[str]:
        """How far it comes, step by step; no receipt tells it where it is lost."""
        if taken.failed:
            return ("failed",)
        return self.receipts[:1] if taken.to in self.switched_off else self.receipts

    def _post_receipts(self, taken: Taken) -> None:
        assert self.post
        others = {"To": taken.to, **({"ErrorCode": str(taken.failed)} if taken.failed else {})}
        for status in self.weather(self._statuses(taken)):
            form = webhooks.status_form(self.account, taken.sid, status, **others)
            webhooks.post_signed(self.account, self.post, taken.callback, form)


class _Handler(BaseHTTPRequestHandler):
    twilio: TwilioStandIn
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are two writes

    def do_POST(self) -> None:
        body = self._body()
        form = parse_qs(body, keep_blank_values=True)
        if self.path == "/customer":
            self._from_customer(form)
        elif not self._is_known():
            return
        elif self.path.startswith("/v1/Content"):
            self._content(body)
        elif self.path == "/v2/Indicators/Typing.json":
            self._typing(form)
        elif self.path.endswith("/Messages.json"):
            self._create(form)
        elif taken := self._named():
            self._change(taken, form)
        else:
            self._answer(404, error(404, 20404))

    def do_GET(self) -> None:
        file = self.twilio.shelf.take(self.path, with_credentials=self._has_credentials())
        if file is not None:
            self._give(file)
        elif self.path == "/ledger":
            seen = [one.resource(self.twilio.account.sid) for one in self.twilio.ledger.messages]
            self._answer(200, json.dumps(seen, ensure_ascii=False))
        elif not self._is_known():
            return
        elif self.path.startswith("/v1/Content"):
            self._show_contents()
        elif self.path.startswith(SENDERS):
            sender = {"sid": "XE" + "0" * 32, "sender_id": self.twilio.account.sender, "status": "ONLINE"}
            self._answer(200, json.dumps({"senders": [sender], "meta": {"next_page_url": None}}))
        else:
            self._show()

    def do_DELETE(self) -> None:
        if not self._is_known():
            return
        taken = self._named()
        if taken:
            taken.kept = False
        gone = taken or self.twilio.contents.known.pop(self.path.rpartition("/")[2], None)
        self._answer(204, "") if gone else self._answer(404, error(404, 20404))

    def _named(self) -> Taken | None:
        """The message whose address was called."""
        path = urlsplit(self.path).path
        if "/Messages/" not in path:
            return None
        sid = path.rpartition("/")[2].removesuffix(".json")
        newest = self.twilio.ledger.newest(to=None, sender=None)
        return next((one for one in newest if one.sid == sid), None)

    def _change(self, taken: Taken, form: contract.Form) -> None:
        """An empty text takes the words away; what has left cannot be cancelled, and all here has."""
        if form != {"Body": [""]}:
            self._answer(400, error(400, 30409 if "Status" in form else 20001))
            return
        taken.redacted = True
        self._answer(200, json.dumps(taken.resource(self.twilio.account.sid)))

    def _content(self, body: str) -> None:
        """Make a content, or submit one for approval."""
        twilio = self.twilio
        if self.headers.get("Content-Type") != "application/json":
            self._answer(415, error(415, 20415))
            return
        if fault := twilio.contents_fault:
            time.sleep(fault.stall)
            self._answer(fault.status or 500, fault.body)
            return
        parts = self.path.split("/")[3:]
        if not parts:
            made = twilio.contents.make(json.loads(body))
            twilio.contents_made += not isinstance(made, str)
            if isinstance(made, str):
                self._answer(400, error(400, 20001))
            else:
                self._answer(201, json.dumps(made.resource(twilio.account.sid)))
        elif parts[0] in twilio.contents.known and parts[1:] == ["ApprovalRequests", "whatsapp"]:
            answer = twilio.contents.submit(parts[0], json.loads(body))
            self._answer(201, json.dumps(answer)) if answer else self._answer(400, error(400, 20001))
        else:
            self._answer(404, error(404, 20404))

    def _show_contents(self) -> None:
        twilio = self.twilio
        known = twilio.contents.known
        parts = urlsplit(self.path).path.split("/")[3:]
        if self.path.startswith("/v1/ContentAndApprovals"):
            page = [
                {**one.resource(twilio.account.sid), "approval_requests": one.approval}
                for one in known.values()
            ]
            self._answer(200, json.dumps({"contents": page, "meta": {"next_page_url": None}}))
        elif not parts:
            page = [one.resource(twilio.account.sid) for one in known.values()]
            self._answer(200, json.dumps({"contents": page, "meta": {"next_page_url": None}}))
        elif parts[0] not in known:
            self._answer(404, error(404, 20404))
        elif parts[1:] == ["ApprovalRequests"]:
            found = known[parts[0]]
            self._answer(200, json.dumps({"sid": found.sid, "whatsapp": found.approval}))
        else:
            self._answer(200, json.dumps(known[parts[0]].resource(twilio.account.sid)))

    def _typing(self, form: contract.Form) -> None:
        message = contract.one(form, "messageId")
        if contract.one(form, "channel") != "whatsapp" or not contract.MESSAGE_SID.fullmatch(message):
            self._answer(400, error(400, 20001))
            return
        self.twilio.typing.append(message)
        self._answer(200, json.dumps({"success": True}))

    def _create(self, form: contract.Form) -> None:
        twilio = self.twilio
        twilio.requests += 1
        refused = contract.refusal(form, twilio.account.senders, twilio.contents.known)
        if refused:
            self._answer(400, error(400, refused[0]))
            return
        fault = twilio.faults.popleft() if twilio.faults else None
        if fault is None:
            taken = twilio.take(form)
            time.sleep(twilio.pause)
            self._answer(201, json.dumps(taken.resource(twilio.account.sid)))
            return
        if fault.stores:
            twilio.take(form)
        time.sleep(fault.stall)
        if fault.status is None:
            self._reset()
        else:
            self._answer(fault.status, fault.body, fault.headers, drip=fault.drip, half=fault.half)

    def _show(self) -> None:
        account = self.twilio.account.sid
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        came = self.twilio.history.show(urlsplit(self.path).path, query)
        if came is not None:
            self._answer(200, json.dumps(came))
            return
        newest = self.twilio.ledger.newest(to=query.get("To"), sender=query.get("From"))
        if urlsplit(self.path).path.endswith("/Messages.json"):
            size, page = int(query.get("PageSize", "50")), int(query.get("Page", "0"))
            shown = [one.resource(account) for one in newest[page * size : (page + 1) * size]]
            more = urlencode({**query, "Page": page + 1}) if len(newest) > (page + 1) * size else ""
            following = f"{urlsplit(self.path).path}?{more}" if more else None
            told = {"messages": shown, "page": page, "page_size": size, "next_page_uri": following}
            self._answer(200, json.dumps(told))
            return
        found = self._named()
        self._answer(200, json.dumps(found.resource(account))) if found else self._answer(
            404, error(404, 20404)
        )

    def _from_customer(self, form: contract.Form) -> None:
        """Pass on what a customer writes, as a signed webhook."""
        assert self.twilio.post
        twilio = self.twilio
        twilio.hear(contract.one(form, "From") or webhooks.ANA, contract.one(form, "Body"))
        said = webhooks.text_form(
            self.twilio.account, "", **{name: values[0] for name, values in form.items()}
        )
        by_sms = contract.one(form, "From").startswith("+")
        if by_sms:
            said = webhooks.sms_form(self.twilio.account, contract.one(form, "From"), said["Body"])
        url = f"{self.twilio.public_url}/twilio/{'sms' if by_sms else 'whatsapp'}"
        status = webhooks.post_signed(self.twilio.account, self.twilio.post, url, said)
        self._answer(200, json.dumps({"app_answered": status, "MessageSid": said["MessageSid"]}))

    def _is_known(self) -> bool:
        """Whether the credentials and the account in the path are those; answers where they are not."""
        account = self.twilio.account
        if not self._has_credentials():
            self._answer(401, error(401, 20003))
            return False
        if fault := self.twilio.outage:
            self._answer(fault.status or 503, fault.body, fault.headers)
            return False
        others = ("/v1/Content", "/v2/Indicators/", SENDERS)
        if not self.path.startswith((f"/2010-04-01/Accounts/{account.sid}/Messages", *others)):
            self._answer(404, error(404, 20404))
            return False
        return True

    def _has_credentials(self) -> bool:
        account = self.twilio.account
        expected = base64.b64encode(f"{account.sid}:{account.token}".encode()).decode()
        return bool(self.headers.get("Authorization") == f"Basic {expected}")

    def _give(self, file: Given) -> None:
        self.send_response(file.status)
        if not file.endless:
            self.send_header("Content-Length", str(len(file.body)))
        for name, value in file.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = file.endless
        with suppress(ConnectionError):
            self.wfile.write(file.body)
            while file.endless:
                self.wfile.write(file.body)

    def _body(self) -> str:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()

    def _answer(
        self,
        status: int,
        body: str,
        others: dict[str, str] | None = None,
        *,
        drip: float = 0.0,
        half: bool = False,
    ) -> None:
        data = body.encode()
        self.send_response(status)
        for name, value in {
            "Content-Type": "application/json",
            "Content-Length": str(len(data)),
            "Twilio-Request-Id": f"RQ{self.twilio.requests:032x}",
            **(others or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        if half:
            data = data[: len(data) // 2]
            self.close_connection = True
        step = 1 if drip else len(data) + 1
        with suppress(ConnectionError):
            for at in range(0, len(data), step):
                self.wfile.write(data[at : at + step])
                time.sleep(drip)

    def _reset(self) -> None:
        """Close with RST, so that the other side sees no orderly end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        return
