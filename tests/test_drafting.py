"""Findings become facts: what belongs to what, under which ids, and what stays a finding."""

import datetime as dt
import re
import time
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from trialgraph import drafting, factdump, factfiles
from trialgraph.drafting.ids import Names, slug
from trialgraph.extraction import kinds
from trialgraph.extraction.findings import AdverseEvent, Effect, Finding, GroupSize, PValue, Span
from trialgraph.extraction.rules import load_rules
from trialgraph.lexicon import Lexicon, load_lexicon
from trialgraph.model import Fact, Quantity, statement_fields, values_of

RULE = "test/rule"
YES = True


@pytest.fixture(scope="module")
def terms() -> Lexicon:
    return load_lexicon()


class Text:
    """A text, and findings made of words of it."""

    def __init__(self, text: str, terms: Lexicon, language: str = "en") -> None:
        self.text, self.terms, self.language = text, terms, language
        self.findings: list[Finding] = []

    def find(self, field: str, value: Any, *quotes: str, **other: Any) -> "Text":
        """Add a finding; each quote is looked for from the place where the one before it ends."""
        spans: list[Span] = []
        for quote in quotes or (str(value),):
            start = self.text.index(quote, spans[-1].end if spans else 0)
            spans.append(Span(start=start, end=start + len(quote), quote=quote, rule=RULE))
        self.findings.append(Finding(field=field, value=value, evidence=tuple(spans), weight=2, **other))
        return self

    def draft(self, title: str | None = None) -> drafting.Draft:
        book = load_rules(self.language)
        ends = [match.end() for match in re.finditer(r"[.](?: |$)", self.text)]
        start = self.text.index(title) if title else 0
        source = drafting.Source(
            name="folder/release one.txt",
            text=self.text,
            language=self.language,
            title=Span(start=start, end=start + len(title), quote=title, rule="layout/title")
            if title
            else None,
            sentences=tuple(zip([0, *ends], ends, strict=False)),
        )
        words = drafting.Words(
            intervention_kind=lambda name: kinds.intervention_kind(name, book),
            group_kind=lambda name: kinds.group_kind(name, book),
            ordinal=lambda name: kinds.ordinal(name, book),
            seriousness=lambda term: kinds.seriousness(term, book),
            ucum=MappingProxyType({unit.name: unit.ucum for unit in book.locale.symbols.values()}),
        )
        draft = drafting.draft(source, self.findings, words, self.terms)
        check(draft, self.text)
        return draft


def check(draft: drafting.Draft, text: str) -> None:
    """What holds of every draft: evidence that stands in the text, and a file that can be read back."""
    for fact in draft.facts:
        assert fact.review is not None
        assert (fact.review.status, fact.review.by) == ("Draft", None)
        assert fact.evidence
        for piece in fact.evidence:
            assert text[piece.start : piece.end] == piece.quote
            assert piece.rule
    assert set(draft.doubts) <= set(range(len(draft.facts)))
    assert {doubt for doubts in draft.doubts.values() for doubt in doubts} <= set(drafting.DOUBTS)
    if draft.facts:
        file = factfiles.parse(factdump.dump(draft.document, draft.facts).encode(), "draft.yaml")
        assert file.problems == ()
        assert sorted(file.facts, key=repr) == sorted(draft.facts, key=repr)


def stated(draft: drafting.Draft, kind: str, id_: str) -> dict[str, list[Any]]:
    """Everything that a draft states of one thing."""
    values: dict[str, list[Any]] = {}
    for fact in draft.facts:
        if type(fact).__name__ == kind and fact.id == id_:
            for name, field in statement_fields(type(fact)).items():
                for value in values_of(fact, field):
                    if value not in values.setdefault(name, []):
                        values[name].append(value)
    return {name: found for name, found in values.items() if found}


def ids(draft: drafting.Draft, kind: str) -> list[str]:
    return list(dict.fromkeys(fact.id for fact in draft.facts if type(fact).__name__ == kind))


def doubts(draft: drafting.Draft, **statement: Any) -> set[str]:
    """The doubts on the facts that make a statement."""
    ((name, value),) = statement.items()
    return {
        doubt
        for index, fact in enumerate(draft.facts)
        if hasattr(fact, name) and value in (getattr(fact, name), *_items(getattr(fact, name)))
        for doubt in draft.doubts.get(index, ())
    }


