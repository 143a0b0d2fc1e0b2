"""What lies on the desk while findings become facts: the text, names, trials, and the facts so far."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from trialgraph.drafting.ids import Names
from trialgraph.drafting.ledger import Ledger
from trialgraph.drafting.sources import Passages, Source, Words, document_of
from trialgraph.drafting.trials import Part, Trials
from trialgraph.extraction.findings import Finding, Span
from trialgraph.extraction.resolution import speaks_of_trial
from trialgraph.lexicon import Lexicon
from trialgraph.model import ArmRole, Document, Fact, Organisation


@dataclass(kw_only=True, slots=True)
class Intervention:
    """What a trial gives or does, and in which doses."""

    id: str
    name: str
    """As first found."""
    drug: str | None
    """The id of its drug, where it is one."""
    keys: tuple[str, ...]
    """Its names, in the form of `ids.key`."""
    spans: tuple[Span, ...]
    role: ArmRole
    """Of those who receive it."""
    doses: dict[str, tuple[str, tuple[Span, ...]]] = field(default_factory=dict)
    """By the dose as found: the id of the dosing, and the words that state it."""

    @property
    def part(self) -> str:
        """The id without the trial."""
        return self.id.partition(".")[2]


class Desk:
    """Everything that the makers of facts share."""

    def __init__(self, source: Source, findings: Iterable[Finding], words: Words, lexicon: Lexicon) -> None:
        self.source, self.words = source, words
        self.document: Document = document_of(source)
        found: dict[str, list[Finding]] = {}
        for finding in findings:
            found.setdefault(finding.field, []).append(finding)
        self.found: Mapping[str, list[Finding]] = found
        self.names = Names(lexicon, source.text)
        self.ledger = Ledger(self.names)
        self.passages = Passages(source, _names(found))
        self.has_trial = speaks_of_trial(finding for each in found.values() for finding in each)
        self.trials = Trials(self.document.id, found, self.names, self.passages)
        self.interventions: dict[str, list[Intervention]] = {}
        """Of each trial, those that are tested before those that they are compared with."""

    def parts(self, field_name: str, *, shared: bool = False) -> Iterator[Part]:
        """Give what was found for a field, trial by trial."""
        for finding in self.found.get(field_name, ()):
            yield from self.trials.parts(finding, shared=shared)

    def name(self, kind: type[Fact], id_: str, finding: Finding) -> None:
        """State the names of a thing: that of the finding, and its other names where the text prints them."""
        self.ledger.add(kind, id_, finding.evidence, doubts=(finding.doubt,), name=finding.value)
        for other in finding.also:
            span = self.passages.mention(other, finding.evidence[0])
            if span is not None:
                self.ledger.add(kind, id_, (span,), name=span.quote)

    def organisation(self, finding: Finding) -> str:
        """State the organisation that a finding names, and give its id."""
        id_ = self.names.id("organisation", finding.value, *finding.also)
        self.name(Organisation, id_, finding)
        return id_


def _names(found: Mapping[str, Iterable[Finding]]) -> Iterator[str]:
    """Give every name whose places in the text may be asked for."""
    for field_name, findings in found.items():
        for finding in findings:
            yield from finding.also
            if field_name == "trial_name":
                yield finding.value
            if finding.about is not None:
                yield finding.about
