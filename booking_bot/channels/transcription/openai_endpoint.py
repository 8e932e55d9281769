"""Any service with OpenAI's `POST /audio/transcriptions`: OpenAI's own, or one on a machine of one's own."""

from datetime import timedelta

import requests

from booking_bot.channels.deadline import within
from booking_bot.channels.transcription.base import TranscriptionError
from booking_bot.channels.twilio_http import CONNECT

DEADLINE = timedelta(seconds=35)  # within the time that a turn waits
LONGEST_ANSWER = 256 * 1024  # bytes
PASSING = frozenset({408, 409, 425, 429})
# The service tells the format by the name's ending.
ENDINGS = {"audio/ogg": "ogg", "audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/wav": "wav"}


class OpenAiEndpoint:
    """Implements `transcription.base.Transcriber`. Safe to share between threads.

    `base` is what stands before `/audio/transcriptions`, such as https://api.openai.com/v1.
    """

    def __init__(self, base: str, *, key: str | None, model: str, deadline: timedelta = DEADLINE) -> None:
        self.url = f"{base.rstrip('/')}/audio/transcriptions"
        self.key = key
        self.model = model
        self.deadline = deadline.total_seconds()

    def transcribe(self, audio: bytes, content_type: str, *, language: str) -> str:
        ending = ENDINGS.get(content_type)
        if ending is None:
            raise TranscriptionError(f"{content_type} is not taken", permanent=True)
        try:
            answer = within(self.deadline, lambda: self._ask(audio, content_type, ending, language))
        except TimeoutError:
            raise TranscriptionError("no answer within the deadline") from None
        except requests.RequestException as error:
            raise TranscriptionError(f"the connection broke: {type(error).__name__}") from None
        if answer.status_code != requests.codes.ok:
            passing = answer.status_code >= 500 or answer.status_code in PASSING
            raise TranscriptionError(f"the service answered {answer.status_code}", permanent=not passing)
        return _text(answer)

    def _ask(self, audio: bytes, content_type: str, ending: str, language: str) -> requests.Response:
        return requests.post(
            self.url,
            headers={"Authorization": f"Bearer {self.key}"} if self.key else {},
            files={"file": (f"note.{ending}", audio, content_type)},
            data={"model": self.model, "language": language, "response_format": "json"},
            timeout=(CONNECT, self.deadline),
            allow_redirects=False,  # neither the note nor the key goes anywhere else
        )


def _text(answer: requests.Response) -> str:
    try:
        text = answer.json()["text"] if len(answer.content) <= LONGEST_ANSWER else None
    except (ValueError, KeyError, TypeError):
        text = None
    if not isinstance(text, str):
        raise TranscriptionError("the service's answer cannot be read", permanent=True)
    return text.strip()
