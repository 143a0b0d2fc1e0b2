"""Graphs are loaded whole or not at all, asked without surprise, and answer in Python values."""

import datetime as dt
import io
import resource
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pyoxigraph as ox
import pytest

from trialgraph import rdffiles
from trialgraph.problems import InputError, Problem, QueryError
from trialgraph.queries import shipped_queries
from trialgraph.store import Answer, LocalStore, Table, Triples, load, python_value, query

pandas = import_module("pandas")  # not by name: it brings no types

DATA = Path(__file__).parent / "data"
TWICE = """
PREFIX tg: <https://w3id.org/trialgraph/ns#> PREFIX group: <https://w3id.org/trialgraph/id/group/>
GRAPH <https://example.org/fr> { group:a tg:participantCount 130 . group:b tg:participantCount 50 . }
GRAPH <https://example.org/en> { group:a tg:participantCount 130 . group:c tg:participantCount 93 . }
"""
SUM = "SELECT (SUM(?n) AS ?sum) { ?group tg:participantCount ?n }"

Write = Callable[[str, str | bytes], Path]


@pytest.fixture(scope="module")
def example() -> LocalStore:
    return load(DATA / "example.trig")


def table(answer: Answer) -> Table:
    assert isinstance(answer, Table)
    return answer


def refused(source: Path | bytes, suffix: str | None = None) -> Problem:
    with pytest.raises(InputError) as caught:
        load(source, suffix)
    (problem,) = caught.value.problems
    return problem


# Loading


@pytest.mark.parametrize("suffix", rdffiles.FORMATS)
def test_every_format_loads_the_same_triples(suffix: str, example: LocalStore, write: Write) -> None:
    path = write(f"graph{suffix}", rdffiles.serialise(example, suffix))

    assert set(load(path)) == set(example)
    assert len(example) > 500


def test_the_suffix_may_be_in_capitals(write: Write) -> None:
    assert len(load(write("GRAPH.NT", "<urn:a> <urn:b> <urn:c> ."))) == 1


@pytest.mark.parametrize("suffix", [".trig", ".nq", ".jsonld"])
def test_a_triple_of_two_named_graphs_counts_once(suffix: str) -> None:
    quads = rdffiles.parse(TWICE.encode(), ".trig", "twice")
    store = load(rdffiles.serialise(quads, suffix), suffix)

    assert list(table(query(store, SUM))) == [{"sum": 273}]
    assert len(store) == 3
    # What the engine says of the union of all graphs: the named ones give 403, the default graph 273.
    solutions = store.engine.query(
        SUM, prefixes={"tg": "https://w3id.org/trialgraph/ns#"}, use_default_graph_as_union=True
    )
    assert isinstance(solutions, ox.QuerySolutions)
    assert [row["sum"].value for row in solutions] == [str(403 + 273)]


def test_named_graphs_stay_what_they_were() -> None:
    store = load(TWICE.encode())
    counted = (
        "SELECT ?g (SUM(?n) AS ?sum) { GRAPH ?g { ?group tg:participantCount ?n } } GROUP BY ?g ORDER BY ?g"
    )

    assert list(table(query(store, counted))) == [
        {"g": "https://example.org/en", "sum": 223},
        {"g": "https://example.org/fr", "sum": 180},
    ]
    assert len(store.quads) == 4


def test_a_default_graph_beside_named_ones_is_part_of_the_whole() -> None:
    store = load(b"<urn:a> <urn:b> 1 . <urn:g> { <urn:a> <urn:b> 1 , 2 }")

    assert len(store) == 2
    assert len(store.quads) == 3
    assert store.quads == rdffiles.in_order(store.quads)


def test_rows_come_in_the_same_order_whatever_the_order_of_the_file(write: Write) -> None:
    lines = [f"<urn:s{n}> <urn:p> <urn:o{n}> .\n" for n in range(300)]
    first = load(write("a.nt", "".join(lines)))
    second = load(write("b.nt", "".join(reversed(lines))))

    assert query(first, "SELECT * { ?s ?p ?o }") == query(second, "SELECT * { ?s ?p ?o }")


