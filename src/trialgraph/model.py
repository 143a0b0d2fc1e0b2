"""Every type that crosses a seam: frozen, keyword-only, without I/O, standard library only.

A **fact** is what one document states about one thing. Its *kind* is the class of that thing, its
`id` names the thing, its other fields are what is stated, and its evidence is the exact words that
state it. Several facts may describe the same thing, each with words of its own.

The names here are the words of the whole project. Kinds (`OutcomeResult`) and codes (`NotStated`)
are the classes and concepts of `ontology/trialgraph.ttl`, letter for letter; a field (`of_group`) is
the property (`tg:ofGroup`), in the case that its language uses. Fact files, `ontology/context.jsonld`
and the command line write them as they stand here.
"""

import dataclasses
import datetime as dt
import functools
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, NewType

from trialgraph.problems import Bilingual, Location, Problem

Duration = NewType("Duration", str)
"""An ISO 8601 duration as in `xsd:duration`, for example `P24W`."""

Iri = NewType("Iri", str)
"""An absolute IRI (RFC 3987)."""

PartialDate = NewType("PartialDate", str)
"""A day, a month or a year of the Gregorian calendar: `2024-07-31`, `2024-07` or `2024` (ISO 8601)."""

Language = Literal["en", "fr"]
"""The languages of labels and messages, as BCP 47 tags."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Marks a field whose value is the `id` of a thing in the given family of kinds.

    Kinds of one family share one IRI space, so that a field may point to any of them: an arm, an
    arm group and a cohort are all study groups.
    """

    family: str


