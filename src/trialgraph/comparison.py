"""Two documents on the same trial: which facts agree, which differ, and which only one of them states.

What counts as a difference is a number, a date or a quantity (the phase is one) that the two documents give
otherwise. Words, languages, rounding and precision are told apart from that, and silence is no difference.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from trialgraph.alignment import Alignment, align
from trialgraph.doubts import Doubt
from trialgraph.entities import Entity, Key, entities
from trialgraph.likeness import PValue, relation
from trialgraph.model import (
    ClinicalTrial,
    Duration,
    Evidence,
    Fact,
    FactFile,
    Field,
    PartialDate,
    PressRelease,
    Quantity,
    statement_fields,
)
from trialgraph.problems import Bilingual, Location, shorten
from trialgraph.things import printable

Status = Literal["agree", "differ", "worded", "only_first", "only_second"]
"""`worded`: in other words, in another language, rounded, or less exact; this does not count."""

_MIRRORED: Mapping[Status, Status] = {"only_first": "only_second", "only_second": "only_first"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What one document says, as values of the model, and the words that say it."""

    values: tuple[Any, ...]
    names: tuple[Bilingual | None, ...]
    """For each value that refers to a thing, what that is called."""
    evidence: tuple[Evidence, ...]
    """Of each fact that states one of the values."""
    location: Location | None
    """Where the first of the facts stands in its file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One field of one thing in both documents."""

    kind: str
    about: Bilingual
    """A name of the thing for people: that of the first document, where it has the thing."""
    ids: tuple[str | None, str | None]
    """The ids of the thing in the two documents."""
    field: str
    status: Status
    is_number: bool
    """Whether the values are numbers, quantities, durations, dates or phases."""
    first: Said | None
    second: Said | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """One of the two documents."""

    name: str
    """Of the file."""
    language: str | None
    title: str | None
    issued: dt.date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """What two documents say of the same trial."""

    first: Compared
    second: Compared
    lines: tuple[Line, ...]
    problems: tuple[Bilingual, ...]
    """Why the comparison may mean nothing: the trials seem to be different."""
    doubts: tuple[Bilingual, ...]
    """What could be the same, and was not compared: told, never decided."""

    @property
    def differs(self) -> bool:
        """Whether a number differs, or the trials do: this is what makes the exit code 1."""
        return bool(self.problems) or any(counts(line) for line in self.lines)


def counts(line: Line) -> bool:
    """Tell whether a line is a difference in a number."""
    return line.status == "differ" and line.is_number


def compare(first: FactFile, second: FactFile, names: tuple[str, str]) -> Comparison:
    """Compare the facts of two documents.

    Args:
        first: of the document that is called A: facts written by people, drafted, or both; what a reviewer
            rejected is left out.
        second: of B.
        names: what A and B are called in the report.

    >>> from trialgraph.model import ClinicalTrial, FactFile
    >>> def file(size):
    ...     trial = ClinicalTrial(id="exemplar", name="EXEMPLAR", enrolment=size, evidence=())
    ...     return FactFile(document=None, facts=(trial,), locations={}, problems=())
    >>> found = compare(file(120), file(121), ("a.txt", "b.txt"))
    >>> [(line.field, line.status) for line in found.lines], found.differs
    ([('name', 'agree'), ('enrolment', 'differ')], True)

    """
    a, b = _Document(first), _Document(second)
    aligned = align(a.things, b.things, same_language=a.language == b.language)
    there = {one.key: other.key for one, other in aligned.pairs}
    back = {other.key: one.key for one, other in aligned.pairs}
    lines = [line for one, other in aligned.pairs for line in _both(a, b, (one, other), (there, back))]
    lines += [line for each in aligned.only_first for line in _alone(a, each)]
    lines += [_mirror(line) for each in aligned.only_second for line in _alone(b, each)]
    return Comparison(
        first=_compared(first, names[0]),
        second=_compared(second, names[1]),
        lines=tuple(lines),
        problems=tuple(_problems(a.things, b.things)),
        doubts=tuple(_doubts(aligned, lines)),
    )


class _Document:
    """The facts of a document, with their places."""

    def __init__(self, file: FactFile) -> None:
        self.things = entities(file.facts)
        self.language = file.document.language if file.document else None
        self._locations = file.locations
        self._places = {id(fact): index for index, fact in enumerate(file.facts)}

    def said(self, stated: Mapping[Any, Fact], of: Field) -> Said | None:
        """Gather the words behind values."""
        if not stated:
            return None
        facts = list({id(fact): fact for fact in stated.values()}.values())
        index = self._places[id(facts[0])]
        return Said(
            values=tuple(stated),
            names=tuple(self.name_of((of.reference, value)) if of.reference else None for value in stated),
            evidence=tuple(piece for fact in facts for piece in fact.evidence[:1]),
            location=self._locations.get((index, of.name)) or self._locations.get((index, "kind")),
        )

    def name_of(self, key: Key) -> Bilingual:
        """Name a thing that a field refers to."""
        return name(self.things[key]) if key in self.things else Bilingual(en=key[1], fr=key[1])


