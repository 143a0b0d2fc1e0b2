"""Quotes against their text: what is let pass, what is caught, what is found again, what is written back."""

import dataclasses
import hashlib
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trialgraph import announcements, factfiles, mending, pipeline, quotes, sources, updating
from trialgraph.model import AdverseEventCount, Document, Evidence, FactFile
from trialgraph.passages import fold, nearest_passage, nearest_place
from trialgraph.problems import InputError

Write = Callable[[str, str | bytes], Path]
SAMPLES = Path(__file__).parent.parent / "data" / "samples"


def yaml(text: str, *pieces: tuple[str, int], comment: str = "") -> str:
    """Write a fact file on a text, with a fact for each quote; a quote comes with its start."""
    facts = "".join(
        f"  - kind: Drug  {comment}\n    id: d{number}\n    name: x\n    evidence:\n"
        f"      - quote: {quote!r}\n        start: {start}\n        end: {start + len(quote)}\n".replace(
            repr(quote), '"' + quote.replace("\\", "\\\\").replace('"', '\\"') + '"'
        )
        for number, (quote, start) in enumerate(pieces)
    )
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    block = (
        f"document:\n  id: a\n  language: en\n  source: a.txt\n  sha256: {sha256}\n  length: {len(text)}\n"
    )
    return f"{block}facts:\n{facts}"


def facts(text: str, *pieces: tuple[str, int]) -> FactFile:
    file = factfiles.parse(yaml(text, *pieces).encode(), "a.yaml")
    assert [problem.code for problem in file.problems if problem.code != "repeated-fact"] == []
    return file


def codes(text: str, quote: str, start: int | None = None) -> list[str]:
    """Verify one quote; where no start is given it is the nearest that fits."""
    begin = start if start is not None else max(0, min(text.find(quote[-4:]), len(text) - len(quote)))
    return [problem.code for problem in quotes.verify(facts(text, (quote, begin)), text)]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("a  placebo\ngroup", "a placebo group"),
        ("150\u00a0mg", "150 mg"),
        ("150\u202fmg", "150 mg"),
        ("“better” arm", '"better" arm'),
        ("« better » arm", '"better" arm'),
        ("the patient’s arm", "the patient's arm"),
        ("10–20 mg", "10-20 mg"),
        ("changed by −3.2", "changed by -3.2"),
        ("the e\ufb00ect", "the effect"),
        ("The Effect", "the effect"),
        ("NIVOLUMAB", "nivolumab"),
    ],
)
def test_what_printing_changes_is_let_pass(text: str, quote: str) -> None:
    padded = f"{text}          "
    found = codes(padded, quote, 0)
    assert "quote-printed-otherwise" in found
    assert "quote-not-in-source" not in found
    # A dash that is as long as the quote says moves nothing; white space does.
    assert set(found) <= {"quote-printed-otherwise", "quote-moved"}


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("significant (p<0.001).", "(p>0.001)"),
        ("changed by -3.2 points", "by +3.2 points"),
        ("changed by −3.2 points", "by 3.2 points"),
        ("a ratio of 0,56 here", "of 0,65 here"),
        ("people aged ≥18 years", "aged <18 years"),
        ("people aged ≥ 18 years", "aged > 18 years"),
        ("le traitement n'a pas réduit", "le traitement a réduit"),
        ("it was not reduced", "it was reduced"),
        ("a dose of 150 mg daily", "dose of 150 Mg daily"),
        ("a dose of 150 mg daily", "dose of 150 g daily"),
        ("5 mmol/L in blood", "5 mMol/L in blood"),
        ("a dose of 150 mg daily", "dose of 150  \u00ad Mg daily"),
        ("in 273 patients", "in 237 patients"),
        ("10 % of them", "10 ‰ of them"),
        ("cohort A was larger", "cohort B was larger"),
    ],
)
def test_a_digit_a_sign_a_comparator_a_unit_and_a_word_are_not(text: str, quote: str) -> None:
    assert codes(f"{text}          ", quote, 0) == ["quote-not-in-source"]


