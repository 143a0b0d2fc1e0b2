"""Names of one thing: what a text calls a treatment, a condition or a target, brought together.

"Stroke" and "ischaemic stroke", "infection" and "infections", a drug and its code: the rules find each, and
here they become one value with several names. A drug that others are compared with is no treatment.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from trialgraph.extraction.findings import Span
from trialgraph.folding import fold

NAMED = ("treatment", "comparator", "condition", "target")
"""The fields whose values are names of things."""

_WITH_ALIASES = frozenset({"treatment", "condition", "target"})
_SPECIFIC_SHARE = 0.2
"""Of the weight of "stroke", for "ischaemic stroke" to stand for both."""
_OPPOSED_SHARE = 0.2
"""Of the weight as a treatment, for what others are compared with not to be one."""

_SHORTEST_PLURAL = 4
"""Letters of a word whose last s is taken for that of a plural."""

Words = tuple[str, ...]


class Named(Protocol):
    """What has a value and the words that state it: a candidate of `resolution`."""

    @property
    def value(self) -> object:
        """The value."""

    @property
    def span(self) -> Span:
        """Where it stands."""

    @property
    def weight(self) -> int:
        """How strong the sign is."""


N = TypeVar("N", bound=Named)
Groups = dict[Words, list[N]]


def together(candidates: Sequence[N]) -> list[tuple[str, list[N]]]:
    """Bring candidates of one field together that name the same thing, and give that thing's name."""
    groups: Groups[N] = {}
    for candidate in candidates:
        groups.setdefault(words(str(candidate.value)), []).append(candidate)
    for general in sorted(groups, key=len):
        specific = [other for other in groups if len(other) > len(general) and _contains(other, general)]
        if not specific:
            continue
        heaviest = max(specific, key=lambda other: (weight(groups[other]), other))
        if weight(groups[heaviest]) >= _SPECIFIC_SHARE * weight(groups[general]):
            groups[heaviest] += groups.pop(general)
        else:
            for other in specific:
                groups[general] += groups.pop(other)
    return [(_label(key, group), group) for key, group in groups.items()]


def opposed(treatments: Sequence[N], comparators: Sequence[N]) -> tuple[list[N], list[N]]:
    """Let each name be a treatment or a comparator, not both."""
    tried, compared = _weights(treatments), _weights(comparators)
    both = tried.keys() & compared.keys()
    controls = {name for name in both if compared[name] >= _OPPOSED_SHARE * tried[name]}
    # Something must have been tried: where all are compared with something, the heaviest is the treatment.
    if both and controls == tried.keys():
        controls.discard(max(tried, key=lambda name: (tried[name] - compared.get(name, 0), name)))
    kept = [candidate for candidate in treatments if words(str(candidate.value)) not in controls]
    rest = [c for c in comparators if words(str(c.value)) not in both or words(str(c.value)) in controls]
    return kept, rest


def other_names(field: str, value: object, spans: Sequence[Span]) -> tuple[str, ...]:
    """Give the other names that the quotes of a finding use, each once."""
    if field not in _WITH_ALIASES:
        return ()
    seen = {words(str(value))}
    names = []
    for span in spans:
        name = " ".join(span.quote.split())
        key = words(name)
        if key and key not in seen:
            seen.add(key)
            names.append(name)
    return tuple(names)


def words(name: str) -> Words:
    """Give the words by which names are compared: folded, without the s of a plural.

    >>> words("Infections génitales") == words("infection génitale")
    True
    """
    return tuple(
        word[:-1] if len(word) >= _SHORTEST_PLURAL and word.endswith("s") else word
        for word in re.findall(r"[^\W_]+", fold(name))
    )


def weight(group: Sequence[Named]) -> int:
    """Weigh candidates: each stretch of the text counts once, with its strongest sign."""
    strongest: dict[tuple[int, int], int] = {}
    for candidate in group:
        place = (candidate.span.start, candidate.span.end)
        strongest[place] = max(strongest.get(place, 0), candidate.weight)
    return sum(strongest.values())


def _weights(candidates: Sequence[N]) -> Mapping[Words, int]:
    groups: Groups[N] = {}
    for candidate in candidates:
        groups.setdefault(words(str(candidate.value)), []).append(candidate)
    return {name: weight(group) for name, group in groups.items()}


def _contains(long: Words, short: Words) -> bool:
    return any(long[start : start + len(short)] == short for start in range(len(long) - len(short) + 1))


def _label(key: Words, group: Sequence[Named]) -> str:
    """Choose the printed form: one that does not begin with a capital if any, then the most frequent."""
    forms = Counter(str(candidate.value) for candidate in group if words(str(candidate.value)) == key)
    return min(forms, key=lambda form: (form[0].isupper() and form[1:].islower(), -forms[form], form))
