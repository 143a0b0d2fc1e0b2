"""Names in a text: capitalised names, organisations and drugs, found by their form.

What is a name of whom is for the rules to say; here a stretch of text is only told to be a name. A
language brings, in the `names` block of its rules, the words that make a name an organisation's, the
small words that may stand inside one, and the stems of drug names.
"""

import re
from collections.abc import Iterator

from trialgraph.extraction.nametable import NameTable
from trialgraph.extraction.organisations import cut, end_of_list, named
from trialgraph.extraction.values import Value
from trialgraph.folding import fold

_DRUG_WORD = re.compile(r"(?<![\w])[^\W\d_]{3,30}(?![\w])")
_CODE = re.compile(
    r"(?<![\w./-])(?:m?[A-Z]{3,6}-?\d{2,7}|[A-Z]{2,6}-?\d{3,7})(?:[a-zA-Z]\d{0,2}|-[A-Z]{2,4})?(?![\w/])"
)
"""What the makers of medicines call them before they have a name: letters and a number."""
_BRAND = re.compile(r"(?<![\w])[A-Z][A-Za-z]{2,20} ?[\u00ae\u2122]")
_LOWER = re.compile(r"(?<![\w'\u2019@./-])[a-z][^\W\d_]{2,30}(?![\w@]|\.\w)")
"""A word that the text writes small; one in an address is none."""
_LONG_WORD = re.compile(r"[^\W\d_]{4,40}")
_WORD_IN_HEADING = re.compile(r"[^\s,;:()\[\]/]{1,60}")
_LONGEST_HEADING = 300
_FEWEST_WORDS = 5
_CAPITALISED = 0.7
"""The share of the longer words that a line In Title Case capitalises."""
_SHORTEST_DRUG = 5
"""Letters that a word with a drug's stem has more than."""


def find_names(text: str, folded: str, table: NameTable) -> Iterator[Value]:
    """Find drugs, organisations and other names; they may overlap with values, never with each other."""
    taken: list[tuple[int, int]] = []
    for start, end in _drugs(text, folded, table):
        taken.append((start, end))
        yield named("drug", text, start, end)
    position = 0
    headings = list(_headings(text))
    lower = {match.group() for match in _LOWER.finditer(text)} if headings else set()
    done = 0
    for match in table.sequence.finditer(text):
        if match.start() < done:
            continue
        if any(start <= match.start() < end for start, end in headings):
            parts = _heading_parts(text, *match.span(), table, lower)
        else:
            done = end_of_list(text, folded, *match.span(), table)
            parts = _parts(text, match.start(), done, table)
        for start, end in parts:
            while position < len(taken) and taken[position][1] <= start:
                position += 1
            if position < len(taken) and taken[position][0] < end:
                continue
            if table.legal_form.fullmatch(folded, start, end):
                continue
            is_organisation = table.heads.search(folded, start, end) is not None
            yield named("organisation" if is_organisation else "name", text, start, end)


def find_codes(text: str, folded: str, table: NameTable) -> Iterator[Value]:
    """Find what looks like the code of a drug; a trial may have a name of that form too."""
    for match in _CODE.finditer(text):
        if not table.not_codes.match(folded, *match.span()):
            yield named("drug", text, *match.span())


def _drugs(text: str, folded: str, table: NameTable) -> list[tuple[int, int]]:
    """Find the words with a drug's name or stem, brands and codes, in order and apart."""
    known: dict[str, bool] = {}
    found = []
    for match in _DRUG_WORD.finditer(folded):
        word = match.group()
        if word not in known:
            stemmed = (
                len(word) > _SHORTEST_DRUG and word.endswith(table.drug_stems) and word not in table.not_drugs
            )
            known[word] = stemmed or word in table.drug_names
        if known[word]:
            found.append(match.span())
    found += [
        match.span() for match in _BRAND.finditer(text) if not table.not_codes.match(folded, *match.span())
    ]
    found.sort()
    return [span for index, span in enumerate(found) if not index or span[0] >= found[index - 1][1]]


def _headings(text: str) -> Iterator[tuple[int, int]]:
    """Find the lines In Title Case, where a capital says nothing of a word; a full stop ends a sentence."""
    position = 0
    for line in text.split("\n"):
        if len(line) <= _LONGEST_HEADING and not line.rstrip().endswith("."):
            words = _LONG_WORD.findall(line)
            if (
                len(words) >= _FEWEST_WORDS
                and line.strip(" #*")[:1].isupper()
                and sum(word[0].isupper() for word in words) >= _CAPITALISED * len(words)
            ):
                yield position, position + len(line)
        position += len(line) + 1


def _heading_parts(
    text: str, start: int, end: int, table: NameTable, lower: set[str]
) -> Iterator[tuple[int, int]]:
    """Cut what a heading capitalises into names: without the words that the text writes small elsewhere."""
    names: list[tuple[int, int]] = []
    for word in _WORD_IN_HEADING.finditer(text, start, end):
        plain = word.group()
        common = plain[1:].islower() and (plain.lower() in lower or fold(plain) in table.not_first)
        if plain.islower() and table.connector.fullmatch(fold(plain)):
            continue
        if common or plain.islower():
            names.append((word.end(), word.end()))
        elif names and names[-1][1] > names[-1][0] and _between(text, names[-1][1], word.start(), table):
            names[-1] = (names[-1][0], word.end())
        else:
            names.append(word.span())
    yield from (name for name in names if name[0] < name[1])


def _between(text: str, start: int, end: int, table: NameTable) -> bool:
    """Tell whether nothing but spaces and connectors stands between two words of a heading."""
    return all(word == "&" or table.connector.fullmatch(fold(word)) for word in text[start:end].split())


def _parts(text: str, start: int, end: int, table: NameTable) -> Iterator[tuple[int, int]]:
    """Cut a sequence of capitalised words into names."""
    elision = table.elision.match(text, start, end)
    if elision:
        start = elision.end()
    while fold(first := text[start:end].split(" ", 1)[0]) in table.not_first:
        if len(first) >= end - start:
            return
        start += len(first) + 1
    if table.heads.search(fold(text[start:end])):
        yield from cut(text, start, end, table)
        return
    for joint in table.inner.finditer(text, start, end):
        yield start, joint.start()
        start = joint.end()
    yield start, end
