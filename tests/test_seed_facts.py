"""What the first release states, as curated by hand: facts promised, silences kept, privacy kept."""

import datetime as dt
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from trialgraph import factfiles
from trialgraph.model import (
    KINDS,
    Evidence,
    Fact,
    FactFile,
    PartialDate,
    Quantity,
    statement_fields,
    values_of,
)

RELEASE = Path(__file__).parent.parent / "data" / "releases" / "ap-hp-twinss-2024-09-11.yaml"
ID = RELEASE.stem
ISSUED = dt.date(2024, 9, 11)

PRESS_OFFICE_MAIL = "service.presse@aphp.fr"
"""The one address that may be published: an office's, not a person's."""
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
MOBILE = re.compile(r"(?<!\w)(?:\+33|0033|0)[\s.-]?\(?0?\)?[67](?:[\s.-]?\d{2}){4}(?!\w)")
"""A French mobile number; a landline begins with 01 to 05 or 09."""

LONGEST_QUOTE = 160
"""In code points. Quotes are the words that state a fact, not the sentences of a text that is not ours."""


@pytest.fixture(scope="module")
def release() -> FactFile:
    file = factfiles.load(RELEASE)
    assert file.problems == ()
    return file


def about(file: FactFile, kind: str, key: str) -> list[Fact]:
    return [fact for fact in file.facts if type(fact).__name__ == kind and fact.id == key]


def stated(file: FactFile, kind: str, key: str) -> dict[str, set[Any]]:
    """All that the release states of one thing, whichever facts state it."""
    values: dict[str, set[Any]] = defaultdict(set)
    for fact in about(file, kind, key):
        for name, value in statements(fact):
            values[name].add(value)
    return dict(values)


def statements(fact: Fact) -> Iterator[tuple[str, Any]]:
    for name, field in statement_fields(type(fact)).items():
        for value in values_of(fact, field):
            yield name, value


def bearing(file: FactFile, kind: str, **values: Any) -> dict[str, list[Fact]]:
    """The things of a kind of which all these values are stated, with the facts about each."""
    keys = dict.fromkeys(fact.id for fact in file.facts if type(fact).__name__ == kind)
    return {
        key: about(file, kind, key)
        for key in keys
        if all(value in stated(file, kind, key).get(name, ()) for name, value in values.items())
    }


# The file by itself


def test_the_document_is_the_french_release_of_that_name(release: FactFile) -> None:
    assert release.document is not None
    assert (release.document.id, release.document.language) == (ID, "fr")
    assert release.document.text is None


def test_every_quote_is_short_and_as_long_as_its_offsets_say_and_within_the_text(release: FactFile) -> None:
    assert release.document is not None
    pieces = [piece for fact in release.facts for piece in fact.evidence]
    assert len(pieces) >= 190
    for piece in pieces:
        assert len(piece.quote) == piece.end - piece.start <= LONGEST_QUOTE
        assert 0 <= piece.start < piece.end <= release.document.length
        assert "\n" not in piece.quote
        assert piece.rule is None, "a person found it"


def test_less_than_half_of_the_text_is_quoted(release: FactFile) -> None:
    """The text is not ours to publish, neither in one piece nor in many."""
    assert release.document is not None
    quoted = {
        place for fact in release.facts for piece in fact.evidence for place in range(piece.start, piece.end)
    }
    assert len(quoted) < release.document.length / 2


LABELLED_BY_TERMINOLOGY_OR_NAME = frozenset(
    {
        "biological_entity",
        "disease",
        "document",
        "drug",
        "drug_class",
        "journal",
        "organisation",
        "person",
        "publication",
        "symptom",
        "target",
        "trial",
    }
)


def test_what_only_this_release_knows_has_one_label_in_both_languages(release: FactFile) -> None:
    labels: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for fact in release.facts:
        labels[fact.family, fact.id] += [(fact.label.en, fact.label.fr)] if fact.label else []
    assert len(labels) >= 120
    for (family, key), given in labels.items():
        expected = 0 if family in LABELLED_BY_TERMINOLOGY_OR_NAME else 1
        assert len(given) == expected, f"{family}:{key}"
    for family in {family for family, _ in labels} - LABELLED_BY_TERMINOLOGY_OR_NAME:
        for place in (0, 1):
            names = [given[0][place] for (one, _), given in labels.items() if one == family]
            assert len(set(names)) == len(names), f"two of {family} have one label"


