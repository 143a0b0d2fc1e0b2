"""The shipped queries: each answers from the releases what its golden file says.

A golden file is Markdown: what a reader of the release should know, then the result as a table. With
`--update-golden` the tables are written anew: read the difference against the release. Quotes are not
repeated there; the `quote` column is checked against the fact files instead.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

import trialgraph
from trialgraph import context, rdf, rdffiles, store
from trialgraph.model import ClinicalTrial, Document, Fact, OutcomeResult
from trialgraph.queries import NamedQuery, shipped_queries

ROOT = Path(__file__).parent.parent
RELEASE = ROOT / "data" / "releases" / "ap-hp-twinss-2024-09-11.yaml"
GOLDEN = Path(__file__).parent / "golden" / "queries"

QUERIES = shipped_queries()
PARAMETERS = [(query, parameter) for query in QUERIES.values() for parameter in query.parameters]

every_query = pytest.mark.parametrize("query", QUERIES.values(), ids=list(QUERIES))
every_parameter = pytest.mark.parametrize(
    ("query", "parameter"), PARAMETERS, ids=[f"{query.name}-{parameter}" for query, parameter in PARAMETERS]
)

Row = tuple[str, ...]
Compare = Callable[[str, bytes], None]


@dataclass(frozen=True)
class Table:
    """A result as text: IRIs as CURIEs, what has no value as ""."""

    columns: Row
    rows: tuple[Row, ...]

    def records(self) -> list[dict[str, str]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def without_quotes(self) -> "Table":
        kept = [index for index, column in enumerate(self.columns) if column != "quote"]
        return Table(self._only(self.columns, kept), tuple(self._only(row, kept) for row in self.rows))

    @staticmethod
    def _only(row: Row, kept: list[int]) -> Row:
        return tuple(row[index] for index in kept)


def ask(graph: store.LocalStore, query: NamedQuery, **parameters: str) -> Table:
    answer = terms(graph, query, **parameters)
    return Table(answer.columns, tuple(tuple(map(_cell, row)) for row in answer.rows))


def terms(graph: store.LocalStore, query: NamedQuery, **parameters: str) -> store.Table:
    answer = store.query(graph, query.text, parameters=parameters, name=query.name)
    assert isinstance(answer, store.Table)
    return answer


def _cell(term: store.Term | None) -> str:
    match term:
        case None:
            return ""
        case ox.NamedNode():
            return context.compress(term.value)
        case ox.Literal():
            return term.value
        case _:
            raise TypeError(term)


def example(query: NamedQuery, parameter: str) -> str:
    """The CURIE that a parameter's explanation gives as an example."""
    found = re.search(r", for example ([a-z_]+:[a-z0-9.-]+)$", query.parameters[parameter])
    assert found, f"{query.name}: `{parameter}` gives no example"
    return found.group(1)


def node(curie: str) -> ox.NamedNode:
    iri = context.expand(curie)
    assert iri
    return ox.NamedNode(iri)


# The graphs


@pytest.fixture(scope="module")
def built() -> trialgraph.Build:
    return trialgraph.build([RELEASE])


@pytest.fixture(scope="module")
def merged(built: trialgraph.Build) -> store.LocalStore:
    """The merged graph: no claims."""
    return store.LocalStore(built.graph)


@pytest.fixture(scope="module")
def dataset(built: trialgraph.Build) -> store.LocalStore:
    """The dataset: with claims."""
    return store.LocalStore(built.dataset)


@pytest.fixture(scope="module")
def rdflib_graph(built: trialgraph.Build) -> rdflib.Graph:
    triples = rdffiles.serialise(rdffiles.merge(built.dataset), ".nt")
    return rdflib.Graph().parse(data=triples, format="nt")


# Golden results


def golden_page(query: NamedQuery, table: Table) -> bytes:
    """Write a golden file: the prose that it has, and a table."""
    rows = [table.columns, ("---",) * len(table.columns), *table.rows]
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([golden_prose(query), "", *lines, ""]).encode()


def golden_prose(query: NamedQuery) -> str:
    path = GOLDEN / f"{query.name}.md"
    text = path.read_text(encoding="utf-8") if path.exists() else f"# {query.title.en}"
    return text.partition("\n| ")[0].strip()


def test_there_are_queries_and_each_has_a_golden_file() -> None:
    assert len(QUERIES) >= 49
    assert set(QUERIES) == {path.stem for path in GOLDEN.glob("*.md")}


@every_query
def test_query_gives_its_golden_result(query: NamedQuery, dataset: store.LocalStore, golden: Compare) -> None:
    table = ask(dataset, query).without_quotes()
    golden(f"queries/{query.name}.md", golden_page(query, table))


