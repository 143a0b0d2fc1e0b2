"""The pages that people write, data/checks/*.yaml, and how to mend what shapes cannot say themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from trialgraph import resources, yamlmarks
from trialgraph.problems import Bilingual, Check

_SHAPES = "shapes"
"""The file that is not of pages, but of what to add to those of shapes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """The checks of one file."""

    name: str
    """Of the file, without its suffix."""
    title: str
    """English: the first line of the file."""
    checks: tuple[Check, ...]


@cache
def sections() -> tuple[Section, ...]:
    """Read the pages of the codes that are no constraints of shapes, by file, in order of code."""
    files = sorted(resources.path("data", "checks").glob("*.yaml"))
    return tuple(
        Section(
            name=file.stem,
            title=file.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ").removesuffix("."),
            checks=tuple(_check(code, entry) for code, entry in sorted(_read(file.stem).items())),
        )
        for file in files
        if file.stem != _SHAPES
    )


def mend(code: str) -> Bilingual | None:
    """Give what is written about mending a constraint: by its name, else by its family.

    >>> mend("dosing-closed") == mend("quantity-closed") is not None
    True
    """
    texts = _read(_SHAPES)["mend"]
    if code in texts:
        return _bilingual(texts[code])
    family = next((name for name in texts if "*" in name and fnmatchcase(code, name)), None)
    return _bilingual(texts[family]) if family else None


def where(file: str) -> Bilingual | None:
    """Give what a person does about every constraint of a file of shapes."""
    texts = _read(_SHAPES)["where"]
    return _bilingual(texts[file]) if file in texts else None


def written_mends() -> frozenset[str]:
    """Name the constraints, and the families (with `*`), of which it is written how to mend them."""
    return frozenset(_read(_SHAPES)["mend"])


@cache
def _read(name: str) -> Mapping[str, Any]:
    file = resources.path("data", "checks", f"{name}.yaml")
    tree, problems = yamlmarks.parse(file.read_bytes(), file.name)
    if problems or not isinstance(tree, yamlmarks.Mapping):
        raise ValueError(f"{file.name} is not a file of checks: {problems}")
    return {key: _plain(value) for key, value in tree.values.items()}


def _plain(tree: yamlmarks.Tree) -> Any:
    if isinstance(tree, yamlmarks.Mapping):
        return {key: _plain(value) for key, value in tree.values.items()}
    if isinstance(tree, yamlmarks.Sequence):
        raise TypeError(f"{tree.location}: a file of checks has no lists")
    return tree.text


def _bilingual(texts: Mapping[str, str]) -> Bilingual:
    return Bilingual(en=texts["en"], fr=texts["fr"])


def _check(code: str, entry: Mapping[str, Any]) -> Check:
    return Check(
        code=code,
        severity=entry["severity"],
        what=_bilingual(entry["what"]),
        why=_bilingual(entry["why"]),
        mend=_bilingual(entry["mend"]),
        example=entry["example"],
        syntax=entry["syntax"],
    )
