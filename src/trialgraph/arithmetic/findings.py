"""What arithmetic finds, and which problems of shapes it tells better."""

from collections.abc import Iterable
from dataclasses import dataclass

from trialgraph.arithmetic.statements import Statement
from trialgraph.problems import Bilingual, Problem


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """A problem, and the problems of shapes that say less of the same."""

    problem: Problem
    replaces: frozenset[tuple[str, str]] = frozenset()
    """Pairs of the code of a constraint and the CURIE of the thing that it is about."""


def without_replaced(problems: Iterable[Problem], findings: Iterable[Finding]) -> tuple[Problem, ...]:
    """Leave out of the problems of shapes those that findings tell better, so that each is told once.

    >>> from trialgraph.problems import Location
    >>> text = Bilingual(en="two values", fr="deux valeurs")
    >>> place = Location(file="facts.yaml")
    >>> single = Problem(
    ...     code="phase-single", severity="warning", message=text, location=place, about="trial:x"
    ... )
    >>> finding = Finding(problem=single, replaces=frozenset({("phase-single", "trial:x")}))
    >>> without_replaced([single], [finding])
    ()
    """
    replaced = {pair for finding in findings for pair in finding.replaces}
    return tuple(problem for problem in problems if (problem.code, problem.about) not in replaced)


def warning(code: str, at: Statement, message: Bilingual, hint: Bilingual) -> Problem:
    """Make the problem of a statement."""
    return Problem(
        code=code,
        severity="warning",
        message=message,
        location=at.location,
        hint=hint,
        quote=at.quote,
        about=at.about,
        value=str(at.value),
    )
