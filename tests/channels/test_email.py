import ssl
from datetime import timedelta
from email.message import EmailMessage

import pytest

from booking_bot.channels.base import ChannelError, Outbound, OutcomeUnknown, Remedy
from booking_bot.channels.email import Mail, Server
from booking_bot.config import Settings
from tests.certificates import certificate
from tests.mail_server import BREAK, STALL, MailServer

SENDER = "Peluquería Carmen <citas@carmen.example>"


def mail(server: MailServer, *, user: str = "", deadline: float = 5, trusted: bool = True) -> Mail:
    tls = ssl.create_default_context(cafile=certificate() if trusted else None)
    host = Server("127.0.0.1", server.port, user=user, password="secreto")
    return Mail(host, sender=SENDER, deadline=timedelta(seconds=deadline), tls=tls)


def text(message: EmailMessage) -> str:
    return str(message.get_content()).replace("\r\n", "\n").removesuffix("\n")


def hello(**changes: object) -> Outbound:
    told = {"recipient": "ana@example.com", "body": "Hola, Ana:\nte esperamos mañana.", "marker": "7-abc"}
    return Outbound(**{**told, **changes})  # type: ignore[arg-type]


def test_a_message_is_taken_and_its_id_comes_of_the_marker() -> None:
    with MailServer() as server:
        sid = mail(server).send(hello(subject="Tu cita"))

    (taken,) = server.taken
    assert sid == "<7-abc@carmen.example>"
    assert {name: taken[name] for name in ("From", "To", "Subject", "Message-ID", "Auto-Submitted")} == {
        "From": SENDER,
        "To": "ana@example.com",
        "Subject": "Tu cita",
        "Message-ID": sid,
        "Auto-Submitted": "auto-generated",
    }
    assert taken.get_content_type() == "text/plain"
    assert text(taken) == "Hola, Ana:\nte esperamos mañana."


def test_without_a_subject_the_first_line_is_it() -> None:
    with MailServer() as server:
        mail(server).send(hello())

    assert server.taken[0]["Subject"] == "Hola, Ana:"


def test_a_line_with_a_single_dot_ends_nothing() -> None:
    with MailServer() as server:
        mail(server).send(hello(body="uno\n.\n..dos"))

    assert text(server.taken[0]) == "uno\n.\n..dos"


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "ana",
        "ana@",
        "@example.com",
        "ana@example.com\nBcc: eva@example.com",
        "ana@example.com\r",
        "ana@example.com,eva@example.com",
        "Ana <ana@example.com>",
        "ana@example.com>",
        "añil@example.com",
        "ana @example.com",
    ],
)
def test_nothing_goes_to_what_is_no_single_address(recipient: str) -> None:
    with MailServer() as server, pytest.raises(ChannelError) as raised:
        mail(server).send(hello(recipient=recipient))

    assert raised.value.permanent
    assert (server.commands, server.taken) == ([], [])


def test_no_text_becomes_a_header() -> None:
    subject = "Tu cita\r\nBcc: eva@example.com"

    with MailServer() as server:
        mail(server).send(hello(subject=subject))
        mail(server).send(hello(subject=f"\r{subject[7:]}", body="\nBcc: eva@example.com"))

    assert [("Bcc" in one, str(one["Subject"])) for one in server.taken] == [
        (False, "Tu cita"),
        (False, ""),
    ]


@pytest.mark.parametrize(
    ("answers", "permanent", "remedy", "code"),
    [
        ({"RCPT": "550 no such user"}, True, Remedy.ELSEWHERE, "550"),
        ({"RCPT": "450 come again"}, False, Remedy.AGAIN, "450"),
        ({"DATA": "554 no"}, True, Remedy.ELSEWHERE, "554"),
        ({"message": "550 spam"}, True, Remedy.ELSEWHERE, "550"),
        ({"message": "451 busy"}, False, Remedy.AGAIN, "451"),
        ({"MAIL": "550 not you"}, False, Remedy.HALT, "550"),
        ({"MAIL": "421 busy"}, False, Remedy.AGAIN, "421"),
        ({"connect": "554 go away"}, False, Remedy.AGAIN, None),
        ({"connect": BREAK}, False, Remedy.AGAIN, None),
        ({"RCPT": BREAK}, False, Remedy.AGAIN, None),
    ],
)
def test_what_the_server_refuses_it_does_not_have(
    answers: dict[str, str], permanent: bool, remedy: Remedy, code: str | None
) -> None:
    with MailServer(answers) as server, pytest.raises(ChannelError) as raised:
        mail(server).send(hello())

    error = raised.value
    assert (error.permanent, error.remedy, error.code) == (permanent, remedy, code)
    assert "ana@" not in str(error)


def test_a_connection_that_breaks_after_the_message_leaves_its_outcome_open() -> None:
    with MailServer({"message": BREAK}) as server, pytest.raises(OutcomeUnknown):
        mail(server).send(hello())

    assert len(server.taken) == 1


def test_a_server_that_nobody_serves_has_nothing() -> None:
    with MailServer() as server:
        gone = mail(server)

    with pytest.raises(ChannelError) as raised:
        gone.send(hello())

    assert not raised.value.permanent


@pytest.mark.parametrize(("stalled", "error"), [("RCPT", ChannelError), ("message", OutcomeUnknown)])
def test_when_time_runs_out_a_message_that_has_not_left_never_will(
    stalled: str, error: type[Exception]
) -> None:
    with MailServer({stalled: STALL}) as server:
        server.stall = 0.3
        with pytest.raises(error):
            mail(server, deadline=0.15).send(hello())
        mail(server, deadline=5).check()

    assert len(server.taken) == (stalled == "message")


def test_a_goodbye_that_fails_takes_nothing_back() -> None:
    with MailServer({"QUIT": "421 too late"}) as server:
        assert mail(server).send(hello()) == "<7-abc@carmen.example>"


def test_a_password_goes_encrypted_or_not_at_all() -> None:
    away = Server("mail.example.com", 587, user="carmen", password="secreto")

    with MailServer(tls=True) as server:
        mail(server, user="carmen").send(hello())
        encrypted = server.commands
    with MailServer(tls=True) as server, pytest.raises(ChannelError) as mistrusted:
        mail(server, user="carmen", trusted=False).send(hello())

    assert encrypted[:4] == ["EHLO", "STARTTLS", "EHLO", "AUTH"]
    assert server.commands == ["EHLO", "STARTTLS"]
    assert mistrusted.value.remedy is Remedy.HALT
    assert not away.may_be_plain
    assert "secreto" not in repr(away)


def test_an_account_that_is_refused_stops_the_channel() -> None:
    with MailServer({"AUTH": "535 wrong"}) as server, pytest.raises(ChannelError) as raised:
        mail(server, user="carmen").send(hello())

    assert (raised.value.remedy, raised.value.permanent) == (Remedy.HALT, False)
    assert "MAIL" not in server.commands


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://carmen:a%40b@mail.example.com", Server("mail.example.com", 587, False, "carmen", "a@b")),
        ("smtps://mail.example.com", Server("mail.example.com", 465, encrypted=True)),
        ("smtp://127.0.0.1:2525", Server("127.0.0.1", 2525)),
    ],
)
def test_the_address_of_the_server_is_read(url: str, server: Server) -> None:
    settings = Settings(
        _env_file=None, secret_key="0123456789" * 4, smtp_url=url, mail_from="citas@example.com"
    )

    assert Mail.from_settings(settings).server == server
