"""Lines of large files: one at a time, with their numbers, strictly UTF-8."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from trialgraph import inputs
from trialgraph.problems import Bilingual, InputError, Location, Problem

LONGEST = 4_000_000
"""Bytes of a line; what has longer ones is no terminology, and would fill the memory."""


class Line(NamedTuple):
    """A line of a file."""

    number: int
    text: str
    """Without its end."""
    is_ended: bool
    """False for a last line that no end of line follows."""


def lines(path: Path) -> Iterator[Line]:
    """Give the lines of a file, with or without a byte order mark.

    Raises:
        InputError: the file cannot be read, is not UTF-8, or has a line that is too long.

    """
    try:
        with path.open("rb") as stream:
            number = 0
            while raw := stream.readline(LONGEST + 1):
                number += 1
                if len(raw) > LONGEST:
                    raise InputError([_too_long(str(path), number)])
                yield _line(raw, number, str(path))
    except OSError as error:
        raise InputError([inputs.unreadable(path, error)]) from error


def _line(raw: bytes, number: int, file: str) -> Line:
    try:
        text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        inputs.decode(b"\n" * (number - 1) + raw, file)
        raise AssertionError from error  # the same bytes, so `decode` has raised with the line and the column
    return Line(number, text.rstrip("\r\n"), text.endswith(("\n", "\r")))


def _too_long(file: str, number: int) -> Problem:
    return Problem(
        code="too-long-a-line",
        severity="violation",
        location=Location(file=file, line=number),
        message=Bilingual(
            en=f"the line has more than {LONGEST:,} bytes: this is no terminology",
            fr=f"la ligne a plus de {LONGEST:,} octets : ce n’est pas une terminologie".replace(
                ",", "\u202f"
            ),
        ),
    )


def cut_off(file: str, line: int | None, en: str, fr: str) -> Problem:
    """Say that a file seems to end before its end."""
    return Problem(
        code="truncated-terminology",
        severity="violation",
        location=Location(file=file, line=line),
        message=Bilingual(en=en, fr=fr),
        hint=Bilingual(
            en="the file may be cut off: get it again, and compare its size with what its publisher says; "
            "a text that is whole ends with an end of line",
            fr="le fichier est peut-être tronqué : reprenez-le et comparez sa taille à celle annoncée ; "
            "un texte entier finit par une fin de ligne",
        ),
    )


def unreadable_part(file: str, line: int | None, message: Bilingual, hint: Bilingual) -> Problem:
    """Say that a row of a table, or a part of JSON, cannot be read."""
    return Problem(
        code="unreadable-part",
        severity="violation",
        location=Location(file=file, line=line),
        message=message,
        hint=hint,
    )


def without_name(file: str, line: int | None, id_: str) -> Problem:
    """Say that a term has no name."""
    return Problem(
        code="term-without-name",
        severity="warning",
        location=Location(file=file, line=line),
        message=Bilingual(
            en=f"the term `{id_}` has no name: it is left out",
            fr=f"le terme `{id_}` n’a pas de nom : il est omis",
        ),
    )


def without_id(file: str, line: int | None) -> Problem:
    """Say that a term has no identifier."""
    return cut_off(file, line, "a term has no id", "un terme n’a pas d’identifiant")
