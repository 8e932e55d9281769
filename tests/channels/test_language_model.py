"""The request is OpenAI's, and every answer that is not a text is told for what it is."""

from datetime import timedelta

import pytest

from booking_bot.channels.language_model import LONGEST_ANSWER, ChatEndpoint, NoAnswer
from tests.channels.model_service import Request, Service


def endpoint(service: Service, *, key: str | None = "clave", seconds: float = 5) -> ChatEndpoint:
    return ChatEndpoint(service.url, key=key, model="grande", deadline=timedelta(seconds=seconds))


def refused(service: Service, *, seconds: float = 5) -> str:
    with service, pytest.raises(NoAnswer) as caught:
        endpoint(service, seconds=seconds).ask("reglas", "un apaño")
    return str(caught.value)


def test_the_question_goes_out_as_openai_wants_it() -> None:
    with Service('{"acts": ["book"]}') as service:
        text = endpoint(service).ask("reglas", "un apaño")

    assert text == '{"acts": ["book"]}'
    assert service.requests == [
        Request(
            path="/v1/chat/completions",
            key="Bearer clave",
            asked={
                "model": "grande",
                "messages": [
                    {"role": "system", "content": "reglas"},
                    {"role": "user", "content": "un apaño"},
                ],
                "temperature": 0,
                "max_tokens": 500,
                "response_format": {"type": "json_object"},
            },
        )
    ]


def test_a_service_without_a_key_gets_none() -> None:
    with Service("{}") as service:
        endpoint(service, key=None).ask("reglas", "un apaño")

    assert [one.key for one in service.requests] == [None]


@pytest.mark.parametrize("status", [307, 401, 429, 500])
def test_an_answer_that_is_a_refusal_is_none(status: int) -> None:
    said = refused(Service(status=status, body='{"error": {"message": "un apaño"}}'))

    assert said == f"the service answered {status}"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no JSON",
        "[]",
        '{"choices": []}',
        '{"choices": [{"message": {"content": null}}]}',
        '{"choices": [{"message": {"content": 3}}]}',
        '{"choices": {"0": 1}}',
        " " * LONGEST_ANSWER + '{"choices": [{"message": {"content": "{}"}}]}',
    ],
)
def test_an_answer_without_a_text_is_none(body: str) -> None:
    assert refused(Service(body=body)) == "the service's answer cannot be read"


def test_a_slow_service_is_not_waited_for() -> None:
    assert refused(Service("{}", pause=1.5), seconds=0.2) == "no answer within the deadline"


def test_a_closed_door_is_no_answer() -> None:
    with Service() as gone:
        pass

    with pytest.raises(NoAnswer, match=r"^the connection broke: \w+$"):
        endpoint(gone).ask("reglas", "un apaño")
