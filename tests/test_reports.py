"""Reports: problems as a person reads them on a terminal."""

import dataclasses
import json
import os
import re
from typing import Any, NamedTuple

import jsonschema
import junitparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trialgraph import reports
from trialgraph.problems import Bilingual, Check, Checked, Location, Problem, Severity


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
    counts = {"tgs:Arm": 4, "tgs:Cohort": 0, "Ours": 8}
    found = Checked(problems=(problem(),), files=("a.ttl", "b.ttl"), focus_nodes=counts)

    assert reports.validation_summary(found, "en") == (
        "focus nodes: Ours 8, Arm 4\nselected nothing: Cohort\n2 files, 12 focus nodes checked: 1 violation\n"
    )
    assert reports.validation_summary(Checked(problems=(), files=("a.ttl",)), "fr") == (
        "1 fichier, 0 nœud vérifié : aucun problème\n"
    )
    assert reports.validation_summary(found, "fr").endswith("2 fichiers, 12 nœuds vérifiés : 1 violation\n")


def test_the_counts_of_focus_nodes_are_wrapped_between_shapes() -> None:
    counts = {f"a-shape-with-a-long-name-{number}": 1 for number in range(20)}
    *lines, _total = reports.validation_summary(Checked(problems=(), focus_nodes=counts), "en").splitlines()

    assert len(lines) > 1
    assert max(len(line) for line in lines) <= 110
    assert all(re.fullmatch(r"(focus nodes:|  ?)( ?[a-z-]+[0-9]+ 1,?)+", line) for line in lines)


def test_the_code_of_a_shape_cannot_steer_the_terminal() -> None:
    found = Checked(problems=(), focus_nodes={"\x1b[2J": 1})

    assert "\x1b" not in reports.validation_summary(found, "en")


# Formats for programs


HOSTILE = "a,b:c%d\r\n::error::x\x1b[2J\x00]]>&<\"'\u2028\u202e\ufffe\udcff\U0001f600{0}[x](1)"
CHECK = Check(
    code="wrong-sum",
    severity="warning",
    what=Bilingual(en="sums are right", fr="les sommes sont justes"),
    why=Bilingual(en="people add up", fr="on additionne"),
    mend=Bilingual(en="add again", fr="recomptez"),
    example="a: 1",
    syntax="yaml",
)
FOUND = Checked(
    problems=(FULL, problem(), problem("info", line=None), problem("info", quote=HOSTILE, about=HOSTILE)),
    files=("a.yaml", "data/été 1.ttl"),
    focus_nodes={"tgs:Arm": 4},
)


def render(checked: Checked, format_: str, *, language: str = "en", fail_on: Severity = "violation") -> str:
    return reports.render(checked, {"wrong-sum": CHECK}, format_, language=language, fail_on=fail_on)


def texts() -> st.SearchStrategy[str]:
    return st.text() | st.just(HOSTILE)


def names() -> st.SearchStrategy[str]:
    """Give names of files as a file system has them: of any bytes but two."""
    return st.binary(min_size=1).filter(lambda name: b"\0" not in name).map(os.fsdecode)


@st.composite
def checked(draw: st.DrawFn) -> Checked:
    problems = [
        Problem(
            code=draw(st.sampled_from(["wrong-sum", "unknown-field"])),
            severity=draw(st.sampled_from(["violation", "warning", "info"])),
            message=Bilingual(en=draw(texts()), fr=draw(texts())),
            location=Location(
                file=draw(names()),
                line=draw(st.none() | st.integers(1, 9)),
                column=draw(st.none() | st.just(7)),
            ),
            hint=draw(st.none() | st.builds(Bilingual, en=texts(), fr=texts())),
            quote=draw(st.none() | texts()),
            value=draw(st.none() | texts()),
            about=draw(st.none() | texts()),
        )
        for _ in range(draw(st.integers(0, 5)))
    ]
    return Checked(problems=tuple(problems), files=tuple(draw(st.lists(names(), max_size=2))))


