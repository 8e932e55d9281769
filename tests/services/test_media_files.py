"""Files lie below their content's hash, for their owner alone, whole or not at all."""

import stat
from pathlib import Path

import pytest

from booking_bot.services.media_files import locate, store


def test_a_file_is_kept_once_under_its_hash_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "media"

    paths = [store(folder, b"photo"), store(folder, b"photo"), store(folder, b"another")]

    files = [file for file in folder.rglob("*") if file.is_file()]
    folders = [folder, *(one for one in folder.rglob("*") if one.is_dir())]
    assert paths[0] == paths[1] != paths[2]
    assert sorted(file.read_bytes() for file in files) == [b"another", b"photo"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert {stat.S_IMODE(one.stat().st_mode) for one in folders} == {0o700}


def test_what_was_stored_is_found_again(tmp_path: Path) -> None:
    path = store(tmp_path, b"photo")

    file = locate(tmp_path, path)

    assert file is not None
    assert file.read_bytes() == b"photo"


@pytest.mark.parametrize(
    "path", ["", "../secret", "/etc/passwd", "ab/cd/../../../secret", "ab/cd/" + "0" * 64]
)
def test_no_other_path_is_looked_at(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret").write_text("secret")

    assert locate(tmp_path / "media", path) is None
