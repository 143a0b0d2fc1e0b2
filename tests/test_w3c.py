"""The SHACL test suite of the W3C, through our own validation: whole reports are compared."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from rdflib import RDF, SH, BNode, Graph, Namespace, Node
from rdflib.compare import to_isomorphic

from trialgraph import bridge, pipeline, rdffiles, shapes
from trialgraph.problems import InputError
from trialgraph.shaclreport import EARL, POINTERS

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
SUITE = Path(__file__).parent.parent.parent / "shared" / "w3c" / "shacl-tests"
FEWEST_ENTRIES = 121

FAILING = {
    "shapesGraph-001": "$shapesGraph, which SHACL leaves to engines, is not offered by pySHACL 0.40.1",
}
"""The entries that we do not pass, and why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A test of the suite: what to validate against what, and the report that is expected, or a failure."""

    name: str
    data: Path
    shapes: Path
    report: Graph | None
    root: Node


def entries() -> Iterator[Entry]:
    for file in sorted(SUITE.rglob("*.ttl")):
        graph = bridge.to_rdflib(rdffiles.parse(file.read_bytes(), ".ttl", str(file)))
        for entry in graph.subjects(RDF.type, SHT.Validate):
            action, result = graph.value(entry, MF.action), graph.value(entry, MF.result)
            assert result is not None
            yield Entry(
                name=str(entry).rpartition("/")[2],
                data=beside(file, graph.value(action, SHT.dataGraph)),
                shapes=beside(file, graph.value(action, SHT.shapesGraph)),
                report=None if result == SHT.Failure else graph,
                root=result,
            )


def beside(file: Path, name: Node | None) -> Path:
    """Find a file that an entry names; `<>` is the file of the entry itself."""
    relative = str(name).removeprefix("file:///")
    return file.parent / relative if relative else file


def tree(report: Graph, root: Node) -> Graph:
    """Cut out what a report says below a node: messages and details are left to engines."""
    graph, waiting, seen = Graph(), [root], set()
    while waiting:
        node = waiting.pop()
        seen.add(node)
        for predicate, value in report.predicate_objects(node):
            is_standard = str(predicate).startswith((str(SH), str(RDF)))
            if is_standard and predicate not in (SH.resultMessage, SH.detail, SH.result):
                graph.add((node, predicate, value))
                if isinstance(value, BNode) and value not in seen and predicate != SH.sourceShape:
                    waiting.append(value)
    return graph


def digest(graph: Graph) -> int:
    return int(to_isomorphic(graph).graph_digest())  # type: ignore[no-untyped-call]  # rdflib has no types there


def report_of(entry: Entry) -> Graph:
    found = pipeline.validate([entry.data], shapes=[entry.shapes], skipped=[shapes.SHIPPED], allow_empty=True)
    return bridge.to_rdflib(rdffiles.parse(found.to_turtle(), ".ttl", "report.ttl"))


def digests(report: Graph, root: Node) -> list[int]:
    """Give one number for each result, equal where results are equal up to the names of blank nodes."""
    results = report.objects(root, SH.result)
    head = digest(tree(report, root))
    return [head, *sorted(digest(tree(report, result)) for result in results)]


def terms_of(text: str, line: int) -> Iterator[Node]:
    """Read the terms of a line of a Turtle file, with the prefixes of the file."""
    lines = text.split("\n")
    prefixes = "\n".join(line for line in lines if line.startswith("@prefix"))
    for found in TERM.finditer(lines[line - 1]):
        data = f"{prefixes}\n<urn:s> <urn:p> {found.group()} ."
        with suppress(InputError):
            yield from bridge.to_rdflib(rdffiles.parse(data.encode(), ".ttl", "term")).objects()


TERM = re.compile(r"""("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|<[^>]*>|[^\s,;\]\)"<]+)(@[\w-]+|\^\^[^\s,;\]\)]+)?""")

ENTRIES = tuple(entries())


def test_the_whole_suite_is_here(shared: Path) -> None:
    assert SUITE.is_relative_to(shared.resolve()) or SUITE.is_dir()
    assert len(ENTRIES) >= FEWEST_ENTRIES
    assert set(FAILING) < {entry.name for entry in ENTRIES}


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry.name for entry in ENTRIES])
def test_a_report_is_the_expected_one(entry: Entry) -> None:
    if entry.report is None or entry.name in FAILING:
        with pytest.raises(InputError):
            report_of(entry)
        return
    report = report_of(entry)

    root = report.value(None, RDF.type, SH.ValidationReport)
    assert root is not None
    assert digests(report, root) == digests(entry.report, entry.root)


@pytest.mark.usefixtures("shared")
def test_a_result_with_a_value_points_to_its_line() -> None:
    """The value of a result stands on the line that is told."""
    right, wrong = 0, []
    for entry in ENTRIES:
        if entry.report is None or entry.name in FAILING:
            continue
        report = report_of(entry)
        text = entry.data.read_text(encoding="utf-8")
        for result, value in report.subject_objects(SH.value):
            if isinstance(value, BNode):
                continue
            pointer = report.value(result, EARL.pointer)
            line = report.value(pointer, POINTERS.lineNumber)
            if line is not None and value in terms_of(text, int(str(line))):
                right += 1
            else:
                wrong.append((entry.name, str(value), str(line)))
    assert right > 100
    assert right / (right + len(wrong)) >= 0.95, wrong