def _items(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else ()


def certainty(draft: drafting.Draft, kind: str, id_: str, field: str) -> str:
    facts = [f for f in draft.facts if type(f).__name__ == kind and f.id == id_ and getattr(f, field)]
    (found,) = {fact.certainty for fact in facts}
    return found


# Ids


@pytest.mark.parametrize(
    ("family", "name", "expected"),
    [
        ("disease", "maladie de Sjögren", "sjogren-disease"),
        ("disease", "Sjögren’s SYNDROME", "sjogren-disease"),
        ("drug", "CFZ533", "iscalimab"),
        ("organisation", "l’hôpital Bicêtre AP-HP", "bicetre-hospital"),
        ("organisation", "AP-HP", "ap-hp"),
        ("organisation", "Université de Birmingham", "university-of-birmingham"),
        ("organisation", "Northfield University Hospital", "northfield-university-hospital"),
        ("person", "Dr Ada Quill", "dr-ada-quill"),
    ],
)
def test_what_has_a_name_we_know_has_its_id(terms: Lexicon, family: str, name: str, expected: str) -> None:
    assert Names(terms, "").id(family, name) == expected


def test_ids_stay_ids_whatever_the_name(terms: Lexicon) -> None:
    names = [
        "Ωmega-3",
        "µ-receptor",
        "eIF2α",
        "eIF2β",
        "薬",
        "A薬",
        "A試",
        "a" * 300,
        "b " * 200,
        "—",
        "A.B. (C)",
        "ß",
    ]
    made = [slug(name) for name in names]
    assert len(set(made)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id_) and len(id_) <= 60 for id_ in made)
    assert slug("eIF2α") == "eif2-alpha"
    assert slug("x" * 100 + " one") != slug("x" * 100 + " two")
    text = (
        Text("Trial of 薬 in eIF2α disease.", terms)
        .find("treatment", "薬")
        .find("condition", "eIF2α disease")
    )
    assert ids(text.draft(), "Disease") == ["eif2-alpha-disease"]


def test_a_document_has_the_id_of_its_file_and_standard_input_that_of_its_text() -> None:
    named = drafting.Source(name=r"C:\news\Été 2.html", text="x", language="fr")
    assert (drafting.document_of(named).id, drafting.document_of(named).source) == ("ete-2", "Été 2.html")
    assert re.fullmatch(
        "text-[0-9a-f]{12}", drafting.document_of(drafting.Source(name="-", text="x", language="fr")).id
    )


# The release


def test_a_release_has_its_title_date_and_issuer(terms: Lexicon) -> None:
    text = Text("Lorvatinib slows  asthma in trial. Northfield, 31 July 2024. Quillpharma said so.", terms)
    text.find("release_date", "2024-07-31", "31 July 2024").find("issuer", "Quillpharma").find(
        "phase", "2", "trial"
    )
    draft = text.draft("Lorvatinib slows  asthma in trial")
    assert stated(draft, "PressRelease", "release-one") == {
        "title": ["Lorvatinib slows asthma in trial"],
        "issued": [dt.date(2024, 7, 31)],
        "issued_by": ["quillpharma"],
        "about_trial": ["release-one-trial"],
    }


def test_a_date_without_its_day_is_a_doubt_and_no_date(terms: Lexicon) -> None:
    draft = (
        Text("Lorvatinib slows asthma. July 2024.", terms)
        .find("release_date", "2024-07", "July 2024")
        .draft("Lorvatinib")
    )
    assert stated(draft, "PressRelease", "release-one") == {"title": ["Lorvatinib"]}
    assert doubts(draft, title="Lorvatinib") == {"partial-date"}


def test_a_text_without_a_trial_states_its_issuer_and_dates_and_no_trial(terms: Lexicon) -> None:
    text = Text("Quillpharma, 31 July 2024. With Northfield University, in print since July 2024.", terms)
    text.find("issuer", "Quillpharma").find("release_date", "2024-07-31", "31 July 2024")
    text.find("institution", "Northfield University").find("publication_date", "2024-07", "July 2024")
    draft = text.draft()
    assert {type(fact).__name__ for fact in draft.facts} == {"PressRelease", "Organisation", "Publication"}
    assert stated(draft, "Organisation", "northfield-university") == {"name": ["Northfield University"]}
    assert stated(draft, "Publication", "release-one-2024") == {"published_on": ["2024-07"]}


def test_nothing_found_is_an_empty_draft(terms: Lexicon) -> None:
    assert Text("Nothing.", terms).draft().facts == ()


# Trials


def test_a_trial_without_a_name_has_an_id_of_its_registration_or_of_the_document(terms: Lexicon) -> None:
    text = Text("The phase 2 trial NCT01234567 enrolled 40 people.", terms).find("phase", "2", "phase 2")
    assert ids(text.draft(), "ClinicalTrial") == ["release-one-trial"]
    draft = text.find("registry_id", "NCT01234567").draft()
    assert stated(draft, "ClinicalTrial", "nct01234567") == {
        "registry_id": ["NCT01234567"],
        "phase": ["Phase2"],
    }
    assert [f.label for f in draft.facts if type(f).__name__ == "ClinicalTrial" and f.label]


