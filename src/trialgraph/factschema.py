"""The form of a fact file as JSON Schema, so that editors complete, explain and underline while one types.

The schema is made from the model. It never refuses what `factfiles` accepts, and refuses what can be
seen in one place: an unknown field, a wrong code, a date that is none. What takes more than that (a
reference to nothing, the length of a quote) is told by `trialgraph validate`, which is the law.

An editor reads YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema): `120` is an integer to it, `6.5`
a number, `true` a boolean, `2024-09-11` a string; `trialgraph` takes the characters as they are written.
So a count may be an integer or a string of digits here, and a text may be anything that has a value.
What YAML itself makes a number of (`1e3`, `+5`) can no longer be told from one.
"""

import ast
import datetime as dt
import functools
import inspect
import re
import typing
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Literal

from trialgraph import context, model
from trialgraph.model import (
    KINDS,
    Certainty,
    Document,
    Duration,
    Evidence,
    Fact,
    Field,
    Language,
    PartialDate,
    Quantity,
    Review,
    ReviewStatus,
)

Schema = dict[str, Any]

_SLUG = "[a-z0-9]+(-[a-z0-9]+)*"
_NUMBER = r"-?[0-9]+(\.[0-9]+)?"
_WRITTEN = ["string", "number", "boolean"]
"""What an editor may take a text or an id for: `273` is one, and so is `true`."""


def facts_schema() -> Schema:
    """Make the schema of fact files (JSON Schema, https://json-schema.org/draft/2020-12/schema).

    >>> schema = facts_schema()
    >>> schema["$defs"]["Dosing"]["properties"]["dose"]
    {'$ref': '#/$defs/quantity'}
    >>> schema["$defs"]["Dosing"]["additionalProperties"]
    False
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://w3id.org/trialgraph/facts.schema.json",
        "title": "TrialGraph fact file",
        "description": "What one document states, each fact with the exact words that state it.",
        **_object(
            {
                "document": _ref("document"),
                "facts": {
                    "description": "What the document states: each fact is about one thing.",
                    "type": "array",
                    "minItems": 1,
                    "items": _ref("fact"),
                },
            },
            required=("document", "facts"),
        ),
        "$defs": {
            "document": _document(),
            "fact": _fact(),
            "evidence": _evidence(),
            "label": _label(),
            "review": _review(),
            **_values(),
            **_ids(),
            **_codes(),
            **{name: _kind(kind) for name, kind in KINDS.items()},
        },
    }


# The blocks of a file


def _document() -> Schema:
    explained = _docstrings()["Document"]
    properties = {
        "id": _ref("plain-id"),
        "language": _ref("language-tag", explained["language"]),
        "source": _ref("text", explained["source"]),
        "sha256": {
            "description": explained["sha256"],
            "type": "string",
            "pattern": "^[0-9a-f]{64}$",
        },
        "length": {**_integer(1), "description": explained["length"]},
        "rights": _ref("text", explained["rights"]),
        "curator": _ref("text", explained["curator"]),
        "curated": _ref("date"),
    }
    required = ("id", "language", "source", "sha256", "length")
    return {"description": _summary(Document), **_object(properties, required=required)}


def _fact() -> Schema:
    """Tell the kinds apart by `kind`, so that an editor speaks of the fields of that one kind."""
    return {
        "type": "object",
        "required": ["kind", "id", "evidence"],
        "properties": {
            "kind": {
                "description": "The class of the thing that the fact is about.",
                "oneOf": [{"const": name, "description": _summary(kind)} for name, kind in KINDS.items()],
            }
        },
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": name}}, "required": ["kind"]},
                "then": _ref(name),
            }
            for name in KINDS
        ],
    }


def _kind(kind: type[Fact]) -> Schema:
    explained = _docstrings()
    fields = {
        field.name: _field(field, explained[kind.__name__].get(field.name))
        for field in model.statement_fields(kind).values()
    }
    properties = {
        "kind": {"const": kind.__name__},
        "id": _ref(f"{kind.family}-id"),
        **fields,
        "label": _ref("label", explained["Fact"]["label"]),
        "certainty": _ref("Certainty", explained["Fact"]["certainty"]),
        "review": _ref("review"),
        "evidence": {
            "description": "The words that state the fact.",
            "type": "array",
            "minItems": 1,
            "items": _ref("evidence"),
        },
    }
    return {
        "title": kind.__name__,
        "description": _summary(kind),
        **_object(properties, required=("kind", "id", "evidence")),
    }


def _field(field: Field, description: str | None) -> Schema:
    if field.reference:
        one = _ref(f"{field.reference}-id")
    elif field.codes:
        one = _ref(_aliases()[field.codes])
    else:
        one = _ref(_NAMES[field.type])
    explained: Schema = {"description": description} if description else {}
    if not field.many:
        return {**one, **explained}
    several = {"type": "array", "items": one, "minItems": 1, "uniqueItems": True}
    return {"anyOf": [several, one], **explained}


def _evidence() -> Schema:
    properties = {
        "quote": _ref("text", "The exact words, as the document prints them."),
        "start": {**_integer(0), "description": "Where the quote begins, in code points from 0."},
        "end": {**_integer(1), "description": "Where the quote ends: text[start:end] is the quote."},
        "rule": _ref("text", "The extraction rule that found the words; a person's find has none."),
    }
    return {"description": _summary(Evidence), **_object(properties, required=("quote", "start", "end"))}


def _review() -> Schema:
    explained = _docstrings()["Review"]
    properties = {
        "status": _ref("ReviewStatus"),
        "by": _ref("text", explained["by"]),
        "on": {**_ref("date"), "description": explained["on"]},
        "why": _ref("text"),
    }
    return {"description": _summary(Review), **_object(properties, required=("status",))}


def _label() -> Schema:
    languages = typing.get_args(Language)
    return _object({language: _ref("text") for language in languages}, required=languages)


# Values

_NAMES: Mapping[type | typing.NewType, str] = {
    str: "text",
    int: "integer",
    bool: "boolean",
    Decimal: "decimal",
    dt.date: "date",
    PartialDate: "partial-date",
    Duration: "duration",
    Quantity: "quantity",
}


def _values() -> Schema:
    units = "|".join(re.sub(r"([$()*+.?\[\\\]^{|}])", r"\\\1", unit) for unit in sorted(context.units()))
    return {
        "text": {"type": _WRITTEN, "minLength": 1, "pattern": r"^\S([\s\S]*\S)?$"},
        "integer": _integer(),
        "decimal": {
            "description": "A number with a point, for example 6.5.",
            "type": ["number", "string"],
            "pattern": f"^{_NUMBER}$",
        },
        "boolean": {"enum": [True, False, "true", "false"]},
        "date": {
            "description": "A date as year-month-day, for example 2024-07-31.",
            "type": "string",
            "format": "date",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        },
        "partial-date": {
            "description": "A day, a month or a year, as stated: 2024-07-31, 2024-07 or 2024.",
            "anyOf": [
                {"type": "string", "pattern": "^(?!0000)[0-9]{4}(-(0[1-9]|1[0-2]))?$"},
                {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
                {"type": "integer", "minimum": 1, "maximum": 9999},
            ],
        },
        "language-tag": {
            "description": "A BCP 47 tag, for example en, fr or pt-BR.",
            "type": "string",
            "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        },
        "duration": {
            "description": "A duration of ISO 8601: P24W for 24 weeks, P6M for 6 months, P2Y for 2 years.",
            "type": "string",
            "pattern": (
                "^P(?=[0-9T])([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?"
                "(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+S)?)?$"
            ),
        },
        "quantity": {
            "description": "A number, a space and a UCUM unit, for example 150 mg.",
            "type": "string",
            "pattern": f"^{_NUMBER} ({units})$",
        },
    }


def _integer(least: int | None = None) -> Schema:
    schema: Schema = {"type": ["integer", "string"], "pattern": "^-?[0-9]+$"}
    return schema if least is None else {**schema, "minimum": least}


def _ids() -> Schema:
    """Make the ids of each family: a part of a thing has that thing's id, a dot and a name of its own."""
    wholes = {kind.family: kind.within for kind in KINDS.values()}
    ids = {f"{family}-id": _id(_kinds_of(family), whole) for family, whole in wholes.items()}
    return {"plain-id": _id("", None), **ids}


