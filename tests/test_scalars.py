"""Scalars: what is written as it should be is read exactly, and nothing else is read at all."""

import datetime as dt
import re
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialgraph import context, scalars
from trialgraph.model import KINDS, Field, Quantity, statement_fields
from trialgraph.problems import did_you_mean
from trialgraph.scalars import Wrong

Reader = Callable[[str], Any]


def accepted(read: Reader, text: str) -> object:
    value = read(text)
    assert not isinstance(value, Wrong), value
    return value


def refused(read: Reader, text: str) -> Wrong:
    value = read(text)
    assert isinstance(value, Wrong), f"{text!r} was read as {value!r}"
    return value


DECIMALS = st.decimals(
    min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False, places=6
) | st.decimals(min_value=0, max_value=100, allow_nan=False, allow_infinity=False, places=2)


@given(st.integers(min_value=-(10**28), max_value=10**28))
def test_a_whole_number_is_read_as_itself(number: int) -> None:
    assert accepted(scalars.integer, str(number)) == number


@given(DECIMALS)
def test_a_decimal_is_read_exactly_with_the_digits_that_are_written(number: Decimal) -> None:
    assert str(accepted(scalars.decimal, f"{number:f}")) == f"{number:f}"


@given(st.dates())
def test_a_date_is_read_as_itself(date: dt.date) -> None:
    assert accepted(scalars.date, date.isoformat()) == date


@given(DECIMALS, st.sampled_from(sorted(context.units())))
def test_a_quantity_is_read_as_it_is_written(number: Decimal, unit: str) -> None:
    quantity = Quantity(value=number, unit=unit)

    assert accepted(scalars.quantity, str(quantity)) == quantity
    assert str(scalars.quantity(str(quantity))) == str(quantity)


@given(st.lists(st.integers(0, 999), min_size=7, max_size=7), st.integers(1, 127))
def test_a_duration_of_any_parts_in_their_order_is_read(numbers: list[int], chosen: int) -> None:
    named = enumerate(zip(numbers, "YMWDHMS", strict=True))
    parts = [f"{number}{unit}" if chosen >> index & 1 else "" for index, (number, unit) in named]
    time_of_day = "".join(parts[4:])
    text = f"P{''.join(parts[:4])}{'T' if time_of_day else ''}{time_of_day}"

    assert accepted(scalars.duration, text) == text


READERS: dict[str, Reader] = {
    "integer": scalars.integer,
    "natural": scalars.natural,
    "positive": scalars.positive,
    "decimal": scalars.decimal,
    "boolean": scalars.boolean,
    "date": scalars.date,
    "duration": scalars.duration,
    "quantity": scalars.quantity,
    "sha256": scalars.sha256,
    "plain_id": scalars.plain_id,
    "dotted_id": scalars.dotted_id,
    "partial_date": scalars.partial_date,
    "language_tag": scalars.language_tag,
}


@pytest.mark.parametrize("name", READERS)
@given(st.text(st.characters(codec="utf-8"), max_size=12) | st.from_regex(r"\A[-+0-9.,PTWDMY ]{1,8}\Z"))
def test_what_is_read_is_written_in_plain_ascii_without_a_space_around(name: str, text: str) -> None:
    """Neither ٣ nor １ nor a no-break space slips through, whatever Python's own `int` takes."""
    value = READERS[name](text)

    if not isinstance(value, Wrong):
        assert text.isascii()
        assert text.strip() == text


