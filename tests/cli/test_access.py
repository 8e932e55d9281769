import pytest
from sqlmodel import select

from booking_bot.db import Database
from booking_bot.models import ApiToken, Role, User
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
        assert tokens.find(session, token) == kept[0].id
    database.dispose()
    assert [one.name for one in kept] == ["till", "till"]
    assert not [one for one in kept if token in one.model_dump_json()]


def users(url: str) -> list[User]:
    database = Database(url)
    with database.reading() as session:
        found = list(session.exec(select(User)))
    database.dispose()
    return found
