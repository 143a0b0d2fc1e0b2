"""Where an organisation's name begins and ends: of two that stand side by side, and of one that is a list."""

import re
from collections.abc import Iterator, Sequence

from trialgraph.extraction.nametable import NameTable
from trialgraph.extraction.values import Value
from trialgraph.folding import fold

_SPACE = re.compile(r"[ \u00a0/]+")
_LONGEST_TITLE = 20
"""Letters before a name in which a person's title is looked for."""


def named(mark: str, text: str, start: int, end: int) -> Value:
    """Make the mark of a name: it stands for its own words."""
    return Value(mark=mark, start=start, end=end, data=text[start:end], quote=(start, end))


def end_of_list(text: str, folded: str, start: int, end: int, table: NameTable) -> int:
    """Tell where a name ends, where it goes on with a list: "Heart, Lung, and Blood Institute"."""
    last = folded[start:end].rpartition(" ")[2]
    rest = table.listed.match(folded, end) if last in table.fields else None
    if rest is None or any(
        word[0].islower() and fold(word) not in table.conjunctions
        for word in text[end : rest.end()].replace(",", " ").split()
    ):
        return end
    return rest.end()


def cut(text: str, start: int, end: int, table: NameTable) -> Iterator[tuple[int, int]]:
    """Cut capitalised words with an organisation among them into organisations.

    What a person is there is left out ("Director of the"). Two are apart at a slash, and at a conjunction
    before what begins a name, or between a name that is whole and one that tells itself from others:
    "McMaster University and Hamilton Health Sciences", but not "Medical College and Hospital". An acronym
    is whole too: "CNRS de l'Institut de biologie"; and what follows a title is a person, no part of the name.
    """
    folded = fold(text[start:end])
    begin = 0
    for position in table.positions.finditer(folded):
        yield from _apart(text, start + begin, start + position.start(), table)
        begin = position.end()
    yield from _apart(text, start + begin, end, table)


def _apart(text: str, start: int, end: int, table: NameTable) -> Iterator[tuple[int, int]]:
    if elision := table.elision.match(text, start, end):
        start = elision.end()
    piece = fold(text[start:end]).rstrip()
    while table.connector.fullmatch(piece.rpartition(" ")[2]):
        piece = piece.rpartition(" ")[0].rstrip()
    end = start + len(piece)
    has_title = table.title.search(fold(text[max(0, start - _LONGEST_TITLE) : start])) is not None
    for joint in table.inner.finditer(text, start, end):
        words = fold(joint.group()).split()
        after = table.elision.match(text, joint.end(), end)
        begin = after.end() if after else joint.end()
        joined = table.conjunctions.intersection(words)
        before, rest = fold(text[start : joint.start()]), fold(text[begin:end])
        is_acronym = text[start : joint.start()].isupper() and table.heads.fullmatch(before)
        is_two = joint.group() == "/" or (joined and _are_two(before, words, rest, table))
        is_person = has_title and not table.heads.search(before)
        if is_two or is_person or (is_acronym and table.heads.match(rest)):
            yield start, joint.start()
            start = begin
    if start < end:
        yield start, end


def _are_two(before: str, joint: list[str], after: str, table: NameTable) -> bool:
    """Tell whether an organisation ends before a conjunction and another begins after it."""
    first, last = before.split(" ", 1)[0], before.rpartition(" ")[2]
    is_whole = last not in table.fields and table.heads.fullmatch(last) is not None
    if table.heads.match(after):
        return not (is_whole and first != last and table.heads.fullmatch(after))
    has_article = len(joint) > 1
    if all(
        word in table.fields or table.heads.fullmatch(word) or table.connector.fullmatch(word)
        for word in _SPACE.split(after)
    ):
        return has_article and is_whole and table.heads.search(after) is not None
    return is_whole or (has_article and table.heads.search(after) is not None)


KNOWN_PART = "known organisation"
"""The mark of a known name that is not found by itself, and tells where a longer one comes apart."""
_JOINT = re.compile(r"(?:[ \u00a0]*(?:[,/&]|\b(?:et|and|de|du|des|of|la|le|les)\b|[dl]['\u2019]))+[ \u00a0]*")


def split_known(
    mark: Value, known: Sequence[Value], text: str, folded: str, table: NameTable
) -> Iterator[Value]:
    """Cut an organisation in two where it begins with a known one and goes on with another.

    "Inserm et de Sorbonne Université" are two; "Institut Pasteur de Lille" is one.
    """
    if mark.mark == "organisation":
        parts = [part for part in known if part.mark in ("organisation", KNOWN_PART)]
        starts = {part.start for part in parts}
        for part in parts:
            joint = _JOINT.match(text, part.end, mark.end) if part.start == mark.start else None
            begin = joint.end() if joint else mark.end
            is_name = table.heads.match(folded, begin, mark.end)
            if part.end < mark.end and begin < mark.end and (begin in starts or is_name):
                yield named("organisation", text, part.start, part.end)
                yield named("organisation", text, begin, mark.end)
                return
    yield mark
