"""SHACL validation of quads, told as problems that a person can act on.

pySHACL is the engine (https://www.w3.org/TR/shacl/). The shipped shapes come in two profiles, because
they look at two graphs: the merged graph of facts, and the facts with the claims that state them.
A validation that looked at nothing says so: a shape that selects no focus node finds no problem either.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

import pyoxigraph as ox
from pyshacl import validate as run_shacl
from pyshacl.shapes_graph import ShapesGraph
from rdflib import SH, BNode, Graph, Node, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.term import Identifier

from trialgraph import context, resources
from trialgraph.problems import Bilingual, Problem, Severity, in_order
from trialgraph.sourcemap import Locate

Profile = Literal["facts", "claims"]
"""What a set of shapes looks at: the merged graph of facts, or facts together with their claims."""

_OWN_PROFILE = {"claims.ttl", "ontology.ttl"}
"""The shapes files that are not for the merged graph of facts."""

_PREFIXES = "prefixes.ttl"
"""What the SPARQL constraints of all files declare together."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Validation:
    """What validating a graph found, and how much it looked at."""

    problems: tuple[Problem, ...]
    focus_nodes: Mapping[str, int]
    """The number of focus nodes by the CURIE of the shape that selected them."""


def validate_quads(quads: Iterable[ox.Quad], profile: Profile, locate: Locate) -> Validation:
    """Validate quads, whatever their graphs, against the shapes of a profile.

    Args:
        quads: the data; every triple counts once.
        profile: which of the shipped shapes to use.
        locate: where to send the reader of a problem.

    """
    # With the ontology, so that a shape for a class holds for its subclasses. We add it, because pySHACL's
    # `ont_graph` copies the ontology's lists over and over: minutes instead of seconds (pySHACL 0.40.1).
    own = to_rdflib(quads)
    data = own + _ontology()
    shapes = shipped_shapes(profile)
    _, results, _ = run_shacl(data, shacl_graph=shapes, inference="none", advanced=False)
    found = [_problem(results, result, shapes, locate) for result in results.objects(None, SH.result)]
    return Validation(problems=in_order(found), focus_nodes=_focus_nodes(shapes, data, set(own.all_nodes())))


def to_rdflib(quads: Iterable[ox.Quad]) -> Graph:
    """Copy quads into one rdflib graph, each triple once.

    >>> from pyoxigraph import Literal, NamedNode, Quad
    >>> len(to_rdflib([Quad(NamedNode("urn:a"), NamedNode("urn:b"), Literal("c", language="fr"))]))
    1

    """
    graph = Graph()
    for prefix, namespace in context.prefixes().items():
        graph.bind(prefix, namespace)
    for quad in quads:
        graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    return graph


@cache
def shipped_shapes(profile: Profile) -> Graph:
    """Read the shipped shapes of a profile."""
    files = sorted(resources.path("shapes").glob("*.ttl"))
    own = {f"{profile}.ttl", _PREFIXES}
    names = own if profile == "claims" else {file.name for file in files} - _OWN_PROFILE
    graph = Graph()
    for file in files:
        if file.name in names:
            graph.parse(file, format="turtle")
    return graph


@cache
def _ontology() -> Graph:
    return Graph().parse(resources.path("ontology", "trialgraph.ttl"), format="turtle")


def _term(term: object) -> Identifier:
    match term:
        case ox.NamedNode():
            return URIRef(term.value)
        case ox.BlankNode():
            return BNode(term.value)
        case ox.Literal() if term.language:
            return RdfLiteral(term.value, lang=term.language)
        case ox.Literal() if term.datatype.value == "http://www.w3.org/2001/XMLSchema#string":
            return RdfLiteral(term.value)
        case ox.Literal():
            return RdfLiteral(term.value, datatype=URIRef(term.datatype.value), normalize=False)
        case _:
            raise TypeError(f"a triple inside a triple is not RDF 1.1: {term}")


def _focus_nodes(shapes: Graph, data: Graph, own: set[Node]) -> Mapping[str, int]:
    """Count the focus nodes of each shape for a class of ours, without those that only the ontology has.

    Other shapes select any thing that has a type: that they looked at it says nothing.
    """
    counts = {
        context.compress(str(shape.node)): len(own.intersection(shape.focus_nodes(data)))
        for shape in ShapesGraph(shapes).shapes
        if (shape.node, SH.targetClass, None) in shapes
    }
    return MappingProxyType(dict(sorted(counts.items())))


def _problem(results: Graph, result: Node, shapes: Graph, locate: Locate) -> Problem:
    constraint = results.value(result, SH.sourceConstraint) or results.value(result, SH.sourceShape)
    focus = str(results.value(result, SH.focusNode))
    path = results.value(result, SH.resultPath)
    value = results.value(result, SH.value)
    place = locate(
        focus,
        str(path) if isinstance(path, URIRef) else None,
        str(value) if value is not None else None,
    )
    severity = str(results.value(result, SH.resultSeverity)).rpartition("#")[2].lower()
    messages = [str(message) for message in results.objects(result, SH.resultMessage)]
    templates = list(shapes.objects(constraint, SH.message))
    return Problem(
        code=context.compress(str(constraint)).rpartition(":")[2],
        severity=cast("Severity", severity),
        message=Bilingual(
            en=_in_language("en", messages, templates), fr=_in_language("fr", messages, templates)
        ),
        location=place.location,
        quote=place.quote,
        about=context.compress(focus),
    )


def _in_language(language: str, messages: Sequence[str], templates: Iterable[Node]) -> str:
    """Choose the message in a language, by the template it was made of.

    pySHACL fills the placeholders of a message and drops its language tag.
    """
    for template in templates:
        if isinstance(template, RdfLiteral) and template.language == language:
            made = re.compile(re.sub(r"\\\{\\[?$]\w+\\\}", ".*", re.escape(str(template))), re.DOTALL)
            for message in messages:
                if made.fullmatch(message):
                    return message
    return min(messages, default="")