def test_standard_input_is_read_as_trig(monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("<urn:a> <urn:b> 1 .", TWICE):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        assert len(load("-")) > 0


def test_triples_are_found_by_any_of_their_terms(example: LocalStore) -> None:
    drug = ox.NamedNode("https://w3id.org/trialgraph/id/drug/examplimab")
    target = ox.NamedNode("https://w3id.org/trialgraph/ns#hasTarget")

    (quad,) = example.triples(drug, target)
    assert example.triples(predicate=target) == (quad,)
    assert {q.object for q in example.triples(value=quad.object)} == {quad.object}
    assert {q.graph_name for q in example.triples(drug)} == {ox.DefaultGraph()}


# What cannot be loaded


def test_a_missing_file_is_named() -> None:
    assert refused(Path("nowhere.ttl")).message.en == "there is no file `nowhere.ttl`"


def test_a_folder_is_no_graph(tmp_path: Path) -> None:
    assert refused(tmp_path).message.en == f"`{tmp_path}` is a folder, not a file"


def test_an_unknown_suffix_is_told_with_those_that_are_known(write: Write) -> None:
    problem = refused(write("graph.ttx", ""))

    assert problem.code == "unknown-format"
    assert ".ttl .nt .jsonld .rdf .trig .nq" in problem.message.en
    assert problem.hint is not None
    assert problem.hint.en.startswith("did you mean `.ttl`")


def test_a_fact_file_is_to_be_built_first(write: Write) -> None:
    problem = refused(write("facts.yaml", "facts: []"))

    assert problem.hint is not None
    assert "trialgraph build" in problem.hint.en


@pytest.mark.parametrize("text", ["", "# nothing here\n", "@prefix ex: <urn:x:> ."])
def test_a_graph_without_a_triple_is_refused(text: str, write: Write) -> None:
    assert refused(write("empty.ttl", text)).code == "empty-graph"


def test_text_that_is_not_utf8_is_refused(write: Write) -> None:
    problem = refused(write("latin.ttl", "<urn:a> <urn:b> 'é' .".encode("latin-1")))

    assert "UTF-8" in problem.message.en


@pytest.mark.parametrize(
    ("suffix", "text", "line", "column"),
    [
        (".ttl", "<urn:a> <urn:b> <urn:c> .\n<urn:a> b .\n", 2, 9),
        (".nt", "<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> 1 .\n", 2, 17),
        (".trig", "<urn:g> {\n  <urn:a> <urn:b>\n}", 3, 1),
        (".nq", "<urn:a> <urn:b> 'c' .\n", 1, 17),
        (".jsonld", '{"@id": "urn:a",\n "urn:b": }', 2, 11),
        (".rdf", "<rdf>\n<a></rdf>", 2, 6),
    ],
)
def test_a_syntax_error_is_told_with_its_place(
    suffix: str, text: str, line: int, column: int, write: Write
) -> None:
    problem = refused(write(f"bad{suffix}", text))

    assert problem.code == "rdf-syntax"
    assert problem.location.line == line
    assert problem.location.column is not None
    assert abs(problem.location.column - column) <= 2
    assert problem.message.fr.startswith("ce n’est pas du ")


# Hostile files


@pytest.fixture
def listener() -> Iterator[tuple[int, list[object]]]:
    """Give the port of a server on this machine, and the connections that were made to it."""
    made: list[object] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.05)
    done = threading.Event()

    def accept() -> None:
        while not done.is_set():
            try:
                connection, address = server.accept()
            except TimeoutError:
                continue
            made.append(address)
            connection.close()

    thread = threading.Thread(target=accept)
    thread.start()
    yield server.getsockname()[1], made
    done.set()
    thread.join()
    server.close()


