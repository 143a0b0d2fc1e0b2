"""What is written is read again as it was, whatever it holds; and it reads as people write it."""

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from trialgraph import context, factdump, factfiles, reports
from trialgraph.model import (
    KINDS,
    Certainty,
    ClinicalTrial,
    Document,
    Drug,
    Duration,
    Evidence,
    Fact,
    Field,
    Organisation,
    OutcomeResult,
    PartialDate,
    Quantity,
    Review,
    statement_fields,
)
from trialgraph.problems import Bilingual

DOCUMENT = Document(
    id="exemplar-2025", language="fr", source="exemplar.txt", sha256="0123456789abcdef" * 4, length=10_000
)
QUOTE = Evidence(quote="essai EXEMPLAR", start=10, end=24)

# Texts that some reader of YAML takes for something else.
TRAPS = (
    *("no", "Yes", "NO", "on", "off", "y", "N", "true", "False", "null", "~", "Null", ".inf", ".NaN"),
    *("1:30", "190:20:30", "2024-09-11", "2024", "1e3", "1.5", "1_000", "0x1F", "0o17", "+1", "-1", ".5"),
    *("- x", "-", "--", "---", "...", "--- x", "? x", "?", ": x", ":", "a: b", "a:", "a #b", "#x", "a#b"),
    *("[x]", "{x}", "a, b", "x]", "*a", "&a", "!a", "!!int 1", "|", ">", "%a", "@a", "`a`", "'a'", '"a"'),
    *("l'essai", "il dit « oui »", "<<", "=", "a\\b", "\\", '\\"', "a\nb", "a\n\nb", "a\n  # b", "a\tb"),
    *("a\x7fb", "a\x85b", "a\u2028b", "a\u2029b", "a\ufeffb", "a\u200bb", "\u200da", "a\u00a0b", "5\u202f%"),
    *(
        "😀",
        "a😀b",
        "👩‍🔬",
        "e\u0301",
        "\u0301a",
        "١٢",
        "²",
        "a:\u00a0b",
        "a\u3000#b",
        "01 40 27 37 22",
        "a  b",
    ),
)


def written(*facts: Fact) -> str:
    return factdump.dump(DOCUMENT, facts)


def read(text: str) -> tuple[Fact, ...]:
    file = factfiles.parse(text.encode(), "x.yaml")
    known = {"unknown-reference", "wrong-id", "two-kinds", "repeated-fact"}  # a made-up fact stands alone
    assert reports.render_text([p for p in file.problems if p.code not in known], "en") == ""
    return file.facts


# Strategies for facts of every kind

texts = (
    st.text(
        st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S", "Z", "Cf", "Cc", "Co")),
        min_size=1,
        max_size=20,
    )
    | st.sampled_from(TRAPS)
    | st.lists(
        st.sampled_from([*"'\"\\#:-,[]{}&*!|>%@`? ~\n\t", "a", "é", "\u2028", "\x85"]), min_size=1
    ).map("".join)
).filter(lambda text: text.strip() == text and not re.search("[\x00-\x08\x0b-\x1f\ufffe\uffff]", text))
slugs = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
ids = slugs | st.tuples(slugs, slugs).map(".".join)
decimals = st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, places=3) | st.sampled_from(
    [Decimal("1E+3"), Decimal("0.50"), Decimal(0)]
)
dates = st.dates(min_value=dt.date(1000, 1, 1))
VALUES: Mapping[Any, st.SearchStrategy[Any]] = {
    str: texts,
    int: st.integers(-(10**9), 10**9),
    bool: st.booleans(),
    Decimal: decimals,
    dt.date: dates,
    PartialDate: st.sampled_from(["2024", "2024-07", "2024-07-31"]).map(PartialDate),
    Duration: st.sampled_from(["P24W", "P2Y", "PT12H"]).map(Duration),
    Quantity: st.builds(Quantity, value=decimals, unit=st.sampled_from(sorted(context.units()))),
}
decisions = st.builds(
    Review, status=st.sampled_from(["Accepted", "Rejected"]), by=texts, on=dates, why=st.none() | texts
)
reviews = st.none() | st.builds(Review, status=st.just("Draft"), why=st.none() | texts) | decisions
labels = st.none() | st.builds(Bilingual, en=texts, fr=texts)


