"""The names that people gave to things, carried over to a new draft of the same text.

A draft names things by rule: after the words of the text, or by counting. A person who reviews it may give a
thing a better name, and rules that find more count differently. Two facts are about the same thing, whatever
it is called, where they are of one kind, state the same, and quote words that overlap. The name in the
reviewed file then holds, and everything in the draft that refers to the thing follows.

What is not seen: a thing that was renamed and whose facts were all changed as well; and two things of which
facts state the same in the same words, because then nothing tells which is which.
"""

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from trialgraph.model import KINDS, Fact, statement_fields, values_of

Thing = tuple[str, str]
"""The family and the id of a thing."""

_ROUNDS = 8
"""A name may hang on another: a result on its endpoint, that on its trial. Deeper than this nothing hangs."""
_WITHIN = {kind.family: kind.within for kind in KINDS.values()}


def thing(fact: Fact) -> Thing:
    """Tell which thing a fact is about."""
    return fact.family, fact.id


def statements(fact: Fact) -> frozenset[tuple[str, object]]:
    """Give what a fact states: pairs of field and value.

    >>> from trialgraph.model import Drug
    >>> sorted(statements(Drug(id="lorvatinib", name="lorvatinib", has_target=("jak2",), evidence=())))
    [('has_target', 'jak2'), ('name', 'lorvatinib')]
    """
    fields = statement_fields(type(fact)).values()
    return frozenset((field.name, value) for field in fields for value in values_of(fact, field))


def is_rejected(fact: Fact) -> bool:
    """Whether a person said that the fact does not hold."""
    return fact.review is not None and fact.review.status == "Rejected"


def adopt(draft: Iterable[Fact], kept: Sequence[Fact], names: Mapping[Thing, str]) -> tuple[Fact, ...]:
    """Call the things of a draft by the names that the kept facts have for them.

    Args:
        draft: facts as rules made them.
        kept: facts that people decided on or wrote, from the same text.
        names: new names that are known beforehand.

    """
    facts = rename(draft, names)
    for _ in range(_ROUNDS):
        found = _names(facts, kept)
        if not found:
            break
        facts = rename(facts, found)
    return facts


def references(fact: Fact) -> frozenset[Thing]:
    """Give the things without which a fact means nothing: what it refers to and what it is a part of."""
    referred = {
        (field.reference, value)
        for field in statement_fields(type(fact)).values()
        if field.reference
        for value in values_of(fact, field)
    }
    whole = {(fact.within, fact.id.partition(".")[0])} if fact.within else set()
    return frozenset(referred | whole)


def _names(draft: Sequence[Fact], kept: Sequence[Fact]) -> dict[Thing, str]:
    """Find the things of the draft that the kept facts call otherwise."""
    matches = _matches(draft, kept)
    settled = {(family, id_) for (family, id_), known in matches.items() if id_ in known}
    wanted: dict[Thing, str] = {}
    for (family, id_), known in matches.items():
        name = min(known)
        if len(known) == 1 and (family, id_) not in settled and (family, name) not in settled:
            wanted[family, id_] = name
    takers = [(family, name) for (family, _), name in wanted.items()]
    names = {item: name for item, name in wanted.items() if takers.count((item[0], name)) == 1}
    return names | _moved_aside(names, draft, kept)


def _matches(draft: Iterable[Fact], kept: Iterable[Fact]) -> dict[Thing, set[str]]:
    """Give, for things of the draft, the names of those of which a kept fact states the same."""
    by_kind: dict[type[Fact], list[tuple[Fact, frozenset[tuple[str, object]]]]] = {}
    for fact in kept:
        by_kind.setdefault(type(fact), []).append((fact, statements(fact)))
    matches: dict[Thing, set[str]] = {}
    for fact in draft:
        stated = statements(fact)
        for other, known in by_kind.get(type(fact), ()):
            if stated and _states_the_same(fact, other, stated, known) and _overlap(fact, other):
                matches.setdefault(thing(fact), set()).add(other.id)
    return matches


def _states_the_same(
    fact: Fact, other: Fact, stated: frozenset[tuple[str, object]], known: frozenset[tuple[str, object]]
) -> bool:
    """Whether a kept fact states what a draft does: no less, and where it states more, not by chance."""
    if stated == known:
        return True
    # A rejection is of the whole fact; one that holds may have been completed. Parts all share their trial.
    fields = statement_fields(type(fact))
    telling = any(fields[name].reference is None for name, _ in stated)
    return not is_rejected(other) and telling and stated <= known


def _overlap(one: Fact, other: Fact) -> bool:
    return any(a.start < b.end and b.start < a.end for a in one.evidence for b in other.evidence)


def _moved_aside(names: Mapping[Thing, str], draft: Iterable[Fact], kept: Iterable[Fact]) -> dict[Thing, str]:
    """Name anew what the draft calls by a name that another thing gets: counting by rule gives such."""
    used = {thing(fact) for fact in kept} | {thing(fact) for fact in draft if thing(fact) not in names}
    aside: dict[Thing, str] = {}
    for family, name in sorted((family, name) for (family, _), name in names.items()):
        if (family, name) in names or all(thing(fact) != (family, name) for fact in draft):
            continue
        stem = re.sub(r"-[0-9]+$", "", name)
        number = 2
        while (family, f"{stem}-{number}") in used:
            number += 1
        aside[family, name] = f"{stem}-{number}"
        used.add((family, f"{stem}-{number}"))
    return aside


def rename(facts: Iterable[Fact], names: Mapping[Thing, str]) -> tuple[Fact, ...]:
    """Call things by new ids, wherever a fact names them; parts follow the whole.

    >>> from trialgraph.model import Cohort
    >>> cohort = Cohort(id="stride.cohort-1", of_trial="stride", evidence=())
    >>> [(fact.id, fact.of_trial) for fact in rename([cohort], {("trial", "stride"): "stride-2"})]
    [('stride-2.cohort-1', 'stride-2')]
    """

    def renamed(family: str, id_: str) -> str:
        if (family, id_) in names:
            return names[family, id_]
        whole, _, part = id_.partition(".")
        within = _WITHIN.get(family)
        return f"{names[within, whole]}.{part}" if within and (within, whole) in names else id_

    def follow(fact: Fact) -> Fact:
        changed: dict[str, Any] = {"id": renamed(fact.family, fact.id)}
        for field in statement_fields(type(fact)).values():
            if field.reference:
                ids = tuple(renamed(field.reference, value) for value in values_of(fact, field))
                # Two of the draft may be one to the person: a list names it once.
                changed[field.name] = tuple(dict.fromkeys(ids)) if field.many else next(iter(ids), None)
        return dataclasses.replace(fact, **changed)

    return tuple(follow(fact) for fact in facts) if names else tuple(facts)
