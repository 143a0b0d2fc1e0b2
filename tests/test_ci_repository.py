"""A repository as people have one, with facts, a graph and shapes, and a CI server that shows annotations.

What each format says is read with other people's tools, as a CI server reads it.
"""

import contextlib
import functools
import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import junitparser
import pytest
from click.testing import CliRunner, Result
from rdflib import SH, Graph, Literal, Namespace

from trialgraph.cli import main

FOLDER = Path(__file__).parent / "fixtures" / "mutations"
PTR = Namespace("http://www.w3.org/2009/pointers#")
EARL = Namespace("http://www.w3.org/ns/earl#")

SHAPES = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix tg: <https://w3id.org/trialgraph/ns#> .
@prefix ours: <https://hospital.example/shapes#> .

ours:Trial a sh:NodeShape ;
  sh:targetClass tg:ClinicalTrial ;
  sh:property [
    sh:path tg:siteCount ;
    sh:minInclusive 10 ;
    sh:severity sh:Warning ;
    sh:message "We fund trials at 10 sites or more."@en ,
      "Nous finançons des essais dans 10 centres ou plus."@fr
  ] .

ours:Person a sh:NodeShape ;
  sh:targetClass tg:Person ;
  sh:property [ sh:path tg:name ; sh:minCount 1 ] .
"""

GRAPH = """\
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix tg: <https://w3id.org/trialgraph/ns#> .
@prefix trial: <https://w3id.org/trialgraph/id/trial/> .
@prefix endpoint: <https://w3id.org/trialgraph/id/endpoint/> .

trial:osmia a tg:ClinicalTrial ;
  rdfs:label "OSMIA" ;
  tg:siteCount 12 .

# A class misspelt: nothing says of what kind the thing is.
endpoint:osmia.walking-distance
  a tg:Endpiont ;
  rdfs:label "walking distance" .
"""

DRAFT = """\
document:
  id: osmia-2026-01-09
  language: en
  source: osmia.txt
  sha256: 0000000000000000000000000000000000000000000000000000000000000000
  length: 900
facts:
  - kind: ClinicalTrial
    id: osmia
    enrolment: 1,200
    evidence:
      - quote: 1,200 participants
        start: 12
        end: 30
"""


class Annotation(NamedTuple):
    """What stands beside a line of a file where somebody reviews it."""

    code: str
    file: str
    line: int | None
    severity: str


ENGLISH_TEXT = """\
The OSMIA trial starts

2 February 2026. The primary endpoint is walking distance. Dr Ada Osmond leads the trial.
"""
ENGLISH = f"""\
document:
  id: osmia-2026-02-02
  language: en
  source: osmia-start.txt
  sha256: {hashlib.sha256(ENGLISH_TEXT.encode()).hexdigest()}
  length: {len(ENGLISH_TEXT)}
  rights: Invented for the tests of TrialGraph, CC BY 4.0
  curator: TrialGraph contributors
  curated: 2026-02-03
facts:
  - kind: PressRelease
    id: osmia-2026-02-02
    title: The OSMIA trial starts
    issued: 2026-02-02
    evidence:
      - quote: The OSMIA trial starts
        start: 0
        end: 22
      - quote: 2 February 2026
        start: 24
        end: 39
  - kind: ClinicalTrial
    id: osmia
    name: OSMIA
    evidence:
      - quote: The OSMIA trial
        start: 0
        end: 15
  - kind: Endpoint
    id: osmia.walking-distance
    of_trial: osmia
    name: walking distance
    level: Primary
    verdict: NotStated
    evidence:
      - quote: The primary endpoint is walking distance
        start: 41
        end: 81
  - kind: Person
    id: ada-osmond
    name: Ada Osmond
    honorific: Doctor
    evidence:
      - quote: Dr Ada Osmond
        start: 83
        end: 96
