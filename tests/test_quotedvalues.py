"""Numbers against their quotes: what is printed in words or figures, and what is not."""

import json

import pytest

from trialgraph import factfiles, quotedvalues


def values(fact: str, quote: str, *extra: str, language: str = "en") -> list[str | None]:
    """Give the values of a fact that its quote does not print."""
    head = f"document: {{id: a, language: {language}, source: a.txt, sha256: {'0' * 64}, length: 999999}}\n"
    also = "".join(f", {part}" for part in extra)
    piece = f"{{quote: {json.dumps(quote, ensure_ascii=False)}, start: 0, end: {len(quote)}}}"
    text = f"{head}facts:\n  - {{{fact}{also}, evidence: [{piece}]}}\n"
    file = factfiles.parse(text.encode(), "a.yaml")
    assert file.facts
    return [problem.value for problem in quotedvalues.check_values(file)]


@pytest.mark.parametrize(
    ("fact", "quote"),
    [
        ("kind: ClinicalTrial, id: t, enrolment: 8", "eight patients"),
        ("kind: ClinicalTrial, id: t, enrolment: 8", "huit patients"),
        ("kind: ClinicalTrial, id: t, enrolment: 11482", "11 482 patients"),
        ("kind: ClinicalTrial, id: t, enrolment: 11482", "11,482 participants"),
        ("kind: ClinicalTrial, id: t, phase: Phase2b", "a phase IIb trial"),
        ("kind: ClinicalTrial, id: t, phase: Phase2b", "essai de phase 2b"),
        ("kind: ClinicalTrial, id: t, phase: Phase2And3", "a phase 2/3 trial"),
        ("kind: ClinicalTrial, id: t, registry_id: [NCT09900812]", "(NCT09900812)"),
        ("kind: AdverseEventCount, id: t.a, numerator: 0", "no deaths occurred"),
        ("kind: AdverseEventCount, id: t.a, percentage: 0.5", "0,5 %"),
        ("kind: Dosing, id: t.d, dose: 300 mg", "150, 300 or 600 mg"),
        ("kind: Dosing, id: t.d, dose: 40 U/kg", "40 U/kg"),
        ("kind: Endpoint, id: t.e, timepoint: P24W", "at 24 weeks"),
        ("kind: Endpoint, id: t.e, timepoint: P24W", "à 24 semaines"),
        ("kind: Endpoint, id: t.e, timepoint: P168D", "at week 24"),
        ("kind: Endpoint, id: t.e, timepoint: P6M", "six months"),
        ("kind: PressRelease, id: a, issued: 2024-09-11", "11 septembre 2024"),
        ("kind: Publication, id: p, published_on: 2024-07", "in July 2024"),
        ("kind: OutcomeResult, id: t.r, estimate: -4.7", "4.7 points lower"),
        ("kind: OutcomeResult, id: t.r, ci_lower: -6.9", "95% CI −6.9 to −2.5"),
        ("kind: OutcomeResult, id: t.r, p_value_operator: LessThan, p_value: 0.001", "p<0.001"),
        ("kind: OutcomeResult, id: t.r, p_value_operator: LessThan, p_value: 0.001", "P<.001"),
        ("kind: OutcomeResult, id: t.r, estimate: 0.56", "0·56"),
        ("kind: OutcomeResult, id: t.r, estimate: 3.2", "+3.2 points"),
        ("kind: OutcomeResult, id: t.r, estimate: -3.2", "un recul de 3,2 points"),
        ("kind: ClinicalTrial, id: t, phase: Phase1And2", "a phase I/IIa trial"),
        ("kind: ClinicalTrial, id: t, phase: Phase2And3", "phases 2 et 3"),
        ("kind: ClinicalTrial, id: t, phase: Phase3", "a phase three trial"),
        ("kind: ClinicalTrial, id: t, phase: Phase3", "after phase 2/3, a phase 3 trial"),
        ("kind: AdverseEventCount, id: t.a, numerator: 8, percentage: 6", "eight (6 %)"),
        ("kind: AdverseEventCount, id: t.a, percentage: 4", "4 and 6% of them"),
        ("kind: AdverseEventCount, id: t.a, percentage: 60", "50%-60%"),
        ("kind: AdverseEventCount, id: t.a, percentage: 6", "six per cent"),
        ("kind: Endpoint, id: t.e, timepoint: P4W", "4 to 6 weeks"),
        ("kind: Endpoint, id: t.e, timepoint: P4M", "4, 8 et 12 mois"),
        ("kind: Endpoint, id: t.e, timepoint: P1Y", "12-month"),
    ],
)
def test_a_number_is_found_in_words_and_figures(fact: str, quote: str) -> None:
    assert values(fact, quote) == []


