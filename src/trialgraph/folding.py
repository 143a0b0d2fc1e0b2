"""Folding: the one form in which texts and patterns are compared.

Lower case, no accents, one kind of apostrophe, of dash and of space. Every character gives exactly one
character, so that an offset into the folded text is an offset into the text.
"""

import unicodedata

_SAME = {
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4`", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb\u2033", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad", "-"),
    **dict.fromkeys("\t\n\r\x0b\x0c\u00a0\u1680\u2028\u2029\u202f\u205f\u3000", " "),
    **{chr(code): " " for code in range(0x2000, 0x200C)},
    "\u00b7": ".",
    "\u2024": ".",
    "\u0153": "o",
    "\u0152": "o",
    "\u00e6": "a",
    "\u00c6": "a",
    "\u00f8": "o",
    "\u00d8": "o",
    "\u00df": "s",
    "\u0142": "l",
    "\u0141": "l",
}


class _Folding(dict[int, str]):
    """A translation table that learns each character the first time it meets it."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = _SAME.get(character)
        if folded is None:
            bare = unicodedata.normalize("NFD", character)[0].lower()
            folded = bare if len(bare) == 1 else character
        self[code] = folded
        return folded


_TABLE = _Folding()


def fold(text: str) -> str:
    r"""Fold a text, character by character.

    >>> fold("L’hôpital BICÊTRE – 23\u00a0pays")
    "l'hopital bicetre - 23 pays"
    >>> len(fold("cœur İ")) == len("cœur İ")
    True
    """
    return text.translate(_TABLE)
