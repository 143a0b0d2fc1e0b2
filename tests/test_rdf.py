"""Facts as RDF: the triples that they mean, and beside each the words that state it."""

import dataclasses
import datetime as dt
import json
import os
import re
import subprocess
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import trialgraph
from trialgraph import claims, context, factfiles, rdf, rdffiles, reports
from trialgraph.model import (
    KINDS,
    Dosing,
    Drug,
    Duration,
    Evidence,
    Fact,
    FactFile,
    Field,
    OutcomeResult,
    PartialDate,
    Publication,
    Quantity,
    Review,
    statement_fields,
)
from trialgraph.problems import Bilingual
from trialgraph.rdf import DocumentQuads, document_quads

Golden = Callable[[str, bytes], None]

EVIDENCE = (Evidence(quote="abc", start=0, end=3),)
SPARQL_PREFIXES = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in context.prefixes().items())


@pytest.fixture(scope="module")
def exemplar(fixtures: Path) -> FactFile:
    file = factfiles.load(fixtures / "facts" / "exemplar.yaml")
    assert file.problems == ()
    return file


@pytest.fixture(scope="module")
def quads(exemplar: FactFile) -> DocumentQuads:
    return as_quads(exemplar)


@pytest.fixture(scope="module")
def store(quads: DocumentQuads) -> ox.Store:
    store = ox.Store()
    store.extend([*quads.facts, *quads.provenance])
    return store


def as_quads(file: FactFile, facts: Iterable[Fact] | None = None) -> DocumentQuads:
    assert file.document is not None
    return document_quads(file.document, list(file.facts if facts is None else facts), frozenset())


