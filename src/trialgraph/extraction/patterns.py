r"""Patterns of rule files: regular expressions with names in braces.

`{count}` is a value or a name in the text, and captures it; `{people}` is any of the words of a list;
`{words:4}` is up to four words; `{near:4}` is up to four words without punctuation between them;
`{words:4!dose}` is up to four words none of which is a dose. A second value of the same type is given a
name: `{count>denominator}`. A space stands for any run of spaces. What could take more than linear time is
refused: `.*`, `.+` and repetitions inside repetitions.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from trialgraph.extraction.cues import Cues, required_cues
from trialgraph.folding import fold

_MACRO = re.compile(r"\{([a-z_]+)(?::(\d{1,2}))?(?:!([a-z_]+))?(?:>([a-z_]+))?\}")
_SPACE = re.compile(r"(\(\?<[!=][^()]*\))| (?![?*+{])")
_UNBOUNDED = re.compile(r"(?<!\\)(?:\.|\\[swSWdD]|\])[*+]")
_NESTED = re.compile(r"[*+]\)(?:[*+]|\{\d*,\})")


class PatternError(ValueError):
    """A pattern that cannot be used, with the reason."""


class Words:
    """A list of the lexicon: words, or codes with the words for each; a word may be a pattern (`trials?`)."""

    def __init__(self, words: Mapping[str, str]) -> None:
        """Take the words, each with the code that it stands for; a plain list gives None as codes."""
        ordered = sorted(words, key=lambda word: (-len(word), word))
        self.pattern = rf"\b(?:{'|'.join(_literal(word) for word in ordered)})\b"
        self._codes = [(re.compile(_literal(word)), words[word]) for word in ordered]

    def code(self, surface: str) -> str | None:
        """Give the code that a folded stretch of text stands for, None where it is no word of the list."""
        return next((code for word, code in self._codes if word.fullmatch(surface)), None)

    def first(self, text: str) -> str | None:
        """Give the code of the first word of the list in a folded text, None where there is none."""
        match = re.search(self.pattern, text)
        return self.code(match.group()) if match else None


@dataclass(frozen=True, slots=True)
class Compiled:
    """A pattern ready to use."""

    regex: re.Pattern[str]
    cues: Cues
    """Signs and beginnings of words without which it cannot match."""
    captures: Mapping[str, str]
    """What each captured name is: a mark, the name of a list, or `text`."""

    def may_match(self, cues: frozenset[str]) -> bool:
        """Tell whether a sentence with these signs and beginnings of words is worth searching."""
        return not any(wanted.isdisjoint(cues) for wanted in self.cues)


def compile_pattern(pattern: str, signs: Mapping[str, str], lexicon: Mapping[str, Words]) -> Compiled:
    r"""Compile a pattern over marked sentences.

    Raises:
        PatternError: a name in braces is unknown or captured twice, or the expression is not one.

    >>> compiled = compile_pattern("phase {count}", {"count": "\ue000"}, {})
    >>> compiled.regex.search("a phase  \ue000 trial").span()
    (2, 10)
    >>> compile_pattern("phase {number}", {"count": "\ue000"}, {})
    Traceback (most recent call last):
        ...
    trialgraph.extraction.patterns.PatternError: `{number}` is neither a value nor a list; known are count

    """
    bounded(pattern)
    captures: dict[str, str] = {}
    position, parts = 0, []
    for macro in _MACRO.finditer(pattern):
        parts.append(_literal(pattern[position : macro.start()]))
        parts.append(_expand(macro, signs, lexicon, captures))
        position = macro.end()
    parts.append(_literal(pattern[position:]))
    expression = "".join(parts)
    try:
        regex = re.compile(rf"(?:{expression})(?!\w)")
    except re.error as error:
        raise PatternError(f"not a regular expression: {error}") from error
    for name in regex.groupindex:
        captures.setdefault(name, "text")
    return Compiled(regex=regex, cues=required_cues(expression), captures=captures)


def bounded(pattern: str) -> str:
    """Give a pattern back if its repetitions have bounds.

    Raises:
        PatternError: the pattern repeats anything without a bound, or a repetition.

    """
    if _UNBOUNDED.search(pattern) or _NESTED.search(pattern):
        raise PatternError("an unbounded repetition can take very long: use {words:N}, {near:N} or {0,N}")
    return pattern


def _expand(
    macro: re.Match[str], signs: Mapping[str, str], lexicon: Mapping[str, Words], captures: dict[str, str]
) -> str:
    name, number, barred, alias = macro.groups()
    if name in {"words", "near"}:
        if barred is not None and barred not in signs:
            raise PatternError(f"`{barred}` is no value: only values can be kept out of words")
        word = f"[^ {'' if name == 'words' else ',;:()'}{signs.get(barred or '', '')}]"
        return f"(?:{word}{{1,60}} +){{0,{number or 1}}}?"
    if name not in signs and name not in lexicon:
        known = ", ".join(sorted({*signs, *lexicon}))
        raise PatternError(f"`{{{name}}}` is neither a value nor a list; known are {known}")
    if name in lexicon and alias is None:
        return lexicon[name].pattern
    capture = alias or name
    if capture in captures:
        if alias is None:
            return signs[name]
        raise PatternError(f"`{capture}` is captured twice: give the second a name, `{{{name}>other}}`")
    captures[capture] = name
    inner = signs[name] if name in signs else lexicon[name].pattern
    return f"(?P<{capture}>{inner})"


def _literal(text: str) -> str:
    """Fold what stands between the names, and let a space stand for any number of them."""
    folded = "".join(character if character == "\\" else fold(character) for character in text)
    # Classes such as \S keep their case; a group's name is written in lower case anyway.
    kept = "".join(
        c if i and text[i - 1] == "\\" else f for i, (c, f) in enumerate(zip(text, folded, strict=True))
    )
    # What is looked back at has a fixed length: a space there is one.
    return _SPACE.sub(lambda found: found[1] or " +", kept.replace("(?p<", "(?P<"))
