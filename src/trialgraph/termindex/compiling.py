"""Compiling terminologies: all files or none, and the old index stays until the new one is whole."""

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import marisa_trie
import networkx as nx

from trialgraph import outputs
from trialgraph.namekeys import curie_slug, name_key
from trialgraph.problems import Bilingual, InputError, Location, OutputError, Problem
from trialgraph.termfiles.records import About, Entry
from trialgraph.termindex import APPLICATION, FILE, VERSION, Index

Reader = Callable[[Path], Iterable[About | Entry | Problem]]
"""Gives the terms of a file one by one, and what is wrong with it."""

MOST_OF_A_CODE = 3
"""Problems of one code and file that are told one by one; the others are counted."""

_TABLES = """
CREATE TABLE source (
    id INTEGER PRIMARY KEY, title TEXT UNIQUE NOT NULL, file TEXT NOT NULL, format TEXT NOT NULL,
    version TEXT, licence TEXT, sha256 TEXT NOT NULL, terms INTEGER NOT NULL, names INTEGER NOT NULL);
CREATE TABLE term (
    id INTEGER PRIMARY KEY, curie TEXT UNIQUE NOT NULL, slug TEXT NOT NULL, family TEXT, country TEXT,
    obsolete INTEGER NOT NULL DEFAULT 0, replaced_by TEXT);
CREATE TABLE entry (source INTEGER NOT NULL, term INTEGER NOT NULL);
CREATE TABLE name (
    source INTEGER NOT NULL, term INTEGER NOT NULL, key TEXT NOT NULL, text TEXT NOT NULL,
    role TEXT NOT NULL, language TEXT NOT NULL);
CREATE TABLE link (
    source INTEGER NOT NULL, term INTEGER NOT NULL, relation TEXT NOT NULL, target TEXT NOT NULL);
CREATE TABLE match (
    source INTEGER NOT NULL, term INTEGER NOT NULL, mapping TEXT NOT NULL, curie TEXT NOT NULL);
CREATE TABLE automaton (data BLOB NOT NULL, sha256 TEXT NOT NULL);
"""
_LOOKUPS = {
    "term_slug": "term (slug)",
    "name_key": "name (key)",
    "name_term": "name (term)",
    "entry_term": "entry (term)",
    "link_term": "link (term)",
    "match_term": "match (term)",
    "match_curie": "match (curie)",
}
_BATCH = 5_000


@dataclass(kw_only=True, slots=True)
class _Tally:
    """What one file gave."""

    about: About = field(default_factory=About)
    terms: int = 0
    told: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def tell(self, problem: Problem) -> None:
        """Keep a problem, or count it where there are many of its code."""
        count = self.told[problem.code] = self.told.get(problem.code, 0) + 1
        if count <= MOST_OF_A_CODE:
            self.problems.append(problem)

    def all_told(self, file: str) -> Iterator[Problem]:
        """Give the problems, and how many of each code were only counted."""
        yield from self.problems
        for code, count in self.told.items():
            if count > MOST_OF_A_CODE:
                severity = next(problem.severity for problem in self.problems if problem.code == code)
                yield _more(code, count - MOST_OF_A_CODE, severity, file)


def compile_files(files: Iterable[tuple[Path, str]], folder: Path, reader: Reader) -> tuple[Problem, ...]:
    """Add terminologies to the index of a folder; a source of the same title is replaced.

    Args:
        files: each file with the name of its format.
        folder: where the index stands, or will stand; it is made where it does not exist.
        reader: gives the terms of a file.

    Returns:
        What is wrong with the files. Where something is a violation the index was left as it was.

    Raises:
        InputError: a file cannot be read at all, or the index that is there is damaged or of another version.
        OutputError: the index cannot be written.

    """
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError([outputs.unwritable(path, error)]) from error
    if path.exists():
        Index.open(folder).close()
    problems: list[Problem] = []
    try:
        with outputs.replacing(path) as temporary:
            if path.exists():
                shutil.copyfile(path, temporary)
            with closing(sqlite3.connect(temporary, isolation_level=None)) as database:
                _fill(database, list(files), reader, problems)
                _refuse_violations(problems)
                problems += _finish(database, str(path))
    except _RefusedError:
        pass
    except sqlite3.Error as error:
        raise OutputError([outputs.unwritable(path, OSError(str(error)))]) from error
    return tuple(problems)


class _RefusedError(Exception):
    """Leaves the block that would have put the new index in the place of the old one."""


