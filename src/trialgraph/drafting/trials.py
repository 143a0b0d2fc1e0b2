"""Which trial a finding belongs to, where a text reports more than one."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from trialgraph.drafting.ids import Names, has_words, key, slug
from trialgraph.drafting.sources import Passages
from trialgraph.extraction.findings import Finding, Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A finding, or that part of its evidence that speaks of one trial."""

    trial: str
    finding: Finding
    doubt: str | None
    """`trial` where the words do not say which one."""

    @property
    def spans(self) -> tuple[Span, ...]:
        """The words of this part."""
        return self.finding.evidence

    @property
    def doubts(self) -> tuple[str | None, ...]:
        """Why a person should look: what the finding says, and what the trials say."""
        return self.finding.doubt, self.doubt


class Trials:
    """The trials that a text reports: those it names, else the one it registers, else one without a name."""

    def __init__(
        self, document: str, found: Mapping[str, Sequence[Finding]], names: Names, passages: Passages
    ) -> None:
        self._passages = passages
        self.named: dict[str, list[Finding]] = {}
        for finding in found.get("trial_name", ()):
            self.named.setdefault(names.id("trial", finding.value, *finding.also), []).append(finding)
        registered = found.get("registry_id", ())
        alone = slug(registered[0].value) if registered else f"{document}-trial"
        self.ids: tuple[str, ...] = tuple(self.named) or (alone,)
        self._mentions = sorted(self._find_mentions()) if len(self.ids) > 1 else []

    def _find_mentions(self) -> Iterator[tuple[int, str]]:
        for trial, findings in self.named.items():
            for finding in findings:
                yield from ((span.start, trial) for span in finding.evidence)
                for name in (finding.value, *finding.also):
                    yield from ((place, trial) for place in self._passages.places(name))

    def parts(self, finding: Finding, *, shared: bool = False) -> Iterator[Part]:
        """Give a finding to the trials that its sentences name; to the first one where they name none.

        Args:
            finding: what is to be given.
            shared: whether it holds of every trial that a sentence names, such as being randomised; a
                number holds of the one that was named last before it.

        """
        if len(self.ids) == 1:
            yield Part(trial=self.ids[0], finding=finding, doubt=None)
            return
        spans: dict[str, list[Span]] = {}
        homeless: list[Span] = []
        for span in finding.evidence:
            named = self._named_by_group(finding) or self._named_with(span)
            for trial in named if shared else named[:1]:
                spans.setdefault(trial, []).append(span)
            if not named:
                homeless.append(span)
        doubt = None if spans else "trial"
        if homeless:
            spans.setdefault(next(iter(spans), self.ids[0]), []).extend(homeless)
        for trial, own in spans.items():
            yield Part(trial=trial, finding=replace(finding, evidence=tuple(own)), doubt=doubt)

    def _named_by_group(self, finding: Finding) -> list[str]:
        """Give the trial that the name of a finding's group speaks of, as in `placebo (ALPHA)`."""
        group = key(getattr(finding.value, "group", None) or "")
        return [
            trial
            for trial, findings in self.named.items()
            if any(has_words(group, key(name)) for each in findings for name in (each.value, *each.also))
        ]

    def _named_with(self, span: Span) -> list[str]:
        """Give the trials that the sentence of a span names: the last before it, those after, then all."""
        start, end = self._passages.sentence(span.start)
        first, last = bisect_left(self._mentions, (start, "")), bisect_left(self._mentions, (end, ""))
        inside = self._mentions[first:last]
        before = [trial for place, trial in reversed(inside) if place <= span.start]
        after = [trial for place, trial in inside if place > span.start]
        return list(dict.fromkeys((*before[:1], *after, *before)))
