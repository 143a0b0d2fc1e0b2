"""SHACL validation of a graph, told as problems that a person can act on.

pySHACL is the engine (https://www.w3.org/TR/shacl/). A validation that looked at nothing says so: a shape
that selects no focus node finds no problem either.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import cast

from pyshacl import validate as run_shacl
from pyshacl.shapes_graph import ShapesGraph
from rdflib import RDFS, SH, XSD, BNode, Graph, Literal, Node, URIRef

from trialgraph import bridge, checks, context, resources, shaclmessages, shaclpaths, shaclreport, shaclwords
from trialgraph.problems import SEVERITIES, Bilingual, InputError, Location, Problem, in_order, shorten
from trialgraph.shapes import Shapes
from trialgraph.sourcemap import Locate


@dataclass(frozen=True, kw_only=True, slots=True)
class Validation:
    """What validating a graph found, and how much it looked at."""

    problems: tuple[Problem, ...]
    focus_nodes: Mapping[str, int]
    """The number of focus nodes by the name of the shape that selects them: see `Checked`."""
    report: Graph
    """The report of SHACL, with the place of each result (see `shaclreport`)."""


def validate_graph(own: Graph, shapes: Shapes, locate: Locate) -> Validation:
    """Validate a graph against a shapes graph.

    Args:
        own: the data.
        shapes: those that TrialGraph ships look at the data with our ontology beside them.
        locate: where to send the reader of a problem.

    Raises:
        InputError: the shapes are not SHACL, or an engine cannot follow them.

    """
    data = own + _beside(own, shapes)
    try:
        with bridge.quiet():
            _, report, _ = run_shacl(
                data, shacl_graph=shapes.graph, inference="none", advanced=shapes.is_advanced
            )
            counts = _focus_nodes(shapes, data, set(own.all_nodes()))
    except Exception as error:  # rdflib raises no other for a prefix that a query of a shape lacks
        raise InputError([_unusable_shapes(error, shapes)]) from error
    if not isinstance(report, Graph):  # pySHACL returns a failure where it raises other errors
        raise InputError([_unusable_shapes(report, shapes)])
    found = []
    for result in list(report.objects(None, SH.result)):
        problem = _problem(report, result, shapes, data, locate)
        shaclreport.add_place(report, result, problem.location)
        found.append(problem)
    return Validation(problems=in_order(found), focus_nodes=counts, report=report)


@cache
def _ontology() -> Graph:
    return Graph().parse(resources.path("ontology", "trialgraph.ttl"), format="turtle")


def _beside(own: Graph, shapes: Shapes) -> Graph:
    """Give what a validation looks at beside the data, so that a shape for a class holds for its subclasses.

    We add it, because pySHACL's `ont_graph` copies the ontology's lists over and over: minutes instead of
    seconds (pySHACL 0.40.1). Users' shapes see no more of our ontology than what our data need.
    """
    if shapes.is_shipped:
        return _ontology()
    graph = Graph()
    namespace = context.prefixes()["tg"]
    if any(str(node).startswith(namespace) for node in own.objects(None, _TYPE)):
        graph += _ontology().triples((None, RDFS.subClassOf, None))
    return graph


_TYPE = URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def _focus_nodes(shapes: Shapes, data: Graph, own: set[Node]) -> Mapping[str, int]:
    """Count the focus nodes of each shape, without those that only our ontology has.

    Of the shipped shapes only those for a class of ours count: others select any thing that has a type,
    and that they looked at it says nothing.
    """
    targeting = set(shapes.targeting())
    found = ShapesGraph(shapes.graph).shapes
    for shape in found:
        shape.set_advanced(shapes.is_advanced)
    counts = {
        _name_of(shapes, shape.node): len(own.intersection(shape.focus_nodes(data)))
        for shape in found
        if shape.node in targeting
        and (not shapes.is_shipped or (shape.node, SH.targetClass, None) in shapes.graph)
    }
    return MappingProxyType(dict(sorted(counts.items())))


def _name_of(shapes: Shapes, shape: Node) -> str:
    return context.compress(str(shape)) if shapes.is_shipped else code_of(shapes.graph, shape)


def _problem(report: Graph, result: Node, shapes: Shapes, data: Graph, locate: Locate) -> Problem:
    focus, constraint, component = (
        cast("Node", report.value(result, predicate))
        for predicate in (SH.focusNode, SH.sourceShape, SH.sourceConstraintComponent)
    )
    constraint = report.value(result, SH.sourceConstraint) or constraint
    value, path = report.value(result, SH.value), report.value(result, SH.resultPath)
    steps = shaclpaths.read(report, path) if path is not None else None
    place = locate(
        *cast("tuple[str, str | None, str | None]", shaclpaths.statement(data, focus, steps, value))
    )
    severity = str(report.value(result, SH.resultSeverity)).rpartition("#")[2].lower()
    code = code_of(shapes.graph, constraint)
    return Problem(
        code=code if shapes.is_shipped else f"{code}.{_short(component)}",
        severity=next((known for known in SEVERITIES if known == severity), "violation"),
        message=_message(report, result, shapes, constraint),
        location=place.location,
        hint=checks.hint_for(shapes.graph, constraint, value, component=component, path=path),
        quote=place.quote,
        about=_readable(shapes, focus),
        value=_readable(shapes, value) if value is not None and value != focus else None,
    )


def _message(report: Graph, result: Node, shapes: Shapes, constraint: Node) -> Bilingual:
    """Give the message of a shape in both languages, or say what SHACL says where a shape has none."""
    templates = list(shapes.graph.objects(constraint, SH.message))
    if not templates:
        component, value, path = (
            report.value(result, predicate)
            for predicate in (SH.sourceConstraintComponent, SH.value, SH.resultPath)
        )
        return shaclmessages.message_for(shapes.graph, constraint, cast("Node", component), value, path)
    messages = [str(message) for message in report.objects(result, SH.resultMessage)]
    return Bilingual(en=_in_language("en", messages, templates), fr=_in_language("fr", messages, templates))


def code_of(shapes: Graph, shape: Node) -> str:
    """Name a shape or a constraint so that the name stays when the file around it changes.

    It is the local part of the IRI. A shape without IRI is named by the shape that has it and by its path.

    >>> data = '''@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/#> .
    ... ex:Site a sh:NodeShape ; sh:property [ sh:path ex:country ; sh:minCount 1 ] .'''
    >>> graph = Graph().parse(data=data, format="turtle")
    >>> code_of(graph, graph.value(predicate=SH.path, object=URIRef("https://example.org/#country")))
    'Site.country'
    """
    names: list[str] = []
    seen = set()
    while not isinstance(shape, URIRef) and shape not in seen:
        seen.add(shape)
        path = shapes.value(shape, SH.path)
        if isinstance(path, URIRef):
            names.append(_short(path))
        owner = next(shapes.subjects(None, shape), None)
        if owner is None:
            break
        shape = owner
    return ".".join([_short(shape) if isinstance(shape, URIRef) else "shape", *reversed(names)])


def _short(name: Node | None) -> str:
    """Give the local part of an IRI; that of a constraint component without what all of them end in."""
    local = re.split(r"[#/:]", str(name).rstrip("#/:"))[-1]
    return local.removesuffix("ConstraintComponent") or "shape"


def _readable(shapes: Shapes, term: Node) -> str | None:
    """Write a term as a person would, with our prefixes and those of the user's shapes.

    Numbers and dates stand as they are. A blank node has no name that would be the same in the next run.
    """
    if isinstance(term, BNode):
        return None
    if isinstance(term, Literal) and term.datatype not in (None, XSD.string):
        return shorten(str(term))
    return shaclwords.written(shapes.graph, term)


def _in_language(language: str, messages: Sequence[str], templates: Iterable[Node]) -> str:
    """Choose the message in a language, by the template it was made of.

    pySHACL fills the placeholders of a message and drops its language tag.
    """
    for template in templates:
        if isinstance(template, Literal) and template.language == language:
            made = re.compile(re.sub(r"\\\{\\[?$]\w+\\\}", ".*", re.escape(str(template))), re.DOTALL)
            for message in messages:
                if made.fullmatch(message):
                    return message
    return min(messages, default="")


def _unusable_shapes(error: object, shapes: Shapes) -> Problem:
    reason = str(error).split("\n", 1)[0]
    return Problem(
        code="unusable-shapes",
        severity="violation",
        location=Location(file=", ".join(shapes.files)),
        message=Bilingual(
            en=f"the shapes cannot be followed: {reason}", fr=f"les formes ne peuvent être suivies : {reason}"
        ),
        hint=Bilingual(
            en="compare them with https://www.w3.org/TR/shacl/, which says what a shape may hold",
            fr="comparez-les avec https://www.w3.org/TR/shacl/, qui dit ce qu’une forme peut contenir",
        ),
    )
