"""What the codes of problems stand for: a page each on what holds, why, an example that fails, how to mend.

Codes are of two origins. The pages of the shipped constraints are made from shapes/*.ttl, the data that they
are tested with, and data/checks/shapes.yaml. Those of all other codes are written in data/checks/*.yaml.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from trialgraph.checks import curated, shipped
from trialgraph.checks.curated import Section
from trialgraph.checks.pages import render
from trialgraph.checks.shipped import hint_for
from trialgraph.problems import Bilingual, Check, InputError, Location, Problem, did_you_mean

__all__ = ["Section", "explain", "hint_for", "load_checks", "sections"]


@cache
def sections() -> tuple[Section, ...]:
    """Give all pages, by the file that they are of: those of shapes first.

    >>> [section.name for section in sections() if section.name in {'biology', 'adverse-events'}]
    ['adverse-events', 'biology']
    """
    return (*shipped.sections(), *curated.sections())


@cache
def load_checks() -> Mapping[str, Check]:
    """Give the page of each code that a problem of ours may have. Users' own shapes have none.

    >>> load_checks()["enrolment"].what.en
    'the enrolment of a trial is a whole number'
    """
    return MappingProxyType({check.code: check for section in sections() for check in section.checks})


def explain(code: str, language: str = "en") -> str:
    """Write the page of a code as Markdown that reads well in a terminal.

    Args:
        code: as a problem has it.
        language: `fr` for French, else English.

    Raises:
        InputError: no check has the code; the hint names the nearest.

    >>> print(explain("duplicate-key").splitlines()[0])
    # duplicate-key

    """
    checks = load_checks()
    if code not in checks:
        raise InputError([_unknown_check(code, checks)])
    return render(checks[code], language)


def _unknown_check(code: str, known: Mapping[str, Check]) -> Problem:
    return Problem(
        code="unknown-check",
        severity="violation",
        location=Location(file=code),
        message=Bilingual(
            en=f"there is no check with the code `{code}`",
            fr=f"aucune vérification n’a le code `{code}`",
        ),
        hint=did_you_mean(code, known)
        or Bilingual(en="docs/checks/ lists all codes", fr="docs/checks/ les cite tous"),
    )
