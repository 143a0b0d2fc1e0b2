"""Templates: how a rule makes a value of what its pattern captured.

`{count}` is the value of a captured mark, the code of a captured word, or captured words as they stand in
the text; `{interval.low}` is a part of a value; `{~group}` is the mark of a type that goes with the quote,
captured or not: the next or the last before, as marks and numbers take turns in the sentence; `{^drug}` is
the closest one on either side. A template of one reference gives the value itself, any other a text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trialgraph.extraction.marking import Marked
from trialgraph.extraction.patterns import Compiled, Words

_NUMBERS = frozenset({"count", "decimal", "percent", "quantity", "share", "proportion"})
_PAIR = 2
_NEAR = 24
"""Characters of a marked sentence."""
_REFERENCE = re.compile(r"\{([~^]?)([a-z_]+)(?:\.([a-z_]+))?\}")


@dataclass(frozen=True, slots=True)
class Hit:
    """A match of a pattern in a marked sentence of a text."""

    match: re.Match[str]
    pattern: Compiled
    sentence: Marked
    text: str
    lexicon: Mapping[str, Words]
    quoted: str | None = None
    """The capture that is quoted; None for the whole match."""

    def has(self, name: str) -> bool:
        """Tell whether a capture took part in the match."""
        return name in self.match.re.groupindex and self.match.start(name) >= 0

    def span(self, name: str | None) -> tuple[int, int]:
        """Give the stretch of the text that a capture, or the whole match, covers, with whole values."""
        first, last = self.match.span(name or 0)
        start, end = self.sentence.span(first, last)
        for position in range(first, last):
            mark = self.sentence.places.get(position)
            if mark is not None:
                start, end = min(start, mark.quote[0]), max(end, mark.quote[1])
        return start, end

    def fill(self, template: str) -> Any:
        """Fill a template; None where its one reference has no value."""
        whole = _REFERENCE.fullmatch(template)
        if whole:
            return self._referred(whole)
        return _REFERENCE.sub(self._written, template)

    def _written(self, reference: re.Match[str]) -> str:
        value = self._referred(reference)
        return "" if value is None else str(value)

    def _referred(self, reference: re.Match[str]) -> Any:
        search, name, attribute = reference.groups()
        if search:
            data = self._nearest(name, following=search == "~")
        else:
            data = self._captured(name) if self.has(name) else None
        return getattr(data, attribute, None) if attribute else data

    def _captured(self, name: str) -> Any:
        first, last = self.match.span(name)
        mark = self.sentence.places.get(first)
        if mark is not None and last == first + 1:
            return mark.data
        words = self.lexicon.get(self.pattern.captures[name])
        if words is not None:
            return words.code(self.match[name])
        start, end = self.sentence.span(first, last)
        return self.text[start:end]

    def _nearest(self, mark: str, *, following: bool) -> Any:
        """Give the value of the mark of a type that is nearest to the match; one inside it comes first."""
        places = [place for place in self.sentence.places if self.sentence.places[place].mark == mark]
        start, end = self.match.span(self.quoted or 0)
        inside = [place for place in places if start <= place < end]
        if following and not inside:
            place = self._partner(places, start, end)
            return None if place is None else self.sentence.places[place].data
        after = [place for place in places if place >= end]
        before = [place for place in places if place < start]
        near = inside or after[:1] or before[-1:]
        if not inside and after and before:
            near = before[-1:] if start - before[-1] <= after[0] - end else after[:1]
        return self.sentence.places[near[0]].data if near else None

    def _partner(self, places: list[int], start: int, end: int) -> int | None:
        """Give the place of the mark that goes with the quoted number, as both come in turn or in lists.

        "10% with A, 12% with B"; "in A 10%, in B 12%"; "10% and 12% in A and B, respectively".
        """
        marks = self.sentence.places
        own = [place for place in marks if start <= place < end and marks[place].mark in _NUMBERS]
        after = [place for place in places if place >= end]
        before = [place for place in places if place < start]
        if not own:
            return next(iter(after), before[-1] if before else None)
        alike = [place for place in marks if marks[place].mark == marks[own[-1]].mark]
        index = alike.index(own[-1])
        first = last = index
        while first > 0 and not any(alike[first - 1] < place < alike[first] for place in places):
            first -= 1
        while last + 1 < len(alike) and not any(alike[last] < place < alike[last + 1] for place in places):
            last += 1
        following = [place for place in after if last + 1 == len(alike) or place < alike[last + 1]]
        preceding = [place for place in before if first == 0 or place > alike[first - 1]]
        length, nth = last - first + 1, index - first
        chosen: list[int] = []
        if length == 1:
            # Marks lead where one stands before the first number and none after the last.
            leads = bool(places) and places[0] < alike[0] and places[-1] < alike[-1]
            chosen = (preceding[-1:] or following) if leads else (following or preceding[-1:])
        elif len(following) >= length:
            chosen = following[nth:]
        elif len(preceding) >= length:
            chosen = preceding[len(preceding) - length + nth :]
        elif length == _PAIR and following and preceding:
            chosen = [preceding[-1], following[0]][nth:]
        elif following and nth == length - 1 and marks[own[-1]].mark == "count":
            # A number of people right before a mark goes with it, whatever other numbers came before.
            chosen = following[:1] if following[0] - end <= _NEAR else []
        return chosen[0] if chosen else None
