"""What was measured and found: endpoints, effects with their p-values, counts of adverse events."""

from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal
from types import MappingProxyType

from trialgraph import scalars
from trialgraph.drafting.desk import Desk
from trialgraph.drafting.groups import Groups
from trialgraph.drafting.ids import slug
from trialgraph.drafting.trials import Part
from trialgraph.extraction.findings import Effect, PValue, Span
from trialgraph.model import (
    AdverseEventCount,
    Duration,
    EffectMeasure,
    Endpoint,
    OutcomeResult,
    PValueOperator,
)
from trialgraph.problems import Bilingual

_NEARBY = 200
"""Characters: a p-value this close behind an effect, in the same sentence, belongs to it."""

_MEASURES: MappingProxyType[str, tuple[EffectMeasure, str]] = MappingProxyType(
    {
        "hazard ratio": ("HazardRatio", "rapport de risques instantanés"),
        "risk ratio": ("RiskRatio", "risque relatif"),
        "odds ratio": ("OddsRatio", "rapport de cotes"),
        "mean difference": ("MeanDifference", "différence des moyennes"),
        "relative reduction": ("RelativeReduction", "réduction relative"),
        "absolute difference": ("AbsoluteDifference", "différence absolue"),
        "change from baseline": ("ChangeFromBaseline", "variation depuis l’inclusion"),
        "proportion": ("Proportion", "proportion"),
        "other": ("OtherMeasure", "autre mesure"),
    }
)
"""The code of each measure of a finding, and its French name; the English one is the finding's."""

_OPERATORS: MappingProxyType[str, PValueOperator] = MappingProxyType(
    {"<": "LessThan", ">": "GreaterThan", "=": "EqualTo"}
)
_OPERATOR_WORDS = MappingProxyType({"<": "below", ">": "above", "=": "of"})
_PRIMARY = Bilingual(en="Primary endpoint", fr="Critère principal")
_HUNDRED = 100


def draft_results(desk: Desk, groups: Groups) -> None:
    """State what was measured, and what was found in whom."""
    _endpoints(desk)
    effects = list(_effects(desk, groups))
    _p_values(desk, effects)
    for part in desk.parts("adverse_event"):
        _adverse_event(desk, groups, part)


# Endpoints


def _endpoints(desk: Desk) -> None:
    named: dict[str, int] = {}
    for part in desk.parts("primary_endpoint"):
        named[part.trial] = number = named.get(part.trial, 0) + 1
        id_ = f"{part.trial}.primary-endpoint" + (f"-{number}" if number > 1 else "")
        desk.ledger.add(
            Endpoint,
            id_,
            part.spans,
            doubts=part.doubts,
            of_trial=part.trial,
            name=part.finding.value,
            level="Primary",
        )
    for part in desk.parts("primary_endpoint_met"):
        desk.ledger.add(
            Endpoint,
            f"{part.trial}.primary-endpoint",
            part.spans,
            label=None if part.trial in named else _PRIMARY,
            # Which of several is met, the finding does not say.
            doubts=(*part.doubts, "rival" if named.get(part.trial, 0) > 1 else None),
            of_trial=part.trial,
            level="Primary",
            verdict="Met" if part.finding.value else "NotMet",
        )
    _timepoints(desk, named)


def _timepoints(desk: Desk, named: dict[str, int]) -> None:
    """State when endpoints are measured: the first time is read as that of the primary one.

    A duration that is not one of XML Schema, such as 3.7 years, stays a finding: in other units it would be a
    number that the text does not print.
    """
    seen: set[str] = set()
    for part in desk.parts("timepoint"):
        timepoint = scalars.duration(part.finding.value)
        if isinstance(timepoint, scalars.Wrong):
            continue
        first = part.trial not in seen
        seen.add(part.trial)
        time = slug(timepoint)
        label = _PRIMARY if first else Bilingual(en=f"Endpoint at {timepoint}", fr=f"Critère à {timepoint}")
        desk.ledger.add(
            Endpoint,
            f"{part.trial}.primary-endpoint" if first else f"{part.trial}.endpoint-{time}",
            part.spans,
            label=None if first and part.trial in named else label,
            inferred=True,
            doubts=part.doubts,
            of_trial=part.trial,
            level="Primary" if first else "NotStated",
            timepoint=Duration(timepoint),
        )


# Effects and p-values


