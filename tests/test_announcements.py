"""From a text to a draft: reading, extraction and drafting together, on samples and a release known well."""

import datetime as dt
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from tabulate import tabulate

from trialgraph import announcements, drafts, factfiles, pipeline
from trialgraph.extraction import layout
from trialgraph.extraction.findings import Span
from trialgraph.extraction.rules import load_rules
from trialgraph.model import Quantity, statement_fields, values_of
from trialgraph.problems import InputError

ROOT = Path(__file__).parent.parent
SEED = ROOT.parent / "shared" / "corpus" / "seed"
RELEASE = ROOT / "data" / "releases" / "ap-hp-twinss-2024-09-11.yaml"
ABSENT = "the folder ../shared/corpus beside the repository is absent"

ENGLISH = """# Lorvatinib reduced asthma attacks in a phase 3 trial

Northfield, 31 July 2024

The LUNGWISE trial (NCT01234567) enrolled 273 patients at 23 sites. It was randomized and double-blind.
"""
FRENCH = """Le lorvatinib réduit les crises dans un essai de phase 3

L'essai a inclus 273 patients dans 12 pays. Les patients ont été randomisés.
"""


def write(folder: Path, text: str, name: str = "release.txt") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# A text

COMPANY = """Essai clinique

Des patients ont reçu un candidat-médicament Pfizer. L'efficacité de Zuvora est évaluée chez des patients.
"""


def test_a_company_is_no_treatment_by_its_name_alone(tmp_path: Path) -> None:
    found = announcements.extract(write(tmp_path, COMPANY)).findings
    assert [finding.value for finding in found if finding.field == "treatment"] == ["Zuvora"]


def test_a_degree_within_a_known_name_is_a_part_of_it(tmp_path: Path) -> None:
    text = ENGLISH + "\nA team at the MD Anderson Cancer Center led it.\n"
    found = announcements.extract(write(tmp_path, text)).findings
    assert [f.value for f in found if f.field == "institution"] == ["MD Anderson Cancer Center"]


@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en"), (FRENCH, "fr")])
def test_a_text_becomes_a_draft_in_its_language(tmp_path: Path, text: str, language: str) -> None:
    extraction = announcements.extract(write(tmp_path, text))
    document = extraction.draft.document
    assert (document.id, document.language, document.source) == ("release", language, "release.txt")
    assert (document.text, document.length) == (text, len(text))
    fields = {finding.field: finding.value for finding in extraction.findings}
    assert (fields["phase"], fields["enrolment"], fields["randomised"]) == ("3", 273, True)
    stated = {
        (name, value)
        for fact in extraction.draft.facts
        for name, field in statement_fields(type(fact)).items()
        for value in values_of(fact, field)
    }
    assert {("phase", "Phase3"), ("enrolment", 273), ("design_feature", "Randomised")} <= stated
    assert ("title", text.splitlines()[0].removeprefix("# ")) in stated


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Lorvatinib halves attacks in asthma\n\nIt works.", "Lorvatinib halves attacks in asthma"),
        (
            "Northfield, 31 July\n\nPress release\n\n# Lorvatinib halves attacks in asthma\n\nIt works well.",
            "Lorvatinib halves attacks in asthma",
        ),
        ("Press release\n\nLorvatinib works\n\nIt is a drug of a new kind.", "Lorvatinib works"),
        ("It works. It is a drug.", None),
    ],
)
def test_the_title_is_the_first_heading_with_words_enough(
    tmp_path: Path, text: str, title: str | None
) -> None:
    extraction = announcements.extract(write(tmp_path, text), language="en")
    titles = [value for fact in extraction.draft.facts if (value := getattr(fact, "title", None))]
    assert titles == ([title] if title else [])


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "Press release of Quillpharma in Northfield, 31 July 2024\n\nLorvatinib works\n",
            "Lorvatinib works",
        ),
        ("Lorvatinib works in asthma, 31 July 2024\n\nIt works. It does.\n", "Lorvatinib works in asthma"),
    ],
)
def test_the_line_with_the_date_is_the_title_where_there_is_no_other(text: str, title: str) -> None:
    start = text.index("31 July 2024")
    date = Span(start=start, end=start + 12, quote="31 July 2024", rule="en/date")
    found = announcements._title(text, layout.blocks(text, load_rules("en").sections), [date])
    assert found is not None
    assert found.quote.startswith(title)


