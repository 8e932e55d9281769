"""A voice note from Twilio's webhook to the reply on the phone; only the ear is a stand-in."""

from pathlib import Path

from booking_bot.app import build, create_app
from booking_bot.db import Database
from booking_bot.jobs.worker import Worker
from tests.channels.transcription.service import Service
from tests.domain.test_voice_notes import opus
from tests.shop import Shop, after_first_words
from tests.twilio_standin import TwilioStandIn
from tests.twilio_standin.media import NOT_YET, Given, moved
from tests.twilio_standin.webhooks import post_signed, text_form
from tests.web.test_webhooks import ACCOUNT, PUBLIC, URL, settings_with


def test_a_voice_note_is_answered_on_the_phone(sqlite: Database, tmp_path: Path) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        shop.service("Corte", by=[shop.staff()], price_cents=1600)

    def post(url: str, form: dict[str, str], headers: dict[str, str]) -> int:
        return app.test_client().post(url.removeprefix(PUBLIC), data=form, headers=headers).status_code

    with Service("¿Cuánto cuesta un corte?") as ear, TwilioStandIn(ACCOUNT, post=post) as twilio:
        parts = build(
            settings_with(
                database_url=sqlite.url,
                twilio_api_url=twilio.url,
                voice_url=ear.url,
                voice_key="clave",
                media_dir=tmp_path / "media",
            )
        )
        app = create_app(parts=parts)
        worker = Worker(parts)
        parts.wake = worker.wake
        worker.start()
        stored = twilio.shelf.put(Given(body=opus(4)), path="/store/note")
        note = twilio.shelf.put(NOT_YET, moved(stored))

        status = post_signed(
            ACCOUNT,
            post,
            URL,
            text_form(
                ACCOUNT, "", MessageType="audio", NumMedia="1", MediaUrl0=f"https://api.twilio.com{note}",
                MediaContentType0="audio/ogg",
            ),
        )  # fmt: skip
        (reply, *others) = twilio.ledger.wait_for(1)
        worker.stop()
        parts.database.dispose()

    assert (status, others) == (200, [])
    assert after_first_words(reply.body).startswith("He entendido: «¿Cuánto cuesta un corte?».\n")
    assert "16 €" in reply.body
    assert [(one.key, one.audio) for one in ear.requests] == [("Bearer clave", opus(4))]
    assert [one.path for one in twilio.shelf.asked] == [note, note, stored]
