"""What two documents may both describe, and what only a person can say: told, never decided."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trialgraph.entities import Entity, Key


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt:
    """Things of which one of the first document could be one of the second: a person has to say."""

    first: tuple[Entity, ...]
    second: tuple[Entity, ...]


def similar(ours: Sequence[Entity], theirs: Sequence[Entity]) -> list[Doubt]:
    """Find things that the documents call differently, but by a common word: `Northfield University`."""
    left, right = ours[:_MANY], theirs[:_MANY]
    by_word: defaultdict[str, tuple[list[Entity], list[Entity]]] = defaultdict(lambda: ([], []))
    for side, things in enumerate((left, right)):
        for entity in things:
            for word in {w for name in entity.names() for w in name.split() if len(w) >= _LONG_WORD}:
                by_word[word][side].append(entity)
    found: dict[tuple[Key, Key], Doubt] = {}
    for word in sorted(by_word):
        one, other = by_word[word]
        if len(one) == len(other) == 1:
            found[one[0].key, other[0].key] = Doubt(first=tuple(one), second=tuple(other))
    return list(found.values())


_LONG_WORD = 4
_POSSIBLE = 3
"""The score of one code in common: too little for a pair, enough to ask."""


def rivals(
    ours: Sequence[Entity], theirs: Sequence[Entity], scores: Mapping[tuple[Key, Key], int]
) -> list[Doubt]:
    """Put together what could be each other: things linked by scores, as far as those reach."""
    left, right = {e.key: e for e in ours}, {e.key: e for e in theirs}
    links: defaultdict[tuple[int, Key], list[tuple[int, Key]]] = defaultdict(list)
    best = best_scores({p: s for p, s in scores.items() if p[0] in left and p[1] in right and s >= _POSSIBLE})
    for (a, b), score in scores.items():
        if a in left and b in right and score >= _POSSIBLE and score in {best[a, 0][0], best[b, 1][0]}:
            links[0, a].append((1, b))
            links[1, b].append((0, a))
    doubts: list[Doubt] = []
    seen: set[tuple[int, Key]] = set()
    for start in [(0, key) for key in left]:
        if start in seen or start not in links:
            continue
        group, open_ = {start}, [start]
        while open_:
            fresh = [node for node in links[open_.pop()] if node not in group]
            group.update(fresh)
            open_ += fresh
        seen |= group
        doubts.append(
            Doubt(
                first=tuple(e for key, e in left.items() if (0, key) in group),
                second=tuple(e for key, e in right.items() if (1, key) in group),
            )
        )
    return doubts


def best_scores(scores: Mapping[tuple[Key, Key], int]) -> dict[tuple[Key, int], tuple[int, int]]:
    """Give the best score of each thing on either side, and how many pairs reach it."""
    best: dict[tuple[Key, int], tuple[int, int]] = {}
    for pair, score in scores.items():
        for side, key in enumerate(pair):
            high, count = best.get((key, side), (score, 0))
            if score > high:
                best[key, side] = score, 1
            else:
                best[key, side] = high, count + (score == high)
    return best


_MANY = 1_000
"""Things that doubts are looked for among."""
