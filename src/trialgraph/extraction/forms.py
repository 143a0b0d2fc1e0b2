"""What has a form of its own: dates, p-values, intervals, registry numbers, and what is no number.

The types of values that are more than a number or a text stand here too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from trialgraph.extraction.figures import parse_number
from trialgraph.extraction.findings import PValue
from trialgraph.extraction.locales import Locale

Found = tuple[int, int, str | None, object]
"""Start, end, mark and value; without a mark, the stretch holds no value."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Amount:
    """A number with its unit.

    >>> str(Amount(value=Decimal("18.75"), unit="mg", ucum="mg"))
    '18.75 mg'
    """

    value: Decimal
    unit: str
    """As the unit is printed: `µg`, `mm Hg`, `years of age`."""
    ucum: str
    """Its code (https://ucum.org)."""

    def __str__(self) -> str:
        """Write the number as printed, a space and the unit."""
        return f"{self.value:f} {self.unit}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Interval:
    """A confidence or credible interval."""

    low: Decimal
    high: Decimal
    level: Decimal | None
    """In percent; None where the text does not state it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Proportion:
    """So many of so many: 8/145, one in five.

    >>> str(Proportion(n=1, of=5))
    '1/5'
    """

    n: int
    of: int

    def __str__(self) -> str:
        """Write it as a fraction."""
        return f"{self.n}/{self.of}"


_REGISTRY = re.compile(
    r"nct ?[0-9]{8}|isrctn ?[0-9]{8}|actrn ?[0-9]{14}|chictr(?:-[a-z]{2,5}-)?[0-9]{8,10}|jrcts?[0-9]{9,10}"
    r"|umin ?[0-9]{9}|drks ?[0-9]{8}|pactr ?[0-9]{15}|tctr ?[0-9]{11}|kct ?[0-9]{7}"
    r"|irct[0-9]{11,14}n[0-9]{1,3}"
    r"|ctri/[0-9]{4}/[0-9]{2}/[0-9]{6}|20[0-9]{2}-5[0-9]{5}-[0-9]{2}(?:-[0-9]{2})?|20[0-9]{2}-[0-9]{6}-[0-9]{2}"
)
"""The numbers of the WHO's primary registries and of EudraCT and CTIS, in folded text."""
_PREFIXES = {"chictr": "ChiCTR", "jrct": "jRCT", "jrcts": "jRCTs"}

_ADDRESS = re.compile(r"https?://\S+|www\.\S+|<su[bp]>[^<]{0,20}</su[bp]>")
"""Web addresses, and footnote marks and indices of HTML."""
_NO_NUMBER = re.compile(
    r"""[0-9+(](?:
    (?<=\+)[0-9]{1,3}(?:[ .-]\(?[0-9]{1,4}\)?){2,6}                        # telephone numbers: of the world,
    | (?<=\()[0-9]{3}\)[ ]?[0-9]{3}-[0-9]{4}                               # of America
    | (?<![0-9][0-9])(?<=[0-9])(?:
        (?<=1)-[0-9]{3}-[0-9a-z-]+
        | [0-9]{2}-[0-9]{4}(?![0-9-])
        | (?<=0)[0-9](?:[ .][0-9]{2}){4}(?![0-9])                           # and of France
        | [0-9]{0,3}(?:(?:-[0-9]{2,4}){2,}|(?:-[0-9]{1,4}){3,})(?![0-9])     # codes
        | (?<=1)0\.[0-9]{4,9}/\S+                                           # digital object identifiers
        | [0-9]{0,2}(?::[0-9]{1,3})+(?![0-9])                               # ratios and times of day
        | [0-9]?[ ]?h[ ]?[0-9]{2}(?![0-9a-z])
      ))""",
    re.VERBOSE,
)
"""What holds digits and is no number."""

_MONTHS = 12
_LEVEL = re.compile(r"([0-9]{2}(?:[.,][0-9]{1,2})?) ?%[ -]?$")