def rows(store: ox.Store, query: str) -> list[tuple[Any, ...]]:
    """Ask the union of all graphs."""
    solutions = store.query(SPARQL_PREFIXES + query, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    return [tuple(row) for row in solutions]


def select(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    """Ask the union of all graphs, and give the values as CURIEs and plain texts."""
    return [tuple(context.compress(text_of(term)) for term in row) for row in rows(store, query)]


def text_of(term: Any) -> str:
    """Give the IRI or the text of a term; pyoxigraph's types allow a triple there, our graphs have none."""
    return str(term.value)


def iri(curie: str) -> ox.NamedNode:
    expanded = context.expand(curie)
    assert expanded is not None
    return ox.NamedNode(expanded)


# The exemplar


def test_the_facts_of_the_exemplar_are_these_triples(quads: DocumentQuads, golden: Golden) -> None:
    golden("exemplar.ttl", rdffiles.serialise(quads.facts, ".ttl"))


def test_the_named_graphs_of_the_exemplar_are_these(quads: DocumentQuads, golden: Golden) -> None:
    golden("exemplar.trig", rdffiles.serialise([*quads.facts, *quads.provenance], ".trig"))


def test_every_run_gives_the_same_bytes(fixtures: Path) -> None:
    """Python gives its sets another order in each process, unless PYTHONHASHSEED says otherwise."""
    script = (
        "import sys; from trialgraph import factfiles, rdf, rdffiles\n"
        f"file = factfiles.load({str(fixtures / 'facts' / 'exemplar.yaml')!r})\n"
        "quads = rdf.document_quads(file.document, file.facts, frozenset())\n"
        "for suffix in rdffiles.FORMATS:\n"
        "    sys.stdout.buffer.write(rdffiles.serialise([*quads.facts, *quads.provenance], suffix))\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }

    assert len(outputs) == 1
    assert len(outputs.pop()) > 500_000


@settings(max_examples=10)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_facts_in_the_file_does_not_matter(random: Random) -> None:
    file = factfiles.load(Path(__file__).parent / "fixtures" / "facts" / "exemplar.yaml")
    shuffled = list(file.facts)
    random.shuffle(shuffled)

    assert as_quads(file, shuffled) == as_quads(file)


def test_a_thing_with_two_names_is_labelled_by_the_one_that_is_printed_first(exemplar: FactFile) -> None:
    early = Drug(id="a", name="examplimab", evidence=(Evidence(quote="examplimab", start=5, end=15),))
    late = Drug(id="a", name="EX-101", evidence=(Evidence(quote="EX-101", start=50, end=56),))

    for facts in ([early, late], [late, early]):
        labels = [q.object for q in as_quads(exemplar, facts).facts if q.predicate == iri("rdfs:label")]
        assert labels == [ox.Literal("examplimab")]


def test_the_exemplar_conforms_to_every_shape(fixtures: Path) -> None:
    checked = trialgraph.validate([fixtures / "facts" / "exemplar.yaml"])

    assert reports.render_text(checked.problems, "en") == ""
    assert sum(checked.focus_nodes.values()) > 500


# What every graph must hold


def test_there_is_no_blank_node(quads: DocumentQuads) -> None:
    terms = {type(t) for q in [*quads.facts, *quads.provenance] for t in (q.subject, q.object, q.graph_name)}

    assert terms == {ox.NamedNode, ox.Literal}


def test_facts_and_provenance_stand_in_two_graphs_named_by_the_text(
    exemplar: FactFile, quads: DocumentQuads
) -> None:
    assert exemplar.document is not None
    name = f"https://w3id.org/trialgraph/doc/{exemplar.document.sha256[:12]}"

    assert {q.graph_name for q in quads.facts} == {ox.NamedNode(name)}
    assert {q.graph_name for q in quads.provenance} == {ox.NamedNode(f"{name}/prov")}


def test_every_statement_of_a_claim_is_a_triple_of_the_facts(quads: DocumentQuads, store: ox.Store) -> None:
    facts = {q.triple for q in quads.facts}
    stated = {
        ox.Triple(subject, predicate, object_)
        for subject, predicate, object_ in rows(
            store,
            "SELECT ?s ?p ?o { ?claim tg:states ?x . ?x a rdf:Statement ; "
            "rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }",
        )
    }

    assert len(stated) > 100
    assert stated <= facts


def test_every_triple_that_a_document_states_is_claimed(quads: DocumentQuads, store: ox.Store) -> None:
    """Kinds and labels are the curator's; of the document itself the file says what is not stated."""
    stated = set(select(store, "SELECT ?s ?p ?o { ?x rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }"))
    unstated = Counter(
        context.compress(q.predicate.value)
        for q in quads.facts
        if tuple(context.compress(text_of(t)) for t in (q.subject, q.predicate, q.object)) not in stated
    )

    assert unstated.keys() == {
        "rdf:type",
        "rdfs:label",
        "dcterms:language",
        "dcterms:rights",
        "tg:sha256",
        "tg:textLength",
        "tg:sourceFile",
        "tg:ucumCode",
        "qudt:hasUnit",
        "qudt:numericValue",
    }


def test_a_claim_states_what_its_own_fact_says_and_no_more(exemplar: FactFile) -> None:
    """Two facts about one trial: each quote vouches for its own words only."""
    facts = [fact for fact in exemplar.facts if fact.id == "exemplar"]
    assert len(facts) == 3
    store = ox.Store()
    store.extend(as_quads(exemplar, facts).provenance)

    by_quote: dict[str, set[str]] = {}
    for quote, predicate in select(
        store,
        "SELECT ?quote ?p "
        "{ ?claim tg:states/rdf:predicate ?p ; tg:hasEvidence/oa:hasSelector/oa:exact ?quote }",
    ):
        by_quote.setdefault(quote, set()).add(predicate)

    assert by_quote["essai EXEMPLAR"] == {"tg:name"}
    assert by_quote["120 patients ont été inclus dans 14 centres de 3 pays, en 2 cohortes"] == {
        "tg:enrolment",
        "tg:siteCount",
        "tg:countryCount",
        "tg:cohortCount",
    }
    assert "tg:phase" in by_quote["phase II"]


def test_every_claim_says_where_when_how_and_by_whom_it_was_read(exemplar: FactFile, store: ox.Store) -> None:
    assert exemplar.document is not None
    short = exemplar.document.sha256[:12]
    rows = select(
        store,
        """SELECT DISTINCT ?claim ?document ?graph ?on ?curator ?ended {
          ?claim a tg:Claim ; prov:wasDerivedFrom ?document ; tg:assertedIn ?graph ; tg:statedOn ?on ;
                 tg:about ?thing ; tg:hasEvidence ?evidence ; tg:states ?statement ;
                 prov:wasGeneratedBy [ a tg:CurationActivity ; tg:curator ?curator ; tg:endedOn ?ended ;
                                       prov:used ?document ] .
          ?graph a tg:DocumentGraph ; tg:ofDocument ?document .
          ?thing a ?kind }""",
    )

    assert len(rows) == len(exemplar.facts)
    assert {row[1:] for row in rows} == {
        (
            "document:exemplar-2025-03-14",
            f"https://w3id.org/trialgraph/doc/{short}",
            "2025-03-14",
            "TrialGraph contributors",
            "2025-03-15",
        )
    }


def test_a_claim_carries_its_certainty_and_the_rule_that_found_its_words(
    exemplar: FactFile, store: ox.Store
) -> None:
    inferred = [fact for fact in exemplar.facts if fact.certainty == "Inferred"]

    assert len(select(store, "SELECT ?c { ?c tg:certainty tg:Inferred }")) == len(inferred) >= 3
    assert len(select(store, "SELECT ?c { ?c tg:certainty tg:AsStated }")) == len(exemplar.facts) - len(
        inferred
    )
    assert select(store, "SELECT ?quote { ?e tg:rule 'phase-roman' ; oa:hasSelector/oa:exact ?quote }") == [
        ("phase II",)
    ]


def test_a_fact_that_is_only_a_label_is_a_claim_that_states_nothing(exemplar: FactFile) -> None:
    fact = Drug(id="a", label=Bilingual(en="a", fr="b"), evidence=EVIDENCE)
    quads = as_quads(exemplar, [fact])

    predicates = {context.compress(q.predicate.value) for q in quads.provenance}
    assert "tg:hasEvidence" in predicates
    assert "tg:states" not in predicates


def test_without_the_date_of_the_release_a_claim_has_no_date(exemplar: FactFile) -> None:
    quads = as_quads(exemplar, [Drug(id="a", name="a", evidence=EVIDENCE)])

    assert iri("tg:statedOn") not in {q.predicate for q in quads.provenance}


def test_the_document_itself_is_described_with_its_checksum_and_its_rights(store: ox.Store) -> None:
    rows = select(
        store,
        """SELECT ?kind ?language ?length ?source (LANG(?rights) AS ?of_rights) {
          document:exemplar-2025-03-14 a ?kind ; dcterms:language ?language ; tg:textLength ?length ;
            tg:sourceFile ?source ; dcterms:rights ?rights ; tg:sha256 ?sha }""",
    )

    assert rows == [("tg:PressRelease", "fr", "1728", "exemplar.txt", "en")]


def test_every_quote_is_the_text_at_its_place_in_sparql_too(fixtures: Path, quads: DocumentQuads) -> None:
    text = (fixtures / "facts" / "exemplar.txt").read_text(encoding="utf-8")

    assert_every_quote_is_cut_from(text, quads, at_least=40)


def assert_every_quote_is_cut_from(text: str, quads: DocumentQuads, *, at_least: int) -> None:
    """SPARQL's SUBSTR counts code points from 1, as XPath does: what it cuts must be the quote."""
    store = ox.Store()
    store.extend(quads.provenance)
    store.add(ox.Quad(iri("tg:text"), iri("tg:text"), ox.Literal(text, language="fr")))
    found = rows(
        store,
        """SELECT ?exact (SUBSTR(?text, ?start + 1, ?end - ?start) AS ?cut) {
          tg:text tg:text ?text .
          ?evidence a tg:Evidence ; oa:hasSelector ?quote , ?position .
          ?quote a oa:TextQuoteSelector ; oa:exact ?exact .
          ?position a oa:TextPositionSelector ; oa:start ?start ; oa:end ?end }""",
    )
    assert len(found) >= at_least
    for exact, cut in found:
        assert exact == cut


@given(st.data())
def test_any_span_of_any_text_survives_to_sparql(
    spans: st.SearchStrategy[tuple[str, int, int]], data: st.DataObject
) -> None:
    text, start, end = data.draw(spans)
    quote = {"quote": text[start:end], "start": start, "end": end}
    facts = [{"kind": "Drug", "id": "a", "name": "a", "evidence": [quote]}]
    head = "document:\n" + textwrap.indent(
        f"id: a\nlanguage: fr\nsource: a\nsha256: {'0' * 64}\nlength: {len(text)}\nrights: a\n"
        "curator: a\ncurated: 2025-03-15\n",
        "  ",
    )
    file = factfiles.parse((head + yaml.safe_dump({"facts": facts}, allow_unicode=True)).encode(), "x.yaml")
    assert file.problems == ()

    assert_every_quote_is_cut_from(text, as_quads(file), at_least=1)


# Every field of every kind


def value_for(field: Field) -> Any:
    """Give a value that the field may hold."""
    if field.codes:
        return field.codes[-1]
    if field.reference:
        return "a.b" if any(k.within for k in KINDS.values() if k.family == field.reference) else "a"
    return {
        str: f"« {field.name} » 😀",
        int: 1905,
        bool: False,
        Decimal: Decimal("0.50"),
        dt.date: dt.date(2025, 3, 14),
        PartialDate: PartialDate("2025-03"),
        Duration: Duration("P1M2W3D"),
        Quantity: Quantity(value=Decimal("18.750"), unit="mg"),
    }[field.type]


def full(kind: type[Fact]) -> Fact:
    """Give a fact of the kind with every field filled."""
    fields = statement_fields(kind).values()
    values: dict[str, Any] = {f.name: (value_for(f),) if f.many else value_for(f) for f in fields}
    return kind(
        id="a.b" if kind.within else "a", evidence=EVIDENCE, label=Bilingual(en="en", fr="fr"), **values
    )


PLAIN_NAMES = {"ClinicalTrial", "Person", "Journal", "Conference", "Organisation"}
"""The kinds whose name has no language."""


def expected_object(kind: str, field: Field) -> ox.NamedNode | ox.Literal:
    if field.codes:
        return iri(f"tg:{field.codes[-1]}")
    if field.reference:
        return ox.NamedNode(context.iri(field.reference, value_for(field)))
    if field.type is Quantity:
        return iri("quantity:18.75-mg")
    if field.type is str:
        text = value_for(field)
        plain = field.name in {"email", "telephone", "registry_id", "estimate_unit"} or (
            field.name == "name" and kind in PLAIN_NAMES
        )
        plain = plain or (field.name == "title" and kind == "Publication")
        return ox.Literal(text) if plain else ox.Literal(text, language="fr")
    lexical, datatype = {
        int: ("1905", "gYear" if field.name == "founded_in" else "integer"),
        bool: ("false", "boolean"),
        Decimal: ("0.5", "decimal"),
        dt.date: ("2025-03-14", "date"),
        PartialDate: ("2025-03", "gYearMonth"),
        Duration: ("P1M17D", "duration"),
    }[field.type]
    return ox.Literal(lexical, datatype=iri(f"xsd:{datatype}"))


def camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)


@pytest.mark.parametrize("name", KINDS)
def test_every_field_is_the_triple_that_it_should_be(name: str, exemplar: FactFile) -> None:
    kind = KINDS[name]
    fact = full(kind)
    subject = ox.NamedNode(context.iri(kind.family, fact.id))
    expected = {
        (iri(f"tg:{camel(field.name)}"), expected_object(name, field))
        for field in statement_fields(kind).values()
    }
    expected |= {
        (iri("rdf:type"), iri(f"tg:{name}")),
        (iri("rdfs:label"), ox.Literal("en", language="en")),
        (iri("rdfs:label"), ox.Literal("fr", language="fr")),
    }

    quads = as_quads(exemplar, [fact]).facts

    assert {(q.predicate, q.object) for q in quads if q.subject == subject} == expected
    claims = as_quads(exemplar, [fact]).provenance
    stated = [q for q in claims if q.predicate == iri("tg:states")]
    assert len(stated) == len(statement_fields(kind))


# rdflib's own JSON-LD parser still uses what it deprecates.
IGNORE_RDFLIB = pytest.mark.filterwarnings("ignore:.* is deprecated, use Dataset:DeprecationWarning")


@IGNORE_RDFLIB
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", KINDS)
def test_rdflib_reads_the_same_triples_from_the_same_json_ld(name: str, language: str) -> None:
    """The context is plain JSON-LD 1.1: another processor, the same meaning."""
    nodes = [rdf._fact_node(full(KINDS[name]))]
    document = {"@context": [dict(context.context()), {"@language": language}], "@graph": nodes}
    graph = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")

    theirs = {(s.n3(), p.n3(), comparable(o)) for s, p, o in graph}
    ours = {(str(q.subject), str(q.predicate), str(q.object)) for q in rdf.parse_nodes(nodes, language)}
    assert len(ours) >= 4
    assert theirs == ours


def comparable(term: rdflib.term.Node) -> str:
    """Write a term as pyoxigraph does."""
    if isinstance(term, rdflib.Literal):
        if term.language:
            return str(ox.Literal(str(term), language=term.language))
        return str(ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype or rdflib.XSD.string))))
    return term.n3()


