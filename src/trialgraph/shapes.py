"""Shapes graphs: those that TrialGraph ships, and those of users, read without running anything they ask for.

The shipped shapes come in two profiles, because they look at two graphs: the merged graph of facts, and
the facts with the claims that state them. Users' own shapes look at what is given to them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePath
from typing import Literal

from rdflib import OWL, RDF, RDFS, SH, Graph, Node, URIRef
from rdflib import Literal as RdfLiteral

from trialgraph import bridge, inputs, rdffiles, rdfplaces, resources, sparql
from trialgraph.problems import Bilingual, InputError, Location, Problem, did_you_mean, in_order

Profile = Literal["facts", "claims", "arithmetic"]
"""What a set of shapes looks at: the merged graph of facts, facts with their claims, or numbers alone."""

SHIPPED = "shipped"
"""What stands for all shipped constraints where single ones can be named."""

_OWN_PROFILE = {"claims.ttl", "ontology.ttl"}
"""The shapes files that are not for the merged graph of facts."""

_PREFIXES = "prefixes.ttl"
"""What the SPARQL constraints of all files declare together."""

_NAMESPACE = "https://w3id.org/trialgraph/shapes#"
_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target)
_QUERIES = (SH.select, SH.ask, SH.construct, SH.update)
_NETWORK = ("SERVICE", "FROM", "LOAD")
_TRUE = RdfLiteral(lexical_or_value=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shapes:
    """A shapes graph, and whose it is."""

    graph: Graph
    is_shipped: bool
    files: tuple[str, ...] = ()
    """The files that a user's shapes were read from."""
    locations: Mapping[Node, Location] = field(default_factory=dict)
    """Where a user's shapes and constraints stand."""

    @property
    def is_advanced(self) -> bool:
        """Whether an engine has to be told to look at all of it (https://www.w3.org/TR/shacl-af/)."""
        used = (None, RDF.type, SH.SPARQLFunction) in self.graph
        return used or any((None, predicate, None) in self.graph for predicate in (SH.target, SH.rule))

    def location_of(self, shape: Node) -> Location:
        """Say where a shape of a user stands, or in which files."""
        return self.locations.get(shape, Location(file=", ".join(self.files)))

    def targeting(self) -> tuple[Node, ...]:
        """Give the shapes that select focus nodes, and are not deactivated, in order."""
        found = {shape for target in _TARGETS for shape in self.graph.subjects(target)}
        shapes = set(self.graph.subjects(RDF.type, SH.NodeShape))
        for kind in (RDFS.Class, OWL.Class):
            found |= shapes.intersection(self.graph.subjects(RDF.type, kind))
        return tuple(sorted(found - set(self.graph.subjects(SH.deactivated, _TRUE)), key=str))


def shipped(profile: Profile, skipped: Collection[str] = ()) -> Shapes:
    """Give the shipped shapes of a profile, some constraints switched off.

    >>> len(shipped("claims").targeting()) > 3
    True
    """
    graph = _shipped_graph(profile)
    off = [URIRef(_NAMESPACE + code) for code in skipped if code != SHIPPED]
    if off:
        graph = graph + Graph()  # a copy: the shapes are read once and used by all
        for constraint in off:
            graph.set((constraint, SH.deactivated, _TRUE))
    return Shapes(graph=graph, is_shipped=True)


@cache
def shipped_codes() -> frozenset[str]:
    """Give the names of all shipped constraints: the codes of the problems that they report.

    >>> "enrolment" in shipped_codes()
    True
    """
    return frozenset(
        str(constraint).removeprefix(_NAMESPACE)
        for profile in ("facts", "claims")
        for constraint in _shipped_graph(profile).subjects(SH.message)
    )


def known(skipped: Iterable[str], others: frozenset[str] = frozenset()) -> frozenset[str]:
    """Take the codes of checks to switch off, where all are known.

    A slip would leave a check on, and a check that is called otherwise one day would come back unseen.

    Args:
        skipped: codes of checks, or `shipped`.
        others: the codes of checks that are no shapes, and can be switched off as well.

    Raises:
        InputError: a name is none of these, nor that of a shipped constraint.

    """
    codes = frozenset(skipped)
    names = {*shipped_codes(), *others, SHIPPED}
    if unknown := sorted(codes - names):
        raise InputError(_unknown_constraint(code, names) for code in unknown)
    return codes