def _compared(file: FactFile, name_: str) -> Compared:
    releases = [fact for fact in file.facts if isinstance(fact, PressRelease)]
    return Compared(
        name=name_,
        language=file.document.language if file.document else None,
        title=next((fact.title for fact in releases if fact.title), None),
        issued=next((fact.issued for fact in releases if fact.issued), None),
    )


# Lines

_UNTOLD = frozenset({"of_trial", "denominator_status", "p_value_operator"})
"""Fields that say how a document is read, or are told with another field (`p < 0.001` is one value)."""


def _fields(*kinds: type[Fact]) -> Iterator[Field]:
    fields = {name: of for kind in kinds for name, of in statement_fields(kind).items()}
    yield from (of for of in fields.values() if of.name not in _UNTOLD)


def _stated(entity: Entity, of: Field) -> dict[Any, Fact]:
    if of.name != "p_value":
        return entity.values(of)
    return {
        PValue(fact.p_value_operator or "EqualTo", fact.p_value): fact  # type: ignore[attr-defined]  # only results have p-values
        for fact in entity.facts
        if getattr(fact, "p_value", None) is not None
    }


def _both(
    a: _Document,
    b: _Document,
    pair: tuple[Entity, Entity],
    known: tuple[Mapping[Key, Key], Mapping[Key, Key]],
) -> Iterator[Line]:
    """Compare two things that are one, field by field."""
    one, other = pair
    if one.key[0] == "document":  # it is what is compared, and says nothing of the trial by itself
        return
    for of in _fields(one.kind, other.kind):
        ours, theirs = _stated(one, of), _stated(other, of)
        if of.reference is not None:
            parts = _references(of.reference, ours, theirs, known, single=not of.many)
        elif of.many:
            parts = _items(ours, theirs)
        else:
            parts = [(_status(ours, theirs, of), ours, theirs)]
        for status, left, right in parts:
            if left or right:
                yield _line(pair, of, status, (a.said(left, of), b.said(right, of)))


_Part = tuple[Status, Mapping[Any, Fact], Mapping[Any, Fact]]


def _items(ours: Mapping[Any, Fact], theirs: Mapping[Any, Fact]) -> list[_Part]:
    """Split lists: what both have, and what one has."""
    return [
        ("agree", _keep(ours, theirs), _keep(theirs, ours)),
        ("only_first", {value: fact for value, fact in ours.items() if value not in theirs}, {}),
        ("only_second", {}, {value: fact for value, fact in theirs.items() if value not in ours}),
    ]


def _references(
    family: str,
    ours: Mapping[Any, Fact],
    theirs: Mapping[Any, Fact],
    known: tuple[Mapping[Key, Key], Mapping[Key, Key]],
    *,
    single: bool,
) -> list[_Part]:
    """Split what fields refer to; a thing that one document alone has is told where it is described."""
    there, back = known
    both = {value for value in ours if there.get((family, value), ("", ""))[1] in theirs}
    same = {there[family, value][1] for value in both}
    parts: list[_Part] = [("agree", _keep(ours, both), _keep(theirs, same))]
    left = {value: fact for value, fact in ours.items() if value not in both}
    right = {value: fact for value, fact in theirs.items() if value not in same}
    if single and left and right:
        decided = any((family, v) in there for v in left) or any((family, v) in back for v in right)
        return [*parts, ("differ" if decided else "worded", left, right)]
    left = {value: fact for value, fact in left.items() if (family, value) in there}
    right = {value: fact for value, fact in right.items() if (family, value) in back}
    return [*parts, ("only_first", left, {}), ("only_second", {}, right)]


def _keep(stated: Mapping[Any, Fact], values: Iterable[Any]) -> dict[Any, Fact]:
    kept = set(values)
    return {value: fact for value, fact in stated.items() if value in kept}


def _alone(document: _Document, entity: Entity) -> Iterator[Line]:
    """Tell what is said of a thing that one document alone describes: the first, until it is mirrored."""
    if entity.key[0] == "document":
        return
    for of in _fields(entity.kind):
        said = document.said(_stated(entity, of), of)
        if said is not None and not (of.reference and of.many):
            yield _line((entity, None), of, "only_first", (said, None))


def _line(
    pair: tuple[Entity, Entity | None], of: Field, status: Status, said: tuple[Said | None, Said | None]
) -> Line:
    one, other = pair
    return Line(
        kind=one.kind.__name__,
        about=name(one),
        ids=(one.key[1], other.key[1] if other else None),
        field=of.name,
        status=status,
        is_number=of.type in _NUMBERS or of.name == "phase",
        first=said[0],
        second=said[1],
    )


