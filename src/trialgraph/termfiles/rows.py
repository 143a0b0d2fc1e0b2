"""Rows of tables, one at a time, each with its line: what tables of all formats share."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from trialgraph.problems import Bilingual, Location, Problem, did_you_mean
from trialgraph.termfiles.lines import Line, cut_off, lines


class Row(NamedTuple):
    """A row of a table."""

    line: int
    cells: Mapping[str, str]
    """By the name of the column; what is missing is empty."""


def rows(
    path: Path, delimiter: str, needed: Iterable[str], comments: list[str] | None = None
) -> Iterator[Row | Problem]:
    """Give the rows of a table of which the first line names the columns.

    Args:
        path: the file.
        delimiter: a tab or a comma; cells may stand in quotation marks, and then hold both.
        needed: columns without which the table cannot be read.
        comments: takes up the lines at the head that begin with `#`.

    """
    file, given = str(path), _Given()
    reader = csv.reader(given.lines(path, comments), delimiter=delimiter, strict=False)
    names = next(reader, None) or []
    missing = [name for name in needed if name not in names]
    for name in missing:
        yield _missing(file, given.first(), name, names)
    while not missing:
        given.numbers.clear()
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield _unreadable(file, given.last.number, error)
            return
        if cells is None:
            return
        if len(cells) < len(names) and not given.last.is_ended and any(cells):
            yield _cut_row(file, given.first(), len(cells), len(names))
            return
        if any(cells):
            yield Row(given.first(), dict(zip(names, (cell.strip() for cell in cells), strict=False)))


class _Given:
    """The lines that the reader of rows has taken up: one row may stand on several."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.last = Line(0, "", is_ended=True)

    def first(self) -> int:
        """Give the line on which the present row begins."""
        return self.numbers[0] if self.numbers else self.last.number

    def lines(self, path: Path, comments: list[str] | None) -> Iterator[str]:
        """Give the lines of a file; those at its head that begin with `#` are kept apart."""
        in_head = True
        for line in lines(path):
            if in_head and line.text.startswith("#"):
                if comments is not None:
                    comments.append(line.text)
                continue
            in_head = False
            self.last = line
            self.numbers.append(line.number)
            yield f"{line.text}\n"


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


def _unreadable(file: str, line: int, error: csv.Error) -> Problem:
    return cut_off(
        file, line, f"the table cannot be read here: {error}", f"le tableau est illisible ici : {error}"
    )


def _cut_row(file: str, line: int, found: int, expected: int) -> Problem:
    return cut_off(
        file,
        line,
        f"the last row has {found} cells of {expected}",
        f"la dernière ligne a {found} cellules sur {expected}",
    )
