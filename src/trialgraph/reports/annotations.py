"""What was found, as notes that GitHub and GitLab show beside the lines of a change."""

from collections.abc import Mapping
from types import MappingProxyType

from trialgraph.problems import SEVERITIES, Checked, Problem, Severity, in_order
from trialgraph.reports.fingerprints import with_fingerprints
from trialgraph.reports.plain import repository_path, to_json, visible
from trialgraph.reports.text import in_lines

_COMMANDS: Mapping[Severity, str] = MappingProxyType(
    {"violation": "error", "warning": "warning", "info": "notice"}
)
_SEVERITIES: Mapping[Severity, str] = MappingProxyType(
    {"violation": "critical", "warning": "minor", "info": "info"}
)


def github(checked: Checked, language: str) -> str:
    """Write a workflow command for each problem: `::error file=…,line=…,col=…,title=…::message`.

    GitHub shows ten of each level in a step, so that the gravest come first. What is escaped is told in
    https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions.
    """
    ranked = sorted(in_order(checked.problems), key=lambda each: SEVERITIES.index(each.severity))
    return "".join(f"{_command(problem, language)}\n" for problem in ranked)


def gitlab(checked: Checked, language: str) -> str:
    """Write the report of code quality: a JSON array, with `begin` 1 where no line is known.

    A violation is `critical`, a warning `minor`, an info `info`. The format is told in
    https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format.
    """
    records = [
        {
            "description": _told(problem, language),
            "check_name": problem.code,
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[problem.severity],
            "location": {
                "path": repository_path(problem.location.file),
                "lines": {"begin": problem.location.line or 1},
            },
        }
        for problem, fingerprint in with_fingerprints(in_order(checked.problems))
    ]
    return to_json(records)


def _told(problem: Problem, language: str) -> str:
    return "\n".join(visible(line) for line in in_lines(problem, language))


def _command(problem: Problem, language: str) -> str:
    properties = {
        "file": repository_path(problem.location.file),
        "line": problem.location.line,
        "col": problem.location.column,
        "title": problem.code,
    }
    named = ",".join(
        f"{name}={_property(str(text))}" for name, text in properties.items() if text is not None
    )
    return f"::{_COMMANDS[problem.severity]} {named}::{_data(_told(problem, language))}"


def _data(text: str) -> str:
    r"""Escape what would end a command or begin another; `visible` leaves no carriage return.

    >>> _data("100 %\n::error::x")
    '100 %25%0A::error::x'
    """
    return text.replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
