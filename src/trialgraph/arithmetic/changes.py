"""A phase, a dose or a size that changes within one text.

The facts of one document give one thing two values, each with its own words; or a quote prints another
number of people in the trial than the fact on its enrolment. Two documents may differ in good faith, and
are compared elsewhere.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from trialgraph.arithmetic.findings import Finding, warning
from trialgraph.arithmetic.statements import Statement, Thing, Things
from trialgraph.arithmetic.words import both, number, quoted
from trialgraph.model import Quantity
from trialgraph.problems import Bilingual, Problem

_ENROLMENT = Bilingual(en="the number of people in the trial", fr="le nombre de personnes de l’essai")
_SIZE_OF_GROUP = {
    "participant_count": Bilingual(
        en="the number of people in the group", fr="le nombre de personnes du groupe"
    )
}
_FIELDS = {
    "ClinicalTrial": {"phase": Bilingual(en="the phase", fr="la phase"), "enrolment": _ENROLMENT},
    "Cohort": _SIZE_OF_GROUP,
    "Arm": _SIZE_OF_GROUP,
    "ArmGroup": _SIZE_OF_GROUP,
    "Dosing": {"dose": Bilingual(en="the dose", fr="la dose")},
}
"""What one text says of one thing once: of sites and countries it may count parts."""

_SINGLE = {
    "phase": "phase-single",
    "enrolment": "enrolment-single",
    "participant_count": "participant-count-single",
}
"""The constraints that tell of two values too, without their words."""


def check(things: Things) -> Iterator[Finding]:
    """Tell what the facts of one document give two values, with both quotes."""
    for thing in things.of_kind(*_FIELDS):
        for field, what in _FIELDS[thing.kind].items():
            yield from _two_values(thing.fields.get(field, ()), field, what)
    yield from _sizes_in_quotes(things)


def _two_values(statements: Sequence[Statement], field: str, what: Bilingual) -> Iterator[Finding]:
    ordered = sorted(statements, key=lambda each: each.evidence.start if each.evidence else 0)
    for first, second in pairwise(ordered):
        if not _compatible(first.value, second.value):
            yield Finding(
                problem=_problem(first, second, what),
                replaces=frozenset({(_SINGLE[field], second.about)} if field in _SINGLE else ()),
            )
            return


def _compatible(first: Any, second: Any) -> bool:
    """Say whether two values may both be right: phase 2b is a phase 2."""
    if isinstance(first, str) and isinstance(second, str):
        return first.startswith(second) or second.startswith(first)
    return bool(first == second)


def _problem(first: Statement, second: Statement, what: Bilingual) -> Problem:
    message = both(
        "The document gives {what} as {first} ({first_quote}) and as {second} ({second_quote}){swapped}.",
        "Pour {what}, le document donne {first} ({first_quote}) et {second} ({second_quote}){swapped}.",
        what=what,
        first=_written(first.value),
        first_quote=quoted(first.quote or ""),
        second=_written(second.value),
        second_quote=quoted(second.quote or ""),
        swapped=_swapped(first.value, second.value),
    )
    return warning("value-changes-within-text", second, message, _HINT)


def _written(value: Any) -> Bilingual:
    if isinstance(value, Quantity):
        text = number(value.value)
        return Bilingual(en=f"{text.en} {value.unit}", fr=f"{text.fr} {value.unit}")
    if isinstance(value, int | Decimal):
        return number(value)
    return Bilingual(en=f"`{value}`", fr=f"`{value}`")


def _swapped(first: Any, second: Any) -> Bilingual:
    """Point to two digits that changed places, the slip that is made most."""
    if isinstance(first, int) and isinstance(second, int) and sorted(str(first)) == sorted(str(second)):
        return Bilingual(
            en="\u00a0– the same digits in another order", fr="\u00a0– les mêmes chiffres dans un autre ordre"
        )
    return Bilingual(en="", fr="")


_HINT = Bilingual(
    en="read both places: correct what is misread; if the document contradicts itself, say so where you use "
    "the number, and ask its issuer which is right",
    fr="relisez les deux endroits\u00a0: corrigez ce qui est mal lu\u00a0; si le document se contredit, "
    "dites-le là où vous utilisez le nombre, et demandez à son émetteur lequel est juste",
)


def _sizes_in_quotes(things: Things) -> Iterator[Finding]:
    """Find quotes on a trial that print another number of people in it than its enrolment."""
    sizes: dict[str, set[int]] = {}
    for group in things.of_kind("Cohort", "Arm", "ArmGroup"):
        sizes.setdefault(things.trial_of(group) or "", set()).update(group.values("participant_count"))
    for trial in things.of_kind("ClinicalTrial"):
        enrolment = trial.statement("enrolment")
        if enrolment is not None:
            yield from _other_sizes(trial, enrolment, sizes.get(trial.id, set()))


def _other_sizes(trial: Thing, enrolment: Statement, known: set[int]) -> Iterator[Finding]:
    for piece, location in trial.quotes:
        for match in _SIZE.finditer(piece.quote):
            size = int(re.sub(r"\D", "", match["size"]))
            if size != enrolment.value and size not in known:
                found = Statement(about=trial.about, value=size, location=location, evidence=piece)
                yield Finding(problem=_problem(enrolment, found, _ENROLMENT))
                return


_SIZE = re.compile(
    r"\b(?:trial|study|essai|étude)\s+(?:of|with|in|among|de|sur|portant\s+sur|incluant|chez|auprès\s+de)\s+"
    r"(?P<size>[0-9]{1,3}(?:[,.\u00a0\u202f ][0-9]{3}){1,3}|[0-9]{1,9})\s+"
    r"(?:adults?|patients?|participants?|people|persons|volunteers|adultes?|personnes|volontaires)\b",
    re.IGNORECASE,
)
"""A number that “more than” or “about” stands before is not the number itself, and is passed over."""
