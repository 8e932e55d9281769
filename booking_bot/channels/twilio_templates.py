"""Templates at Twilio: made by its Content API, and sent from there to WhatsApp for approval."""

import json
from collections.abc import Mapping
from typing import Any

from twilio.rest import Client

from booking_bot.channels.base import Approval, ChannelError, OutcomeUnknown
from booking_bot.channels.twilio_extras import CONTENT_URL

AS_JSON = {"Content-Type": "application/json"}


class TwilioTemplates:
    """Implements `channels.base.Registrar`."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def make(self, definition: Mapping[str, Any]) -> str:
        sid = self._ask("POST", "", dict(definition)).get("sid")
        if not isinstance(sid, str) or not sid:
            raise OutcomeUnknown("Twilio's answer names no content")
        return sid

    def submit(self, sid: str, name: str, category: str) -> Approval:
        asked = {"name": name, "category": category}
        return _approval(self._ask("POST", f"/{sid}/ApprovalRequests/whatsapp", asked))

    def look(self, sid: str) -> Approval:
        told = self._ask("GET", f"/{sid}/ApprovalRequests").get("whatsapp")
        return _approval(told if isinstance(told, dict) else {})

    def forget(self, sid: str) -> None:
        """One that is gone already is forgotten too."""
        try:
            self.client.request("DELETE", f"{CONTENT_URL}/{sid}")
        except ChannelError as error:
            if error.code != "20404":
                raise

    def _ask(self, method: str, path: str, data: dict[str, Any] | None = None) -> dict[str, Any]:
        headers = AS_JSON if data else None
        answer = self.client.request(method, f"{CONTENT_URL}{path}", data=data, headers=headers)
        try:
            told = json.loads(answer.text)
        except ValueError:
            told = None
        if not isinstance(told, dict):
            raise OutcomeUnknown("Twilio's answer cannot be read")
        return told


def _approval(told: Mapping[str, Any]) -> Approval:
    return Approval(str(told.get("status") or ""), str(told.get("rejection_reason") or "") or None)