@pytest.mark.parametrize(
    ("fact", "quote", "value"),
    [
        ("kind: ClinicalTrial, id: t, enrolment: 274", "273 patients", "274"),
        ("kind: ClinicalTrial, id: t, enrolment: 9", "eight patients", "9"),
        ("kind: ClinicalTrial, id: t, phase: Phase2b", "a phase II trial", "Phase2b"),
        ("kind: ClinicalTrial, id: t, phase: Phase2", "a phase 2b trial", "Phase2"),
        ("kind: ClinicalTrial, id: t, phase: Phase3", "a phase 2 trial", "Phase3"),
        ("kind: ClinicalTrial, id: t, registry_id: [NCT09900821]", "NCT09900812", "NCT09900821"),
        ("kind: AdverseEventCount, id: t.a, numerator: 0", "deaths occurred", "0"),
        ("kind: Dosing, id: t.d, dose: 15 mg", "150 mg", "15 mg"),
        ("kind: Dosing, id: t.d, dose: 150 ug", "150 mg", "150 ug"),
        ("kind: Endpoint, id: t.e, timepoint: P42W", "24 weeks", "P42W"),
        ("kind: Endpoint, id: t.e, timepoint: P24M", "24 weeks", "P24M"),
        ("kind: PressRelease, id: a, issued: 2024-09-12", "11 September 2024", "2024-09-12"),
        ("kind: OutcomeResult, id: t.r, ci_lower: 6.9", "95% CI −6.9 to −2.5", "6.9"),
        ("kind: OutcomeResult, id: t.r, ci_level: 90", "95% CI 0.45 to 0.85", "90"),
        (
            "kind: OutcomeResult, id: t.r, p_value_operator: GreaterThan, p_value: 0.001",
            "p<0.001",
            "GreaterThan",
        ),
        ("kind: OutcomeResult, id: t.r, estimate: -3.2", "+3.2 points lower", "-3.2"),
        ("kind: OutcomeResult, id: t.r, estimate: -3.2", "3.2 points", "-3.2"),
        ("kind: ClinicalTrial, id: t, registry_id: [NCT0990081]", "NCT09900812", "NCT0990081"),
        ("kind: ClinicalTrial, id: t, phase: Phase2", "a phase 2/3 trial", "Phase2"),
        ("kind: ClinicalTrial, id: t, phase: Phase2", "a phase 3 trial of 2 drugs", "Phase2"),
        ("kind: ClinicalTrial, id: t, phase: Phase2", "a trial", "Phase2"),
        ("kind: ClinicalTrial, id: t, enrolment: 31", "31 % of them", "31"),
        ("kind: AdverseEventCount, id: t.a, numerator: 6", "eight (6 %)", "6"),
        ("kind: AdverseEventCount, id: t.a, percentage: 8", "eight (6 %)", "8"),
        ("kind: Endpoint, id: t.e, timepoint: P4D", "4 to 6 weeks", "P4D"),
    ],
)
def test_a_number_that_no_quote_prints_is_told(fact: str, quote: str, value: str) -> None:
    assert values(fact, quote) == [value]


def test_what_a_person_inferred_or_rejected_is_passed_over() -> None:
    fact, quote = "kind: ClinicalTrial, id: t, enrolment: 274", "273 patients"
    assert values(fact, quote, "certainty: Inferred") == []
    assert values(fact, quote, "review: {status: Rejected, by: A, on: 2026-01-01}") == []
    assert values(fact, quote, "review: {status: Accepted, by: A, on: 2026-01-01}") == ["274"]


def test_a_part_of_a_number_of_the_documents_language_is_no_number() -> None:
    assert values("kind: ClinicalTrial, id: t, enrolment: 482", "11 482 personnes", language="fr") == ["482"]
    assert values("kind: ClinicalTrial, id: t, enrolment: 11482", "11 482 personnes", language="fr") == []
    # A French release may close in English.
    assert values("kind: ClinicalTrial, id: t, enrolment: 11482", "11,482 people", language="fr") == []


def test_a_duration_as_long_as_durations_can_be_is_told_like_others() -> None:
    duration = f"P{'9' * 9}W"
    assert values(f"kind: Endpoint, id: t.e, timepoint: {duration}", "24 weeks") == [duration]
