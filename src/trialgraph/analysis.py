"""What a graph says of a thing, and how two things hang together: as values, and as text for people."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import networkx as nx
import pyoxigraph as ox

from trialgraph import context
from trialgraph.problems import Bilingual
from trialgraph.store import LocalStore
from trialgraph.things import (
    Match,
    Thing,
    find,
    is_thing,
    kind,
    label,
    network,
    printable,
    the_thing,
    thing,
    word,
)

__all__ = [
    "Description",
    "Identifier",
    "Match",
    "Quote",
    "Route",
    "Statement",
    "Step",
    "Thing",
    "find",
    "network",
    "path",
    "render_description",
    "render_route",
    "show",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Quote:
    """The words that make a statement: `text[start:end]` of a document, in code points from 0."""

    text: str
    start: int
    end: int
    document: Thing
    stated_on: str
    """The date of the claim, in ISO 8601; empty where none is stated."""
    certainty: Bilingual


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """One triple about a thing, seen from that thing."""

    predicate: str
    """The CURIE of the property."""
    predicate_label: Bilingual
    value: Bilingual
    other: Thing | None
    """The thing at the other end, where there is one."""
    quotes: tuple[Quote, ...]
    """Every claim of it; none where the graph has no claims."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Identifier:
    """What a registry calls a thing, and how near the two are (`skos:exactMatch` and its kin)."""

    name: str
    iri: str
    mapping: Bilingual


@dataclass(frozen=True, kw_only=True, slots=True)
class Description:
    """What a graph says of one thing."""

    thing: Thing
    names: tuple[str, ...]
    """Printed names and synonyms other than the label."""
    identifiers: tuple[Identifier, ...]
    statements: tuple[Statement, ...]
    """What is stated of the thing."""
    incoming: tuple[Statement, ...]
    """What is stated of others, and names the thing."""


def show(store: LocalStore, name: str) -> Description:
    """Gather what a graph says of a thing.

    Args:
        store: the graph; where it is a dataset (`.trig`, `.nq`), each statement comes with its quotes.
        name: see `things.find`.

    Raises:
        NameNotFoundError: no thing has the name; the hint has the nearest names.
        AmbiguousNameError: several have it; the hint has their CURIEs.

    >>> from trialgraph.store import load
    >>> drug = b"<https://w3id.org/trialgraph/id/drug/x>"
    >>> store = load(drug + b" <https://w3id.org/trialgraph/ns#name> 'Xmab'@en .")
    >>> show(store, "xmab").thing.curie
    'drug:x'

    """
    of = the_thing(store, name)
    node = ox.NamedNode(of.iri)
    quotes = _quotes(store, node)
    outgoing = [quad for quad in store.triples(node) if quad.predicate not in _NAMING | _MAPPINGS]
    incoming = [quad for quad in store.triples(value=node) if is_thing(quad.subject)]
    names = {
        quad.object.value
        for predicate in _NAMING - {_TYPE, _IDENTIFIER}
        for quad in store.triples(node, predicate)
        if isinstance(quad.object, ox.Literal)
    }
    return Description(
        thing=of,
        names=tuple(sorted(names - {of.label.en, of.label.fr})),
        identifiers=_identifiers(store, node),
        statements=_in_order(_statement(store, quad, quad.object, quotes) for quad in outgoing),
        incoming=_in_order(_statement(store, quad, quad.subject, quotes) for quad in incoming),
    )


def _statement(
    store: LocalStore, quad: ox.Quad, other: object, quotes: dict[tuple[str, ...], list[Quote]]
) -> Statement:
    return Statement(
        predicate=context.compress(quad.predicate.value),
        predicate_label=word(quad.predicate.value),
        value=_value(store, other),
        other=thing(store, other.value) if is_thing(other) else None,
        quotes=tuple(quotes.get((str(quad.subject), str(quad.predicate), str(quad.object)), ())),
    )


def _value(store: LocalStore, term: object) -> Bilingual:
    match term:
        case ox.NamedNode():
            return label(store, term.value)
        case ox.Literal() if term.datatype == _BOOLEAN:
            return _YES if term.value in {"true", "1"} else _NO
        case ox.Literal():
            return Bilingual(en=term.value, fr=term.value)
        case _:
            return Bilingual(en=str(term), fr=str(term))


