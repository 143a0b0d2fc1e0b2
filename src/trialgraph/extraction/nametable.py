"""What a language knows of names: the words that make one an organisation's, and those that end one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trialgraph.folding import fold

_UPPER = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0141\u0150\u0152\u0158\u015a\u015e\u0160\u0170\u0179\u017b\u017d"
_WORD = (
    rf"(?:[{_UPPER}]\.(?:[ -]?[{_UPPER}]\.){{0,2}}(?=[ \u00a0][{_UPPER}])"
    rf"|(?:St|Ste|Mt)\.(?=[ \u00a0][{_UPPER}])"
    rf"|[a-z]{{0,4}}[{_UPPER}](?:[\w\u00ae\u2122]|[-'\u2019](?=\w)){{0,40}})"
)
_NAMES = (
    "organisation_heads",
    "organisation_fields",
    "positions",
    "titles",
    "legal_forms",
    "connectors",
    "conjunctions",
    "particles",
    "not_first",
    "elisions",
    "drug_stems",
    "drug_names",
    "not_drugs",
    "not_codes",
)


@dataclass(frozen=True, slots=True)
class NameTable:
    """What a language knows of names, compiled."""

    sequence: re.Pattern[str]
    """Capitalised words, with connectors between them."""
    inner: re.Pattern[str]
    """The connectors that hold an organisation's name together, but not a person's."""
    connector: re.Pattern[str]
    """One connector."""
    conjunctions: frozenset[str]
    """The connectors that may join two organisations."""
    heads: re.Pattern[str]
    """Folded words that make a name an organisation's."""
    fields: frozenset[str]
    """Folded words that say what an organisation does, and do not tell it from others."""
    listed: re.Pattern[str]
    """The rest of a folded name that lists fields: ", lung, and blood institute"."""
    positions: re.Pattern[str]
    """Folded words for what a person is somewhere, with what leads to the place: "director of the"."""
    title: re.Pattern[str]
    """The end of what stands before a person's name: "prof. "."""
    legal_form: re.Pattern[str]
    """A folded word that ends a company's name and is none alone: ", inc"."""
    not_first: frozenset[str]
    """Folded words that begin a sentence more often than a name."""
    elision: re.Pattern[str]
    drug_stems: tuple[str, ...]
    """Folded endings of drug names."""
    drug_names: frozenset[str]
    not_codes: re.Pattern[str]
    """Folded beginnings of what looks like a code and is no drug's."""
    not_drugs: frozenset[str]

    @staticmethod
    def load(table: Mapping[str, Sequence[str]]) -> "NameTable":
        """Compile the `names` block of a language.

        Raises:
            ValueError: a key is not known.

        """
        if unknown := sorted(set(table) - set(_NAMES)):
            raise ValueError(f"`names` has an unknown key `{unknown[0]}`; known are {', '.join(_NAMES)}")
        particles, connectors = _any(table, "particles"), _any(table, "connectors")
        small = rf"(?:(?:{particles}|{connectors}) ){{0,2}}(?:d['\u2019]|l['\u2019])?"
        heads, fields = _any(table, "organisation_heads"), _any(table, "organisation_fields")
        conjunctions = _any(table, "conjunctions")
        joined = rf"{_WORD}(?:(?: |\u00a0| & |/){small}{_WORD}){{0,9}}"
        return NameTable(
            sequence=re.compile(rf"(?<![\w@./]){joined}"),
            inner=re.compile(rf" (?:(?:{connectors}) )+|/| & "),
            connector=re.compile(connectors),
            conjunctions=frozenset(map(fold, table.get("conjunctions", ()))),
            heads=re.compile(rf"(?<!\w)(?:{heads})(?!\w)"),
            fields=frozenset(map(fold, table.get("organisation_fields", ()))),
            listed=re.compile(
                rf"(?:, (?:{fields})){{1,4}},? (?:{conjunctions}) (?:(?:{fields}) ){{1,3}}(?:{heads})(?!\w)"
            ),
            positions=re.compile(
                rf"(?<!\w)(?:{_any(table, 'positions')})(?: (?!(?:{conjunctions}) )(?:{connectors}))+ "
            ),
            title=re.compile(rf"(?<!\w)(?:{_any(table, 'titles')})\.? $"),
            legal_form=re.compile(_any(table, "legal_forms")),
            not_first=frozenset(map(fold, table.get("not_first", ()))),
            elision=re.compile(rf"(?:{_any(table, 'elisions')})['\u2019]", re.IGNORECASE),
            drug_stems=tuple(map(fold, table.get("drug_stems", ()))),
            drug_names=frozenset(map(fold, table.get("drug_names", ()))),
            not_codes=re.compile(rf"(?:{_any(table, 'not_codes')})(?![a-z])|[a-z]+(?:19|20)\d\d$"),
            not_drugs=frozenset(map(fold, table.get("not_drugs", ()))),
        )


def _any(table: Mapping[str, Sequence[str]], key: str) -> str:
    words = sorted(map(fold, table.get(key, ())), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word) for word in words) or "(?!)"
