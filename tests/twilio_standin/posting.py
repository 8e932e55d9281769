"""Getting a form to the app as Twilio does: tried again, elsewhere, late, twice, or never.

What follows a "#" in an address is for Twilio alone, and neither sent nor signed: `rc` is how often it tries
again (once if nothing is said), `rp` at which failures: "ct" no connection, "rt" no answer in time, "4xx",
"5xx", "all".
"""

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar
from urllib.parse import parse_qs, urldefrag
from uuid import uuid4

from tests.twilio_standin.account import Account
from tests.twilio_standin.webhooks import Post, headers

Thing = TypeVar("Thing")

TOKEN_HEADER = "I-Twilio-Idempotency-Token"
MOST_RETRIES = 5
TIMED_OUT, UNREACHED = "11200", "11205"  # what the other address is told, in Twilio's codes


def deliver(account: Account, post: Post, address: str, form: dict[str, str], *, fallback: str = "") -> bool:
    """Post it until it is taken; False where nobody took it, not even at `fallback`.

    `post` raises ConnectionError where there is no connection and TimeoutError where no answer comes.
    """
    url, options = urldefrag(address)
    asked = {name: values[0] for name, values in parse_qs(options).items()}
    retries = min(int(asked.get("rc", "1")), MOST_RETRIES)
    at = set(asked.get("rp", "ct").split(","))
    token = {TOKEN_HEADER: f"{uuid4()}"}
    failure = ""
    for _ in range(1 + retries):
        failure = _failure(account, post, url, form, token)
        if not failure:
            return True
        if not at & {failure, "all"}:
            break
    if not fallback:
        return False
    told = {"ErrorCode": UNREACHED if failure == "ct" else TIMED_OUT, "ErrorUrl": url}
    return not _failure(account, post, urldefrag(fallback)[0], {**form, **told}, token)


def _failure(account: Account, post: Post, url: str, form: dict[str, str], token: dict[str, str]) -> str:
    """What went wrong, as in `rp`; "" where it was taken."""
    try:
        status = post(url, form, {**headers(account, url, form), **token})
    except TimeoutError:
        return "rt"
    except ConnectionError:
        return "ct"
    return "" if status < 400 else f"{status // 100}xx"


def weather(seed: int, *, lost: float = 0.0, twice: float = 0.0) -> Callable[[Sequence[Thing]], list[Thing]]:
    """How things on their way come in: in any order, some of them twice, some never. The same by its seed."""
    chance = Random(seed)

    def disturbed(things: Sequence[Thing]) -> list[Thing]:
        come = [one for one in things if chance.random() >= lost]
        come += [one for one in come if chance.random() < twice]
        chance.shuffle(come)
        return come

    return disturbed
