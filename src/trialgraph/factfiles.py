"""Fact files: what people curate, as YAML, read strictly and told about in full.

A fact file has a `document` block and a list of `facts`; each fact names its kind, the id of the thing
it is about, what it states, and the words that state it. Every problem of a file is found in one run
and placed at its line and column. Numbers, dates and words are never guessed: what is not written as
it should be is a problem.
"""

import dataclasses
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple, get_args

from trialgraph import inputs, scalars, yamlmarks
from trialgraph.model import (
    KINDS,
    Certainty,
    Document,
    Evidence,
    Fact,
    FactFile,
    Field,
    Language,
    statement_fields,
)
from trialgraph.problems import Bilingual, Location, Problem, did_you_mean, in_order, shorten

SUFFIXES = (".yaml", ".yml")
"""What the names of fact files end in."""


def load(source: str | Path) -> FactFile:
    """Read a fact file from a path, or from standard input where the source is `-`.

    Raises:
        InputError: the file is missing, unreadable, not UTF-8 or not YAML.

    """
    return parse(inputs.read(source), str(source))


def parse(data: bytes, file: str) -> FactFile:
    """Read a fact file from its bytes; `file` is its name in problems.

    Returns:
        The facts that could be read, where each of their fields stands, and every problem.

    Raises:
        InputError: the bytes are not UTF-8 or not YAML.

    >>> parse(b"facts: []", "x.yaml").problems[0].message.en
    '`document` is missing'

    """
    tree, problems = yamlmarks.parse(data, file)
    return _Loader(file, list(problems)).load(tree)


class _Id(NamedTuple):
    """The id of a fact that may have problems of its own."""

    kind: type[Fact]
    text: str
    place: Location
    kind_place: Location


class _Link(NamedTuple):
    """A reference in a fact that may have problems of its own."""

    field: str
    family: str
    id: str
    place: Location