@st.composite
def quotes(draw: st.DrawFn) -> Evidence:
    quote, start = draw(texts), draw(st.integers(0, 9000))
    return Evidence(quote=quote, start=start, end=start + len(quote), rule=draw(st.none() | texts))


def values(field: Field) -> st.SearchStrategy[Any]:
    one = ids if field.reference else st.sampled_from(field.codes) if field.codes else VALUES[field.type]
    if field.many:
        return st.lists(one, max_size=3, unique=True).map(tuple)
    return st.none() | one


@st.composite
def facts(draw: st.DrawFn, kind: type[Fact]) -> Fact:
    stated = {name: draw(values(field)) for name, field in statement_fields(kind).items()}
    label = draw(labels)
    assume(label is not None or any(value not in (None, ()) for value in stated.values()))
    return kind(
        id=draw(ids),
        evidence=tuple(draw(st.lists(quotes(), min_size=1, max_size=2))),
        label=label,
        certainty=draw(st.sampled_from(get_args(Certainty))),
        review=draw(reviews),
        **stated,
    )


any_facts = st.lists(st.sampled_from(list(KINDS.values())).flatmap(facts), min_size=1, max_size=4)


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=25)
@given(data=st.data())
def test_a_fact_of_any_kind_is_read_as_it_was(name: str, data: st.DataObject) -> None:
    fact = data.draw(facts(KINDS[name]))

    assert read(written(fact)) == (fact,)


@given(any_facts)
def test_several_facts_are_read_as_they_were_and_give_the_same_bytes_again(some: list[Fact]) -> None:
    text = written(*some)

    assert read(text) == tuple(sorted(some, key=factdump.order))
    assert written(*read(text)) == written(*reversed(some)) == text


@pytest.mark.parametrize("text", TRAPS)
def test_a_text_is_the_same_text_to_every_reader_of_yaml(text: str) -> None:
    """Also in a list, and as the value of a person's decision, which stand in brackets and braces."""
    fact = ClinicalTrial(
        id="exemplar",
        name=text,
        registry_id=(text, "NCT00000000"),
        label=Bilingual(en=text, fr=text),
        review=Review(status="Accepted", by=text, on=dt.date(2025, 3, 14), why=text),
        evidence=(Evidence(quote=text, start=0, end=len(text), rule=text),),
    )

    assert read(written(fact)) == (fact,)
    loaded = yaml.safe_load(written(fact))["facts"][0]
    assert loaded["name"] == loaded["label"]["fr"] == loaded["evidence"][0]["quote"] == text
    assert loaded["registry_id"] == [text, "NCT00000000"]
    assert loaded["review"]["by"] == loaded["review"]["why"] == text


@given(st.builds(Document, id=slugs, language=st.sampled_from(["en", "no", "pt-BR"]), source=texts,
                 sha256=st.from_regex(r"[0-9a-f]{64}", fullmatch=True) | st.just("1e" + "0" * 62),
                 length=st.integers(24, 10**9), rights=st.none() | texts, curator=st.none() | texts,
                 curated=st.none() | dates))  # fmt: skip
def test_the_document_is_read_as_it_was(document: Document) -> None:
    text = factdump.dump(document, [Drug(id="lorvatinib", name="lorvatinib", evidence=(QUOTE,))])

    assert factfiles.parse(text.encode(), "x.yaml").document == document
    assert yaml.safe_load(text)["document"]["language"] == document.language


def test_the_text_of_the_document_is_not_written() -> None:
    document = dataclasses.replace(DOCUMENT, text="Lorvatinib helps.")

    assert factdump.dump(document, []) == factdump.dump(DOCUMENT, [])


# How it looks

DRAFT = Review(status="Draft")


