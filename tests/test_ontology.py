"""The ontology: every term is explained, and agrees with the model, the context, shapes, queries and data."""

import csv
import dataclasses
import datetime as dt
import doctest
import functools
import importlib.util
import re
import sys
import typing
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import owlrl
import pyoxigraph as ox
import pytest
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, FOAF, ORG, OWL, PROV, QB, RDF, RDFS, SDO, SKOS, VANN, XSD

from trialgraph import context, factfiles, model, rdf, termgraph
from trialgraph.grounding import Verdict, ground
from trialgraph.joining import Join, Named
from trialgraph.lexicon import Lexicon, load_lexicon
from trialgraph.model import KINDS, Document, Evidence, Fact, Field, Quantity, Review, statement_fields
from trialgraph.problems import Bilingual

ROOT = Path(__file__).parent.parent
CORE = ROOT / "ontology" / "trialgraph.ttl"
ALIGNMENTS = ROOT / "ontology" / "alignments.ttl"
TABLE = ROOT / "ontology" / "alignments.sssom.tsv"
CHECKED = Path(__file__).parent / "data" / "checked_terms.tsv"
"""Every term of another vocabulary that we use, with the file in which somebody saw it."""

TG = Namespace("https://w3id.org/trialgraph/ns#")
ONTOLOGY = URIRef("https://w3id.org/trialgraph/ns")
DEFINITION = URIRef("http://purl.obolibrary.org/obo/IAO_0000115")
STATUS = URIRef("http://purl.org/ontology/bibo/status")
LANGUAGES = ["en", "fr"]
BUILT_IN = (str(RDF), str(RDFS), str(OWL), str(XSD))

SUPERCLASSES = {"SourceDocument", "StudyGroup", "Intervention"}
"""Classes that no fact has as its kind: they join the kinds of one family."""
FAMILIES = {"document": "SourceDocument", "group": "StudyGroup", "intervention": "Intervention"}
"""The class of the families that have one; any other family has one kind."""
NARROWER = {"of_cohort": "Cohort", "has_arm": "Arm"}
"""Fields that name a study group of one kind only."""
NOT_CODES = {"Language": "the languages of labels, not a code"}
NOT_IN_MODEL = {
    "IdentifierSource": {"Curated", "FromTerminology"},
    "GroundingStatus": {"Grounded", "Ambiguous", "Doubtful", "Ungrounded"},
}
"""Codes that no fact may say: they are written with what terminologies know."""
ANY_SUBJECT = {"hasIdentifier": "every thing may have one"}
ANY_OBJECT = {
    "about": "a claim may be about anything",
    "registryIri": "it names what a registry holds",
    "relationSubject": "terminologies relate things of many sorts",
    "relationObject": "terminologies relate things of many sorts",
    "joinedThing": "things of many sorts are joined",
    "joinedInto": "things of many sorts are joined",
}
FUNCTIONAL = {"ucumCode", "scheme", "identifierValue"}
"""Their values are part of the IRI of their subject: a second value would be a second thing."""
RL_DATATYPES = {XSD.string, XSD.integer, XSD.decimal, XSD.boolean}
"""Of those that we use, the datatypes of OWL 2 RL; reasoners stop at a range of any other."""


@functools.cache
def core() -> Graph:
    return Graph().parse(CORE)


@functools.cache
def alignments() -> Graph:
    return Graph().parse(ALIGNMENTS)


def local(term: object) -> str:
    return str(term).removeprefix(str(TG))


def ours(*kinds: URIRef) -> list[str]:
    """Give the names of our terms of the given types, as they stand in the file."""
    found = {s for kind in kinds for s in core().subjects(RDF.type, kind) if str(s).startswith(str(TG))}
    return sorted(local(s) for s in found)


CLASSES = ours(OWL.Class)
PROPERTIES = ours(OWL.ObjectProperty, OWL.DatatypeProperty)
SCHEMES = ours(SKOS.ConceptScheme)
CONCEPTS = ours(SKOS.Concept)
TERMS = [*CLASSES, *PROPERTIES, *SCHEMES, *CONCEPTS]
FACT_FILES = sorted([*ROOT.glob("data/releases/*.yaml"), *ROOT.glob("tests/fixtures/facts/exemplar.yaml")])
FIELDS = sorted({name for kind in KINDS.values() for name in statement_fields(kind)})
GENERATED = sorted(
    term
    for term, definition in context.context().items()
    if term not in FIELDS
    and isinstance(definition, dict)
    and definition["@id"].startswith("tg:")
    and local(context.expand(definition["@id"])) in PROPERTIES
)
"""Keys of the context that are properties and not fields of a fact."""


def camel(field: str) -> str:
    first, *rest = field.split("_")
    return first + "".join(part.capitalize() for part in rest)


def field_of(name: str) -> Field:
    return next(statement_fields(kind)[name] for kind in KINDS.values() if name in statement_fields(kind))


def bearers(name: str) -> set[str]:
    return {kind for kind, fact in KINDS.items() if name in statement_fields(fact)}


def one(subject: URIRef, predicate: URIRef, graph: Graph | None = None) -> Any:
    """Give the only value of a property."""
    values = list((graph or core()).objects(subject, predicate))
    assert len(values) == 1, f"{subject} {predicate}: {values}"
    return values[0]


def texts(subject: URIRef, predicate: URIRef) -> dict[str | None, str]:
    """Give the texts of a property by language, of which there must be one for each."""
    found = [value for value in core().objects(subject, predicate) if isinstance(value, Literal)]
    assert sorted(str(text.language) for text in found) == LANGUAGES, (
        f"{subject} {predicate}: {sorted(found)}"
    )
    return {text.language: str(text) for text in found}


