"""How the text of one scalar in a fact file becomes a value, or why it does not.

Each reader takes the text and gives the value, or a `Wrong` that says what is wrong with it and what
was expected. Nothing is guessed: `1,5`, `07/31/2024`, `yes` and `150mg` are all refused, with a hint.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from trialgraph import context
from trialgraph.model import Duration, Field, PartialDate, Quantity
from trialgraph.problems import Bilingual, did_you_mean, shorten

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_INTEGER = re.compile(r"-?[0-9]+")
_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PARTIAL_DATE = re.compile(r"(?!0000)[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?")
"""A year, or a year and a month; the year 0000 is none to `datetime`, so nor is it here."""
_LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
"""The part of BCP 47 that documents need: a language, perhaps with a script or a region."""
_DURATION = re.compile(
    r"P(?=[0-9T])(?:[0-9]{1,9}Y)?(?:[0-9]{1,9}M)?(?:[0-9]{1,9}W)?(?:[0-9]{1,9}D)?"
    r"(?:T(?=[0-9])(?:[0-9]{1,9}H)?(?:[0-9]{1,9}M)?(?:[0-9]{1,9}S)?)?"
)
"""Nine digits of seconds are thirty years; Python refuses to read numbers of some thousand digits."""
_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
"""What XML cannot hold (https://www.w3.org/TR/xml/#charsets), and the carriage return, which it changes."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LONGEST_NUMBER = 30
"""Digits: a longer number is a slip of the hand, and Python's integers would take quadratic time."""


class Wrong(NamedTuple):
    """Why a scalar is not a value of its type."""

    code: str
    message: Bilingual
    hint: Bilingual | None = None


def reader(field: Field) -> Callable[[str], Any]:
    """Choose the reader of a field by what it may hold."""
    if field.reference:
        return dotted_id
    if field.codes:
        return one_of(field.codes)
    return _READERS[field.type]


def text(text: str) -> str | Wrong:
    """Read a text that neither begins nor ends with a space, and that every RDF format can hold."""
    if found := _NOT_TEXT.search(text):
        return Wrong(
            "control-character",
            Bilingual(
                en=f"the text holds the control character U+{ord(found.group()):04X}",
                fr=f"le texte contient le caractère de commande U+{ord(found.group()):04X}",
            ),
        )
    if text.strip() != text or not text:
        return Wrong(
            "untrimmed-text",
            Bilingual(
                en="the text begins or ends with a space", fr="le texte commence ou finit par une espace"
            ),
        )
    return text


def integer(text: str) -> int | Wrong:
    """Read a whole number."""
    if not _INTEGER.fullmatch(text) or len(text) > _LONGEST_NUMBER:
        return Wrong(
            "not-an-integer",
            Bilingual(
                en=f"`{shorten(text)}` is not a whole number",
                fr=f"`{shorten(text)}` n’est pas un nombre entier",
            ),
            Bilingual(
                en="write digits only, without spaces or separators, for example 1200",
                fr="écrivez seulement des chiffres, sans espace ni séparateur, par exemple 1200",
            ),
        )
    return int(text)


def natural(text: str) -> int | Wrong:
    """Read a whole number from 0."""
    value = integer(text)
    if isinstance(value, int) and value < 0:
        return Wrong(
            "negative-number",
            Bilingual(en=f"`{shorten(text)}` is less than 0", fr=f"`{shorten(text)}` est inférieur à 0"),
        )
    return value


def positive(text: str) -> int | Wrong:
    """Read a whole number from 1."""
    value = integer(text)
    if isinstance(value, int) and value < 1:
        return Wrong(
            "not-positive",
            Bilingual(en=f"`{shorten(text)}` is less than 1", fr=f"`{shorten(text)}` est inférieur à 1"),
        )
    return value


def decimal(text: str) -> Decimal | Wrong:
    """Read an exact decimal number, with a point.

    >>> decimal("6.5")
    Decimal('6.5')
    >>> decimal("6,5").message.en
    '`6,5` is not a decimal number'
    """
    if not _DECIMAL.fullmatch(text) or len(text) > _LONGEST_NUMBER:
        return Wrong(
            "not-a-decimal",
            Bilingual(
                en=f"`{shorten(text)}` is not a decimal number",
                fr=f"`{shorten(text)}` n’est pas un nombre décimal",
            ),
            Bilingual(
                en="write it with a point and without spaces, for example 6.5",
                fr="écrivez-le avec un point et sans espace, par exemple 6.5",
            ),
        )
    return Decimal(text)


def boolean(text: str) -> bool | Wrong:
    """Read `true` or `false`."""
    if text not in {"true", "false"}:
        return Wrong(
            "not-a-boolean",
            Bilingual(
                en=f"`{shorten(text)}` is not `true` or `false`",
                fr=f"`{shorten(text)}` n’est ni `true` ni `false`",
            ),
        )
    return text == "true"


def date(text: str) -> dt.date | Wrong:
    """Read a full date of ISO 8601."""
    try:
        if _DATE.fullmatch(text):
            return dt.date.fromisoformat(text)
    except ValueError:
        pass
    return Wrong(
        "not-a-date",
        Bilingual(en=f"`{shorten(text)}` is not a date", fr=f"`{shorten(text)}` n’est pas une date"),
        Bilingual(
            en="write year-month-day, for example 2024-07-31",
            fr="écrivez année-mois-jour, par exemple 2024-07-31",
        ),
    )


def partial_date(text: str) -> PartialDate | Wrong:
    """Read a day, a month or a year of ISO 8601, as precise as the document is.

    >>> partial_date("2024-07")
    '2024-07'
    >>> partial_date("July 2024").message.en
    '`July 2024` is not a date, a month or a year'
    """
    if _PARTIAL_DATE.fullmatch(text) or isinstance(date(text), dt.date):
        return PartialDate(text)
    return Wrong(
        "not-a-partial-date",
        Bilingual(
            en=f"`{shorten(text)}` is not a date, a month or a year",
            fr=f"`{shorten(text)}` n’est ni une date, ni un mois, ni une année",
        ),
        Bilingual(
            en="write as much as is stated, for example 2024-07-31, 2024-07 or 2024",
            fr="écrivez ce qui est énoncé, par exemple 2024-07-31, 2024-07 ou 2024",
        ),
    )


def duration(text: str) -> Duration | Wrong:
    """Read a duration of ISO 8601, as `xsd:duration` writes it."""
    if not _DURATION.fullmatch(text):
        return Wrong(
            "not-a-duration",
            Bilingual(
                en=f"`{shorten(text)}` is not an ISO 8601 duration",
                fr=f"`{shorten(text)}` n’est pas une durée ISO 8601",
            ),
            Bilingual(
                en="write P24W for 24 weeks, P6M for 6 months, P2Y for 2 years",
                fr="écrivez P24W pour 24 semaines, P6M pour 6 mois, P2Y pour 2 ans",
            ),
        )
    return Duration(text)


def quantity(text: str) -> Quantity | Wrong:
    """Read a number, a space and a UCUM unit.

    >>> str(quantity("150 mg"))
    '150 mg'
    """
    number, _, unit = text.partition(" ")
    value = decimal(number)
    if isinstance(value, Wrong) or not unit:
        return Wrong(
            "not-a-quantity",
            Bilingual(
                en=f"`{shorten(text)}` is not a number, a space and a unit",
                fr=f"`{shorten(text)}` n’est pas un nombre, une espace et une unité",
            ),
            Bilingual(en="for example `150 mg` or `18.75 mg`", fr="par exemple `150 mg` ou `18.75 mg`"),
        )
    if unit not in context.units():
        return Wrong(
            "unknown-unit",
            Bilingual(
                en=f"`{shorten(unit)}` is not a known UCUM unit",
                fr=f"`{shorten(unit)}` n’est pas une unité connue",
            ),
            did_you_mean(unit, context.units()) or did_you_mean(unit.lower(), context.units()) or _UNIT_HINT,
        )
    return Quantity(value=value, unit=unit)


_UNIT_HINT = Bilingual(
    en="write a UCUM code, for example `mg`, `ug`, `mL`, `[IU]`, `mg/kg` or `%`",
    fr="écrivez un code UCUM, par exemple `mg`, `ug`, `mL`, `[IU]`, `mg/kg` ou `%`",
)


def sha256(text: str) -> str | Wrong:
    """Read 64 hexadecimal digits."""
    if not _SHA256.fullmatch(text):
        return Wrong(
            "not-a-hash",
            Bilingual(
                en="expected 64 hexadecimal digits in lower case",
                fr="64 chiffres hexadécimaux en minuscules étaient attendus",
            ),
            Bilingual(en="`sha256sum FILE` prints them", fr="`sha256sum FICHIER` les affiche"),
        )
    return text


def plain_id(text: str) -> str | Wrong:
    """Read an id without a dot."""
    return text if _SLUG.fullmatch(text) else _bad_id(text)


def dotted_id(text: str) -> str | Wrong:
    """Read an id, or the id of a part: the id of the whole, a dot and a name."""
    whole, dot, part = text.partition(".")
    well_formed = _SLUG.fullmatch(whole) and (not dot or _SLUG.fullmatch(part))
    return text if well_formed else _bad_id(text)


def _bad_id(text: str) -> Wrong:
    return Wrong(
        "not-an-id",
        Bilingual(en=f"`{shorten(text)}` is not an id", fr=f"`{shorten(text)}` n’est pas un id"),
        Bilingual(
            en="use lower-case letters a-z, digits and single hyphens, for example `sjogren-disease`",
            fr="écrivez des minuscules a-z, chiffres et traits d’union, par exemple `sjogren-disease`",
        ),
    )


def language_tag(text: str) -> str | Wrong:
    """Read the tag of a language, as BCP 47 writes it (https://www.rfc-editor.org/info/bcp47).

    >>> language_tag("pt-BR")
    'pt-BR'
    >>> language_tag("French").message.en
    '`French` is not a language tag'
    """
    if _LANGUAGE_TAG.fullmatch(text):
        return text
    return Wrong(
        "not-a-language-tag",
        Bilingual(
            en=f"`{shorten(text)}` is not a language tag",
            fr=f"`{shorten(text)}` n’est pas une étiquette de langue",
        ),
        Bilingual(
            en="write the BCP 47 tag, for example `en`, `fr` or `pt-BR`",
            fr="écrivez l’étiquette BCP 47, par exemple `en`, `fr` ou `pt-BR`",
        ),
    )


def one_of(words: Iterable[str]) -> Callable[[str], str | Wrong]:
    """Make a reader of the given words."""
    known = tuple(words)

    def read(text: str) -> str | Wrong:
        if text in known:
            return text
        return Wrong(
            "unknown-word",
            Bilingual(
                en=f"`{shorten(text)}` is not a word for it",
                fr=f"`{shorten(text)}` n’est pas un mot prévu ici",
            ),
            did_you_mean(text, known),
        )

    return read


_READERS: Mapping[Any, Callable[[str], Any]] = {
    str: text,
    int: integer,
    bool: boolean,
    Decimal: decimal,
    dt.date: date,
    PartialDate: partial_date,
    Duration: duration,
    Quantity: quantity,
}
