"""Problems: where they are, in which order they are told, and what they suggest."""

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialgraph import problems
from trialgraph.problems import (
    Bilingual,
    InputError,
    Location,
    Problem,
    TrialgraphError,
    did_you_mean,
    in_order,
    shorten,
)


def problem(file: str, line: int | None = None, column: int | None = None, *, code: str = "code") -> Problem:
    return Problem(
        code=code,
        severity="violation",
        message=Bilingual(en="wrong", fr="faux"),
        location=Location(file=file, line=line, column=column),
    )


@pytest.mark.parametrize(
    ("location", "text"),
    [
        (Location(file="a.yaml"), "a.yaml"),
        (Location(file="a.yaml", line=3), "a.yaml:3"),
        (Location(file="a.yaml", line=3, column=1), "a.yaml:3:1"),
        (Location(file="a:b.yaml", line=3, column=1), "a:b.yaml:3:1"),
    ],
)
def test_a_location_is_written_as_far_as_it_is_known(location: Location, text: str) -> None:
    assert str(location) == text


def test_lines_are_sorted_as_numbers_and_what_has_no_line_comes_first() -> None:
    expected = (
        problem("a.yaml"),
        problem("a.yaml", 2),
        problem("a.yaml", 2, 1),
        problem("a.yaml", 2, 9),
        problem("a.yaml", 10, 1, code="a"),
        problem("a.yaml", 10, 1, code="b"),
        problem("b.yaml", 1, 1),
    )

    assert in_order(reversed(expected)) == expected


@pytest.mark.parametrize(
    ("language", "text"), [("fr", "bras"), ("en", "arm"), ("de", "arm"), ("FR", "arm"), ("", "arm")]
)
def test_a_language_that_is_not_french_gets_english(language: str, text: str) -> None:
    assert Bilingual(en="arm", fr="bras").in_language(language) == text


def test_a_near_word_is_suggested_in_both_languages() -> None:
    hint = did_you_mean("Phase_2", ["Phase2", "Phase3", "Safety"])

    assert hint == Bilingual(
        en="did you mean `Phase2` or `Phase3`?", fr="vouliez-vous dire `Phase2` ou `Phase3` ?"
    )


def test_a_few_known_words_are_listed_where_none_is_near() -> None:
    assert did_you_mean("zzz", ["b", "a", "b"]) == Bilingual(
        en="known are `a`, `b`", fr="sont connus `a`, `b`"
    )


def test_many_known_words_are_not_listed() -> None:
    many = [f"word-{number}" for number in range(12)]

    assert did_you_mean("zzz", many) is not None
    assert did_you_mean("zzz", [*many, "word-12"]) is None


def test_nothing_is_suggested_where_nothing_is_known() -> None:
    assert did_you_mean("word", []) is None


@given(st.lists(st.text(min_size=1, max_size=20)), st.randoms())
def test_a_suggestion_does_not_depend_on_the_order_of_the_known_words(
    words: list[str], random: Random
) -> None:
    shuffled = list(words)
    random.shuffle(shuffled)

    assert did_you_mean("word", shuffled) == did_you_mean("word", words)


def test_a_word_of_megabytes_is_neither_compared_nor_shown_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(problems, "get_close_matches")
    word = "Phase2" * 1_000_000

    assert did_you_mean(word, ["Phase2"]) == Bilingual(en="known are `Phase2`", fr="sont connus `Phase2`")
    assert shorten(word) == f"{word[:99]}…"
    assert shorten(word[:100]) == word[:100]


def test_an_error_says_all_its_problems() -> None:
    error = InputError([problem("a.yaml", 3, 1), problem("b.yaml")])

    assert str(error) == "a.yaml:3:1: wrong; b.yaml: wrong"
    assert len(error.problems) == 2


def test_the_drawn_tree_of_errors_is_the_real_one() -> None:
    """The module's docstring names each error, and each is a child of the base."""
    drawn = set(re.findall(r"[├└]── (\w+)", problems.__doc__ or ""))
    real = {cls.__name__ for cls in TrialgraphError.__subclasses__() if cls.__module__ == problems.__name__}

    assert len(real) >= 5
    assert drawn == real
