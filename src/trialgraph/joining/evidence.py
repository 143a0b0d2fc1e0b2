"""What speaks for and against two things being one: where people work, what trials test."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from trialgraph.entities import Entity
from trialgraph.joining.clusters import Item
from trialgraph.joining.traits import Traits
from trialgraph.model import (
    Affiliation,
    Authorship,
    ClinicalTrial,
    DrugIntervention,
    Fact,
    FactFile,
    Organisation,
    Publication,
)
from trialgraph.namekeys import name_key
from trialgraph.renaming import is_rejected

Roots = Callable[[Item], Item]
"""Gives what stands for a thing, once it was joined with others."""

_UNIT = re.compile(
    r"(?:the )?(?:department|division|section|service|departement|faculty|faculte|school|unit|unite|pole"
    r"|laboratory|laboratoire|clinic|clinique|centre|center|institute|institut)"
    r"(?: (?:of|de|d|des|du|for|pour)\b.*)?"
    r"|chu|chru|chr|hopital|hospital|university|universite|university hospital|medical cent(?:er|re)"
    r"|college|company"
)


_NUMBER = re.compile(
    r"(?P<nct>NCT\d{8})|(?P<isrctn>ISRCTN\d{8})|(?P<ctis>20\d\d-5\d{5}-\d\d-\d\d)|(?P<eudract>20\d\d-\d{6}-\d\d)"
)
"""Registry numbers, whatever is printed around them."""


class Evidence:
    """What the facts of all documents say about the things that may be one.

    The things that are referred to must have been joined before: `roots` says what they became.
    """

    def __init__(self, files: Sequence[FactFile]) -> None:
        self._workplaces: defaultdict[Item, set[Item]] = defaultdict(set)
        self._parents: defaultdict[Item, set[Item]] = defaultdict(set)
        self._papers: defaultdict[Item, set[tuple[Item, int | None]]] = defaultdict(set)
        self._tested: defaultdict[Item, set[Item]] = defaultdict(set)
        self._registered: defaultdict[Item, set[str]] = defaultdict(set)
        self._journals: defaultdict[Item, set[Item]] = defaultdict(set)
        self._units: set[Item] = set()
        self._trials: defaultdict[int, set[Item]] = defaultdict(set)
        for number, file in enumerate(files):
            drugs = _drugs(file)
            for fact in file.facts:
                if not is_rejected(fact):
                    self._take(number, fact, drugs)

    def _take(self, number: int, fact: Fact, drugs: Mapping[str, str]) -> None:
        item = (number, (fact.family, fact.id))

        def of(family: str, id_: str) -> Item:
            return (number, (family, id_))

        match fact:
            case Affiliation(of_person=str(person), with_organisation=str(organisation)):
                self._workplaces[of("person", person)].add(of("organisation", organisation))
            case Authorship(author=str(person), of_publication=str(publication)):
                self._papers[of("person", person)].add((of("publication", publication), fact.author_order))
            case Organisation():
                above = (*fact.part_of, *fact.unit_of)
                self._parents[item] |= {of("organisation", parent) for parent in above}
                if fact.organisation_type == "Department" or fact.unit_of:
                    self._units.add(item)
            case ClinicalTrial():
                self._trials[number].add(item)
                self._registered[item] |= set(fact.registry_id)
                self._tested[item] |= {of("disease", disease) for disease in fact.investigates}
                used = (drugs[each] for each in fact.tests_intervention if each in drugs)
                self._tested[item] |= {of("drug", drug) for drug in used}
            case Publication(published_in=str(journal)):
                self._journals[item].add(of("journal", journal))
            case _:
                pass

    def traits(self, item: Item, roots: Roots) -> Traits:
        """Give what tells a thing from others of its name, and what shows that they are one."""
        found: dict[str, frozenset[Any]] = {}
        match item[1][0]:
            case "person":
                found["place"] = self._places(item, roots)
                found["paper"] = frozenset(roots(paper) for paper, _ in self._papers[item])
                found["trial"] = frozenset(roots(trial) for trial in self._trials[item[0]])
                for paper, order in self._papers[item]:
                    if order is not None:
                        found[f"order:{roots(paper)}"] = frozenset({order})
            case "trial":
                for family in ("drug", "disease"):
                    tested = (each for each in self._tested[item] if each[1][0] == family)
                    found[family] = frozenset(map(roots, tested))
                for registry, numbers in self.registered(item).items():
                    found[f"number:{registry}"] = frozenset(numbers)
            case "publication":
                found["journal"] = frozenset(map(roots, self._journals[item]))
            case "organisation":
                found["parent"] = frozenset(map(roots, self._parents[item]))
            case _:
                pass
        return found

    def _places(self, person: Item, roots: Roots) -> frozenset[Item]:
        """Give where a person works, with what those are parts of."""
        found: set[Item] = set()
        ahead = list(self._workplaces[person])
        while ahead:
            place = ahead.pop()
            if roots(place) not in found:
                found.add(roots(place))
                ahead += self._parents[place]
        return frozenset(found)

    def depth(self, organisation: Item) -> int:
        """Count the organisations above one, level by level; a circle is gone through once."""
        depth, level, seen = 0, {organisation}, {organisation}
        while level := {parent for item in level for parent in self._parents[item]} - seen:
            seen |= level
            depth += 1
        return depth

    def is_unit(self, organisation: Item, entity: Entity) -> bool:
        """Tell whether it is a unit whose name says nothing without that of the whole."""
        return organisation in self._units or any(_UNIT.fullmatch(name) for name in entity.names())

    def registered(self, trial: Item) -> dict[str, set[str]]:
        """Give the registry numbers of a trial, by what they look like."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for printed in self._registered[trial]:
            match = _NUMBER.search(printed.upper())
            registry = "other" if match is None else str(match.lastgroup)
            found[registry].add(name_key(printed) if match is None else match.group())
        return found


def _drugs(file: FactFile) -> dict[str, str]:
    """Give what an intervention gives to people: the id of a drug, by the id of the intervention."""
    return {
        fact.id: fact.uses_drug
        for fact in file.facts
        if isinstance(fact, DrugIntervention) and fact.uses_drug
    }


def printed_titles(entity: Entity) -> Iterator[str]:
    """Give the names and titles of a thing as printed, without the labels that were made for it."""
    yield from dict.fromkeys(name for fact in entity.facts for name in _printed(fact) if name_key(name))


def printed_names(entity: Entity) -> Iterator[str]:
    """Give what a thing is called: names as printed, and the labels that people gave it, each once."""
    seen: set[str] = set()
    for fact in entity.facts:
        for name in (*_printed(fact), *((fact.label.en, fact.label.fr) if fact.label else ())):
            if name not in seen and name_key(name):
                seen.add(name)
                yield name


def _printed(fact: Fact) -> Iterator[str]:
    for field in ("name", "title"):
        name = getattr(fact, field, None)
        if isinstance(name, str):
            yield name


def is_curated(entity: Entity) -> bool:
    """Tell whether people wrote or reviewed what is said of a thing, so that its id is theirs."""
    return any(fact.review is None or fact.review.status == "Accepted" for fact in entity.facts)