# The facts that the product promises


Thing = tuple[str, str, dict[str, Any]]
"""A kind, an id, and all that is stated of it."""


def thing(kind: str, key: str, **values: Any) -> Thing:
    return kind, key, values


PROMISED: tuple[Thing, ...] = (
    thing(
        "PressRelease",
        ID,
        title={"TWINSS : efficacité et sécurité de l'iscalimab sous-cutané dans la maladie de Sjögren"},
        issued={ISSUED},
        issued_by={"ap-hp"},
        reports={"twinss-lancet-2024"},
        about_trial={"twinss"},
    ),
    thing(
        "ContactPoint",
        "ap-hp.press-office",
        of_organisation={"ap-hp"},
        contact_type={"PressOffice"},
        email={PRESS_OFFICE_MAIL},
        telephone={"01 40 27 37 22"},
        named_in={ID},
    ),
    thing(
        "ContactPoint",
        "universite-paris-saclay.press-office",
        of_organisation={"universite-paris-saclay"},
        contact_type={"PressOffice"},
        named_in={ID},
    ),
    thing(
        "ClinicalTrial",
        "twinss",
        name={"TWINSS"},
        phase={"Phase2"},
        design_feature={"Randomised", "PlaceboControlled", "Multinational"},
        assesses={"Efficacy", "Safety", "Tolerability"},
        has_sponsor={"novartis"},
        investigates={"sjogren-disease"},
        tests_intervention={"twinss.iscalimab"},
        enrolment={273},
        cohort_count={2},
        country_count={23},
    ),
    thing("Cohort", "twinss.cohort-1", of_trial={"twinss"}, participant_count={173}),
    thing("Cohort", "twinss.cohort-2", of_trial={"twinss"}, participant_count={100}),
    thing("DrugIntervention", "twinss.iscalimab", of_trial={"twinss"}, uses_drug={"iscalimab"}),
    thing("PlaceboIntervention", "twinss.placebo", of_trial={"twinss"}),
    *(
        thing(
            "Dosing",
            f"twinss.iscalimab-{dose}-mg",
            of_intervention={"twinss.iscalimab"},
            dose={Quantity(value=Decimal(dose), unit="mg")},
            route={"Subcutaneous"},
        )
        for dose in (150, 300, 600)
    ),
    *(
        thing(
            "Arm",
            f"twinss.{cohort}-iscalimab-{dose}-mg",
            of_trial={"twinss"},
            of_cohort={f"twinss.{cohort}"},
            role={"Experimental"},
            has_intervention={"twinss.iscalimab"},
            has_dosing={f"twinss.iscalimab-{dose}-mg"},
        )
        for cohort, dose in (("cohort-1", 150), ("cohort-1", 300), ("cohort-1", 600), ("cohort-2", 600))
    ),
    *(
        thing(
            "Arm",
            f"twinss.{cohort}-placebo",
            of_trial={"twinss"},
            of_cohort={f"twinss.{cohort}"},
            role={"PlaceboComparator"},
            has_intervention={"twinss.placebo"},
        )
        for cohort in ("cohort-1", "cohort-2")
    ),
    thing(
        "ArmGroup",
        "twinss.iscalimab-arms",
        of_trial={"twinss"},
        has_arm={
            "twinss.cohort-1-iscalimab-150-mg",
            "twinss.cohort-1-iscalimab-300-mg",
            "twinss.cohort-1-iscalimab-600-mg",
            "twinss.cohort-2-iscalimab-600-mg",
        },
    ),
    thing(
        "ArmGroup",
        "twinss.placebo-arms",
        of_trial={"twinss"},
        has_arm={"twinss.cohort-1-placebo", "twinss.cohort-2-placebo"},
    ),
    *(
        thing(
            "EligibilityCriterion",
            f"twinss.{cohort}-{key}",
            of_cohort={f"twinss.{cohort}"},
            criterion_type={"Inclusion"},
            description={description},
        )
        for cohort, key, description in (
            ("cohort-1", "systemic-activity", "activité systémique modérée ou élevée"),
            ("cohort-1", "symptoms", "symptômes importants"),
            ("cohort-2", "systemic-activity", "activité systémique faible"),
            ("cohort-2", "symptoms", "symptômes importants"),
        )
    ),
    thing(
        "Drug",
        "iscalimab",
        name={"iscalimab"},
        of_class={"monoclonal-antibody"},
        has_target={"cd40"},
        studied_for={"sjogren-disease"},
    ),
    thing(
        "DrugClass",
        "monoclonal-antibody",
        name={"anticorps monoclonal"},
        lay_definition={
            "Anticorps fabriqué par des cellules en culture pour traiter des maladies spécifiques"
        },
    ),
    thing(
        "Target",
        "cd40",
        name={"CD40"},
        required_for={"b-lymphocyte-activation"},
        participates_in={"cd40-pathway"},
    ),
    thing(
        "MechanismOfAction",
        "iscalimab.cd40-binding",
        of_drug={"iscalimab"},
        action={"Binding"},
        on_target={"cd40"},
        bears_on={"b-lymphocyte-activation"},
    ),
    thing(
        "BiologicalEntity",
        "b-lymphocyte-activation",
        name={"activation des lymphocytes B"},
        entity_type={"BiologicalProcess"},
        concerns={"b-lymphocyte"},
    ),
    thing("BiologicalEntity", "b-lymphocyte", name={"lymphocytes B"}, entity_type={"CellType"}),
    thing(
        "BiologicalEntity",
        "cd40-pathway",
        name={"CD40/CD40 ligand"},
        entity_type={"Pathway"},
        implicated_in={"sjogren-disease"},
    ),
    thing(
        "Disease",
        "sjogren-disease",
        name={"maladie de Sjögren"},
        characteristic={"Autoimmune", "Chronic"},
        has_symptom={"dry-eyes", "dry-mouth", "arthralgia", "fatigue"},
        has_complication={"lymphoma"},
    ),
    thing("Disease", "lymphoma", name={"lymphomes"}, lay_definition={"un cancer des ganglions"}),
    thing(
        "DiseaseStatus",
        "sjogren-disease.rare-2024-09-11",
        of_disease={"sjogren-disease"},
        standing={"Rare"},
        as_of={ISSUED},
    ),
    thing(
        "DiseaseStatus",
        "sjogren-disease.no-approved-targeted-therapy-2024-09-11",
        of_disease={"sjogren-disease"},
        standing={"NoApprovedTargetedTherapy"},
        as_of={ISSUED},
    ),
    thing("Endpoint", "twinss.primary-endpoint", of_trial={"twinss"}, level={"Primary"}, timepoint={"P24W"}),
    *(
        thing("Endpoint", f"twinss.{key}", of_trial={"twinss"}, name={name}, level={"NotStated"})
        for key, name in (
            ("systemic-activity", "activité systémique de la maladie"),
            ("symptoms", "symptômes de la maladie"),
            ("stimulated-salivary-flow", "débits salivaires stimulés"),
            ("unstimulated-salivary-flow", "débits salivaires non stimulés"),
        )
    ),
    *(
        thing(
            "OutcomeResult",
            f"twinss.systemic-activity-{dose}-mg",
            of_endpoint={"twinss.systemic-activity"},
            of_group={f"twinss.cohort-1-iscalimab-{dose}-mg"},
            compared_with={"twinss.cohort-1-placebo"},
            direction={"Improved"},
            significance={"Significant"},
        )
        for dose in (150, 600)
    ),
    thing(
        "OutcomeResult",
        "twinss.systemic-activity-300-mg",
        of_endpoint={"twinss.systemic-activity"},
        of_group={"twinss.cohort-1-iscalimab-300-mg"},
        direction={"Improved"},
        significance={"NotStated"},
    ),
    thing(
        "OutcomeResult",
        "twinss.symptoms-600-mg",
        of_endpoint={"twinss.symptoms"},
        of_group={"twinss.cohort-2-iscalimab-600-mg"},
        compared_with={"twinss.cohort-2-placebo"},
        direction={"Improved"},
        significance={"NotStated"},
        reported_as_trend={True},
    ),
    *(
        thing(
            "OutcomeResult",
            f"twinss.{flow}-iscalimab",
            of_endpoint={f"twinss.{flow}"},
            of_group={"twinss.iscalimab-arms"},
            direction={"Improved"},
            significance={"NotStated"},
        )
        for flow in ("stimulated-salivary-flow", "unstimulated-salivary-flow")
    ),
    *(
        thing(
            "AdverseEventCount",
            f"twinss.serious-adverse-events-{group}",
            of_trial={"twinss"},
            of_group={f"twinss.{group}-arms"},
            event={"événements indésirables graves"},
            seriousness={"Serious"},
            numerator={people},
            percentage={Decimal(percentage)},
            denominator_status={"NotStated"},
            observed_until={"P24W"},
        )
        for group, people, percentage in (("iscalimab", 8, 6), ("placebo", 1, 2))
    ),
    thing(
        "Publication",
        "twinss-lancet-2024",
        published_in={"the-lancet"},
        published_on={PartialDate("2024-07-31")},
    ),
    thing("Journal", "the-lancet", name={"The Lancet"}),
    thing(
        "Organisation",
        "bicetre-hospital-rheumatology",
        name={"service de rhumatologie de l'hôpital Bicêtre"},
        organisation_type={"Department"},
        unit_of={"bicetre-hospital"},
        participated_in={"twinss"},
    ),
    thing(
        "Organisation",
        "bicetre-hospital",
        name={"hôpital Bicêtre AP-HP"},
        organisation_type={"Hospital"},
        part_of={"ap-hp"},
    ),
    thing(
        "Organisation",
        "universite-paris-saclay",
        name={"Université Paris-Saclay"},
        organisation_type={"University"},
        participated_in={"twinss"},
    ),
    thing("Organisation", "inserm", name={"Inserm"}, participated_in={"twinss"}),
    thing(
        "Organisation",
        "university-of-birmingham",
        name={"Université de Birmingham"},
        organisation_type={"University"},
        participated_in={"twinss"},
        member_of={"russell-group", "universitas-21", "birmingham-health-partners"},
        founding_member_of={"universitas-21", "birmingham-health-partners"},
    ),
    thing(
        "Organisation",
        "fondation-ap-hp",
        name={"Fondation de l'AP-HP"},
        organisation_type={"Foundation"},
        founded_by={"ap-hp"},
        founded_in={2015},
    ),
    thing("Organisation", "carnot-ap-hp", name={"Carnot@AP-HP"}, linked_to={"ap-hp"}),
)


