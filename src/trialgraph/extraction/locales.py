"""How one language writes numbers, dates and units: its table, checked and made into patterns.

The table is `rules/<language>/values.yaml`; those of all languages have the same keys. Its phrases are
compared with the folded text, and a space in a phrase also stands for a hyphen; the `symbols` of units are
compared with the text itself, for `mA` is not `MA`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from trialgraph.folding import fold

DURATIONS = ("Y", "M", "W", "D", "TH", "TM", "TS")
"""The designators of ISO 8601, with the `T` that stands before those of a time."""

_CALENDAR = ("Y", "M", "W", "D")
_UNITS: dict[Any, Any] = {str: {"ucum": str, "symbols": [str], "words": [str]}}
_SHAPE: dict[Any, Any] = {
    "decimal": [str],
    "group": [str],
    "words": {str: (int, [int])},
    "scales": {str: int},
    "bare_scales": [str],
    "joiners": {str: {str: [int]}},
    "not_numbers": [str],
    "after_sign": [str],
    "list": [str],
    "proportion": {"any": [str], "many": [str], "not_after": [str]},
    "percent": [str],
    "doses": _UNITS,
    "quantities": _UNITS,
    "per_time": [str],
    "durations": {code: [str] for code in DURATIONS},
    "articles": [str],
    "frequency": [str],
    "ages": {
        "units": {str: str},
        "before": [str],
        "people": [str],
        "between": [str],
        "after": [str],
        "after_alone": [str],
    },
    "dates": {
        "months": [[str]],
        "capitalised": bool,
        "order": [str],
        "ordinals": [str],
        "ranges": [str],
        "before_year": [str],
        "numeric": str,
        "year_after": [str],
        "year_list": [str],
        "year_not_before": [str],
    },
    "p_values": {"names": [str], "about": [str], "equal": [str], "less": [str], "greater": [str]},
    "intervals": {"names": [str], "level_after": [str], "before": [str], "separators": [str]},
}
"""The keys of a table and what they hold: `[str]` is a list of texts, `{str: …}` a mapping from any text."""

_NUMBER = r"(?:[0-9]{1,12}(?:[.,][0-9]{1,12}){0,3}|[.,][0-9]{1,12})"
_YEAR = r"(?:19|20)[0-9]{2}"
_MONTHS = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """A unit of measure, or of time."""

    mark: str
    """`dose`, `quantity`, `percent` or `duration`."""
    name: str
    """As we print it; a designator of ISO 8601 for a unit of time."""
    ucum: str = ""
    """Its code (https://ucum.org)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Joiner:
    """A word that may stand between number words: `and`; empty sets stand for any value."""

    after: frozenset[int]
    before: frozenset[int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Locale:
    """The table of a language, made into patterns and sets over the folded text."""

    decimal: frozenset[str]
    group: frozenset[str]
    """Marks between groups of three digits, in the text itself."""
    words: Mapping[str, tuple[int, int]]
    """A number word, its value, and what a word that follows must stay below to be added."""
    scales: Mapping[str, int]
    bare_scales: frozenset[str]
    joiners: Mapping[str, Joiner]
    number_word: re.Pattern[str]
    not_numbers: re.Pattern[str]
    after_sign: frozenset[str]
    connectors: frozenset[str]
    of_any: frozenset[str]
    of_many: frozenset[str]
    not_proportion: re.Pattern[str]
    symbols: Mapping[str, Unit]
    symbol: re.Pattern[str]
    """Over the text itself."""
    unit_words: Mapping[str, Unit]
    unit_word: re.Pattern[str]
    article: re.Pattern[str]
    frequency: re.Pattern[str]
    time_before: re.Pattern[str]
    age_units: Mapping[str, str]
    age_before: re.Pattern[str]
    people_before: re.Pattern[str]
    age_after: re.Pattern[str]
    age_after_alone: re.Pattern[str]
    months: Mapping[str, int]
    months_capitalised: bool
    date: re.Pattern[str]
    day_first: bool
    """Whether 07/08/2024 is 7 August; where False, it is nothing."""
    year_before: re.Pattern[str]
    year_list: frozenset[str]
    year_nouns: re.Pattern[str]
    p_value: re.Pattern[str]
    interval: re.Pattern[str]


def load_locale(tables: Mapping[str, Any]) -> Locale:
    """Check the table of a language and make its patterns.

    Raises:
        ValueError: a key is missing, unknown, or holds something else than it must; the message names it.

    """
    _check(tables, _SHAPE, "")
    numbers = {_key(word): _number_word(word, value) for word, value in tables["words"].items()}
    scales = {_key(word): value for word, value in tables["scales"].items()}
    ages, dates, proportion = tables["ages"], tables["dates"], tables["proportion"]
    for code in ages["units"]:
        _one_of("ages.units", code, _CALENDAR)
    symbols, unit_words = _symbols(tables), _unit_words(tables)
    time_words = [word for code in DURATIONS for word in tables["durations"][code]]
    between = f"(?:[ -]?{_any(ages['between'])}){{0,4}}[ -]?\\(?(?=[0-9a-z])"
    not_numbers = _any(tables["not_numbers"])
    return Locale(
        decimal=frozenset(tables["decimal"]) | {"·"},
        group=frozenset(tables["group"]),
        words=numbers,
        scales=scales,
        bare_scales=frozenset(map(_key, tables["bare_scales"])),
        joiners={_key(word): _joiner(word, rule) for word, rule in tables["joiners"].items()},
        number_word=re.compile(rf"(?<![a-z0-9_]){_any([*numbers, *scales])}(?![a-z0-9_])"),
        not_numbers=re.compile(rf"(?<![a-z0-9]){not_numbers}(?![a-z0-9])"),
        after_sign=frozenset(map(_key, tables["after_sign"])),
        connectors=frozenset(map(_key, tables["list"])),
        of_any=frozenset(map(_key, proportion["any"])),
        of_many=frozenset(map(_key, proportion["many"])),
        not_proportion=re.compile(rf"(?<![a-z]){_any(proportion['not_after'])}[ -]$"),
        symbols=symbols,
        symbol=re.compile(
            rf"[ \u00a0\u202f\u2009\n-]?({_any(symbols, folded=False)})"
            rf"(?:(?!\w)(?!/[^\W\d])|(?=/{_any(tables['per_time'], folded=False)}(?!\w)))"
        ),
        unit_words=unit_words,
        unit_word=re.compile(rf"[ -]?({_any(unit_words)})(?:(?<=%)|(?![a-z0-9]))"),
        article=_article(tables["articles"], time_words),
        frequency=re.compile(rf"(?<![a-z]){_any(tables['frequency'])} $"),
        time_before=re.compile(rf"(?<![a-z0-9])({_any(time_words)})[ -]$"),
        age_units=dict(ages["units"]),
        age_before=re.compile(rf"(?<![a-z]){_any(ages['before'])}(?![a-z]){between}"),
        people_before=re.compile(rf"(?<![a-z]){_any(ages['people'])}(?![a-z]){between}"),
        age_after=re.compile(rf"[ -]{_any([*ages['after'], *ages['after_alone']])}(?![a-z])"),
        age_after_alone=re.compile(rf"[ -]{_any(ages['after_alone'])}(?![a-z])"),
        months=_months(dates["months"]),
        months_capitalised=dates["capitalised"],
        date=_date(dates),
        day_first=_one_of("dates.numeric", dates["numeric"], ("unambiguous", "day-first")) == "day-first",
        year_before=re.compile(rf"(?<![a-z]){_any(dates['year_after'])}[ -]$"),
        year_list=frozenset(map(_key, dates["year_list"])),
        year_nouns=re.compile(rf" {_any(dates['year_not_before'])}(?![a-z])"),
        p_value=_p_value(tables["p_values"]),
        interval=_interval(tables["intervals"]),
    )


def _check(data: Any, shape: Any, place: str) -> None:
    """Compare a part of the table with its shape."""
    if isinstance(shape, tuple):
        shape = shape[isinstance(data, list)]
    kind: type = type(shape) if isinstance(shape, dict | list) else shape
    wrong = not isinstance(data, kind) or (kind is int and isinstance(data, bool))
    if wrong or (isinstance(data, int) and data < 0) or data == "":
        raise ValueError(f"{place or 'the table'}: expected {_KINDS[kind]}, found {data!r}")
    if isinstance(shape, list):
        for index, item in enumerate(data):
            _check(item, shape[0], f"{place}[{index}]")
    elif isinstance(shape, dict):
        _check_keys(data, shape, place)


def _check_keys(data: dict[Any, Any], shape: dict[Any, Any], place: str) -> None:
    free = str in shape
    for key in () if free else shape:
        if key not in data:
            raise ValueError(f"{_join(place, key)}: missing")
    for key, item in data.items():
        if not isinstance(key, str) or not (free or key in shape):
            raise ValueError(f"{_join(place, key)}: {'a key must be a text' if free else 'unknown key'}")
        _check(item, shape[str if free else key], _join(place, key))


_KINDS = {
    str: "a text (in quotes where YAML reads something else)",
    int: "a whole number from 0",
    bool: "true or false",
    list: "a list",
    dict: "a mapping",
}


def _join(place: str, key: object) -> str:
    return f"{place}.{key}" if place else str(key)


def _key(phrase: str) -> str:
    """Give the form in which a phrase is looked up: folded, with spaces for hyphens."""
    return fold(phrase).replace("-", " ") if phrase.strip("-") else phrase


def _any(phrases: Iterable[str], *, folded: bool = True) -> str:
    """Make a pattern of any of the phrases, the longest first; of none, one that never matches."""
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    if not ordered:
        return "(?!)"
    if not folded:
        return "(?:" + "|".join(map(re.escape, ordered)) + ")"
    return "(?:" + "|".join(re.escape(_key(phrase)).replace(r"\ ", "[ -]") for phrase in ordered) + ")"


def _one_of(place: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ValueError(f"{place}: expected {' or '.join(known)}, found {value!r}")
    return value


def _number_word(word: str, value: int | list[int]) -> tuple[int, int]:
    numbers = value if isinstance(value, list) else [value, 0]
    match numbers:
        case [number, bound]:
            return number, bound
    raise ValueError(f"words.{word}: expected a number or two, found {value!r}")


def _joiner(word: str, rule: Mapping[str, list[int]]) -> Joiner:
    for key in rule:
        _one_of(f"joiners.{word}", key, ("after", "before"))
    return Joiner(after=frozenset(rule.get("after", ())), before=frozenset(rule.get("before", ())))


def _symbols(tables: Mapping[str, Any]) -> Mapping[str, Unit]:
    return {
        symbol: Unit(mark=mark, name=name, ucum=unit["ucum"])
        for mark, part in (("dose", "doses"), ("quantity", "quantities"))
        for name, unit in tables[part].items()
        for symbol in unit["symbols"]
    }


def _unit_words(tables: Mapping[str, Any]) -> Mapping[str, Unit]:
    found = {
        _key(word): Unit(mark=mark, name=name, ucum=unit["ucum"])
        for mark, part in (("dose", "doses"), ("quantity", "quantities"))
        for name, unit in tables[part].items()
        for word in unit["words"]
    }
    found |= {_key(word): Unit(mark="percent", name="%", ucum="%") for word in tables["percent"]}
    for code in DURATIONS:
        found |= {_key(word): Unit(mark="duration", name=code) for word in tables["durations"][code]}
    return found


def _article(articles: list[str], time_words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9'-]){_any(articles)}(?=[ -]{_any(time_words)}(?![a-z0-9]))")


def _months(months: list[list[str]]) -> Mapping[str, int]:
    if len(months) != _MONTHS:
        raise ValueError(f"dates.months: expected {_MONTHS} lists of names, found {len(months)}")
    return {_key(name): number for number, names in enumerate(months, 1) for name in names}


def _date(dates: Mapping[str, Any]) -> re.Pattern[str]:
    month = _any(name for names in dates["months"] for name in names)
    day = rf"[0-9]{{1,2}}(?:{_any(dates['ordinals'])}(?![a-z]))?"
    until = rf" ?{_any(dates['ranges'])} ?"
    of_year = rf"(?:{_any(dates['before_year'])} )?"
    orders = {
        "month-day": rf"(?P<month>{month})\.? (?P<day>{day})(?:{until}(?:{month}\.? )?{day})?"
        rf"(?![0-9])(?:,? ?(?P<year>{_YEAR})(?![0-9]))?",
        "day-month": rf"(?P<day_>{day})(?:(?: (?P<month__>{month})\.?)?{until}{day})?"
        rf" {of_year}(?P<month_>{month})(?![a-z])\.?"
        rf"(?:,? {of_year}(?P<year_>{_YEAR})(?![0-9]))?",
    }
    for order in dates["order"]:
        _one_of("dates.order", order, tuple(orders))
    forms = [
        *(orders[order] for order in dates["order"]),
        rf"(?P<month_of>{month})\.?,? {of_year}(?P<year_of>{_YEAR})(?![0-9])",
        rf"(?P<iso>{_YEAR}-[0-9]{{2}}-[0-9]{{2}})(?![0-9-])",
        rf"(?P<first>[0-9]{{1,2}})(?P<sign>[/.])(?P<second>[0-9]{{1,2}})(?P=sign)(?P<year_last>{_YEAR})(?![0-9])",
    ]
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(forms)})")


def _p_value(table: Mapping[str, list[str]]) -> re.Pattern[str]:
    about = rf"(?:[ -]?{_any(table['about'])}(?: [a-z][a-z-]{{0,20}}){{1,3}})?"
    unequal = f"(?P<less>{_any(table['less'])})|(?P<greater>{_any(table['greater'])})"
    return re.compile(
        rf"(?<![a-z0-9])(?P<name>{_any(table['names'])}){about}"
        rf"(?: ?(?P<equal>{_any(table['equal'])}))?(?: ?(?:{unequal}))?"
        rf" ?(?P<number>{_NUMBER})(?![0-9]|[.,][0-9]| ?[x×])"
    )


def _interval(table: Mapping[str, list[str]]) -> re.Pattern[str]:
    name = _any(table["names"])
    level_after = rf"(?:{_any(table['level_after'])} )?"
    unit = r"(?: ?(?:%|[a-z°µ][a-z0-9/²µ]{0,11}(?: [a-z]{2,10})?))"
    return re.compile(
        rf"(?<![a-z]){name}(?: ?[(\[]{name}[)\]])?"
        rf"(?:[ ,(\[]{{0,2}}{level_after}(?P<level>[0-9]{{2}}(?:[.,][0-9]{{1,2}})?) ?%[)\]]?)?"
        rf"[ ,:;=(\[]{{0,4}}(?:{name}[ ,:;=)\]]{{1,3}})?(?:{_any(table['before'])} )?"
        rf"(?P<low>[-+]?{_NUMBER}){unit}??[)\]]? ?{_any(table['separators'])} ?"
        rf"(?P<high>[-+]?{_NUMBER})(?![0-9])(?: ?%)?"
    )
