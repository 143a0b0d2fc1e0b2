"""What was found, as the XML of JUnit, which the servers of CI show as tests."""

import re
from itertools import groupby
from xml.etree import ElementTree as ET

from trialgraph.problems import Checked, Problem, Severity, fails, in_order
from trialgraph.reports.plain import visible
from trialgraph.reports.text import render_text


def report(checked: Checked, language: str, fail_on: Severity) -> str:
    """Write a suite for each file, with a test for each code found in it.

    A test fails where one of its problems is as grave as `fail_on`; milder problems are its output. A file
    without problems is one test that passes.
    """
    root = ET.Element("testsuites", name="trialgraph")
    by_file: dict[str, list[Problem]] = {file: [] for file in checked.files}
    for problem in in_order(checked.problems):
        by_file.setdefault(problem.location.file, []).append(problem)
    for file, problems in by_file.items():
        _suite(root, file, problems, language=language, fail_on=fail_on)
    for name in ("tests", "failures"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ET.indent(root, " ")
    return f"{_DECLARATION}{ET.tostring(root, encoding='unicode')}\n"


_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def _suite(root: ET.Element, file: str, problems: list[Problem], *, language: str, fail_on: Severity) -> None:
    suite = ET.SubElement(root, "testsuite", name=_text(file), errors="0", skipped="0")
    failures = 0
    groups = groupby(sorted(problems, key=lambda each: each.code), key=lambda each: each.code)
    found = {code: list(group) for code, group in groups}
    for code, group in found.items():
        case = _case(suite, file, code)
        if group[0].location.line is not None:
            case.set("line", str(group[0].location.line))
        if grave := [problem for problem in group if fails(problem, fail_on)]:
            failures += 1
            message = grave[0].message.in_language(language)
            failure = ET.SubElement(case, "failure", type=grave[0].severity, message=_text(message))
            failure.text = _text(render_text(grave, language))
        if mild := [problem for problem in group if not fails(problem, fail_on)]:
            ET.SubElement(case, "system-out").text = _text(render_text(mild, language))
    if not found:
        _case(suite, file, "validate")
    suite.set("tests", str(max(1, len(found))))
    suite.set("failures", str(failures))


def _case(suite: ET.Element, file: str, name: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", classname=_text(file), name=_text(name), file=_text(file))


def _text(words: str) -> str:
    r"""Write out what harms a terminal, and leave out what XML 1.0 cannot hold, however it is escaped.

    >>> print(_text("a\x00\n\ufffeb"))
    a\x00
    b
    """
    return _FORBIDDEN.sub("", "\n".join(visible(line) for line in words.split("\n")))


_FORBIDDEN = re.compile("[\ufffe\uffff]")
"""What `visible` leaves of what is not in https://www.w3.org/TR/xml/#charsets."""