@pytest.mark.parametrize(
    ("text", "quote", "code"),
    [
        ("a ratio of 0,56 here", "ratio of 0,5", "quote-cuts-number"),
        ("a ratio of 0.56 here", "56 here", "quote-cuts-number"),
        ("in 1,273 patients", "273 patients", "quote-cuts-number"),
        ("in 1 273 patients", "273 patients", "quote-cuts-number"),
        ("people aged ≥18 years", "18 years", "quote-cuts-sign"),
        ("people aged ≥ 18 years", "18 years", "quote-cuts-sign"),
        ("changed by −3.2 points", "3.2 points", "quote-cuts-sign"),
        ("changed by -3.2 points", "3.2 points", "quote-cuts-sign"),
        ("with 56 % of them", "with 56", "quote-cuts-unit"),
        ("with 56% of them", "with 56", "quote-cuts-unit"),
        ("a dose of 150 mg", "dose of 150", "quote-cuts-unit"),
        ("273 patients came", "273 patient", "quote-cuts-word"),
        ("le traitement n’a pas réduit", "réduit", "quote-cuts-negation"),
        ("relapses were not reduced", "reduced", "quote-cuts-negation"),
        ("they were not significantly reduced", "reduced", "quote-cuts-negation"),
        ("en 24 semaines", "en 24", "quote-cuts-unit"),
        ("5 mg/kg a day", "5 mg", "quote-cuts-unit"),
        ("the IL-6 molecule", "6 molecule", "quote-cuts-word"),
        ("it held (P<.001) here", ".001", "quote-cuts-sign"),
        ("it held (P<.001) here", "001", "quote-cuts-number"),
        ("people aged ≥ \n18 years", "18 years", "quote-cuts-sign"),
        ("a ratio of 0·56 here", "ratio of 0", "quote-cuts-number"),
        ("a ratio of 0·56 here", "56 here", "quote-cuts-number"),
        ("some 1.2 million people", "some 1.2", "quote-cuts-number"),
        ("quelque 3 millions de doses", "quelque 3", "quote-cuts-number"),
        ("it took 5×10⁹ cells", "it took 5", "quote-cuts-number"),
        ("some 10⁵ copies", "some 10", "quote-cuts-number"),
        ("a phase 2/3 trial", "phase 2", "quote-cuts-number"),
        ("a phase I/II trial", "phase I", "quote-cuts-number"),
        ("a phase 2b trial", "phase 2", "quote-cuts-word"),
        ("a 10-fold rise", "a 10", "quote-cuts-unit"),
        ("it failed to reduce relapses", "reduce relapses", "quote-cuts-negation"),
        ("la dose ne réduit pas le risque", "réduit", "quote-cuts-negation"),
        ("la dose n’améliore guère le score", "améliore", "quote-cuts-negation"),
        ("cela n’a pas permis d’améliorer le score", "améliorer", "quote-cuts-negation"),
    ],
)
def test_what_a_quote_cuts_off_is_told(text: str, quote: str, code: str) -> None:
    assert codes(text, quote, text.index(quote)) == [code]


