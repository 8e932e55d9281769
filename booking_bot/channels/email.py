"""E-mail by SMTP, in plain text, over TLS.

accepted   the server said 250 to the whole message
refused    it said no at any step, 5xx for good and 4xx for now, or there was no connection
unknown    the connection broke, or time ran out, once the message itself was on its way
"""

import logging
import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr
from threading import Lock
from typing import Self
from urllib.parse import unquote, urlsplit

from booking_bot.channels.base import ChannelError, Outbound, OutcomeUnknown, Receipt, Remedy, Sighting
from booking_bot.channels.deadline import within
from booking_bot.config import Settings

log = logging.getLogger(__name__)

SILENCE = 10.0  # seconds; the longest that the server may say nothing
BUSY_FOR = timedelta(minutes=1)
MENDED_AFTER = timedelta(minutes=5)
LONGEST_SUBJECT = 80
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
PORTS = {"smtp": 587, "smtps": 465}
# One line, one "@", nothing that could end the line or begin another address.
ADDRESS = re.compile(r"[^\s@<>,;:\"\\()\[\]\x00-\x1f\x7f]{1,64}@[^\s@<>,;:\"\\()\[\]\x00-\x1f\x7f]{1,250}")

NO_ADDRESS = "La dirección de correo no es válida."
NO_ANSWER = "El servidor de correo no contesta; se sigue intentando."
NOT_NOW = "El servidor de correo no admite el mensaje por ahora; se sigue intentando."
REFUSED = "El servidor de correo rechazó el mensaje o la dirección."
ACCOUNT = "El servidor de correo no acepta la cuenta del negocio; hasta arreglarlo no sale ningún correo."
NOT_SAFE = "El servidor de correo no cifra la conexión como debe; hasta arreglarlo no sale ningún correo."


@dataclass(frozen=True)
class Server:
    """`encrypted` from the first byte; without it as soon as the server offers it."""

    host: str
    port: int
    encrypted: bool = False
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def of(cls, url: str) -> Self:
        """The server of an address such as smtp://user:password@host:587, or smtps://… ."""
        parts = urlsplit(url)
        return cls(
            host=parts.hostname or "",
            port=parts.port or PORTS[parts.scheme],
            encrypted=parts.scheme == "smtps",
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )

    @property
    def may_be_plain(self) -> bool:
        """Nobody may listen on the way to a password."""
        return not self.user or self.host in HERE