@pytest.mark.parametrize(
    ("kind", "key", "expected"), PROMISED, ids=[f"{kind}-{key}" for kind, key, _ in PROMISED]
)
def test_the_release_states_this_of_it_and_nothing_else(
    release: FactFile, kind: str, key: str, expected: dict[str, set[Any]]
) -> None:
    assert stated(release, kind, key) == expected


def test_every_result_count_arm_and_criterion_is_among_the_promised(release: FactFile) -> None:
    """Otherwise one that the release does not state could be added, and no test would say so."""
    promised = {(kind, key) for kind, key, _ in PROMISED}
    for kind in KINDS.keys() - {"Organisation", "Person", "Authorship", "Symptom"}:
        assert {key for name, key in promised if name == kind} == set(bearing(release, kind)), kind


def test_the_nineteen_authors_stand_in_the_order_in_which_they_are_printed(release: FactFile) -> None:
    authorships = bearing(release, "Authorship", of_publication="twinss-lancet-2024")
    order = {key: next(iter(stated(release, "Authorship", key)["author_order"])) for key in authorships}
    assert [key for key, _ in sorted(order.items(), key=lambda item: item[1])] == [
        f"twinss-lancet-2024.author-{number:02}" for number in range(1, 20)
    ]
    assert sorted(order.values()) == list(range(1, 20))
    places, names = [], []
    for key in sorted(order):
        (ordered,) = (fact for fact in authorships[key] if "author_order" in dict(statements(fact)))
        (author,) = stated(release, "Authorship", key)["author"]
        (name,) = stated(release, "Person", author)["name"]
        assert [piece.quote for piece in ordered.evidence] == [name]
        places.append((ordered.evidence[0].start, ordered.evidence[0].end))
        names.append(name)
    assert all(before[1] + len(", ") == after[0] for before, after in pairwise(places))
    assert [names[0], names[1], names[-1]] == ["Benjamin A Fisher", "Xavier Mariette", "Wolfgang Hueber"]
    assert len(set(names)) == 19