@every_query
def test_golden_file_has_rows_or_says_why_there_are_none(query: NamedQuery) -> None:
    prose, _, table = (GOLDEN / f"{query.name}.md").read_text(encoding="utf-8").partition("\n| ")
    assert prose.startswith(f"# {query.title.en}\n\n")
    assert (table.count("\n") > 2) != ("\nEmpty: " in prose)


@every_query
def test_merged_graph_gives_what_the_dataset_gives(
    query: NamedQuery, merged: store.LocalStore, dataset: store.LocalStore
) -> None:
    """A query that reads claims finds none in the merged graph; any other needs no more than that graph."""
    expected = () if query.reads_claims else ask(dataset, query).rows
    assert expected == ask(merged, query).rows


@every_query
def test_rdflib_gives_the_same_rows(
    query: NamedQuery, dataset: store.LocalStore, rdflib_graph: rdflib.Graph
) -> None:
    rows: list[Row] = []
    for solution in rdflib_graph.query(query.text):
        assert isinstance(solution, rdflib.query.ResultRow)
        rows.append(tuple(_rdflib_cell(term) for term in solution))
    expected = Counter(map(_by_value, ask(dataset, query).rows))
    assert expected == Counter(map(_by_value, rows))


def _rdflib_cell(term: object) -> str:
    return "" if term is None else context.compress(term) if isinstance(term, rdflib.URIRef) else str(term)


def _by_value(row: Row) -> tuple[str | Decimal, ...]:
    """Compare numbers by value: engines write a quotient with as many digits as they like."""
    return tuple(Decimal(cell) if re.fullmatch(r"-?\d+(\.\d+)?", cell) else cell for cell in row)


# What the release says, in the words of a test


def test_significant_improvements_are_those_of_150_mg_and_600_mg_in_cohort_1(
    merged: store.LocalStore,
) -> None:
    records = ask(merged, QUERIES["significant-improvements"]).records()
    assert [(r["dose"], r["unit"]) for r in records] == [("150", "mg"), ("600", "mg")]
    cohorts = [merged.triples(node(r["arm_id"]), node("tg:ofCohort")) for r in records]
    assert [[_cell(quad.object) for quad in quads] for quads in cohorts] == [["group:twinss.cohort-1"]] * 2


@pytest.mark.parametrize("name", ["numbers", "quotes", "dated-claims", "inferred-claims"])
def test_quotes_are_those_of_the_fact_files(
    name: str, built: trialgraph.Build, dataset: store.LocalStore
) -> None:
    pieces = {piece for fact in built.facts for piece in fact.evidence}
    by_place = {(str(piece.start), str(piece.end)): piece.quote for piece in pieces}
    records = ask(dataset, QUERIES[name]).records()
    assert records
    for record in records:
        assert record["quote"] in by_place.values()
        if "start" in record:
            assert record["quote"] == by_place[record["start"], record["end"]]


def test_quotes_cover_every_piece_of_evidence(built: trialgraph.Build, dataset: store.LocalStore) -> None:
    expected = {
        (context.compress(rdf.fact_iri(fact)), str(piece.start), str(piece.end))
        for fact in built.facts
        for piece in fact.evidence
    }
    records = ask(dataset, QUERIES["quotes"]).records()
    assert expected == {(r["thing_id"], r["start"], r["end"]) for r in records}


def test_every_thing_that_a_document_names_has_one_label_in_each_language(
    built: trialgraph.Build, merged: store.LocalStore
) -> None:
    """The queries pick a label by language: two would double rows, none would leave a blank."""
    things = {rdf.fact_iri(fact) for fact in built.facts}
    assert len(things) > 100
    for thing in things:
        labels = merged.triples(
            ox.NamedNode(thing), ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
        )
        tags = sorted(q.object.language or "" for q in labels if isinstance(q.object, ox.Literal))
        assert tags in ([""], ["en", "fr"]), thing


# Parameters and language


def test_parameters_are_collected() -> None:
    assert len(PARAMETERS) >= 34


@every_parameter
def test_parameter_narrows_the_result(query: NamedQuery, parameter: str, dataset: store.LocalStore) -> None:
    """With its example a query gives some of its rows, with an unknown thing none."""
    whole = ask(dataset, query)
    some = ask(dataset, query, **{parameter: example(query, parameter)})
    unknown = ask(dataset, query, **{parameter: "https://example.org/unknown"})
    assert bool(some.rows) == bool(whole.rows)
    assert set(some.rows) <= set(whole.rows)
    assert unknown.rows == ()
    if parameter in whole.columns:
        assert [r for r in whole.records() if r[parameter] == example(query, parameter)] == some.records()


@every_parameter
def test_example_of_a_parameter_is_in_the_graph(
    query: NamedQuery, parameter: str, merged: store.LocalStore
) -> None:
    assert merged.triples(node(example(query, parameter)))