class _Attempt:
    """Who comes first: the message to the server, or the end of our patience."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.began = False
        self.given_up = False

    def begin(self) -> bool:
        """The message may be sent now; False where nobody waits for it any more."""
        with self.lock:
            self.began = not self.given_up
            return self.began

    def give_up(self) -> bool:
        """It will certainly not be sent; False where it is on its way."""
        with self.lock:
            self.given_up = not self.began
            return self.given_up


class Mail:
    """Implements `channels.base.Channel`. Safe to share between threads: every message has its connection.

    A repeated message has the Message-ID of the first one, by which mailboxes know it again.
    """

    def __init__(
        self, server: Server, *, sender: str, deadline: timedelta, tls: ssl.SSLContext | None = None
    ) -> None:
        self.server = server
        self.sender = sender
        self.address = parseaddr(sender)[1]
        self.domain = self.address.rpartition("@")[2]
        self.deadline = deadline.total_seconds()
        self.tls = tls or ssl.create_default_context()

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """The channel of settings in which SMTP_URL is set."""
        url = settings.smtp_url.get_secret_value() if settings.smtp_url else ""
        return cls(Server.of(url), sender=str(settings.mail_from), deadline=settings.delivery_deadline)

    def prepare(self, _outbound: Outbound) -> None:
        return None

    def typing(self, _message_sid: str) -> None:
        return None

    def find(self, _recipient: str, _since: datetime) -> list[Sighting]:
        return []  # mail servers show nobody what they took

    def status(self, _sid: str) -> Receipt | None:
        return None

    def send(self, outbound: Outbound) -> str:
        """Hand the message to the mail server and return its Message-ID."""
        if not (outbound.recipient.isascii() and ADDRESS.fullmatch(outbound.recipient)):
            raise ChannelError(
                "the address is none", permanent=True, explanation=NO_ADDRESS, remedy=Remedy.ELSEWHERE
            )
        message, attempt = self._message(outbound), _Attempt()
        try:
            within(self.deadline, lambda: self._hand_over(message, outbound.recipient, attempt))
        except TimeoutError:
            if attempt.give_up():
                raise _no_answer("no answer within the deadline") from None
            raise OutcomeUnknown("no answer within the deadline") from None
        log.info("outbox %s is taken by the mail server", outbound.marker)
        return str(message["Message-ID"])

    def check(self) -> None:
        """Sign in and send nothing. Raises ChannelError."""
        try:
            within(self.deadline, lambda: self._connected(self._close, _Attempt()))
        except TimeoutError:
            raise _no_answer("no answer within the deadline") from None

    def _message(self, outbound: Outbound) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        lines = (outbound.subject or outbound.body).split("\n")
        message["From"] = self.sender
        message["To"] = outbound.recipient
        message["Subject"] = " ".join(lines[0].split())[:LONGEST_SUBJECT]
        message["Date"] = formatdate()
        message["Message-ID"] = f"<{outbound.marker}@{self.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(outbound.body, cte="quoted-printable")
        return message

    def _hand_over(self, message: EmailMessage, recipient: str, attempt: _Attempt) -> None:
        self._connected(lambda smtp: self._give(smtp, message, recipient, attempt), attempt)

    def _give(self, smtp: smtplib.SMTP, message: EmailMessage, recipient: str, attempt: _Attempt) -> None:
        code, _ = smtp.mail(self.address)
        if code >= 500:
            raise _halted(f"the sender is refused with {code}", ACCOUNT, code)
        _expect_ok(code)
        _expect_ok(smtp.rcpt(recipient)[0])
        if attempt.begin():
            _expect_ok(smtp.data(message.as_bytes())[0])
            self._close(smtp)

    def _connected(self, use: Callable[[smtplib.SMTP], None], attempt: _Attempt) -> None:
        """`use` a connection that is encrypted and signed in. Raises ChannelError or OutcomeUnknown."""
        smtp: smtplib.SMTP | None = None
        try:
            smtp = self._open()
            self._sign_in(smtp)
            use(smtp)
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as error:
            raise _halted(f"the account is refused: {type(error).__name__}", ACCOUNT) from None
        except smtplib.SMTPDataError as error:
            raise _refused(error.smtp_code) from None
        except (OSError, smtplib.SMTPException) as error:
            name = type(error).__name__
            if attempt.began:
                raise OutcomeUnknown(f"the connection to the mail server broke: {name}") from None
            if isinstance(error, ssl.SSLError):
                raise _halted(f"no encryption: {name}", NOT_SAFE) from None
            raise _no_answer(f"no connection to the mail server: {name}") from None
        finally:
            if smtp is not None:
                smtp.close()

    def _open(self) -> smtplib.SMTP:
        """What we call ourselves is not looked up: that may take long, and tells nobody anything."""
        host, port, name = self.server.host, self.server.port, self.domain
        if self.server.encrypted:
            return smtplib.SMTP_SSL(host, port, name, timeout=SILENCE, context=self.tls)
        return smtplib.SMTP(host, port, name, timeout=SILENCE)

    def _sign_in(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if not self.server.encrypted:
            if smtp.has_extn("starttls"):
                smtp.starttls(context=self.tls)
                smtp.ehlo()
            elif not self.server.may_be_plain:
                raise _halted("the server offers no encryption", NOT_SAFE)
        if self.server.user:
            smtp.login(self.server.user, self.server.password)

    @staticmethod
    def _close(smtp: smtplib.SMTP) -> None:
        """Say goodbye; what was taken is taken, however that ends."""
        with suppress(OSError, smtplib.SMTPException):
            smtp.putcmd("QUIT")


def _expect_ok(code: int) -> None:
    if not 200 <= code < 300:
        raise _refused(code)


def _refused(code: int) -> ChannelError:
    """What a no of the server means; told, perhaps, of the message, perhaps of whom it is to."""
    told = f"the mail server answered {code}"
    if 400 <= code < 500:
        return ChannelError(told, permanent=False, code=str(code), explanation=NOT_NOW, retry_after=BUSY_FOR)
    return ChannelError(
        told,
        permanent=True,
        code=str(code),
        explanation=f"{REFUSED} (SMTP {code})",
        remedy=Remedy.ELSEWHERE,
    )


def _halted(told: str, explanation: str, code: int | None = None) -> ChannelError:
    return ChannelError(
        told,
        permanent=False,
        code=str(code) if code else None,
        explanation=explanation,
        retry_after=MENDED_AFTER,
        remedy=Remedy.HALT,
    )


def _no_answer(told: str) -> ChannelError:
    return ChannelError(told, permanent=False, explanation=NO_ANSWER)