def test_a_report_of_text_is_grouped_and_capped() -> None:
    many = tuple(
        dataclasses.replace(problem(line=line), location=Location(file=file, line=line))
        for file in ("b.ttl", "a.ttl")
        for line in range(1, 226)
    )
    lines = render(Checked(problems=many), "text").splitlines()
    assert lines[9:12] == [
        "a.ttl:10: violation: the sum is wrong [wrong-sum]",
        "a.ttl: and 215 more like this [wrong-sum]",
        "",
    ]
    assert len(lines) == 23
    assert "b.ttl: et 215 autres comme celui-ci [wrong-sum]" in render(
        Checked(problems=many), "text", language="fr"
    )
    assert "b.ttl: et 1 autre comme celui-ci" in render(Checked(problems=many[:11]), "text", language="fr")


def test_the_name_of_a_file_with_many_problems_cannot_steer_the_terminal() -> None:
    place = Location(file="\x1b[2J.ttl")
    many = Checked(problems=(dataclasses.replace(problem(), location=place),) * 11)

    assert "\x1b" not in render(many, "text")


def test_a_value_is_shown_unless_the_message_has_it() -> None:
    shown = dataclasses.replace(problem(), value="273")
    assert "  value: 273\n" in render(Checked(problems=(shown,)), "text")
    said = dataclasses.replace(shown, message=Bilingual(en="273 is wrong", fr="273 est faux"))
    assert "value" not in render(Checked(problems=(said,)), "text")


def test_half_a_character_in_a_name_stops_no_report() -> None:
    """Python reads a byte that is not UTF-8 in the name of a file as one."""
    place = Location(file=os.fsdecode(b"odd\xff.yaml"), line=1)
    found = Checked(problems=(dataclasses.replace(problem(), location=place),), files=(place.file,))

    assert all("odd" in render(found, format_).encode().decode() for format_ in reports.FORMATS)
    assert "odd%FF.yaml" in render(found, "sarif")


@pytest.mark.parametrize("format_", sorted(reports.FORMATS))
def test_a_long_quote_is_cut(format_: str) -> None:
    """A hostile file could give a long quote to each of many problems."""
    found = Checked(problems=(dataclasses.replace(problem(quote="9" * 100_000), value="8" * 100_000),))

    assert len(render(found, format_)) < 6_000


def test_json_has_everything() -> None:
    document = json.loads(render(FOUND, "json"))
    assert document["summary"] == {"violation": 1, "warning": 1, "info": 2}
    assert document["files"] == ["a.yaml", "data/été 1.ttl"]
    [full] = [each for each in document["problems"] if each["severity"] == "warning"]
    assert full == {
        "code": "wrong-sum",
        "severity": "warning",
        "file": "a.yaml",
        "line": 3,
        "column": 7,
        "message": {"en": "the sum is wrong", "fr": "la somme est fausse"},
        "hint": {"en": "count again", "fr": "recomptez"},
        "about": "group:twinss.cohort-1",
        "value": None,
        "quote": "80 participants",
    }


@given(checked())
def test_json_parses_whatever_it_tells(found: Checked) -> None:
    assert len(json.loads(render(found, "json"))["problems"]) == len(found.problems)


@given(found=checked())
@settings(max_examples=30)
def test_sarif_is_valid_whatever_it_tells(found: Checked, sarif_schema: dict[str, Any]) -> None:
    document = json.loads(render(found, "sarif"))
    jsonschema.validate(document, sarif_schema)
    assert len(document["runs"][0]["results"]) == len(found.problems)