def _in_order(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Sort statements as ontology/context.jsonld lists the properties: what matters most comes first."""
    order = {
        definition["@id"]: place
        for place, definition in enumerate(context.context().values())
        if isinstance(definition, dict)
    }
    return tuple(
        sorted(
            statements,
            key=lambda s: (
                order.get(s.predicate, len(order)),
                s.predicate,
                s.other.kinds if s.other else (),
                s.other.curie if s.other else s.value.en,
            ),
        )
    )


def _identifiers(store: LocalStore, node: ox.NamedNode) -> tuple[Identifier, ...]:
    mappings = {q.object: q.predicate for p in _MAPPINGS for q in store.triples(node, p)}
    found = []
    for quad in store.triples(node, _IDENTIFIER):
        if not isinstance(quad.object, ox.NamedNode):
            continue
        for registry in store.triples(quad.object, _REGISTRY):
            if isinstance(registry.object, ox.NamedNode):
                mapping = mappings.get(registry.object, _IDENTIFIER)
                found.append(
                    Identifier(
                        name=label(store, quad.object.value).en,
                        iri=registry.object.value,
                        mapping=word(mapping.value),
                    )
                )
    return tuple(sorted(found, key=lambda identifier: identifier.name))


def _quotes(store: LocalStore, node: ox.NamedNode) -> dict[tuple[str, ...], list[Quote]]:
    """Find the quotes behind every statement from or to a node, by the three terms of the statement."""
    quotes: dict[tuple[str, ...], list[Quote]] = {}
    solutions = store.engine.query(_CLAIMS.format(node=node), prefixes=dict(context.prefixes()))
    if not isinstance(solutions, ox.QuerySolutions):
        raise TypeError("a SELECT gave no rows")
    for row in solutions:
        key = (str(row["s"]), str(row["p"]), str(row["o"]))
        quote = Quote(
            text=row["exact"].value,
            start=int(row["start"].value),
            end=int(row["end"].value),
            document=thing(store, row["document"].value),
            stated_on=row["date"].value if row["date"] else "",
            certainty=word(row["certainty"].value),
        )
        quotes.setdefault(key, []).append(quote)
    for found in quotes.values():
        found.sort(key=lambda quote: (quote.stated_on, quote.document.iri, quote.start, quote.end))
    return quotes


_CLAIMS = """
SELECT DISTINCT ?s ?p ?o ?exact ?start ?end ?document ?date ?certainty {{
  {{ BIND({node} AS ?s) ?statement rdf:subject {node} ; rdf:predicate ?p ; rdf:object ?o }}
  UNION
  {{ BIND({node} AS ?o) ?statement rdf:object {node} ; rdf:predicate ?p ; rdf:subject ?s }}
  ?claim tg:states ?statement ; prov:wasDerivedFrom ?document ; tg:certainty ?certainty ;
         tg:hasEvidence ?evidence .
  ?evidence oa:hasSelector ?quote , ?position .
  ?quote oa:exact ?exact .
  ?position oa:start ?start ; oa:end ?end .
  FILTER(isIRI(?document) && DATATYPE(?start) = xsd:integer && DATATYPE(?end) = xsd:integer)
  FILTER(isNumeric(?start) && isNumeric(?end))
  OPTIONAL {{ ?claim tg:statedOn ?date }}
}}
"""


# Paths


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One edge of a path; `forward` where the property goes the way that the path goes."""

    source: Thing
    predicate: str
    label: Bilingual
    target: Thing
    forward: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """How two things hang together; there are no steps where nothing connects them."""

    start: Thing
    end: Thing
    steps: tuple[Step, ...]


def path(store: LocalStore, start: str, end: str) -> Route:
    """Find how two things hang together: the path that says most, in whatever direction its edges go.

    A step costs one. Passing through a thing costs more the more edges it has, and through an announcement,
    which names everything, most; passing through a part of a trial (an arm, a result) costs nothing, for it
    belongs to that trial alone. Among equal paths the choice does not change from run to run.

    Args:
        store: the graph.
        start: the name of a thing, see `things.find`.
        end: likewise.

    Raises:
        NameNotFoundError: no thing has the name; the hint has the nearest names.
        AmbiguousNameError: several have it; the hint has their CURIEs.

    >>> from trialgraph.store import load
    >>> drug, target = (b"<https://w3id.org/trialgraph/id/" + x + b">" for x in (b"drug/x", b"target/cd40"))
    >>> store = load(drug + b" <https://w3id.org/trialgraph/ns#hasTarget> " + target + b" .")
    >>> print(render_route(path(store, "cd40", "x"), "en"), end="")
    target:cd40 ←has target— drug:x

    """
    first, last = the_thing(store, start), the_thing(store, end)
    graph = network(store)
    view = graph.to_undirected()

    def cost(_source: str, target: str, _edges: object) -> float:
        if target == last.curie or "." in target:
            return 1
        return 1 + math.log10(view.degree(target)) + _DOCUMENT_COST * target.startswith("document:")

    try:
        nodes = nx.dijkstra_path(view, first.curie, last.curie, weight=cost)
    except nx.NetworkXNoPath:
        nodes = []
    return Route(start=first, end=last, steps=tuple(_step(store, graph, a, b) for a, b in pairwise(nodes)))


_DOCUMENT_COST = 3
"""In steps: that two things are named in one announcement says less than three other relations."""


def _step(store: LocalStore, graph: "nx.MultiDiGraph[str]", source: str, target: str) -> Step:
    forward = graph.has_edge(source, target)
    edges = graph.get_edge_data(*((source, target) if forward else (target, source)))
    predicate = min(str(key) for key in edges)
    return Step(
        source=thing(store, graph.nodes[source]["iri"]),
        predicate=predicate,
        label=Bilingual(en=edges[predicate]["label"], fr=edges[predicate]["label_fr"]),
        target=thing(store, graph.nodes[target]["iri"]),
        forward=forward,
    )


# Text for people


def render_route(route: Route, language: str) -> str:
    """Write a path for a terminal, a step a line.

    Where there is none, say so.
    """
    start, end = (printable(one.label.in_language(language)) for one in (route.start, route.end))
    if route.start == route.end:
        same = Bilingual(en=f"{start} is one thing", fr=f"{start} est une seule chose")
        return same.in_language(language) + "\n"
    if not route.steps:
        none = Bilingual(en=f"nothing connects {start} and {end}", fr=f"rien ne relie {start} et {end}")
        return none.in_language(language) + "\n"
    lines = []
    for step in route.steps:
        words = printable(step.label.in_language(language))
        arrow = f"—{words}→" if step.forward else f"←{words}—"
        source, target = (printable(one.label.in_language(language)) for one in (step.source, step.target))
        lines.append(f"{source} {arrow} {target}\n")
    return "".join(lines)


def render_description(description: Description, language: str) -> str:
    """Write what a graph says of a thing for a terminal."""
    of = description.thing
    head = [of.label.in_language(language), kind(of).in_language(language), of.curie]
    lines = [" · ".join(printable(part) for part in head if part)]
    if description.names:
        lines.append(f"  {_ALSO.in_language(language)} {', '.join(map(printable, description.names))}")
    lines += [
        printable(f"  {identifier.name} ({identifier.mapping.in_language(language)}) <{identifier.iri}>")
        for identifier in description.identifiers
    ]
    statements = (*description.statements, *description.incoming)
    documents = list(dict.fromkeys((q.document, q.stated_on) for s in statements for q in s.quotes))
    lines += _rendered(description.statements, "→", documents, language)
    lines += _rendered(description.incoming, "←", documents, language)
    for number, (document, date) in enumerate(documents, 1):
        title = document.label.in_language(language)
        named = ", ".join(part for part in (title, date, document.curie) if part)
        lines += [""] * (number == 1) + [printable(f"[{number}] {named}")]
    return "".join(f"{line}\n" for line in lines)


def _rendered(
    statements: Sequence[Statement], arrow: str, documents: Sequence[tuple[Thing, str]], language: str
) -> list[str]:
    """Write statements grouped by property, each value once, with its quotes below it."""
    lines: list[str] = []
    for _, group in groupby(statements, key=lambda s: s.predicate):
        members = list(group)
        lines += ["", f"{arrow} {members[0].predicate_label.in_language(language)}"]
        for statement in members:
            curie = f" ({statement.other.curie})" if statement.other else ""
            lines.append(printable(f"    {statement.value.in_language(language)}{curie}"))
            for quote in statement.quotes:
                number = documents.index((quote.document, quote.stated_on)) + 1
                inferred = quote.certainty != word(_AS_STATED.value)
                certainty = f", {quote.certainty.in_language(language)}" if inferred else ""
                place = f"[{number}: {quote.start}–{quote.end}{certainty}]"
                lines.append(printable(f"      « {quote.text} » {place}"))
    return lines


_ALSO = Bilingual(en="also called:", fr="aussi appelé :")
_YES, _NO = Bilingual(en="yes", fr="oui"), Bilingual(en="no", fr="non")


def _iri(curie: str) -> ox.NamedNode:
    return ox.NamedNode(context.expand(curie) or curie)


_AS_STATED = _iri("tg:AsStated")
_TYPE, _IDENTIFIER, _REGISTRY = _iri("rdf:type"), _iri("tg:hasIdentifier"), _iri("tg:registryIri")
_BOOLEAN = _iri("xsd:boolean")
_NAMING = {_TYPE, _IDENTIFIER, _iri("rdfs:label"), _iri("tg:name"), _iri("tg:title"), _iri("skos:altLabel")}
_MAPPINGS = {_iri(f"skos:{name}Match") for name in ("exact", "close", "broad", "related")}
