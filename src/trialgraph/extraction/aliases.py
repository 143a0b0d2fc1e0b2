"""Aliases: names that a text itself gives to what it has named before.

"atrial fibrillation (AFib)" makes every AFib behind it the same condition, "lorvatinib (LVT-201)" every
LVT-201 the same drug. The words between two names ("also known as") are the language's.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from trialgraph.extraction.values import Value
from trialgraph.folding import fold

_NAME = r"[^\W_][\w\u00ae\u2122/-]{1,24}"
_CODE = r"[a-z]{2,6}-?\d{2,7}"
"""Of a drug in development, in folded text."""
_LONGEST_BETWEEN = 80
_SHORTEST_GENERIC = 6
"""Letters of a drug's generic name."""
_FEWEST_CAPITALS = 2
"""Of an abbreviation."""


class Joiner:
    """Finds the aliases of a text, for the types of marks that may have any."""

    def __init__(
        self,
        kinds: Iterable[str],
        phrases: str | None,
        short: str | None,
        common: str | None,
        article: str | None = None,
    ) -> None:
        """Take the types and the language's words between two names, as patterns over folded text.

        Behind `short` ("or"), only an abbreviation is another name; what stands there else is another thing.
        A word before a code in brackets is the generic name of a drug unless it is a `common` one. A code and
        what it is stand side by side with a comma between: "LVT-201, an oral drug" needs the `article`.
        """
        self._kinds = frozenset(kinds)
        between = rf" ?(?:,? ?\(?|\((?:[^()]{{0,40}}, )?)(?:{phrases or '(?!)'}) (?:the |as )?"
        self._behind = re.compile(
            rf"(?:\s{{0,2}}[(\[]|{between})[\"']?(?P<name>{_NAME})[\"']?(?P<close>[)\],;.]|\s)"
        )
        self._short = re.compile(rf",? (?:{short or '(?!)'}) (?P<name>{_NAME})(?P<close>[)\],;.]|\s)")
        self._common = re.compile(common or "(?!)")
        self._code_behind = re.compile(rf"(?: [^\W_]{{1,20}}){{0,6}}, (?P<name>{_CODE})(?=[,;.)])")
        self._code_ahead = re.compile(
            rf"(?<!\w)(?P<name>{_CODE})[\u00ae\u2122]?,? (?:{article or '(?!)'}) (?:[a-z-]{{2,20}} ){{0,4}}$"
        )
        self._ahead = re.compile(rf"(?P<name>{_NAME})\s{{0,2}}\($")

    def join(self, text: str, folded: str, marks: Sequence[Value]) -> list[Value]:
        """Give the marks with those of the aliases; all names of one thing have the same value."""
        same: dict[str, str] = {}
        kinds: dict[str, str] = {}
        starts = {mark.start: mark for mark in marks}
        for mark in marks:
            if mark.mark not in self._kinds:
                continue
            for start, end in self._others(text, folded, mark):
                other = text[start:end]
                known = starts.get(start)
                if not _is_alias(mark, other, known) and not self._is_generic(mark, other, known):
                    continue
                canonical, short = _ordered(mark, other, known)
                same.setdefault(short, same.get(canonical, canonical))
                kinds.setdefault(short, mark.mark)
                if canonical == other and known is None:
                    # A new name: it is to be found wherever it stands, at the beginning of a sentence too.
                    for form in (other, other[0].upper() + other[1:]):
                        same.setdefault(form, canonical)
                        kinds.setdefault(form, mark.mark)
        if not same:
            return list(marks)
        same = {short: same.get(full, full) for short, full in same.items()}
        return sorted(self._renamed(text, marks, same, kinds), key=lambda mark: mark.start)

    def _others(self, text: str, folded: str, mark: Value) -> Iterator[tuple[int, int]]:
        behind = self._behind.match(folded, mark.end, mark.end + _LONGEST_BETWEEN)
        if behind and (text[behind.start("name") - 1] not in "([" or behind["close"] in ")],;"):
            yield behind.span("name")
        short = (
            self._short.match(folded, mark.end, mark.end + _LONGEST_BETWEEN) if mark.mark != "agent" else None
        )
        if short and text[slice(*short.span("name"))].isupper():
            yield short.span("name")
        if mark.mark == "agent":
            yield from self._codes(folded, mark)
        if folded[mark.end : mark.end + 1] == ")":
            before = self._ahead.search(folded, max(0, mark.start - 30), mark.start)
            if before:
                yield before.span("name")

    def _codes(self, folded: str, mark: Value) -> Iterator[tuple[int, int]]:
        """Find the code of a drug in apposition to what it is: "its malaria vaccine, QVX21"."""
        behind = self._code_behind.match(folded, mark.end, mark.end + _LONGEST_BETWEEN)
        if behind:
            yield behind.span("name")
        start = max(0, mark.start - _LONGEST_BETWEEN)
        ahead = self._code_ahead.search(folded, start, mark.start)
        if ahead and not any(character.isdigit() for character in str(mark.data)):
            yield ahead.span("name")

    def _is_generic(self, mark: Value, other: str, known: Value | None) -> bool:
        """Tell whether a word in small letters before a code is a drug's name: "torvexian (TVX-118)"."""
        is_code = mark.mark == "agent" and any(character.isdigit() for character in str(mark.data))
        is_word = known is None and other.isalpha() and other.islower() and len(other) >= _SHORTEST_GENERIC
        return is_code and is_word and not self._common.fullmatch(fold(other))

    def _renamed(
        self, text: str, marks: Sequence[Value], same: dict[str, str], kinds: dict[str, str]
    ) -> Iterator[Value]:
        taken: list[tuple[int, int]] = []
        for mark in marks:
            if mark.mark not in self._kinds and mark.mark != "name":
                yield mark
                taken.append((mark.start, mark.end))
                continue
            full = same.get(text[mark.start : mark.end])
            if full is not None and mark.mark == "name":
                continue
            taken.append((mark.start, mark.end))
            yield replace(mark, data=full) if full is not None else mark
        found = re.compile(
            rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(same, key=len, reverse=True)))})(?!\w)"
        )
        position = 0
        for match in found.finditer(text):
            start, end = match.span()
            while position < len(taken) and taken[position][1] <= start:
                position += 1
            if position == len(taken) or taken[position][0] >= end:
                short = match.group()
                yield Value(mark=kinds[short], start=start, end=end, data=same[short], quote=(start, end))


