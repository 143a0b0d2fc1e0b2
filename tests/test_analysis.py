"""What a graph says of a thing, with its quotes; and the paths that say most."""

from pathlib import Path

import pytest

from trialgraph.analysis import path, render_description, render_route, show
from trialgraph.problems import AmbiguousNameError, NameNotFoundError
from trialgraph.store import LocalStore, load

DATA = Path(__file__).parent / "data"
TG = "https://w3id.org/trialgraph/ns#"
ID = "https://w3id.org/trialgraph/id/"


@pytest.fixture(scope="module")
def example() -> LocalStore:
    """The dataset: facts of two documents, with claims."""
    return load(DATA / "example.trig")


@pytest.fixture(scope="module")
def merged() -> LocalStore:
    """The merged graph: no claims."""
    return load(DATA / "example.ttl")


def graph(*triples: str) -> LocalStore:
    """Make a graph of `family/id property family/id` triples."""
    lines = [triple.split() for triple in triples]
    return load("".join(f"<{ID}{s}> <{TG}{p}> <{ID}{o}> .\n" for s, p, o in lines).encode())


# Show


def test_a_description_has_every_statement_with_every_quote(example: LocalStore) -> None:
    description = show(example, "examplimab")

    assert description.thing.curie == "drug:examplimab"
    assert description.names == ("EX-150",)
    (identifier,) = description.identifiers
    assert (identifier.name, identifier.iri) == ("chembl:EX150", "https://example.org/registry/EX150")
    assert identifier.mapping.fr == "correspondance exacte"
    target, disease = description.statements
    assert (target.predicate, target.predicate_label.fr) == ("tg:hasTarget", "a pour cible")
    assert target.other is not None
    assert target.other.curie == "target:receptor-x"
    assert [(quote.text, quote.document.curie, quote.stated_on) for quote in target.quotes] == [
        (
            "l’examplimab, anticorps dirigé contre le récepteur X",
            "document:example-fr-2025-05-06",
            "2025-05-06",
        ),
        ("examplimab, an antibody against receptor X", "document:example-en-2025-05-07", "2025-05-07"),
    ]
    assert all(quote.end - quote.start == len(quote.text) for quote in target.quotes)
    assert disease.value.fr == "exemplite"
    assert len(disease.quotes) == 1
    (incoming,) = description.incoming
    assert incoming.predicate == "tg:usesDrug"
    assert incoming.other is not None
    assert incoming.other.curie == "intervention:exemplar.examplimab"
    assert [quote.text for quote in incoming.quotes] == ["recevaient l’examplimab"]


def test_a_quote_belongs_to_its_statement_alone(example: LocalStore) -> None:
    quotes = {s.predicate: {q.text for q in s.quotes} for s in show(example, "exemplar").statements}

    assert "EXEMPLAR enrolled 120 patients" in quotes["tg:enrolment"]
    assert "EXEMPLAR enrolled 120 patients" not in quotes["tg:phase"]


def test_a_merged_graph_has_statements_and_no_quotes(merged: LocalStore, example: LocalStore) -> None:
    bare, full = show(merged, "exemplar"), show(example, "exemplar")

    assert [(s.predicate, s.value) for s in bare.statements] == [
        (s.predicate, s.value) for s in full.statements
    ]
    assert not any(s.quotes for s in (*bare.statements, *bare.incoming))
    assert all(s.quotes for s in full.statements)


def test_statements_come_in_the_order_of_the_context(example: LocalStore) -> None:
    assert [s.predicate for s in show(example, "exemplar").statements] == [
        "tg:phase",
        "tg:designFeature",
        "tg:hasSponsor",
        "tg:investigates",
        "tg:testsIntervention",
        "tg:enrolment",
    ]


def test_values_are_words_of_people(example: LocalStore) -> None:
    values = {s.predicate: s.value for s in show(example, "result:exemplar.score-150-mg").statements}

    assert (values["tg:reportedAsTrend"].en, values["tg:reportedAsTrend"].fr) == ("no", "non")
    assert values["tg:estimate"].en == "-3.25"
    assert values["tg:direction"].en != "tg:Improved"
    assert {s.value.en for s in show(example, "dosing:exemplar.examplimab-150-mg").statements} >= {"150 mg"}


def test_a_description_reads_well(example: LocalStore) -> None:
    assert render_description(show(example, "examplimab"), "fr") == (
        "examplimab · médicament · drug:examplimab\n"
        "  aussi appelé : EX-150\n"
        "  chembl:EX150 (correspondance exacte) <https://example.org/registry/EX150>\n"
        "\n"
        "→ a pour cible\n"
        "    récepteur X (target:receptor-x)\n"
        "      « l’examplimab, anticorps dirigé contre le récepteur X » [1: 367–419]\n"
        "      « examplimab, an antibody against receptor X » [2: 191–233]\n"
        "\n"
        "→ étudié dans\n"
        "    exemplite (disease:exemplitis)\n"
        "      « l’examplimab, anticorps dirigé contre le récepteur X » [1: 367–419]\n"
        "\n"
        "← utilise le médicament\n"
        "    examplimab dans EXEMPLAR (intervention:exemplar.examplimab)\n"
        "      « recevaient l’examplimab » [1: 272–295]\n"
        "\n"
        "[1] Un anticorps d’exemple, 2025-05-06, document:example-fr-2025-05-06\n"
        "[2] An example antibody, 2025-05-07, document:example-en-2025-05-07\n"
    )


def test_what_needed_a_reading_is_marked(example: LocalStore) -> None:
    text = render_description(show(example, "result:exemplar.score-150-mg"), "en")

    assert "« une amélioration de 3,25 points » [1: 563–594, inferred]" in text
    assert "inferred" not in render_description(show(example, "examplimab"), "en")


