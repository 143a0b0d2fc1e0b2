"""Queries are refused or explained by their text; parameters reach every place SPARQL looks at."""

import random
import subprocess
import sys

import pyoxigraph as ox
import pytest

from trialgraph.parameters import Value, bind, term
from trialgraph.problems import Problem, QueryError
from trialgraph.sparql import check, with_total_order

CLOSED = "<http://127.0.0.1:9/>"
"""An address that Oxigraph refuses before it opens a socket: an attempt shows as an OSError."""


def refused(query: str) -> Problem:
    with pytest.raises(QueryError) as caught:
        check(query, "q.rq")
    (problem,) = caught.value.problems
    return problem


def place(problem: Problem) -> tuple[int | None, int | None]:
    return problem.location.line, problem.location.column


# SERVICE


SERVICES = [
    f"SELECT * {{ SERVICE {CLOSED} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ service silent {CLOSED} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ SERVICESILENT{CLOSED}{{ ?s ?p ?o }} }}",
    f"SELECT * {{ SERVICE # why\n # not\n {CLOSED} {{ ?s ?p ?o }} }}",
    "PREFIX : <http://127.0.0.1:9/> SELECT * { SERVICE:x{ ?s ?p ?o } }",
    "SELECT * { VALUES ?e { <http://127.0.0.1:9/> } SERVICE ?e { ?s ?p ?o } }",
    f"SELECT * {{ ?s ?p trueSERVICE{CLOSED}{{ ?s ?p ?o }} }}",
    f"SELECT * {{ ?s ?p ?o.SERVICE{CLOSED}{{ ?s ?p ?o }} }}",
    f"SELECT * {{ FILTER NOT EXISTS {{ SERVICE {CLOSED} {{ ?s ?p ?o }} }} }}",
    f"SELECT * {{ {{ SELECT * {{ SERVICE {CLOSED} {{ ?s ?p ?o }} }} }} }}",
    # What looks like an IRI, a string or a comment to a simple reader, and is none to Oxigraph.
    "PREFIX : <http://127.0.0.1:9/> SELECT * { FILTER(1<2)SERVICE:x#>\n{?s ?p ?o} }",
    f'SELECT * {{ ?a ?b ?c FILTER(?a<?b)#>"""\n SERVICE {CLOSED} {{ ?s ?p ?o }}\n#"""\n}}',
    f"SELECT * {{ ?s ?p ('''a') . SERVICE {CLOSED} {{ ?s ?p ?o }} # \\q '''\n }}",
    f"SELECT * {{ <<?s?p'>'>> ?p ?o . SERVICE {CLOSED} {{ ?s ?p ?o }} #'\n}}",
    f"SELECT * {{ VALUES ?s {{ '''a' }} SERVICE {CLOSED} {{ ?s ?p ?o }} # \\uD800 '''\n }}",
    f"PREFIX : <http://127.0.0.1:9/> SELECT * {{ #SERVICE {CLOSED}\nSERVICE:x{{ ?s ?p ?o }} }}",
]


@pytest.mark.parametrize("query", SERVICES)
def test_service_is_refused_however_it_is_written(query: str) -> None:
    assert refused(query).code == "service-refused"


def test_service_is_told_with_its_place() -> None:
    problem = refused(f"SELECT *\n{{ ?s ?p ?o .\n  SERVICE {CLOSED} {{}} }}")

    assert place(problem) == (3, 3)
    assert problem.hint is not None
    assert problem.hint.en == f"  SERVICE {CLOSED} {{}} }}\n  ^"


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ ?s ?p ?o }} # SERVICE {CLOSED} {{ ?s ?p ?o }}",
        f"SELECT * {{ ?s ?p 'SERVICE {CLOSED} {{ ?s ?p ?o }}' }}",
        'SELECT * { ?s ?p """SERVICE""" }',
        "SELECT * { ?s <https://example.org/SERVICE> ?o }",
        "SELECT * { ?SERVICE ?p ?o . { ?s ?p ?o } }",
        "PREFIX service: <https://example.org/> SELECT * { ?s service:p ?service }",
        "PREFIX ex: <https://example.org/> SELECT * { ?s ex:service ?o OPTIONAL { ?o ex:p 1 } }",
        "PREFIX ex: <https://example.org/> SELECT * { ?s ex:service ?o { ?o ex:p 1 } }",
        "SELECT * { ?s ?p 'x'@service }",
    ],
)
def test_the_word_service_is_harmless_elsewhere(query: str) -> None:
    check(query, "q.rq")


