"""From an announcement to a draft: read a text, find what it states, make facts of it.

file ─readers─▶ text ─extraction─▶ findings ─drafting─▶ facts, to be reviewed
"""

import dataclasses
import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import MappingProxyType

from trialgraph import drafting, known, readers
from trialgraph.extraction import kinds, layout
from trialgraph.extraction.engine import extract as find
from trialgraph.extraction.findings import Finding, Span
from trialgraph.extraction.resolution import speaks_of_trial
from trialgraph.extraction.rules import Rulebook, languages, load_rules
from trialgraph.lexicon import Lexicon, load_lexicon
from trialgraph.model import FactFile
from trialgraph.problems import Bilingual, InputError, Location, Problem
from trialgraph.readers import Reading


@dataclass(frozen=True, kw_only=True, slots=True)
class Extraction:
    """What rules found in one text, flat and as facts."""

    source: str
    reading: Reading
    findings: tuple[Finding, ...]
    draft: drafting.Draft

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was wrong with the file, and whether the text reports no trial."""
        if speaks_of_trial(self.findings):
            return self.reading.problems
        return (*self.reading.problems, _no_trial(self.source))


def read(source: str | Path, *, language: str | None = None) -> Reading:
    """Read a text as the extraction sees it: the offsets of quotes refer to what this gives.

    Raises:
        InputError: the file cannot be read, or holds no text.

    """
    return readers.read_text(source, language=language)


def extract(source: str | Path, *, language: str | None = None, lexicon: Lexicon | None = None) -> Extraction:
    """Draft the facts of an announcement, offline and by rules alone.

    Args:
        source: a text, Markdown, HTML, PDF or Word file, or `-` for standard input.
        language: a BCP 47 tag; None to detect it.
        lexicon: the names that are known; None for those that TrialGraph ships.

    Raises:
        InputError: the file cannot be read, holds no text, or is in a language without rules.

    """
    reading = read(source, language=language)
    if reading.language not in languages():
        raise InputError([_no_rules(str(source), reading.language)])
    book = load_rules(reading.language)
    names = lexicon or load_lexicon()
    found = find(reading.text, book, known.known_names(reading.text, names))
    findings = known.one_per_thing(known.not_companies(found, names), reading.text, names)
    draft = drafting.draft(
        _source(str(source), reading, book, findings),
        findings,
        _words(book),
        names,
    )
    return Extraction(source=str(source), reading=reading, findings=findings, draft=draft)


def _source(name: str, reading: Reading, book: Rulebook, findings: Iterable[Finding]) -> drafting.Source:
    blocks = list(layout.blocks(reading.text, book.sections))
    dates = [span for each in findings if each.field == "release_date" for span in each.evidence]
    sentences = (layout.sentences(reading.text, block, book.abbreviations) for block in blocks)
    return drafting.Source(
        name=name,
        text=reading.text,
        language=reading.language,
        title=_title(reading.text, blocks, dates),
        sentences=tuple(chain.from_iterable(sentences)),
    )


def _title(text: str, blocks: Iterable[layout.Block], dates: Iterable[Span]) -> Span | None:
    """Find the title: the first heading at the top that has words enough, else the longest.

    The line with the date of the release is its title only where there is no other.
    """
    days = [span.start for span in dates]
    headings = [block for block in blocks if block.section == "title" and block.is_heading]
    if not headings:
        return None
    undated = [each for each in headings if not any(each.start <= day < each.end for day in days)]
    quotes = [(each.start, each.end, text[each.start : each.end]) for each in undated or headings]
    worded = (each for each in quotes if len(_TITLE_WORD.findall(each[2])) >= _FEWEST_WORDS)
    start, end, quote = next(worded, max(quotes, key=lambda each: each[1] - each[0]))
    return Span(start=start, end=end, quote=quote, rule="layout/title")


_TITLE_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_WORDS = 5
"""Of a title; a line such as "Northfield, 31 July 2024" or "For immediate release" has fewer."""


def _words(book: Rulebook) -> drafting.Words:
    return drafting.Words(
        intervention_kind=lambda name: kinds.intervention_kind(name, book),
        group_kind=lambda name: kinds.group_kind(name, book),
        ordinal=lambda name: kinds.ordinal(name, book),
        seriousness=lambda term: kinds.seriousness(term, book),
        ucum={unit.name: unit.ucum for unit in book.locale.symbols.values()},
    )


def fact_file(extraction: Extraction) -> FactFile:
    """Give a draft the form of a fact file; each fact stands where its quote stands in the text.

    Lines and columns are those of the text as `trialgraph read` prints it.
    """
    breaks = [match.start() for match in re.finditer("\n", extraction.reading.text)]
    locations: dict[tuple[int, str], Location] = {}
    for index, fact in enumerate(extraction.draft.facts):
        places = [_place(extraction.source, breaks, piece.start) for piece in fact.evidence]
        stated = (field.name for field in dataclasses.fields(fact) if getattr(fact, field.name))
        locations |= {(index, name): places[0] for name in ("kind", *stated)}
        locations |= {(index, f"evidence.{number}"): place for number, place in enumerate(places)}
    return FactFile(
        document=extraction.draft.document,
        facts=extraction.draft.facts,
        locations=locations,
        problems=(),
    )


def _place(source: str, breaks: list[int], offset: int) -> Location:
    line = bisect_left(breaks, offset)
    start = breaks[line - 1] + 1 if line else 0
    return Location(file=source, line=line + 1, column=offset - start + 1)


def _no_trial(source: str) -> Problem:
    return Problem(
        code="no-trial",
        severity="info",
        location=Location(file=source),
        message=Bilingual(
            en="the text reports no clinical trial in people that the rules can see",
            fr="le texte ne rapporte aucun essai clinique chez l’humain que les règles puissent voir",
        ),
    )


_NAMES = MappingProxyType(
    {
        "de": Bilingual(en="German", fr="allemand"),
        "es": Bilingual(en="Spanish", fr="espagnol"),
        "it": Bilingual(en="Italian", fr="italien"),
        "nl": Bilingual(en="Dutch", fr="néerlandais"),
        "pt": Bilingual(en="Portuguese", fr="portugais"),
        "und": Bilingual(en="a language that is not recognised", fr="une langue non reconnue"),
    }
)
"""The languages that the readers tell apart and that have no rules."""


def _name(language: str) -> Bilingual:
    return _NAMES.get(language, Bilingual(en=f"`{language}`", fr=f"`{language}`"))


def _no_rules(source: str, language: str) -> Problem:
    known = ", ".join(languages())
    return Problem(
        code="no-rules",
        severity="violation",
        location=Location(file=source),
        message=Bilingual(
            en=f"the text seems to be in {_name(language).en}, and there are rules for {known} only",
            fr=f"le texte semble être en {_name(language).fr}, et il n’y a de règles que pour {known}",
        ),
        hint=Bilingual(
            en="if that is wrong, say which language it is with --language",
            fr="si c’est faux, dites quelle est sa langue avec --language",
        ),
    )
