"""From files to a validated graph: read this first.

    texts, fact files ─process─▶ facts ─▶ quads ─build─▶ merged graph, named graphs, problems

`process` is a pure function of one source, so that many can run at the same time: it reads the facts of
a fact file, or drafts those of a text. `build` puts what they give together and validates it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from trialgraph import (
    announcements,
    context,
    factfiles,
    inputs,
    rdf,
    rdffiles,
    readers,
    resources,
    sourcemap,
    terminology,
    validation,
)
from trialgraph.model import Document, Fact, FactFile
from trialgraph.problems import Bilingual, InputError, Location, Problem, in_order
from trialgraph.terminology import Terminology


@dataclass(frozen=True, kw_only=True, slots=True)
class Processed:
    """What one source gave."""

    source: str
    file: FactFile
    quads: rdf.DocumentQuads | None
    """None where the file has problems: a graph is made of whole documents."""
    remarks: tuple[Problem, ...] = ()
    """What a reader should know of a text, and what does not keep it out of the graph."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """What a validation found, and how many focus nodes its shapes selected."""

    problems: tuple[Problem, ...]
    focus_nodes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Build:
    """A graph with everything found while it was built.

    `graph` is the merged graph, each triple once: what people query. `dataset` keeps each document's
    facts and provenance in named graphs of their own.
    """

    processed: tuple[Processed, ...]
    graph: tuple[ox.Quad, ...]
    dataset: tuple[ox.Quad, ...]
    checked: Checked

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents that the graph was built from."""
        return tuple(p.file.document for p in self.processed if p.file.document is not None)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts of all documents."""
        return tuple(fact for p in self.processed for fact in p.file.facts)

    @property
    def complete(self) -> bool:
        """Whether every source could be read whole, so that there is a graph to write."""
        return all(p.quads is not None for p in self.processed)

    def serialise(self, suffix: str) -> bytes:
        """Write the graph in the format of a suffix: `.trig` and `.nq` get the dataset, others the graph."""
        return rdffiles.serialise(self.dataset if suffix in rdffiles.DATASETS else self.graph, suffix)


def process(source: str | Path, terms: Terminology) -> Processed:
    """Read one fact file, or draft the facts of one text, and map them to RDF.

    Raises:
        InputError: the file is missing or unreadable, a fact file is not UTF-8 or not YAML, a text is empty
            or in a language without rules.

    """
    file, remarks = _facts(source, terms)
    quads = None
    if file.document is not None and not file.problems:
        labelled = frozenset(context.iri(term.family, term.id) for term in terms.terms)
        quads = rdf.document_quads(file.document, file.facts, labelled)
    return Processed(source=str(source), file=file, quads=quads, remarks=remarks)


def _facts(source: str | Path, terms: Terminology) -> tuple[FactFile, tuple[Problem, ...]]:
    if str(source) == inputs.STDIN or Path(source).suffix in factfiles.SUFFIXES:
        return factfiles.load(source), ()
    extraction = announcements.extract(source, terms=terms)
    return announcements.fact_file(extraction), extraction.problems


def build(sources: Iterable[str | Path]) -> Build:
    """Build a graph from texts, fact files and folders of both, and validate it.

    A fact file wins over the text that it holds the facts of, so that nothing reviewed is drafted again.

    Raises:
        InputError: a source is missing, unreadable, not UTF-8 or not YAML; all such are told at once.

    """
    terms = terminology.load_terminology(resources.path("data", "terminologies"))
    suffixes = (*factfiles.SUFFIXES, *readers.SUFFIXES)
    processed = _without_reviewed_texts(_process_all(inputs.find(sources, suffixes), terms))
    problems = [problem for p in processed for problem in p.file.problems]
    problems += _repeated_documents(processed)
    remarks = [problem for p in processed for problem in p.remarks]
    named = [p.quads for p in processed if p.quads is not None]
    things = {rdf.fact_iri(fact) for p in processed for fact in p.file.facts if not rdf.is_rejected(fact)}
    shared = rdf.terminology_quads(terms, things)
    facts = [quad for quads in named for quad in quads.facts]
    graph = rdffiles.merge([*facts, *shared])
    dataset = (*facts, *(quad for quads in named for quad in quads.provenance), *shared)
    focus_nodes = 0
    if not problems:
        locate = sourcemap.locator([p.file for p in processed], Location(file="data/terminologies"))
        found = _validate_profiles(graph, dataset, locate)
        problems += found.problems
        focus_nodes = found.focus_nodes
    return Build(
        processed=processed,
        graph=graph,
        dataset=dataset,
        checked=Checked(problems=in_order([*problems, *remarks]), focus_nodes=focus_nodes),
    )


def validate(sources: Iterable[str | Path]) -> Checked:
    """Validate fact files, RDF files in any of our formats, and folders of them.

    Fact files are built into one graph and validated together; each RDF file is validated on its own.

    Raises:
        InputError: a source is missing, unreadable or not in the syntax of its format.

    """
    files = list(inputs.find(sources, (*factfiles.SUFFIXES, *rdffiles.FORMATS)))
    graphs = [file for file in files if Path(file).suffix in rdffiles.FORMATS]
    facts = [file for file in files if file not in graphs]
    checked: list[Checked] = []
    unreadable: list[Problem] = []
    if facts:
        try:
            checked.append(build(facts).checked)
        except InputError as error:
            unreadable += error.problems
    for file in graphs:
        try:
            checked.append(_validate_graph(file))
        except InputError as error:
            unreadable += error.problems
    if unreadable:
        raise InputError(in_order([*unreadable, *(p for c in checked for p in c.problems)]))
    return Checked(
        problems=in_order(problem for c in checked for problem in c.problems),
        focus_nodes=sum(c.focus_nodes for c in checked),
    )


def _process_all(sources: Iterable[str | Path], terms: Terminology) -> tuple[Processed, ...]:
    """Process every source, and tell all that cannot be read at once."""
    processed: list[Processed] = []
    unreadable: list[Problem] = []
    for source in sources:
        try:
            processed.append(process(source, terms))
        except InputError as error:
            unreadable += error.problems
    if unreadable:
        raise InputError(in_order([*unreadable, *(q for p in processed for q in p.file.problems)]))
    return tuple(processed)


def _without_reviewed_texts(processed: tuple[Processed, ...]) -> tuple[Processed, ...]:
    """Leave out the texts that a fact file holds the facts of."""
    reviewed = {
        item.file.document.sha256
        for item in processed
        if item.file.document is not None and item.file.document.text is None
    }
    return tuple(
        item
        for item in processed
        if item.file.document is None
        or item.file.document.text is None
        or item.file.document.sha256 not in reviewed
    )


def _repeated_documents(processed: Iterable[Processed]) -> list[Problem]:
    """Find files that hold facts of the same text: one document is one named graph."""
    first: dict[str, str] = {}
    problems = []
    for item in processed:
        if item.file.document is None:
            continue
        sha256 = item.file.document.sha256
        if sha256 in first:
            problems.append(_repeated_document(item.source, first[sha256]))
        first.setdefault(sha256, item.source)
    return problems


def _validate_graph(file: str | Path) -> Checked:
    quads = rdffiles.parse(inputs.read(file), Path(file).suffix, str(file))
    place = sourcemap.Place(Location(file=str(file)), None)
    graph = [quad for quad in quads if not _is_provenance(quad)]
    checked = _validate_profiles(graph, quads, lambda _node, _path, _value: place)
    if checked.focus_nodes:
        return checked
    return Checked(problems=(*checked.problems, _nothing_validated(place.location)), focus_nodes=0)


def _validate_profiles(
    graph: Iterable[ox.Quad], dataset: Iterable[ox.Quad], locate: sourcemap.Locate
) -> Checked:
    """Validate the merged graph as facts, and the dataset, where it has claims, as claims."""
    quads = list(dataset)
    found = [validation.validate_quads(graph, "facts", locate)]
    if any(_is_provenance(quad) for quad in quads):
        found.append(validation.validate_quads(quads, "claims", locate))
    return Checked(
        problems=in_order(problem for part in found for problem in part.problems),
        focus_nodes=sum(count for part in found for count in part.focus_nodes.values()),
    )


def _is_provenance(quad: ox.Quad) -> bool:
    graph = quad.graph_name
    return isinstance(graph, ox.NamedNode) and graph.value.endswith("/prov")


def _repeated_document(source: str, first: str) -> Problem:
    return Problem(
        code="repeated-document",
        severity="violation",
        location=Location(file=source),
        message=Bilingual(
            en=f"`{first}` has facts of the same text: its SHA-256 is the same",
            fr=f"`{first}` contient des faits du même texte : son SHA-256 est le même",
        ),
        hint=Bilingual(
            en="put the facts of one document into one file",
            fr="mettez les faits d’un document dans un seul fichier",
        ),
    )


def _nothing_validated(location: Location) -> Problem:
    return Problem(
        code="nothing-validated",
        severity="violation",
        location=location,
        message=Bilingual(
            en="no shape selected a node of this graph, so nothing was checked",
            fr="aucune forme n’a sélectionné de nœud de ce graphe : rien n’a été vérifié",
        ),
        hint=Bilingual(
            en="check that its classes are those of https://w3id.org/trialgraph/ns",
            fr="vérifiez que ses classes sont celles de https://w3id.org/trialgraph/ns",
        ),
    )