@IGNORE_RDFLIB
def test_rdflib_reads_the_same_provenance_from_the_same_json_ld(exemplar: FactFile) -> None:
    assert exemplar.document is not None
    facts = {rdf._claim_id(exemplar.document, fact): fact for fact in exemplar.facts[:5]}
    nodes = [*claims.provenance_nodes(exemplar.document, facts, []), rdf._document_node(exemplar.document)]
    document = {"@context": [dict(context.context()), {"@language": "fr"}], "@graph": nodes}
    graph = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")

    theirs = {(s.n3(), p.n3(), comparable(o)) for s, p, o in graph}
    ours = {(str(q.subject), str(q.predicate), str(q.object)) for q in rdf.parse_nodes(nodes, "fr")}
    assert len(ours) > 100
    assert theirs == ours


# Numbers, quantities, durations

DECIMALS = st.decimals(
    min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False, places=6
) | st.decimals(min_value=0, max_value=100, allow_nan=False, allow_infinity=False, places=2)


@given(DECIMALS)
def test_a_decimal_keeps_its_value_in_every_format_and_engine(number: Decimal) -> None:
    fact = OutcomeResult(id="a.b", evidence=EVIDENCE, estimate=number)
    (quad,) = [q for q in rdf.parse_nodes([rdf._fact_node(fact)], "fr") if q.predicate == iri("tg:estimate")]
    assert isinstance(quad.object, ox.Literal)

    assert Decimal(quad.object.value) == number
    assert re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?", quad.object.value)
    assert rdflib.Literal(quad.object.value, datatype=rdflib.XSD.decimal).value == number
    for suffix in rdffiles.FORMATS:
        (again,) = rdffiles.parse(rdffiles.serialise([quad], suffix), suffix, "x")
        assert again.object == quad.object


