"""Fact files: every mistake is told, at its line and column, and all of a file in one run.

In the cases below ▶ stands where a problem must be told: it is taken out before the file is read.
"""

import datetime as dt
import hashlib
import re
import textwrap
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from trialgraph import factfiles, reports
from trialgraph.model import (
    KINDS,
    ClinicalTrial,
    Dosing,
    Evidence,
    FactFile,
    OutcomeResult,
    Quantity,
    Review,
)
from trialgraph.problems import Bilingual, InputError, Problem

MARK = "▶"

DOCUMENT = """\
document:
  id: exemplar-2025
  language: fr
  source: exemplar.txt
  sha256: 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
  length: 1000
  rights: nobody's
  curator: TrialGraph contributors
  curated: 2025-03-15
"""
FACTS = f"{DOCUMENT}facts:\n"
EVIDENCE = "evidence: [{quote: abc, start: 0, end: 3}]"
TRIAL = f"""\
  - kind: ClinicalTrial
    id: exemplar
    name: EXEMPLAR
    {EVIDENCE}
"""


@dataclass(frozen=True)
class Case:
    """A file with a ▶ where each problem must be told, and the codes of the problems, in order."""

    text: str
    codes: tuple[str, ...]

    @property
    def places(self) -> list[str]:
        places = []
        before = ""
        for part in self.text.split(MARK)[:-1]:
            before += part
            places.append(f"x.yaml:{before.count(chr(10)) + 1}:{len(before.rpartition(chr(10))[2]) + 1}")
        return places

    def problems(self) -> Sequence[Problem]:
        # What is not UTF-8 is written as a lone surrogate here.
        data = self.text.replace(MARK, "").encode("utf-8", "surrogateescape")
        try:
            return factfiles.parse(data, "x.yaml").problems
        except InputError as error:
            return error.problems


def fact(body: str, kind: str = "ClinicalTrial", id_: str = "exemplar", evidence: str = EVIDENCE) -> str:
    """Write one fact of a file; the first lines are those that a case is not about."""
    return f"  - kind: {kind}\n    id: {id_}\n    {evidence}\n    {body}\n"


def evidence(body: str) -> str:
    return f"  - kind: ClinicalTrial\n    id: exemplar\n    name: EXEMPLAR\n    {body}\n"