REFUSED = {
    "integer": (
        "not-an-integer",
        [
            "1,5",
            "1 200",
            "1\u00a0200",
            "1_000",
            "1.0",
            "1e3",
            "+5",
            "٣",
            "１",
            "²",
            " 1",
            "1\n",
            "",
            "0x1F",
            "--1",
        ],
    ),
    "natural": ("negative-number", ["-1", "-999"]),
    "positive": ("not-positive", ["0", "-1", "-0"]),
    "decimal": (
        "not-a-decimal",
        [
            "1,5",
            "1 200",
            "1.",
            ".5",
            "1e3",
            "+5",
            "1.5.2",
            "٣.٥",
            "NaN",
            "Infinity",
            "1_0",
            "",
            "-",
            "1.5 ",
            "½",
        ],
    ),
    "boolean": ("not-a-boolean", ["yes", "no", "True", "TRUE", "1", "0", "oui", "on", "", "true "]),
    "date": (
        "not-a-date",
        [
            "07/31/2024",
            "31.07.2024",
            "2024-02-30",
            "2023-02-29",
            "2024-13-01",
            "2024-00-10",
            "0000-01-01",
            "20240731",
            "2024-7-31",
            "2024-07",
            "2024-W31-3",
            "2024-07-31T10:00:00",
            "٢٠٢٤-٠٧-٣١",
            "2024-07-31\n",
            "31 juillet 2024",
            "",
        ],
    ),
    "duration": (
        "not-a-duration",
        [
            "24 weeks",
            "24W",
            "P",
            "PT",
            "P1",
            "P1YT",
            f"P{'9' * 5000}W",
            "P1.5D",
            "-P1D",
            "P٢Y",
            "P1٢Y",
            "P1٢M",
            "P2٤W",
            "P1٢D",
            "PT٢H",
            "PT1٢H",
            "PT1٢M",
            "PT1٢S",
            "P1D1Y",
            "P1H",
            "p24w",
            "",
        ],
    ),
    "quantity": (
        "not-a-quantity",
        [
            "150mg",
            "150",
            "1,5 mg",
            "1\u202f200\u202fmg",
            "150\u00a0mg",
            "150 ",
            "mg",
            "٣ mg",
            "1e3 mg",
            "",
        ],
    ),
    "sha256": ("not-a-hash", ["", "a" * 63, "a" * 65, "A" * 64, "g" * 64, "٣" * 64, "a" * 64 + "\n"]),
    "plain_id": ("not-an-id", ["", "A", "a_b", "a--b", "-a", "a-", "é", "a b", "a.b", "٣", "a\n"]),
    "dotted_id": ("not-an-id", ["", ".", "a.", ".b", "a.b.c", "a..b", "A.b", "a.B", "a/b", "a.b\n", "ﬁ"]),
    "partial_date": (
        "not-a-partial-date",
        [
            *("July 2024", "07/2024", "2024-13", "2024-00", "2024-7", "2024-02-30", "0000", "0000-01"),
            *("24", "02024", "2024-", "2024 ", "", "2024-07-31T00:00", "٢٠٢٤"),
        ],
    ),
    "language_tag": (
        "not-a-language-tag",
        ["French", "f", "FR", "fr_FR", "fr-", "fr-F", "en, fr", "", "fr ", "pt-Portuguese", "français"],
    ),
}


@pytest.mark.parametrize(
    ("name", "code", "text"),
    [(name, code, text) for name, (code, texts) in REFUSED.items() for text in texts],
)
def test_what_is_not_written_as_it_should_be_is_refused(name: str, code: str, text: str) -> None:
    wrong = refused(READERS[name], text)

    assert wrong.code == code
    assert wrong.message.en != wrong.message.fr


def test_every_reader_of_a_type_has_a_case_that_it_refuses() -> None:
    assert READERS.keys() == REFUSED.keys()
    assert sum(len(texts) for _, texts in REFUSED.values()) > 100


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (scalars.integer, "007", 7),
        (scalars.integer, "-0", 0),
        (scalars.natural, "0", 0),
        (scalars.positive, "1", 1),
        (scalars.decimal, "-0.50", Decimal("-0.50")),
        (scalars.decimal, "0.1", Decimal("0.1")),
        (scalars.boolean, "true", True),
        (scalars.boolean, "false", False),
        (scalars.date, "2024-02-29", dt.date(2024, 2, 29)),
        (scalars.duration, "P24W", "P24W"),
        (scalars.duration, "P1Y2M3DT4H5M6S", "P1Y2M3DT4H5M6S"),
        (scalars.plain_id, "cd40-2", "cd40-2"),
        (scalars.dotted_id, "twinss.cohort-1", "twinss.cohort-1"),
        (scalars.dotted_id, "twinss", "twinss"),
        (scalars.partial_date, "2024-02-29", "2024-02-29"),
        (scalars.partial_date, "2024-02", "2024-02"),
        (scalars.partial_date, "2024", "2024"),
        (scalars.language_tag, "fr", "fr"),
        (scalars.language_tag, "pt-BR", "pt-BR"),
        (scalars.language_tag, "zh-Hant-TW", "zh-Hant-TW"),
        (scalars.sha256, "0123456789abcdef" * 4, "0123456789abcdef" * 4),
    ],
)
def test_what_is_written_as_it_should_be_is_read(read: Reader, text: str, value: object) -> None:
    assert accepted(read, text) == value


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("150 MG", "did you mean `mg`"),
        ("150 drops", "write a UCUM code"),
        ("150 mgg", "did you mean `mg`"),
        ("150 mg ", "did you mean `mg`"),
        ("150  mg", "did you mean `mg`"),
    ],
)
def test_a_unit_that_is_not_known_is_told_with_those_that_are(text: str, hint: str) -> None:
    wrong = refused(scalars.quantity, text)

    assert wrong.code == "unknown-unit"
    assert wrong.hint is not None
    assert wrong.hint.en.startswith(hint)


