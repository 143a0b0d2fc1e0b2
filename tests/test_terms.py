"""Terms, aliases and names of one thing: what a text calls interventions, conditions and targets."""

from dataclasses import dataclass

import pytest

from trialgraph.extraction import naming
from trialgraph.extraction.aliases import Joiner
from trialgraph.extraction.findings import Span
from trialgraph.extraction.names import find_codes, find_names
from trialgraph.extraction.nametable import NameTable
from trialgraph.extraction.rules import load_rules
from trialgraph.extraction.terms import TermTable, find_terms
from trialgraph.extraction.values import Value
from trialgraph.folding import fold


def found(text: str, language: str, mark: str) -> list[str]:
    book = load_rules(language)
    return [str(value.data) for value in find_terms(text, fold(text), book.terms) if value.mark == mark]


CONDITIONS = [
    ("en", "adults with newly diagnosed chronic kidney disease", ["chronic kidney disease"]),
    ("en", "adults with moderate to severe plaque psoriasis", ["severe plaque psoriasis"]),
    ("en", "It prevents strokes and heart attacks.", ["strokes", "heart attacks"]),
    ("en", "cancer of the lung", ["cancer of the lung"]),
    ("en", "COVID-19 and type 2 diabetes", ["COVID-19", "type 2 diabetes"]),
    ("en", "The disease is common; the diagnosis and the analysis took time.", []),
    ("en", "the disorder, a failure, an infection", []),
    ("fr", "des patients atteints d'insuffisance rénale chronique", ["insuffisance rénale chronique"]),
    ("fr", "le cancer du sein métastatique", ["cancer du sein métastatique"]),
    ("fr", "le syndrome de Wiskott-Aldrich", ["syndrome de Wiskott-Aldrich"]),
    ("fr", "La maladie a été étudiée avec sécurité et efficacité.", []),
    ("fr", "une bronchite, une qualité", ["bronchite"]),
    ("fr", "une oesophagite à éosinophiles", ["oesophagite à éosinophiles"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), CONDITIONS)
def test_conditions_are_found_by_name_head_and_ending(language: str, text: str, expected: list[str]) -> None:
    assert found(text, language, "condition") == expected


INTERVENTIONS = [
    ("en", "transcranial direct current stimulation", ["transcranial direct current stimulation"]),
    ("en", "the malaria vaccine, a vaccine", ["malaria vaccine"]),
    ("en", "after a heart transplant", []),
    ("fr", "la fermeture du foramen ovale", ["fermeture du foramen ovale"]),
    ("fr", "un vaccin contre le paludisme", ["vaccin contre le paludisme"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), INTERVENTIONS)
def test_interventions_are_found_without_a_drug_name(language: str, text: str, expected: list[str]) -> None:
    assert found(text, language, "agent") == expected


def test_a_molecule_is_named_in_the_singular_and_quoted_as_printed() -> None:
    text = "It activates the GLP-1 receptors."
    [value] = [v for v in find_terms(text, fold(text), load_rules("en").terms) if v.mark == "target"]
    assert value.data == "GLP-1 receptor"
    assert text[slice(*value.quote)] == "GLP-1 receptors"


def test_offsets_hold_where_a_small_letter_has_two_characters() -> None:
    text = "İİİ with sialadenitis"
    [value] = find_terms(text, fold(text), load_rules("en").terms)
    assert text[value.start : value.end] == "sialadenitis"


def test_an_unknown_key_of_a_term_table_is_told() -> None:
    with pytest.raises(ValueError, match="unknown key `naems`"):
        TermTable.load("condition", {"naems": ["gout"]})


DRUGS = [
    ("lorvatinib and oldavastatin", ["lorvatinib", "oldavastatin"]),
    ("IFX-088, VLX1601 and CFX533 were given with Zuvora®.", ["IFX-088", "VLX1601", "CFX533", "Zuvora®"]),
    ("COVID-19, NCT01234567, ACR20, ASCO2024 and PCSK9", []),
    ("We accept the concept of a peptide.", []),
]


@pytest.mark.parametrize(("text", "expected"), DRUGS)
def test_drugs_are_found_by_stem_code_and_sign(text: str, expected: list[str]) -> None:
    names: NameTable = load_rules("en").names
    values = [*find_codes(text, fold(text), names), *find_names(text, fold(text), names)]
    assert [value.data for value in values if value.mark == "drug"] == expected


ORGANISATIONS = [
    (
        "en",
        "a joint institute of Quill University and Norland Health Sciences",
        ["Quill University", "Norland Health Sciences"],
    ),
    ("en", "the University of Norland and the Quill Institute", ["University of Norland", "Quill Institute"]),
    ("en", "the Norland Medical College and Hospital", ["Norland Medical College and Hospital"]),
    ("en", "the Norland Hospital & Clinics", ["Norland Hospital & Clinics"]),
    ("en", "Quill and Norland University", ["Quill and Norland University"]),
    (
        "en",
        "of the Quill School of Medicine and Public Health",
        ["Quill School of Medicine and Public Health"],
    ),
    (
        "en",
        "the National Heart, Lung, and Blood Institute, which",
        ["National Heart, Lung, and Blood Institute"],
    ),
    (
        "en",
        "the Quill Heart, Vascular and Thoracic Institute",
        ["Quill Heart, Vascular and Thoracic Institute"],
    ),
    ("en", "with Ada Quill, Ben Dorn and Northfield University", ["Ben Dorn and Northfield University"]),
    ("en", "a Kidney, lung and blood Institute", ["Institute"]),
    ("en", "said Ada Quill, Director of the Norland Heart Center", ["Norland Heart Center"]),
    (
        "en",
        "as Director of the Norland Center and Professor of the Quill Academy",
        ["Norland Center", "Quill Academy"],
    ),
    ("en", "the Norland Head and Neck Cancer Center", ["Norland Head and Neck Cancer Center"]),
    ("fr", "des chercheurs du CNRS de l’Institut de biologie", ["CNRS", "Institut"]),
    ("fr", "l'Hôpital de l'Université de Norlande", ["Hôpital de l'Université de Norlande"]),
    ("fr", "l'équipe de l'Unité Inserm 1111", ["Inserm"]),
    ("en", "with Prof. Ada Quill of the University of Norland", ["University of Norland"]),
    ("en", "at St. Quill Hospital", ["St. Quill Hospital"]),
    ("en", "today Norland Therapeutics, Inc. (NASDAQ: NRLD) said", ["Norland Therapeutics"]),
    (
        "en",
        "Norland Therapeutics Announces Positive Results Today\n\nWrite to ir@norland.example",
        ["Norland Therapeutics"],
    ),
    ("en", "the Annual Meeting of the Norland Institute", ["Annual Meeting of the Norland Institute"]),
    ("fr", "le Pr Ada Quill de l'Université de Norlande", ["Université de Norlande"]),
    ("fr", "l'Inserm et les Health Institutes", ["Inserm", "Health Institutes"]),
    ("fr", "la Faculté de Médecine et de Recherche", ["Faculté de Médecine et de Recherche"]),
    ("fr", "Directrice de l'Institut Dorn", ["Institut Dorn"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), ORGANISATIONS)
def test_organisations_begin_and_end_where_they_do(language: str, text: str, expected: list[str]) -> None:
    names = find_names(text, fold(text), load_rules(language).names)
    assert [name.data for name in names if name.mark == "organisation"] == expected


def joined(text: str, *marked: tuple[str, str]) -> list[tuple[str, str, str]]:
    marks = []
    for mark, words in marked:
        start = text.index(words)
        place = (start, start + len(words))
        marks.append(Value(mark=mark, start=place[0], end=place[1], data=words, quote=place))
    joiner = Joiner(("agent", "condition", "target"), "also known as", "or", "vaccine|candidate")
    return [(m.mark, text[m.start : m.end], str(m.data)) for m in joiner.join(text, fold(text), marks)]


def test_an_abbreviation_stands_for_what_it_abbreviates() -> None:
    text = "atrial fibrillation (AFib); AFib recurs"
    assert joined(text, ("condition", "atrial fibrillation")) == [
        ("condition", "atrial fibrillation", "atrial fibrillation"),
        ("condition", "AFib", "atrial fibrillation"),
        ("condition", "AFib", "atrial fibrillation"),
    ]


@pytest.mark.parametrize(
    "text", ["asthma (USA)", "asthma (adults)", "asthma (see below)", "asthma or Zuvora", "asthma, or gout"]
)
def test_not_everything_in_brackets_is_another_name(text: str) -> None:
    assert joined(text, ("condition", "asthma")) == [("condition", "asthma", "asthma")]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("lorvatinib (Zuvora)", (("agent", "lorvatinib"),)),
        ("Zuvora (lorvatinib)", (("agent", "lorvatinib"),)),
        ("lorvatinib (LVX-201)", (("agent", "lorvatinib"), ("agent", "LVX-201"))),
        ("LVX-201 (lorvatinib)", (("agent", "LVX-201"), ("agent", "lorvatinib"))),
        ("lorvatinib, also known as LVX-201,", (("agent", "lorvatinib"), ("agent", "LVX-201"))),
    ],
)
def test_the_generic_name_of_a_drug_stands_for_its_brand_and_code(
    text: str, marks: tuple[tuple[str, str], ...]
) -> None:
    assert {data for _, _, data in joined(text, *marks)} == {"lorvatinib"}
    assert len(joined(text, *marks)) == 2


def test_a_word_before_a_code_is_a_generic_name_unless_it_is_a_common_one() -> None:
    assert joined("Oldavex helps: oldavex (LVX-201)", ("agent", "LVX-201"))[0] == (
        "agent",
        "Oldavex",
        "oldavex",
    )
    assert joined("a candidate (LVX-201)", ("agent", "LVX-201")) == [("agent", "LVX-201", "LVX-201")]


@dataclass(frozen=True)
class Said:
    """A candidate, as far as names go."""

    value: str
    weight: int
    at: int

    @property
    def span(self) -> Span:
        return Span(start=self.at, end=self.at + len(self.value), quote=self.value, rule="r")


def test_a_general_name_joins_the_specific_one_that_is_strong_enough() -> None:
    said = [Said("stroke", 4, 0), Said("ischemic stroke", 3, 20), Said("Strokes", 1, 40)]
    assert [(name, len(group)) for name, group in naming.together(said)] == [("ischemic stroke", 3)]


def test_a_specific_name_said_in_passing_joins_the_general_one() -> None:
    said = [Said("stroke", 9, 0), Said("ischemic stroke", 1, 20)]
    assert [(name, len(group)) for name, group in naming.together(said)] == [("stroke", 2)]


def test_what_others_are_compared_with_is_no_treatment() -> None:
    tried = [Said("lorvatinib", 5, 0), Said("oldavastatin", 3, 20)]
    compared = [Said("oldavastatin", 3, 20)]
    treatments, comparators = naming.opposed(tried, compared)
    assert [c.value for c in treatments] == ["lorvatinib"]
    assert [c.value for c in comparators] == ["oldavastatin"]


def test_something_is_always_tried() -> None:
    tried, compared = [Said("lorvatinib", 5, 0)], [Said("lorvatinib", 3, 0)]
    treatments, comparators = naming.opposed(tried, compared)
    assert [c.value for c in treatments] == ["lorvatinib"]
    assert comparators == []


def test_a_place_weighs_once_with_its_strongest_sign() -> None:
    assert naming.weight([Said("gout", 1, 0), Said("gout", 4, 0), Said("gout", 2, 30)]) == 6