CASES = {
    # The file
    "bytes that are not UTF-8": Case(FACTS + TRIAL + fact("name: caf▶\udce9"), ("not-utf-8",)),
    "not YAML": Case(FACTS + TRIAL + "    ▶- kind: Drug\n", ("yaml-syntax",)),
    "a colon in a text": Case(FACTS + fact("name: EXEMPLAR▶: a trial"), ("yaml-syntax",)),
    "a second document": Case(FACTS + TRIAL + "▶---\n" + FACTS + TRIAL, ("yaml-documents",)),
    "deep nesting": Case(f"facts: {'[' * 19}▶[", ("yaml-depth",)),
    "an empty file": Case("▶", ("not-a-fact-file",)),
    "a comment alone": Case("▶# nothing\n", ("not-a-fact-file",)),
    "a list at the top": Case(f"▶- kind: Drug\n  {EVIDENCE}\n", ("not-a-fact-file",)),
    "a word at the top": Case("▶facts\n", ("not-a-fact-file",)),
    "another key at the top": Case(f"▶author: me\n{FACTS}{TRIAL}", ("unknown-field",)),
    "neither block": Case("▶▶{}\n", ("missing-field", "missing-field")),
    "no facts": Case(f"{DOCUMENT}facts: ▶[]\n", ("no-facts",)),
    "facts without a value": Case(f"{DOCUMENT}facts:▶\n", ("not-a-list",)),
    "facts as a mapping": Case(f"{DOCUMENT}facts:\n  ▶kind: Drug\n", ("not-a-list",)),
    "a fact that is a word": Case(f"{FACTS}{TRIAL}  - ▶Drug\n", ("not-a-mapping",)),
    # The document block
    "a document that is a word": Case(f"document: ▶exemplar\nfacts:\n{TRIAL}", ("not-a-mapping",)),
    "document fields left out": Case(
        f"document:\n  ▶▶id: a\n  source: a\n  length: 9\n  rights: a\nfacts:\n{TRIAL}",
        ("missing-field", "missing-field"),
    ),
    "every document field wrong": Case(
        "document:\n  id: ▶a.b\n  language: ▶FR\n  source: ▶''\n  sha256: ▶abc\n  length: ▶0\n  rights:▶ \n"
        f"  curator: ▶[]\n  curated: ▶15/03/2025\n  ▶licence: free\nfacts:\n{TRIAL}",
        (
            "not-an-id",
            "not-a-language-tag",
            "untrimmed-text",
            "not-a-hash",
            "not-positive",
            "empty-value",
            "not-a-value",
            "not-a-date",
            "unknown-field",
        ),
    ),
    # What a fact is about
    "no kind": Case(f"{FACTS}{TRIAL}  - ▶id: examplimab\n    {EVIDENCE}\n", ("missing-field",)),
    "a kind that is not known": Case(
        f"{FACTS}{TRIAL}  - kind: ▶Drugs\n    id: examplimab\n    {EVIDENCE}\n", ("unknown-word",)
    ),
    "a kind in lower case": Case(
        f"{FACTS}{TRIAL}  - kind: ▶drug\n    id: examplimab\n    {EVIDENCE}\n", ("unknown-word",)
    ),
    "neither id nor evidence": Case(
        f"{FACTS}{TRIAL}  - ▶▶kind: Drug\n    name: examplimab\n", ("missing-field", "missing-field")
    ),
    "an id that is not one": Case(FACTS + fact("name: a", id_="▶Exemplar 1"), ("not-an-id",)),
    "an id with a dot": Case(FACTS + fact("name: a", id_="▶exemplar.part"), ("wrong-id",)),
    "a part without its whole": Case(
        FACTS + TRIAL + fact("participant_count: 80", "Cohort", "▶cohort-1"), ("wrong-id",)
    ),
    "a part of another whole": Case(
        FACTS + TRIAL + fact("participant_count: 80", "Cohort", "▶exemplary.cohort-1"), ("wrong-id",)
    ),
    "a part of a whole of another family": Case(
        FACTS + TRIAL + fact("action: Binding", "MechanismOfAction", "▶exemplar.binding"), ("wrong-id",)
    ),
    "the id of another document": Case(
        FACTS + fact("issued: 2025-03-14", "PressRelease", "▶exemplar-2024"), ("wrong-id",)
    ),
    "two kinds for one id": Case(
        FACTS
        + TRIAL
        + fact("participant_count: 80", "Cohort", "exemplar.placebo")
        + f"  - kind: ▶Arm\n    id: exemplar.placebo\n    role: PlaceboComparator\n    {EVIDENCE}\n",
        ("two-kinds",),
    ),
    # What it states
    "a field that is not known": Case(FACTS + fact("▶enrollment: 120"), ("unknown-field",)),
    "a field of another kind": Case(FACTS + fact("▶participant_count: 120"), ("unknown-field",)),
    "a key that is written twice": Case(
        FACTS + fact("phase: Phase2\n    ▶phase: Phase3"), ("duplicate-key",)
    ),
    "an alias": Case(
        FACTS + fact("phase: &p Phase2") + fact("phase: ▶▶*p", id_="other"), ("empty-value", "yaml-alias")
    ),
    "a tag": Case(FACTS + fact("enrolment: ▶!!int 120"), ("yaml-tag",)),
    "a field without a value": Case(FACTS + fact("phase:▶ "), ("empty-value",)),
    "a null": Case(FACTS + fact("name: ▶null"), ("empty-value",)),
    "a tilde": Case(FACTS + fact("name: ▶~"), ("empty-value",)),
    "an empty list": Case(FACTS + fact("design_feature: ▶[]"), ("empty-value",)),
    "an empty item": Case(FACTS + fact("design_feature: [Randomised, ▶~]"), ("empty-value",)),
    "a list where one value is taken": Case(FACTS + fact("phase: ▶[Phase2]"), ("not-a-value",)),
    "a mapping for a value": Case(FACTS + fact("name: ▶{fr: EXEMPLAR}"), ("not-a-value",)),
    "a list in a list": Case(FACTS + fact("assesses: [Safety, ▶[Efficacy]]"), ("not-a-value",)),
    "a value twice": Case(FACTS + fact("assesses: ▶[Safety, Efficacy, Safety]"), ("repeated-value",)),
    "nothing stated": Case(
        f"{FACTS}  - ▶kind: Symptom\n    id: fatigue\n    certainty: Inferred\n    {EVIDENCE}\n",
        ("states-nothing",),
    ),
    "the same fact again": Case(
        FACTS + TRIAL + "  - kind: ▶ClinicalTrial\n    id: exemplar\n    name: EXEMPLAR\n"
        "    evidence: [{quote: xyz, start: 7, end: 10}]\n",
        ("repeated-fact",),
    ),
    "a code that is not known": Case(FACTS + fact("phase: ▶phase-2"), ("unknown-word",)),
    "a text with a space before it": Case(FACTS + fact("name: ▶' EXEMPLAR'"), ("untrimmed-text",)),
    "a control character": Case(FACTS + fact('name: ▶"EX\\0EMPLAR"'), ("control-character",)),
    "a number with a comma": Case(
        FACTS + TRIAL + fact("estimate: ▶0,56", "OutcomeResult", "exemplar.a"), ("not-a-decimal",)
    ),
    "a count in words": Case(FACTS + fact("enrolment: ▶120 patients"), ("not-an-integer",)),
    "a boolean in words": Case(
        FACTS + TRIAL + fact("reported_as_trend: ▶yes", "OutcomeResult", "exemplar.a"), ("not-a-boolean",)
    ),
    "a month in words": Case(
        FACTS + fact("published_on: ▶March 2025", "Publication", "paper"), ("not-a-partial-date",)
    ),
    "a date of another order": Case(
        FACTS + fact("issued: ▶14/03/2025", "PressRelease", "exemplar-2025"), ("not-a-date",)
    ),
    "a duration in words": Case(
        FACTS + TRIAL + fact("timepoint: ▶24 weeks", "Endpoint", "exemplar.a"), ("not-a-duration",)
    ),
    "a dose without a space": Case(
        FACTS + TRIAL + fact("dose: ▶150mg", "Dosing", "exemplar.a"), ("not-a-quantity",)
    ),
    "a dose in an unknown unit": Case(
        FACTS + TRIAL + fact("dose: ▶150 mgs", "Dosing", "exemplar.a"), ("unknown-unit",)
    ),
    "a label in one language": Case(
        FACTS + fact("label: {▶en: trial}".replace("{▶", "▶{")), ("missing-field",)
    ),
    "a label that is a text": Case(FACTS + fact("label: ▶EXEMPLAR"), ("not-a-mapping",)),
    "a label in a third language": Case(FACTS + fact("label: {en: a, fr: b, ▶de: c}"), ("unknown-field",)),
    "a label without a word": Case(FACTS + fact("label: {en: ▶'', fr: b}"), ("untrimmed-text",)),
    "a certainty that is not known": Case(
        FACTS + fact("name: a\n    certainty: ▶Certain"), ("unknown-word",)
    ),
    # What a person decided
    "a review that is a word": Case(FACTS + fact("name: a\n    review: ▶Accepted"), ("not-a-mapping",)),
    "a review without a status": Case(
        FACTS + fact("name: a\n    review: ▶{by: Ada Quill, on: 2025-03-14}"), ("missing-field",)
    ),
    "a status that is not known": Case(
        FACTS + fact("name: a\n    review: {status: ▶accepted, by: Ada Quill, on: 2025-03-14}"),
        ("unknown-word",),
    ),
    "a decision without its author and its day": Case(
        FACTS + fact("name: a\n    review: ▶▶{status: Accepted}"), ("undecided-review", "undecided-review")
    ),
    "a decision without its day": Case(
        FACTS + fact("name: a\n    review: ▶{status: Rejected, by: Ada Quill}"), ("undecided-review",)
    ),
    "a draft that somebody decided on": Case(
        FACTS + fact("name: a\n    review: {status: Draft, ▶by: Ada Quill, on: 2025-03-14}"),
        ("decided-draft",),
    ),
    "every review field wrong": Case(
        FACTS + fact("name: a\n    review: {status: Accepted, by: ▶'', on: ▶14/03/2025, why: ▶[], ▶who: me}"),
        ("untrimmed-text", "not-a-date", "not-a-value", "unknown-field"),
    ),
    "a review alone": Case(
        f"{FACTS}  - ▶kind: Drug\n    id: a\n    review: {{status: Draft}}\n    {EVIDENCE}\n",
        ("states-nothing",),
    ),
    "the same fact, decided otherwise": Case(
        FACTS
        + TRIAL
        + "  - kind: ▶ClinicalTrial\n    id: exemplar\n    name: EXEMPLAR\n"
        + f"    review: {{status: Rejected, by: Ada Quill, on: 2025-03-14}}\n    {EVIDENCE}\n",
        ("repeated-fact",),
    ),
    # What it refers to
    "a reference to nothing": Case(FACTS + fact("investigates: ▶fever"), ("unknown-reference",)),
    "a reference with a slip": Case(
        FACTS
        + fact("name: fever", "Disease", "sjogren-disease")
        + fact("investigates: [sjogren-disease, ▶sjögren-disease, ▶sjogrens-disease]"),
        ("not-an-id", "unknown-reference"),
    ),
    "a reference to another family": Case(
        FACTS + TRIAL + fact("of_trial: exemplar\n    of_cohort: ▶exemplar", "Arm", "exemplar.a"),
        ("unknown-reference",),
    ),
    "a reference to another document": Case(
        FACTS
        + fact("name: a", "Organisation", "institute")
        + fact("named_in: ▶exemplar-2024", "ContactPoint", "institute.press"),
        ("unknown-reference",),
    ),
    # The words that state it
    "no evidence": Case(FACTS + evidence("evidence: ▶[]"), ("no-evidence",)),
    "evidence that is a text": Case(FACTS + evidence("evidence: ▶EXEMPLAR"), ("no-evidence",)),
    "evidence without a list": Case(
        FACTS + evidence("evidence: ▶{quote: a, start: 0, end: 1}"), ("no-evidence",)
    ),
    "a quote without its place": Case(
        FACTS + evidence("evidence:\n      - ▶▶quote: abc"), ("missing-field", "missing-field")
    ),
    "evidence of a bare text": Case(FACTS + evidence("evidence: [▶abc]"), ("not-a-mapping",)),
    "a wrong place": Case(
        FACTS + evidence("evidence: [{quote: abc, start: ▶-1, end: ▶1.5}]"),
        ("negative-number", "not-an-integer"),
    ),
    "a quote with a space after it": Case(
        FACTS + evidence("evidence: [{quote: ▶'abc ', start: 0, end: 4}]"), ("untrimmed-text",)
    ),
    "a quote that is too long for its place": Case(
        FACTS + evidence("evidence: [{▶quote: abcd, start: 10, end: 13}]"), ("quote-length",)
    ),
    "a quote counted in UTF-16": Case(
        FACTS + evidence("evidence: [{▶quote: a😀b, start: 10, end: 14}]"), ("quote-length",)
    ),
    "a place that ends before it starts": Case(
        FACTS + evidence("evidence: [{▶quote: abc, start: 13, end: 10}]"), ("quote-length",)
    ),
    "a quote beyond the end of the text": Case(
        FACTS + evidence("evidence: [{quote: abc, start: 998, ▶end: 1001}]"), ("quote-outside",)
    ),
    "one wrong quote of two": Case(
        FACTS + evidence("evidence: [{quote: abc, start: 0, end: 3}, {▶quote: abc, start: 0, end: 4}]"),
        ("quote-length",),
    ),
    "a field beside the quote": Case(
        FACTS + evidence("evidence: [{quote: abc, start: 0, end: 3, ▶page: 2}]"), ("unknown-field",)
    ),
}


