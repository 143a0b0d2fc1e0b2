"""Numbers that cannot be true together are told, and numbers that can are passed over.

All trials here are invented.
"""

import time
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyshacl import validate
from rdflib import SH, Graph

from trialgraph import arithmetic, factfiles, resources
from trialgraph.arithmetic.denominators import implied
from trialgraph.arithmetic.rounding import half
from trialgraph.model import (
    AdverseEventCount,
    Arm,
    ArmGroup,
    ClinicalTrial,
    Cohort,
    Document,
    Dosing,
    Endpoint,
    Evidence,
    Fact,
    FactFile,
    OutcomeResult,
    Quantity,
    Review,
)
from trialgraph.problems import Location, Problem

RELEASES = Path(__file__).parent.parent / "data" / "releases"


def said(*quotes: str, start: int = 0) -> tuple[Evidence, ...]:
    """Give quotes that follow on one another at a distance of ten characters."""
    pieces = []
    for quote in quotes:
        pieces.append(Evidence(quote=quote, start=start, end=start + len(quote)))
        start += len(quote) + 10
    return tuple(pieces)


def file_of(facts: Iterable[Fact], text: str | None = None) -> FactFile:
    """Make a file in which each fact stands on a line of its own, its fields in columns of their own."""
    stated = tuple(facts)
    places = {}
    for index, fact in enumerate(stated):
        for column, name in enumerate(("kind", *(f for f in dir(fact) if not f.startswith("_")))):
            places[index, name] = Location(file="facts.yaml", line=index + 1, column=column + 1)
    document = Document(
        id="x", language="en", sha256="0" * 64, length=len(text or "x"), source="x.txt", text=text
    )
    return FactFile(document=document, facts=stated, locations=places, problems=())


def check(*facts: Fact, text: str | None = None) -> list[Problem]:
    return list(arithmetic.check([file_of(facts, text)]))


# Implied denominators


@given(st.integers(1, 300), st.integers(1, 3000), st.sampled_from([0, 1, 2]))
def test_a_count_and_its_rounded_percentage_imply_the_group_that_they_are_of(
    count: int, size: int, places: int
) -> None:
    percentage = Fraction(100 * min(count, size), size)
    unit = Fraction(1, 10**places)
    rounded = int(percentage / unit + Fraction(1, 2)) * unit
    printed = Decimal(rounded.numerator) / Decimal(rounded.denominator)
    printed = printed.quantize(Decimal(1).scaleb(-places))

    sizes = implied(min(count, size), printed)

    if rounded > unit / 2:
        assert sizes is not None
        assert sizes.smallest <= size <= sizes.largest


@pytest.mark.parametrize(
    ("count", "printed", "expected"),
    [
        (8, "6", (124, 145)),
        (1, "2", (41, 66)),
        (8, "6.0", (133, 134)),
        (402, "25.1", (1599, 1604)),
        (5, "100", (5, 5)),
        (1, "40", None),
        (0, "0", None),
        (3, "0.0", None),
    ],
)
def test_the_sizes_that_a_count_and_a_percentage_imply(
    count: int, printed: str, expected: tuple[int, int] | None
) -> None:
    assert implied(count, Decimal(printed)) == expected


def test_half_a_unit_of_the_last_place_is_exact() -> None:
    assert half(Decimal("0.560")) == Fraction(1, 2000)
    assert half(Decimal(-12)) == Fraction(1, 2)


def trial(enrolment: int | None = 300) -> ClinicalTrial:
    return ClinicalTrial(id="lumera", enrolment=enrolment, evidence=said(f"enrolled {enrolment} adults"))


def arm(name: str, cohort: str | None = None, count: int | None = None) -> Arm:
    return Arm(
        id=f"lumera.{name}",
        of_trial="lumera",
        of_cohort=f"lumera.{cohort}" if cohort else None,
        participant_count=count,
        evidence=said(name),
    )


def cohort(name: str, count: int) -> Cohort:
    return Cohort(id=f"lumera.{name}", of_trial="lumera", participant_count=count, evidence=said(name))


