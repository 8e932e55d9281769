"""Templates at the stand-in, which approves and rejects by WhatsApp's rules."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from twilio.rest import Client

from booking_bot.channels.base import Approval, ChannelError
from booking_bot.channels.twilio_http import TwilioHttp
from booking_bot.channels.twilio_templates import TwilioTemplates
from booking_bot.models import Tone
from booking_bot.services.templates.texts import CATEGORY, names, wording
from tests.twilio_standin import TwilioStandIn


@pytest.fixture
def twilio() -> Iterator[TwilioStandIn]:
    with TwilioStandIn() as running:
        yield running


@pytest.fixture
def templates(twilio: TwilioStandIn) -> TwilioTemplates:
    http = TwilioHttp(lambda _: twilio.url, deadline=timedelta(seconds=5))
    return TwilioTemplates(Client(twilio.account.sid, twilio.account.token, http_client=http))


def test_all_our_texts_are_made_submitted_and_approved(
    twilio: TwilioStandIn, templates: TwilioTemplates
) -> None:
    said = [wording(name, locale="es_ES", tone=Tone.TU, word="cita") for name in names()]

    sids = [templates.make(one.definition()) for one in said]
    told = {
        templates.submit(sid, one.draft().name, CATEGORY).status for sid, one in zip(sids, said, strict=True)
    }

    assert told == {"received"}
    assert [templates.look(sid) for sid in sids] == [Approval("approved")] * len(sids)
    assert set(twilio.contents.known) == set(sids)


def test_why_whatsapp_rejects_one_is_told(templates: TwilioTemplates) -> None:
    sid = templates.make(
        {"language": "es", "variables": {}, "types": {"twilio/text": {"body": "Gran sorteo de otoño hoy"}}}
    )
    templates.submit(sid, "sorteo", CATEGORY)

    assert templates.look(sid) == Approval("rejected", "gambling")


def test_what_is_forgotten_is_gone_and_may_be_forgotten_twice(
    twilio: TwilioStandIn, templates: TwilioTemplates
) -> None:
    sid = templates.make(wording("survey", locale="es_ES", tone=Tone.TU, word="cita").definition())

    templates.forget(sid)
    templates.forget(sid)

    assert twilio.contents.known == {}


def test_a_name_that_whatsapp_cannot_take_is_refused(templates: TwilioTemplates) -> None:
    sid = templates.make(wording("survey", locale="es_ES", tone=Tone.TU, word="cita").definition())

    with pytest.raises(ChannelError) as refused:
        templates.submit(sid, "Encuesta 1", CATEGORY)

    assert refused.value.permanent