def test_a_part_of_a_trial_is_never_without_its_trial(terms: Lexicon) -> None:
    draft = (
        Text("The placebo group had 40 people.", terms)
        .find("group_size", GroupSize(group="placebo", n=40), "40")
        .draft()
    )
    assert ids(draft, "ClinicalTrial") == ["release-one-trial"]


SISTERS = (
    "In the randomised trials ALPHA and BETA, lorvatinib met its aim. ALPHA enrolled 300 people. "
    "BETA enrolled 200 people, at 12 sites. Patients had asthma."
)


def test_each_of_two_trials_gets_what_its_sentences_say(terms: Lexicon) -> None:
    text = Text(SISTERS, terms).find("trial_name", "ALPHA").find("trial_name", "BETA")
    text.find("randomised", YES, "randomised")
    text.find("enrolment", 300, "300 people").find("enrolment", 200, "200 people").find(
        "sites", 12, "12 sites"
    )
    text.find("treatment", "lorvatinib").find("condition", "asthma")
    draft = text.draft()
    assert stated(draft, "ClinicalTrial", "alpha") == {
        "name": ["ALPHA"],
        "design_feature": ["Randomised"],
        "tests_intervention": ["alpha.lorvatinib"],
        "investigates": ["asthma"],
        "enrolment": [300],
    }
    assert stated(draft, "ClinicalTrial", "beta") == {
        "name": ["BETA"],
        "design_feature": ["Randomised"],
        "tests_intervention": ["beta.lorvatinib"],
        "enrolment": [200],
        "site_count": [12],
    }
    assert doubts(draft, investigates="asthma") == {"trial"}
    assert doubts(draft, enrolment=200) == set()
    assert stated(draft, "PressRelease", "release-one")["about_trial"] == ["alpha", "beta"]


def test_a_group_that_names_a_trial_is_of_that_trial(terms: Lexicon) -> None:
    text = Text("ALPHA and BETA: of 40 on placebo, 3 had a rash.", terms)
    text.find("trial_name", "ALPHA").find("trial_name", "BETA")
    text.find("group_size", GroupSize(group="placebo (ALPHA)", n=40), "40 on placebo")
    draft = text.find("adverse_event", AdverseEvent(term="rash", group="placebo (BETA)", n=3), "3").draft()
    assert ids(draft, "Arm") == ["alpha.placebo", "beta.placebo"]
    assert stated(draft, "AdverseEventCount", "beta.rash-placebo")["of_group"] == ["beta.placebo"]


def test_two_phases_are_each_of_the_trial_named_before(terms: Lexicon) -> None:
    text = Text("ALPHA (phase 2) and BETA (phase 3) met.", terms).find("trial_name", "ALPHA")
    draft = (
        text.find("trial_name", "BETA").find("phase", "2", "phase 2").find("phase", "3", "phase 3").draft()
    )
    assert stated(draft, "ClinicalTrial", "alpha")["phase"] == ["Phase2"]
    assert stated(draft, "ClinicalTrial", "beta")["phase"] == ["Phase3"]


# What is given


def test_a_drug_a_placebo_and_other_interventions(terms: Lexicon) -> None:
    text = Text("Lorvatinib, walking exercise and lorvatinib plus metformin against placebo.", terms)
    for name in ("Lorvatinib", "walking exercise", "lorvatinib plus metformin"):
        text.find("treatment", name)
    draft = text.find("comparator", "placebo").draft()
    trial = "release-one-trial"
    assert stated(draft, "DrugIntervention", f"{trial}.lorvatinib")["uses_drug"] == ["lorvatinib"]
    assert stated(draft, "OtherIntervention", f"{trial}.walking-exercise")["intervention_type"] == [
        "Behavioural"
    ]
    combined = stated(draft, "OtherIntervention", f"{trial}.lorvatinib-plus-metformin")
    assert combined["intervention_type"] == ["Combination"]
    assert stated(draft, "ClinicalTrial", trial)["compares_with"] == [f"{trial}.placebo"]
    assert ids(draft, "PlaceboIntervention") == [f"{trial}.placebo"]


