"""What things are called: our terms, their names in English and French, and their identifiers.

Tables of tab-separated text stand in one folder: `*terms.tsv` (names), `*.sssom.tsv` (identifiers, as
SSSOM/TSV, https://mapping-commons.github.io/sssom/), `*relations.tsv` (how things belong together) and
`registries.tsv`. They are read strictly: every problem of all of them is told at once, each at its line
and column, and a folder that has one is not used.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_args

from trialgraph.model import KINDS, Identifier, Iri, Language, MechanismAction, Relation, Term
from trialgraph.problems import Bilingual, InputError, in_order
from trialgraph.registries import Registry, check_identifier, read_registries
from trialgraph.tables import Cell, Columns, Row, Tables, empty, is_not, twice


@dataclass(frozen=True, kw_only=True, slots=True)
class Terminology:
    """The terms that we know, and the registries that their identifiers come from."""

    terms: tuple[Term, ...]
    registries: Mapping[str, Registry] = field(hash=False)
    """By scheme."""
    _by_key: Mapping[tuple[str, str], Term] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the terms; the class is frozen, hence the detour."""
        object.__setattr__(self, "_by_key", {(term.family, term.id): term for term in self.terms})

    def term(self, family: str, id_: str) -> Term | None:
        """Give the term of a thing, or None where we have none.

        >>> from trialgraph import resources
        >>> terms = load_terminology(resources.path("data", "terminologies"))
        >>> terms.term("disease", "sjogren-disease").label_in("fr")
        'maladie de Sjögren'
        >>> terms.term("disease", "iscalimab") is None
        True
        """
        return self._by_key.get((family, id_))

    def iri(self, identifier: Identifier) -> Iri:
        """Give the IRI of what has the identifier in its registry.

        >>> from trialgraph import resources
        >>> terms = load_terminology(resources.path("data", "terminologies"))
        >>> [terms.iri(identifier) for identifier in terms.term("journal", "the-lancet").identifiers][0]
        'https://portal.issn.org/resource/ISSN/0140-6736'
        """
        return self.registries[identifier.scheme].iri(identifier.value)


def load_terminology(folder: Path) -> Terminology:
    """Read the tables of a folder.

    Raises:
        InputError: with every problem of the tables: a file that is missing, unreadable or not UTF-8; a
            column that is unknown, missing or repeated; a row too long or too short; an id given twice;
            a label that is a synonym too; an identifier of an unknown registry, or not of its form; a
            relation of things that are not there, or that leads back to where it began.

    >>> from trialgraph import resources
    >>> terms = load_terminology(resources.path("data", "terminologies"))
    >>> terms.registries["mondo"].iri("0010030")
    'http://purl.obolibrary.org/obo/MONDO_0010030'

    """
    return _Loader(folder).load()


_Key = tuple[str, str]
"""The family and the id of a thing."""
_TERMS = Columns(
    filled=("id", "family", "label_en", "label_fr"),
    optional=("synonyms_en", "synonyms_fr", "synonyms"),
)
_IDENTIFIERS = Columns(
    filled=("subject_id", "subject_label", "predicate_id", "object_id", "mapping_justification", "comment"),
    optional=("object_label", "object_category"),
)
_RELATIONS = Columns(
    filled=("subject_id", "predicate", "object_id", "source"), optional=("action", "comment")
)
_SYNONYMS = {"synonyms_en": "en", "synonyms_fr": "fr", "synonyms": ""}
"""The language of each column of synonyms; codes and acronyms have none."""
_MAPPINGS: Mapping[str, Any] = {
    f"skos:{word.replace('_m', 'M')}": word for word in get_args(Identifier.__annotations__["mapping"])
}
"""The mappings that an identifier may be, by the SKOS property that says so: `skos:exactMatch` …"""
_CURATED = "semapv:ManualMappingCuration"
"""The one justification here: the graph says of every identifier that a person curated it."""
_PLAIN_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DOTTED_ID = re.compile(rf"{_PLAIN_ID.pattern}\.{_PLAIN_ID.pattern}")


