"""What a trial gives to whom it treats, against what: interventions, doses, routes, targets, conditions."""

from decimal import Decimal
from typing import get_args

from trialgraph import context
from trialgraph.drafting.desk import Desk, Intervention
from trialgraph.drafting.ids import has_words, key, slug
from trialgraph.drafting.trials import Part
from trialgraph.extraction.findings import Span
from trialgraph.model import (
    ArmRole,
    ClinicalTrial,
    Disease,
    Dosing,
    Drug,
    DrugIntervention,
    OtherIntervention,
    PlaceboIntervention,
    Quantity,
    Route,
    Target,
)
from trialgraph.problems import Bilingual

PLACEBO = Bilingual(en="placebo", fr="placebo")
_ROLES: dict[str, ArmRole] = {
    "Placebo": "PlaceboComparator",
    "Sham": "ShamComparator",
    "UsualCare": "UsualCareComparator",
}
"""Of those who receive what a treatment is compared with; all else is an active comparator."""


def draft_treatments(desk: Desk) -> None:
    """State what is given, in which doses, how, and for which conditions."""
    for part in desk.parts("treatment", shared=True):
        made = _intervention(desk, part, "Experimental")
        desk.ledger.add(
            ClinicalTrial, part.trial, part.spans, doubts=part.doubts, tests_intervention=(made.id,)
        )
    for part in desk.parts("comparator", shared=True):
        role = _ROLES.get(desk.words.intervention_kind(part.finding.value), "ActiveComparator")
        made = _intervention(desk, part, role)
        desk.ledger.add(ClinicalTrial, part.trial, part.spans, doubts=part.doubts, compares_with=(made.id,))
    for part in desk.parts("dose", shared=True):
        _dose(desk, part)
    _routes(desk)
    for part in desk.parts("target"):
        _target(desk, part)
    for part in desk.parts("condition", shared=True):
        disease = desk.names.id("disease", part.finding.value, *part.finding.also)
        desk.name(Disease, disease, part.finding)
        desk.ledger.add(ClinicalTrial, part.trial, part.spans, doubts=part.doubts, investigates=(disease,))


def placebo(desk: Desk, trial: str, spans: tuple[Span, ...], *, inferred: bool) -> Intervention:
    """State that a trial gives a placebo, if that is not stated yet."""
    known = [each for each in desk.interventions.get(trial, ()) if each.role == "PlaceboComparator"]
    if known:
        return known[0]
    id_ = f"{trial}.placebo"
    desk.ledger.add(PlaceboIntervention, id_, spans, label=PLACEBO, inferred=inferred, of_trial=trial)
    made = Intervention(
        id=id_, name="placebo", drug=None, keys=("placebo",), spans=spans, role="PlaceboComparator"
    )
    desk.interventions.setdefault(trial, []).append(made)
    return made


def named(desk: Desk, trial: str, name: str) -> Intervention | None:
    """Give the intervention whose name stands in a name, or the other way round; the longest wins."""
    wanted, drug = key(name), desk.names.id("drug", name)
    best: tuple[int, Intervention] | None = None
    for each in desk.interventions.get(trial, ()):
        if each.drug == drug:
            return each
        for own in each.keys:
            shared = own if has_words(wanted, own) else wanted if has_words(own, wanted) else ""
            if shared and (best is None or len(shared) > best[0]):
                best = (len(shared), each)
    return best[1] if best else None


def _intervention(desk: Desk, part: Part, role: ArmRole) -> Intervention:
    finding, kind = part.finding, desk.words.intervention_kind(part.finding.value)
    if kind == "Placebo" and role == "PlaceboComparator":
        return placebo(desk, part.trial, part.spans, inferred=False)
    drug = None
    if kind == "Drug":
        drug = desk.names.id("drug", finding.value, *finding.also)
        id_ = desk.ledger.free_id(DrugIntervention, f"{part.trial}.{drug}")
        desk.name(Drug, drug, finding)
        label = Bilingual(en=finding.value, fr=finding.value)
        desk.ledger.add(DrugIntervention, id_, part.spans, label=label, of_trial=part.trial, uses_drug=drug)
    else:
        id_ = desk.ledger.free_id(OtherIntervention, f"{part.trial}.{slug(finding.value)}")
        type_ = "NotStated" if kind == "Placebo" else kind
        desk.ledger.add(OtherIntervention, id_, part.spans, of_trial=part.trial, intervention_type=type_)
        desk.name(OtherIntervention, id_, finding)
    made = Intervention(
        id=id_,
        name=finding.value,
        drug=drug,
        keys=tuple(map(key, (finding.value, *finding.also))),
        spans=part.spans,
        role=role,
    )
    known = desk.interventions.setdefault(part.trial, [])
    same = next((each for each in known if each.id == id_), None)
    if same is None:
        known.append(made)
    return same or made


