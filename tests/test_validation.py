"""Validation with a user's shapes, with ours switched off, and with shapes that look at nothing."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from rdflib import SH, Graph, Literal, Namespace, URIRef
from rdflib.paths import Path as PropertyPath

from trialgraph import bridge, pipeline, shaclpaths, shapes, validation
from trialgraph.problems import InputError, Problem

EX = Namespace("https://example.org/ns#")
PREFIXES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <https://example.org/ns#> .
@prefix tg: <https://w3id.org/trialgraph/ns#> .
@prefix trial: <https://w3id.org/trialgraph/id/trial/> .
@prefix group: <https://w3id.org/trialgraph/id/group/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
EXEMPLAR = Path(__file__).parent / "fixtures" / "facts" / "exemplar.yaml"
Write = Callable[[str, str], Path]


def found(problems: Iterable[Problem]) -> list[tuple[str, str | None, int | None]]:
    return [(problem.code, problem.value, problem.location.line) for problem in problems]


def line_of(path: Path, words: str) -> int:
    text = path.read_text(encoding="utf-8")
    assert text.count(words) == 1, words
    return text.count("\n", 0, text.index(words)) + 1


def test_own_shapes_point_to_the_line_of_a_fact_file(write: Write) -> None:
    own = write(
        "own.ttl",
        PREFIXES
        + """
        ex:Trial a sh:NodeShape ; sh:targetClass tg:ClinicalTrial ;
          sh:property [ sh:path tg:enrolment ; sh:minInclusive 300 ; sh:severity sh:Warning ] ,
            [ sh:path ( [ sh:inversePath tg:ofTrial ] tg:participantCount ) ; sh:maxInclusive 70 ] .
        """,
    )
    checked = pipeline.validate([EXEMPLAR], shapes=[own], skipped=["shipped"])

    assert found(checked.problems) == [
        ("Trial.enrolment.MinInclusive", "120", line_of(EXEMPLAR, "enrolment: 120")),
        ("Trial.MaxInclusive", "80", line_of(EXEMPLAR, "participant_count: 80")),
    ]
    assert [problem.severity for problem in checked.problems] == ["warning", "violation"]


def test_own_shapes_for_a_class_hold_for_its_subclasses(write: Write) -> None:
    own = write(
        "own.ttl", PREFIXES + "ex:Group a sh:NodeShape ; sh:targetClass tg:StudyGroup ; sh:nodeKind sh:IRI ."
    )
    assert pipeline.validate([EXEMPLAR], shapes=[own], skipped=["shipped"]).focus_nodes["Group"] > 3


def test_own_shapes_see_claims_too(write: Write) -> None:
    own = write(
        "own.ttl", PREFIXES + "ex:Claim a sh:NodeShape ; sh:targetClass tg:Claim ; sh:nodeKind sh:Literal ."
    )
    checked = pipeline.validate([EXEMPLAR], shapes=[own], skipped=["shipped"])
    assert {code for code, _, _ in found(checked.problems)} == {"Claim.NodeKind"}


def test_a_shape_that_selected_nothing_is_named(write: Write) -> None:
    own = write(
        "own.ttl",
        PREFIXES
        + """ex:Trial a sh:NodeShape ; sh:targetClass tg:ClinicalTrial ; sh:nodeKind sh:IRI .
        ex:Trail a sh:NodeShape ; sh:targetClass tg:ClinicalTrail ; sh:nodeKind sh:IRI .""",
    )
    checked = pipeline.validate([EXEMPLAR], shapes=[own], skipped=["shipped"])

    [problem] = checked.problems
    assert (problem.code, problem.severity) == ("shape-selected-nothing", "warning")
    assert "`Trail`" in problem.message.en
    assert problem.location.file == str(own)
    assert problem.location.line == line_of(own, "ex:Trail a sh:NodeShape")
    allowed = pipeline.validate([EXEMPLAR], shapes=[own], skipped=["shipped"], allow_empty=True)
    assert not allowed.problems


def test_a_graph_at_which_nothing_looked_is_a_violation(write: Write) -> None:
    graph = write("x.ttl", "<urn:a> <urn:b> 1 .")

    [problem] = pipeline.validate([graph]).problems
    assert (problem.code, problem.severity) == ("nothing-validated", "violation")
    assert not pipeline.validate([graph], allow_empty=True).problems


def test_a_shipped_constraint_can_be_switched_off(write: Write) -> None:
    graph = write("x.ttl", PREFIXES + 'trial:x a tg:ClinicalTrial ; rdfs:label "x"@en ; tg:enrolment "90" .')

    codes = {code for code, _, _ in found(pipeline.validate([graph]).problems)}
    assert "enrolment" in codes
    without = pipeline.validate([graph], skipped=["enrolment"])
    assert {code for code, _, _ in found(without.problems)} == codes - {"enrolment"}
    assert "enrolment" in {code for code, _, _ in found(pipeline.validate([graph]).problems)}


def test_a_check_that_is_not_there_cannot_be_switched_off() -> None:
    with pytest.raises(InputError) as raised:
        pipeline.validate([EXEMPLAR], skipped=["enrollment"])
    [problem] = raised.value.problems
    assert problem.hint is not None
    assert "`enrolment`" in problem.hint.en


def test_a_file_of_shapes_in_a_folder_is_not_data(write: Write) -> None:
    own = write("own.ttl", PREFIXES + "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:nodeKind sh:IRI .")
    write("data.ttl", PREFIXES + "ex:a ex:b 1 .")

    checked = pipeline.validate([own.parent], shapes=[own], skipped=["shipped"])
    assert checked.files == (str(own.parent / "data.ttl"),)
    assert not checked.problems


@pytest.mark.parametrize(
    "query",
    [
        "SELECT $this WHERE { SERVICE <http://example.org/sparql> { $this ?p ?o } }",
        "SELECT $this FROM <http://example.org/data> WHERE { $this ?p ?o }",
        "SELECT $this { $this ?p ?o . service silent ex:x { ?s ?p ?o } }",
    ],
)
def test_shapes_that_would_reach_the_network_are_refused(write: Write, query: str) -> None:
    own = write(
        "own.ttl",
        PREFIXES + f'ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:sparql [ sh:select "{query}" ] .',
    )
    with pytest.raises(InputError) as raised:
        shapes.read([own])
    assert [problem.code for problem in raised.value.problems] == ["network-in-shapes"]


def test_shapes_that_ask_for_javascript_are_refused(write: Write) -> None:
    """pySHACL passes them over where it is not told to run them, and everything would conform."""
    own = write(
        "own.ttl", PREFIXES + "ex:S a sh:NodeShape ;\n sh:targetNode ex:a ; sh:js [ sh:jsFunctionName 'f' ] ."
    )
    with pytest.raises(InputError) as raised:
        shapes.read([own])
    assert {problem.code for problem in raised.value.problems} == {"code-in-shapes"}
    assert raised.value.problems[0].location.line is not None


def test_a_name_with_the_word_in_it_is_not_refused(write: Write) -> None:
    query = 'SELECT $this { $this ex:service ?from . FILTER(?from != \\"LOAD\\") }'
    own = write(
        "own.ttl",
        PREFIXES + f'ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:sparql [ sh:select "{query}" ] .',
    )
    assert shapes.read([own]).targeting() == (EX.S,)


@pytest.mark.parametrize(
    "wrong",
    [
        "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:minCount 1 .",
        "ex:S a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:b , ex:c ; sh:minCount 1 .",
        "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:sparql [ sh:select 'SELECT $this { $this n:x 1 }' ] .",
        "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:sparql [ sh:select 'SELECT nothing' ] .",
        "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:pattern '(' .",
    ],
)
def test_shapes_that_cannot_be_followed_stop_the_run(write: Write, wrong: str) -> None:
    own = write("own.ttl", PREFIXES + wrong)
    data = write("data.ttl", PREFIXES + "ex:a ex:b 1 .")
    with pytest.raises(InputError) as raised:
        pipeline.validate([data], shapes=[own], skipped=["shipped"])
    [problem] = raised.value.problems
    assert problem.code == "unusable-shapes"
    assert str(own) in problem.location.file


def test_advanced_features_are_not_skipped_in_silence(write: Write) -> None:
    """Without being told to, pySHACL takes a shape whose target is a query for one without target."""
    own = write(
        "own.ttl",
        PREFIXES
        + """ex:S a sh:NodeShape ; sh:nodeKind sh:Literal ;
        sh:target [ a sh:SPARQLTarget ; sh:prefixes ex:p ; sh:select "SELECT ?this { ?this ex:b ?o }" ] .
        ex:p sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/ns#"^^xsd:anyURI ] .
        """,
    )
    data = write("data.ttl", PREFIXES + "ex:a ex:b 1 .")
    checked = pipeline.validate([data], shapes=[own], skipped=["shipped"])
    assert [problem.code for problem in checked.problems] == ["S.NodeKind"]
    assert checked.focus_nodes == {"S": 1}


@pytest.mark.parametrize(
    ("path", "value", "triple"),
    [
        ("ex:p", 1, ("a", "p", 1)),
        ("( ex:q ex:p )", 2, ("b", "p", 2)),
        ("[ sh:inversePath ex:q ]", EX.z, ("z", "q", "a")),
        ("( [ sh:inversePath ex:q ] ex:p )", 3, ("z", "p", 3)),
        ("[ sh:alternativePath ( ex:none ex:p ) ]", 1, ("a", "p", 1)),
        ("( [ sh:zeroOrMorePath ex:q ] ex:p )", 4, ("c", "p", 4)),
        ("[ sh:oneOrMorePath ex:q ]", EX.c, ("b", "q", "c")),
        ("[ sh:zeroOrOnePath ex:q ]", EX.b, ("a", "q", "b")),
        ("ex:none", None, ("a", "none", None)),
        ("( ex:none ex:p )", None, ("a", "none", None)),
        ("[ sh:inversePath ex:none ]", None, ("a", None, None)),
    ],
)
def test_a_value_leads_to_the_triple_that_states_it(
    path: str, value: object, triple: tuple[object, ...]
) -> None:
    data = Graph().parse(
        data=PREFIXES
        + "ex:a ex:p 1 ; ex:q ex:b . ex:b ex:p 2 ; ex:q ex:c . ex:c ex:p 4 . ex:z ex:q ex:a ; ex:p 3 ."
    )
    shape = Graph().parse(data=PREFIXES + f"ex:s sh:path {path} .")
    node = shape.value(EX.s, SH.path)
    assert node is not None
    steps = shaclpaths.read(shape, node)
    term = value if value is None or isinstance(value, URIRef) else Literal(value)

    got = shaclpaths.statement(data, EX.a, steps, term)
    assert got == tuple(
        EX[part] if isinstance(part, str) else None if part is None else Literal(part) for part in triple
    )


def test_a_path_without_end_is_no_path() -> None:
    shape = Graph().parse(data=PREFIXES + "ex:s sh:path _:l . _:l sh:inversePath _:l .")
    node = shape.value(EX.s, SH.path)
    assert node is not None
    assert shaclpaths.read(shape, node) is None


def test_a_literal_keeps_its_form_on_the_way_to_rdflib_and_back() -> None:
    graph = Graph().parse(data=PREFIXES + 'ex:a ex:b "01"^^xsd:integer , "x"@fr , "y" , ex:c , [] .')
    terms = [bridge.to_oxigraph(term) for term in graph.objects()]
    assert len(terms) == len({str(term) for term in terms}) == 5


def test_codes_of_shapes_do_not_depend_on_their_neighbours() -> None:
    data = PREFIXES + "ex:S sh:property [ sh:path ex:p ; sh:node [ sh:property [ sh:path ex:q ] ] ] ."
    graph = Graph().parse(data=data)
    inner = graph.value(predicate=SH.path, object=EX.q)
    assert inner is not None
    assert validation.code_of(graph, inner) == "S.p.q"
    assert isinstance(shaclpaths.read(graph, EX.p), URIRef | PropertyPath)
