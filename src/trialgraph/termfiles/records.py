"""What the readers of terminologies give: terms and names, one by one, and what a file says of itself."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["label", "exact", "narrow", "broad", "related"]
"""What a name is to its term: its label, or a synonym of one of the scopes of OBO 1.4."""

Relation = Literal["broader", "part_of", "has_target", "of_class"]
"""How a term belongs to another: `broader` is `is_a` of OBO, the others are words of our ontology."""


@dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """What a file says of itself; None where it is silent."""

    title: str | None = None
    version: str | None = None
    licence: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """A name of a term."""

    text: str
    role: Role
    language: str
    """`en` or `fr`; empty for codes, acronyms and what has no language."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A relation of a term to another one."""

    relation: Relation
    target: str
    """A CURIE."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """What another registry calls a term."""

    curie: str
    mapping: Literal["exact_match", "close_match", "broad_match", "narrow_match", "related_match"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A term, or what a file adds to a term of another one (a translation, a mapping).

    Ids are CURIEs in our spelling: the scheme of `registries.tsv`, a colon, the identifier
    (`doid:12894`, `hgnc:11919`, `ror:00pg5jh14`).
    """

    id: str
    line: int | None
    """Where the term begins, counted from 1; None where the format has no lines (JSON)."""
    family: str | None = None
    """`disease`, `drug`, `target`, `organisation` …; None where the file only adds to a term."""
    names: tuple[Name, ...] = ()
    links: tuple[Link, ...] = ()
    matches: tuple[Match, ...] = ()
    replaced_by: str | None = None
    is_obsolete: bool = False
