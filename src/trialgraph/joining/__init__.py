"""One node per thing: which things of several documents are the same, and which known thing each of them is.

What a terminology knows is the same where it is the same term. What it does not know is the same where its
name is, and nothing speaks against it; a person also where initials stand for a name and something else (an
affiliation, a trial, a paper) goes with it; a trial where its registry number is, or its name with drug and
disease. People's decisions win over all of this. What was joined is told with its reason, and so is what
might be one and was kept apart: both in the form of decisions, so that a person can turn them round.
"""

import dataclasses
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Literal

from trialgraph.decisions import Decision, Decisions
from trialgraph.entities import Entity, Key, entities
from trialgraph.grounding import Grounding
from trialgraph.joining import naming, rules
from trialgraph.joining.clusters import Clusters, Item
from trialgraph.joining.evidence import Evidence, is_curated, printed_names
from trialgraph.lexicon import Lexicon
from trialgraph.model import FactFile
from trialgraph.problems import Bilingual
from trialgraph.renaming import rename

_DIGEST = 6
"""Characters that tell two things apart that were called alike."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Join:
    """Two things that are one, or that might be and are not held to be."""

    family: str
    subject: str
    """The id of a thing in its document."""
    document: str
    object: str
    """The id of the other thing in its document."""
    other_document: str
    is_same: bool
    reason: Bilingual

    def as_decision(self, language: str) -> Decision:
        """Write it as a person would have decided."""
        return Decision(
            family=self.family,
            subject=self.subject,
            word="same" if self.is_same else "not-same",
            object=self.object,
            document=self.document,
            other_document=self.other_document,
            why=self.reason.in_language(language),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """A thing of the graph, with the names that documents give it and what they mean."""

    key: Key
    """Its family and its id in the graph."""
    name: str
    """As first printed."""
    documents: tuple[str, ...]
    mentions: int
    """Pieces of evidence in all documents."""
    grounding: Grounding
    is_decided: bool
    """Whether a person said what one of its names means, be it nothing that terminologies know."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Joined:
    """The documents with one id for each thing, and how that came about."""

    files: tuple[FactFile, ...]
    joins: tuple[Join, ...]
    named: tuple[Named, ...]
    """The things that terminologies could know."""
    ids: Mapping[tuple[str, Key], str]
    """What was renamed: the new id, by the document's id and the thing's key there."""


def join(files: Sequence[FactFile], lexicon: Lexicon, decisions: Decisions) -> Joined:
    """Give each thing of several documents one id: that of the term it is, or one of those it had.

    Args:
        files: documents without problems of their own.
        lexicon: the names that are known.
        decisions: what people decided.

    """
    return _Joiner(files, lexicon, decisions).join()


