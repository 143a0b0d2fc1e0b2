"""What things are called: our terms, their names in English and French, and their identifiers.

Three tables of tab-separated text stand in one folder: `terms.tsv`, `registries.tsv` and
`identifiers.sssom.tsv`, which is SSSOM/TSV (https://mapping-commons.github.io/sssom/). They are read
strictly: every problem of all three is told at once, each at its line and column, and a table that has
one is not used.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple, get_args
from urllib.parse import quote as percent_encode

from trialgraph import inputs
from trialgraph.checksums import CHECKSUMS
from trialgraph.model import KINDS, Identifier, Iri, Language, Term
from trialgraph.problems import Bilingual, InputError, Location, Problem, did_you_mean, in_order


@dataclass(frozen=True, kw_only=True, slots=True)
class Registry:
    """Who gives the identifiers of one scheme, and what they look like."""

    scheme: str
    """The prefix of its CURIEs, for example `mondo`."""
    title: str
    iri_prefix: str
    pattern: str
    """A regular expression that a whole identifier matches; XPath and Python read it alike."""
    checksum: str | None
    """The name of a function in `checksums.CHECKSUMS`; None where there is no check character."""
    source: str
    """The address of the registry."""

    def iri(self, value: str) -> Iri:
        """Give the IRI of an identifier; what an IRI must not hold is percent-encoded (RFC 3987).

        >>> doi = Registry(
        ...     scheme="doi", title="DOI", iri_prefix="https://doi.org/", pattern="^10[.].+$",
        ...     checksum=None, source="https://www.doi.org",
        ... )
        >>> doi.iri("10.1016/S0140-6736(24)01211-X")
        'https://doi.org/10.1016/S0140-6736(24)01211-X'
        >>> doi.iri("10.1002/1097<1661::AID>3.0")
        'https://doi.org/10.1002/1097%3C1661::AID%3E3.0'
        """
        return Iri(self.iri_prefix + percent_encode(value, safe="/:;,()@!$&'*+="))


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
        >>> terms.term("disease", "sjogren-disease").label.fr
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
    """Read the three tables of a folder.

    Raises:
        InputError: with every problem of the tables: a file that is missing, unreadable or not UTF-8; a
            column that is unknown, missing or repeated; a row too long or too short; an id given twice;
            a label that is a synonym too; an identifier of an unknown registry, or not of its form.

    >>> from trialgraph import resources
    >>> terms = load_terminology(resources.path("data", "terminologies"))
    >>> terms.registries["mondo"].iri("0010030")
    'http://purl.obolibrary.org/obo/MONDO_0010030'

    """
    return _Loader(folder).load()


class _Cell(NamedTuple):
    """A text in a table, and where it starts."""

    text: str
    file: str
    line: int
    column: int

    def at(self, offset: int = 0) -> Location:
        return Location(file=self.file, line=self.line, column=self.column + offset)

    def end(self) -> Location:
        return self.at(len(self.text))

    def split(self, separator: str) -> list["_Cell"]:
        """Cut the text at each separator."""
        parts, column = [], self.column
        for text in self.text.split(separator):
            parts.append(_Cell(text, self.file, self.line, column))
            column += len(text) + len(separator)
        return parts


_Row = dict[str, _Cell]
_Key = tuple[str, str]
"""The family and the id of a thing."""


class _Columns(NamedTuple):
    """The columns of a table: those that must say something, and those that may be empty."""

    filled: tuple[str, ...]
    optional: tuple[str, ...]


_TERMS = _Columns(
    filled=("id", "family", "label_en", "label_fr"),
    optional=("synonyms_en", "synonyms_fr", "synonyms"),
)
_REGISTRIES = _Columns(filled=("scheme", "title", "iri_prefix", "pattern", "source"), optional=("checksum",))
_IDENTIFIERS = _Columns(
    filled=("subject_id", "subject_label", "predicate_id", "object_id", "mapping_justification", "comment"),
    optional=("object_label", "object_category"),
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
_SCHEME = re.compile(r"[a-z][a-z0-9]*(?:\.[a-z0-9]+)*")
_ADDRESS = re.compile(r"""https?://[^\s/<>"{}|\\^`]+(?:/[^\s<>"{}|\\^`]*)?""")