def test_other_names_are_stated_where_the_text_prints_them(terms: Lexicon) -> None:
    text = Text("No LRV-1012 but the drug lorvatinib (LRV-101).", terms)
    draft = text.find("treatment", "lorvatinib", also=("LRV-101", "Brightex", "LRV")).draft()
    assert stated(draft, "Drug", "lorvatinib")["name"] == ["lorvatinib", "LRV-101", "LRV"]
    (fact,) = (f for f in draft.facts if getattr(f, "name", "") == "LRV-101")
    assert [(piece.quote, piece.start) for piece in fact.evidence] == [
        ("LRV-101", text.text.index("LRV-101)"))
    ]


TWO_DRUGS = "Lorvatinib 50 mg by mouth or quillimab 2 mg/kg. Also 7 parts, lorvatinib against AB12, or 9 mg."


def test_a_dose_belongs_to_the_drug_that_the_words_name(terms: Lexicon) -> None:
    text = (
        Text(TWO_DRUGS, terms)
        .find("treatment", "lorvatinib", "Lorvatinib", "lorvatinib")
        .find("treatment", "quillimab")
    )
    text.find("dose", "50 mg", about="Lorvatinib").find("dose", "2 mg/kg").find(
        "dose", "7 parts", about="quillimab"
    )
    text.find("route", "oral", "by mouth", about="lorvatinib").find("route", "injection", "mouth")
    draft = text.find("target", "AB12", about="lorvatinib").draft()
    own = "release-one-trial.lorvatinib-50-mg"
    assert stated(draft, "Dosing", own) == {
        "of_intervention": ["release-one-trial.lorvatinib"],
        "dose": [Quantity(value=Decimal(50), unit="mg")],
        "route": ["Oral"],
    }
    assert certainty(draft, "Dosing", own, "dose") == "AsStated"
    other = "release-one-trial.quillimab-2-mg-kg"
    assert stated(draft, "Dosing", other)["dose"] == [Quantity(value=Decimal(2), unit="mg/kg")]
    assert certainty(draft, "Dosing", other, "dose") == "Inferred"
    assert ids(draft, "Dosing") == [own, other], "a unit that is none stays a finding"
    assert stated(draft, "Drug", "lorvatinib")["has_target"] == ["ab12"]
    assert "has_target" not in stated(draft, "Drug", "quillimab")


def test_the_only_drug_has_the_doses_and_routes_that_name_none(terms: Lexicon) -> None:
    text = Text("Oral lorvatinib 50 mg or 100 mg.", terms).find("treatment", "lorvatinib")
    draft = text.find("dose", "50 mg").find("dose", "100 mg").find("route", "oral", "Oral").draft()
    for dose in ("50", "100"):
        id_ = f"release-one-trial.lorvatinib-{dose}-mg"
        assert stated(draft, "Dosing", id_)["route"] == ["Oral"]
        assert certainty(draft, "Dosing", id_, "route") == "Inferred"


def test_two_routes_of_one_drug_are_not_given_to_its_doses(terms: Lexicon) -> None:
    text = (
        Text("Oral or topical lorvatinib 50 mg.", terms).find("treatment", "lorvatinib").find("dose", "50 mg")
    )
    draft = text.find("route", "oral", "Oral").find("route", "topical").draft()
    assert "route" not in stated(draft, "Dosing", "release-one-trial.lorvatinib-50-mg")
    assert stated(draft, "Dosing", "release-one-trial.lorvatinib-topical")["route"] == ["Topical"]


# Groups


def sized(terms: Lexicon, group: str, *, doses: tuple[str, ...] = (), language: str = "en") -> drafting.Draft:
    text = Text(f"Lorvatinib {', '.join(doses)} or placebo. Forty: 40 in {group}.", terms, language)
    text.find("treatment", "lorvatinib", "Lorvatinib").find("comparator", "placebo")
    for dose in doses:
        text.find("dose", dose)
    return text.find("group_size", GroupSize(group=group, n=40), f"40 in {group}").draft()


@pytest.mark.parametrize(
    ("group", "doses", "kind", "part", "more"),
    [
        ("placebo", (), "Arm", "placebo", {"role": ["PlaceboComparator"]}),
        ("the placebo group", (), "Arm", "placebo", {"has_intervention": ["release-one-trial.placebo"]}),
        (
            "lorvatinib",
            ("50 mg",),
            "Arm",
            "lorvatinib",
            {"has_dosing": ["release-one-trial.lorvatinib-50-mg"]},
        ),
        ("lorvatinib", ("50 mg", "100 mg"), "ArmGroup", "lorvatinib-arms", {}),
        (
            "lorvatinib 100 mg",
            ("50 mg", "100 mg"),
            "Arm",
            "lorvatinib-100-mg",
            {"role": ["Experimental"], "has_dosing": ["release-one-trial.lorvatinib-100-mg"]},
        ),
        ("second cohort", (), "Cohort", "cohort-2", {}),
        ("cohort B", (), "Cohort", "cohort-b", {}),
        ("per-protocol population", (), "ArmGroup", "per-protocol-population", {}),
        ("all participants", (), "ArmGroup", "all-participants", {}),
        ("usual care", (), "Arm", "usual-care", {"role": ["UsualCareComparator"]}),
        ("rural smokers", (), "ArmGroup", "rural-smokers", {}),
    ],
)
def test_a_group_is_what_its_name_says(
    terms: Lexicon, group: str, doses: tuple[str, ...], kind: str, part: str, more: dict[str, list[str]]
) -> None:
    draft = sized(terms, group, doses=doses)
    found = stated(draft, kind, f"release-one-trial.{part}")
    assert found["participant_count"] == [40]
    assert found["of_trial"] == ["release-one-trial"]
    assert more.items() <= found.items()


