"""Reading what users name: which files are read, and what is said of those that cannot be."""

import io
import os
import socket
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from trialgraph import inputs
from trialgraph.problems import InputError, Problem

Write = Callable[[str, str | bytes], Path]


def refused(source: str | Path) -> Problem:
    with pytest.raises(InputError) as caught:
        inputs.read(source)
    (problem,) = caught.value.problems
    return problem


def test_a_file_is_read_as_it_is(write: Write) -> None:
    data = b"\xef\xbb\xbfa\r\nb\x00\xff"

    assert inputs.read(write("a.bin", data)) == data


def test_a_hyphen_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"facts: []")))

    assert inputs.read("-") == b"facts: []"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    problem = refused(tmp_path / "none.yaml")

    assert problem.code == "unreadable"
    assert str(problem.location) == str(tmp_path / "none.yaml")
    assert problem.message.en == f"there is no file `{tmp_path / 'none.yaml'}`"
    assert problem.message.fr == f"il n’y a pas de fichier `{tmp_path / 'none.yaml'}`"


def test_a_folder_is_not_read_as_a_file(tmp_path: Path) -> None:
    problem = refused(tmp_path)

    assert problem.message.en == f"`{tmp_path}` is a folder, not a file"
    assert problem.message.fr == f"`{tmp_path}` est un dossier, pas un fichier"


@pytest.mark.parametrize(
    ("error", "en", "fr"),
    [
        (
            PermissionError(13, "Permission denied"),
            "`a.yaml` may not be read: permission denied",
            "`a.yaml` ne peut être lu : permission refusée",
        ),
        (
            OSError(5, "Input/output error"),
            "`a.yaml` cannot be read: Input/output error",
            "`a.yaml` ne peut être lu : Input/output error",
        ),
    ],
)
def test_a_file_that_the_system_refuses_is_told_in_one_sentence(error: OSError, en: str, fr: str) -> None:
    problem = inputs.unreadable("a.yaml", error)

    assert (problem.message.en, problem.message.fr) == (en, fr)


def test_a_file_without_permission_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)

    assert refused("a.yaml").message.en == "`a.yaml` may not be read: permission denied"


def test_a_folder_gives_its_files_at_every_depth_in_order_of_name(write: Write, tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yml", "c/z.yaml", "c/d/e.yaml", "B.yaml", "notes.txt", "c/data.json", "yaml"):
        write(name, "")

    found = [str(Path(path).relative_to(tmp_path)) for path in inputs.find([tmp_path], (".yaml", ".yml"))]

    assert found == sorted(found)
    assert set(found) == {"B.yaml", "a.yml", "b.yaml", "c/d/e.yaml", "c/z.yaml"}


def test_hidden_files_and_folders_are_passed_over(write: Write, tmp_path: Path) -> None:
    for name in (".hidden.yaml", ".git/a.yaml", "c/.cache/b.yaml", "seen.yaml", "folder.yaml/inner.yaml"):
        write(name, "")

    found = [Path(path).name for path in inputs.find([tmp_path], (".yaml",))]

    assert found == ["inner.yaml", "seen.yaml"]


def test_a_folder_below_a_hidden_one_can_be_named(write: Write, tmp_path: Path) -> None:
    write(".hidden/facts/a.yaml", "")

    assert len(list(inputs.find([tmp_path / ".hidden" / "facts"], (".yaml",)))) == 1


def test_a_file_that_is_named_is_taken_whatever_its_suffix(write: Write) -> None:
    named = write("facts.txt", "")

    assert list(inputs.find([named, "-", "none.yaml"], (".yaml",))) == [named, "-", "none.yaml"]


def test_a_hyphen_is_standard_input_even_beside_a_folder_of_that_name(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("-/a.yaml", "")
    monkeypatch.chdir(tmp_path)

    assert list(inputs.find(["-"], (".yaml",))) == ["-"]


def test_a_folder_without_such_a_file_is_a_problem(write: Write, tmp_path: Path) -> None:
    write("notes.txt", "")

    with pytest.raises(InputError) as caught:
        list(inputs.find([tmp_path], (".yaml", ".yml")))

    (problem,) = caught.value.problems
    assert problem.code == "empty-folder"
    assert str(problem.location) == str(tmp_path)
    assert problem.message.en == "the folder holds no file that ends in `.yaml`, `.yml`"
    assert problem.message.fr == "le dossier ne contient aucun fichier qui se termine par `.yaml`, `.yml`"


def test_a_name_that_the_system_finds_too_long_is_told_like_any_other() -> None:
    name = "a" * 5000

    (source,) = inputs.find([name], (".yaml",))

    assert refused(source).message.en.endswith("cannot be read: File name too long")


def test_a_folder_that_holds_itself_by_a_link_ends(write: Write, tmp_path: Path) -> None:
    write("a.yaml", "")
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)

    assert [Path(path).name for path in inputs.find([tmp_path], (".yaml",))] == ["a.yaml"]


# What tests/conftest.py promises to every test


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.org", 443)])
def test_no_test_reaches_another_machine(address: tuple[str, int]) -> None:
    with pytest.raises(pytest.fail.Exception, match="the network was asked for"):
        socket.create_connection(address, timeout=1)
    with socket.socket() as plain, pytest.raises(pytest.fail.Exception, match="the network was asked for"):
        plain.connect(address)


def test_a_test_may_speak_to_its_own_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1]), timeout=5).close()


def test_nothing_of_a_persons_shell_changes_the_output() -> None:
    assert {name for name in os.environ if name.lower().endswith("_proxy")} == set()
    assert os.environ.get("LC_ALL") == "C.UTF-8"
    assert not {"NO_COLOR", "FORCE_COLOR", "COLUMNS", "LANG"} & os.environ.keys()
