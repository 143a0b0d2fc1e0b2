"""The engine: from a text and a language's rules to findings. It knows no language.

    text ─▶ values, names ─▶ blocks, sentences ─▶ marked sentences ─▶ rules ─▶ candidates ─▶ findings

Each step is a function of the one before; the same text gives the same findings.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from trialgraph.extraction import resolution
from trialgraph.extraction.cues import cues_of
from trialgraph.extraction.findings import FIELDS, Finding, GroupSize, Span
from trialgraph.extraction.layout import Block, Section, blocks, sentences
from trialgraph.extraction.marking import Marked, Phrase
from trialgraph.extraction.names import find_codes, find_names
from trialgraph.extraction.organisations import KNOWN_PART, split_known
from trialgraph.extraction.patterns import Compiled
from trialgraph.extraction.resolution import Candidate
from trialgraph.extraction.rules import Rule, Rulebook, Scope
from trialgraph.extraction.rulesets import CueIndex
from trialgraph.extraction.templates import Hit
from trialgraph.extraction.terms import find_terms
from trialgraph.extraction.values import Value, find_values
from trialgraph.folding import fold


def extract(text: str, book: Rulebook, known: Sequence[Value] = ()) -> tuple[Finding, ...]:
    """Find what a text states about a clinical trial.

    Args:
        text: as `readers` gives it; offsets of the findings are code points into it.
        book: the rules of the text's language.
        known: names that terminologies know, in order, marked as `drug`, `condition`, `target` or
            `organisation`; that a name is there does not make it a finding, a rule must still ask for it.

    Returns:
        The findings in the order of `FIELDS`, then of their places; each quote is `text[start:end]`.

    >>> from trialgraph.extraction.rules import load_rules
    >>> findings = extract("The phase 3 trial enrolled 273 patients with asthma.", load_rules("en"))
    >>> [(f.field, f.value, f.evidence[0].quote) for f in findings if f.field == "phase"]
    [('phase', '3', 'phase 3')]

    """
    return resolution.resolve(candidates(text, book, known))


def candidates(text: str, book: Rulebook, known: Sequence[Value] = ()) -> list[Candidate]:
    """Apply every rule to every sentence: what they find, before it is weighed."""
    found: list[Candidate] = []
    scopes = _Scopes(book)
    index = book.index
    for block, views in _sentences(text, book, known):
        scopes.enter(block, views)
        likely = index.met(views.cues) | index.assumed
        for layer, entries in book.by_section[block.section].items():
            hopeful = [entry for entry in entries if likely & entry.needs == entry.needs]
            if not hopeful:
                continue
            met, sentence = views.met(layer), views.layer(layer)
            for needs, rule in hopeful:
                if met & needs != needs:
                    continue
                for match in _matches(rule.pattern.regex, sentence.text):
                    hit = Hit(match, rule.pattern, sentence, text, book.lexicon, rule.quote)
                    if scopes.hold(rule.unless, hit.span(rule.quote)[0]):
                        continue
                    candidate = _candidate(rule, hit, block.section)
                    if candidate is not None:
                        found.append(candidate)
    return found


class _Scopes:
    """What sentences speak of where that is not this trial's result; read only where it is asked for."""

    def __init__(self, book: Rulebook) -> None:
        self._clauses = book.clauses
        self._lasting = tuple(scope for scope in book.scopes if scope.until)
        self._others = tuple(scope for scope in book.scopes if not scope.until)
        self._block: Block | None = None
        self._open: tuple[Scope, ...] = ()
        self._ahead: list[_Views] = []
        self._new: tuple[Scope, ...] = ()

    def enter(self, block: Block, views: "_Views") -> None:
        """Go on to a sentence; what those before it in the block opened is found out when it is asked for."""
        if block is not self._block:
            self._block, self._open, self._ahead = block, (), []
        self._ahead.append(views)
        self._read: list[tuple[str, int, int]] | None = None

    def _catch_up(self) -> None:
        """Let the scopes of the sentences up to this one begin, last and end."""
        for views in self._ahead:
            self._sentence = sentence = views.plain.worded()
            kept = [scope for scope in self._open if not (scope.until and _found(scope.until, sentence))]
            new = [scope for scope in self._lasting if scope not in kept and _speaks(scope, sentence)]
            self._open = (*kept, *new)
        self._ahead = []

    def hold(self, unless: frozenset[str], position: int) -> bool:
        """Tell whether what stands at a position of the text is in one of the scopes."""
        if self._read is None:
            self._catch_up()
            self._read = list(self._stretches())
        return any(scope in unless and start <= position < end for scope, start, end in self._read)

    def _stretches(self) -> Iterator[tuple[str, int, int]]:
        sentence = self._sentence
        yield from ((scope.scope, sentence.start, sentence.end) for scope in self._open)
        for scope in (*self._others, *self._new):
            if not scope.pattern.may_match(sentence.cues):
                continue
            for match in _matches(scope.pattern.regex, sentence.text):
                if scope.within == "sentence":
                    yield scope.scope, sentence.start, sentence.end
                    break
                start, end = _clause(sentence, match, self._clauses)
                yield scope.scope, start, sentence.end if scope.within == "rest" else end


