"""The facts of one file put together by what they are about: each value with its place and its words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from trialgraph import context, rdf
from trialgraph.model import Evidence, Fact, FactFile, statement_fields, values_of
from trialgraph.problems import Bilingual, Location


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """One value that one fact states for one field."""

    about: str
    """The CURIE of the thing."""
    value: Any
    location: Location
    evidence: Evidence | None
    """Of several pieces, the one that prints the value; None where the fact has none."""

    @property
    def quote(self) -> str | None:
        """The words that state it."""
        return self.evidence.quote if self.evidence else None


@dataclass(kw_only=True, slots=True)
class Thing:
    """What the facts of one file say of one thing."""

    kind: str
    id: str
    about: str
    label: Bilingual | None = None
    fields: dict[str, list[Statement]] = field(default_factory=dict)
    quotes: list[tuple[Evidence, Location]] = field(default_factory=list)
    """All words about it, each with the place in the file."""

    def statement(self, name: str) -> Statement | None:
        """Give the statement of a field; None where there is none, or where two contradict each other."""
        found = self.fields.get(name, [])
        return found[0] if found and all(other.value == found[0].value for other in found) else None

    def value(self, name: str) -> Any:
        """Give the value of a field; None where there is none, or where there are two."""
        found = self.statement(name)
        return found.value if found else None

    def values(self, name: str) -> tuple[Any, ...]:
        """Give all values of a field."""
        return tuple(statement.value for statement in self.fields.get(name, ()))


@dataclass(frozen=True, kw_only=True, slots=True)
class Things:
    """The things of one file, by family and id, and the text of its document where that is kept."""

    by_id: Mapping[tuple[str, str], Thing]
    text: str | None

    def of_kind(self, *kinds: str) -> Iterator[Thing]:
        """Give the things of some kinds, in the order of the file."""
        return (thing for thing in self.by_id.values() if thing.kind in kinds)

    def get(self, family: str, id_: str | None) -> Thing | None:
        """Give a thing by its id; None where no fact is about it."""
        return self.by_id.get((family, id_)) if id_ is not None else None

    def trial_of(self, thing: Thing) -> str | None:
        """Give the id of the trial of a thing: its own, or that of its endpoint, its group or its cohort."""
        steps = (("endpoint", "of_endpoint"), ("group", "of_group"), ("group", "of_cohort"))
        for _ in range(_LONGEST_CHAIN):
            if (trial := thing.value("of_trial")) is not None:
                return str(trial)
            wholes = (self.get(family, thing.value(name)) for family, name in steps)
            thing = next((whole for whole in wholes if whole is not None), thing)
        return None


_LONGEST_CHAIN = 4
"""A count is of an arm, which is of a cohort, which is of a trial."""


def read(file: FactFile) -> Things:
    """Put the facts of a file together; those that a reviewer rejected are left out."""
    by_id: dict[tuple[str, str], Thing] = {}
    for index, fact in enumerate(file.facts):
        if rdf.is_rejected(fact):
            continue
        thing = by_id.setdefault(
            (fact.family, fact.id),
            Thing(kind=type(fact).__name__, id=fact.id, about=context.compress(rdf.fact_iri(fact))),
        )
        thing.label = thing.label or fact.label
        for name, value, location in _values(file, index, fact):
            evidence = printing(fact.evidence, value)
            thing.fields.setdefault(name, []).append(
                Statement(about=thing.about, value=value, location=location, evidence=evidence)
            )
        for number, piece in enumerate(fact.evidence):
            thing.quotes.append((piece, _place(file, index, f"evidence.{number}")))
    return Things(by_id=by_id, text=file.document.text if file.document else None)


def _values(file: FactFile, index: int, fact: Fact) -> Iterator[tuple[str, Any, Location]]:
    for known in statement_fields(type(fact)).values():
        place = _place(file, index, known.name)
        for number, value in enumerate(values_of(fact, known)):
            yield known.name, value, file.locations.get((index, f"{known.name}.{number}"), place)


def _place(file: FactFile, index: int, name: str) -> Location:
    places = file.locations
    name_of_file = file.document.source if file.document else ""
    return places.get((index, name)) or places.get((index, "kind")) or Location(file=name_of_file)


def printing(pieces: Sequence[Evidence], value: object) -> Evidence | None:
    """Choose the piece of evidence that prints a number, else the first.

    >>> pieces = [Evidence(quote=q, start=0, end=len(q)) for q in ("adverse events", "huit (6,5 %)")]
    >>> printing(pieces, Decimal("6.5")).quote
    'huit (6,5 %)'
    """
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        digits = re.sub(r"\D", "", str(value)).lstrip("0")
        for piece in pieces:
            if any(number.lstrip("0") == digits for number in _numbers(piece.quote)):
                return piece
    return pieces[0] if pieces else None


def _numbers(quote: str) -> Iterator[str]:
    """Give the digits of each number of a quote, without signs, points, commas and spaces in it."""
    return (re.sub(r"\D", "", number) for number in _NUMBER.findall(quote))


_NUMBER = re.compile(r"[0-9]+(?:[.,·\u00a0\u202f ][0-9]+)*")
