"""Parts of JSON files of any size, one at a time."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import ijson

from trialgraph import inputs
from trialgraph.problems import Bilingual, InputError, Location, Problem
from trialgraph.termfiles.lines import cut_off

_MOST_PACKED = 200
"""How many times its packed size a file may have: what is packed tighter was made to do harm."""


def items(path: Path, prefix: str) -> Iterator[tuple[int, Any]]:
    """Give the parts of a JSON file that stand at a place, each with its number, counted from 1.

    Args:
        path: a file of JSON, or a zip archive that holds one.
        prefix: the place, as ijson writes it: `graphs.item.nodes.item`; `item` for those of a list.

    Yields:
        The parts; where the file ends too early or is no JSON, a problem, and no more.

    Raises:
        InputError: the file cannot be read, or is an archive that holds no JSON file, or several.

    """
    number = 0
    try:
        with _opened(path) as stream:
            for each in ijson.items(stream, prefix, use_float=True):
                number += 1
                yield number, each
    except (ijson.JSONError, zipfile.BadZipFile, EOFError, ValueError) as error:
        reason = " ".join(str(error).split())[:80] or type(error).__name__
        yield (
            number + 1,
            cut_off(
                str(path),
                None,
                f"the JSON breaks off after part {number}: {reason}",
                f"le JSON s’interrompt après la partie {number} : {reason}",
            ),
        )
    except OSError as error:
        raise InputError([inputs.unreadable(path, error)]) from error


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    if not zipfile.is_zipfile(path):
        with path.open("rb") as stream:
            yield stream
        return
    with zipfile.ZipFile(path) as archive:
        inside = [info for info in archive.infolist() if info.filename.endswith(".json")]
        # A ROR dump holds its records in the form of schema 1 as well.
        newer = [info for info in inside if "schema_v2" in info.filename]
        chosen = newer or inside
        if len(chosen) != 1:
            raise InputError([_not_one(str(path), len(chosen))])
        if chosen[0].file_size > _MOST_PACKED * max(chosen[0].compress_size, 1):
            raise InputError([_packed_too_tight(str(path), chosen[0].filename)])
        with archive.open(chosen[0]) as stream:
            yield stream


def _not_one(file: str, count: int) -> Problem:
    return Problem(
        code="no-json-in-archive",
        severity="violation",
        location=Location(file=file),
        message=Bilingual(
            en=f"the archive holds {count} JSON files, and should hold one",
            fr=f"l’archive contient {count} fichiers JSON, et devrait en contenir un",
        ),
    )


def _packed_too_tight(file: str, name: str) -> Problem:
    return Problem(
        code="archive-too-large",
        severity="violation",
        location=Location(file=file),
        message=Bilingual(
            en=f"`{name}` has more than {_MOST_PACKED} times its packed size: it is not unpacked",
            fr=f"`{name}` fait plus de {_MOST_PACKED} fois sa taille compressée : il n’est pas décompressé",
        ),
        hint=Bilingual(en="unpack it yourself if you trust it", fr="décompressez-le vous-même s’il est sûr"),
    )
