"""A new draft of a reviewed text: what people decided stays, whatever the rules find now."""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialgraph import factdump, factfiles, renaming, reports, review, splicing
from trialgraph.model import (
    AdverseEventCount,
    Arm,
    ClinicalTrial,
    Cohort,
    Disease,
    Document,
    Drug,
    DrugIntervention,
    Evidence,
    Fact,
    FactFile,
    Organisation,
    OutcomeResult,
    PressRelease,
    Review,
)
from trialgraph.problems import Bilingual, InputError

TEXT = (
    "EXEMPLAR, a phase II trial, enrolled 120 adults with hay fever. Lorvatinib cut attacks by 40 %. "
    "Headache: 7 people. Nausea: 9 people. Rash: 3 people. Placebo did not help."
)
DOCUMENT = Document(
    id="northfield-2025",
    language="en",
    source="northfield.txt",
    sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
    length=len(TEXT),
    text=TEXT,
)
DRAFT = Review(status="Draft")
ACCEPTED = Review(status="Accepted", by="Ada Quill", on=dt.date(2025, 3, 14))
REJECTED = Review(status="Rejected", by="Ada Quill", on=dt.date(2025, 3, 14), why="not this trial")


def quote(words: str) -> tuple[Evidence, ...]:
    start = TEXT.index(words)
    return (Evidence(quote=words, start=start, end=start + len(words), rule="by-hand"),)


NAME = ClinicalTrial(id="exemplar", name="EXEMPLAR", evidence=quote("EXEMPLAR"), review=DRAFT)
PHASE = ClinicalTrial(id="exemplar", phase="Phase2", evidence=quote("phase II"), review=DRAFT)
SIZE = ClinicalTrial(id="exemplar", enrolment=120, evidence=quote("120 adults"), review=DRAFT)
DRUG = Drug(id="lorvatinib", name="Lorvatinib", evidence=quote("Lorvatinib"), review=DRAFT)
GIVEN = DrugIntervention(
    id="exemplar.lorvatinib",
    of_trial="exemplar",
    uses_drug="lorvatinib",
    evidence=quote("Lorvatinib"),
    review=DRAFT,
)
RESULT = OutcomeResult(
    id="exemplar.result-1", of_trial="exemplar", estimate=Decimal(40), evidence=quote("40 %"), review=DRAFT
)
FOUND: tuple[Fact, ...] = (NAME, PHASE, SIZE, GIVEN, DRUG, RESULT)


def event(number: int, words: str, count: int) -> Fact:
    """Give a count of adverse events, of which rules number the ids."""
    return AdverseEventCount(
        id=f"exemplar.adverse-event-{number}",
        event=words,
        numerator=count,
        evidence=quote(words),
        review=DRAFT,
    )


def decided(fact: Fact, decision: Review | None = ACCEPTED, **changed: object) -> Fact:
    fields: dict[str, object] = {"review": decision, **changed}
    return dataclasses.replace(fact, **fields)  # type: ignore[arg-type]  # the fields of any kind


def file_of(*facts: Fact) -> tuple[str, FactFile]:
    """Write facts in the order given and read them, as a file that people have edited."""
    lines = [line for fact in facts for line in factdump.fact_lines(fact)]
    text = "\n".join([*factdump.document_lines(DOCUMENT), "facts:", *lines, ""])
    return text, read(text)


def read(text: str) -> FactFile:
    file = factfiles.parse(text.encode(), "facts.yaml")
    assert reports.render_text(file.problems, "en") == ""
    return file


def updated(facts: Iterable[Fact], draft: Iterable[Fact]) -> review.Update:
    """Update a file, and check what holds of any: it is read as the update says, and a second run is idle."""
    text, file = file_of(*facts)
    draft = tuple(draft)
    result = review.update(file, DOCUMENT, draft)
    again = splicing.rewrite(text, file, result)
    assert read(again).facts == result.facts
    second = review.update(read(again), DOCUMENT, draft)
    assert second.facts == result.facts
    assert splicing.rewrite(again, read(again), second) == again
    assert second.counts.added == second.counts.removed == 0
    return result


# What people decided


