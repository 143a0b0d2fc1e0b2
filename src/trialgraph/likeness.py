"""Whether two values of one field are the same, the same put otherwise, or different."""

import re
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from trialgraph.entities import words
from trialgraph.model import Duration, Field, PartialDate

Relation = Literal["agree", "worded", "differ"]


class PValue(NamedTuple):
    """A p-value with what stands before it: `< 0.001` is another statement than `= 0.001`."""

    operator: str
    """`EqualTo`, `LessThan` or `GreaterThan`."""
    value: Decimal

    def __str__(self) -> str:
        """Write it as it is printed.

        >>> str(PValue("LessThan", Decimal("0.001")))
        '< 0.001'
        """
        return f"{_SIGNS[self.operator]} {self.value:f}"


_SIGNS = {"EqualTo": "=", "LessThan": "<", "GreaterThan": ">"}


def relation(one: Any, other: Any, of: Field) -> Relation:
    """Compare two values of a field.

    A number that is the other rounded, a month that has the other's day, `p < 0.001` for `p = 0.0004`, and
    a text in other words are `worded`.

    >>> from trialgraph.model import OutcomeResult, Publication, statement_fields
    >>> estimate = statement_fields(OutcomeResult)["estimate"]
    >>> [relation(Decimal("0.56"), Decimal(other), estimate) for other in ("0.560", "0.564", "0.65")]
    ['agree', 'worded', 'differ']
    >>> relation("2024-07", "2024-07-31", statement_fields(Publication)["published_on"])
    'worded'
    """
    if one == other:
        return "agree"
    if of.type is str and not of.codes:
        return "agree" if words(one) == words(other) else "worded"
    if of.type is Duration and _length(one) == _length(other):
        return "agree"
    return "worded" if _fits(one, other, of) else "differ"


def _fits(one: Any, other: Any, of: Field) -> bool:
    """Tell whether one value is the other, said less exactly."""
    if isinstance(one, PValue):
        return _compatible(one, other) or _compatible(other, one)
    if of.type is PartialDate:
        return bool(one.startswith(f"{other}-") or other.startswith(f"{one}-"))
    return of.type is Decimal and _is_rounded(one, other)


def _compatible(exact: PValue, bound: PValue) -> bool:
    """Tell whether an exact p-value lies within a bound."""
    if exact.operator != "EqualTo" or bound.operator == "EqualTo":
        return exact.operator == bound.operator == "EqualTo" and _is_rounded(exact.value, bound.value)
    return exact.value < bound.value if bound.operator == "LessThan" else exact.value > bound.value


def _is_rounded(one: Decimal, other: Decimal) -> bool:
    """Tell whether the less exact of two numbers is the other one rounded, half up or half to even."""
    places = [-min(int(value.as_tuple().exponent), 0) for value in (one, other)]
    coarse, fine = (one, other) if places[0] < places[1] else (other, one)
    half = Decimal(5).scaleb(-min(places) - 1)
    return abs(coarse - fine) <= half


_DURATION = re.compile(r"P(?:([\d.]+)Y)?(?:([\d.]+)M)?(?:([\d.]+)W)?(?:([\d.]+)D)?")
_MONTHS, _DAYS = 12, 7


def _length(duration: str) -> object:
    """Give a duration as months and days; what has hours, or is no duration, is compared as a text."""
    found = _DURATION.fullmatch(duration)
    if found is None:
        return duration
    years, months, weeks, days = (Decimal(part) if part else Decimal(0) for part in found.groups())
    return years * _MONTHS + months, weeks * _DAYS + days
