"""Which patterns are worth trying on a sentence: a look-up, so that most cost most sentences nothing."""

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

from trialgraph.extraction.patterns import Compiled

T = TypeVar("T")


class Entry(NamedTuple, Generic[T]):
    """What has a pattern, and what a sentence must have for it."""

    needs: int
    item: T


class CueIndex(Generic[T]):
    """Patterns, found by the signs and the beginnings of words of a sentence.

    What patterns need are whole numbers, a bit for each set of cues: one operation compares them all.
    """

    def __init__(self, items: Sequence[tuple[Compiled, T]]) -> None:
        """Take patterns in the order in which they are to be tried, each with what it belongs to."""
        self._bits: dict[str, int] = {}
        self.assumed = 0
        """The needs that words alone cannot tell to be unmet, because a sign would meet them."""
        entries = []
        count = 0
        for pattern, item in items:
            needs = 0
            for cues in pattern.cues:
                bit = 1 << count
                count += 1
                needs |= bit
                if not all(map(str.isascii, cues)):
                    self.assumed |= bit
                for cue in cues:
                    self._bits[cue] = self._bits.get(cue, 0) | bit
            entries.append(Entry(needs, item))
        self.entries = tuple(entries)

    def met(self, cues: frozenset[str]) -> int:
        """Give the needs that a sentence with these cues meets."""
        found = 0
        for cue in cues:
            found |= self._bits.get(cue, 0)
        return found
