"""From candidates to findings: one statement for each value, and only the values that hold.

What is said three times is one finding with three pieces of evidence, and weighs three times. A field
that has one value keeps the heaviest; where the second is nearly as heavy, the finding says so.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from trialgraph.extraction import naming
from trialgraph.extraction.findings import FIELDS, Effect, Finding, Span, plain
from trialgraph.extraction.layout import Section
from trialgraph.folding import fold


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """What one match of one rule found."""

    field: str
    value: Any
    about: str | None = None
    span: Span
    weight: int
    section: Section


@dataclass(frozen=True, slots=True)
class Policy:
    """How many values a field has, and how heavy a value must be to stand."""

    most: int | None = None
    """None where a field may have any number of values."""
    least_weight: int = 1
    share: float = 0.0
    """Of the heaviest value's weight: what is lighter falls."""
    alone: int | None = None
    """What weighs this much, and no less than any other, stands where no value weighs `least_weight`."""


_ANY = Policy()
POLICIES: Mapping[str, Policy] = MappingProxyType(
    {
        "treatment": Policy(most=4, least_weight=2, share=0.35),
        "comparator": Policy(most=2, least_weight=2, share=0.5),
        "condition": Policy(most=3, least_weight=3, share=0.15, alone=2),
        "target": Policy(most=3, least_weight=2, share=0.3),
        "enrolment": Policy(most=1),
        "countries": Policy(most=1),
        "phase": Policy(most=1),
        "issuer": Policy(most=3, share=0.6),
        "release_date": Policy(most=1),
        "publication_date": Policy(most=1),
        "primary_endpoint_met": Policy(most=1),
        "timepoint": Policy(most=2, least_weight=2, share=0.7),
    }
)
"""The fields that do not take every value that the rules find."""

_TRIAL_SIGNS = frozenset(
    {"trial", "phase", "registry_id", "randomised", "double_blind", "placebo_controlled"}
)
"""A text in which none of these is found reports no trial in people."""

_SIGNS = frozenset({"trial", "animals"})
_SEVERAL = 2

_WITHOUT_TRIAL = ("publication_date", "release_date", "issuer", "institution")
"""The fields that a text without a trial can still have."""

_DOUBTFUL_SHARE = 0.6
"""A value left out that has at least this share of the weight of the one kept is a reason to look."""
_WEAK = 1
"""What weighs no more was found once, by a weak sign."""


def resolve(candidates: Iterable[Candidate]) -> tuple[Finding, ...]:
    """Weigh candidates and keep those that stand, in the order of `FIELDS` and of their places."""
    by_field: dict[str, dict[str, list[Candidate]]] = {}
    for candidate in _named_once(_with_values_of_others(list(candidates))):
        values = by_field.setdefault(candidate.field, {})
        values.setdefault(_key(candidate.value), []).append(candidate)
    findings: list[Finding] = []
    fields = (
        [field for field in FIELDS if field not in _SIGNS] if _reports_trial(by_field) else _WITHOUT_TRIAL
    )
    for field in fields:
        same = _distinct([_finding(field, group) for group in by_field.get(field, {}).values()])
        findings += _standing(same, POLICIES.get(field, _ANY))
    return tuple(finding for finding in findings if _of_treatment(finding, findings))


def _reports_trial(by_field: Mapping[str, Mapping[str, list[Candidate]]]) -> bool:
    """Tell whether a text reports a trial in people.

    It does not where nothing says so; nor where its title or lede speaks of animals, the text does so again,
    and nobody was enrolled: the trial is then one that others have done, or one that is hoped for.
    """
    if not by_field.keys() & _TRIAL_SIGNS:
        return False
    animals = [candidate for same in by_field.get("animals", {}).values() for candidate in same]
    opens_with_animals = any(candidate.section in {"title", "lede"} for candidate in animals)
    return "enrolment" in by_field or len(animals) < _SEVERAL or not opens_with_animals


def _with_values_of_others(candidates: list[Candidate]) -> Iterator[Candidate]:
    """Give the candidates; one whose value is `=field` ("published today") takes that field's value."""
    for candidate in candidates:
        if not (isinstance(candidate.value, str) and candidate.value.startswith("=")):
            yield candidate
            continue
        others = [other for other in candidates if other.field == candidate.value[1:]]
        if others:
            best = max(others, key=lambda other: (other.weight, -other.span.start))
            span = replace(best.span, rule=candidate.span.rule)
            yield replace(candidate, value=best.value, span=span)


