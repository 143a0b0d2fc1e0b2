"""The sample announcements and their gold facts agree with each other."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).parent.parent / "data" / "samples"
TEXTS = sorted(SAMPLES.glob("*.txt"))
TWINS = [path.stem.removesuffix("-en") for path in TEXTS if path.stem.endswith("-en")]

NAMES = {
    "comparator",
    "condition",
    "conference",
    "institution",
    "issuer",
    "journal",
    "person",
    "primary_endpoint",
    "registry_id",
    "sponsor",
    "target",
    "treatment",
    "trial_name",
}
FLAGS = {
    "double_blind",
    "multicentre",
    "open_label",
    "placebo_controlled",
    "primary_endpoint_met",
    "randomised",
}
COUNTS = {"countries", "enrolment", "sites"}
DATES = {"publication_date", "release_date"}
STRUCTURED = {
    "adverse_event": {"group", "n", "pct", "term"},
    "effect": {"high", "level", "low", "measure", "unit", "value"},
    "group_size": {"group", "n"},
    "p_value": {"op", "value"},
}
FIELDS = NAMES | FLAGS | COUNTS | DATES | set(STRUCTURED) | {"dose", "phase", "route", "timepoint"}

SMALL = (
    "no/aucun/aucune one/un/une two/deux three/trois four/quatre five/cinq six seven/sept eight/huit "
    "nine/neuf ten/dix eleven/onze twelve/douze"
)
WORDS = {word: number for number, words in enumerate(SMALL.split()) for word in words.split("/")}
TENS = {"twenty": 20, "vingt": 20, "thirty": 30, "trente": 30, "forty": 40, "quarante": 40}
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
ENGLISH_MONTHS = "january february march april may june july august september october november december"
FRENCH_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
MONTHS = {
    month[:length]: number
    for months in (ENGLISH_MONTHS, FRENCH_MONTHS)
    for number, month in enumerate(months.split(), start=1)
    for length in {3, len(month)}
}

every_sample = pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)


def gold(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return found


def text_of(path: Path) -> str:
    # Not `read_text`: it would turn CRLF into LF and move the offsets.
    return path.read_bytes().decode("utf-8")


def quote(text: str, fact: dict[str, Any]) -> str:
    start, end = fact["span"]
    return text[start:end]


def numbers_said(words: str) -> set[float]:
    """Every number that `words` say, in figures, words, Roman numerals or as the name of a month."""
    # A space or a comma before exactly three figures groups thousands, except after a lone zero: "0,001".
    plain = re.sub(r"(?<=\d)(?<!\b0)[\s,](?=\d{3}(?!\d))", "", words.casefold())
    plain = re.sub(r"(?<=\d)[,·](?=\d)", ".", plain)
    said = {float(figure) for figure in re.findall(r"\d+(?:\.\d+)?", plain)}
    ten = 0
    for word in re.findall(r"[^\W\d]+", plain):
        if word == "et":
            continue
        said |= {float(table[word] + ten) for table in (WORDS, MONTHS, ROMAN) if word in table}
        ten = TENS.get(word, 0)
        said |= {float(ten)} - {0.0}
    return said


def numbers_meant(field: str, value: Any) -> Iterator[float]:
    """Every number in `value`, without its sign."""
    if isinstance(value, dict):
        for part in value.values():
            yield from numbers_meant(field, part)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield abs(float(value))
    elif field in {"dose", "phase", "timepoint"} | DATES:
        yield from map(float, re.findall(r"\d+(?:\.\d+)?", value))


def test_there_are_enough_samples_and_facts() -> None:
    assert len(TEXTS) >= 12
    assert {path.stem[-3:] for path in TEXTS} == {"-en", "-fr"}
    assert sum(len(gold(path)["facts"]) for path in TEXTS) >= 420


def test_every_gold_has_its_text() -> None:
    assert sorted(path.stem for path in SAMPLES.glob("*.json")) == [path.stem for path in TEXTS]


def test_together_they_show_every_field() -> None:
    assert {fact["field"] for path in TEXTS for fact in gold(path)["facts"]} == FIELDS


@every_sample
def test_the_gold_is_of_this_text(path: Path) -> None:
    text = text_of(path)

    assert gold(path)["doc"] == path.name
    assert gold(path)["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert unicodedata.is_normalized("NFC", text)
    assert 600 <= len(text) <= 6000


@every_sample
def test_every_fact_has_a_known_form(path: Path) -> None:
    found = gold(path)

    assert set(found) == {"doc", "sha256", "is_trial_result", "facts"}
    assert isinstance(found["is_trial_result"], bool)
    for fact in found["facts"]:
        field, value = fact["field"], fact["value"]
        assert {"field", "value", "span"} <= set(fact) <= {"field", "value", "span", "also"}
        assert field in FIELDS
        if field in STRUCTURED:
            assert set(value) == STRUCTURED[field]
        elif field in FLAGS | COUNTS:
            assert isinstance(value, bool if field in FLAGS else int)
        else:
            assert isinstance(value, str)


@every_sample
def test_every_span_is_a_stretch_of_the_text(path: Path) -> None:
    text = text_of(path)

    for fact in gold(path)["facts"]:
        start, end = fact["span"]
        assert 0 <= start < end <= len(text)
        assert quote(text, fact) == quote(text, fact).strip()
        assert not (text[start - 1 : start].isalnum() and text[start].isalnum()), fact
        assert not (text[end - 1].isalnum() and text[end : end + 1].isalnum()), fact


@every_sample
def test_every_number_of_a_value_is_said_in_its_quote(path: Path) -> None:
    text = text_of(path)

    for fact in gold(path)["facts"]:
        said = numbers_said(quote(text, fact))
        assert set(numbers_meant(fact["field"], fact["value"])) <= said, (fact, quote(text, fact))


@every_sample
def test_every_name_is_the_name_in_its_quote(path: Path) -> None:
    text = text_of(path)

    for fact in gold(path)["facts"]:
        if fact["field"] in NAMES:
            names = [fact["value"], *fact.get("also", [])]
            assert quote(text, fact).casefold() in [name.casefold() for name in names]
            assert [name for name in names if name.casefold() not in text.casefold()] == []


@every_sample
def test_no_fact_is_listed_twice(path: Path) -> None:
    listed = [(fact["field"], json.dumps(fact["value"], sort_keys=True)) for fact in gold(path)["facts"]]

    assert len(listed) == len(set(listed))


def test_a_text_and_its_translation_state_the_same_numbers() -> None:
    twins = [stem for stem in TWINS if (SAMPLES / f"{stem}-fr.txt").exists()]

    assert len(twins) >= 2
    for stem in twins:
        english, french = (
            sorted(
                (fact["field"], sorted(numbers_meant(fact["field"], fact["value"])))
                for fact in gold(SAMPLES / f"{stem}-{language}.txt")["facts"]
            )
            for language in ("en", "fr")
        )
        assert english == french
