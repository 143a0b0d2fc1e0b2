"""Numbers in a text, in figures and in words, before one asks what they count."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from trialgraph.extraction.locales import Locale

LONGEST = 15
"""Digits: a longer run is an identifier, not a number."""

_RUN = re.compile(r"[0-9]+(?:[.,·][0-9]+)*")
_SPACED = re.compile(r"(?:[ \u00a0\u202f\u2009][0-9]{3}(?![0-9]))+")
_SIGNS = {"-": -1, "\u2212": -1, "\u2013": -1, "\u2010": -1, "\u2011": -1, "+": 1}
_HYPHENS_AND_STOP = ("-", "\u2010", "\u2011", ".")
_MARKS = (".", ",", "·", "'", "’", ":")
_WINDOW = 21
"""How far back a word or a number before a hyphen is sought."""
_BEFORE_SIGN = " \u00a0\u202f\u2009\n\t([=:;,/~≈<>≤≥*|"
_AFTER_NO_NUMBER = re.compile(r":[0-9]|@|[-\u2010\u2011][A-Z](?![a-z])")
"""What follows a time, an address or the first figures of a code."""
_NO_DIGIT = re.compile(r"[^0-9]")
_POINTS = (".", "·")
_WORD_BEFORE = re.compile(r"[a-z]+$")
_DIGITS_BEFORE = re.compile(r"[0-9]+$")
_LONGEST_RUN = 24
"""Characters of a number in figures, and words of one in words."""
_LONGEST_JOINER = 8
_TEN, _HUNDRED = 10, 100
_GROUP = 3
"""Digits between two marks of groups."""
_LARGEST = 10**LONGEST


class Token(NamedTuple):
    """A number as it stands in the text."""

    start: int
    end: int
    value: int | Decimal
    kind: str
    """`figure`, `word`, or `article` where it is an article that stands for one."""
    glued: bool = False
    """Whether a letter stands right before or after: it is a number only if a unit follows."""


def find_tokens(text: str, folded: str, locale: Locale) -> list[Token]:
    """Give the numbers of a text in order."""
    tokens = [*_figures(text, folded, locale), *_worded(folded, locale)]
    tokens += (Token(found.start(), found.end(), 1, "article") for found in locale.article.finditer(folded))
    tokens.sort()
    return _apart(tokens)


def _apart(tokens: list[Token]) -> list[Token]:
    kept: list[Token] = []
    for token in tokens:
        if not kept or token.start >= kept[-1].end:
            kept.append(token)
    return kept


def parse_number(run: str, locale: Locale) -> int | Decimal | None:
    """Read figures with their marks; None where they are no number.

    The last mark is that of decimals if it may be and stands once; all others are marks of groups, of one
    kind, and every group but the first has three digits. So French `1.235` is a decimal, `1.235.000` is not.
    """
    marks = [character for character in run if not character.isdigit()]
    whole, fraction = _NO_DIGIT.split(run), ""
    if marks and marks[-1] in locale.decimal and marks.count(marks[-1]) == 1:
        fraction = whole.pop()
        marks.pop()
    grouped = len(set(marks)) <= 1 and locale.group.issuperset(marks)
    first, *others = whole
    if marks and not (grouped and len(first) <= _GROUP and all(len(group) == _GROUP for group in others)):
        return None
    digits = "".join(whole)
    if len(digits) + len(fraction) > LONGEST:
        return None
    return Decimal(f"{digits}.{fraction}") if fraction else int(digits)


def _figures(text: str, folded: str, locale: Locale) -> Iterator[Token]:
    for found in _RUN.finditer(text):
        start, end = found.span()
        glued = text[max(0, start - 2) : start].isalpha() and text[start - 2 : start].islower()
        if end - start > _LONGEST_RUN or not (glued or _may_begin(text, folded, start, locale)):
            continue
        end = _spaced(text, start, end, locale)
        run = text[start:end]
        value = None if run[0] == "0" and run.isdigit() and run != "0" else parse_number(run, locale)
        if value is None or _AFTER_NO_NUMBER.match(text, end):
            continue
        before, further = text[start - 1 : start], text[start - 2 : start - 1] if start > 1 else ""
        if before in _POINTS and isinstance(value, int) and not further.isalnum():
            start, value = start - 1, Decimal(f"0.{run}")
        elif before in _SIGNS and (not further or further in _BEFORE_SIGN):
            start, value = start - 1, Decimal(_SIGNS[before] * value)
        after = text[end : end + 1]
        glued = glued or after.isalpha() or after == "_"
        yield _scaled(folded, Token(start, end, value, "figure", glued), locale)


def _spaced(text: str, start: int, end: int, locale: Locale) -> int:
    """Find the end of figures in groups of three with spaces between them."""
    if end - start > _GROUP or text[start] == "0" or not text[start:end].isdigit():
        return end
    groups = _SPACED.match(text, end)
    if groups is None or groups.end() - start > _LONGEST_RUN:
        return end
    return groups.end() if locale.group.issuperset(_NO_DIGIT.findall(groups.group())) else end


def _may_begin(text: str, folded: str, start: int, locale: Locale) -> bool:
    """Tell whether a run of digits is a number, and not a part of a code, a price or a footnote mark."""
    before, further = (
        text[start - 1 : start] if start else "",
        text[start - 2 : start - 1] if start > 1 else "",
    )
    if before.isalnum() or (before and before in "_#$€£¥@)]”»"):
        possible = False
    elif before in _HYPHENS_AND_STOP and further.isalpha():
        possible = _may_follow(text, folded, start, locale)
    elif before in _HYPHENS_AND_STOP[:-1] and further.isdigit():
        first = _DIGITS_BEFORE.search(text, max(0, start - _WINDOW), start - 1)
        possible = first is None or not text[max(0, first.start() - 1) : first.start()].isalpha()
    elif before in _MARKS:
        possible = not further.isalnum() and (not further or further not in ')]”»%"')
    else:
        possible = before != "/" or not (further.isalpha() and text[start - 3 : start - 2].isupper())
    return possible


def _may_follow(text: str, folded: str, start: int, locale: Locale) -> bool:
    """Tell whether a number may stand after a word and a hyphen or a full stop: phase-3, mg-1 mg, vs.4."""
    word = _WORD_BEFORE.search(folded, max(0, start - _WINDOW), start - 1)
    if word is None:
        return False
    name = word.group()
    unit = name in locale.unit_words or text[word.start() : word.end()] in locale.symbols
    return name in locale.after_sign or (unit and text[start - 1] != ".")


def _scaled(folded: str, token: Token, locale: Locale) -> Token:
    """Multiply figures by the scale that follows: 2.5 million."""
    if token.glued or folded[token.end : token.end + 1] not in (" ", "-"):
        return token
    found = locale.number_word.match(folded, token.end + 1)
    scale = locale.scales.get(found.group().replace("-", " "), 0) if found else 0
    if found is None or scale <= _HUNDRED or abs(token.value) >= _LARGEST // scale:
        return token
    value = token.value * scale
    whole = int(value) if value == int(value) and value >= 0 else value
    return token._replace(end=found.end(), value=whole)


def _number_words(folded: str, locale: Locale) -> Iterator[re.Match[str]]:
    """Find number words; those of a long run without another word are left out."""
    run: list[re.Match[str]] = []
    for found in locale.number_word.finditer(folded):
        if run and found.start() - run[-1].end() > 1:
            if len(run) <= _LONGEST_RUN:
                yield from run
            run = []
        run.append(found)
    if len(run) <= _LONGEST_RUN:
        yield from run


def _worded(folded: str, locale: Locale) -> Iterator[Token]:
    """Put number words together."""
    total: _Sum | None = None
    for found in _number_words(folded, locale):
        start, end = found.span()
        word = found.group().replace("-", " ")
        if total is not None:
            if total.take(
                word, folded[total.end : start] if start - total.end <= _LONGEST_JOINER else "", end
            ):
                continue
            yield total.token()
        total = _begun(word, start, end, folded, locale)
    if total is not None:
        yield total.token()


def _begun(word: str, start: int, end: int, folded: str, locale: Locale) -> "_Sum | None":
    """Begin a number; None where the word begins none."""
    before, further = folded[start - 1 : start], folded[max(0, start - 2) : start - 1]
    if before and before in "-_.@/" and further.isalnum():
        return None
    if word in locale.words:
        return _Sum(locale, start, end, locale.words[word])
    if word not in locale.bare_scales:
        return None
    total = _Sum(locale, start, end, (1, 0))
    total.multiply(locale.scales[word])
    return total


class _Sum:
    """A number that grows word by word."""

    def __init__(self, locale: Locale, start: int, end: int, word: tuple[int, int]) -> None:
        """Begin with a word: its value, and what a word that follows must stay below to be added."""
        self.locale, self.start, self.end = locale, start, end
        self.total = 0
        """Of the thousands, millions and so on that are complete."""
        self.current, self.bound = word
        self.last = self.current
        self.scale = _LARGEST

    def take(self, word: str, gap: str, end: int) -> bool:
        """Add or multiply by a word; False where the word begins another number."""
        if gap[:1] not in ("-", " ") or "  " in gap:
            return False
        joiner = gap.strip(" -")
        scale = self.locale.scales.get(word)
        value, bound = self.locale.words.get(word, (0, 0))
        if joiner and not self._may_join(joiner, value):
            return False
        if scale is None:
            if not 0 < value < self.bound:
                return False
            self.current, self.bound, self.last = self.current + value, bound, value
        elif joiner or not self._may_multiply(scale, word):
            return False
        else:
            self.multiply(scale)
        self.end = end
        return True

    def _may_join(self, joiner: str, value: int) -> bool:
        rule = self.locale.joiners.get(joiner)
        return (
            rule is not None
            and (not rule.after or self.last in rule.after)
            and (not rule.before or value in rule.before)
        )

    def _may_multiply(self, scale: int, word: str) -> bool:
        if scale == _HUNDRED:
            return 0 < self.current < _TEN or (not self.current and word in self.locale.bare_scales)
        return scale < self.scale and (
            self.current > 0 or (not self.total and word in self.locale.bare_scales)
        )

    def multiply(self, scale: int) -> None:
        """Multiply what was counted since the last scale."""
        if scale == _HUNDRED:
            self.current, self.bound = max(self.current, 1) * scale, scale
        else:
            self.total += self.current * scale
            self.current, self.scale, self.bound = 0, scale, scale
        self.last = scale

    def token(self) -> Token:
        """Give the number as far as it was read."""
        return Token(self.start, self.end, self.total + self.current, "word")
