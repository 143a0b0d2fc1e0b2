"""Parts of JSON files of any size, one at a time."""

import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import ijson

from trialgraph import inputs
from trialgraph.problems import Bilingual, InputError, Location, Problem
from trialgraph.termfiles.lines import cut_off, unreadable_part

_DEEPEST = 100
"""Levels of nesting; terminologies have ten, and a million would take gigabytes of memory."""
_MOST_PACKED = 200
"""How many times its packed size a file may have: what is packed tighter was made to do harm."""


def items(path: Path, prefix: str) -> Iterator[tuple[int, Any]]:
    """Give the parts of a JSON file that stand at a place, each with its number, counted from 1.

    Args:
        path: a file of JSON, or a zip archive that holds one.
        prefix: the place, as ijson writes it: `graphs.item.nodes.item`; `item` for those of a list.

    Yields:
        The parts; where the file ends too early, is no JSON or is nested too deep, a problem, and no more.

    Raises:
        InputError: the file cannot be read, or is an archive that holds no JSON file or several, or that
            cannot be unpacked.

    """
    number = 0
    try:
        with _opened(path) as stream:
            for each in ijson.items(_Shallow(stream), prefix, use_float=True):
                number += 1
                yield number, each
    except _TooDeepError:
        yield number + 1, _too_deep(str(path))
    except (ijson.JSONError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError) as error:
        reason = " ".join(str(error).split())[:80] or type(error).__name__
        if "overflow" in reason:
            yield number + 1, _too_large_a_number(str(path), number)
            return
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
        if chosen[0].flag_bits & _ENCRYPTED:
            raise InputError([_locked(str(path), chosen[0].filename)])
        try:
            unpacked = archive.open(chosen[0])
        except NotImplementedError as error:
            raise InputError([_unknown_packing(str(path), chosen[0].filename)]) from error
        with unpacked:
            yield unpacked


_ENCRYPTED = 0x1
"""The bit of the flags of a file in an archive (APPNOTE 4.4.4)."""


class _TooDeepError(Exception):
    """Stops the parser, which would build as many objects as there are levels."""


class _Shallow:
    """A stream of JSON that is nested no deeper than `_DEEPEST` levels.

    The brackets are looked at before the parser has them: to take its events one by one would be slow.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._kept = b""
        """A backslash at the end of what was read: what it escapes comes next."""
        self._in_string = False
        self._depth = 0

    def read(self, size: int = -1) -> bytes:
        """Give the next bytes.

        Raises:
            _TooDeepError: brackets in them open level upon level.

        """
        data = self._stream.read(size)
        bare = (self._kept + data).replace(b"\\\\", b"").replace(b'\\"', b"")
        self._kept = b"\\" if bare.endswith(b"\\") else b""
        parts = bare.removesuffix(b"\\").split(b'"')
        outside = b"".join(parts[self._in_string :: 2])
        self._in_string ^= len(parts) % 2 == 0
        self._descend(outside.translate(_AS_ROUND, _NO_BRACKETS))
        return data

    def _descend(self, brackets: bytes) -> None:
        end = max(self._depth + brackets.count(b"(") - brackets.count(b")"), 0)
        if end > _DEEPEST:
            raise _TooDeepError
        # With what was open before, and closed at the end, each pass takes away the innermost level.
        rest = b"(" * self._depth + brackets + b")" * end
        for _ in range(_DEEPEST):
            rest = rest.replace(b"()", b"")
        if b"()" in rest:
            raise _TooDeepError
        self._depth = end


_AS_ROUND = bytes.maketrans(b"[{]}", b"(())")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[{]}"))


def _too_deep(file: str) -> Problem:
    return Problem(
        code="deep-terminology",
        severity="violation",
        location=Location(file=file),
        message=Bilingual(
            en=f"the JSON is nested deeper than {_DEEPEST} levels",
            fr=f"le JSON est imbriqué sur plus de {_DEEPEST} niveaux",
        ),
        hint=Bilingual(
            en="no terminology needs that many: get the file again from its publisher",
            fr="aucune terminologie n’en demande tant : reprenez le fichier chez son éditeur",
        ),
    )


def _too_large_a_number(file: str, number: int) -> Problem:
    return unreadable_part(
        file,
        None,
        Bilingual(
            en=f"after part {number} of the JSON stands a number that is too large to be read",
            fr=f"après la partie {number} du JSON figure un nombre trop grand pour être lu",
        ),
        Bilingual(en="write it as text, in quotation marks", fr="écrivez-le comme texte, entre guillemets"),
    )


def _locked(file: str, name: str) -> Problem:
    return Problem(
        code="password-protected",
        severity="violation",
        location=Location(file=file),
        message=Bilingual(
            en=f"`{name}` in the archive is locked with a password",
            fr=f"`{name}` dans l’archive est protégé par un mot de passe",
        ),
        hint=Bilingual(
            en="unpack the archive, and import the JSON file",
            fr="décompressez l’archive et importez le fichier JSON",
        ),
    )


def _unknown_packing(file: str, name: str) -> Problem:
    return Problem(
        code="unreadable",
        severity="violation",
        location=Location(file=file),
        message=Bilingual(
            en=f"`{name}` in the archive is packed by a method that we cannot unpack",
            fr=f"`{name}` dans l’archive est compressé par une méthode que nous ne savons pas décompresser",
        ),
        hint=Bilingual(
            en="unpack the archive, and import the JSON file",
            fr="décompressez l’archive et importez le fichier JSON",
        ),
    )


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
