"""How TrialGraph tells what is wrong.

A `Problem` is something wrong in what a user gave: it has a place, a message and, where there is a
way out, a hint. Problems are values, collected and returned, all of a run at once. An exception is
raised only where a run cannot go on:

    TrialgraphError           the base: carries the problems that stopped the run
    ├── InputError            a file is missing, unreadable, or not in the syntax it should be in
    ├── OutputError           a file cannot be written
    ├── QueryError            a query is not SPARQL, asks for the network, or lacks a parameter
    ├── NameNotFoundError     no thing in the graph has the name
    └── AmbiguousNameError    several things have the name

The command line turns problems into exit code 1 and a `TrialgraphError` into exit code 2.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

Severity = Literal["violation", "warning", "info"]
"""The severities of SHACL (https://www.w3.org/TR/shacl/#severity), in lower case."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bilingual:
    """The same text in English and French."""

    en: str
    fr: str

    def in_language(self, language: str) -> str:
        """Give the French text for `fr`, the English one for anything else.

        >>> Bilingual(en="arm", fr="bras").in_language("fr")
        'bras'
        """
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, kw_only=True, slots=True)
class Location:
    """A place in a file; lines and columns count from 1, columns in code points."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """Write `file:line:column`, as far as it is known.

        >>> str(Location(file="facts.yaml", line=3, column=7))
        'facts.yaml:3:7'
        """
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that is wrong, told so that a person can mend it."""

    code: str
    """A stable name in kebab-case, for example `unknown-field`."""
    severity: Severity
    message: Bilingual
    location: Location
    hint: Bilingual | None = None
    quote: str | None = None
    """The words of the document that the problem is about, where there are some."""
    about: str | None = None
    """The CURIE of the thing in the graph that the problem is about, where there is one."""
    value: str | None = None
    """The value that is wrong, as a person would write it, where there is one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """What a code stands for: the page that a person reads who meets a problem of that code."""

    code: str
    severity: Severity
    what: Bilingual
    """What holds where all is well."""
    why: Bilingual
    """What goes wrong for people where it does not hold."""
    mend: Bilingual
    """What to do."""
    example: str
    """Data that fail the check."""
    syntax: Literal["yaml", "turtle", "text"]
    """What the example is written in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """What a run looked at, and what it found."""

    problems: tuple[Problem, ...]
    files: tuple[str, ...] = ()
    """The names of all files that were looked at, with problems or without."""
    focus_nodes: Mapping[str, int] = field(default_factory=dict)
    """The number of focus nodes by the shape that selects them: the CURIE of ours, the code of a user's."""


SEVERITIES: tuple[Severity, ...] = ("violation", "warning", "info")
"""From the gravest to the mildest."""


def fails(problem: Problem, fail_on: Severity) -> bool:
    """Say whether a problem is as grave as a severity, or graver.

    >>> place, text = Location(file="facts.yaml"), Bilingual(en="the sum differs", fr="la somme diffère")
    >>> problem = Problem(code="sum", severity="warning", message=text, location=place)
    >>> fails(problem, "violation"), fails(problem, "info")
    (False, True)
    """
    return SEVERITIES.index(problem.severity) <= SEVERITIES.index(fail_on)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort problems by file, line and column; what has no line comes first."""
    return tuple(
        sorted(
            problems,
            key=lambda p: (
                p.location.file,
                p.location.line or 0,
                p.location.column or 0,
                p.code,
                p.message.en,
            ),
        )
    )


class TrialgraphError(Exception):
    """The base of all errors: the run could not go on, and `problems` say why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.location}: {p.message.en}" for p in self.problems))


class InputError(TrialgraphError):
    """A file is missing, unreadable, or not in the syntax that it should be in."""


class OutputError(TrialgraphError):
    """A file cannot be written."""


class QueryError(TrialgraphError):
    """A query is not SPARQL, asks for the network, or lacks a parameter."""


class NameNotFoundError(TrialgraphError):
    """No thing in the graph has the name."""


class AmbiguousNameError(TrialgraphError):
    """Several things in the graph have the name."""


def did_you_mean(word: str, known: Iterable[str]) -> Bilingual | None:
    """Hint at the known words nearest to a word, or at all of them where they are few.

    >>> did_you_mean("enrollment", ["enrolment", "phase"]).en
    'did you mean `enrolment`?'
    >>> did_you_mean("zzz", ["arm", "cohort"]).en
    'known are `arm`, `cohort`'
    """
    choices = sorted(set(known))
    if len(word) <= _LONGEST_SHOWN and (close := get_close_matches(word, choices, n=2, cutoff=0.6)):
        return Bilingual(
            en=f"did you mean {' or '.join(f'`{c}`' for c in close)}?",
            fr=f"vouliez-vous dire {' ou '.join(f'`{c}`' for c in close)} ?",
        )
    if choices and len(choices) <= _FEW:
        listed = ", ".join(f"`{c}`" for c in choices)
        return Bilingual(en=f"known are {listed}", fr=f"sont connus {listed}")
    return None


def shorten(word: str) -> str:
    """Cut a word that is too long to be shown in a message.

    >>> shorten("Phase2")
    'Phase2'
    >>> len(shorten("9" * 100_000))
    100
    """
    return word if len(word) <= _LONGEST_SHOWN else f"{word[: _LONGEST_SHOWN - 1]}…"


_FEW = 12
"""A list longer than this helps nobody in a terminal line."""
_LONGEST_SHOWN = 100
"""Characters: a longer word fills the terminal, and nothing is near to it."""
