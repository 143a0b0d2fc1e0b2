"""Two graphs: what differs, told in facts, as an RDF patch and as JSON."""

import dataclasses
import json
import random
import time
from collections.abc import Sequence
from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialgraph import blanknodes, rdf, rdffiles
from trialgraph.differencereport import render_difference
from trialgraph.differences import diff
from trialgraph.model import (
    Arm,
    ClinicalTrial,
    Document,
    Dosing,
    DrugIntervention,
    Evidence,
    Fact,
    Quantity,
)
from trialgraph.problems import Bilingual

DOCUMENT = Document(id="northfield", language="en", source="northfield.txt", sha256="ab" * 32, length=100)
QUOTED = (Evidence(quote="120 adults", start=0, end=10),)
TRIAL = ClinicalTrial(
    id="exemplar",
    name="EXEMPLAR",
    label=Bilingual(en="EXEMPLAR trial", fr="essai EXEMPLAR"),
    enrolment=120,
    design_feature=("Randomised",),
    evidence=QUOTED,
)
DRUG = DrugIntervention(id="exemplar.lorvatinib", of_trial="exemplar", evidence=QUOTED)
DOSE = Dosing(id="exemplar.high", dose=Quantity(value=Decimal(150), unit="mg"), evidence=QUOTED)
ARM = Arm(
    id="exemplar.high",
    label=Bilingual(en="150 mg arm", fr="bras 150 mg"),
    of_trial="exemplar",
    role="Experimental",
    has_dosing=("exemplar.high",),
    evidence=QUOTED,
)


def graph(*facts: Fact) -> list[ox.Quad]:
    return list(rdffiles.merge(rdf.document_quads(DOCUMENT, facts, frozenset()).facts))


def dataset(*facts: Fact) -> list[ox.Quad]:
    quads = rdf.document_quads(DOCUMENT, facts, frozenset())
    return [*quads.facts, *quads.provenance]


def turtle(text: str) -> list[ox.Quad]:
    return rdffiles.parse_text("@prefix : <https://example.org/> .\n" + text, ".ttl", "x.ttl")


def apply(patch: str, quads: Sequence[ox.Quad]) -> set[ox.Quad]:
    """Apply an RDF patch as anyone would: row by row, labels of blank nodes taken as they are."""
    rows = patch.splitlines()
    assert (rows[0], rows[-1]) == ("TX .", "TC .")
    assert rows[1:-1] == sorted(rows[1:-1], key=lambda row: (row[0] == "A", row)), "in no order"
    found = set(quads)
    for row in rows[1:-1]:
        (quad,) = ox.parse(row[2:], format=ox.RdfFormat.N_QUADS)
        if row.startswith("D "):
            found.remove(quad)
        else:
            assert row.startswith("A ")
            assert quad not in found
            found.add(quad)
    return found


def is_same(one: Sequence[ox.Quad], other: Sequence[ox.Quad]) -> bool:
    """Compare small graphs up to the names of blank nodes, by another engine."""
    sets = [ox.Dataset(one), ox.Dataset(other)]
    for each in sets:
        each.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return sets[0] == sets[1]


# Told in facts


def test_a_number_that_changed_is_told_by_the_names_of_the_thing_and_the_property() -> None:
    found = diff(graph(TRIAL), graph(dataclasses.replace(TRIAL, enrolment=121)))
    assert found.differs
    assert "EXEMPLAR trial · clinical trial · trial:exemplar (changed, 2 statements)" in render_difference(
        found, "text", "en"
    )
    assert "    enrolment: 120 → 121\n" in render_difference(found, "text", "en")
    assert "essai EXEMPLAR · essai clinique" in render_difference(found, "text", "fr")
    assert "    effectif\N{NO-BREAK SPACE}: 120 → 121\n" in render_difference(found, "text", "fr")


def test_things_that_came_and_went_are_told_with_the_number_of_their_statements() -> None:
    more, fewer = graph(TRIAL, DRUG, DOSE, ARM), graph(TRIAL, DRUG, DOSE)
    added = render_difference(diff(fewer, more), "text", "en")
    assert "+ 150 mg arm · arm · group:exemplar.high (added, 6 statements)" in added
    assert "    + has dosing:" in added or "    + role: experimental" in added
    removed = render_difference(diff(more, fewer), "text", "fr")
    assert "− bras 150 mg · bras · group:exemplar.high (retiré, 6 énoncés)" in removed


def test_values_of_a_list_are_told_one_by_one() -> None:
    changed = dataclasses.replace(TRIAL, design_feature=("DoubleBlind", "Multicentre"))
    text = render_difference(diff(graph(TRIAL), graph(changed)), "text", "en")
    assert "    − design feature: randomised\n" in text
    assert "    + design feature: double-blind\n" in text
    assert "    + design feature: multicentre\n" in text


