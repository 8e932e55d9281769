"""Fetches files and has voice notes transcribed: claim, work with no transaction open, record."""

import logging
from collections.abc import Callable

from booking_bot.channels.media import MediaError
from booking_bot.channels.transcription.base import TranscriptionError
from booking_bot.domain import voice_notes
from booking_bot.jobs.hands import Hands
from booking_bot.models import MediaStatus
from booking_bot.services import fetching, file_types, media_files
from booking_bot.services.fetching import Claimed
from booking_bot.services.place import language_of
from booking_bot.wiring import Wiring

log = logging.getLogger(__name__)

FETCHES_AT_ONCE = 4


class MediaJobs:
    """The fetching and transcribing of one process. `on_progress` is called, from any thread, after each."""

    def __init__(self, parts: Wiring, *, on_progress: Callable[[], None]) -> None:
        self.parts = parts
        self.on_progress = on_progress
        self.fetchers = Hands[Claimed](FETCHES_AT_ONCE, "fetch")
        self.writers = Hands[Claimed](1, "transcribe")  # a local model takes all cores for one note
        self.stopping = False

    def drain(self) -> int:
        """Begin what is due, as far as there are hands free; how many that were."""
        parts, now = self.parts, self.parts.clock()
        if self.stopping or not parts.media:
            return 0
        with parts.database.reading() as session:
            if not fetching.is_any_due(session, now):
                return 0
        begun = 0
        for stored, hands, work in self._kinds():
            if not hands.free:
                continue
            with parts.database.transaction() as session:
                claimed = fetching.claim(
                    session, now, stored=stored, channels=list(parts.media), limit=hands.free
                )
            for one in claimed:
                hands.give(work, one)
            begun += len(claimed)
        return begun

    def _kinds(self) -> list[tuple[bool, Hands[Claimed], Callable[[Claimed], None]]]:
        kinds: list[tuple[bool, Hands[Claimed], Callable[[Claimed], None]]] = [
            (False, self.fetchers, self.fetch)
        ]
        if self.parts.transcriber is not None:
            kinds.append((True, self.writers, self.transcribe))
        return kinds

    def fetch(self, claimed: Claimed) -> None:
        """Fetch one claimed file, keep it, and record what came of it."""
        parts = self.parts
        try:
            data = parts.media[claimed.channel].fetch(claimed.url)
        except MediaError as error:
            self._failed(claimed, str(error), _status(error))
            return
        kind = file_types.recognise(data, claimed.claimed_type)
        if kind is None:
            self._failed(claimed, "it is of a type that is not kept", MediaStatus.REFUSED)
            return
        path = media_files.store(parts.settings.media_dir, data)
        short = voice_notes.length(data, kind) <= voice_notes.LONGEST
        with parts.database.transaction() as session:
            fetching.record_stored(
                session,
                claimed,
                content_type=kind,
                size=len(data),
                path=path,
                voice=parts.transcriber is not None and short,
                now=parts.clock(),
            )
        self.on_progress()

    def transcribe(self, claimed: Claimed) -> None:
        """Have one claimed voice note transcribed, and record the words."""
        parts = self.parts
        with parts.database.reading() as session:
            language = language_of(session)
        if claimed.answer_waits and claimed.message_sid and claimed.channel in parts.channels:
            parts.channels[claimed.channel].typing(claimed.message_sid)
        try:
            text = self._words(claimed, language)
        except TranscriptionError as error:
            with parts.database.transaction() as session:
                fetching.record_untranscribed(
                    session, claimed, reason=str(error), again=not error.permanent, now=parts.clock()
                )
        else:
            with parts.database.transaction() as session:
                fetching.record_transcript(session, claimed, text, now=parts.clock())
        self.on_progress()

    def _words(self, claimed: Claimed, language: str) -> str:
        file = media_files.locate(self.parts.settings.media_dir, claimed.path or "")
        if file is None or self.parts.transcriber is None:
            raise TranscriptionError("the file is gone", permanent=True)
        return self.parts.transcriber.transcribe(file.read_bytes(), claimed.type or "", language=language)

    def stop(self) -> None:
        """Take up nothing new."""
        self.stopping = True

    def _failed(self, claimed: Claimed, reason: str, status: MediaStatus | None) -> None:
        with self.parts.database.transaction() as session:
            fetching.record_failed(session, claimed, reason=reason, status=status, now=self.parts.clock())
        self.on_progress()


def _status(error: MediaError) -> MediaStatus | None:
    if error.too_big:
        return MediaStatus.TOO_BIG
    return MediaStatus.FAILED if error.permanent else None
