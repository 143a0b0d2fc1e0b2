"""Ids of drafted things: those that terminologies give them, else words of their names.

An id that stands in a fact file is read by people, so it is made of the name as printed; it must be the same
in every run and for every text, so nothing is counted where words can tell things apart.
"""

import hashlib
import re
import unicodedata

from trialgraph.extraction.folding import fold
from trialgraph.terminology import Terminology

_LONGEST = 60
"""Characters; what is longer is cut at a word and told apart by a digest."""
_DIGEST = 6
_GREEK = "GREEK SMALL LETTER "
_SHORT_WORD = 3


def slug(name: str) -> str:
    """Make an id of a name: its folded words joined by hyphens, Greek letters spelt out.

    Letters of other scripts have no place in an id; a digest of the name stands for them.

    >>> slug("Hôpital d’Évry"), slug("eIF2α"), slug("1.5 mg/kg")
    ('hopital-d-evry', 'eif2-alpha', '1-5-mg-kg')
    >>> len(slug("word " * 100)) <= 60, slug("試験") == slug("試験") != slug("薬")
    (True, True)
    """
    spelt, is_whole = [], True
    for character in unicodedata.normalize("NFKC", fold(name)):
        folded = fold(character)
        if character.isalnum() and not character.isascii():
            greek = unicodedata.name(character, "")
            is_whole = is_whole and greek.startswith(_GREEK)
            folded = f" {greek.removeprefix(_GREEK).lower()} " if greek.startswith(_GREEK) else " "
        spelt.append(folded)
    words = "-".join(re.findall(r"[a-z0-9]+", "".join(spelt)))
    if words and is_whole and len(words) <= _LONGEST:
        return words
    digest = hashlib.sha256(name.encode()).hexdigest()[:_DIGEST]
    cut = words[: _LONGEST - _DIGEST].rpartition("-")[0] if len(words) > _LONGEST - _DIGEST else words
    return f"{cut or words[: _LONGEST - _DIGEST - 1]}-{digest}".strip("-")


def key(name: str) -> str:
    """Give the form in which names are compared: folded words, without punctuation.

    >>> key("Sjögren’s disease") == key("sjogren's  DISEASE")
    True
    """
    return " ".join(re.findall(r"[^\W_]+", fold(name)))


def has_words(longer: str, shorter: str) -> bool:
    """Tell whether all words of one key stand, in that order and side by side, in another.

    >>> has_words(key("the lorvatinib group"), key("lorvatinib")), has_words("lorvatinibs", "lorvatinib")
    (True, False)
    """
    return bool(shorter) and f" {shorter} " in f" {longer} "


class Names:
    """The ids of the things that terminologies know by name."""

    def __init__(self, terms: Terminology) -> None:
        self._ids: dict[tuple[str, str], str] = {}
        self._known: set[tuple[str, str]] = set()
        for term in terms.terms:
            self._known.add((term.family, term.id))
            for name in (term.label.en, term.label.fr, *(name for _, name in term.synonyms)):
                self._ids.setdefault((term.family, key(name)), term.id)

    def id(self, family: str, name: str, *others: str) -> str:
        """Give the id of a thing that has one of these names, else one made of the first.

        >>> from trialgraph import resources
        >>> from trialgraph.terminology import load_terminology
        >>> names = Names(load_terminology(resources.path("data", "terminologies")))
        >>> names.id("organisation", "l'hôpital Bicêtre"), names.id("drug", "lorvatinib", "CFZ 533")
        ('bicetre-hospital', 'lorvatinib')
        """
        for each in (name, *others):
            words = key(each)
            # An article in front is no part of a name: `l'hôpital`, `the University`.
            first, _, rest = words.partition(" ")
            for form in (words, rest if len(first) <= _SHORT_WORD else words):
                if (family, form) in self._ids:
                    return self._ids[family, form]
        return slug(name)

    def label_stands(self, family: str, id_: str) -> bool:
        """Tell whether a terminology labels a thing: it then needs no label of ours."""
        return (family, id_) in self._known
