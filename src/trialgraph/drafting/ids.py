"""Ids of drafted things: those that terminologies give them, else words of their names.

An id that stands in a fact file is read by people, so it is made of the name as printed; it must be the same
in every run and for every text, so nothing is counted where words can tell things apart.
"""

import hashlib
import re
import unicodedata

from trialgraph.folding import fold
from trialgraph.grounding import ground, is_more
from trialgraph.lexicon import Lexicon
from trialgraph.namekeys import name_key

_LONGEST = 60
"""Characters; what is longer is cut at a word and told apart by a digest."""
_DIGEST = 6
_GREEK = "GREEK SMALL LETTER "


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
    """The ids of things: of those that are known by name, and of all others."""

    def __init__(self, lexicon: Lexicon, text: str) -> None:
        """Take the names that are known, and the text: it tells what its acronyms mean."""
        self._lexicon, self._context = lexicon, name_key(text)
        self._ids: dict[tuple[str, tuple[str, ...]], str] = {}

    def id(self, family: str, name: str, *others: str) -> str:
        """Give the id of a known thing that has one of these names, else one made of the first.

        >>> from trialgraph.lexicon import load_lexicon
        >>> names = Names(load_lexicon(), "")
        >>> names.id("organisation", "l'hôpital Bicêtre"), names.id("drug", "lorvatinib", "CFZ 533")
        ('bicetre-hospital', 'iscalimab')
        """
        asked = (family, (name, *others))
        if asked not in self._ids:
            self._ids[asked] = self._known(*asked) or self._own(family, name)
        return self._ids[asked]

    def _known(self, family: str, names: tuple[str, ...]) -> str | None:
        for name in names:
            if is_more(names[0], name):
                continue
            thing = ground(name, self._lexicon, families=[family], context=self._context).thing
            if thing is not None:
                return thing[1]
        return None

    def _own(self, family: str, name: str) -> str:
        """Make an id of a name; one that a term has by chance is told apart by a digest."""
        own = slug(name)
        if not self.label_stands(family, own):
            return own
        return f"{own}-{hashlib.sha256(name.encode()).hexdigest()[:_DIGEST]}"

    def label_stands(self, family: str, id_: str) -> bool:
        """Tell whether a terminology labels a thing: it then needs no label of ours."""
        return self._lexicon.term(family, id_) is not None
