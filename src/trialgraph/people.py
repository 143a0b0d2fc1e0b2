"""Whether two printed names can be those of one person: initials, particles, accents and order.

A name is read as given names and a surname in either order; an initial stands for any name that it begins.
Nothing here says that two people are one: names alone do not.
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
        "pr",
        "prof",
        "professor",
        "professeur",
        "professeure",
        "mr",
        "mrs",
        "ms",
        "miss",
        "mme",
        "m",
        "monsieur",
        "madame",
        "sir",
        "dame",
        "md",
        "phd",
        "dsc",
        "msc",
        "mph",
        "mbbs",
        "frcp",
        "frs",
        "facc",
        "faha",
        "do",
        "pharmd",
        "bsc",
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
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_WORD = re.compile(r"[\w.]+")
_MOST_INITIALS = 3
_FEWEST_PARTS = 2


@dataclass(frozen=True, slots=True)
class _Name:
    given: tuple[str, ...]
    surname: tuple[str, ...]
    """With its particles left out: they are written in many ways."""
    particles: frozenset[str]


def likeness(one: str, other: str) -> Likeness:
    """Compare two names of people.

    >>> likeness("P L A van Daele", "Paul van Daele"), likeness("Daele PLA van", "Paul van Daele")
    ('compatible', 'compatible')
    >>> likeness("Dr José Núñez", "Jose Nunez"), likeness("NÚÑEZ José", "José Núñez")
    ('same', 'same')
    >>> likeness("Ada Quill", "Adam Quill"), likeness("A Quill", "B Quill"), likeness("Quill", "Ada Quill")
    ('different', 'different', 'different')
    """
    best: Likeness = "different"
    for first in _readings(one):
        for second in _readings(other):
            if first.surname != second.surname or _clash(first.particles, second.particles):
                continue
            found = _compare_given(first.given, second.given)
            if found == "same":
                return "same"
            if found == "compatible":
                best = "compatible"
    return best


def _clash(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and not (one <= other or other <= one)


def _readings(name: str) -> Iterator[_Name]:
    """Read a name with the surname last, and with the surname first."""
    head, comma, tail = name.partition(",")
    degrees = all(word.lower().replace(".", "") in _TITLES | _JUNIORS for word in _WORD.findall(tail))
    if comma and not degrees:
        surname, given = _tokens(head), _tokens(tail)
        if surname and given:
            yield _name(given, surname)
        return
    tokens = _tokens(head)
    if sum(token not in _PARTICLES for token in tokens) < _FEWEST_PARTS:
        return
    # "Paul van Daele", "P L A van Daele": what stands before the particles or the last word is given.
    at = next((i for i, token in enumerate(tokens) if i and token in _PARTICLES), len(tokens) - 1)
    if len(tokens[-1]) > 1 or at < len(tokens) - 1:
        yield _name(tokens[:at], tokens[at:])
    # "van Daele PLA", "MARIETTE Xavier", "Quill A": the surname first.
    first = next(i for i, token in enumerate(tokens) if token not in _PARTICLES) + 1
    if len(tokens[first - 1]) > 1 and tokens[first:]:
        yield _name(tokens[first:], tokens[:first])


def _name(given: list[str], surname: list[str]) -> _Name:
    particles = frozenset(token for token in (*given, *surname) if token in _PARTICLES)
    return _Name(
        given=tuple(token for token in given if token not in _PARTICLES),
        surname=tuple(token for token in surname if token not in _PARTICLES),
        particles=particles,
    )


def _tokens(text: str) -> list[str]:
    """Give the folded words of a name; initials that are written together come apart (`PLA`)."""
    words = [word for word in _TOKEN.findall(text) if word.lower().strip(".") not in _TITLES | _JUNIORS]
    tokens: list[str] = []
    mixed = any(not word.isupper() for word in words)
    for word in words:
        if mixed and word.isupper() and len(word) <= _MOST_INITIALS:
            tokens += [fold(letter) for letter in word]
        else:
            tokens.append(fold(word))
    return tokens


def _compare_given(one: tuple[str, ...], other: tuple[str, ...]) -> Likeness:
    """Compare given names in order; what only one of two has (a second name) makes them compatible."""
    if not one or not other:
        return "different"
    for first, second in zip(one, other, strict=False):
        shorter, longer = sorted((first, second), key=len)
        if shorter != longer and not (len(shorter) == 1 and longer.startswith(shorter)):
            return "different"
    return "same" if one == other and len(one[0]) > 1 else "compatible"
