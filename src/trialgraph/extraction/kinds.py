"""What the words of a name tell: the type of an intervention, of a group, of an adverse event."""

from trialgraph.extraction.names import find_names
from trialgraph.extraction.rules import Rulebook
from trialgraph.folding import fold


def intervention_kind(name: str, book: Rulebook) -> str:
    """Tell the type of an intervention by the words of its name; `NotStated` where they do not say.

    Two drugs in one name are a `Combination`.

    >>> from trialgraph.extraction.rules import load_rules
    >>> book = load_rules("en")
    >>> [intervention_kind(name, book) for name in ("placebo", "lorvatinib", "lorvatinib and amlodipine")]
    ['Placebo', 'Drug', 'Combination']
    """
    folded = fold(name)
    code = _code("intervention_types", folded, book)
    if code is not None:
        return code
    drugs = {fold(str(each.data)) for each in find_names(name, folded, book.names) if each.mark == "drug"}
    if len(drugs) > 1:
        return "Combination"
    return "Drug" if drugs or _is_code_name(name) else "NotStated"


def group_kind(name: str, book: Rulebook) -> str | None:
    """Tell whether a group is a `Cohort`, a `Population` that is analysed, or the `Whole` trial.

    >>> from trialgraph.extraction.rules import load_rules
    >>> book = load_rules("fr")
    >>> [group_kind(name, book) for name in ("première cohorte", "les deux groupes", "groupe placebo")]
    ['Cohort', 'Whole', None]
    """
    return _code("group_kinds", fold(name), book)


def ordinal(name: str, book: Rulebook) -> int | None:
    """Give the number that an ordinal in a name says.

    >>> from trialgraph.extraction.rules import load_rules
    >>> ordinal("seconde cohorte", load_rules("fr")), ordinal("cohort 2", load_rules("en"))
    (2, None)
    """
    code = _code("ordinals", fold(name), book)
    return int(code) if code is not None else None


def seriousness(term: str, book: Rulebook) -> str:
    """Tell by its words whether an adverse event is serious, as a code of `Seriousness`.

    >>> from trialgraph.extraction.rules import load_rules
    >>> book = load_rules("en")
    >>> [seriousness(term, book) for term in ("serious infections", "non-serious events", "nausea")]
    ['Serious', 'NotSerious', 'NotStated']
    """
    return _code("seriousness", fold(term), book) or "NotStated"


def _code(list_: str, folded: str, book: Rulebook) -> str | None:
    words = book.lexicon.get(list_)
    return words.first(folded) if words else None


def _is_code_name(name: str) -> bool:
    """Tell a development code or a brand, such as `LRV-101` or `Brightex`, from plain words."""
    return " " not in name and (any(c.isdigit() for c in name) or name[:1].isupper())