def test_graphs_that_are_the_same_have_no_difference() -> None:
    found = diff(graph(TRIAL, ARM), graph(ARM, TRIAL))
    assert not found.differs
    assert render_difference(found, "text", "en") == "the graphs state the same\n"
    assert render_difference(found, "text", "fr") == "les graphes énoncent la même chose\n"
    assert render_difference(found, "patch", "en") == "TX .\nTC .\n"


def test_provenance_is_counted_and_facts_are_told() -> None:
    found = diff(dataset(TRIAL), dataset(dataclasses.replace(TRIAL, enrolment=121)))
    assert [thing.name for thing in found.things] == ["trial:exemplar"]
    assert found.beside["claim"][0] == found.beside["claim"][1] > 0
    assert "beside the facts: claim: " in render_difference(found, "text", "en")


def test_statements_that_moved_to_another_named_graph_are_counted_not_told() -> None:
    a, p = ox.NamedNode("https://example.org/a"), ox.NamedNode("https://example.org/p")
    old = [ox.Quad(a, p, a, ox.NamedNode("https://example.org/g1"))]
    new = [ox.Quad(a, p, a, ox.NamedNode("https://example.org/g2"))]
    found = diff(old, new)
    assert found.differs
    assert (found.things, found.moved) == ((), 1)
    assert "in other named graphs, but the same: 1 statements" in render_difference(found, "text", "en")
    assert apply(render_difference(found, "patch", "en"), old) == set(new)


def test_a_text_for_people_ends_and_tells_how_much_more_there_is() -> None:
    p = ox.NamedNode("https://example.org/p")
    new = [ox.Quad(ox.NamedNode(f"https://example.org/{i}"), p, ox.Literal("x")) for i in range(500)]
    text = render_difference(diff([], new), "text", "en")
    assert "… and 300 more added" in text
    assert text.count("(added, 1 statement)") == 200


def test_no_text_of_a_graph_steers_the_terminal() -> None:
    a, p = ox.NamedNode("https://example.org/a"), ox.NamedNode("https://example.org/p")
    text = render_difference(diff([], [ox.Quad(a, p, ox.Literal("\x1b[31m\nred"))]), "text", "en")
    assert "\x1b" not in text
    assert "[31m red" in text


def test_json_has_all_in_both_languages() -> None:
    found = diff(graph(TRIAL), graph(dataclasses.replace(TRIAL, enrolment=121)))
    document = json.loads(render_difference(found, "json", "en"))
    assert document["differs"] is True
    (thing,) = document["things"]
    assert (thing["name"], thing["label"]["fr"], thing["fate"]) == (
        "trial:exemplar",
        "essai EXEMPLAR",
        "changed",
    )
    (change,) = thing["changes"]
    assert (change["property"], change["removed"][0]["en"], change["added"][0]["en"]) == (
        "tg:enrolment",
        "120",
        "121",
    )
    assert len(document["removed"]) == len(document["added"]) == 1


# The patch


def test_the_patch_is_rows_of_n_quads_in_one_transaction() -> None:
    old, new = turtle(":a :p 1 ; :q 'x\\n\"y'@en ."), turtle(":a :p 2 .")
    assert render_difference(diff(old, new), "patch", "en").splitlines() == [
        "TX .",
        'D <https://example.org/a> <https://example.org/p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .',
        'D <https://example.org/a> <https://example.org/q> "x\\n\\"y"@en .',
        'A <https://example.org/a> <https://example.org/p> "2"^^<http://www.w3.org/2001/XMLSchema#integer> .',
        "TC .",
    ]


def test_blank_nodes_keep_the_labels_of_the_old_file() -> None:
    old = turtle("_:dose :value 150 ; :unit 'mg' . :arm :dose _:dose .")
    new = turtle("_:x :value 300 ; :unit 'mg' . :arm :dose _:x .")
    patch = render_difference(diff(old, new), "patch", "en")
    assert patch.count("_:dose") == 2
    assert "_:x" not in patch
    assert is_same(list(apply(patch, old)), new)


def test_blank_nodes_without_a_label_are_numbered_in_the_order_of_the_file() -> None:
    text = ":arm :dose [ :value {} ; :unit 'mg' ], [ :value 9 ; :unit 'g' ] ."
    old, new = text.format(150), text.format(300)
    patches = {render_difference(diff(turtle(old), turtle(new)), "patch", "en") for _ in range(3)}
    assert len(patches) == 1
    (patch,) = patches
    assert "D _:anon0 <https://example.org/value>" in patch
    assert "A _:anon0 <https://example.org/value>" in patch
    before = blanknodes.labelled(turtle(old))
    assert is_same(list(apply(patch, before)), turtle(new))


