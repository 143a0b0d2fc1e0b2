"""What is validated against what: which shapes look at which graph, and what that comes to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pyoxigraph as ox
from rdflib import Graph

from trialgraph import bridge, shaclreport, validation
from trialgraph import shapes as shapes_
from trialgraph.problems import Checked, Problem, in_order
from trialgraph.shapes import Shapes
from trialgraph.sourcemap import Locate
from trialgraph.validation import Validation


@dataclass(frozen=True, kw_only=True, slots=True)
class Validated(Checked):
    """What a validation found, with the reports of SHACL that it was read from."""

    reports: tuple[Graph, ...] = ()
    unshaped: tuple[Problem, ...] = ()
    """The problems that no shape found: of syntax, of quotes, of arithmetic with intervals."""

    def to_turtle(self) -> bytes:
        """Write the standard report of SHACL, with the line of each result."""
        return shaclreport.write_report(self.reports, self.unshaped)


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """What a graph is validated against."""

    own: Shapes | None = None
    """A user's shapes, beside ours."""
    skipped: frozenset[str] = frozenset()
    """The codes of shipped constraints that are switched off; `shipped` is all of them."""
    only: Literal["arithmetic"] | None = None
    """The one profile of ours to look with; None for all that fit."""
    source: str | Path | None = None
    """The text that the one fact file quotes; None for the text beside each fact file."""
    allows_empty: bool = False
    """Whether it is no problem that no shape selects a focus node."""


EVERYTHING = Scope()


def validate(graph: Iterable[ox.Quad], dataset: Iterable[ox.Quad], locate: Locate, scope: Scope) -> Validated:
    """Validate the merged graph as facts, and the dataset, where it has claims, as claims.

    A user's shapes see all that the dataset holds, each triple once.

    Raises:
        InputError: the user's shapes cannot be followed.

    """
    quads = list(dataset)
    found: list[Validation] = []
    if shapes_.SHIPPED not in scope.skipped:
        facts = bridge.to_rdflib(graph)
        profile = shapes_.shipped(scope.only or "facts", scope.skipped)
        found.append(validation.validate_graph(facts, profile, locate))
        if scope.only is None and any(is_provenance(quad) for quad in quads):
            claims = shapes_.shipped("claims", scope.skipped)
            found.append(validation.validate_graph(bridge.to_rdflib(quads), claims, locate))
    if scope.own is not None:
        found.append(validation.validate_graph(bridge.to_rdflib(quads), scope.own, locate))
    return Validated(
        problems=in_order(problem for part in found for problem in part.problems),
        focus_nodes={shape: count for part in found for shape, count in part.focus_nodes.items()},
        reports=tuple(part.report for part in found),
    )


def together(parts: Sequence[Validated], others: Iterable[Problem], files: Iterable[str]) -> Validated:
    """Put what several validations found into one, with problems that no shape found."""
    unshaped = [*(problem for part in parts for problem in part.unshaped), *others]
    apart = {id(problem) for problem in unshaped}
    shaped = [problem for part in parts for problem in part.problems if id(problem) not in apart]
    counts: dict[str, int] = {}
    for part in parts:
        for shape, count in part.focus_nodes.items():
            counts[shape] = counts.get(shape, 0) + count
    return Validated(
        problems=in_order([*shaped, *unshaped]),
        files=tuple(files),
        focus_nodes=counts,
        reports=tuple(report for part in parts for report in part.reports),
        unshaped=in_order(unshaped),
    )


def is_provenance(quad: ox.Quad) -> bool:
    """Tell whether a quad stands in a named graph of claims."""
    graph = quad.graph_name
    return isinstance(graph, ox.NamedNode) and graph.value.endswith("/prov")
