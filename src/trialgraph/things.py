"""The things that a graph is about, with their names: drugs, trials, arms, people.

What tells where a statement comes from (claims, evidence, activities) and what only carries a value
(quantities, identifiers) is in the graph too, but is not a thing here.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import TypeGuard

import networkx as nx
import pyoxigraph as ox

from trialgraph import context, rdffiles, resources
from trialgraph.problems import (
    AmbiguousNameError,
    Bilingual,
    Location,
    NameNotFoundError,
    Problem,
    did_you_mean,
)
from trialgraph.store import LocalStore

_BESIDE = {"quantity", "identifier", "claim", "statement", "evidence", "activity"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Thing:
    """One thing, its name in both languages, and its kinds (local names of our classes)."""

    iri: str
    label: Bilingual
    kinds: tuple[str, ...]

    @property
    def curie(self) -> str:
        """The short form of the IRI, by which the thing can be named without doubt."""
        return context.compress(self.iri)


def is_thing(term: object) -> TypeGuard[ox.NamedNode]:
    """Tell whether a term names a thing.

    >>> is_thing(ox.NamedNode("https://w3id.org/trialgraph/id/drug/iscalimab"))
    True
    >>> is_thing(ox.NamedNode("https://w3id.org/trialgraph/id/quantity/150-mg"))
    False
    """
    if not isinstance(term, ox.NamedNode) or not term.value.startswith(context.ENTITIES):
        return False
    return term.value.removeprefix(context.ENTITIES).partition("/")[0] not in _BESIDE


def thing(store: LocalStore, iri: str) -> Thing:
    """Read what a thing is called and what it is."""
    types = [quad.object for quad in store.triples(ox.NamedNode(iri), _TYPE)]
    kinds = {context.compress(t.value).rpartition(":")[2] for t in types if isinstance(t, ox.NamedNode)}
    return Thing(iri=iri, label=label(store, iri), kinds=tuple(sorted(kinds)))


def label(store: LocalStore, iri: str) -> Bilingual:
    """Give the label of anything: from the graph, else from the ontology, else from its IRI."""
    node = ox.NamedNode(iri)
    for predicate in (_LABEL, _NAME, _TITLE):
        if found := _bilingual(quad.object for quad in store.triples(node, predicate)):
            return found
    return word(iri)


def word(iri: str) -> Bilingual:
    """Give the label of a property, a class or a code: from the ontology, else from its IRI.

    >>> word("https://w3id.org/trialgraph/ns#hasTarget").fr
    'a pour cible'
    >>> word("http://www.w3.org/2004/02/skos/core#altLabel").en
    'alt label'
    """
    if iri in _ontology_labels():
        return _ontology_labels()[iri]
    curie = context.compress(iri)
    if curie in _OUTSIDE:
        return _OUTSIDE[curie]
    prefix, _, local = curie.partition(":")
    if prefix not in context.prefixes() or context.prefixes()[prefix].startswith(context.ENTITIES):
        return Bilingual(en=curie, fr=curie)
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", local).lower()
    return Bilingual(en=text, fr=text)


_OUTSIDE = {
    "dcterms:language": Bilingual(en="language", fr="langue"),
    "dcterms:rights": Bilingual(en="rights", fr="droits"),
    "skos:exactMatch": Bilingual(en="exact match", fr="correspondance exacte"),
    "skos:closeMatch": Bilingual(en="close match", fr="correspondance proche"),
    "skos:broadMatch": Bilingual(en="broad match", fr="correspondance générique"),
    "skos:relatedMatch": Bilingual(en="related match", fr="correspondance associée"),
}
"""Properties of other vocabularies that people get to see; our ontology does not define them."""


def kind(of: Thing) -> Bilingual:
    """Say what kind of thing a thing is."""
    namespace = context.prefixes()["tg"]
    words = [word(namespace + name) for name in of.kinds]
    return Bilingual(en=", ".join(w.en for w in words), fr=", ".join(w.fr for w in words))


@cache
def _ontology_labels() -> Mapping[str, Bilingual]:
    file = resources.path("ontology", "trialgraph.ttl")
    labels: dict[str, list[object]] = {}
    for quad in rdffiles.parse(file.read_bytes(), ".ttl", file.name):
        if quad.predicate in (_LABEL, _PREFERRED) and isinstance(quad.subject, ox.NamedNode):
            labels.setdefault(quad.subject.value, []).append(quad.object)
    return {iri: found for iri, terms in labels.items() if (found := _bilingual(terms))}


def _bilingual(terms: Iterable[object]) -> Bilingual | None:
    """Choose a text for each language: in that language, else without one, else in any."""
    texts: dict[str, str] = {}
    for term in sorted((t for t in terms if isinstance(t, ox.Literal)), key=str):
        texts.setdefault(term.language or "", term.value)
    if not texts:
        return None
    first = texts.get("") or next(iter(texts.values()))
    return Bilingual(en=texts.get("en", first), fr=texts.get("fr", first))


def printable(text: str) -> str:
    r"""Replace control characters, so that no text of a graph can steer a terminal or break XML.

    >>> printable("red \x1b[31m\ntext")
    'red �[31m text'
    """
    text = re.sub(r"\s", " ", text)
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in _UNPRINTABLE else c for c in text
    )


_UNPRINTABLE = {"Cc", "Cs", "Cn"}


# The network


def network(store: LocalStore) -> "nx.MultiDiGraph[str]":
    """Give the things of a graph, and what relates them, as a networkx graph.

    Nodes are CURIEs with `label` (English), `label_fr`, `kind`, `iri`, and quantities as text (`dose`).
    Edges have the property's CURIE as key and as `predicate`, with its `label` and `label_fr`.
    Nodes and edges are in order, so that results do not change from run to run
    (https://networkx.org/documentation/stable/reference/classes/multidigraph.html).

    >>> from trialgraph.store import load
    >>> drug = b"<https://w3id.org/trialgraph/id/drug/x>"
    >>> target = b"<https://w3id.org/trialgraph/id/target/cd40>"
    >>> graph = network(load(drug + b" <https://w3id.org/trialgraph/ns#hasTarget> " + target + b" ."))
    >>> list(graph.edges(keys=True))
    [('drug:x', 'target:cd40', 'tg:hasTarget')]

    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    quads = list(store)
    iris = {term.value for quad in quads for term in (quad.subject, quad.object) if is_thing(term)}
    for one in sorted((thing(store, iri) for iri in iris), key=lambda one: one.curie):
        graph.add_node(
            one.curie,
            label=one.label.en,
            label_fr=one.label.fr,
            kind=", ".join(one.kinds),
            iri=one.iri,
        )
    for quad in quads:
        if not is_thing(quad.subject) or not isinstance(quad.object, ox.NamedNode):
            continue
        subject = context.compress(quad.subject.value)
        predicate = context.compress(quad.predicate.value)
        if is_thing(quad.object):
            name = word(quad.predicate.value)
            target = context.compress(quad.object.value)
            graph.add_edge(
                subject, target, key=predicate, predicate=predicate, label=name.en, label_fr=name.fr
            )
        elif quad.object.value.startswith(context.prefixes()["quantity"]):
            graph.nodes[subject][predicate.rpartition(":")[2]] = label(store, quad.object.value).en
    return graph


# Finding by name


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """A thing that a name may mean, the name it has in the graph, and how well the two agree."""

    thing: Thing
    name: str
    rank: int
    """0 its CURIE or IRI, 1 its id, 2 an identifier, 3 a label or name, 4 a synonym, 5 words of a name,
    6 words of a name of something that is part of another thing, as an arm is of its trial."""


def find(store: LocalStore, name: str) -> tuple[Match, ...]:
    """Find the things that a name may mean; case, accents and the language do not matter.

    A name is the CURIE or the IRI of a thing, its id, an identifier in a registry (`MONDO:0010030`), a
    label, a printed name, a synonym, or some words of one of those, the last perhaps cut short. Only the
    best matches are given, see `Match.rank`: a drug that has the name hides a trial whose name contains it.

    Raises:
        NameNotFoundError: there is none; the hint has the nearest names.

    """
    wanted = fold(name)
    matches: dict[str, Match] = {}
    names = _names(store)
    for rank, printed, iri in names:
        folded = fold(printed)
        if not wanted or f" {wanted}" not in f" {folded}":
            continue
        found = rank if folded == wanted else _WORDS_OF_PART if "." in iri.rpartition("/")[2] else _WORDS
        if iri not in matches or found < matches[iri].rank:
            matches[iri] = Match(thing=thing(store, iri), name=printed, rank=found)
    if not matches:
        raise NameNotFoundError([_not_found(name, wanted, names)])
    best_rank = min(match.rank for match in matches.values())
    best_matches = [match for match in matches.values() if match.rank == best_rank]
    return tuple(sorted(best_matches, key=lambda match: match.thing.curie))


def the_thing(store: LocalStore, name: str) -> Thing:
    """Give the one thing that has a name.

    Raises:
        NameNotFoundError: there is none; the hint has the nearest names.
        AmbiguousNameError: there are several; the hint has their CURIEs.

    """
    matches = find(store, name)
    if len(matches) > 1:
        raise AmbiguousNameError([_ambiguous(name, matches)])
    return matches[0].thing


def fold(text: str) -> str:
    """Write a name so that case, accents, ligatures, dashes and spaces make no difference.

    >>> fold("Maladie de SJÖGREN") == fold("maladie  de Sjogren"), fold("œdème")
    (True, 'oedeme')
    """
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.sub(r"[\u2010-\u2015]", "-", kept).replace("’", "'").split())