@pytest.mark.parametrize("decision", [ACCEPTED, REJECTED, None], ids=["accepted", "rejected", "by a person"])
@pytest.mark.parametrize("kept", FOUND, ids=lambda fact: f"{type(fact).__name__} {fact.id}")
@pytest.mark.parametrize("found", [True, False], ids=["found again", "found no more"])
def test_a_decided_fact_is_never_changed_and_stands_once(
    kept: Fact, decision: Review | None, *, found: bool
) -> None:
    fact = decided(kept, decision, certainty="Inferred", label=Bilingual(en="a", fr="b"))
    draft = [other for other in FOUND if found or other != kept]
    result = updated([fact if other == kept else other for other in FOUND], draft)

    assert fact in result.facts
    assert [other for other in result.facts if type(other) is type(kept)].count(fact) == 1
    assert kept not in result.facts
    assert set(result.facts) - {fact} == set(FOUND) - {kept}
    assert result.problems == ()
    assert result.counts.kept == 1
    assert result.counts.rejected + result.counts.known == int(found)
    assert result.counts.rejected == int(found and decision == REJECTED)


def test_drafts_give_way_to_those_of_the_new_draft() -> None:
    more = event(1, "Headache", 7)
    result = updated([NAME, PHASE, DRUG], [NAME, more, SIZE])

    assert result.facts == (NAME, SIZE, more)
    assert result.origins == (0, None, None)
    assert (result.counts.unchanged, result.counts.added, result.counts.removed) == (1, 2, 2)


def test_a_draft_that_rests_on_more_words_now_takes_its_own_place() -> None:
    wider = dataclasses.replace(NAME, evidence=quote("EXEMPLAR, a phase II trial"))
    result = updated([DRUG, NAME, PHASE], [wider, PHASE, DRUG])

    assert result.facts == (DRUG, wider, PHASE)
    assert result.counts.unchanged == 3


def test_the_same_file_and_the_same_draft_stay_as_they_are() -> None:
    text, file = file_of(*FOUND)
    result = review.update(file, DOCUMENT, FOUND)

    assert splicing.rewrite(text, file, result) == text
    assert result.counts == review.Counts(
        kept=0, added=0, unchanged=6, removed=0, known=0, rejected=0, conflicts=0
    )


def test_a_fact_that_a_person_completed_is_not_drafted_again() -> None:
    whole = decided(NAME, phase="Phase2", enrolment=120)

    assert updated([whole], [NAME, PHASE, SIZE]).facts == (whole,)


def test_a_fact_that_a_person_divided_is_not_drafted_again() -> None:
    both = dataclasses.replace(NAME, phase="Phase2")
    parts = [decided(NAME), decided(PHASE, None)]

    assert list(updated(parts, [both]).facts) == parts


def test_what_was_rejected_does_not_hide_what_was_not() -> None:
    """The rejection is of one statement: another about the same thing is a new draft."""
    no = decided(SIZE, REJECTED)
    other = dataclasses.replace(SIZE, enrolment=102)
    result = updated([no], [SIZE, other])

    assert result.facts == (no, other)
    assert result.problems == ()


# Where file and draft disagree


def test_another_value_than_an_accepted_one_is_told_and_left_out() -> None:
    ours = decided(SIZE, enrolment=102)
    result = updated([decided(NAME), ours], [NAME, PHASE, SIZE])

    assert SIZE not in result.facts
    assert PHASE in result.facts
    assert result.counts.conflicts == 1
    assert reports.render_text(result.problems, "en") == (
        "facts.yaml:19:16: warning: `enrolment` of `exemplar` is `102` here (“120 adults”); "
        "the rules now read `120` (“120 adults”) [review-conflict]\n"
        "  hint: correct the file, or write the other fact beside it with `status: Rejected`\n"
    )
    assert reports.render_text(result.problems, "fr").startswith(
        "facts.yaml:19:16: avertissement: `enrolment` de `exemplar` est `102` ici (« 120 adults ») ; "
        "les règles lisent à présent `120` (« 120 adults »)"
    )


