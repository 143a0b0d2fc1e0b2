"""A fact file brought up to date line by line, so that what people wrote in it stays as they wrote it.

The lines of a fact that stays are not touched, nor are comments. A comment belongs to the fact below it;
where that fact goes, the comment stays in its place. Only the remarks of rules (`#?`) go with their fact.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from trialgraph import factdump, factfiles, yamlmarks
from trialgraph.model import Fact, FactFile
from trialgraph.problems import InputError, Location
from trialgraph.review import Update

_LINE = re.compile("[^\n\r\x85\u2028\u2029]*(?:\r\n|[\n\r\x85\u2028\u2029])|[^\n\r\x85\u2028\u2029]+")
"""A line as YAML 1.1 counts them (https://yaml.org/spec/1.1/#id871136)."""


def rewrite(old_text: str, file: FactFile, update: Update) -> str:
    """Write an updated fact file; what it returns is read as the facts of the update, and no others.

    Args:
        old_text: of the file before the update.
        file: what was read from it.
        update: what `review.update` made of it.

    Returns:
        The old text with the facts of the update in it. Where a file is laid out so that its facts cannot be
        told apart line by line, it is written anew, and its comments are lost.

    """
    layout = _layout(old_text)
    if layout is not None:
        text = _splice(layout, file, update)
        if _says(text, update):
            return text
    return factdump.dump(update.document, update.facts, update.remarks)


def _says(text: str, update: Update) -> bool:
    try:
        read = factfiles.parse(text.encode(), "")
    except InputError:
        return False
    return read.facts == update.facts and read.document == update.document


class _Chunk(NamedTuple):
    """One fact in the file: blank lines and comments above it, and its own lines."""

    above: list[str]
    lines: list[str]


class _Layout(NamedTuple):
    """The lines of a file, and how they are written."""

    head: list[str]
    chunks: list[_Chunk]
    tail: list[str]
    indent: str
    newline: str


def _layout(text: str) -> _Layout | None:
    """Cut a file into its facts, or give None where facts do not begin on lines of their own."""
    tree, _ = yamlmarks.parse(text.encode(), "")
    if not isinstance(tree, yamlmarks.Mapping):
        return None
    facts = tree.values["facts"]
    if not isinstance(facts, yamlmarks.Sequence):
        return None
    lines = _LINE.findall(text)
    starts = [_start(lines, item.location) for item in facts.items]
    known = [start for start in starts if start is not None]
    if not known or len(set(known)) < len(facts.items):
        return None
    # Another key of the file may come behind the facts.
    keys = [place.line - 1 for place in tree.keys.values() if place.line is not None]
    end = min((line for line in keys if line > known[0]), default=len(lines))
    indent = lines[known[0]].partition("-")[0]
    tops = [_top(lines, start, indent) for start in (*known, end)]
    return _Layout(
        head=lines[: tops[0]],
        chunks=[
            _Chunk(lines[top:start], lines[start:below])
            for top, start, below in zip(tops, known, tops[1:], strict=False)
        ],
        tail=lines[tops[-1] :],
        indent=indent,
        newline="\r\n" if lines[0].endswith("\r\n") else "\n",
    )


def _start(lines: Sequence[str], place: Location) -> int | None:
    """Find the line with the dash of a fact that stands at a place."""
    if place.line is None or place.column is None:
        return None
    line = place.line - 1
    if re.fullmatch(r"[ ]*-[ \t]+", lines[line][: place.column - 1]):
        return line
    # A dash may stand alone above the fact.
    while line > 0 and not lines[line - 1].partition("#")[0].strip():
        line -= 1
    return line - 1 if line > 0 and lines[line - 1].partition("#")[0].strip() == "-" else None


def _top(lines: Sequence[str], start: int, indent: str) -> int:
    """Find where the blank lines and comments above a line begin.

    What is indented deeper than the fields of a fact may be part of a text of several lines.
    """
    blank_or_comment = re.compile(rf"\s*|[ ]{{0,{len(indent) + 2}}}#.*")
    top = start
    while top > 0 and blank_or_comment.fullmatch(lines[top - 1].rstrip("\r\n")):
        top -= 1
    return top


def _splice(layout: _Layout, file: FactFile, update: Update) -> str:
    """Put the lines together: those of facts that stay, new ones, and comments whose fact is gone."""
    lines = list(layout.head)
    next_old = 0
    before: type[Fact] | None = None
    for position, (fact, origin) in enumerate(zip(update.facts, update.origins, strict=True)):
        remarks = _fitted(factdump.remark_lines(update.remarks.get(position, ())), layout)
        if origin is None:
            apart = [layout.newline] if before not in {None, type(fact)} else []
            lines = (
                _ended(lines, layout.newline) + apart + _fitted(factdump.fact_lines(fact), layout, remarks)
            )
            before = type(fact)
            continue
        left = [line for chunk in layout.chunks[next_old:origin] for line in _of_people(chunk.above)]
        chunk = layout.chunks[origin]
        is_draft = fact.review is not None and fact.review.status == "Draft"
        above = _reworded(chunk.above, remarks) if is_draft else chunk.above
        own = chunk.lines if fact == file.facts[origin] else _fitted(factdump.fact_lines(fact), layout)
        lines = _ended(lines, layout.newline) + _once_blank(left, above) + own
        next_old, before = origin + 1, type(fact)
    left = [line for chunk in layout.chunks[next_old:] for line in _of_people(chunk.above) if line.strip()]
    return "".join((_ended(lines, layout.newline) if left or layout.tail else lines) + left + layout.tail)


def _fitted(lines: Sequence[str], layout: _Layout, above: Sequence[str] = ()) -> list[str]:
    """Indent lines of a fact as the file does."""
    return [*above, *(f"{layout.indent}{line[2:]}{layout.newline}" for line in lines)]


def _ended(lines: list[str], newline: str) -> list[str]:
    """End the last line, which an editor may have left open."""
    if lines and not lines[-1].endswith(("\n", "\r", "\x85", "\u2028", "\u2029")):
        return [*lines[:-1], lines[-1] + newline]
    return lines


def _is_remark(line: str) -> bool:
    return line.lstrip().startswith(factdump.REMARK)


def _of_people(above: Sequence[str]) -> list[str]:
    return [line for line in above if not _is_remark(line)]


def _reworded(above: Sequence[str], remarks: list[str]) -> list[str]:
    """Replace the remarks above a draft, unless they are the same."""
    if [line.strip() for line in above if _is_remark(line)] == [line.strip() for line in remarks]:
        return list(above)
    return [*_of_people(above), *remarks]


def _once_blank(left: list[str], above: list[str]) -> list[str]:
    """Join what stood above facts that are gone with what stands above the next one."""
    if not left:
        return above
    lines: list[str] = []
    for line in (*left, *above):
        if line.strip() or not lines or lines[-1].strip():
            lines.append(line)
    return lines
