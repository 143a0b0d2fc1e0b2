"""Names in a text: capitalised names, organisations and drugs, found by their form.

What is a name of whom is for the rules to say; here a stretch of text is only told to be a name. A
language brings, in the `names` block of its rules, the words that make a name an organisation's, the
small words that may stand inside one, and the stems of drug names.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from trialgraph.extraction.values import Value
from trialgraph.folding import fold

_UPPER = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0141\u0150\u0152\u0158\u015a\u015e\u0160\u0170\u0179\u017b\u017d"
_WORD = (
    rf"(?:[{_UPPER}]\.(?:[ -]?[{_UPPER}]\.){{0,2}}(?=[ \u00a0][{_UPPER}])"
    rf"|[a-z]{{0,4}}[{_UPPER}](?:[\w\u00ae\u2122]|[-'\u2019](?=\w)){{0,40}})"
)
_NAMES = (
    "organisation_heads",
    "connectors",
    "conjunctions",
    "particles",
    "not_first",
    "elisions",
    "drug_stems",
    "drug_names",
    "not_drugs",
    "not_codes",
)
_DRUG_WORD = re.compile(r"(?<![\w])[^\W\d_]{3,30}(?![\w])")
_CODE = re.compile(
    r"(?<![\w./-])(?:m?[A-Z]{3,6}-?\d{2,7}|[A-Z]{2,6}-?\d{3,7})(?:[a-zA-Z]\d{0,2}|-[A-Z]{2,4})?(?![\w/])"
)
"""What the makers of medicines call them before they have a name: letters and a number."""
_BRAND = re.compile(r"(?<![\w])[A-Z][A-Za-z]{2,20} ?[\u00ae\u2122]")
_LOWER = re.compile(r"(?<![\w'\u2019-])[a-z][^\W\d_]{2,30}(?![\w])")
_LONG_WORD = re.compile(r"[^\W\d_]{4,40}")
_WORD_IN_HEADING = re.compile(r"[^\s,;:()\[\]/]{1,60}")
_LONGEST_HEADING = 300
_FEWEST_WORDS = 5
_CAPITALISED = 0.7
"""The share of the longer words that a line In Title Case capitalises."""
_SHORTEST_DRUG = 5
"""Letters that a word with a drug's stem has more than."""


@dataclass(frozen=True, slots=True)
class NameTable:
    """What a language knows of names, compiled."""

    sequence: re.Pattern[str]
    """Capitalised words, with connectors between them."""
    inner: re.Pattern[str]
    """The connectors that hold an organisation's name together, but not a person's."""
    connector: re.Pattern[str]
    """One connector."""
    conjunctions: frozenset[str]
    """The connectors that may join two organisations."""
    heads: re.Pattern[str]
    """Folded words that make a name an organisation's."""
    not_first: frozenset[str]
    """Folded words that begin a sentence more often than a name."""
    elision: re.Pattern[str]
    drug_stems: tuple[str, ...]
    """Folded endings of drug names."""
    drug_names: frozenset[str]
    not_codes: re.Pattern[str]
    """Folded beginnings of what looks like a code and is no drug's."""
    not_drugs: frozenset[str]

    @staticmethod
    def load(table: Mapping[str, Sequence[str]]) -> "NameTable":
        """Compile the `names` block of a language.

        Raises:
            ValueError: a key is not known.

        """
        if unknown := sorted(set(table) - set(_NAMES)):
            raise ValueError(f"`names` has an unknown key `{unknown[0]}`; known are {', '.join(_NAMES)}")
        particles, connectors = _any(table, "particles"), _any(table, "connectors")
        small = rf"(?:(?:{particles}|{connectors}) ){{0,2}}(?:d['\u2019]|l['\u2019])?"
        joined = rf"{_WORD}(?:(?: |\u00a0| & |/){small}{_WORD}){{0,9}}"
        return NameTable(
            sequence=re.compile(rf"(?<![\w@./]){joined}"),
            inner=re.compile(rf" (?:(?:{connectors}) )+|/| & "),
            connector=re.compile(connectors),
            conjunctions=frozenset(map(fold, table.get("conjunctions", ()))),
            heads=re.compile(rf"(?<!\w)(?:{_any(table, 'organisation_heads')})(?!\w)"),
            not_first=frozenset(map(fold, table.get("not_first", ()))),
            elision=re.compile(rf"(?:{_any(table, 'elisions')})['\u2019]", re.IGNORECASE),
            drug_stems=tuple(map(fold, table.get("drug_stems", ()))),
            drug_names=frozenset(map(fold, table.get("drug_names", ()))),
            not_codes=re.compile(rf"(?:{_any(table, 'not_codes')})(?![a-z])|[a-z]+(?:19|20)\d\d$"),
            not_drugs=frozenset(map(fold, table.get("not_drugs", ()))),
        )


def find_names(text: str, folded: str, table: NameTable) -> Iterator[Value]:
    """Find drugs, organisations and other names; they may overlap with values, never with each other."""
    taken: list[tuple[int, int]] = []
    for start, end in _drugs(text, folded, table):
        taken.append((start, end))
        yield _value("drug", text, start, end)
    position = 0
    headings = list(_headings(text))
    lower = {match.group() for match in _LOWER.finditer(text)} if headings else set()
    for match in table.sequence.finditer(text):
        inside = any(start <= match.start() < end for start, end in headings)
        parts = (
            _heading_parts(text, *match.span(), table, lower)
            if inside
            else _parts(text, *match.span(), table)
        )
        for start, end in parts:
            while position < len(taken) and taken[position][1] <= start:
                position += 1
            if position < len(taken) and taken[position][0] < end:
                continue
            is_organisation = table.heads.search(folded, start, end) is not None
            yield _value("organisation" if is_organisation else "name", text, start, end)


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
            is_name = " " in text[begin : mark.end] and table.heads.match(folded, begin, mark.end)
            if part.end < mark.end and begin < mark.end and (begin in starts or is_name):
                yield _value("organisation", text, part.start, part.end)
                yield _value("organisation", text, begin, mark.end)
                return
    yield mark


def find_codes(text: str, folded: str, table: NameTable) -> Iterator[Value]:
    """Find what looks like the code of a drug; a trial may have a name of that form too."""
    for match in _CODE.finditer(text):
        if not table.not_codes.match(folded, *match.span()):
            yield _value("drug", text, *match.span())


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
    """Find the lines In Title Case, where a capital says nothing of a word."""
    position = 0
    for line in text.split("\n"):
        if len(line) <= _LONGEST_HEADING:
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
        yield from _organisations(text, start, end, table)
        return
    for joint in table.inner.finditer(text, start, end):
        yield start, joint.start()
        start = joint.end()
    yield start, end


def _organisations(text: str, start: int, end: int, table: NameTable) -> Iterator[tuple[int, int]]:
    """Cut where an organisation is joined to the next: at a slash, and at "and" before what begins a name."""
    for joint in table.inner.finditer(text, start, end):
        words = fold(joint.group()).split()
        after = table.elision.match(text, joint.end(), end)
        begin = after.end() if after else joint.end()
        head = table.heads.match(fold(text[begin:end]))
        if joint.group() == "/" or (head and table.conjunctions.intersection(words)):
            yield start, joint.start()
            start = begin
    yield start, end


def _value(mark: str, text: str, start: int, end: int) -> Value:
    return Value(mark=mark, start=start, end=end, data=text[start:end], quote=(start, end))


def _any(table: Mapping[str, Sequence[str]], key: str) -> str:
    words = sorted(map(fold, table.get(key, ())), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word) for word in words) or "(?!)"
