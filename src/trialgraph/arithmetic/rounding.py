"""How exact a printed number is."""

from decimal import Decimal
from fractions import Fraction


def half(printed: Decimal) -> Fraction:
    """Give half a unit of the last printed place: what rounding may have moved the number by.

    >>> half(Decimal("6")), half(Decimal("0.60"))
    (Fraction(1, 2), Fraction(1, 200))
    """
    exponent = printed.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    return Fraction(1, 2) / 10**places if places >= 0 else Fraction(10**-places, 2)
