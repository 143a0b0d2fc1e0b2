"""From a node of the graph back to the line and the words that made it."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from trialgraph import context, factfiles, rdf
from trialgraph.model import KINDS, FactFile, statement_fields, values_of
from trialgraph.problems import Location
from trialgraph.sourcemap import Locate, Place, locator

ELSEWHERE = Location(file="data/terminologies")
MARK = "▶"


class Source(NamedTuple):
    """A fact file with its text, to find places in it by the words that stand there."""

    text: str
    file: FactFile
    locate: Locate

    def at(self, words: str) -> str:
        """Give `line:column` of the ▶ in words that stand once in the file; blanks between lines are free."""
        before, _, after = words.partition(MARK)
        assert self.text.count(before + after) == 1, f"{before + after!r} is not there once"
        start = self.text.index(before + after) + len(before)
        line = self.text.count("\n", 0, start) + 1
        return f"{line}:{start - self.text.rfind(chr(10), 0, start)}"

    def found(self, node: str, path: str | None = None, value: str | None = None) -> tuple[str, str | None]:
        place = self.locate(iri(node), path and iri(path), value and iri(value))
        return f"{place.location.line}:{place.location.column}", place.quote


def iri(curie: str) -> str:
    """Expand a CURIE; what is none is a literal's text, or an IRI already."""
    return context.expand(curie) or curie


@pytest.fixture(scope="module")
def source(fixtures: Path) -> Source:
    path = fixtures / "facts" / "exemplar.yaml"
    file = factfiles.load(path)
    return Source(path.read_text(encoding="utf-8"), file, locator([file], ELSEWHERE))


@pytest.mark.parametrize(
    ("node", "path", "value", "words"),
    [
        # scalars: a number, a decimal that the graph writes otherwise, a boolean, a date, a duration, a text
        ("trial:exemplar", "tg:enrolment", "120", "enrolment: ▶120"),
        ("result:exemplar.esx-cohort-1", "tg:ciUpper", "0.9", "ci_upper: ▶0.90"),
        ("result:exemplar.esx-cohort-1", "tg:reportedAsTrend", "false", "reported_as_trend: ▶false"),
        ("publication:invented-medicine-2025", "tg:publishedOn", "2025-03-13", "published_on: ▶2025-03-13"),
        ("endpoint:exemplar.esx-week-24", "tg:timepoint", "P168D", "timepoint: ▶P24W"),
        ("drug:examplimab", "tg:name", "examplimab", "    name: ▶examplimab\n"),
        # a code, and a code in a list
        ("trial:exemplar", "tg:phase", "tg:Phase2", "phase: ▶Phase2"),
        ("trial:exemplar", "tg:designFeature", "tg:DoubleBlind", "[Randomised, ▶DoubleBlind"),
        # a reference, and a reference in a list
        ("symptom:fatigue", "tg:name", None, "name: ▶fatigue"),
        ("disease_status:maladie-exemple.no-targeted-therapy", "tg:ofDisease", "disease:maladie-exemple",
         "of_disease: ▶maladie-exemple"),
        ("drug:examplimab", "tg:ofClass", "drug_class:anticorps-monoclonaux",
         "of_class: [▶anticorps-monoclonaux]"),
        ("trial:exemplar", "tg:testsIntervention", "intervention:exemplar.placebo",
         "exemplar.examplimab, ▶exemplar.placebo]"),
        # a quantity, from the thing that has it
        ("dosing:exemplar.examplimab-18-75-mg", "tg:dose", "quantity:18.75-mg", "dose: ▶18.75 mg"),
        # a label
        ("group:exemplar.cohort-2", "rdfs:label", None, 'label: ▶{en: "cohort 2"'),
        ("group:exemplar.cohort-2", "rdfs:label", "cohorte 2", 'label: ▶{en: "cohort 2"'),
    ],
)  # fmt: skip
def test_a_property_is_found_at_its_value(
    source: Source, node: str, path: str, value: str | None, words: str
) -> None:
    assert source.found(node, path, value)[0] == source.at(words)


@pytest.mark.parametrize(
    ("path", "value", "words", "quote"),
    [
        ("tg:name", "EXEMPLAR", "name: ▶EXEMPLAR", "essai EXEMPLAR"),
        ("tg:phase", "tg:Phase2", "phase: ▶Phase2", "phase II"),
        (
            "tg:siteCount",
            "14",
            "site_count: ▶14",
            "120 patients ont été inclus dans 14 centres de 3 pays, en 2 cohortes",
        ),
    ],
)
def test_of_several_facts_about_a_thing_the_one_that_states_the_property_is_found(
    source: Source, path: str, value: str, words: str, quote: str
) -> None:
    assert source.found("trial:exemplar", path, value) == (source.at(words), quote)


