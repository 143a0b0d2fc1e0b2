"""YAML as a tree of plain strings, each with the line and column it stands at.

Every scalar is a string until a schema gives it a type, so that `no` is not False and `2024-09-11`
is not silently a date. Duplicate keys, aliases and tags are problems: the first is a mistake, the
others let a small file grow without bound or stand for more than it says. The tree is built from
parser events, without recursion, so that no nesting can exhaust the stack.
"""

from dataclasses import dataclass, field
from typing import Any

import yaml

from trialgraph.inputs import decode
from trialgraph.problems import Bilingual, InputError, Location, Problem, shorten

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 20
"""Fact files nest 5 levels; what nests deeper than this is not a fact file."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A string and where it stands; `is_null` where nothing is written."""

    location: Location
    text: str
    is_null: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list and where it starts."""

    location: Location
    items: list["Tree"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their values; `keys` says where each key stands."""

    location: Location
    values: dict[str, "Tree"] = field(default_factory=dict)
    keys: dict[str, Location] = field(default_factory=dict)


Tree = Scalar | Sequence | Mapping


def parse(data: bytes, file: str) -> tuple[Tree, tuple[Problem, ...]]:
    """Read one YAML document.

    Returns:
        The tree, and the problems that did not keep it from being read (duplicate keys, aliases, tags).

    Raises:
        InputError: the bytes are not UTF-8, or not YAML 1.1 (https://yaml.org/spec/1.1/).

    >>> tree, problems = parse(b"phase: Phase2", "facts.yaml")
    >>> tree.values["phase"].text, str(tree.values["phase"].location)
    ('Phase2', 'facts.yaml:1:8')

    """
    text = decode(data, file)
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        raise InputError([_syntax(file, line, column, str(error.problem or error.context))]) from error
    except yaml.reader.ReaderError as error:
        # libyaml counts bytes here; a character that may not stand anywhere first stands at the error.
        before = text[: text.find(chr(error.character))]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise InputError([_syntax(file, line, column, str(error.reason))]) from error
    empty = Scalar(Location(file=file, line=1, column=1), "", is_null=True)
    return (builder.root or empty), tuple(builder.problems)


class _Builder:
    """Builds the tree from parser events; `open` holds the containers not yet closed."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Tree | None = None
        self.problems: list[Problem] = []
        self.open: list[Sequence | Mapping] = []
        self.key: list[tuple[str, Location] | None] = []
        self.documents = 0

    def take(self, event: Any) -> None:
        location = Location(
            file=self.file, line=event.start_mark.line + 1, column=event.start_mark.column + 1
        )
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise InputError([_second_document(location)])
        elif isinstance(event, yaml.ScalarEvent):
            self._refuse_tag(event, location)
            # `implicit`, because the style of a plain scalar is None or "", by the parser's language.
            is_null = event.implicit[0] and event.value in {"", "~", "null"}
            self._add(Scalar(location, event.value, is_null=is_null))
        elif isinstance(event, yaml.AliasEvent):
            self.problems.append(_no_alias(location))
            self._add(Scalar(location, "", is_null=True))
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            self._refuse_tag(event, location)
            container = (Sequence if isinstance(event, yaml.SequenceStartEvent) else Mapping)(location)
            self._add(container)
            self.open.append(container)
            self.key.append(None)
            if len(self.open) > _DEEPEST:
                raise InputError([_too_deep(location)])
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            self.open.pop()
            self.key.pop()

    def _add(self, tree: Tree) -> None:
        if not self.open:
            self.root = tree
            return
        container = self.open[-1]
        if isinstance(container, Sequence):
            container.items.append(tree)
            return
        key = self.key[-1]
        if key is None:
            text = tree.text if isinstance(tree, Scalar) else "?"
            self.key[-1] = (text, tree.location)
            return
        self.key[-1] = None
        text, location = key
        if text in container.keys:
            self.problems.append(_duplicate_key(text, location, container.keys[text]))
            return
        container.keys[text] = location
        container.values[text] = tree

    def _refuse_tag(self, event: Any, location: Location) -> None:
        if event.tag is not None and event.tag != "!":
            self.problems.append(_no_tag(str(event.tag), location))


def _syntax(file: str, line: int | None, column: int | None, reason: str) -> Problem:
    return Problem(
        code="yaml-syntax",
        severity="violation",
        location=Location(file=file, line=line, column=column),
        message=Bilingual(en=f"not YAML: {reason}", fr=f"ce n’est pas du YAML : {reason}"),
        hint=Bilingual(
            en="check the indentation, and put text that contains `: ` or `#` in double quotes",
            fr="vérifiez l’indentation, et mettez entre guillemets doubles un texte qui contient `: ` ou `#`",
        ),
    )


def _duplicate_key(key: str, location: Location, first: Location) -> Problem:
    return Problem(
        code="duplicate-key",
        severity="violation",
        location=location,
        message=Bilingual(
            en=f"`{shorten(key)}` is written twice: first at line {first.line}",
            fr=f"`{shorten(key)}` est écrit deux fois : d’abord à la ligne {first.line}",
        ),
        hint=Bilingual(en="keep one of them", fr="gardez-en un seul"),
    )


def _no_alias(location: Location) -> Problem:
    return Problem(
        code="yaml-alias",
        severity="violation",
        location=location,
        message=Bilingual(en="a YAML alias (`*name`) is not read", fr="un alias YAML (`*nom`) n’est pas lu"),
        hint=Bilingual(en="write the value out", fr="écrivez la valeur en toutes lettres"),
    )


def _no_tag(name: str, location: Location) -> Problem:
    tag = shorten(name)
    return Problem(
        code="yaml-tag",
        severity="violation",
        location=location,
        message=Bilingual(
            en=f"a YAML tag (`{tag}`) is not read", fr=f"une étiquette YAML (`{tag}`) n’est pas lue"
        ),
        hint=Bilingual(en="remove the tag", fr="retirez l’étiquette"),
    )


def _second_document(location: Location) -> Problem:
    return Problem(
        code="yaml-documents",
        severity="violation",
        location=location,
        message=Bilingual(
            en="a second YAML document starts here: a fact file holds one",
            fr="un second document YAML commence ici : un fichier de faits n’en contient qu’un",
        ),
    )


def _too_deep(location: Location) -> Problem:
    return Problem(
        code="yaml-depth",
        severity="violation",
        location=location,
        message=Bilingual(
            en=f"nested deeper than {_DEEPEST} levels", fr=f"imbriqué sur plus de {_DEEPEST} niveaux"
        ),
    )