def test_that_there_is_none_matters_where_something_was_found() -> None:
    text = "il n'y a eu aucun décès"
    named = facts(text, ("décès", 18))
    assert quotes.verify(named, text) == ()
    count = AdverseEventCount(id="t.deaths", event="décès", evidence=named.facts[0].evidence)
    counted = dataclasses.replace(named, facts=(count,))
    [problem] = quotes.verify(counted, text)
    assert problem.code == "quote-cuts-negation"


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("weeks 1–24 of the trial", "24 of the trial"),
        ("the CD 40 molecule", "40 molecule"),
        ("a placebo-controlled trial", "controlled trial"),
        ("l’iscalimab réduit", "iscalimab réduit"),
        ("273 patients, 120 of them women", "120 of them"),
        ("nothing. Reduced doses", "Reduced doses"),
        ("in 2024, 273 patients", "273 patients"),
        ("among 24 people", "among 24"),
        ("reduced by7 mg", "7 mg"),
        ("- 56 patients came", "56 patients"),
        ("not only improved", "only improved"),
        ("p = 0.03", "0.03"),
        ("there was no one. The dose", "The dose"),
        ("il n’y a pas de diabète", "diabète"),
        ("la dose ne réduit que le risque", "réduit"),
        ("la dose ne réduit pas le risque", "réduit pas le risque"),
        ("273patients came", "273"),
        ("a phase 2 trial in phase", "phase 2"),
        ("sizes of 0.5 mg-1 mg", "1 mg"),
    ],
)
def test_what_stands_beside_a_quote_and_changes_nothing_is_let_pass(text: str, quote: str) -> None:
    assert codes(text, quote, text.index(quote)) == []


@given(data=st.data())
def test_any_words_of_any_text_are_found_in_it(
    data: st.DataObject, spans: st.SearchStrategy[tuple[str, int, int]]
) -> None:
    text, start, end = data.draw(spans)
    piece = Evidence(quote=text[start:end], start=start, end=end)
    found = quotes.locate(piece, text, fold(text))
    assert found is not None
    assert (found.start, found.end, found.is_exact) == (start, end, True)


@given(data=st.data(), prefix=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20))
@settings(max_examples=50)
def test_a_quote_that_moved_is_found_again(
    data: st.DataObject,
    prefix: str,
    spans: st.SearchStrategy[tuple[str, int, int]],
) -> None:
    text, start, end = data.draw(spans)
    piece = Evidence(quote=text[start:end], start=start, end=end)
    moved = prefix + text
    found = quotes.locate(piece, moved, fold(moved))
    assert found is not None
    assert moved[found.start : found.end] == piece.quote


def test_a_quote_that_moved_comes_with_its_new_place_the_nearest_of_several() -> None:
    text = "iscalimab, or iscalimab, or iscalimab"
    [problem] = quotes.verify(facts(text, ("iscalimab", 16)), text)
    assert problem.code == "quote-moved"
    assert problem.hint is not None
    assert "`start: 14` and `end: 23`" in problem.hint.en
    assert "nearest of several" in problem.hint.en
    assert problem.location.line == 12


def test_words_that_are_printed_in_capitals_now_have_not_moved_to_others() -> None:
    text = "ISCALIMAB HELPS. Long after, that iscalimab helps is said again."
    [problem] = quotes.verify(facts(text, ("iscalimab helps", 0)), text)
    assert problem.code == "quote-printed-otherwise"


def test_the_nearest_passage_and_what_differs_are_shown() -> None:
    text = "Long before. The difference was significant (p<0.001) in the first cohort. Long after."
    [problem] = quotes.verify(facts(text, ("difference was significant (p>0.001)", 17)), text)
    assert problem.hint is not None
    assert "« difference was significant (p<0.001) »" in problem.hint.en
    assert "`>` where the source has `<`" in problem.hint.en
    assert "`>` là où la source a `<`" in problem.hint.fr


def test_nothing_is_shown_where_nothing_is_like_it() -> None:
    assert nearest_passage("an unlike text", fold("an unlike text"), "zzzz yyyy", 0) is None
    assert nearest_place("abc", "", 0) is None


def test_another_text_is_told_once() -> None:
    text = "273 patients came"
    file = facts(text, ("273 patients", 0))
    found = quotes.verify(file, text + "!")
    assert [(problem.code, problem.severity) for problem in found] == [("source-changed", "warning")]


def test_a_long_text_with_many_quotes_takes_seconds() -> None:
    text = " ".join(f"sentence {number} says {number * 7} of them" for number in range(30_000))
    pieces = [(f"says {number * 7} of", 5) for number in range(0, 30_000, 60)]
    missing = [(f"says {number * 7 + 3} xyzzy of", 5) for number in range(0, 30_000, 300)]
    file = facts(text, *pieces, *missing)
    found = quotes.verify(file, text)
    assert sum(problem.code == "quote-not-in-source" for problem in found) == len(missing)


