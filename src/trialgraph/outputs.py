"""Writing what users asked for: whole files or none."""

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from trialgraph.problems import Bilingual, Location, OutputError, Problem

STDOUT = "-"
"""The name that stands for standard output."""


def write(files: Mapping[str, bytes]) -> None:
    """Write files by name, all of them or none; `-` is standard output.

    Each file is first written beside its place under another name, then renamed, so that a reader
    never sees half of it and a full disk leaves the old file as it was.

    Raises:
        OutputError: a folder does not exist, may not be written to, or the disk is full.
        OSError: standard output cannot be written.

    """
    with ExitStack() as stack:
        moves = []
        for name, data in files.items():
            if name == STDOUT:
                continue
            path = Path(name)
            try:
                moves.append((_write_beside(path, data, stack), path))
            except OSError as error:
                raise OutputError([unwritable(path, error)]) from error
        for temporary, path in moves:
            try:
                temporary.replace(path)
            except OSError as error:
                raise OutputError([unwritable(path, error)]) from error
    if STDOUT in files:
        sys.stdout.buffer.write(files[STDOUT])
        sys.stdout.buffer.flush()


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a new file beside a path; it takes the place of the path when the block is left without error.

    Raises:
        OutputError: the folder does not exist, may not be written to, or the disk is full.

    """
    with ExitStack() as stack:
        try:
            temporary = _beside(path, stack)
            yield temporary
            with temporary.open("rb") as stream:
                os.fsync(stream.fileno())
            temporary.chmod(_mode(path))
            temporary.replace(path)
        except OSError as error:
            raise OutputError([unwritable(path, error)]) from error


def _write_beside(path: Path, data: bytes, stack: ExitStack) -> Path:
    """Write to a new file in the folder of the path; it is removed where it was not renamed."""
    temporary = _beside(path, stack)
    with temporary.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.chmod(_mode(path))
    return temporary


def _beside(path: Path, stack: ExitStack) -> Path:
    if path.is_dir():
        raise IsADirectoryError
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    temporary = Path(name)
    stack.callback(temporary.unlink, missing_ok=True)
    return temporary


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def unwritable(path: str | Path, error: OSError) -> Problem:
    """Say in one sentence why a file, or standard output, cannot be written."""
    name, folder = str(path), str(Path(path).parent)
    match error:
        case FileNotFoundError() | NotADirectoryError():
            message = Bilingual(
                en=f"there is no folder `{folder}` to write into",
                fr=f"il n’y a pas de dossier `{folder}` où écrire",
            )
        case IsADirectoryError():
            message = Bilingual(en=f"`{name}` is a folder", fr=f"`{name}` est un dossier")
        case PermissionError():
            message = Bilingual(
                en=f"`{folder}` may not be written to", fr=f"l’écriture dans `{folder}` n’est pas permise"
            )
        case _:
            message = Bilingual(
                en=f"`{name}` was not written: {error.strerror}",
                fr=f"`{name}` n’a pas été écrit : {error.strerror}",
            )
    return Problem(code="unwritable", severity="violation", message=message, location=Location(file=name))