def names(subject: URIRef, *predicates: URIRef) -> set[str]:
    return {local(o) for predicate in predicates for o in core().objects(subject, predicate)}


def below(classes: Iterable[str]) -> set[str]:
    """Give classes with all their subclasses."""
    found = {TG[name] for name in classes}
    return {local(s) for name in found for s in core().transitive_subjects(RDFS.subClassOf, name)}


# What there is


def test_there_are_as_many_terms_as_the_design_asks_for() -> None:
    assert len(CLASSES) >= 35
    assert len(PROPERTIES) >= 70
    assert len(SCHEMES) >= 20
    assert len(CONCEPTS) >= 60
    assert len(FIELDS) >= 80
    assert len(GENERATED) >= 15
    assert max(Counter(TERMS).values()) == 1, "a term is one thing only"


def test_rdflib_and_pyoxigraph_read_the_same_triples() -> None:
    for file, least in ((CORE, 2500), (ALIGNMENTS, 150)):
        quads = list(ox.parse(path=str(file), format=ox.RdfFormat.TURTLE))
        text = "\n".join(f"{quad.triple} ." for quad in quads)
        assert len(quads) >= least
        assert isomorphic(Graph().parse(file), Graph().parse(data=text, format="nt"))


def test_blank_nodes_stand_only_where_owl_wants_them() -> None:
    lists = {node for start in core().objects(None, OWL.members) for node in cells(start)}
    axioms = set(core().subjects(RDF.type, OWL.AllDisjointClasses))
    assert {node for triple in core() for node in triple if isinstance(node, BNode)} == lists | axioms
    assert not [node for triple in alignments() for node in triple if isinstance(node, BNode)]


def cells(start: Any) -> Iterator[Any]:
    """Give the nodes of an RDF list."""
    while start != RDF.nil:
        yield start
        start = core().value(start, RDF.rest)


# The header


@pytest.mark.parametrize("predicate", [DCTERMS.title, DCTERMS.description, DCTERMS.abstract])
def test_header_speaks_both_languages(predicate: URIRef) -> None:
    assert all(text.strip() for text in texts(ONTOLOGY, predicate).values())


def test_header_names_version_namespace_and_status() -> None:
    version = one(ONTOLOGY, OWL.versionInfo)
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert one(ONTOLOGY, OWL.versionIRI) == URIRef(f"{ONTOLOGY}/{version}")
    assert str(one(ONTOLOGY, VANN.preferredNamespaceUri)) == context.prefixes()["tg"] == str(TG)
    assert str(one(ONTOLOGY, VANN.preferredNamespacePrefix)) == "tg"
    assert version in one(ONTOLOGY, DCTERMS.bibliographicCitation)
    assert str(one(ONTOLOGY, STATUS)).startswith("http://purl.org/ontology/bibo/status/")
    assert len(list(core().objects(ONTOLOGY, DCTERMS.source))) >= 3


