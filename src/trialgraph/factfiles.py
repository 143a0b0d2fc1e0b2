"""Fact files: what people curate, as YAML, read strictly and told about in full.

A fact file has a `document` block and a list of `facts`; each fact names its kind, the id of the thing
it is about, what it states, and the words that state it. Every problem of a file is found in one run
and placed at its line and column. Numbers, dates and words are never guessed: what is not written as
it should be is a problem.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, get_args

from trialgraph import factchecks, factmessages, inputs, scalars, yamlmarks
from trialgraph.model import (
    KINDS,
    Certainty,
    Document,
    Evidence,
    Fact,
    FactFile,
    Field,
    Language,
    Review,
    ReviewStatus,
    statement_fields,
)
from trialgraph.problems import Bilingual, Location, Problem, did_you_mean, in_order, shorten

SUFFIXES = (".yaml", ".yml")
"""What the names of fact files end in."""

_COMMON = ("id", "label", "certainty", "review", "evidence")
"""The keys that every kind has, besides `kind` itself."""


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


class _Loader:
    """Collects the facts and the problems of one file."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.start = Location(file=file, line=1, column=1)
        self.problems = problems
        self.facts: list[Fact] = []
        self.locations: dict[tuple[int, str], Location] = {}
        self.length: int | None = None
        self.references = factchecks.References()

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
            self.problems += factchecks.check(self.references, self.facts, self.locations)
        return FactFile(
            document=document,
            facts=tuple(self.facts),
            locations=self.locations,
            problems=in_order(self.problems),
        )

    # The document block

    def _document(self, tree: yamlmarks.Tree) -> Document | None:
        if not isinstance(tree, yamlmarks.Mapping):
            self._report("not-a-mapping", tree.location, factmessages.expected_mapping("document"))
            return None
        required = {
            "id": scalars.plain_id,
            "language": scalars.language_tag,
            "source": scalars.text,
            "sha256": scalars.sha256,
            "length": scalars.positive,
        }
        fields = required | {"rights": scalars.text, "curator": scalars.text, "curated": scalars.date}
        values, complete = self._values(tree, fields, required)
        self.length = values.get("length")
        self.references.document = values.get("id")
        return Document(**values) if complete else None

    # The facts

    def _facts(self, tree: yamlmarks.Tree) -> None:
        if not isinstance(tree, yamlmarks.Sequence):
            self._report("not-a-list", tree.location, factmessages.expected_list("facts"))
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
            self._report("not-a-mapping", tree.location, factmessages.expected_mapping("kind, id, evidence"))
            return
        before = len(self.problems)
        kind = self._kind(tree)
        if kind is None:
            self._unknown_kind(tree)
            return
        fields = statement_fields(kind)
        known = {"kind", *_COMMON, *fields}
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
            self.references.declare([kind], values["id"])
            review = values.get("review")
            self.references.ids.append(
                factchecks.Id(
                    kind=kind,
                    text=values["id"],
                    place=places["id"],
                    kind_place=places["kind"],
                    is_rejected=review is not None and review.status == "Rejected",
                )
            )
        if len(self.problems) == before and not (values.keys() & {"label", *fields}):
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
            self._report("missing-field", tree.location, factmessages.missing("kind"))
            return None
        name = self._scalar(tree.values["kind"], "kind", scalars.one_of(KINDS))
        return None if name is None else KINDS[name]

    def _unknown_kind(self, tree: yamlmarks.Mapping) -> None:
        """Check what can be checked where the kind is not known, and let others refer to the fact."""
        for key in _COMMON:
            value = self._common(tree.values[key], key) if key in tree.values else None
            if key == "id" and isinstance(value, str):
                self.references.declare(KINDS.values(), value)

    def _common(self, tree: yamlmarks.Tree, key: str) -> object | None:
        """Read a field that every kind has."""
        if key == "evidence":
            return self._evidence(tree)
        if key == "label":
            return self._label(tree)
        if key == "review":
            return self._review(tree)
        if key == "certainty":
            return self._scalar(tree, key, scalars.one_of(get_args(Certainty)))
        return self._scalar(tree, key, scalars.dotted_id)

    def _statement(self, tree: yamlmarks.Tree, field: Field) -> object | None:
        """Read a field that the kind has: one value, or a list where it may hold several."""
        if not field.many:
            return self._value(tree, field)
        items = tree.items if isinstance(tree, yamlmarks.Sequence) else [tree]
        if not items:
            self._report("empty-value", tree.location, *factmessages.empty(field.name))
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
            self.references.links.append(
                factchecks.Link(field=field.name, family=field.reference, id=value, place=tree.location)
            )
        return value

    def _label(self, tree: yamlmarks.Tree) -> Bilingual | None:
        if not isinstance(tree, yamlmarks.Mapping):
            self._report("not-a-mapping", tree.location, factmessages.expected_mapping("en, fr"))
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
            self._report("not-a-mapping", tree.location, factmessages.expected_mapping("quote, start, end"))
            return None
        required = {"quote": scalars.text, "start": scalars.natural, "end": scalars.positive}
        values, complete = self._values(tree, required | {"rule": scalars.text}, required)
        if not complete:
            return None
        piece = Evidence(**values)
        if len(piece.quote) != piece.end - piece.start:
            self._report(
                "quote-length",
                tree.keys["quote"],
                factmessages.quote_length(piece),
                factmessages.count_hint(piece),
            )
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

    def _review(self, tree: yamlmarks.Tree) -> Review | None:
        """Read what a person decided: a decision has an author and a day, a draft has neither."""
        if not isinstance(tree, yamlmarks.Mapping):
            self._report(
                "not-a-mapping",
                tree.location,
                factmessages.expected_mapping("status, by, on, why"),
                factmessages.REVIEW_HINT,
            )
            return None
        fields = {
            "status": scalars.one_of(get_args(ReviewStatus)),
            "by": scalars.text,
            "on": scalars.date,
            "why": scalars.text,
        }
        values, complete = self._values(tree, fields, ("status",))
        status = values.get("status")
        deciding = [name for name in ("by", "on") if name in tree.keys]
        if status == "Draft" and deciding:
            self._report(
                "decided-draft",
                tree.keys[deciding[0]],
                factmessages.decided_draft(deciding[0]),
                factmessages.DRAFT_HINT,
            )
            return None
        if status is not None and status != "Draft" and len(deciding) < len(("by", "on")):
            for name in {"by", "on"} - tree.keys.keys():
                self._report(
                    "undecided-review",
                    tree.location,
                    factmessages.undecided(status, name),
                    factmessages.REVIEW_HINT,
                )
            return None
        return Review(**values) if complete else None

    # Common checks

    def _values(
        self,
        tree: yamlmarks.Mapping,
        fields: Mapping[str, Callable[[str], Any]],
        required: Iterable[str],
    ) -> tuple[dict[str, Any], bool]:
        """Read the fields of a block, and tell whether all that are there and required could be read."""
        self._check_keys(tree, fields, required)
        read = {
            name: self._scalar(tree.values[name], name, read)
            for name, read in fields.items()
            if name in tree.values
        }
        values = {name: value for name, value in read.items() if value is not None}
        return values, len(values) == len(read) and set(required) <= values.keys()

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
                self._report("missing-field", tree.location, factmessages.missing(name))

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
            self._report("empty-value", tree.location, *factmessages.empty(name))
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
