"""Two graphs: what one states and the other does not, told in facts and as an RDF patch.

Blank nodes have no names of their own, so those of the new graph are first named as those of the old that
they are (`blanknodes`); after that, what differs is a difference of two sets of quads. In the facts told,
a statement counts once whatever graphs it is in; the patch has every quad.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pyoxigraph as ox

from trialgraph import blanknodes, context, rdffiles, things
from trialgraph.problems import Bilingual

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Fate = Literal["changed", "added", "removed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What changed of one property of a thing."""

    predicate: str
    """The CURIE of the property, or its IRI where we have no prefix for it."""
    label: Bilingual
    removed: tuple[Bilingual, ...]
    added: tuple[Bilingual, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Thing:
    """A thing of which the graphs do not state the same."""

    name: str
    """The CURIE of the thing, its IRI, or the label of a blank node (`_:anon0`)."""
    label: Bilingual
    kind: Bilingual
    """The labels of its classes; empty where it has none."""
    fate: Fate
    """`added` and `removed` where one graph alone states anything of it."""
    statements: int
    """How many statements differ."""
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """What makes the new graph of the old one."""

    removed: tuple[ox.Quad, ...]
    added: tuple[ox.Quad, ...]
    """With blank nodes named as in the old graph, where they are there."""
    things: tuple[Thing, ...]
    beside: Mapping[str, tuple[int, int]]
    """By class of node, statements removed and added of what makes up provenance: claims, evidence."""
    moved: int
    """Statements that are in both, but in other named graphs."""

    @property
    def differs(self) -> bool:
        """Whether there is any difference."""
        return bool(self.removed or self.added)


def diff(old: Sequence[ox.Quad], new: Sequence[ox.Quad]) -> Difference:
    """Find what differs between two graphs, or two datasets.

    Blank nodes keep the labels of the old graph; those that its file leaves unnamed (`[ ]`, `( )`) are
    `_:anon0`, `_:anon1` and so on in the order of the file, and those that are new are `_:new0`, `_:new1`.
    On graphs of blank nodes made to deceive, a difference may be found between graphs that are the same but
    for these names; never is one overlooked.

    >>> a, p = ox.NamedNode("https://example.org/a"), ox.NamedNode("https://example.org/p")
    >>> found = diff([ox.Quad(a, p, ox.Literal("1"))], [ox.Quad(a, p, ox.Literal("2"))])
    >>> found.things[0].changes[0].removed[0].en, found.things[0].changes[0].added[0].en
    ('1', '2')
    """
    ours = blanknodes.labelled(old)
    theirs = blanknodes.rename(ours, new)
    before, after = set(ours), set(theirs)
    removed, added = rdffiles.in_order(before - after), rdffiles.in_order(after - before)
    stated_before, stated_after = _triples(before), _triples(after)
    gone = _triples(removed) - stated_after
    come = _triples(added) - stated_before
    told = [triple for triple in (*gone, *come) if not _is_beside(triple.subject)]
    names = _Names({term for triple in told for term in _terms(triple)}, (ours, theirs))
    beside = Counter(
        (_class(triple.subject), side)
        for side, triples in enumerate((gone, come))
        for triple in triples
        if _is_beside(triple.subject)
    )
    return Difference(
        removed=removed,
        added=added,
        things=_things(
            ([t for t in gone if not _is_beside(t.subject)], [t for t in come if not _is_beside(t.subject)]),
            ({q.subject for q in before}, {q.subject for q in after}),
            names,
        ),
        beside={name: (beside[name, 0], beside[name, 1]) for name in sorted({name for name, _ in beside})},
        moved=len((_triples(removed) & stated_after) | (_triples(added) & stated_before)),
    )


def _triples(quads: Iterable[ox.Quad]) -> set[ox.Triple]:
    return {quad.triple for quad in quads}


def _terms(triple: ox.Triple) -> Iterator[Term]:
    yield from (triple.subject, triple.predicate, triple.object)


def _things(
    changed: tuple[Sequence[ox.Triple], Sequence[ox.Triple]],
    subjects: tuple[Collection[Term], Collection[Term]],
    names: "_Names",
) -> tuple[Thing, ...]:
    """Put what is gone and what has come together by thing: changed things first, then by name."""
    by_subject: defaultdict[Term, tuple[list[ox.Triple], list[ox.Triple]]] = defaultdict(lambda: ([], []))
    for side, triples in enumerate(changed):
        for triple in triples:
            by_subject[triple.subject][side].append(triple)
    found = []
    for subject, (gone, come) in by_subject.items():
        fate: Fate = "changed"
        if subject not in subjects[0] or subject not in subjects[1]:
            fate = "added" if come else "removed"
        found.append(
            Thing(
                name=_name(subject),
                label=names.of(subject),
                kind=names.kind(subject),
                fate=fate,
                statements=len(gone) + len(come),
                changes=_changes(gone, come, names),
            )
        )
    return tuple(sorted(found, key=lambda thing: (_FATES.index(thing.fate), thing.kind.en, thing.name)))


_FATES: tuple[Fate, ...] = ("changed", "added", "removed")


def _changes(gone: Iterable[ox.Triple], come: Iterable[ox.Triple], names: "_Names") -> tuple[Change, ...]:
    values: defaultdict[str, tuple[list[Bilingual], list[Bilingual]]] = defaultdict(lambda: ([], []))
    for side, triples in enumerate((gone, come)):
        for triple in sorted(triples, key=str):
            values[triple.predicate.value][side].append(names.value(triple))
    return tuple(
        Change(
            predicate=context.compress(predicate),
            label=things.word(predicate),
            removed=tuple(removed),
            added=tuple(added),
        )
        for predicate, (removed, added) in sorted(values.items(), key=lambda item: _rank(item[0]))
    )


def _rank(predicate: str) -> tuple[bool, str]:
    return predicate != _TYPE.value, predicate


def _name(term: Term) -> str:
    return context.compress(term.value) if isinstance(term, ox.NamedNode) else str(term)


# What things are called


class _Names:
    """The labels of some terms: the new graph's, else the old one's, else the ontology's."""

    def __init__(self, terms: Collection[Term], graphs: tuple[Iterable[ox.Quad], Iterable[ox.Quad]]) -> None:
        self._kinds: defaultdict[Term, set[str]] = defaultdict(set)
        candidates: defaultdict[tuple[Term, str], list[tuple[int, int, str]]] = defaultdict(list)
        for age, quads in enumerate(reversed(graphs)):
            for quad in quads:
                if quad.subject not in terms:
                    continue
                if quad.predicate == _TYPE and isinstance(quad.object, ox.NamedNode):
                    self._kinds[quad.subject].add(quad.object.value)
                if quad.predicate in _LABELS and isinstance(quad.object, ox.Literal):
                    order = age, _LABELS.index(quad.predicate), quad.object.value
                    candidates[quad.subject, quad.object.language or ""].append(order)
        self._labels = {key: min(orders)[-1] for key, orders in candidates.items()}

    def of(self, term: Term) -> Bilingual:
        """Name a thing."""
        found = {language: self._labels.get((term, language)) for language in ("en", "fr", "")}
        any_ = found[""] or found["en"] or found["fr"]
        if any_:
            return Bilingual(en=found["en"] or any_, fr=found["fr"] or any_)
        return things.word(term.value) if isinstance(term, ox.NamedNode) else _same(_name(term))

    def kind(self, term: Term) -> Bilingual:
        """Name the classes of a thing."""
        words = [things.word(iri) for iri in sorted(self._kinds.get(term, ()))]
        return Bilingual(en=", ".join(w.en for w in words), fr=", ".join(w.fr for w in words))

    def value(self, triple: ox.Triple) -> Bilingual:
        """Write the object of a statement: a literal with the language or the type that tells it apart."""
        term = triple.object
        if not isinstance(term, ox.Literal):
            return self.of(term)
        return _same(f"{term.value} ({term.language})" if term.language else term.value)


def _same(text: str) -> Bilingual:
    return Bilingual(en=text, fr=text)


_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_LABELS = tuple(
    ox.NamedNode(context.expand(curie) or curie)
    for curie in ("rdfs:label", "skos:prefLabel", "tg:name", "tg:title")
)


# What stands beside the facts


def _is_beside(term: Term) -> bool:
    """Tell whether a node belongs to provenance: people are told how much of it changed, not what."""
    if not isinstance(term, ox.NamedNode):
        return False
    if term.value.startswith((context.DOCUMENT_GRAPHS, context.TERMINOLOGY_GRAPH)):
        return True
    return term.value.startswith(context.ENTITIES) and not things.is_thing(term)


def _class(term: Term) -> str:
    """Give the family of a node beside the facts, from its IRI."""
    value = str(getattr(term, "value", ""))
    if not value.startswith(context.ENTITIES):
        return "graph"
    return value.removeprefix(context.ENTITIES).partition("/")[0]
