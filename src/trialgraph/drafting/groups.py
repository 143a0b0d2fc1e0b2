"""Who was treated with what: arms, groups of arms, cohorts and analysis populations."""

from trialgraph.drafting.desk import Desk, Intervention
from trialgraph.drafting.ids import has_words, key, slug
from trialgraph.drafting.treatments import named, placebo
from trialgraph.drafting.trials import Part
from trialgraph.extraction.findings import Span
from trialgraph.model import Arm, ArmGroup, ArmRole, ClinicalTrial, Cohort
from trialgraph.problems import Bilingual

_WITHOUT_INTERVENTION: dict[str, ArmRole] = {
    "Sham": "ShamComparator",
    "UsualCare": "UsualCareComparator",
}


class Groups:
    """The groups of people that a text tells apart, each stated once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: dict[tuple[str, str], str] = {}
        """The id of each group, by its trial and the key of its name."""
        self._cohorts: dict[str, dict[str, tuple[Bilingual, Span]]] = {}
        """Of each trial, by id: what a cohort is called, and the words that say how many people it has."""
        self._arms: dict[str, dict[str, str]] = {}
        """Of each trial, by id: the part of the intervention that an arm in a cohort received."""
        self._sizes: dict[str, int] = {}
        self._enrolled = {part.trial: part.finding.value for part in desk.parts("enrolment")}

    def draft(self) -> None:
        """State the groups whose size is given, and the arms of cohorts."""
        sizes = [part for part in self._desk.parts("group_size") if part.finding.value.group]
        for part in sizes:
            if self._desk.words.group_kind(part.finding.value.group) == "Cohort":
                id_ = self._cohort(part, part.finding.value.group)
                label = self._cohort_label(part.finding.value.group)
                self._cohorts.setdefault(part.trial, {})[id_] = (label, part.spans[0])
        for trial in self._cohorts:
            self._arms_of_cohorts(trial)
        for part in sizes:
            self._size(part)

    def size(self, id_: str) -> int | None:
        """Give the number of people that is stated of a group."""
        return self._sizes.get(id_)

    def group(self, part: Part, name: str | None) -> str | None:
        """State the group that a name speaks of, and give its id; None where no group is stated."""
        if not name or not (words := key(name)):
            return None
        known = self._known.get((part.trial, words))
        if known is None:
            known = self._known[part.trial, words] = self._new(part, name)
        return known

    def placebo_arms(self) -> None:
        """State the arm that a placebo-controlled trial has by definition, where no group is it."""
        for part in self._desk.parts("placebo_controlled", shared=True):
            if part.finding.value and not self._has_placebo_arm(part.trial):
                given = placebo(self._desk, part.trial, part.spans, inferred=True)
                self._arm(part, given, inferred=True)

    def _has_placebo_arm(self, trial: str) -> bool:
        return any(
            isinstance(fact, Arm) and fact.role == "PlaceboComparator" and fact.id.startswith(f"{trial}.")
            for fact in self._desk.ledger.facts
        )

    def _new(self, part: Part, name: str) -> str:
        match self._desk.words.group_kind(name):
            case "Cohort":
                return self._cohort(part, name)
            case "Whole":
                label = Bilingual(en="All participants", fr="Tous les participants")
                return self._arm_group(part, "all-participants", label)
            case "Population":
                return self._arm_group(part, slug(name), Bilingual(en=name, fr=name))
            case _:
                return self._arm_or_unknown(part, name)

    def _arm_or_unknown(self, part: Part, name: str) -> str:
        type_ = self._desk.words.intervention_kind(name)
        if type_ == "Placebo":
            return self._received(part, placebo(self._desk, part.trial, part.spans, inferred=True), name)
        given = named(self._desk, part.trial, name)
        if given is not None:
            return self._received(part, given, name)
        if type_ in _WITHOUT_INTERVENTION:
            return self._arm_without_intervention(part, name, _WITHOUT_INTERVENTION[type_])
        return self._arm_group(part, slug(name), Bilingual(en=name, fr=name), doubt="group")

    def _cohort(self, part: Part, name: str) -> str:
        number = self._number(name)
        own = f"cohort-{number}" if number else slug(name)
        id_ = self._desk.ledger.free_id(Cohort, f"{part.trial}.{own}")
        label = self._cohort_label(name)
        self._desk.ledger.add(Cohort, id_, part.spans, label=label, doubts=part.doubts, of_trial=part.trial)
        return id_

    def _cohort_label(self, name: str) -> Bilingual:
        number = self._number(name)
        if number is None:
            return Bilingual(en=name, fr=name)
        return Bilingual(en=f"Cohort {number}", fr=f"Cohorte {number}")

    def _number(self, name: str) -> str | None:
        """Give what a cohort is counted by: an ordinal, or a number or a letter behind it."""
        ordinal, last = self._desk.words.ordinal(name), key(name).rpartition(" ")[2]
        return str(ordinal) if ordinal else last if last.isdigit() or len(last) == 1 else None

    def _arm_group(self, part: Part, own: str, label: Bilingual, doubt: str | None = None) -> str:
        id_ = self._desk.ledger.free_id(ArmGroup, f"{part.trial}.{own}")
        self._desk.ledger.add(
            ArmGroup, id_, part.spans, label=label, doubts=(*part.doubts, doubt), of_trial=part.trial
        )
        return id_

    def _received(self, part: Part, given: Intervention, name: str) -> str:
        """State those who received an intervention: one arm, or several that the name takes together."""
        doses = [dosing for dose, (dosing, _) in given.doses.items() if has_words(key(name), key(dose))]
        arms = [arm for arm, own in self._arms.get(part.trial, {}).items() if own == given.part]
        if doses or (len(given.doses) < 2 and not arms):  # noqa: PLR2004 - one dose or none is one arm
            return self._arm(part, given, dosing=doses[0] if doses else None)
        label = Bilingual(
            en=f"All arms that received {given.name}", fr=f"Tous les bras traités par {given.name}"
        )
        id_ = self._arm_group(part, f"{given.part}-arms", label)
        self._desk.ledger.add(
            ArmGroup, id_, part.spans, inferred=True, doubts=part.doubts, has_arm=tuple(sorted(arms))
        )
        return id_

    def _arm(
        self, part: Part, given: Intervention, *, dosing: str | None = None, inferred: bool = False
    ) -> str:
        own = (dosing or given.id).partition(".")[2]
        id_ = self._desk.ledger.free_id(Arm, f"{part.trial}.{own}")
        name = self._received_name(given, dosing)
        self._desk.ledger.add(
            Arm,
            id_,
            part.spans,
            label=Bilingual(en=f"{name} arm", fr=f"Bras {name}"),
            inferred=inferred,
            doubts=part.doubts,
            of_trial=part.trial,
            role=given.role,
            has_intervention=(given.id,),
            has_dosing=(dosing,) if dosing else (),
        )
        if dosing is None and len(given.doses) == 1:
            ((only, _),) = given.doses.values()
            self._desk.ledger.add(Arm, id_, part.spans, inferred=True, doubts=part.doubts, has_dosing=(only,))
        return id_

    def _arm_without_intervention(self, part: Part, name: str, role: ArmRole) -> str:
        id_ = self._desk.ledger.free_id(Arm, f"{part.trial}.{slug(name)}")
        label = Bilingual(en=name, fr=name)
        self._desk.ledger.add(
            Arm, id_, part.spans, label=label, doubts=part.doubts, of_trial=part.trial, role=role
        )
        return id_

    def _arms_of_cohorts(self, trial: str) -> None:
        """State the arms of each cohort: what is given in the sentence that tells its size."""
        cohorts = self._cohorts[trial]
        sentences = {id_: self._desk.passages.sentence(span.start) for id_, (_, span) in cohorts.items()}
        if len(set(sentences.values())) < len(sentences):
            return
        for cohort, (start, end) in sentences.items():
            for given in self._desk.interventions.get(trial, ()):
                stated = dict(given.doses.values()) or {"": given.spans}
                for dosing, spans in stated.items():
                    inside = next(self._desk.passages.together(spans, start, end), None)
                    if inside is not None:
                        self._arm_of_cohort(cohort, given, dosing, inside)

    def _arm_of_cohort(self, cohort: str, given: Intervention, dosing: str, span: Span) -> None:
        trial = cohort.partition(".")[0]
        label, cohort_span = self._cohorts[trial][cohort]
        id_ = f"{cohort}-{(dosing or given.id).partition('.')[2]}"
        name = self._received_name(given, dosing)
        self._arms.setdefault(trial, {})[id_] = given.part
        self._desk.ledger.add(
            Arm,
            id_,
            (cohort_span, span),
            label=Bilingual(en=f"{label.en}: {name}", fr=f"{label.fr} : {name}"),
            inferred=True,
            of_trial=trial,
            of_cohort=cohort,
            role=given.role,
            has_intervention=(given.id,),
            has_dosing=(dosing,) if dosing else (),
        )

    def _received_name(self, given: Intervention, dosing: str | None) -> str:
        dose = next((dose for dose, (id_, _) in given.doses.items() if id_ == dosing), "")
        return f"{given.name} {dose}".strip()

    def _size(self, part: Part) -> None:
        """State how many people a group has; what cannot be is left out, and told beside the other."""
        id_, size = self.group(part, part.finding.value.group), part.finding.value.n
        if id_ is None:
            return
        enrolled = self._enrolled.get(part.trial, size)
        if size > enrolled:
            self._desk.ledger.doubt(ClinicalTrial, part.trial, "larger-group", enrolment=enrolled)
            return
        kind = self._desk.ledger.kind("group", id_)
        first = self._sizes.setdefault(id_, size)
        if size != first:
            # One group has one size: another is of a part of it, or misread.
            self._desk.ledger.doubt(kind, id_, "rival", participant_count=first)
            return
        self._desk.ledger.add(kind, id_, part.spans, doubts=part.doubts, participant_count=size)
