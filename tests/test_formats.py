"""Graphs and answers are written so that other programs read them, and the same bytes every time."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib

from trialgraph import rdffiles
from trialgraph.formats import ANSWER_FORMATS, GRAPH_FORMATS, export, render
from trialgraph.problems import OutputError, Problem
from trialgraph.store import LocalStore, Table, load, query
from trialgraph.things import network

DATA = Path(__file__).parent / "data"
X = "https://w3id.org/trialgraph/id/drug/x"
XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture(scope="module")
def example() -> LocalStore:
    return load(DATA / "example.trig")


def only(files: dict[str, bytes]) -> bytes:
    (data,) = files.values()
    return data


def refused(call: Callable[[], object]) -> Problem:
    with pytest.raises(OutputError) as caught:
        call()
    (problem,) = caught.value.problems
    return problem


# Graphs


@pytest.mark.parametrize("suffix", sorted(rdffiles.DATASETS))
def test_a_dataset_is_written_as_it_was_read(suffix: str, example: LocalStore) -> None:
    assert load(only(export(example, f"copy{suffix}")), suffix).quads == example.quads
    assert len({quad.graph_name for quad in example.quads}) == 5


@pytest.mark.parametrize("suffix", [".ttl", ".nt", ".rdf", ".jsonld"])
def test_a_format_of_one_graph_holds_the_facts_once_and_no_claims(suffix: str, example: LocalStore) -> None:
    copy = load(only(export(example, f"copy{suffix}")), suffix)

    assert set(copy) == set(load(DATA / "example.ttl"))
    assert query(copy, "ASK { ?s a tg:Claim }") is False
    assert query(example, "ASK { ?s a tg:Claim }") is True


def test_the_merged_graph_is_written_as_a_build_writes_it(example: LocalStore) -> None:
    assert export(example, "example.ttl") == {"example.ttl": (DATA / "example.ttl").read_bytes()}
    assert only(export(example, "example.trig")) == (DATA / "example.trig").read_bytes()


def test_claims_that_stand_in_the_merged_graph_are_kept(example: LocalStore) -> None:
    flat = LocalStore(list(example))

    assert only(export(flat, "copy.nt")).count(b"\n") == len(example)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # rdflib warns of itself
def test_rdflib_reads_what_is_written(example: LocalStore) -> None:
    triples = len(load(DATA / "example.ttl"))
    for suffix, format_ in {".ttl": "turtle", ".nt": "nt", ".rdf": "xml", ".jsonld": "json-ld"}.items():
        assert len(rdflib.Graph().parse(data=only(export(example, f"x{suffix}")), format=format_)) == triples
    for suffix, format_ in {".trig": "trig", ".nq": "nquads"}.items():
        dataset = rdflib.Dataset()
        dataset.parse(data=only(export(example, f"x{suffix}")), format=format_)
        assert len(list(dataset.quads())) == len(example.quads)


def test_graphml_is_read_by_networkx(example: LocalStore) -> None:
    data = only(export(example, "graph.graphml"))
    graph = nx.parse_graphml(data.decode(), force_multigraph=True)

    assert set(graph.nodes) == set(network(example).nodes)
    assert graph.number_of_edges() == network(example).number_of_edges() == 19
    assert graph.nodes["drug:examplimab"] == {
        "label": "examplimab",
        "label_fr": "examplimab",
        "kind": "Drug",
        "iri": "https://w3id.org/trialgraph/id/drug/examplimab",
    }
    ids = re.findall(r'<edge [^>]*\bid="([^"]+)"', data.decode())
    assert len(set(ids)) == 19
    assert "drug:examplimab--tg:hasTarget--target:receptor-x" in ids


def test_gexf_is_read_by_networkx_and_has_no_date(example: LocalStore) -> None:
    data = only(export(example, "graph.gexf"))
    graph = nx.read_gexf(io.BytesIO(data))

    assert graph.number_of_edges() == 19
    assert graph.nodes["dosing:exemplar.examplimab-150-mg"]["dose"] == "150 mg"
    assert graph.nodes["target:receptor-x"]["label_fr"] == "récepteur X"
    assert b"lastmodified" not in data
    assert b"<meta" not in data


def test_node_link_json_gives_the_network_back(example: LocalStore) -> None:
    data = json.loads(only(export(example, "graph.json")))
    graph = nx.node_link_graph(data, edges="edges")
    expected = network(example)

    assert isinstance(graph, nx.MultiDiGraph)
    assert list(graph.nodes.items()) == list(expected.nodes.items())
    assert list(graph.edges.items()) == list(expected.edges.items())


def test_csv_is_two_tables(example: LocalStore) -> None:
    files = export(example, "build/graph.csv")

    assert list(files) == [str(Path("build/graph.nodes.csv")), str(Path("build/graph.edges.csv"))]
    nodes, edges = (list(csv.DictReader(io.StringIO(data.decode()))) for data in files.values())
    assert {node["id"] for node in nodes} == set(network(example).nodes)
    assert [node["dose"] for node in nodes if node["kind"] == "Dosing"] == ["150 mg"]
    assert list(edges[0]) == ["source", "predicate", "target", "label", "label_fr"]
    assert len(edges) == 19
    assert {edge["source"] for edge in edges} | {edge["target"] for edge in edges} <= {n["id"] for n in nodes}


def test_every_format_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib, sys; from trialgraph import formats, store\n"
        "graph = store.load(sys.argv[1])\n"
        "for suffix in formats.GRAPH_FORMATS:\n"
        "    for name, data in formats.export(graph, 'x' + suffix).items():\n"
        "        print(name, hashlib.sha256(data).hexdigest())\n"
    )
    outputs = [
        subprocess.run(
            [sys.executable, "-c", code, str(DATA / "example.trig")],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]

    assert outputs[0] == outputs[1]
    assert outputs[0].count(b"\n") == len(GRAPH_FORMATS) + 1


def test_every_format_gives_the_same_bytes_whatever_the_order_of_the_input(example: LocalStore) -> None:
    turned = LocalStore(reversed(example.quads))

    for suffix in GRAPH_FORMATS:
        assert export(turned, f"x{suffix}") == export(example, f"x{suffix}")


def test_standard_output_is_turtle_unless_told(example: LocalStore) -> None:
    assert export(example, "-") == {"-": (DATA / "example.ttl").read_bytes()}
    assert export(example, "-", ".nt")["-"].startswith(b"<https://w3id.org/")
    assert refused(lambda: export(example, "-", ".csv")).code == "two-files"


def test_an_unknown_format_is_told_with_those_that_are_known(example: LocalStore) -> None:
    problem = refused(lambda: export(example, "graph.graphm"))

    assert problem.message.en.startswith("there is no format `.graphm`; known are .ttl .nt")
    assert problem.hint is not None
    assert problem.hint.en == "did you mean `.graphml`?"


def test_no_text_of_a_graph_breaks_xml() -> None:
    store = load(f'<{X}> <http://www.w3.org/2000/01/rdf-schema#label> "a\\u0001<b>&\\u001B" .'.encode())
    for name in ("x.graphml", "x.gexf"):
        data = only(export(store, name))
        assert ET.fromstring(data) is not None  # noqa: S314 - written just above
        assert "a\ufffd&lt;b&gt;&amp;\ufffd" in data.decode().replace("&#65533;", "\ufffd")


# Answers


ROWS = Table(
    ("thing", "label", "n"),
    (
        (
            ox.NamedNode("https://w3id.org/trialgraph/id/drug/x"),
            ox.Literal("été | <b>", language="fr"),
            ox.Literal(5),
        ),
        (ox.NamedNode("https://example.org/y"), ox.Literal("日本"), ox.Literal(-12)),
        (ox.BlankNode("b"), None, None),
    ),
)


def test_a_table_for_terminals_is_aligned() -> None:
    assert render(ROWS, "table").decode() == (
        "thing                  label        n\n"
        "---------------------  ---------  ---\n"
        "drug:x                 été | <b>    5\n"
        "https://example.org/y  日本       -12\n"
        "_:b\n"
    )


def test_markdown_escapes_what_would_be_markup() -> None:
    assert render(ROWS, "markdown").decode() == (
        "| thing                 | label         |   n |\n"
        "|-----------------------|---------------|-----|\n"
        "| drug:x                | été \\| &lt;b> |   5 |\n"
        "| https://example.org/y | 日本          | -12 |\n"
        "| _:b                   |               |     |\n"
    )


def test_csv_and_tsv_are_the_sparql_results_formats() -> None:
    assert render(ROWS, "csv").decode() == (
        "thing,label,n\r\nhttps://w3id.org/trialgraph/id/drug/x,été | <b>,5\r\n"
        "https://example.org/y,日本,-12\r\n_:b,,\r\n"
    )
    assert render(ROWS, "tsv").decode() == (
        '?thing\t?label\t?n\n<https://w3id.org/trialgraph/id/drug/x>\t"été | <b>"@fr\t5\n'
        '<https://example.org/y>\t"日本"\t-12\n_:b\t\t\n'
    )


def test_json_and_xml_are_read_back_as_the_same_rows() -> None:
    for format_, known in {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML}.items():
        solutions = ox.parse_query_results(render(ROWS, format_), format=known)
        assert isinstance(solutions, ox.QuerySolutions)
        assert [variable.value for variable in solutions.variables] == list(ROWS.columns)
        assert [tuple(row[name] for name in ROWS.columns) for row in solutions] == list(ROWS.rows)


def test_json_is_what_the_standard_shows() -> None:
    document = json.loads(render(ROWS, "json"))

    assert document["head"] == {"vars": ["thing", "label", "n"]}
    assert document["results"]["bindings"][0] == {
        "thing": {"type": "uri", "value": "https://w3id.org/trialgraph/id/drug/x"},
        "label": {"type": "literal", "value": "été | <b>", "xml:lang": "fr"},
        "n": {"type": "literal", "value": "5", "datatype": f"{XSD}integer"},
    }
    assert document["results"]["bindings"][2] == {"thing": {"type": "bnode", "value": "b"}}


@pytest.mark.parametrize(
    ("format_", "expected"),
    [
        ("table", b"a    b\n---  ---\n"),
        ("csv", b"a,b\r\n"),
        ("tsv", b"?a\t?b\n"),
        ("markdown", b"| a   | b   |\n|-----|-----|\n"),
    ],
)
def test_no_rows_leave_the_head(format_: str, expected: bytes) -> None:
    assert render(Table(("a", "b"), ()), format_) == expected


def test_what_looks_like_a_number_is_left_as_it_is_written() -> None:
    table = Table(("code",), ((ox.Literal("0010030"),), (ox.Literal("1e5"),), (ox.Literal("0.50"),)))

    assert render(table, "table") == b"code\n-------\n0010030\n1e5\n0.50\n"


def test_control_characters_do_not_reach_the_terminal() -> None:
    table = Table(("a",), ((ox.Literal("red\x1b[31m\x07\nend"),),))

    assert render(table, "table") == "a\n-------------\nred\ufffd[31m\ufffd end\n".encode()
    assert ET.fromstring(render(table, "xml")) is not None  # noqa: S314 - written just above


def test_true_and_false_are_words_or_results() -> None:
    for format_ in ("table", "csv", "tsv", "markdown"):
        assert render(answer=True, format_=format_) == b"true\n"
        assert render(answer=False, format_=format_) == b"false\n"
    assert json.loads(render(answer=False, format_="json")) == {"head": {}, "boolean": False}
    assert b"<boolean>true</boolean>" in render(answer=True, format_="xml")


@pytest.mark.parametrize("format_", ANSWER_FORMATS)
def test_triples_are_turtle_whatever_the_format(format_: str, example: LocalStore) -> None:
    answer = query(example, "CONSTRUCT { ?drug tg:hasTarget ?target } { ?drug tg:hasTarget ?target }")

    assert render(answer, format_).decode() == (
        "@prefix target: <https://w3id.org/trialgraph/id/target/> .\n"
        "@prefix drug: <https://w3id.org/trialgraph/id/drug/> .\n"
        "@prefix tg: <https://w3id.org/trialgraph/ns#> .\n"
        "drug:examplimab tg:hasTarget target:receptor-x .\n"
    )


def test_an_unknown_answer_format_is_told() -> None:
    problem = refused(lambda: render(ROWS, "jsn"))

    assert problem.hint is not None
    assert problem.hint.en == "did you mean `json`?"
