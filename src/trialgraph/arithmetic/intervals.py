"""Whether a p-value is the one that the confidence interval implies.

An interval at a level reaches as many standard errors to each side of the estimate as the normal
distribution says, for ratios on the logarithmic scale; estimate over standard error gives the p-value
(Altman and Bland, BMJ 2011;343:d2304). Both are rounded in print, and may come from two methods: only
what no rounding explains, and no choice of method, is told.
"""

import itertools
import math
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from statistics import NormalDist
from typing import NamedTuple

from trialgraph.arithmetic.findings import Finding, warning
from trialgraph.arithmetic.rounding import half
from trialgraph.arithmetic.statements import Thing, Things
from trialgraph.arithmetic.words import both, number
from trialgraph.model import Evidence
from trialgraph.problems import Bilingual

_NORMAL = NormalDist()

_TOLERANCE = 0.5
"""Standard errors that two methods for one comparison may lie apart, and the same again for each five."""


class Printed(NamedTuple):
    """An estimate and its confidence interval, as printed."""

    estimate: Decimal
    lower: Decimal
    upper: Decimal
    level: Decimal
    """In percent."""


class Bounds(NamedTuple):
    """The least and the greatest value that a number may have."""

    low: float
    high: float


Scale = Callable[[float], float]


def standard_errors(printed: Printed, scale: Scale) -> Bounds | None:
    """Tell how many standard errors the estimate may be from no effect, which the scale puts at 0.

    Returns:
        None where the interval has no width, or is not on the scale.

    >>> low, high = standard_errors(Printed(*map(Decimal, ("0.62", "0.45", "0.85", "95"))), math.log)
    >>> round(low, 2), round(high, 2)
    (2.82, 3.08)

    """
    reach = _NORMAL.inv_cdf(0.5 + float(printed.level) / 200)
    corners = []
    for signs in itertools.product((-1, 1), repeat=3):
        values = (printed.estimate, printed.lower, printed.upper)
        moved = [float(value) + sign * float(half(value)) for sign, value in zip(signs, values, strict=True)]
        if moved[2] <= moved[1]:
            return None
        try:
            estimate, lower, upper = map(scale, moved)
        except ValueError:  # the logarithm of a number that is not above 0
            return None
        corners.append(estimate * 2 * reach / (upper - lower))
    crosses = min(corners) < 0 < max(corners)
    return Bounds(0.0 if crosses else min(map(abs, corners)), max(map(abs, corners)))


def check(things: Things) -> Iterator[Finding]:
    """Tell which p-values do not fit the interval of their result."""
    of_non_inferiority = {
        thing.about
        for thing in things.of_kind("OutcomeResult", "Endpoint")
        if any(_speaks_of_non_inferiority(piece, things.text) for piece, _ in thing.quotes)
    }
    for result in things.of_kind("OutcomeResult"):
        endpoint = things.get("endpoint", result.value("of_endpoint"))
        if not of_non_inferiority.isdisjoint({result.about, endpoint.about if endpoint else ""}):
            continue  # the p-value may be of another question than whether there is an effect
        printed, operator = _printed(result), result.value("p_value_operator")
        p_value, measure = result.statement("p_value"), result.value("effect_measure")
        if printed is None or p_value is None or operator is None or measure not in _SCALES:
            continue
        said = _said(p_value.value, operator)
        scales = _SCALES[measure]
        if measure != "RelativeReduction" and "%" not in (result.value("estimate_unit") or ""):
            scales = scales[:1]
        computed = [standard_errors(printed, scale) for scale in scales]
        if said is None or any(bounds is None or _agree(said, bounds) for bounds in computed):
            continue
        yield Finding(
            problem=warning(
                "p-value-agrees-with-interval", p_value, _message(printed, result, scales[0]), _HINT
            ),
            replaces=frozenset({("p-value-on-side-of-interval", p_value.about)}),
        )


def _difference(value: float) -> float:
    return value


def _reduction(percent: float) -> float:
    """Give the logarithm of the ratio that a reduction in percent is."""
    return math.log(1 - percent / 100)


