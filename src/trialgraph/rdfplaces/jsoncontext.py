"""What the contexts of a JSON-LD file make of its names: as much as is needed to know a triple again."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from trialgraph.jsonmarks import Value, plain
from trialgraph.rdfplaces.spots import resolve

_PASSES = 3
"""Terms may be told by terms that follow them; nobody writes longer chains, and the walk stays linear."""


class Term(NamedTuple):
    """A term: its IRI or keyword, and how its values are read."""

    iri: str | None
    type: str | None = None
    container: frozenset[str] = frozenset()
    reverse: bool = False


class _Before(NamedTuple):
    """What held before a context was entered."""

    terms: dict[str, Term]
    vocabulary: str | None
    base: str
    changed: list[tuple[dict[str, Term], str, Term | None]]


class Context:
    """The terms that hold at one place of the walk.

    One dictionary is changed and changed back, because a copy for every node would make the walk quadratic.
    """

    def __init__(self, base: str) -> None:
        self.terms: dict[str, Term] = {}
        self.vocabulary: str | None = None
        self.base = base

    def enter(self, local: Value | None) -> _Before:
        """Let the terms of a context hold, and give what `leave` needs."""
        before = _Before(self.terms, self.vocabulary, self.base, [])
        if local is not None:
            value = plain(local)
            for each in value if isinstance(value, list) else [value]:
                self._take(each, before.changed)
        return before

    def leave(self, before: _Before) -> None:
        """Let hold again what held before."""
        for terms, name, old in reversed(before.changed):
            if old is None:
                terms.pop(name, None)
            else:
                terms[name] = old
        self.terms, self.vocabulary, self.base = before.terms, before.vocabulary, before.base

    def expand(self, name: str, *, vocabulary: bool) -> str | None:
        """Make an IRI or a keyword of a name; None where it stands for nothing.

        Args:
            name: a key, a type or an identifier.
            vocabulary: whether terms and `@vocab` are looked at, as for keys and types.

        """
        if name.startswith("@"):
            return name
        if vocabulary and (term := self.terms.get(name)):
            return term.iri
        prefix, colon, local = name.partition(":")
        if colon:
            known = self.terms.get(prefix)
            return known.iri + local if known and known.iri and not local.startswith("//") else name
        if vocabulary:
            return None if self.vocabulary is None else self.vocabulary + name
        return resolve(self.base, name)

    def _take(self, local: Any, changed: list[tuple[dict[str, Term], str, Term | None]]) -> None:
        if not isinstance(local, dict):
            self.terms, self.vocabulary = {}, None
            return
        if isinstance(base := local.get("@base"), str):
            self.base = resolve(self.base, base)
        if "@vocab" in local:
            self.vocabulary = local["@vocab"]
        names = [name for name in local if not name.startswith("@")]
        changed.extend((self.terms, name, self.terms.get(name)) for name in names)
        for _ in range(_PASSES):
            # A vocabulary may begin with a prefix of the same context.
            if isinstance(self.vocabulary, str):
                self.vocabulary = self.expand(self.vocabulary, vocabulary=False)
            for name in names:
                self.terms[name] = self._define(name, local[name])

    def _define(self, name: str, definition: Any) -> Term:
        told: Mapping[str, Any] = definition if isinstance(definition, dict) else {"@id": definition}
        reverse = isinstance(told.get("@reverse"), str)
        identifier = told["@reverse"] if reverse else told.get("@id", name)
        container = told.get("@container") or ()
        type_ = told.get("@type")
        return Term(
            iri=self._expand_definition(name, identifier),
            type=self.expand(type_, vocabulary=True) if isinstance(type_, str) else None,
            container=frozenset([container] if isinstance(container, str) else container),
            reverse=reverse,
        )

    def _expand_definition(self, name: str, identifier: Any) -> str | None:
        if not isinstance(identifier, str):
            return None
        if identifier != name:
            return self.expand(identifier, vocabulary=True)
        # A term that names no IRI is a compact IRI itself, or a word of the vocabulary.
        self.terms.pop(name, None)
        return self.expand(identifier, vocabulary=True)
