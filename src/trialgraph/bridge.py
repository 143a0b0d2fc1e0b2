"""From pyoxigraph, which does the volume, to rdflib, which pySHACL and notebooks work with, and back."""

import logging
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property, lru_cache
from typing import Any

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, Node, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.term import Identifier

from trialgraph import context

_STRING = "http://www.w3.org/2001/XMLSchema#string"


def to_rdflib(quads: Iterable[ox.Quad]) -> Graph:
    """Copy quads into one rdflib graph, each triple once.

    >>> from pyoxigraph import Literal, NamedNode, Quad
    >>> len(to_rdflib([Quad(NamedNode("urn:a"), NamedNode("urn:b"), Literal("c", language="fr"))]))
    1

    """
    graph = QueriedGraph()
    for prefix, namespace in context.prefixes().items():
        graph.bind(prefix, namespace)
    with quiet():
        for quad in quads:
            graph.add((_to_rdflib(quad.subject), _to_rdflib(quad.predicate), _to_rdflib(quad.object)))
    return graph


class QueriedGraph(Graph):
    """A graph that reads the text of each query once: a validation asks the same ones over and over."""

    @cached_property
    def _prefixes(self) -> tuple[tuple[str, str], ...]:
        return tuple((prefix, str(namespace)) for prefix, namespace in self.namespaces())

    def query(self, query_object: str | Query, *args: Any, **options: Any) -> Result:
        """Answer a query: see `rdflib.Graph.query`."""
        if isinstance(query_object, str) and not options.get("initNs") and not any(args[_NAMESPACES]):
            query_object = _prepared(query_object, self._prefixes)
        return super().query(query_object, *args, **options)


_NAMESPACES = slice(2, 3)
"""Where `initNs` stands among the arguments of `rdflib.Graph.query` that follow the query."""


@lru_cache(maxsize=1_000)
def _prepared(text: str, prefixes: tuple[tuple[str, str], ...]) -> Query:
    return prepareQuery(text, initNs=dict(prefixes))


@contextmanager
def quiet() -> Iterator[None]:
    """Keep rdflib from telling on the terminal that a literal is ill-typed: a validation tells it."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Parsing weird boolean")
            yield
    finally:
        logger.setLevel(level)


def to_oxigraph(term: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Turn a term of rdflib into one of pyoxigraph; a blank node keeps its label.

    >>> to_oxigraph(Literal("bras", lang="fr"))
    <Literal value=bras language=fr>
    """
    match term:
        case URIRef():
            return ox.NamedNode(str(term))
        case BNode():
            return ox.BlankNode(str(term))
        case Literal() if term.language:
            return ox.Literal(str(term), language=term.language)
        case Literal() if term.datatype:
            return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)))
        case _:
            return ox.Literal(str(term))


def _to_rdflib(term: object) -> Identifier:
    match term:
        case ox.NamedNode():
            return URIRef(term.value)
        case ox.BlankNode():
            return BNode(term.value)
        case ox.Literal() if term.language:
            return Literal(term.value, lang=term.language)
        case ox.Literal() if term.datatype.value == _STRING:
            return Literal(term.value)
        case ox.Literal():
            return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
        case _:
            raise TypeError(f"a triple inside a triple is not RDF 1.1: {term}")
