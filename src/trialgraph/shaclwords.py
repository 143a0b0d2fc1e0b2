"""How the terms, lists and paths of a shapes graph are written in messages and hints."""

import re
from collections.abc import Iterator
from functools import cache

from rdflib import SH, BNode, Graph, Literal, Node, URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath

from trialgraph import context, shaclpaths
from trialgraph.model import KINDS, statement_fields
from trialgraph.problems import shorten
from trialgraph.shaclpaths import Steps


def written(graph: Graph, node: Node) -> str:
    """Write a term as in Turtle, with the prefixes of the project or the graph; long ones are cut.

    >>> written(Graph(), URIRef("https://w3id.org/trialgraph/ns#Arm")), written(Graph(), Literal(12))
    ('tg:Arm', '12')
    >>> written(Graph(), Literal("douze", lang="fr"))
    '"douze"@fr'
    """
    match node:
        case URIRef():
            return shorten(_curie(graph, str(node)))
        case BNode():
            return "[]"
        case Literal():
            if str(node.datatype) in _BARE and _BARE[str(node.datatype)].fullmatch(node):
                return shorten(str(node))
            text = shorten(str(node)).replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
            if node.language:
                return f'"{text}"@{node.language}'
            return f'"{text}"^^{_curie(graph, str(node.datatype))}' if node.datatype else f'"{text}"'
        case _:
            return shorten(str(node))


_XSD = "http://www.w3.org/2001/XMLSchema#"
_BARE = {
    f"{_XSD}integer": re.compile(r"[+-]?[0-9]+"),
    f"{_XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"{_XSD}boolean": re.compile("true|false"),
}
"""The literals that Turtle writes without quotation marks (https://www.w3.org/TR/turtle/#literals)."""


def _curie(graph: Graph, iri: str) -> str:
    ours = context.compress(iri)
    if ours != iri:
        return ours
    fitting = (
        (str(namespace), prefix)
        for prefix, namespace in graph.namespaces()
        if iri.startswith(str(namespace)) and _LOCAL.fullmatch(iri, len(str(namespace)))
    )
    namespace, prefix = max(fitting, default=("", ""))
    return f"{prefix}:{iri.removeprefix(namespace)}" if namespace else f"<{iri}>"


_LOCAL = re.compile(r"\w[\w-]*")


def local(node: Node) -> str:
    """Give the last part of an IRI, or the text of a literal.

    >>> local(URIRef("https://w3id.org/trialgraph/ns#Arm"))
    'Arm'
    """
    return re.split("[#/:]", str(node))[-1] if isinstance(node, URIRef) else str(node)


def listed(graph: Graph, list_: Node | None) -> list[Node]:
    """Give the items of a list; none where it is no list, or contains itself."""
    try:
        return list(graph.items(list_)) if list_ is not None else []
    except ValueError:
        return []


def path_of(graph: Graph, shape: Node) -> str | None:
    """Write the path of a property shape as in SPARQL (https://www.w3.org/TR/sparql11-query/#propertypaths).

    None where the shape has none: it is a node shape.

    >>> data = '''@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix tg: <https://w3id.org/trialgraph/ns#> .
    ... <urn:shape> sh:path ( [ sh:inversePath tg:ofCohort ] tg:participantCount ) .'''
    >>> path_of(Graph().parse(data=data, format="turtle"), URIRef("urn:shape"))
    '^tg:ofCohort/tg:participantCount'
    """
    path = graph.value(shape, SH.path)
    steps = shaclpaths.read(graph, path) if path is not None else None
    return _steps(graph, steps) if steps is not None else None


def _steps(graph: Graph, steps: Steps) -> str:
    match steps:
        case SequencePath():
            return "/".join(_grouped(graph, part) for part in steps.args)
        case AlternativePath():
            return "|".join(_grouped(graph, part) for part in steps.args)
        case InvPath():
            return f"^{_grouped(graph, steps.arg)}"
        case MulPath():
            return f"{_grouped(graph, steps.path)}{steps.mod}"
        case _:
            return written(graph, URIRef(str(steps)))


def _grouped(graph: Graph, steps: Steps) -> str:
    text = _steps(graph, steps)
    return f"({text})" if isinstance(steps, SequencePath | AlternativePath) else text


def field_of(property_: Node | None) -> str | None:
    """Give the field of fact files that a property is written as, where there is one.

    >>> field_of(URIRef("https://w3id.org/trialgraph/ns#participantCount"))
    'participant_count'
    """
    return _fields().get(str(property_))


@cache
def _fields() -> dict[str, str]:
    names = {"label", *(name for kind in KINDS.values() for name in statement_fields(kind))}
    return dict(_terms(names))


def _terms(names: set[str]) -> Iterator[tuple[str, str]]:
    for term, definition in context.context().items():
        if term in names and isinstance(definition, dict):
            yield context.expand(definition["@id"]) or definition["@id"], term
