"""What a trial is: its names, its phase, its design, how many people, where."""

from itertools import chain
from types import MappingProxyType

from trialgraph.drafting.desk import Desk
from trialgraph.extraction.findings import Span
from trialgraph.extraction.resolution import speaks_of_trial
from trialgraph.model import ClinicalTrial, PressRelease
from trialgraph.problems import Bilingual

_PHASES = MappingProxyType(
    {
        "1": "Phase1",
        "1b": "Phase1b",
        "1/2": "Phase1And2",
        "2": "Phase2",
        "2a": "Phase2a",
        "2b": "Phase2b",
        "2/3": "Phase2And3",
        "3": "Phase3",
        "4": "Phase4",
    }
)
_FEATURES = MappingProxyType(
    {
        "randomised": "Randomised",
        "double_blind": "DoubleBlind",
        "placebo_controlled": "PlaceboControlled",
        "open_label": "OpenLabel",
        "multicentre": "Multicentre",
    }
)
_COUNTS = MappingProxyType({"enrolment": "enrolment", "countries": "country_count", "sites": "site_count"})
_SAY_TRIAL = ("registry_id", "phase", *_FEATURES, "enrolment", "treatment", "condition")
"""The findings that tell that the release is about a trial, where it has no name; the clearest first."""


def draft_trials(desk: Desk) -> None:
    """State what the trials are, and that the release is about them."""
    for trial, findings in desk.trials.named.items():
        for finding in findings:
            desk.name(ClinicalTrial, trial, finding)
            desk.ledger.add(PressRelease, desk.document.id, finding.evidence, about_trial=(trial,))
    for part in desk.parts("registry_id"):
        desk.ledger.add(
            ClinicalTrial, part.trial, part.spans, doubts=part.doubts, registry_id=(part.finding.value,)
        )
    # Two phases are not of both trials, though one sentence names all.
    for part in desk.parts("phase", shared=len(desk.found.get("phase", ())) == 1):
        phase = _PHASES.get(part.finding.value)
        desk.ledger.add(ClinicalTrial, part.trial, part.spans, doubts=part.doubts, phase=phase)
    for field_name, feature in _FEATURES.items():
        for part in desk.parts(field_name, shared=True):
            features = (feature,) if part.finding.value else ()
            desk.ledger.add(
                ClinicalTrial, part.trial, part.spans, doubts=part.doubts, design_feature=features
            )
    for field_name, statement in _COUNTS.items():
        for part in desk.parts(field_name):
            desk.ledger.add(
                ClinicalTrial,
                part.trial,
                part.spans,
                doubts=part.doubts,
                **{statement: part.finding.value},
            )
    if desk.has_trial and not desk.trials.named:
        _trial_without_name(desk)


def _trial_without_name(desk: Desk) -> None:
    """Give a trial that the text does not name a label by what it is about, on the words that speak of it."""
    first = next(chain.from_iterable(desk.found.get(name, ()) for name in _SAY_TRIAL), None)
    spans: tuple[Span, ...] = first.evidence[:1] if first else _any_words(desk)
    given = next((each.value for each in desk.found.get("treatment", ())), None)
    condition = next((each.value for each in desk.found.get("condition", ())), None)
    about = ", ".join(word for word in (given, condition) if word) or desk.document.id
    trial = desk.trials.ids[0]
    desk.ledger.add(
        ClinicalTrial,
        trial,
        spans,
        label=Bilingual(en=f"Trial without a name ({about})", fr=f"Essai sans nom ({about})"),
        inferred=True,
    )
    desk.ledger.add(PressRelease, desk.document.id, spans, about_trial=(trial,), inferred=True)


def _any_words(desk: Desk) -> tuple[Span, ...]:
    """Give the first words of any finding: whatever is said of a trial tells that there is one."""
    found = (finding for findings in desk.found.values() for finding in findings)
    first = min((each.evidence[0] for each in found if speaks_of_trial((each,))), key=lambda span: span.start)
    return (first,)
