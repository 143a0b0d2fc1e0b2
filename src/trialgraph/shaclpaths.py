"""SHACL property paths: which triple of the data a value was reached by."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from rdflib import RDF, SH, Graph, Node, URIRef
from rdflib.collection import Collection
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath


class Triple(NamedTuple):
    """The statement that a result is about: the last step to its value, or where one is missing."""

    subject: Node
    predicate: Node | None = None
    object: Node | None = None


Steps = URIRef | Path


def read(shapes: Graph, path: Node) -> Steps | None:
    """Read a path (https://www.w3.org/TR/shacl/#property-paths); None where it is none.

    >>> data = '[] <http://www.w3.org/ns/shacl#path> [ <http://www.w3.org/ns/shacl#inversePath> <urn:p> ] .'
    >>> graph = Graph().parse(data=data, format="turtle")
    >>> read(graph, graph.value(predicate=SH.path))
    Path(~urn:p)
    """
    return _read(shapes, path, 0)


_DEEPEST = 20
"""Levels of a path: a list that contains itself has no end."""


def _read(shapes: Graph, path: Node, depth: int) -> Steps | None:
    if isinstance(path, URIRef) or depth > _DEEPEST:
        return path if isinstance(path, URIRef) else None
    if (path, RDF.first, None) in shapes:
        return _combine(shapes, path, SequencePath, depth)
    for predicate, part in shapes.predicate_objects(path):
        if predicate == SH.alternativePath:
            return _combine(shapes, part, AlternativePath, depth)
        inner = _read(shapes, part, depth + 1)
        if inner is not None and predicate == SH.inversePath:
            return InvPath(inner)
        if inner is not None and predicate in _REPEATED:
            return MulPath(inner, _REPEATED[predicate])
    return None


_REPEATED: Mapping[Node, Literal["*", "+", "?"]] = MappingProxyType(
    {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}
)


def _combine(
    shapes: Graph, list_: Node, kind: type[SequencePath] | type[AlternativePath], depth: int
) -> Steps | None:
    try:
        parts = [_read(shapes, item, depth + 1) for item in Collection(shapes, list_)]
    except ValueError:  # a list that contains itself
        return None
    steps = [part for part in parts if part is not None]
    if len(steps) != len(parts) or not steps:
        return None
    return kind(*steps) if len(steps) > 1 else steps[0]


def statement(data: Graph, focus: Node, path: Steps | None, value: Node | None) -> Triple:
    """Find the triple of the data that a result is about.

    It is the one that ends in the value, where there is a value: one that the path leads to, else one of
    the focus node, else what is said of the value, else any that has it, as its object or as its property.
    Without a value it is the focus node with the first property of the path, which need not be there.
    """
    if value is not None and value != focus:
        return _stating(data, focus, path, value)
    first = _first_property(path) if path is not None else None
    return Triple(focus, first)


def _stating(data: Graph, focus: Node, path: Steps | None, value: Node) -> Triple:
    for subject, step in _last_steps(data, focus, path, value) if path is not None else ():
        if isinstance(step, URIRef) and (subject, step, value) in data:
            return Triple(subject, step, value)
        if isinstance(step, InvPath) and isinstance(step.arg, URIRef) and (value, step.arg, subject) in data:
            return Triple(value, step.arg, subject)
    own = min(data.predicates(focus, value), default=None, key=str)
    if own is not None:
        return Triple(focus, own, value)
    return Triple(value) if (value, None, None) in data else _elsewhere(data, value) or Triple(focus)


def _elsewhere(data: Graph, value: Node) -> Triple | None:
    """Find a triple of some other thing that has a value as its object, else as its property."""
    other = min(data.subject_predicates(value), default=None, key=str)
    if other is not None:
        return Triple(*other, value)
    used = next(iter(data.subject_objects(value)), None) if isinstance(value, URIRef) else None
    return Triple(used[0], value, used[1]) if used is not None else None


def _last_steps(data: Graph, focus: Node, path: Steps, value: Node) -> list[tuple[Node, Steps]]:
    """Give the pairs of a node and a single step that may lead to the value."""
    match path:
        case SequencePath():
            *head, last = path.args
            rest = SequencePath(*head) if len(head) > 1 else head[0]
            return [
                pair for node in data.objects(focus, rest) for pair in _last_steps(data, node, last, value)
            ]
        case AlternativePath():
            return [pair for part in path.args for pair in _last_steps(data, focus, part, value)]
        case MulPath():
            before = data.objects(focus, MulPath(path.path, "*"))
            return [pair for node in before for pair in _last_steps(data, node, path.path, value)]
        case _:
            return [(focus, path)]


def _first_property(path: Steps) -> URIRef | None:
    """Give the property that stands at the focus node itself."""
    match path:
        case URIRef():
            return path
        case SequencePath() | AlternativePath():
            return _first_property(path.args[0])
        case MulPath():
            return _first_property(path.path)
        case _:
            return None
