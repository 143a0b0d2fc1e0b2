"""The README tells the truth: its commands are run, and print what it shows.

`python tests/test_readme.py` writes the output of the commands into the README: read the difference.
"""

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
BLOCK = re.compile(r"^```console\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with what the README's commands read, and an empty build/."""
    folder = tmp_path_factory.mktemp("checkout")
    prepare(folder)
    return folder


def prepare(folder: Path) -> None:
    for name in ("data", "docs"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "build").mkdir()
    release = "data/releases/ap-hp-twinss-2024-09-11.yaml"
    run(f"trialgraph build {release} -o build/trialgraph.ttl -o build/trialgraph.trig", folder)


def run(command: str, folder: Path) -> str:
    """Run a command of ours and give all that it prints, as a terminal shows it."""
    words = shlex.split(command)
    assert words[0] == "trialgraph"
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env={**os.environ, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


def blocks() -> list[tuple[str, str]]:
    return [(found["command"], found["output"]) for found in BLOCK.finditer(README.read_text("utf-8"))]


def test_the_readme_has_examples() -> None:
    assert len(blocks()) >= 6


@pytest.mark.parametrize(("command", "output"), blocks(), ids=[command for command, _ in blocks()])
def test_a_command_prints_what_the_readme_shows(command: str, output: str, checkout: Path) -> None:
    assert output == run(command, checkout)


def test_the_python_example_runs(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(checkout)
    result = doctest.testfile(str(README), module_relative=False, encoding="utf-8")

    assert result.failed == 0
    assert result.attempted >= 5


def test_every_file_that_the_readme_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README.read_text("utf-8"))

    assert len(links) >= 10
    assert [link for link in links if not (ROOT / link).exists()] == []


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        prepare(Path(name))
        README.write_text(
            BLOCK.sub(
                lambda found: f"```console\n$ {found['command']}\n{run(found['command'], Path(name))}```",
                README.read_text("utf-8"),
            ),
            "utf-8",
        )
