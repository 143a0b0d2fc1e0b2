"""Reading what users name on the command line: the only place where input files are opened."""

import os.path
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from trialgraph.problems import Bilingual, InputError, Location, Problem

STDIN = "-"
"""The name that stands for standard input."""


def read(source: str | Path) -> bytes:
    """Read a file, or standard input where the source is `-`.

    Raises:
        InputError: there is no such file, it is a folder, or it cannot be read.

    """
    if str(source) == STDIN:
        return sys.stdin.buffer.read()
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise InputError([unreadable(source, error)]) from error


def decode(data: bytes, file: str) -> str:
    r"""Decode UTF-8, with or without a byte order mark.

    Raises:
        InputError: the bytes are not UTF-8; the problem names the line and column of the first that is not.

    >>> decode(b"caf\xc3\xa9", "facts.yaml")
    'café'

    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raw = error.object  # without the byte order mark: columns count from what follows it
        before = raw[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        problem = Problem(
            code="not-utf-8",
            severity="violation",
            location=Location(file=file, line=before.count(b"\n") + 1, column=column),
            message=Bilingual(
                en=f"byte 0x{raw[error.start]:02x} is not UTF-8 text",
                fr=f"l’octet 0x{raw[error.start]:02x} n’est pas du texte UTF-8",
            ),
            hint=Bilingual(en="save the file as UTF-8", fr="enregistrez le fichier en UTF-8"),
        )
        raise InputError([problem]) from error


def unreadable(source: str | Path, error: OSError) -> Problem:
    """Say in one sentence why a file cannot be read."""
    name = str(source)
    match error:
        case FileNotFoundError():
            message = Bilingual(en=f"there is no file `{name}`", fr=f"il n’y a pas de fichier `{name}`")
        case IsADirectoryError():
            message = Bilingual(
                en=f"`{name}` is a folder, not a file", fr=f"`{name}` est un dossier, pas un fichier"
            )
        case PermissionError():
            message = Bilingual(
                en=f"`{name}` may not be read: permission denied",
                fr=f"`{name}` ne peut être lu : permission refusée",
            )
        case _:
            message = Bilingual(
                en=f"`{name}` cannot be read: {error.strerror}",
                fr=f"`{name}` ne peut être lu : {error.strerror}",
            )
    return Problem(code="unreadable", severity="violation", message=message, location=Location(file=name))


def find(sources: Iterable[str | Path], suffixes: Iterable[str]) -> Iterator[str | Path]:
    """Name the files to read: each file given as it is, each folder as its files with the suffixes.

    Folders are searched at every depth, in order of name; hidden files and folders are passed over, and so
    is a README: it speaks of the folder.

    Raises:
        InputError: a folder holds no such file.

    """
    wanted = tuple(suffixes)
    for source in sources:
        folder = Path(source)
        # os.path, because pathlib raises where a name is too long or a folder above is closed.
        if str(source) == STDIN or not os.path.isdir(folder):  # noqa: PTH112 - see above
            yield source
            continue
        found = sorted(
            path
            for path in folder.rglob("*")
            if path.suffix in wanted
            and path.stem.upper() != "README"
            and path.is_file()
            and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        )
        if not found:
            raise InputError([_empty_folder(folder, wanted)])
        yield from found


def _empty_folder(folder: Path, suffixes: tuple[str, ...]) -> Problem:
    listed = ", ".join(f"`{suffix}`" for suffix in suffixes)
    return Problem(
        code="empty-folder",
        severity="violation",
        location=Location(file=str(folder)),
        message=Bilingual(
            en=f"the folder holds no file that ends in {listed}",
            fr=f"le dossier ne contient aucun fichier qui se termine par {listed}",
        ),
    )