def test_a_conflict_is_silent_where_the_other_value_stands_there_as_rejected() -> None:
    facts = [decided(SIZE, None, enrolment=102), decided(SIZE, REJECTED)]

    assert updated(facts, [SIZE]).problems == ()
    assert updated(facts, [SIZE]).facts == tuple(facts)


def test_a_list_may_grow_without_a_conflict() -> None:
    some = ClinicalTrial(id="exemplar", design_feature=("OpenLabel",), evidence=quote("EXEMPLAR"))
    more = decided(some, DRAFT, design_feature=("OpenLabel", "Randomised"))

    assert updated([some], [more]).facts == (some, more)
    assert updated([some], [more]).problems == ()


def test_another_kind_for_one_thing_is_told_and_left_out() -> None:
    """Otherwise the file would have two kinds for one id, and could not be read."""
    group = {"id": "exemplar.treated", "of_trial": "exemplar", "evidence": quote("Lorvatinib")}
    ours, theirs = Arm(**group), Cohort(**group, review=DRAFT)  # type: ignore[arg-type]
    result = updated([NAME, ours], [NAME, theirs])

    assert result.facts == (NAME, ours)
    assert [problem.code for problem in result.problems] == ["review-conflict"]
    assert "`kind` of `exemplar.treated` is `Arm` here" in result.problems[0].message.en


def test_a_draft_that_a_kept_fact_needs_stays_and_is_told() -> None:
    """Rules find neither trial nor drug any more: without them the accepted fact would refer to nothing."""
    result = updated([NAME, PHASE, decided(GIVEN), DRUG, RESULT], [])

    assert result.facts == (NAME, PHASE, decided(GIVEN), DRUG)
    assert [problem.code for problem in result.problems] == ["review-leftover"] * 3
    assert {problem.severity for problem in result.problems} == {"warning"}
    assert result.counts.removed == 1


def test_a_draft_that_a_needed_draft_needs_stays_too_even_in_a_circle() -> None:
    trial = decided(NAME, tests_intervention=("exemplar.lorvatinib",), has_sponsor=("northfield",))
    part, whole = (
        Organisation(id=id_, linked_to=(other,), evidence=quote("EXEMPLAR"), review=DRAFT)
        for id_, other in (("northfield", "north"), ("north", "northfield"))
    )

    assert updated([trial, GIVEN, DRUG, part, whole], []).facts == (trial, GIVEN, DRUG, part, whole)


# Names that people gave


def test_a_renamed_thing_keeps_its_name_and_the_draft_follows() -> None:
    """The drug, the trial and with it every part of the trial."""
    named = [
        decided(NAME, id="northfield-exemplar"),
        decided(DRUG, id="lorvatinib-mesylate"),
    ]
    result = updated(named, FOUND)

    assert result.counts.known == 2
    assert {(type(fact).__name__, fact.id) for fact in result.facts} == {
        ("ClinicalTrial", "northfield-exemplar"),
        ("DrugIntervention", "northfield-exemplar.lorvatinib"),
        ("Drug", "lorvatinib-mesylate"),
        ("OutcomeResult", "northfield-exemplar.result-1"),
    }
    given = next(fact for fact in result.facts if isinstance(fact, DrugIntervention))
    assert (given.of_trial, given.uses_drug) == ("northfield-exemplar", "lorvatinib-mesylate")


def test_a_thing_that_was_renamed_and_completed_keeps_its_name() -> None:
    named = decided(NAME, id="northfield-exemplar", enrolment=120)

    assert updated([named], [NAME, PHASE]).facts == (named, decided(PHASE, DRAFT, id="northfield-exemplar"))


def test_a_name_may_hang_on_another_that_was_changed() -> None:
    drug = decided(DRUG, id="lorvatinib-mesylate")
    given = decided(GIVEN, id="exemplar.treatment", uses_drug="lorvatinib-mesylate")

    assert updated([NAME, given, drug], [NAME, GIVEN, DRUG]).facts == (NAME, given, drug)


