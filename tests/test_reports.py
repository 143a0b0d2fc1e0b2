"""Reports: problems as a person reads them on a terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialgraph import reports
from trialgraph.problems import Bilingual, Location, Problem, Severity


def problem(
    severity: Severity = "violation",
    *,
    line: int | None = 3,
    hint: Bilingual | None = None,
    quote: str | None = None,
    about: str | None = None,
) -> Problem:
    return Problem(
        code="wrong-sum",
        severity=severity,
        message=Bilingual(en="the sum is wrong", fr="la somme est fausse"),
        location=Location(file="a.yaml", line=line, column=line and 7),
        hint=hint,
        quote=quote,
        about=about,
    )


FULL = problem(
    "warning",
    quote="80 participants",
    about="group:twinss.cohort-1",
    hint=Bilingual(en="count again", fr="recomptez"),
)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            """\
a.yaml:3:7: warning: group:twinss.cohort-1: the sum is wrong [wrong-sum]
  quote: « 80 participants »
  hint: count again
""",
        ),
        (
            "fr",
            """\
a.yaml:3:7: avertissement: group:twinss.cohort-1: la somme est fausse [wrong-sum]
  citation: « 80 participants »
  conseil: recomptez
""",
        ),
    ],
)
def test_a_problem_is_told_with_its_place_its_thing_its_quote_and_its_hint(
    language: str, expected: str
) -> None:
    assert reports.render_text([FULL], language) == expected


def test_what_is_not_known_of_a_problem_is_left_out() -> None:
    assert (
        reports.render_text([problem(line=None)], "en") == "a.yaml: violation: the sum is wrong [wrong-sum]\n"
    )


def test_no_problems_are_no_text() -> None:
    assert reports.render_text([], "en") == ""


def test_problems_are_told_in_the_order_of_the_lines() -> None:
    text = reports.render_text([problem(line=10), problem(line=2), problem(line=None)], "en")

    assert [line.partition(": ")[0] for line in text.splitlines()] == ["a.yaml", "a.yaml:2:7", "a.yaml:10:7"]


@pytest.mark.parametrize(("language", "head"), [("en", "  hint: "), ("fr", "  conseil: ")])
def test_the_lines_of_a_hint_stand_below_each_other(language: str, head: str) -> None:
    """So that a caret stands below what it points to."""
    picture = "a:b a:c .\n    ^"
    text = reports.render_text([problem(hint=Bilingual(en=picture, fr=picture))], language)

    assert text.splitlines()[1:] == [f"{head}a:b a:c .", f"{' ' * len(head)}    ^"]


def test_a_quote_of_several_lines_is_shown_on_one() -> None:
    assert reports.render_text([problem(quote="80\nparticipants")], "en").splitlines()[1] == (
        "  quote: « 80 participants »"
    )


@given(st.text(), st.text(), st.text())
def test_nothing_in_a_file_can_steer_the_terminal(message: str, quote: str, name: str) -> None:
    text = reports.render_text(
        [
            Problem(
                code="c",
                severity="violation",
                message=Bilingual(en=message, fr=message),
                location=Location(file=name),
                quote=quote,
                about=name,
            )
        ],
        "en",
    )

    assert text.endswith("\n")
    assert text.count("\n") == (2 if quote else 1)
    assert not any(
        ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0 for character in text.replace("\n", "")
    )


def test_a_control_character_is_written_out() -> None:
    shown = reports.render_text([problem(quote="a\x1b[2Jb\x9bc")], "en")

    assert "« a\\x1b[2Jb\\x9bc »" in shown


@pytest.mark.parametrize(
    ("severities", "en", "fr"),
    [
        ([], "no problems", "aucun problème"),
        (["violation"], "1 violation", "1 violation"),
        (
            ["info", "warning", "violation", "violation", "warning", "info", "info"],
            "2 violations, 2 warnings, 3 info",
            "2 violations, 2 avertissements, 3 info",
        ),
        (["warning"], "1 warning", "1 avertissement"),
    ],
)
def test_problems_are_counted_by_severity_the_worst_first(
    severities: list[Severity], en: str, fr: str
) -> None:
    problems = [problem(severity) for severity in severities]

    assert reports.count_text(problems, "en") == en
    assert reports.count_text(problems, "fr") == fr


def test_a_validation_says_how_much_it_looked_at() -> None:
    assert reports.validation_summary([problem()], 12, "en") == "12 focus nodes checked: 1 violation"
    assert reports.validation_summary([], 0, "fr") == "0 nœuds vérifiés : aucun problème"