def _speaks(scope: Scope, sentence: Marked) -> bool:
    return _found(scope.pattern, sentence)


def _found(pattern: Compiled, sentence: Marked) -> bool:
    if not pattern.may_match(sentence.cues):
        return False
    return next(_matches(pattern.regex, sentence.text), None) is not None


def _clause(sentence: Marked, match: re.Match[str], ends: re.Pattern[str]) -> tuple[int, int]:
    """Give the stretch of the text of the clause around a match; what stands in brackets ends none."""
    first, last = 0, len(sentence.text)
    for end in ends.finditer(sentence.text):
        before = sentence.text[: end.start()]
        if before.count("(") + before.count("[") > before.count(")") + before.count("]"):
            continue
        if end.end() <= match.start():
            first = end.end()
        elif end.start() >= match.end():
            last = end.start()
            break
    start, _ = sentence.span(first, first + 1)
    _, stop = sentence.span(last - 1, last)
    return start, stop


def marked_sentences(text: str, book: Rulebook) -> Iterator[tuple[Block, Marked]]:
    """Give each sentence with its values, names and phrases marked, and the block it stands in."""
    for block, views in _sentences(text, book):
        yield block, views.plain


def _sentences(text: str, book: Rulebook, known: Sequence[Value] = ()) -> Iterator[tuple[Block, "_Views"]]:
    """Give each sentence with its block, as rules may want to see it."""
    parts = list(blocks(text, book.sections))
    folded = fold(text)
    names = [value for value in known if value.mark in ("drug", "organisation", KNOWN_PART)]
    marks = _marks(_only(text, parts, book.sections_with_values), text, folded, book, names)
    layers = {"plain": _Layer(marks)}
    for name, terms in _layers(text, _only(folded, parts, book.sections_with_terms), book, known).items():
        layers[name] = _Layer(_with_terms(text, folded, marks, terms, book))
    for block in parts:
        for start, end in sentences(text, block, book.abbreviations):
            yield block, _Views(text, folded, (start, end), layers, book)


def _only(text: str, parts: Iterable[Block], sections: frozenset[str]) -> str:
    """Blank what stands in other sections: no rule would look at what is found there."""
    kept: list[str] = []
    position = 0
    for block in parts:
        if block.section not in sections:
            kept += (text[position : block.start], "\0" * (block.end - block.start))
            position = block.end
    return "".join((*kept, text[position:]))