def test_a_renamed_document_keeps_its_name() -> None:
    issued = PressRelease(
        id="some-upload", issued=dt.date(2025, 3, 14), evidence=quote("EXEMPLAR"), review=DRAFT
    )
    _, file = file_of(NAME)
    result = review.update(file, dataclasses.replace(DOCUMENT, id="some-upload"), [NAME, issued])

    assert {fact.id for fact in result.facts if isinstance(fact, PressRelease)} == {"northfield-2025"}
    assert result.document.id == "northfield-2025"


def test_a_count_that_begins_elsewhere_does_not_move_decisions() -> None:
    """Rules find a new adverse event first, so that each of the others gets another number."""
    nausea, rash = event(1, "Nausea", 9), event(2, "Rash", 3)
    kept = [NAME, decided(nausea), decided(rash, REJECTED)]
    now = [NAME, event(1, "Headache", 7), event(2, "Nausea", 9), event(3, "Rash", 3)]
    result = updated(kept, now)

    assert result.problems == ()
    assert set(kept) < set(result.facts)
    (new,) = set(result.facts) - set(kept)
    assert (new.id, getattr(new, "event", None)) == ("exemplar.adverse-event-3", "Headache")


def test_the_same_statement_in_other_words_of_the_text_is_another_thing() -> None:
    here = Disease(id="fever", name="fever", evidence=quote("hay fever"))
    there = Disease(id="other-fever", name="fever", evidence=quote("Rash"), review=DRAFT)

    assert updated([here], [there]).facts == (here, there)


def test_two_things_that_match_one_are_both_drafted() -> None:
    """Nothing tells which of them the person renamed."""
    kept = Drug(id="drug", name="Lorvatinib", evidence=quote("Lorvatinib"))
    first, second = (decided(kept, DRAFT, id=f"lorvatinib-{letter}") for letter in "ab")

    assert set(updated([kept], [first, second]).facts) == {kept, first, second}


def test_what_all_parts_of_a_trial_state_does_not_make_two_of_them_one() -> None:
    cohort = Cohort(
        id="exemplar.adults", of_trial="exemplar", participant_count=120, evidence=quote("120 adults")
    )
    other = Cohort(id="exemplar.all", of_trial="exemplar", evidence=quote("adults with"), review=DRAFT)

    assert updated([NAME, cohort], [NAME, other]).facts == (NAME, cohort, other)


# Another text, and files that cannot be read


def test_another_text_changes_nothing_and_is_told_with_every_quote_to_look_at() -> None:
    text, file = file_of(decided(NAME), decided(SIZE), PHASE, decided(DRUG, None))
    other = "New: " + TEXT.replace("120", "121")
    document = dataclasses.replace(
        DOCUMENT, text=other, sha256=hashlib.sha256(other.encode()).hexdigest(), length=len(other)
    )
    result = review.update(file, document, [NAME])

    assert splicing.rewrite(text, file, result) == text
    assert reports.render_text(result.problems, "en") == (
        "facts.yaml: violation: these facts are of another text than the one just read: its SHA-256 differs "
        "[other-text]\n"
        "  hint: give the text they are of, or check every quote and then change `sha256` and `length`\n"
        "facts.yaml:13:9: violation: these words are not at 0 in the text just read [quote-moved]\n"
        "  quote: « EXEMPLAR »\n"
        "  hint: they stand at 5 now\n"
        "facts.yaml:22:9: violation: these words are not at 37 in the text just read [quote-moved]\n"
        "  quote: « 120 adults »\n"
        "facts.yaml:39:9: violation: these words are not at 64 in the text just read [quote-moved]\n"
        "  quote: « Lorvatinib »\n"
        "  hint: they stand at 69 now\n"
    )


def test_a_file_with_a_mistake_is_not_updated() -> None:
    """The fact with the mistake would be lost."""
    text, _ = file_of(NAME, PHASE)
    file = factfiles.parse(text.replace("Phase2", "phase two").encode(), "facts.yaml")

    with pytest.raises(InputError, match="phase two"):
        review.update(file, DOCUMENT, FOUND)


# Any decisions on any facts