@pytest.mark.parametrize("text", [" a", "a ", "\u00a0a", "a\n", "", " ", "\t"])
def test_a_text_with_a_space_around_it_is_refused(text: str) -> None:
    assert refused(scalars.text, text).code == "untrimmed-text"


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x0c", "\r", "\x1b", "\ufffe", "\uffff"])
def test_a_text_that_xml_cannot_hold_is_refused(character: str) -> None:
    wrong = refused(scalars.text, f"a{character}b")

    assert wrong.code == "control-character"
    assert wrong.message.en == f"the text holds the control character U+{ord(character):04X}"


@pytest.mark.parametrize("text", ["a\nb", "a\tb", "’ « é » 😀 ɛ̃", "a  b", "\u00ada", "12", "yes"])
def test_any_other_text_is_kept_as_it_is(text: str) -> None:
    assert accepted(scalars.text, text) == text


def test_a_word_must_be_one_of_the_known_letter_for_letter() -> None:
    read = scalars.one_of(["Phase2", "NotStated"])

    assert read("Phase2") == "Phase2"
    assert refused(read, "phase2").hint == did_you_mean("phase2", ["Phase2", "NotStated"])
    assert refused(read, "").code == "unknown-word"


@pytest.mark.parametrize("name", READERS)
def test_a_hundred_thousand_digits_are_refused_fast_and_told_short(name: str) -> None:
    start = time.process_time()
    wrong = refused(READERS[name], "9" * 100_000) if name not in {"plain_id", "dotted_id"} else None

    assert time.process_time() - start < 1
    if wrong is not None:
        assert len(wrong.message.en) < 200
        assert len(wrong.message.fr) < 200


EXAMPLES = {
    "integer": ["1200"],
    "decimal": ["6.5"],
    "date": ["2024-07-31"],
    "duration": ["P24W", "P6M", "P2Y"],
    "quantity": ["150 mg", "18.75 mg"],
    "plain_id": ["sjogren-disease"],
    "dotted_id": ["sjogren-disease"],
    "partial_date": ["2024-07-31", "2024-07", "2024"],
    "language_tag": ["en", "fr", "pt-BR"],
}


@pytest.mark.parametrize(("name", "examples"), EXAMPLES.items())
def test_a_hint_shows_only_what_can_be_written(name: str, examples: list[str]) -> None:
    """A hint that names what is refused in its turn would send a person round in circles."""
    hint = refused(READERS[name], REFUSED[name][1][0]).hint

    assert hint is not None
    for text in (hint.en, hint.fr):
        shown = re.findall(r"`([^`]+)`", text)
        assert set(shown) <= set(examples)
        assert all(example in text for example in examples)
    for example in examples:
        accepted(READERS[name], example)


FIELDS = [
    pytest.param(field, id=f"{kind}.{name}")
    for kind, cls in KINDS.items()
    for name, field in statement_fields(cls).items()
]


def test_there_are_fields_to_read() -> None:
    assert len(FIELDS) > 100


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_of_every_kind_has_a_reader_that_refuses_what_it_cannot_hold(field: Field) -> None:
    read = scalars.reader(field)

    assert refused(read, " \x00").code
    if field.codes:
        assert all(read(code) == code for code in field.codes)
        assert refused(read, field.codes[0].lower()).code == "unknown-word"
    if field.reference:
        assert read("a.b") == "a.b"
        assert refused(read, "A b").code == "not-an-id"
