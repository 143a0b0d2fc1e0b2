"""Rows of tables, one at a time, each with its line: what tables of all formats share."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from trialgraph.problems import Bilingual, Location, Problem, did_you_mean
from trialgraph.termfiles.lines import Line, cut_off, lines, unreadable_part


class Row(NamedTuple):
    """A row of a table."""

    line: int
    cells: Mapping[str, str]
    """By the name of the column; what is missing is empty."""


def rows(
    path: Path, delimiter: str, needed: Iterable[str], comments: list[str] | None = None, *, is_quoted: bool
) -> Iterator[Row | Problem]:
    """Give the rows of a table of which the first line names the columns; a row stands on one line.

    Args:
        path: the file.
        delimiter: a tab or a comma.
        needed: columns without which the table cannot be read.
        comments: takes up the lines at the head that begin with `#`.
        is_quoted: whether the format puts cells in quotation marks, which then may hold the delimiter.
            In the others a delimiter always ends the cell, and marks around a whole cell are taken off:
            spreadsheets add them.

    """
    file, needed, names = str(path), tuple(needed), list[str]()
    split = _quoted_cells if is_quoted else _plain_cells
    for line in _table_lines(path, comments):
        cells = split(line.text, delimiter) if '"' in line.text else line.text.split(delimiter)
        if cells is None:
            yield _unreadable(file, line, delimiter)
        elif not names:
            names = [cell.strip() for cell in cells]
            if missing := [name for name in needed if name not in names]:
                yield from (_missing(file, line.number, name, names) for name in missing)
                return
        elif len(cells) < len(names) and not line.is_ended and any(cells):
            yield _cut_row(file, line.number, len(cells), len(names))
        elif any(cells[len(names) :]):
            yield _too_many(file, line.number, len(cells), len(names))
        elif any(cells):
            yield Row(line.number, dict(zip(names, (cell.strip() for cell in cells), strict=False)))
    if not names:
        yield from (_missing(file, 1, name, ()) for name in needed)


def _table_lines(path: Path, comments: list[str] | None) -> Iterator[Line]:
    """Give the lines of a file; those at its head that begin with `#` are kept apart."""
    in_head = True
    for line in lines(path):
        in_head = in_head and line.text.startswith("#")
        if not in_head:
            yield line
        elif comments is not None:
            comments.append(line.text)


def _quoted_cells(text: str, delimiter: str) -> list[str] | None:
    """Split a line by the rules of CSV; None where a cell does not end in it, or is too long."""
    whole = text.replace("\r", " ")
    try:
        cells = next(csv.reader([f"{whole}\n"], delimiter=delimiter))
    except csv.Error:
        return None
    # An end of line can be in a cell only where a quotation mark was not closed.
    return None if cells[-1].endswith("\n") else cells


def _plain_cells(text: str, delimiter: str) -> list[str]:
    return [_unquoted(cell) for cell in text.split(delimiter)]


def _unquoted(cell: str) -> str:
    """Take off the quotation marks around a cell, and undouble those in it, as spreadsheets write them.

    >>> _unquoted('"the ""quill"" disease"'), _unquoted('"quill" or "fell"'), _unquoted('"quill')
    ('the "quill" disease', '"quill" or "fell"', '"quill')
    """
    found = _WHOLLY_QUOTED.fullmatch(cell)
    return found[1].replace('""', '"') if found else cell


_WHOLLY_QUOTED = re.compile(r'"((?:[^"]|"")*+)"')


def values(row: Row, column: str, separator: str) -> list[str]:
    """Give the values of a cell that holds several."""
    return [value.strip() for value in row.cells.get(column, "").split(separator) if value.strip()]


def _missing(file: str, line: int, name: str, names: Iterable[str]) -> Problem:
    return Problem(
        code="missing-column",
        severity="violation",
        location=Location(file=file, line=line),
        message=Bilingual(en=f"the column `{name}` is missing", fr=f"il manque la colonne `{name}`"),
        hint=did_you_mean(name, list(names)),
    )


def _unreadable(file: str, line: Line, delimiter: str) -> Problem:
    opened = _opened_in(line.text, delimiter)
    if opened is None:
        return unreadable_part(
            file,
            line.number,
            Bilingual(
                en=f"a cell of this row has more than {csv.field_size_limit():,} characters",
                fr=f"une cellule de cette ligne a plus de {csv.field_size_limit():,} caractères".replace(
                    ",", "\u202f"
                ),
            ),
            Bilingual(en="write it shorter", fr="écrivez-la plus courte"),
        )
    return unreadable_part(
        file,
        line.number,
        Bilingual(
            en=f"the quotation mark of cell {opened} is not closed in its line",
            fr=f"le guillemet de la cellule {opened} n’est pas fermé dans sa ligne",
        ),
        Bilingual(
            en="close it, or double it where it belongs to the text; a cell stands on one line",
            fr="fermez-le, ou doublez-le s’il fait partie du texte ; une cellule tient sur une ligne",
        ),
    )


def _opened_in(text: str, delimiter: str) -> int | None:
    """Count to the cell that is open at the end of a line."""
    try:
        return len(next(csv.reader([text.replace("\r", " ")], delimiter=delimiter)))
    except csv.Error:
        return None


def _too_many(file: str, line: int, found: int, expected: int) -> Problem:
    return Problem(
        code="wrong-cell-count",
        severity="violation",
        location=Location(file=file, line=line),
        message=Bilingual(
            en=f"the row has {found} cells, and the table {expected} columns",
            fr=f"la ligne a {found} cellules, et le tableau {expected} colonnes",
        ),
        hint=Bilingual(
            en="a cell holds what separates cells: take it out, or close its quotation marks",
            fr="une cellule contient ce qui sépare les cellules : retirez-le, ou fermez ses guillemets",
        ),
    )


def _cut_row(file: str, line: int, found: int, expected: int) -> Problem:
    return cut_off(
        file,
        line,
        f"the last row has {found} cells of {expected}",
        f"la dernière ligne a {found} cellules sur {expected}",
    )
