"""The hooks of pre-commit, the action of GitHub and the examples of docs/ci.md fit the command they run."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from trialgraph.cli import main

ROOT = Path(__file__).parent.parent
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
DOCS = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
EXAMPLES: list[dict[str, Any]] = [
    yaml.safe_load(text) for text in re.findall(r"```yaml\n(.+?)```", DOCS, re.DOTALL)
]

MISTAKEN = "::error::not a fact file\n"
TURTLE = """\
@prefix tg: <https://w3id.org/trialgraph/ns#> .
@prefix trial: <https://w3id.org/trialgraph/id/trial/> .
trial:osmia a tg:ClinicalTrail .
"""


def parsed(arguments: list[str]) -> click.Context:
    """Read the arguments of a command as the command line does, without running it."""
    name, *rest = arguments
    return main.commands[name].make_context(name, rest)


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook["id"]))
def test_a_hook_runs_a_command_with_options_that_it_has(hook: dict[str, Any]) -> None:
    program, *arguments = hook["entry"].split()

    assert program == "trialgraph"
    context = parsed([*arguments, *hook.get("args", []), "a.yaml", "b.ttl"])
    assert context.params["sources"] == ("a.yaml", "b.ttl")


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook["id"]))
@pytest.mark.parametrize(
    ("file", "taken"),
    [("facts/a.yaml", True), ("b.ttl", True), ("c.jsonld", True), ("a.py", False), (".github/x.yaml", False)],
)
def test_a_hook_takes_what_can_be_validated(hook: dict[str, Any], file: str, taken: bool) -> None:  # noqa: FBT001
    assert bool(re.search(hook["files"], file) and not re.search(hook["exclude"], file)) is taken


def test_the_examples_use_hooks_inputs_and_options_that_there_are() -> None:
    hooks = [hook for each in EXAMPLES for repo in each.get("repos", []) for hook in repo["hooks"]]
    assert {hook["id"] for hook in hooks} == {hook["id"] for hook in HOOKS}
    for hook in hooks:
        parsed([hook["id"].removeprefix("trialgraph-"), *hook.get("args", []), "a.yaml"])

    steps = [step for each in EXAMPLES for job in each.get("jobs", {}).values() for step in job["steps"]]
    ours = [step for step in steps if "trialgraph@" in step.get("uses", "")]
    assert len(ours) == 2
    assert {name for step in ours for name in step["with"]} <= set(ACTION["inputs"])

    commands = re.findall(r"trialgraph (validate .+?)(?: \|\||'?\n)", DOCS)
    assert len(commands) >= 5
    for command in commands:
        parsed(command.split())


def test_the_defaults_of_the_action_are_those_of_the_command() -> None:
    context = parsed(["validate", "a.yaml"])

    assert ACTION["inputs"]["fail-on"]["default"] == context.params["fail_on"]
    assert ACTION["inputs"]["language"]["default"] == context.params["language"]


class Runner:
    """Runs the script of the action as a runner of GitHub does, but installs nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output = folder / "output"
        self.python = folder / "python"
        self.python.write_text(
            f"""#!/bin/sh
mkdir -p "$3/bin"
printf '#!/bin/sh\\ncase "$2" in pip) exit 0 ;; esac\\nexec "{sys.executable}" "$@"\\n' > "$3/bin/python"
printf '#!/bin/sh\\nexec "{sys.executable}" -m trialgraph "$@"\\n' > "$3/bin/trialgraph"
chmod +x "$3/bin/python" "$3/bin/trialgraph"
""",
            encoding="utf-8",
        )
        self.python.chmod(0o755)

    def run(self, **inputs: str) -> subprocess.CompletedProcess[str]:
        step = ACTION["runs"]["steps"][-1]
        given = {
            name: inputs.get(name.replace("-", "_"), each["default"])
            for name, each in ACTION["inputs"].items()
        }
        values = {
            "${{ steps.python.outputs.python-path }}": str(self.python),
            "${{ github.action_path }}": str(ROOT),
            **{f"${{{{ inputs.{name} }}}}": value for name, value in given.items()},
        }
        variables = {name: values[expression] for name, expression in step["env"].items()}
        return subprocess.run(
            ["/bin/bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
            cwd=self.folder,
            env={
                **os.environ,
                **variables,
                "RUNNER_TEMP": str(self.folder),
                "GITHUB_OUTPUT": str(self.output),
            },
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )

    def report(self) -> str:
        """Give the name of the report that the action gave as its output."""
        return self.output.read_text(encoding="utf-8").strip().removeprefix("report=")


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    if os.name == "nt":
        pytest.skip("the stand-in for Python is a script of sh")
    (tmp_path / "my graph.ttl").write_text(TURTLE, encoding="utf-8")
    return Runner(tmp_path)


def test_no_input_is_pasted_into_the_script() -> None:
    assert "${{" not in ACTION["runs"]["steps"][-1]["run"]


def test_the_action_annotates_and_fails(runner: Runner) -> None:
    result = runner.run(files="my graph.ttl\n")

    assert result.returncode == 1, result.stderr
    assert "::error file=my graph.ttl,line=3,col=15,title=class-is-declared::" in result.stdout
    assert Path(runner.report()).read_text(encoding="utf-8").startswith("::error file=my graph.ttl")


def test_the_action_prints_a_report_for_people(runner: Runner) -> None:
    result = runner.run(files="my graph.ttl", format="text")

    _, token, rest = re.split(r"^::stop-commands::([0-9a-f]{32})$", result.stdout, flags=re.MULTILINE)
    assert "my graph.ttl:3:15: violation: tg:ClinicalTrail" in rest
    assert rest.endswith(f"::{token}::\n")


def test_the_action_gives_on_its_inputs_and_runs_none_of_them(runner: Runner) -> None:
    hostile = '"; touch pwned; $(touch pwned) `touch pwned`'
    result = runner.run(files=f"\n{hostile}\n--help", language="fr")

    assert result.returncode == 2
    assert f"il n’y a pas de fichier `{hostile}`" in result.stdout
    assert "il n’y a pas de fichier `--help`" in result.stdout
    assert not (runner.folder / "pwned").exists()
    assert not runner.output.exists() or Path(runner.report()).is_file()


def test_the_action_gives_on_shapes_and_severity(runner: Runner) -> None:
    assert "`ours.ttl`" in runner.run(files="my graph.ttl", shapes="ours.ttl").stdout
    assert runner.run(files="my graph.ttl", fail_on="nothing").returncode == 2


@pytest.mark.parametrize("format_", ["text", "github", "sarif"])
def test_github_reads_no_command_in_a_file(runner: Runner, format_: str) -> None:
    (runner.folder / "bad.yaml").write_text(MISTAKEN, encoding="utf-8")
    (runner.folder / "bad.ttl").write_text("::error::x y z\n", encoding="utf-8")
    result = runner.run(files="bad.yaml\nbad.ttl", format=format_)

    assert result.returncode == 2
    before, token, rest = re.split(r"^::stop-commands::([0-9a-f]{32})$", result.stdout, flags=re.MULTILINE)
    inside, after = rest.split(f"::{token}::")
    assert "bad.ttl:1:1" in inside
    assert after.strip() == ""
    assert all(line.startswith("::error file=bad") for line in before.splitlines())
