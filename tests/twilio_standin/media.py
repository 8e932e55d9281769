"""Files of messages as Twilio gives them: to whom it knows, after a 404 or two, by way of its store."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from tests.twilio_standin.account import Account
from tests.twilio_standin.faults import error


@dataclass(frozen=True)
class Given:
    """One answer to a request for a file. `endless`: its body never ends."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    endless: bool = False


NOT_YET = Given(404, error(404, 20404).encode())


def moved(url: str) -> Given:
    return Given(307, headers={"Location": url})


NOT_FETCHED = 63019
# How a file of ours is asked for: method and address; then the status, the type and the body of the answer.
Fetch = Callable[[str, str], tuple[int, str, bytes]]


def fetched(urls: Sequence[str], fetch: Fetch) -> tuple[tuple[str, bytes] | None, ...]:
    """The files as Twilio gets them, which looks at the type before it takes the rest."""
    return tuple(_fetched(url, fetch) for url in urls)


def _fetched(url: str, fetch: Fetch) -> tuple[str, bytes] | None:
    looked, kind, _ = fetch("HEAD", url)
    status, same, body = fetch("GET", url)
    return (kind, body) if (looked, status, same) == (200, 200, kind) else None


@dataclass
class Asked:
    path: str
    with_credentials: bool


class Shelf:
    """What stands at which path. Answers are given in their order, the last one for ever."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.answers: dict[str, deque[Given]] = {}
        self.asked: list[Asked] = []

    def put(self, *answers: Given, path: str = "") -> str:
        """The path of a file for which this is answered."""
        name = uuid4().hex
        path = path or f"/2010-04-01/Accounts/{self.account.sid}/Messages/MM{name}/Media/ME{name}"
        self.answers[path] = deque(answers)
        return path

    def take(self, path: str, *, with_credentials: bool) -> Given | None:
        """The next answer for that path, None where there is nothing of ours."""
        answers = self.answers.get(path)
        if answers is None:
            return None
        self.asked.append(Asked(path, with_credentials))
        if path.startswith("/2010-04-01/") and not with_credentials:
            return Given(401, error(401, 20003).encode())
        return answers.popleft() if len(answers) > 1 else answers[0]