_NUMBERS = (int, Decimal, Quantity, Duration, dt.date, PartialDate)


def _mirror(line: Line) -> Line:
    return replace(
        line,
        ids=(line.ids[1], line.ids[0]),
        status=_MIRRORED.get(line.status, line.status),
        first=line.second,
        second=line.first,
    )


def _status(ours: Mapping[Any, Fact], theirs: Mapping[Any, Fact], of: Field) -> Status:
    """Compare the values of a field that holds one; a document may still give several."""
    if not ours or not theirs:
        return "only_first" if ours else "only_second"
    if of.type is str and not of.codes:
        same = any(relation(x, y, of) == "agree" for x in ours for y in theirs)
        return "agree" if same else "worded"
    found = [min((relation(x, y, of) for y in theirs), key=_RANK.index) for x in ours]
    found += [min((relation(x, y, of) for x in ours), key=_RANK.index) for y in theirs]
    return max(found, key=_RANK.index)


_RANK: tuple[Status, ...] = ("agree", "worded", "differ")


def name(entity: Entity) -> Bilingual:
    """Name a thing as people do: by its label, by its name, else by the last part of its id."""
    label = next((fact.label for fact in entity.facts if fact.label), None)
    if label is not None:
        return label
    printed = (getattr(fact, of, None) for fact in entity.facts for of in ("name", "title", "event"))
    plain = next((text for text in printed if text), None)
    text = plain or entity.key[1].rpartition(".")[2].replace("-", " ")
    return Bilingual(en=text, fr=text)


# Problems and doubts


def _problems(first: Mapping[Key, Entity], second: Mapping[Key, Entity]) -> Iterator[Bilingual]:
    """Tell that the documents have no trial in common."""
    for of in ("registry_id", "name"):
        ours, theirs = _trial_values(first, of), _trial_values(second, of)
        if ours and theirs:
            if not ours.keys() & theirs.keys():
                a, b = (shorten(printable(", ".join(sorted(found.values())))) for found in (ours, theirs))
                yield Bilingual(
                    en=f"A is about {a}, and B about {b}: these seem to be different trials",
                    fr=f"A porte sur {a}, et B sur {b} : ce sont, semble-t-il, des essais différents",
                )
            return


def _trial_values(described: Mapping[Key, Entity], of: str) -> dict[str, str]:
    """Give registry numbers or names of trials, by their letters and digits."""
    field = statement_fields(ClinicalTrial)[of]
    values = [v for key, each in described.items() if key[0] == "trial" for v in each.values(field)]
    return {"".join(filter(str.isalnum, value.casefold())): value for value in values}


def _doubts(aligned: Alignment, lines: Iterable[Line]) -> Iterator[Bilingual]:
    agreed = {(line.kind, line.field) for line in lines if line.status == "agree"}
    if not any(kind in _OF_ONE_TRIAL or (kind, field) in _OF_ONE_TRIAL for kind, field in agreed):
        yield Bilingual(
            en="no name, registry number, size, drug or disease in common tells that A and B are about "
            "one trial",
            fr="aucun nom, numéro de registre, effectif, médicament ou maladie en commun ne dit que A et B "
            "portent sur un même essai",
        )
    if not aligned.complete:
        yield Bilingual(
            en="these documents describe too many things that are alike to try each with each: "
            "some that stand in one only may be the same",
            fr="ces documents décrivent trop de choses semblables pour les essayer toutes deux à deux : "
            "certaines qui sont dans un seul sont peut-être les mêmes",
        )
    for doubt in aligned.doubts:
        yield _doubt(doubt)


def _doubt(doubt: Doubt) -> Bilingual:
    def listed(among: tuple[Entity, ...], language: str, or_: str) -> str:
        shown = [f"`{shorten(printable(name(each).in_language(language)))}`" for each in among[:_SHOWN]]
        more = [f"… ({len(among)})"] if len(among) > _SHOWN else []
        return f" {or_} ".join([*shown, *more])

    return Bilingual(
        en=f"not compared: {listed(doubt.first, 'en', 'or')} of A could be "
        f"{listed(doubt.second, 'en', 'or')} of B",
        fr=f"non comparé : {listed(doubt.first, 'fr', 'ou')} de A peut être "
        f"{listed(doubt.second, 'fr', 'ou')} de B",
    )


_SHOWN = 4
"""Names of things that a message has room for."""
_OF_ONE_TRIAL = frozenset(
    {
        "Drug",
        "OtherIntervention",
        "Disease",
        "Publication",
        ("ClinicalTrial", "name"),
        ("ClinicalTrial", "registry_id"),
        ("ClinicalTrial", "enrolment"),
    }
)
"""Kinds, or fields of a kind, that two trials seldom share: many are of phase 3."""