def test_new_blank_nodes_take_no_label_of_the_old_file() -> None:
    old = turtle("_:new0 :p :a .")
    new = turtle("_:x :p :a . _:y :q :b ; :r [ :s :c ] .")
    patch = render_difference(diff(old, new), "patch", "en")
    assert "_:new0" not in patch
    assert is_same(list(apply(patch, old)), new)


def test_of_alike_blank_nodes_only_those_too_many_are_told() -> None:
    old, new = (turtle(" ".join(":arm :dose [ :value 9 ] ." for _ in range(count))) for count in (3, 2))
    found = diff(old, new)
    assert (len(found.removed), len(found.added)) == (2, 0)
    assert (len(diff(new, old).removed), len(diff(new, old).added)) == (0, 2)


_NODES = st.sampled_from([ox.BlankNode(f"b{i}") for i in range(6)])
_NAMES = st.sampled_from([ox.NamedNode(f"https://example.org/{name}") for name in "ab"])
_GRAPHS = st.sampled_from([ox.DefaultGraph(), ox.NamedNode("https://example.org/g"), ox.BlankNode("b0")])
_QUADS = st.lists(
    st.builds(
        ox.Quad,
        _NODES | _NAMES,
        _NAMES,
        _NODES | _NAMES | st.sampled_from([ox.Literal("1"), ox.Literal("1", language="en")]),
        _GRAPHS,
    ),
    max_size=14,
)


@given(_QUADS, _QUADS)
def test_the_patch_makes_the_new_graph_of_the_old_one(old: list[ox.Quad], new: list[ox.Quad]) -> None:
    found = diff(old, new)
    assert is_same(list(apply(render_difference(found, "patch", "en"), old)), new)
    if not found.differs:
        assert is_same(old, new)


@given(_QUADS, st.randoms(use_true_random=False))
def test_graphs_that_differ_in_names_of_blank_nodes_only_do_not_differ(
    quads: list[ox.Quad], chance: random.Random
) -> None:
    assert not diff(quads, shuffled(quads, chance)).differs


def shuffled(quads: Sequence[ox.Quad], chance: random.Random) -> list[ox.Quad]:
    names: dict[object, ox.BlankNode] = {}
    numbers = list(range(3 * len(quads) + 1))
    chance.shuffle(numbers)

    def other(term: object) -> object:
        if not isinstance(term, ox.BlankNode):
            return term
        return names.setdefault(term, ox.BlankNode(f"z{numbers.pop()}"))

    renamed = [ox.Quad(other(q.subject), q.predicate, other(q.object), other(q.graph_name)) for q in quads]  # type: ignore[arg-type]
    chance.shuffle(renamed)
    return renamed


# Hostile and large


def ring(name: str, size: int) -> list[ox.Quad]:
    p = ox.NamedNode("https://example.org/p")
    nodes = [ox.BlankNode(f"{name}{i}") for i in range(size)]
    return [ox.Quad(a, p, b) for a, b in zip(nodes, [*nodes[1:], nodes[0]], strict=True)]


def clique(size: int) -> list[ox.Quad]:
    p = ox.NamedNode("https://example.org/p")
    nodes = [ox.BlankNode(f"b{i}") for i in range(size)]
    return [ox.Quad(a, p, b) for a in nodes for b in nodes if a != b]


@pytest.mark.parametrize(
    "quads",
    [
        clique(60),
        ring("b", 5000),
        [*ring("a", 2), *ring("b", 3), *ring("c", 3)],
        [quad for i in range(500) for quad in ring(f"r{i}x", 6)],
    ],
    ids=["clique", "ring", "rings of two sizes", "many rings"],
)
def test_symmetric_graphs_are_told_the_same_in_time(quads: list[ox.Quad]) -> None:
    started = time.process_time()
    assert not diff(quads, shuffled(quads, random.Random(7))).differs  # noqa: S311 - no secret
    assert time.process_time() - started < 20


def test_a_ring_that_is_cut_is_told_and_mended_by_the_patch() -> None:
    old = ring("b", 300)
    new = shuffled(old, random.Random(3))[1:]  # noqa: S311 - no secret
    found = diff(old, new)
    assert found.differs
    left = apply(render_difference(found, "patch", "en"), old)
    assert len(left) == len(new)


def test_a_hundred_thousand_statements_take_seconds() -> None:
    p = [ox.NamedNode(f"https://example.org/p{i}") for i in range(5)]
    old = [
        ox.Quad(ox.NamedNode(f"https://example.org/s{i // 5}"), p[i % 5], ox.Literal(str(i)))
        for i in range(100_000)
    ]
    new = [
        ox.Quad(q.subject, q.predicate, ox.Literal("changed")) if i % 10 == 0 else q
        for i, q in enumerate(old)
    ]
    started = time.process_time()
    found = diff(old, new)
    for format_ in ("text", "patch", "json"):
        render_difference(found, format_, "en")
    assert time.process_time() - started < 30
    assert len(found.removed) == 10_000
