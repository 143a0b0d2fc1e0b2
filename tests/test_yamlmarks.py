"""YAML as plain strings with their places: nothing is guessed, nothing grows, every mistake has a line."""

import re
import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from trialgraph import inputs, yamlmarks
from trialgraph.problems import InputError, Problem
from trialgraph.yamlmarks import Mapping, Scalar, Sequence, Tree

SECOND = 1.0


def parse(text: str | bytes) -> tuple[Tree, tuple[Problem, ...]]:
    return yamlmarks.parse(text.encode() if isinstance(text, str) else text, "f.yaml")


def tree(text: str | bytes) -> Tree:
    parsed, problems = parse(text)
    assert problems == ()
    return parsed


def told(problem: Problem) -> str:
    return f"{problem.location}: {problem.message.en}"


def refused(text: str | bytes) -> str:
    with pytest.raises(InputError) as caught:
        parse(text)
    (problem,) = caught.value.problems
    return told(problem)


def plain(parsed: Tree) -> object:
    match parsed:
        case Mapping():
            return {key: plain(value) for key, value in parsed.values.items()}
        case Sequence():
            return [plain(item) for item in parsed.items]
        case Scalar():
            return parsed.text


def scalars(parsed: Tree) -> list[Scalar]:
    match parsed:
        case Mapping():
            return [scalar for value in parsed.values.values() for scalar in scalars(value)]
        case Sequence():
            return [scalar for item in parsed.items for scalar in scalars(item)]
        case Scalar():
            return [parsed]


@pytest.mark.parametrize(
    "word", ["no", "Yes", "on", "1.0", "0777", "1e3", "2024-09-11", "12:30:45", ".inf", "0x1F", "1_000"]
)
def test_a_word_stays_the_word_that_is_written(word: str) -> None:
    assert plain(tree(f"a: {word}")) == {"a": word}


@pytest.mark.parametrize("nothing", ["", "~", "null", "# a comment"])
def test_where_nothing_is_written_the_value_is_null(nothing: str) -> None:
    parsed = tree(f"a: {nothing}\n")

    assert isinstance(parsed, Mapping)
    assert scalars(parsed)[0].is_null


@pytest.mark.parametrize("something", ['""', "''", '"null"', "'~'", "|\n  null", "none", "Nil"])
def test_what_is_in_quotes_is_never_null(something: str) -> None:
    assert not scalars(tree(f"a: {something}\n"))[0].is_null


@pytest.mark.parametrize("nothing", ["", "# only a comment\n", "---\n", "\ufeff", "\n\n"])
def test_an_empty_file_is_a_null(nothing: str) -> None:
    parsed = tree(nothing)

    assert isinstance(parsed, Scalar)
    assert parsed.is_null


def test_a_place_counts_lines_from_1_and_columns_in_code_points() -> None:
    parsed = tree("# é 😀\nkey 😀: [a, 😀, b]\n'ɛ̃': {x: y}\n")

    assert [(s.text, str(s.location)) for s in scalars(parsed)] == [
        ("a", "f.yaml:2:9"),
        ("😀", "f.yaml:2:12"),
        ("b", "f.yaml:2:15"),
        ("y", "f.yaml:3:11"),
    ]
    assert isinstance(parsed, Mapping)
    assert {key: str(place) for key, place in parsed.keys.items()} == {
        "key 😀": "f.yaml:2:1",
        "ɛ̃": "f.yaml:3:1",
    }


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_windows_line_ends_and_a_byte_order_mark_move_nothing(newline: str, mark: str) -> None:
    text = mark + newline.join(["a: 1", "b:", "  - x", "  - y: 2", ""])

    assert [(s.text, str(s.location)) for s in scalars(tree(text))] == [
        ("1", "f.yaml:1:4"),
        ("x", "f.yaml:3:5"),
        ("2", "f.yaml:4:8"),
    ]


# Text that plain YAML can hold as it is, on one line.
WORDS = st.text(
    st.characters(categories=("L", "N", "So"), max_codepoint=0x1FAFF, exclude_characters="~"), min_size=1
).filter(lambda word: word not in {"null", "="})


@given(st.dictionaries(WORDS, st.lists(WORDS, min_size=1), min_size=1))
def test_every_value_stands_at_its_place(values: dict[str, list[str]]) -> None:
    text = "".join(f"{key}:\n" + "".join(f"  - {item}\n" for item in items) for key, items in values.items())
    lines = text.split("\n")
    parsed = tree(text)

    assert plain(parsed) == values
    for scalar in scalars(parsed):
        line, column = scalar.location.line, scalar.location.column
        assert line is not None
        assert column is not None
        assert lines[line - 1][column - 1 :] == scalar.text