def events(group: str, count: int, percentage: str, **fields: Any) -> AdverseEventCount:
    given_fields = {"of_trial": "lumera", "event": "nausea", "seriousness": "NotSerious"} | fields
    return AdverseEventCount(
        id=f"lumera.nausea-{group}",
        of_group=f"lumera.{group}",
        numerator=count,
        percentage=Decimal(percentage),
        evidence=said("nausea", f"{count} people ({percentage}%)"),
        **given_fields,
    )


TWO_COHORTS = (
    trial(300),
    cohort("cohort-1", 200),
    cohort("cohort-2", 100),
    arm("a-drug", "cohort-1"),
    arm("a-placebo", "cohort-1"),
    arm("b-drug", "cohort-2"),
    arm("b-placebo", "cohort-2"),
    ArmGroup(
        id="lumera.drug", of_trial="lumera", has_arm=("lumera.a-drug", "lumera.b-drug"), evidence=said("drug")
    ),
    ArmGroup(
        id="lumera.placebo",
        of_trial="lumera",
        has_arm=("lumera.a-placebo", "lumera.b-placebo"),
        evidence=said("placebo"),
    ),
)


def test_counts_that_cannot_be_of_the_whole_trial_are_told_once_with_the_group_that_they_fit() -> None:
    found = arithmetic.findings([file_of([*TWO_COHORTS, events("drug", 9, "6"), events("placebo", 2, "4")])])

    assert [finding.problem.code for finding in found] == ["implied-denominators"]
    problem = found[0].problem
    assert problem.message.en == (
        "9 people are 6\u00a0% of a group of 139 to 163 people (`lumera.drug`). "
        "2 people are 4\u00a0% of a group of 45 to 57 people (`lumera.placebo`). "
        "Together that is 184 to 220 people. "
        "The trial has 300, too many: the percentages cannot be of all of them. "
        "`lumera.cohort-1` has 200, which fits."
    )
    assert problem.message.fr == (
        "9 personnes font 6\u00a0% d’un groupe de 139 à 163 personnes (`lumera.drug`). "
        "2 personnes font 4\u00a0% d’un groupe de 45 à 57 personnes (`lumera.placebo`). "
        "Ensemble, cela fait 184 à 220 personnes. "
        "L’essai en compte 300, c’est trop\u00a0: les pourcentages ne peuvent porter sur toutes. "
        "`lumera.cohort-1` en compte 200, ce qui correspond."
    )
    assert (problem.about, problem.value) == ("adverse_events:lumera.nausea-drug", "6")
    assert problem.quote == "9 people (6%)"
    assert problem.location.line == len(TWO_COHORTS) + 1
    assert problem.severity == "warning"
    assert found[0].replaces == {
        ("percentage-reproduced-by-known-size", "adverse_events:lumera.nausea-drug"),
        ("percentage-reproduced-by-known-size", "adverse_events:lumera.nausea-placebo"),
    }


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param((events("drug", 12, "6"), events("placebo", 4, "4")), id="they fit the trial"),
        pytest.param((events("drug", 9, "6"),), id="of the others nothing is told"),
        pytest.param((events("drug", 10, "6"), events("placebo", 4, "4")), id="a few were not treated"),
        pytest.param((events("drug", 9, "6"), events("placebo", 2, "4", event="fever")), id="two events"),
        pytest.param(
            (events("drug", 9, "6"), events("placebo", 2, "4", observed_until="P1Y")),
            id="two lengths of time",
        ),
        pytest.param((events("drug", 9, "4"), events("a-drug", 6, "4")), id="one group is in the other"),
        pytest.param(
            (events("drug", 9, "6", denominator=150), events("placebo", 2, "4")), id="a denominator is stated"
        ),
    ],
)
def test_counts_that_may_be_of_the_whole_trial_are_passed_over(facts: tuple[Fact, ...]) -> None:
    assert check(*TWO_COHORTS, *facts) == []


def test_a_count_that_takes_more_people_than_the_trial_has_is_told_whoever_else_there_is() -> None:
    found = check(trial(300), arm("drug"), events("drug", 9, "2"))

    assert len(found) == 1
    assert found[0].message.en == (
        "9 people are 2\u00a0% of a group of 361 to 600 people (`lumera.drug`). "
        "The trial has 300, too few for that."
    )
    assert check(trial(400), arm("drug"), events("drug", 9, "2")) == []
    assert check(trial(None), arm("drug"), events("drug", 9, "2")) == []


