from dataclasses import dataclass

from twilio.request_validator import RequestValidator

# What this stand-in shall sign, never seen by the real one.
SID = "AC" + "0123456789abcdef" * 2
TOKEN = "f" * 32


@dataclass(frozen=True)
class Account:
    sid: str = SID
    token: str = TOKEN
    sender: str = "whatsapp:+14155238886"
    sms: str = "+34900111222"
    shared_key: str = ""  # signs by SHA-256 instead of the token

    @property
    def senders(self) -> frozenset[str]:
        return frozenset({self.sender, self.sms})

    def sign(self, url: str, form: dict[str, str]) -> str:
        """The signature by Twilio's own library, so that ours is not its own judge."""
        if self.shared_key:
            return str(RequestValidator(self.shared_key).compute_signature(url, form, "HMAC_SHA256"))
        return str(RequestValidator(self.token).compute_signature(url, form))
