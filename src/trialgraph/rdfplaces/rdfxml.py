"""Where the triples of RDF/XML stand (https://www.w3.org/TR/rdf-syntax-grammar/).

expat reads the text with its places. What is found is told by subject, predicate and object, and meets the
parser's quads by that.
"""

import re
from contextlib import suppress
from itertools import zip_longest
from typing import NamedTuple
from xml.parsers import expat

import pyoxigraph as ox

from trialgraph.rdfplaces.spots import (
    BASE,
    BLANK,
    FIRST,
    FREE_FORM,
    NIL,
    RDF,
    REST,
    TYPE,
    Finds,
    Spots,
    iri,
    literal,
    resolve,
)

_ATTRIBUTE = re.compile(r"\s*+([^\s=/<>\"']++)\s*+=\s*+(\"[^\"]*+\"|'[^']*+')")
_TAG = re.compile(r"<[^\s/>]++")
_XML = "http://www.w3.org/XML/1998/namespace"
_BASE = _XML + "base"
_SYNTAX = frozenset(RDF + name for name in ("about", "ID", "nodeID", "resource", "datatype", "parseType"))


def spots(text: str, quads: list[ox.Quad]) -> Spots:
    """Find where the subject, verb and object of the quads stand.

    A node stands at its tag, a predicate at the name of its element or attribute, a literal where its text
    starts, an IRI where the attribute's value does, and a list at the tag of its property.
    """
    return _Walk(text).finds.align(quads)


class _Attribute(NamedTuple):
    value: str
    name_at: int
    value_at: int


class _Thing(NamedTuple):
    """A subject or object: what tells it in a key, and where it stands."""

    key: str
    at: int


class _Element:
    """An element not yet closed."""

    __slots__ = (
        "base",
        "items",
        "kind",
        "members",
        "predicate",
        "reified",
        "subject",
        "text",
        "text_at",
        "verb",
    )

    def __init__(self, kind: str, base: str, subject: _Thing) -> None:
        self.kind = kind
        """`nodes` (of `rdf:RDF`), `node`, or the kind of a property: `property`, `collection`, `literal`."""
        self.base = base
        self.subject = subject
        """The node, or the node that has the property."""
        self.predicate = ""
        self.verb = subject.at
        self.members = 0
        """How many `rdf:li` the node has."""
        self.items: list[_Thing] = []
        """The nodes that are the property's value."""
        self.text: list[str] = []
        self.text_at = -1
        self.reified: _Thing | None = None