class _Loader:
    """Collects the facts and the problems of one file."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.start = Location(file=file, line=1, column=1)
        self.problems = problems
        self.facts: list[Fact] = []
        self.locations: dict[tuple[int, str], Location] = {}
        self.length: int | None = None
        self.document_id: str | None = None
        self.declared: dict[str, set[str]] = {}
        """The ids of each family, also those of facts that have problems of their own."""
        self.ids: list[_Id] = []
        self.links: list[_Link] = []

    def load(self, tree: yamlmarks.Tree) -> FactFile:
        document = None
        if not isinstance(tree, yamlmarks.Mapping):
            self._report(
                "not-a-fact-file",
                tree.location,
                Bilingual(
                    en="expected a `document` block and a list of `facts`",
                    fr="un bloc `document` et une liste `facts` étaient attendus",
                ),
            )
        else:
            self._check_keys(tree, {"document", "facts"}, required=("document", "facts"))
            if "document" in tree.values:
                document = self._document(tree.values["document"])
            if "facts" in tree.values:
                self._facts(tree.values["facts"])
            self._check_ids()
            self._check_links()
            self._check_repetitions()
        return FactFile(
            document=document,
            facts=tuple(self.facts),
            locations=self.locations,
            problems=in_order(self.problems),
        )

    # The document block

    def _document(self, tree: yamlmarks.Tree) -> Document | None:
        if not isinstance(tree, yamlmarks.Mapping):
            self._report("not-a-mapping", tree.location, _expected_mapping("document"))
            return None
        fields = {
            "id": scalars.plain_id,
            "language": scalars.language,
            "source": scalars.text,
            "sha256": scalars.sha256,
            "length": scalars.positive,
            "rights": scalars.text,
            "curator": scalars.text,
            "curated": scalars.date,
        }
        self._check_keys(tree, fields, required=tuple(fields))
        values: dict[str, Any] = {}
        for name, read in fields.items():
            if name in tree.values:
                value = self._scalar(tree.values[name], name, read)
                if value is not None:
                    values[name] = value
        self.length = values.get("length")
        self.document_id = values.get("id")
        return Document(**values) if len(values) == len(fields) else None

    # The facts

    def _facts(self, tree: yamlmarks.Tree) -> None:
        if not isinstance(tree, yamlmarks.Sequence):
            self._report("not-a-list", tree.location, _expected_list("facts"))
            return
        if not tree.items:
            self._report(
                "no-facts",
                tree.location,
                Bilingual(en="the file states no fact", fr="le fichier n’énonce aucun fait"),
            )
        for item in tree.items:
            self._fact(item)

    def _fact(self, tree: yamlmarks.Tree) -> None:
        if not isinstance(tree, yamlmarks.Mapping):
            self._report("not-a-mapping", tree.location, _expected_mapping("kind, id, evidence"))
            return
        before = len(self.problems)
        kind = self._kind(tree)
        if kind is None:
            self._unknown_kind(tree)
            return
        fields = statement_fields(kind)
        known = {"kind", "id", "label", "certainty", "evidence", *fields}
        self._check_keys(tree, known, required=("id", "evidence"))
        values: dict[str, Any] = {}
        places = {"kind": tree.values["kind"].location}
        for key, value in tree.values.items():
            if key == "kind" or key not in known:
                continue
            places[key] = value.location
            if isinstance(value, yamlmarks.Sequence):
                places |= {f"{key}.{position}": item.location for position, item in enumerate(value.items)}
            read = self._statement(value, fields[key]) if key in fields else self._common(value, key)
            if read is not None:
                values[key] = read
        if "id" in values:
            self.declared.setdefault(kind.family, set()).add(values["id"])
            self.ids.append(_Id(kind, values["id"], places["id"], places["kind"]))
        if len(self.problems) == before and not (values.keys() - {"id", "evidence", "certainty"}):
            self._report(
                "states-nothing",
                tree.location,
                Bilingual(
                    en=f"this {kind.__name__} states nothing",
                    fr=f"ce fait de type {kind.__name__} n’énonce rien",
                ),
                did_you_mean("", fields),
            )
        if len(self.problems) == before:
            self.locations.update({(len(self.facts), key): place for key, place in places.items()})
            self.facts.append(kind(**values))

    def _kind(self, tree: yamlmarks.Mapping) -> type[Fact] | None:
        if "kind" not in tree.values:
            self._report("missing-field", tree.location, _missing("kind"))
            return None
        name = self._scalar(tree.values["kind"], "kind", scalars.one_of(KINDS))
        return None if name is None else KINDS[name]

    def _unknown_kind(self, tree: yamlmarks.Mapping) -> None:
        """Check what can be checked where the kind is not known, and let others refer to the fact."""
        for key in ("id", "label", "certainty", "evidence"):
            value = self._common(tree.values[key], key) if key in tree.values else None
            if key == "id" and isinstance(value, str):
                for kind in KINDS.values():
                    self.declared.setdefault(kind.family, set()).add(value)

    def _common(self, tree: yamlmarks.Tree, key: str) -> object | None:
        """Read a field that every kind has."""
        if key == "evidence":
            return self._evidence(tree)
        if key == "label":
            return self._label(tree)
        if key == "certainty":
            return self._scalar(tree, key, scalars.one_of(get_args(Certainty)))
        return self._scalar(tree, key, scalars.dotted_id)

    def _statement(self, tree: yamlmarks.Tree, field: Field) -> object | None:
        """Read a field that the kind has: one value, or a list where it may hold several."""
        if not field.many:
            return self._value(tree, field)
        items = tree.items if isinstance(tree, yamlmarks.Sequence) else [tree]
        if not items:
            self._report("empty-value", tree.location, *_empty(field.name))
        values = [self._value(item, field) for item in items]
        known = [value for value in values if value is not None]
        if len(set(known)) < len(known):
            self._report(
                "repeated-value",
                tree.location,
                Bilingual(
                    en=f"`{field.name}` lists a value twice", fr=f"`{field.name}` cite deux fois une valeur"
                ),
            )
        return tuple(known) if known and len(known) == len(values) else None

    def _value(self, tree: yamlmarks.Tree, field: Field) -> object | None:
        """Read one value, and remember what it refers to."""
        value = self._scalar(tree, field.name, scalars.reader(field))
        if field.reference and value is not None:
            self.links.append(_Link(field.name, field.reference, value, tree.location))
        return value

    def _label(self, tree: yamlmarks.Tree) -> Bilingual | None:
        if not isinstance(tree, yamlmarks.Mapping):
            self._report("not-a-mapping", tree.location, _expected_mapping("en, fr"))
            return None
        self._check_keys(tree, get_args(Language), required=get_args(Language))
        texts = {
            key: self._scalar(value, key, scalars.text)
            for key, value in tree.values.items()
            if key in get_args(Language)
        }
        en, fr = texts.get("en"), texts.get("fr")
        return Bilingual(en=en, fr=fr) if en and fr else None

    def _evidence(self, tree: yamlmarks.Tree) -> tuple[Evidence, ...] | None:
        if not isinstance(tree, yamlmarks.Sequence) or not tree.items:
            self._report(
                "no-evidence",
                tree.location,
                Bilingual(
                    en="`evidence` must list at least one quote",
                    fr="`evidence` doit citer au moins un passage",
                ),
                Bilingual(
                    en="write `- quote: …` with `start` and `end` below it",
                    fr="écrivez `- quote: …` avec `start` et `end` en dessous",
                ),
            )
            return None
        pieces = [self._piece(item) for item in tree.items]
        known = tuple(piece for piece in pieces if piece is not None)
        return known if len(known) == len(pieces) else None

    def _piece(self, tree: yamlmarks.Tree) -> Evidence | None:
        if not isinstance(tree, yamlmarks.Mapping):
            self._report("not-a-mapping", tree.location, _expected_mapping("quote, start, end"))
            return None
        fields: dict[str, Callable[[str], Any]] = {
            "quote": scalars.text,
            "start": scalars.natural,
            "end": scalars.positive,
            "rule": scalars.text,
        }
        self._check_keys(tree, fields, required=("quote", "start", "end"))
        values: dict[str, Any] = {
            name: self._scalar(tree.values[name], name, read)
            for name, read in fields.items()
            if name in tree.values
        }
        if any(values.get(name) is None for name in ("quote", "start", "end")):
            return None
        piece = Evidence(**values)
        if len(piece.quote) != piece.end - piece.start:
            self._report("quote-length", tree.keys["quote"], _quote_length(piece), _count_hint(piece))
            return None
        if self.length is not None and piece.end > self.length:
            self._report(
                "quote-outside",
                tree.keys["end"],
                Bilingual(
                    en=f"the quote ends at {piece.end}, but the text has {self.length} code points",
                    fr=f"la citation finit à {piece.end}, mais le texte a {self.length} points de code",
                ),
            )
            return None
        return piece

    # What the facts say of one another

    def _check_ids(self) -> None:
        first: dict[tuple[str, str], str] = {}
        for item in self.ids:
            name = item.kind.__name__
            before = first.setdefault((item.kind.family, item.text), name)
            if before != name:
                self._report("two-kinds", item.kind_place, _two_kinds(item, before))
            self._check_id(item)

    def _check_id(self, item: _Id) -> None:
        kind, text = item.kind, shorten(item.text)
        if kind.family == "document" and self.document_id not in {None, item.text}:
            self._report(
                "wrong-id",
                item.place,
                Bilingual(
                    en=f"the id of the release is that of the document, `{self.document_id}`",
                    fr=f"l’id du communiqué est celui du document, `{self.document_id}`",
                ),
            )
        if kind.within is None and "." in item.text:
            self._report(
                "wrong-id",
                item.place,
                Bilingual(
                    en=f"`{text}` has a dot, but {kind.__name__} is not a part of another thing",
                    fr=f"`{text}` a un point, mais {kind.__name__} n’est partie de rien",
                ),
            )
        if kind.within is not None:
            whole, _, part = item.text.partition(".")
            wholes = self.declared.get(kind.within, set())
            if not part or whole not in wholes:
                suggestion = f"{min(wholes)}.{shorten(part or whole)}" if wholes else None
                self._report(
                    "wrong-id",
                    item.place,
                    Bilingual(
                        en=f"`{text}` does not begin with the id of its {kind.within} and a dot",
                        fr=f"`{text}` ne commence pas par l’id de son {kind.within} suivi d’un point",
                    ),
                    Bilingual(en=f"write `{suggestion}`", fr=f"écrivez `{suggestion}`")
                    if suggestion
                    else None,
                )

    def _check_links(self) -> None:
        known = dict(self.declared)
        if self.document_id is not None:
            known["document"] = {self.document_id}
        for link in self.links:
            if link.family == "document" and self.document_id is None:
                continue  # the document's id has a problem of its own
            if link.id not in known.get(link.family, ()):
                self._report(
                    "unknown-reference",
                    link.place,
                    Bilingual(
                        en=f"`{link.field}` names `{shorten(link.id)}`, which no fact here is about",
                        fr=f"`{link.field}` cite `{shorten(link.id)}`, dont aucun fait ne parle ici",
                    ),
                    did_you_mean(link.id, known.get(link.family, ())),
                )

    def _check_repetitions(self) -> None:
        stated: dict[Fact, int] = {}
        for index, fact in enumerate(self.facts):
            bare = dataclasses.replace(fact, evidence=())
            if bare in stated:
                first_line = self.locations[stated[bare], "kind"].line
                self._report(
                    "repeated-fact",
                    self.locations[index, "kind"],
                    Bilingual(
                        en=f"the fact at line {first_line} states the same",
                        fr=f"le fait de la ligne {first_line} énonce la même chose",
                    ),
                    Bilingual(en="add the quote to its evidence", fr="ajoutez la citation à ses preuves"),
                )
            stated.setdefault(bare, index)

    # Common checks

    def _check_keys(self, tree: yamlmarks.Mapping, known: Iterable[str], required: Iterable[str]) -> None:
        names = set(known)
        for key, place in tree.keys.items():
            if key not in names:
                self._report(
                    "unknown-field",
                    place,
                    Bilingual(en=f"unknown field `{shorten(key)}`", fr=f"champ inconnu `{shorten(key)}`"),
                    did_you_mean(key, names),
                )
        for name in required:
            if name not in tree.values:
                self._report("missing-field", tree.location, _missing(name))

    def _scalar(self, tree: yamlmarks.Tree, name: str, read: Callable[[str], Any]) -> Any | None:
        """Read one value, or report why it is none."""
        if not isinstance(tree, yamlmarks.Scalar):
            self._report(
                "not-a-value",
                tree.location,
                Bilingual(en=f"`{name}` takes one value here", fr=f"`{name}` prend ici une seule valeur"),
            )
            return None
        if tree.is_null:
            self._report("empty-value", tree.location, *_empty(name))
            return None
        value = read(tree.text)
        if isinstance(value, scalars.Wrong):
            message = Bilingual(en=f"`{name}`: {value.message.en}", fr=f"`{name}` : {value.message.fr}")
            self._report(value.code, tree.location, message, value.hint)
            return None
        return value

    def _report(self, code: str, place: Location, message: Bilingual, hint: Bilingual | None = None) -> None:
        self.problems.append(
            Problem(code=code, severity="violation", message=message, location=place, hint=hint)
        )


# Messages that more than one check needs, or that are long


def _missing(name: str) -> Bilingual:
    return Bilingual(en=f"`{name}` is missing", fr=f"`{name}` manque")


def _empty(name: str) -> tuple[Bilingual, Bilingual]:
    return (
        Bilingual(en=f"`{name}` has no value", fr=f"`{name}` n’a pas de valeur"),
        Bilingual(
            en="write one, or leave the field out where nothing is stated",
            fr="écrivez-en une, ou omettez le champ là où rien n’est énoncé",
        ),
    )


def _expected_mapping(keys: str) -> Bilingual:
    return Bilingual(
        en=f"expected lines `key: value` ({keys})", fr=f"attendu : lignes `clé: valeur` ({keys})"
    )


def _expected_list(name: str) -> Bilingual:
    return Bilingual(en=f"`{name}` must be a list", fr=f"`{name}` doit être une liste")


def _quote_length(piece: Evidence) -> Bilingual:
    stretch = piece.end - piece.start
    return Bilingual(
        en=f"the quote has {len(piece.quote)} code points, but {piece.start} to {piece.end} spans {stretch}",
        fr=f"la citation a {len(piece.quote)} points de code, {piece.start} à {piece.end} en a {stretch}",
    )


def _count_hint(piece: Evidence) -> Bilingual:
    end = piece.start + len(piece.quote)
    return Bilingual(en=f"if `start` is right, `end` is {end}", fr=f"si `start` est juste, `end` vaut {end}")


def _two_kinds(item: _Id, first: str) -> Bilingual:
    kind = item.kind.__name__
    return Bilingual(
        en=f"`{shorten(item.text)}` is {kind} here and {first} before",
        fr=f"`{shorten(item.text)}` est ici {kind} et plus haut {first}",
    )