def test_what_a_reviewer_rejected_is_passed_over() -> None:
    rejected = events("drug", 9, "2", review=Review(status="Rejected", by="A. Quill", why="misread"))

    assert check(trial(300), arm("drug"), rejected) == []


def test_documents_are_not_compared_with_each_other() -> None:
    files = [file_of([trial(300)]), file_of([trial(310)])]

    assert arithmetic.check(files) == ()


def test_the_first_release_gives_percentages_of_its_first_cohort_as_those_of_the_trial() -> None:
    found = arithmetic.check([factfiles.load(RELEASES / "ap-hp-twinss-2024-09-11.yaml")])

    assert [(problem.code, problem.location.line) for problem in found] == [("implied-denominators", 868)]
    for words in ("6\u00a0% of a group of 124 to 145", "2\u00a0% of a group of 41 to 66", "165 to 211"):
        assert words in found[0].message.en
    for words in ("The trial has 273, too many", "has 173, which fits"):
        assert words in found[0].message.en
    for words in ("de 124 à 145", "de 41 à 66", "165 à 211", "compte 273, c’est trop", "en compte 173"):
        assert words in found[0].message.fr


# Intervals and p-values


def result(measure: str, numbers: str, name: str = "relapse", **fields: Any) -> OutcomeResult:
    """Make a result of `estimate lower upper p`."""
    estimate, lower, upper, p_value = map(Decimal, numbers.split())
    given_fields: dict[str, Any] = {
        "p_value_operator": "EqualTo",
        "ci_level": Decimal(95),
        "evidence": said(f"{estimate} ({lower} to {upper}), p {p_value}"),
    } | fields
    return OutcomeResult(
        id=f"lumera.{name}",
        of_trial="lumera",
        effect_measure=measure,  # type: ignore[arg-type]  # a parameter of the tests
        estimate=estimate,
        ci_lower=lower,
        ci_upper=upper,
        p_value=p_value,
        **given_fields,
    )


@pytest.mark.parametrize(
    ("measure", "numbers", "fields"),
    [
        ("HazardRatio", "0.62 0.45 0.85 0.003", {}),
        ("HazardRatio", "0.62 0.45 0.85 0.05", {"p_value_operator": "LessThan"}),
        ("HazardRatio", "0.62 0.50 0.76 0.003", {"ci_level": Decimal(80)}),
        ("RelativeReduction", "70.8 44.5 84.7 0.0002", {"estimate_unit": "%"}),
        ("HazardRatio", "0.62 0.45 0.85 0", {"p_value_operator": "LessThan"}),
        ("HazardRatio", "0.89 0.60 1.32 0.56", {}),
        ("HazardRatio", "0.9 0.7 1.1 0.5", {}),
        ("OddsRatio", "3.93 1.70 9.11 0.001", {"p_value_operator": "LessThan"}),
        ("HazardRatio", "0.97 0.78 1.20 0.05", {"p_value_operator": "GreaterThan"}),
        ("RiskRatio", "0.85 0.73 1.00 0.05", {}),
        ("MeanDifference", "-3.2 -4.8 -1.6 0.001", {"p_value_operator": "LessThan"}),
        ("MeanDifference", "-1.2 -3.3 0.9 0.26", {}),
        ("HazardRatio", "0.80 0.65 0.98 0.07", {"ci_level": Decimal(90)}),
        ("RelativeReduction", "70.8 44.5 84.7 0.001", {"estimate_unit": "%", "p_value_operator": "LessThan"}),
        ("AbsoluteDifference", "70.8 44.5 84.7 0.0002", {"estimate_unit": "%"}),
        ("Proportion", "40 30 50 0.9", {}),
    ],
)
def test_a_p_value_that_its_interval_can_give_is_passed_over(
    measure: str, numbers: str, fields: dict[str, Any]
) -> None:
    assert check(result(measure, numbers, **fields)) == []