class _Walk:
    """Reads a text; `open` holds the elements not yet closed."""

    def __init__(self, text: str) -> None:
        self.finds = Finds()
        self.text = text
        self.data = text.encode()
        self.known = (0, 0)
        self.open = [_Element("nodes", BASE, _Thing("", -1))]
        parser = self.parser = expat.ParserCreate("utf-8", " ")
        parser.ordered_attributes = True
        parser.specified_attributes = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        with suppress(expat.ExpatError):  # what the parser took and expat does not has no place
            parser.Parse(self.data, True)  # noqa: FBT003 - expat takes no keywords

    def offset(self) -> int:
        """Count the characters before the place of the parser, which counts bytes."""
        at = self.parser.CurrentByteIndex
        at_byte, at_character = self.known
        if at > at_byte:
            self.known = (at, at_character + len(self.data[at_byte:at].decode()))
        return self.known[1]

    def start(self, name: str, attributes: list[str]) -> None:
        """Take a start tag: nodes and properties are in turn, but for XML that is a value."""
        at, parent = self.offset(), self.open[-1]
        told = self._attributes(at, attributes)
        base = resolve(parent.base, told[_BASE].value) if _BASE in told else parent.base
        name = name.replace(" ", "")
        if parent.kind == "literal":
            self.open.append(_Element("literal", base, _Thing("", at)))
        elif parent.kind == "node":
            self._property(name, told, _Element("property", base, parent.subject), at)
        elif name == RDF + "RDF":
            self.open.append(_Element("nodes", base, _Thing("", at)))
        else:
            self._node(name, told, _Element("node", base, _Thing(_named(told, base), at)))

    def end(self, _: str) -> None:
        """Take an end tag: the value of a property is known now."""
        closed = self.open.pop()
        if not closed.predicate:
            return
        if closed.kind == "collection":
            self._collection(closed)
        elif closed.kind == "literal":
            self._say(closed, _Thing(FREE_FORM, closed.text_at))
        elif closed.items:
            self._say(closed, closed.items[0])
        else:
            self._say(closed, _Thing(literal("".join(closed.text)), closed.text_at))

    def characters(self, data: str) -> None:
        """Take text: it is the value of a property, if no node follows."""
        inside = self.open[-1]
        if inside.kind == "property":
            inside.text.append(data)
        if inside.predicate and inside.text_at < inside.verb and data.strip():
            inside.text_at = self.offset() + len(data) - len(data.lstrip())

    def _attributes(self, at: int, attributes: list[str]) -> dict[str, _Attribute]:
        """Join the names and values that expat tells with the places of those in the text."""
        found = []
        tag = _TAG.match(self.text, at)
        attribute = _ATTRIBUTE.match(self.text, tag.end()) if tag else None
        while attribute:
            if attribute.group(1).partition(":")[0] != "xmlns":
                found.append((attribute.start(1), attribute.start(2)))
            attribute = _ATTRIBUTE.match(self.text, attribute.end())
        pairs = zip(attributes[::2], attributes[1::2], found, strict=False)
        return {name.replace(" ", ""): _Attribute(value, *places) for name, value, places in pairs}

    def _node(self, name: str, told: dict[str, _Attribute], node: _Element) -> None:
        self.open[-1].items.append(node.subject)
        if name != RDF + "Description":
            key = (node.subject.key, TYPE, iri(name))
            self.finds.add(key, node.subject.at, node.subject.at + 1, node.subject.at + 1)
        self._property_attributes(node.subject, told, node.base)
        self.open.append(node)

    def _property(self, name: str, told: dict[str, _Attribute], element: _Element, at: int) -> None:
        if name == RDF + "li":
            self.open[-1].members += 1
            name = f"{RDF}_{self.open[-1].members}"
        element.predicate, element.verb, element.text_at = name, at + 1, at
        if identifier := told.get(RDF + "ID"):
            element.reified = _Thing(iri(resolve(element.base, "#" + identifier.value)), identifier.value_at)
        way = told.get(RDF + "parseType")
        if way and way.value == "Resource":
            node = _Thing(BLANK, at)
            self._say(element, node)
            element = _Element("node", element.base, node)
        elif way:
            element.kind = "collection" if way.value == "Collection" else "literal"
        elif value := self._value(told, element.base, at):
            element.items.append(value)
            self._property_attributes(value, told, element.base)
        self.open.append(element)

    def _value(self, told: dict[str, _Attribute], base: str, at: int) -> _Thing | None:
        """Give the node that the attributes of a property name or describe."""
        if resource := told.get(RDF + "resource"):
            return _Thing(iri(resolve(base, resource.value)), resource.value_at)
        if label := told.get(RDF + "nodeID"):
            return _Thing(BLANK, label.value_at)
        return _Thing(BLANK, at) if any(_is_property(name) for name in told) else None

    def _property_attributes(self, node: _Thing, told: dict[str, _Attribute], base: str) -> None:
        for name, attribute in told.items():
            if _is_property(name):
                value = iri(resolve(base, attribute.value)) if name == TYPE else literal(attribute.value)
                self.finds.add((node.key, name, value), node.at, attribute.name_at, attribute.value_at)

    def _say(self, of: _Element, value: _Thing) -> None:
        """Note that a node has a property with a value, and the statement about that if it has a name."""
        self.finds.add((of.subject.key, of.predicate, value.key), of.subject.at, of.verb, value.at)
        if of.reified:
            parts = {"type": iri(RDF + "Statement"), "subject": of.subject.key, "object": value.key}
            for part, key in (parts | {"predicate": iri(of.predicate)}).items():
                self.finds.add((of.reified.key, RDF + part, key), *[of.reified.at] * 3)

    def _collection(self, closed: _Element) -> None:
        """Note a list: its node stands at the property, each further one where its item does."""
        items = closed.items
        self._say(closed, _Thing(BLANK if items else iri(NIL), closed.text_at))
        for item, following in zip_longest(items, items[1:]):
            self.finds.add((BLANK, FIRST, item.key), item.at, item.at, item.at)
            rest = _Thing(BLANK, following.at) if following else _Thing(iri(NIL), item.at)
            self.finds.add((BLANK, REST, rest.key), item.at, rest.at, rest.at)


def _named(told: dict[str, _Attribute], base: str) -> str:
    """Tell the node that the attributes of its element name."""
    if about := told.get(RDF + "about"):
        return iri(resolve(base, about.value))
    if identifier := told.get(RDF + "ID"):
        return iri(resolve(base, "#" + identifier.value))
    return BLANK


def _is_property(name: str) -> bool:
    """Say whether an attribute is a property, and not syntax."""
    return name not in _SYNTAX and not name.startswith(_XML)