def test_sarif_says_where_which_rule_and_how_to_mend(sarif_schema: dict[str, Any]) -> None:
    document = json.loads(render(FOUND, "sarif", language="fr"))
    jsonschema.validate(document, sarif_schema)
    run = document["runs"][0]
    [rule] = run["tool"]["driver"]["rules"]
    assert (rule["id"], rule["defaultConfiguration"]["level"]) == ("wrong-sum", "warning")
    assert rule["help"]["text"] == "on additionne\n\nPour corriger : recomptez"
    assert "```yaml\na: 1\n```" in rule["help"]["markdown"]
    assert rule["shortDescription"]["text"] == "les sommes sont justes"
    assert run["invocations"] == [{"executionSuccessful": True}]
    results = {result["level"]: result for result in run["results"]}
    assert results["warning"]["message"]["text"].splitlines() == [
        "group:twinss.cohort-1: la somme est fausse",
        "citation: « 80 participants »",
        "conseil: recomptez",
    ]
    assert results["warning"]["locations"][0]["logicalLocations"] == [
        {"fullyQualifiedName": "group:twinss.cohort-1", "kind": "resource"}
    ]
    place = results["warning"]["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 3, "startColumn": 7}
    assert place["artifactLocation"] == {"uri": "a.yaml", "uriBaseId": "%SRCROOT%"}
    assert [artifact["location"]["uri"] for artifact in run["artifacts"]] == [
        "a.yaml",
        "data/%C3%A9t%C3%A9%201.ttl",
    ]
    assert any("region" not in each["locations"][0]["physicalLocation"] for each in run["results"])


def test_sarif_has_a_rule_for_each_code_with_a_page_or_without(sarif_schema: dict[str, Any]) -> None:
    """GitHub asks for the descriptions of every rule, and for texts that are not empty."""
    own = dataclasses.replace(problem("info"), code="Ours.MinCount", message=Bilingual(en="", fr=""))
    document = json.loads(render(Checked(problems=(problem(), own)), "sarif"))
    jsonschema.validate(document, sarif_schema)
    run = document["runs"][0]
    rules = run["tool"]["driver"]["rules"]

    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == ["Ours.MinCount", "wrong-sum"]
    assert [result["message"]["text"] for result in run["results"]] == ["Ours.MinCount", "the sum is wrong"]
    assert rules[0]["defaultConfiguration"]["level"] == "note"
    assert all(
        rule[part]["text"] for rule in rules for part in ("shortDescription", "fullDescription", "help")
    )


def test_nothing_in_a_message_of_sarif_is_a_placeholder_or_a_link() -> None:
    hostile = Bilingual(en="{0} [here](https://example.org) \\](1)", fr="")
    found = Checked(problems=(dataclasses.replace(problem(), message=hostile),))
    [result] = json.loads(render(found, "sarif"))["runs"][0]["results"]

    assert result["message"]["text"] == "{{0}} [here] (https://example.org) \\] (1)"


def test_fingerprints_stay_where_lines_move_and_tell_repeats_apart() -> None:
    def fingerprints(*lines: int) -> list[str]:
        document = json.loads(render(Checked(problems=tuple(problem(line=line) for line in lines)), "sarif"))
        return [each["partialFingerprints"]["trialgraph/v1"] for each in document["runs"][0]["results"]]

    assert fingerprints(1, 2) == fingerprints(8, 9)
    assert len(set(fingerprints(1, 2, 3))) == 3


def test_fingerprints_tell_apart_what_differs_and_nothing_else() -> None:
    def fingerprint(**changes: Any) -> str:
        found = Checked(problems=(dataclasses.replace(problem(), **changes),))
        [record] = json.loads(render(found, "gitlab"))
        return str(record["fingerprint"])

    def says(text: str) -> Bilingual:
        return Bilingual(en=text, fr="")

    assert fingerprint() == fingerprint(location=Location(file="./a.yaml", line=80), hint=says("no matter"))
    assert fingerprint(message=says("as at line 3")) == fingerprint(message=says("as at line 12"))
    differing: list[dict[str, Any]] = [
        {"code": "other"},
        {"location": Location(file="b.yaml")},
        {"about": "arm:a"},
        {"value": "1"},
        {"quote": "1"},
        {"message": says("other")},
    ]
    assert len({fingerprint(**changes) for changes in [{}, *differing]}) == len(differing) + 1


@given(checked())
def test_junit_is_xml_whatever_it_tells(found: Checked) -> None:
    suites = list(junitparser.JUnitXml.fromstring(render(found, "junit").encode()))
    assert len(suites) == len({*found.files, *(each.location.file for each in found.problems)})


@pytest.mark.parametrize(("fail_on", "failing"), [("violation", 1), ("info", 1)])
def test_junit_fails_as_the_command_does(fail_on: Severity, failing: int) -> None:
    root = junitparser.JUnitXml.fromstring(render(FOUND, "junit", fail_on=fail_on).encode())
    assert (root.tests, root.failures) == (2, failing)
    suites = {suite.name: list(suite) for suite in root}
    [clean] = suites["data/été 1.ttl"]
    assert clean.is_passed
    [case] = suites["a.yaml"]
    assert (case.name, case.classname) == ("wrong-sum", "a.yaml")
    told = case.result[0].text
    assert told.count("[wrong-sum]") == (1 if fail_on == "violation" else 4)
    mild = render(Checked(problems=(FULL,)), "junit", fail_on="violation")
    [case] = next(iter(junitparser.JUnitXml.fromstring(mild.encode())))
    assert case.is_passed
    assert "count again" in case.system_out


def test_github_escapes_and_puts_the_gravest_first() -> None:
    lines = render(FOUND, "github").splitlines()
    assert lines[0] == "::error file=a.yaml,line=3,col=7,title=wrong-sum::the sum is wrong"
    assert lines[1] == (
        "::warning file=a.yaml,line=3,col=7,title=wrong-sum::"
        "group:twinss.cohort-1: the sum is wrong%0Aquote: « 80 participants »%0Ahint: count again"
    )
    assert "::notice file=a.yaml,title=wrong-sum::the sum is wrong" in lines


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    data: str


def run_by_github(line: str) -> Command:
    """Read a line as the runner of GitHub does (`src/Runner.Common/ActionCommand.cs` in actions/runner)."""
    assert line.startswith("::")
    head, data = line.removeprefix("::").split("::", 1)
    name, _, listed = head.partition(" ")
    pairs = [pair.split("=", 1) for pair in listed.split(",")]
    marks = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}

    def plain(text: str, known: list[str]) -> str:
        for mark in known:
            text = text.replace(mark, marks[mark])
        return text

    return Command(
        name,
        {key: plain(text, list(marks)) for key, text in pairs},
        plain(data, ["%0D", "%0A", "%25"]),
    )


