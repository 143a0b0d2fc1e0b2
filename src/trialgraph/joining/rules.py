"""What makes two things of one family one thing, and what keeps them apart."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from trialgraph import people
from trialgraph.entities import Entity
from trialgraph.grounding import is_acronym, is_more
from trialgraph.joining.clusters import Item
from trialgraph.joining.evidence import Evidence, Roots, is_curated, printed_names, printed_titles
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
_MOST_OF_A_SURNAME = 60
"""People of one surname that are compared with each other; of more, initials say nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """Two things that are one, or that look so and are not held to be."""

    one: Item
    other: Item
    is_same: bool
    reason: Bilingual


class Pairs:
    """Compares things by what all documents say."""

    def __init__(self, things: Mapping[Item, Entity], evidence: Evidence, roots: Roots) -> None:
        self.things, self.evidence, self.roots = things, evidence, roots
        self._names: dict[Item, tuple[str, ...]] = {}

    def of(self, family: str, items: Sequence[Item]) -> Iterator[Pair]:
        """Give the pairs of a family: surer ones first."""
        match family:
            case "person":
                yield from self._people(items)
            case "trial":
                yield from self._trials(items)
            case "publication":
                yield from self._compared(items, self._against_papers, self._title_keys)
            case "organisation":
                yield from self._compared(items, self._against_organisations, self._full_keys)
            case _:
                yield from self._compared(items, _nothing, self._full_keys)

    def names(self, item: Item) -> tuple[str, ...]:
        """Give what a thing is called in its document."""
        if item not in self._names:
            self._names[item] = tuple(printed_names(self.things[item]))
        return self._names[item]

    # What is the same by its id or its name

    def _compared(
        self,
        items: Sequence[Item],
        against: Callable[[Item, Item], Bilingual | None],
        keys: Callable[[Item], Iterator[str]],
    ) -> Iterator[Pair]:
        for one, other, reason in (
            *self._alike(items, _id_keys, _same_id),
            *self._alike(items, keys, _same_name),
        ):
            objection = against(one, other)
            yield Pair(one=one, other=other, is_same=objection is None, reason=objection or reason)

    def _alike(
        self,
        items: Sequence[Item],
        keys: Callable[[Item], Iterator[str]],
        reason: Callable[[str], Bilingual],
    ) -> list[tuple[Item, Item, Bilingual]]:
        """Pair each thing with the first one that shares a key; in one document things are apart already."""
        first: defaultdict[str, list[Item]] = defaultdict(list)
        pairs = []
        for item in items:
            for key in keys(item):
                pairs += [
                    (one, item, reason(key)) for one in first[key][:_MOST_OF_A_SURNAME] if one[0] != item[0]
                ]
                first[key].append(item)
        return pairs

    def _full_keys(self, item: Item) -> Iterator[str]:
        names = [name for name in self.names(item) if not is_acronym(name)]
        # "heart attack" is what a severe heart attack is called too: the longer name tells what it is.
        whole = (name for name in names if not any(is_more(other, name) for other in names))
        yield from dict.fromkeys(map(name_key, whole))

    def _title_keys(self, item: Item) -> Iterator[str]:
        keys = dict.fromkeys(name_key(title) for title in printed_titles(self.things[item]))
        yield from (key for key in keys if key.count(" ") >= _FEWEST_TITLE_WORDS - 1)

    def _against_papers(self, one: Item, other: Item) -> Bilingual | None:
        journals = [self.evidence.journals(item, self.roots) for item in (one, other)]
        return _OTHER_JOURNALS if all(journals) and journals[0].isdisjoint(journals[1]) else None

    def _against_organisations(self, one: Item, other: Item) -> Bilingual | None:
        if not any(self.evidence.is_unit(item, self.things[item]) for item in (one, other)):
            return None
        parents = [self.evidence.parents(item, self.roots) for item in (one, other)]
        return _OTHER_PARENTS if parents[0].isdisjoint(parents[1]) else None

    # Trials

    def _trials(self, items: Sequence[Item]) -> Iterator[Pair]:
        for one, other, reason in self._alike(items, self._numbers, _same_number):
            yield Pair(one=one, other=other, is_same=True, reason=reason)
        for one, other, reason in (
            *self._alike(items, _id_keys, _same_id),
            *self._alike(items, self._trial_keys, _same_name),
        ):
            objection = self._against_trials(one, other)
            yield Pair(one=one, other=other, is_same=objection is None, reason=objection or reason)

    def _numbers(self, item: Item) -> Iterator[str]:
        yield from sorted(self.evidence.registered(item))

    def _trial_keys(self, item: Item) -> Iterator[str]:
        yield from dict.fromkeys(name_key(name) for name in printed_titles(self.things[item]))

    def _against_trials(self, one: Item, other: Item) -> Bilingual | None:
        numbers = [self.evidence.registered(item) for item in (one, other)]
        if all(numbers) and numbers[0].isdisjoint(numbers[1]):
            return _OTHER_NUMBERS
        if one[1] == other[1] and all(is_curated(self.things[item]) for item in (one, other)):
            return None
        shared = 0
        for family in ("drug", "disease"):
            tested = [
                {each for each in self.evidence.tested(item, self.roots) if each[1][0] == family}
                for item in (one, other)
            ]
            if all(tested) and tested[0].isdisjoint(tested[1]):
                return _OTHER_DRUGS
            shared += len(tested[0] & tested[1])
        return None if shared else _OTHER_DRUGS

    # People

    def _people(self, items: Sequence[Item]) -> Iterator[Pair]:
        same, compatible = self._like_people(items)
        for one, other in same:
            objection = self._against_people(one, other)
            support = self._support(one, other)
            yield Pair(
                one=one, other=other, is_same=objection is None, reason=objection or support or _NAME_ALONE
            )
        # Initials may stand for several names: only where all that fit are one person do they tell who it is.
        fits: defaultdict[Item, set[Item]] = defaultdict(set)
        for one, other in compatible:
            fits[one].add(other)
            fits[other].add(one)
        for one, other in compatible:
            objection = self._against_people(one, other)
            support = self._support(one, other)
            rivals = (fits[one] - {other}) | (fits[other] - {one})
            clear = all(
                self._likeness(rival, each) != "different" for rival in rivals for each in (one, other)
            )
            is_same = objection is None and support is not None and clear
            reason = objection or (_INITIALS_SEVERAL if not clear else support or _INITIALS_ALONE)
            yield Pair(one=one, other=other, is_same=is_same, reason=reason)

    def _like_people(self, items: Sequence[Item]) -> tuple[list[tuple[Item, Item]], list[tuple[Item, Item]]]:
        by_word: defaultdict[str, list[Item]] = defaultdict(list)
        for item in items:
            words = {word for name in self.names(item) for word in name_key(name).split(" ") if len(word) > 1}
            for word in sorted(words):
                by_word[word].append(item)
        seen: set[tuple[Item, Item]] = set()
        found: dict[str, list[tuple[Item, Item]]] = {"same": [], "compatible": [], "different": []}
        for group in by_word.values():
            for one, other in combinations(group[:_MOST_OF_A_SURNAME], 2):
                if (one, other) not in seen and not self._set_apart(one, other):
                    seen.add((one, other))
                    found[self._likeness(one, other)].append((one, other))
        return found["same"], found["compatible"]

    def _set_apart(self, one: Item, other: Item) -> bool:
        """Tell whether a person gave two people of one document ids of their own."""
        return one[0] == other[0] and any(is_curated(self.things[item]) for item in (one, other))

    def _likeness(self, one: Item, other: Item) -> people.Likeness:
        found = {people.likeness(a, b) for a in self.names(one) for b in self.names(other)}
        if one[1] == other[1]:
            found.add("same")
        return next((each for each in ("same", "compatible") if each in found), "different")

    def _support(self, one: Item, other: Item) -> Bilingual | None:
        places = [self.evidence.workplaces(item, self.roots) for item in (one, other)]
        if shared := sorted(places[0] & places[1]):
            return _shared_place(shared[0][1][1])
        papers = [self.evidence.papers(item, self.roots) for item in (one, other)]
        if shared := sorted(papers[0].keys() & papers[1].keys()):
            return _shared_paper(shared[0][1][1])
        trials = [self.evidence.trials_of(item[0], self.roots) for item in (one, other)]
        if shared := sorted(trials[0] & trials[1]):
            return _shared_trial(shared[0][1][1])
        return None

    def _against_people(self, one: Item, other: Item) -> Bilingual | None:
        papers = [self.evidence.papers(item, self.roots) for item in (one, other)]
        for paper in papers[0].keys() & papers[1].keys():
            orders = (papers[0][paper], papers[1][paper])
            if None not in orders and orders[0] != orders[1]:
                return _OTHER_AUTHORS
        if one[0] == other[0] or (
            one[1] == other[1] and all(is_curated(self.things[item]) for item in (one, other))
        ):
            return None
        places = [self.evidence.workplaces(item, self.roots) for item in (one, other)]
        return _OTHER_PLACES if all(places) and places[0].isdisjoint(places[1]) else None


def _nothing(_one: Item, _other: Item) -> None:
    return None


def _id_keys(item: Item) -> Iterator[str]:
    yield item[1][1]


def _same_id(id_: str) -> Bilingual:
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
_OTHER_PLACES = Bilingual(
    en="the names fit, but they work at different organisations",
    fr="les noms conviennent, mais les organisations diffèrent",
)
_OTHER_AUTHORS = Bilingual(
    en="they are two authors of one paper", fr="ce sont deux auteurs d’un même article"
)
_OTHER_JOURNALS = Bilingual(
    en="the same title, but in different journals", fr="le même titre, mais dans des revues différentes"
)
_OTHER_PARENTS = Bilingual(
    en="units of the same name, but not of the same organisation",
    fr="des unités du même nom, mais pas de la même organisation",
)
_OTHER_NUMBERS = Bilingual(
    en="the same name, but different registry numbers",
    fr="le même nom, mais des numéros de registre différents",
)
_OTHER_DRUGS = Bilingual(
    en="the same name, but not the same drug and disease",
    fr="le même nom, mais pas le même médicament ni la même maladie",
)