@pytest.mark.parametrize(
    ("measure", "numbers", "fields"),
    [
        ("HazardRatio", "0.62 0.45 0.85 0.3", {}),
        ("HazardRatio", "0.89 0.60 1.32 0.06", {}),
        ("OddsRatio", "1.10 0.70 1.73 0.001", {"p_value_operator": "LessThan"}),
        ("HazardRatio", "0.62 0.45 0.85 0.05", {"p_value_operator": "GreaterThan"}),
        ("MeanDifference", "-3.2 -4.8 -1.6 0.02", {}),
        ("MeanDifference", "-3.2 -7.9 1.5 0.02", {}),
        ("AbsoluteDifference", "70.8 44.5 84.7 0.0002", {}),
        ("RelativeReduction", "70.8 44.5 84.7 0.2", {"estimate_unit": "%"}),
        ("HazardRatio", "0.80 0.65 0.98 0.5", {"ci_level": Decimal(90)}),
    ],
)
def test_a_p_value_that_its_interval_cannot_give_is_told(
    measure: str, numbers: str, fields: dict[str, Any]
) -> None:
    assert [problem.code for problem in check(result(measure, numbers, **fields))] == [
        "p-value-agrees-with-interval"
    ]


def test_the_message_gives_the_p_value_that_was_computed() -> None:
    found = arithmetic.findings([file_of([result("HazardRatio", "0.89 0.60 1.32 0.06")])])

    assert found[0].problem.message.en == (
        "An estimate of 0.89 with a 95\u00a0% interval from 0.60 to 1.32 gives a p-value of about 0.56, "
        "the document prints p\u00a0=\u00a00.06."
    )
    assert found[0].problem.message.fr == (
        "Une estimation de 0,89 avec un intervalle à 95\u00a0% de 0,60 à 1,32 donne une valeur p d’environ "
        "0,56, le document imprime p\u00a0=\u00a00,06."
    )
    assert found[0].replaces == {("p-value-on-side-of-interval", "result:lumera.relapse")}


@pytest.mark.parametrize("words", ["P<0.001 for non-inferiority", "p < 0,001 pour la non infériorité"])
def test_a_p_value_of_non_inferiority_is_another_question(words: str) -> None:
    numbers = "0.95 0.80 1.13 0.001"
    plain = result("HazardRatio", numbers, p_value_operator="LessThan")
    assert len(check(plain)) == 1

    quoted = result("HazardRatio", numbers, p_value_operator="LessThan", evidence=said(words))
    assert check(quoted) == []
    assert check(plain, text=f"{plain.evidence[0].quote} {words}.") == []
    endpoint = Endpoint(id="lumera.death", of_trial="lumera", evidence=said(words))
    assert check(endpoint, result("HazardRatio", numbers, of_endpoint="lumera.death")) == []


@pytest.mark.parametrize(
    "numbers", ["0.89 0.00 1.32 0.06", "0.5 0.5 0.5 0.06", "0.89 0.95 1.32 0.06", "9 8 9 0"]
)
def test_what_has_no_interval_on_the_scale_gives_no_p_value(numbers: str) -> None:
    assert check(result("HazardRatio", numbers)) == []


# Effects


def effect(measure: str, estimate: str, quote: str, start: int, **fields: Any) -> OutcomeResult:
    return OutcomeResult(
        id=f"lumera.{measure.lower()}-{start}",
        of_trial="lumera",
        effect_measure=measure,  # type: ignore[arg-type]  # a parameter of the tests
        estimate=Decimal(estimate),
        evidence=said(quote, start=start),
        **fields,
    )


RATIO = effect("HazardRatio", "0.56", "hazard ratio 0.56", 40)


def lower(percentage: str, start: int = 10, quote: str = "{}% lower", **fields: Any) -> OutcomeResult:
    return effect("RelativeReduction", percentage, quote.format(percentage), start, **fields)


def test_a_reduction_that_does_not_fit_the_ratio_beside_it_is_told() -> None:
    found = check(RATIO, lower("54"))

    assert [(problem.code, problem.quote) for problem in found] == [("reduction-beside-ratio", "54% lower")]
    assert found[0].message.en == (
        "A ratio of 0.56 is a change of 44\u00a0%, the document prints 54\u00a0% beside it."
    )


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(lower("44"), id="it fits"),
        pytest.param(lower("44.4"), id="it fits as far as the ratio is printed"),
        pytest.param(lower("46", quote="about {}% lower"), id="it is rounded in words"),
        pytest.param(lower("54", start=400), id="it stands elsewhere"),
        pytest.param(lower("54", of_group="lumera.other"), id="it is of another group"),
    ],
)
def test_a_reduction_that_may_be_of_the_ratio_or_of_another_is_passed_over(other: OutcomeResult) -> None:
    ratio = effect("HazardRatio", "0.56", "hazard ratio 0.56", 40, of_group="lumera.drug")

    assert check(ratio, other) == []