FRAGMENTS = [
    *(f"SERVICE{CLOSED}", f"SERVICE {CLOSED}{{}}", "SERVICE:x{}", "SERVICE:x#>\n", "SERVICE", "SILENT"),
    *("{", "}", "{}", "(", ")", "()", "[", "]", "<", ">", "<?b", "<?b>", "<?b)", "<a:s>", "<a:p#>", "<a:p'>"),
    *("?a", "?b", "?a ?b ?c .", "1", "1.", "true", "a", "'", "'''", '"', '"""', "'x'", "\\q", "\\u0041"),
    *("#", "#'\n", "#\n", "\n", " ", ".", ";", ",", "FILTER(", "FILTER(?a<?b)", "FILTER(?a<?b)#>"),
    *("BIND(1 AS ?z)", "OPTIONAL{", "VALUES ?v {1}", "VALUES (?v ?w) {(<a:x#y> <a:z#>)}", "ex:a", "ex:a."),
    *("ex:a.SERVICE", ":x", "_:b", "@en", "<<(", ")>>", "<<", ">>", "||", "=", "UNION", "MINUS{", "EXISTS{"),
    *("^", "-", "\r"),
]


def test_no_query_that_oxigraph_would_send_out_is_let_pass() -> None:
    """Random texts, against the engine itself; ten million others were tried when this was written."""
    draw = random.Random(2024)  # noqa: S311 - the texts must be the same in every run
    store = ox.Store()
    store.load(b"<a:s> <a:p> 1 , true , <a:o> .", format=ox.RdfFormat.TURTLE)
    attempts = 0
    for _ in range(40_000):
        middle = draw.choice(FRAGMENTS[:6])
        pieces = [draw.choice(FRAGMENTS) for _ in range(draw.randint(0, 3))]
        pieces.insert(draw.randint(0, len(pieces)), middle)
        body = "".join(pieces) + draw.choice(["", "{}", "{?s ?p ?o}"])
        end = draw.choice(["}", "}#'''"])
        query = f"PREFIX : <http://127.0.0.1:9/> PREFIX ex: <a:> SELECT * {{{body}{end}"
        try:
            answer = store.query(query)
            assert isinstance(answer, ox.QuerySolutions)
            list(answer)
        except SyntaxError:
            continue
        except (OSError, RuntimeError):
            attempts += 1
            assert refused(query).code == "service-refused"

    assert attempts > 300


# Other refusals


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "INSERT"),
        ("PREFIX ex: <a:b>\nload <https://example.org/>", "LOAD"),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE"),
        ("DROP ALL", "DROP"),
        ("WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "WITH"),
    ],
)
def test_updates_are_refused(query: str, word: str) -> None:
    problem = refused(query)

    assert problem.code == "update-refused"
    assert problem.message.en.startswith(f"{word} would change the graph")


def test_a_word_of_an_update_is_harmless_elsewhere() -> None:
    check(
        "PREFIX load: <https://example.org/> SELECT ?load { ?load load:insert 'DELETE' } # DROP ALL", "q.rq"
    )


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { FILTER(" + "(" * 300 + "1" + ")" * 300 + ") }",
        "SELECT * { FILTER(" + "!" * 3000 + "1) }",
        "SELECT * { " + "{} UNION " * 3000 + "{} }",
        "SELECT * { ?s ?p '" + "x" * 200_000 + "' }",
    ],
    ids=["brackets", "operators", "keywords", "characters"],
)
def test_a_query_that_would_end_the_process_is_refused(query: str) -> None:
    assert refused(query).code == "query-too-large"


def test_a_long_list_of_values_is_no_excess() -> None:
    check("SELECT * { VALUES (?s ?n) {" + "(drug:x 1)" * 3000 + "} }", "q.rq")


# Syntax errors