def find_forms(text: str, folded: str, locale: Locale) -> Iterator[Iterator[Found]]:
    """Find each form, the more specific forms first; the stretches of one form come in order."""
    yield _registry(folded)
    yield _intervals(folded, locale)
    yield _p_values(folded, locale)
    yield _dates(text, folded, locale)
    yield _dead(_ADDRESS, folded)
    yield _dead(_NO_NUMBER, folded)


def _registry(folded: str) -> Iterator[Found]:
    for found in _REGISTRY.finditer(folded):
        start, end = found.span()
        if (start and folded[start - 1].isalnum()) or folded[end : end + 1].isdigit():
            continue
        plain = found.group().replace(" ", "")
        letters = re.match("[a-z]*", plain)
        prefix = letters.group() if letters else ""
        yield start, end, "registry", _PREFIXES.get(prefix, prefix.upper()) + plain[len(prefix) :].upper()


def _dead(pattern: re.Pattern[str], folded: str) -> Iterator[Found]:
    return ((found.start(), found.end(), None, None) for found in pattern.finditer(folded))


def _decimal(run: str, locale: Locale) -> Decimal | None:
    """Read a number with an optional sign, and without the zero where it is left out."""
    sign = -1 if run.startswith("-") else 1
    run = run.lstrip("+-")
    value = parse_number("0" + run if run[0] in ".," else run, locale)
    if value is None and len(run) > 1 and run[0] in ".,":
        value = Decimal("0." + run[1:]) if run[1:].isdigit() else None
    return None if value is None else Decimal(value) * sign


def _intervals(folded: str, locale: Locale) -> Iterator[Found]:
    for found in locale.interval.finditer(folded):
        low, high = _decimal(found["low"], locale), _decimal(found["high"], locale)
        if low is None or high is None or low > high:
            continue
        start, level = found.start(), found["level"]
        before = _LEVEL.search(folded, max(0, start - 9), start)
        if before:
            start, level = before.start(), before.group(1)
        data = Interval(low=low, high=high, level=Decimal(level.replace(",", ".")) if level else None)
        yield start, found.end(), "interval", data


def _p_values(folded: str, locale: Locale) -> Iterator[Found]:
    for found in locale.p_value.finditer(folded):
        value = _decimal(found["number"], locale)
        if value is None or value > 1:
            continue
        bare = not (found["equal"] or found["less"] or found["greater"])
        if bare and (found["name"] == "p" or value == int(value)):
            continue
        op: Literal["<", ">", "="] = "<" if found["less"] else ">" if found["greater"] else "="
        yield found.start(), found.end(), "p_value", PValue(op=op, value=value)


def _dates(text: str, folded: str, locale: Locale) -> Iterator[Found]:
    for found in locale.date.finditer(folded):
        place = found.groupdict()
        iso = place["iso"]
        if iso:
            data = _iso(*map(int, iso.split("-")))
        elif place["year_last"]:
            data = _numeric(int(place["first"]), int(place["second"]), int(place["year_last"]), locale)
        else:
            name = next(key for key in ("month", "month__", "month_", "month_of") if place.get(key))
            if locale.months_capitalised and not text[found.start(name)].isupper():
                continue
            data = _worded(place, name, locale)
        if data is not None:
            yield found.start(), found.end(), "date" if data else None, data


def _worded(place: dict[str, str | None], name: str, locale: Locale) -> str | None:
    """Give the date, an empty text for a day without a year, or None for what is no date."""
    month = locale.months[str(place[name]).replace("-", " ")]
    if place.get("year_of"):
        return f"{place['year_of']}-{month:02}"
    day = int(re.sub("[^0-9]", "", str(place.get("day") or place.get("day_"))))
    year = place.get("year") or place.get("year_")
    return _iso(int(year or 2000), month, day) and ((year and _iso(int(year), month, day)) or "")


def _numeric(first: int, second: int, year: int, locale: Locale) -> str | None:
    if locale.day_first:
        return _iso(year, second, first)
    if first > _MONTHS:
        return _iso(year, second, first)
    return _iso(year, first, second) if second > _MONTHS or first == second else ""


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
