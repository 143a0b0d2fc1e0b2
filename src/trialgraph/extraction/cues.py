"""Cues: the beginnings of words, and the signs of marks, without which a pattern cannot match.

A sentence that has none of them need not be searched, and most sentences have none of most patterns' cues.
The cues of a pattern are read from its own expression, so that no rule has to name any.
"""

import re
from collections.abc import Iterable

LENGTH = 3
"""Letters of a cue."""

_WORD = re.compile(r"[a-z]{3,40}")
_SIGN = re.compile("[\ue000-\uf8ff]")
_OPTIONAL = re.compile(r"[?*]|\{0?,")
_QUANTIFIER = re.compile(r"(?:[?*+]|\{[0-9]*,?[0-9]*\})\??")

Cues = tuple[frozenset[str], ...]
"""Sets of beginnings of words and of signs; a sentence that a pattern matches has one of each set."""


def cues_of(text: str) -> frozenset[str]:
    """Give the beginnings of the words of a folded text.

    >>> sorted(cues_of("the trial met"))
    ['met', 'the', 'tri']
    """
    return frozenset(word[:LENGTH] for word in _WORD.findall(text))


def required_cues(expression: str) -> Cues:
    """Find what words a match of a regular expression must have, by their beginnings.

    >>> [sorted(cues) for cues in required_cues("(?:trials?|study) (?:was )?stopped")]
    [['stu', 'tri'], ['sto']]
    """
    return _Scanner(expression).alternatives()


class _Scanner:
    """Reads an expression once, from left to right; what it does not know it takes to need nothing."""

    def __init__(self, expression: str) -> None:
        self.text = expression
        self.at = 0
        self.begins = True
        """Whether what comes next can only stand at the beginning of a word."""

    def alternatives(self) -> Cues:
        """Read up to the end of a group or of the whole: what all alternatives need."""
        begins = self.begins
        found = [self._sequence()]
        ends = self.begins
        while self._ahead("|"):
            self.at += 1
            self.begins = begins
            found.append(self._sequence())
            ends = ends and self.begins
        self.begins = ends
        if len(found) == 1:
            return tuple(found[0])
        if not all(found):
            return ()
        return (frozenset[str]().union(*(min(cues, key=len) for cues in found)),)

    def _sequence(self) -> list[frozenset[str]]:
        cues: list[frozenset[str]] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            cues += self._item()
        return cues

    def _item(self) -> Iterable[frozenset[str]]:
        character = self.text[self.at]
        if character == "(":
            return self._group()
        if character == "[":
            self.at = self._end_of_class()
            self._quantifier()
            self.begins = False
            return ()
        if character == "\\":
            escaped = self.text[self.at + 1]
            self.at += 2
            self.begins = not self._quantifier() and (escaped == "b" or not escaped.isalnum())
            return ()
        if character.isalpha() and character.isascii():
            return self._word()
        if _SIGN.match(character):
            self.at += 1
            self.begins = True
            return () if self._quantifier() else (frozenset({character}),)
        self.at += 1
        optional = self._quantifier()
        self.begins = not optional and character not in ".$^" and not character.isalnum()
        self.begins = self.begins or character == "^"
        return ()

    def _word(self) -> Iterable[frozenset[str]]:
        start = self.at
        while self.at < len(self.text) and "a" <= self.text[self.at] <= "z":
            self.at += 1
        end = self.at
        if _OPTIONAL.match(self.text, self.at):
            end -= 1
        self._quantifier()
        begins, self.begins = self.begins, False
        if begins and end - start >= LENGTH:
            return (frozenset({self.text[start : start + LENGTH]}),)
        return ()

    def _group(self) -> Iterable[frozenset[str]]:
        begins = self.begins
        looks = re.compile(r"\(\?<?[=!]").match(self.text, self.at)
        opened = re.compile(r"\((?:\?:|\?P<[a-z_]+>)?").match(self.text, self.at)
        self.at = looks.end() if looks else opened.end() if opened else self.at + 1
        cues = self.alternatives()
        self.at += 1
        if looks:
            self.begins = begins
            return ()
        optional = self._quantifier()
        self.begins = self.begins and (begins or not optional)
        return () if optional else cues

    def _quantifier(self) -> bool:
        """Pass over a quantifier, and tell whether what it counts may be absent."""
        optional = _OPTIONAL.match(self.text, self.at) is not None
        found = _QUANTIFIER.match(self.text, self.at)
        if found:
            self.at = found.end()
        return optional

    def _end_of_class(self) -> int:
        position = self.at + 1
        if self.text[position] == "^":
            position += 1
        if self.text[position] == "]":
            position += 1
        while self.text[position] != "]":
            position += 2 if self.text[position] == "\\" else 1
        return position + 1

    def _ahead(self, character: str) -> bool:
        return self.text[self.at : self.at + 1] == character