def test_a_group_of_which_nothing_is_known_is_a_doubt(terms: Lexicon) -> None:
    assert doubts(sized(terms, "rural smokers"), of_trial="release-one-trial") == {"group"}
    assert doubts(sized(terms, "placebo"), of_trial="release-one-trial") == set()


def test_french_ordinals_count_cohorts(terms: Lexicon) -> None:
    assert ids(sized(terms, "seconde cohorte", language="fr"), "Cohort") == ["release-one-trial.cohort-2"]


COHORTS = (
    "In the first cohort 60 people got lorvatinib 50 mg, lorvatinib 100 mg or placebo. "
    "In the second cohort 30 people got lorvatinib 100 mg. Rash was seen in 5 on lorvatinib and 2 on placebo."
)


def test_a_cohort_has_the_arms_of_the_sentence_that_tells_its_size(terms: Lexicon) -> None:
    text = Text(COHORTS, terms).find("treatment", "lorvatinib", "lorvatinib").find("comparator", "placebo")
    text.find("dose", "50 mg").find("dose", "100 mg", "100 mg", "100 mg")
    text.find("group_size", GroupSize(group="first cohort", n=60), "first cohort 60 people")
    text.find("group_size", GroupSize(group="second cohort", n=30), "second cohort 30 people")
    text.find("adverse_event", AdverseEvent(term="rash", group="lorvatinib", n=5), "5 on lorvatinib")
    text.find("adverse_event", AdverseEvent(term="rash", group="placebo", n=2), "2 on placebo")
    draft, trial = text.draft(), "release-one-trial"
    assert sorted(ids(draft, "Arm")) == [
        f"{trial}.cohort-1-lorvatinib-100-mg",
        f"{trial}.cohort-1-lorvatinib-50-mg",
        f"{trial}.cohort-1-placebo",
        f"{trial}.cohort-2-lorvatinib-100-mg",
    ]
    arm = stated(draft, "Arm", f"{trial}.cohort-2-lorvatinib-100-mg")
    assert arm == {
        "of_trial": [trial],
        "of_cohort": [f"{trial}.cohort-2"],
        "role": ["Experimental"],
        "has_intervention": [f"{trial}.lorvatinib"],
        "has_dosing": [f"{trial}.lorvatinib-100-mg"],
    }
    assert certainty(draft, "Arm", f"{trial}.cohort-1-placebo", "role") == "Inferred"
    together = stated(draft, "ArmGroup", f"{trial}.lorvatinib-arms")["has_arm"]
    assert together == sorted(id_ for id_ in ids(draft, "Arm") if "lorvatinib" in id_)
    assert stated(draft, "ArmGroup", f"{trial}.placebo-arms")["has_arm"] == [f"{trial}.cohort-1-placebo"]


def test_a_group_larger_than_its_trial_is_left_out_and_told(terms: Lexicon) -> None:
    text = Text("The trial enrolled 30 people. 40 got placebo.", terms).find("enrolment", 30, "30 people")
    draft = text.find("group_size", GroupSize(group="placebo", n=40), "40 got placebo").draft()
    assert "participant_count" not in stated(draft, "Arm", "release-one-trial.placebo")
    assert doubts(draft, enrolment=30) == {"larger-group"}


def test_of_two_sizes_of_a_group_the_first_stays_and_is_a_doubt(terms: Lexicon) -> None:
    text = Text("Placebo: 40 at first, 38 analysed.", terms)
    text.find("group_size", GroupSize(group="placebo", n=40), "40 at first")
    draft = text.find("group_size", GroupSize(group="placebo", n=38), "38 analysed").draft()
    assert stated(draft, "Arm", "release-one-trial.placebo")["participant_count"] == [40]
    assert doubts(draft, participant_count=40) == {"rival"}


