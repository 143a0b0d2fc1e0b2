"""Marked sentences: the folded text, with one private-use character for each value and name in it.

A pattern over a marked sentence says "a count, then people" without a word about what a count looks
like. Offsets into the text are kept beside the marks.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trialgraph.extraction.cues import cues_of
from trialgraph.extraction.patterns import Compiled
from trialgraph.extraction.values import Value

FIRST_SIGN = 0xE000
"""The first code point of Unicode's private use area; each mark has a character of its own from here on."""

_NAMES = ("name", "organisation")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern that gives a stretch of a marked sentence a mark of its own."""

    mark: str
    pattern: Compiled
    value: str | None
    """A template; None where the value is the words themselves."""
    over_text: bool
    """True where the pattern reads the text before any value or name in it is marked, and wins over them."""
    like: re.Pattern[str] | None
    """What the marked words must look like as printed."""
    apart: bool
    """True where only rules that name the mark of such a phrase see it; to others its words stay words."""


class Marked:
    """A sentence with its marks in order, and the way back to offsets of the text."""

    __slots__ = (
        "_folded",
        "_masked_at",
        "_signs",
        "_text_at",
        "_words",
        "cues",
        "end",
        "marks",
        "places",
        "start",
        "text",
    )

    def __init__(
        self,
        folded: str,
        start: int,
        end: int,
        marks: Iterable[Value],
        signs: Mapping[str, str],
        cues: frozenset[str] | None = None,
    ) -> None:
        """Mark the stretch `start:end` of a folded text; `signs` gives the character of each mark.

        `cues` are those of the stretch without marks, where they are known already.
        """
        self.start, self.end = start, end
        self.marks = tuple(marks)
        self._folded, self._signs = folded, signs
        parts: list[str] = []
        self.places: dict[int, Value] = {}
        """The marks by their position in the marked sentence."""
        self._masked_at, self._text_at = [0], [start]
        position, length = start, 0
        for mark in self.marks:
            before = folded[position : mark.start]
            parts += (before, signs[mark.mark])
            length += len(before)
            self.places[length] = mark
            length += 1
            self._masked_at.append(length)
            self._text_at.append(mark.end)
            position = mark.end
        parts.append(folded[position:end])
        self.text = "".join(parts)
        self._words = cues_of(folded[start:end]) if cues is None else cues
        self.cues = self._words.union(signs[mark.mark] for mark in self.marks)
        """The signs, and the beginnings of the words, of the sentence."""

    def marked(self, marks: Iterable[Value]) -> "Marked":
        """Give the same sentence with other marks; they come in order."""
        return Marked(self._folded, self.start, self.end, marks, self._signs, self._words)

    def worded(self) -> "Marked":
        """Give the sentence with its names as words: a word may have its capital because it comes first."""
        kept = tuple(mark for mark in self.marks if mark.mark not in _NAMES)
        return self if len(kept) == len(self.marks) else self.marked(kept)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Turn a stretch of the marked sentence into one of the text."""
        return self._start(start), self._end(end)

    def _start(self, position: int) -> int:
        mark = self.places.get(position)
        if mark is not None:
            return mark.start
        index = bisect_right(self._masked_at, position) - 1
        return self._text_at[index] + position - self._masked_at[index]

    def _end(self, position: int) -> int:
        mark = self.places.get(position - 1)
        return mark.end if mark is not None else self._start(position - 1) + 1
