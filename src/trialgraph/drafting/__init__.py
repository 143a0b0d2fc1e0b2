"""From findings to a draft: the facts that a person reviews.

    findings ─▶ Desk ─treatments, groups, results, designs, releases─▶ Ledger ─▶ Draft

Findings are flat ("a dose of 150 mg"); facts say what belongs to what (the dosing of which intervention of
which trial). Where the words leave that open and there is one way to read them, the fact is marked
`Inferred`; where there are several, the draft says so beside it. Nothing is added that no finding says, and
a finding that no fact can state truly stays a finding.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trialgraph.drafting.designs import draft_trials
from trialgraph.drafting.desk import Desk
from trialgraph.drafting.groups import Groups
from trialgraph.drafting.ledger import DOUBTS
from trialgraph.drafting.releases import draft_people, draft_publications, draft_release
from trialgraph.drafting.results import draft_results
from trialgraph.drafting.sources import Source, Words, document_of
from trialgraph.drafting.treatments import draft_treatments
from trialgraph.extraction.findings import Finding
from trialgraph.lexicon import Lexicon
from trialgraph.model import Document, Fact

__all__ = ["DOUBTS", "Draft", "Source", "Words", "document_of", "draft"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A document with the facts that rules found in it, and what to look at."""

    document: Document
    facts: tuple[Fact, ...]
    doubts: Mapping[int, tuple[str, ...]]
    """By the index of a fact, keys of `DOUBTS`."""


def draft(source: Source, findings: Iterable[Finding], words: Words, lexicon: Lexicon) -> Draft:
    """Make facts of the findings of a text.

    The same findings give the same facts, in any order of the findings of different fields.

    Args:
        source: the text, its language, its layout and the name of its file.
        findings: as `extraction.engine.extract` gives them.
        words: what the language of the text knows.
        lexicon: the names of known things; others get an id made of their name.

    """
    desk = Desk(source, findings, words, lexicon)
    draft_release(desk)
    draft_trials(desk)
    draft_treatments(desk)
    groups = Groups(desk)
    groups.draft()
    draft_results(desk, groups)
    groups.placebo_arms()
    draft_publications(desk)
    draft_people(desk)
    return Draft(document=desk.document, facts=tuple(desk.ledger.facts), doubts=desk.ledger.doubts)
