"""From a node of the graph back to the line that made it.

The graph is made from fact files, so that for every node the fact is known, and for every property of
it the line and column where its value stands.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple

from rdflib.term import Identifier

from trialgraph import bridge, context, rdf
from trialgraph.model import Fact, FactFile, Quantity, statement_fields, values_of
from trialgraph.problems import Location
from trialgraph.rdfplaces import Places, Term


class Place(NamedTuple):
    """Where a statement was made, and the words that make it."""

    location: Location
    quote: str | None


Locate = Callable[[str, str | None, str | None], Place]
"""Finds the place of a node's IRI, a property's IRI and a value, the latter two where they are known."""


class _Entry(NamedTuple):
    """A fact that made a node, and the field that it made it by: see `rdf.nodes_of`."""

    file: FactFile
    position: int
    fact: Fact
    made_by: str

    def has(self, field: str) -> bool:
        """Say whether the node's own properties have a place: those of a quantity stand where it does."""
        return self.made_by == "kind" and (self.position, field) in self.file.locations

    def place(self, field: str, value: str | None = None) -> Place:
        name, _, item = field.partition(".")
        pieces = self.fact.evidence
        if name == "evidence" and item:
            return Place(self.file.locations[self.position, field], pieces[int(item)].quote)
        # Of several quotes, the one that prints the value says most.
        printing = [piece for piece in pieces if value in re.findall("[0-9]+", piece.quote)]
        return Place(self.file.locations[self.position, field], (printing or pieces)[0].quote)


def locator(files: Iterable[FactFile], elsewhere: Location) -> Locate:
    """Make the function that finds the places of nodes; what no fact made is `elsewhere`."""
    entries: dict[str, list[_Entry]] = defaultdict(list)
    for file in files:
        for index, fact in enumerate(file.facts):
            for node, made_by in rdf.nodes_of(file.document, fact).items():
                entries[node].append(_Entry(file, index, fact, made_by))

    def locate(node: str, path: str | None, value: str | None) -> Place:
        # A term of rdflib is a str that equals no other: only its text is asked for here.
        stating = entries.get(str(node), [])
        if not stating:
            return Place(elsewhere, None)
        named = _field_of(str(path) if path is not None else None)
        text = str(value) if value is not None else None
        exact = next((place for e in stating for place in _stating(e, named, text)), None)
        if exact is not None:
            return exact
        having = (entry.place(named) for entry in stating if named and entry.has(named))
        first = stating[0]
        return next(having, first.place(first.made_by))

    return locate


def in_rdf(places: Places, file: str) -> Locate:
    """Make the function that finds the places of terms of rdflib in an RDF file.

    A triple is found at its object, a triple that is not there at another of the same subject and
    property, else at the subject's block, else where the subject stands as an object.
    """

    def locate(node: str, path: str | None, value: str | None) -> Place:
        subject, predicate, object_ = (_term(part) for part in (node, path, value))
        found = None
        if subject is not None and predicate is not None:
            if object_ is not None:
                found = places.triple(subject, predicate, object_)
            found = found or places.predicate(subject, predicate)
        if subject is not None:
            found = found or places.subject(subject) or places.object(subject)
        return Place(found or Location(file=file), None)

    return locate


def _term(node: str | None) -> Term | None:
    return bridge.to_oxigraph(node) if isinstance(node, Identifier) else None


def _stating(entry: _Entry, named: str | None, value: str | None) -> Iterator[Place]:
    """Give the places where a fact states a value: of one field, or of any where none is named."""
    for field in [named] if named else statement_fields(type(entry.fact)):
        for position, text in enumerate(_texts(entry.fact, field) if entry.has(field) else ()):
            if text == value:
                item = f"{field}.{position}"
                yield entry.place(item if entry.has(item) else field, value)


@cache
def _properties() -> dict[str, str]:
    """Give the terms of the context by the IRI of their property."""
    terms = {
        iri: term
        for term, definition in context.context().items()
        if isinstance(definition, dict) and (iri := context.expand(definition["@id"]))
    }
    return terms | {context.prefixes()["tg"] + "hasEvidence": "evidence"}


def _field_of(path: str | None) -> str | None:
    return _properties().get(path) if path else None


def _texts(fact: Fact, field: str) -> Iterator[str]:
    """Write what a fact states for a field as it stands in the graph."""
    if field == "label" and fact.label:
        yield from (fact.label.en, fact.label.fr)
    known = statement_fields(type(fact)).get(field)
    if known is None:
        return
    for value in values_of(fact, known):
        if known.reference:
            yield context.iri(known.reference, value)
        elif isinstance(value, Quantity):
            yield rdf.quantity_iri(value)
        elif known.codes:
            yield context.prefixes()["tg"] + value
        else:
            yield rdf.lexical_form(value, known)