def test_of_several_quotes_the_one_that_prints_the_number_is_shown(source: Source) -> None:
    """As a number of its own: `13 mars 2025`, which comes before, also has a 1 in it."""
    assert source.found("publication:invented-medicine-2025", "tg:authorCount", "1") == (
        source.at("author_count: ▶1\n"),
        "1 auteur",
    )
    assert source.found("publication:invented-medicine-2025", "tg:publishedOn", "2025-03-13")[1] == (
        "dans le Journal of Invented Medicine, le 13 mars 2025"
    )


def test_a_value_of_an_unnamed_property_is_found_where_it_is_stated(source: Source) -> None:
    """A constraint in SPARQL names a value and no path."""
    for value, words in {
        "120": "enrolment: ▶120",
        "tg:Phase2": "phase: ▶Phase2",
        "intervention:exemplar.placebo": "exemplar.examplimab, ▶exemplar.placebo]",
    }.items():
        assert source.found("trial:exemplar", None, value)[0] == source.at(words)


AGAIN = {
    "Dosing": ("exemplar.examplimab-18-75-mg", "dose: ▶37.50 mg"),
    "OutcomeResult": ("exemplar.esx-cohort-1", "ci_upper: ▶1.10"),
    "Endpoint": ("exemplar.esx-week-24", "timepoint: ▶P48W"),
    "Affiliation": ("camille-modele.institut-fictif", "as_of: ▶2025-03-15"),
    "Cohort": ("exemplar.cohort-2", "label: ▶{en: other, fr: autre}"),
}


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("Dosing", "tg:dose", "quantity:37.5-mg"),
        ("OutcomeResult", "tg:ciUpper", "1.1"),
        ("Endpoint", "tg:timepoint", "P336D"),
        ("Affiliation", "tg:asOf", "2025-03-15"),
        ("Cohort", "rdfs:label", "autre"),
    ],
)
def test_of_two_facts_that_state_a_property_the_one_with_the_value_is_found(
    source: Source, kind: str, path: str, value: str
) -> None:
    """As the graph writes the value: the file says `37.50 mg` and `P48W`."""
    id_, field = AGAIN[kind]
    text = source.text + "".join(
        f"  - kind: {kind}\n    id: {id_}\n    evidence: [{{quote: abc, start: 0, end: 3}}]\n"
        f"    {field.replace(MARK, '')}\n"
        for kind, (id_, field) in AGAIN.items()
    )
    file = factfiles.parse(text.encode(), "a.yaml")
    assert file.problems == ()
    again = Source(text, file, locator([file], ELSEWHERE))

    node = f"{KINDS[kind].family}:{id_}"
    assert again.found(node, path, value) == (again.at(field), "abc")


def test_a_value_that_no_fact_states_is_found_at_the_property(source: Source) -> None:
    assert source.found("trial:exemplar", "tg:enrolment", "121")[0] == source.at("enrolment: ▶120")
    assert source.found("trial:exemplar", "tg:designFeature", "tg:OpenLabel")[0] == source.at(
        "design_feature: ▶[Randomised"
    )


@pytest.mark.parametrize("path", [None, "tg:dose", "rdf:type", "https://example.org/p", "tg:hasEvidence^"])
def test_what_no_fact_states_of_a_thing_is_found_at_its_first_fact(source: Source, path: str | None) -> None:
    """Something is missing: the place to write it is where the thing is first spoken of."""
    assert source.found("trial:exemplar", path) == (
        source.at("kind: ▶ClinicalTrial\n    id: exemplar\n    name"),
        "essai EXEMPLAR",
    )


def test_a_label_that_no_fact_gives_is_found_at_the_fact(source: Source) -> None:
    """The label is the terminology's, or the printed name: there is no line for it."""
    assert source.found("symptom:fatigue", "rdfs:label", "fatigue")[0] == source.at(
        "kind: ▶Symptom\n    id: fatigue"
    )


@pytest.mark.parametrize("path", [None, "qudt:numericValue", "tg:ucumCode", "qudt:hasUnit", "rdfs:label"])
def test_a_quantity_is_found_where_it_is_written(source: Source, path: str | None) -> None:
    assert source.found("quantity:18.75-mg", path, "18.75") == (
        source.at("dose: ▶18.75 mg"),
        "18,75 mg d’examplimab par voie sous-cutanée toutes les 2 semaines",
    )