class _Joiner:
    def __init__(self, files: Sequence[FactFile], lexicon: Lexicon, decisions: Decisions) -> None:
        self.files, self.lexicon, self.decisions = files, lexicon, decisions
        self.documents = [file.document.id if file.document else "" for file in files]
        self.things: dict[Item, Entity] = {
            (number, key): entity
            for number, file in enumerate(files)
            for key, entity in entities(file.facts).items()
            if key[0] in rules.FAMILIES
        }
        self.contexts = list(map(naming.context_of, files))
        self.evidence = Evidence(files)
        self.clusters: dict[str, Clusters] = {}
        self.groundings: dict[Item, Grounding] = {}
        self.joins: list[Join] = []

    def join(self) -> Joined:
        ids: list[dict[Key, str]] = [{} for _ in self.files]
        for family in rules.FAMILIES:
            items = [item for item in self.things if item[1][0] == family]
            self._join_family(family, items)
            for number, key, id_ in self._new_ids(family):
                if key[1] != id_:
                    ids[number][key] = id_
        renamed = tuple(
            dataclasses.replace(file, facts=rename(file.facts, names))
            for file, names in zip(self.files, ids, strict=True)
        )
        return Joined(
            files=renamed,
            joins=tuple(self.joins),
            named=tuple(self._named(ids)),
            ids={
                (document, key): id_
                for document, names in zip(self.documents, ids, strict=True)
                for key, id_ in names.items()
            },
        )

    def root(self, item: Item) -> Item:
        clusters = self.clusters.get(item[1][0])
        return clusters.root(item) if clusters is not None and item in self.things else item

    def _join_family(self, family: str, items: list[Item]) -> None:
        for item in items:
            self.groundings[item] = naming.ground_thing(
                self.things[item],
                self.files[item[0]],
                self.contexts[item[0]],
                self.lexicon,
                self.decisions,
            )
        terms = {item: thing for item in items if (thing := self.groundings[item].thing) is not None}
        clusters = self.clusters[family] = Clusters(
            items, terms, ((ones, others) for ones, others, _ in self._decided(family, items, "not-same"))
        )
        for ones, others, why in self._decided(family, items, "same"):
            for other in (*others, *ones[1:]):
                if clusters.root(ones[0]) != clusters.root(other):
                    clusters.join(ones[0], other, decided=True)
                    self._tell(rules.Pair(one=ones[0], other=other, is_same=True, reason=why))
        for one, other, reason in _of_one_term(terms, self.lexicon):
            if clusters.join(one, other):
                self._tell(rules.Pair(one=one, other=other, is_same=True, reason=reason))
        rules.Rules(self.things, self.evidence, self.root, clusters, self._tell).join(family, items)

    def _decided(
        self, family: str, items: Iterable[Item], word: Literal["same", "not-same"]
    ) -> Iterator[tuple[list[Item], list[Item], Bilingual]]:
        """Give the things that the two sides of each decision speak of."""
        by_id: defaultdict[str, list[Item]] = defaultdict(list)
        for item in items:
            by_id[item[1][1]].append(item)
        for row in self.decisions.of_pairs(word):
            ones = [item for item in by_id[row.subject] if row.document in (None, self.documents[item[0]])]
            others = [
                item
                for item in by_id[row.object]
                if row.other_document in (None, self.documents[item[0]]) and item not in ones
            ]
            if row.family == family and ones and others:
                yield ones, others, Bilingual(en=row.why or "a decision", fr=row.why or "une décision")

    def _tell(self, pair: rules.Pair) -> None:
        self.joins.append(
            Join(
                family=pair.one[1][0],
                subject=pair.other[1][1],
                document=self.documents[pair.other[0]],
                object=pair.one[1][1],
                other_document=self.documents[pair.one[0]],
                is_same=pair.is_same,
                reason=pair.reason,
            )
        )

    def _new_ids(self, family: str) -> Iterable[tuple[int, Key, str]]:
        """Give the id of each thing: where two groups want the same, the one of the first document has it."""
        clusters = self.clusters[family]
        wanted = []
        for group in clusters.groups():
            term = clusters.term(group[0])
            known = [item[1][1] for item in group]
            best = min(
                group,
                key=lambda item: (not is_curated(self.things[item]), -known.count(item[1][1]), item[1][1]),
            )
            id_ = term[1] if term is not None else best[1][1]
            taken = term is None and self.lexicon.terminology.term(family, id_) is not None
            first = min((self.documents[number], key[1]) for number, key in group)
            wanted.append((term is None, taken, first, id_, group))
        used: set[str] = set()
        for _, taken, first, id_, group in sorted(wanted, key=lambda each: each[:4]):
            seeds = chain([first[0]], (f"{first} {number}" for number in count()))
            forms = (f"{id_}-{_digest(seed)}" for seed in seeds)
            final = next(form for form in chain([] if taken else [id_], forms) if form not in used)
            used.add(final)
            for number, key in group:
                yield number, key, final

    def _named(self, ids: Sequence[Mapping[Key, str]]) -> Iterable[Named]:
        groups: defaultdict[Key, list[Item]] = defaultdict(list)
        for number, key in self.things:
            if key[0] in naming.FAMILIES:
                groups[key[0], ids[number].get(key, key[1])].append((number, key))
        for key, items in sorted(groups.items()):
            best = next((i for i in items if self.groundings[i].thing is not None), items[0])
            grounding = self.groundings[best]
            if grounding.thing not in (None, key):
                # It was kept apart from what has the id of that term.
                grounding = grounding.doubting(grounding)
            pieces = [piece for item in items for fact in self.things[item].facts for piece in fact.evidence]
            names = [name for item in items for name in printed_names(self.things[item])]
            yield Named(
                key=key,
                name=names[0] if names else key[1],
                documents=tuple(sorted({self.documents[number] for number, _ in items})),
                mentions=len(pieces),
                grounding=grounding,
                is_decided=self._is_decided(items, names),
            )

    def _is_decided(self, items: Iterable[Item], names: Iterable[str]) -> bool:
        asked = {(item[1][0], self.documents[item[0]]) for item in items}
        return any(
            self.decisions.meant(family, name, document) is not None
            for name in set(names)
            for family, document in asked
        )


def _digest(seed: str) -> str:
    return hashlib.sha256(seed.encode()).hexdigest()[:_DIGEST]


def _of_one_term(terms: Mapping[Item, Key], lexicon: Lexicon) -> Iterable[tuple[Item, Item, Bilingual]]:
    by_term: defaultdict[Key, list[Item]] = defaultdict(list)
    for item, term in terms.items():
        by_term[term].append(item)
    for key, (first, *others) in sorted(by_term.items()):
        known = lexicon.term(*key)
        label = {language: known.label_in(language) if known else key[1] for language in ("en", "fr")}
        reason = Bilingual(
            en=f"both are {':'.join(key)} ({label['en']})",
            fr=f"les deux sont {':'.join(key)} ({label['fr']})",
        )
        for other in others:
            yield first, other, reason