def codes_in_the_source() -> Iterator[str]:
    """Give every code that reading a fact file can give, by the three ways in which they are written."""
    folder = Path(factfiles.__file__).parent
    for name, pattern in {
        "factfiles.py": r'_report\(\s*"([^"]+)"',
        "factchecks.py": r'_problem\(\s*"([^"]+)"',
        "scalars.py": r'Wrong\(\s*"([^"]+)"',
        "yamlmarks.py": r'code="([^"]+)"',
        "inputs.py": r'code="(not-[^"]+)"',
    }.items():
        found = re.findall(pattern, (folder / name).read_text(encoding="utf-8"))
        assert found, name
        yield from found


def test_every_code_that_can_be_given_has_a_case() -> None:
    possible = set(codes_in_the_source())

    assert len(possible) >= 42
    assert possible == {code for case in CASES.values() for code in case.codes}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_mistake_is_told_where_it_stands(case: Case) -> None:
    problems = case.problems()

    assert [str(problem.location) for problem in problems] == case.places
    assert tuple(problem.code for problem in problems) == case.codes


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_mistake_is_told_in_these_words(language: str, golden: Callable[[str, bytes], None]) -> None:
    """The whole text, so that a change of a word is seen and read."""
    text = "\n".join(
        f"== {name}\n{reports.render_text(case.problems(), language)}" for name, case in CASES.items()
    )

    golden(f"mistakes.{language}.txt", text.encode())


