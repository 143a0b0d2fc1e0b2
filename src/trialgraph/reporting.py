"""The report of a validation in any format: for people, for programs, for CI, or as SHACL does."""

from trialgraph import checks, reports
from trialgraph.problems import Severity
from trialgraph.profiles import Validated


def render_report(
    validated: Validated, format_: str = "text", language: str = "en", fail_on: Severity = "violation"
) -> bytes:
    """Write a report.

    Args:
        validated: what was looked at and found.
        format_: `turtle`, or a key of `reports.FORMATS`.
        language: `fr` for French messages, else English.
        fail_on: the mildest severity that is a failure, where a format tells failures apart.

    >>> import json
    >>> json.loads(render_report(Validated(problems=()), "json"))["problems"]
    []

    """
    if format_ == "turtle":
        return validated.to_turtle()
    # Reading the pages takes a second, and no other format shows them.
    pages = checks.load_checks() if format_ == "sarif" else {}
    return reports.render(validated, pages, format_, language=language, fail_on=fail_on).encode()