@pytest.mark.parametrize(
    ("query", "line", "column", "message", "hint"),
    [
        ("SELECT ?s WHER { ?s ?p ?o }", 1, 11, "unexpected `WHER`", "did you mean `WHERE`?"),
        ("PREFIX a: <urn:x:> SELECT ?s WHER { ?s a:b ?o }", 1, 30, "unexpected `WHER`", "did you mean"),
        ("SELCT ?s { ?s ?p ?o }", 1, 1, "unexpected `SELCT`", "did you mean `SELECT`?"),
        ("SELECT ?s { ?s ?p ?o } ORDR BY ?s", 1, 24, "unexpected `ORDR`", "did you mean `ORDER`?"),
        ("SELECT ?s {\n  ?s tg:p é ?o }", 2, 11, "unexpected `é`", None),
        ("SELECT ?s {\n ?s tg:of ?o\n ?s tg:b ?x }", 3, 2, "unexpected `?s`", None),
        ("SELECT ?s { ?s a 12abc }", 1, 20, "unexpected `abc`", None),
        ("SELECT COUNT(?s) { ?s ?p ?o }", 1, 8, "unexpected `COUNT`", None),
        ("SELECT ?s { FILTER(foo(1)) }", 1, 20, "unexpected `foo`", None),
        ("SELECT ?s { ?s tgg:of ?o }", 1, 16, "the prefix `tgg:` is not declared", "did you mean `tg`?"),
        ("SELECT ?s { ?s <rel> ?o }", 1, 16, "<rel> is not an absolute IRI", None),
        ("SELECT 'é😀' ?s {", 1, 16, "`{` is not closed", None),
        ("SELECT ?s { ?s ?p ?o }}", 1, 23, "`}` closes nothing", None),
        ("SELECT ?s { ?s ?p ?o ) }", 1, 22, "`)` closes nothing", None),
        ("SELECT ?s { ?s ?p 'a }", 1, 19, "the string that begins with ' does not end", None),
        ("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }", 1, 1, "neither grouped by", "GROUP BY"),
        ("SELECT ?s { ?s ?p ?o } GROUP BY", 1, 32, "something is missing", None),
        ("SELECT * { ?a ?b ?c BIND(1 AS ?c) }", 1, 36, "BIND gives a value to a used variable", None),
        ("  # nothing", 1, 1, "the query is empty", None),
    ],
)
def test_a_mistake_is_told_where_it_stands(
    query: str, line: int, column: int, message: str, hint: str | None
) -> None:
    problem = refused(query)

    assert (problem.location.file, *place(problem)) == ("q.rq", line, column)
    assert message in problem.message.en
    assert problem.hint is not None
    picture, _, advice = problem.hint.en.partition("^")
    assert picture.split("\n")[0] in query
    assert hint is None or hint in advice
    assert advice == "" or hint is not None
    assert "expected one of" not in problem.message.en + problem.hint.en


def test_mistakes_are_told_in_french_too() -> None:
    assert refused("SELECT ?s WHER { }").message.fr == "la requête n’est pas du SPARQL : `WHER` inattendu"


def test_declared_prefixes_are_known_and_may_be_declared_anew() -> None:
    check(
        "PREFIX ex: <https://example.org/> PREFIX tg: <https://example.org/> ASK { ?s ex:a tg:b ; a _:x }",
        "q",
    )


# Parameters


INTEGER = "http://www.w3.org/2001/XMLSchema#integer"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("drug:examplimab", "<https://w3id.org/trialgraph/id/drug/examplimab>"),
        ("tg:Phase2", "<https://w3id.org/trialgraph/ns#Phase2>"),
        ("https://example.org/x", "<https://example.org/x>"),
        ("<mailto:a@example.org>", "<mailto:a@example.org>"),
        ("44", f'"44"^^<{INTEGER}>'),
        (44, f'"44"^^<{INTEGER}>'),
        ("0.05", '"0.05"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("2024-09-11", '"2024-09-11"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("true", '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        (False, '"false"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        ("0010030", '"0010030"'),
        ("MONDO:0010030", '"MONDO:0010030"'),
        ("disease: two", '"disease: two"'),
        ('"44"', '"44"'),
        ('"bras"@fr', '"bras"@fr'),
        ("Sjögren's", '"Sjögren\'s"'),
        (ox.NamedNode("https://example.org/x"), "<https://example.org/x>"),
    ],
)
def test_a_value_is_read_as_what_it_looks_like(value: Value, expected: str) -> None:
    assert str(term(value)) == expected


DATA = """
PREFIX ex: <https://example.org/>
ex:a ex:n 3 ; ex:is ex:kind . ex:b ex:n 5 ; ex:is ex:kind . ex:c ex:n 7 ; ex:name "c"@en , "c"@fr .
"""


def rows(query: str, **parameters: Value) -> list[tuple[str, ...]]:
    store = ox.Store()
    store.load(DATA.encode(), format=ox.RdfFormat.TURTLE)
    prefixed = f"PREFIX ex: <https://example.org/> {query}"
    check(prefixed, "q")
    answer = store.query(bind(prefixed, parameters, "q"))
    assert isinstance(answer, ox.QuerySolutions)
    return [tuple("" if value is None else value.value.rpartition("/")[2] for value in row) for row in answer]