"""
FRENCH = (FOLDER / "announcement.fr.yaml").read_text(encoding="utf-8")


def _line_of(words: str, text: str) -> int:
    """Give the line that the first of some words, which stand once in a text, stands on."""
    assert text.count(words) == 1, words
    return text.count("\n", 0, text.index(words)) + 1


ANNOTATIONS = {
    Annotation(
        "document-has-issuer", "facts/osmia-start.yaml", _line_of("kind: PressRelease", ENGLISH), "info"
    ),
    Annotation("not-an-integer", "facts/draft.yaml", _line_of("1,200\n", DRAFT), "violation"),
    Annotation(
        "primary-endpoint-has-timepoint",
        "facts/osmia-start.yaml",
        _line_of("kind: Endpoint", ENGLISH),
        "warning",
    ),
    Annotation(
        "Trial.siteCount.MinInclusive",
        "facts/announcement.fr.yaml",
        _line_of("site_count: 6", FRENCH),
        "warning",
    ),
    Annotation("class-is-declared", "graph.ttl", _line_of("a tg:Endpiont", GRAPH), "violation"),
}
OURS_EN = "We fund trials at 10 sites or more."
OURS_FR = "Nous finançons des essais dans 10 centres ou plus."


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a repository.

    Of its three fact files one has a mistake of its form, one lacks what our shapes ask for, and one is
    clean but for a shape of the hospital that keeps it. Its graph has a class misspelt.
    """
    root = tmp_path_factory.mktemp("repository")
    facts = root / "facts"
    facts.mkdir()
    shutil.copy(FOLDER / "announcement.fr.txt", facts)
    (facts / "osmia-start.txt").write_text(ENGLISH_TEXT, encoding="utf-8")
    (facts / "osmia-start.yaml").write_text(ENGLISH, encoding="utf-8")
    (facts / "announcement.fr.yaml").write_text(FRENCH, encoding="utf-8")
    (facts / "draft.yaml").write_text(DRAFT, encoding="utf-8")
    (root / "graph.ttl").write_text(GRAPH, encoding="utf-8")
    (root / "shapes.ttl").write_text(SHAPES, encoding="utf-8")
    return root


Run = Callable[..., Result]


@pytest.fixture(scope="module")
def validate(repository: Path) -> Run:
    """Give a function that validates what stands in the repository, once for the same options."""

    @functools.cache
    def run(*arguments: str) -> Result:
        with contextlib.chdir(repository):
            return CliRunner().invoke(main, ["validate", *arguments], catch_exceptions=False)

    return run


@pytest.fixture(scope="module")
def run(validate: Run) -> Run:
    """Give a function that validates the whole repository with its shapes, as its CI does."""
    return functools.partial(validate, ".", "--shapes", "shapes.ttl")


def test_text_has_a_line_for_each_annotation(run: Run) -> None:
    result = run()

    assert result.exit_code == 1
    lines = re.findall(
        r"^(.+?):(\d+)(?::\d+)?: (violation|warning|info): .*\[([\w.-]+)\]$", result.stdout, re.MULTILINE
    )
    assert {
        Annotation(code, file, int(line), severity) for file, line, severity, code in lines
    } == ANNOTATIONS


def test_json_has_every_place(run: Run) -> None:
    problems = json.loads(run("--format", "json").stdout)["problems"]

    assert {
        Annotation(problem["code"], problem["file"], problem["line"], problem["severity"])
        for problem in problems
    } == ANNOTATIONS


SARIF_LEVELS = {"error": "violation", "warning": "warning", "note": "info"}


def test_sarif_is_read_by_code_scanning(run: Run, sarif_schema: dict[str, Any]) -> None:
    log = json.loads(run("--format", "sarif").stdout)
    jsonschema.validate(log, sarif_schema)

    (only,) = log["runs"]
    found = set()
    for result in only["results"]:
        place = result["locations"][0]["physicalLocation"]
        code = result["ruleId"]
        found.add(
            Annotation(
                code,
                place["artifactLocation"]["uri"],
                place["region"]["startLine"],
                SARIF_LEVELS[result["level"]],
            )
        )
    assert found == ANNOTATIONS
    rules = {rule["id"] for rule in only["tool"]["driver"]["rules"]}
    assert {annotation.code for annotation in ANNOTATIONS} <= rules
    prints = [tuple(sorted(result["partialFingerprints"].items())) for result in only["results"]]
    assert len(set(prints)) == len(prints) == len(ANNOTATIONS)


