"""Whether two printed names can be those of one person: initials, particles, accents and order.

A name is read as given names and a surname; an initial stands for any name that it begins. Where the writing
does not tell which comes first, both orders are tried, and what only the other order brings together is
compatible at most. Nothing here says that two people are one: names alone do not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from trialgraph.folding import fold

Likeness = Literal["same", "compatible", "different"]
"""`same`: in full; `compatible`: one shortens what the other spells out; `different`: not one person."""

_TITLES = frozenset(
    [
        "dr",
        "prof",
        "pr",
        "professor",
        "professeur",
        "professeure",
        "docteur",
        "docteure",
        "mr",
        "mrs",
        "ms",
        "miss",
        "mme",
        "monsieur",
        "madame",
        "sir",
        "dame",
        "med",
        "habil",
    ]
)
_DEGREES = frozenset(
    [
        "md",
        "phd",
        "dphil",
        "dsc",
        "msc",
        "bsc",
        "mph",
        "mba",
        "mbbs",
        "mbchb",
        "ma",
        "ms",
        "do",
        "rn",
        "pharmd",
        "dnp",
        "facc",
        "faha",
        "fesc",
        "frcp",
        "frcs",
        "frs",
        "mrcp",
    ]
)
_PARTICLES = frozenset(
    [
        "van",
        "von",
        "der",
        "den",
        "de",
        "du",
        "des",
        "la",
        "le",
        "da",
        "das",
        "do",
        "dos",
        "di",
        "del",
        "della",
        "ten",
        "ter",
        "zu",
        "zur",
        "af",
        "av",
        "el",
        "al",
        "bin",
        "ben",
        "ibn",
        "st",
        "saint",
    ]
)
_JUNIORS = frozenset({"jr", "sr", "ii", "iii", "iv"})
_TOKEN = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_WORD = re.compile(r"[\w.]+")
_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa", "Ä": "ae", "Ö": "oe", "Ü": "ue"}
)
_MOST_INITIALS = 3
_MOST_TOKENS = 12
"""Words of a name that are looked at."""
_TWO = 2


@dataclass(frozen=True, slots=True)
class _Token:
    key: str
    """Folded."""
    spelt: str
    """Folded, with umlauts written out."""
    is_shouted: bool


@dataclass(frozen=True, slots=True)
class _Name:
    given: tuple[_Token, ...]
    particles: tuple[str, ...]
    surname: tuple[_Token, ...]
    """Without particles: they are written in many ways."""
    is_swapped: bool
    """Whether nothing but the wish to try says that the surname comes first."""


def likeness(one: str, other: str) -> Likeness:
    """Compare two names of people.

    >>> likeness("P L A van Daele", "Paul van Daele"), likeness("Daele PLA van", "Paul van Daele")
    ('compatible', 'compatible')
    >>> likeness("Dr José Núñez", "Jose Nunez"), likeness("NÚÑEZ José", "José Núñez")
    ('same', 'same')
    >>> likeness("James Thomas", "Thomas James"), likeness("Ada Quill Jr", "Ada Quill Sr")
    ('compatible', 'different')
    >>> likeness("Ada Quill", "Adam Quill"), likeness("A Quill", "B Quill"), likeness("Quill", "Ada Quill")
    ('different', 'different', 'different')
    """
    first, first_junior = _tokens(one)
    second, second_junior = _tokens(other)
    if first_junior and second_junior and first_junior != second_junior:
        return "different"
    best: Likeness = "different"
    if first == second and first:
        best = "same" if is_whole(one) or (not one.isascii() and len(first) == 1) else "compatible"
    for left in _readings(one, first):
        for right in _readings(other, second):
            if left.is_swapped and right.is_swapped:
                continue
            found = _compare(left, right)
            if found == "same" or (found == "compatible" and best == "different"):
                best = found
    return "compatible" if best == "same" and first_junior != second_junior else best


def is_whole(name: str) -> bool:
    """Tell whether two words of a name, or more, are no initials.

    >>> [is_whole(name) for name in ("Ada Quill", "WF Ng", "PLA van Daele", "ADA QUILL", "J.-P. Dorn")]
    [True, False, False, True, False]
    """
    tokens, _ = _tokens(name)
    return sum(len(token.key) > 1 and token.key not in _PARTICLES for token in tokens) >= _TWO


def _readings(name: str, tokens: tuple[_Token, ...]) -> Iterator[_Name]:
    """Read a name: as its writing tells, or with the surname last, and with the surname first."""
    head, comma, tail = name.partition(",")
    if comma and not _is_suffix(tail):
        surname, given = _tokens(head)[0], _tokens(tail)[0]
        if surname and given:
            yield _name(given, surname, is_swapped=False)
        return
    if len(tokens) < _TWO:
        return
    shouted = [index for index, token in enumerate(tokens) if token.is_shouted and len(token.key) > 1]
    if shouted and len(shouted) < len(tokens):
        # "Xavier MARIETTE", "VAN DAELE Paul": what is in capitals is the surname.
        low, high = shouted[0], shouted[-1] + 1
        yield _name((*tokens[:low], *tokens[high:]), tokens[low:high], is_swapped=False)
        return
    if len(tokens[-1].key) > 1:
        # "Paul van Daele": what stands before the particles or the last word is given.
        at = next((i for i in range(1, len(tokens) - 1) if tokens[i].key in _PARTICLES), len(tokens) - 1)
        yield _name(tokens[:at], tokens[at:], is_swapped=False)
    # "van Daele PLA", "Quill A", "Wang Wei": the surname first.
    first = next((i for i, token in enumerate(tokens[:-1]) if token.key not in _PARTICLES), 0) + 1
    if len(tokens[first - 1].key) > 1:
        initials = all(len(token.key) == 1 or token.key in _PARTICLES for token in tokens[first:])
        yield _name(tokens[first:], tokens[:first], is_swapped=not initials)


def _name(given: tuple[_Token, ...], surname: tuple[_Token, ...], *, is_swapped: bool) -> _Name:
    # "Daele PLA van": particles may stand behind the given names; a word that stands first or alone is none.
    behind = {i for i in range(1, len(given)) if given[i].key in _PARTICLES}
    within = {i for i in range(len(surname) - 1) if surname[i].key in _PARTICLES}
    particles = [given[i].key for i in sorted(behind)] + [surname[i].key for i in sorted(within)]
    return _Name(
        given=tuple(token for i, token in enumerate(given) if i not in behind),
        particles=tuple(sorted(particles)),
        surname=tuple(token for i, token in enumerate(surname) if i not in within),
        is_swapped=is_swapped,
    )


def _is_suffix(text: str) -> bool:
    words = [word.lower().replace(".", "") for word in _WORD.findall(text)]
    return all(word in _DEGREES | _TITLES | _JUNIORS for word in words)


def _tokens(text: str) -> tuple[tuple[_Token, ...], str]:
    """Give the words of a name without titles and degrees, and what tells a father from a son.

    Initials that are written together come apart (`PLA`). A title or a degree is one only beside a name:
    Do, Md and Ben are names of people too.
    """
    head, comma, tail = text.partition(",")
    is_suffix = bool(comma) and _is_suffix(tail)
    words = _TOKEN.findall(head if is_suffix else text)[:_MOST_TOKENS]
    junior = next((w for w in map(fold, _TOKEN.findall(tail)) if w in _JUNIORS), "") if is_suffix else ""
    if len(words) > _TWO and fold(words[-1]) in _JUNIORS:
        junior = fold(words.pop())
    while len(words) > _TWO and fold(words[0]) in _TITLES:
        del words[0]
    if len(words) > _TWO and words[0] == "M" and len(words[1]) > 1:
        del words[0]
    while len(words) > _TWO and fold(words[-1]) in _DEGREES and not words[-1].islower():
        words.pop()
    mixed = any(not word.isupper() for word in words)
    tokens: list[_Token] = []
    for word in words:
        if mixed and word.isupper() and len(word) <= _MOST_INITIALS and not _is_particle(word):
            tokens += [_token(letter, is_shouted=False) for letter in word]
        else:
            tokens.append(_token(word, is_shouted=mixed and word.isupper()))
    return tuple(tokens), junior


def _is_particle(word: str) -> bool:
    return len(word) > 1 and fold(word) in _PARTICLES


def _token(word: str, *, is_shouted: bool) -> _Token:
    bare = word.replace("'", "").replace("\u2019", "")
    return _Token(key=fold(bare), spelt=fold(bare.translate(_GERMAN)), is_shouted=is_shouted)


# Two readings


def _compare(one: _Name, other: _Name) -> Likeness:
    surnames = _compare_surnames(one, other)
    given = _compare_given(one.given, other.given)
    if "different" in (surnames, given):
        return "different"
    is_sure = not (one.is_swapped or other.is_swapped)
    return "same" if (surnames, given) == ("same", "same") and is_sure else "compatible"


def _compare_surnames(one: _Name, other: _Name) -> Likeness:
    if _keys(one.surname) == _keys(other.surname):
        first, second = set(one.particles), set(other.particles)
        if first == second:
            return "same"
        return "compatible" if first <= second or second <= first else "different"
    if _spelt(one.surname) == _spelt(other.surname) or _whole(one) == _whole(other):
        return "compatible"
    return "different"


def _keys(tokens: tuple[_Token, ...]) -> tuple[str, ...]:
    return tuple(token.key for token in tokens)


def _spelt(tokens: tuple[_Token, ...]) -> frozenset[str]:
    return frozenset(token.spelt for token in tokens)


def _whole(name: _Name) -> str:
    """Write a surname in one word: "Vandaele"."""
    return "".join((*name.particles, *_keys(name.surname)))


def _compare_given(one: tuple[_Token, ...], other: tuple[_Token, ...]) -> Likeness:
    """Compare given names in order; what only one of two has (a second name) makes them compatible."""
    if not one or not other:
        return "different"
    for first, second in zip(one, other, strict=False):
        if first.key != second.key and first.spelt != second.spelt and not _begins(first.key, second.key):
            return "different"
    is_same = _keys(one) == _keys(other) and len(one[0].key) > 1
    return "same" if is_same else "compatible"


def _begins(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) == 1 and longer.startswith(shorter)
