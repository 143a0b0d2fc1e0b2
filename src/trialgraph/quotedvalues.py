"""Numbers against their quotes: what a fact states in figures has to be printed in words or figures.

Nothing is needed but the fact file. The numbers of a quote are read as extraction reads them, with the
number words, marks and units of every language that has rules: a release in French may close in English.
"""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from trialgraph.extraction.figures import find_tokens
from trialgraph.extraction.folding import fold
from trialgraph.extraction.locales import Locale
from trialgraph.extraction.rules import languages, load_rules
from trialgraph.extraction.values import Amount, PValue, find_values
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
from trialgraph.problems import Bilingual, Location, Problem

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
        printed = _printed([piece.quote for piece in fact.evidence])
        for field in numeric:
            for value in values_of(fact, field):
                if not _is_printed(value, field, fact, printed):
                    place = file.locations.get((index, field.name)) or file.locations[index, "kind"]
                    yield _problem(fact, field, value, place)


@cache
def _locales() -> tuple[Locale, ...]:
    return tuple(load_rules(language).locale for language in languages())


def _is_checked(field: Field) -> bool:
    if field.name in _NOT_PRINTED:
        return False
    return field.type in (int, Decimal, Quantity, Duration, dt.date, PartialDate) or field.name in (
        "phase",
        "registry_id",
        "p_value_operator",
    )


def _printed(quotes: Iterable[str]) -> Printed:
    numbers: set[Decimal] = set()
    durations: set[str] = set()
    dates: set[str] = set()
    amounts: set[tuple[Decimal, str]] = set()
    operators: set[tuple[str, Decimal]] = set()
    texts = []
    for quote in quotes:
        folded = fold(quote)
        texts.append(folded)
        # A run of figures by itself: what is no number to a rule may be printed all the same.
        for run in re.finditer(r"\d+(?:[.,]\d+)?", folded):
            numbers.add(_signed(Decimal(run.group().replace(",", ".")), folded, run.start()))
        for locale in _locales():
            for token in find_tokens(quote, folded, locale):
                numbers.add(_signed(Decimal(token.value), folded, token.start))
            for value in find_values(quote, locale):
                numbers.update(_numbers_in(value.data))
                match value.data:
                    case Amount():
                        amounts.add((value.data.value, value.data.ucum))
                    case PValue():
                        operators.add((_OPERATORS[value.data.op], value.data.value))
                    case str() if value.mark == "duration":
                        durations.add(_comparable(value.data))
                    case str() if value.mark == "date":
                        dates.add(value.data)
    return Printed(
        text=" ".join(texts),
        numbers=frozenset(numbers),
        durations=frozenset(durations),
        dates=frozenset(dates),
        amounts=frozenset(amounts),
        operators=frozenset(operators),
    )


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
    found = re.fullmatch(r"P(\d+)([DWMY])", duration)
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
        case int() | Decimal():
            return _is_number_printed(Decimal(value), printed)
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
        return fold(value) in printed.text
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


def _is_number_printed(number: Decimal, printed: Printed) -> bool:
    if number in printed.numbers or (number < 0 and -number in printed.numbers):
        return True
    return number == 0 and bool(_NONE.search(printed.text))


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


_ROMAN = {"1": "i", "2": "ii", "3": "iii", "4": "iv"}


def _is_phase_printed(code: str, text: str) -> bool:
    """Look for the numbers of a phase, Arabic or Roman: Phase2b is 2b or IIb."""
    if "phase" not in text:
        return True
    for number, letter in re.findall(r"(\d)([ab]?)", code):
        forms = "|".join((number, _ROMAN[number]))
        after = letter or r"(?![ab]\b)"
        if not re.search(rf"(?<![a-z0-9])(?:{forms}){after}(?![a-z0-9])", text):
            return False
    return True


def _problem(fact: Fact, field: Field, value: object, place: Location) -> Problem:
    shown = f"{value:f}" if isinstance(value, Decimal) else str(value)
    quotes = " … ".join(piece.quote for piece in fact.evidence)
    return Problem(
        code="value-not-in-quote",
        # A draft is not yet anybody's word; a person looks at it before it is.
        severity="warning" if fact.review is not None and fact.review.status == "Draft" else "violation",
        location=place,
        message=Bilingual(
            en=f"`{field.name}` is {shown}, which no quote of the fact prints",
            fr=f"`{field.name}` vaut {shown}, qu’aucune citation du fait n’imprime",
        ),
        hint=Bilingual(
            en="correct the number, quote the words that print it, or say `certainty: Inferred`",
            fr="corrigez le nombre, citez les mots qui l’impriment, ou dites `certainty: Inferred`",
        ),
        quote=quotes,
        about=f"{fact.family}:{fact.id}",
        value=shown,
    )