def test_junit_is_read_by_junitparser(run: Run) -> None:
    text = run("--format", "junit", "--fail-on", "info").stdout
    report = junitparser.JUnitXml.fromstring(text.encode())

    found = {
        Annotation(str(case.name), str(suite.name), int(case._elem.get("line")), str(failure.type))
        for suite in report
        for case in suite
        for failure in case.result
        if isinstance(failure, junitparser.Failure)
    }
    assert found == ANNOTATIONS


def test_a_warning_fails_no_test_of_junit_unless_asked_to(run: Run) -> None:
    report = junitparser.JUnitXml.fromstring(run("--format", "junit").stdout.encode())

    assert report.failures == len([each for each in ANNOTATIONS if each.severity == "violation"])
    assert report.tests == len(ANNOTATIONS)


GITHUB_LEVELS = {"error": "violation", "warning": "warning", "notice": "info"}


def test_github_shows_annotations(run: Run) -> None:
    commands = re.findall(r"^::(\w+) (.*?)::(.*)$", run("--format", "github").stdout, re.MULTILINE)

    found = set()
    for level, options, _message in commands:
        values = dict(option.split("=", 1) for option in options.split(","))
        found.add(Annotation(values["title"], values["file"], int(values["line"]), GITHUB_LEVELS[level]))
    assert found == ANNOTATIONS


GITLAB_SEVERITIES = {"critical": "violation", "major": "violation", "minor": "warning", "info": "info"}


def test_gitlab_shows_code_quality(run: Run) -> None:
    issues = json.loads(run("--format", "gitlab").stdout)

    found = {
        Annotation(
            issue["check_name"],
            issue["location"]["path"],
            issue["location"]["lines"]["begin"],
            GITLAB_SEVERITIES[issue["severity"]],
        )
        for issue in issues
    }
    assert found == ANNOTATIONS
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == len(ANNOTATIONS)


def test_turtle_is_the_report_of_shacl(run: Run) -> None:
    report = Graph().parse(data=run("--format", "turtle").stdout, format="turtle")

    (root,) = report.subjects(predicate=SH.conforms)
    assert report.value(root, SH.conforms) == Literal(lexical_or_value=False)
    found = set()
    for result in report.objects(root, SH.result):
        pointer = report.value(result, EARL.pointer)
        line = report.value(pointer, PTR.lineNumber)
        severity = str(report.value(result, SH.resultSeverity)).rpartition("#")[2].lower()
        found.add((str(report.value(pointer, PTR.reference)), int(str(line)), severity))
    assert {annotation[1:] for annotation in ANNOTATIONS} == found


@pytest.mark.parametrize(("language", "words"), [("en", OURS_EN), ("fr", OURS_FR)])
def test_the_repositorys_own_shape_speaks_the_language_asked_for(run: Run, language: str, words: str) -> None:
    assert words in run("--lang", language).stdout


@pytest.mark.parametrize(
    ("options", "code"),
    [((), 1), (("--shapes", "absent.ttl"), 2), (("--skip", "no-such-check"), 2)],
)
def test_the_exit_code_tells_ci_what_to_do(run: Run, options: tuple[str, ...], code: int) -> None:
    assert run(*options).exit_code == code


@pytest.mark.parametrize(
    ("file", "fail_on", "code"),
    [
        ("facts/announcement.fr.yaml", "info", 0),
        ("facts/osmia-start.yaml", "violation", 0),
        ("facts/osmia-start.yaml", "warning", 1),
        ("facts/draft.yaml", "violation", 1),
        ("graph.ttl", "violation", 1),
        ("absent.yaml", "violation", 2),
    ],
)
def test_only_what_is_grave_enough_fails_the_build(validate: Run, file: str, fail_on: str, code: int) -> None:
    assert validate(file, "--fail-on", fail_on).exit_code == code


def test_what_is_switched_off_is_not_shown(validate: Run) -> None:
    assert validate("graph.ttl", "--skip", "class-is-declared").exit_code == 0


def test_a_report_goes_to_a_file_whole(run: Run, repository: Path) -> None:
    written = run("--format", "sarif", "-o", "report.sarif")

    assert written.stdout == ""
    assert (repository / "report.sarif").read_text(encoding="utf-8") == run("--format", "sarif").stdout
