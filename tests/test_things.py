"""Things are found by any name they go by, in either language, and what is in doubt is said."""

from pathlib import Path

import pytest

from trialgraph.problems import AmbiguousNameError, NameNotFoundError, Problem, TrialgraphError
from trialgraph.store import LocalStore, load
from trialgraph.things import find, fold, kind, label, network, printable, the_thing, word

DATA = Path(__file__).parent / "data"
TG = "https://w3id.org/trialgraph/ns#"
ID = "https://w3id.org/trialgraph/id/"


@pytest.fixture(scope="module")
def example() -> LocalStore:
    return load(DATA / "example.trig")


@pytest.mark.parametrize(
    ("name", "curie"),
    [
        ("drug:examplimab", "drug:examplimab"),
        (f"{ID}drug/examplimab", "drug:examplimab"),
        ("examplimab", "drug:examplimab"),
        ("EXAMPLIMAB", "drug:examplimab"),
        ("EX-150", "drug:examplimab"),
        ("chembl:EX150", "drug:examplimab"),
        ("ex150", "drug:examplimab"),
        ("MONDO:0000150", "disease:exemplitis"),
        ("0000150", "disease:exemplitis"),
        ("exemplite", "disease:exemplitis"),
        ("EXEMPLITE OEDEMATEUSE", "disease:exemplitis"),
        ("exemplite œdémateuse", "disease:exemplitis"),
        ("fievre d'echantillonnage", "disease:sampling-fever"),
        ("sampling  fever", "disease:sampling-fever"),
        ("récepteur", "target:receptor-x"),
        ("recep", "target:receptor-x"),
        ("Example Pharma", "organisation:example-pharma"),
        ("exemplar", "trial:exemplar"),
        ("exemplar.cohort-1", "group:exemplar.cohort-1"),
        ("cohorte 2", "group:exemplar.cohort-2"),
        ("un anticorps d’exemple", "document:example-fr-2025-05-06"),
    ],
)
def test_a_thing_is_found_by_any_of_its_names(name: str, curie: str, example: LocalStore) -> None:
    assert the_thing(example, name).curie == curie


def test_a_better_match_hides_the_others(example: LocalStore) -> None:
    assert [match.rank for match in find(example, "examplimab")] == [1]
    assert [match.rank for match in find(example, "EX-150")] == [4]
    # Its name begins the names of an arm, a dosing and an intervention: all parts of the trial.
    assert {match.rank for match in find(example, "examplimab 150")} == {6}
    # A part of its name that begins a word.
    assert [(match.thing.curie, match.rank) for match in find(example, "pharma")] == [
        ("organisation:example-pharma", 5)
    ]


def test_a_name_matches_whole_words_from_their_beginning(example: LocalStore) -> None:
    with pytest.raises(NameNotFoundError):
        find(example, "ceptor")


@pytest.mark.parametrize("name", ["", " ", "\u0301"])
def test_nothing_has_no_name(name: str, example: LocalStore) -> None:
    with pytest.raises(NameNotFoundError):
        find(example, name)


def problem_of(name: str, error: type[TrialgraphError], store: LocalStore) -> Problem:
    with pytest.raises(error) as caught:
        the_thing(store, name)
    (problem,) = caught.value.problems
    return problem


def test_several_candidates_are_listed(example: LocalStore) -> None:
    problem = problem_of("cohort", AmbiguousNameError, example)

    assert problem.message.en == "`cohort` may mean 2 things"
    assert problem.hint is not None
    assert problem.hint.en == (
        "say which: group:exemplar.cohort-1 (cohort: cohort 1); group:exemplar.cohort-2 (cohort: cohort 2)"
    )
    assert problem.hint.fr.endswith("group:exemplar.cohort-2 (cohorte : cohorte 2)")