@pytest.mark.parametrize("part", ["", ".quote", ".position"])
def test_a_piece_of_evidence_is_found_at_its_quote_whichever_of_several_it_is(
    source: Source, part: str
) -> None:
    assert source.file.document is not None
    node = f"evidence:{source.file.document.sha256[:12]}.391-429{part}"

    for path in (None, "oa:exact", "oa:start", "rdf:type"):
        assert source.found(node, path) == (
            source.at("- ▶quote: promu par les Laboratoires Imaginaires"),
            "promu par les Laboratoires Imaginaires",
        )


def test_a_claim_is_found_at_its_fact_and_its_parts_at_theirs(source: Source) -> None:
    assert source.file.document is not None
    fact = next(fact for fact in source.file.facts if fact.id == "exemplar.cohort-2")
    nodes = rdf.nodes_of(source.file.document, fact)
    claim = next(context.compress(node) for node in nodes if context.compress(node).startswith("claim:"))

    for path, words in {
        None: "kind: ▶Cohort\n    id: exemplar.cohort-2",
        "tg:states": "kind: ▶Cohort\n    id: exemplar.cohort-2",
        "tg:about": "kind: ▶Cohort\n    id: exemplar.cohort-2",
        "tg:certainty": "certainty: ▶Inferred\n    evidence:\n      - quote: 2 cohortes",
        "tg:hasEvidence": "      ▶- quote: 2 cohortes",
    }.items():
        assert source.found(claim, path) == (source.at(words), "2 cohortes"), path


@pytest.mark.parametrize(
    "node", ["drug:unknown", "https://example.org/a", "", "statement:0.0", "identifier:mondo.0010030"]
)
def test_a_node_that_no_fact_made_is_elsewhere(source: Source, node: str) -> None:
    assert source.locate(iri(node), iri("tg:name"), "a") == Place(ELSEWHERE, None)


def test_every_statement_of_the_exemplar_leads_to_a_line_that_holds_it(source: Source) -> None:
    lines = source.text.split("\n")
    checked = 0
    for fact in source.file.facts:
        for field in statement_fields(type(fact)).values():
            head, *tail = field.name.split("_")
            path = f"tg:{head}{''.join(word.capitalize() for word in tail)}"
            for value in values_of(fact, field):
                if field.reference:
                    text = context.iri(field.reference, value)
                elif field.codes:
                    text = iri(f"tg:{value}")
                else:
                    text = rdf.lexical_form(value, field)
                place = source.locate(rdf.fact_iri(fact), iri(path), text).location
                assert place.line is not None
                assert place.column is not None
                written = lines[place.line - 1][place.column - 1 :].lstrip('"')
                printed = str(value).lower() if isinstance(value, bool) else str(value)
                assert written.startswith(printed), (fact.id, field.name)
                checked += 1
    assert checked > 120


def test_every_node_that_a_fact_makes_can_be_found(source: Source) -> None:
    for fact in source.file.facts:
        for node in rdf.nodes_of(source.file.document, fact):
            for path in (None, "rdfs:label", "tg:certainty", "oa:exact", "tg:dose"):
                assert source.locate(node, path and iri(path), None).location.line is not None


def test_the_first_of_several_files_that_states_it_is_found(
    write: Callable[[str, str], Path], source: Source
) -> None:
    assert source.file.document is not None
    other = source.text.replace(source.file.document.sha256, "0" * 64).replace("Phase2", "Phase3")
    files = [factfiles.load(write(name, text)) for name, text in (("a.yaml", source.text), ("b.yaml", other))]
    locate = locator(files, ELSEWHERE)

    def file(value: str) -> str:
        return Path(locate(iri("trial:exemplar"), iri("tg:phase"), iri(value)).location.file).name

    assert file("tg:Phase2") == "a.yaml"
    assert file("tg:Phase3") == "b.yaml"
    assert file("tg:Phase4") == "a.yaml"


def test_facts_of_a_file_without_a_document_can_still_be_found(source: Source) -> None:
    text = source.text.replace("curated: 2025-03-15", "curated: yesterday")
    file = factfiles.parse(text.encode(), "a.yaml")
    assert file.document is None
    locate = locator([file], ELSEWHERE)

    assert locate(iri("trial:exemplar"), iri("tg:phase"), None).location.line == int(
        source.at("phase: ▶Phase2").partition(":")[0]
    )