@pytest.mark.parametrize(
    ("text", "quote", "times"),
    [
        ("a" * 1_000_000, "b" + "a" * 30, 50),
        ("ab" * 500_000, "ab" * 200 + "c" + "ab" * 200, 50),
        ("a" * 600_000, "a" * 20_000 + "b" + "a" * 20_000, 1),
    ],
)
def test_a_text_made_to_be_slow_is_searched_in_linear_time(text: str, quote: str, times: int) -> None:
    file = facts(text, *((quote + "a" * number, 500_000) for number in range(times)))
    began = time.process_time()
    found = quotes.verify(file, text)
    # It takes half a second; a search that steps back letter by letter took 4 to 15.
    assert time.process_time() - began < 3
    assert [problem.code for problem in found] == ["quote-not-in-source"] * times


# Writing back


TEXT = "In all, 273 patients came. The effect was clear."


def test_offsets_are_written_and_nothing_else_is_touched() -> None:
    moved = "New! " + TEXT
    old = yaml(TEXT, ("273 patients", 8), ("The effect", 27), comment="# as printed")
    mended = mending.mend(old.encode(), "a.yaml", moved)

    assert (mended.moved, mended.left) == (2, 0)
    changed = [(a, b) for a, b in zip(old.splitlines(), mended.text.splitlines(), strict=True) if a != b]
    assert [re.sub("[0-9a-f]{64}", "…", b.strip()) for _, b in changed] == [
        "sha256: …",
        f"length: {len(moved)}",
        "start: 13",
        "end: 25",
        "start: 32",
        "end: 42",
    ]
    assert quotes.verify(factfiles.parse(mended.text.encode(), "a.yaml"), moved) == ()
    again = mending.mend(mended.text.encode(), "a.yaml", moved)
    assert (again.text, again.moved) == (mended.text, 0)


def test_the_printed_words_are_written_too() -> None:
    printed = TEXT.replace("The effect", "The  e\ufb00ect")
    mended = mending.mend(yaml(TEXT, ("The effect", 27)).encode(), "a.yaml", printed)
    assert 'quote: "The  e\ufb00ect"' in mended.text or "quote: The  e\ufb00ect" in mended.text
    assert quotes.verify(factfiles.parse(mended.text.encode(), "a.yaml"), printed) == ()


def test_what_is_not_found_stays_and_so_does_the_hash() -> None:
    old = yaml(TEXT, ("273 patients", 8), ("The effect", 27))
    new = TEXT.replace("273", "274")
    mended = mending.mend(old.encode(), "a.yaml", new)
    assert (mended.text, mended.moved, mended.left) == (old, 0, 1)
    told = mending.mend_summary(mended)
    assert "1 not found" in told.en
    assert "1 introuvables" in told.fr


def test_a_file_with_problems_of_its_own_is_not_mended() -> None:
    with pytest.raises(InputError):
        mending.mend(b"facts: []", "a.yaml", TEXT)


@given(st.integers(0, 40), st.booleans())
def test_mending_mends_whatever_the_layout(shift: int, flow: bool) -> None:  # noqa: FBT001 - drawn
    text = "x" * shift + " " + TEXT
    old = yaml(TEXT, ("273 patients", 8), ("The effect", 27))
    if flow:
        old = re.sub(
            r"evidence:\n +- quote: (.*)\n +start: (\d+)\n +end: (\d+)",
            r"evidence: [{quote: \1, start: \2, end: \3}]",
            old,
        )
    mended = mending.mend(old.encode(), "a.yaml", text)
    assert quotes.verify(factfiles.parse(mended.text.encode(), "a.yaml"), text) == ()