# Without what YAML 1.1 takes for a line end and PyYAML writes as it is.
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x85\u2028\u2029\ufeff"))
NESTED = st.recursive(TEXT, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=10)


@given(NESTED)
def test_what_pyyaml_writes_is_read_back(value: object) -> None:
    written = yaml.safe_dump(value, allow_unicode=True, width=40)

    assert plain(tree(written)) == value


def test_a_key_that_is_written_twice_is_told_and_the_first_stays() -> None:
    parsed, problems = parse("a: 1\nb:\n  c: 2\n  d: 3\n  c: 4\na: 5\n")

    assert [told(problem) for problem in problems] == [
        "f.yaml:5:3: `c` is written twice: first at line 3",
        "f.yaml:6:1: `a` is written twice: first at line 1",
    ]
    assert plain(parsed) == {"a": "1", "b": {"c": "2", "d": "3"}}


def test_what_is_below_a_repeated_key_is_read_over_to_its_end() -> None:
    parsed, problems = parse("a: 1\na:\n  b: {c: [2, 3]}\n  d: 4\ne: 5\n")

    assert [problem.code for problem in problems] == ["duplicate-key"]
    assert plain(parsed) == {"a": "1", "e": "5"}


def test_the_same_key_in_two_mappings_is_no_repetition() -> None:
    assert plain(tree("- a: 1\n- a: 2\n- {b: {a: 1}, a: 2}\n")) == [
        {"a": "1"},
        {"a": "2"},
        {"b": {"a": "1"}, "a": "2"},
    ]


def test_aliases_and_tags_are_told_each_at_its_place() -> None:
    _, problems = parse("a: &x 1\nb: *x\nc: [*x, !!int 2]\nd: !!python/object:os.system {}\n")

    assert [told(problem) for problem in problems] == [
        "f.yaml:2:4: a YAML alias (`*name`) is not read",
        "f.yaml:3:5: a YAML alias (`*name`) is not read",
        "f.yaml:3:9: a YAML tag (`tag:yaml.org,2002:int`) is not read",
        "f.yaml:4:4: a YAML tag (`tag:yaml.org,2002:python/object:os.system`) is not read",
    ]


def test_a_merge_key_is_a_key_like_any_other() -> None:
    assert plain(tree("a: {<<: {b: 1}, c: 2}")) == {"a": {"<<": {"b": "1"}, "c": "2"}}


def test_a_key_that_is_not_a_word_is_shown_as_a_question_mark() -> None:
    parsed, problems = parse("? [a, b]\n: 1\n? {c: d}\n: 2\ne: 3\n")

    assert plain(parsed) == {"?": "1", "e": "3"}
    assert [told(problem) for problem in problems] == ["f.yaml:3:3: `?` is written twice: first at line 1"]


def test_a_second_document_is_refused_at_its_line() -> None:
    assert refused("a: 1\n--- # here\nb: 2\n") == (
        "f.yaml:2:1: a second YAML document starts here: a fact file holds one"
    )


@pytest.mark.parametrize("text", ["--- {a: 1}\n...\n", "---\na: 1\n", "%YAML 1.1\n---\na: 1\n"])
def test_one_document_may_have_its_marks(text: str) -> None:
    assert plain(tree(text)) == {"a": "1"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\n b: 2\n", "f.yaml:2:3: not YAML: mapping values are not allowed in this context"),
        ("a: [1, 2\nb: 3\n", "f.yaml:2:2: not YAML: did not find expected ',' or ']'"),
        ("é: 1\n\tb: 2\n", "f.yaml:2:1: not YAML: found a tab character that violates indentation"),
        ("😀: @x\n", "f.yaml:1:4: not YAML: found character that cannot start any token"),
        ('a: "x\n', "f.yaml:2:1: not YAML: found unexpected end of stream"),
        ('a: "\\ud83d"', "f.yaml:1:7: not YAML: found invalid Unicode character escape code"),
    ],
)
def test_a_syntax_error_is_told_at_its_line_and_column(text: str, message: str) -> None:
    assert refused(text) == message


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x1b", "\x7f", "\x9b", "\ufffe"])
@pytest.mark.parametrize("before", ["", "é", "😀", "\ufeff", "# ééééé\n# 😀😀\n"])
def test_a_control_character_is_refused_at_its_place_whatever_stands_before(
    before: str, character: str
) -> None:
    text = f"{before}b: {character} x\n"
    line = before.count("\n") + 1
    column = len(text.split("\n")[line - 1].partition(character)[0].lstrip("\ufeff")) + 1

    assert refused(text) == f"f.yaml:{line}:{column}: not YAML: control characters are not allowed"


