"""Two documents on the same trial: what agrees, what differs, what only one of them says."""

import dataclasses
import json
import time
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialgraph import pipeline
from trialgraph.comparison import Comparison, Line, compare
from trialgraph.comparisonreport import render_comparison
from trialgraph.lexicon import load_lexicon
from trialgraph.likeness import PValue, relation
from trialgraph.model import (
    AdverseEventCount,
    Arm,
    ClinicalTrial,
    Disease,
    Document,
    Endpoint,
    Evidence,
    Fact,
    FactFile,
    Organisation,
    OutcomeResult,
    PartialDate,
    Person,
    PressRelease,
    Publication,
    Review,
    statement_fields,
)
from trialgraph.problems import Bilingual

SAMPLES = Path(__file__).parent.parent / "data" / "samples"


def said(words: str) -> tuple[Evidence, ...]:
    return (Evidence(quote=words, start=0, end=len(words)),)


def file(*facts: Fact, language: str = "en") -> FactFile:
    document = Document(id="x", language=language, sha256="0" * 64, length=100, source="x.txt")
    return FactFile(document=document, facts=facts, locations={}, problems=())


def comparison(first: FactFile, second: FactFile) -> Comparison:
    return compare(first, second, ("a.txt", "b.txt"))


def statuses(found: Comparison) -> set[tuple[str, str]]:
    return {(line.field, line.status) for line in found.lines}


def one(found: Comparison, field: str) -> Line:
    (line,) = [line for line in found.lines if line.field == field]
    return line


TRIAL = ClinicalTrial(
    id="exemplar", name="EXEMPLAR", registry_id=("NCT09900001",), enrolment=273, evidence=said("273 adults")
)
HIGH = Arm(
    id="exemplar.high",
    of_trial="exemplar",
    role="Experimental",
    participant_count=137,
    evidence=said("150 mg (n=137)"),
)
NONE = Arm(
    id="exemplar.none",
    of_trial="exemplar",
    role="PlaceboComparator",
    participant_count=136,
    evidence=said("placebo (n=136)"),
)
MAIN = Endpoint(
    id="exemplar.main", of_trial="exemplar", name="skin score", level="Primary", evidence=said("skin score")
)
RESULT = OutcomeResult(
    id="exemplar.result-1",
    of_endpoint="exemplar.main",
    of_group="exemplar.high",
    effect_measure="MeanDifference",
    estimate=Decimal("-4.7"),
    p_value_operator="LessThan",
    p_value=Decimal("0.001"),
    evidence=said("difference of −4.7 points; p<0.001"),
)
FRENCH = (
    ClinicalTrial(
        id="essai-exemplar",
        name="EXEMPLAR",
        registry_id=("NCT09900001",),
        enrolment=274,
        evidence=said("274 adultes"),
    ),
    Arm(
        id="essai-exemplar.forte-dose",
        of_trial="essai-exemplar",
        role="Experimental",
        participant_count=137,
        evidence=said("150 mg (n = 137)"),
    ),
    Arm(
        id="essai-exemplar.placebo",
        of_trial="essai-exemplar",
        role="PlaceboComparator",
        participant_count=136,
        evidence=said("placebo (n = 136)"),
    ),
    Endpoint(
        id="essai-exemplar.principal",
        of_trial="essai-exemplar",
        name="score cutané",
        level="Primary",
        evidence=said("score cutané"),
    ),
    OutcomeResult(
        id="essai-exemplar.resultat-principal",
        of_endpoint="essai-exemplar.principal",
        of_group="essai-exemplar.forte-dose",
        effect_measure="MeanDifference",
        estimate=Decimal("-4.7"),
        p_value_operator="LessThan",
        p_value=Decimal("0.001"),
        evidence=said("différence de –4,7 points ; p < 0,001"),
    ),
)
ENGLISH = (TRIAL, HIGH, NONE, MAIN, RESULT)


# Things by other names


def test_twins_in_two_languages_are_matched_by_what_their_parts_are() -> None:
    found = comparison(file(*ENGLISH), file(*FRENCH, language="fr"))
    assert {line.ids for line in found.lines} == {
        ("exemplar", "essai-exemplar"),
        ("exemplar.high", "essai-exemplar.forte-dose"),
        ("exemplar.none", "essai-exemplar.placebo"),
        ("exemplar.main", "essai-exemplar.principal"),
        ("exemplar.result-1", "essai-exemplar.resultat-principal"),
    }
    assert [line.field for line in found.lines if line.status == "differ"] == ["enrolment"]
    assert [line.field for line in found.lines if line.status == "worded"] == ["name"]
    assert found.differs
    assert not found.problems


