"""A graph in memory and its answers: load RDF, query it with SPARQL.

Oxigraph (through pyoxigraph) is the store; answers are plain values that go straight into pandas:

    pandas.DataFrame(query(load("graph.ttl"), "SELECT ?drug { ?drug a tg:Drug }"))
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox

from trialgraph import context, inputs, rdffiles
from trialgraph.parameters import Value, bind
from trialgraph.problems import (
    Bilingual,
    InputError,
    Location,
    Problem,
    QueryError,
    did_you_mean,
)
from trialgraph.sparql import check, form, tokens, with_total_order

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Python = str | int | float | bool | Decimal | dt.date | None
"""What a term is in Python: see `python_value`."""

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


class LocalStore:
    """A graph in memory, open to SPARQL.

    The default graph holds every triple once, whatever graphs it came from, so that a plain query counts
    nothing twice; `GRAPH ?g { … }` reads the named graphs of a dataset.

    >>> len(load(b"<https://example.org/a> <https://example.org/b> 1, 2 ."))
    2

    """

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        """Hold quads: those of one file, or those of a build."""
        self.quads = rdffiles.in_order(set(quads))
        """The quads as they came, each in its own graph."""
        self.engine = ox.Store()
        """The pyoxigraph store, for what is not offered here."""
        self._merged = rdffiles.merge(self.quads)
        self.engine.bulk_extend((*self._merged, *self.quads))

    def __iter__(self) -> Iterator[ox.Quad]:
        """Give every triple once, in order."""
        return iter(self._merged)

    def __len__(self) -> int:
        """Count the triples."""
        return len(self._merged)

    def triples(
        self,
        subject: ox.NamedNode | ox.BlankNode | None = None,
        predicate: ox.NamedNode | None = None,
        value: Term | None = None,
    ) -> tuple[ox.Quad, ...]:
        """Give the triples that have a subject, a predicate or an object, in order."""
        return rdffiles.in_order(self.engine.quads_for_pattern(subject, predicate, value, ox.DefaultGraph()))


def load(source: str | Path | bytes, suffix: str | None = None) -> LocalStore:
    """Open a graph: a file in any of our formats, `-` for standard input, or bytes.

    Nothing but the source is read: no other file, no address.

    Args:
        source: the file; its suffix (`.ttl .nt .jsonld .rdf .trig .nq`) says what format it is in.
        suffix: the format where the name does not say it. Standard input and bytes are read as TriG
            without it, which Turtle and N-Triples are a part of (https://www.w3.org/TR/trig/).

    Raises:
        InputError: there is no such file, it cannot be read, is not in the syntax of its format, or
            holds no triple.

    >>> len(load(b"<https://example.org/a> <https://example.org/b> 1, 2 ."))
    2

    """
    is_named = not isinstance(source, bytes) and str(source) != inputs.STDIN
    file = str(source) if not isinstance(source, bytes) else "bytes"
    suffix = suffix or (Path(file).suffix.lower() if is_named else ".trig")
    if is_named and Path(file).is_dir():
        raise InputError([inputs.unreadable(file, IsADirectoryError())])
    if suffix not in rdffiles.FORMATS:
        raise InputError([_unknown_format(file, suffix)])
    data = source if isinstance(source, bytes) else inputs.read(source)
    quads = rdffiles.parse(data, suffix, file)
    if not quads:
        raise InputError([_empty_graph(file)])
    return LocalStore(quads)


def has_claims(store: LocalStore) -> bool:
    """Tell whether a graph says who states its facts, as a dataset (`.trig`, `.nq`) does.

    >>> has_claims(load(b"<https://example.org/a> <https://example.org/b> 1 ."))
    False
    """
    claim = ox.NamedNode(context.prefixes()["tg"] + "Claim")
    return any(store.triples(predicate=_TYPE, value=claim))


# Answers


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a SELECT: rows of terms under the names of the variables.

    It gives one dictionary of Python values per row, so that `list(table)` and `pandas.DataFrame(table)`
    say what one expects (`pandas.DataFrame(table, columns=table.columns)` where there may be no row).
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    """In the order of the columns; None where a variable has no value."""

    def __iter__(self) -> Iterator[dict[str, Python]]:
        """Give each row as Python values by column."""
        for row in self.rows:
            yield {
                column: None if value is None else python_value(value)
                for column, value in zip(self.columns, row, strict=True)
            }

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Triples:
    """The answer to a CONSTRUCT or DESCRIBE: triples, each once, in order."""

    quads: tuple[ox.Quad, ...]

    def __iter__(self) -> Iterator[ox.Quad]:
        """Give the triples, as quads of the default graph."""
        return iter(self.quads)

    def __len__(self) -> int:
        """Count the triples."""
        return len(self.quads)


Answer = Table | Triples | bool
"""What a query gives: SELECT a table, CONSTRUCT and DESCRIBE triples, ASK true or false."""


def query(
    store: LocalStore,
    sparql: str,
    *,
    parameters: Mapping[str, Value] | None = None,
    name: str = "query",
) -> Answer:
    """Ask a graph a question in SPARQL 1.1 (https://www.w3.org/TR/sparql11-query/).

    The prefixes of the project need not be declared. Queries read the graph only: updates and SERVICE are
    refused.

    Args:
        store: the graph.
        sparql: the query.
        parameters: values for variables of the query, by name; a text is read as by `parameters.term`
            (a CURIE, an IRI, a number, a date, else a string).
        name: of the query in problems, for example its file.

    Raises:
        QueryError: with line and column where the query is not SPARQL or is refused; or a parameter is not
            a variable of the query.

    >>> store = load(b"PREFIX group: <https://w3id.org/trialgraph/id/group/> group:x.arm group:size 44 .")
    >>> list(query(store, "SELECT ?n { ?arm group:size ?n }"))
    [{'n': 44}]
    >>> query(store, "ASK { ?arm ?property ?n FILTER(?n > ?least) }", parameters={"least": 50})
    False

    """
    check(sparql, name)
    bound = with_total_order(bind(sparql, parameters or {}, name))
    try:
        answer = store.engine.query(bound, prefixes=dict(context.prefixes()))
        if isinstance(answer, ox.QuerySolutions):
            return _table(answer, sparql)
        if isinstance(answer, ox.QueryTriples):
            return Triples(rdffiles.in_order({ox.Quad(t.subject, t.predicate, t.object) for t in answer}))
        return bool(answer)
    except (SyntaxError, RuntimeError, ValueError, OSError) as error:
        raise QueryError([_failed(name, error)]) from error


def _table(solutions: ox.QuerySolutions, sparql: str) -> Table:
    names = [variable.value for variable in solutions.variables]
    found = tokens(sparql)
    select = form(found)
    if select is not None and any(token.text == "*" for token in found[found.index(select) :][1:3]):
        # `SELECT *`: the variables as the query names them; Oxigraph gives them in order of the alphabet.
        order = [token.text[1:] for token in found if token.kind == "variable"]
        names.sort(key=lambda name: order.index(name) if name in order else len(order))
    return Table(tuple(names), tuple(tuple(row[name] for name in names) for row in solutions))


def python_value(term: Term) -> Python:
    """Give the Python value of a term: an IRI as text, a literal by its XSD datatype.

    Integers become int, decimals Decimal, dates date, booleans bool, doubles float, years int; what has no
    such type, or is not written as its type demands, stays text.

    >>> python_value(ox.Literal("18.75", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")))
    Decimal('18.75')
    >>> python_value(ox.NamedNode("https://w3id.org/trialgraph/id/drug/iscalimab"))
    'https://w3id.org/trialgraph/id/drug/iscalimab'

    """
    match term:
        case ox.Literal():
            read = _PYTHON.get(term.datatype.value.removeprefix(_XSD), str)
            try:
                return read(term.value)
            except (ValueError, ArithmeticError, KeyError):
                return term.value
        case ox.NamedNode():
            return term.value
        case _:
            return str(term)


_XSD = "http://www.w3.org/2001/XMLSchema#"
_PYTHON: Mapping[str, Callable[[str], Python]] = {
    "integer": int,
    "nonNegativeInteger": int,
    "positiveInteger": int,
    "int": int,
    "long": int,
    "gYear": int,
    "decimal": Decimal,
    "double": float,
    "float": float,
    "boolean": {"true": True, "1": True, "false": False, "0": False}.__getitem__,
    "date": dt.date.fromisoformat,
    "dateTime": dt.datetime.fromisoformat,
}


# Problems


def _unknown_format(file: str, suffix: str) -> Problem:
    listed = " ".join(rdffiles.FORMATS)
    message = Bilingual(
        en=f"`{suffix}` is not a format of graphs; those are {listed}",
        fr=f"`{suffix}` n’est pas un format de graphe ; ce sont {listed}",
    )
    hint = did_you_mean(suffix, rdffiles.FORMATS)
    if suffix in {".yaml", ".yml"}:
        hint = Bilingual(
            en="fact files become a graph by `trialgraph build`",
            fr="les fichiers de faits deviennent un graphe par `trialgraph build`",
        )
    return _problem("unknown-format", file, message, hint)


def _empty_graph(file: str) -> Problem:
    message = Bilingual(en="there is no triple in this graph", fr="il n’y a aucun triplet dans ce graphe")
    return _problem("empty-graph", file, message)


def _failed(name: str, error: Exception) -> Problem:
    message = Bilingual(
        en=f"the query cannot be answered: {error}", fr=f"la requête n’a pas de réponse : {error}"
    )
    return _problem("query-failed", name, message)


def _problem(code: str, file: str, message: Bilingual, hint: Bilingual | None = None) -> Problem:
    return Problem(code=code, severity="violation", message=message, location=Location(file=file), hint=hint)
