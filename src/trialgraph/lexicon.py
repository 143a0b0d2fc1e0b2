"""All names that are known: those that TrialGraph ships, and those of imported terminologies, together.

A thing that both know is one thing, and goes by the id that TrialGraph ships. A thing that only an
imported terminology knows goes by its identifier there: `doid:9008` is `disease:doid-9008`.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast, get_args

import marisa_trie

from trialgraph import resources
from trialgraph.model import Identifier, Language, Relation, Term
from trialgraph.namekeys import curie_slug, name_key, words
from trialgraph.termindex import Index, IndexedName, IndexedTerm, Source, longest_matches
from trialgraph.terminology import Terminology, load_terminology

V = TypeVar("V")
Key = tuple[str, str]
"""The family and the id of a thing."""

SHIPPED = "TrialGraph"
"""The name of the terminologies that TrialGraph ships, beside those of sources that were imported."""

_MOST_EQUIVALENTS = 50
"""More identifiers than that of one thing are a mistake of a mapping."""
_GENE_SCHEMES = frozenset({"hgnc"})
"""Registries of genes: a target is a gene product, and is named by its gene's symbol."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownName:
    """A name of a thing that is known."""

    thing: Key
    text: str
    role: str
    """`label`, `exact`, `narrow`, `broad` or `related`, as OBO calls the scopes of synonyms."""
    language: str
    source: str
    registry: str
    """The registry of the thing; empty where it is one of ours."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """Where a text prints a name that is known."""

    start: int
    end: int
    key: str


class Lexicon:
    """Names, and what they are names of.

    >>> from trialgraph import resources
    >>> from trialgraph.terminology import load_terminology
    >>> lexicon = Lexicon(load_terminology(resources.path("data", "terminologies")))
    >>> [name.thing for name in lexicon.named("cfz533")]
    [('drug', 'iscalimab')]
    """

    def __init__(self, terms: Terminology, index: Index | None = None) -> None:
        self.terminology = terms
        self._index = index
        self._names: dict[str, list[KnownName]] = {}
        self._owners: dict[tuple[str, str], Key] = {}
        for term in terms.terms:
            for name in _shipped_names(term):
                self._names.setdefault(name_key(name.text), []).append(name)
            for identifier in term.identifiers:
                if identifier.mapping == "exact_match" or identifier.scheme in _GENE_SCHEMES:
                    curie = f"{identifier.scheme}:{identifier.value}"
                    self._owners.setdefault((term.family, curie), (term.family, term.id))
        self._trie = marisa_trie.Trie(f"{key} " for key in self._names if key)
        self._imported = cache(self._imported_term)
        self._thing = cache(self._thing_of)

    def __reduce__(self) -> tuple[type["Lexicon"], tuple[Terminology, Index | None]]:
        """Go to another process, where the index is opened anew."""
        return Lexicon, (self.terminology, self._index)

    def named(self, key: str) -> tuple[KnownName, ...]:
        """Give the names that have a key (`namekeys.name_key`): those of ours before those of others."""
        shipped = self._names.get(key, [])
        imported = self._index.named(key) if self._index is not None else ()
        found = [*shipped, *(name for each in imported if (name := self._imported_name(each)) is not None)]
        return tuple(dict.fromkeys(found))

    def term(self, family: str, id_: str) -> Term | None:
        """Give all that is known of a thing; None where nothing is."""
        shipped = self.terminology.term(family, id_)
        if self._index is None:
            return shipped
        if shipped is None:
            own = self._imported(family, f"{family}:{id_}")
            curie = self._index.curie(id_) if own is None else None
            return own if curie is None else self._imported(family, curie)
        return self._with_imported(shipped, self._index)

    def thing(self, family: str, curie: str) -> Key:
        """Give the thing that an identifier of a registry is of: one of ours, or one of its own."""
        return self._thing(family, curie)

    def find(self, text: str) -> Iterator[Mention]:
        """Find the names that a text prints: of each first word the longest one; they do not overlap."""
        found = list(words(text))
        ends: dict[int, tuple[int, str]] = {}
        tries = [self._trie] if self._index is None else [self._trie, self._index.trie]
        for trie in tries:
            for first, end, key in longest_matches(trie, found):
                if end > ends.get(first, (0, ""))[0]:
                    ends[first] = (end, key)
        free = 0
        for first in sorted(ends):
            end, key = ends[first]
            if first >= free:
                yield Mention(start=found[first][1], end=found[end - 1][2], key=key)
                free = end

    def containing(self, wanted: list[str], limit: int) -> Iterator[KnownName]:
        """Give the names in which all of some words stand, or begin a word: ours first, then the shortest.

        Args:
            wanted: words in the form of `namekeys.name_key`.
            limit: how many imported names to look at.

        """
        keys = (key for key in self._names if all(f" {word}" in f" {key}" for word in wanted))
        for key in sorted(keys, key=lambda key: (len(key), key)):
            yield from self._names[key]
        for each in self._index.containing(wanted, limit) if self._index is not None else ():
            name = self._imported_name(each)
            if name is not None:
                yield name

    @property
    def imported(self) -> tuple[Source, ...]:
        """The sources that were imported."""
        return () if self._index is None else self._index.sources

    @property
    def sources(self) -> Mapping[str, str]:
        """How each imported source is cited, by its title."""
        return {source.title: source.cited for source in self.imported}

    # Imported terms

    def _thing_of(self, family: str, curie: str) -> Key:
        """Give the thing that an identifier is of: ours, where a term of ours has it, else one of its own."""
        scheme, _, value = curie.partition(":")
        if scheme == family:
            return family, value
        owner = self._owners.get((family, curie))
        if owner is not None or self._index is None:
            return owner or (family, curie_slug(curie))
        same = self._equivalents(family, curie, self._index)
        owners = {self._owners[family, each] for each in same if (family, each) in self._owners}
        if owners:
            return owners.pop() if len(owners) == 1 else (family, curie_slug(curie))
        # Registries that say that they mean the same are one thing; it goes by the first of its identifiers.
        known = (each for each in same if (term := self._index.term(each)) and term.family == family)
        return family, curie_slug(min(known, default=curie))

    def _equivalents(self, family: str, curie: str, index: Index) -> frozenset[str]:
        """Give the identifiers that registries say are exactly one, over several steps."""
        same = {curie}
        ahead = [curie]
        while ahead and len(same) <= _MOST_EQUIVALENTS:
            term = index.term(ahead.pop())
            if term is None or term.family != family:
                continue
            exact = {match for mapping, match, _ in term.matches if mapping == "exact_match"} - same
            same |= exact
            ahead += sorted(exact)
        return frozenset(same)

    def _imported_name(self, name: IndexedName) -> KnownName | None:
        if name.family is None:
            return None
        return KnownName(
            thing=self._thing(name.family, name.term),
            text=name.text,
            role=name.role,
            language=name.language,
            source=name.source,
            registry=name.term.partition(":")[0],
        )

    def _imported_term(self, family: str, curie: str) -> Term | None:
        if self._index is None:
            return None
        same = sorted(self._equivalents(family, curie, self._index))
        found = (self._index.term(each) for each in (curie, *(each for each in same if each != curie)))
        terms = [term for term in found if term is not None and term.family == family]
        labelled = [term for term in terms if any(name.role == "label" for name in term.names)]
        if not labelled or terms[0].id != curie:
            return None
        labels = _labels(labelled[0])
        synonyms = (name for term in terms for name in _synonyms(term, {label for _, label in labels}))
        return Term(
            family=family,
            id=self._thing(family, curie)[1],
            labels=labels,
            synonyms=tuple(dict.fromkeys(synonyms)),
            identifiers=_firsts(((i.scheme, i.value), i) for each in terms for i in self._identifiers(each)),
            relations=_firsts(
                ((r.relation, r.family, r.id), r) for each in terms for r in self._relations(each)
            ),
        )

    def _with_imported(self, shipped: Term, index: Index) -> Term:
        """Add to a term of ours what imported terminologies know of it: relations, identifiers."""
        relations = list(shipped.relations)
        identifiers = list(shipped.identifiers)
        for owned in shipped.identifiers:
            curie = f"{owned.scheme}:{owned.value}"
            if self._owners.get((shipped.family, curie)) != (shipped.family, shipped.id):
                continue
            term = index.term(curie)
            if term is None:
                continue
            stated = {(r.relation, r.family, r.id) for r in relations}
            relations += [r for r in self._relations(term) if (r.relation, r.family, r.id) not in stated]
            known = {(i.scheme, i.value) for i in identifiers}
            identifiers += [
                i
                for i in self._identifiers(term)
                if i.mapping == "exact_match" and (i.scheme, i.value) not in known
            ]
        return Term(
            family=shipped.family,
            id=shipped.id,
            labels=shipped.labels,
            synonyms=shipped.synonyms,
            identifiers=tuple(identifiers),
            relations=tuple(relations),
        )

    def _identifiers(self, term: IndexedTerm) -> Iterator[Identifier]:
        scheme, _, value = term.id.partition(":")
        cited = self.sources
        first = cited.get(term.sources[0], "") if term.sources else ""
        if scheme in self.terminology.registries:
            yield Identifier(scheme=scheme, value=value, mapping="exact_match", source=first, curated=False)
        told = {term.id}
        for mapping, curie, source in sorted(term.matches, key=lambda match: match[0] != "exact_match"):
            scheme, _, value = curie.partition(":")
            if scheme in self.terminology.registries and curie not in told:
                told.add(curie)
                yield Identifier(
                    scheme=scheme,
                    value=value,
                    mapping=cast(Any, mapping),
                    source=cited.get(source, source),
                    curated=False,
                )

    def _relations(self, term: IndexedTerm) -> Iterator[Relation]:
        cited = self.sources
        stated: set[tuple[str, str]] = set()
        for relation, target, source in term.links:
            if (relation, target) in stated:
                continue
            stated.add((relation, target))
            other = self._index.term(target) if self._index is not None else None
            family = other.family if other is not None else None
            if family is not None and other is not None and other.label("en") and not other.is_obsolete:
                _, id_ = self._thing(family, target)
                yield Relation(relation=relation, family=family, id=id_, source=cited.get(source, source))


def load_lexicon(folder: str | Path | None = None) -> Lexicon:
    """Load the names that TrialGraph ships, and those of an index of imported terminologies.

    Raises:
        InputError: there is no index in the folder, or it is damaged or of another version.

    """
    if folder is None:
        return _shipped()
    return Lexicon(_shipped().terminology, Index.open(folder))


@cache
def _shipped() -> Lexicon:
    """Load what is shipped once: it does not change while a process runs."""
    return Lexicon(load_terminology(resources.path("data", "terminologies")))


def _shipped_names(term: Term) -> Iterator[KnownName]:
    thing = (term.family, term.id)
    for language, label in term.labels:
        yield KnownName(thing=thing, text=label, role="label", language=language, source=SHIPPED, registry="")
    for language, name in term.synonyms:
        yield KnownName(thing=thing, text=name, role="exact", language=language, source=SHIPPED, registry="")


def _firsts(keyed: Iterable[tuple[Hashable, V]]) -> tuple[V, ...]:
    """Give what has a key first, each key once."""
    first: dict[Hashable, V] = {}
    for key, value in keyed:
        first.setdefault(key, value)
    return tuple(first.values())


def _labels(term: IndexedTerm) -> tuple[tuple[str, str], ...]:
    found = {language: label for language in get_args(Language) if (label := term.label(language))}
    if not found:
        found = {name.language: name.text for name in term.names if name.role == "label"}
    return tuple(found.items())


def _synonyms(term: IndexedTerm, labels: set[str]) -> tuple[tuple[str, str], ...]:
    named = ((name.language, name.text) for name in term.names if name.role in ("label", "exact"))
    kept = (
        (language, text) for language, text in named if language in ("", "en", "fr") and text not in labels
    )
    return tuple(dict.fromkeys(kept))