@pytest.mark.parametrize("name", CASES)
def test_every_message_is_in_both_languages(name: str) -> None:
    for problem in CASES[name].problems():
        assert problem.message.en != problem.message.fr
        assert problem.hint is None or problem.hint.en != problem.hint.fr


# All of a file in one run

FIVE = f"""\
{FACTS}\
  - kind: ClinicalTrial
    id: exemplar
    enrollment: 120
    phase: phase2
    evidence:
      - quote: phase II
        start: 318
        end: 327

  - kind: Cohort
    id: exemplar.cohort-1
    of_trial: exemplary
    participant_count: 80 patients
    evidence:
      - quote: cohorte 1
        start: 957
        end: 966
"""


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            """\
facts.yaml:13:5: violation: unknown field `enrollment` [unknown-field]
  hint: did you mean `enrolment`?
facts.yaml:14:12: violation: `phase`: `phase2` is not a word for it [unknown-word]
  hint: did you mean `Phase2` or `Phase2b`?
facts.yaml:16:9: violation: the quote has 8 code points, but 318 to 327 spans 9 [quote-length]
  hint: if `start` is right, `end` is 326
facts.yaml:22:15: violation: `of_trial` names `exemplary`, which no fact here is about [unknown-reference]
  hint: did you mean `exemplar`?
facts.yaml:23:24: violation: `participant_count`: `80 patients` is not a whole number [not-an-integer]
  hint: write digits only, without spaces or separators, for example 1200
""",
        ),
        (
            "fr",
            """\
facts.yaml:13:5: violation: champ inconnu `enrollment` [unknown-field]
  conseil: vouliez-vous dire `enrolment` ?
facts.yaml:14:12: violation: `phase` : `phase2` n’est pas un mot prévu ici [unknown-word]
  conseil: vouliez-vous dire `Phase2` ou `Phase2b` ?
facts.yaml:16:9: violation: la citation a 8 points de code, 318 à 327 en a 9 [quote-length]
  conseil: si `start` est juste, `end` vaut 326
facts.yaml:22:15: violation: `of_trial` cite `exemplary`, dont aucun fait ne parle ici [unknown-reference]
  conseil: vouliez-vous dire `exemplar` ?
facts.yaml:23:24: violation: `participant_count` : `80 patients` n’est pas un nombre entier [not-an-integer]
  conseil: écrivez seulement des chiffres, sans espace ni séparateur, par exemple 1200
""",
        ),
    ],
)
def test_five_mistakes_in_one_file_are_five_problems_in_one_run(language: str, expected: str) -> None:
    """Two of them are in one fact, and one is a reference from a fact that has another mistake."""
    problems = factfiles.parse(FIVE.encode(), "facts.yaml").problems

    assert reports.render_text(problems, language) == expected