def test_a_language_without_rules_is_told_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        announcements.extract(write(tmp_path, ENGLISH), language="de")
    (problem,) = raised.value.problems
    assert problem.code == "no-rules"
    assert "German" in problem.message.en
    assert "allemand" in problem.message.fr
    assert "en, fr" in problem.message.fr
    assert problem.hint is not None
    assert "--language" in problem.hint.en


def test_a_problem_of_a_draft_is_placed_where_its_quote_stands(tmp_path: Path) -> None:
    file = announcements.fact_file(announcements.extract(write(tmp_path, ENGLISH)))
    lines = ENGLISH.splitlines()
    assert len(file.facts) >= 5
    for index, fact in enumerate(file.facts):
        for number, piece in enumerate(fact.evidence):
            place = file.locations[index, f"evidence.{number}"]
            assert lines[(place.line or 0) - 1][(place.column or 0) - 1 :].startswith(piece.quote)
        assert file.locations[index, "kind"] == file.locations[index, "evidence.0"]
        for name in statement_fields(type(fact)):
            assert ((index, name) in file.locations) == bool(getattr(fact, name))


def test_a_text_that_reports_no_trial_makes_none(tmp_path: Path) -> None:
    text = "Quillpharma opens an office in Northfield today\n\nThe company has 300 people at 12 sites.\n"
    built = pipeline.build([write(tmp_path, text)])
    assert {type(fact).__name__ for fact in built.facts} <= {"PressRelease", "Organisation", "Publication"}
    assert [p for p in built.checked.problems if p.severity == "violation"] == []