@given(st.data())
def test_whatever_people_decided_stays_and_the_rest_is_the_new_draft(data: st.DataObject) -> None:
    pool = [*FOUND, event(1, "Headache", 7), event(2, "Nausea", 9)]
    decisions = [data.draw(st.sampled_from([None, DRAFT, ACCEPTED, REJECTED])) for _ in pool]
    facts = [decided(fact, decision) for fact, decision in zip(pool, decisions, strict=True)]
    facts = data.draw(st.permutations(facts))
    drawn = [fact for fact in pool if data.draw(st.booleans())]
    # Rules name nothing that they do not find.
    found = {renaming.thing(fact) for fact in drawn}
    draft = [fact for fact in drawn if renaming.references(fact) <= found]
    result = updated(facts, draft)

    assert [fact for fact in result.facts if fact.review != DRAFT] == [
        fact for fact in facts if fact.review != DRAFT
    ]
    assert {fact for fact in draft if fact in facts} <= set(result.facts)
    leftover = {problem.location.line for problem in result.problems}
    assert len({fact for fact in result.facts if fact.review == DRAFT} - set(draft)) == len(leftover)


# The lines of the file

REVIEWED = f"""\
# Northfield, March 2025: reviewed by Ada Quill
document:  # from the archive
  id: northfield-2025
  language: en
  source: northfield.txt
  sha256: {DOCUMENT.sha256}
  length: {DOCUMENT.length}
  rights: 'Northfield''s'

facts:  # all of page 1
  # == The trial ==

  # Its name is in capitals throughout
  #? a name in capitals
  - id: exemplar     # not a registry id
    kind: ClinicalTrial
    name: >-
      EXEMPLAR
    review: {{status: Accepted, by: Ada Quill, on: 2025-03-14}}
    evidence: [{{quote: EXEMPLAR, start: 0, end: 8}}]
  # Is it the phase of this trial?
  #? two phases are given
  - kind: ClinicalTrial
    id: exemplar
    phase: Phase2
    review: {{status: Draft}}  # ask the press office
    evidence:
      - quote: phase II
        start: 12
        end: 20
        rule: by-hand

  # == The drug ==
  -
    kind: Drug
    id: lorvatinib
    name: lorvatinib
    review: {{status: Draft}}
    evidence:
      - {{quote: Lorvatinib, start: 64, end: 74}}
  - kind: Drug
    id: lorvatinib
    label: {{en: lorvatinib, fr: lorvatinib}}
    evidence:
      - {{quote: Lorvatinib, start: 64, end: 74}}
# The end
"""


def rewritten(text: str, draft: Iterable[Fact], remarks: review.Remarks | None = None) -> str:
    file = read(text)
    result = review.update(file, DOCUMENT, draft, remarks or {})
    new = splicing.rewrite(text, file, result)
    assert set(read(new).facts) == set(result.facts)
    return new


def test_every_line_that_people_wrote_stays() -> None:
    """The phase is found again and is no longer in doubt; the name of the drug is gone, its size is new."""
    # The draft of the drug is replaced: the note above it stays, and the lines of the drug's label too.
    assert rewritten(REVIEWED, [PHASE, SIZE], {1: ("120 or 121?",)}) == (
        REVIEWED.replace("  #? two phases are given\n", "")
        .replace(
            """\
  -
    kind: Drug
    id: lorvatinib
    name: lorvatinib
    review: {status: Draft}
    evidence:
      - {quote: Lorvatinib, start: 64, end: 74}
""",
            "",
        )
        .replace(
            """\
        rule: by-hand

""",
            """\
        rule: by-hand
  #? 120 or 121?
  - kind: ClinicalTrial
    id: exemplar
    enrolment: 120
    review: {status: Draft}
    evidence:
      - quote: 120 adults
        start: 37
        end: 47
        rule: by-hand

""",
        )
    )


def test_a_comment_above_a_draft_that_is_gone_stays_in_its_place() -> None:
    text = rewritten(REVIEWED, [])

    assert "end: 8}]\n  # Is it the phase of this trial?\n\n  # == The drug ==\n  - kind: Drug\n" in text
    assert "#? two phases" not in text
    assert text.count("\n") == REVIEWED.count("\n") - 17