def test_a_draft_reads_as_people_write_fact_files() -> None:
    sentence = "Northfield University Hospital, the sponsor, randomised 120 people: half received lorvatinib"
    text = factdump.dump(
        dataclasses.replace(DOCUMENT, rights="© Northfield; short quotes are kept", curator="Dr Ada Quill"),
        [
            Drug(id="lorvatinib", name="lorvatinib", review=DRAFT, evidence=(QUOTE,)),
            OutcomeResult(
                id="exemplar.pain",
                direction="Improved",
                reported_as_trend=False,
                estimate=Decimal("0.560"),
                certainty="Inferred",
                evidence=(QUOTE,),
            ),
            ClinicalTrial(
                id="exemplar",
                design_feature=("Randomised", "DoubleBlind"),
                has_sponsor=("northfield",),
                enrolment=120,
                label=Bilingual(en="EXEMPLAR trial", fr="essai EXEMPLAR"),
                review=Review(
                    status="Accepted", by="Ada Quill", on=dt.date(2025, 3, 14), why="yes, see table 2"
                ),
                evidence=(
                    Evidence(quote=sentence, start=30, end=30 + len(sentence), rule="enrolment"),
                    QUOTE,
                ),
            ),
            ClinicalTrial(id="exemplar", name="EXEMPLAR", review=DRAFT, evidence=(QUOTE,)),
        ],
        {2: ("two numbers are\ngiven", "is it the sponsor?"), 3: ("a name in capitals",)},
    )

    assert (
        text
        == """\
# yaml-language-server: $schema=../../docs/facts.schema.json
document:
  id: exemplar-2025
  language: fr
  source: exemplar.txt
  sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
  length: 10000
  rights: © Northfield; short quotes are kept
  curator: Dr Ada Quill
facts:
  #? two numbers are given
  #? is it the sponsor?
  - kind: ClinicalTrial
    id: exemplar
    design_feature: [Randomised, DoubleBlind]
    has_sponsor: [northfield]
    enrolment: 120
    label:
      en: EXEMPLAR trial
      fr: essai EXEMPLAR
    review: {status: Accepted, by: Ada Quill, on: 2025-03-14, why: "yes, see table 2"}
    evidence:
      - quote: "Northfield University Hospital, the sponsor, randomised 120 people: half received lorvatinib"
        start: 30
        end: 122
        rule: enrolment
      - quote: essai EXEMPLAR
        start: 10
        end: 24
  #? a name in capitals
  - kind: ClinicalTrial
    id: exemplar
    name: EXEMPLAR
    review: {status: Draft}
    evidence:
      - quote: essai EXEMPLAR
        start: 10
        end: 24

  - kind: Drug
    id: lorvatinib
    name: lorvatinib
    review: {status: Draft}
    evidence:
      - quote: essai EXEMPLAR
        start: 10
        end: 24

  - kind: OutcomeResult
    id: exemplar.pain
    direction: Improved
    reported_as_trend: false
    estimate: 0.560
    certainty: Inferred
    evidence:
      - quote: essai EXEMPLAR
        start: 10
        end: 24
"""
    )


def test_no_facts_are_an_empty_list() -> None:
    assert factdump.dump(DOCUMENT, []).endswith("length: 10000\nfacts: []\n")


def test_facts_come_by_kind_then_id_then_place_in_the_text() -> None:
    late, early = (Evidence(quote="a", start=start, end=start + 1) for start in (90, 5))
    some = [
        Drug(id="a-drug", name="a", evidence=(early,)),
        ClinicalTrial(id="trial-b", name="b", evidence=(early,)),
        ClinicalTrial(id="trial-a", name="late", evidence=(late,)),
        ClinicalTrial(id="trial-a", name="early", evidence=(late, early)),
    ]

    assert [getattr(fact, "name", "") for fact in read(written(*some))] == ["early", "late", "b", "a"]


@given(st.text(max_size=30))
def test_a_remark_is_one_comment_whatever_it_holds(remark: str) -> None:
    assume(not any(0xD800 <= ord(character) < 0xE000 for character in remark))
    fact = Organisation(id="northfield", name="Northfield", evidence=(QUOTE,))
    text = factdump.dump(DOCUMENT, [fact], {0: (remark,)})

    assert read(text) == (fact,)
    assert len(re.findall(r"^  #\?", text, re.MULTILINE)) == 1


@pytest.mark.parametrize("name", ["exemplar.yaml"])
def test_a_file_that_people_wrote_says_the_same_when_it_is_written_again(fixtures: Path, name: str) -> None:
    file = factfiles.load(fixtures / "facts" / name)
    assert file.document is not None
    again = factfiles.parse(factdump.dump(file.document, file.facts).encode(), name)

    assert reports.render_text(again.problems, "en") == ""
    assert len(again.facts) >= 30
    assert again.document == file.document
    assert set(again.facts) == set(file.facts)
