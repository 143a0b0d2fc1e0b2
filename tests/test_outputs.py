"""Files are written whole or not at all."""

import errno
import os
from pathlib import Path

import pytest

from trialgraph import outputs
from trialgraph.problems import OutputError


def told(error: OutputError) -> list[str]:
    return [problem.message.en for problem in error.problems]


def test_all_files_are_written(tmp_path: Path) -> None:
    outputs.write({str(tmp_path / "a.ttl"): b"a", str(tmp_path / "b.nt"): b"b"})

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.ttl": b"a", "b.nt": b"b"}


def test_a_new_file_has_the_permissions_of_any_other(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"")
    outputs.write({str(tmp_path / "a.ttl"): b"a"})

    assert (tmp_path / "a.ttl").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_an_old_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(b"old")
    path.chmod(0o640)
    outputs.write({str(path): b"new"})

    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        outputs.write({str(tmp_path / "none" / "a.ttl"): b"a"})

    assert told(caught.value) == [f"there is no folder `{tmp_path / 'none'}` to write into"]


def test_a_folder_is_not_overwritten(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        outputs.write({str(tmp_path): b"a"})

    assert told(caught.value) == [f"`{tmp_path}` is a folder"]


def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(b"old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError) as caught:
        outputs.write({str(path): b"new"})

    assert told(caught.value) == [f"`{path}` was not written: No space left on device"]
    assert [p.name for p in tmp_path.iterdir()] == ["a.ttl"]
    assert path.read_bytes() == b"old"


def test_where_one_file_cannot_be_written_none_is(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        outputs.write({str(tmp_path / "a.ttl"): b"a", str(tmp_path / "none" / "b.ttl"): b"b"})

    assert list(tmp_path.iterdir()) == []


def test_a_dash_is_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    outputs.write({"-": "é".encode()})

    assert capfdbinary.readouterr().out == "é".encode()