class _Loader:
    """Reads the tables of a folder and collects their problems."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tables = Tables()
        self.report = self.tables.report

    def load(self) -> Terminology:
        terms, all_terms = self._terms()
        registries, all_registries = read_registries(self.folder / "registries.tsv", self.tables)
        # What is missed elsewhere may stand in a row that could not be read: nothing is told twice.
        identifiers = self._identifiers(terms if all_terms else None, registries if all_registries else None)
        relations = self._relations(terms if all_terms else None)
        if self.tables.problems:
            raise InputError(in_order(self.tables.problems))
        return Terminology(
            terms=tuple(
                replace(term, identifiers=tuple(identifiers[key]), relations=tuple(relations.get(key, ())))
                for key, term in terms.items()
            ),
            registries=registries,
        )

    def _rows(self, ending: str, columns: Columns, missing: str | None) -> tuple[list[Row], bool]:
        """Read every table of one sort, in the order of their names."""
        files = sorted(self.folder.glob(f"*{ending}"))
        if not files and missing is not None:
            files = [self.folder / missing]
        rows: list[Row] = []
        complete = True
        for file in files:
            found, whole = self.tables.read(file, columns)
            rows += found
            complete = complete and whole
        return rows, complete

    # Terms

    def _terms(self) -> tuple[dict[_Key, Term], bool]:
        rows, complete = self._rows("terms.tsv", _TERMS, "terms.tsv")
        families = {kind.family: kind.within for kind in KINDS.values()}
        terms: dict[_Key, Term] = {}
        for row in rows:
            family, id_ = row["family"], row["id"]
            self.tables.check_known("unknown-family", family, families, "a family", "une famille")
            if not (_DOTTED_ID if families.get(family.text) else _PLAIN_ID).fullmatch(id_.text):
                self.report("not-an-id", id_.at(), is_not(id_.text, "an id", "un id"))
            key = (family.text, id_.text)
            if key in terms:
                self.report("repeated-id", id_.at(), twice(id_))
            term = Term(
                family=family.text,
                id=id_.text,
                labels=(("en", row["label_en"].text), ("fr", row["label_fr"].text)),
                synonyms=tuple(self._synonyms(row)),
            )
            terms.setdefault(key, term)
        return terms, complete

    def _synonyms(self, row: Row) -> Iterator[tuple[str, str]]:
        """Read the other names of a term; a name without a language is a name in each."""
        labels = {(language, row[f"label_{language}"].text.casefold()) for language in get_args(Language)}
        seen: set[tuple[str, str]] = set()
        for column, language in _SYNONYMS.items():
            for cell in row[column].split("|") if row[column].text else ():
                spoken = (language,) if language else get_args(Language)
                names = {(one, cell.text.casefold()) for one in spoken}
                self.tables.check_text(cell)
                if not cell.text:
                    self.report("empty-synonym", cell.at(), empty(column))
                elif names & labels:
                    self.report("label-is-synonym", cell.at(), _label_is_synonym(cell))
                elif names & seen:
                    self.report("repeated-synonym", cell.at(), twice(cell))
                seen |= names
                yield language, cell.text

    # Identifiers

    def _identifiers(
        self, terms: Mapping[_Key, Term] | None, registries: Mapping[str, Registry] | None
    ) -> dict[_Key, list[Identifier]]:
        """Read what registries call our terms; None stands for a table that could not be read in full."""
        rows, _ = self._rows(".sssom.tsv", _IDENTIFIERS, "identifiers.sssom.tsv")
        identifiers: dict[_Key, list[Identifier]] = {key: [] for key in terms or ()}
        by_curie = _by_curie(terms or {})
        owners: dict[_Key, str] = {}
        for row in rows:
            subject, object_, predicate = row["subject_id"], row["object_id"], row["predicate_id"]
            if terms is not None:
                self._check_subject(row, by_curie)
            if registries is not None:
                check_identifier(object_, registries, self.tables)
            reason = row["mapping_justification"]
            self.tables.check_known("not-curated", reason, [_CURATED], "a justification", "une justification")
            if not self.tables.check_known(
                "unknown-predicate", predicate, _MAPPINGS, "a mapping", "un alignement"
            ):
                continue
            family, _, id_ = subject.text.partition(":")
            scheme, _, value = object_.text.partition(":")
            mapping = _MAPPINGS[predicate.text]
            known = identifiers.setdefault((family, id_), [])
            if any((old.scheme, old.value) == (scheme, value) for old in known):
                self.report("repeated-identifier", object_.at(), twice(object_))
            known.append(Identifier(scheme=scheme, value=value, mapping=mapping, source=row["comment"].text))
            if mapping == "exact_match":
                owner = owners.setdefault((family, object_.text), subject.text)
                if owner != subject.text:
                    self.report("shared-identifier", object_.at(), _shared(object_, owner))
        return identifiers

    def _check_subject(self, row: Row, terms: Mapping[str, Term]) -> None:
        subject, label = row["subject_id"], row["subject_label"]
        if self.tables.check_known("unknown-subject", subject, terms, "a term", "un terme"):
            name = terms[subject.text].label_in("en")
            if label.text != name:
                message = is_not(label.text, f"the label, `{name}`", f"le nom principal, `{name}`")
                self.report("other-label", label.at(), message)

    # Relations

    def _relations(self, terms: Mapping[_Key, Term] | None) -> dict[_Key, list[Relation]]:
        """Read how things belong together, each with the terminology that says so."""
        rows, _ = self._rows("relations.tsv", _RELATIONS, None)
        relations: dict[_Key, list[Relation]] = {}
        if terms is None:
            return relations
        by_curie = _by_curie(terms)
        for row in rows:
            subject, object_, word = row["subject_id"], row["object_id"], row["predicate"]
            known = [
                self.tables.check_known("unknown-subject", cell, by_curie, "a term", "un terme")
                for cell in (subject, object_)
            ]
            families = RELATIONS.get(word.text)
            if families is None:
                self.tables.check_known("unknown-relation", word, RELATIONS, "a relation", "une relation")
                continue
            if not all(known):
                continue
            one, other = by_curie[subject.text], by_curie[object_.text]
            if (one.family, other.family) not in families:
                self.report("relation-of-others", word.at(), _of_others(word.text, one, other))
            relation = Relation(
                relation=word.text,
                family=other.family,
                id=other.id,
                action=self._action(row["action"], word),
                source=row["source"].text,
            )
            stated = relations.setdefault((one.family, one.id), [])
            if any((old.relation, old.family, old.id) == (word.text, *_key(other)) for old in stated):
                self.report("repeated-relation", object_.at(), twice(object_))
            elif _leads_to(_key(other), _key(one), word.text, relations):
                self.report("relation-in-circle", object_.at(), _circle(word.text, subject, object_))
            stated.append(relation)
        return relations

    def _action(self, cell: Cell, relation: Cell) -> str | None:
        if not cell.text:
            return None
        actions = get_args(MechanismAction) if relation.text == "has_target" else ()
        self.tables.check_known("unknown-action", cell, actions, "an action here", "une action ici")
        return cell.text


RELATIONS: Mapping[str, frozenset[tuple[str, str]]] = {
    "broader": frozenset(
        (family, family) for family in ("disease", "symptom", "drug_class", "target", "biological_entity")
    )
    | {("symptom", "disease")},
    "has_target": frozenset({("drug", "target"), ("drug_class", "target")}),
    "of_class": frozenset({("drug", "drug_class")}),
    "part_of": frozenset({("organisation", "organisation")}),
}
"""The relations of a table, with the families that they may relate."""


def _key(term: Term) -> _Key:
    return (term.family, term.id)


def _by_curie(terms: Mapping[_Key, Term]) -> dict[str, Term]:
    return {":".join(key): term for key, term in terms.items()}


def _leads_to(start: _Key, goal: _Key, word: str, relations: Mapping[_Key, list[Relation]]) -> bool:
    """Tell whether one relation, followed again and again, leads from one thing to another."""
    seen, ahead = {start}, [start]
    while ahead:
        here = ahead.pop()
        if here == goal:
            return True
        steps = {(each.family, each.id) for each in relations.get(here, ()) if each.relation == word}
        ahead += steps - seen
        seen |= steps
    return False


def _label_is_synonym(cell: Cell) -> Bilingual:
    return Bilingual(en=f"`{cell.text}` is the label already", fr=f"`{cell.text}` est déjà le nom principal")


def _shared(cell: Cell, owner: str) -> Bilingual:
    return Bilingual(
        en=f"`{cell.text}` is exactly `{owner}` already", fr=f"`{cell.text}` est déjà exactement `{owner}`"
    )


def _of_others(word: str, one: Term, other: Term) -> Bilingual:
    return Bilingual(
        en=f"`{word}` does not relate a `{one.family}` to a `{other.family}`",
        fr=f"`{word}` ne relie pas `{one.family}` à `{other.family}`",
    )


def _circle(word: str, subject: Cell, object_: Cell) -> Bilingual:
    return Bilingual(
        en=f"`{word}` leads from `{object_.text}` back to `{subject.text}`: a circle",
        fr=f"`{word}` ramène de `{object_.text}` à `{subject.text}` : un cercle",
    )
