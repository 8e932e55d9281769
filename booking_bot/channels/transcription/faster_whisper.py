"""Whisper on this machine, by faster-whisper: the extra `voice`, and a folder with a converted model.

The model is loaded with the first voice note, and never from the network.
"""

import io
from functools import cached_property
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

from booking_bot.channels.transcription.base import TranscriptionError

MODEL_FILE = "model.bin"


class FasterWhisper:
    """Implements `transcription.base.Transcriber`; one note at a time, since each takes all cores."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = Lock()

    @cached_property
    def model(self) -> Any:
        library = import_module("faster_whisper")
        return library.WhisperModel(
            str(self.folder.resolve()), device="cpu", compute_type="int8", local_files_only=True
        )

    def transcribe(self, audio: bytes, _content_type: str, *, language: str) -> str:
        with self.lock:
            try:
                model = self.model
            except Exception as error:
                raise TranscriptionError(
                    f"the model in {self.folder} cannot be loaded: {error}", permanent=True
                ) from None
            try:
                segments, _ = model.transcribe(
                    io.BytesIO(audio), language=language, vad_filter=True, condition_on_previous_text=False
                )
                return " ".join(filter(None, (one.text.strip() for one in segments)))
            except Exception as error:
                raise TranscriptionError(
                    f"the note cannot be read: {type(error).__name__}", permanent=True
                ) from None