def test_the_listener_hears_a_connection(listener: tuple[int, list[object]]) -> None:
    port, made = listener
    store = ox.Store()
    with pytest.raises(OSError, match=r"."):
        list(store.query(f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"))  # type: ignore[arg-type]  # a SELECT

    assert wait_for(made)


def test_nothing_that_is_loaded_or_asked_reaches_the_network(
    listener: tuple[int, list[object]], example: LocalStore
) -> None:
    port, made = listener
    address = f"http://127.0.0.1:{port}/"
    for suffix, text in {
        ".jsonld": f'{{"@context": "{address}", "@id": "urn:a", "name": "b"}}',
        ".rdf": f'<!DOCTYPE a [<!ENTITY e SYSTEM "{address}">]><a>&e;</a>',
    }.items():
        refused(text.encode(), suffix)
    for text in (f"LOAD <{address}>", f"SELECT * {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}"):
        with pytest.raises(QueryError):
            query(example, text)
    query(example, f"ASK FROM <{address}> {{ ?s ?p ?o }}")

    assert not wait_for(made, seconds=0.3)


def wait_for(made: list[object], seconds: float = 5) -> bool:
    end = time.monotonic() + seconds
    while not made and time.monotonic() < end:
        time.sleep(0.02)
    return bool(made)


def test_a_remote_context_is_told_as_such() -> None:
    problem = refused(b'{"@context": "https://example.org/context", "@id": "urn:a"}', ".jsonld")

    assert problem.code == "remote-context"


def test_an_external_entity_is_not_read(write: Write) -> None:
    secret = write("secret.txt", "the secret")
    head = f'<!DOCTYPE r [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    body = (
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="urn:x:">'
        '<r:Description r:about="urn:a"><x:b>&e;</x:b></r:Description></r:RDF>'
    )

    assert refused((head + body).encode(), ".rdf").code == "xml-entity"


def test_an_entity_bomb_takes_neither_time_nor_memory() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE r [<!ENTITY e0 "ha">{levels}]><r>&e9;</r>'
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.monotonic()

    problem = refused(bomb.encode(), ".rdf")

    assert problem.code == "xml-entity"
    assert time.monotonic() - start < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 20_000  # kB


# Asking


@pytest.mark.parametrize(
    ("literal", "expected"),
    [
        ('"44"^^xsd:integer', 44),
        ('"-3.25"^^xsd:decimal', Decimal("-3.25")),
        ('"2025-05-06"^^xsd:date', dt.date(2025, 5, 6)),
        ('"2025-05-06T01:02:03"^^xsd:dateTime', dt.datetime(2025, 5, 6, 1, 2, 3)),  # noqa: DTZ001 - it has none
        ('"1"^^xsd:boolean', True),
        ('"false"^^xsd:boolean', False),
        ('"1999"^^xsd:gYear', 1999),
        ('"1.5e0"^^xsd:double', 1.5),
        ('"P24W"^^xsd:duration', "P24W"),
        ('"bras"@fr', "bras"),
        ('"many"^^xsd:integer', "many"),
        ('"2025-13-01"^^xsd:date', "2025-13-01"),
        ('"1,5"^^xsd:decimal', "1,5"),
        ("<https://example.org/x>", "https://example.org/x"),
    ],
)
def test_terms_become_python_values(literal: str, expected: object) -> None:
    (row,) = table(query(load(b"<urn:a> <urn:b> 1 ."), f"SELECT ?x {{ VALUES ?x {{ {literal} }} }}")).rows
    assert row[0] is not None
    value = python_value(row[0])

    assert value == expected
    assert type(value) is type(expected)


def test_a_table_goes_straight_into_pandas(example: LocalStore) -> None:
    answer = table(
        query(example, "SELECT ?cohort ?n { ?cohort a tg:Cohort ; tg:participantCount ?n } ORDER BY ?n")
    )
    frame = pandas.DataFrame(answer)

    assert list(frame.columns) == ["cohort", "n"]
    assert list(frame.n) == [40, 80]
    assert frame.n.sum() == 120
    assert len(answer) == 2


def test_an_empty_table_keeps_its_columns(example: LocalStore) -> None:
    answer = table(query(example, "SELECT ?s ?n { ?s a tg:Nothing ; tg:n ?n }"))

    assert list(pandas.DataFrame(answer, columns=answer.columns)) == ["s", "n"]


def test_what_has_no_value_is_none(example: LocalStore) -> None:
    assert list(table(query(example, "SELECT ?a ?b { VALUES ?a { 1 } }"))) == [{"a": 1, "b": None}]


def test_a_star_gives_columns_as_the_query_names_them(example: LocalStore) -> None:
    for star in ("SELECT *", "select distinct *"):
        assert table(query(example, f"{star} {{ ?s tg:hasTarget ?o BIND(1 AS ?a) }}")).columns == (
            "s",
            "o",
            "a",
        )
    assert table(query(example, "SELECT (?o AS ?x) ?o { ?s tg:hasTarget ?o }")).columns == ("x", "o")


def test_ask_gives_a_bool(example: LocalStore) -> None:
    assert query(example, "ASK { drug:examplimab a tg:Drug }") is True
    assert query(example, "ASK { drug:examplimab a tg:Arm }") is False


def test_construct_and_describe_give_triples_once_and_in_order(example: LocalStore) -> None:
    template = "CONSTRUCT { ?arm a tg:Arm . ?arm tg:ofTrial ?trial } { ?arm tg:ofTrial ?trial ; ?p ?o }"
    built = query(example, template)
    described = query(example, "DESCRIBE drug:examplimab")

    assert isinstance(built, Triples)
    assert len(built) == len(set(built)) == 10
    assert tuple(built) == rdffiles.in_order(built)
    assert isinstance(described, Triples)
    assert len(described) > 5


def test_a_parameter_that_is_selected_shows(example: LocalStore) -> None:
    text = "SELECT ?drug ?target { ?drug tg:hasTarget ?target }"

    assert [row["drug"] for row in table(query(example, text, parameters={"drug": "drug:examplimab"}))] == [
        "https://w3id.org/trialgraph/id/drug/examplimab"
    ]
    assert list(table(query(example, text, parameters={"drug": "drug:other"}))) == []


def test_a_query_that_the_engine_gives_up_on_is_an_error_not_a_crash(example: LocalStore) -> None:
    with pytest.raises(QueryError) as caught:
        query(example, "SELECT * { ?s ?p ?o BIND(1 AS ?n) }", parameters={"n": 2}, name="q.rq")
    (problem,) = caught.value.problems

    assert problem.code == "query-failed"
    assert problem.location.file == "q.rq"


def test_a_mistake_in_a_query_names_its_file(example: LocalStore) -> None:
    with pytest.raises(QueryError, match=r"^q\.rq:1:11: "):
        query(example, "SELECT ?s WHER { ?s ?p ?o }", name="q.rq")


def test_every_shipped_query_can_be_asked_with_every_parameter(example: LocalStore) -> None:
    asked = 0
    for named in shipped_queries().values():
        default = table(query(example, named.text, name=named.name))
        for parameter in named.parameters:
            given = table(query(example, named.text, parameters={parameter: "https://example.org/none"}))
            assert len(given) == 0
            assert given.columns == default.columns
            asked += 1
    assert asked >= 30


def test_labels_of_a_shipped_query_come_in_the_language_asked_for(example: LocalStore) -> None:
    text = shipped_queries()["trials"].text
    diseases = {
        language: {row["disease"] for row in table(query(example, text, parameters={"lang": language}))}
        for language in ("en", "fr")
    }

    assert diseases == {"en": {"exemplitis"}, "fr": {"exemplite"}}


def test_opening_and_asking_a_graph_of_five_thousand_triples_is_quick(write: Write) -> None:
    lines = "".join(f"<urn:s{n % 500}> <urn:p{n % 9}> <urn:o{n}> .\n" for n in range(5000))
    path = write("graph.nt", lines)

    def seconds() -> float:
        start = time.process_time()
        query(load(path), "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s")
        return time.process_time() - start

    assert min(seconds() for _ in range(5)) < 0.3