class _Layer:
    """The marks of a whole text, in order, to be looked up by their place."""

    def __init__(self, marks: list[Value]) -> None:
        self._marks = marks
        self._starts = [mark.start for mark in marks]

    def inside(self, start: int, end: int) -> list[Value]:
        """Give the marks that lie within a stretch."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [mark for mark in self._marks[first:last] if mark.end <= end]


class _Views:
    """One sentence as the rules see it; each view is made when a rule first asks for it."""

    def __init__(
        self, text: str, folded: str, span: tuple[int, int], layers: Mapping[str, _Layer], book: Rulebook
    ) -> None:
        self._text, self._folded, self._span, self._layers, self._book = text, folded, span, layers, book
        self.cues = cues_of(folded[slice(*span)])
        self._made: dict[str, Marked] = {}
        self._met: dict[str, int] = {}

    @property
    def plain(self) -> Marked:
        """The sentence with the marks that every rule sees."""
        return self.layer("plain")

    def layer(self, name: str) -> Marked:
        """Give the sentence as one layer marks it; in the layer `apart`, names are words."""
        if name not in self._made:
            if name == "apart":
                sentence = self._phrased(self.plain.worded(), self._book.phrases_apart)
            else:
                inside = self._layers[name].inside(*self._span)
                sentence = Marked(self._folded, *self._span, inside, self._book.signs, self.cues)
                if name == "plain":
                    sentence = self._phrased(sentence, self._book.phrases_for_all)
            self._made[name] = sentence
        return self._made[name]

    def met(self, name: str) -> int:
        """Give the needs of rules that the sentence meets as one layer marks it."""
        if name not in self._met:
            self._met[name] = self._book.index.met(self.layer(name).cues)
        return self._met[name]

    def _phrased(self, sentence: Marked, phrases: CueIndex[Phrase]) -> Marked:
        likely = phrases.met(self.cues) | phrases.assumed
        for needs, phrase in phrases.entries:
            if likely & needs == needs:
                sentence = _with_phrase(sentence, phrase, self._text, self._book)
        return sentence


def _layers(text: str, folded: str, book: Rulebook, known: Sequence[Value]) -> dict[str, list[Value]]:
    """Give the terms of two layers: all, and the conditions alone ("malaria" in "malaria vaccine")."""
    if not book.terms:
        return {"terms": [], "conditions": []}
    terms = list(find_terms(text, folded, book.terms))
    for mark in ("condition", "target"):
        # Where the language has a term already ("severe asthma"), it says more than the known name.
        others = sorted((term for term in terms if term.mark == mark), key=lambda term: term.start)
        names = (value for value in known if value.mark == mark)
        terms += [name for name in _outside(names, others) if "\0" not in folded[name.start : name.end]]
    return {"terms": terms, "conditions": [term for term in terms if term.mark == "condition"]}


def _with_terms(
    text: str, folded: str, marks: list[Value], terms: list[Value], book: Rulebook
) -> list[Value]:
    """Add terms, and the aliases that the text gives them; a drug is an intervention like others there."""
    codes = list(
        _outside(find_codes(text, folded, book.names), [mark for mark in marks if mark.mark != "name"])
    )
    known = [*_outside(marks, codes), *codes]
    agents = [replace(mark, mark="agent") if mark.mark == "drug" else mark for mark in known]
    # A term within a longer name is a term: "Zuvora Malaria Vaccine" is a vaccine.
    taken = sorted(terms, key=lambda term: term.start)
    names = _outside((mark for mark in agents if mark.mark == "name"), taken)
    rest = (mark for mark in agents if mark.mark != "name")
    return book.aliases.join(text, folded, _merged([*rest, *names, *terms]))


def _marks(for_values: str, text: str, folded: str, book: Rulebook, known: Sequence[Value]) -> list[Value]:
    """Find the phrases that read the plain text, the values and the names; no two of them overlap."""
    whole = Marked(folded, 0, len(folded), (), book.signs)
    phrases = [
        mark
        for phrase in book.phrases
        if phrase.over_text
        for mark in _phrase_marks(whole, phrase, text, book)
    ]
    # A phrase within a known name is a part of it: "MD" of "MD Anderson Cancer Center".
    standing = _merged([*phrases, *(value for value in known if value.mark != KNOWN_PART)])
    ours = set(map(id, phrases))
    early = [mark for mark in standing if id(mark) in ours]
    rest = _blanked(text, early)
    values = find_values(_blanked(for_values, early), book.locale)
    names = (
        value for value in known if value.mark != KNOWN_PART and "\0" not in rest[value.start : value.end]
    )
    found = _merged([*values, *names, *find_names(rest, fold(rest), book.names)])
    others = [part for mark in found for part in split_known(mark, known, text, folded, book.names)]
    return sorted([*early, *others], key=lambda mark: mark.start)


def _blanked(text: str, taken: Iterable[Value]) -> str:
    """Put a character that belongs to no word in place of what is marked already; offsets stay."""
    parts: list[str] = []
    position = 0
    for mark in taken:
        parts += (text[position : mark.start], "\0" * (mark.end - mark.start))
        position = mark.end
    return "".join((*parts, text[position:]))


def _merged(marks: Iterable[Value]) -> list[Value]:
    """Put marks in order; where two overlap the longer one stands, and a value before a name."""
    merged: list[Value] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.start - mark.end, mark.mark == "name")):
        if not merged or mark.start >= merged[-1].end:
            merged.append(mark)
        elif mark.end - mark.start > merged[-1].end - merged[-1].start:
            merged[-1] = mark
    return merged


def _outside(marks: Iterable[Value], taken: list[Value]) -> Iterator[Value]:
    """Give the marks that overlap with none of the taken ones; both are in order."""
    position = 0
    for mark in marks:
        while position < len(taken) and taken[position].end <= mark.start:
            position += 1
        if position == len(taken) or taken[position].start >= mark.end:
            yield mark


def _with_phrase(sentence: Marked, phrase: Phrase, text: str, book: Rulebook) -> Marked:
    """Give what a phrase's pattern finds a mark of its own, in place of the marks inside it."""
    if not phrase.pattern.may_match(sentence.cues):
        return sentence
    new = list(_phrase_marks(sentence, phrase, text, book))
    if not new:
        return sentence
    marks = sorted([*_outside(sentence.marks, new), *new], key=lambda mark: mark.start)
    return sentence.marked(marks)


