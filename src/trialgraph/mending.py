"""Offsets of quotes that have moved, written into their fact file: all else stays as people wrote it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from trialgraph import factdump, factfiles, quotes, yamlmarks
from trialgraph.model import Evidence, FactFile
from trialgraph.passages import fold
from trialgraph.problems import Bilingual, InputError, Location

_Edit = tuple[int, int, str]
"""From where to where in the file, and what to write instead."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mended:
    """A fact file brought up to date with its text."""

    text: str
    """Of the fact file."""
    moved: int
    """How many quotes have new offsets, or are now written as the text prints them."""
    left: int
    """How many are not in the text: they stay as they are."""


def mend(data: bytes, name: str, text: str) -> Mended:
    """Write the offsets at which the quotes of a fact file stand in a text, and the hash of that text.

    The hash is written only where every quote is found: as long as one is not, the file says that its text
    is another one. What is mended once is not changed by mending it again.

    Args:
        data: the bytes of the fact file.
        name: of the fact file, in problems.
        text: as `readers` gives it.

    Raises:
        InputError: the fact file has problems of its own.

    """
    file = factfiles.parse(data, name)
    if file.problems:
        raise InputError(file.problems)
    old = data.decode("utf-8-sig")
    tree, _ = yamlmarks.parse(data, name)
    spans = _spans(old)
    edits: list[_Edit] = []
    moved = left = 0
    folded = fold(text)
    places = quotes.locate_all(file, text, folded)
    for (piece, item), found in zip(_pieces(file, tree), places, strict=True):
        if found is None:
            left += 1
            continue
        printed = text[found.start : found.end]
        wanted = {"quote": printed, "start": str(found.start), "end": str(found.end)}
        had = {"quote": piece.quote, "start": str(piece.start), "end": str(piece.end)}
        changed = [key for key in wanted if wanted[key] != had[key]]
        moved += bool(changed)
        edits += [_edit(spans, item.values[key], wanted[key]) for key in changed]
    if not left:
        edits += _document_edits(file, tree, spans, text)
    return Mended(text=_apply(old, edits), moved=moved, left=left)


def mend_summary(mended: Mended) -> Bilingual:
    """Say in one line what was mended, and what was not."""
    return Bilingual(
        en=f"{mended.moved} quotes brought up to date, {mended.left} not found in the text",
        fr=f"{mended.moved} citations mises à jour, {mended.left} introuvables dans le texte",
    )


def _pieces(file: FactFile, tree: yamlmarks.Tree) -> Iterator[tuple[Evidence, yamlmarks.Mapping]]:
    """Give each piece of evidence with the mapping that it was read from: the file has no problems."""
    facts = _mapping(tree).values["facts"]
    for fact, node in zip(file.facts, _items(facts), strict=True):
        evidence = _mapping(node).values.get("evidence")
        for piece, item in zip(fact.evidence, _items(evidence), strict=True):
            yield piece, _mapping(item)


def _mapping(tree: yamlmarks.Tree | None) -> yamlmarks.Mapping:
    if not isinstance(tree, yamlmarks.Mapping):
        raise TypeError("a fact file without problems has a mapping here")
    return tree


def _items(tree: yamlmarks.Tree | None) -> list[yamlmarks.Tree]:
    return tree.items if isinstance(tree, yamlmarks.Sequence) else []


def _document_edits(
    file: FactFile, tree: yamlmarks.Tree, spans: dict[tuple[int, int], tuple[int, int]], text: str
) -> Iterator[_Edit]:
    document = file.document
    block = _mapping(_mapping(tree).values["document"])
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    if document is not None and document.sha256 != sha256:
        yield _edit(spans, block.values["sha256"], sha256)
    if document is not None and document.length != len(text):
        yield _edit(spans, block.values["length"], str(len(text)))


def _spans(text: str) -> dict[tuple[int, int], tuple[int, int]]:
    """Give where each scalar begins and ends in a file, by the line and column of it or of its anchor."""
    spans = {}
    anchor: yaml.Token | None = None
    for token in yaml.scan(text):
        if isinstance(token, yaml.ScalarToken):
            mark = (anchor or token).start_mark
            start, end = token.start_mark.index, token.end_mark.index
            # A block of lines (`|`, `>`) ends below its last line: the line break stays.
            end -= len(text[start:end]) - len(text[start:end].rstrip())
            spans[mark.line + 1, mark.column + 1] = (start, end)
        anchor = token if isinstance(token, yaml.AnchorToken) else None
    return spans


def _edit(spans: dict[tuple[int, int], tuple[int, int]], node: yamlmarks.Tree, text: str) -> _Edit:
    place: Location = node.location
    start, end = spans[place.line or 0, place.column or 0]
    return start, end, factdump.scalar(text)


def _apply(text: str, edits: list[_Edit]) -> str:
    parts = []
    last = 0
    for start, end, new in sorted(edits):
        parts += [text[last:start], new]
        last = end
    return "".join([*parts, text[last:]])