def read(files: Iterable[str | Path]) -> Shapes:
    """Read a user's shapes from files in any RDF format: together they are one shapes graph.

    Raises:
        InputError: a file is missing, unreadable or not in the syntax of its format, or a query in it would
            reach the network (https://www.w3.org/TR/shacl/#security), or it asks for JavaScript.

    """
    graph = Graph()
    names: list[str] = []
    locations: dict[Node, Location] = {}
    problems: list[Problem] = []
    for file in files:
        name = str(file)
        names.append(name)
        try:
            text = inputs.decode(inputs.read(file), name)
            places = rdfplaces.places(text, _suffix(file), name)
        except InputError as error:
            problems += error.problems
            continue
        shapes = bridge.to_rdflib(places.quads)
        for node in set(shapes.subjects()):
            if place := places.subject(bridge.to_oxigraph(node)):
                locations.setdefault(node, place)
        problems += _network_queries(shapes, locations, Location(file=name))
        problems += _programs(shapes, locations, Location(file=name))
        graph += shapes
        for prefix, namespace in rdffiles.declared_prefixes(text, _suffix(file)).items():
            graph.bind(prefix, namespace)
    if problems:
        raise InputError(in_order(problems))
    _declare_imported_prefixes(graph)
    _leave_true_alone(graph)
    return Shapes(graph=graph, is_shipped=False, files=tuple(names), locations=locations)


def _suffix(file: str | Path) -> str:
    """Give the format of a file; what has no suffix that we know is read as Turtle."""
    suffix = PurePath(file).suffix.lower()
    return suffix if suffix in rdffiles.FORMATS else ".ttl"


def _programs(graph: Graph, locations: Mapping[Node, Location], elsewhere: Location) -> Iterator[Problem]:
    """Tell where shapes ask for JavaScript (https://www.w3.org/TR/shacl-js/), lest all conform unseen."""
    for predicate in (SH.js, SH.jsFunctionName):
        for node in graph.subjects(predicate):
            yield Problem(
                code="code-in-shapes",
                severity="violation",
                location=locations.get(node, elsewhere),
                message=Bilingual(
                    en="these shapes ask for JavaScript, and no code that stands in data is run",
                    fr="ces formes demandent du JavaScript, et aucun code des données n’est exécuté",
                ),
                hint=Bilingual(
                    en="write the constraint as a query, with `sh:sparql`",
                    fr="écrivez la contrainte comme une requête, avec `sh:sparql`",
                ),
            )


def _network_queries(
    graph: Graph, locations: Mapping[Node, Location], elsewhere: Location
) -> Iterator[Problem]:
    for predicate in _QUERIES:
        for constraint, query in graph.subject_objects(predicate):
            if word := _asks_network(str(query)):
                yield _network_query(word, locations.get(constraint, elsewhere))


def _declare_imported_prefixes(graph: Graph) -> None:
    """Give each constraint the prefixes that its declarations import: pySHACL 0.40.1 looks one step only.

    See https://www.w3.org/TR/shacl/#sparql-prefixes: `sh:prefixes/owl:imports*/sh:declare`.
    """
    for declared in set(graph.objects(None, SH.prefixes)):
        for imported in set(graph.transitive_objects(declared, OWL.imports)):
            for declaration in list(graph.objects(imported, SH.declare)):
                graph.add((declared, SH.declare, declaration))


def _leave_true_alone(graph: Graph) -> None:
    """Take `sh:uniqueLang` only where it is `true`: pySHACL 0.40.1 takes "1" for it, and SHACL does not."""
    for shape, value in list(graph.subject_objects(SH.uniqueLang)):
        if value != _TRUE and str(value) == "1":
            graph.remove((shape, SH.uniqueLang, value))


def _asks_network(query: str) -> str | None:
    """Find a keyword of SPARQL that makes an engine fetch something, written in any case.

    Where a tokenizer is in doubt the keyword is taken for one: a name such as `ex:service` is not in doubt.
    """
    harmless = {"string", "long", "iri", "variable", "name"}
    words = " ".join(token.text.upper() for token in sparql.tokens(query) if token.kind not in harmless)
    return next((word for word in _NETWORK if word in words), None)


@cache
def _shipped_graph(profile: Profile) -> Graph:
    names = {f"{profile}.ttl", _PREFIXES}
    files = sorted(resources.path("shapes").glob("*.ttl"))
    if profile == "facts":
        names = {file.name for file in files} - _OWN_PROFILE
    graph = Graph()
    for file in files:
        if file.name in names:
            graph.parse(file, format="turtle")
    return graph


def _unknown_constraint(code: str, known: Iterable[str]) -> Problem:
    return Problem(
        code="unknown-check",
        severity="violation",
        location=Location(file=code),
        message=Bilingual(
            en=f"no check that can be switched off is called `{code}`",
            fr=f"aucune vérification qui peut être désactivée ne s’appelle `{code}`",
        ),
        hint=did_you_mean(code, known),
    )


def _network_query(word: str, place: Location) -> Problem:
    return Problem(
        code="network-in-shapes",
        severity="violation",
        location=place,
        message=Bilingual(
            en=f"a query of these shapes has {word}, and nothing is fetched while validating",
            fr=f"une requête de ces formes contient {word}, et rien n’est lu ailleurs pendant la validation",
        ),
        hint=Bilingual(
            en="write the constraint without it, over the data that are validated",
            fr="écrivez la contrainte sans lui, sur les données à valider",
        ),
    )