def test_a_difference_comes_with_both_values_and_both_quotes() -> None:
    line = one(comparison(file(*ENGLISH), file(*FRENCH, language="fr")), "enrolment")
    assert line.first is not None
    assert line.second is not None
    assert (line.first.values, line.first.evidence[0].quote) == ((273,), "273 adults")
    assert (line.second.values, line.second.evidence[0].quote) == ((274,), "274 adultes")


def test_what_one_document_leaves_out_is_no_difference() -> None:
    found = comparison(file(TRIAL), file(dataclasses.replace(TRIAL, enrolment=None, phase="Phase2")))
    assert ("enrolment", "only_first") in statuses(found)
    assert ("phase", "only_second") in statuses(found)
    assert not found.differs


def test_what_a_reviewer_rejected_is_not_said() -> None:
    rejected = dataclasses.replace(TRIAL, enrolment=300, review=Review(status="Rejected"))
    assert not comparison(file(TRIAL), file(TRIAL, rejected)).differs


def test_a_document_that_gives_two_numbers_differs_from_one_that_gives_one() -> None:
    again = ClinicalTrial(id="exemplar", enrolment=300, evidence=said("300 people"))
    line = one(comparison(file(TRIAL), file(TRIAL, again)), "enrolment")
    assert line.status == "differ"
    assert line.second is not None
    assert line.second.values == (273, 300)


def test_another_phase_counts_and_another_wording_does_not() -> None:
    second, third = (dataclasses.replace(TRIAL, phase=phase) for phase in ("Phase2", "Phase3"))
    assert comparison(file(second), file(third)).differs
    mine = Publication(
        id="paper",
        title="A trial of lorvatinib",
        published_on=PartialDate("2025-03"),
        evidence=said("A trial"),
    )
    other = Publication(
        id="paper",
        title="Un essai du lorvatinib",
        published_on=PartialDate("2025-03"),
        evidence=said("Un essai"),
    )
    found = comparison(file(mine), file(other, language="fr"))
    assert statuses(found) == {("title", "worded"), ("published_on", "agree")}
    assert not found.differs


def test_lists_are_compared_item_by_item() -> None:
    first = dataclasses.replace(TRIAL, design_feature=("Randomised", "DoubleBlind"))
    second = dataclasses.replace(TRIAL, design_feature=("Randomised", "Multicentre"))
    found = comparison(file(first), file(second))
    values = {
        line.status: (line.first or line.second).values  # type: ignore[union-attr]
        for line in found.lines
        if line.field == "design_feature"
    }
    assert values == {
        "agree": ("Randomised",),
        "only_first": ("DoubleBlind",),
        "only_second": ("Multicentre",),
    }


def test_people_are_matched_by_name_and_never_by_chance() -> None:
    ada = Person(id="ada-quill", name="Ada Quill", evidence=said("Ada Quill"))
    same = Person(id="a-quill", name="ADA  QUILL", honorific="Professor", evidence=said("Pr ADA QUILL"))
    other = Person(id="bo-marsh", name="Bo Marsh", evidence=said("Bo Marsh"))
    assert one(comparison(file(ada), file(same)), "name").status == "agree"
    alone = comparison(file(ada), file(other, language="fr"))
    assert statuses(alone) == {("name", "only_first"), ("name", "only_second")}


def test_adverse_events_are_matched_by_their_numbers_where_their_names_are_translated() -> None:
    def counts(names: tuple[str, str], other: str) -> Iterable[Fact]:
        for number, name in enumerate(names):
            yield AdverseEventCount(
                id=f"exemplar.{name}-{number}",
                event=name,
                percentage=Decimal(f"1.{number}"),
                evidence=said(name),
            )
        yield AdverseEventCount(
            id=f"exemplar.{other}", event=other, percentage=Decimal("9.5"), evidence=said(other)
        )

    found = comparison(
        file(TRIAL, *counts(("bleeding", "bleeding"), "rash")),
        file(TRIAL, *counts(("saignement", "saignement"), "éruption"), language="fr"),
    )
    assert Counter(line.status for line in found.lines if line.field == "percentage") == {"agree": 3}


