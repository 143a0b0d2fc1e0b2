"""What makes two things of one family one thing, and what keeps them apart."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from trialgraph import people
from trialgraph.entities import Entity
from trialgraph.grounding import is_acronym, is_more
from trialgraph.joining.clusters import Clusters, Item
from trialgraph.joining.evidence import Evidence, Roots, is_curated, printed_names, printed_titles
from trialgraph.joining.traits import SIGNS, Traits, objection, united
from trialgraph.namekeys import name_key
from trialgraph.problems import Bilingual

FAMILIES = (
    "organisation",
    "drug_class",
    "biological_entity",
    "target",
    "symptom",
    "disease",
    "drug",
    "conference",
    "journal",
    "trial",
    "publication",
    "person",
)
"""What is joined, in this order: where people work and what they wrote tells them apart."""

_FEWEST_TITLE_WORDS = 5
_MOST_WITH_A_WORD = 200
"""Names with one word in common that are compared; a word of more is a given name, or says too little."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """Two things that are one, or that look so and are not held to be."""

    one: Item
    other: Item
    is_same: bool
    reason: Bilingual


class Rules:
    """Joins the things of a family by what all documents say: those of one key at once, or none of them."""

    def __init__(
        self,
        things: Mapping[Item, Entity],
        evidence: Evidence,
        roots: Roots,
        clusters: Clusters,
        tell: Callable[[Pair], None],
    ) -> None:
        self.things, self.evidence, self.roots = things, evidence, roots
        self.clusters, self.tell = clusters, tell
        self._told: set[tuple[Item, Item]] = set()
        self._traits: dict[Item, Traits] = {}
        """By what stands for a group."""

    def join(self, family: str, items: Sequence[Item]) -> None:
        """Join the things of a family: by surer signs first."""
        match family:
            case "person":
                self._people(items)
            case "trial":
                self._by_key(items, self._number_keys, _same_number, by_number=True)
                self._by_key(items, self._id_keys, _same_id)
                self._by_key(items, self._printed_keys, _same_name)
            case "publication":
                self._by_key(items, self._id_keys, _same_id)
                self._by_key(items, self._title_keys, _same_name)
            case "organisation":
                # What is part of others comes after them: they tell it from others of its name.
                depths = {item: self.evidence.depth(item) for item in items}
                for depth in sorted(set(depths.values())):
                    self._traits.clear()
                    self._by_name([item for item in items if depths[item] <= depth])
            case _:
                self._by_name(items)

    def _by_name(self, items: Sequence[Item]) -> None:
        self._by_key(items, self._id_keys, _same_id)
        self._by_key(items, self._full_keys, _same_name)

    # Keys

    def _id_keys(self, item: Item) -> Iterator[str]:
        """Give the id, where people gave it; that of a draft is made from the name, and goes with it."""
        if is_curated(self.things[item]):
            yield item[1][1]
        yield from {f"{item[1][1]}\n{name_key(name)}" for name in printed_names(self.things[item])}

    def _number_keys(self, item: Item) -> Iterator[str]:
        """Give the number of each registry; where a text has several of one, all together."""
        for numbers in self.evidence.registered(item).values():
            yield ", ".join(sorted(numbers))

    def _printed_keys(self, item: Item) -> Iterator[str]:
        yield from dict.fromkeys(name_key(name) for name in printed_titles(self.things[item]))

    def _full_keys(self, item: Item) -> Iterator[str]:
        names = [name for name in printed_names(self.things[item]) if not is_acronym(name)]
        # "heart attack" is what a severe heart attack is called too: the longer name tells what it is.
        whole = (name for name in names if not any(is_more(other, name) for other in names))
        if item[1][0] == "organisation":
            whole = (_OWN_ACRONYM.sub("", name) for name in whole)
        yield from dict.fromkeys(map(name_key, whole))

    def _title_keys(self, item: Item) -> Iterator[str]:
        yield from (key for key in self._printed_keys(item) if key.count(" ") >= _FEWEST_TITLE_WORDS - 1)

    # Things of one key

    def _by_key(
        self,
        items: Iterable[Item],
        keys: Callable[[Item], Iterator[str]],
        reason: Callable[[str], Bilingual],
        *,
        by_number: bool = False,
    ) -> None:
        groups: defaultdict[str, list[Item]] = defaultdict(list)
        for item in items:
            for key in keys(item):
                groups[key].append(item)
        for key, group in sorted(groups.items()):
            self._settle(group, reason(key), by_number=by_number)

    def _settle(self, group: Iterable[Item], reason: Bilingual, *, by_number: bool = False) -> None:
        """Join the things of one name: those that share a sign, then all, if nothing tells any two apart.

        Where something does, the name is that of several things, and what has no sign stays by itself.
        """
        items = self._apart(group)
        if len(items) == 1:
            return
        if by_number:
            # A registry's number says more than what two texts call the drug.
            self._all_or_none(items, reason, but=("drug", "disease"))
            return
        for aspect in SIGNS.get(items[0][1][0], ()):
            by_sign: defaultdict[Item, list[Item]] = defaultdict(list)
            for item in items:
                for sign in self._of(item).get(aspect, ()):
                    by_sign[sign].append(item)
            for sign, alike in sorted(by_sign.items()):
                self._all_or_none(alike, _shared(aspect, sign) or reason)
        self._rest(self._apart(items), reason)

    def _apart(self, items: Iterable[Item]) -> list[Item]:
        """Give the first thing of each group that some things are of."""
        first: dict[Item, Item] = {}
        for item in sorted(items):
            first.setdefault(self.clusters.root(item), item)
        return list(first.values())

    def _rest(self, items: Sequence[Item], reason: Bilingual) -> None:
        one, *others = items
        if self._may(items):
            for other in others:
                lacking = self._lacking(one, other)
                if lacking is None:
                    self._unite(one, other, reason)
                else:
                    self._part(one, other, lacking)
            return
        for other in others:
            self._part(one, other, objection(self._of(one), self._of(other)) or _SEVERAL)

    def _all_or_none(self, items: Sequence[Item], reason: Bilingual, *, but: Collection[str] = ()) -> None:
        if self._may(items, but=but):
            for other in items[1:]:
                self._unite(items[0], other, reason)

    def _may(self, items: Sequence[Item], *, but: Collection[str] = ()) -> bool:
        """Tell whether nothing speaks against all of them being one, but for some aspects."""
        whole: Traits = {}
        for item in self._apart(items):
            traits = {aspect: found for aspect, found in self._of(item).items() if aspect not in but}
            if objection(whole, traits) is not None:
                return False
            whole = united(whole, traits)
        return self.clusters.may(*items)

    def _lacking(self, one: Item, other: Item) -> Bilingual | None:
        """Say what two things of one name lack to be one: trials a drug or a disease, units their whole."""
        traits = self._of(one), self._of(other)
        if one[1][0] == "trial" and not self._is_curated_id(one, other):
            shared = any(
                traits[0].get(aspect, frozenset()) & traits[1].get(aspect, frozenset())
                for aspect in ("drug", "disease")
            )
            return None if shared else _NO_DRUG
        if one[1][0] == "organisation" and any(
            self.evidence.is_unit(member, self.things[member])
            for item in (one, other)
            for member in self.clusters.members(item)
        ):
            return _NO_PARENT
        return None

    def _is_curated_id(self, one: Item, other: Item) -> bool:
        return one[1] == other[1] and all(is_curated(self.things[item]) for item in (one, other))

    def _unite(self, one: Item, other: Item, reason: Bilingual) -> None:
        if self.clusters.root(one) == self.clusters.root(other):
            return
        traits = united(self._of(one), self._of(other))
        if self.clusters.join(one, other):
            self._traits[self.clusters.root(one)] = traits
            self.tell(Pair(one=one, other=other, is_same=True, reason=reason))

    def _part(self, one: Item, other: Item, reason: Bilingual) -> None:
        if self.clusters.may(one, other) and (one, other) not in self._told:
            self._told.add((one, other))
            self.tell(Pair(one=one, other=other, is_same=False, reason=reason))

    def _of(self, item: Item) -> Traits:
        """Give the traits of a thing with all that it was found to be one with."""
        root = self.clusters.root(item)
        if root not in self._traits:
            whole: Traits = {}
            for member in self.clusters.members(root):
                whole = united(whole, self._own(member))
            self._traits[root] = whole
        return self._traits[root]

    def _own(self, item: Item) -> Traits:
        """Give the traits of one thing. Two of one document are apart, but for a person in a draft."""
        traits = dict(self.evidence.traits(item, self.roots))
        if item[1][0] != "person" or is_curated(self.things[item]):
            traits[f"within:{item[0]}"] = frozenset({item[1][1]})
        return traits

    # People

    def _people(self, items: Sequence[Item]) -> None:
        self._by_key(items, self._id_keys, lambda _: _NAME_ALONE)
        self._by_key(
            (item for item in items if not self._is_short(item)), self._full_keys, lambda _: _NAME_ALONE
        )
        same, compatible = self._like_people(items)
        for group in _connected(same):
            self._settle(group, _NAME_ALONE)
        # Initials may stand for several names: only where all that fit are one person do they tell who it is.
        fits: defaultdict[Item, set[Item]] = defaultdict(set)
        for one, other in compatible:
            fits[one].add(other)
            fits[other].add(one)
        for one, other in compatible:
            rivals = (fits[one] - {other}) | (fits[other] - {one})
            clear = all(
                self._likeness(rival, each) != "different" for rival in rivals for each in (one, other)
            )
            self._compare(one, other, clear=clear)

    def _compare(self, one: Item, other: Item, *, clear: bool) -> None:
        if self.clusters.root(one) == self.clusters.root(other):
            return
        against = None if self._may((one, other)) else objection(self._of(one), self._of(other)) or _SEVERAL
        support = self._support(one, other)
        if against is None and support is not None and clear:
            self._unite(one, other, support)
        else:
            self._part(one, other, against or (_INITIALS_ALONE if clear else _INITIALS_SEVERAL))

    def _is_short(self, person: Item) -> bool:
        """Tell whether a person is known by initials alone, which others may have too."""
        return not any(people.is_whole(name) for name in printed_names(self.things[person]))

    def _like_people(self, items: Sequence[Item]) -> tuple[list[tuple[Item, Item]], list[tuple[Item, Item]]]:
        """Pair what stands for each group by likeness of names: the same, and such that initials fit."""
        by_word: defaultdict[str, list[Item]] = defaultdict(list)
        for item in dict.fromkeys(map(self.clusters.root, items)):
            words = {
                word for name in self._names(item) for word in name_key(name).split(" ") if len(word) > 1
            }
            for word in sorted(words):
                by_word[word].append(item)
        found: dict[str, dict[tuple[Item, Item], None]] = {"same": {}, "compatible": {}, "different": {}}
        for group in by_word.values():
            if len(group) <= _MOST_WITH_A_WORD:
                for one, other in combinations(sorted(group), 2):
                    found[self._likeness(one, other)][one, other] = None
        return sorted(found["same"]), sorted(found["compatible"])

    def _names(self, item: Item) -> list[str]:
        """Give what a group of people is called in all documents."""
        members = self.clusters.members(item)
        return list(dict.fromkeys(name for member in members for name in printed_names(self.things[member])))

    def _likeness(self, one: Item, other: Item) -> people.Likeness:
        found = {people.likeness(a, b) for a in self._names(one) for b in self._names(other)}
        return next((each for each in ("same", "compatible") if each in found), "different")

    def _support(self, one: Item, other: Item) -> Bilingual | None:
        traits = self._of(one), self._of(other)
        for aspect in SIGNS["person"]:
            shared = traits[0].get(aspect, frozenset()) & traits[1].get(aspect, frozenset())
            if shared:
                return _shared(aspect, min(shared))
        return None


_OWN_ACRONYM = re.compile(r" \([A-Z][A-Za-z-]{1,9}\)$")
"""What an organisation calls itself for short, behind its full name."""


def _connected(pairs: Iterable[tuple[Item, Item]]) -> list[list[Item]]:
    """Give the groups of what pairs hold together."""
    group: dict[Item, list[Item]] = {}
    for one, other in pairs:
        first, second = group.setdefault(one, [one]), group.setdefault(other, [other])
        if first is not second:
            first += second
            group.update((item, first) for item in second)
    return list({id(members): members for members in group.values()}.values())


def _shared(aspect: str, sign: Item) -> Bilingual | None:
    """Say which sign two people share; other things of one name need not say more than that name."""
    match aspect:
        case "place":
            return _shared_place(sign[1][1])
        case "paper":
            return _shared_paper(sign[1][1])
        case "trial":
            return _shared_trial(sign[1][1])
        case _:
            return None


def _same_id(key: str) -> Bilingual:
    id_ = key.partition("\n")[0]
    return Bilingual(en=f"both documents call it {id_}", fr=f"les deux documents l’appellent {id_}")


def _same_name(key: str) -> Bilingual:
    return Bilingual(en=f"the same name, “{key}”", fr=f"le même nom, « {key} »")


def _same_number(number: str) -> Bilingual:
    return Bilingual(en=f"the same registry number, {number}", fr=f"le même numéro de registre, {number}")


def _shared_place(id_: str) -> Bilingual:
    return Bilingual(
        en=f"the name fits, and both work at organisation:{id_}",
        fr=f"le nom convient et les deux travaillent à organisation:{id_}",
    )


def _shared_paper(id_: str) -> Bilingual:
    return Bilingual(
        en=f"the name fits, and both wrote publication:{id_}",
        fr=f"le nom convient et les deux ont écrit publication:{id_}",
    )


def _shared_trial(id_: str) -> Bilingual:
    return Bilingual(
        en=f"the name fits, and both documents are about trial:{id_}",
        fr=f"le nom convient et les deux documents parlent de trial:{id_}",
    )


_NAME_ALONE = Bilingual(
    en="the same full name, and nothing speaks against it", fr="le même nom complet, et rien ne s’y oppose"
)
_INITIALS_ALONE = Bilingual(
    en="the initials fit, but nothing else says that they are one person",
    fr="les initiales conviennent, mais rien d’autre ne dit que c’est une seule personne",
)
_INITIALS_SEVERAL = Bilingual(
    en="the initials fit several people", fr="les initiales conviennent à plusieurs personnes"
)
_SEVERAL = Bilingual(
    en="the name is that of several, and nothing says which is meant",
    fr="ce nom est celui de plusieurs, et rien ne dit lequel",
)
_NO_DRUG = Bilingual(
    en="the same name, but not the same drug and disease",
    fr="le même nom, mais pas le même médicament ni la même maladie",
)
_NO_PARENT = Bilingual(
    en="units of the same name, but not of the same organisation",
    fr="des unités du même nom, mais pas de la même organisation",
)
