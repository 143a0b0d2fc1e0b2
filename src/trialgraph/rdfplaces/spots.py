"""Where triples start in a text, and how places that were found without the parser meet its quads."""

import re
from array import array
from collections.abc import Iterable
from urllib.parse import urljoin

import pyoxigraph as ox

BASE = "file:///"
"""What relative IRIs are relative to where the file says nothing: as in `rdffiles.parse`."""
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TYPE, FIRST, REST, NIL = RDF + "type", RDF + "first", RDF + "rest", RDF + "nil"
_Key = tuple[str, str, str]
"""What a triple is known by: its subject, predicate and object."""


class Spots:
    """For the n-th quad, the offsets where its subject, verb and object start; -1 where it is not known."""

    __slots__ = ("objects", "subjects", "verbs")

    def __init__(self) -> None:
        # Arrays of C integers: a file has many triples, and most have nothing wrong with them.
        self.subjects = array("q")
        self.verbs = array("q")
        self.objects = array("q")

    def add(self, subject: int, verb: int, value: int) -> None:
        """Note the offsets of the next quad."""
        self.subjects.append(subject)
        self.verbs.append(verb)
        self.objects.append(value)

    def reverse_last(self, count: int) -> None:
        """Turn the order of the last quads around."""
        for numbers in (self.subjects, self.verbs, self.objects):
            numbers[-count:] = numbers[-count:][::-1]


class Finds:
    """What a walk found of each triple, in the order of the text: what it is known by, and its offsets."""

    def __init__(self) -> None:
        self.spots = Spots()
        self._by_key: dict[_Key, array[int]] = {}

    def add(self, key: _Key, subject: int, verb: int, value: int) -> None:
        """Note a triple: subject and object as `iri` and `literal` tell them, or `BLANK` or `FREE_FORM`."""
        self._by_key.setdefault(key, array("q")).append(len(self.spots.objects))
        self.spots.add(subject, verb, value)

    def align(self, quads: Iterable[ox.Quad]) -> Spots:
        """Give each quad the first find of its key that no quad has got yet.

        Blank nodes are alike in the keys, because the parser names them: the order tells them apart.
        """
        spots = Spots()
        given: dict[_Key, int] = {}
        for quad in quads:
            key = (_key(quad.subject), quad.predicate.value, _key(quad.object))
            if key not in self._by_key and isinstance(quad.object, ox.Literal):
                key = (*key[:2], FREE_FORM)
            count = given.get(key, 0)
            known = self._by_key.get(key, ())
            if count < len(known):
                given[key] = count + 1
                found = known[count]
                spots.add(self.spots.subjects[found], self.spots.verbs[found], self.spots.objects[found])
            else:
                spots.add(-1, -1, -1)
        return spots


def _key(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return iri(term.value)
    return literal(term.value) if isinstance(term, ox.Literal) else BLANK


BLANK = "_"
"""What tells a blank node in a key."""
FREE_FORM = "*"
"""What tells in a key a literal whose text the parser writes anew: XML or JSON that is a value."""


def iri(value: str) -> str:
    """Tell an IRI in a key."""
    return "<" + value


def literal(text: str) -> str:
    """Tell a literal in a key: equal for the ways to write a number, and the ways to end a line.

    >>> literal("1.5") == literal("1.5E0")
    True

    """
    if _NUMBER.fullmatch(text):
        return f'"{float(text)}'
    return '"' + text.replace("\r\n", "\n").replace("\r", "\n")


_NUMBER = re.compile(r"[+-]?[0-9]{1,300}+(?:\.[0-9]{1,300}+)?(?:[eE][+-]?[0-9]{1,3})?")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def resolve(base: str, reference: str) -> str:
    """Make a reference absolute (https://www.rfc-editor.org/rfc/rfc3986#section-5).

    >>> resolve("https://example.org/a#b", "#c"), resolve("https://example.org/a/", "../b")
    ('https://example.org/a#c', 'https://example.org/b')

    """
    if _SCHEME.match(reference):
        return reference
    if reference.startswith("#") or not reference:
        return base.partition("#")[0] + reference
    try:
        return urljoin(base, reference)
    except ValueError:  # half an IPv6 address, for one; the parser may take it
        return reference