def _refuse_violations(problems: Iterable[Problem]) -> None:
    if any(problem.severity == "violation" for problem in problems):
        raise _RefusedError


def _fill(
    database: sqlite3.Connection, files: list[tuple[Path, str]], reader: Reader, problems: list[Problem]
) -> None:
    # The file takes its place only when it is whole: what SQLite does against crashes would be lost time.
    database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -64000;")
    if not database.execute("PRAGMA application_id").fetchone()[0]:
        database.executescript(f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};")
        database.executescript(_TABLES)
    for lookup in _LOOKUPS:
        database.execute(f"DROP INDEX IF EXISTS {lookup}")
    unreadable: list[Problem] = []
    for file, format_ in files:
        database.execute("BEGIN")
        try:
            problems += _add(database, file, format_, reader)
        except InputError as error:
            unreadable += error.problems
        database.execute("COMMIT")
    if unreadable:
        raise InputError([*unreadable, *problems])


def _add(database: sqlite3.Connection, file: Path, format_: str, reader: Reader) -> list[Problem]:
    tally = _Tally()
    (source,) = database.execute("SELECT coalesce(max(id), 0) + 1 FROM source").fetchone()
    entries = _counted(reader(file), tally)
    while batch := list(islice(entries, _BATCH)):
        _insert(database, source, batch)
    title = tally.about.title or file.name
    old = database.execute("SELECT id FROM source WHERE title = ?", (title,)).fetchone()
    if old is not None:
        for table in ("entry", "name", "link", "match"):
            database.execute(f"DELETE FROM {table} WHERE source = ?", old)  # noqa: S608 - constants
        database.execute("DELETE FROM source WHERE id = ?", old)
        database.execute("DELETE FROM term WHERE id NOT IN (SELECT term FROM entry)")
    database.execute(
        "INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            source,
            title,
            file.name,
            format_,
            tally.about.version,
            tally.about.licence,
            _sha256(file),
            *_counts(database, source),
        ),
    )
    if not tally.terms and not any(p.severity == "violation" for p in tally.problems):
        tally.tell(_no_terms(str(file)))
    return list(tally.all_told(str(file)))


def _counts(database: sqlite3.Connection, source: int) -> tuple[int, int]:
    """Count the terms and the names of a source."""
    (terms,) = database.execute(
        "SELECT count(DISTINCT term) FROM entry WHERE source = ?", (source,)
    ).fetchone()
    (names,) = database.execute("SELECT count(*) FROM name WHERE source = ?", (source,)).fetchone()
    return terms, names


def _counted(read: Iterable[About | Entry | Problem], tally: _Tally) -> Iterator[Entry]:
    """Let terms through; keep what a file says of itself, and what is wrong with it."""
    for each in read:
        match each:
            case Entry():
                tally.terms += 1
                yield each
            case About():
                tally.about = each
            case Problem():
                tally.tell(each)


def _insert(database: sqlite3.Connection, source: int, entries: list[Entry]) -> None:
    database.executemany(
        "INSERT INTO term (curie, slug, family, country, obsolete, replaced_by) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (curie) DO UPDATE SET family = coalesce(family, excluded.family),"
        " country = coalesce(country, excluded.country), obsolete = max(obsolete, excluded.obsolete),"
        " replaced_by = coalesce(replaced_by, excluded.replaced_by)",
        ((e.id, curie_slug(e.id), e.family, e.country, e.is_obsolete, e.replaced_by) for e in entries),
    )
    rows = dict(
        database.execute(
            f"SELECT curie, id FROM term WHERE curie IN ({', '.join('?' * len(entries))})",  # noqa: S608 - marks alone
            [e.id for e in entries],
        )
    )
    database.executemany("INSERT INTO entry VALUES (?, ?)", ((source, rows[e.id]) for e in entries))
    database.executemany(
        "INSERT INTO name VALUES (?, ?, ?, ?, ?, ?)",
        (
            (source, rows[e.id], key, name.text, name.role, name.language)
            for e in entries
            for name in e.names
            if (key := name_key(name.text))
        ),
    )
    database.executemany(
        "INSERT INTO link VALUES (?, ?, ?, ?)",
        ((source, rows[e.id], link.relation, link.target) for e in entries for link in e.links),
    )
    database.executemany(
        "INSERT INTO match VALUES (?, ?, ?, ?)",
        ((source, rows[e.id], match.mapping, match.curie) for e in entries for match in e.matches),
    )