_WORDS, _WORDS_OF_PART = 5, 6


def _names(store: LocalStore) -> list[tuple[int, str, str]]:
    """Give every name of every thing: its rank, the name as printed and the IRI."""
    iris = dict.fromkeys(t.value for quad in store for t in (quad.subject, quad.object) if is_thing(t))
    names = []
    for iri in iris:
        curie = context.compress(iri)
        names += [(0, iri, iri), (0, curie, iri), (1, curie.partition(":")[2], iri)]
    for rank, predicate in ((3, _LABEL), (3, _NAME), (3, _TITLE), (4, _SYNONYM)):
        names += [(rank, text, iri) for iri, text in _texts(store, predicate) if iri in iris]
    identifiers: dict[str, list[str]] = {}
    for iri, text in (*_texts(store, _LABEL), *_texts(store, _VALUE)):
        identifiers.setdefault(iri, []).append(text)
    for quad in store.triples(predicate=_IDENTIFIER):
        if is_thing(quad.subject) and isinstance(quad.object, ox.NamedNode):
            owner = quad.subject.value
            names += [(2, text, owner) for text in identifiers.get(quad.object.value, ())]
    return names


def _texts(store: LocalStore, predicate: ox.NamedNode) -> list[tuple[str, str]]:
    """Give the literals of a property with the IRI of what has them."""
    return [
        (quad.subject.value, quad.object.value)
        for quad in store.triples(predicate=predicate)
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal)
    ]