def test_a_mistake_in_the_document_block_hides_none_in_the_facts() -> None:
    text = (FACTS + fact("investigates: fever")).replace("2025-03-15", "15/03/2025")

    assert [problem.code for problem in parse(text).problems] == ["not-a-date", "unknown-reference"]


def test_a_document_without_an_id_does_not_put_its_release_and_its_contacts_in_the_wrong() -> None:
    text = FACTS.replace("exemplar-2025", "Exemplar 2025")
    text += fact("issued: 2025-03-14", "PressRelease", "exemplar-2025")
    text += fact("name: a", "Organisation", "a")
    text += fact("named_in: exemplar-2025", "ContactPoint", "a.press")

    without_release = text.replace(fact("issued: 2025-03-14", "PressRelease", "exemplar-2025"), "")

    assert without_release != text
    for wrong in (text, without_release):
        assert [problem.code for problem in parse(wrong).problems] == ["not-an-id"]


@pytest.mark.parametrize(
    ("trial", "code"),
    [
        (fact("enrolment: many"), "not-an-integer"),
        (fact("enrollment: 120"), "unknown-field"),
        (fact("name: a", evidence="evidence: []"), "no-evidence"),
        (fact("name: a", kind="Trial"), "unknown-word"),
        (f"  - id: exemplar\n    {EVIDENCE}\n", "missing-field"),
    ],
)
def test_a_fact_with_a_mistake_of_its_own_can_still_be_referred_to(trial: str, code: str) -> None:
    """Otherwise one slip in the trial would put every cohort, arm and result in the wrong."""
    text = FACTS + trial + fact("of_trial: exemplar", "Cohort", "exemplar.cohort-1")

    assert [problem.code for problem in parse(text).problems] == [code]


