"""The layout of an announcement: blocks, their sections, and sentences.

A block is a paragraph, a heading or an item of a list. A section is what part a block plays: only
`title`, `lede` and `body` speak of the trial; `about` is what an organisation says of itself.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from trialgraph.folding import fold

Section = Literal["title", "lede", "body", "about", "contact", "references", "notes"]

LONGEST_SENTENCE = 1200
"""Characters. What is longer is cut, so that the work on one sentence has a bound."""

_OPENS_BLOCK = re.compile(r"[ \t]*(?:[*\u2022\u2023\u25aa\u25cf#|]|[-\u2013] |\d{1,2}[.)] )")
_SENTENCE_END = re.compile(
    r"[.!?\u2026][\"'\u2019\u201d\u00bb)\]*]*[\s\u00a0]+"
    r"(?=[\"'\u201c\u00ab(\[]*[\u00a0 ]*[A-Z\u00c0-\u00de0-9])"
)
_CELL = re.compile(
    r"[-+<>\u2265\u2264\u2212\u2013~]? ?[0-9][0-9 .,%()/\u00b1\u2013\u2212\u00a0-]{0,24}[A-Za-z%/]{0,8}"
    r"|[Nn]/?[Aa]|[\u2014\u2013]"
)
_CELL_LENGTH = 40
_LABEL_LENGTH = 80
_LEAD = re.compile(r"(?:[\s#*\u2022\u2023\u25aa\u25cf>_]|-(?![0-9]))*")
_TITLE_LENGTH = 300
_LEDE_LENGTH = 80
_HEADING_LENGTH = 120


@dataclass(frozen=True, slots=True)
class SectionRule:
    """What a section begins with: a pattern over the folded start of a block."""

    section: Section
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text and the part that it plays."""

    start: int
    end: int
    section: Section
    is_heading: bool


def blocks(text: str, sections: tuple[SectionRule, ...]) -> Iterator[Block]:
    """Cut a text into blocks, each with its section.

    A section begins at a block that starts as one of the rules says, and lasts until the next such block.
    """
    section: Section = "title"
    for start, end in _rows(text, _stretches(text)):
        opened = _opened(fold(text[start : min(end, start + _HEADING_LENGTH)]), sections)
        heading = _is_heading(text, start, end)
        if opened is not None:
            section = opened
        elif section == "title":
            # The title is the first heading; anything before the first paragraph may be one.
            yield Block(start, end, "title" if heading else "lede", heading)
            if not heading:
                section = "body" if end - start >= _LEDE_LENGTH else "lede"
            continue
        elif section == "lede":
            yield Block(start, end, "lede", heading)
            if end - start >= _LEDE_LENGTH:
                section = "body"
            continue
        yield Block(start, end, section, heading)


def sentences(text: str, block: Block, abbreviations: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Cut a block into sentences; none is longer than `LONGEST_SENTENCE`.

    `abbreviations` matches, at the end of a folded text, words whose full stop ends no sentence.
    """
    start = block.start
    for match in _SENTENCE_END.finditer(text, block.start, block.end):
        if text[match.start()] == "." and abbreviations.search(
            fold(text[max(start, match.start() - 12) : match.start() + 1])
        ):
            continue
        yield from _pieces(text, start, match.end())
        start = match.end()
    yield from _pieces(text, start, block.end)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    start, position = 0, 0
    after_heading = False
    for line in text.split("\n"):
        if not line.strip() or after_heading or _OPENS_BLOCK.match(line):
            yield from _trimmed(text, start, position)
            start = position
        after_heading = line.lstrip().startswith("#")
        position += len(line) + 1
    yield from _trimmed(text, start, len(text))


def _rows(text: str, stretches: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Put cells of a table that stand on lines of their own together: a label, and the numbers after it."""
    row: tuple[int, int] | None = None
    for start, end in stretches:
        # The trimming of a cell has taken its sign away.
        if row is not None and end - start <= _CELL_LENGTH and _CELL.fullmatch(text, start, end):
            row = row[0], end
            continue
        if row is not None:
            yield row
        row = start, end
        if end - start > _LABEL_LENGTH or text[end - 1] in ".!?\u2026;,":
            yield row
            row = None
    if row is not None:
        yield row


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    lead = _LEAD.match(text, start, end)
    start = lead.end() if lead else start
    end = start + len(text[start:end].rstrip())
    if start < end:
        yield start, end


def _is_heading(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 8) : start]
    return "#" in before or (end - start <= _TITLE_LENGTH and text[end - 1] not in ".!?\u2026:;,")


def _opened(head: str, sections: tuple[SectionRule, ...]) -> Section | None:
    return next((rule.section for rule in sections if rule.pattern.match(head)), None)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE)
        cut = cut if cut > 0 else start + LONGEST_SENTENCE
        yield start, cut
        start = cut
    if text[start:end].strip():
        yield start, end