_SCALES: dict[str, tuple[Scale, ...]] = {
    "HazardRatio": (math.log,),
    "RiskRatio": (math.log,),
    "OddsRatio": (math.log,),
    "RelativeReduction": (_reduction, _difference),
    "MeanDifference": (_difference,),
    "AbsoluteDifference": (_difference, _reduction),
    "ChangeFromBaseline": (_difference, _reduction),
}
"""Where no effect is at 0 and an interval symmetric; a difference in percent may be a ratio in disguise."""


def _printed(result: Thing) -> Printed | None:
    estimate, lower, upper = (result.value(name) for name in ("estimate", "ci_lower", "ci_upper"))
    level = result.value("ci_level") or _USUAL_LEVEL
    if estimate is None or lower is None or upper is None or not _LEAST_LEVEL <= level < _ALL:
        return None
    return Printed(estimate, lower, upper, level) if lower <= estimate <= upper and lower < upper else None


_USUAL_LEVEL, _LEAST_LEVEL, _ALL = Decimal(95), Decimal(50), Decimal("99.9999")


def _said(p_value: Decimal, operator: str) -> Bounds | None:
    """Tell how many standard errors a printed p-value stands for."""
    if not 0 < p_value < 1:
        return None
    rounding = float(half(p_value))
    if operator == "LessThan":
        return Bounds(_distance(float(p_value)), math.inf)
    if operator == "GreaterThan":
        return Bounds(0.0, _distance(float(p_value)))
    lowest = float(p_value) - rounding
    high = _distance(lowest) if lowest > 0 else math.inf
    return Bounds(_distance(min(float(p_value) + rounding, 1.0)), high)


def _distance(p_value: float) -> float:
    return -_NORMAL.inv_cdf(p_value / 2) if p_value > _LEAST else math.inf


_LEAST = 1e-300
"""Below it the normal distribution is lost in the rounding of floating-point numbers."""


def _agree(said: Bounds, computed: Bounds) -> bool:
    gap = max(said.low - computed.high, computed.low - said.high)
    return gap <= _TOLERANCE * (1 + min(said.low, computed.low) / 5)


def _speaks_of_non_inferiority(piece: Evidence, text: str | None) -> bool:
    words = piece.quote if text is None else text[max(piece.start - _AROUND, 0) : piece.end + _AROUND]
    return _NON_INFERIORITY.search(words) is not None


_AROUND = 300
"""Characters to both sides of a quote: about two sentences."""

_NON_INFERIORITY = re.compile(r"non[-‐‑\u00a0 ]?inf[eé]ri|[eé]quivalence|equivalent", re.IGNORECASE)


_HINT = Bilingual(
    en="read the estimate, its interval, the p-value and its operator again: one is misread, or they are of "
    "two comparisons; if the document prints them so, ask which is right",
    fr="relisez l’estimation, son intervalle, la valeur p et son opérateur\u00a0: l’un est mal lu, ou ils "
    "sont de deux comparaisons\u00a0; si le document les imprime ainsi, demandez lequel est juste",
)


def _message(printed: Printed, result: Thing, scale: Scale) -> Bilingual:
    bounds = standard_errors(printed, scale)
    middle = (bounds.low + bounds.high) / 2 if bounds else 0.0
    return both(
        "An estimate of {estimate} with a {level}\u00a0% interval from {lower} to {upper} gives a p-value of "
        "about {computed}, the document prints p\u00a0{sign}\u00a0{p}.",
        "Une estimation de {estimate} avec un intervalle à {level}\u00a0% de {lower} à {upper} donne une "
        "valeur p d’environ {computed}, le document imprime p\u00a0{sign}\u00a0{p}.",
        estimate=number(printed.estimate),
        level=number(printed.level.normalize()),
        lower=number(printed.lower),
        upper=number(printed.upper),
        computed=_rounded(2 * _NORMAL.cdf(-middle)),
        sign=_SIGNS[result.value("p_value_operator")],
        p=number(result.value("p_value")),
    )


_SIGNS = {
    "EqualTo": Bilingual(en="=", fr="="),
    "LessThan": Bilingual(en="<", fr="<"),
    "GreaterThan": Bilingual(en=">", fr=">"),
}


def _rounded(p_value: float) -> Bilingual:
    """Write a p-value that was computed, to two places that count."""
    if p_value < _SMALL:
        return number(Decimal("0.0001"))
    return number(Decimal(f"{p_value:.{max(2, 1 - math.floor(math.log10(p_value)))}f}"))


_SMALL = 0.0001