def test_organisation_links_are_found_from_either_end(merged: store.LocalStore) -> None:
    query = QUERIES["organisation-links"]
    ends = {("fondation-ap-hp", "ap-hp"), ("bicetre-hospital", "ap-hp")}
    for part, whole in ends:
        for end in (part, whole):
            records = ask(merged, query, organisation_id=f"organisation:{end}").records()
            assert (f"organisation:{part}", f"organisation:{whole}") in {
                (r["subject_id"], r["object_id"]) for r in records
            }


def test_appearances_reach_an_organisation_through_its_units(merged: store.LocalStore) -> None:
    records = ask(merged, QUERIES["appearances"], organisation_id="organisation:ap-hp").records()
    assert [(r["unit_id"], r["role"], r["thing_id"]) for r in records] == [
        ("organisation:bicetre-hospital-rheumatology", "participant", "trial:twinss")
    ]


@every_query
def test_labels_in_french_lose_no_row(query: NamedQuery, dataset: store.LocalStore) -> None:
    french = terms(dataset, query, lang="fr")
    assert len(ask(dataset, query).rows) == len(french.rows)
    languages = {term.language for row in french.rows for term in row if isinstance(term, ox.Literal)}
    assert languages <= ({None, "en", "fr"} if query.name == "names" else {None, "fr"})


def test_labels_come_in_the_language_asked_for(merged: store.LocalStore) -> None:
    query = QUERIES["trials"]
    assert [r["disease"] for r in ask(merged, query).records()] == ["Sjögren's disease"]
    assert [r["disease"] for r in ask(merged, query, lang="fr").records()] == ["maladie de Sjögren"]


# Queries that have no row here, or no occasion to fail, on graphs where they have


def test_number_differences_finds_the_enrolment_that_two_documents_state(built: trialgraph.Build) -> None:
    facts = [replace(f, enrolment=274) if isinstance(f, ClinicalTrial) else f for f in built.facts]
    graph = store.LocalStore([*built.dataset, *another_release(built, facts)])
    records = ask(graph, QUERIES["number-differences"]).records()
    assert [(r["property"], r["lower"], r["higher"], r["higher_in_id"]) for r in records] == [
        ("enrolment", "273", "274", "document:another-release")
    ]


def test_effects_gives_estimate_interval_and_p_value(built: trialgraph.Build) -> None:
    result = next(f for f in built.facts if isinstance(f, OutcomeResult) and f.of_endpoint and f.of_group)
    estimated = replace(
        result,
        effect_measure="MeanDifference",
        estimate=Decimal("-2.1"),
        ci_lower=Decimal("-3.5"),
        ci_upper=Decimal("-0.7"),
        ci_level=Decimal(95),
        p_value_operator="LessThan",
        p_value=Decimal("0.01"),
    )
    graph = store.LocalStore([*built.dataset, *another_release(built, [estimated])])
    columns = ("measure", "estimate", "ci_lower", "ci_upper", "ci_percent", "operator", "p_value")
    records = ask(graph, QUERIES["effects"]).records()
    assert [tuple(r[column] for column in columns) for r in records] == [
        ("MeanDifference", "-2.1", "-3.5", "-0.7", "95", "LessThan", "0.01")
    ]


def test_unsupported_claims_finds_a_claim_that_lost_its_evidence(built: trialgraph.Build) -> None:
    evidence = node("tg:hasEvidence")
    lost = next(quad.subject for quad in built.dataset if quad.predicate == evidence)
    kept = [quad for quad in built.dataset if (quad.subject, quad.predicate) != (lost, evidence)]
    records = ask(store.LocalStore(kept), QUERIES["unsupported-claims"]).records()
    assert isinstance(lost, ox.NamedNode)
    assert [r["claim_id"] for r in records] == [context.compress(lost.value)]


def test_drugs_by_disease_follows_the_subclasses_of_a_loaded_ontology(built: trialgraph.Build) -> None:
    """A trial in Sjögren's disease is one in autoimmune disease where MONDO says so."""
    asked = {"disease_id": "disease:autoimmune-disease"}
    mondo = [ox.NamedNode(f"http://purl.obolibrary.org/obo/MONDO_{n}") for n in ("0010030", "0007179")]
    below = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
    wider = ox.Quad(node(asked["disease_id"]), node("skos:exactMatch"), mondo[1])
    without, loaded = [*built.graph, wider], [*built.graph, wider, ox.Quad(mondo[0], below, mondo[1])]
    query = QUERIES["drugs-by-disease"]
    assert ask(store.LocalStore(without), query, **asked).rows == ()
    records = ask(store.LocalStore(loaded), query, **asked).records()
    assert [(r["investigated"], r["drug_id"]) for r in records] == [("Sjögren's disease", "drug:iscalimab")]


