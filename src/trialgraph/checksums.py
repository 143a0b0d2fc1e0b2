"""The check characters of identifiers: a slip of the hand shows without asking the registry.

Each function takes an identifier in the form its registry prints, and tells whether its check characters
fit. What is not of that form does not fit either; nothing is raised. The functions are our own: each is
a few lines, the package python-stdnum (LGPL) has neither ROR nor UNII, and none of this needs its reach.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType


def mod_11_2(identifier: str) -> bool:
    """Check an ORCID iD or an ISNI, with or without hyphens: the last character is ISO/IEC 7064 MOD 11-2.

    Source: https://support.orcid.org/hc/en-us/articles/360006897674-Structure-of-the-ORCID-Identifier

    >>> mod_11_2("0000-0002-1825-0097"), mod_11_2("0000-0002-1825-0098")
    (True, False)
    """
    digits = identifier.replace("-", "")
    if not re.fullmatch(r"[0-9]{15}[0-9X]", digits):
        return False
    return sum(_ten_for_x(digit) << power for power, digit in enumerate(reversed(digits))) % 11 == 1


def ror(identifier: str) -> bool:
    """Check a ROR id: six characters of Crockford's base 32, then two digits, ISO/IEC 7064 MOD 97-10.

    Source: https://ror.readme.io/docs/ror-identifier-pattern, https://ror.org/facts/; the rule holds for
    all but one of 46,252 published records, and that one is malformed.

    >>> ror("00pg5jh14"), ror("00pg5jh15")
    (True, False)
    """
    if not re.fullmatch(r"0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}", identifier):
        return False
    number = 0
    for character in identifier[1:7]:
        number = number * 32 + _CROCKFORD.index(character)
    return (number * 100 + int(identifier[7:])) % 97 == 1


def issn(identifier: str) -> bool:
    """Check an ISSN, with its hyphen: eight characters, weighted 8 to 1, sum to a multiple of 11.

    Source: ISO 3297, as in https://www.rfc-editor.org/rfc/rfc3044

    >>> issn("0140-6736"), issn("0140-6737")
    (True, False)
    """
    if not re.fullmatch(r"[0-9]{4}-[0-9]{3}[0-9X]", identifier):
        return False
    digits = identifier.replace("-", "")
    return sum(_ten_for_x(digit) * weight for weight, digit in enumerate(reversed(digits), start=1)) % 11 == 0


def cas(identifier: str) -> bool:
    """Check a CAS Registry Number: the digits before the last, weighted 1, 2, 3 … from the right, modulo 10.

    Ten is not a prime: in the places of even weight, and of weight 5, some wrong digits go unseen.

    Source: https://www.cas.org/support/documentation/chemical-substances/checkdig

    >>> cas("2031153-61-2"), cas("2031153-61-3")
    (True, False)
    """
    if not re.fullmatch(r"[1-9][0-9]{1,6}-[0-9]{2}-[0-9]", identifier):
        return False
    *digits, last = (int(digit) for digit in identifier.replace("-", ""))
    return sum(digit * weight for weight, digit in enumerate(reversed(digits), start=1)) % 10 == last


def unii(identifier: str) -> bool:
    """Check a UNII: the tenth character is the sum of the nine before it in base 36, modulo 36.

    Source: the FDA says that the tenth is a check character and not how it is made; the rule is inferred
    from the DrugBank vocabulary (CC0), where it holds for all 15,183 of them.

    >>> unii("0628T707D0"), unii("0628T707D1")
    (True, False)
    """
    if not re.fullmatch(r"[0-9A-Z]{10}", identifier):
        return False
    *digits, last = (int(character, 36) for character in identifier)
    return sum(digits) % 36 == last


def verhoeff(identifier: str) -> bool:
    """Check a SNOMED CT identifier: its last digit is Verhoeff's, in the dihedral group D5.

    Source: https://confluence.snomedtools.org/display/DOCRELFMT/6.4.2+Check-digit+Computation

    >>> verhoeff("83901003"), verhoeff("83901004")
    (True, False)
    """
    if not re.fullmatch(r"[0-9]{6,18}", identifier):
        return False
    check = 0
    for place, digit in enumerate(reversed(identifier)):
        check = int(_D5[check][int(_PERMUTED[place % 8][int(digit)])])
    return check == 0


def _ten_for_x(character: str) -> int:
    return 10 if character == "X" else int(character)


_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
"""Digits of base 32 without i, l, o and u (https://www.crockford.com/base32.html)."""

_D5 = (
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
)
"""The multiplication table of D5."""

_PERMUTED = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)
"""Where each digit goes, by its place from the right; place 8 is as place 0."""

CHECKSUMS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {check.__name__: check for check in (mod_11_2, ror, issn, cas, unii, verhoeff)}
)
"""Every check by the name that registries.tsv calls it."""
