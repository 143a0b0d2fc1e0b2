"""What is told about fact files, in both languages, where more than one check needs it or it is long."""

from trialgraph.model import Evidence
from trialgraph.problems import Bilingual


def missing(name: str) -> Bilingual:
    """Say that a field is missing."""
    return Bilingual(en=f"`{name}` is missing", fr=f"`{name}` manque")


def empty(name: str) -> tuple[Bilingual, Bilingual]:
    """Say that a field has no value, and what to do."""
    return (
        Bilingual(en=f"`{name}` has no value", fr=f"`{name}` n’a pas de valeur"),
        Bilingual(
            en="write one, or leave the field out where nothing is stated",
            fr="écrivez-en une, ou omettez le champ là où rien n’est énoncé",
        ),
    )


def expected_mapping(keys: str) -> Bilingual:
    """Say that keys with values belong here."""
    return Bilingual(
        en=f"expected lines `key: value` ({keys})", fr=f"attendu : lignes `clé: valeur` ({keys})"
    )


def expected_list(name: str) -> Bilingual:
    """Say that a list belongs here."""
    return Bilingual(en=f"`{name}` must be a list", fr=f"`{name}` doit être une liste")


def quote_length(piece: Evidence) -> Bilingual:
    """Say that a quote is longer or shorter than its place."""
    stretch = piece.end - piece.start
    return Bilingual(
        en=f"the quote has {len(piece.quote)} code points, but {piece.start} to {piece.end} spans {stretch}",
        fr=f"la citation a {len(piece.quote)} points de code, {piece.start} à {piece.end} en a {stretch}",
    )


def count_hint(piece: Evidence) -> Bilingual:
    """Say where a quote ends if its start is right."""
    end = piece.start + len(piece.quote)
    return Bilingual(en=f"if `start` is right, `end` is {end}", fr=f"si `start` est juste, `end` vaut {end}")


def decided_draft(name: str) -> Bilingual:
    """Say that a draft has what only a decision has."""
    return Bilingual(
        en=f"a draft has no `{name}`: nobody has decided on it",
        fr=f"une ébauche n’a pas de `{name}` : personne n’en a décidé",
    )


def undecided(status: str, name: str) -> Bilingual:
    """Say that a decision lacks its author or its day."""
    return Bilingual(
        en=f"`{status}` needs `{name}`: a decision has an author and a day",
        fr=f"`{status}` exige `{name}` : une décision a un auteur et une date",
    )


REVIEW_HINT = Bilingual(
    en="for example `review: {status: Accepted, by: Ada Quill, on: 2025-03-14}`",
    fr="par exemple `review: {status: Accepted, by: Ada Quill, on: 2025-03-14}`",
)
DRAFT_HINT = Bilingual(
    en="write `status: Accepted` or `status: Rejected` if somebody has",
    fr="écrivez `status: Accepted` ou `status: Rejected` si quelqu’un l’a fait",
)
