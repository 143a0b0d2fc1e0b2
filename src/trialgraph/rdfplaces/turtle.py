"""Where the triples of Turtle, TriG, N-Triples and N-Quads stand.

The parser has read the text already, so that here nothing is checked, no prefix is resolved and no
string unescaped: the tokens are walked once more, and a triple is noted where the parser gives one. The
n-th that is noted is the n-th that the parser gave.
"""

import re
from functools import cache

import pyoxigraph as ox

from trialgraph.rdfplaces.spots import FIRST, Spots

_NAME = r"[^\s\[\](){},;.<>\"'#@^\\]"
_TOKEN = re.compile(
    rf"""
    \s++ | \#[^\n\r]*+
  | (?P<mark>    [\[\](){{}},;] | \.(?!\d) )
  | (?P<number>  [+-]? (?: \d+(?:\.\d*)?[eE][+-]?\d+ | \.\d+(?:[eE][+-]?\d+)? | \d+\.\d+ | \d+ ) )
  | (?P<string>  \"\"\" (?: [^"\\]++ | \\. | "(?!"") )*+ \"\"\" | ''' (?: [^'\\]++ | \\. | '(?!'') )*+ '''
               | " (?: [^"\\]++ | \\. )*+ " | ' (?: [^'\\]++ | \\. )*+ ' )
  | (?P<at>      @[A-Za-z0-9-]+ )
  | (?P<typed>   \^\^ )
  | (?P<name>    <[^>]*+> | (?: {_NAME} | \\. | \.++(?={_NAME}|\\) )++ )
    """,
    re.VERBOSE | re.DOTALL,
)
_DIRECTIVES = {"prefix": 2, "base": 1, "version": 1}
"""How many tokens follow a directive that are no part of a triple."""

_SUBJECT, _VERB, _OBJECT, _AFTER = range(4)
"""What a bracket, or the text outside of all, waits for."""
_WAITS_AFTER = {";": _VERB, ",": _OBJECT}


def spots(text: str) -> Spots:
    """Find where the subject, verb and object of every triple start, in the order of the parser.

    The subject of a nested `[…]` and of a list stands at its bracket; the verb of the triples that a list
    is made of stands where the item does.

    >>> found = spots("<urn:a> a <urn:C> ; <urn:p> 1, 2 .")
    >>> list(found.verbs), list(found.objects)
    ([8, 20, 20], [10, 28, 31])

    """
    walk = _Walk()
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind is not None:
            walk.take(kind, match.group(kind), match.start(kind))
    return walk.spots


class _Frame:
    """A bracket not yet closed, or the text outside of all: whose properties are being told."""

    __slots__ = ("bracket", "start", "subject", "verb", "waits_for")

    def __init__(self, bracket: str, start: int, waits_for: int) -> None:
        self.bracket = bracket
        self.start = start
        self.subject = start
        """In a list, where the node of the item before stands: at the bracket, then at the items."""
        self.verb = -1
        """In a list, where the item before stands."""
        self.waits_for = waits_for


class _Walk:
    """Walks over tokens; `open` holds the brackets not yet closed around `frame`."""

    def __init__(self) -> None:
        self.spots = Spots()
        self.frame = _Frame("", -1, _SUBJECT)
        self.open: list[_Frame] = []
        self.skip = 0
        self.string = -1
        """Where a string stands that the parser has not given: a language or a type may follow."""
        self.began_list = False
        """Whether the last token opened a list that the parser has not given as an object."""

    def take(self, kind: str, token: str, start: int) -> None:
        """Take the next token."""
        if self.skip:
            self.skip -= 1
            return
        known = len(self.spots.objects)
        self._note_late()
        if kind == "mark":
            self._mark(token, start)
        elif kind in {"at", "typed"} and known < len(self.spots.objects):
            self.skip = int(kind == "typed")
        elif self.frame.waits_for == _SUBJECT and (directive := token.lower().lstrip("@")) in _DIRECTIVES:
            self.skip = _DIRECTIVES[directive]
        else:
            self._term(kind, start)
        new = len(self.spots.objects) - known
        if new > 1 and _gives_last_first():
            self.spots.reverse_last(new)

    def _note_late(self) -> None:
        """Note what the parser gives only when it meets the next token."""
        if self.string >= 0:
            self._note(self.string)
            self.string = -1
        if self.began_list:
            outer = self.open[-1]
            self.spots.add(outer.subject, outer.verb, self.frame.start)
            self.began_list = False

    def _note(self, start: int) -> None:
        self.spots.add(self.frame.subject, self.frame.verb, start)

    def _term(self, kind: str, start: int) -> None:
        """Take a term that has no brackets: it is what the frame waits for."""
        self._begin_item(start)
        if kind == "string":
            self.string = start
            self._go_on()
        else:
            self._end_term(start)

    def _begin_item(self, start: int) -> None:
        """Note that a list goes on, where the frame is one that has an item."""
        frame = self.frame
        if frame.bracket == "(":
            if frame.verb >= 0:
                self.spots.add(frame.subject, start, start)
                frame.subject = start
            frame.verb = start

    def _end_term(self, start: int) -> None:
        """Give a term its part in the triple."""
        frame = self.frame
        if frame.waits_for == _SUBJECT:
            frame.subject = start
        elif frame.waits_for == _VERB:
            frame.verb = start
        elif frame.waits_for == _OBJECT:
            self._note(start)
        self._go_on()

    def _go_on(self) -> None:
        """Wait for what comes next: in a list the next item, elsewhere verb, object, the end."""
        if self.frame.bracket != "(":
            self.frame.waits_for = min(self.frame.waits_for + 1, _AFTER)

    def _mark(self, mark: str, start: int) -> None:
        if mark == "[":
            self._begin_item(start)
            self._open(_Frame("[", start, _VERB))
        elif mark == "(":
            self._begin_item(start)
            self.began_list = self.frame.waits_for == _OBJECT
            self._open(_Frame("(", start, _OBJECT))
        elif mark == "]":
            closed = self._close()
            self._end_term(closed.start)
        elif mark == ")":
            closed = self._close()
            if closed.verb >= 0:
                self.spots.add(closed.subject, start, start)
            # As an object the list was noted when it began.
            if self.frame.waits_for == _SUBJECT:
                self.frame.subject = closed.start
            self._go_on()
        else:
            self.frame.waits_for = _WAITS_AFTER.get(mark, _SUBJECT)

    def _open(self, frame: _Frame) -> None:
        self.open.append(self.frame)
        self.frame = frame

    def _close(self) -> _Frame:
        closed = self.frame
        self.frame = self.open.pop()
        return closed


@cache
def _gives_last_first() -> bool:
    """Say whether the parser, where one token completes several triples, gives the last first.

    pyoxigraph 0.5 does: the item of a list before the list.
    """
    first = next(iter(ox.parse("<a:a> <a:a> (<a:a>) .", format=ox.RdfFormat.TURTLE)))
    return str(first.predicate) == f"<{FIRST}>"