def _ambiguous(name: str, matches: tuple[Match, ...]) -> Problem:
    """List the candidates, one a line."""
    lines = [
        Bilingual(
            en=f"{m.thing.curie} ({kind(m.thing).en}: {printable(m.thing.label.en)})",
            fr=f"{m.thing.curie} ({kind(m.thing).fr} : {printable(m.thing.label.fr)})",
        )
        for m in matches[:_MOST_CANDIDATES]
    ]
    if (more := len(matches) - len(lines)) > 0:
        lines.append(Bilingual(en=f"and {more} more", fr=f"et {more} autres"))
    return _problem(
        "ambiguous-name",
        name,
        Bilingual(
            en=f"`{name}` may mean {len(matches)} things", fr=f"`{name}` peut désigner {len(matches)} choses"
        ),
        Bilingual(
            en="say which: " + "; ".join(line.en for line in lines),
            fr="dites laquelle : " + " ; ".join(line.fr for line in lines),
        ),
    )


_MOST_CANDIDATES = 10


def _not_found(name: str, wanted: str, names: Iterable[tuple[int, str, str]]) -> Problem:
    folded = {fold(printed): printed for rank, printed, _ in sorted(names, reverse=True) if rank}
    close = [folded[key] for key in get_close_matches(wanted, sorted(folded), n=3, cutoff=0.7)]
    return _problem(
        "name-not-found",
        name,
        Bilingual(
            en=f"nothing in this graph has the name `{name}`",
            fr=f"rien dans ce graphe ne porte le nom `{name}`",
        ),
        did_you_mean(close[0], close) if close else None,
    )


def _problem(code: str, name: str, message: Bilingual, hint: Bilingual | None) -> Problem:
    return Problem(code=code, severity="violation", message=message, location=Location(file=name), hint=hint)


def _iri(curie: str) -> ox.NamedNode:
    return ox.NamedNode(context.expand(curie) or curie)


_TYPE = _iri("rdf:type")
_LABEL = _iri("rdfs:label")
_PREFERRED = _iri("skos:prefLabel")
_SYNONYM = _iri("skos:altLabel")
_NAME = _iri("tg:name")
_TITLE = _iri("tg:title")
_IDENTIFIER = _iri("tg:hasIdentifier")
_VALUE = _iri("tg:identifierValue")
