"""The things that a document describes: all its facts about one thing, together."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from trialgraph.folding import fold
from trialgraph.model import KINDS, Fact, Field, statement_fields, values_of
from trialgraph.renaming import is_rejected

Key = tuple[str, str]
"""A family and an id."""

BY_NAME = frozenset(
    {
        "drug",
        "drug_class",
        "target",
        "biological_entity",
        "disease",
        "symptom",
        "conference",
        "journal",
        "person",
        "organisation",
    }
)
"""The families of things that exist outside the trial, and are the same in every document that names them."""

OUTCOMES = frozenset({"direction", "significance", "verdict", "reported_as_trend", "denominator_status"})
"""Codes that say what came out: they may differ between two accounts of one thing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entity:
    """A thing as one document describes it: its facts, together."""

    key: Key
    facts: tuple[Fact, ...]

    @property
    def kind(self) -> type[Fact]:
        """The kind of the thing."""
        return type(self.facts[0])

    def values(self, of: Field) -> dict[Any, Fact]:
        """Give each value that is stated for a field, with the first fact that states it.

        That something is not stated is silence, not a value.
        """
        stated: dict[Any, Fact] = {}
        for fact in self.facts:
            for value in values_of(fact, of) if of.name in statement_fields(type(fact)) else ():
                if value != "NotStated":
                    stated.setdefault(value, fact)
        return stated

    def names(self) -> set[str]:
        """Give what the thing is called in this document, and what its curator calls it, folded."""
        printed = (getattr(fact, name, None) for fact in self.facts for name in ("name", "title", "event"))
        labels = (text for fact in self.facts if fact.label for text in (fact.label.en, fact.label.fr))
        return {folded for name in (*printed, *labels) if name and (folded := " ".join(words(name)))}


def entities(facts: Iterable[Fact]) -> dict[Key, Entity]:
    """Put the facts about each thing together, in the order in which kinds are written.

    >>> from trialgraph.model import Drug
    >>> list(entities([Drug(id="lorvatinib", name="Lorvatinib", evidence=())]))
    [('drug', 'lorvatinib')]
    """
    grouped: dict[Key, list[Fact]] = {}
    for fact in facts:
        if not is_rejected(fact):
            grouped.setdefault((fact.family, fact.id), []).append(fact)
    order = {name: index for index, name in enumerate(KINDS)}
    found = [Entity(key=key, facts=tuple(of)) for key, of in grouped.items()]
    return {each.key: each for each in sorted(found, key=lambda e: order[e.kind.__name__])}


def words(text: str) -> list[str]:
    """Give the words of a text, folded.

    >>> words("Sjögren’s disease, 24 weeks")
    ['sjogren', 's', 'disease', '24', 'weeks']
    """
    return re.findall(r"[^\W_]+", fold(text))


def phrases(entity: Entity) -> set[str]:
    """Give the words of a thing's quotes without their numbers: two versions of a text share them."""
    quotes = (piece.quote for fact in entity.facts for piece in fact.evidence[:1])
    found = (" ".join(word for word in words(quote) if not _DIGITS.search(word)) for quote in quotes)
    return {phrase for phrase in found if phrase.count(" ") > 1}


_DIGITS = re.compile(r"\d")
