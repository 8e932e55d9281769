"""From a message with a file to the file in its folder, the words of a voice note, and the reply."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlmodel import col, select

from booking_bot.channels.base import Inbound
from booking_bot.channels.media import MediaError
from booking_bot.channels.transcription.base import Transcriber, TranscriptionError
from booking_bot.db import Database
from booking_bot.jobs.media import FETCHES_AT_ONCE, MediaJobs
from booking_bot.models import (
    Appointment,
    Attachment,
    Attention,
    ChannelName,
    Direction,
    MediaStatus,
    Message,
)
from booking_bot.services import inbound, media_files, turns
from booking_bot.wiring import Wiring
from tests.domain.test_voice_notes import opus
from tests.jobs.test_worker import soon
from tests.shop import NOW, Shop, after_first_words
from tests.web.test_webhooks import settings_with

PHOTO = b"\xff\xd8\xff\xe0" + bytes(500)
PDF = b"%PDF-1.7\n" + bytes(500)
NOTE = opus(4)
HEARD = "He entendido: «"
TYPES = {"image": "image/jpeg", "audio": "audio/ogg", "document": "application/pdf", "video": "video/mp4"}
_sids = count(1)


@dataclass
class Files:
    """A source in memory. What is raised or given comes in its order, the last one for ever."""

    answers: list[bytes | MediaError]
    asked: int = 0

    def fetch(self, url: str) -> bytes:
        self.asked += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, MediaError):
            raise answer
        return answer


@dataclass
class Ears:
    """A transcriber in memory."""

    answers: list[str | TranscriptionError]
    asked: list[tuple[bytes, str, str]] = field(default_factory=list)

    def transcribe(self, audio: bytes, content_type: str, *, language: str) -> str:
        self.asked.append((audio, content_type, language))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, TranscriptionError):
            raise answer
        return answer


@dataclass
class Salon:
    """A salon whose worker does nothing by itself: `works` is one look at what is due."""

    database: Database
    folder: Path
    files: Files
    ears: Transcriber | None = None
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.jobs = self.worker()
        with self.database.transaction() as session:
            shop = Shop(session)
            shop.service("Corte", minutes=30, by=[shop.staff("Lucía")], price_cents=1600)

    def worker(self) -> MediaJobs:
        parts = Wiring(
            settings=settings_with(media_dir=self.folder),
            database=self.database,
            clock=lambda: self.now,
            media={ChannelName.WHATSAPP: self.files},
            transcriber=self.ears,
        )
        return MediaJobs(parts, on_progress=lambda: None)

    def sends(self, kind: str = "text", body: str = "", *, files: int = 1) -> None:
        number = next(_sids)
        media = [
            {"url": f"https://api.twilio.com/{number}/{one}", "type": TYPES[kind]} for one in range(files)
        ]
        message = Inbound(
            sid=f"SM{number}",
            address="whatsapp:+34600111222",
            phone="+34600111222",
            profile_name="Ana",
            at=self.now,
            kind=kind,
            body=body,
            media=media,
        )
        with self.database.transaction() as session:
            inbound.receive(session, message, self.now, voice=self.ears is not None)

    def writes(self, body: str) -> None:
        TYPES["text"] = ""
        self.sends("text", body, files=0)

    def works(self) -> int:
        """One look at what is due; how much that was, now that it is done."""
        begun = self.jobs.drain()
        assert soon(lambda: (self.jobs.fetchers.free, self.jobs.writers.free) == (FETCHES_AT_ONCE, 1))
        return begun

    def waits(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def answers(self) -> str:
        """What is answered now, "" where nothing is due."""
        before = len(self.replies())
        turns.run_due(self.database, now=self.now)
        return "\n".join(map(after_first_words, self.replies()[before:]))

    def replies(self) -> list[str]:
        with self.database.reading() as session:
            return list(
                session.exec(
                    select(Message.body).where(Message.direction == Direction.OUT).order_by(col(Message.id))
                )
            )

    def rows(self) -> list[Attachment]:
        with self.database.reading() as session:
            return list(session.exec(select(Attachment).order_by(col(Attachment.id))))

    def told(self) -> list[tuple[str, str]]:
        """What the owner is told, and with what words of the customer."""
        with self.database.reading() as session:
            return [
                (one.reason, one.summary)
                for one in session.exec(select(Attention).order_by(col(Attention.id)))
            ]


Open = Callable[..., Salon]


@pytest.fixture
def salon(database: Database, tmp_path: Path) -> Open:
    def open_salon(*answers: bytes | MediaError, ears: Transcriber | None = None) -> Salon:
        return Salon(database, tmp_path / "media", Files(list(answers)), ears)

    return open_salon


def test_a_photo_is_fetched_and_kept(salon: Open) -> None:
    shop = salon(PHOTO)
    shop.sends("image")

    shop.works()

    (row,) = shop.rows()
    file = media_files.locate(shop.folder, row.path or "")
    assert (row.status, row.type, row.size) == (MediaStatus.STORED, "image/jpeg", len(PHOTO))
    assert (row.next_try_at, row.fetched_at) == (None, NOW)
    assert file is not None
    assert file.read_bytes() == PHOTO


def test_an_album_is_kept_whole_and_thanked_for_once(salon: Open) -> None:
    shop = salon(PHOTO)
    for _ in range(6):
        shop.sends("image")
    shop.waits(11)

    reply = shop.answers()

    assert reply == "Gracias, guardo las fotos para el equipo.\nDime en pocas palabras qué necesitas."
    assert sum(shop.works() for _ in range(3)) == 6
    assert {row.status for row in shop.rows()} == {MediaStatus.STORED}


def test_a_file_that_is_not_there_yet_is_asked_for_after_one_three_and_ten_seconds(salon: Open) -> None:
    shop = salon(*[MediaError("Twilio answered 404")] * 3, PHOTO)
    shop.sends("image")

    begun = []
    for pause in (0, 0.9, 0.1, 2.9, 0.1, 9.9, 0.1):
        shop.waits(pause)
        begun.append(shop.works())

    assert begun == [1, 0, 1, 0, 1, 0, 1]
    assert [row.status for row in shop.rows()] == [MediaStatus.STORED]


def test_a_file_that_never_comes_is_given_up_and_the_owner_told(salon: Open) -> None:
    shop = salon(MediaError("Twilio answered 404"))
    shop.sends("image", "mira")

    for _ in range(20):
        shop.works()
        shop.waits(7200)

    assert shop.files.asked == 8
    assert [(row.status, row.error) for row in shop.rows()] == [(MediaStatus.FAILED, "Twilio answered 404")]
    assert shop.told() == [("failed", "mira")]


def test_what_is_of_no_kept_type_is_refused(salon: Open) -> None:
    shop = salon(b"<html><script>alert(1)</script>")
    shop.sends("document")

    shop.works()

    assert [(row.status, row.path) for row in shop.rows()] == [(MediaStatus.REFUSED, None)]
    assert not shop.folder.exists()


def test_the_customer_is_told_of_what_is_too_big(salon: Open) -> None:
    shop = salon(MediaError("it is too big", too_big=True))
    shop.sends("video")
    shop.waits(2.6)
    early = shop.answers()

    shop.works()
    shop.waits(0.8)
    reply = shop.answers()

    assert early == ""
    assert reply.startswith("Lo que has enviado pesa demasiado y no ha llegado.")
    assert shop.told() == [("too_big", "")]


def test_a_file_that_takes_long_holds_no_turn_for_long(salon: Open) -> None:
    shop = salon(MediaError("Twilio answered 404"))
    shop.sends("document")
    shop.works()
    shop.waits(5)

    assert shop.answers().startswith("Gracias, le paso el documento al equipo.")


def test_two_workers_fetch_a_file_once(salon: Open) -> None:
    shop = salon(PHOTO)
    shop.sends("image")
    other = shop.worker()

    begun = [shop.jobs.drain(), other.drain()]

    assert soon(lambda: shop.rows()[0].status is MediaStatus.STORED)
    assert begun == [1, 0]
    assert shop.files.asked == 1


def test_what_a_worker_died_over_is_taken_up_by_another(salon: Open) -> None:
    shop = salon(PHOTO)
    shop.sends("image")
    dying = shop.worker()
    dying.fetchers.give = lambda work, claimed: None  # type: ignore[method-assign]
    dying.drain()

    begun = [shop.works()]
    shop.waits(121)
    begun.append(shop.works())

    assert begun == [0, 1]
    assert [row.status for row in shop.rows()] == [MediaStatus.STORED]


def test_a_voice_note_is_waited_for_said_again_and_answered(salon: Open) -> None:
    ears = Ears(["Quería cita para un corte mañana a las once"])
    shop = salon(NOTE, ears=ears)
    shop.sends("audio")
    shop.waits(20)
    early = shop.answers()

    shop.works()
    shop.works()
    shop.waits(0.8)
    reply = shop.answers()

    assert early == ""
    assert reply.startswith("He entendido: «Quería cita para un corte mañana a las once».\n")
    assert "martes 24 de noviembre a las 11:00" in reply
    assert ears.asked == [(NOTE, "audio/ogg", "es")]
    assert shop.told() == []


def test_two_notes_get_one_reply_when_both_are_heard(salon: Open) -> None:
    ears = Ears(["Quería cita para un corte", "mañana a las once"])
    shop = salon(NOTE, ears=ears)
    shop.sends("audio")
    shop.works()
    shop.works()

    shop.sends("audio")
    shop.waits(2)
    early = shop.answers()
    shop.works()
    shop.works()
    shop.waits(0.8)
    reply = shop.answers()

    assert early == ""
    assert reply.count(HEARD) == 1
    assert "martes 24 de noviembre a las 11:00" in reply


def test_what_is_written_meanwhile_waits_with_the_note(salon: Open) -> None:
    shop = salon(NOTE, ears=Ears(["mañana a las once"]))
    shop.sends("audio")
    shop.waits(1)
    shop.writes("para un corte, por favor, cuando antes")
    shop.waits(20)
    early = shop.answers()

    shop.works()
    shop.works()
    shop.waits(0.8)

    assert early == ""
    assert "martes 24 de noviembre a las 11:00" in shop.answers()


def test_a_turn_waits_forty_seconds_and_no_longer(salon: Open) -> None:
    shop = salon(NOTE, ears=Ears(["tarde"]))
    shop.sends("audio")
    shop.waits(39.9)
    early = shop.answers()
    shop.waits(0.1)

    late = shop.answers()
    shop.works()
    shop.works()

    assert early == ""
    assert late.startswith("No he podido escuchar tu nota de voz")
    assert shop.told() == [("voice", "")]
    with shop.database.reading() as session:
        assert session.exec(select(Message.transcript).where(Message.direction == Direction.IN)).all() == [
            "tarde"
        ]
    assert shop.answers() == ""


def test_without_a_transcriber_words_are_asked_for_and_the_owner_is_told_once(salon: Open) -> None:
    shop = salon(NOTE)
    replies = []
    for _ in range(2):
        shop.sends("audio")
        shop.waits(2.6)
        replies.append(shop.answers())

    assert len(replies) == 2
    assert all(reply.startswith("No he podido escuchar tu nota de voz") for reply in replies)
    assert shop.told() == [("voice", "")]
    assert shop.works() == 2
    assert shop.works() == 0


@pytest.mark.parametrize(
    "error", [TranscriptionError("cannot be read", permanent=True), TranscriptionError("slow")]
)
def test_a_note_that_is_not_understood_is_asked_for_in_words(salon: Open, error: TranscriptionError) -> None:
    shop = salon(NOTE, ears=Ears([error]))
    shop.sends("audio")
    for _ in range(4):
        shop.works()
        shop.waits(1)

    assert shop.answers().startswith("No he podido escuchar tu nota de voz")


def test_a_service_that_fails_once_is_asked_again(salon: Open) -> None:
    shop = salon(NOTE, ears=Ears([TranscriptionError("busy"), "¿cuánto cuesta un corte?"]))
    shop.sends("audio")
    for _ in range(4):
        shop.works()
        shop.waits(1)

    assert "16 €" in shop.answers()


def test_a_note_that_brings_the_model_down_is_not_read_for_ever(salon: Open) -> None:
    shop = salon(NOTE, ears=Ears(["nunca"]))
    shop.sends("audio")
    shop.works()
    begun = []
    for _ in range(5):
        dying = shop.worker()
        dying.writers.give = lambda work, claimed: None  # type: ignore[method-assign]
        begun.append(dying.drain())
        shop.waits(601)

    assert begun == [1, 1, 1, 0, 0]


def test_a_long_note_is_left_to_people(salon: Open) -> None:
    ears = Ears(["nunca"])
    shop = salon(opus(181), ears=ears)
    shop.sends("audio")
    shop.works()
    shop.works()
    shop.waits(0.8)

    assert shop.answers().startswith("No he podido escuchar tu nota de voz")
    assert ears.asked == []
    assert [row.status for row in shop.rows()] == [MediaStatus.STORED]


def test_a_photo_of_the_wish_is_kept_with_what_is_booked(salon: Open) -> None:
    shop = salon(PHOTO)
    shop.writes("quiero un corte mañana a las 11")
    shop.waits(3)
    shop.answers()
    shop.sends("image", "así quiero el corte")
    shop.waits(3)
    asked_again = shop.answers()
    shop.writes("sí")
    shop.waits(3)
    shop.answers()
    shop.sends("image")
    shop.waits(3)
    after = shop.answers()

    with shop.database.reading() as session:
        appointment = session.exec(select(Appointment)).one()
    assert "¿Te la reservo?" in asked_again
    assert after == "Gracias, lo guardo con tu cita del martes 24 de noviembre a las 11:00."
    assert [row.appointment_id for row in shop.rows()] == [appointment.id, appointment.id]


def test_a_stop_takes_up_nothing_new(salon: Open) -> None:
    shop = salon(PHOTO)
    shop.sends("image")

    shop.jobs.stop()

    assert shop.works() == 0
    assert shop.rows()[0].attempts == 0
