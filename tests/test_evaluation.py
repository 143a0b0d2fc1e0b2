"""The evaluation holds each field to its floor, and says so where it cannot."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOOL = ROOT / "tools" / "evaluate.py"
SHARED = ROOT.parent / "shared"
needs_corpus = pytest.mark.skipif(
    not (SHARED / "eval" / "score.py").is_file(), reason="../shared/eval and ../shared/corpus are absent"
)


def evaluate(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / "tools" / "evaluate.py"), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Give a repository with the tool alone; what it scores with is the installed package."""
    (tmp_path / "repository" / "tools").mkdir(parents=True)
    for name in ("evaluate.py", "evaluation-floors.json"):
        shutil.copy(ROOT / "tools" / name, tmp_path / "repository" / "tools")
    return tmp_path / "repository"


def test_without_the_corpus_it_says_so(copy: Path) -> None:
    done = evaluate(copy)
    assert done.returncode == 0
    assert "not beside this repository" in done.stdout


@needs_corpus
def test_every_floor_holds() -> None:
    done = evaluate(ROOT)
    assert done.returncode == 0, done.stderr
    assert "other texts" not in done.stderr
    assert done.stdout.count("micro P=") == 3


@needs_corpus
def test_a_floor_that_is_not_reached_fails_and_is_not_lowered_unasked(copy: Path) -> None:
    (copy.parent / "shared").symlink_to(SHARED)
    floors = copy / "tools" / "evaluation-floors.json"
    pinned = json.loads(floors.read_text())
    reached = pinned["seed"]["floors"]["dose"]
    pinned["seed"]["floors"]["dose"] = 2.0
    floors.write_text(json.dumps(pinned))

    done = evaluate(copy, "--pin")
    assert done.returncode == 1
    assert "seed: dose is" in done.stderr
    assert json.loads(floors.read_text())["seed"]["floors"]["dose"] == 2.0

    assert evaluate(copy, "--pin", "--lower-floors").returncode == 0
    assert json.loads(floors.read_text())["seed"]["floors"]["dose"] == reached


@needs_corpus
def test_floors_of_other_texts_say_nothing(copy: Path) -> None:
    (copy.parent / "shared").symlink_to(SHARED)
    floors = copy / "tools" / "evaluation-floors.json"
    pinned = json.loads(floors.read_text())
    for corpus in pinned.values():
        corpus["sha256"] = "0" * 64
    floors.write_text(json.dumps(pinned))
    done = evaluate(copy)
    assert done.returncode == 0
    assert done.stderr.count("other texts") == 3
