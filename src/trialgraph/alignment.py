"""Which thing of one document is which thing of another: by what is said of them, never by chance.

Two documents call the same arm by different ids, and in two languages by different names. What terminologies
know is the same where its id is; a person or a trial where a name or a registry number is. The parts of a
trial are told apart by what they refer to (the group of a result, the drug of a dosing), by their codes,
their names, their numbers and the words of their quotes: each that agrees counts for a pair, each that rules
it out against it. A pair is taken where each of the two is the other's best match, without a rival; what
could be either of two things is left to a person.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from trialgraph.doubts import Doubt, best_scores, rivals, similar
from trialgraph.entities import BY_NAME, OUTCOMES, Entity, Key, phrases, words
from trialgraph.model import KINDS, Field, Quantity, statement_fields


@dataclass(frozen=True, kw_only=True, slots=True)
class Alignment:
    """What became of the things of two documents."""

    pairs: tuple[tuple[Entity, Entity], ...]
    only_first: tuple[Entity, ...]
    only_second: tuple[Entity, ...]
    doubts: tuple[Doubt, ...]
    """Among the things that one document alone seems to have."""
    complete: bool
    """False where there was too much to try every pair that could be one."""


def align(first: Mapping[Key, Entity], second: Mapping[Key, Entity], *, same_language: bool) -> Alignment:
    """Find the pairs of things that are the same, family by family: what is referred to comes first.

    Args:
        first: the things of one document.
        second: the things of the other.
        same_language: whether names can be compared word by word.

    """
    matcher = _Matcher(same_language=same_language)
    doubts: list[Doubt] = []
    for family in _in_order_of_reference():
        ours = [each for key, each in first.items() if key[0] == family]
        theirs = [each for key, each in second.items() if key[0] == family]
        doubts += matcher.match(ours, theirs)
    return Alignment(
        pairs=tuple((one, second[matcher.known[key]]) for key, one in first.items() if key in matcher.known),
        only_first=tuple(each for key, each in first.items() if key not in matcher.known),
        only_second=tuple(each for key, each in second.items() if key not in matcher.taken),
        doubts=tuple(doubts),
        complete=matcher.complete,
    )


def _in_order_of_reference() -> list[str]:
    """Order families so that each comes after those that its fields refer to, as far as there is an order."""
    needs: dict[str, set[str]] = {}
    for kind in KINDS.values():
        fields = statement_fields(kind).values()
        needs.setdefault(kind.family, set()).update(f.reference for f in fields if f.reference and not f.many)
    ordered: list[str] = []
    while needs:
        ready = [family for family, of in needs.items() if of <= {family, *ordered}]
        for family in ready or [min(needs, key=lambda name: len(needs[name]))]:
            ordered.append(family)
            del needs[family]
    return ordered


_PASSES = 3
"""An arm group hangs on its arms, these on their cohort: each pass knows what the one before it found."""
_ENOUGH = 4
"""A pair needs more than one code in common: see the weights."""
_MOST_PAIRS = 20_000
"""Pairs of things that are tried in one family: the parts of the largest release come to some hundreds."""


@dataclass(kw_only=True, slots=True)
class _Matcher:
    """Pairs the things of two documents, family after family."""

    same_language: bool
    known: dict[Key, Key] = field(default_factory=dict)
    """By each paired thing of the first document, that of the second."""
    taken: set[Key] = field(default_factory=set)
    """The paired things of the second document."""
    translations: set[tuple[str, str]] = field(default_factory=set)
    """Folded names in two languages that stand for the same, as pairs already found tell."""
    complete: bool = True

    def match(self, ours: Sequence[Entity], theirs: Sequence[Entity]) -> list[Doubt]:
        """Pair the things of one family, and give what stays in doubt."""
        family = next((each.key[0] for each in (*ours, *theirs)), "")
        self._match_names(ours, theirs, family)
        if family in {"trial", "document"} and len(ours) == len(theirs) == 1:
            self._take(ours[0], theirs[0])
        if family in BY_NAME:
            left, right = self._rest(ours, theirs)
            self._match_translated(left, right, family)
            return similar(*self._rest(ours, theirs))
        scores: dict[tuple[Key, Key], int] = {}
        for _ in range(_PASSES):
            before = len(self.known)
            scores = self._scores(*self._rest(ours, theirs))
            self._match_best(scores, ours, theirs)
            if len(self.known) == before:
                break
        left, right = self._rest(ours, theirs)
        return rivals(left, right, scores)

    def _take(self, one: Entity, other: Entity) -> None:
        if one.key not in self.known and other.key not in self.taken:
            self.known[one.key] = other.key
            self.taken.add(other.key)
            self.translations |= {(a, b) for a in one.names() for b in other.names()}

    def _rest(self, ours: Iterable[Entity], theirs: Iterable[Entity]) -> tuple[list[Entity], list[Entity]]:
        return (
            [each for each in ours if each.key not in self.known],
            [each for each in theirs if each.key not in self.taken],
        )

    def _match_names(self, ours: Sequence[Entity], theirs: Sequence[Entity], family: str) -> None:
        """Pair what is called the same, by terminologies or by name, where the name is of one thing only."""
        if family in BY_NAME:
            by_key = {each.key: each for each in theirs}
            for one in ours:
                if one.key in by_key:
                    self._take(one, by_key[one.key])
        elif family not in {"trial", "publication"}:
            return
        there = _by_unique_name(theirs)
        for name, one in _by_unique_name(ours).items():
            if name in there:
                self._take(one, there[name])

    def _match_translated(self, ours: Sequence[Entity], theirs: Sequence[Entity], family: str) -> None:
        """Pair the only two of a family left over: two languages, one disease. People are not translated."""
        is_translated = not self.same_language and family not in {"person", "organisation"}
        if is_translated and len(ours) == len(theirs) == 1:
            self._take(ours[0], theirs[0])

    def _scores(self, ours: Sequence[Entity], theirs: Sequence[Entity]) -> dict[tuple[Key, Key], int]:
        """Weigh the pairs that have something in common, those with the rarest things in common first."""
        left, right = _by_feature(ours, self.known), _by_feature(theirs, {})
        shared = sorted(left.keys() & right.keys(), key=lambda f: (len(left[f]) * len(right[f]), f))
        scores: dict[tuple[Key, Key], int] = {}
        tried = 0
        for feature in shared:
            tried += len(left[feature]) * len(right[feature])
            if tried > _MOST_PAIRS:
                self.complete = False
                break
            for one in left[feature]:
                for other in right[feature]:
                    pair = one.key, other.key
                    scores[pair] = scores[pair] if pair in scores else self._score(one, other)
            if feature[0] in _TELLING and len(left[feature]) == len(right[feature]) == 1:
                scores[left[feature][0].key, right[feature][0].key] += _RARE
        return scores

    def _score(self, one: Entity, other: Entity) -> int:
        """Weigh what two things have in common, and what rules out that they are one."""
        total = 0 if one.kind is other.kind else -2
        total += one.key[1] == other.key[1]
        total += 3 * bool(one.names() & other.names())
        total += 3 * bool(phrases(one) & phrases(other))
        for of in statement_fields(one.kind).values():
            left, right = one.values(of), other.values(of)
            if left and right and of.name not in _ALWAYS_ALIKE:
                total += self._agreement(of, left, right)
        return total

    def _agreement(self, of: Field, left: Iterable[Any], right: Iterable[Any]) -> int:
        ours, theirs = set(left), set(right)
        if of.reference is not None:
            found = {self.known.get((of.reference, value), ("", ""))[1] for value in ours} - {""}
            if found & theirs:
                return 4
            decided = found or any((of.reference, value) in self.taken for value in theirs)
            return -4 if decided else 0
        if of.codes:
            weight, conflict = (1, 0) if of.name in OUTCOMES else (3, -4)
            return weight if ours & theirs else conflict
        if of.type is str:
            return self._likeness([words(v) for v in ours], [words(v) for v in theirs], of)
        return 2 * bool(ours & theirs)

    def _likeness(self, ours: Sequence[list[str]], theirs: Sequence[list[str]], of: Field) -> int:
        """Weigh two texts: the same, translations of each other, partly the same, or of other things."""
        if of.name == "estimate_unit":
            return int(ours == theirs)
        pairs = [(one, other) for one in ours for other in theirs]
        if any(one == other for one, other in pairs):
            return 4
        if any((" ".join(one), " ".join(other)) in self.translations for one, other in pairs):
            return 3
        if not self.same_language:
            return 0
        return max(-4 if not set(a) & set(b) else 2 * (_overlap(a, b) >= _HALF) for a, b in pairs)

    def _match_best(
        self, scores: Mapping[tuple[Key, Key], int], ours: Iterable[Entity], theirs: Iterable[Entity]
    ) -> None:
        """Take each pair of which both like nobody else as well, until there is no such pair."""
        left, right = {e.key: e for e in ours}, {e.key: e for e in theirs}
        waiting = {pair: score for pair, score in scores.items() if score >= _ENOUGH}
        while waiting:
            best = best_scores(waiting)
            found = [
                (a, b)
                for (a, b), score in waiting.items()
                if best[a, 0] == (score, 1) and best[b, 1] == (score, 1)
            ]
            for a, b in found:
                self._take(left[a], right[b])
            waiting = {
                (a, b): score
                for (a, b), score in waiting.items()
                if a not in self.known and b not in self.taken
            }
            if not found:
                break


_ALWAYS_ALIKE = frozenset({"of_trial", "denominator_status", "ci_level", "p_value_operator"})
"""Fields of which all parts of a trial say the same, or nearly."""
_TELLING = frozenset(
    of.name
    for kind in KINDS.values()
    for of in statement_fields(kind).values()
    if of.reference is None and (of.codes or of.type not in (str, bool)) and of.name not in OUTCOMES
)
_RARE = 2
"""For a number or code that each document gives of one thing only: the primary endpoint, `1.4 %`."""
_HALF = 0.5


def _overlap(one: Iterable[str], other: Iterable[str]) -> float:
    """Give the share of common words among all words (Jaccard's index)."""
    a, b = set(one), set(other)
    return len(a & b) / len(a | b) if a | b else 0.0


def _by_feature(things: Iterable[Entity], known: Mapping[Key, Key]) -> dict[tuple[str, str], list[Entity]]:
    """Group things by all that two of them could have in common."""
    found: defaultdict[tuple[str, str], list[Entity]] = defaultdict(list)
    for entity in things:
        for feature in set(_features(entity, known)):
            found[feature].append(entity)
    return found


def _features(entity: Entity, known: Mapping[Key, Key]) -> Iterator[tuple[str, str]]:
    yield "id", entity.key[1]
    yield from (("name", name) for name in entity.names())
    yield from (("quote", phrase) for phrase in phrases(entity))
    for of in statement_fields(entity.kind).values():
        if of.name in _ALWAYS_ALIKE:
            continue
        for value in entity.values(of):
            if of.reference is not None:
                yield of.name, known.get((of.reference, value), ("", value))[1]
            elif of.type is str and not of.codes:
                yield from ((of.name, word) for word in words(value))
            elif isinstance(value, Quantity):
                yield of.name, f"{value.value.normalize():f} {value.unit}"
            elif isinstance(value, Decimal):
                yield of.name, f"{value.normalize():f}"
            else:
                yield of.name, str(value)


def _by_unique_name(things: Iterable[Entity]) -> dict[str, Entity]:
    """Give things by the names and registry numbers that no other thing has."""
    found: dict[str, Entity | None] = {}
    for entity in things:
        numbers = {f"#{number}" for fact in entity.facts for number in getattr(fact, "registry_id", ())}
        for name in numbers | entity.names():
            found[name] = entity if found.get(name, entity) is entity else None
    return {name: entity for name, entity in sorted(found.items()) if entity is not None}
