"""Which group a number belongs to, which effect of two stands, and where a sentence states no result."""

import pytest

from trialgraph.extraction.engine import extract
from trialgraph.extraction.findings import AdverseEvent, Effect
from trialgraph.extraction.rules import load_rules

TRIAL = {
    "en": "This randomised trial enrolled 300 patients. ",
    "fr": "Cet essai randomisé a inclus 300 patients. ",
}


def shares(text: str, language: str) -> list[tuple[float, str | None]]:
    """Give the percentages of groups and of harms, each with its group, in the order of the fields."""
    found = extract(TRIAL[language] + text, load_rules(language))
    values = [finding.value for finding in found if finding.field in {"effect", "adverse_event"}]
    pairs = [(each.value if isinstance(each, Effect) else each.pct, each.group) for each in values]
    return [(float(number), group) for number, group in pairs if number is not None]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "en",
            "Nausea occurred in 10% in the lorvatinib group vs. 12% with placebo.",
            [(10, "lorvatinib"), (12, "placebo")],
        ),
        (
            "en",
            "In the lorvatinib group, 10% had a relapse, and in the placebo group, 12% had one.",
            [(10, "lorvatinib"), (12, "placebo")],
        ),
        (
            "en",
            "Nausea was seen with lorvatinib and with placebo (21% and 8%, respectively).",
            [(21, "lorvatinib"), (8, "placebo")],
        ),
        (
            "en",
            "In the lorvatinib group, 34 patients (28%) responded, against 12 (10%) in the placebo group.",
            [(28, "lorvatinib"), (10, "placebo")],
        ),
        ("en", "The most common side effects were nausea (21% vs. 8%).", [(21, None), (8, None)]),
        (
            "fr",
            "Des nausées sont survenues chez 10 % des patients sous lorvatinib contre 12 % sous placebo.",
            [(10, "lorvatinib"), (12, "placebo")],
        ),
        (
            "fr",
            "Le taux de rechute était de 12 % dans le groupe lorvatinib et de 25 % dans le groupe placebo.",
            [(12, "lorvatinib"), (25, "placebo")],
        ),
    ],
)
def test_a_share_goes_with_its_group(
    language: str, text: str, expected: list[tuple[float, str | None]]
) -> None:
    assert shares(text, language) == expected


def test_the_cells_of_a_table_on_lines_of_their_own_belong_to_the_label_before_them() -> None:
    text = f"{TRIAL['en']}\n\nNausea\n\n8\n\n18\n\n2\n\nVomiting\n\n1\n\n3\n\n0\n\nAll groups were alike."
    found = [finding.value for finding in extract(text, load_rules("en"))]
    rows = [(each.term, each.n) for each in found if isinstance(each, AdverseEvent)]
    assert rows == [("Nausea", 8), ("Nausea", 18), ("Nausea", 2), *(("Vomiting", n) for n in (1, 3, 0))]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Lorvatinib may reduce the risk of stroke by 20%."),
        ("en", "The trial was designed to show a 20% reduction in strokes."),
        ("en", "An earlier trial had found that lorvatinib reduced strokes by 20%."),
        ("en", "Mice were given lorvatinib. Their tumours shrank by 60%."),
        ("en", "At enrolment, 40% of the lorvatinib group had diabetes."),
        ("fr", "Le lorvatinib pourrait réduire le risque d'AVC de 20 %."),
        ("fr", "L'essai visait une réduction de 20 % des AVC."),
        ("fr", "Une étude précédente avait montré une réduction de 20 % des AVC."),
    ],
)
def test_hopes_plans_earlier_trials_and_baselines_are_no_results(language: str, text: str) -> None:
    assert shares(text, language) == []


def test_of_a_number_and_its_rounding_the_exact_one_stands() -> None:
    text = "Lorvatinib led to a 63% reduction in fat. In detail, there was a 63.5% reduction in fat."
    assert [number for number, _ in shares(text, "en")] == [63.5]


def test_an_effect_with_its_interval_stands_for_the_same_number_without() -> None:
    text = "Efficacy was 94.1% (95% CI, 89.3 to 96.8%). This efficacy of 94.1% is high."
    effects = [finding.value for finding in extract(TRIAL["en"] + text, load_rules("en"))]
    effects = [effect for effect in effects if isinstance(effect, Effect)]
    assert [float(effect.low or 0) for effect in effects] == [89.3]