def test_an_increase_fits_a_ratio_above_one() -> None:
    ratio = effect("RiskRatio", "1.54", "relative risk 1.54", 40)

    assert check(ratio, lower("54", quote="{}% higher")) == []


def test_of_several_effects_in_one_sentence_nobody_knows_which_is_of_which() -> None:
    assert check(RATIO, lower("54"), lower("19", start=70)) == []


def test_effects_of_two_sentences_are_not_beside_each_other() -> None:
    text = "The risk was 54% lower. Of death, the hazard ratio 0.56 was."
    reduction = lower("54", start=text.index("54%"))
    ratio = effect("HazardRatio", "0.56", "hazard ratio 0.56", text.index("hazard"))

    assert check(ratio, reduction, text=text) == []
    assert len(check(ratio, reduction)) == 1


def test_two_effects_of_one_endpoint_and_group_are_left_to_the_shapes() -> None:
    known: dict[str, Any] = {"of_endpoint": "lumera.relapse", "of_group": "lumera.drug"}

    assert check(effect("HazardRatio", "0.56", "0.56", 40, **known), lower("54", **known)) == []


# Changes within a text


def test_a_size_that_changes_within_one_text_is_told_with_both_quotes() -> None:
    first = ClinicalTrial(id="lumera", enrolment=214, evidence=said("214 adults took part"))
    second = ClinicalTrial(id="lumera", enrolment=241, evidence=said("randomised 241 adults", start=90))

    found = arithmetic.findings([file_of([second, first])])

    assert len(found) == 1
    assert found[0].problem.message.en == (
        "The document gives the number of people in the trial as 214 (“214 adults took part”) and as 241 "
        "(“randomised 241 adults”)\u00a0– the same digits in another order."
    )
    assert found[0].problem.message.fr == (
        "Pour le nombre de personnes de l’essai, le document donne 214 («\u00a0214 adults took part\u00a0») "
        "et 241 («\u00a0randomised 241 adults\u00a0»)\u00a0– les mêmes chiffres dans un autre ordre."
    )
    assert found[0].problem.location.line == 1
    assert found[0].replaces == {("enrolment-single", "trial:lumera")}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (
            [
                ClinicalTrial(id="lumera", phase="Phase2", evidence=said("phase 2")),
                ClinicalTrial(id="lumera", phase="Phase3", evidence=said("phase 3")),
            ],
            ["value-changes-within-text"],
        ),
        (
            [
                ClinicalTrial(id="lumera", phase="Phase2", evidence=said("phase 2")),
                ClinicalTrial(id="lumera", phase="Phase2b", evidence=said("phase 2b")),
            ],
            [],
        ),
        ([arm("drug", count=40), arm("drug", count=41)], ["value-changes-within-text"]),
        ([arm("drug", count=40), arm("drug", count=40)], []),
        (
            [
                Dosing(
                    id="lumera.dose",
                    dose=Quantity(value=Decimal(dose), unit="mg"),
                    evidence=said(f"{dose} mg"),
                )
                for dose in (150, 300)
            ],
            ["value-changes-within-text"],
        ),
    ],
)
def test_a_phase_a_dose_or_a_size_changes_or_does_not(facts: list[Fact], code: list[str]) -> None:
    assert [problem.code for problem in check(*facts)] == code


@pytest.mark.parametrize(
    ("quote", "told"),
    [
        ("a trial of 241 adults in nine countries", True),
        ("un essai portant sur 1\u00a0241 patients", True),
        ("a trial of 214 adults in nine countries", False),
        ("a trial of more than 200 adults", False),
        ("a trial of 60 adults of the first cohort", False),
        ("241 adults wrote to us about the trial", False),
    ],
)
def test_another_size_of_the_trial_in_a_quote_is_told(quote: str, told: bool) -> None:  # noqa: FBT001
    facts = [
        ClinicalTrial(id="lumera", enrolment=214, evidence=said("enrolled 214 adults")),
        ClinicalTrial(id="lumera", country_count=9, evidence=said(quote, start=100)),
        cohort("cohort-1", 60),
    ]

    found = check(*facts)

    assert [problem.quote for problem in found] == ([quote] if told else [])


