"""What the rules find: one statement of a text, with the words that state it.

A finding has a *field* and a value; fields are what readers of an announcement ask for (`enrolment`,
`dose`, `adverse_event`). Findings are flat; `trialgraph.drafting` makes the facts of a graph of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupSize:
    """How many people an arm, a cohort or another group of the trial has."""

    group: str | None
    n: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PValue:
    """A p-value as printed."""

    op: Literal["<", ">", "="]
    value: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """An effect between groups or from baseline; percentages are numbers with the unit `%`."""

    measure: str
    """One of `MEASURES`."""
    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    level: Decimal | None = None
    """Of the interval, in percent."""
    unit: str | None = None
    group: str | None = None
    """The group in which it was seen, or that is compared; not part of the statement's identity."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AdverseEvent:
    """How many people of a group had an adverse event."""

    term: str
    group: str | None = None
    n: int | None = None
    pct: Decimal | None = None


MEASURES = (
    "hazard ratio",
    "risk ratio",
    "odds ratio",
    "mean difference",
    "relative reduction",
    "absolute difference",
    "change from baseline",
    "proportion",
    "other",
)

FIELDS: Mapping[str, type] = MappingProxyType(
    {
        "trial": bool,
        "animals": bool,
        "treatment": str,
        "comparator": str,
        "dose": str,
        "route": str,
        "target": str,
        "condition": str,
        "trial_name": str,
        "phase": str,
        "registry_id": str,
        "randomised": bool,
        "double_blind": bool,
        "placebo_controlled": bool,
        "open_label": bool,
        "multicentre": bool,
        "enrolment": int,
        "group_size": GroupSize,
        "countries": int,
        "sites": int,
        "timepoint": str,
        "primary_endpoint": str,
        "primary_endpoint_met": bool,
        "effect": Effect,
        "p_value": PValue,
        "adverse_event": AdverseEvent,
        "sponsor": str,
        "journal": str,
        "conference": str,
        "publication_date": str,
        "release_date": str,
        "issuer": str,
        "institution": str,
        "person": str,
    }
)
"""Every field with the type of its value, in the order in which findings are written.

`trial` and `animals` say only that the text speaks of a trial in people, or of animals and cells; they are
signs for `resolution`, not findings.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """Where words stand, which ones, and the rule that found them: `text[start:end] == quote`."""

    start: int
    end: int
    quote: str
    rule: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One statement, with every place that makes it: the first is the clearest."""

    field: str
    value: Any
    evidence: tuple[Span, ...]
    weight: int
    """How strongly the rules speak for it: the sum of the weights of those that found it."""
    about: str | None = None
    """What the value belongs to, as printed: the drug of a dose, the institution of a person."""
    also: tuple[str, ...] = ()
    """Other names that the text gives the same thing."""
    doubt: str | None = None
    """Why a person should look, as a key of `DOUBTS`; None where nothing is doubtful."""


def plain(value: object) -> Any:
    """Give a value in the types of JSON; a number keeps its value, a whole one is an int.

    >>> plain(Effect(measure="hazard ratio", value=Decimal("0.56")))["value"]
    0.56
    """
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, GroupSize | PValue | Effect | AdverseEvent):
        names = (field.name for field in fields(value))
        return {name: plain(getattr(value, name)) for name in names if (type(value), name) not in _APART}
    return value


_APART = {(Effect, "group")}