def _is_alias(mark: Value, other: str, known: Value | None) -> bool:
    """Tell whether the other can be one: a name of the same type, an abbreviation, a brand or a code."""
    if known is not None and known.mark == mark.mark:
        return True
    if known is not None and known.mark != "name":
        return False
    capitals = sum(character.isupper() for character in other)
    if mark.mark == "agent":
        return other[0].isupper() or capitals + sum(c.isdigit() for c in other) >= _FEWEST_CAPITALS
    initials = [word[0] for word in re.findall(r"[^\W_]+", fold(str(mark.data)))]
    # "squamous cell carcinoma (HNSCC)": the words before the term may belong to the abbreviation.
    own = len(initials) >= _FEWEST_CAPITALS and fold(other).endswith("".join(initials))
    return capitals >= _FEWEST_CAPITALS and (own or fold(other)[0] in initials)


def _ordered(mark: Value, other: str, known: Value | None) -> tuple[str, str]:
    """Give the name that stands for both, and the other: a common noun before a proper one, then codes."""
    name = str(mark.data)
    if mark.mark == "target":
        # Molecules go by their symbols, which are the shorter.
        return (other, name) if len(other) < len(name) else (name, other)
    if " " in name and name.islower() and re.fullmatch(_CODE, fold(other)):
        # "its malaria vaccine, QVX21": what a thing is does not name it.
        return other, name
    if known is None or known.mark != mark.mark:
        return (other, name) if other.islower() and not name.islower() else (name, other)
    return (other, name) if _rank(other) < _rank(name) else (name, other)


def _rank(name: str) -> int:
    if name == name.lower():
        return 0
    return 2 if any(c.isdigit() for c in name) or "\u00ae" in name or "\u2122" in name else 1
