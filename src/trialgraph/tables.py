"""Tables of tab-separated text, read strictly: every problem is told, each at its line and column."""

import unicodedata
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from trialgraph import inputs
from trialgraph.problems import Bilingual, InputError, Location, Problem, did_you_mean


class Cell(NamedTuple):
    """A text in a table, and where it starts."""

    text: str
    file: str
    line: int
    column: int

    def at(self, offset: int = 0) -> Location:
        """Give the place of a character of the text."""
        return Location(file=self.file, line=self.line, column=self.column + offset)

    def end(self) -> Location:
        """Give the place behind the text."""
        return self.at(len(self.text))

    def split(self, separator: str) -> list["Cell"]:
        """Cut the text at each separator."""
        parts, column = [], self.column
        for text in self.text.split(separator):
            parts.append(Cell(text, self.file, self.line, column))
            column += len(text) + len(separator)
        return parts


Row = dict[str, Cell]


class Columns(NamedTuple):
    """The columns of a table: those that must say something, may be empty, or need not be there."""

    filled: tuple[str, ...]
    optional: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


class Tables:
    """Reads tables and collects their problems."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def read(self, path: Path, columns: Columns) -> tuple[list[Row], bool]:
        """Read a table: the rows that are well-formed, and whether those are all that it has.

        Lines that begin with `#` are comments where they stand before the names of the columns.
        """
        before = len(self.problems)
        try:
            text = inputs.decode(inputs.read(path), str(path))
        except InputError as error:
            self.problems += error.problems
            return [], False
        rows = []
        names: list[str] | None = None
        for number, line in enumerate(text.replace("\r\n", "\n").removesuffix("\n").split("\n"), start=1):
            if names is None and (not line or line.startswith("#")):
                continue
            cells = Cell(line, str(path), number, 1).split("\t")
            if names is None:
                names = self._header(cells, columns)
            elif row := self._row(cells, names, columns):
                rows.append(row)
        if names is None:
            self.report("no-columns", Location(file=str(path), line=1, column=1), _NO_COLUMNS)
        return rows, len(self.problems) == before

    def _header(self, cells: list[Cell], columns: Columns) -> list[str]:
        known = (*columns.filled, *columns.optional)
        names: list[str] = []
        for cell in cells:
            self.check_known(
                "unknown-column", cell, (*known, *columns.absent), "a column here", "une colonne ici"
            )
            if cell.text in names:
                self.report("repeated-column", cell.at(), twice(cell))
            names.append(cell.text)
        for name in known:
            if name not in names:
                self.report("missing-column", cells[-1].end(), _no_column(name))
        return names

    def _row(self, cells: list[Cell], names: list[str], columns: Columns) -> Row | None:
        if len(cells) != len(names):
            place = cells[len(names)].at() if len(cells) > len(names) else cells[-1].end()
            self.report("wrong-cell-count", place, _cell_count(len(cells), len(names)))
            return None
        before = len(self.problems)
        row = dict(zip(names, cells, strict=True))
        for name, cell in row.items():
            if not cell.text and name in columns.filled:
                self.report("empty-cell", cell.at(), empty(name))
            self.check_text(cell)
        complete = row.keys() >= {*columns.filled, *columns.optional}
        return row if complete and len(self.problems) == before else None

    def check_text(self, cell: Cell) -> None:
        """Report a text that no table should hold: untrimmed, in quotation marks, not in form NFC."""
        if cell.text.strip() != cell.text:
            self.report("untrimmed-text", cell.at(), _UNTRIMMED)
        elif cell.text.startswith('"'):
            self.report("quoted-cell", cell.at(), _QUOTED, _UNQUOTE)
        elif not unicodedata.is_normalized("NFC", cell.text):
            self.report("not-nfc", cell.at(), _NOT_NFC)

    def check_known(self, code: str, cell: Cell, known: Collection[str], en: str, fr: str) -> bool:
        """Report a text that is none of those known; `en` and `fr` say what it should be."""
        if cell.text in known:
            return True
        self.report(code, cell.at(), is_not(cell.text, en, fr), did_you_mean(cell.text, known))
        return False

    def report(
        self, code: str, location: Location, message: Bilingual, hint: Bilingual | None = None
    ) -> None:
        """Add a violation."""
        self.problems.append(
            Problem(code=code, severity="violation", location=location, message=message, hint=hint)
        )


def is_not(text: str, en: str, fr: str) -> Bilingual:
    """Say that a text is not what it should be."""
    return Bilingual(en=f"`{text}` is not {en}", fr=f"`{text}` n’est pas {fr}")


def twice(cell: Cell) -> Bilingual:
    """Say that a text was there before."""
    return Bilingual(en=f"`{cell.text}` is given twice", fr=f"`{cell.text}` est donné deux fois")


def empty(column: str) -> Bilingual:
    """Say that a cell has nothing in it."""
    return Bilingual(en=f"`{column}` says nothing", fr=f"`{column}` est vide")


_NO_COLUMNS = Bilingual(en="the table has no line of column names", fr="la table n’a pas de ligne d’en-tête")
_UNTRIMMED = Bilingual(
    en="the text begins or ends with a space", fr="le texte commence ou finit par une espace"
)
_QUOTED = Bilingual(en="the cell is in quotation marks", fr="la cellule est entre guillemets")
_UNQUOTE = Bilingual(
    en="save the table as tab-separated text without quotation marks",
    fr="enregistrez la table en texte séparé par des tabulations, sans guillemets",
)
_NOT_NFC = Bilingual(
    en="the text is not in Unicode normal form C", fr="le texte n’est pas en forme normale C d’Unicode"
)


def _no_column(name: str) -> Bilingual:
    return Bilingual(en=f"the column `{name}` is missing", fr=f"il manque la colonne `{name}`")


def _cell_count(found: int, expected: int) -> Bilingual:
    return Bilingual(
        en=f"the row has {found} cells, the table {expected} columns",
        fr=f"la ligne a {found} cellules, la table {expected} colonnes",
    )