@given(checked())
def test_each_problem_is_one_command_of_github(found: Checked) -> None:
    # The runner reads lines as .NET does: each of these ends one.
    lines = re.split("\r\n|[\r\n]", render(found, "github"))[:-1]
    commands = [run_by_github(line) for line in lines]

    assert len(lines) == len(found.problems)
    levels = {"violation": "error", "warning": "warning", "info": "notice"}
    assert [command.name for command in commands] == sorted(
        (levels[each.severity] for each in found.problems), key=list(levels.values()).index
    )
    assert {command.properties["title"] for command in commands} == {each.code for each in found.problems}
    assert all(set(command.properties) <= {"file", "line", "col", "title"} for command in commands)


def test_what_github_reads_is_what_was_told() -> None:
    text = "100 % of a,b: c\n::error::x %0A"
    place = Location(file="./a::b,c %25.ttl", line=3, column=7)
    found = dataclasses.replace(problem(), message=Bilingual(en=text, fr=""), location=place, about="arm:a")
    command = run_by_github(render(Checked(problems=(found,)), "github").removesuffix("\n"))

    assert command == Command(
        "error",
        {"file": "a::b,c %25.ttl", "line": "3", "col": "7", "title": "wrong-sum"},
        # A line feed in a message, where we write none, is not one of ours.
        "arm:a: 100 % of a,b: c\\x0a::error::x %0A",
    )


def test_gitlab_has_what_code_quality_asks_for() -> None:
    records = json.loads(render(FOUND, "gitlab"))
    assert [record["severity"] for record in records].count("critical") == 1
    assert {record["location"]["lines"]["begin"] for record in records} == {1, 3}
    assert len({record["fingerprint"] for record in records}) == len(records)
    dotted = dataclasses.replace(problem(), location=Location(file="./facts/a.yaml"))
    [record] = json.loads(render(Checked(problems=(dotted,)), "gitlab"))
    assert record["location"] == {"path": "facts/a.yaml", "lines": {"begin": 1}}
    assert all(
        set(record) >= {"description", "check_name", "fingerprint", "severity", "location"}
        for record in records
    )


@pytest.mark.parametrize("format_", sorted(reports.FORMATS))
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_same_input_gives_the_same_bytes(format_: str, language: str) -> None:
    assert render(FOUND, format_, language=language) == render(FOUND, format_, language=language)


@pytest.mark.parametrize("format_", sorted(reports.FORMATS))
@given(found=checked())
@settings(max_examples=30)
def test_no_format_lets_a_file_steer_a_terminal(format_: str, found: Checked) -> None:
    shown = render(found, format_)

    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e\u2066]", shown)
    assert shown.encode().decode() == shown