def test_two_authors_are_professors_and_cosign_the_results(release: FactFile) -> None:
    professors = {"benjamin-a-fisher", "xavier-mariette"}
    assert set(bearing(release, "Person", honorific="Professor")) == professors
    cosigning = bearing(release, "Authorship", is_cosigning=True)
    assert {
        author for key in cosigning for author in stated(release, "Authorship", key)["author"]
    } == professors
    assert bearing(release, "Authorship", is_cosigning=False) == {}, "of the others nothing is said"


def test_the_alliance_says_seven_members_and_lists_eight(release: FactFile) -> None:
    assert stated(release, "Organisation", "birmingham-health-partners") == {
        "name": {"Birmingham Health Partners"},
        "organisation_type": {"Alliance"},
        "member_count": {7},
    }
    assert set(bearing(release, "Organisation", member_of="birmingham-health-partners")) == {
        "university-of-birmingham",
        "university-hospitals-birmingham",
        "birmingham-womens-and-childrens-hospitals",
        "aston-university",
        "royal-orthopaedic-hospital",
        "sandwell-and-west-birmingham-hospitals",
        "west-midlands-academic-health-science-network",
        "birmingham-and-solihull-mental-health",
    }


def test_ap_hp_has_six_groups_and_counts_eight_institutes(release: FactFile) -> None:
    groups = bearing(release, "Organisation", part_of="ap-hp", organisation_type="HospitalGroup")
    assert set(groups) == {
        "ap-hp-centre",
        "ap-hp-nord",
        "ap-hp-seine-saint-denis",
        "ap-hp-sorbonne-universite",
        "ap-hp-universite-paris-saclay",
        "henri-mondor",
    }
    assert set(bearing(release, "Organisation", part_of="ap-hp")) == {*groups, "bicetre-hospital"}
    institutes = bearing(release, "Organisation", linked_to="ap-hp", organisation_type="ResearchInstitute")
    assert set(institutes) == {
        "foresight",
        "ican",
        "icm",
        "imagine",
        "inovand",
        "prometheus",
        "reconnect",
        "thema",
    }


