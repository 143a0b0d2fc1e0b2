"""Terms: conditions, interventions and targets, found by their names, their heads and their endings.

A term is a name from a list ("heart failure"), or a head ("disease", "-itis") with the words that may stand
before and after it ("chronic kidney disease", "maladie rénale chronique"). A language brings the words; the
way of putting them together is the same for all. Terms are marked in a layer of their own, which only the
rules that ask for terms read: no other rule has to know of them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from trialgraph.extraction.values import Value
from trialgraph.folding import fold

KEYS = (
    "names",
    "heads",
    "endings",
    "not_alone",
    "not_terms",
    "before",
    "before_endings",
    "not_before",
    "not_first",
    "after",
    "after_endings",
    "not_after",
    "joining",
    "joints",
    "joined",
    "not_joined",
)
"""What the table of a type of term may say."""

_TOKEN = re.compile(r"[^\W_]+")
_BETWEEN = frozenset({" ", "-", "'", "/", "  ", "' "})
_MOST_BEFORE = 5
_MOST_AFTER = 4
_SHORTEST_STEM = 2
_SHORTEST_PLURAL = 4
"""Letters: "cas" and "pus" are none."""

Words = tuple[str, ...]
Lists = Mapping[str, tuple[Words, ...]]
"""Sequences of words by their first word, the longest first."""


class _Token(NamedTuple):
    start: int
    end: int
    word: str
    """Folded, without the s of a plural."""
    printed: str
    """In lower case, with its accents, without the s of a plural."""
    joined: bool
    """True where only a space, a hyphen or an apostrophe stands between this word and the one before."""


@dataclass(frozen=True, slots=True)
class TermTable:
    """What a language knows of one type of term."""

    mark: str
    names: Lists
    heads: frozenset[str]
    endings: Words
    """With their accents, which tell a disease (bronchite) from a quality (qualité)."""
    not_alone: frozenset[str]
    """Heads that are a term only with another word."""
    not_terms: frozenset[Words]
    before: frozenset[str]
    before_endings: Words
    not_before: frozenset[str]
    not_first: frozenset[str]
    """Words that stand inside a term, but do not begin or end one: "associated", "onset"."""
    after: frozenset[str]
    after_endings: Words
    not_after: frozenset[str]
    joining: frozenset[str]
    """Heads that take a noun behind a joint: "cancer of the lung"."""
    joints: Lists
    joined: frozenset[str]
    """Nouns that may stand behind a joint; where none is given, any may but those of `not_joined`."""
    not_joined: frozenset[str]

    @staticmethod
    def load(mark: str, table: Mapping[str, Sequence[str]]) -> "TermTable":
        """Compile the table of one type of term.

        Raises:
            ValueError: a key is not known.

        """
        if unknown := sorted(set(table) - set(KEYS)):
            raise ValueError(
                f"`terms: {mark}` has an unknown key `{unknown[0]}`; known are {', '.join(KEYS)}"
            )

        def words(key: str) -> frozenset[str]:
            return frozenset(word for text in table.get(key, ()) for word in _words(text))

        def endings(key: str) -> Words:
            return tuple(sorted({_singular(text.lower()) for text in table.get(key, ())}))

        return TermTable(
            mark=mark,
            names=_lists(table.get("names", ())),
            heads=words("heads"),
            endings=endings("endings"),
            not_alone=words("not_alone"),
            not_terms=frozenset(_words(text) for text in table.get("not_terms", ())),
            before=words("before"),
            before_endings=endings("before_endings"),
            not_before=words("not_before"),
            not_first=words("not_first"),
            after=words("after"),
            after_endings=endings("after_endings"),
            not_after=words("not_after"),
            joining=words("joining"),
            joints=_lists(table.get("joints", ()), printed=True),
            joined=words("joined"),
            not_joined=words("not_joined"),
        )


def find_terms(text: str, folded: str, tables: Sequence[TermTable]) -> Iterator[Value]:
    """Find the terms of each type; those of one type do not overlap.

    >>> table = TermTable.load("condition", {"heads": ["disease"], "before": ["chronic", "kidney"]})
    >>> text = "Adults with chronic kidney disease took part."
    >>> [value.data for value in find_terms(text, text.lower(), [table])]
    ['chronic kidney disease']
    """
    tokens = list(_tokens(text, folded))
    for table in tables:
        yield from _Finder(table, tokens, text).find()


class _Finder:
    """One pass over the words of a text for one type of term."""

    def __init__(self, table: TermTable, tokens: list[_Token], text: str) -> None:
        self.table = table
        self.tokens = tokens
        self.text = text
        self.is_head: dict[str, bool] = {}
        for token in tokens:
            if token.printed not in self.is_head:
                self.is_head[token.printed] = token.word in table.heads or _ends(token.printed, table.endings)

    def find(self) -> Iterator[Value]:
        table = self.table
        free = index = 0
        while index < len(self.tokens):
            token = self.tokens[index]
            word = token.word
            named = self._listed(table.names, index) if word in table.names else 0
            if not named and not self.is_head[token.printed]:
                index += 1
                continue
            first = self._first(index, free)
            last = self._last(index, index + (named or 1))
            while last > index + (named or 1) and self.tokens[last - 1].word in table.not_first:
                last -= 1
            span = tuple(token.word for token in self.tokens[first:last])
            bare = not named and len(span) == 1 and word in table.not_alone
            if not bare and span not in table.not_terms:
                start, end = self.tokens[first].start, self.tokens[last - 1].end
                # Molecules are named in the singular: "GLP-1 receptors" is the receptor.
                data = (
                    self.text[start:end].removesuffix("s") if table.mark == "target" else self.text[start:end]
                )
                yield Value(mark=table.mark, start=start, end=end, data=data, quote=(start, end))
                free = index = last
            else:
                index += 1

    def _listed(self, lists: Lists, index: int) -> int:
        """Tell how many words from here on make a sequence of a list; 0 where none does."""
        for words in lists.get(self.tokens[index].word, ()):
            following = self.tokens[index + 1 : index + len(words)]
            if (
                all(token.joined for token in following)
                and tuple(token.word for token in following) == words[1:]
            ):
                return len(words)
        return 0

    def _joint(self, index: int) -> int:
        """Tell how many words from here on make a joint, as "of the"; accents count ("a" is none, "à" is)."""
        for words in self.table.joints.get(self.tokens[index].printed, ()):
            following = self.tokens[index : index + len(words)]
            if (
                all(token.joined for token in following)
                and tuple(token.printed for token in following) == words
            ):
                return len(words)
        return 0

    def _first(self, index: int, free: int) -> int:
        """Go back over the words that belong before a head."""
        first = index
        while first > max(free, index - _MOST_BEFORE) and self.tokens[first].joined:
            if not self._may(
                self.tokens[first - 1], self.table.before, self.table.before_endings, self.table.not_before
            ):
                break
            first -= 1
        while first < index and self._cannot_begin(self.tokens[first].word):
            first += 1
        return first

    def _cannot_begin(self, word: str) -> bool:
        return len(word) == 1 or word.isdigit() or word in self.table.not_first

    def _last(self, head: int, last: int) -> int:
        """Go on over the words that belong behind a head."""
        most = last + _MOST_AFTER
        joining = self.tokens[head].word in self.table.joining
        while last < min(most, len(self.tokens)) and self.tokens[last].joined:
            token = self.tokens[last]
            if self._may(token, self.table.after, self.table.after_endings, self.table.not_after):
                last += 1
                continue
            joint = self._joint(last) if joining else 0
            noun = last + joint
            if not joint or noun >= len(self.tokens) or not self.tokens[noun].joined:
                break
            word = self.tokens[noun].word
            if (self.table.joined and word not in self.table.joined) or word in self.table.not_joined:
                break
            last = noun + 1
            # "Wiskott-Aldrich", "Guillain-Barré": what a hyphen holds together stays together.
            while (
                last < len(self.tokens)
                and self.text[self.tokens[last].start - 1] == "-"
                and self.tokens[last].joined
            ):
                last += 1
        return last

    @staticmethod
    def _may(token: _Token, words: frozenset[str], endings: Words, never: frozenset[str]) -> bool:
        return token.word in words or (token.word not in never and _ends(token.printed, endings))


def _tokens(text: str, folded: str) -> Iterator[_Token]:
    lower = text.lower()
    if len(lower) != len(text):
        # A capital whose small letter is two characters would move all that follows.
        lower = "".join(letter.lower()[:1] for letter in text)
    singulars: dict[str, str] = {}
    end = 0
    for match in _TOKEN.finditer(folded):
        before, (start, end) = end, match.span()
        word, printed = match.group(), lower[start:end]
        for form in (word, printed):
            if form not in singulars:
                singulars[form] = _singular(form)
        yield _Token(start, end, singulars[word], singulars[printed], folded[before:start] in _BETWEEN)


def _singular(word: str) -> str:
    """Take the s of a plural off; what is no plural loses it alike in the tables and in the texts.

    Therapies and therapy, thérapies and thérapie become one.
    """
    if len(word) >= _SHORTEST_PLURAL and word.endswith("s") and word[-2] not in "sui":
        word = word[:-1]
    return f"{word[:-2]}y" if len(word) > _SHORTEST_PLURAL and word.endswith("ie") else word


def _ends(word: str, endings: Words) -> bool:
    return (
        bool(endings)
        and word.endswith(endings)
        and not any(len(word) < len(e) + _SHORTEST_STEM and word.endswith(e) for e in endings)
    )


def _words(text: str) -> Words:
    return tuple(_singular(match.group()) for match in _TOKEN.finditer(fold(text)))


def _lists(texts: Sequence[str], *, printed: bool = False) -> Lists:
    lists: dict[str, set[Words]] = {}
    # Folding makes one letter of a ligature; who writes two means the same.
    for text in [*texts, *(text.replace("\u0153", "oe") for text in texts if "\u0153" in text)]:
        words = tuple(_singular(word.lower()) for word in _TOKEN.findall(text)) if printed else _words(text)
        lists.setdefault(words[0], set()).add(words)
    return {
        first: tuple(sorted(found, key=lambda words: (-len(words), words))) for first, found in lists.items()
    }
