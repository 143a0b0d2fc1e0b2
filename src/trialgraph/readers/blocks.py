"""The blocks of a document with a structure, and the plain text that they make.

A blank line stands between paragraphs; a heading begins with `#` signs and an item of a list with `* `; a
row of a table is a line, its cells apart by ` | `.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

Kind = Literal["paragraph", "heading", "item", "row"]
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
"""Where a line may break, or not: of no meaning in a text, and it would split a name in two."""
_SPACES = re.compile(r"[ \t]{2,}")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_RAISED = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
_EXPONENT = re.compile(r"\s*[0-9+\-−–]+\s*")
_LONGEST_CELL = 1000
"""Characters: a longer cell belongs to a table that only lays out a page."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, an item of a list or a row of a table."""

    text: str
    kind: Kind = "paragraph"
    level: int = 0
    """Of a heading, from 1."""
    links: int = 0
    unlinked: int = 0
    """How many letters and digits stand outside links."""

    def __str__(self) -> str:
        match self.kind:
            case "heading":
                return f"{'#' * self.level} {self.text}"
            case "item":
                return f"* {self.text}"
            case _:
                return self.text


@dataclass(slots=True)
class _Row:
    cells: list[int] = field(default_factory=list)
    """The number of the block that each cell begins with."""
    lays_out: bool = False


class Blocks:
    """Collects the blocks of a document in their order, and makes one block of each row of a table."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self._rows: list[_Row] = []

    def add(
        self, text: str, kind: Kind = "paragraph", *, level: int = 0, links: int = 0, unlinked: int = 0
    ) -> None:
        """Add a block, or several where there are blank lines in it; nothing where there is no text."""
        for part in _BLANK_LINES.split(_INVISIBLE.sub("", text)):
            lines = (_SPACES.sub(" ", line).strip() for line in part.split("\n"))
            # A heading and a row are one line.
            clean = ("\n" if kind in {"paragraph", "item"} else " ").join(line for line in lines if line)
            if clean:
                self.found.append(Block(clean, kind, level, links, unlinked))

    def open_row(self) -> None:
        """Begin a row of a table; a row in a cell of another shows that the outer table lays out a page."""
        if self._rows:
            self._rows[-1].lays_out = True
        self._rows.append(_Row())

    def open_cell(self) -> None:
        """Begin a cell."""
        if self._rows:
            self._rows[-1].cells.append(len(self.found))

    def close_row(self) -> None:
        """End a row: its cells become one block, unless the table only lays out a page."""
        if not self._rows:
            return
        row = self._rows.pop()
        if row.lays_out or not row.cells:
            return
        cells = [self.found[start:end] for start, end in pairwise([*row.cells, len(self.found)])]
        words = [" ".join(" ".join(block.text.split("\n")) for block in cell) for cell in cells]
        blocks = [block for cell in cells for block in cell]
        if (
            sum(map(bool, words)) < 2  # noqa: PLR2004 - one cell is no row
            or max(map(len, words)) > _LONGEST_CELL
            or any(block.kind == "heading" for block in blocks)
        ):
            return
        del self.found[row.cells[0] :]
        self.found.append(
            Block(
                " | ".join(words).strip(),
                "row",
                links=sum(block.links for block in blocks),
                unlinked=sum(block.unlinked for block in blocks),
            )
        )


def joined(blocks: Iterable[Block]) -> str:
    r"""Write blocks as one text.

    >>> joined([Block("Results", "heading", 2), Block("one", "item"), Block("two", "item"), Block("End.")])
    '## Results\n\n* one\n* two\n\nEnd.\n'
    """
    pieces: list[str] = []
    before: Kind | None = None
    for block in blocks:
        if before is not None:
            pieces.append("\n" if before == block.kind and block.kind in {"item", "row"} else "\n\n")
        pieces.append(str(block))
        before = block.kind
    return "".join(pieces) + "\n" if pieces else ""


def raised(text: str) -> str:
    """Write superscript digits as such: an exponent or the mark of a note must not lengthen a number.

    >>> "10" + raised("9"), "1" + raised("st")
    ('10⁹', '1st')
    """
    return text.translate(_RAISED) if _EXPONENT.fullmatch(text) else text