def test_a_description_of_a_merged_graph_has_no_list_of_documents(merged: LocalStore) -> None:
    text = render_description(show(merged, "examplimab"), "en")

    assert "→ has target\n    receptor X (target:receptor-x)\n" in text
    assert "[1" not in text


@pytest.mark.parametrize(
    ("whole", "broken"),
    [
        ("oa:start 100 ", "oa:start 1.5 "),
        ("oa:start 100 ", 'oa:start "many"^^xsd:integer '),
        ("oa:start 100 ", "oa:start <https://example.org/x> "),
        (
            "prov:wasDerivedFrom document:example-",
            "prov:wasDerivedFrom 'a document' ; tg:x document:example-",
        ),
    ],
)
def test_a_claim_that_is_not_whole_gives_no_quote(whole: str, broken: str, example: LocalStore) -> None:
    text = (DATA / "example.trig").read_text(encoding="utf-8")
    assert whole in text

    def quotes(store: LocalStore) -> list[int]:
        return [len(s.quotes) for s in show(store, "exemplar").statements if s.predicate == "tg:enrolment"]

    assert quotes(example) == [2]
    assert quotes(load(text.replace(whole, broken).encode())) == [0]


def test_no_text_of_a_graph_steers_the_terminal() -> None:
    store = load(f'<{ID}drug/x> <{TG}name> "\\u001B[2Jx" ; <{TG}frequency> "a\\u001B[31m\\nb" .'.encode())

    assert "\x1b" not in render_description(show(store, "drug:x"), "en")
    assert "a\ufffd[31m b" in render_description(show(store, "drug:x"), "en")


def test_an_unknown_or_ambiguous_name_is_an_error(example: LocalStore) -> None:
    with pytest.raises(NameNotFoundError):
        show(example, "nobody")
    with pytest.raises(AmbiguousNameError):
        show(example, "cohort")


# Paths


def steps(store: LocalStore, start: str, end: str) -> list[str]:
    return [
        f"{s.source.curie} {'>' if s.forward else '<'}{s.predicate} {s.target.curie}"
        for s in path(store, start, end).steps
    ]


def test_a_path_says_which_way_each_relation_goes(example: LocalStore) -> None:
    assert steps(example, "receptor X", "exemplite") == [
        "target:receptor-x <tg:hasTarget drug:examplimab",
        "drug:examplimab >tg:studiedFor disease:exemplitis",
    ]


def test_a_path_goes_through_a_part_rather_than_a_hub(example: LocalStore) -> None:
    # As short, and through the disease: drug > studiedFor > exemplitis < investigates < trial.
    assert steps(example, "receptor X", "trial:exemplar") == [
        "target:receptor-x <tg:hasTarget drug:examplimab",
        "drug:examplimab <tg:usesDrug intervention:exemplar.examplimab",
        "intervention:exemplar.examplimab >tg:ofTrial trial:exemplar",
    ]


def test_an_announcement_that_names_everything_is_no_shortcut() -> None:
    store = graph(
        "document/d aboutTrial organisation/a",
        "document/d aboutTrial drug/b",
        "organisation/a participatedIn trial/t",
        "trial/t testsIntervention drug/b",
    )

    assert steps(store, "organisation:a", "drug:b") == [
        "organisation:a >tg:participatedIn trial:t",
        "trial:t >tg:testsIntervention drug:b",
    ]


def test_an_announcement_is_the_way_where_there_is_no_other() -> None:
    store = graph("document/d aboutTrial trial/a", "document/d reports publication/b")

    assert steps(store, "a", "b") == [
        "trial:a <tg:aboutTrial document:d",
        "document:d >tg:reports publication:b",
    ]


def test_a_thing_with_fewer_relations_is_preferred() -> None:
    many = [f"drug/x{n} studiedFor disease/hub" for n in range(20)]
    ways = [f"{drug} studiedFor disease/{name}" for name in ("hub", "quiet") for drug in ("drug/a", "drug/b")]

    assert steps(graph(*many, *ways), "drug:a", "drug:b") == [
        "drug:a >tg:studiedFor disease:quiet",
        "disease:quiet <tg:studiedFor drug:b",
    ]


def test_equal_paths_are_chosen_alike_whatever_the_order() -> None:
    ways = [f"{drug} studiedFor disease/{name}" for name in "xyz" for drug in ("drug/a", "drug/b")]

    assert steps(graph(*ways), "drug:a", "drug:b") == steps(graph(*reversed(ways)), "drug:a", "drug:b")


def test_a_path_reads_well_in_both_languages(example: LocalStore) -> None:
    route = path(example, "récepteur X", "exemplitis")

    assert render_route(route, "en") == (
        "receptor X ←has target— examplimab\nexamplimab —studied for→ exemplitis\n"
    )
    assert render_route(route, "fr") == (
        "récepteur X ←a pour cible— examplimab\nexamplimab —étudié dans→ exemplite\n"
    )


def test_what_nothing_connects_is_said(example: LocalStore) -> None:
    route = path(example, "sampling fever", "examplimab")

    assert route.steps == ()
    assert render_route(route, "en") == "nothing connects sampling fever and examplimab\n"
    assert render_route(route, "fr") == "rien ne relie fièvre d’échantillonnage et examplimab\n"


def test_a_thing_needs_no_path_to_itself(example: LocalStore) -> None:
    route = path(example, "EX-150", "examplimab")

    assert route.steps == ()
    assert render_route(route, "en") == "examplimab is one thing\n"
