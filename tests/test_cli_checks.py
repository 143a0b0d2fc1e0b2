"""The commands that check, as a CI job and a person call them: reports, exit codes, files that are mended."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from trialgraph.cli import main

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "tests" / "fixtures" / "mutations"
MISTAKES = ROOT / "docs" / "examples" / "five-mistakes.yaml"
TOPLINE = [str(ROOT / "docs" / "examples" / f"topline-{language}.txt") for language in ("en", "fr")]
Write = Callable[[str, str | bytes], Path]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["validate", FOLDER / "announcement.yaml"], 0),
        (["validate", MISTAKES], 1),
        (["validate", FOLDER / "announcement.yaml", "--skip", "no-such-check"], 2),
        (["validate", FOLDER / "announcement.yaml", "--shapes", "no-such-file.ttl"], 2),
        (["validate", FOLDER / "announcement.yaml", MISTAKES, "--fix"], 2),
        (["validate", "graph.ttl", "--fix"], 2),
        (["check", ROOT / "data" / "releases" / "ap-hp-twinss-2024-09-11.yaml"], 0),
        (["check", ROOT / "data" / "releases" / "ap-hp-twinss-2024-09-11.yaml", "--fail-on", "warning"], 1),
        (["check", "no-such-file.txt"], 2),
        (["explain", "value-not-in-quote"], 0),
        (["explain", "valeu-not-in-quote"], 2),
        (["compare", TOPLINE[0], TOPLINE[0]], 0),
        (["compare", *TOPLINE], 1),
        (["compare", TOPLINE[0], MISTAKES], 2),
        (["diff", TOPLINE[0], TOPLINE[1]], 2),
    ],
    ids=lambda value: " ".join(Path(part).name for part in value) if isinstance(value, list) else None,
)
def test_the_exit_code_can_be_trusted(arguments: list[str | Path], code: int) -> None:
    done = run(*arguments)
    assert done.exit_code == code, done.output
    assert "Traceback" not in done.output


def test_a_report_is_written_to_a_file_and_the_talk_is_not(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = run("validate", MISTAKES, "--format", "json", "-o", report)
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr == "1 file, 0 focus nodes checked: 5 violations\n"
    assert len(json.loads(report.read_text(encoding="utf-8"))["problems"]) == 5


@pytest.mark.parametrize("format_", ["json", "sarif", "gitlab", "github", "junit", "turtle"])
def test_what_stops_a_run_is_in_the_report_of_a_server(write: Write, format_: str) -> None:
    """Servers show reports: a file that cannot be read is to be seen there too."""
    broken = write("broken.ttl", "<urn:a> <urn:b> .\n")
    done = run("validate", broken, "--format", format_)
    assert done.exit_code == 2
    assert "rdf-syntax" in done.stdout
    assert "rdf-syntax" in done.stderr


def test_one_broken_file_does_not_hide_what_is_wrong_in_another(write: Write) -> None:
    broken = write("broken.ttl", "<urn:a> <urn:b> .\n")
    done = run("validate", broken, MISTAKES)
    assert done.exit_code == 2
    assert "unknown-word" in done.stderr
    assert f"{broken}:1:17" in done.stderr


def test_offsets_are_written_with_fix_and_nothing_else(tmp_path: Path) -> None:
    text = (FOLDER / "announcement.txt").read_text(encoding="utf-8")
    (tmp_path / "announcement.txt").write_text(f"Corrected. {text}", encoding="utf-8")
    facts = tmp_path / "announcement.yaml"
    original = (FOLDER / "announcement.yaml").read_text(encoding="utf-8")
    facts.write_text(original, encoding="utf-8")

    before = run("validate", facts, "--skip", "shipped")
    assert before.exit_code == 1
    assert "[quote-moved]" in before.stdout
    done = run("validate", facts, "--skip", "shipped", "--fix", "--lang", "fr")
    assert done.exit_code == 0, done.output
    assert "citations mises à jour, 0 introuvables dans le texte" in done.stderr
    assert [line.split("#")[1:] for line in facts.read_text(encoding="utf-8").splitlines()] == [
        line.split("#")[1:] for line in original.splitlines()
    ]
    again = facts.read_text(encoding="utf-8")
    assert run("validate", facts, "--skip", "shipped", "--fix").exit_code == 0
    assert facts.read_text(encoding="utf-8") == again


def test_the_finding_on_the_first_release_is_told_so_that_a_journalist_understands_it() -> None:
    done = run("check", ROOT / "data" / "releases" / "ap-hp-twinss-2024-09-11.yaml", "--lang", "fr")
    for words in (
        "8 personnes font 6 % d’un groupe de 124 à 145 personnes",
        "1 personne fait 2 % d’un groupe de 41 à 66 personnes",
        "165 à 211 personnes",
        "L’essai en compte 273",
        "en compte 173, ce qui correspond",
    ):
        assert words in done.stdout.replace("\u00a0", " ")
    assert ":868:17: avertissement:" in done.stdout


def test_texts_are_checked_as_they_are(write: Write) -> None:
    text = write(
        "release.txt",
        "Results of the DELTA trial\n\nIn the phase 3 DELTA trial, 300 adults with asthma were randomised to "
        "lorvatinib or placebo. The hazard ratio was 0.89 (95% CI 0.60 to 1.32; p=0.006).\n",
    )
    done = run("check", text, "--fail-on", "warning")
    assert done.exit_code == 1
    assert "[p-value-agrees-with-interval]" in done.stdout
    assert f"{text}:3:" in done.stdout


def test_a_page_is_read_in_both_languages() -> None:
    english, french = run("explain", "enrolment"), run("explain", "enrolment", "--lang", "fr")
    assert english.stdout.startswith("# enrolment\n")
    assert "How to mend" in english.stdout
    assert "Comment corriger" in french.stdout
    unknown = run("explain", "enrollment")
    assert "`enrolment`" in unknown.stderr


def test_graphs_are_compared_in_three_formats(write: Write) -> None:
    old, new = write("old.ttl", "<urn:a> <urn:b> 273 ."), write("new.ttl", "<urn:a> <urn:b> 274 .")
    assert run("diff", old, old).exit_code == 0
    for format_, words in (("text", "273 → 274"), ("patch", "TX ."), ("json", "274")):
        done = run("diff", old, new, "--format", format_)
        assert done.exit_code == 1
        assert words in done.stdout


def test_completion_knows_the_checks() -> None:
    typed = {"COMP_WORDS": "trialgraph explain value-", "COMP_CWORD": "2"}
    environment = {"_TRIALGRAPH_COMPLETE": "bash_complete", **typed}
    done = CliRunner().invoke(main, [], prog_name="trialgraph", env=environment)
    assert "value-not-in-quote" in done.output