def test_a_file_of_drafts_alone_becomes_the_new_draft() -> None:
    """Blank lines between kinds included."""
    before = factdump.dump(DOCUMENT, [NAME, DRUG, RESULT])

    for after in ([NAME, RESULT], [NAME], [NAME, PHASE, DRUG, GIVEN], [NAME, DRUG, RESULT]):
        assert rewritten(before, after) == factdump.dump(DOCUMENT, after)


def test_comments_above_the_last_drafts_stay_too() -> None:
    text = REVIEWED.replace("# The end\n", "  # Who?\n" + "\n".join(factdump.fact_lines(SIZE)))

    assert rewritten(text, [PHASE]).endswith("end: 74}\n  # Who?\n")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="windows line ends"),
        pytest.param(lambda text: text.rstrip("\n"), id="no line end at the end"),
        pytest.param(lambda text: text.replace("\n  ", "\n    "), id="indented by four"),
        pytest.param(
            lambda text: text.replace("# The end", "# A line\u2028 # The end"), id="line separators"
        ),
        pytest.param(
            lambda text: "facts:" + text.partition("facts:")[2] + text.partition("facts:")[0],
            id="facts first",
        ),
    ],
)
def test_a_file_may_be_laid_out_in_another_way(change: Callable[[str], str]) -> None:
    text = change(REVIEWED)
    new = rewritten(text, [PHASE, SIZE, RESULT])
    kept = [line for line in text.splitlines() if "#" in line and "#?" not in line]

    assert len(kept) >= 9
    assert [line for line in new.splitlines() if line in kept] == kept
    assert ("\r\n" in new) == ("\r\n" in text)
    assert new.count("\r\n") in {0, new.count("\n")}
    assert rewritten(new, [PHASE, SIZE, RESULT]) == new


def test_a_text_of_several_lines_is_not_taken_for_comments() -> None:
    text, _ = file_of(DRUG, decided(NAME, None))
    written = "    id: lorvatinib\n    name: Lorvatinib\n    review: {status: Draft}\n"
    # The name stands last, so that its second line stands right above the next fact.
    text = text.replace(written, "    id: lorvatinib\n").replace(
        "rule: by-hand\n", "rule: by-hand\n    name: |-\n      Lorvatinib cut\n      # attacks\n", 1
    )
    drug = read(text).facts[0]

    assert isinstance(drug, Drug)
    assert drug.name == "Lorvatinib cut\n# attacks"
    other = decided(DRUG, DRAFT, id="placebo", name="Placebo", evidence=quote("Placebo"))
    new = rewritten(text, [other])
    assert "name: |-\n      Lorvatinib cut\n      # attacks\n  - kind: Drug\n    id: placebo\n" in new
    assert new.endswith(text.partition("attacks\n")[2])


@pytest.mark.parametrize("name", ["Placebo", "Placebo: none"])
def test_what_cannot_be_told_from_a_comment_is_written_anew(name: str) -> None:
    """Better without its layout than with other facts."""
    text, _ = file_of(decided(DRUG, None), decided(NAME, None))
    text = text.replace("    name: Lorvatinib\n", "").replace(
        "rule: by-hand\n", 'rule: by-hand\n    name: "Lorvatinib\n  # cut"\n', 1
    )
    other = decided(DRUG, DRAFT, id="placebo", name=name, evidence=quote("Placebo"))

    assert '    name: "Lorvatinib # cut"\n' in rewritten(text, [other])


def test_a_fact_goes_below_a_last_line_without_an_end() -> None:
    text, _ = file_of(NAME)

    assert rewritten(text.rstrip("\n"), [NAME, DRUG]).startswith(text + "\n  - kind: Drug\n")


def test_a_file_in_one_line_is_written_anew() -> None:
    """There are no lines to keep: JSON is YAML, too."""
    sha256 = DOCUMENT.sha256
    text = (
        f"{{document: {{id: northfield-2025, language: en, source: a, sha256: {sha256}, length: 171}}, "
        "facts: [{kind: Drug, id: a, name: a, evidence: [{quote: a, start: 0, end: 1}]}, "
        "{kind: Drug, id: b, name: b, evidence: [{quote: b, start: 0, end: 1}]}]}"
    )

    assert rewritten(text, [DRUG]).count("  - kind: Drug\n") == 3