def _id(kinds: str, whole: str | None) -> Schema:
    description = "Lower-case letters a-z, digits and single hyphens"
    if whole:
        description = (
            f"The id of the {_kinds_of(whole)}, a dot, and a name: {description[0].lower()}{description[1:]}"
        )
    if kinds:
        description = f"{kinds}. {description}"
    slug = rf"{_SLUG}\.{_SLUG}" if whole else _SLUG
    return {"description": f"{description}.", "type": _WRITTEN, "pattern": f"^{slug}$", "minimum": 0}


def _kinds_of(family: str) -> str:
    return " or ".join(name for name, kind in KINDS.items() if kind.family == family)


def _codes() -> Schema:
    return {name: _code(codes) for codes, name in _aliases().items()}


def _code(codes: Iterable[str]) -> Schema:
    return {"oneOf": [{"const": code, "title": _words(code)} for code in codes]}


def _words(code: str) -> str:
    """Write a code as words.

    >>> _words("Phase1And2"), _words("NoApprovedTargetedTherapy")
    ('phase 1 and 2', 'no approved targeted therapy')
    """
    return " ".join(re.findall(r"[A-Z][a-z]*|[0-9]+[a-z]*", code)).lower()


# What the model says of itself


def _aliases() -> Mapping[tuple[str, ...], str]:
    """Give the names under which the model knows its sets of codes."""
    used = {field.codes for kind in KINDS.values() for field in model.statement_fields(kind).values()}
    used |= {typing.get_args(Certainty), typing.get_args(ReviewStatus)}
    return {
        typing.get_args(value): name
        for name, value in vars(model).items()
        if typing.get_origin(value) is Literal and typing.get_args(value) in used
    }


def _summary(cls: type) -> str:
    """Give the first paragraph of a docstring on one line, and as plain text."""
    return _plain(inspect.cleandoc(cls.__doc__ or "").split("\n\n", maxsplit=1)[0])


@functools.cache
def _docstrings() -> Mapping[str, Mapping[str, str]]:
    """Read from the source what stands below each field of each class: Python does not keep it."""
    classes: dict[str, dict[str, str]] = {}
    for node in ast.parse(inspect.getsource(model)).body:
        if isinstance(node, ast.ClassDef):
            fields = classes[node.name] = {}
            for field, below in zip(node.body, node.body[1:], strict=False):
                match field, below:
                    case (
                        ast.AnnAssign(target=ast.Name(id=name)),
                        ast.Expr(value=ast.Constant(value=str(text))),
                    ):
                        fields[name] = _plain(text)
    return classes


def _plain(text: str) -> str:
    return " ".join(text.replace("`", "").split())


# Parts of a schema


def _object(properties: Mapping[str, Schema], required: Iterable[str]) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def _ref(name: str, description: str | None = None) -> Schema:
    reference = {"$ref": f"#/$defs/{name}"}
    return {**reference, "description": description} if description else reference
