"""Any service with OpenAI's `POST /chat/completions`: OpenAI's own, or one on a machine of one's own."""

from datetime import timedelta

import requests

from booking_bot.channels.deadline import within
from booking_bot.channels.twilio_http import CONNECT

DEADLINE = timedelta(seconds=4)  # a customer waits
LONGEST_ANSWER = 64 * 1024  # bytes
MOST_TOKENS = 500


class NoAnswer(Exception):
    """The model said nothing that can be used; the text says why, and nothing of what it was asked."""


class ChatEndpoint:
    """Asks one model. Safe to share between threads.

    `base` is what stands before `/chat/completions`, such as https://api.openai.com/v1.
    """

    def __init__(self, base: str, *, key: str | None, model: str, deadline: timedelta = DEADLINE) -> None:
        self.url = f"{base.rstrip('/')}/chat/completions"
        self.key = key
        self.model = model
        self.deadline = deadline.total_seconds()

    def ask(self, rules: str, message: str) -> str:
        """What the model answers, as JSON if it does as it is told. Raises NoAnswer."""
        try:
            answer = within(self.deadline, lambda: self._post(rules, message))
        except (TimeoutError, requests.Timeout):
            raise NoAnswer("no answer within the deadline") from None
        except requests.RequestException as error:
            raise NoAnswer(f"the connection broke: {type(error).__name__}") from None
        if answer.status_code != requests.codes.ok:
            raise NoAnswer(f"the service answered {answer.status_code}")
        return _text(answer)

    def _post(self, rules: str, message: str) -> requests.Response:
        return requests.post(
            self.url,
            headers={"Authorization": f"Bearer {self.key}"} if self.key else {},
            json={
                "model": self.model,
                "messages": [{"role": "system", "content": rules}, {"role": "user", "content": message}],
                "temperature": 0,
                "max_tokens": MOST_TOKENS,
                "response_format": {"type": "json_object"},
            },
            timeout=(CONNECT, self.deadline),
            allow_redirects=False,  # neither the message nor the key goes anywhere else
        )


def _text(answer: requests.Response) -> str:
    try:
        text = answer.json()["choices"][0]["message"]["content"] if _is_short(answer) else None
    except (ValueError, KeyError, IndexError, TypeError):
        text = None
    if not isinstance(text, str):
        raise NoAnswer("the service's answer cannot be read")
    return text


def _is_short(answer: requests.Response) -> bool:
    return len(answer.content) <= LONGEST_ANSWER
