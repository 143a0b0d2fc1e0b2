"""From files to a validated graph: read this first.

    texts, fact files ─process─▶ facts ─join─▶ one id per thing ─▶ quads ─build─▶ graphs, problems

`process` is a pure function of one source, so that many can run at the same time: it reads the facts of
a fact file, or drafts those of a text. `build` finds which things of all of them are the same, and which
known thing each is; puts what they state beside what terminologies know; and validates it.
"""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from trialgraph import (
    announcements,
    arithmetic,
    context,
    factfiles,
    inputs,
    joining,
    profiles,
    quotedvalues,
    quotes,
    rdf,
    rdffiles,
    rdfplaces,
    readers,
    sourcemap,
    sources,
    termgraph,
    validation,
)
from trialgraph import shapes as shapes_
from trialgraph.joining import Join, Named
from trialgraph.joining.naming import decided_names, decided_terms
from trialgraph.lexicon import Lexicon, load_lexicon
from trialgraph.model import Document, Fact, FactFile
from trialgraph.problems import Bilingual, InputError, Location, Problem, in_order
from trialgraph.profiles import Scope, Validated
from trialgraph.renaming import is_rejected


@dataclass(frozen=True, kw_only=True, slots=True)
class Processed:
    """What one source gave."""

    source: str
    file: FactFile
    remarks: tuple[Problem, ...] = ()
    """What a reader should know of a text, and what does not keep it out of the graph."""

    @property
    def is_whole(self) -> bool:
        """Whether all of it could be read: a graph is made of whole documents."""
        return self.file.document is not None and not self.file.problems


@dataclass(frozen=True, kw_only=True, slots=True)
class Build:
    """A graph with everything found while it was built.

    `graph` is the merged graph, each triple once: what people query. `dataset` keeps each document's
    facts and provenance in named graphs of their own.
    """

    processed: tuple[Processed, ...]
    joins: tuple[Join, ...]
    """Which things of the documents are one, and which might be and were kept apart."""
    named: tuple[Named, ...]
    """The things that terminologies could know, and whether they do."""
    graph: tuple[ox.Quad, ...]
    dataset: tuple[ox.Quad, ...]
    checked: Validated

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
        return all(p.is_whole for p in self.processed)

    def serialise(self, suffix: str) -> bytes:
        """Write the graph in the format of a suffix: `.trig` and `.nq` get the dataset, others the graph."""
        return rdffiles.serialise(self.dataset if suffix in rdffiles.DATASETS else self.graph, suffix)


def process(source: str | Path, lexicon: Lexicon) -> Processed:
    """Read one fact file, or draft the facts of one text.

    Raises:
        InputError: the file is missing or unreadable, a fact file is not UTF-8 or not YAML, a text is empty
            or in a language without rules.

    """
    if str(source) == inputs.STDIN or Path(source).suffix in factfiles.SUFFIXES:
        return Processed(source=str(source), file=factfiles.load(source))
    extraction = announcements.extract(source, lexicon=lexicon)
    return Processed(
        source=str(source), file=announcements.fact_file(extraction), remarks=extraction.problems
    )