def test_a_fact_of_unknown_kind_is_checked_as_far_as_it_can_be() -> None:
    text = (
        FACTS
        + TRIAL
        + (
            "  - kind: Drugs\n    id: Examplimab\n    certainty: sure\n    label: {en: a}\n"
            "    evidence: [{quote: abc, start: 0, end: 4}]\n"
        )
    )

    assert [problem.code for problem in parse(text).problems] == [
        "unknown-word",
        "not-an-id",
        "unknown-word",
        "missing-field",
        "quote-length",
    ]


def test_only_the_facts_without_a_mistake_are_given() -> None:
    text = FACTS + fact("enrolment: many") + fact("name: EXEMPLAR") + "  - 12\n"
    file = parse(text)

    assert [fact.name for fact in file.facts if isinstance(fact, ClinicalTrial)] == ["EXEMPLAR"]
    assert len(file.facts) == 1
    assert file.document is not None
    assert str(file.locations[0, "name"]) == "x.yaml:18:11"


def test_a_thousand_mistakes_are_a_thousand_problems() -> None:
    problems = parse(FACTS + fact("enrolment: many") * 1000).problems

    assert [problem.location.line for problem in problems] == list(range(14, 14 + 4 * 1000, 4))


# What is read


def parse(text: str) -> FactFile:
    return factfiles.parse(text.encode(), "x.yaml")


def read(text: str) -> FactFile:
    file = parse(text)
    assert reports.render_text(file.problems, "en") == ""
    return file


def test_a_fact_is_read_with_its_quote_and_exact_values() -> None:
    file = read(
        FACTS
        + TRIAL
        + fact("of_trial: exemplar", "DrugIntervention", "exemplar.drug")
        + fact(
            "of_intervention: exemplar.drug\n    dose: 18.750 mg\n    certainty: Inferred\n"
            '    label: {en: "18.75 mg", fr: "18,75 mg"}',
            "Dosing",
            "exemplar.dose",
            'evidence:\n      - quote: "18,75 mg 😀"\n        start: 0\n        end: 10\n        rule: dose\n'
            "      - {quote: abc, start: 997, end: 1000}",
        )
    )

    assert file.facts[2] == Dosing(
        id="exemplar.dose",
        of_intervention="exemplar.drug",
        dose=Quantity(value=Decimal("18.750"), unit="mg"),
        certainty="Inferred",
        label=Bilingual(en="18.75 mg", fr="18,75 mg"),
        evidence=(
            Evidence(quote="18,75 mg 😀", start=0, end=10, rule="dose"),
            Evidence(quote="abc", start=997, end=1000),
        ),
    )
    assert str(file.facts[2].dose) == "18.750 mg"


def test_a_decision_is_read_with_who_made_it_and_when_and_why() -> None:
    decision = "review: {status: Rejected, by: Ada Quill, on: 2025-03-14, why: an older trial}"
    file = read(FACTS + fact(f"name: a\n    {decision}") + fact("phase: Phase2\n    review: {status: Draft}"))

    assert [fact.review for fact in file.facts] == [
        Review(status="Rejected", by="Ada Quill", on=dt.date(2025, 3, 14), why="an older trial"),
        Review(status="Draft"),
    ]
    assert (file.locations[0, "review"].line, file.locations[0, "review"].column) == (15, 13)


