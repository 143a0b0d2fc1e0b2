"""What a quote leaves out directly before and after it, and would mean something else without.

Only the characters around its two ends are looked at, so that the time does not depend on the text.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

import yaml

from trialgraph import context
from trialgraph.extraction.locales import Locale, load_locale
from trialgraph.extraction.rules import FOLDER, languages
from trialgraph.folding import fold

_AROUND = 40
"""Characters before and after an end of a quote that are looked at."""

_SPACE = "[ \u00a0\u202f\u2009]"
_POWER = "10\\^?[-−⁻]?[0-9⁰¹²³⁴-⁹]+"
_NUMBER = re.compile(
    rf"(?<!\d)\d{{1,3}}(?:{_SPACE}\d{{3}}(?!\d))+(?:[.,·]\d+)?"
    rf"|\d+(?:[.,]\d+)?\s?[×x]\s?{_POWER}|10[⁻⁺]?[⁰¹²³⁴-⁹]+"
    r"|(?:(?<![\w.])[.·])?\d+(?:[.,:·]\d+)*"
)
_SIGN = re.compile(
    r"[<>≤≥⩽⩾≦≧±≈~]=?\s{0,3}$"
    # Tight before its number; a dash after a digit, a word or a bracket is one between two numbers or names.
    r"|(?<![\w)%])[-−–+]$"
    # With a space, a hyphen or plus is a sign only where a number is expected; else it is a bullet or a dash.
    rf"|(?<![\w)%])−{_SPACE}$"
    rf"|(?:[(\[=]|\b(?:of|to|by|from|de|à|par)){_SPACE}?[-–+]{_SPACE}$"
)
_PHASE = re.compile(r"(?i)\bphases?[\s-]?(?:[1-4][ab]?|iv|i{1,3}[ab]?)$")
_NEXT_PHASE = re.compile(r"(?i)\s?[/–-]\s?(?:phase\s)?(?:[1-4][ab]?|iv|i{1,3}[ab]?)(?!\w)")
_TIMES = re.compile(r"\s?‰|-fold\b|\s?fois\b")
"""What makes a number a share or a multiple, and is no unit of the tables."""
_THOUSAND = 1000
_NAMED = re.compile(r"[A-Z]-$")
"""What makes a number part of a name, as in IL-6."""

_VERBAL = {
    "en": "not|cannot|never|(?:fail(?:s|ed|ing)?|unable) to",
    "fr": "pas|jamais|nullement",
}
"""Words that turn a verb or an adjective after them into its contrary, by language."""

_NOMINAL = {"en": "no|nor|neither|without", "fr": r"aucune?|ni|sans|pas\s+d(?:e|['’])"}
"""Words that say that there is none of the thing after them, by language."""

_BETWEEN = {
    "en": r"\w{1,20}ly|been|be|being|yet|have|has|found|shown|to|or|and",
    "fr": r"\w{1,20}ment|été|encore|permis(?:\s+d(?:e|['’]))?|plus|ou|et",
}
"""Words that may stand between a negation and what it negates, by language."""

_AROUND_VERB = {
    "fr": (
        r"(?:ne\s+|n['’])(?:(?:se|me|le|la|les|lui|leur|y|en)\s+|[sml]['’])?",
        r"\s+(?:\w{1,20}\s+)?(?:pas|jamais|aucune?|nullement|guère)",
    )
}
"""What stands before and after a verb that is negated, by language: the quote has the verb alone."""

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
    cut = _number(text, start) or _number(text, end) or _larger(words[-_AROUND:], after)
    if cut:
        yield "number", cut
        return
    unit = _unit(words[-_AROUND:], after)
    word = _word(before, words) or ("" if unit else _word(words, after))
    if word:
        yield "word", word
        return
    sign = _SIGN.search(before)
    if sign and (_NUMBER.match(words) or words[:1] == "="):
        number = _NUMBER.match(words)
        yield "sign", sign.group() + (number.group() if number else words[:_AROUND])
    if unit:
        yield "unit", unit
    negation = _negation(before, words, is_statement=is_statement)
    if negation:
        yield "negation", negation + words[:_AROUND]
    elif around := _negated_verb(before, words, after):
        yield "negation", around


def is_symbol(word: str) -> bool:
    """Say whether a word is the symbol of a unit, in which case matters.

    >>> is_symbol("mg"), is_symbol("mM"), is_symbol("weeks")
    (True, True, False)
    """
    return word in _symbols()


@cache
def _symbols() -> frozenset[str]:
    molar = {"M", "mM", "µM", "μM", "nM", "pM"}
    return frozenset(context.units()).union(molar, *(locale.symbols for locale in locales().values()))


@cache
def locales() -> Mapping[str, Locale]:
    """Give the tables of all languages by their tags, for a text in one may quote another.

    Only the tables are read: to read the rules of a language takes ten times as long.

    >>> sorted(locales())
    ['en', 'fr']
    """
    return MappingProxyType(
        {
            language: load_locale(
                yaml.safe_load((FOLDER / language / "values.yaml").read_text(encoding="utf-8"))
            )
            for language in languages()
        }
    )


def _number(text: str, edge: int) -> str:
    """Give the number that goes on over an end of a quote."""
    first = max(0, edge - _AROUND)
    for number in _NUMBER.finditer(text, first, edge + _AROUND):
        if number.start() < edge < number.end():
            return number.group()
    return ""


def _larger(words: str, after: str) -> str:
    """Give the number or phase at the end of a quote with what follows and makes it another: 1.2 million."""
    if (phase := _PHASE.search(words)) and (other := _NEXT_PHASE.match(after)):
        return phase.group() + other.group()
    number = list(_NUMBER.finditer(words))[-1:]
    if number and number[0].end() == len(words) and re.match(r"[ \u00a0\u202f-]", after):
        for locale in locales().values():
            scale = locale.number_word.match(fold(after), 1)
            if scale and locale.scales.get(scale.group(), 0) >= _THOUSAND:
                return number[0].group() + after[: scale.end()]
    return ""


def _word(left: str, right: str) -> str:
    """Give the word or name that goes on from the end of one text to the next."""
    starts, ends = (
        re.search(r"[^\W\d_]+$", left[-_AROUND:]),
        re.match(r"[^\W\d_]+|\d+", right[:_AROUND]),
    )
    if starts and ends and ends.group().isalpha():
        return starts.group() + ends.group()
    # A letter or two make a number part of a name, as in phase 2b; a longer word is printed too close to it.
    if left[-1:].isdigit() and (letters := re.match(r"[A-Za-z]{1,2}(?!\w)", right)):
        return left[-_AROUND:].rsplit(maxsplit=1)[-1] + letters.group()
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
    for locale in locales().values():
        unit = locale.symbol.match(rest) or locale.unit_word.match(fold(rest)) or _TIMES.match(rest)
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


def _negated_verb(before: str, words: str, after: str) -> str:
    """Give a verb with the two parts of the negation around it, where the quote has neither of them."""
    if not words[:1].isalpha() or len(words) > _AROUND:
        return ""
    for first, second in _AROUND_VERB.values():
        ne, pas = re.search(rf"(?i)(?<!\w){first}$", before), re.match(rf"(?i){second}(?!\w)", after)
        if ne and pas:
            return ne.group() + words + pas.group()
    return ""
