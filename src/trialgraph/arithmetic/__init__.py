"""Whether the numbers of an announcement can be true together, where that takes intervals or quotes.

What any SHACL engine can tell stands in shapes/arithmetic.ttl. What it cannot is here: how many people a
count and its percentage imply, in all groups together; the p-value that an interval implies; what stands
beside what in a text; and two quotes for one thing. Each document is checked by itself, and what a reviewer
rejected is passed over. docs/arithmetic.md tells every check with an example.
"""

from collections.abc import Iterator, Sequence

from trialgraph.arithmetic import changes, denominators, effects, intervals
from trialgraph.arithmetic.findings import Finding, without_replaced
from trialgraph.arithmetic.statements import read
from trialgraph.model import FactFile
from trialgraph.problems import Problem, in_order

__all__ = ["CODES", "Finding", "check", "findings", "without_replaced"]

CODES = frozenset(
    {
        "implied-denominators",
        "p-value-agrees-with-interval",
        "reduction-beside-ratio",
        "value-changes-within-text",
    }
)
"""The codes of the problems that are told here."""


def check(files: Sequence[FactFile]) -> tuple[Problem, ...]:
    """Tell which numbers of fact files cannot be true together, as warnings, in order of place.

    >>> from decimal import Decimal
    >>> from trialgraph.model import Evidence, OutcomeResult
    >>> from trialgraph.problems import Location
    >>> result = OutcomeResult(
    ...     id="lumera.relapse",
    ...     evidence=(Evidence(quote="HR 0.89 (95% CI 0.60 to 1.32), p=0.06", start=0, end=37),),
    ...     effect_measure="HazardRatio",
    ...     estimate=Decimal("0.89"),
    ...     ci_lower=Decimal("0.60"),
    ...     ci_upper=Decimal("1.32"),
    ...     p_value_operator="EqualTo",
    ...     p_value=Decimal("0.06"),
    ... )
    >>> place = {(0, "p_value"): Location(file="lumera.yaml", line=9)}
    >>> file = FactFile(document=None, facts=(result,), locations=place, problems=())
    >>> [(problem.code, problem.location.line) for problem in check([file])]
    [('p-value-agrees-with-interval', 9)]
    """
    return in_order(finding.problem for finding in findings(files))


def findings(files: Sequence[FactFile]) -> tuple[Finding, ...]:
    """Give what `check` tells, each with the problems of shapes that it tells better."""
    return tuple(finding for file in files for finding in _of(file))


def _of(file: FactFile) -> Iterator[Finding]:
    things = read(file)
    yield from denominators.check(things)
    yield from intervals.check(things)
    yield from effects.check(things)
    yield from changes.check(things)