def test_a_draft_has_neither_rights_nor_a_curator_and_may_be_in_any_language() -> None:
    text = "".join(line for line in FACTS.splitlines(keepends=True) if not line.startswith(("  r", "  c")))
    document = read(text.replace("language: fr", "language: pt-BR") + TRIAL).document

    assert document is not None
    assert (document.rights, document.curator, document.curated) == (None, None, None)
    assert document.language == "pt-BR"


def test_a_rejected_kind_does_not_put_the_right_one_in_the_wrong() -> None:
    rejected = "participant_count: 80\n    review: {status: Rejected, by: Ada Quill, on: 2025-03-14}"
    wrong = fact(rejected, "Cohort", "exemplar.placebo")
    right = fact("role: PlaceboComparator", "Arm", "exemplar.placebo")

    assert len(read(FACTS + TRIAL + wrong + right).facts) == 3
    assert len(read(FACTS + TRIAL + right + wrong).facts) == 3


def test_zero_and_false_are_values() -> None:
    trial = fact("enrolment: 0")
    result = fact("reported_as_trend: false\n    estimate: 0", "OutcomeResult", "exemplar.a")
    file = read(FACTS + trial + result)

    assert isinstance(file.facts[0], ClinicalTrial)
    assert isinstance(file.facts[1], OutcomeResult)
    assert file.facts[0].enrolment == 0
    assert file.facts[1].reported_as_trend is False
    assert file.facts[1].estimate == Decimal(0)


def test_a_field_of_many_values_takes_one_or_a_list() -> None:
    one, listed = (
        read(FACTS + fact(f"design_feature: {value}")).facts[0] for value in ("OpenLabel", "[OpenLabel]")
    )

    assert one == listed
    assert isinstance(one, ClinicalTrial)
    assert one.design_feature == ("OpenLabel",)


def test_several_facts_may_describe_one_thing() -> None:
    file = read(FACTS + fact("name: EXEMPLAR") + fact("phase: Phase2") + fact("phase: Phase3"))

    assert [fact.id for fact in file.facts] == ["exemplar"] * 3


def test_the_same_words_with_another_certainty_are_another_fact() -> None:
    assert len(read(FACTS + TRIAL + fact("name: EXEMPLAR\n    certainty: Inferred")).facts) == 2


def test_a_label_alone_is_something_that_a_fact_may_give() -> None:
    assert len(read(FACTS + fact("label: {en: trial, fr: essai}")).facts) == 1


def test_a_fact_may_refer_to_one_that_comes_later_and_to_itself() -> None:
    later = FACTS + fact("of_trial: exemplar", "Cohort", "exemplar.cohort-1") + TRIAL
    itself = FACTS + fact("part_of: institute", "Organisation", "institute")

    assert len(read(later).facts) == 2
    assert len(read(itself).facts) == 1


def test_a_reference_may_be_to_any_kind_of_its_family() -> None:
    text = FACTS + TRIAL
    for kind in ("Cohort", "Arm", "ArmGroup"):
        text += fact("participant_count: 80", kind, f"exemplar.{kind.lower()}")
        text += fact(f"of_group: exemplar.{kind.lower()}", "OutcomeResult", f"exemplar.on-{kind.lower()}")

    assert len(read(text).facts) == 7


def test_a_quote_at_the_very_start_and_the_very_end_is_inside() -> None:
    text = FACTS + evidence("evidence: [{quote: a, start: 0, end: 1}, {quote: z, start: 999, end: 1000}]")

    assert len(read(text).facts[0].evidence) == 2


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_editor_may_add_a_byte_order_mark_and_windows_line_ends(mark: str, newline: str) -> None:
    wrong, right = FIVE, FACTS + TRIAL
    as_saved = [(mark + text).replace("\n", newline).encode() for text in (wrong, right)]

    assert factfiles.parse(as_saved[0], "x.yaml").problems == parse(wrong).problems
    assert factfiles.parse(as_saved[1], "x.yaml") == parse(right)


def test_a_quote_of_several_lines_keeps_its_line_ends_also_in_a_windows_file() -> None:
    text = FACTS + evidence(
        "evidence:\n      - quote: |-\n          abc\n          def\n        start: 0\n        end: 7"
    )

    for newline in ("\n", "\r\n"):
        assert read(text.replace("\n", newline)).facts[0].evidence[0].quote == "abc\ndef"