def test_a_long_list_of_candidates_is_cut() -> None:
    lines = "".join(f'<{ID}person/p{n}> <{TG}name> "Ana {n}" .\n' for n in range(14))
    problem = problem_of("ana", AmbiguousNameError, load(lines.encode()))

    assert problem.hint is not None
    assert problem.hint.en.count("person:") == 10
    assert problem.hint.en.endswith("; and 4 more")


@pytest.mark.parametrize(("name", "close"), [("examplimob", "examplimab"), ("exemplitte", "exemplite")])
def test_close_names_are_suggested(name: str, close: str, example: LocalStore) -> None:
    problem = problem_of(name, NameNotFoundError, example)

    assert problem.message.en == f"nothing in this graph has the name `{name}`"
    assert problem.hint is not None
    assert f"`{close}`" in problem.hint.en


def test_claims_and_quantities_have_no_name(example: LocalStore) -> None:
    for name in ("150 mg", "quantity:150-mg", "Curation of example-fr-2025-05-06"):
        try:
            found = {match.thing.curie.partition(":")[0] for match in find(example, name)}
        except NameNotFoundError:
            found = set()
        assert found <= {"dosing", "group", "result"}


def test_folding_keeps_different_names_apart() -> None:
    assert fold("CD40") != fold("CD40L")
    assert fold("phase 2") != fold("phase 2b")
    assert fold("Saint–Antoine") == fold("saint-antoine")


def test_labels_come_from_the_graph_then_the_ontology_then_the_iri(example: LocalStore) -> None:
    assert label(example, f"{ID}disease/exemplitis").fr == "exemplite"
    assert label(example, f"{TG}Improved").fr == word(f"{TG}Improved").fr != "improved"
    assert label(example, f"{ID}drug/unknown").en == "drug:unknown"
    assert label(example, "https://example.org/x").en == "https://example.org/x"
    assert word(f"{TG}newProperty").en == "new property"
    assert word("http://www.w3.org/2004/02/skos/core#closeMatch").fr == "correspondance proche"


def test_one_language_stands_in_for_the_other() -> None:
    store = load(f'<{ID}drug/x> <{TG}name> "Xmab"@fr . <{ID}drug/y> <{TG}name> "Y" , "Igrec"@fr .'.encode())

    assert (label(store, f"{ID}drug/x").en, label(store, f"{ID}drug/x").fr) == ("Xmab", "Xmab")
    assert (label(store, f"{ID}drug/y").en, label(store, f"{ID}drug/y").fr) == ("Y", "Igrec")


def test_the_kind_of_a_thing_is_told_in_both_languages(example: LocalStore) -> None:
    trial = the_thing(example, "exemplar")

    assert (trial.kinds, kind(trial).en, kind(trial).fr) == (
        ("ClinicalTrial",),
        "clinical trial",
        "essai clinique",
    )


def test_the_network_holds_things_and_what_relates_them(example: LocalStore) -> None:
    graph = network(example)

    assert len(graph) == 15
    assert {node.partition(":")[0] for node in graph}.isdisjoint(
        {"quantity", "claim", "identifier", "evidence"}
    )
    assert graph.edges["drug:examplimab", "target:receptor-x", "tg:hasTarget"] == {
        "predicate": "tg:hasTarget",
        "label": "has target",
        "label_fr": "a pour cible",
    }
    assert graph.nodes["dosing:exemplar.examplimab-150-mg"]["dose"] == "150 mg"
    assert list(graph) == sorted(graph)


def test_a_thing_that_is_only_named_is_in_the_network() -> None:
    graph = network(load(f"<{ID}drug/x> <{TG}hasTarget> <{ID}target/y> .".encode()))

    assert graph.nodes["target:y"] == {
        "label": "target:y",
        "label_fr": "target:y",
        "kind": "",
        "iri": f"{ID}target/y",
    }


def test_printable_text_keeps_every_letter() -> None:
    assert printable("« maladie de Sjögren »\t日本 🙂") == "« maladie de Sjögren » 日本 🙂"
