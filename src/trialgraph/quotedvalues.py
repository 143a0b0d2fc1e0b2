"""Numbers against their quotes: what a fact states in figures has to be printed in words or figures.

Nothing is needed but the fact file. The numbers of a quote are read as extraction reads them, with the
number words, marks and units of every language that has rules: a release in French may close in English.
"""

import dataclasses
import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from trialgraph.extraction.figures import Token, find_tokens
from trialgraph.extraction.locales import Locale
from trialgraph.extraction.values import Amount, PValue, Value, find_values
from trialgraph.folding import fold
from trialgraph.model import (
    Duration,
    Fact,
    FactFile,
    Field,
    OutcomeResult,
    PartialDate,
    Quantity,
    statement_fields,
    values_of,
)
from trialgraph.problems import Bilingual, Location, Problem, shorten
from trialgraph.quotecuts import locales

CODES = frozenset({"value-not-in-quote"})
"""The codes of the problems that are told here."""

_NOT_PRINTED = frozenset({"author_order", "author_count", "observed_until", "as_of"})
"""Fields whose numbers come from a list, or from another sentence than the one that is quoted."""

_OPERATORS = {"<": "LessThan", ">": "GreaterThan", "=": "EqualTo"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Printed:
    """What the quotes of a fact print, in the types of the facts."""

    text: str
    """The quotes, folded."""
    numbers: frozenset[Decimal]
    """With the sign that is printed."""
    unsigned: frozenset[Decimal]
    """Those without a plus: “4.7 points lower” may state −4.7, “+4.7 points” may not."""
    counts: frozenset[Decimal]
    """Those that are no percentages."""
    percentages: frozenset[Decimal]
    durations: frozenset[str]
    dates: frozenset[str]
    amounts: frozenset[tuple[Decimal, str]]
    """Numbers with the code of their unit."""
    operators: frozenset[tuple[str, Decimal]]
    """The operators of p-values, as in facts, with the values."""


def check_values(file: FactFile) -> Iterator[Problem]:
    """Tell the numbers, quantities, durations, dates and phases that none of a fact's quotes prints.

    What a person inferred, or rejected, is passed over.

    >>> from trialgraph import factfiles
    >>> facts = '''document: {id: a, language: en, source: a.txt, sha256: %s, length: 90}
    ... facts: [{kind: ClinicalTrial, id: t, enrolment: 91,
    ...   evidence: [{quote: ninety people, start: 0, end: 13}]}]'''
    >>> [problem.value for problem in check_values(factfiles.parse((facts % ("0" * 64)).encode(), "a.yaml"))]
    ['91']

    """
    if file.document is None:
        return
    for index, fact in enumerate(file.facts):
        if fact.certainty == "Inferred" or (fact.review is not None and fact.review.status == "Rejected"):
            continue
        numeric = [field for field in statement_fields(type(fact)).values() if _is_checked(field)]
        if not fact.evidence or not any(True for field in numeric for _ in values_of(fact, field)):
            continue
        printed = _printed([piece.quote for piece in fact.evidence], file.document.language)
        for field in numeric:
            for value in values_of(fact, field):
                if not _is_printed(value, field, fact, printed):
                    place = file.locations.get((index, field.name)) or file.locations[index, "kind"]
                    yield _problem(fact, field, value, place)


def _is_checked(field: Field) -> bool:
    if field.name in _NOT_PRINTED:
        return False
    return field.type in (int, Decimal, Quantity, Duration, dt.date, PartialDate) or field.name in (
        "phase",
        "registry_id",
        "p_value_operator",
    )


def _printed(quotes: Sequence[str], language: str) -> Printed:
    gathered = _Gathered()
    for quote in quotes:
        gathered.take(quote, language)
    return gathered.printed()


class _Gathered:
    """What quotes print, gathered one quote after the other."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.numbers: set[Decimal] = set()
        self.unsigned: set[Decimal] = set()
        self.counts: set[Decimal] = set()
        self.percentages: set[Decimal] = set()
        self.durations: set[str] = set()
        self.dates: set[str] = set()
        self.amounts: set[tuple[Decimal, str]] = set()
        self.operators: set[tuple[str, Decimal]] = set()

    def take(self, quote: str, language: str) -> None:
        """Read a quote with the words and marks of every language."""
        folded = fold(quote)
        self.texts.append(folded)
        tables = locales()
        tokens = {code: find_tokens(quote, folded, locale) for code, locale in tables.items()}
        values = {code: find_values(quote, locale) for code, locale in tables.items()}
        # What stands inside a number of the text's own language is none: 482 of 11 482.
        own = [(token.start, token.end) for token in tokens.get(language, ())]
        shares = {value.start for found in values.values() for value in found if value.mark == "percent"}
        for code, locale in tables.items():
            for token in tokens[code]:
                if not _is_inside(token.start, token.end, own):
                    self._number(Decimal(token.value), folded, (token.start, token.end), shares)
            for value in values[code]:
                if not _is_inside(value.start, value.end, own):
                    self._value(value)
            self.durations.update(_shared_durations(tokens[code], values[code], folded, locale))
        # A run of figures by itself: what is no number to a rule may be printed all the same.
        for run in _FIGURES.finditer(folded):
            if not _is_inside(run.start(), run.end(), own):
                self._number(Decimal(run.group().replace(",", ".")), folded, run.span(), shares)

    def _number(self, number: Decimal, folded: str, span: tuple[int, int], shares: set[int]) -> None:
        start, end = span
        signed = _signed(number, folded, start)
        self.numbers.add(signed)
        if "+" not in folded[max(0, start - 1) : start + 1]:
            self.unsigned.add(signed)
        if not shares.isdisjoint((start, start - 1)) or _PERCENT.match(folded, end):
            self.percentages.add(abs(number))
        else:
            self.counts.add(signed)

    def _value(self, value: Value) -> None:
        self.numbers.update(_numbers_in(value.data))
        if value.mark != "percent":
            self.counts.update(_numbers_in(value.data))
        match value.data:
            case Amount():
                self.amounts.add((value.data.value, value.data.ucum))
            case PValue():
                self.operators.add((_OPERATORS[value.data.op], value.data.value))
            case str() if value.mark == "duration":
                self.durations.add(_comparable(value.data))
            case str() if value.mark == "date":
                self.dates.add(value.data)

    def printed(self) -> Printed:
        return Printed(
            text=" ".join(self.texts),
            numbers=frozenset(self.numbers),
            unsigned=frozenset(self.unsigned),
            counts=frozenset(self.counts),
            percentages=frozenset(self.percentages),
            durations=frozenset(self.durations),
            dates=frozenset(self.dates),
            amounts=frozenset(self.amounts),
            operators=frozenset(self.operators),
        )


_FIGURES = re.compile(r"\d+(?:[.,]\d+)?")
_PERCENT = re.compile(r"\s?(?:%|per ?cent\b|pour ?cent\b)")
_LONGEST_GAP = 16
"""Between two numbers of a list, as extraction takes it."""


def _is_inside(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Say whether a stretch is a part of one of the spans, which are in order, and not the whole of it."""
    index = bisect_right(spans, (start, end)) - 1
    for first, last in spans[max(0, index) : index + 2]:
        if first <= start and end <= last and (first, last) != (start, end):
            return True
    return False


def _shared_durations(
    tokens: Sequence[Token], values: Sequence[Value], folded: str, locale: Locale
) -> Iterator[str]:
    """Give the numbers of a list the unit of time of its last: 4 to 6 weeks."""
    parts = ((value.start, str(value.data)) for value in values if value.mark == "duration")
    units = {start: part for start, part in parts if _ONE_UNIT.fullmatch(part)}
    for token, other in reversed(list(pairwise(tokens))):
        gap = folded[token.end : other.start]
        if token.start in units or other.start not in units or len(gap) > _LONGEST_GAP:
            continue
        word = gap.strip(" -").lstrip(", ")
        if word in locale.connectors or (not word and gap.strip()):
            units[token.start] = _ONE_UNIT.sub(rf"\g<1>{token.value}\g<2>", units[other.start])
            yield _comparable(units[token.start])


_ONE_UNIT = re.compile(r"(PT?)\d+([A-Z])")


def _signed(number: Decimal, folded: str, start: int) -> Decimal:
    """Give a number the minus that stands before it; a dash after a letter or a digit is none."""
    before = folded[max(0, start - 2) : start]
    return -number if before[-1:] == "-" and not before[:1].isalnum() else number


def _numbers_in(data: object) -> Iterator[Decimal]:
    if isinstance(data, bool):
        return
    if isinstance(data, int | Decimal):
        yield Decimal(data)
    elif dataclasses.is_dataclass(data):
        for field in dataclasses.fields(data):
            yield from _numbers_in(getattr(data, field.name))


def _comparable(duration: str) -> str:
    """Write a duration in one way: seven days are a week, twelve months a year."""
    found = re.fullmatch(r"P(\d{1,9})([DWMY])", duration)
    if found is None:
        return duration
    number, unit = int(found.group(1)), found.group(2)
    if unit == "W":
        return f"P{number * 7}D"
    return f"P{number * 12}M" if unit == "Y" else duration


def _is_printed(value: object, field: Field, fact: Fact, printed: Printed) -> bool:
    match value:
        case Quantity():
            return _is_quantity_printed(value, printed)
        case int():
            return Decimal(value) in printed.counts or (not value and bool(_NONE.search(printed.text)))
        case Decimal():
            return _is_number_printed(value, field, printed)
        case dt.date():
            return _is_partial_date_printed(value.isoformat(), printed)
        case str():
            return _is_text_printed(value, field, fact, printed)
        case _:
            raise TypeError(f"no number is written as {value!r}")


def _is_text_printed(value: str, field: Field, fact: Fact, printed: Printed) -> bool:
    if field.type is Duration:
        return _is_duration_printed(value, printed)
    if field.type is PartialDate:
        return _is_partial_date_printed(value, printed)
    if field.name == "registry_id":
        return bool(re.search(rf"(?<![a-z0-9]){re.escape(fold(value))}(?![a-z0-9])", printed.text))
    if field.name == "phase":
        return _is_phase_printed(value, printed.text)
    stated = fact.p_value if isinstance(fact, OutcomeResult) else None
    known = {operator for operator, number in printed.operators if number == stated}
    return not known or value in known


def _is_quantity_printed(value: Quantity, printed: Printed) -> bool:
    if printed.amounts:
        return (value.value, value.unit) in printed.amounts
    return value.value in printed.numbers and fold(value.unit) in printed.text


_NONE = re.compile(r"\b(?:no|none|zero|nobody|without|aucune?|nul|sans|pas d)\b")


def _is_number_printed(number: Decimal, field: Field, printed: Printed) -> bool:
    if field.name == "percentage" and printed.percentages and number:
        return number in printed.percentages
    if number < 0 and -number in printed.unsigned and _LESS.search(printed.text):
        return True
    return number in printed.numbers or (number == 0 and bool(_NONE.search(printed.text)))


_DECREASE = {
    "en": r"less|lower\w{0,3}|fewer|smaller|shorter|below|reduc\w{1,5}|decreas\w{1,3}|declin\w{1,3}"
    r"|drop\w{0,4}|fell|fall\w{0,3}|los[st]",
    "fr": r"moins|inferieure?s?|redui\w{1,6}|reduction|diminu\w{1,6}|baiss\w{1,5}|recul\w{0,4}|perte"
    r"|perdu\w{0,2}",
}
"""Words, folded, after which a change may be stated with a minus that is not printed, by language."""

_LESS = re.compile(rf"\b(?:{'|'.join(_DECREASE.values())})\b")


def _is_duration_printed(value: str, printed: Printed) -> bool:
    if _comparable(value) in printed.durations:
        return True
    if printed.durations:
        return False
    return all(Decimal(run) in printed.numbers for run in re.findall(r"\d+", value))


def _is_partial_date_printed(value: str, printed: Printed) -> bool:
    if any(date.startswith(value) for date in printed.dates):
        return True
    if printed.dates:
        return False
    year, _, rest = value.partition("-")
    day = rest.partition("-")[2]
    return Decimal(year) in printed.numbers and (not day or Decimal(day) in printed.numbers)


_PHASE_NUMBERS = {"1": "1|i|one|un", "2": "2|ii|two|deux", "3": "3|iii|three|trois", "4": "4|iv|four|quatre"}
"""How a phase is numbered, in figures and in the words of each language."""

_PHASE = rf"(?:{'|'.join(_PHASE_NUMBERS.values())})[ab]?(?![a-z0-9])"
_PHASES = re.compile(
    rf"phases?[\s-]*({_PHASE}(?:(?:\s?[/,&-]\s?|\s(?:and|et|or|ou|to|a)\s)(?:phases?[\s-]*)?{_PHASE})*)"
)
_COMBINED = re.compile(r"[/-]")


def _is_phase_printed(code: str, text: str) -> bool:
    """Look for the numbers of a phase, in figures, Roman or words: Phase2b is 2b or IIb, but not 2.

    A trial of phase 2/3 is of neither of them alone.
    """
    wanted = re.findall(r"\d[ab]?", code)
    alone = len(wanted) == 1
    for found in _PHASES.finditer(text):
        parts = _COMBINED.sub(" / ", found[1]).split()
        if alone and "/" in parts:
            continue
        if all(
            any(_is_phase(part.strip(",&"), number[0], number[1:] if alone else "[ab]?") for part in parts)
            for number in wanted
        ):
            return True
    return False


def _is_phase(part: str, number: str, letter: str) -> bool:
    return bool(re.fullmatch(rf"(?:{_PHASE_NUMBERS[number]}){letter}", part))


def _problem(fact: Fact, field: Field, value: object, place: Location) -> Problem:
    shown = f"{value:f}" if isinstance(value, Decimal) else str(value)
    quotes = " … ".join(piece.quote for piece in fact.evidence)
    return Problem(
        code="value-not-in-quote",
        # A draft is not yet anybody's word; a person looks at it before it is.
        severity="warning" if fact.review is not None and fact.review.status == "Draft" else "violation",
        location=place,
        message=Bilingual(
            en=f"`{field.name}` is {shorten(shown)}, which no quote of the fact prints",
            fr=f"`{field.name}` vaut {shorten(shown)}, qu’aucune citation du fait n’imprime",
        ),
        hint=Bilingual(
            en="correct the number, quote the words that print it, or say `certainty: Inferred`",
            fr="corrigez le nombre, citez les mots qui l’impriment, ou dites `certainty: Inferred`",
        ),
        quote=quotes,
        about=f"{fact.family}:{fact.id}",
        value=shown,
    )
