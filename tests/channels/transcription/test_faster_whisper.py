"""What is asked of the library; the library itself stands in here, since a model is large."""

import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

import pytest

from booking_bot.channels.transcription.base import TranscriptionError
from booking_bot.channels.transcription.faster_whisper import FasterWhisper


@dataclass
class Segment:
    text: str


class WhisperModel:
    """The library's class as far as it is used: `transcribe` gives the segments one by one, and facts."""

    loaded: list[tuple[str, dict[str, Any]]] = []  # noqa: RUF012 - one list for all is what is wanted

    def __init__(self, model_size_or_path: str, **options: Any) -> None:
        if not (Path(model_size_or_path) / "model.bin").exists():
            raise RuntimeError("Unable to open file 'model.bin'")
        self.loaded.append((model_size_or_path, options))

    def transcribe(self, audio: BinaryIO, **options: Any) -> tuple[Any, object]:
        words = audio.read().decode()
        return (Segment(f" {word}") for word in words.split("|")), object()


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> type[WhisperModel]:
    module = ModuleType("faster_whisper")
    module.WhisperModel = WhisperModel  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "faster_whisper", module)
    WhisperModel.loaded.clear()
    return WhisperModel


def test_the_model_is_loaded_once_from_its_folder_and_never_from_the_network(
    library: type[WhisperModel], tmp_path: Path
) -> None:
    (tmp_path / "model.bin").touch()
    whisper = FasterWhisper(tmp_path)

    texts = [whisper.transcribe(note, "audio/ogg", language="es") for note in (b"hola|buenas", b"")]

    assert texts == ["hola buenas", ""]
    assert library.loaded == [
        (str(tmp_path), {"device": "cpu", "compute_type": "int8", "local_files_only": True})
    ]


def test_a_folder_without_a_model_is_told(library: type[WhisperModel], tmp_path: Path) -> None:
    with pytest.raises(TranscriptionError, match=r"cannot be loaded: Unable to open file 'model.bin'"):
        FasterWhisper(tmp_path).transcribe(b"hola", "audio/ogg", language="es")

    assert library.loaded == []


def test_a_note_that_cannot_be_read_is_told(library: type[WhisperModel], tmp_path: Path) -> None:
    (tmp_path / "model.bin").touch()

    with pytest.raises(TranscriptionError, match="cannot be read: UnicodeDecodeError"):
        FasterWhisper(tmp_path).transcribe(b"\xff\xfe", "audio/ogg", language="es")

    assert len(library.loaded) == 1