def test_a_placebo_controlled_trial_has_a_placebo_arm(terms: Lexicon) -> None:
    draft = (
        Text("A placebo-controlled trial.", terms)
        .find("placebo_controlled", YES, "placebo-controlled")
        .draft()
    )
    arm = stated(draft, "Arm", "release-one-trial.placebo")
    assert arm["role"] == ["PlaceboComparator"]
    assert certainty(draft, "Arm", "release-one-trial.placebo", "role") == "Inferred"
    assert ids(draft, "PlaceboIntervention") == ["release-one-trial.placebo"]


# Results


RESULTS = (
    "After 24 weeks the rate of attacks fell (hazard ratio 0.56, 95% CI 0.40 to 0.79, p<0.001). "
    "On lorvatinib scores fell by 5.9 points (95% CI -7.0 to -4.8). Sleep was better (p = 0.03). "
    "After 3.7 years too."
)


def results(terms: Lexicon) -> Text:
    ratio = Effect(
        measure="hazard ratio",
        value=Decimal("0.56"),
        low=Decimal("0.40"),
        high=Decimal("0.79"),
        level=Decimal(95),
        group="lorvatinib",
    )
    fall = Effect(
        measure="change from baseline",
        value=Decimal("5.9"),
        low=Decimal("-7.0"),
        high=Decimal("-4.8"),
        level=Decimal(95),
        unit="points",
    )
    text = Text(RESULTS, terms).find("treatment", "lorvatinib")
    text.find("effect", ratio, "hazard ratio 0.56, 95% CI 0.40 to 0.79")
    text.find("effect", fall, "5.9 points (95% CI -7.0 to -4.8)")
    text.find("p_value", PValue(op="<", value=Decimal("0.001")), "p<0.001")
    return text.find("p_value", PValue(op="=", value=Decimal("0.03")), "p = 0.03")


def test_a_p_value_is_that_of_the_effect_beside_it(terms: Lexicon) -> None:
    draft, trial = results(terms).draft(), "release-one-trial"
    assert stated(draft, "OutcomeResult", f"{trial}.hazard-ratio-0-56") == {
        "of_trial": [trial],
        "of_group": [f"{trial}.lorvatinib"],
        "direction": ["NotStated"],
        "significance": ["NotStated"],
        "effect_measure": ["HazardRatio"],
        "estimate": [Decimal("0.56")],
        "ci_lower": [Decimal("0.40")],
        "ci_upper": [Decimal("0.79")],
        "ci_level": [Decimal(95)],
        "p_value_operator": ["LessThan"],
        "p_value": [Decimal("0.001")],
    }
    assert stated(draft, "OutcomeResult", f"{trial}.p-of-0-03")["p_value"] == [Decimal("0.03")]


def test_an_interval_that_does_not_hold_its_estimate_is_a_doubt(terms: Lexicon) -> None:
    draft = results(terms).draft()
    found = stated(draft, "OutcomeResult", "release-one-trial.change-from-baseline-5-9-points")
    assert found["estimate_unit"] == ["points"]
    assert not {"ci_lower", "ci_upper", "ci_level"} & found.keys()
    assert doubts(draft, estimate=Decimal("5.9")) == {"interval"}


def test_one_p_value_at_two_places_belongs_to_two_effects(terms: Lexicon) -> None:
    text = Text("A odds ratio of 2 (p<0.01). A risk ratio of 3 (p<0.01).", terms)
    text.find("effect", Effect(measure="odds ratio", value=Decimal(2)), "odds ratio of 2")
    text.find("effect", Effect(measure="risk ratio", value=Decimal(3)), "risk ratio of 3")
    draft = text.find("p_value", PValue(op="<", value=Decimal("0.01")), "p<0.01", "p<0.01").draft()
    for id_ in ("odds-ratio-2", "risk-ratio-3"):
        assert stated(draft, "OutcomeResult", f"release-one-trial.{id_}")["p_value"] == [Decimal("0.01")]
    assert len(ids(draft, "OutcomeResult")) == 2


def test_an_effect_has_one_p_value(terms: Lexicon) -> None:
    text = Text("An odds ratio of 2 (p<0.01, later p=0.2).", terms)
    text.find("effect", Effect(measure="odds ratio", value=Decimal(2)), "odds ratio of 2")
    text.find("p_value", PValue(op="<", value=Decimal("0.01")), "p<0.01")
    draft = text.find("p_value", PValue(op="=", value=Decimal("0.2")), "p=0.2").draft()
    assert stated(draft, "OutcomeResult", "release-one-trial.odds-ratio-2")["p_value"] == [Decimal("0.01")]
    assert stated(draft, "OutcomeResult", "release-one-trial.p-of-0-2")["p_value"] == [Decimal("0.2")]