def _effects(desk: Desk, groups: Groups) -> Iterator[tuple[str, Part]]:
    """State the effects, and give each with its id."""
    taken: dict[str, int] = {}
    for part in desk.parts("effect"):
        effect: Effect = part.finding.value
        measure, french = _MEASURES[effect.measure]
        value, unit = _printed(effect.value), effect.unit or ""
        minus = "minus-" if effect.value < 0 else ""
        words = slug(f"{effect.measure} {minus}{value} {unit.replace('%', 'percent')}")
        taken[words] = number = taken.get(words, 0) + 1
        id_ = f"{part.trial}.{words}" + (f"-{number}" if number > 1 else "")
        fits = _fits(effect)
        desk.ledger.add(
            OutcomeResult,
            id_,
            part.spans,
            label=Bilingual(
                en=f"{effect.measure.capitalize()} {value} {unit}".strip(),
                fr=f"{french.capitalize()} {value.replace('.', ',')} {unit}".strip(),
            ),
            doubts=(*part.doubts, None if fits else "interval"),
            of_trial=part.trial,
            of_group=groups.group(part, effect.group),
            direction="NotStated",
            significance="NotStated",
            effect_measure=measure,
            estimate=effect.value,
            estimate_unit=effect.unit,
            ci_lower=effect.low if fits else None,
            ci_upper=effect.high if fits else None,
            ci_level=effect.level if fits and effect.low is not None else None,
        )
        yield id_, part


def _fits(effect: Effect) -> bool:
    """Tell whether an interval can be that of its estimate."""
    low = effect.value if effect.low is None else effect.low
    high = effect.value if effect.high is None else effect.high
    return low <= effect.value <= high


def _p_values(desk: Desk, effects: list[tuple[str, Part]]) -> None:
    """State each p-value where it is printed: of the effect before it in its sentence, else on its own."""
    places = sorted((span.start, id_, part.trial) for id_, part in effects for span in part.spans)
    starts = [start for start, _, _ in places]
    taken: set[str] = set()
    for part in desk.parts("p_value"):
        alone: list[Span] = []
        for span in part.spans:
            index = bisect_right(starts, span.start) - 1
            begin = max(desk.passages.sentence(span.start)[0], span.start - _NEARBY)
            if index < 0 or starts[index] < begin or places[index][1] in taken:
                alone.append(span)
                continue
            taken.add(places[index][1])
            _p_value(desk, part, places[index][1], places[index][2], (span,))
        if alone:
            value: PValue = part.finding.value
            id_ = f"{part.trial}.p-{_OPERATOR_WORDS[value.op]}-{slug(_printed(value.value))}"
            text = f"p {value.op} {_printed(value.value)}"
            label = Bilingual(en=text, fr=text.replace(".", ","))
            _p_value(desk, part, id_, part.trial, tuple(alone), label)


def _p_value(
    desk: Desk, part: Part, id_: str, trial: str, spans: tuple[Span, ...], label: Bilingual | None = None
) -> None:
    value: PValue = part.finding.value
    if not 0 <= value.value <= 1:
        return
    desk.ledger.add(
        OutcomeResult,
        id_,
        spans,
        label=label,
        doubts=part.doubts,
        of_trial=trial,
        direction="NotStated" if label else None,
        significance="NotStated" if label else None,
        p_value_operator=_OPERATORS[value.op],
        p_value=value.value,
    )


# Adverse events


def _adverse_event(desk: Desk, groups: Groups, part: Part) -> None:
    """State how many people had an event; a number above the group's counts events: it stays a finding."""
    event = part.finding.value
    group = groups.group(part, event.group)
    size = groups.size(group) if group else None
    if event.n is None and event.pct is None:
        return
    if (event.n is not None and size is not None and event.n > size) or (event.pct or 0) > _HUNDRED:
        return
    words = slug(" ".join((event.term, group.partition(".")[2] if group else "")))
    id_ = f"{part.trial}.{words}"
    number = 1
    while desk.ledger.has(AdverseEventCount, id_):
        number += 1
        id_ = f"{part.trial}.{words}-{number}"
    name = f"{event.term}, {event.group}" if event.group else event.term
    desk.ledger.add(
        AdverseEventCount,
        id_,
        part.spans,
        label=Bilingual(en=name, fr=name),
        doubts=part.doubts,
        of_trial=part.trial,
        of_group=group,
        event=event.term,
        seriousness=desk.words.seriousness(event.term),
        numerator=event.n,
        denominator_status="NotStated",
        percentage=event.pct,
    )


def _printed(value: Decimal) -> str:
    return f"{value:f}"