def test_header_names_a_licence_by_its_iri() -> None:
    """Pitfall P41: nobody may use an ontology without a licence."""
    assert one(ONTOLOGY, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert "https://creativecommons.org/licenses/by/4.0/" in (ROOT / "LICENSE-DATA").read_text("utf-8")


@pytest.mark.parametrize("predicate", [DCTERMS.creator, DCTERMS.publisher])
def test_header_describes_the_agents_that_it_names(predicate: URIRef) -> None:
    agent = one(ONTOLOGY, predicate)
    assert isinstance(agent, URIRef)
    assert one(agent, RDF.type) == FOAF.Group
    assert one(agent, FOAF.name)


def test_header_dates_are_dates_in_order() -> None:
    dates = [one(ONTOLOGY, DCTERMS[name]) for name in ("created", "issued", "modified")]
    assert {date.datatype for date in dates} == {XSD.date}
    assert dates == sorted(dates)


def test_there_is_one_ontology_without_imports_or_predecessor() -> None:
    """Pitfall P38: a file that declares no ontology."""
    for graph, iri in ((core(), ONTOLOGY), (alignments(), URIRef("https://w3id.org/trialgraph/alignments"))):
        assert list(graph.subjects(RDF.type, OWL.Ontology)) == [iri]
        assert not list(graph.objects(None, OWL.imports))
        assert not list(graph.objects(None, OWL.priorVersion))


# The words of each term


@pytest.mark.parametrize("name", TERMS)
def test_term_is_explained_in_both_languages(name: str) -> None:
    """Pitfall P08: missing annotations."""
    term = TG[name]
    definitions = texts(term, SKOS.definition)
    assert all(label == label.strip() != "" for label in texts(term, RDFS.label).values())
    assert all(re.fullmatch(r"\w.{20,}\.", text) and text[0].isupper() for text in definitions.values())
    assert one(term, DEFINITION) == Literal(definitions["en"], lang="en")
    assert one(term, RDFS.isDefinedBy) == ONTOLOGY
    for predicate in (SKOS.scopeNote, SKOS.example):
        if (term, predicate, None) in core():
            assert all(texts(term, predicate).values())


@pytest.mark.parametrize("name", [*CLASSES, *SCHEMES, *CONCEPTS])
def test_name_of_class_or_concept_is_pascal_case(name: str) -> None:
    """Pitfall P22: mixed naming."""
    assert re.fullmatch(r"([A-Z][a-z0-9]*)+", name)


@pytest.mark.parametrize("name", PROPERTIES)
def test_name_of_property_is_camel_case(name: str) -> None:
    """Pitfall P22: mixed naming."""
    assert re.fullmatch(r"[a-z][a-z0-9]*([A-Z][a-z0-9]*)*", name)


def test_no_two_terms_are_defined_alike() -> None:
    for language in LANGUAGES:
        definitions = Counter(texts(TG[name], SKOS.definition)[language] for name in TERMS)
        assert len(definitions) >= 200
        assert [text for text, count in definitions.items() if count > 1] == []


def test_no_two_terms_of_a_sort_share_a_label() -> None:
    for sort in (CLASSES, PROPERTIES, SCHEMES):
        for language in LANGUAGES:
            labels = Counter(texts(TG[name], RDFS.label)[language] for name in sort)
            assert [label for label, count in labels.items() if count > 1] == []


@pytest.mark.parametrize(
    "name",
    [
        "Cohort",
        "Arm",
        "direction",
        "significance",
        "level",
        "NotStated",
        "comparesWith",
        "comparedWith",
        "verdict",
    ],
)
def test_what_is_easily_confused_has_a_scope_note(name: str) -> None:
    assert texts(TG[name], SKOS.scopeNote)


def test_texts_are_spelled_as_they_should_be() -> None:
    """British English; French with typographic apostrophes and no-break spaces."""
    literals = [o for o in core().objects() if isinstance(o, Literal)]
    english = [str(o) for o in literals if o.language == "en"]
    french = [str(o) for o in literals if o.language == "fr"]
    assert min(len(english), len(french)) >= 500
    assert not [text for text in english if re.search(r"(?i)\w(ization|randomiz|\benrollment|color)", text)]
    assert not [text for text in french if re.search(r"'|\w [;:?!%»]|« ", text)]


def test_terms_named_in_texts_exist() -> None:
    mentioned = {
        word
        for text in core().objects()
        if isinstance(text, Literal)
        for word in re.findall(r"\btg:([A-Za-z]\w*)", text)
    }
    assert len(mentioned) >= 20
    assert mentioned <= set(TERMS)


# Where terms are used


def mentions(text: str) -> set[str]:
    return set(re.findall(r"(?:(?<!\w)tg:|https://w3id[.]org/trialgraph/ns#)([A-Za-z]\w*)", text))


def test_every_term_of_the_context_is_declared_and_every_declared_term_is_in_the_context() -> None:
    definitions = [d for d in context.context().values() if isinstance(d, dict) and "@prefix" not in d]
    used = {local(iri) for d in definitions if (iri := context.expand(d["@id"])) and iri.startswith(str(TG))}
    assert len(used) >= 140
    assert set(CLASSES) | set(PROPERTIES) == used | SUPERCLASSES
    assert not used & SUPERCLASSES


@pytest.mark.parametrize(
    ("pattern", "files", "terms"), [("queries/*.rq", 30, 100), ("shapes/*.ttl", 10, 150)]
)
def test_every_term_of_shapes_and_queries_is_declared(pattern: str, files: int, terms: int) -> None:
    found = sorted(ROOT.glob(pattern))
    used = {name for file in found for name in mentions(file.read_text("utf-8"))}
    assert len(found) >= files
    assert len(used) >= terms
    assert used - set(TERMS) == set()


def our_terms(quads: Iterable[ox.Quad]) -> list[str]:
    """Give the names of our terms that quads use, in any place."""
    terms: list[Any] = [term for quad in quads for term in (quad.subject, quad.predicate, quad.object)]
    return [local(term.value) for term in terms if term.value.startswith(str(TG))]


@functools.cache
def built(file: Path) -> rdf.DocumentQuads:
    loaded = factfiles.load(file)
    assert loaded.document
    return rdf.document_quads(loaded.document, loaded.facts, frozenset())


@pytest.mark.parametrize("file", FACT_FILES, ids=[file.stem for file in FACT_FILES])
def test_every_term_of_built_data_is_declared(file: Path) -> None:
    used = set(our_terms((*built(file).facts, *built(file).provenance)))
    assert len(used) >= 50
    assert used - set(TERMS) == set()


def test_fact_files_are_found() -> None:
    assert len(FACT_FILES) >= 2


def test_every_term_of_the_terminologies_is_declared() -> None:
    lexicon = load_lexicon()
    things = {(term.family, term.id) for term in lexicon.terminology.terms}
    quads = termgraph.terminology_quads(lexicon, things, named(lexicon))
    assert len(quads) >= 100
    assert set(our_terms(quads)) >= {
        "Identifier",
        "hasIdentifier",
        "scheme",
        "identifierValue",
        "registryIri",
        "identifierSource",
        "checkedIn",
        "Curated",
    }


# Model, context and ontology agree


def test_every_kind_of_fact_is_a_class() -> None:
    assert len(KINDS) >= 25
    assert set(KINDS) <= set(CLASSES)


@pytest.mark.parametrize("family", sorted({kind.family for kind in KINDS.values()}))
def test_kinds_of_a_family_are_the_subclasses_of_its_class(family: str) -> None:
    kinds = {name for name, kind in KINDS.items() if kind.family == family}
    assert below([family_class(family)]) - SUPERCLASSES == kinds


def family_class(family: str) -> str:
    if family in FAMILIES:
        return FAMILIES[family]
    (kind,) = (name for name, kind in KINDS.items() if kind.family == family)
    return kind


@pytest.mark.parametrize("name", FIELDS)
def test_field_is_the_property_that_the_context_says(name: str) -> None:
    prop = TG[camel(name)]
    field = field_of(name)
    is_node = bool(field.reference or field.codes or field.type is Quantity)
    assert context.expand(context.context()[name]["@id"]) == str(prop)
    assert (prop, RDF.type, OWL.ObjectProperty if is_node else OWL.DatatypeProperty) in core()


@pytest.mark.parametrize("name", FIELDS)
def test_property_belongs_to_the_kinds_that_have_the_field(name: str) -> None:
    prop = TG[camel(name)]
    assert below(names(prop, RDFS.domain, SDO.domainIncludes)) - SUPERCLASSES == bearers(name)


@pytest.mark.parametrize("name", [name for name in FIELDS if field_of(name).reference])
def test_range_is_the_class_of_the_family_that_the_field_refers_to(name: str) -> None:
    family = field_of(name).reference
    assert family
    expected = NARROWER.get(name, family_class(family))
    assert one(TG[camel(name)], RDFS.range) == TG[expected]
    assert expected in below([family_class(family)])


def code_lists() -> dict[str, set[str]]:
    """Give the codes of each alias of the model that lists some, and of the lists that it has not."""
    aliases = {
        name: set(typing.get_args(value))
        for name, value in vars(model).items()
        if typing.get_origin(value) is typing.Literal and name not in NOT_CODES
    }
    return aliases | NOT_IN_MODEL


def test_every_code_list_of_the_model_is_a_scheme_and_every_code_a_concept_of_it() -> None:
    assert len(code_lists()) >= 20
    assert {f"{alias}Scheme" for alias in code_lists()} == set(SCHEMES)
    for alias, codes in code_lists().items():
        members = {local(s) for s in core().subjects(SKOS.inScheme, TG[f"{alias}Scheme"])}
        assert members == codes, alias


@pytest.mark.parametrize("name", [name for name in FIELDS if field_of(name).codes])
def test_property_of_a_code_names_its_scheme(name: str) -> None:
    prop = TG[camel(name)]
    scheme = one(prop, QB.codeList)
    assert code_lists()[local(scheme).removesuffix("Scheme")] == set(field_of(name).codes)
    assert one(prop, RDFS.range) == SKOS.Concept
    assert context.context()[name]["@type"] == "@vocab"


@pytest.mark.parametrize("name", GENERATED)
def test_generated_property_is_of_the_kind_that_the_context_says(name: str) -> None:
    definition = context.context()[name]
    prop = TG[local(context.expand(definition["@id"]))]
    is_node = definition.get("@type") in ("@id", "@vocab")
    assert camel(name) == local(prop)
    assert (prop, RDF.type, OWL.ObjectProperty if is_node else OWL.DatatypeProperty) in core()
    assert (definition.get("@type") == "@vocab") == ((prop, QB.codeList, None) in core())


def literal_terms() -> list[str]:
    return [
        name
        for name in [*FIELDS, *GENERATED]
        if context.context()[name].get("@type", "xsd:").startswith("xsd:")
    ]


@pytest.mark.parametrize("name", literal_terms())
def test_values_have_the_datatype_that_the_context_gives_them(name: str) -> None:
    definition = context.context()[name]
    prop = TG[local(context.expand(definition["@id"]))]
    expected = {context.expand(definition["@type"])} if "@type" in definition else text_types(name)
    if name in FIELDS and field_of(name).type is model.PartialDate:
        expected |= {str(XSD.gYearMonth), str(XSD.gYear)}
    said = [str(o) for p in (RDFS.range, SDO.rangeIncludes) for o in core().objects(prop, p)]
    assert sorted(said) == sorted(filter(None, expected))


def text_types(name: str) -> set[str]:
    """Give the datatypes of a text: with a language, without one, or either, as the kind has it."""
    everywhere = context.context()[name]
    scoped = [
        definition["@context"][name]
        for definition in context.context().values()
        if isinstance(definition, dict) and name in definition.get("@context", {})
    ]
    return {
        str(XSD.string if "@language" in one and one["@language"] is None else RDF.langString)
        for one in (everywhere, *scoped)
    }


def test_literal_terms_are_all_there() -> None:
    assert len(literal_terms()) >= 40


# Logic that does no harm


@pytest.mark.parametrize("name", PROPERTIES)
def test_property_has_one_domain_and_one_range_at_most(name: str) -> None:
    """Pitfalls P19 (several domains or ranges mean their intersection) and P11 (none at all)."""
    prop = TG[name]
    domains = list(core().objects(prop, RDFS.domain))
    ranges = list(core().objects(prop, RDFS.range))
    says_who = bool(domains) + ((prop, SDO.domainIncludes, None) in core())
    says_what = bool(ranges) + ((prop, SDO.rangeIncludes, None) in core())
    assert len(domains) <= 1
    assert len(ranges) <= 1
    assert says_who == (0 if name in ANY_SUBJECT else 1)
    assert says_what == (0 if name in ANY_OBJECT else 1)


def test_a_domain_is_never_given_to_a_property_of_several_classes() -> None:
    shared = [name for name in FIELDS if len({KINDS[kind].family for kind in bearers(name)}) > 1]
    assert {"name", "title", "of_trial", "of_group", "as_of"} <= set(shared)
    assert [name for name in shared if list(core().objects(TG[camel(name)], RDFS.domain))] == []


def test_ranges_are_datatypes_of_owl_2_rl() -> None:
    ranges = {o for name in PROPERTIES for o in core().objects(TG[name], RDFS.range)}
    assert {o for o in ranges if str(o).startswith(BUILT_IN)} == RL_DATATYPES


def test_only_what_makes_the_iri_of_its_subject_is_functional() -> None:
    characteristics = [
        OWL.FunctionalProperty,
        OWL.InverseFunctionalProperty,
        OWL.TransitiveProperty,
        OWL.SymmetricProperty,
    ]
    assert set(ours(*characteristics)) == FUNCTIONAL
    assert all((TG[name], RDF.type, OWL.DatatypeProperty) in core() for name in FUNCTIONAL)


def test_relations_have_one_direction() -> None:
    """Pitfall P13 asks for inverses; we store one direction on purpose."""
    assert list(core().subject_objects(OWL.inverseOf)) == []


def test_founding_members_are_members_and_units_are_parts() -> None:
    assert set(core().subject_objects(RDFS.subPropertyOf)) == {
        (TG.foundingMemberOf, TG.memberOf),
        (TG.unitOf, TG.partOf),
    }


def test_subclasses_form_no_cycle() -> None:
    """Pitfall P06: cycles in the hierarchy."""
    for name in CLASSES:
        parents = list(core().objects(TG[name], RDFS.subClassOf))
        assert len(parents) <= 1
        assert not any(TG[name] in core().transitive_objects(p, RDFS.subClassOf) for p in parents)


def test_what_must_not_mix_is_disjoint() -> None:
    """Pitfall P10: without disjointness no mistake can be seen."""
    groups = [
        {local(member) for member in Collection(core(), start)} for start in core().objects(None, OWL.members)
    ]
    assert {"Cohort", "Arm", "ArmGroup"} in groups
    assert any({"Person", "Organisation", "Drug", "Disease", "Claim"} <= group for group in groups)
    assert (TG.DrugIntervention, OWL.disjointWith, TG.PlaceboIntervention) in core()
    for kind in ("DrugIntervention", "PlaceboIntervention"):
        assert (TG.OtherIntervention, OWL.disjointWith, TG[kind]) in core()
    for group in groups:
        for name in group:
            assert not group & (below([name]) - {name}), "a class and its subclass cannot be disjoint"


# Concepts


@pytest.mark.parametrize("name", CONCEPTS)
def test_concept_is_well_placed_in_its_schemes(name: str) -> None:
    concept = TG[name]
    schemes = set(core().objects(concept, SKOS.inScheme))
    tops = set(core().objects(concept, SKOS.topConceptOf))
    assert schemes
    assert schemes <= {TG[scheme] for scheme in SCHEMES}
    assert tops == set(core().subjects(SKOS.hasTopConcept, concept))
    assert texts(concept, SKOS.prefLabel) == texts(concept, RDFS.label)
    assert one(concept, SKOS.notation) == Literal(name)
    if broader := list(core().objects(concept, SKOS.broader)):
        assert not tops
        assert all(set(core().objects(b, SKOS.inScheme)) == schemes for b in broader)
    else:
        assert tops == schemes


@pytest.mark.parametrize("name", SCHEMES)
def test_concepts_of_a_scheme_have_labels_of_their_own(name: str) -> None:
    members = [TG[concept] for concept in CONCEPTS if (TG[concept], SKOS.inScheme, TG[name]) in core()]
    assert members
    assert texts(TG[name], SKOS.prefLabel) == texts(TG[name], RDFS.label)
    for language in LANGUAGES:
        assert len({texts(member, SKOS.prefLabel)[language] for member in members}) == len(members)


def test_narrower_phases_are_below_their_phase() -> None:
    assert {(local(s), local(o)) for s, o in core().subject_objects(SKOS.broader)} == {
        ("Phase1b", "Phase1"),
        ("Phase2a", "Phase2"),
        ("Phase2b", "Phase2"),
    }


# Nothing loose, nothing foreign


@pytest.mark.parametrize("name", [*CLASSES, *PROPERTIES])
def test_term_is_connected(name: str) -> None:
    """Pitfall P04: unconnected elements."""
    links = (RDFS.subClassOf, RDFS.domain, RDFS.range, SDO.domainIncludes, SDO.rangeIncludes)
    term = TG[name]
    assert any((term, link, None) in core() or (None, link, term) in core() for link in links)


def test_every_class_and_property_in_use_is_declared() -> None:
    """Pitfalls P34 and P35: untyped classes and properties."""
    declared = set(core().subjects(RDF.type, OWL.Class))
    places = (RDFS.domain, RDFS.range, RDFS.subClassOf, SDO.domainIncludes, OWL.disjointWith, RDF.type)
    classes = {o for place in places for o in core().objects(None, place)}
    classes |= {member for start in core().objects(None, OWL.members) for member in Collection(core(), start)}
    assert {c for c in classes if not str(c).startswith(BUILT_IN)} - declared == set()
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    properties = {s for kind in kinds for s in core().subjects(RDF.type, kind)}
    assert {p for p in core().predicates() if not str(p).startswith(BUILT_IN)} - properties == set()


def test_nothing_is_said_of_terms_of_others_but_their_type() -> None:
    """Pitfall P40: namespace hijacking."""
    home = (str(TG), str(ONTOLOGY), "https://w3id.org/trialgraph/")
    foreign = [(s, p) for s, p in core().subject_predicates() if isinstance(s, URIRef)]
    assert {p for s, p in foreign if not str(s).startswith(home)} == {RDF.type}


def test_iris_carry_no_file_extension() -> None:
    """Pitfall P36: an IRI that ends like a file."""
    assert not [s for s in core().subjects() if re.search(r"[.](owl|ttl|rdf|xml|html)\b", str(s))]


def checked() -> dict[str, str]:
    rows = list(csv.DictReader(CHECKED.read_text("utf-8").splitlines(), delimiter="\t"))
    assert list(rows[0]) == ["iri", "label", "source"]
    assert all(all(value.strip() for value in row.values()) for row in rows)
    assert len({row["iri"] for row in rows}) == len(rows) >= 150
    return {row["iri"]: row["source"] for row in rows}


def foreign_terms(graph: Graph) -> set[str]:
    """Give the IRIs of others that a graph uses as terms: not those that its header points to."""
    header = {ONTOLOGY, *graph.subjects(RDF.type, OWL.Ontology)}
    found = {str(p) for p in graph.predicates()} | {str(o) for o in graph.objects(None, STATUS)}
    found |= {str(t) for s, _, o in graph if s not in header for t in (s, o) if isinstance(t, URIRef)}
    return {iri for iri in found if not iri.startswith((*BUILT_IN, "https://w3id.org/trialgraph/"))}


def test_every_term_of_another_vocabulary_was_checked_in_its_source() -> None:
    used = foreign_terms(core()) | foreign_terms(alignments())
    assert used - set(checked()) == set()
    assert set(checked()) - used == set(), "checked, and no longer used"


# The alignments

COLUMNS = [
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "object_source_version",
    "comment",
]
"""Slots of an SSSOM mapping (https://mapping-commons.github.io/sssom/Mapping/), in SSSOM's order."""
LOGICAL = ("dcat:", "fabio:", "foaf:", "oa:", "org:", "prov:", "qudt:", "void:")
"""The vocabularies that a reasoner may follow us into."""


@functools.cache
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("alignments", ROOT / "tools" / "alignments.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@functools.cache
def mapping_set() -> tuple[Mapping[str, Any], list[dict[str, str]]]:
    text = TABLE.read_text("utf-8")
    metadata, _ = tool().read(text)
    body = [line for line in text.splitlines() if not line.startswith("#")]
    return metadata, list(csv.DictReader(body, delimiter="\t"))


def expand(curie: str) -> URIRef:
    prefix, _, name = curie.partition(":")
    return URIRef(mapping_set()[0]["curie_map"][prefix] + name)


def test_mapping_set_says_what_it_is() -> None:
    metadata, rows = mapping_set()
    assert metadata["mapping_set_id"] == "https://w3id.org/trialgraph/alignments.sssom.tsv"
    assert metadata["mapping_set_version"] == str(one(ONTOLOGY, OWL.versionInfo))
    assert metadata["subject_source_version"] == str(one(ONTOLOGY, OWL.versionIRI))
    assert metadata["license"] == str(one(ONTOLOGY, DCTERMS.license))
    assert isinstance(metadata["mapping_date"], dt.date)
    curies = ("subject_id", "predicate_id", "object_id", "mapping_justification")
    used = {row[column].partition(":")[0] for row in rows for column in curies}
    assert set(metadata["curie_map"]) == used


def test_mappings_are_whole_and_in_order() -> None:
    _, rows = mapping_set()
    assert len(rows) >= 110
    keys = [(row["subject_id"], row["predicate_id"], row["object_id"]) for row in rows]
    assert keys == sorted(set(keys))
    for row in rows:
        assert list(row) == COLUMNS
        assert all(row[column] for column in COLUMNS if column != "comment"), row
        assert row["mapping_justification"] == "semapv:ManualMappingCuration"


def test_a_pair_of_terms_is_mapped_once() -> None:
    """An object cannot be both the same and broader (SKOS, S46)."""
    pairs = Counter((row["subject_id"], row["object_id"]) for row in mapping_set()[1])
    assert [pair for pair, count in pairs.items() if count > 1] == []


def test_mappings_name_our_terms_by_their_labels() -> None:
    for row in mapping_set()[1]:
        assert texts(expand(row["subject_id"]), RDFS.label)["en"] == row["subject_label"]


def test_mappings_name_the_source_in_which_the_object_was_checked() -> None:
    sources = checked()
    for row in mapping_set()[1]:
        assert sources[str(expand(row["object_id"]))] == row["object_source_version"], row["object_id"]


def test_logic_reaches_only_vocabularies_that_a_reasoner_may_follow() -> None:
    sorts = {"rdfs:subClassOf": CLASSES, "rdfs:subPropertyOf": PROPERTIES}
    logical = [row for row in mapping_set()[1] if row["predicate_id"] in sorts]
    assert len(logical) >= 20
    for row in logical:
        assert row["object_id"].startswith(LOGICAL), row
        assert local(expand(row["subject_id"])) in sorts[row["predicate_id"]]


def test_that_a_drug_treats_a_disease_is_never_said() -> None:
    for file in (CORE, ALIGNMENTS, TABLE):
        assert not re.search(r"biolink\W+treats|vocab/treats", file.read_text("utf-8"))


def test_the_core_leaves_mappings_to_the_alignments() -> None:
    predicates = {SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch}
    assert not predicates & set(core().predicates())
    for predicate in (RDFS.subClassOf, RDFS.subPropertyOf):
        assert all(str(o).startswith(str(TG)) for o in core().objects(None, predicate))


@pytest.mark.parametrize("name", TERMS)
def test_source_of_a_term_is_one_that_it_is_mapped_to(name: str) -> None:
    mapped = {o for p in tool().PREDICATES for o in alignments().objects(TG[name], expand(p))}
    sources = set(core().objects(TG[name], DCTERMS.source))
    assert len(sources) == bool(mapped)
    assert sources <= mapped


def test_axioms_are_the_rows_of_the_table() -> None:
    predicates = {expand(p) for p in tool().PREDICATES}
    axioms = {(s, p, o) for s, p, o in alignments() if p in predicates}
    rows = mapping_set()[1]
    assert axioms == {
        (expand(row["subject_id"]), expand(row["predicate_id"]), expand(row["object_id"])) for row in rows
    }


def test_examples_of_the_tool_run() -> None:
    assert doctest.testmod(tool()) == doctest.TestResults(failed=0, attempted=3)


def test_tool_writes_the_same_from_any_order_of_rows() -> None:
    metadata, matches = tool().read(TABLE.read_text("utf-8"))
    assert matches[::-1] != matches
    assert tool().turtle(metadata, matches[::-1]) == ALIGNMENTS.read_text("utf-8")


def test_tool_tells_a_stale_file_and_mends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    axioms = tmp_path / "alignments.ttl"
    monkeypatch.setattr(tool(), "AXIOMS", axioms)
    assert tool().main(["--check"]) == 1
    assert not axioms.exists()
    assert tool().main([]) == 0
    assert tool().main(["--check"]) == 0
    axioms.write_text(axioms.read_text("utf-8") + "#", encoding="utf-8")
    assert tool().main(["--check"]) == 1


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("skos:exactMatch\tbiolink:Drug", "owl:sameAs\tbiolink:Drug", "`owl:sameAs` is not one of"),
        ("\tbiolink:Drug\t", "\tbiolnk:Drug\t", "the prefix of `biolnk:Drug`"),
    ],
)
def test_tool_refuses_a_table_that_it_cannot_read(
    old: str,
    new: str,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = TABLE.read_text("utf-8")
    assert text.count(old) == 1
    table = tmp_path / "alignments.sssom.tsv"
    table.write_text(text.replace(old, new), encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    monkeypatch.setattr(tool(), "TABLE", table)
    assert tool().main(["--check"]) == 2
    assert f"alignments.sssom.tsv: line {line}: {message}" in capsys.readouterr().err


# Reasoning: OWL 2 RL over the ontology, the alignments and data

ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
"""How owlrl reports an inconsistency."""

SAMPLES: Mapping[type, object] = {
    str: "a word",
    int: 2015,
    bool: True,
    Decimal: Decimal("1.5"),
    dt.date: dt.date(2026, 11, 23),
    model.PartialDate: model.PartialDate("2026-11"),
    Quantity: Quantity(value=Decimal(150), unit="mg"),
}


REVIEWS: Mapping[str, Review] = {
    "Drug": Review(status="Draft"),
    "Disease": Review(status="Accepted", by="Nobody", on=dt.date(2026, 11, 24), why="It says so."),
}
"""By the kind of the sample; the others are the curator's."""


def id_of(kind: str) -> str:
    return f"sample-{kind.lower()}"


def sample(kind: str) -> Fact:
    """Make a fact that states something in every field of its kind."""
    values: dict[str, Any] = {
        name: sample_value(field) for name, field in statement_fields(KINDS[kind]).items()
    }
    evidence = Evidence(quote="a word", start=0, end=6, rule="a-rule")
    return KINDS[kind](id=id_of(kind), evidence=(evidence,), review=REVIEWS.get(kind), **values)


def sample_value(field: Field) -> object:
    values: tuple[object, ...]
    if field.reference:
        kinds = [kind for kind, fact in KINDS.items() if fact.family == field.reference]
        values = tuple(id_of(k) for k in kinds if k == NARROWER.get(field.name, k))
    elif field.codes:
        values = field.codes
    else:
        values = ("P24W" if field.type is model.Duration else SAMPLES[field.type],)
    return values if field.many else values[0]


@functools.cache
def valid_data() -> Graph:
    """Give facts of every kind with every field, their provenance and the terminologies, as triples."""
    document = Document(
        id=id_of("PressRelease"),
        language="en",
        sha256="0" * 64,
        length=6,
        source="sample.txt",
        rights="Invented",
        curator="Nobody",
        curated=dt.date(2026, 11, 23),
    )
    quads = rdf.document_quads(document, [sample(kind) for kind in KINDS], frozenset())
    lexicon = load_lexicon()
    things = {(term.family, term.id) for term in lexicon.terminology.terms}
    known = termgraph.terminology_quads(lexicon, things, named(lexicon))
    joins = termgraph.join_quads([JOIN], {})
    graph = as_graph((*quads.facts, *quads.provenance, *known, *joins))
    for family, id_ in things:  # that they are named is what says what they are: no document does here
        graph.add((URIRef(context.iri(family, id_)), RDF.type, TG[family_class(family)]))
    return graph


JOIN = Join(
    family="person",
    subject="a-quill",
    document="first",
    object="ada-quill",
    other_document="second",
    is_same=True,
    reason=Bilingual(en="the initials fit", fr="les initiales conviennent"),
)


def named(lexicon: Lexicon) -> list[Named]:
    """Give a name with each of the verdicts."""
    grounding = ground("iscalimab", lexicon, families=["drug"])
    verdicts: tuple[Verdict, ...] = ("grounded", "ambiguous", "doubtful", "unknown")
    return [
        Named(
            key=("drug", verdict),
            name=verdict,
            documents=("first",),
            mentions=1,
            grounding=dataclasses.replace(grounding, verdict=verdict),
            is_decided=False,
        )
        for verdict in verdicts
    ]


def as_graph(quads: Iterable[ox.Quad]) -> Graph:
    return Graph().parse(data="\n".join(f"{quad.triple} ." for quad in quads), format="nt")


def reason(graph: Graph) -> Graph:
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


@functools.cache
def logic() -> Graph:
    """Give the ontology and the alignments without their texts, which mean nothing to OWL: it is faster."""
    graph = Graph()
    for triple in (*core(), *alignments()):
        if not isinstance(triple[2], Literal):
            graph.add(triple)
    return graph


def reason_over(turtle: str) -> Graph:
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in context.prefixes().items())
    return reason(logic() + Graph().parse(data=prefixes + turtle, format="turtle"))


def errors(closure: Graph) -> list[str]:
    return [str(message) for message in closure.objects(None, ERROR)]


@functools.cache
def reasoned() -> Graph:
    return reason(core() + alignments() + valid_data())


def test_valid_data_uses_every_property_and_every_kind() -> None:
    used = {local(p) for p in valid_data().predicates()} & set(PROPERTIES)
    assert set(PROPERTIES) - used == set()
    assert set(CLASSES) - {local(c) for c in valid_data().objects(None, RDF.type)} == SUPERCLASSES


def test_valid_data_is_consistent() -> None:
    assert errors(reasoned()) == []
    assert set(reasoned().subjects(RDF.type, OWL.Nothing)) <= {OWL.Nothing}
    assert set(reasoned().subjects(RDFS.subClassOf, OWL.Nothing)) <= {OWL.Nothing}


def types(node: URIRef, graph: Graph) -> set[str]:
    return {local(o) for o in graph.objects(node, RDF.type)} & set(CLASSES)


def retyped(data: Graph, closure: Graph) -> list[URIRef]:
    """Give the nodes that reasoning puts into classes of ours beside those that they are stated to be of."""
    nodes = {s for s in data.subjects() if isinstance(s, URIRef)}
    assert len(nodes) >= 20
    above = {
        name: {local(c) for c in core().transitive_objects(TG[name], RDFS.subClassOf)} for name in CLASSES
    }
    return [n for n in nodes if types(n, closure) != set().union(*(above[k] for k in types(n, data)))]


def test_reasoning_adds_no_type_of_ours_but_superclasses() -> None:
    """Domains and ranges must not turn one thing into another."""
    assert retyped(valid_data(), reasoned()) == []


@pytest.mark.parametrize("file", FACT_FILES, ids=[file.stem for file in FACT_FILES])
def test_what_documents_state_is_consistent(file: Path) -> None:
    data = as_graph(built(file).facts)
    closure = reason(logic() + data)
    assert errors(closure) == []
    assert retyped(data, closure) == []


def test_reasoning_identifies_no_two_things() -> None:
    same = [(s, o) for s, o in reasoned().subject_objects(OWL.sameAs) if s != o]
    assert same == []


@pytest.mark.parametrize(
    ("subject", "predicate", "object_"),
    [
        ("document:sample-pressrelease", RDF.type, PROV.Entity),
        ("affiliation:sample-affiliation", RDF.type, ORG.Membership),
        ("affiliation:sample-affiliation", ORG.member, "person:sample-person"),
        ("organisation:sample-organisation", ORG.subOrganizationOf, "organisation:sample-organisation"),
        ("quantity:150-mg", RDF.type, URIRef("http://qudt.org/schema/qudt/QuantityValue")),
    ],
)
def test_reasoning_follows_the_alignments(subject: str, predicate: URIRef, object_: str) -> None:
    expected = context.expand(object_) or object_
    triple = (URIRef(context.expand(subject) or ""), predicate, URIRef(expected))
    assert triple not in valid_data()
    assert triple in reasoned()


def test_founding_members_are_inferred_to_be_members() -> None:
    closure = reason_over("organisation:a tg:foundingMemberOf organisation:b .")
    members = URIRef(context.iri("organisation", "a")), URIRef(context.iri("organisation", "b"))
    assert (members[0], TG.memberOf, members[1]) in closure
    assert (members[0], ORG.memberOf, members[1]) in closure


@pytest.mark.parametrize(
    "turtle",
    [
        pytest.param("group:a tg:ofCohort group:b . group:b a tg:Arm .", id="an arm as a cohort"),
        pytest.param("group:a tg:hasArm group:b . group:b a tg:Cohort .", id="a cohort as an arm"),
        pytest.param("trial:a tg:hasSponsor person:b . person:b a tg:Person .", id="a person as a sponsor"),
        pytest.param(
            "intervention:a a tg:PlaceboIntervention ; tg:usesDrug drug:b .", id="a placebo that is a drug"
        ),
        pytest.param("drug:a a tg:Drug , tg:Disease .", id="a drug that is a disease"),
        pytest.param(
            "trial:a tg:comparesWith group:b . group:b a tg:Arm .", id="an arm as what a trial compares with"
        ),
        pytest.param(
            "intervention:a a tg:OtherIntervention , tg:DrugIntervention .", id="a device that is a drug"
        ),
        pytest.param("publication:a a tg:Publication , tg:Journal .", id="a paper that is a journal"),
    ],
)
def test_a_mistake_in_data_is_an_inconsistency(turtle: str) -> None:
    assert errors(reason_over(turtle))
