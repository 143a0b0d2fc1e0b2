"""Finding words in a text, as they are printed or as they might be printed."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True, slots=True)
class Folded:
    """A text in the form in which quotes are looked for, and where each of its characters comes from."""

    text: str
    origins: tuple[int, ...]
    """For each character its offset in the text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A place in a text, in code points."""

    start: int
    end: int
    is_only_one: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """The words of a text that are most like a quote, and the first that differ."""

    text: str
    quoted: str
    printed: str


_SAME: Mapping[str, str] = MappingProxyType(
    dict.fromkeys("‘’‛ʼ´`", "'")
    | dict.fromkeys("“”„«»", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
    | dict.fromkeys("\u00ad\u200b\ufeff", "")
)


def fold(text: str) -> Folded:
    r"""Fold what printing changes: white space, quotation marks, dashes, ligatures, case.

    >>> fold("The « e\ufb00ect »\n was −3.2").text
    'the"effect"was -3.2'
    """
    characters: list[str] = []
    origins: list[int] = []
    for offset, character in enumerate(text):
        folded = " " if character.isspace() else _SAME.get(character, character.lower())
        last = characters[-1] if characters else " "
        if folded == " " and last in ' "':
            continue
        if folded == '"' and last == " " and characters:
            characters.pop()
            origins.pop()
        characters += folded
        origins += [offset] * len(folded)
    return Folded(text="".join(characters), origins=tuple(origins))


def nearest_place(text: str, words: str, near: int) -> tuple[int, bool] | None:
    """Find words in a text at the place nearest to an offset, and whether they stand nowhere else.

    Places where they are half of a number or of a word come last: 18 does not stand in 2018.

    >>> nearest_place("a b a", "a", 3)
    (4, False)
    >>> nearest_place("in 2018, 18 people", "18", 5)
    (9, True)
    """
    places = _places(text, words, max(0, near))
    whole = [place for place in places if _is_whole(text, place, place + len(words))]
    wanted = whole or places
    if not wanted:
        return None
    is_only_one = len(wanted) == 1 and len(places) <= _MOST_PLACES
    return min(wanted, key=lambda place: abs(place - near)), is_only_one


def _places(text: str, words: str, near: int) -> list[int]:
    """Give the places of words around an offset, at most so many on each side."""
    if not words:
        return []
    after = _first_places(text, words, near)
    # Where they begin before the offset, read from the end of the text.
    backwards = _first_places(_backwards(text), words[::-1], max(0, len(text) - near - len(words) + 1))
    return after + [len(text) - place - len(words) for place in backwards]


def _first_places(text: str, words: str, start: int) -> list[int]:
    places: list[int] = []
    place = text.find(words, start)
    while place >= 0 and len(places) < _MOST_PLACES:
        places.append(place)
        place = text.find(words, place + 1)
    return places


@lru_cache(maxsize=2)
def _backwards(text: str) -> str:
    """Turn a text round: `str.find` takes linear time whatever the words are, `str.rfind` does not."""
    return text[::-1]


def _is_whole(text: str, start: int, end: int) -> bool:
    """Say whether what stands at a place is no part of a number or word, and has its sign."""
    for edge in (start, end):
        left, right = text[max(0, edge - 1) : edge], text[edge : edge + 1]
        if left.isalnum() and right.isalnum():
            return False
        if left.isdigit() and right in {".", ","} and text[edge + 1 : edge + 2].isdigit():
            return False
        if right.isdigit() and left in {".", ","} and text[max(0, edge - 2) : edge - 1].isdigit():
            return False
    if not text[start : start + 1].isdigit():
        return True
    sign, further = text[max(0, start - 1) : start], text[max(0, start - 2) : start - 1]
    # A dash after a letter or a digit is one between two numbers or names: 0.5 mg-1 mg.
    return sign not in _COMPARATORS and not (sign in _DASHES and not further.isalnum())


_COMPARATORS = frozenset("+±<>≤≥")
_DASHES = frozenset("-−–")


def find(folded: Folded, words: str, near: int) -> Span | None:
    """Find folded words in a folded text, and give the offsets of the text itself."""
    trimmed = words.strip()
    found = nearest_place(folded.text, trimmed, bisect_left(folded.origins, near))
    if found is None:
        return None
    place, is_only_one = found
    end = folded.origins[place + len(trimmed) - 1] + 1
    return Span(start=folded.origins[place], end=end, is_only_one=is_only_one)


def nearest_passage(text: str, folded: Folded, quote: str, near: int) -> Passage | None:
    """Find the words of a text that are most like a quote; None where nothing is like it.

    They are sought where the quote says that it stands, and around its longest words and numbers. Only what
    stands there is compared: the time is that of a search, however long the text is.
    """
    quote = quote[:_LONGEST_SHOWN]
    known = fold(quote).text
    words = Counter(_WORD.findall(known))
    candidates = [_around(text, min(near, len(text)), quote, 0)]
    at = bisect_left(folded.origins, near)
    for word in sorted(words, key=lambda word: (-len(word), word))[:_MOST_ANCHORS]:
        candidates += [
            _around(text, folded.origins[place], quote, known.find(word))
            for place in _places(folded.text, word, at)[: 2 * _MOST_COMPARED]
        ]
    # Of those that have as many words of the quote, the one where it says that it stands comes first.
    by_words = sorted(
        dict.fromkeys(candidates),
        key=lambda passage: -(Counter(_WORD.findall(passage.lower())) & words).total(),
    )
    best: tuple[float, str] = (0.0, "")
    matcher = SequenceMatcher(None, "", quote[:_LONGEST], autojunk=False)
    for passage in by_words[:_MOST_COMPARED]:
        matcher.set_seq1(passage[:_LONGEST])
        ratio = matcher.ratio()
        if ratio > best[0]:
            best = (ratio, passage)
    if best[0] < _LIKE:
        return None
    quoted, printed = _first_difference(quote, best[1])
    return Passage(text=best[1], quoted=quoted, printed=printed)


_WORD = re.compile(r"\d+(?:[.,]\d+)*|\w+")
_MOST_ANCHORS = 3
_MOST_COMPARED = 3
_MOST_PLACES = 12
_LONGEST = 300
"""Characters or words that are compared one by one."""
_LONGEST_SHOWN = 2000
"""Characters of a quote that are looked at to find a passage like it."""
_LONGEST_WORD = 60
_LIKE = 0.6
"""Share of characters that a passage must have in common with a quote to be shown."""


def _around(text: str, at: int, quote: str, inside: int) -> str:
    """Cut out of a text what may be a quote, by a word that both have, to the ends of its words."""
    start = max(0, at - max(0, inside))
    end = min(len(text), start + len(quote))
    # What has no space for so long is no word.
    first, last = max(0, start - _LONGEST_WORD), min(len(text), end + _LONGEST_WORD)
    while start > first and not text[start - 1].isspace():
        start -= 1
    while end < last and not text[end].isspace():
        end += 1
    return " ".join(text[start:end].split())


def _first_difference(quote: str, passage: str) -> tuple[str, str]:
    """Give the first words, numbers or signs in which a quote and a passage differ, else in case."""
    for quoted, printed in ((fold(quote).text, fold(passage).text), (quote, passage)):
        a, b = (re.findall(r"\w+(?:[.,']\w+)*|[^\w\s]", text)[:_LONGEST] for text in (quoted, printed))
        for tag, start, end, first, last in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            # A passage goes on to the ends of its words: a bracket before it or a stop after it is none.
            is_around = tag == "insert" and start in {0, len(a)}
            if tag != "equal" and not is_around:
                return " ".join(a[start:end]), " ".join(b[first:last])
    return "", ""