# What the release does not say


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("AdverseEventCount", "denominator"),
        ("Arm", "participant_count"),
        ("ArmGroup", "participant_count"),
        ("Authorship", "is_corresponding"),
        ("ClinicalTrial", "site_count"),
        ("Dosing", "frequency"),
        ("OutcomeResult", "ci_lower"),
        ("OutcomeResult", "ci_upper"),
        ("OutcomeResult", "effect_measure"),
        ("OutcomeResult", "estimate"),
        ("OutcomeResult", "p_value"),
        ("Publication", "author_count"),
        ("Publication", "title"),
    ],
)
def test_what_is_not_stated_is_left_out(release: FactFile, kind: str, field: str) -> None:
    facts = [fact for fact in release.facts if type(fact).__name__ == kind]
    assert facts
    assert field in statement_fields(KINDS[kind])
    assert [fact.id for fact in facts if field in dict(statements(fact))] == []


def test_silence_is_never_not_significant(release: FactFile) -> None:
    assert bearing(release, "OutcomeResult", significance="NotSignificant") == {}


def test_nobody_is_said_to_belong_to_an_organisation(release: FactFile) -> None:
    assert bearing(release, "Affiliation") == {}


def test_blinding_is_not_asserted() -> None:
    """The trial was double-blind, and the release does not say so."""
    assert re.search("double|aveugle|blind", RELEASE.read_text(encoding="utf-8"), re.IGNORECASE) is None


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("twinss.iscalimab-arms", "has_arm"),
        ("twinss.placebo-arms", "has_arm"),
        ("iscalimab.cd40-binding", "bears_on"),
        ("twinss.stimulated-salivary-flow-iscalimab", "of_group"),
        ("twinss.unstimulated-salivary-flow-iscalimab", "of_group"),
    ],
)
def test_a_reading_is_marked_as_one(release: FactFile, key: str, field: str) -> None:
    facts = [fact for fact in release.facts if fact.id == key and field in dict(statements(fact))]
    assert {fact.certainty for fact in facts} == {"Inferred"}