def test_a_release_prints_two_sizes_of_its_trial() -> None:
    found = arithmetic.check([factfiles.load(RELEASES / "aha-summit-2024-11-16.yaml")])

    assert [(problem.code, problem.value) for problem in found] == [("value-changes-within-text", "713")]


def test_reviewed_releases_give_no_other_finding() -> None:
    files = [factfiles.load(path) for path in sorted(RELEASES.glob("*.yaml"))]
    assert len(files) >= 11

    assert sorted(problem.code for problem in arithmetic.check(files)) == [
        "implied-denominators",
        "value-changes-within-text",
    ]


# Messages, and time


def test_a_quote_in_a_message_is_data_and_not_a_template() -> None:
    facts = [
        ClinicalTrial(id="lumera", enrolment=size, evidence=said(f"{{0}} {{first}} {size}"))
        for size in (1, 2)
    ]

    assert "“{0} {first} 1”" in check(*facts)[0].message.en


def test_a_finding_is_told_instead_of_what_it_replaces() -> None:
    finding = arithmetic.findings([file_of([result("HazardRatio", "0.62 0.45 0.85 0.3")])])[0]
    place = Location(file="facts.yaml")
    replaced, kept = (
        Problem(
            code="p-value-on-side-of-interval",
            severity="warning",
            message=finding.problem.message,
            location=place,
            about=about,
        )
        for about in ("result:lumera.relapse", "result:lumera.death")
    )

    assert arithmetic.without_replaced([replaced, kept], [finding]) == (kept,)


@pytest.mark.parametrize("size", [4000])
def test_time_grows_with_the_facts_and_not_faster(size: int) -> None:
    def facts(count: int) -> list[Fact]:
        numbers = range(count)
        return [
            trial(10),
            *(arm(f"arm-{number}") for number in numbers),
            *(
                Arm(id=f"lumera.of-{number}", of_cohort=f"lumera.of-{number + 1}", evidence=said("arm"))
                for number in numbers
            ),
            *(events(f"arm-{number}", 9, "2", event=f"event {number}") for number in numbers),
            *(result("HazardRatio", "0.62 0.45 0.85 0.3", name=f"result-{number}") for number in numbers),
            *(lower("54", start=20 * number) for number in numbers),
        ]

    def seconds(count: int) -> float:
        file = file_of(facts(count))
        started = time.process_time()
        arithmetic.check([file])
        return time.process_time() - started

    assert seconds(size) < 16 * max(seconds(size // 4), 0.05)


# Shapes that other tools can run


def test_the_shapes_of_arithmetic_stand_by_themselves() -> None:
    """`trialgraph check` uses them without the other files, and so can any engine."""
    shapes = Graph().parse(resources.path("shapes", "arithmetic.ttl"))
    shapes.parse(resources.path("shapes", "prefixes.ttl"))
    data = Graph().parse(
        data="""
        @prefix tg: <https://w3id.org/trialgraph/ns#> .
        @prefix ex: <https://example.org/> .
        ex:placebo a tg:Arm ; tg:ofTrial ex:lumera ; tg:participantCount 130 .
        ex:nausea a tg:AdverseEventCount ; tg:ofGroup ex:placebo ; tg:numerator 8 ;
          tg:percentage "5"^^<http://www.w3.org/2001/XMLSchema#decimal> .
        ex:relapse a tg:OutcomeResult ; tg:effectMeasure tg:HazardRatio ; tg:estimate 0.89 ;
          tg:ciLower 0.60 ; tg:ciUpper 1.92 .
        """
    )

    _, report, _ = validate(data, shacl_graph=shapes, inference="none", advanced=False)

    assert isinstance(report, Graph)
    messages = {str(message) for message in report.objects(None, SH.resultMessage)}
    count = (
        "8 of the 130 people of the group is 6.2\u00a0%, the document prints 5\u00a0%: "
        "that takes a group of 146 to 177 people."
    )
    ratio = (
        "The ratio 0.89 is not in the middle of its interval from 0.60 to 1.92: times itself it is 0.792, "
        "the two bounds multiplied are 1.152, and the two should be about equal."
    )
    assert {count, ratio} <= messages