def test_a_translation_learnt_from_equal_numbers_tells_which_event_another_number_is_of() -> None:
    def counts(numbers: tuple[int, int, int, int], names: tuple[str, str]) -> Iterable[Fact]:
        for index, number in enumerate(numbers):
            group = ("exemplar.high", "exemplar.none")[index // 2]
            yield AdverseEventCount(
                id=f"exemplar.{names[0]}-{index}",
                event=names[index % 2],
                of_group=group,
                numerator=number,
                evidence=said(str(number)),
            )

    found = comparison(
        file(TRIAL, HIGH, NONE, *counts((14, 20, 13, 9), ("bleeding", "rash"))),
        file(TRIAL, HIGH, NONE, *counts((14, 20, 16, 8), ("saignement", "éruption")), language="fr"),
    )
    assert {
        (line.first.values, line.second.values)
        for line in found.lines
        if line.status == "differ" and line.first and line.second
    } == {((13,), (16,)), ((9,), (8,))}
    assert not found.doubts


def test_what_could_be_either_is_told_and_not_compared() -> None:
    def result(number: int, estimate: str) -> Fact:
        return OutcomeResult(
            id=f"exemplar.result-{number}",
            of_trial="exemplar",
            effect_measure="HazardRatio",
            estimate=Decimal(estimate),
            ci_lower=Decimal("0.1"),
            evidence=said(estimate),
        )

    found = comparison(
        file(TRIAL, result(1, "0.7"), result(2, "0.9")), file(TRIAL, result(3, "0.6"), result(4, "0.8"))
    )
    assert len(found.doubts) == 1
    assert "could be" in found.doubts[0].en
    assert "peut être" in found.doubts[0].fr
    assert not [line for line in found.lines if line.status == "differ"]


def test_organisations_with_a_word_in_common_are_asked_about() -> None:
    mine = Organisation(id="u", name="Northfield University", evidence=said("Northfield University"))
    other = Organisation(id="v", name="Université de Northfield", evidence=said("Université de Northfield"))
    found = comparison(file(mine), file(other, language="fr"))
    assert found.doubts[-1].en == (
        "not compared: `Northfield University` of A could be `Université de Northfield` of B"
    )


def test_the_only_disease_of_each_is_one_in_two_languages_and_two_in_one() -> None:
    mine = Disease(id="stroke", name="stroke", evidence=said("stroke"))
    other = Disease(id="avc", name="AVC", evidence=said("AVC"))
    assert statuses(comparison(file(mine), file(other, language="fr"))) == {("name", "worded")}
    assert statuses(comparison(file(mine), file(other))) == {("name", "only_first"), ("name", "only_second")}


# Different trials


def test_documents_on_different_trials_are_told_first() -> None:
    other = dataclasses.replace(TRIAL, name="OTHER", registry_id=("NCT09900002",))
    found = comparison(file(TRIAL), file(other))
    assert found.differs
    assert found.problems[0].en == (
        "A is about NCT09900001, and B about NCT09900002: these seem to be different trials"
    )
    text = render_comparison(found, "text", "en").splitlines()
    assert text[2].startswith("!  A is about NCT09900001")
    assert comparison(file(TRIAL), file(dataclasses.replace(TRIAL, registry_id=()))).problems == ()


def test_documents_of_which_nothing_says_that_they_are_on_one_trial_are_told() -> None:
    mine, other = (
        ClinicalTrial(id=name, phase="Phase3", enrolment=size, evidence=said("phase III"))
        for name, size in (("a", 120), ("b", 340))
    )
    assert "tells that A and B are about one trial" in comparison(file(mine), file(other)).doubts[0].en
    assert not comparison(file(mine), file(mine)).doubts


# Values


@pytest.mark.parametrize(
    ("kind", "field", "one", "other", "expected"),
    [
        (OutcomeResult, "estimate", Decimal("0.50"), Decimal("0.5"), "agree"),
        (OutcomeResult, "estimate", Decimal("0.56"), Decimal("0.564"), "worded"),
        (OutcomeResult, "estimate", Decimal(26), Decimal("25.5"), "worded"),
        (OutcomeResult, "estimate", Decimal(26), Decimal("25.4"), "differ"),
        (OutcomeResult, "estimate", Decimal("3.2"), Decimal("-3.2"), "differ"),
        (Endpoint, "timepoint", "P24W", "P168D", "agree"),
        (Endpoint, "timepoint", "P1Y", "P12M", "agree"),
        (Endpoint, "timepoint", "P24W", "P6M", "differ"),
        (Endpoint, "timepoint", "PT12H", "PT24H", "differ"),
        (Publication, "published_on", "2024-07", "2024-07-31", "worded"),
        (Publication, "published_on", "2024-07", "2024-08-31", "differ"),
        (Endpoint, "name", "Skin  score", "skin score", "agree"),
        (Endpoint, "name", "skin score", "score", "worded"),
        (OutcomeResult, "direction", "Improved", "Worsened", "differ"),
        (
            OutcomeResult,
            "p_value",
            PValue("LessThan", Decimal("0.001")),
            PValue("EqualTo", Decimal("0.0004")),
            "worded",
        ),
        (
            OutcomeResult,
            "p_value",
            PValue("LessThan", Decimal("0.001")),
            PValue("EqualTo", Decimal("0.001")),
            "differ",
        ),
        (
            OutcomeResult,
            "p_value",
            PValue("LessThan", Decimal("0.001")),
            PValue("GreaterThan", Decimal("0.001")),
            "differ",
        ),
    ],
)
def test_values(kind: type[Fact], field: str, one: Any, other: Any, expected: str) -> None:
    of = statement_fields(kind)[field]
    assert relation(one, other, of) == relation(other, one, of) == expected


# Laws

_NUMBERS = st.sampled_from([1, 2, 3])
_GROUPS = st.sampled_from(["exemplar.high", "exemplar.none", None])
_PARTS = st.lists(
    st.one_of(
        st.builds(
            AdverseEventCount,
            id=st.sampled_from(["exemplar.e1", "exemplar.e2", "exemplar.e3"]),
            event=st.sampled_from(["rash", "nausea", "severe nausea"]),
            of_group=_GROUPS,
            numerator=_NUMBERS,
            evidence=st.just(said("so many people")),
        ),
        st.builds(
            OutcomeResult,
            id=st.sampled_from(["exemplar.r1", "exemplar.r2", "exemplar.r3"]),
            of_endpoint=st.sampled_from(["exemplar.main", None]),
            of_group=_GROUPS,
            effect_measure=st.sampled_from(["HazardRatio", "MeanDifference", None]),
            estimate=_NUMBERS.map(Decimal),
            evidence=st.just(said("by so much")),
        ),
        st.builds(
            Person,
            id=st.sampled_from(["ada", "bo", "cy"]),
            name=st.sampled_from(["Ada Quill", "Bo Quill", "Cy Marsh"]),
            evidence=st.just(said("someone")),
        ),
    ),
    max_size=6,
)
_MIRRORED = {"only_first": "only_second", "only_second": "only_first"}


@given(_PARTS, _PARTS)
def test_the_other_way_round_is_the_same_mirrored(first: list[Fact], second: list[Fact]) -> None:
    a, b = file(TRIAL, HIGH, NONE, MAIN, *first), file(TRIAL, HIGH, NONE, MAIN, *second, language="fr")
    there, back = comparison(a, b), comparison(b, a)
    assert Counter(
        (line.kind, line.ids, line.field, line.status, str(line.first), str(line.second))
        for line in there.lines
    ) == Counter(
        (
            line.kind,
            line.ids[::-1],
            line.field,
            _MIRRORED.get(line.status, line.status),
            str(line.second),
            str(line.first),
        )
        for line in back.lines
    )
    assert there.differs == back.differs
    assert len(there.doubts) == len(back.doubts)


@given(_PARTS)
def test_a_document_agrees_with_itself(parts: list[Fact]) -> None:
    document = file(TRIAL, HIGH, NONE, MAIN, *parts)
    found = comparison(document, document)
    assert {line.status for line in found.lines} == {"agree"}
    assert not found.doubts


def test_a_thousand_results_on_either_side_take_seconds() -> None:
    def results(shift: int) -> list[Fact]:
        return [
            OutcomeResult(
                id=f"exemplar.result-{shift + number}",
                of_trial="exemplar",
                effect_measure="HazardRatio",
                estimate=Decimal(shift + number),
                evidence=said("hazard ratio of one in a trial"),
            )
            for number in range(1000)
        ]

    started = time.process_time()
    found = comparison(file(TRIAL, *results(0)), file(TRIAL, *results(5000)))
    assert time.process_time() - started < 20
    assert any("too many things" in doubt.en for doubt in found.doubts)


# Texts


def draft(source: Path) -> FactFile:
    return pipeline.process(source, load_lexicon()).file


@pytest.mark.parametrize("stem", ["company-torvexian", "hospital-olvarentug"])
def test_the_sample_twins_agree_in_most(stem: str) -> None:
    found = comparison(draft(SAMPLES / f"{stem}-en.txt"), draft(SAMPLES / f"{stem}-fr.txt"))
    counted = Counter(line.status for line in found.lines)
    assert counted["agree"] >= 35
    assert counted["differ"] <= 1
    assert not found.problems


def test_numbers_changed_in_a_text_are_told_and_no_other(tmp_path: Path) -> None:
    text = (SAMPLES / "company-torvexian-en.txt").read_text(encoding="utf-8")
    for old, new in (
        ("enrolled 11,482", "enrolled 11,483"),
        ("hazard ratio 0.74", "hazard ratio 0.75"),
        ("18.9% on placebo", "19.9% on placebo"),
    ):
        assert old in text
        text = text.replace(old, new)
    changed = tmp_path / "company-torvexian-en.txt"
    changed.write_text(text, encoding="utf-8")
    found = comparison(draft(SAMPLES / changed.name), draft(changed))
    assert [(line.kind, line.field) for line in found.lines if line.status != "agree"] == [
        ("ClinicalTrial", "enrolment"),
        ("OutcomeResult", "estimate"),
        ("AdverseEventCount", "percentage"),
    ]


def test_every_text_of_the_corpus_agrees_with_itself(shared: Path) -> None:
    for source in sorted((shared / "corpus").glob("*/*.txt")):
        document = draft(source)
        found = comparison(document, document)
        assert {line.status for line in found.lines} <= {"agree"}, source.name
        assert not found.doubts, source.name


# Reports


def test_the_text_is_a_table_with_what_differs_first() -> None:
    text = render_comparison(comparison(file(*ENGLISH), file(*FRENCH, language="fr")), "text", "en")
    assert text.splitlines()[:10] == [
        "A  a.txt · en",
        "B  b.txt · fr",
        "",
        "≠  They differ (1)",
        "               A    B",
        "  EXEMPLAR · clinical trial",
        "    enrolment  273  274",
        "      A “273 adults” [0–10]",
        "      B “274 adultes” [0–11]",
        "",
    ]
    assert text.endswith("numbers that differ: 1; other differences: 0; statements that agree: 12\n")


def test_the_text_is_in_french_with_the_decimal_comma() -> None:
    text = render_comparison(comparison(file(*ENGLISH), file(*FRENCH, language="fr")), "text", "fr")
    assert "≠  Ils diffèrent (1)" in text
    assert "«\N{NO-BREAK SPACE}274 adultes\N{NO-BREAK SPACE}» [0–11]" in text
    assert "-4,7" in text
    assert "nombres qui diffèrent\N{NO-BREAK SPACE}: 1" in text


def test_no_quote_steers_the_terminal() -> None:
    hostile = dataclasses.replace(TRIAL, name="\x1b[31mEXEMPLAR\nB", evidence=said("\x1b[2J273"))
    release = PressRelease(id="x", title="\x1b[2J", evidence=said("title"))
    label = dataclasses.replace(HIGH, label=Bilingual(en="\x1b[1m", fr="\x1b[1m"))
    found = comparison(file(hostile, release, label), file(dataclasses.replace(TRIAL, enrolment=1)))
    for language in ("en", "fr"):
        assert "\x1b" not in render_comparison(found, "text", language)


def test_json_has_values_quotes_and_statuses() -> None:
    found = comparison(file(*ENGLISH), file(*FRENCH, language="fr"))
    document = json.loads(render_comparison(found, "json", "en"))
    (enrolment,) = [s for s in document["statements"] if s["field"] == "enrolment"]
    assert enrolment["status"] == "differ"
    assert enrolment["a"]["values"] == ["273"]
    assert enrolment["b"]["quotes"] == [{"quote": "274 adultes", "start": 0, "end": 11}]
    assert document["differs"] is True
    assert {s["status"] for s in document["statements"]} <= {"agree", "differ", "worded", "only_a", "only_b"}