def _phrase_marks(sentence: Marked, phrase: Phrase, text: str, book: Rulebook) -> Iterator[Value]:
    for match in _matches(phrase.pattern.regex, sentence.text):
        name = "here" if "here" in match.re.groupindex else 0
        if match.start(name) < match.end(name):
            start, end = sentence.span(*match.span(name))
            if phrase.like and not phrase.like.search(text[start:end]):
                continue
            hit = Hit(match, phrase.pattern, sentence, text, book.lexicon)
            data = text[start:end] if phrase.value is None else hit.fill(phrase.value)
            yield Value(mark=phrase.mark, start=start, end=end, data=data, quote=(start, end))


def _matches(regex: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Find the matches that begin at the beginning of a word."""
    for match in regex.finditer(text):
        start = match.start()
        if match.end() > start and not (start and text[start].isalnum() and text[start - 1].isalnum()):
            yield match


def scopes_of(sentence: Marked, scopes: Iterable[Scope]) -> Iterator[str]:
    """Tell what a sentence speaks of where that is not this trial's result."""
    worded = sentence.worded()
    return (scope.scope for scope in scopes if _speaks(scope, worded))


def _candidate(rule: Rule, hit: Hit, section: Section) -> Candidate | None:
    value = _value(rule, hit)
    if value is None or (rule.quote is not None and not hit.has(rule.quote)):
        return None
    start, end = hit.span(rule.quote)
    if start == end or (rule.like and not rule.like.search(hit.text[start:end])):
        return None
    start, end = _with_numbers(rule, hit, start, end)
    return Candidate(
        field=rule.field,
        value=value,
        about=None if rule.about is None else hit.fill(rule.about),
        span=Span(start=start, end=end, quote=hit.text[start:end], rule=rule.id),
        weight=rule.weight,
        section=section,
    )


def _with_numbers(rule: Rule, hit: Hit, start: int, end: int) -> tuple[int, int]:
    """Widen a quote to every number of a structured value: the numbers of a fact stand in its quote."""
    if isinstance(rule.value, dict):
        for key in _NUMBERS.intersection(rule.value):
            for name in _CAPTURE.findall(rule.value[key]):
                if hit.has(name):
                    first, last = hit.span(name)
                    start, end = min(start, first), max(end, last)
    return start, end


def _value(rule: Rule, hit: Hit) -> Any:
    """Make the value of a finding from a rule's template; None where a part of it is missing or wrong."""
    kind = FIELDS[rule.field]
    if isinstance(rule.value, dict):
        return _structured(kind, {key: hit.fill(template) for key, template in rule.value.items()})
    value = hit.fill(rule.value)
    if kind is bool:
        return value == "true"
    if kind is int:
        return _whole(value)
    if kind is str:
        return None if value is None else " ".join(str(value).split())
    return _structured(kind, value)


def _structured(kind: type, parts: Any) -> Any:
    """Make a structured value; a count, a percentage and the like come as numbers."""
    if not isinstance(parts, dict):
        parts = {
            name: getattr(parts, name) for name in ("op", "value", "low", "high") if hasattr(parts, name)
        }
    try:
        typed = {key: _typed(kind, key, part) for key, part in parts.items()}
        return kind(**typed)
    except (TypeError, InvalidOperation):
        return None


_WHOLE = frozenset({"n"})
_DECIMAL = frozenset({"value", "low", "high", "level", "pct"})
_NUMBERS = _WHOLE | _DECIMAL
_CAPTURE = re.compile(r"\{([a-z_]+)")


def _typed(kind: type, key: str, part: Any) -> Any:
    if part is None:
        if key in {"value", "term"} or (kind is GroupSize and key == "n"):
            raise TypeError(key)
        return None
    if key in _WHOLE:
        return _whole(part)
    if key in _DECIMAL:
        return Decimal(str(part))
    return " ".join(str(part).split())


def _whole(value: Any) -> int | None:
    return int(value) if value is not None and str(value).isdecimal() else None