def _finish(database: sqlite3.Connection, path: str) -> list[Problem]:
    for lookup, columns in _LOOKUPS.items():
        database.execute(f"CREATE INDEX {lookup} ON {columns}")
    keys = database.execute(
        "SELECT DISTINCT key FROM name JOIN term ON term.id = name.term WHERE obsolete = 0 ORDER BY key"
    )
    data = marisa_trie.Trie(f"{key} " for (key,) in keys).tobytes()
    database.execute("DELETE FROM automaton")
    database.execute("INSERT INTO automaton VALUES (?, ?)", (data, hashlib.sha256(data).hexdigest()))
    problems = [*_shared_names(database, path), *_circles(database, path)]
    database.execute("VACUUM")
    return problems


def _shared_names(database: sqlite3.Connection, path: str) -> Iterator[Problem]:
    """Tell of labels that two terms of one family and source have: such a name alone grounds nothing."""
    rows = database.execute(
        "SELECT source.title, min(name.text), min(term.curie), max(term.curie) FROM name"
        " JOIN term ON term.id = name.term JOIN source ON source.id = name.source"
        " WHERE role = 'label' AND obsolete = 0 AND family IS NOT NULL"
        " GROUP BY name.source, family, key HAVING count(DISTINCT term.id) > 1 ORDER BY 1, 2"
    ).fetchall()
    by_source: dict[str, list[tuple[str, str, str]]] = {}
    for title, name, one, other in rows:
        by_source.setdefault(title, []).append((name, one, other))
    for title, shared in by_source.items():
        yield _one_name(path, title, len(shared), shared[0])


def _circles(database: sqlite3.Connection, path: str) -> Iterator[Problem]:
    """Tell of terms that are, over others, broader than themselves."""
    for relation in ("broader", "part_of"):
        links = database.execute(
            "SELECT curie, target FROM link JOIN term ON term.id = link.term WHERE relation = ?"
            " ORDER BY 1, 2",
            (relation,),
        ).fetchall()
        graph: nx.DiGraph[str] = nx.DiGraph(links)
        around = [sorted(part) for part in nx.strongly_connected_components(graph) if len(part) > 1]
        around += [[node] for node in graph if graph.has_edge(node, node)]
        for circle in sorted(around)[:MOST_OF_A_CODE]:
            yield _circle(path, relation, circle)


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _more(code: str, count: int, severity: str, file: str) -> Problem:
    return Problem(
        code=code,
        severity=severity,  # type: ignore[arg-type]  # of a problem, so it is one
        location=Location(file=file),
        message=Bilingual(
            en=f"{count} more problems of this kind in the file",
            fr=f"{count} autres problèmes de cette sorte dans le fichier",
        ),
    )


def _no_terms(file: str) -> Problem:
    return Problem(
        code="no-terms",
        severity="violation",
        location=Location(file=file),
        message=Bilingual(
            en="no term could be read from this file", fr="aucun terme n’a pu être lu dans ce fichier"
        ),
        hint=Bilingual(
            en="check that it is the whole file, and that its registry stands in registries.tsv",
            fr="vérifiez que le fichier est entier et que son registre figure dans registries.tsv",
        ),
    )


def _one_name(path: str, title: str, count: int, example: tuple[str, str, str]) -> Problem:
    name, one, other = example
    return Problem(
        code="shared-label",
        severity="info",
        location=Location(file=path),
        message=Bilingual(
            en=f"{title}: {count} labels are of several terms each, as “{name}” of {one} and {other}",
            fr=f"{title} : {count} libellés désignent plusieurs termes, comme « {name} » ({one} et {other})",
        ),
        hint=Bilingual(
            en="such a name is shown as a tie; a table of decisions can say which one is meant",
            fr="un tel nom est montré comme ambigu ; un tableau de décisions peut dire lequel est voulu",
        ),
    )


def _circle(path: str, relation: str, terms: list[str]) -> Problem:
    shown = ", ".join(terms[:4])
    return Problem(
        code="circle-of-terms",
        severity="warning",
        location=Location(file=path),
        message=Bilingual(
            en=f"`{relation}` leads from {shown} back to where it began: {len(terms)} terms in a circle",
            fr=f"`{relation}` ramène de {shown} au point de départ : {len(terms)} termes en cercle",
        ),
        hint=Bilingual(
            en="they are kept, each an ancestor of the others; tell those who publish the terminology",
            fr="ils sont gardés, chacun ancêtre des autres ; signalez-le à ceux qui la publient",
        ),
    )
