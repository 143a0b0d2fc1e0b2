"""Drafts on the page: JSON lines, a table, marks in the text, and a line that sums up."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from trialgraph import drafting, drafts, factfiles
from trialgraph.announcements import Extraction
from trialgraph.extraction.findings import FIELDS, AdverseEvent, Effect, Finding, GroupSize, PValue, Span
from trialgraph.model import ClinicalTrial, Evidence, Review
from trialgraph.readers import Reading

TEXT = "L’essai LUNGWISE, de phase 2, a inclus 273 patients (p < 0,001)."


def finding(field: str, value: Any, quote: str, **other: Any) -> Finding:
    start = TEXT.index(quote)
    span = Span(start=start, end=start + len(quote), quote=quote, rule=f"fr/{field}")
    return Finding(field=field, value=value, evidence=(span,), weight=2, **other)


FINDINGS = (
    finding("trial_name", "LUNGWISE", "LUNGWISE", also=("LW",)),
    finding("phase", "2", "phase 2", doubt="rival"),
    finding("enrolment", 273, "273 patients", about="LUNGWISE"),
)


@pytest.fixture
def extraction() -> Extraction:
    quote = Evidence(quote="phase 2", start=21, end=28, rule="fr/phase")
    fact = ClinicalTrial(id="lungwise", phase="Phase2", evidence=(quote,), review=Review(status="Draft"))
    document = drafting.document_of(drafting.Source(name="essai.txt", text=TEXT, language="fr"))
    return Extraction(
        source="essai.txt",
        reading=Reading(text=TEXT, language="fr", title=None, published=None, problems=()),
        findings=FINDINGS,
        draft=drafting.Draft(document=document, facts=(fact,), doubts={0: ("rival", "trial")}),
    )


def test_a_finding_is_one_line_of_json(extraction: Extraction) -> None:
    lines = drafts.render_draft(extraction, "jsonl", "en").splitlines()
    assert [json.loads(line) for line in lines] == [
        {
            "field": "trial_name",
            "value": "LUNGWISE",
            "span": [8, 16],
            "quote": "LUNGWISE",
            "rule": "fr/trial_name",
            "evidence": [[8, 16]],
            "also": ["LW"],
        },
        {
            "field": "phase",
            "value": "2",
            "span": [21, 28],
            "quote": "phase 2",
            "rule": "fr/phase",
            "evidence": [[21, 28]],
            "doubt": "rival",
        },
        {
            "field": "enrolment",
            "value": 273,
            "span": [39, 51],
            "quote": "273 patients",
            "rule": "fr/enrolment",
            "evidence": [[39, 51]],
            "about": "LUNGWISE",
        },
    ]
    assert list(json.loads(lines[0]))[:5] == ["field", "value", "span", "quote", "rule"]


def test_structured_values_have_the_keys_of_the_gold(extraction: Extraction) -> None:
    values = (
        finding("group_size", GroupSize(group="placebo", n=40), "273"),
        finding("p_value", PValue(op="<", value=Decimal("0.001")), "p < 0,001"),
        finding(
            "effect", Effect(measure="hazard ratio", value=Decimal("0.56"), level=Decimal(95), group="x"), "p"
        ),
        finding("adverse_event", AdverseEvent(term="rash", n=8, pct=Decimal(6)), "p"),
        finding("randomised", value=True, quote="essai"),
    )
    lines = drafts.render_lines(replace(extraction, findings=values)).splitlines()
    assert [json.loads(line)["value"] for line in lines] == [
        {"group": "placebo", "n": 40},
        {"op": "<", "value": 0.001},
        {"measure": "hazard ratio", "value": 0.56, "low": None, "high": None, "level": 95, "unit": None},
        {"term": "rash", "group": None, "n": 8, "pct": 6},
        True,
    ]


def test_letters_stand_as_they_are(extraction: Extraction) -> None:
    lines = drafts.render_lines(replace(extraction, findings=(finding("trial_name", "Été", "L’essai"),)))
    assert '"value": "Été"' in lines
    assert '"quote": "L’essai"' in lines


def test_a_table_has_a_row_for_each_finding_and_says_below_what_to_look_at(extraction: Extraction) -> None:
    assert drafts.render_draft(extraction, "table", "fr").splitlines() == [
        "champ       valeur         citation      règle",
        "----------  -------------  ------------  ----------",
        "trial_name  LUNGWISE (LW)  LUNGWISE      trial_name",
        "phase ?     2              phase 2       phase",
        "enrolment   273            273 patients  enrolment",
        "",
        "? le texte donne aussi une autre valeur : comparez les citations",
    ]
    assert drafts.render_table(replace(extraction, findings=()), "en") == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (GroupSize(group="placebo", n=40), "placebo: 40"),
        (GroupSize(group=None, n=40), "40"),
        (PValue(op="=", value=Decimal("0.030")), "p = 0.030"),
        (Effect(measure="odds ratio", value=Decimal("1.20")), "odds ratio 1.20"),
        (
            Effect(
                measure="mean difference",
                value=Decimal("-5.9"),
                low=Decimal(-7),
                high=Decimal("-4.8"),
                level=Decimal(95),
                unit="mm",
            ),
            "mean difference -5.9 mm [95 % -7; -…",
        ),
        (AdverseEvent(term="rash", group="placebo", n=8, pct=Decimal("6.5")), "rash, placebo: 8, 6.5 %"),
        (AdverseEvent(term="rash", pct=Decimal(6)), "rash: 6 %"),
        (False, "no"),
    ],
)
def test_values_are_written_for_people(extraction: Extraction, value: object, text: str) -> None:
    table = drafts.render_table(replace(extraction, findings=(finding("effect", value, "p"),)), "en")
    assert table.splitlines()[2].startswith(f"effect   {text}  ")


def test_a_table_is_no_wider_than_a_terminal(extraction: Extraction) -> None:
    text = "Long words " * 40
    long = Span(start=0, end=len(text), quote=text, rule="en/a-rule-with-a-name-of-usual-length")
    findings = [
        Finding(field=field, value=text, evidence=(long,), weight=1, doubt="weak") for field in FIELDS
    ]
    table = drafts.render_table(replace(extraction, findings=tuple(findings)), "en").split("\n\n")[0]
    assert len(table.splitlines()) == 2 + len(FIELDS)
    assert max(map(len, table.splitlines())) <= 145


def test_the_yaml_is_a_fact_file_with_its_doubts_as_comments(extraction: Extraction) -> None:
    text = drafts.render_draft(extraction, "yaml", "fr")
    file = factfiles.parse(text.encode(), "draft.yaml")
    assert (file.problems, file.facts) == ((), extraction.draft.facts)
    assert "le texte donne aussi une autre valeur" in text
    assert "plusieurs essais sont rapportés" in text
    assert "the text also gives" in drafts.render_draft(extraction, "yaml", "en")


def test_marks_stand_around_evidence_and_nothing_else_changes(extraction: Extraction) -> None:
    marked = drafts.render_marks(extraction, colour=False)
    assert marked == (
        "L’essai ⟦LUNGWISE⟧[trial_name], de ⟦phase 2⟧[phase], a inclus ⟦273 patients⟧[enrolment] (p < 0,001)."
    )
    coloured = drafts.render_marks(extraction, colour=True)
    assert "\x1b[1;32mphase 2\x1b[0m\x1b[2m[phase]\x1b[0m" in coloured
    assert "⟦" not in coloured


def test_evidence_that_overlaps_is_one_mark_with_both_fields(extraction: Extraction) -> None:
    overlapping = (
        finding("enrolment", 273, "inclus 273 patients"),
        finding("group_size", GroupSize(group=None, n=273), "273 patients (p"),
        finding("phase", "2", "phase 2"),
    )
    marked = drafts.render_marks(replace(extraction, findings=overlapping), colour=False)
    assert "a ⟦inclus 273 patients (p⟧[enrolment, group_size] < 0,001)." in marked


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "essai.txt: 3 findings, drafted as 1 fact; 1 to look at first\n"),
        ("fr", "essai.txt : 3 constats, en 1 fait ; 1 à vérifier d’abord\n"),
    ],
)
def test_the_summary_counts(extraction: Extraction, language: str, expected: str) -> None:
    assert drafts.draft_summary([extraction], language) == expected


def test_a_text_without_a_trial_says_so(extraction: Extraction) -> None:
    without = replace(extraction, findings=(finding("issuer", "LUNGWISE", "LUNGWISE"),))
    (problem,) = without.problems
    assert (problem.code, problem.severity) == ("no-trial", "info")
    assert "no clinical trial" in problem.message.en
    assert "aucun essai clinique" in problem.message.fr
    assert extraction.problems == extraction.reading.problems