def test_an_endpoint_has_its_time_and_verdict(terms: Lexicon) -> None:
    text = (
        results(terms).find("primary_endpoint", "rate of attacks").find("primary_endpoint_met", YES, "fell")
    )
    draft = text.find("timepoint", "P24W", "24 weeks").find("timepoint", "P3.7Y", "3.7 years").draft()
    assert stated(draft, "Endpoint", "release-one-trial.primary-endpoint") == {
        "of_trial": ["release-one-trial"],
        "name": ["rate of attacks"],
        "level": ["Primary"],
        "timepoint": ["P24W"],
        "verdict": ["Met"],
    }
    assert ids(draft, "Endpoint") == ["release-one-trial.primary-endpoint"], "3.7 years is no xsd:duration"
    assert certainty(draft, "Endpoint", "release-one-trial.primary-endpoint", "timepoint") == "Inferred"


def test_an_adverse_event_has_its_group_and_is_serious_where_the_term_says_so(terms: Lexicon) -> None:
    text = Text(
        "Serious infections in 8 (6%) on placebo; nausea in 3 of all; rash events: 96 on placebo, n=40.",
        terms,
    )
    text.find("group_size", GroupSize(group="placebo", n=40), "placebo, n=40")
    text.find(
        "adverse_event",
        AdverseEvent(term="Serious infections", group="placebo", n=8, pct=Decimal(6)),
        "8 (6%)",
    )
    text.find("adverse_event", AdverseEvent(term="nausea", n=3), "nausea in 3")
    draft = text.find("adverse_event", AdverseEvent(term="rash events", group="placebo", n=96), "96").draft()
    trial = "release-one-trial"
    assert stated(draft, "AdverseEventCount", f"{trial}.serious-infections-placebo") == {
        "of_trial": [trial],
        "of_group": [f"{trial}.placebo"],
        "event": ["Serious infections"],
        "seriousness": ["Serious"],
        "numerator": [8],
        "denominator_status": ["NotStated"],
        "percentage": [Decimal(6)],
    }
    nausea = stated(draft, "AdverseEventCount", f"{trial}.nausea")
    assert nausea["seriousness"] == ["NotStated"]
    assert "of_group" not in nausea
    assert len(ids(draft, "AdverseEventCount")) == 2, "96 of 40 people are no people"


# Publications and people


def test_a_publication_has_journal_conference_and_date(terms: Lexicon) -> None:
    text = Text("ALPHA is in The Lancet of 2 May 2024, shown at LungConf 2024 and at AirConf.", terms).find(
        "trial_name", "ALPHA"
    )
    text.find("journal", "The Lancet").find("conference", "LungConf 2024").find("conference", "AirConf")
    draft = text.find("publication_date", "2024-05-02", "2 May 2024").draft()
    assert stated(draft, "Publication", "alpha-lancet-2024") == {
        "published_in": ["the-lancet"],
        "published_on": ["2024-05-02"],
        "presented_at": ["lungconf-2024"],
    }
    assert stated(draft, "Publication", "alpha-airconf") == {"presented_at": ["airconf"]}
    assert stated(draft, "PressRelease", "release-one")["reports"] == ["alpha-lancet-2024", "alpha-airconf"]


def test_a_person_belongs_to_the_organisation_that_the_words_name(terms: Lexicon) -> None:
    text = Text("The phase 2 was led by Ada Quill of Inserm, with Bo Reed.", terms).find(
        "phase", "2", "phase 2"
    )
    draft = (
        text.find("person", "Ada Quill", about="Inserm").find("person", "Bo Reed", about="Unprinted").draft()
    )
    assert stated(draft, "Affiliation", "ada-quill.inserm") == {
        "of_person": ["ada-quill"],
        "with_organisation": ["inserm"],
    }
    (fact,) = (fact for fact in draft.facts if type(fact).__name__ == "Affiliation")
    assert [piece.quote for piece in fact.evidence] == ["Ada Quill", "Inserm"]
    assert ids(draft, "Person") == ["ada-quill", "bo-reed"]


def test_sponsors_and_institutions_are_organisations(terms: Lexicon) -> None:
    text = Text("Quillpharma paid for the trial at Inserm.", terms).find("sponsor", "Quillpharma")
    draft = text.find("institution", "Inserm").draft()
    assert stated(draft, "ClinicalTrial", "release-one-trial") == {"has_sponsor": ["quillpharma"]}
    assert stated(draft, "Organisation", "inserm") == {
        "name": ["Inserm"],
        "participated_in": ["release-one-trial"],
    }


# The ledger


