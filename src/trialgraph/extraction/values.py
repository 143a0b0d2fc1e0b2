"""Values: the stretches of a text that state a number, a dose, a date and the like, each with its type.

The reader knows no language: words, months, units and separators come from the table of a `Locale`.
Where two readings overlap, the more specific one stands: a registry number before an interval, an
interval before a p-value, a p-value before a date, and all of them before a plain number with its unit.

Choices that a rule should know: `one`, `un` and `une` alone are no counts, for most are articles (a phrase of
the language's rules says where they count); `a` is one only before a word of time (`a year`). French
`1.235` is a decimal, for French groups digits by spaces;
`1.235.000` is a whole number. `one of 53` is a count and no proportion. A day and month without a year
have no value, nor have ratios (`2:1`), times of day, prices, telephone numbers and numbers inside codes.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from trialgraph.extraction.figures import Token, find_tokens
from trialgraph.extraction.findings import PValue
from trialgraph.extraction.forms import Amount, Found, Interval, Proportion, find_forms
from trialgraph.extraction.locales import Locale, Unit, load_locale
from trialgraph.folding import fold

__all__ = [
    "Amount",
    "Interval",
    "Locale",
    "Mark",
    "PValue",
    "Proportion",
    "Value",
    "find_values",
    "load_locale",
]

Mark = Literal[
    "count",
    "decimal",
    "percent",
    "dose",
    "quantity",
    "duration",
    "date",
    "p_value",
    "interval",
    "proportion",
    "registry",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """A stretch of a text that has a value; offsets are code points, half-open."""

    mark: str
    """One of `Mark`, or a mark that another reader makes."""
    start: int
    end: int
    data: object
    """Hashable: an int, a `Decimal`, a text, or one of the classes of this module."""
    quote: tuple[int, int]
    """The stretch that states the whole value: for the first dose of "1 or 2 mg" it goes on to the unit."""


_OLDEST = 130
"""Years, months, weeks or days of age: a larger number after "age" is none."""
_LATEST = {"Y": 20, "M": 240, "W": 520, "D": 2000, "TH": 400, "TM": 400, "TS": 400}
"""The largest number that may follow a word of time, as in "week 24": "year 2024" is none."""
_YEARS = range(1900, 2100)
_YEAR_DIGITS = 4
_THIRD = re.compile("/[0-9]")
_COMPOUND = re.compile(
    "P[0-9]+Y P([0-9]|1[01])M|P[0-9]+W P[1-6]D|PT[0-9]+H PT[1-5]?[0-9]M|PT[0-9]+M PT[1-5]?[0-9]S"
)
_WINDOW = 24
"""How far back a word before a number is sought: longer than any of them."""
_LONGEST_GAP = 16
_RANGE = ("word", "dash")


def find_values(text: str, locale: Locale) -> tuple[Value, ...]:
    """Find the values of a text, in order; no two of them overlap.

    The time it takes grows with the length of the text, whatever the text is.

    >>> import yaml
    >>> from importlib.resources import files
    >>> table = files("trialgraph.extraction").joinpath("rules/en/values.yaml").read_text("utf-8")
    >>> english = load_locale(yaml.safe_load(table))
    >>> [(value.mark, str(value.data)) for value in find_values("Eight of 145 had 2 or 4 mg.", english)]
    [('proportion', '8/145'), ('dose', '2 mg'), ('dose', '4 mg')]
    """
    folded = fold(text)
    forms: list[Found] = []
    for found in find_forms(text, folded, locale):
        forms = _joined(forms, found)
    stated = [_value(mark, start, end, data) for start, end, mark, data in forms if mark]
    numbers = _Numbers(text, folded, locale, _Taken((start, end) for start, end, _, _ in forms))
    counted = _compounds(numbers.read(), folded, locale)
    return tuple(sorted([*stated, *counted], key=lambda value: value.start))


def _compounds(values: Iterable[Value], folded: str, locale: Locale) -> Iterator[Value]:
    """Put durations of two parts together: six hours and 15 minutes."""
    last: Value | None = None
    for value in values:
        if last and last.mark == value.mark == "duration" and value.start - last.end <= _LONGEST_GAP:
            joined = folded[last.end : value.start].strip() in {"", *locale.joiners}
            if joined and _COMPOUND.fullmatch(f"{last.data} {value.data}"):
                data = f"{last.data}{str(value.data).lstrip('PT')}"
                last = _value("duration", last.start, value.end, data)
                continue
        if last:
            yield last
        last = value
    if last:
        yield last


def _joined(forms: list[Found], others: Iterable[Found]) -> list[Found]:
    """Add what does not overlap, in order."""
    taken, last = _Taken((start, end) for start, end, _, _ in forms), 0
    free: list[Found] = []
    for form in others:
        if form[0] >= last and taken.free(form[0], form[1]):
            free.append(form)
            last = form[1]
    return sorted([*forms, *free], key=lambda form: form[0]) if free else forms


def _value(mark: str, start: int, end: int, data: object, quote_end: int | None = None) -> Value:
    return Value(mark=mark, start=start, end=end, data=data, quote=(start, quote_end or end))


class _Taken:
    """Stretches of a text that do not overlap, in order."""

    def __init__(self, stretches: Iterable[tuple[int, int]]) -> None:
        pairs = tuple(stretches)
        self._starts = [start for start, _ in pairs]
        self._ends = [end for _, end in pairs]

    def free(self, start: int, end: int) -> bool:
        index = bisect_left(self._starts, end)
        return index == 0 or self._ends[index - 1] <= start


class _Measure(NamedTuple):
    """A unit that stands after a number, and where it ends."""

    unit: Unit
    end: int
    shared: bool = False
    """Whether it stands after a later number of the same list."""


class _Numbers:
    """The numbers of a text outside of dates and statistics, with what they measure."""

    def __init__(self, text: str, folded: str, locale: Locale, taken: _Taken) -> None:
        self.text, self.folded, self.locale, self.taken = text, folded, locale, taken
        phrases = _Taken(found.span() for found in locale.not_numbers.finditer(folded))
        self.tokens = [
            token
            for token in find_tokens(text, folded, locale)
            if taken.free(token.start, token.end) and phrases.free(token.start, token.end)
        ]
        self.measures = [self._measure(token) for token in self.tokens]
        pairs = zip(self.tokens, self.measures, strict=True)
        self.kept = [bool(measure) or not token.glued for token, measure in pairs]
        self.age_ends = {found.end() for found in locale.age_before.finditer(folded)}
        self.people_ends = {found.end() for found in locale.people_before.finditer(folded)}
        self.last: Value | None = None
        """Of the number just before, if that has a value."""
        self.end = 0
        """Of the last value."""

    def _measure(self, token: Token) -> _Measure | None:
        """Give the unit right after a number."""
        found = self.locale.symbol.match(self.text, token.end)
        if found:
            unit = self.locale.symbols[found[1]]
        else:
            found = self.locale.unit_word.match(self.folded, token.end)
            if not found:
                return None
            unit = self.locale.unit_words[found[1].replace("-", " ")]
        return _Measure(unit, found.end()) if self.taken.free(token.end, found.end()) else None

    def read(self) -> Iterator[Value]:
        """Give the values in order."""
        self._share()
        index = 0
        while index < len(self.tokens):
            token = self.tokens[index]
            value, used = None, 1
            if self.kept[index] and token.start >= self.end:
                value = self._proportion(index)
                used = 2 if value else 1
                value = value or self._read(index)
            if value:
                self.end = value.end
                yield value
            self.last = value
            index += used

    def _share(self) -> None:
        """Give the numbers of a list the unit of its last: 150, 300 or 600 mg."""
        joined: str | None = None
        for index in range(len(self.tokens) - 2, -1, -1):
            measure = self.measures[index + 1]
            if (
                self.measures[index]
                or not measure
                or measure.unit.mark == "duration"
                or not self._may_share(index)
            ):
                joined = None
                continue
            connector = self._connector(index)
            joined = connector if connector != "," or joined == "word" else None
            if joined:
                self.measures[index], self.kept[index] = measure._replace(shared=True), True
                joined = "word" if connector == "," else connector

    def _may_share(self, index: int) -> bool:
        """Tell whether a number may have the unit of another: no article has, and no age."""
        return self.tokens[index].kind != "article" and self.tokens[index].start not in self.age_ends

    def _gap(self, index: int) -> str | None:
        """Give the text between a number and the next, or None where it is long."""
        end, start = self.tokens[index].end, self.tokens[index + 1].start
        return self.folded[end:start] if start - end <= _LONGEST_GAP else None

    def _connector(self, index: int) -> str | None:
        """Tell how a number is joined to the next: by a "word", a "dash", a slash "/" or a comma ","."""
        gap = self._gap(index)
        if not gap or "  " in gap:
            return None
        word = gap.strip(" -")
        if word in {",", "/"}:
            return word
        if not word:
            return "dash" if "-" in gap else None
        return "word" if word.lstrip(", ") in self.locale.connectors else None

    def _proportion(self, index: int) -> Value | None:
        gap = self._gap(index) if index + 1 < len(self.tokens) else None
        if not gap or not self.kept[index + 1] or self.measures[index] or self.measures[index + 1]:
            return None
        token, other = self.tokens[index], self.tokens[index + 1]
        n, of = token.value, other.value
        if not (isinstance(n, int) and isinstance(of, int) and n <= of and of > 1):
            return None
        word = gap.strip(" ").replace("-", " ")
        stated = word in self.locale.of_any or (n != 1 and word in self.locale.of_many)
        if word != "/":
            stated = stated and gap.startswith(" ") and of not in _YEARS
        third = _THIRD.match(self.folded, other.end) or self.folded[token.start - 1 : token.start] == "/"
        if not stated or third or self.locale.not_proportion.search(self._before(token)):
            return None
        return _value("proportion", token.start, other.end, Proportion(n=n, of=of))

    def _before(self, token: Token) -> str:
        return self.folded[max(0, token.start - _WINDOW) : token.start]

    def _read(self, index: int) -> Value | None:
        token, measure = self.tokens[index], self.measures[index]
        if token.kind == "article":
            return self._article(token, measure)
        if age := self._age(index):
            return age
        if measure is None:
            return self._week(token) or self._year(index) or self._plain(token)
        return self._measured(token, measure)

    def _measured(self, token: Token, measure: _Measure) -> Value | None:
        """Read a number with its unit."""
        unit, number = measure.unit, Decimal(token.value)
        end = token.end if measure.shared else measure.end
        if unit.mark == "percent":
            return _value("percent", token.start, end, number, measure.end)
        if unit.mark != "duration":
            mark = "quantity" if number < 0 else unit.mark
            return _value(
                mark, token.start, end, Amount(value=number, unit=unit.name, ucum=unit.ucum), measure.end
            )
        if number < 0 or (unit.name == "Y" and token.value in _YEARS):
            return self._plain(token)
        return _value("duration", token.start, end, _duration(number, unit.name))

    def _plain(self, token: Token) -> Value | None:
        if token.value == 1 and self.text[token.start].isalpha():
            return None  # more often an article than a number: a rule's phrase says where it counts
        mark = "count" if isinstance(token.value, int) else "decimal"
        return _value(mark, token.start, token.end, token.value)

    def _age(self, index: int) -> Value | None:
        """Read an age: by its unit and the words around it, or by the word "age" before it."""
        token, measure = self.tokens[index], self.measures[index]
        if not 0 <= token.value <= _OLDEST:
            return None
        aged = token.start in self.age_ends or self._goes_on(index)
        if measure:
            code, end = measure.unit.name, measure.end
            near = aged or token.start in self.people_ends or self.locale.age_after.match(self.folded, end)
            aged = measure.unit.mark == "duration" and code in self.locale.age_units and bool(near)
        else:
            code, end = "Y", token.end
            if not aged and self.locale.age_after_alone.match(self.folded, end):
                aged = True
            elif not aged and (ahead := self._ahead(index)):
                code, aged = ahead, True
        if not aged:
            return None
        data = Amount(value=Decimal(token.value), unit=self.locale.age_units[code], ucum=_UCUM[code])
        return _value("quantity", token.start, end, data)

    def _ahead(self, index: int) -> str | None:
        """Give the unit of the age that the next number states, where it ends a range: 18 to 65 years old."""
        if index + 1 == len(self.tokens) or self._connector(index) not in _RANGE:
            return None
        measure = self.measures[index + 1]
        if not measure or measure.unit.mark != "duration" or measure.unit.name not in self.locale.age_units:
            return None
        people = self.tokens[index].start in self.people_ends
        return measure.unit.name if people or self.locale.age_after.match(self.folded, measure.end) else None

    def _goes_on(self, index: int) -> bool:
        """Tell whether the number before it, joined by a word or dash, was an age."""
        if not index or self.last is None or self._connector(index - 1) not in _RANGE:
            return False
        return isinstance(self.last.data, Amount) and self.last.data.unit in self.locale.age_units.values()

    def _article(self, token: Token, measure: _Measure | None) -> Value | None:
        """Read "a year" as one year, but not where it means "per year"."""
        if not measure or self.locale.frequency.search(self._before(token)):
            return None
        if token.start and (
            self.end >= token.start - 1 > 0 or not self.taken.free(token.start - 1, token.end)
        ):
            return None  # right after a value: 20 mg a day
        return _value("duration", token.start, measure.end, _duration(Decimal(1), measure.unit.name))

    def _week(self, token: Token) -> Value | None:
        """Read a point in time: week 24."""
        if token.kind != "figure" or not isinstance(token.value, int):
            return None
        found = self.locale.time_before.search(self.folded, max(0, token.start - _WINDOW), token.start)
        if not found or found.start() < self.end or not self.taken.free(found.start(), token.end):
            return None
        code = self.locale.unit_words[found[1]].name
        if token.value > _LATEST[code]:
            return None
        return _value("duration", found.start(), token.end, _duration(Decimal(token.value), code))

    def _year(self, index: int) -> Value | None:
        """Read a year: after a word that goes before years, or joined to another year."""
        token = self.tokens[index]
        if not self._is_year(index) or self.locale.year_nouns.match(self.folded, token.end):
            return None
        named = self.locale.year_before.search(self._before(token))
        if named or self._in_years(index) or self._in_years(index + 1):
            return _value("date", token.start, token.end, str(token.value))
        return None

    def _is_year(self, index: int) -> bool:
        token = self.tokens[index]
        return (
            token.kind == "figure"
            and token.value in _YEARS
            and token.end - token.start == _YEAR_DIGITS
            and not self.measures[index]
        )

    def _in_years(self, index: int) -> bool:
        """Tell whether a year and the one before it are joined: 2019 to 2021."""
        if not 0 < index < len(self.tokens) or not (self._is_year(index) and self._is_year(index - 1)):
            return False
        gap = self._gap(index - 1)
        return gap is not None and (gap.strip() in self.locale.year_list)


_UCUM = {"Y": "a", "M": "mo", "W": "wk", "D": "d"}


def _duration(number: Decimal, code: str) -> str:
    return f"P{code[:-1]}{number:f}{code[-1]}"
