"""What was found, as SARIF 2.1.0, which code scanning reads.

See https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. There is no time in a report: the same
input gives the same bytes.
"""

import os
from collections.abc import Mapping
from importlib import metadata
from pathlib import PurePath
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from trialgraph.problems import Bilingual, Check, Checked, Problem, Severity, in_order, shorten
from trialgraph.reports.fingerprints import with_fingerprints
from trialgraph.reports.plain import repository_path, to_json
from trialgraph.reports.text import in_lines

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Mapping[Severity, str] = MappingProxyType(
    {"violation": "error", "warning": "warning", "info": "note"}
)
_FAILS = Bilingual(en="This fails:", fr="Ceci échoue :")
_MEND = Bilingual(en="To mend:", fr="Pour corriger :")


def report(checked: Checked, checks: Mapping[str, Check], language: str) -> str:
    """Write one run: a rule for each code with its page, a result for each problem.

    A quote stands in the message, not as the snippet of a region: it is a part of the text announced, and the
    region one of the file of facts.
    """
    problems = in_order(checked.problems)
    severities = {problem.code: problem.severity for problem in reversed(problems)}
    places = {code: index for index, code in enumerate(sorted(severities))}
    files = sorted({*checked.files, *(problem.location.file for problem in problems)})
    artifacts = {file: _artifact(file) for file in files}
    run = {
        "tool": {
            "driver": {
                "name": "TrialGraph",
                "semanticVersion": metadata.version("trialgraph"),
                "informationUri": "https://w3id.org/trialgraph",
                "rules": [_rule(checks.get(code), code, severities[code], language) for code in places],
            }
        },
        "invocations": [{"executionSuccessful": True}],
        "language": language,
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": artifact} for artifact in artifacts.values()],
        "results": [
            {
                **_result(problem, artifacts[problem.location.file], language),
                "ruleIndex": places[problem.code],
                "partialFingerprints": {"trialgraph/v1": fingerprint},
            }
            for problem, fingerprint in with_fingerprints(problems)
        ],
    }
    return to_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(check: Check | None, code: str, severity: Severity, language: str) -> dict[str, Any]:
    if check is None:
        own = Bilingual(
            en=f"A constraint of your own shapes: {shorten(code)}",
            fr=f"Une contrainte de vos propres formes : {shorten(code)}",
        )
        what = why = help_ = markdown = _message(own.in_language(language))
    else:
        # These texts are ours, and braces in an example are shown as they are: no arguments go with a rule.
        severity = check.severity
        what, why = check.what.in_language(language), check.why.in_language(language)
        mend = f"{_MEND.in_language(language)} {check.mend.in_language(language)}"
        fence = "````" if "```" in check.example else "```"
        example = f"{fence}{check.syntax}\n{check.example.strip()}\n{fence}"
        help_ = f"{why}\n\n{mend}"
        markdown = f"{why}\n\n{_FAILS.in_language(language)}\n\n{example}\n\n{mend}"
    return {
        "id": code,
        "shortDescription": {"text": what},
        "fullDescription": {"text": why},
        "help": {"text": help_, "markdown": markdown},
        "defaultConfiguration": {"level": _LEVELS[severity]},
    }


def _result(problem: Problem, artifact: Mapping[str, str], language: str) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": artifact}
    if problem.location.line is not None:
        place["region"] = {"startLine": problem.location.line}
        if problem.location.column is not None:
            place["region"]["startColumn"] = problem.location.column
    location: dict[str, Any] = {"physicalLocation": place}
    if problem.about:
        location["logicalLocations"] = [{"fullyQualifiedName": problem.about, "kind": "resource"}]
    return {
        "ruleId": problem.code,
        "level": _LEVELS[problem.severity],
        "message": {"text": _message("\n".join(in_lines(problem, language))) or problem.code},
        "locations": [location],
    }


def _message(text: str) -> str:
    """Write a text so that no part of it is a placeholder (section 3.11.5) or a link (section 3.11.6).

    >>> _message("{0} of [these](https://example.org)")
    '{{0}} of [these] (https://example.org)'
    """
    # Servers differ in how they read a bracket after a backslash; none makes a link where there is a space.
    return text.replace("{", "{{").replace("}", "}}").replace("](", "] (")


def _artifact(file: str) -> dict[str, str]:
    r"""Write the name of a file as a reference: relative ones are relative to the root of the repository.

    >>> _artifact("./data/été 1.yaml")
    {'uri': 'data/%C3%A9t%C3%A9%201.yaml', 'uriBaseId': '%SRCROOT%'}
    >>> _artifact("/srv/x.ttl")
    {'uri': 'file:///srv/x.ttl'}
    """
    path = PurePath(file)
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(os.fsencode(repository_path(file))), "uriBaseId": "%SRCROOT%"}