class _Loader:
    """Reads the tables of a folder and collects their problems."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def load(self) -> Terminology:
        terms, all_terms = self._terms()
        registries, all_registries = self._registries()
        # What is missed elsewhere may stand in a row that could not be read: nothing is told twice.
        identifiers = self._identifiers(terms if all_terms else None, registries if all_registries else None)
        if self.problems:
            raise InputError(in_order(self.problems))
        return Terminology(
            terms=tuple(replace(term, identifiers=tuple(identifiers[key])) for key, term in terms.items()),
            registries=registries,
        )

    # Tables

    def _table(self, name: str, columns: _Columns) -> tuple[list[_Row], bool]:
        """Read a table: the rows that are well-formed, and whether those are all that it has.

        Lines that begin with `#` are comments where they stand before the names of the columns.
        """
        path = self.folder / name
        before = len(self.problems)
        try:
            text = inputs.decode(inputs.read(path), str(path))
        except InputError as error:
            self.problems += error.problems
            return [], False
        rows = []
        names: list[str] | None = None
        for number, line in enumerate(text.replace("\r\n", "\n").removesuffix("\n").split("\n"), start=1):
            if names is None and (not line or line.startswith("#")):
                continue
            cells = _Cell(line, str(path), number, 1).split("\t")
            if names is None:
                names = self._header(cells, columns)
            elif row := self._row(cells, names, columns):
                rows.append(row)
        if names is None:
            self._report("no-columns", Location(file=str(path), line=1, column=1), _NO_COLUMNS)
        return rows, len(self.problems) == before

    def _header(self, cells: list[_Cell], columns: _Columns) -> list[str]:
        known = (*columns.filled, *columns.optional)
        names: list[str] = []
        for cell in cells:
            self._check_known("unknown-column", cell, known, "a column here", "une colonne ici")
            if cell.text in names:
                self._report("repeated-column", cell.at(), _twice(cell))
            names.append(cell.text)
        for name in known:
            if name not in names:
                self._report("missing-column", cells[-1].end(), _no_column(name))
        return names

    def _row(self, cells: list[_Cell], names: list[str], columns: _Columns) -> _Row | None:
        if len(cells) != len(names):
            place = cells[len(names)].at() if len(cells) > len(names) else cells[-1].end()
            self._report("wrong-cell-count", place, _cell_count(len(cells), len(names)))
            return None
        before = len(self.problems)
        row = dict(zip(names, cells, strict=True))
        for name, cell in row.items():
            if not cell.text and name in columns.filled:
                self._report("empty-cell", cell.at(), _empty(name))
            self._check_text(cell)
        complete = row.keys() >= {*columns.filled, *columns.optional}
        return row if complete and len(self.problems) == before else None

    def _check_text(self, cell: _Cell) -> None:
        if cell.text.strip() != cell.text:
            self._report("untrimmed-text", cell.at(), _UNTRIMMED)
        elif cell.text.startswith('"'):
            self._report("quoted-cell", cell.at(), _QUOTED, _UNQUOTE)
        elif not unicodedata.is_normalized("NFC", cell.text):
            self._report("not-nfc", cell.at(), _NOT_NFC)

    # Terms

    def _terms(self) -> tuple[dict[_Key, Term], bool]:
        rows, complete = self._table("terms.tsv", _TERMS)
        families = {kind.family: kind.within for kind in KINDS.values()}
        terms: dict[_Key, Term] = {}
        for row in rows:
            family, id_ = row["family"], row["id"]
            self._check_known("unknown-family", family, families, "a family", "une famille")
            if not (_DOTTED_ID if families.get(family.text) else _PLAIN_ID).fullmatch(id_.text):
                self._report("not-an-id", id_.at(), _is_not(id_.text, "an id", "un id"))
            key = (family.text, id_.text)
            if key in terms:
                self._report("repeated-id", id_.at(), _twice(id_))
            term = Term(
                family=family.text,
                id=id_.text,
                label=Bilingual(en=row["label_en"].text, fr=row["label_fr"].text),
                synonyms=tuple(self._synonyms(row)),
            )
            terms.setdefault(key, term)
        return terms, complete

    def _synonyms(self, row: _Row) -> Iterator[tuple[str, str]]:
        """Read the other names of a term; a name without a language is a name in each."""
        labels = {(language, row[f"label_{language}"].text.casefold()) for language in get_args(Language)}
        seen: set[tuple[str, str]] = set()
        for column, language in _SYNONYMS.items():
            for cell in row[column].split("|") if row[column].text else ():
                spoken = (language,) if language else get_args(Language)
                names = {(one, cell.text.casefold()) for one in spoken}
                self._check_text(cell)
                if not cell.text:
                    self._report("empty-synonym", cell.at(), _empty(column))
                elif names & labels:
                    self._report("label-is-synonym", cell.at(), _label_is_synonym(cell))
                elif names & seen:
                    self._report("repeated-synonym", cell.at(), _twice(cell))
                seen |= names
                yield language, cell.text

    # Registries

    def _registries(self) -> tuple[dict[str, Registry], bool]:
        rows, complete = self._table("registries.tsv", _REGISTRIES)
        registries: dict[str, Registry] = {}
        for row in rows:
            scheme, checksum = row["scheme"], row["checksum"]
            if not _SCHEME.fullmatch(scheme.text):
                self._report("not-a-scheme", scheme.at(), _is_not(scheme.text, "a prefix", "un préfixe"))
            if scheme.text in registries:
                self._report("repeated-scheme", scheme.at(), _twice(scheme))
            for cell in (row["iri_prefix"], row["source"]):
                if not _ADDRESS.fullmatch(cell.text):
                    self._report("not-an-iri", cell.at(), _is_not(cell.text, "a web IRI", "un IRI du web"))
            if checksum.text:
                self._check_known(
                    "unknown-checksum", checksum, CHECKSUMS, "a checksum", "une clé de contrôle"
                )
            self._check_pattern(row["pattern"])
            registry = Registry(
                scheme=scheme.text,
                title=row["title"].text,
                iri_prefix=row["iri_prefix"].text,
                pattern=row["pattern"].text,
                checksum=checksum.text or None,
                source=row["source"].text,
            )
            registries.setdefault(scheme.text, registry)
        return registries, complete

    def _check_pattern(self, cell: _Cell) -> None:
        try:
            re.compile(cell.text)
        except re.error as error:
            self._report("not-a-pattern", cell.at(error.pos or 0), _not_a_pattern(error.msg))
        else:
            if not (cell.text.startswith("^") and cell.text.endswith("$")):
                self._report("not-a-pattern", cell.at(), _NOT_ANCHORED)

    # Identifiers

    def _identifiers(
        self, terms: Mapping[_Key, Term] | None, registries: Mapping[str, Registry] | None
    ) -> dict[_Key, list[Identifier]]:
        """Read what registries call our terms; None stands for a table that could not be read in full."""
        rows, _ = self._table("identifiers.sssom.tsv", _IDENTIFIERS)
        identifiers: dict[_Key, list[Identifier]] = {key: [] for key in terms or ()}
        by_curie = {":".join(key): term for key, term in (terms or {}).items()}
        owners: dict[_Key, str] = {}
        for row in rows:
            subject, object_, predicate = row["subject_id"], row["object_id"], row["predicate_id"]
            if terms is not None:
                self._check_subject(row, by_curie)
            if registries is not None:
                self._check_object(object_, registries)
            reason = row["mapping_justification"]
            self._check_known("not-curated", reason, [_CURATED], "a justification", "une justification")
            if not self._check_known("unknown-predicate", predicate, _MAPPINGS, "a mapping", "un alignement"):
                continue
            family, _, id_ = subject.text.partition(":")
            scheme, _, value = object_.text.partition(":")
            mapping = _MAPPINGS[predicate.text]
            known = identifiers.setdefault((family, id_), [])
            if any((old.scheme, old.value) == (scheme, value) for old in known):
                self._report("repeated-identifier", object_.at(), _twice(object_))
            known.append(Identifier(scheme=scheme, value=value, mapping=mapping, source=row["comment"].text))
            if mapping == "exact_match":
                owner = owners.setdefault((family, object_.text), subject.text)
                if owner != subject.text:
                    self._report("shared-identifier", object_.at(), _shared(object_, owner))
        return identifiers

    def _check_subject(self, row: _Row, terms: Mapping[str, Term]) -> None:
        subject, label = row["subject_id"], row["subject_label"]
        if self._check_known("unknown-subject", subject, terms, "a term", "un terme"):
            name = terms[subject.text].label.en
            if label.text != name:
                message = _is_not(label.text, f"the label, `{name}`", f"le nom principal, `{name}`")
                self._report("other-label", label.at(), message)

    def _check_object(self, cell: _Cell, registries: Mapping[str, Registry]) -> None:
        scheme, *rest = cell.split(":")
        if not self._check_known("unknown-scheme", scheme, registries, "a registry", "un registre"):
            return
        registry = registries[scheme.text]
        value = cell.text[len(scheme.text) + 1 :]
        place = rest[0].at() if rest else cell.end()
        if not _matches(registry.pattern, value):
            self._report("pattern-mismatch", place, _not_of(value, registry), _form(registry))
        elif (check := CHECKSUMS.get(registry.checksum or "")) and not check(value):
            self._report("checksum-mismatch", place, _mistyped(value, registry), _LOOK_AGAIN)

    # Problems

    def _check_known(self, code: str, cell: _Cell, known: Collection[str], en: str, fr: str) -> bool:
        if cell.text in known:
            return True
        self._report(code, cell.at(), _is_not(cell.text, en, fr), did_you_mean(cell.text, known))
        return False

    def _report(
        self, code: str, location: Location, message: Bilingual, hint: Bilingual | None = None
    ) -> None:
        self.problems.append(
            Problem(code=code, severity="violation", location=location, message=message, hint=hint)
        )


def _matches(pattern: str, value: str) -> bool:
    try:
        return re.fullmatch(pattern, value) is not None
    except re.error:
        return True  # told where the pattern stands


_NO_COLUMNS = Bilingual(en="the table has no line of column names", fr="la table n’a pas de ligne d’en-tête")
_UNTRIMMED = Bilingual(
    en="the text begins or ends with a space", fr="le texte commence ou finit par une espace"
)
_QUOTED = Bilingual(en="the cell is in quotation marks", fr="la cellule est entre guillemets")
_UNQUOTE = Bilingual(
    en="save the table as tab-separated text without quotation marks",
    fr="enregistrez la table en texte séparé par des tabulations, sans guillemets",
)
_NOT_NFC = Bilingual(
    en="the text is not in Unicode normal form C", fr="le texte n’est pas en forme normale C d’Unicode"
)
_NOT_ANCHORED = Bilingual(
    en="the pattern does not begin with `^` and end with `$`",
    fr="le motif ne commence pas par `^` ou ne finit pas par `$`",
)
_LOOK_AGAIN = Bilingual(
    en="a character was mistyped: look it up again", fr="un caractère est faux : vérifiez à la source"
)


def _is_not(text: str, en: str, fr: str) -> Bilingual:
    return Bilingual(en=f"`{text}` is not {en}", fr=f"`{text}` n’est pas {fr}")


def _twice(cell: _Cell) -> Bilingual:
    return Bilingual(en=f"`{cell.text}` is given twice", fr=f"`{cell.text}` est donné deux fois")


def _empty(column: str) -> Bilingual:
    return Bilingual(en=f"`{column}` says nothing", fr=f"`{column}` est vide")


def _no_column(name: str) -> Bilingual:
    return Bilingual(en=f"the column `{name}` is missing", fr=f"il manque la colonne `{name}`")


def _cell_count(found: int, expected: int) -> Bilingual:
    return Bilingual(
        en=f"the row has {found} cells, the table {expected} columns",
        fr=f"la ligne a {found} cellules, la table {expected} colonnes",
    )


def _label_is_synonym(cell: _Cell) -> Bilingual:
    return Bilingual(en=f"`{cell.text}` is the label already", fr=f"`{cell.text}` est déjà le nom principal")


def _not_a_pattern(reason: str) -> Bilingual:
    return Bilingual(
        en=f"not a regular expression: {reason}", fr=f"ce n’est pas une expression régulière : {reason}"
    )


def _not_of(value: str, registry: Registry) -> Bilingual:
    return Bilingual(
        en=f"`{value}` is not an identifier of {registry.title}",
        fr=f"`{value}` n’est pas un identifiant de {registry.title}",
    )


def _form(registry: Registry) -> Bilingual:
    return Bilingual(en=f"its pattern is `{registry.pattern}`", fr=f"son motif est `{registry.pattern}`")


def _mistyped(value: str, registry: Registry) -> Bilingual:
    return Bilingual(
        en=f"the check character of `{value}` ({registry.title}) does not fit",
        fr=f"la clé de contrôle de `{value}` ({registry.title}) ne convient pas",
    )


def _shared(cell: _Cell, owner: str) -> Bilingual:
    return Bilingual(
        en=f"`{cell.text}` is exactly `{owner}` already", fr=f"`{cell.text}` est déjà exactement `{owner}`"
    )