@pytest.mark.parametrize(
    ("data", "place", "byte"),
    [
        (b"caf\xe9: 1", "1:4", "0xe9"),
        (b"\xef\xbb\xbfcaf\xe9: 1", "1:4", "0xe9"),
        ("é😀".encode() + b"\xff", "1:3", "0xff"),
        (b"a: 1\r\nb: \x80", "2:4", "0x80"),
        (b"a: \xf0\x9f\x98", "1:4", "0xf0"),
        (b"a: \xed\xa0\x80", "1:4", "0xed"),
        ("a: 1".encode("utf-16"), "1:1", "0xff"),
        (b"a: \xc0\xaf", "1:4", "0xc0"),
    ],
)
def test_bytes_that_are_not_utf_8_are_told_at_the_first_of_them(data: bytes, place: str, byte: str) -> None:
    assert refused(data) == f"f.yaml:{place}: byte {byte} is not UTF-8 text"


@given(st.text(st.characters(codec="utf-8")), st.sampled_from(["", "\ufeff"]))
def test_the_place_of_a_wrong_byte_is_after_the_characters_before_it(before: str, mark: str) -> None:
    with pytest.raises(InputError) as caught:
        inputs.decode((mark + before).encode() + b"\xff", "f.yaml")

    location = caught.value.problems[0].location
    # A byte order mark at the start of the text is read over, whether one was put before it or not.
    seen = (mark + before).removeprefix("\ufeff")
    assert location.line == seen.count("\n") + 1
    assert location.column == len(seen.rpartition("\n")[2]) + 1


@given(st.text(st.characters(codec="utf-8")))
def test_utf_8_is_decoded_to_the_text_that_was_encoded(text: str) -> None:
    assert inputs.decode(text.encode("utf-8-sig"), "f.yaml") == text


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "[{a: ", "- - ? "])
def test_deep_nesting_is_refused_at_once(opening: str) -> None:
    start = time.process_time()

    message = refused(opening * 200_000)

    assert time.process_time() - start < SECOND
    assert message.endswith("nested deeper than 20 levels")


def test_twenty_levels_are_read() -> None:
    assert plain(tree("[" * 3 + "]" * 3)) == [[[]]]
    assert isinstance(tree("[" * 20 + "]" * 20), Sequence)
    assert refused("[" * 21 + "]" * 21) == "f.yaml:1:21: nested deeper than 20 levels"


def test_aliases_of_aliases_do_not_grow() -> None:
    """The billion laughs: nine lines of ten aliases each stand for 10⁹ words."""
    lines = ["a0: &a0 [lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    start = time.process_time()

    parsed, problems = parse("\n".join(lines))

    assert time.process_time() - start < SECOND
    assert [problem.code for problem in problems] == ["yaml-alias"] * 90
    assert len(scalars(parsed)) == 91


@pytest.mark.parametrize(
    "form", ["a: {}\n", "a: '{}'\n", 'a: "{}"\n', "a: |\n  {}\n", "? {}\n: 1\n", "# {}\na: 1\n"]
)
def test_five_megabytes_in_one_scalar_are_read_fast(form: str) -> None:
    text = form.format("word " * 1_000_000)
    start = time.process_time()

    assert isinstance(tree(text), Mapping)
    assert time.process_time() - start < SECOND


def test_many_repeated_keys_are_told_fast_and_short() -> None:
    key = "k" * 500
    start = time.process_time()
    _, problems = parse(f"{key}: 1\n" * 10_000)

    assert time.process_time() - start < 2 * SECOND
    assert len(problems) == 9_999
    assert max(len(problem.message.en) for problem in problems) < 200
    assert max(len(problem.message.fr) for problem in problems) < 200


def test_every_message_is_in_both_languages() -> None:
    source = "a: &x 1\na: *x\nb: !t 2\n"
    _, problems = parse(source)

    assert len(problems) == 3
    for problem in problems:
        assert problem.message.en != problem.message.fr
        assert problem.hint is not None
        assert problem.hint.en != problem.hint.fr
        assert re.fullmatch(r"[a-z0-9-]+", problem.code)
