"""What terminologies know, and what was joined, told as RDF."""

from collections.abc import Callable
from types import MappingProxyType

import pyoxigraph as ox
import pytest

from trialgraph import context, rdffiles
from trialgraph.joining import Join, Named
from trialgraph.joining.naming import ground_decided
from trialgraph.lexicon import Lexicon, load_lexicon
from trialgraph.model import Identifier, Relation, Term
from trialgraph.problems import Bilingual
from trialgraph.registries import Registry
from trialgraph.termgraph import join_quads, terminology_quads
from trialgraph.terminology import Terminology

Golden = Callable[[str, bytes], None]


def iri(curie: str) -> ox.NamedNode:
    expanded = context.expand(curie)
    assert expanded is not None
    return ox.NamedNode(expanded)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    registry = Registry(
        scheme="mondo",
        title="Mondo",
        iri_prefix="http://purl.obolibrary.org/obo/MONDO_",
        pattern="^[0-9]{7}$",
        checksum=None,
        source="https://mondo.example",
    )
    parent = Term(
        family="disease", id="groupe-exemple", labels=(("en", "Example group"), ("fr", "groupe d’Exemple"))
    )
    target = Term(family="target", id="exa1", labels=(("en", "EXA1"),))
    drug = Term(
        family="drug",
        id="exalimab",
        labels=(("en", "exalimab"), ("fr", "exalimab")),
        relations=(
            Relation(
                relation="has_target", family="target", id="exa1", source="Table 1", action="Inhibition"
            ),
        ),
    )
    disease = Term(
        family="disease",
        id="maladie-exemple",
        labels=(("en", "Example disease"), ("fr", "maladie d’Exemple")),
        synonyms=(("en", "ED"), ("fr", "ME"), ("", "EX/1")),
        identifiers=(
            Identifier(scheme="mondo", value="0000001", mapping="exact_match", source="checked there"),
            Identifier(
                scheme="mondo", value="0000002", mapping="broad_match", source="Mondo 3", curated=False
            ),
        ),
        relations=(Relation(relation="broader", family="disease", id="groupe-exemple", source="Mondo 3"),),
    )
    terms = Terminology(
        terms=(disease, parent, drug, target), registries=MappingProxyType({"mondo": registry})
    )
    return Lexicon(terms)


def test_what_terminologies_know_of_things_is_told_with_what_it_leads_to(
    lexicon: Lexicon, golden: Golden
) -> None:
    named = [
        Named(
            key=("disease", "maladie-exemple"),
            name="ED",
            documents=("a",),
            mentions=1,
            grounding=ground_decided("ED", "disease", "maladie-exemple", lexicon),
            is_decided=True,
        )
    ]
    quads = terminology_quads(lexicon, [("disease", "maladie-exemple"), ("drug", "exalimab")], named)

    assert {q.graph_name for q in quads} == {ox.NamedNode(context.TERMINOLOGY_GRAPH)}
    golden("terminology.ttl", rdffiles.serialise(quads, ".ttl"))


def test_what_a_terminology_knows_is_not_said_in_the_words_of_documents(lexicon: Lexicon) -> None:
    quads = terminology_quads(lexicon, [("drug", "exalimab")], [])

    assert {q.object for q in quads if q.predicate == iri("tg:knownTarget")} == {iri("target:exa1")}
    assert not [q for q in quads if q.predicate in {iri("tg:hasTarget"), iri("tg:ofClass"), iri("tg:partOf")}]
    assert {q.object for q in quads if q.predicate == iri("tg:relationSource")} == {ox.Literal("Table 1")}


def test_of_nothing_that_is_asked_for_nothing_is_told(lexicon: Lexicon) -> None:
    assert terminology_quads(lexicon, (), ()) == ()
    assert terminology_quads(lexicon, [("disease", "not-there")], ()) == ()


def test_every_shipped_term_can_be_told_without_a_blank_node() -> None:
    shipped = load_lexicon()
    things = {(term.family, term.id) for term in shipped.terminology.terms}
    quads = terminology_quads(shipped, things, ())

    assert len(things) >= 31
    assert {ox.NamedNode(context.iri(*thing)) for thing in things} <= {q.subject for q in quads}
    assert not [q for q in quads if ox.BlankNode in {type(q.subject), type(q.object)}]
    assert {q.object for q in quads if q.predicate == iri("tg:identifierSource")} == {iri("tg:Curated")}


def test_a_join_says_what_was_joined_into_what_and_why() -> None:
    reason = Bilingual(en="the initials fit", fr="les initiales conviennent")
    kept = Join(
        family="person",
        subject="a-quill",
        document="first",
        object="ada-quill",
        other_document="second",
        is_same=True,
        reason=reason,
    )
    apart = Join(
        family="person",
        subject="b-quill",
        document="first",
        object="ada-quill",
        other_document="second",
        is_same=False,
        reason=reason,
    )
    quads = join_quads([kept, apart], {("first", ("person", "a-quill")): "ada-quill"})

    assert {q.graph_name for q in quads} == {ox.NamedNode(context.JOINS_GRAPH)}
    told = {q.predicate: q.object for q in quads if q.predicate != iri("tg:joinReason")}
    assert told[iri("tg:joinedThing")] == iri("person:a-quill")
    assert told[iri("tg:joinedInto")] == iri("person:ada-quill")
    assert told[iri("prov:wasDerivedFrom")] == iri("document:first")
    assert {q.object for q in quads if q.predicate == iri("tg:joinReason")} == {
        ox.Literal("the initials fit", language="en"),
        ox.Literal("les initiales conviennent", language="fr"),
    }
    assert not [q for q in quads if q.object == iri("person:b-quill")]
