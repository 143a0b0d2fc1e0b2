"""What a quote leaves out directly before and after it, and would mean something else without.

Only the characters around its two ends are looked at, so that the time does not depend on the text.
"""

import re
from collections.abc import Iterator
from functools import cache

from trialgraph import context
from trialgraph.extraction.folding import fold
from trialgraph.extraction.locales import Locale
from trialgraph.extraction.rules import languages, load_rules

_AROUND = 40
"""Characters before and after an end of a quote that are looked at."""

_SPACE = "[ \u00a0\u202f\u2009]"
_NUMBER = re.compile(rf"(?<!\d)\d{{1,3}}(?:{_SPACE}\d{{3}}(?!\d))+(?:[.,]\d+)?|\d+(?:[.,:]\d+)*")
_SIGN = re.compile(
    rf"[<>≤≥⩽⩾≦≧±≈~]=?{_SPACE}?$"
    # Tight before its number; a dash after a digit, a word or a bracket is one between two numbers or names.
    r"|(?<![\w)%])[-−–+]$"
    # With a space, a hyphen or plus is a sign only where a number is expected; else it is a bullet or a dash.
    rf"|(?<![\w)%])−{_SPACE}$"
    rf"|(?:[(\[=]|\b(?:of|to|by|from|de|à|par)){_SPACE}?[-–+]{_SPACE}$"
)
_NAMED = re.compile(r"[A-Z]-$")
"""What makes a number part of a name, as in IL-6."""

_VERBAL = {"en": r"not|cannot|never", "fr": r"pas|jamais|nullement"}
"""Words that turn a verb or an adjective after them into its contrary, by language."""

_NOMINAL = {"en": "no|nor|neither|without", "fr": "aucune?|ni|sans"}
"""Words that say that there is none of the thing after them, by language."""

_BETWEEN = {
    "en": r"\w{1,20}ly|been|be|being|yet|have|has|found|shown|to|or|and",
    "fr": r"\w{1,20}ment|été|encore|permis|de|d['’]|plus|ou|et",
}
"""Words that may stand between a negation and what it negates, by language."""

_NO_NEGATION = re.compile(r"(?i)(?:only|just|merely|least|seulement|uniquement|moins)\b")
"""Words that take the negation before them back: not only, pas moins de."""


def find(text: str, start: int, end: int, *, is_statement: bool) -> Iterator[tuple[str, str]]:
    """Give what the stretch of a text cuts: a number, word, sign, unit or negation; and what the text prints.

    Args:
        text: what is quoted from.
        start: where the quote begins, in code points.
        end: where it ends.
        is_statement: whether the quote says what was found, so that “no” before a thing matters.

    >>> list(find("a change of −3.2 points", 13, 16, is_statement=True))
    [('sign', '−3.2'), ('unit', '3.2 points')]
    >>> list(find("did not reduce relapses", 8, 23, is_statement=True))
    [('negation', 'not reduce relapses')]

    """
    before = text[max(0, start - _AROUND) : start]
    after = text[end : end + _AROUND]
    words = text[start:end]
    cut = _number(text, start) or _number(text, end)
    if cut:
        yield "number", cut
        return
    unit = _unit(words[-_AROUND:], after)
    word = _word(before, words) or ("" if unit else _word(words, after))
    if word:
        yield "word", word
        return
    sign = _SIGN.search(before)
    if sign and (words[:1].isdigit() or words[:1] == "="):
        number = _NUMBER.match(words)
        yield "sign", sign.group() + (number.group() if number else words[:_AROUND])
    if unit:
        yield "unit", unit
    negation = _negation(before, words, is_statement=is_statement)
    if negation:
        yield "negation", negation + words[:_AROUND]


def is_symbol(word: str) -> bool:
    """Say whether a word is the symbol of a unit, in which case matters.

    >>> is_symbol("mg"), is_symbol("mM"), is_symbol("weeks")
    (True, True, False)
    """
    return word in _symbols()


@cache
def _symbols() -> frozenset[str]:
    molar = {"M", "mM", "µM", "μM", "nM", "pM"}
    return frozenset(context.units()).union(molar, *(locale.symbols for locale in _locales()))


@cache
def _locales() -> tuple[Locale, ...]:
    return tuple(load_rules(language).locale for language in languages())


def _number(text: str, edge: int) -> str:
    """Give the number that goes on over an end of a quote."""
    first = max(0, edge - _AROUND)
    for number in _NUMBER.finditer(text, first, edge + _AROUND):
        if number.start() < edge < number.end():
            return number.group()
    return ""


def _word(left: str, right: str) -> str:
    """Give the word or name that goes on from the end of one text to the next."""
    starts, ends = (
        re.search(r"[^\W\d_]+$", left[-_AROUND:]),
        re.match(r"[^\W\d_]+|\d+", right[:_AROUND]),
    )
    if starts and ends and ends.group().isalpha():
        return starts.group() + ends.group()
    if ends and ends.group().isdigit() and _NAMED.search(left[-2:]):
        return left[-2:] + ends.group()
    return ""


def _unit(words: str, after: str) -> str:
    """Give the last number of a quote with the unit that follows it, if that ends behind the quote."""
    numbers = list(_NUMBER.finditer(words))
    if not numbers:
        return ""
    number = numbers[-1]
    rest = words[number.end() :] + after
    for locale in _locales():
        unit = locale.symbol.match(rest) or locale.unit_word.match(fold(rest)) or re.match(r"\s?‰", rest)
        if unit and number.end() + unit.end() > len(words):
            return number.group() + rest[: unit.end()]
    return ""


def _negation(before: str, words: str, *, is_statement: bool) -> str:
    """Give the negation that stands before a quote, with what stands between them."""
    if not words[:1].isalpha() or _NO_NEGATION.match(words):
        return ""
    if prefix := re.search(r"(?i)(?<!\w)non[-\u2010\u2011 \u00a0]$", before):
        return prefix.group()
    for language, verbal in _VERBAL.items():
        kinds = f"{verbal}|{_NOMINAL[language]}" if is_statement else verbal
        pattern = (
            rf"(?i)(?:(?<!\w)(?:{kinds})|n['’]t)(?:\s+(?:{_BETWEEN[language]})){{0,3}}(?:\s+|(?<=d['’]))$"
        )
        if found := re.search(pattern, before):
            return found.group()
    return ""
