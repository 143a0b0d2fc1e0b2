"""What was found, as people, programs and the servers of CI read it.

Every format is one function, in one table. The standard report of SHACL is not among them: it is a graph.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from trialgraph.problems import Check, Checked, Severity
from trialgraph.reports import annotations, junit, records, sarif, text
from trialgraph.reports.text import count_text, no_claims, query_list, render_text, validation_summary

__all__ = [
    "FORMATS",
    "count_text",
    "no_claims",
    "query_list",
    "render",
    "render_text",
    "validation_summary",
]

Write = Callable[[Checked, Mapping[str, Check], str, Severity], str]

FORMATS: Mapping[str, Write] = MappingProxyType(
    {
        "text": lambda checked, _checks, language, _fail_on: text.report(checked, language),
        "json": lambda checked, _checks, _language, _fail_on: records.report(checked),
        "sarif": lambda checked, checks, language, _fail_on: sarif.report(checked, checks, language),
        "junit": lambda checked, _checks, language, fail_on: junit.report(checked, language, fail_on),
        "github": lambda checked, _checks, language, _fail_on: annotations.github(checked, language),
        "gitlab": lambda checked, _checks, language, _fail_on: annotations.gitlab(checked, language),
    }
)
"""The formats of reports by name."""


def render(
    checked: Checked, checks: Mapping[str, Check], format_: str, *, language: str, fail_on: Severity
) -> str:
    """Write a report.

    Args:
        checked: what was looked at and found.
        checks: the pages of the codes, as far as there are any: users' own shapes have none.
        format_: a key of `FORMATS`.
        language: `fr` for French messages, else English.
        fail_on: the mildest severity that is a failure, where a format tells failures apart.

    """
    return FORMATS[format_](checked, checks, language, fail_on)