def test_each_value_and_each_item_has_its_place() -> None:
    file = read(
        FACTS
        + fact(
            "assesses:\n      - Safety\n      - Efficacy\n    label: {en: a, fr: b}",
            evidence="evidence:\n      - {quote: a, start: 0, end: 1}\n      - {quote: b, start: 5, end: 6}",
        )
    )
    places = {field: (place.line, place.column) for (_, field), place in file.locations.items()}

    assert places == {
        "kind": (11, 11),
        "id": (12, 9),
        "evidence": (14, 7),
        "evidence.0": (14, 9),
        "evidence.1": (15, 9),
        "assesses": (17, 7),
        "assesses.0": (17, 9),
        "assesses.1": (18, 9),
        "label": (19, 12),
    }


def test_a_file_is_loaded_by_its_path_and_its_path_is_in_its_problems(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text(FACTS + fact("enrolment: many"), encoding="utf-8")

    (problem,) = factfiles.load(path).problems
    assert str(problem.location) == f"{path}:14:16"


def test_the_exemplar_is_without_a_mistake_and_has_a_fact_of_every_kind(fixtures: Path) -> None:
    file = factfiles.load(fixtures / "facts" / "exemplar.yaml")
    text = (fixtures / "facts" / "exemplar.txt").read_text(encoding="utf-8")

    assert reports.render_text(file.problems, "en") == ""
    assert {type(fact).__name__ for fact in file.facts} == KINDS.keys()
    assert file.document is not None
    assert file.document.length == len(text)
    assert file.document.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert text == unicodedata.normalize("NFC", text)
    assert any(ord(character) > 0xFFFF for character in text), "an offset in UTF-16 would be another"
    for fact in file.facts:
        for piece in fact.evidence:
            assert text[piece.start : piece.end] == piece.quote


# Any text and any span of it


@given(st.data())
def test_any_quote_of_any_text_is_read_as_it_is(
    spans: st.SearchStrategy[tuple[str, int, int]], data: st.DataObject
) -> None:
    text, start, end = data.draw(spans)
    written = yaml.safe_dump(
        {"evidence": [{"quote": text[start:end], "start": start, "end": end}]}, allow_unicode=True
    )
    body = textwrap.indent(written, "    ").strip()

    file = read(FACTS.replace("1000", str(len(text))) + evidence(body))

    (piece,) = file.facts[0].evidence
    assert text[piece.start : piece.end] == piece.quote == text[start:end]


# Files that are made to do harm


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a word of 5 MB", "phase: " + "x" * 5_000_000),
        ("a text of 5 MB in quotes", "phase: '" + "x y " * 1_250_000 + "'"),
        ("an id of 5 MB", "investigates: " + "x" * 5_000_000),
        ("a field of 5 MB", "? " + "x" * 5_000_000 + "\n    : 1"),
        ("100,000 digits", "enrolment: " + "9" * 100_000),
        ("100,000 digits with a point", "enrolment: 1." + "9" * 100_000),
        ("200,000 open brackets", "phase: " + "[" * 200_000),
        ("200,000 open braces", "phase: " + "{a: " * 200_000),
        ("an alias of an alias", "phase: &a [x, x]\n    assesses: [" + "*a, " * 10_000 + "]"),
        ("10,000 values that are not known", "assesses: [" + ", ".join(f"x{n}" for n in range(10_000)) + "]"),
    ],
)
def test_a_huge_mistake_is_told_fast_and_short(name: str, body: str) -> None:
    start = time.process_time()
    problems = Case(FACTS + fact(body), ()).problems()

    assert time.process_time() - start < 2, name
    assert problems
    assert max(len(problem.message.en) + len(problem.message.fr) for problem in problems) < 400


def test_two_thousand_facts_are_read_in_a_second() -> None:
    text = (
        FACTS
        + TRIAL
        + "".join(
            fact(f"of_trial: exemplar\n    participant_count: {n}", "Cohort", f"exemplar.cohort-{n}")
            for n in range(2000)
        )
    )

    def seconds() -> float:
        start = time.process_time()
        assert len(read(text).facts) == 2001
        return time.process_time() - start

    assert min(seconds() for _ in range(3)) < 2
