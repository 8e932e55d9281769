"""Asks the reader in threads of its own, so that its slowness keeps no other conversation waiting."""

import logging
import time
from collections.abc import Callable
from threading import Lock, Thread

from booking_bot.channels.language_model import NoAnswer
from booking_bot.language.frame import Frame
from booking_bot.language.second_reading import Reader
from booking_bot.services.second_looks import Look, Question

log = logging.getLogger(__name__)

AT_ONCE = 4
LONGEST = 10.0  # seconds; whoever still looks then is not waited for, whatever deadline they promised
# What nobody took: another process has answered meanwhile.
_FORGOTTEN_AFTER = 60.0


class SecondLooks:
    """Implements `services.second_looks.Looks`. `on_progress` is called, from any thread, after each."""

    def __init__(self, reader: Reader, *, on_progress: Callable[[], None], longest: float = LONGEST) -> None:
        self.reader = reader
        self.on_progress = on_progress
        self.longest = longest
        self.lock = Lock()
        self.under_way: dict[int, float] = {}  # when each was begun
        self.done: dict[int, tuple[float, Look]] = {}

    def is_under_way(self, conversation_id: int) -> bool:
        with self.lock:
            begun = self.under_way.get(conversation_id)
            return begun is not None and time.monotonic() - begun < self.longest

    def take(self, conversation_id: int) -> Look | None:
        with self.lock:
            _, look = self.done.pop(conversation_id, (0.0, None))
            return look

    def begin(self, conversation_id: int, question: Question) -> bool:
        with self.lock:
            if len(self.under_way) >= AT_ONCE or conversation_id in self.under_way:
                return False
            self.under_way[conversation_id] = time.monotonic()
        try:
            Thread(
                target=self._look, args=(conversation_id, question), name="second-look", daemon=True
            ).start()
        except RuntimeError:  # the machine has no thread left
            with self.lock:
                del self.under_way[conversation_id]
            return False
        return True

    def _look(self, conversation_id: int, question: Question) -> None:
        frame = self._frame(conversation_id, question)
        now = time.monotonic()
        with self.lock:
            self.under_way.pop(conversation_id, None)
            self.done = {
                number: kept for number, kept in self.done.items() if now - kept[0] < _FORGOTTEN_AFTER
            }
            self.done[conversation_id] = (now, Look(question, frame))
        self.on_progress()

    def _frame(self, conversation_id: int, question: Question) -> Frame | None:
        begun = time.monotonic()
        try:
            frame = self.reader.read(question.text, question.now, question.vocabulary, question.expecting)
        except NoAnswer as error:
            log.warning("the second look at conversation %s came to nothing: %s", conversation_id, error)
            return None
        except Exception as error:
            # its words might quote what the customer said
            log.error("the second look at conversation %s failed: %s", conversation_id, type(error).__name__)  # noqa: TRY400
            return None
        log.info(
            "the second look at conversation %s %s, in %.0f ms",
            conversation_id,
            "understood" if frame else "understood nothing",
            (time.monotonic() - begun) * 1000,
        )
        return frame
