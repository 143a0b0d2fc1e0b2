"""The built wheel works by itself: it carries the ontology, shapes, queries and terminologies."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it into an empty folder."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=installed.parent,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_is_what_runs(installed: Path) -> None:
    done = run(installed, "-c", "import trialgraph; print(trialgraph.__file__)")

    assert done.stdout.strip() == str(installed / "trialgraph" / "__init__.py")


def test_the_wheel_carries_everything_it_reads(installed: Path) -> None:
    resources = installed / "trialgraph" / "_resources"
    for folder, least in (("ontology", 4), ("shapes", 5), ("queries", 25), ("data/terminologies", 3)):
        shipped = sorted(path.name for path in (resources / folder).iterdir())
        assert shipped == sorted(path.name for path in (ROOT / folder).iterdir())
        assert len(shipped) >= least


def test_a_graph_is_built_and_asked_with_the_wheel_alone(installed: Path) -> None:
    output = installed.parent / "graph.ttl"
    built = run(installed, "-m", "trialgraph", "build", str(ROOT / "data" / "releases"), "-o", str(output))
    assert (built.returncode, output.exists()) == (0, True)

    sample = ROOT / "data" / "samples" / "hospital-olvarentug-en.txt"
    drafted = run(installed, "-m", "trialgraph", "extract", str(sample), "--format", "jsonl")
    assert drafted.returncode == 0
    assert len(drafted.stdout.splitlines()) >= 20

    asked = run(
        installed, "-m", "trialgraph", "query", "-g", str(output), "--name", "arms", "--format", "csv"
    )
    assert asked.returncode == 0
    assert len(asked.stdout.splitlines()) >= 7