def build(
    sources: Iterable[str | Path],
    scope: Scope = profiles.EVERYTHING,
    *,
    terms: str | Path | None = None,
    decisions: str | Path | None = None,
) -> Build:
    """Build a graph from texts, fact files and folders of both, and validate it.

    A fact file wins over the text that it holds the facts of, so that nothing reviewed is drafted again.

    Args:
        sources: texts, fact files, and folders of them.
        scope: what is checked.
        terms: the folder of an index of imported terminologies, beside those that TrialGraph ships.
        decisions: a table of what people decided about names and things; it wins over what is found.

    Raises:
        InputError: a source is missing, unreadable, not UTF-8 or not YAML, the decisions have problems, or
            the index cannot be used; all unreadable sources are told at once.

    """
    lexicon = load_lexicon(terms)
    decided = decided_names(decisions, lexicon)
    suffixes = (*factfiles.SUFFIXES, *readers.SUFFIXES)
    processed = _without_reviewed_texts(_process_all(inputs.find(sources, suffixes), lexicon))
    problems = [problem for p in processed for problem in p.file.problems]
    repeated = _repeated_documents(processed)
    problems += repeated
    remarks = [problem for p in processed for problem in p.remarks]
    joined = joining.join([p.file for p in processed if p.is_whole], lexicon, decided)
    facts, provenance = _document_quads(joined.files, lexicon)
    things = {(fact.family, fact.id) for file in joined.files for fact in file.facts if not is_rejected(fact)}
    named_by_people = decided_terms(decided, lexicon)
    shared = termgraph.terminology_quads(lexicon, things, joined.named, named_by_people)
    graph = rdffiles.merge([*facts, *shared])
    dataset = (*facts, *provenance, *shared, *termgraph.join_quads(joined.joins, joined.ids))
    processed = _with_files(processed, joined.files)
    found = []
    # A file with problems of its form does not keep the others from being looked at.
    # Of two files of one document nobody knows which holds.
    if joined.files and not repeated:
        locate = sourcemap.locator(joined.files, Location(file="data/terminologies"))
        found.append(profiles.validate(graph, dataset, locate, scope))
    sums = arithmetic.findings([p.file for p in processed])
    problems += [finding.problem for finding in sums]
    problems += _quote_problems(processed, scope)
    return Build(
        processed=processed,
        joins=joined.joins,
        named=joined.named,
        graph=graph,
        dataset=dataset,
        checked=_one_story(
            profiles.together(found, [*problems, *remarks], [p.source for p in processed]), sums, scope
        ),
    )


def _document_quads(files: Iterable[FactFile], lexicon: Lexicon) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """Map documents to RDF: what they state, and the provenance of it."""
    facts: list[ox.Quad] = []
    provenance: list[ox.Quad] = []
    for file in files:
        if file.document is not None:
            things = {(fact.family, fact.id) for fact in file.facts}
            labelled = frozenset(context.iri(*thing) for thing in things if lexicon.term(*thing) is not None)
            quads = rdf.document_quads(file.document, file.facts, labelled)
            facts += quads.facts
            provenance += quads.provenance
    return facts, provenance


def _with_files(processed: tuple[Processed, ...], files: Sequence[FactFile]) -> tuple[Processed, ...]:
    """Put the joined documents in the place of those that were read."""
    left = iter(files)
    return tuple(dataclasses.replace(p, file=next(left)) if p.is_whole else p for p in processed)


def validate(
    sources: Iterable[str | Path],
    *,
    shapes: Iterable[str | Path] = (),
    skipped: Iterable[str] = (),
    source: str | Path | None = None,
    allow_empty: bool = False,
) -> Validated:
    """Validate fact files, texts, RDF files in any of our formats, and folders of fact files and RDF files.

    Texts and fact files are built into one graph and validated together; each RDF file is validated on
    its own.

    Args:
        sources: what to validate; a file of `shapes` in a folder is passed over.
        shapes: files of a user's shapes, beside ours.
        skipped: codes of checks that are switched off; `shipped` stands for all our shapes.
        source: the text that the one fact file quotes; None for the text beside each fact file.
        allow_empty: whether it is no problem that a shape, or all of them, selected nothing.

    Raises:
        InputError: a source is missing, unreadable or not in the syntax of its format, a code is not known,
            or the shapes cannot be followed.

    """
    own = list(shapes)
    scope = Scope(
        own=shapes_.read(own) if own else None,
        skipped=_known(skipped),
        source=source,
        allows_empty=allow_empty,
    )
    given = list(sources)
    apart = {Path(file).absolute() for file in own} - {Path(file).absolute() for file in given}
    files = inputs.find(given, (*factfiles.SUFFIXES, *rdffiles.FORMATS))
    whole = _validate([file for file in files if Path(file).absolute() not in apart], scope)
    if scope.allows_empty or scope.own is None:
        return whole
    names = {shape: validation.code_of(scope.own.graph, shape) for shape in scope.own.targeting()}
    idle = [
        _selected_nothing(name, scope.own.location_of(shape))
        for shape, name in names.items()
        if not whole.focus_nodes.get(name)
    ]
    return profiles.together([whole], idle, whole.files)


