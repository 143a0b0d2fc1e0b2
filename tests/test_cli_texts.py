"""The command line on texts, as a stranger would try it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from trialgraph import factfiles
from trialgraph.cli import main

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "data" / "samples" / "hospital-olvarentug-en.txt"
TEXT = """# Lorvatinib helps in gout

Northfield, March 3, 2025 - The phase 3 SUNDIAL trial enrolled 273 patients with gout in 12 countries.
Patients were randomly assigned to lorvatinib 50 mg or placebo, Northfield University reports.
"""


def run(*arguments: object, stdin: bytes | None = None) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "release.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_draft_goes_to_standard_output_and_reads_back(text: Path, tmp_path: Path) -> None:
    done = run("extract", text)
    assert done.exit_code == 0
    draft = tmp_path / "draft.yaml"
    draft.write_text(done.stdout, encoding="utf-8")
    assert factfiles.load(draft).problems == ()
    assert "findings" in done.stderr


def test_lines_have_the_keys_that_were_promised(text: Path) -> None:
    done = run("extract", text, SAMPLE, "--format", "jsonl")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) >= 30
    assert all({"field", "value", "span", "quote", "rule"} <= line.keys() for line in lines)


def test_a_text_may_come_from_standard_input() -> None:
    done = run("extract", "-", "--format", "jsonl", stdin=TEXT.encode())
    assert {json.loads(line)["field"] for line in done.stdout.splitlines()} >= {"phase", "enrolment"}


def test_an_update_keeps_what_people_decided_and_their_comments(text: Path, tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    draft = run("extract", text).stdout
    rejected = "review: {status: Rejected, by: Ada Quill, on: 2026-11-23, why: a misprint}"
    where = draft.index("enrolment: 273")
    decided = draft[:where] + draft[where:].replace("review: {status: Draft}", rejected, 1)
    decided = decided.replace("facts:\n", "facts:\n  # Read on a train.\n", 1)
    facts.write_text(decided, encoding="utf-8")

    done = run("extract", text, "--update", facts)
    assert (done.exit_code, done.stdout) == (0, "")
    assert facts.read_text(encoding="utf-8") == decided
    assert "1 rejected before" in done.stderr
    assert "déjà rejetés" in run("extract", text, "--update", facts, "--lang", "fr").stderr


def test_an_update_from_another_text_changes_nothing(text: Path, tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    facts.write_text(run("extract", text).stdout, encoding="utf-8")
    before = facts.read_bytes()
    done = run("extract", SAMPLE, "--update", facts)
    assert done.exit_code == 1
    assert "other-text" in done.stderr
    assert facts.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("extract", "missing.txt"), "there is no file"),
        (("extract", "release.txt", "--update", "missing.yaml"), "there is no file"),
        (("extract", "release.txt", "other.txt"), "give one FILE"),
        (("extract", "empty.txt"), "there is no text in it"),
        (("read", "empty.txt"), "there is no text in it"),
        (("build", "empty.txt", "-o", "x.ttl"), "there is no text in it"),
    ],
)
def test_what_cannot_run_says_why(
    arguments: tuple[str, ...], expected: str, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(text.parent)
    Path("empty.txt").write_bytes(b"")
    done = run(*arguments)
    assert done.exit_code == 2
    assert expected in done.stderr
    assert not Path("x.ttl").exists()


def test_marks_are_brackets_where_there_is_no_terminal(text: Path) -> None:
    plain, marked = run("read", text).stdout, run("read", text, "--marks").stdout
    assert plain == TEXT
    assert "⟧[" in marked
    assert "\x1b" not in marked


@pytest.mark.usefixtures("text")
def test_a_folder_gives_its_texts_but_not_its_readme(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# The trial enrolled 900 patients\n", encoding="utf-8")
    done = run("build", tmp_path, "-o", tmp_path / "graph.ttl")
    assert done.exit_code == 0, done.stderr
    graph = (tmp_path / "graph.ttl").read_text(encoding="utf-8")
    assert "273" in graph
    assert "900" not in graph


def test_a_fact_file_wins_over_its_text(text: Path, tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    facts.write_text(
        run("extract", text).stdout.replace("enrolment: 273", "enrolment: 274"), encoding="utf-8"
    )
    done = run("build", tmp_path, "-o", "-")
    assert done.exit_code == 0, done.stderr
    assert "274" in done.stdout
    assert "273" not in done.stdout


def test_a_text_without_a_trial_says_so_and_invents_nothing() -> None:
    done = run("extract", ROOT / "data" / "samples" / "animal-study-en.txt", "--format", "jsonl")
    assert done.exit_code == 0
    assert "no clinical trial" in done.stderr
    fields = {json.loads(line)["field"] for line in done.stdout.splitlines()}
    assert fields <= {"publication_date", "release_date", "issuer", "institution"}


def test_a_text_in_a_language_without_rules_names_the_language() -> None:
    spanish = (
        "El ensayo clínico de fase 3 incluyó 273 pacientes con gota y los resultados fueron publicados hoy."
    )
    done = run("extract", "-", stdin=spanish.encode())
    assert done.exit_code == 2
    assert "Spanish" in done.stderr
    assert done.stdout == ""
