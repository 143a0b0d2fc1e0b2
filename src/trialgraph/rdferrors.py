"""Where a mistake in RDF/XML or JSON-LD stands that the parser tells without a place.

The parsers tell the place of what is not XML or not JSON, and none of what is not RDF in it: an attribute
that may not be there, a keyword with a wrong value.
"""

import io
import re
from collections.abc import Iterator

import pyoxigraph as ox

from trialgraph import jsonmarks
from trialgraph.jsonmarks import Member, Value

# RDF/XML

_PIECE = re.compile(r"<[^>]*+>?|[^<]++")
_NAMED = re.compile(r"'([^']++)'|<([^>]++)>|^(.*) is not a valid|(?:name|prefix):? ([^ ]++)|(rdf:\w++)")
"""What the parser's reason speaks of."""


def xml_offset(text: str, reason: str) -> int:
    """Find what the parser of RDF/XML stops at: what the reason names in a tag, or the tag, or the text.

    The parser is given one tag at a time; it stops at the last that it asked for.

    >>> head = '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    >>> xml_offset(head + '<r:Description r:ID="1x"/></r:RDF>', "1x is not a valid rdf:ID value") - len(head)
    21

    """
    pieces = _Pieces(text)
    try:
        for _ in ox.parse(pieces, format=ox.RdfFormat.RDF_XML, base_iri="file:///"):
            pass
    except SyntaxError:
        pass
    # That a text has ended shows only in the tag that follows.
    begin, end = pieces.before if reason.startswith("Unexpected text") else pieces.last
    for words in _NAMED.findall(reason):
        name = "".join(words).strip()
        for word in (name, re.split("[#/]", name)[-1]):
            if word and (inside := text.find(word, begin, end)) > begin:
                return inside
    return end - len(text[begin:end].lstrip())


class _Pieces(io.BytesIO):
    """A file that never gives more than one tag, or the text up to the next."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._pieces = _PIECE.finditer(text)
        self._data = b""
        self._given = 0
        self.before = self.last = (0, 0)

    def read(self, size: int | None = -1, /) -> bytes:
        """Give what is left of a piece, or some of the next: not more bytes than asked for."""
        if self._given == len(self._data) and (piece := next(self._pieces, None)):
            self.before, self.last = self.last, piece.span()
            self._data, self._given = piece.group().encode(), 0
        begin = self._given
        self._given = min(begin + (size or 0), len(self._data))
        return self._data[begin : self._given]


# JSON-LD


def json_offset(text: str, reason: str) -> int:
    """Find the first value of a JSON-LD file that a reason fits; 0 where it fits none.

    >>> text = '{"@id": "urn:a", "urn:p": {"@id": 5}}'
    >>> text[json_offset(text, "@id value must be a string") :]
    '5}}'

    """
    words = [word.rstrip(",.") for word in reason.split(" ")]
    keyword = next((word for word in words if word.startswith("@")), "@context")
    alone = "must be the only key" in reason
    first = 0
    for members in _objects(jsonmarks.read(text)):
        for name, member in members.items():
            if alone and name == words[-2] and {"@list", "@set"} & members.keys():
                return member.offset
            if name in {keyword, "@import"} and (culprit := _culprit(reason, members, member)):
                return culprit.offset
            first = first or (member.offset if name == keyword else 0)
    return first


def _culprit(reason: str, members: dict[str, Member], member: Member) -> Value | None:
    """Give the value of a member that a reason speaks of, if it is not only of the same name."""
    values = member.value.data if isinstance(member.value.data, list) else [member.value]
    if is_remote(reason):
        wrong = [value for value in values if isinstance(value.data, str)]
    elif "must be a string" in reason:
        wrong = [value for value in values if not isinstance(value.data, str)]
    elif "cannot be used together" in reason:
        wrong = values if {"@type", "@language"} <= members.keys() else []
    elif "must be" in reason and "only key" not in reason:
        wrong = [value for value in values if not isinstance(value.data, dict)]
    else:
        wrong = []
    return wrong[0] if wrong else None


def is_remote(reason: str) -> bool:
    """Say whether a reason is that a context stands elsewhere.

    >>> is_remote("@id value must be a string")
    False

    """
    return "LoadDocumentCallback" in reason


def _objects(root: Value) -> Iterator[dict[str, Member]]:
    """Give the objects of a tree in the order of the text."""
    left = [root]
    while left:
        value = left.pop()
        if isinstance(value.data, dict):
            yield value.data
            left.extend(member.value for member in reversed(value.data.values()))
        elif isinstance(value.data, list):
            left.extend(reversed(value.data))


def json_deeper_than(text: str, levels: int) -> int | None:
    """Find the first bracket that is deeper than some levels, in what is JSON or wants to be.

    >>> json_deeper_than('[{"a": "[[", "b": {}}]', 2)
    18

    """
    depth = 0
    for match in _BRACKET.finditer(text):
        if match.group() in "[{":
            depth += 1
            if depth > levels:
                return match.start()
        elif match.group() in "]}":
            depth -= 1
    return None


_BRACKET = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)