@pytest.mark.parametrize(
    ("query", "parameters", "expected"),
    [
        ("SELECT ?s { ?s ex:n ?n FILTER(?n > ?least) }", {"least": 4}, [("b",), ("c",)]),
        ("SELECT ?s ?n { ?s ex:n ?n }", {"s": "https://example.org/b"}, [("b", "5")]),
        ("SELECT ?least { ?s ex:n 3 }", {"least": 4}, [("4",)]),
        (
            "SELECT ?s { { ?s ex:n ?n FILTER(?n > ?least) } UNION { ?s ex:n ?least } }",
            {"least": 5},
            [("b",), ("c",)],
        ),
        (
            "SELECT ?s { ?s ex:is ex:kind OPTIONAL { ?s ex:n ?n FILTER(?n = ?x) } FILTER(!BOUND(?n)) }",
            {"x": 3},
            [("b",)],
        ),
        ("SELECT ?s { ?s ex:n ?n MINUS { ?s ex:n ?x } }", {"x": 3}, [("b",), ("c",)]),
        ("SELECT ?s { ?s ex:n ?n FILTER NOT EXISTS { ?s ex:n ?x } }", {"x": 3}, [("b",), ("c",)]),
        ("SELECT ?k { { SELECT (COUNT(*) AS ?k) { ?s ex:n ?n FILTER(?n > ?x) } } }", {"x": 4}, [("2",)]),
        ("SELECT ?s (COUNT(*) AS ?k) { ?s ?p ?o } GROUP BY ?s", {"s": "https://example.org/a"}, [("a", "2")]),
        ("SELECT ?s { VALUES ?n { 3 5 } ?s ex:n ?n }", {"n": 7}, [("c",)]),
        ("SELECT ?s { VALUES ?n { UNDEF } ?s ex:n ?n FILTER(?n > ?x) }", {"n": 7, "x": 6}, [("c",)]),
        ("SELECT ?s { VALUES (?s ?y) { (ex:a 1) (ex:b 2) } ?s ex:n ?n FILTER(?n = ?x) }", {"x": 5}, [("b",)]),
        ("SELECT ?s { ?s ex:name ?name }", {"name": '"c"@fr'}, [("c",)]),
        ("SELECT ?s { ?s ex:name ?name }", {"name": "c"}, []),
        ("SELECT ?s { ?s ex:n $n }", {"n": 5}, [("b",)]),
    ],
)
def test_a_parameter_has_its_value_wherever_sparql_looks(
    query: str, parameters: dict[str, Value], expected: list[tuple[str, ...]]
) -> None:
    assert sorted(rows(query, **parameters)) == expected


def test_a_parameter_cannot_break_out_of_its_place() -> None:
    evil = 'x" } SERVICE <https://example.org/> { ?s ?p "'

    assert rows("SELECT ?x { ?s ex:n 3 }", x=evil) == [(evil.rpartition("/")[2],)]


@pytest.mark.parametrize(
    "query", ["CONSTRUCT { ?s ex:m ?n } WHERE { ?s ex:n ?n }", "CONSTRUCT WHERE { ?s ex:n ?n }"]
)
def test_templates_take_parameters(query: str) -> None:
    store = ox.Store()
    store.load(DATA.encode(), format=ox.RdfFormat.TURTLE)

    answer = store.query(bind(query, {"n": 5}, "q"), prefixes={"ex": "https://example.org/"})

    assert isinstance(answer, ox.QueryTriples)
    assert [str(triple.subject) for triple in answer] == ["<https://example.org/b>"]


def test_wrong_parameters_are_told_all_at_once() -> None:
    with pytest.raises(QueryError) as caught:
        bind("SELECT ?drug { ?drug a ?kind }", {"durg": "x", "kind": "<a b>"}, "q.rq")

    first, second = caught.value.problems
    assert first.message.en == "the query has no variable `?durg`"
    assert first.hint is not None
    assert first.hint.en == "did you mean `drug`?"
    assert second.message.en == "the value of `kind` is not an IRI: <a b>"


def test_numbers_and_dates_can_be_sorted_together() -> None:
    """Without an order among kinds, Oxigraph's sort ends the process: hence the process of its own."""
    lines = "".join(
        f'<urn:s{n}> <urn:p> {n} , "2024-01-{n % 28 + 1:02}"^^<http://www.w3.org/2001/XMLSchema#date> .\n'
        for n in range(200)
    )
    code = (
        "import sys, trialgraph\n"
        "store = trialgraph.load(sys.stdin.buffer.read(), '.ttl')\n"
        "for order in ('?o', 'DESC(?o)', 'ASC(?p) ?o ?s'):\n"
        "    rows = list(trialgraph.query(store, f'SELECT ?o {{ ?s ?p ?o }} ORDER BY {order}'))\n"
        "    numbers = [row['o'] for row in rows if isinstance(row['o'], int)]\n"
        "    assert numbers == sorted(numbers, reverse='DESC' in order), order\n"
        "    print(len(rows))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=lines.encode(), capture_output=True, check=False
    )

    assert (done.returncode, done.stdout.split()) == (0, [b"400", b"400", b"400"]), done.stderr[-500:]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s { ?s ?p ?o } ORDER BY (?o + 1) LIMIT 2",
        "SELECT ?s { ?s ?p ?o } LIMIT 2",
        "SELECT (COUNT(?o) AS ?n) { ?s ?p ?o } GROUP BY ?s ORDER BY STR(?s)",
    ],
)
def test_keys_that_are_not_variables_are_left_alone(query: str) -> None:
    assert with_total_order(query) == query
