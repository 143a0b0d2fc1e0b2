"""Graphs and answers as bytes: one table {suffix: function} for graphs, one {name: function} for answers."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

import networkx as nx
import pyoxigraph as ox
from tabulate import tabulate

from trialgraph import context, rdffiles
from trialgraph.outputs import STDOUT
from trialgraph.problems import Bilingual, Location, OutputError, Problem, did_you_mean
from trialgraph.store import Answer, LocalStore, Table, Term, Triples, python_value
from trialgraph.things import network, printable

# Graphs


def export(store: LocalStore, name: str | Path, suffix: str | None = None) -> dict[str, bytes]:
    r"""Write a graph in another format: give the files to write, by name (see `outputs.write`).

    `.trig` and `.nq` hold the graph as it was loaded, with its named graphs. `.ttl`, `.nt`, `.jsonld` and
    `.rdf` hold the merged graph, each triple once, without the claims that stand in graphs of their own:
    the same bytes as `build` writes. `.graphml`, `.gexf` and `.json` (node-link) hold the network of things
    (see `network`). `.csv` gives two tables, `name.nodes.csv` and `name.edges.csv`, for spreadsheets and
    graph tools. Equal graphs give equal bytes.

    Args:
        store: the graph.
        name: of the file; its suffix says the format. `-` is standard output.
        suffix: the format where the name does not say it; without it, standard output is Turtle.

    Raises:
        OutputError: the suffix is no format of ours, or two files are to go to standard output.

    >>> from trialgraph.store import load
    >>> store = load(b"<https://example.org/a> <https://example.org/b> <https://example.org/c> .")
    >>> export(store, "copy.nt")
    {'copy.nt': b'<https://example.org/a> <https://example.org/b> <https://example.org/c> .\n'}

    """
    path = Path(name)
    format_ = suffix or (".ttl" if str(name) == STDOUT else path.suffix.lower())
    if format_ not in GRAPH_FORMATS:
        raise OutputError([_unknown_format(str(name), format_, GRAPH_FORMATS)])
    parts = GRAPH_FORMATS[format_](store)
    if len(parts) > 1 and str(name) == STDOUT:
        raise OutputError([_two_files(str(name))])
    return {str(path.with_suffix(f"{part}{format_}") if part else name): data for part, data in parts.items()}


def _rdf(suffix: str) -> Callable[[LocalStore], dict[str, bytes]]:
    def write(store: LocalStore) -> dict[str, bytes]:
        quads: Iterable[ox.Quad] = store.quads
        if suffix not in rdffiles.DATASETS:
            quads = rdffiles.merge(quad for quad in quads if not _is_provenance(quad.graph_name))
        return {"": rdffiles.serialise(quads, suffix)}

    return write


def _is_provenance(graph: object) -> bool:
    if not isinstance(graph, ox.NamedNode):
        return False
    return graph.value.startswith(context.DOCUMENT_GRAPHS) and graph.value.endswith("/prov")


def _graphml(store: LocalStore) -> dict[str, bytes]:
    """Write GraphML (http://graphml.graphdrawing.org/specification.html)."""
    lines = nx.generate_graphml(_with_edge_ids(network(store)), edge_id_from_attribute="id")
    return {"": _xml(lines)}


def _gexf(store: LocalStore) -> dict[str, bytes]:
    """Write GEXF (https://gexf.net), without the date of today that networkx puts in."""
    text = "\n".join(nx.generate_gexf(_with_edge_ids(network(store))))
    return {"": _xml([re.sub(r"\n *<meta .*?</meta>", "", text, count=1, flags=re.DOTALL)])}


def _xml(lines: Iterable[str]) -> bytes:
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', *lines, ""]).encode()


def _with_edge_ids(graph: "nx.MultiDiGraph[str]") -> "nx.MultiDiGraph[str]":
    """Give each edge an id of its own, and leave nothing that XML cannot hold."""
    copy: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node, data in graph.nodes(data=True):
        copy.add_node(node, **_clean(data))
    for source, target, key, data in graph.edges(keys=True, data=True):
        id_ = re.sub(r"[^\w:.-]", "_", f"{source}--{key}--{target}")
        copy.add_edge(source, target, key=key, id=id_, **_clean(data))
    return copy


def _clean(data: Mapping[str, str]) -> dict[str, str]:
    return {key: printable(value) for key, value in data.items()}


def _node_link(store: LocalStore) -> dict[str, bytes]:
    """Write node-link JSON, which networkx reads with `node_link_graph(data, edges="edges")`."""
    return {"": _json(nx.node_link_data(network(store), edges="edges"))}


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _tables(store: LocalStore) -> dict[str, bytes]:
    graph = network(store)
    first = ["label", "label_fr", "kind", "iri"]
    more = sorted({key for _, data in graph.nodes(data=True) for key in data} - set(first))
    nodes = [{"id": node, **data} for node, data in graph.nodes(data=True)]
    edges = [{"source": s, "target": t, **data} for s, t, data in graph.edges(data=True)]
    return {
        ".nodes": _csv(["id", *first, *more], nodes),
        ".edges": _csv(["source", "predicate", "target", "label", "label_fr"], edges),
    }


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """Write CSV as RFC 4180 has it, in UTF-8."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


GRAPH_FORMATS: Mapping[str, Callable[[LocalStore], dict[str, bytes]]] = MappingProxyType(
    {
        **{suffix: _rdf(suffix) for suffix in rdffiles.FORMATS},
        ".graphml": _graphml,
        ".gexf": _gexf,
        ".json": _node_link,
        ".csv": _tables,
    }
)
"""How to write a graph, by the suffix of the file: bytes by what goes before that suffix."""


# Answers


def render(answer: Answer, format_: str) -> bytes:
    r"""Write the answer to a query.

    `table` (for terminals) and `markdown` show IRIs as CURIEs and literals as they read; `csv`, `tsv`,
    `json` and `xml` are the SPARQL 1.1 results formats (https://www.w3.org/TR/sparql11-results-json/).
    Triples are Turtle whatever the format; true and false are words, but in JSON and XML.

    Args:
        answer: what `query` gave.
        format_: a key of `ANSWER_FORMATS`.

    Raises:
        OutputError: there is no such format.

    >>> print(render(Table(("arm", "n"), ((ox.Literal("A"), ox.Literal(44)),)), "table").decode(), end="")
    arm      n
    -----  ---
    A       44
    >>> render(True, "table")
    b'true\n'

    """
    if format_ not in ANSWER_FORMATS:
        raise OutputError([_unknown_format(format_, format_, ANSWER_FORMATS)])
    if isinstance(answer, Triples):
        return rdffiles.serialise(answer.quads, ".ttl")
    if isinstance(answer, Table):
        return ANSWER_FORMATS[format_](answer)
    results = _json({"head": {}, "boolean": answer})
    word = b"true\n" if answer else b"false\n"
    return {"json": results, "xml": _results_xml(results)}.get(format_, word)


def _tabulated(table: Table, style: str) -> bytes:
    rows = [[_cell(value, style) for value in row] for row in table.rows]
    columns = list(zip(*table.rows, strict=True))
    align = ["right" if _is_numeric(column) else "left" for column in columns]
    text = tabulate(rows, table.columns, tablefmt=style, colalign=align or None, disable_numparse=True)
    return f"{text}\n".encode()


def _cell(value: Term | None, style: str) -> str:
    match value:
        case None:
            text = ""
        case ox.NamedNode():
            text = context.compress(value.value)
        case ox.Literal():
            text = value.value
        case _:
            text = str(value)
    text = printable(text)
    return text.replace("\\", "\\\\").replace("|", r"\|").replace("<", "&lt;") if style == "github" else text


def _is_numeric(column: Sequence[Term | None]) -> bool:
    values = [python_value(value) for value in column if value is not None]
    return bool(values) and all(type(value) in {int, float, Decimal} for value in values)


def _results_json(table: Table) -> bytes:
    rows = [
        {name: _json_term(value) for name, value in zip(table.columns, row, strict=True) if value is not None}
        for row in table.rows
    ]
    return _json({"head": {"vars": table.columns}, "results": {"bindings": rows}})


def _json_term(term: Term) -> dict[str, object]:
    match term:
        case ox.NamedNode():
            return {"type": "uri", "value": term.value}
        case ox.BlankNode():
            return {"type": "bnode", "value": term.value}
        case ox.Literal() if term.language:
            return {"type": "literal", "value": term.value, "xml:lang": term.language}
        case ox.Literal() if term.datatype == _STRING:
            return {"type": "literal", "value": term.value}
        case ox.Literal():
            return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
        case _:
            parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
            return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}


def _results(json_results: bytes, format_: ox.QueryResultsFormat) -> bytes:
    """Let pyoxigraph turn JSON results into another of the SPARQL results formats."""
    results = ox.parse_query_results(json_results, format=ox.QueryResultsFormat.JSON)
    data = results.serialize(format=format_)
    if data is None:  # it is written to a stream only where one is given
        raise TypeError("pyoxigraph gave no bytes")
    return data


def _results_xml(json_results: bytes) -> bytes:
    text = _results(json_results, ox.QueryResultsFormat.XML).decode()
    return _NOT_XML.sub("\ufffd", text).encode() + b"\n"


_STRING = ox.NamedNode("http://www.w3.org/2001/XMLSchema#string")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML 1.0 has no way to write (https://www.w3.org/TR/xml/#charsets)."""

ANSWER_FORMATS: Mapping[str, Callable[[Table], bytes]] = MappingProxyType(
    {
        "table": lambda table: _tabulated(table, "simple"),
        "csv": lambda table: _results(_results_json(table), ox.QueryResultsFormat.CSV),
        "tsv": lambda table: _results(_results_json(table), ox.QueryResultsFormat.TSV),
        "json": _results_json,
        "xml": lambda table: _results_xml(_results_json(table)),
        "markdown": lambda table: _tabulated(table, "github"),
    }
)
"""How to write rows, by the name of the format."""


# Problems


def _unknown_format(name: str, format_: str, known: Iterable[str]) -> Problem:
    message = Bilingual(
        en=f"there is no format `{format_}`; known are {' '.join(known)}",
        fr=f"il n’y a pas de format `{format_}` ; sont connus {' '.join(known)}",
    )
    close = get_close_matches(format_, list(known), n=1)
    return _problem("unknown-format", name, message, did_you_mean(format_, close) if close else None)


def _two_files(name: str) -> Problem:
    message = Bilingual(
        en="CSV is two files, nodes and edges, and cannot go to standard output",
        fr="le CSV est fait de deux fichiers, nœuds et arêtes, et ne peut aller sur la sortie standard",
    )
    hint = Bilingual(
        en="name a file: `-o graph.csv` gives graph.nodes.csv and graph.edges.csv",
        fr="nommez un fichier : `-o graph.csv` donne graph.nodes.csv et graph.edges.csv",
    )
    return _problem("two-files", name, message, hint)


def _problem(code: str, name: str, message: Bilingual, hint: Bilingual | None) -> Problem:
    return Problem(code=code, severity="violation", message=message, location=Location(file=name), hint=hint)
