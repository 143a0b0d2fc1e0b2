"""Where the triples of JSON-LD stand (https://www.w3.org/TR/json-ld11/).

The tree is walked with the contexts that are written in it. What is found is told by subject, predicate and
object, and meets the parser's quads by that: a walk that expands a name wrongly finds no quad, not another.
Not expanded are contexts of a type or a property, and maps by `@id`, `@type` or `@graph`.
"""

import json
from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

import pyoxigraph as ox

from trialgraph.jsonmarks import Member, Value, read
from trialgraph.rdfplaces.jsoncontext import Context, Term
from trialgraph.rdfplaces.spots import (
    BASE,
    BLANK,
    FIRST,
    FREE_FORM,
    NIL,
    REST,
    TYPE,
    Finds,
    Spots,
    iri,
    literal,
)

Walk = Iterator["Walk"]
"""A walk over a value, which gives the walks over what is in it: so that depth is no depth of calls."""


def spots(text: str, quads: list[ox.Quad]) -> Spots:
    """Find where the subject, verb and object of the quads stand.

    A node stands at the value of its `@id`, or at its brace; a list at its bracket; a predicate at its key.
    """
    walker = _Walker()
    open_: list[Walk] = [walker.nodes(read(text))]
    while open_:
        inner = next(open_[-1], None)
        if inner is None:
            open_.pop()
        else:
            open_.append(inner)
    return walker.finds.align(quads)


class _Node(NamedTuple):
    """What the triples of a node begin with."""

    key: str
    offset: int


class _Property(NamedTuple):
    """A node, a property of it, and where its key stands."""

    node: _Node
    term: Term
    offset: int

    def of_item(self, offset: int) -> "_Property":
        """Give the property that holds an item of a list, which stands where the item does."""
        return _Property(_Node(BLANK, offset), Term(FIRST, self.term.type), offset)


class _Walker:
    """Walks over the tree and notes what says a triple."""

    def __init__(self) -> None:
        self.finds = Finds()
        self.context = Context(BASE)

    def nodes(self, value: Value) -> Walk:
        """Walk over nodes that no property leads to."""
        for item in _items(value):
            if isinstance(item.data, dict):
                yield self._node(item, None)

    def _node(self, value: Value, link: _Property | None) -> Walk:
        """Walk over a node, to which a property of another may lead."""
        members = _members(value)
        context = members.get("@context")
        before = self.context.enter(context.value if context else None)
        node = _Node(BLANK, value.offset)
        identifier = self._keywords(value).get("@id")
        if identifier is not None and isinstance(identifier.value.data, str):
            node = _Node(self._iri(identifier.value.data), identifier.value.offset)
        if link is not None:
            self._add(link, node.key, node.offset)
        yield self._properties(node, value)
        self.context.leave(before)

    def _properties(self, node: _Node, value: Value) -> Walk:
        for name, member in _members(value).items():
            iri_ = self.context.expand(name, vocabulary=True)
            if iri_ is not None and iri_.startswith("@"):
                yield self._keyword(node, iri_, member)
            elif iri_ is not None:
                term = self.context.terms.get(name) or Term(iri_)
                yield self._values(_Property(node, term, member.offset), member.value)

    def _keyword(self, node: _Node, keyword: str, member: Member) -> Walk:
        """Walk over what a keyword leads to: types, further nodes, or properties of the same node."""
        if keyword in {"@graph", "@included"}:
            yield self.nodes(member.value)
        for item in _items(member.value):
            if keyword == "@type" and isinstance(item.data, str):
                type_ = self._iri(item.data, vocabulary=True)
                self.finds.add((node.key, TYPE, type_), node.offset, member.offset, item.offset)
            elif keyword == "@nest":
                yield self._properties(node, item)
            elif keyword == "@reverse":
                for name, leading in _members(item).items():
                    term = Term(self.context.expand(name, vocabulary=True), "@id", reverse=True)
                    yield self._values(_Property(node, term, leading.offset), leading.value)

    def _values(self, of: _Property, value: Value) -> Walk:
        """Walk over the values of a property; what its container holds has none."""
        container, inner = of.term.container, of._replace(term=of.term._replace(container=frozenset()))
        if "@list" in container and "@list" not in self._keywords(value):
            yield self._list(inner, value)
        elif isinstance(value.data, dict) and container & {"@language", "@index"}:
            for member in value.data.values():
                yield self._values(inner, member.value)
        elif isinstance(value.data, list):
            for item in value.data:
                yield self._values(inner, item)
        elif isinstance(value.data, dict):
            yield self._object(inner, value)
        elif value.data is not None:
            self._add(of, self._scalar(of.term, value.data), value.offset)

    def _object(self, of: _Property, value: Value) -> Walk:
        """Walk over what stands in braces as a value: a literal, a list, a set or a node."""
        keywords = self._keywords(value)
        if written := keywords.get("@value"):
            type_ = keywords.get("@type")
            term = Term(None, "@json" if type_ and type_.value.data == "@json" else None)
            self._add(of, self._scalar(term, written.value.data), written.value.offset)
        elif listed := keywords.get("@list"):
            yield self._list(of, listed.value)
        elif members := keywords.get("@set"):
            yield self._values(of, members.value)
        else:
            yield self._node(value, of)

    def _list(self, of: _Property, value: Value) -> Walk:
        """Walk over a list: its node stands at the bracket, each further one where its item does."""
        items = [item for item in _items(value) if item.data is not None]
        self._add(of, BLANK if items else iri(NIL), value.offset)
        for item, following in zip_longest(items, items[1:]):
            inner = of.of_item(item.offset)
            yield self._values(inner, item)
            if following is None:
                self.finds.add((BLANK, REST, iri(NIL)), item.offset, item.offset, item.offset)
            else:
                self.finds.add((BLANK, REST, BLANK), item.offset, following.offset, following.offset)

    def _add(self, of: _Property, value: str, offset: int) -> None:
        predicate = of.term.iri or ""
        if of.term.reverse:
            self.finds.add((value, predicate, of.node.key), offset, of.offset, of.node.offset)
        else:
            self.finds.add((of.node.key, predicate, value), of.node.offset, of.offset, offset)

    def _scalar(self, term: Term, value: object) -> str:
        """Tell a value that has no brackets as the parser gives it."""
        if term.type == "@json":
            return FREE_FORM
        if isinstance(value, str) and term.type in {"@id", "@vocab"}:
            return self._iri(value, vocabulary=term.type == "@vocab")
        return literal(value if isinstance(value, str) else json.dumps(value))

    def _iri(self, name: str, *, vocabulary: bool = False) -> str:
        expanded = self.context.expand(name, vocabulary=vocabulary)
        if expanded is None:
            expanded = self.context.expand(name, vocabulary=False)
        return BLANK if expanded is None or expanded.startswith("_:") else iri(expanded)

    def _keywords(self, value: Value) -> dict[str, Member]:
        """Give the members of an object whose key is a keyword, or a term for one."""
        expanded = ((self.context.expand(key, vocabulary=True), m) for key, m in _members(value).items())
        return {key: member for key, member in expanded if key and key.startswith("@")}


def _items(value: Value) -> list[Value]:
    return value.data if isinstance(value.data, list) else [value]


def _members(value: Value) -> dict[str, Member]:
    return value.data if isinstance(value.data, dict) else {}