@pytest.mark.parametrize("text", [ENGLISH, FRENCH])
def test_the_same_text_gives_the_same_bytes_in_any_process(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, text)
    code = (
        "import sys; from trialgraph import announcements, drafts; e = announcements.extract(sys.argv[1]);"
        "sys.stdout.buffer.write(''.join(drafts.render_draft(e, f, 'fr') for f in ('yaml', 'jsonl', 'table'))"
        ".encode())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code, str(path)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(outputs) == 1
    assert b"enrolment: 273" in outputs.pop()


# Texts in numbers: those that we ship, and those beside the repository


def texts() -> list[Path]:
    folders = [ROOT / "data" / "samples", *sorted(SEED.parent.glob("*"))]
    return sorted(path for folder in folders for path in folder.glob("*.txt"))


TEXTS = [pytest.param(path, id=path.stem[:50]) for path in texts()] or [
    pytest.param(None, marks=pytest.mark.skip(reason=ABSENT))
]
NUMBER = re.compile(r"\d+")


@pytest.mark.parametrize("path", TEXTS)
def test_a_draft_of_a_real_text_keeps_the_laws(path: Path) -> None:
    """Quotes stand where they say, and the file reads back."""
    extraction = announcements.extract(path)
    draft, text = extraction.draft, extraction.reading.text
    assert draft.facts, "a release has a title at least"
    for fact in draft.facts:
        assert fact.review is not None
        assert fact.review.status == "Draft"
        for piece in fact.evidence:
            assert text[piece.start : piece.end] == piece.quote
            assert piece.rule
    file = factfiles.parse(drafts.render_draft(extraction, "yaml", "en").encode(), path.name)
    assert file.problems == ()
    assert sorted(file.facts, key=repr) == sorted(draft.facts, key=repr)


VALIDATED = [path for number, path in enumerate(texts()) if path.parent.name == "samples" or number % 4 == 0]
"""Validation takes seconds a text: all samples, and every fourth of the others."""


@pytest.mark.parametrize("path", VALIDATED, ids=lambda path: path.stem[:50])
def test_a_draft_of_a_real_text_gives_a_graph_without_a_violation(path: Path) -> None:
    checked = pipeline.build([path]).checked
    assert any(checked.focus_nodes.values())
    assert [p for p in checked.problems if p.severity == "violation"] == []


def test_there_are_texts() -> None:
    assert len(VALIDATED) >= 12


@pytest.mark.parametrize("path", TEXTS)
def test_each_number_of_a_draft_stands_in_its_quotes(path: Path) -> None:
    draft = announcements.extract(path).draft
    for fact in draft.facts:
        quotes = " ".join(piece.quote for piece in fact.evidence)
        digits = {
            number.lstrip("0") or "0"
            for number in NUMBER.findall(re.sub(r"(?<=\d)[,\u00a0\u202f  ](?=\d{3})", "", quotes))
        }
        for name, field in statement_fields(type(fact)).items():
            for value in values_of(fact, field):
                amount = value.value if isinstance(value, Quantity) else value
                if isinstance(amount, int | Decimal) and not isinstance(amount, bool):
                    printed = {
                        part.lstrip("0") or "0"
                        for part in NUMBER.findall(
                            f"{amount:f}" if isinstance(amount, Decimal) else str(amount)
                        )
                    }
                    in_words = re.search(r"[^\W\d]", quotes) is not None and amount < 100
                    assert printed <= digits or in_words, f"{name} {amount} is not in: {quotes}"


def test_there_are_texts_enough() -> None:
    if not SEED.is_dir():
        pytest.skip(ABSENT)
    assert len(texts()) >= 40


# The release known well: the drafted graph against the curated one, for each fact of the gold

PREFIXES = """
PREFIX tg: <https://w3id.org/trialgraph/ns#>
PREFIX trial: <https://w3id.org/trialgraph/id/trial/>
PREFIX document: <https://w3id.org/trialgraph/id/document/>
PREFIX qudt: <http://qudt.org/schema/qudt/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
OWN = "REPLACE(STR({}), '^.*[/#.]', '')"
ASKED = {
    "treatment": "SELECT ?v { trial:twinss tg:testsIntervention/tg:usesDrug/tg:name ?v }",
    "comparator": "SELECT ('placebo' AS ?v) { ?x a tg:PlaceboIntervention ; tg:ofTrial trial:twinss }",
    "dose": "SELECT (CONCAT(STR(?n), ' ', ?u) AS ?v) { ?x tg:ofIntervention/tg:ofTrial trial:twinss ; "
    "tg:dose [ qudt:numericValue ?n ; tg:ucumCode ?u ] }",
    "route": f"SELECT (LCASE({OWN.format('?r')}) AS ?v) "
    "{ ?x tg:ofIntervention/tg:ofTrial trial:twinss ; tg:route ?r }",
    "target": "SELECT ?v { trial:twinss tg:testsIntervention/tg:usesDrug/tg:hasTarget/tg:name ?v }",
    "condition": "SELECT ?v { trial:twinss tg:investigates/rdfs:label ?v }",
    "trial_name": "SELECT ?v { trial:twinss tg:name ?v }",
    "phase": f"SELECT (REPLACE({OWN.format('?p')}, 'Phase', '') AS ?v) {{ trial:twinss tg:phase ?p }}",
    "randomised": "SELECT ('True' AS ?v) { trial:twinss tg:designFeature tg:Randomised }",
    "placebo_controlled": "SELECT ('True' AS ?v) { trial:twinss tg:designFeature tg:PlaceboControlled }",
    "enrolment": "SELECT ?v { trial:twinss tg:enrolment ?v }",
    "countries": "SELECT ?v { trial:twinss tg:countryCount ?v }",
    "group_size": f"SELECT (CONCAT({OWN.format('?x')}, ' ', STR(?n)) AS ?v) "
    "{ ?x a tg:Cohort ; tg:ofTrial trial:twinss ; tg:participantCount ?n }",
    "timepoint": "SELECT ?v { ?x a tg:Endpoint ; tg:ofTrial trial:twinss ; tg:timepoint ?v }",
    "adverse_event": f"SELECT (CONCAT(STR(?e), ', ', {OWN.format('?g')}, ' ', STR(?n), ' ', STR(?p)) AS ?v) "
    "{ ?x a tg:AdverseEventCount ; tg:event ?e ; tg:ofGroup ?g ; tg:numerator ?n ; tg:percentage ?p }",
    "sponsor": "SELECT ?v { trial:twinss tg:hasSponsor/tg:name ?v }",
    "journal": "SELECT ?v { ?x a tg:PressRelease ; tg:reports/tg:publishedIn/tg:name ?v }",
    "publication_date": "SELECT ?v { ?x a tg:PressRelease ; tg:reports/tg:publishedOn ?v }",
    "release_date": "SELECT ?v { ?x a tg:PressRelease ; tg:issued ?v }",
    "issuer": "SELECT ?v { ?x a tg:PressRelease ; tg:issuedBy/tg:name ?v }",
    "institution": "SELECT ?v { ?x a tg:Organisation ; tg:name ?v }",
    "person": "SELECT ?v { ?x a tg:Person ; tg:name ?v }",
}
"""How each field of the gold is asked of a graph."""
COHORTS = {"première cohorte": "cohort-1", "seconde cohorte": "cohort-2"}


def expected(field: str, value: Any) -> str:
    """Write a value of the gold as a graph gives it."""
    match field:
        case "group_size":
            return f"{COHORTS[value['group']]} {value['n']}"
        case "adverse_event":
            return f"{value['term']}, {value['group']}-arms {value['n']} {value['pct']}"
        case "timepoint":
            return f"P{int(value.removeprefix('P').removesuffix('W')) * 7}D"
        case _:
            return str(value)


def answers(graph: Iterable[ox.Quad], query: str) -> set[str]:
    store = ox.Store()
    store.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in graph)
    found = store.query(PREFIXES + query)
    assert isinstance(found, ox.QuerySolutions)
    return {solution["v"].value for solution in found}


@pytest.mark.skipif(not SEED.is_dir(), reason=ABSENT)
def test_the_drafted_graph_agrees_with_the_curated_one_on_every_fact_of_the_gold() -> None:
    (text,) = SEED.glob("*.txt")
    curated, drafted = pipeline.build([RELEASE]).graph, pipeline.build([text]).graph
    gold = json.loads(text.with_suffix(".json").read_bytes())["facts"]
    assert len(gold) >= 47
    rows = []
    for fact in gold:
        wanted = expected(fact["field"], fact["value"])
        found = [answers(graph, ASKED[fact["field"]]) for graph in (curated, drafted)]
        rows.append(
            (fact["field"], wanted, *(wanted if wanted in each else f"{sorted(each)}"[:60] for each in found))
        )
    table = tabulate(rows, headers=["gold", "value", "curated", "drafted"], disable_numparse=True)
    differ = [row for row in rows if len(set(row[1:])) > 1]
    assert differ == [], f"{len(differ)} of {len(rows)} differ\n{table}"


@pytest.mark.skipif(not SEED.is_dir(), reason=ABSENT)
def test_a_fact_file_wins_over_the_text_that_it_holds_the_facts_of() -> None:
    (text,) = SEED.glob("*.txt")
    built = pipeline.build([text, RELEASE])
    assert [processed.source for processed in built.processed] == [str(RELEASE)]
    assert dt.date(2024, 9, 11) in {getattr(fact, "issued", None) for fact in built.facts}
