"""The standard report of SHACL, with the line of each result.

Results are those of https://www.w3.org/TR/shacl/#validation-report. Their places are pointers of EARL
(https://www.w3.org/TR/Pointers-in-RDF10/), which other tools pass over. Problems that no shape found, for
example of syntax, are results as well: a report that leaves them out would say that the data conform.
"""

from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox
from rdflib import RDF, SH, BNode, Graph, Literal, Namespace, Node, URIRef

from trialgraph import bridge, context, rdffiles
from trialgraph.problems import Location, Problem

POINTERS = Namespace("http://www.w3.org/2009/pointers#")
EARL = Namespace("http://www.w3.org/ns/earl#")
CHECKS = Namespace("https://w3id.org/trialgraph/checks#")
"""The names of checks that are no shapes: of what they ask, the constraint component is all there is."""

_PREFIXES = {"earl": str(EARL), "ptr": str(POINTERS), "sh": str(SH), "tgc": str(CHECKS)}


def add_place(report: Graph, result: Node, location: Location) -> None:
    """Say in a report where a result stands."""
    pointer = BNode()
    report.add((result, EARL.pointer, pointer))
    report.add((pointer, RDF.type, POINTERS.LineCharPointer))
    report.add((pointer, POINTERS.reference, Literal(location.file)))
    if location.line is not None:
        report.add((pointer, POINTERS.lineNumber, Literal(location.line)))
    if location.column is not None:
        report.add((pointer, POINTERS.charNumber, Literal(location.column)))


def write_report(reports: Iterable[Graph], others: Iterable[Problem]) -> bytes:
    """Write one report as Turtle: the results of several, and problems that no shape found.

    The same results give the same bytes: they are sorted, and blank nodes are numbered in that order.

    >>> [line.strip() for line in write_report([], []).decode().splitlines()[-2:]]
    ['_:b0 a sh:ValidationReport ;', 'sh:conforms true .']
    """
    whole = Graph()
    root = BNode()
    for report in reports:
        for result in report.objects(None, SH.result):
            whole.add((root, SH.result, result))
        for triple in report:
            if triple[1] not in (SH.result, SH.conforms) and triple[2] != SH.ValidationReport:
                whole.add(triple)
    for problem in others:
        whole.add((root, SH.result, _result_of(whole, problem)))
    conforms = (root, SH.result, None) not in whole
    whole.add((root, RDF.type, SH.ValidationReport))
    whole.add((root, SH.conforms, Literal(conforms)))
    return _stable_turtle(whole, root)


def _result_of(report: Graph, problem: Problem) -> Node:
    result = BNode()
    report.add((result, RDF.type, SH.ValidationResult))
    report.add((result, SH.resultSeverity, SH[problem.severity.capitalize()]))
    report.add((result, SH.sourceConstraintComponent, CHECKS[problem.code]))
    report.add((result, SH.resultMessage, Literal(problem.message.en, lang="en")))
    report.add((result, SH.resultMessage, Literal(problem.message.fr, lang="fr")))
    iri = context.expand(problem.about) if problem.about else None
    focus = URIRef(iri) if iri else Literal(problem.location.file)
    report.add((result, SH.focusNode, focus))
    add_place(report, result, problem.location)
    return result


def _stable_turtle(graph: Graph, root: Node) -> bytes:
    """Write a tree of blank nodes below a root, named in order of what they say."""
    names: dict[Node, ox.BlankNode] = {}
    quads: list[ox.Quad] = []

    def term(node: Node) -> Any:
        return names[node] if isinstance(node, BNode) else bridge.to_oxigraph(node)

    waiting = [root]
    while waiting:
        node = waiting.pop()
        names.setdefault(node, ox.BlankNode(f"b{len(names)}"))
        ordered = sorted(
            graph.predicate_objects(node),
            key=lambda pair: (pair[0] != RDF.type, str(pair[0]), _signature(graph, pair[1])),
        )
        below = [part for _, part in ordered if isinstance(part, BNode) and part not in names]
        for part in below:
            names.setdefault(part, ox.BlankNode(f"b{len(names)}"))
        quads += [ox.Quad(term(node), term(predicate), term(part)) for predicate, part in ordered]
        waiting += reversed(dict.fromkeys(below))
    data = ox.serialize(
        (quad.triple for quad in quads),
        format=ox.RdfFormat.TURTLE,
        prefixes=_PREFIXES | rdffiles.prefixes_of(quads),
    )
    if data is None:
        raise TypeError("pyoxigraph gave no bytes")
    return data


_DEEPEST = 6


def _signature(graph: Graph, node: Node, depth: int = 0) -> str:
    """Tell blank nodes apart by what they say, a few levels deep."""
    if not isinstance(node, BNode) or depth > _DEEPEST:
        return "_:" if isinstance(node, BNode) else node.n3()
    pairs = graph.predicate_objects(node)
    return "[" + ";".join(sorted(f"{p.n3()} {_signature(graph, o, depth + 1)}" for p, o in pairs)) + "]"
