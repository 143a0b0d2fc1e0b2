"""The compiled index of imported terminologies: one file, opened at once and asked by name or identifier.

It is a database of SQLite in which the keys of all names stand once more, as a dictionary automaton:
a trie (https://github.com/s-yata/marisa-trie). `compiling.py` writes it.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import marisa_trie

from trialgraph.namekeys import name_key
from trialgraph.problems import Bilingual, InputError, Location, Problem
from trialgraph.termindex.automaton import Automaton

FILE = "terms.sqlite"
"""The name of the index in its folder."""
APPLICATION = 0x54474958
"""What tells our file from other databases: TGIX."""
VERSION = 2
"""Of the form of the file; another one is not read."""

_MOST_WORDS = 100
"""Words of one question to the database."""
_LONGEST_NAME = 160
"""Characters of a key; a longer name is not looked for in texts, so that time is linear in the text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A file that was imported."""

    title: str
    file: str
    """Its name without folders."""
    format: str
    version: str | None
    licence: str | None
    sha256: str
    terms: int
    names: int

    @property
    def cited(self) -> str:
        """How the graph and the messages call it."""
        return f"{self.title} {self.version}" if self.version else self.title


@dataclass(frozen=True, kw_only=True, slots=True)
class IndexedName:
    """A name of an imported term, as one source writes it."""

    term: str
    """A CURIE."""
    family: str | None
    text: str
    role: str
    language: str
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class IndexedTerm:
    """What the sources say of a term."""

    id: str
    """A CURIE."""
    family: str | None
    names: tuple[IndexedName, ...]
    links: tuple[tuple[str, str, str], ...]
    """Relation, CURIE of the other term, source."""
    matches: tuple[tuple[str, str, str], ...]
    """Mapping, CURIE in another registry, source."""
    is_obsolete: bool
    replaced_by: str | None
    sources: tuple[str, ...]

    def label(self, language: str) -> str | None:
        """Give the label in a language, where a source has one."""
        return next((n.text for n in self.names if n.role == "label" and n.language == language), None)


class Index:
    """An opened index. Its answers are in an order that depends on the content alone."""

    def __init__(self, path: str, database: sqlite3.Connection, firsts: list[str]) -> None:
        self._path, self._database = path, database
        self.trie = Automaton(firsts, self._part)
        """The keys of all names, each with a space behind it."""

    @staticmethod
    def open(folder: str | Path) -> "Index":
        """Open the index of a folder.

        Raises:
            InputError: there is none, it is damaged, or of another version.

        """
        path = Path(folder) / FILE
        if not path.is_file():
            raise InputError([_no_index(str(folder))])
        try:
            database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
            with closing(database.execute("PRAGMA application_id")) as found:
                (application,) = found.fetchone()
            with closing(database.execute("PRAGMA user_version")) as found:
                (version,) = found.fetchone()
            if application != APPLICATION:
                raise InputError([damaged(str(path))])
            if version != VERSION:
                raise InputError([_other_version(str(path), version)])
            with closing(database.execute("SELECT first FROM automaton ORDER BY first")) as found:
                firsts = [first for (first,) in found]
        except (sqlite3.Error, TypeError) as error:
            raise InputError([damaged(str(path))]) from error
        return Index(str(path), database, firsts)

    def __reduce__(self) -> tuple[Callable[[Path], "Index"], tuple[Path]]:
        """Go to another process, where the file is opened anew."""
        return Index.open, (Path(self._path).parent,)

    def __enter__(self) -> Self:
        """Give the index; leaving the block closes it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the index."""
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    @property
    def sources(self) -> tuple[Source, ...]:
        """The files that were imported, by title."""
        rows = self._ask(
            "SELECT title, file, format, version, licence, sha256, terms, names FROM source ORDER BY title"
        )
        return tuple(
            Source(
                title=title,
                file=file,
                format=format_,
                version=version,
                licence=licence,
                sha256=sha256,
                terms=terms,
                names=names,
            )
            for title, file, format_, version, licence, sha256, terms, names in rows
        )

    def named(self, key: str) -> tuple[IndexedName, ...]:
        """Give the names that have a key (`namekeys.name_key`), of terms that are not obsolete."""
        return self._names("JOIN term ON term.id = name.term WHERE name.key = ? AND term.obsolete = 0", key)

    def term(self, curie: str) -> IndexedTerm | None:
        """Give what the sources say of a term, or None where they do not have it."""
        found = self._ask("SELECT id, family, obsolete, replaced_by FROM term WHERE curie = ?", curie)
        if not found:
            return None
        row, family, obsolete, replaced_by = found[0]
        of_term = "JOIN source ON source.id = source WHERE term = ?"
        return IndexedTerm(
            id=curie,
            family=family,
            names=self._names("WHERE name.term = ?", row),
            links=tuple(
                self._ask(f"SELECT relation, target, title FROM link {of_term} ORDER BY 1, 2, 3", row)  # noqa: S608 - a constant
            ),
            matches=tuple(
                self._ask(
                    f"SELECT mapping, curie, title FROM match {of_term}"  # noqa: S608 - a constant
                    # What another term is exactly is exactly that other term.
                    " UNION SELECT mapping, term.curie, title FROM match JOIN term ON term.id = match.term"
                    " JOIN source ON source.id = source WHERE match.curie = ? AND mapping = 'exact_match'"
                    " ORDER BY 2, 1, 3",
                    row,
                    curie,
                )
            ),
            is_obsolete=bool(obsolete),
            replaced_by=replaced_by,
            sources=tuple(
                title
                for (title,) in self._ask(
                    "SELECT DISTINCT title FROM entry JOIN source ON source.id = source WHERE term = ?"
                    " ORDER BY 1",
                    row,
                )
            ),
        )

    def curie(self, slug: str) -> str | None:
        """Give the identifier that an id of ours was made of (`doid-9008` of `doid:9008`)."""
        found = self._ask("SELECT curie FROM term WHERE slug = ?", slug)
        return str(found[0][0]) if found else None

    def containing(self, wanted: list[str], limit: int) -> tuple[IndexedName, ...]:
        """Give the names in which all of some words stand, or begin a word: the shortest first.

        Args:
            wanted: words in the form of `name_key`.
            limit: how many names to give at most.

        """
        # SQLite takes no condition of a thousand parts; the other words are looked for in what is found.
        asked = sorted(set(wanted), key=lambda word: (-len(word), word))[:_MOST_WORDS]
        holds = " AND ".join(["instr(' ' || name.key, ' ' || ?) > 0"] * len(asked))
        found = self._names(
            f"JOIN term ON term.id = name.term WHERE {holds} AND term.obsolete = 0", *asked, limit=limit
        )
        return tuple(name for name in found if all(f" {w}" in f" {name_key(name.text)}" for w in wanted))

    def _part(self, first: str) -> bytes:
        """Give a part of the automaton."""
        found = self._ask("SELECT data, sha256 FROM automaton WHERE first = ?", first)
        data, sha256 = found[0] if found else (b"", "")
        if not isinstance(data, bytes) or hashlib.sha256(data).hexdigest() != sha256:
            raise InputError([damaged(self._path)])
        return data

    def _names(self, where: str, *values: object, limit: int = -1) -> tuple[IndexedName, ...]:
        order = "length(name.key), name.key," if limit >= 0 else ""
        # The parts of the query are constants of this module; what is asked for is given apart.
        query = (
            "SELECT named.curie, named.family, name.text, name.role, name.language, source.title FROM name"  # noqa: S608 - see above
            " JOIN term AS named ON named.id = name.term JOIN source ON source.id = name.source"
            f" {where} ORDER BY {order} named.curie, name.role != 'label', name.language, name.text,"
            " source.title LIMIT ?"
        )
        rows = self._ask(query, *values, limit)
        return tuple(
            IndexedName(term=term, family=family, text=text, role=role, language=language, source=source)
            for term, family, text, role, language, source in rows
        )

    def _ask(self, query: str, *values: object) -> list[Any]:
        try:
            return self._database.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise InputError([damaged(self._path)]) from error


def longest_matches(
    trie: Automaton | marisa_trie.Trie, found: list[tuple[str, int, int]]
) -> Iterator[tuple[int, int, str]]:
    """Find the names of a dictionary in the words of a text: of each first word, the longest name.

    Args:
        trie: keys of names, each with a space behind it.
        found: words with their offsets, from `namekeys.words`.

    Yields:
        The indices of the first word and of the one behind the last, and the key.

    """
    joined = "".join(f"{word} " for word, _, _ in found)
    offset = 0
    for index, (word, _, _) in enumerate(found):
        keys = trie.prefixes(joined[offset : offset + _LONGEST_NAME])
        if keys:
            longest = keys[-1]
            yield index, index + longest.count(" "), longest[:-1]
        offset += len(word) + 1


def _no_index(folder: str) -> Problem:
    return Problem(
        code="no-term-index",
        severity="violation",
        location=Location(file=folder),
        message=Bilingual(
            en="there is no index of terminologies here", fr="il n’y a pas ici d’index de terminologies"
        ),
        hint=Bilingual(
            en=f"make one: trialgraph terms import FILE… --into {folder}",
            fr=f"faites-en un : trialgraph terms import FICHIER… --into {folder}",
        ),
    )


def damaged(path: str) -> Problem:
    """Say that a file is no index, or a damaged one."""
    return Problem(
        code="damaged-term-index",
        severity="violation",
        location=Location(file=path),
        message=Bilingual(
            en="this is no index of terminologies, or a damaged one",
            fr="ce n’est pas un index de terminologies, ou il est endommagé",
        ),
        hint=_IMPORT_AGAIN,
    )


def _other_version(path: str, version: int) -> Problem:
    return Problem(
        code="old-term-index",
        severity="violation",
        location=Location(file=path),
        message=Bilingual(
            en=f"the index is of version {version}, and this TrialGraph reads version {VERSION}",
            fr=f"l’index est de la version {version}, et ce TrialGraph lit la version {VERSION}",
        ),
        hint=_IMPORT_AGAIN,
    )


_IMPORT_AGAIN = Bilingual(
    en="import the terminologies again into an empty folder: the index is made of them alone",
    fr="importez de nouveau les terminologies dans un dossier vide : l’index ne vient que d’elles",
)