def test_the_same_statement_is_one_fact_with_all_its_evidence(terms: Lexicon) -> None:
    text = Text("Phase 2: a phase 2 trial of Inserm by Inserm.", terms).find(
        "phase", "2", "Phase 2", "phase 2"
    )
    draft = text.find("issuer", "Inserm").find("sponsor", "Inserm", "by Inserm").draft()
    (fact,) = (fact for fact in draft.facts if getattr(fact, "phase", None))
    assert [piece.quote for piece in fact.evidence] == ["Phase 2", "phase 2"]
    assert len([fact for fact in draft.facts if getattr(fact, "name", None) == "Inserm"]) == 1


def test_a_fact_has_as_many_quotes_as_a_person_reads(terms: Lexicon) -> None:
    text = Text("Phase 2. " * 40, terms).find("phase", "2", *["Phase 2"] * 40)
    assert max(len(fact.evidence) for fact in text.draft().facts) == 5


def test_a_doubt_of_a_finding_is_one_of_its_facts(terms: Lexicon) -> None:
    draft = Text("A phase 2 trial.", terms).find("phase", "2", "phase 2", doubt="rival").draft()
    assert doubts(draft, phase="Phase2") == {"rival"}


def test_what_a_terminology_labels_gets_no_label(terms: Lexicon) -> None:
    text = (
        Text("TWINSS is in The Lancet of 31 July 2024.", terms)
        .find("trial_name", "TWINSS")
        .find("journal", "The Lancet")
    )
    draft = text.find("publication_date", "2024-07-31", "31 July 2024").draft()
    publications = [fact for fact in draft.facts if fact.id == "twinss-lancet-2024"]
    assert publications
    assert [fact.label for fact in publications if fact.label] == []


def test_the_order_of_findings_of_different_fields_does_not_matter(terms: Lexicon) -> None:
    text = results(terms).find("timepoint", "P24W", "24 weeks").find("phase", "2", "rate")
    forward = text.draft()
    text.findings.sort(key=lambda finding: finding.field)
    assert text.draft() == forward


def test_the_work_grows_with_the_text(terms: Lexicon) -> None:
    def seconds(count: int) -> float:
        words = [f"Person{number} Quill of House{number} and " for number in range(count)]
        text = Text("".join(words), terms)
        position = 0
        for number, word in enumerate(words):
            name = f"Person{number} Quill"
            span = Span(start=position, end=position + len(name), quote=name, rule=RULE)
            text.findings.append(
                Finding(
                    field="person",
                    value=name,
                    evidence=(span,),
                    weight=2,
                    about=f"House{number}",
                    also=(f"House{number}",),
                )
            )
            position += len(word)
        text.findings.append(Finding(field="phase", value="2", evidence=text.findings[0].evidence, weight=2))
        book = load_rules("en")
        source = drafting.Source(name="x.txt", text=text.text, language="en")
        words_ = drafting.Words(
            intervention_kind=lambda name: kinds.intervention_kind(name, book),
            group_kind=lambda _: None,
            ordinal=lambda _: None,
            seriousness=lambda _: "NotStated",
            ucum={},
        )
        start = time.process_time()
        draft = drafting.draft(source, text.findings, words_, terms)
        assert len(draft.facts) > count
        return time.process_time() - start

    seconds(200)
    long, short = (min(seconds(count) for _ in range(3)) for count in (4000, 1000))
    assert long < 12 * max(short, 0.05)


def test_every_field_that_rules_can_find_is_drafted(terms: Lexicon) -> None:
    """A field that `findings` gains must be looked at here, or it would vanish between text and graph."""
    from trialgraph.extraction.findings import FIELDS  # noqa: PLC0415 - only this test asks for the fields

    samples: dict[str, Any] = {
        "group_size": GroupSize(group="placebo", n=2),
        "effect": Effect(measure="other", value=Decimal(2)),
        "p_value": PValue(op="=", value=Decimal("0.2")),
        "adverse_event": AdverseEvent(term="rash", n=2),
        "dose": "2 mg",
        "route": "oral",
        "timepoint": "P2W",
        "release_date": "2024-07-31",
        "publication_date": "2024-07",
        **dict.fromkeys(("enrolment", "countries", "sites"), 2),
    }
    for field, kind in FIELDS.items():
        if field == "trial":
            continue
        value = samples.get(field, True if kind is bool else "2")
        text = Text("lorvatinib here", terms)
        if field in {"dose", "route"}:
            text.find("treatment", "lorvatinib")
        rules: set[Fact] = set(text.draft().facts) if text.findings else set()
        text.find(field, value, "here")
        assert set(text.draft().facts) - rules, f"no fact is made of {field}"
