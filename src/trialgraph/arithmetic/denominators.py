"""How many people a count and its percentage imply, and whether the trial can have so many.

A count that is printed as p % of a group, rounded to the places of p, fits groups of certain sizes only:
8 people are 6 % of 124 to 145, one is 2 % of 41 to 66. Groups that share nobody add up, so that both
counts together take 165 to 211 people, whoever they are counted among.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from trialgraph.arithmetic.findings import Finding, warning
from trialgraph.arithmetic.rounding import half
from trialgraph.arithmetic.statements import Statement, Thing, Things
from trialgraph.arithmetic.words import both, name, number, percent
from trialgraph.problems import Bilingual


class Sizes(NamedTuple):
    """The sizes that a group may have, both included."""

    smallest: int
    largest: int


def implied(count: int, percentage: Decimal) -> Sizes | None:
    """Give the sizes of a group of which a count is a printed percentage, a half rounded up.

    Returns:
        None where any size will do, as for nobody or 0 %, or where none will.

    >>> implied(8, Decimal(6)), implied(1, Decimal(2))
    (Sizes(smallest=124, largest=145), Sizes(smallest=41, largest=66))
    >>> implied(8, Decimal("6.0"))
    Sizes(smallest=133, largest=134)
    >>> implied(1, Decimal(40)) is implied(0, Decimal(0)) is None
    True

    """
    rounding = half(percentage)
    low, high = Fraction(percentage) - rounding, Fraction(percentage) + rounding
    if low <= 0:
        return None
    sizes = Sizes(int(100 * count // high) + 1, int(100 * count // low))
    return sizes if sizes.smallest <= sizes.largest else None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Count:
    """A number of people with an event, and the sizes that their group may have."""

    group: Thing
    people: int
    percentage: Statement
    sizes: Sizes


def check(things: Things) -> Iterator[Finding]:
    """Tell which counts of one event cannot be of the whole trial, and which group they fit instead."""
    parts = _parts(things)
    for (trial_id, *_), counts in _together(things).items():
        trial = things.get("trial", trial_id)
        enrolment = trial.value("enrolment") if trial else None
        if enrolment is not None:
            yield from _compare(counts, enrolment, parts[trial_id])


def _together(things: Things) -> Mapping[tuple[str, ...], list[_Count]]:
    """Put together the counts of one event, as far as they say how many people there are."""
    found: dict[tuple[str, ...], list[_Count]] = defaultdict(list)
    for thing in things.of_kind("AdverseEventCount"):
        group = things.get("group", thing.value("of_group"))
        trial = things.trial_of(thing)
        people, percentage = thing.value("numerator"), thing.statement("percentage")
        if group is None or trial is None or people is None or percentage is None:
            continue
        sizes = implied(people, percentage.value)
        if sizes is not None and not thing.values("denominator") and not group.values("participant_count"):
            event = str(thing.value("event") or "").casefold()
            key = (trial, event, str(thing.value("seriousness")), str(thing.value("observed_until")))
            found[key].append(_Count(group=group, people=people, percentage=percentage, sizes=sizes))
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class _Parts:
    """The groups of a trial: of which arms each is made, and how many people are in those of known size."""

    arms: frozenset[str]
    members: Mapping[str, frozenset[str]]
    sized: Sequence[tuple[int, str, Thing]]
    """Size, id and group, from the smallest."""

    def are_apart(self, groups: Sequence[Thing]) -> bool:
        """Say whether the groups have no arm in common, as far as their arms are known."""
        sets = [self.members[group.id] for group in groups]
        return len(frozenset().union(*sets)) == sum(map(len, sets))

    def are_all(self, groups: Sequence[Thing]) -> bool:
        """Say whether the groups are all arms of the trial: then everybody in it is in one of them."""
        return bool(self.arms) and self.arms <= frozenset().union(
            *(self.members[group.id] for group in groups)
        )

    def fitting(self, sizes: Sizes) -> list[Thing]:
        """Give the groups that are known to have so many people, the first few."""
        start = bisect_left(self.sized, sizes.smallest, key=lambda entry: entry[0])
        return [group for size, _, group in self.sized[start : start + _SHOWN] if size <= sizes.largest]


def _parts(things: Things) -> Mapping[str, _Parts]:
    """Give the groups of each trial; a group of which no arms are known is its own only part."""
    arms: dict[str, set[str]] = defaultdict(set)
    for arm in things.of_kind("Arm"):
        arms[arm.id].add(arm.id)
        if (cohort := arm.value("of_cohort")) is not None:
            arms[cohort].add(arm.id)
    for group in things.of_kind("ArmGroup"):
        arms[group.id].update(group.values("has_arm"))
    groups: dict[str, list[Thing]] = defaultdict(list)
    for group in things.of_kind("Cohort", "Arm", "ArmGroup"):
        groups[things.trial_of(group) or ""].append(group)
    return {
        trial: _Parts(
            arms=frozenset(group.id for group in parts if group.kind == "Arm"),
            members={group.id: frozenset(arms[group.id] or {group.id}) for group in parts},
            sized=sorted(
                ((size, group.id, group) for group in parts if (size := group.value("participant_count"))),
                key=lambda entry: entry[:2],
            ),
        )
        for trial, parts in groups.items()
    }


def _compare(counts: Sequence[_Count], enrolment: int, parts: _Parts) -> Iterator[Finding]:
    groups = [count.group for count in counts]
    if any(group.id not in parts.members for group in groups) or not parts.are_apart(groups):
        return
    sizes = Sizes(sum(c.sizes.smallest for c in counts), sum(c.sizes.largest for c in counts))
    if sizes.largest < enrolment:
        # The rest of the trial may be in another group, may not have been treated, or not analysed.
        if not parts.are_all(groups) or sizes.largest >= enrolment * _ANALYSED:
            return
    elif sizes.smallest <= enrolment:
        return
    fitting = parts.fitting(sizes)
    yield Finding(
        problem=warning(
            "implied-denominators",
            counts[0].percentage,
            _message(counts, sizes, enrolment, fitting),
            _HINT if fitting else _HINT_WITHOUT_GROUP,
        ),
        replaces=frozenset(
            ("percentage-reproduced-by-known-size", count.percentage.about) for count in counts
        ),
    )


_ANALYSED = 0.9
"""The share of a trial that events are counted among at least: of those who enrol, some are never treated."""

_SHOWN = 3
"""More counts or groups than this make a sentence that nobody reads."""

_HINT = Bilingual(
    en="read of whom the document gives the percentages: name that group in `of_group`, and do not report "
    "the counts as those of the whole trial",
    fr="relisez de qui le document donne les pourcentages : citez ce groupe dans `of_group`, et ne présentez "
    "pas ces décomptes comme ceux de tout l’essai",
)
_HINT_WITHOUT_GROUP = Bilingual(
    en="compare counts, percentages and `enrolment` with the document: one is misread, or the counts are of "
    "people whom the document does not tell apart",
    fr="comparez au document les décomptes, les pourcentages et `enrolment` : l’un est mal lu, ou les "
    "décomptes portent sur des personnes que le document ne distingue pas",
)


def _message(counts: Sequence[_Count], sizes: Sizes, enrolment: int, fitting: Sequence[Thing]) -> Bilingual:
    sentences = [
        *map(_implication, counts[:_SHOWN]),
        _whole(len(counts), sizes, enrolment),
        *map(_fit, fitting),
    ]
    return Bilingual(
        en=" ".join(sentence.en for sentence in sentences),
        fr=" ".join(sentence.fr for sentence in sentences),
    )


def _implication(count: _Count) -> Bilingual:
    return both(
        "{people} {p} of a group of {low} to {high} people ({group}).",
        "{people} {p} d’un groupe de {low} à {high} personnes ({group}).",
        people=_people(count.people),
        p=percent(count.percentage.value),
        group=name(count.group.label, count.group.id),
        low=number(count.sizes.smallest),
        high=number(count.sizes.largest),
    )


def _people(count: int) -> Bilingual:
    if count == 1:
        return Bilingual(en="1 person is", fr="1 personne fait")
    return both("{n} people are", "{n} personnes font", n=number(count))


def _whole(groups: int, sizes: Sizes, enrolment: int) -> Bilingual:
    together = Bilingual(en="", fr="")
    if groups > 1:
        together = both(
            "Together that is {low} to {high} people. ",
            "Ensemble, cela fait {low} à {high} personnes. ",
            low=number(sizes.smallest),
            high=number(sizes.largest),
        )
    if enrolment > sizes.largest:
        english = "too many: the percentages cannot be of all of them."
        french = "c’est trop\u00a0: les pourcentages ne peuvent porter sur toutes."
    else:
        english, french = "too few for that.", "c’est trop peu."
    return both(
        f"{{together}}The trial has {{n}}, {english}",
        f"{{together}}L’essai en compte {{n}}, {french}",
        together=together,
        n=number(enrolment),
    )


def _fit(group: Thing) -> Bilingual:
    return both(
        "{group} has {n}, which fits.",
        "{group} en compte {n}, ce qui correspond.",
        group=name(group.label, group.id),
        n=number(group.value("participant_count")),
    )