@pytest.mark.parametrize("style", [">-", "|-", "&words"])
def test_a_quote_on_lines_of_its_own_is_mended(style: str) -> None:
    lines = f"quote: {style}\n          The effect" if style != "&words" else "quote: &words The effect"
    old = yaml(TEXT, ("The effect", 27), ("273 patients", 8)).replace('quote: "The effect"', lines)
    printed = TEXT.replace("The effect", "The  effect")
    mended = mending.mend(old.encode(), "a.yaml", printed)
    assert (mended.moved, mended.left) == (1, 0)
    assert quotes.verify(factfiles.parse(mended.text.encode(), "a.yaml"), printed) == ()


def test_a_quote_that_stands_in_several_places_moves_with_its_neighbours() -> None:
    text = "placebo. " + "The first arm had placebo. " + "x" * 60 + ". The second arm had placebo at last."
    second = text.rindex("placebo")
    old = yaml(text, ("The second arm had", text.index("The second")), ("placebo", second))
    added = "y" * (second - text.index("placebo", 5)) + " "
    mended = mending.mend(old.encode(), "a.yaml", added + text)
    assert factfiles.parse(mended.text.encode(), "a.yaml").facts[1].evidence[0].start == second + len(added)


# The text beside the file


def test_the_text_beside_a_fact_file_is_found_by_its_names(write: Write) -> None:
    document = Document(
        id="a", language="en", sha256="0" * 64, length=9, source="https://example.org/x/a.txt"
    )
    facts_file = write("facts.yaml", "")
    assert sources.beside(facts_file, document) is None
    own = write("facts.md", "x")
    assert sources.beside(facts_file, document) == own
    named = write("a.txt", "x")
    assert sources.beside(facts_file, document) == named


def test_of_several_texts_beside_a_fact_file_the_hash_decides(write: Write) -> None:
    facts_file, source = write("facts.yaml", ""), "https://example.org/x/a.txt"
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    document = Document(id="a", language="en", sha256=sha256, length=len(TEXT), source=source)
    named, own, right = write("a.txt", "Another text."), write("facts.txt", ""), write("facts.md", TEXT)
    assert sources.beside(facts_file, document) == right
    right.unlink()
    own.unlink()
    assert sources.beside(facts_file, document) == named


def test_validation_looks_at_the_text_beside_and_at_the_one_that_is_named(write: Write) -> None:
    facts_file = write("facts.yaml", yaml(TEXT, ("273 patients", 8)))
    assert "quote-moved" not in codes_of(facts_file)
    write("a.txt", "New! " + TEXT)
    assert {"quote-moved", "source-changed"} <= codes_of(facts_file)
    right = write("right.txt", TEXT)
    assert not {"quote-moved", "source-changed"} & codes_of(facts_file, source=right)
    skipped = pipeline.validate([facts_file], skipped=["quote-moved"])
    assert "quote-moved" not in {problem.code for problem in skipped.problems}


def codes_of(file: Path, source: Path | None = None) -> set[str]:
    return {problem.code for problem in pipeline.validate([file], source=source).problems}


def test_there_has_to_be_a_text_to_mend_with(write: Write) -> None:
    facts_file = write("facts.yaml", yaml(TEXT, ("273 patients", 8)))
    with pytest.raises(InputError) as raised:
        updating.mend(facts_file)
    assert [problem.code for problem in raised.value.problems] == ["no-source"]
    write("a.txt", "New! " + TEXT)
    assert updating.mend(facts_file).moved == 1
    other = write("other.txt", TEXT)
    assert updating.mend(facts_file, other).moved == 0


@pytest.mark.parametrize("sample", ["hospital-olvarentug-fr.txt", "company-torvexian-en.txt"])
def test_drafts_quote_their_text(sample: str) -> None:
    extraction = announcements.extract(SAMPLES / sample)
    file = announcements.fact_file(extraction)
    found = quotes.verify(file, extraction.reading.text)
    assert {problem.code for problem in found} <= {"quote-cuts-negation"}
    assert len(file.facts) > 40