# What a code field may say. Each is a concept of the ontology, in the scheme of the field's name.
Phase = Literal[
    "Phase1", "Phase1b", "Phase1And2", "Phase2", "Phase2a", "Phase2b", "Phase2And3", "Phase3", "Phase4"
]
DesignFeature = Literal[
    "Randomised", "PlaceboControlled", "DoubleBlind", "OpenLabel", "Multicentre", "Multinational"
]
Objective = Literal["Efficacy", "Safety", "Tolerability"]
CriterionType = Literal["Inclusion", "Exclusion"]
ArmRole = Literal[
    "Experimental", "PlaceboComparator", "ActiveComparator", "ShamComparator", "UsualCareComparator"
]
InterventionType = Literal[
    "Device",
    "Procedure",
    "Biological",
    "Behavioural",
    "DietarySupplement",
    "Combination",
    "Sham",
    "UsualCare",
    "NotStated",
]
Route = Literal[
    "Subcutaneous",
    "Intravenous",
    "Oral",
    "Intranasal",
    "Topical",
    "Intramuscular",
    "Inhaled",
    "Intravitreal",
    "Intrathecal",
    "Transdermal",
    "Sublingual",
    "Rectal",
]
MechanismAction = Literal["Binding", "Inhibition", "Activation"]
EntityType = Literal["Pathway", "BiologicalProcess", "CellType"]
DiseaseCharacteristic = Literal["Autoimmune", "Chronic"]
DiseaseStanding = Literal["Rare", "NoApprovedTargetedTherapy"]
EndpointLevel = Literal["Primary", "Secondary", "NotStated"]
Direction = Literal["Improved", "Worsened", "NoDifference", "NotStated"]
Significance = Literal["Significant", "NotSignificant", "NotStated"]
Seriousness = Literal["Serious", "NotSerious", "NotStated"]
DenominatorStatus = Literal["Stated", "Inferred", "NotStated"]
Verdict = Literal["Met", "NotMet", "NotStated"]
EffectMeasure = Literal[
    "HazardRatio",
    "RiskRatio",
    "OddsRatio",
    "MeanDifference",
    "RelativeReduction",
    "AbsoluteDifference",
    "ChangeFromBaseline",
    "Proportion",
    "OtherMeasure",
]
PValueOperator = Literal["EqualTo", "LessThan", "GreaterThan"]
OrganisationType = Literal[
    "Hospital",
    "HospitalGroup",
    "University",
    "ResearchInstitute",
    "Department",
    "Company",
    "Foundation",
    "HealthServiceTrust",
    "Alliance",
    "Network",
]
Honorific = Literal["Professor", "Doctor"]
ContactType = Literal["PressOffice"]
Certainty = Literal["AsStated", "Inferred"]
ReviewStatus = Literal["Draft", "Accepted", "Rejected"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    r"""A text that states facts.

    `text` is final: Unicode NFC, lines end in `\n`, nothing normalises it later, and all offsets
    are code points into it. It is None where the facts are kept and the text is not.
    """

    id: str
    language: str
    """A BCP 47 tag, for example `fr`."""
    sha256: str
    """Of the UTF-8 bytes of the text, in lower-case hexadecimal."""
    length: int
    """Of the text, in code points."""
    source: str
    """The name of the file, or the address, that the text was read from."""
    rights: str | None = None
    """Who holds the rights in the text, and what of it is kept here; None where nobody has looked yet."""
    curator: str | None = None
    """Who read the text and answers for the facts; None for a draft."""
    curated: dt.date | None = None
    text: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """The words of a document that state a fact: `text[start:end] == quote`.

    Offsets are half-open and count Unicode code points from 0, as Web Annotation's
    `oa:TextPositionSelector` does. `rule` names the extraction rule that found the words; None means
    that a person did.
    """

    quote: str
    start: int
    end: int
    rule: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """An exact decimal with its unit as a UCUM code (https://ucum.org), for example 150 `mg`."""

    value: Decimal
    unit: str

    def __str__(self) -> str:
        """Write the value as printed, then the unit.

        >>> str(Quantity(value=Decimal("18.75"), unit="mg"))
        '18.75 mg'
        """
        return f"{self.value:f} {self.unit}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """What a person decided on a fact: who, when and why.

    A fact without a review was written by the curator of its document. A draft was made by rules, and
    nobody has looked at it yet.
    """

    status: ReviewStatus
    by: str | None = None
    """Who decided; None on a draft."""
    on: dt.date | None = None
    """The day of the decision; None on a draft."""
    why: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """What one document states about one thing; the fields of the subclasses are the statements."""

    family: ClassVar[str]
    """Kinds of one family share one IRI space: see `Reference`."""
    within: ClassVar[str | None] = None
    """The family of the thing this is a part of; its `id` then starts with that thing's and a dot."""

    id: str
    evidence: tuple[Evidence, ...]
    label: Bilingual | None = None
    """A name for people, given by the curator: not a statement of the document."""
    certainty: Certainty = "AsStated"
    """`Inferred` where the words need a reading, for example a pronoun or a group left unnamed."""
    review: Review | None = None


DocumentRef = Annotated[str, Reference("document")]
TrialRef = Annotated[str, Reference("trial")]
GroupRef = Annotated[str, Reference("group")]
CriterionRef = Annotated[str, Reference("criterion")]
InterventionRef = Annotated[str, Reference("intervention")]
DosingRef = Annotated[str, Reference("dosing")]
DrugRef = Annotated[str, Reference("drug")]
DrugClassRef = Annotated[str, Reference("drug_class")]
TargetRef = Annotated[str, Reference("target")]
BiologicalEntityRef = Annotated[str, Reference("biological_entity")]
DiseaseRef = Annotated[str, Reference("disease")]
SymptomRef = Annotated[str, Reference("symptom")]
EndpointRef = Annotated[str, Reference("endpoint")]
ConferenceRef = Annotated[str, Reference("conference")]
PublicationRef = Annotated[str, Reference("publication")]
JournalRef = Annotated[str, Reference("journal")]
PersonRef = Annotated[str, Reference("person")]
OrganisationRef = Annotated[str, Reference("organisation")]


@dataclass(frozen=True, kw_only=True, slots=True)
class PressRelease(Fact):
    """An announcement to the press; its `id` is the document's."""

    family = "document"
    title: str | None = None
    issued: dt.date | None = None
    issued_by: tuple[OrganisationRef, ...] = ()
    reports: tuple[PublicationRef, ...] = ()
    about_trial: tuple[TrialRef, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ClinicalTrial(Fact):
    """An interventional study in people."""

    family = "trial"
    name: str | None = None
    phase: Phase | None = None
    design_feature: tuple[DesignFeature, ...] = ()
    assesses: tuple[Objective, ...] = ()
    has_sponsor: tuple[OrganisationRef, ...] = ()
    investigates: tuple[DiseaseRef, ...] = ()
    tests_intervention: tuple[InterventionRef, ...] = ()
    compares_with: tuple[InterventionRef, ...] = ()
    """What the tested intervention is compared with: a placebo, a sham, usual care or another treatment."""
    registry_id: tuple[str, ...] = ()
    """What a trial registry calls it, as printed, for example `NCT03905525`."""
    enrolment: int | None = None
    """People randomised, enrolled or included in all."""
    cohort_count: int | None = None
    country_count: int | None = None
    site_count: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Cohort(Fact):
    """A part of the trial's population, chosen by a profile; not an arm."""

    family = "group"
    within = "trial"
    of_trial: TrialRef | None = None
    participant_count: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Arm(Fact):
    """The participants who are assigned to the same treatment."""

    family = "group"
    within = "trial"
    of_trial: TrialRef | None = None
    of_cohort: GroupRef | None = None
    role: ArmRole | None = None
    has_intervention: tuple[InterventionRef, ...] = ()
    has_dosing: tuple[DosingRef, ...] = ()
    participant_count: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ArmGroup(Fact):
    """Arms that a document takes together, for example all that received the drug."""

    family = "group"
    within = "trial"
    of_trial: TrialRef | None = None
    has_arm: tuple[GroupRef, ...] = ()
    participant_count: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EligibilityCriterion(Fact):
    """A condition that people must meet, or must not, to be in a cohort."""

    family = "criterion"
    within = "trial"
    of_cohort: GroupRef | None = None
    criterion_type: CriterionType | None = None
    description: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DrugIntervention(Fact):
    """A drug as the trial gives it."""

    family = "intervention"
    within = "trial"
    of_trial: TrialRef | None = None
    uses_drug: DrugRef | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceboIntervention(Fact):
    """A placebo as the trial gives it."""

    family = "intervention"
    within = "trial"
    of_trial: TrialRef | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherIntervention(Fact):
    """What the trial gives or does where that is neither a drug nor a placebo."""

    family = "intervention"
    within = "trial"
    of_trial: TrialRef | None = None
    name: str | None = None
    intervention_type: InterventionType | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Dosing(Fact):
    """How much of an intervention is given, and how."""

    family = "dosing"
    within = "trial"
    of_intervention: InterventionRef | None = None
    dose: Quantity | None = None
    route: Route | None = None
    frequency: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Drug(Fact):
    """A medicinal substance."""

    family = "drug"
    name: str | None = None
    of_class: tuple[DrugClassRef, ...] = ()
    has_target: tuple[TargetRef, ...] = ()
    studied_for: tuple[DiseaseRef, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class DrugClass(Fact):
    """A kind of medicinal substance, for example monoclonal antibodies."""

    family = "drug_class"
    name: str | None = None
    lay_definition: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Target(Fact):
    """The molecule that a drug acts on."""

    family = "target"
    name: str | None = None
    required_for: tuple[BiologicalEntityRef, ...] = ()
    participates_in: tuple[BiologicalEntityRef, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class BiologicalEntity(Fact):
    """A pathway, a process or a type of cell."""

    family = "biological_entity"
    name: str | None = None
    entity_type: EntityType | None = None
    concerns: tuple[BiologicalEntityRef, ...] = ()
    implicated_in: tuple[DiseaseRef, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class MechanismOfAction(Fact):
    """What a drug does to its target, and what that bears on."""

    family = "mechanism"
    within = "drug"
    of_drug: DrugRef | None = None
    action: MechanismAction | None = None
    on_target: TargetRef | None = None
    bears_on: tuple[BiologicalEntityRef, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Disease(Fact):
    """A disease, as a thing that trials investigate."""

    family = "disease"
    name: str | None = None
    characteristic: tuple[DiseaseCharacteristic, ...] = ()
    has_symptom: tuple[SymptomRef, ...] = ()
    has_complication: tuple[DiseaseRef, ...] = ()
    lay_definition: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DiseaseStatus(Fact):
    """What holds of a disease at a date and may change: rare, no targeted therapy approved."""

    family = "disease_status"
    within = "disease"
    of_disease: DiseaseRef | None = None
    standing: DiseaseStanding | None = None
    as_of: dt.date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Symptom(Fact):
    """What patients with a disease feel or show."""

    family = "symptom"
    name: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Endpoint(Fact):
    """What the trial measures."""

    family = "endpoint"
    within = "trial"
    of_trial: TrialRef | None = None
    name: str | None = None
    level: EndpointLevel | None = None
    timepoint: Duration | None = None
    verdict: Verdict | None = None
    """Whether the document says that the endpoint was met."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomeResult(Fact):
    """What was found for one endpoint in one group; direction and significance stand apart."""

    family = "result"
    within = "trial"
    of_trial: TrialRef | None = None
    """Where the endpoint is not stated; otherwise the endpoint says it."""
    of_endpoint: EndpointRef | None = None
    of_group: GroupRef | None = None
    compared_with: GroupRef | None = None
    direction: Direction | None = None
    significance: Significance | None = None
    reported_as_trend: bool | None = None
    effect_measure: EffectMeasure | None = None
    estimate: Decimal | None = None
    estimate_unit: str | None = None
    """As printed: `%`, `mm Hg`, `points`; None where the estimate is a ratio."""
    ci_lower: Decimal | None = None
    ci_upper: Decimal | None = None
    ci_level: Decimal | None = None
    """In percent."""
    p_value_operator: PValueOperator | None = None
    p_value: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AdverseEventCount(Fact):
    """How many people of a group had an adverse event."""

    family = "adverse_events"
    within = "trial"
    of_trial: TrialRef | None = None
    of_group: GroupRef | None = None
    event: str | None = None
    seriousness: Seriousness | None = None
    numerator: int | None = None
    denominator: int | None = None
    denominator_status: DenominatorStatus | None = None
    percentage: Decimal | None = None
    observed_until: Duration | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Publication(Fact):
    """A paper in a journal."""

    family = "publication"
    title: str | None = None
    published_in: JournalRef | None = None
    published_on: PartialDate | None = None
    presented_at: ConferenceRef | None = None
    author_count: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Conference(Fact):
    """A scientific meeting where results are presented."""

    family = "conference"
    name: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Journal(Fact):
    """A scientific journal."""

    family = "journal"
    name: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Authorship(Fact):
    """One person's place among the authors of one publication."""

    family = "authorship"
    within = "publication"
    of_publication: PublicationRef | None = None
    author: PersonRef | None = None
    author_order: int | None = None
    """Counted from 1."""
    is_cosigning: bool | None = None
    is_corresponding: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Person(Fact):
    """A person, by the name and title as printed."""

    family = "person"
    name: str | None = None
    honorific: Honorific | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Affiliation(Fact):
    """That a person belongs to an organisation, as of the document's date."""

    family = "affiliation"
    within = "person"
    of_person: PersonRef | None = None
    with_organisation: OrganisationRef | None = None
    as_of: dt.date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Organisation(Fact):
    """A hospital, university, institute, company, alliance, or a part of one."""

    family = "organisation"
    name: str | None = None
    organisation_type: OrganisationType | None = None
    part_of: tuple[OrganisationRef, ...] = ()
    unit_of: tuple[OrganisationRef, ...] = ()
    member_of: tuple[OrganisationRef, ...] = ()
    founding_member_of: tuple[OrganisationRef, ...] = ()
    linked_to: tuple[OrganisationRef, ...] = ()
    founded_by: tuple[OrganisationRef, ...] = ()
    founded_in: int | None = None
    """A year of the Gregorian calendar."""
    member_count: int | None = None
    """How many members the document says it has."""
    participated_in: tuple[TrialRef, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactPoint(Fact):
    """Where an organisation can be reached; never a person's own mail or telephone."""

    family = "contact"
    within = "organisation"
    of_organisation: OrganisationRef | None = None
    contact_type: ContactType | None = None
    email: str | None = None
    telephone: str | None = None
    named_in: DocumentRef | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Identifier:
    """What a registry calls a thing, and who checked it: curation, not a statement of a document."""

    scheme: str
    value: str
    mapping: Literal["exact_match", "close_match", "broad_match", "narrow_match", "related_match"]
    source: str
    """Where it was looked up, or the terminology that says so."""
    curated: bool = True
    """Whether a person checked that it designates the thing; False where a name led to it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Relation:
    """How one thing belongs to another, as a terminology says."""

    relation: str
    """`broader`, `has_target`, `of_class` or `part_of`."""
    family: str
    """Of the other thing."""
    id: str
    """Of the other thing."""
    source: str
    """Which terminology says so."""
    action: str | None = None
    """What a drug does to its target, as a code of `MechanismAction`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """One thing that a terminology knows: its labels, its other names and its identifiers."""

    family: str
    id: str
    labels: tuple[tuple[str, str], ...]
    """Pairs of language tag and label, one for each language."""
    synonyms: tuple[tuple[str, str], ...] = ()
    """Pairs of language tag (empty where the name has no language) and name."""
    identifiers: tuple[Identifier, ...] = ()
    relations: tuple[Relation, ...] = ()

    def label_in(self, language: str) -> str:
        """Give the label in a language, or in another one where there is none in it.

        >>> Term(family="disease", id="gout", labels=(("en", "gout"),)).label_in("fr")
        'gout'
        """
        return next((label for tag, label in self.labels if tag == language), self.labels[0][1])


@dataclass(frozen=True, kw_only=True, slots=True)
class FactFile:
    """What a fact file holds, and every problem in it.

    `facts` are those that could be read; `locations` says where each field of each fact stands, by the
    fact's index in `facts` and the field's name; the items of a list also have places of their own, for
    example `evidence.0`. `document` is None where its block could not be read.
    """

    document: Document | None
    facts: tuple[Fact, ...]
    locations: Mapping[tuple[int, str], Location]
    problems: tuple[Problem, ...]


KINDS: Mapping[str, type[Fact]] = types.MappingProxyType(
    {
        fact.__name__: fact
        for fact in (
            PressRelease,
            ClinicalTrial,
            Cohort,
            Arm,
            ArmGroup,
            EligibilityCriterion,
            DrugIntervention,
            PlaceboIntervention,
            OtherIntervention,
            Dosing,
            Drug,
            DrugClass,
            Target,
            BiologicalEntity,
            MechanismOfAction,
            Disease,
            DiseaseStatus,
            Symptom,
            Endpoint,
            OutcomeResult,
            AdverseEventCount,
            Publication,
            Conference,
            Journal,
            Authorship,
            Person,
            Affiliation,
            Organisation,
            ContactPoint,
        )
    }
)
"""Every kind of fact by its name: the order is the order in which fact files are written."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """What a statement field of a fact may hold."""

    name: str
    type: type
    """Of one value: str, int, bool, Decimal, date, Quantity or Duration."""
    many: bool
    """True where the field holds a tuple of such values."""
    reference: str | None
    """The family of the things that the value names, where it is a reference."""
    codes: tuple[str, ...]
    """The words that the value may be, where it is a code."""


def statement_fields(kind: type[Fact]) -> Mapping[str, Field]:
    """Describe what a kind can state: its fields other than id, evidence, label and certainty.

    >>> statement_fields(Arm)["of_cohort"].reference
    'group'
    >>> statement_fields(ClinicalTrial)["design_feature"].many
    True
    """
    return _statement_fields(kind.__name__)


@functools.cache
def _statement_fields(name: str) -> Mapping[str, Field]:
    kind = KINDS[name]
    common = {field.name for field in dataclasses.fields(Fact)}
    hints = typing.get_type_hints(kind, include_extras=True)
    return types.MappingProxyType(
        {
            field.name: _describe(field.name, hints[field.name])
            for field in dataclasses.fields(kind)
            if field.name not in common
        }
    )


def values_of(fact: Fact, field: Field) -> Iterator[Any]:
    """Give the values that a fact states for a field: none, one or several."""
    value = getattr(fact, field.name)
    if field.many:
        yield from value
    elif value is not None:
        yield value


def _describe(name: str, hint: object) -> Field:
    """Read a field's annotation: `X | None` or `tuple[X, ...]`, X plain, a code or a reference."""
    many = typing.get_origin(hint) is tuple
    inner = next(arg for arg in typing.get_args(hint) if arg not in (Ellipsis, types.NoneType))
    reference = None
    codes: tuple[str, ...] = ()
    if typing.get_origin(inner) is Annotated:
        inner, mark = typing.get_args(inner)
        reference = mark.family
    if typing.get_origin(inner) is Literal:
        codes = typing.get_args(inner)
        inner = str
    return Field(name=name, type=inner, many=many, reference=reference, codes=codes)
