"""Texts of files, made harmless for a terminal and for what reads a report."""

import json
import re
from pathlib import PurePath
from typing import Any

_HARMFUL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls, line separators, what turns the direction of writing, and halves of characters.

The names of files can have halves of characters: Python reads a byte that is not UTF-8 as one (PEP 383).
"""
_HARMFUL_IN_JSON = re.compile(_HARMFUL.pattern.replace(r"\x00-\x1f", "", 1))
_LONGEST_EXCERPT = 1000
"""Characters: a hostile file can have many problems with the same long quote."""


def visible(text: str) -> str:
    r"""Write control characters out: a file that is told about must not steer the terminal.

    >>> print(visible("a\x1b[2J\u202e"))
    a\x1b[2J\u202e
    """

    def escape(found: re.Match[str]) -> str:
        number = ord(found.group())
        return f"\\x{number:02x}" if number < _FIRST_OF_FOUR_DIGITS else f"\\u{number:04x}"

    return _HARMFUL.sub(escape, text)


_FIRST_OF_FOUR_DIGITS = 0x100


def to_json(document: Any) -> str:
    r"""Write JSON that people can read: what harms a terminal is escaped, half a character is replaced.

    >>> print(to_json(["é", "\x9b", "\udcff"]), end="")
    [
     "é",
     "\u009b",
     "\ufffd"
    ]
    """

    def escape(found: re.Match[str]) -> str:
        number = ord(found.group())
        return f"\\u{_REPLACEMENT if number in _HALVES else number:04x}"

    return _HARMFUL_IN_JSON.sub(escape, json.dumps(document, ensure_ascii=False, indent=1)) + "\n"


_HALVES = range(0xD800, 0xE000)
_REPLACEMENT = 0xFFFD


def repository_path(file: str) -> str:
    """Write the name of a file as servers compare it with those of a change: with slashes, without `./`.

    >>> repository_path("./data/facts.yaml")
    'data/facts.yaml'
    """
    return PurePath(file).as_posix()


def excerpt(words: str) -> str:
    """Cut words that are too long for a report.

    >>> excerpt("80 participants"), len(excerpt("9" * 100_000))
    ('80 participants', 1000)
    """
    return words if len(words) <= _LONGEST_EXCERPT else f"{words[: _LONGEST_EXCERPT - 1]}…"
