"""Whether a reduction in percent and the ratio printed beside it are one effect.

A hazard ratio of 0.56 is a rate lower by 44 %. Where facts give both for one endpoint and one group, a shape
compares them; here it is those that only their place in the text puts together.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from trialgraph.arithmetic.findings import Finding, warning
from trialgraph.arithmetic.rounding import half
from trialgraph.arithmetic.statements import Statement, Thing, Things
from trialgraph.arithmetic.words import both, number, percent
from trialgraph.model import Evidence
from trialgraph.problems import Bilingual


@dataclass(frozen=True, kw_only=True, slots=True)
class _Effect:
    """A printed effect and where it stands in the text."""

    result: Thing
    estimate: Statement
    measure: str
    evidence: Evidence


def check(things: Things) -> Iterator[Finding]:
    """Tell which reductions do not fit the one ratio that stands beside them."""
    for effects in _beside(_effects(things), things.text):
        ratios = [effect for effect in effects if effect.measure in _RATIOS]
        reductions = [effect for effect in effects if effect.measure == "RelativeReduction"]
        if len(ratios) == len(reductions) == 1 and _comparable(ratios[0].result, reductions[0].result):
            yield from _compare(ratios[0], reductions[0])


_RATIOS = ("HazardRatio", "RiskRatio")
"""An odds ratio is left out: the reduction beside it is mostly one of the risk."""

_NEAR = 60
"""Characters between two quotes at most, so that they stand in one sentence and speak of one thing."""


def _effects(things: Things) -> Iterator[_Effect]:
    for result in things.of_kind("OutcomeResult"):
        estimate, measure = result.statement("estimate"), result.value("effect_measure")
        if estimate is not None and estimate.evidence is not None and measure is not None:
            yield _Effect(result=result, estimate=estimate, measure=measure, evidence=estimate.evidence)


def _beside(effects: Iterable[_Effect], text: str | None) -> Iterator[list[_Effect]]:
    """Group the effects that follow on one another in one sentence."""
    ordered = sorted(effects, key=lambda effect: (effect.evidence.start, effect.result.id))
    group = ordered[:1]
    for before, after in pairwise(ordered):
        if not _follows(before.evidence, after.evidence, text):
            yield group
            group = []
        group.append(after)
    yield group


def _follows(before: Evidence, after: Evidence, text: str | None) -> bool:
    if after.start - before.end > _NEAR:
        return False
    return text is None or not _SENTENCE_END.search(text[before.end : after.start])


_SENTENCE_END = re.compile(r"[.!?…]\s|\n")


def _comparable(ratio: Thing, reduction: Thing) -> bool:
    """Say whether nothing tells that the two are of different things, and no shape compares them."""
    fields = ("of_endpoint", "of_group")
    pairs = [(ratio.value(field), reduction.value(field)) for field in fields]
    differ = any(one is not None and other is not None and one != other for one, other in pairs)
    return not differ and any(one is None or other is None for one, other in pairs)


def _compare(ratio: _Effect, reduction: _Effect) -> Iterator[Finding]:
    printed, said = ratio.estimate.value, reduction.estimate.value
    computed = abs(100 - 100 * printed)
    tolerance = half(said) + 100 * half(printed)
    if _ABOUT.search(reduction.evidence.quote):
        tolerance += _ROUGHLY
    if abs(computed - abs(said)) <= tolerance:
        return
    message = both(
        "A ratio of {ratio} is a change of {computed}, the document prints {said} beside it.",
        "Un rapport de {ratio} est une variation de {computed}, le document imprime {said} à côté.",
        ratio=number(printed),
        computed=percent(computed.normalize()),
        said=percent(said),
    )
    yield Finding(problem=warning("reduction-beside-ratio", reduction.estimate, message, _HINT))


_ABOUT = re.compile(
    r"\b(?:about|almost|around|nearly|roughly|up to|environ|pr[eè]s de|quelque)\b", re.IGNORECASE
)

_ROUGHLY = 2
"""Percentage points that words such as “about” leave open."""

_HINT = Bilingual(
    en="read both in the quotes: one is misread, or they are of two results; if so, give each its endpoint "
    "(`of_endpoint`) and its group (`of_group`)",
    fr="relisez les deux dans les citations\u00a0: l’un est mal lu, ou ce sont deux résultats\u00a0; donnez "
    "alors à chacun son critère (`of_endpoint`) et son groupe (`of_group`)",
)