def _given(desk: Desk, part: Part) -> tuple[Intervention | None, bool]:
    """Find the intervention that a dose or a route belongs to, and tell whether that is a reading.

    It is the one that the words name, else the only one tested, else the last one in the sentence before.
    """
    if part.finding.about is not None:
        found = named(desk, part.trial, part.finding.about)
        if found is not None:
            return found, False
    tested = [each for each in desk.interventions.get(part.trial, ()) if each.role == "Experimental"]
    if len(tested) <= 1:
        return (tested[0] if tested else None), True
    for span in part.spans:
        start, _ = desk.passages.sentence(span.start)
        before = [
            (mention.start, index)
            for index, each in enumerate(tested)
            for mention in desk.passages.together(each.spans, start, span.start)
        ]
        if before:
            return tested[max(before)[1]], True
    return None, True


def _dose(desk: Desk, part: Part) -> None:
    """State a dose; one whose treatment or whose unit is not known stays a finding."""
    number, _, printed = part.finding.value.partition(" ")
    unit = desk.words.ucum.get(printed, printed)
    given, inferred = _given(desk, part)
    if given is None or unit not in context.units():
        return
    id_ = f"{given.id}-{slug(part.finding.value)}"
    given.doses[part.finding.value] = (id_, part.spans)
    label = f"{given.name} {part.finding.value}"
    desk.ledger.add(
        Dosing,
        id_,
        part.spans,
        label=Bilingual(en=label, fr=label),
        inferred=inferred,
        doubts=(*part.doubts, "about" if inferred and part.finding.about else None),
        of_intervention=given.id,
        dose=Quantity(value=Decimal(number), unit=unit),
    )


def _routes(desk: Desk) -> None:
    """State the routes: of every dosing of a treatment, where the text gives that treatment one route."""
    placed: list[tuple[Part, Intervention, bool, Route]] = []
    for part in desk.parts("route", shared=True):
        given, inferred = _given(desk, part)
        route = next((code for code in get_args(Route) if code == part.finding.value.capitalize()), None)
        if given is not None and route is not None:
            placed.append((part, given, inferred, route))
    for part, given, inferred, route in placed:
        is_only = all(other == route for _, whose, _, other in placed if whose is given)
        ids = [id_ for id_, _ in given.doses.values()] if is_only else []
        label = Bilingual(en=f"{given.name}, {_ROUTES[route].en}", fr=f"{given.name}, {_ROUTES[route].fr}")
        for id_ in ids or [f"{given.id}-{slug(part.finding.value)}"]:
            desk.ledger.add(
                Dosing,
                id_,
                part.spans,
                label=label,
                inferred=inferred,
                doubts=part.doubts,
                # The dose says it already where there is one.
                of_intervention=None if ids else given.id,
                route=route,
            )


def _target(desk: Desk, part: Part) -> None:
    """State a target, and of which drug it is where the words or the trial leave one."""
    target = desk.names.id("target", part.finding.value, *part.finding.also)
    desk.name(Target, target, part.finding)
    given, inferred = _given(desk, part)
    if given is not None and given.drug is not None:
        desk.ledger.add(
            Drug, given.drug, part.spans, inferred=inferred, doubts=part.doubts, has_target=(target,)
        )


_ROUTES: dict[Route, Bilingual] = {
    "Subcutaneous": Bilingual(en="subcutaneous", fr="voie sous-cutanée"),
    "Intravenous": Bilingual(en="intravenous", fr="voie intraveineuse"),
    "Oral": Bilingual(en="oral", fr="voie orale"),
    "Intranasal": Bilingual(en="intranasal", fr="voie intranasale"),
    "Topical": Bilingual(en="topical", fr="voie cutanée"),
    "Intramuscular": Bilingual(en="intramuscular", fr="voie intramusculaire"),
    "Inhaled": Bilingual(en="inhaled", fr="voie inhalée"),
    "Intravitreal": Bilingual(en="intravitreal", fr="voie intravitréenne"),
    "Intrathecal": Bilingual(en="intrathecal", fr="voie intrathécale"),
    "Transdermal": Bilingual(en="transdermal", fr="voie transdermique"),
    "Sublingual": Bilingual(en="sublingual", fr="voie sublinguale"),
    "Rectal": Bilingual(en="rectal", fr="voie rectale"),
}
"""What a dosing without a dose is called."""
