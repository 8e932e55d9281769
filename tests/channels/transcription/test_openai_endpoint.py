"""The request is OpenAI's, and every answer that is not a text is told for what it is."""

from datetime import timedelta

import pytest

from booking_bot.channels.transcription.base import TranscriptionError
from booking_bot.channels.transcription.openai_endpoint import OpenAiEndpoint
from tests.channels.transcription.service import Request, Service

NOTE = b"OggS\0\x02" + bytes(range(256))


def endpoint(service: Service, *, key: str | None = "clave", seconds: float = 5) -> OpenAiEndpoint:
    return OpenAiEndpoint(service.url, key=key, model="whisper-1", deadline=timedelta(seconds=seconds))


def refused(service: Service, *, seconds: float = 5, content_type: str = "audio/ogg") -> TranscriptionError:
    with service, pytest.raises(TranscriptionError) as caught:
        endpoint(service, seconds=seconds).transcribe(NOTE, content_type, language="es")
    return caught.value


def test_the_note_goes_out_as_openai_wants_it() -> None:
    with Service(" Quería cita para mañana. ") as service:
        text = endpoint(service).transcribe(NOTE, "audio/ogg", language="es")

    assert text == "Quería cita para mañana."
    assert service.requests == [
        Request(
            path="/v1/audio/transcriptions",
            key="Bearer clave",
            fields={"model": "whisper-1", "language": "es", "response_format": "json"},
            file_name="note.ogg",
            file_type="audio/ogg",
            audio=NOTE,
        )
    ]


def test_a_service_without_a_key_gets_none() -> None:
    with Service("hola") as service:
        endpoint(service, key=None).transcribe(NOTE, "audio/ogg", language="es")

    assert [one.key for one in service.requests] == [None]


@pytest.mark.parametrize(
    ("status", "permanent"), [(500, False), (503, False), (429, False), (401, True), (307, True)]
)
def test_what_may_pass_is_told_from_what_stays(status: int, permanent: bool) -> None:
    error = refused(Service(status=status, body='{"error": {"message": "no"}}'))

    assert (str(error), error.permanent) == (f"the service answered {status}", permanent)


@pytest.mark.parametrize("body", ["", "no JSON", "[]", '{"words": []}', '{"text": null}', '{"text": 3}'])
def test_an_answer_without_a_text_is_no_answer(body: str) -> None:
    error = refused(Service(body=body))

    assert (str(error), error.permanent) == ("the service's answer cannot be read", True)


def test_a_slow_service_is_not_waited_for() -> None:
    error = refused(Service("tarde", pause=1.5), seconds=0.2)

    assert not error.permanent


def test_a_closed_door_may_open() -> None:
    with Service() as gone:
        pass

    with pytest.raises(TranscriptionError) as caught:
        endpoint(gone).transcribe(NOTE, "audio/ogg", language="es")

    assert not caught.value.permanent


def test_a_format_that_the_service_does_not_know_is_not_sent() -> None:
    error = refused(service := Service("hola"), content_type="audio/amr")

    assert error.permanent
    assert service.requests == []
