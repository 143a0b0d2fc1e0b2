"""JSON as a tree whose values know where they stand, read without recursion so that no depth harms."""

import json
import re
from typing import Any, NamedTuple

_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\]:,]|[^\s{}\[\]:,"]++', re.DOTALL)


class Member(NamedTuple):
    """A value of an object, and where its key starts."""

    offset: int
    value: "Value"


class Value(NamedTuple):
    """A value and where it starts, as an offset in the text."""

    offset: int
    data: "dict[str, Member] | list[Value] | str | float | bool | None"
    """Every number is a float, because Python refuses to read an integer of many digits."""


def read(text: str) -> Value:
    """Read JSON (https://www.rfc-editor.org/rfc/rfc8259), as far as it is JSON.

    That it is JSON to the end is for others to say. Of equal keys the last counts.

    >>> read('{"a": [1, "x"]}').data["a"].value.data[1]
    Value(offset=10, data='x')

    """
    reader = _Reader()
    try:
        for match in _TOKEN.finditer(text):
            reader.take(match.group(), match.start())
    except ValueError:
        pass
    return reader.top[0] if reader.top else Value(0, None)


class _Reader:
    """Builds the tree from tokens; `open` holds the containers not yet closed."""

    def __init__(self) -> None:
        self.top: list[Value] = []
        self.open: list[dict[str, Member] | list[Value]] = [self.top]
        self.key: list[tuple[str, int] | None] = [None]

    def take(self, word: str, offset: int) -> None:
        """Take the next token; a ValueError says that it is none of JSON, or not here."""
        if word in ":,":
            return
        if word in "]}":
            if len(self.open) == 1:
                raise ValueError(word)
            self.open.pop()
            self.key.pop()
            return
        inside, key = self.open[-1], self.key[-1]
        if isinstance(inside, dict) and key is None:
            self.key[-1] = (str(json.loads(word)), offset)
            return
        value = Value(offset, {} if word == "{" else [] if word == "[" else _scalar(word))
        if isinstance(inside, list):
            inside.append(value)
        elif key is not None:
            inside[key[0]] = Member(key[1], value)
            self.key[-1] = None
        if isinstance(value.data, dict | list):
            self.open.append(value.data)
            self.key.append(None)


def _scalar(word: str) -> str | float | bool | None:
    value: str | float | bool | None = json.loads(word) if word[0] in '"tfn' else float(word)
    return value


def plain(value: Value) -> Any:
    """Give a value without places, as deep as a list of contexts that have containers is.

    >>> plain(read('{"a": {"@id": "urn:a"}}'))
    {'a': {'@id': 'urn:a'}}

    """
    return _plain(value, 4)


def _plain(value: Value, levels: int) -> Any:
    if isinstance(value.data, dict | list) and not levels:
        return None
    if isinstance(value.data, dict):
        return {key: _plain(member.value, levels - 1) for key, member in value.data.items()}
    if isinstance(value.data, list):
        return [_plain(item, levels - 1) for item in value.data]
    return value.data
