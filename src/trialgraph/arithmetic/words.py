"""Numbers in the words of a message, in both languages."""

from decimal import Decimal

from trialgraph.problems import Bilingual, shorten


def number(value: Decimal | int) -> Bilingual:
    r"""Write a number as each language prints it: thousands apart, and a decimal comma in French.

    >>> number(Decimal("12257.50"))
    Bilingual(en='12,257.50', fr='12\xa0257,50')
    """
    english = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,d}"
    return Bilingual(en=english, fr=english.translate(_FRENCH))


_FRENCH = str.maketrans({",": "\u00a0", ".": ","})


def percent(value: Decimal) -> Bilingual:
    r"""Write a percentage as printed.

    >>> percent(Decimal("6.5")).fr
    '6,5\xa0%'
    """
    text = number(value)
    return Bilingual(en=f"{text.en}\u00a0%", fr=f"{text.fr}\u00a0%")


def quoted(words: str) -> Bilingual:
    r"""Put words into quotation marks, on one line and cut where they are long.

    >>> quoted("placebo").fr
    '«\xa0placebo\xa0»'
    """
    text = shorten(" ".join(words.split()))
    return Bilingual(en=f"“{text}”", fr=f"«\u00a0{text}\u00a0»")


def name(label: Bilingual | None, id_: str) -> Bilingual:
    """Name a thing by its label, else by its id.

    >>> name(Bilingual(en="cohort 1", fr="cohorte 1"), "lumera.cohort-1").en
    '“cohort 1”'
    """
    if label is None:
        return Bilingual(en=f"`{shorten(id_)}`", fr=f"`{shorten(id_)}`")
    return Bilingual(en=quoted(label.en).en, fr=quoted(label.fr).fr)


def both(english: str, french: str, **parts: Bilingual) -> Bilingual:
    """Fill the parts of a sentence in both languages.

    >>> both("{n} people", "{n} personnes", n=number(1235)).en
    '1,235 people'
    """
    return Bilingual(
        en=english.format(**{key: part.en for key, part in parts.items()}),
        fr=french.format(**{key: part.fr for key, part in parts.items()}),
    )
