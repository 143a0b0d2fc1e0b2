"""From a triple back to the line and column where it stands in an RDF file.

pyoxigraph reads the file and gives its quads without places. Here the same text is walked a second time
for the places alone, and each quad gets the place of what says it: a walk never makes, drops or changes a
quad. The quads and the places come from one reading, so that the blank nodes of both are the same.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from types import MappingProxyType

import pyoxigraph as ox

from trialgraph import rdffiles
from trialgraph.problems import Location
from trialgraph.rdfplaces import jsonld, rdfxml, turtle
from trialgraph.rdfplaces.spots import Finds, Spots

Subject = ox.NamedNode | ox.BlankNode | ox.Triple
Term = Subject | ox.Literal


class Places:
    """The quads of a file, and where they stand in it.

    A place is the first in the file where there are several; None where the file does not say it, or where
    its place is not known.
    """

    def __init__(self, text: str, file: str, quads: list[ox.Quad], spots: Spots) -> None:
        self.quads = quads
        self._text = text
        self._file = file
        self._spots = spots
        self._lines: list[int] | None = None
        self._offsets: dict[int, int] | None = None

    def triple(self, subject: Term, predicate: Term, value: Term) -> Location | None:
        """Find a triple: where its object starts, which for a nested node or a list is its bracket."""
        return self._find((subject, predicate, value))

    def predicate(self, subject: Term, predicate: Term) -> Location | None:
        """Find the first triple of a subject with a predicate: where the predicate is written."""
        return self._find((subject, predicate))

    def subject(self, subject: Term) -> Location | None:
        """Find where the first block of a subject starts."""
        return self._find((subject,))

    def object(self, value: Term) -> Location | None:
        """Find where a term first stands as an object: for what a path reaches and no block describes."""
        return self._find((None, value))

    def _find(self, key: tuple[Term | None, ...]) -> Location | None:
        if self._offsets is None:
            self._offsets = _offsets(self.quads, self._spots)
        offset = self._offsets.get(hash(key))
        return None if offset is None else self._place(offset)

    def _place(self, offset: int) -> Location:
        if self._lines is None:
            self._lines = _line_starts(self._text)
        line = bisect_right(self._lines, offset)
        return Location(file=self._file, line=line, column=offset - self._lines[line - 1] + 1)


def _offsets(quads: list[ox.Quad], spots: Spots) -> dict[int, int]:
    """Give the least offset by the hash of what is looked up.

    By the hash, of 64 bits, because the terms themselves would be held several times.
    """
    offsets: dict[int, int] = {}
    for quad, subject_at, verb_at, object_at in zip(
        quads, spots.subjects, spots.verbs, spots.objects, strict=True
    ):
        if object_at < 0:
            continue
        subject, predicate, value = quad.subject, quad.predicate, quad.object
        for key, offset in (
            (hash((subject, predicate, value)), object_at),
            (hash((subject, predicate)), verb_at),
            (hash((subject,)), subject_at),
            (hash((None, value)), object_at),
        ):
            # The parser gives what is in a bracket before what holds it: the first need not be the least.
            if offset < offsets.get(key, offset + 1):
                offsets[key] = offset
    return offsets


def _line_starts(text: str) -> list[int]:
    starts = [0]
    end = text.find("\n")
    while end >= 0:
        starts.append(end + 1)
        end = text.find("\n", end + 1)
    return starts


def places(text: str, suffix: str, file: str) -> Places:
    r"""Read the quads of a text in the format of a suffix, and find where each stands.

    Args:
        text: the text of the file.
        suffix: a key of `rdffiles.FORMATS`.
        file: the name of the file in places and problems.

    Raises:
        InputError: the text is not in the syntax of the format.

    >>> found = places("@prefix e: <urn:e:> .\ne:a a e:B ;\n  e:p 'x' .", ".ttl", "x.ttl")
    >>> a, p = ox.NamedNode("urn:e:a"), ox.NamedNode("urn:e:p")
    >>> str(found.triple(a, p, ox.Literal("x"))), str(found.subject(a))
    ('x.ttl:3:7', 'x.ttl:2:1')

    """
    quads = rdffiles.parse_text(text, suffix, file)
    return Places(text, file, quads, _WALKS.get(suffix, _turtle)(text, quads))


def _turtle(text: str, quads: list[ox.Quad]) -> Spots:
    found = turtle.spots(text)
    # Should the walk ever see other triples than the parser, no place is better than a wrong one.
    return found if len(found.objects) == len(quads) else Finds().align(quads)


_WALKS: Mapping[str, Callable[[str, list[ox.Quad]], Spots]] = MappingProxyType(
    {".jsonld": jsonld.spots, ".rdf": rdfxml.spots}
)
"""How places are found in the formats that are not of the family of Turtle."""
