"""All keys of names as dictionary automata, in parts, so that neither building nor asking needs all at once.

A part holds the keys that begin with some first characters; it is loaded when a word begins with one.
"""

import hashlib
import sqlite3
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

import marisa_trie

_ENOUGH = 200_000
"""Keys of a part, after which the next first character begins another; building one takes 100 bytes a key."""


class Automaton:
    """The keys of all names, each with a space behind it."""

    def __init__(self, firsts: list[str], load: Callable[[str], bytes]) -> None:
        """Take the first character of each part, in order, and what gives the bytes of a part."""
        self._firsts, self._load = firsts, load
        self._parts: dict[str, marisa_trie.Trie] = {}

    def prefixes(self, text: str) -> list[str]:
        """Give the keys that begin a text, the shortest first."""
        place = bisect_right(self._firsts, text[:1])
        if not place:
            return []
        first = self._firsts[place - 1]
        if first not in self._parts:
            self._parts[first] = marisa_trie.Trie().frombytes(self._load(first))
        found: list[str] = self._parts[first].prefixes(text)
        return found


def write(database: sqlite3.Connection, keys: Iterable[str]) -> None:
    """Write the automata of keys that come in order."""
    database.execute("DELETE FROM automaton")
    for first, part in _parts(keys):
        data = part.tobytes()
        values = (first, data, hashlib.sha256(data).hexdigest())
        database.execute("INSERT INTO automaton VALUES (?, ?, ?)", values)


def _parts(keys: Iterable[str]) -> Iterator[tuple[str, marisa_trie.Trie]]:
    start, kept = "", list[str]()
    for first, some in groupby(keys, key=lambda key: key[0]):
        start = start or first
        kept += (f"{key} " for key in some)
        if len(kept) >= _ENOUGH:
            yield start, marisa_trie.Trie(kept)
            start, kept = "", []
    if kept:
        yield start, marisa_trie.Trie(kept)