@pytest.mark.parametrize("key", ["twinss.iscalimab-arms", "twinss.placebo-arms"])
def test_that_the_groups_exist_is_stated_and_only_their_arms_are_read(release: FactFile, key: str) -> None:
    (fact,) = (fact for fact in about(release, "ArmGroup", key) if "of_trial" in dict(statements(fact)))
    assert fact.certainty == "AsStated"
    assert "has_arm" not in dict(statements(fact))


# Nobody's own mail or telephone


def test_no_mail_but_the_press_offices_and_no_mobile_number_is_in_the_file() -> None:
    text = RELEASE.read_text(encoding="utf-8")
    assert set(MAIL.findall(text)) == {PRESS_OFFICE_MAIL}
    assert MOBILE.findall(text) == []


@pytest.mark.parametrize(
    "number", ["06 00 00 00 00", "0700000000", "+33 6 00 00 00 00", "+33 (0)7.00.00.00.00"]
)
def test_a_mobile_number_would_be_found_however_it_is_written(number: str) -> None:
    assert MOBILE.search(f"Contact : {number}\n")


def test_only_the_office_is_reached_by_mail_or_telephone(release: FactFile) -> None:
    reachable = {fact.id for fact in release.facts if {"email", "telephone"} & dict(statements(fact)).keys()}
    assert reachable == {"ap-hp.press-office"}


# Against the text, which lies beside the repository where it is developed


@pytest.fixture(scope="module")
def seed(shared: Path) -> Path:
    folder = shared / "corpus" / "seed"
    if not folder.is_dir():
        pytest.skip("the folder ../shared/corpus/seed beside the repository is absent")
    return folder


@pytest.fixture(scope="module")
def text(seed: Path, release: FactFile) -> str:
    assert release.document is not None
    return (seed / release.document.source).read_bytes().decode("utf-8")


def test_the_text_is_the_one_whose_hash_and_length_the_file_gives(text: str, release: FactFile) -> None:
    assert release.document is not None
    assert hashlib.sha256(text.encode()).hexdigest() == release.document.sha256
    assert len(text) == release.document.length


def test_every_quote_stands_in_the_text_where_the_file_says(text: str, release: FactFile) -> None:
    pieces = [piece for fact in release.facts for piece in fact.evidence]
    assert len(pieces) >= 190
    assert [piece for piece in pieces if text[piece.start : piece.end] != piece.quote] == []


def test_no_quote_begins_or_ends_inside_a_word(text: str, release: FactFile) -> None:
    for fact in release.facts:
        for piece in fact.evidence:
            for place in (piece.start, piece.end):
                assert not text[place - 1 : place + 1].isalnum() or len(text[place - 1 : place + 1]) < 2, (
                    piece
                )


def test_no_quote_touches_a_persons_mail_or_mobile_number(text: str, release: FactFile) -> None:
    private = [
        found
        for pattern in (MAIL, MOBILE)
        for found in pattern.finditer(text)
        if found.group() != PRESS_OFFICE_MAIL
    ]
    assert len(private) >= 2, "the text has a mail and a mobile number to keep"
    for fact in release.facts:
        for piece in fact.evidence:
            for found in private:
                assert piece.end <= found.start() or found.end() <= piece.start


# Against the gold: each of its facts is a fact of ours that quotes the same words


def name(file: FactFile, kind: str, key: str) -> str:
    (printed,) = stated(file, kind, key)["name"]
    assert isinstance(printed, str)
    return printed


def referring(kind: str, field: str, to: str) -> Callable[[FactFile, Any], list[Fact]]:
    """Find the facts that refer to the thing with that printed name."""
    return lambda file, value: [
        fact
        for fact in file.facts
        if type(fact).__name__ == kind
        and any(key == field and name(file, to, target) == value for key, target in statements(fact))
    ]


