"""What was found, as JSON for programs."""

from typing import Any

from trialgraph.problems import SEVERITIES, Checked, Problem, in_order
from trialgraph.reports.plain import excerpt, to_json


def report(checked: Checked) -> str:
    """Write one JSON object: `version`, `summary`, `files`, `focus_nodes` and `problems`.

    `summary` counts problems by severity; `focus_nodes` counts focus nodes by shape. A problem has `code`,
    `severity`, `file`, `line`, `column` (from 1, in code points), `message` and `hint` (each in `en` and
    `fr`), `about` (a CURIE), `value` and `quote` (at most 1000 characters each); what is not known of it is
    null. `version` changes where a member changes its meaning or goes, not where one is added.

    >>> import json
    >>> json.loads(report(Checked(problems=(), files=("facts.yaml",))))["summary"]
    {'violation': 0, 'warning': 0, 'info': 0}
    """
    problems = in_order(checked.problems)
    counts = {severity: sum(each.severity == severity for each in problems) for severity in SEVERITIES}
    document = {
        "version": 1,
        "summary": counts,
        "files": list(checked.files),
        "focus_nodes": dict(sorted(checked.focus_nodes.items())),
        "problems": [_record(problem) for problem in problems],
    }
    return to_json(document)


def _record(problem: Problem) -> dict[str, Any]:
    texts = {"message": problem.message, "hint": problem.hint}
    return {
        "code": problem.code,
        "severity": problem.severity,
        "file": problem.location.file,
        "line": problem.location.line,
        "column": problem.location.column,
        **{name: text and {"en": text.en, "fr": text.fr} for name, text in texts.items()},
        "about": problem.about,
        "value": problem.value and excerpt(problem.value),
        "quote": problem.quote and excerpt(problem.quote),
    }