def test_participants_counts_a_cohort_once_that_two_documents_state(built: trialgraph.Build) -> None:
    graph = store.LocalStore([*built.dataset, *another_release(built, built.facts)])
    records = ask(graph, QUERIES["participants"]).records()
    assert [(r["in_cohorts"], r["difference"]) for r in records] == [("273", "0")]


def test_percentages_fit_the_group_size_that_they_were_computed_of(built: trialgraph.Build) -> None:
    """8 of 130 and 1 of 43, the sizes that the paper gives for the arms of cohort 1, are 6 % and 2 %."""
    sizes = {"group:twinss.iscalimab-arms": 130, "group:twinss.placebo-arms": 43}
    count = node("tg:participantCount")
    quads = [ox.Quad(node(group), count, ox.Literal(size)) for group, size in sizes.items()]
    graph = store.LocalStore([*built.graph, *quads])
    records = ask(graph, QUERIES["percentage-checks"]).records()
    assert {(r["n"], r["size"]) for r in records if r["fits"] == "true"} == {("8", "130"), ("1", "43")}
    for record in ask(graph, QUERIES["implied-denominators"]).records():
        size = {"8": 130, "1": 43}[record["n"]]
        assert int(record["smallest"]) <= size <= int(record["largest"])


def another_release(built: trialgraph.Build, facts: Sequence[Fact]) -> Iterator[ox.Quad]:
    """Another document that states facts; their labels are those of the first."""
    document = replace(first(built), id="another-release", sha256="0" * 64)
    quads = rdf.document_quads(document, facts, frozenset(rdf.fact_iri(fact) for fact in facts))
    yield from quads.facts
    yield from quads.provenance


def first(built: trialgraph.Build) -> Document:
    return built.documents[0]


# The files


@every_query
def test_query_is_named_in_kebab_case_and_titled_in_both_languages(query: NamedQuery) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", query.name)
    assert query.title.en
    assert query.title.fr
    assert query.title.en != query.title.fr
    assert "'" not in query.title.fr


def test_titles_are_unique() -> None:
    assert len({query.title.en for query in QUERIES.values()}) == len(QUERIES)
    assert len({query.title.fr for query in QUERIES.values()}) == len(QUERIES)


@every_query
def test_query_says_what_it_is_for(query: NamedQuery) -> None:
    head = query.text.partition("\n\n")[0]
    assert re.search(r"\n#\n# \S", head), "after the headers, an empty comment line and prose"
    assert query.reads_claims == bool(re.search(r"tg:(Claim|states|about)\b", query.text))


@every_query
def test_query_stays_at_home_and_orders_its_rows(query: NamedQuery) -> None:
    """No network and no choice of graphs: the default graph holds every triple once."""
    body = without_comments(query.text)
    assert not re.search(r"\b(SERVICE|FROM|GRAPH)\b", body, re.IGNORECASE)
    assert re.search(r"\nORDER BY .+\n$", body)


@every_query
def test_query_declares_the_prefixes_it_uses_as_the_context_does(query: NamedQuery) -> None:
    body = without_comments(query.text)
    declared = dict(re.findall(r"^PREFIX ([a-z]+): <(.+)>$", body, re.MULTILINE))
    used = set(re.findall(r"(?<![\w<])([a-z]+):\w", re.sub(r'<[^>]*>|"[^"]*"', "", body)))
    assert used == set(declared)
    assert declared == {prefix: context.prefixes()[prefix] for prefix in used}


@every_query
def test_query_has_a_place_for_each_parameter_and_for_the_language(query: NamedQuery) -> None:
    body = without_comments(query.text)
    assert set(query.parameters) == set(re.findall(r"VALUES \?([a-z_]+) \{ UNDEF \}", body))
    assert 'VALUES ?lang { "en" }' in body


@every_query
def test_query_puts_names_before_ids(query: NamedQuery, dataset: store.LocalStore) -> None:
    ids = [column.endswith("_id") for column in ask(dataset, query).columns]
    assert ids == sorted(ids)


@every_query
def test_query_uses_only_words_of_the_ontology(query: NamedQuery, ontology: frozenset[str]) -> None:
    words = set(re.findall(r"\btg:(\w+)", without_comments(query.text)))
    assert words
    assert words <= ontology


@pytest.fixture(scope="module")
def ontology() -> frozenset[str]:
    graph = rdflib.Graph().parse(ROOT / "ontology" / "trialgraph.ttl")
    namespace = context.prefixes()["tg"]
    return frozenset(str(s).removeprefix(namespace) for s in graph.subjects() if str(s).startswith(namespace))


def without_comments(text: str) -> str:
    return re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)
