"""Groups of things that are one, with what must not come into one group."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from trialgraph.entities import Key

Item = tuple[int, Key]
"""A thing of a document: the number of the document, and the thing's family and id there."""


class Clusters:
    """Joins things step by step; what was said to be apart never meets, over whatever steps.

    What is apart are the two sides of a row: any of the one, and any of the other.

    >>> a, b, c = ((number, ("person", "ada-quill")) for number in range(3))
    >>> clusters = Clusters([a, b, c], terms={}, apart=[([a], [c])])
    >>> clusters.join(a, b), clusters.join(b, c)
    (True, False)
    """

    def __init__(
        self,
        items: Iterable[Item],
        terms: Mapping[Item, Key],
        apart: Iterable[tuple[Iterable[Item], Iterable[Item]]],
    ) -> None:
        self._root = {item: item for item in items}
        self._members = {item: [item] for item in self._root}
        self._term = dict(terms)
        """Of each root that is a known term."""
        self._sides: defaultdict[Item, set[tuple[int, bool]]] = defaultdict(set)
        """Of each root: the rows of which it is a side, and which of the two."""
        for row, sides in enumerate(apart):
            for is_second, side in enumerate(sides):
                for item in side:
                    self._sides[item].add((row, bool(is_second)))

    def root(self, item: Item) -> Item:
        """Give the thing that stands for all of its group."""
        path = []
        while self._root[item] != item:
            path.append(item)
            item = self._root[item]
        for passed in path:
            self._root[passed] = item
        return item

    def term(self, item: Item) -> Key | None:
        """Give the known term that a group is, if any."""
        return self._term.get(self.root(item))

    def members(self, item: Item) -> Sequence[Item]:
        """Give all things of a group."""
        return self._members[self.root(item)]

    def may(self, *items: Item) -> bool:
        """Tell whether the groups of some things may become one."""
        roots = {self.root(item) for item in items}
        terms = {term for root in roots if (term := self._term.get(root)) is not None}
        sides = set().union(*(self._sides[root] for root in roots)) if len(roots) > 1 else set()
        return len(terms) <= 1 and not any((row, not is_second) in sides for row, is_second in sides)

    def join(self, one: Item, other: Item, *, decided: bool = False) -> bool:
        """Make one group of two; tell whether it is one now. What people decided needs no leave."""
        first, second = self.root(one), self.root(other)
        if first == second:
            return True
        if not (decided or self.may(first, second)):
            return False
        if len(self._members[first]) < len(self._members[second]):
            first, second = second, first
        term = self._term.get(first, self._term.get(second))
        self._root[second] = first
        self._members[first] += self._members.pop(second)
        if term is not None:
            self._term[first] = term
        self._sides[first] |= self._sides.pop(second, set())
        return True

    def groups(self) -> list[tuple[Item, ...]]:
        """Give all groups, in order."""
        return sorted(tuple(sorted(members)) for members in self._members.values())