def test_equal_quantities_are_one_node_however_they_are_printed(exemplar: FactFile) -> None:
    doses = [Quantity(value=Decimal(text), unit="mg") for text in ("150", "150.0", "150.00")]
    facts = [Dosing(id=f"a.{n}", evidence=EVIDENCE, dose=dose) for n, dose in enumerate(doses)]
    quads = as_quads(exemplar, facts).facts
    node = iri("quantity:150-mg")

    assert {q.object for q in quads if q.predicate == iri("tg:dose")} == {node}
    assert [(context.compress(q.predicate.value), str(q.object)) for q in quads if q.subject == node] == [
        ("rdf:type", "<https://w3id.org/trialgraph/ns#Quantity>"),
        ("qudt:hasUnit", "<http://qudt.org/vocab/unit/MilliGM>"),
        ("qudt:numericValue", '"150"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("rdfs:label", '"150 mg"'),
        ("tg:ucumCode", '"mg"'),
    ]


@pytest.mark.parametrize("unit", sorted(context.units()))
def test_every_unit_becomes_its_qudt_unit_where_qudt_has_one(unit: str, exemplar: FactFile) -> None:
    dose = Quantity(value=Decimal("1.5"), unit=unit)
    quads = as_quads(exemplar, [Dosing(id="a.b", evidence=EVIDENCE, dose=dose)]).facts
    node = ox.NamedNode(rdf.quantity_iri(dose))

    assert (iri("tg:ucumCode"), ox.Literal(unit)) in {
        (q.predicate, q.object) for q in quads if q.subject == node
    }
    linked = context.units()[unit]
    expected = {iri(linked)} if linked else set()
    assert {q.object for q in quads if q.predicate == iri("qudt:hasUnit")} == expected


@pytest.mark.parametrize(
    ("value", "unit", "local"),
    [
        ("1.50", "mg/kg", "1.5-mg%2Fkg"),
        ("5", "%", "5-%25"),
        ("-0.10", "Cel", "-0.1-Cel"),
        ("37", "10*9/L", "37-10%2A9%2FL"),
        ("1", "ug{creatinine}", "1-ug%7Bcreatinine%7D"),
        ("2", "µg", "2-%C2%B5g"),
    ],
)
def test_a_quantity_has_one_path_segment_in_its_iri(value: str, unit: str, local: str) -> None:
    assert (
        rdf.quantity_iri(Quantity(value=Decimal(value), unit=unit))
        == f"{context.prefixes()['quantity']}{local}"
    )


@pytest.mark.parametrize(
    ("written", "in_graph"),
    [
        ("P24W", "P168D"),
        ("P2W3D", "P17D"),
        ("P1Y2M3W4DT5H", "P1Y2M25DT5H"),
        ("P6M", "P6M"),
        ("PT36H", "PT36H"),
        ("P0W", "P0D"),
    ],
)
def test_weeks_are_days_in_the_graph_because_xsd_has_none(written: str, in_graph: str) -> None:
    field = statement_fields(KINDS["Endpoint"])["timepoint"]

    assert rdf.lexical_form(Duration(written), field) == in_graph
    # To Oxigraph a duration with weeks is an error.
    known = [
        rows(ox.Store(), f'SELECT (xsd:duration("{text}") AS ?d) {{}}') != [(None,)]
        for text in (written, in_graph)
    ]
    assert known == ["W" not in written, True]


# Nodes and claims


def test_the_nodes_of_a_fact_are_the_subjects_that_it_makes(exemplar: FactFile) -> None:
    assert exemplar.document is not None
    for fact in exemplar.facts:
        quads = as_quads(exemplar, [fact])
        made = {text_of(q.subject) for q in [*quads.facts, *quads.provenance]}
        families = {"statement", "activity", "document"}
        named = {node for node in made if context.compress(node).partition(":")[0] not in families}
        nodes = set(rdf.nodes_of(exemplar.document, fact))

        assert nodes - {context.iri("document", exemplar.document.id)} == {
            node for node in named if not node.startswith(context.DOCUMENT_GRAPHS)
        }


def test_two_facts_that_differ_in_anything_are_two_claims(exemplar: FactFile) -> None:
    assert exemplar.document is not None
    fact = Drug(id="a", name="a", evidence=EVIDENCE)
    variants = [
        fact,
        dataclasses.replace(fact, id="b"),
        dataclasses.replace(fact, name="b"),
        dataclasses.replace(fact, certainty="Inferred"),
        dataclasses.replace(fact, label=Bilingual(en="a", fr="a")),
        dataclasses.replace(fact, evidence=(Evidence(quote="abc", start=1, end=4),)),
        dataclasses.replace(fact, evidence=(Evidence(quote="abc", start=0, end=3, rule="r"),)),
    ]

    assert len({rdf._claim_id(exemplar.document, variant) for variant in variants}) == len(variants)


def test_a_claim_has_the_same_iri_again_and_another_in_another_document(exemplar: FactFile) -> None:
    assert exemplar.document is not None
    fact = Drug(id="a", name="a", evidence=EVIDENCE)
    other = dataclasses.replace(exemplar.document, sha256="0" * 64)

    assert rdf._claim_id(exemplar.document, fact) == rdf._claim_id(exemplar.document, fact)
    assert (
        rdf._claim_id(exemplar.document, fact).partition(".")[2]
        == rdf._claim_id(other, fact).partition(".")[2]
    )
    assert rdf._claim_id(exemplar.document, fact) != rdf._claim_id(other, fact)


# Drafts and their review

REVIEW = Review(status="Accepted", by="Dr Ada Quill", on=dt.date(2025, 3, 20), why="The words say so.")


def reviewed(name: str, review: Review | None) -> Drug:
    return Drug(id=name, name=name, evidence=EVIDENCE, review=review)


def test_a_rejected_fact_is_in_neither_graph(exemplar: FactFile) -> None:
    assert exemplar.document is not None
    kept, rejected = reviewed("a", None), reviewed("b", Review(status="Rejected"))

    assert as_quads(exemplar, [kept, rejected]) == as_quads(exemplar, [kept])
    assert rdf.nodes_of(exemplar.document, rejected) == {}


def test_a_draft_is_in_the_graph_and_its_claim_says_that_nobody_reviewed_it(exemplar: FactFile) -> None:
    quads = as_quads(exemplar, [reviewed("a", Review(status="Draft"))])
    store = ox.Store()
    store.extend(quads.provenance)

    assert iri("tg:name") in {q.predicate for q in quads.facts}
    assert select(
        store, "SELECT ?status ?kind { ?c tg:reviewStatus ?status ; prov:wasGeneratedBy [a ?kind] }"
    ) == [("tg:Draft", "tg:ExtractionActivity")]
    assert select(store, "SELECT ?review { ?c tg:reviewedIn ?review }") == []


def test_a_review_says_who_decided_when_and_why(exemplar: FactFile) -> None:
    store = ox.Store()
    facts = [reviewed("a", REVIEW), reviewed("b", REVIEW), reviewed("c", None)]
    store.extend(as_quads(exemplar, facts).provenance)

    rows = select(
        store,
        """SELECT DISTINCT ?status ?note ?review ?who ?day {
          ?claim tg:reviewStatus ?status ; tg:reviewNote ?note ; tg:reviewedIn ?review .
          ?review a tg:CurationActivity ; tg:curator ?who ; tg:endedOn ?day ; prov:used ?document }""",
    )
    assert [(status, note, who, day) for status, note, _, who, day in rows] == [
        ("tg:Accepted", "The words say so.", "Dr Ada Quill", "2025-03-20")
    ]
    assert len(select(store, "SELECT ?c { ?c tg:reviewStatus ?status }")) == 2


def test_to_accept_a_draft_does_not_make_another_claim_of_it(exemplar: FactFile) -> None:
    assert exemplar.document is not None
    claimed = {
        rdf._claim_id(exemplar.document, reviewed("a", r)) for r in (None, REVIEW, Review(status="Draft"))
    }

    assert len(claimed) == 1


def test_a_fact_that_is_stated_twice_and_reviewed_differently_is_one_claim(exemplar: FactFile) -> None:
    quads = as_quads(exemplar, [reviewed("a", Review(status="Draft")), reviewed("a", REVIEW)])

    assert len({q.subject for q in quads.provenance if q.predicate == iri("tg:about")}) == 1


def test_a_document_that_nobody_curated_has_no_curation(exemplar: FactFile) -> None:
    assert exemplar.document is not None
    bare = dataclasses.replace(exemplar.document, rights=None, curator=None, curated=None)
    quads = document_quads(bare, [reviewed("a", Review(status="Draft"))], frozenset())

    assert iri("tg:CurationActivity") not in {q.object for q in quads.provenance}
    assert iri("dcterms:rights") not in {q.predicate for q in quads.facts}


def test_what_a_draft_does_not_name_is_labelled_by_its_id_and_what_a_curator_does_not_name_is_not(
    exemplar: FactFile,
) -> None:
    draft = Dosing(id="a.b", route="Oral", evidence=EVIDENCE, review=Review(status="Draft"))
    curated = Dosing(id="a.c", route="Oral", evidence=EVIDENCE)
    quads = as_quads(
        exemplar, [draft, curated, dataclasses.replace(draft, id="a.c", frequency="daily")]
    ).facts

    assert [q.object for q in quads if q.predicate == iri("rdfs:label")] == [ox.Literal("a.b")]


def test_a_rule_and_a_person_who_quote_the_same_words_have_evidence_of_their_own(exemplar: FactFile) -> None:
    words = EVIDENCE[0]
    pieces = [dataclasses.replace(words, rule=rule) for rule in (None, "r", "r.quote", "r/s")]
    facts = [Drug(id=f"a{n}", name="a", evidence=(piece,)) for n, piece in enumerate(pieces)]
    quads = as_quads(exemplar, facts).provenance

    selected = [q for q in quads if q.predicate == iri("oa:exact")]
    assert len({q.subject for q in selected}) == len(selected) == len(pieces)
    with_rule = [q for q in quads if q.predicate == iri("tg:rule")]
    assert len({q.subject for q in with_rule}) == len(with_rule) == len(pieces) - 1


@pytest.mark.parametrize(
    ("written", "datatype"), [("2024-07-31", "date"), ("2024-07", "gYearMonth"), ("2024", "gYear")]
)
def test_a_date_is_as_precise_in_the_graph_as_in_the_document(
    written: str, datatype: str, exemplar: FactFile
) -> None:
    fact = Publication(id="a", published_on=PartialDate(written), evidence=EVIDENCE)
    quads = as_quads(exemplar, [fact]).facts

    assert [q.object for q in quads if q.predicate == iri("tg:publishedOn")] == [
        ox.Literal(written, datatype=iri(f"xsd:{datatype}"))
    ]


def test_a_quantity_in_a_unit_that_we_do_not_know_keeps_its_code(exemplar: FactFile) -> None:
    fact = Dosing(id="a.b", dose=Quantity(value=Decimal(2), unit="{puff}"), evidence=EVIDENCE)
    quads = as_quads(exemplar, [fact]).facts

    assert (iri("tg:ucumCode"), ox.Literal("{puff}")) in {(q.predicate, q.object) for q in quads}
    assert iri("qudt:hasUnit") not in {q.predicate for q in quads}


def test_a_thing_that_a_terminology_labels_is_not_labelled_by_its_printed_name(exemplar: FactFile) -> None:
    assert exemplar.document is not None
    disease = context.iri("disease", "maladie-exemple")

    for labelled, count in ((frozenset({disease}), 0), (frozenset[str](), 1)):
        quads = document_quads(exemplar.document, exemplar.facts, labelled).facts
        labels = [q for q in quads if q.subject == ox.NamedNode(disease) and q.predicate == iri("rdfs:label")]
        assert len(labels) == count


def test_every_thing_of_the_exemplar_has_a_label(exemplar: FactFile, quads: DocumentQuads) -> None:
    labelled = {q.subject for q in quads.facts if q.predicate == iri("rdfs:label")}

    assert {ox.NamedNode(rdf.fact_iri(fact)) for fact in exemplar.facts} <= labelled
