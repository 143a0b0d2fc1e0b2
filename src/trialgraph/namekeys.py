"""The form in which names are compared, and where the words of a text stand."""

import re
from collections.abc import Iterator

from trialgraph.folding import fold

_WORD = re.compile(r"[^\W_]+")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o"})


def name_key(name: str) -> str:
    """Give the form in which names are compared: folded words, one space between them.

    Case, accents, hyphens, apostrophes and other punctuation do not count; ligatures are two letters.

    >>> name_key("Sjögren’s disease") == name_key("SJOGREN'S  disease")
    True
    >>> name_key("Œdème"), name_key("CFZ-533"), name_key("β-thalassaemia")
    ('oedeme', 'cfz 533', 'β thalassaemia')
    """
    return " ".join(_WORD.findall(fold(name.translate(_LIGATURES))))


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """Give the words of a text in the form of `name_key`, each with its offsets.

    >>> list(words("L’œdème"))
    [('l', 0, 1), ('oedeme', 2, 7)]
    """
    folded = fold(text)
    for match in _WORD.finditer(folded):
        start, end = match.span()
        printed = text[start:end]
        spelt = printed.translate(_LIGATURES)
        yield (match.group() if spelt == printed else fold(spelt)), start, end


def curie_slug(curie: str) -> str:
    """Give the id of a thing of which nothing but its identifier is sure.

    >>> curie_slug("doid:9008"), curie_slug("icd10cm:M35.0")
    ('doid-9008', 'icd10cm-m35-0')
    """
    return "-".join(re.findall(r"[a-z0-9]+", curie.lower()))
