import pytest
from sqlmodel import select

from booking_bot.cli import first_owner
from booking_bot.db import Database
from booking_bot.models import ApiToken, Invitation, Role, User
from booking_bot.services import sign_in, tokens
from tests.cli.conftest import Run


def test_an_owner_is_added_with_a_password_from_standard_input(run: Run, at_database: str) -> None:
    added = run(
        "owner",
        "add",
        " Ana@Example.com",
        "--phone",
        "+52 1 55 1234 5678",
        "--password-stdin",
        typed="open sesame\n",
    )

    assert added.stdout == "The owner may sign in now.\n"
    user = users(at_database)[0]
    assert (user.email, user.phone, user.role) == ("ana@example.com", "+525512345678", Role.OWNER)
    assert sign_in.fits(user, "open sesame")
    assert not sign_in.fits(user, "open sesame\n")


def test_the_password_is_asked_twice_and_not_shown(run: Run, at_database: str) -> None:
    added = run("owner", "add", "ana@example.com", typed="open sesame\nopen sesame\n")

    assert added.exit_code == 0
    assert "sesame" not in added.output
    assert sign_in.fits(users(at_database)[0], "open sesame")


@pytest.mark.parametrize(
    ("arguments", "password", "said"),
    [
        (["ana"], "open sesame", "this is not an e-mail address such as ana@example.com"),
        (["ana@example.com"], "sesame", "the password wants 8 characters or more, up to 1024"),
        (
            ["ana@example.com", "--phone", "600111222"],
            "open sesame",
            "phone: this is not a telephone number with its country code, such as +34600111222",
        ),
    ],
)
def test_what_makes_no_account_is_refused(
    run: Run, at_database: str, arguments: list[str], password: str, said: str
) -> None:
    refused = run("owner", "add", *arguments, "--password-stdin", typed=password)

    assert (refused.exit_code, refused.stderr) == (1, f"Error: {said}\n")
    assert users(at_database) == []


def test_an_account_is_not_made_twice(run: Run, at_database: str) -> None:
    run("owner", "add", "ana@example.com", "--password-stdin", typed="open sesame")

    refused = run("owner", "add", "ANA@example.com", "--password-stdin", typed="another one")

    assert refused.stderr == "Error: there is an account with this e-mail address already\n"
    assert sign_in.fits(users(at_database)[0], "open sesame")


def test_a_link_lets_an_owner_choose_their_own_password(
    run: Run, at_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://bot.example.com")

    printed = run("owner", "add", "ana@example.com", "--link")

    address, _, token = printed.stdout.strip().rpartition("/")
    assert address == "https://bot.example.com/admin/alta"
    invited = invitation(at_database, token)
    assert (invited.email, invited.role, invited.account_id) == ("ana@example.com", Role.OWNER, None)
    assert users(at_database) == []


def test_a_forgotten_password_is_chosen_anew_by_a_link_of_the_command(run: Run, at_database: str) -> None:
    run("owner", "add", "ana@example.com", "--password-stdin", typed="open sesame")

    printed = run("owner", "link", "Ana@example.com")
    unknown = run("owner", "link", "eva@example.com")

    address, _, token = printed.stdout.strip().rpartition("/")
    assert address == "http://127.0.0.1:8000/admin/clave"
    assert invitation(at_database, token).account_id == users(at_database)[0].id
    assert unknown.stderr == "Error: there is no account with this e-mail address\n"


def test_a_lost_telephone_is_forgotten_by_the_command_alone(run: Run, at_database: str) -> None:
    run("owner", "add", "ana@example.com", "--password-stdin", typed="open sesame")
    database = Database(at_database)
    with database.transaction() as session:
        session.exec(select(User)).one().totp_secret = "sealed"
    database.dispose()

    run("owner", "link", "ana@example.com")
    kept = users(at_database)[0].totp_secret
    run("owner", "link", "ana@example.com", "--without-code")

    assert kept == "sealed"
    assert users(at_database)[0].totp_secret is None


def test_whoever_starts_the_program_is_told_the_link_of_the_first_owner_until_there_is_one(
    run: Run, at_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    database = Database(at_database)
    first_owner.tell(database, "http://127.0.0.1:8000")
    told = capsys.readouterr().out
    run("owner", "add", "ana@example.com", "--password-stdin", typed="open sesame")
    first_owner.tell(database, "http://127.0.0.1:8000")
    database.dispose()

    sentence, link = told.splitlines()
    assert sentence == (
        "There is no account yet. Whoever opens this address within 48 hours makes the first:"
    )
    assert link.startswith("http://127.0.0.1:8000/admin/alta/")
    assert capsys.readouterr().out == ""


def test_a_token_stands_alone_on_standard_output_and_is_not_kept(run: Run, at_database: str) -> None:
    first, second = run("token", "add", "till"), run("token", "add", "till")

    token = first.stdout.removesuffix("\n")
    assert len(token.split()) == 1
    assert len(token) > 40
    assert first.stderr == ""
    assert token != second.stdout.strip()
    database = Database(at_database)
    with database.reading() as session:
        kept = session.exec(select(ApiToken)).all()
        assert tokens.find(session, token) == (kept[0].id or 0, frozenset({"read", "write"}))
    database.dispose()
    assert [one.name for one in kept] == ["till", "till"]
    assert not [one for one in kept if token in one.model_dump_json()]


def users(url: str) -> list[User]:
    database = Database(url)
    with database.reading() as session:
        found = list(session.exec(select(User)))
    database.dispose()
    return found


def invitation(url: str, token: str) -> Invitation:
    database = Database(url)
    with database.reading() as session:
        found = session.exec(select(Invitation).where(Invitation.token_hash == tokens.hash_of(token))).one()
    database.dispose()
    return found


def test_a_token_may_be_for_less(run: Run, at_database: str) -> None:
    token = run("token", "add", "till", "--scope", "orders", "--scope", "read").stdout.strip()
    wrong = run("token", "add", "till", "--scope", "everything")

    database = Database(at_database)
    with database.reading() as session:
        found = tokens.find(session, token)
    database.dispose()
    assert found is not None
    assert found.scopes == {"read", "orders"}
    assert (wrong.exit_code, "'read', 'write', 'orders'" in wrong.stderr) == (2, True)