def _named_once(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Give each treatment, comparator, condition and target one name, and no drug two parts in the trial."""
    named: dict[str, list[Candidate]] = {field: [] for field in naming.NAMED}
    for candidate in candidates:
        if candidate.field in named:
            named[candidate.field].append(candidate)
        else:
            yield candidate
    named["treatment"], named["comparator"] = naming.opposed(named["treatment"], named["comparator"])
    for same in named.values():
        for name, group in naming.together(same):
            yield from (replace(candidate, value=name) for candidate in group)


def _of_treatment(finding: Finding, findings: list[Finding]) -> bool:
    """Tell whether a target belongs to a treatment of the trial, where the text says what it belongs to."""
    if finding.field != "target" or finding.about is None:
        return True
    treatments = [other for other in findings if other.field == "treatment"]
    named = {naming.words(str(name)) for other in treatments for name in (other.value, *other.also)}
    return not treatments or naming.words(finding.about) in named


def speaks_of_trial(findings: Iterable[Finding]) -> bool:
    """Tell whether anything was found that only a text on a trial states."""
    return any(finding.field not in _WITHOUT_TRIAL for finding in findings)


def _key(value: Any) -> str:
    """Give equal keys to values that say the same: names are compared folded."""
    if isinstance(value, str):
        return fold(value)
    return json.dumps(plain(value), sort_keys=True, ensure_ascii=False)


def _finding(field: str, same: list[Candidate]) -> Finding:
    """Make one finding of the candidates of one value."""
    spans = {candidate.span for candidate in same}
    ordered = sorted(same, key=lambda c: (-c.weight, c.span.start, c.span.end, c.span.rule))
    first = ordered[0]
    rest = sorted(spans - {first.span}, key=lambda span: (span.start, span.end, span.rule))
    weight = sum({(c.span.start, c.span.end): c.weight for c in reversed(ordered)}.values())
    return Finding(
        field=field,
        value=first.value,
        about=next((candidate.about for candidate in ordered if candidate.about), None),
        evidence=(first.span, *_apart(first.span, rest)),
        also=naming.other_names(field, first.value, [first.span, *rest]),
        weight=weight,
    )


def _distinct(findings: list[Finding]) -> list[Finding]:
    """Keep one of the effects that are one number with one unit: the one that says most, then the heaviest.

    What measure a number is can be said more or less exactly, and rules may differ in it.
    """
    ranked = sorted(findings, key=lambda finding: (_stated(finding.value), finding.weight), reverse=True)
    kept: dict[tuple[Any, ...], Finding] = {}
    for finding in ranked:
        effect = finding.value
        key = (effect.value, effect.unit) if isinstance(effect, Effect) else (id(finding),)
        first = kept.setdefault(key, finding)
        if first is not finding and _stated(effect) and effect != first.value:
            kept[(id(finding),)] = finding
    exact = [finding.value for finding in kept.values() if isinstance(finding.value, Effect)]
    return [
        finding
        for finding in findings
        if finding in kept.values() and not any(_rounds(finding.value, other) for other in exact)
    ]


def _rounds(value: Any, other: Effect) -> bool:
    """Tell whether an effect is another one said with fewer digits, as headlines do: 63% for 63.5%."""
    return (
        isinstance(value, Effect)
        and value.measure != "proportion"
        and (value.unit, value.low) == (other.unit, None)
        and _digits(value.value) < _digits(other.value)
        and abs(value.value - other.value) * 2 <= Decimal(10) ** -_digits(value.value)
    )


def _digits(value: Decimal) -> int:
    """Count the digits after the point."""
    return max(0, -int(value.as_tuple().exponent))


def _stated(value: Any) -> bool:
    """Tell whether a value is an effect with its interval."""
    return isinstance(value, Effect) and value.low is not None


def _with_doubt(finding: Finding, ranked: list[Finding], policy: Policy) -> Finding:
    """Say why a person should look: another value is nearly as strong, or the sign is a weak one."""
    rivals = ranked[policy.most :] if policy.most is not None else []
    if rivals and rivals[0].weight >= _DOUBTFUL_SHARE * finding.weight:
        return replace(finding, doubt="rival")
    return replace(finding, doubt="weak") if finding.weight <= _WEAK else finding


def _apart(first: Span, rest: Iterable[Span]) -> list[Span]:
    """Keep the further places that do not overlap with one before: the same words are evidence once."""
    kept: list[Span] = []
    end = 0
    for span in rest:
        if span.start >= end and (span.end <= first.start or span.start >= first.end):
            kept.append(span)
            end = span.end
    return kept


def _standing(findings: list[Finding], policy: Policy) -> list[Finding]:
    heaviest = max((finding.weight for finding in findings), default=0)
    least = max(policy.least_weight, policy.share * heaviest)
    if policy.alone is not None and policy.alone <= heaviest < policy.least_weight:
        least = heaviest
    ranked = sorted(
        (finding for finding in findings if finding.weight >= least),
        key=lambda finding: (-finding.weight, finding.evidence[0].start),
    )
    kept = [_with_doubt(finding, ranked, policy) for finding in ranked[: policy.most]]
    return sorted(kept, key=lambda finding: (finding.evidence[0].start, finding.evidence[0].end))