def holding(kind: str, field: str, read: Callable[[Any], Any] = str) -> Callable[[FactFile, Any], list[Fact]]:
    """Find the facts that state this value."""
    return lambda file, value: [
        fact
        for fact in file.facts
        if type(fact).__name__ == kind
        and any(key == field and held == read(value) for key, held in statements(fact))
    ]


def quantity(written: str) -> Quantity:
    number, unit = written.split()
    return Quantity(value=Decimal(number), unit=unit)


def placebos(file: FactFile, value: str) -> list[Fact]:
    assert value == "placebo"
    return [fact for fact in file.facts if type(fact).__name__ == "PlaceboIntervention"]


def diseases(file: FactFile, value: str) -> list[Fact]:
    """The gold writes the English name; the release prints the French one."""
    assert value == "Sjögren's disease"
    return holding("ClinicalTrial", "investigates")(file, "sjogren-disease")


def cohorts(file: FactFile, value: dict[str, Any]) -> list[Fact]:
    key = {"première cohorte": "twinss.cohort-1", "seconde cohorte": "twinss.cohort-2"}[value["group"]]
    return [
        fact
        for fact in about(file, "Cohort", key)
        if dict(statements(fact)).get("participant_count") == value["n"]
    ]


def counts(file: FactFile, value: dict[str, Any]) -> list[Fact]:
    expected = {
        "event": value["term"],
        "of_group": f"twinss.{value['group']}-arms",
        "numerator": value["n"],
        "percentage": Decimal(value["pct"]),
    }
    return [
        fact
        for fact in file.facts
        if type(fact).__name__ == "AdverseEventCount" and expected.items() <= dict(statements(fact)).items()
    ]


def design(code: str) -> Callable[[FactFile, Any], list[Fact]]:
    return holding("ClinicalTrial", "design_feature", lambda true: code if true is True else None)


GOLD = MappingProxyType(
    {
        "treatment": holding("Drug", "name"),
        "comparator": placebos,
        "dose": holding("Dosing", "dose", quantity),
        "route": holding("Dosing", "route", str.capitalize),
        "target": referring("Drug", "has_target", "Target"),
        "condition": diseases,
        "trial_name": holding("ClinicalTrial", "name"),
        "phase": holding("ClinicalTrial", "phase", "Phase{}".format),
        "randomised": design("Randomised"),
        "placebo_controlled": design("PlaceboControlled"),
        "enrolment": holding("ClinicalTrial", "enrolment", int),
        "countries": holding("ClinicalTrial", "country_count", int),
        "group_size": cohorts,
        "timepoint": holding("Endpoint", "timepoint"),
        "adverse_event": counts,
        "sponsor": referring("ClinicalTrial", "has_sponsor", "Organisation"),
        "journal": referring("Publication", "published_in", "Journal"),
        "publication_date": holding("Publication", "published_on", PartialDate),
        "release_date": holding("PressRelease", "issued", dt.date.fromisoformat),
        "issuer": referring("PressRelease", "issued_by", "Organisation"),
        "institution": holding("Organisation", "name"),
        "person": holding("Person", "name"),
    }
)
"""How each field of the gold is said in fact files."""


def overlaps(piece: Evidence, start: int, end: int) -> bool:
    return piece.start < end and start < piece.end


def test_every_gold_fact_is_a_fact_that_quotes_the_same_words(
    seed: Path, text: str, release: FactFile
) -> None:
    """The gold marks one mention, often the first; a fact may quote the same words where they say more."""
    assert release.document is not None
    gold = json.loads((seed / release.document.source).with_suffix(".json").read_bytes())
    assert gold["sha256"] == release.document.sha256
    assert len(gold["facts"]) >= 47
    for item in gold["facts"]:
        facts = GOLD[item["field"]](release, item["value"])
        assert facts, f"no fact states {item['field']} {item['value']}"
        start, end = item["span"]
        mentions = [found.span() for found in re.finditer(re.escape(text[start:end]), text)]
        assert any(
            overlaps(piece, *mention) for fact in facts for piece in fact.evidence for mention in mentions
        ), f"{item['field']} {item['value']} is stated by other words than the gold's"