def _known(skipped: Iterable[str]) -> frozenset[str]:
    return shapes_.known(skipped, arithmetic.CODES | quotes.CODES | quotedvalues.CODES)


def check(sources: Iterable[str | Path], *, skipped: Iterable[str] = ()) -> Validated:
    """Check whether the numbers of texts, fact files and graphs can be true together.

    Args:
        sources: texts, fact files, RDF files, and folders of them.
        skipped: codes of checks that are switched off.

    Raises:
        InputError: a source is missing, unreadable or not in the syntax of its format, or no check has a
            code.

    """
    suffixes = (*factfiles.SUFFIXES, *readers.SUFFIXES, *rdffiles.FORMATS)
    scope = Scope(only="arithmetic", skipped=_known(skipped), allows_empty=True)
    return _validate(list(inputs.find(sources, suffixes)), scope)


def _validate(files: Sequence[str | Path], scope: Scope) -> Validated:
    graphs = [file for file in files if Path(file).suffix in rdffiles.FORMATS]
    facts = [file for file in files if file not in graphs]
    found: list[Validated] = []
    unreadable: list[Problem] = []
    if facts:
        try:
            found.append(build(facts, scope).checked)
        except InputError as error:
            unreadable += error.problems
    for file in graphs:
        try:
            found.append(_validate_graph(file, scope))
        except InputError as error:
            unreadable += error.problems
    if unreadable:
        raise InputError(in_order([*unreadable, *(p for part in found for p in part.problems)]))
    return profiles.together(found, [], [str(file) for file in files])


def _process_all(sources: Iterable[str | Path], lexicon: Lexicon) -> tuple[Processed, ...]:
    """Process every source, and tell all that cannot be read at once."""
    processed: list[Processed] = []
    unreadable: list[Problem] = []
    for source in sources:
        try:
            processed.append(process(source, lexicon))
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


def _validate_graph(file: str | Path, scope: Scope) -> Validated:
    name = str(file)
    places = rdfplaces.places(inputs.decode(inputs.read(file), name), Path(file).suffix, name)
    graph = [quad for quad in places.quads if not profiles.is_provenance(quad)]
    found = profiles.validate(graph, places.quads, sourcemap.in_rdf(places, name), scope)
    if scope.allows_empty or any(found.focus_nodes.values()):
        return found
    return profiles.together([found], [_nothing_validated(Location(file=name))], [])


def _one_story(validated: Validated, sums: Sequence[arithmetic.Finding], scope: Scope) -> Validated:
    """Leave out what is switched off, and what a finding of arithmetic tells better than a shape."""
    told = arithmetic.without_replaced(validated.problems, sums)
    return dataclasses.replace(
        validated,
        problems=tuple(problem for problem in told if problem.code not in scope.skipped),
        unshaped=tuple(problem for problem in validated.unshaped if problem.code not in scope.skipped),
    )


def _quote_problems(processed: Sequence[Processed], scope: Scope) -> list[Problem]:
    """Compare numbers with their quotes, and quotes with their text."""
    if scope.only is not None:
        return []
    found = [problem for item in processed for problem in quotedvalues.check_values(item.file)]
    return [*found, *(problem for item in processed for problem in _quotes(item, scope))]


def _quotes(item: Processed, scope: Scope) -> tuple[Problem, ...]:
    """Compare the quotes of a fact file with the text that was named, or that stands beside it."""
    document = item.file.document
    if document is None or document.text is not None or item.source == inputs.STDIN:
        return ()
    source = scope.source or sources.beside(Path(item.source), document)
    if source is None:
        return ()
    return quotes.verify(item.file, announcements.read(source, language=document.language).text)


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


def _selected_nothing(shape: str, place: Location) -> Problem:
    return Problem(
        code="shape-selected-nothing",
        severity="warning",
        location=place,
        message=Bilingual(
            en=f"`{shape}` selected no node, so it checked nothing",
            fr=f"`{shape}` n’a sélectionné aucun nœud : elle n’a rien vérifié",
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
