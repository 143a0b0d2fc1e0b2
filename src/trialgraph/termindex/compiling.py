"""Compiling terminologies: all files or none, and the old index stays until the new one is whole."""

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import networkx as nx

from trialgraph import outputs
from trialgraph.namekeys import curie_slug, name_key
from trialgraph.problems import Bilingual, InputError, Location, OutputError, Problem
from trialgraph.termfiles.records import About, Entry
from trialgraph.termindex import APPLICATION, FILE, VERSION, Index, automaton, damaged
from trialgraph.termindex.locking import locked, remove_leftovers

Reader = Callable[[Path], Iterable[About | Entry | Problem]]
"""Gives the terms of a file one by one, and what is wrong with it."""

MOST_OF_A_CODE = 3
"""Problems of one code and file that are told one by one; the others are counted."""

_TABLES = """
CREATE TABLE source (
    id INTEGER PRIMARY KEY, title TEXT UNIQUE NOT NULL, file TEXT NOT NULL, format TEXT NOT NULL,
    version TEXT, licence TEXT, sha256 TEXT NOT NULL, terms INTEGER NOT NULL, names INTEGER NOT NULL);
CREATE TABLE term (
    id INTEGER PRIMARY KEY, curie TEXT UNIQUE NOT NULL, slug TEXT NOT NULL, family TEXT,
    obsolete INTEGER NOT NULL DEFAULT 0, replaced_by TEXT);
CREATE TABLE entry (
    source INTEGER NOT NULL, term INTEGER NOT NULL, line INTEGER, family TEXT,
    obsolete INTEGER NOT NULL, replaced_by TEXT);
CREATE TABLE name (
    source INTEGER NOT NULL, term INTEGER NOT NULL, key TEXT NOT NULL, text TEXT NOT NULL,
    role TEXT NOT NULL, language TEXT NOT NULL);
CREATE TABLE link (
    source INTEGER NOT NULL, term INTEGER NOT NULL, relation TEXT NOT NULL, target TEXT NOT NULL);
CREATE TABLE match (
    source INTEGER NOT NULL, term INTEGER NOT NULL, mapping TEXT NOT NULL, curie TEXT NOT NULL);
CREATE TABLE automaton (first TEXT PRIMARY KEY, data BLOB NOT NULL, sha256 TEXT NOT NULL);
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
        with locked(folder) as is_alone:
            if is_alone:
                remove_leftovers(path)
            return _compile(list(files), path, reader)
    except OSError as error:
        raise OutputError([outputs.unwritable(path, error)]) from error


def _compile(files: list[tuple[Path, str]], path: Path, reader: Reader) -> tuple[Problem, ...]:
    is_there = path.exists()
    if is_there:
        Index.open(path.parent).close()
    problems: list[Problem] = []
    try:
        with outputs.replacing(path) as temporary:
            if is_there:
                shutil.copyfile(path, temporary)
            with closing(sqlite3.connect(temporary, isolation_level=None)) as database:
                _fill(database, files, reader, problems)
                _refuse_violations(problems)
                problems += _finish(database, str(path))
    except _RefusedError:
        pass
    except sqlite3.Error as error:
        # An error of the module itself, not of SQLite, has no number.
        if is_there and getattr(error, "sqlite_errorcode", 0) & 0xFF not in _OF_THE_DISK:
            raise InputError([damaged(str(path))]) from error
        raise OutputError([outputs.unwritable(path, OSError(0, str(error)))]) from error
    return tuple(problems)


_OF_THE_DISK = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
)
"""What goes wrong with a database that is not damaged."""


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
    taken: dict[str, Path] = {}
    for file, format_ in files:
        database.execute("BEGIN")
        try:
            problems += _add(database, file, format_, reader, taken)
        except InputError as error:
            unreadable += error.problems
        database.execute("COMMIT")
    if unreadable:
        raise InputError([*unreadable, *problems])


def _add(
    database: sqlite3.Connection, file: Path, format_: str, reader: Reader, taken: dict[str, Path]
) -> list[Problem]:
    tally = _Tally()
    (source,) = database.execute("SELECT coalesce(max(id), 0) + 1 FROM source").fetchone()
    entries = _counted(reader(file), tally)
    while batch := list(islice(entries, _BATCH)):
        _insert(database, source, batch)
    title = tally.about.title or file.name
    if title in taken:
        tally.tell(_one_title(title, str(file), str(taken[title])))
    taken[title] = file
    if format_ == "obo":
        for repeated in _repeated_terms(database, source, str(file)):
            tally.tell(repeated)
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


def _repeated_terms(database: sqlite3.Connection, source: int, file: str) -> Iterator[Problem]:
    """Tell of terms that stand twice in a file: what is said of them is put together."""
    rows = database.execute(
        "SELECT curie, min(line), max(line) FROM entry JOIN term ON term.id = term WHERE source = ?"
        " GROUP BY term HAVING count(*) > 1 ORDER BY 3",
        (source,),
    )
    for curie, first, last in rows:
        yield _repeated_term(file, curie, first, last)


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
        "INSERT INTO term (curie, slug) VALUES (?, ?) ON CONFLICT (curie) DO NOTHING",
        ((e.id, curie_slug(e.id)) for e in entries),
    )
    rows = dict(
        database.execute(
            f"SELECT curie, id FROM term WHERE curie IN ({', '.join('?' * len(entries))})",  # noqa: S608 - marks alone
            [e.id for e in entries],
        )
    )
    database.executemany(
        "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)",
        ((source, rows[e.id], e.line, e.family, e.is_obsolete, e.replaced_by) for e in entries),
    )
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
    # What a term is follows from what all sources say now, in whatever order they came.
    database.execute(
        "UPDATE term SET (family, obsolete, replaced_by) ="
        " (SELECT min(family), max(obsolete), min(replaced_by) FROM entry WHERE entry.term = term.id)"
    )
    keys = database.execute(
        "SELECT DISTINCT key FROM name JOIN term ON term.id = name.term WHERE obsolete = 0 ORDER BY key"
    )
    automaton.write(database, (key for (key,) in keys))
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
        graph: nx.DiGraph[str] = nx.DiGraph(_links_in_question(database, relation))
        around = [sorted(part) for part in nx.strongly_connected_components(graph) if len(part) > 1]
        around += [[node] for node in graph if graph.has_edge(node, node)]
        for circle in sorted(around)[:MOST_OF_A_CODE]:
            yield _circle(path, relation, circle)


_MOST_LEVELS = 50
"""Levels of terms without narrower ones that are left out, before a graph is made of the others."""


def _links_in_question(database: sqlite3.Connection, relation: str) -> list[tuple[str, str]]:
    """Give the links that may be part of a circle: a graph of all would take a kilobyte a term."""
    database.execute("DROP TABLE IF EXISTS temp.open")
    database.execute(
        "CREATE TEMP TABLE open AS SELECT link.term AS narrow, term.id AS broad"
        " FROM link JOIN term ON term.curie = link.target WHERE relation = ?",
        (relation,),
    )
    for _ in range(_MOST_LEVELS):
        left_out = database.execute("DELETE FROM open WHERE narrow NOT IN (SELECT broad FROM open)").rowcount
        if not left_out:
            break
    return database.execute(
        "SELECT one.curie, other.curie FROM open JOIN term AS one ON one.id = narrow"
        " JOIN term AS other ON other.id = broad ORDER BY 1, 2"
    ).fetchall()


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


def _one_title(title: str, file: str, other: str) -> Problem:
    return Problem(
        code="repeated-id",
        severity="violation",
        location=Location(file=file),
        message=Bilingual(
            en=f"this file and `{other}` both have the title “{title}”: one would take the other’s place",
            fr=f"ce fichier et `{other}` ont tous deux le titre « {title} » : l’un remplacerait l’autre",
        ),
        hint=Bilingual(
            en="a source is known by its title, or by the name of its file: import the newer one alone, or"
            " change the title (`# title:` of a table, `ontology:` of OBO)",
            fr="une source est connue par son titre, ou par le nom de son fichier : n’importez que la plus"
            " récente, ou changez le titre (`# title:` d’un tableau, `ontology:` en OBO)",
        ),
    )


def _repeated_term(file: str, curie: str, first: int, last: int) -> Problem:
    return Problem(
        code="repeated-term",
        severity="warning",
        location=Location(file=file, line=last),
        message=Bilingual(
            en=f"`{curie}` stands on line {first} already: what both say is put together",
            fr=f"`{curie}` est déjà à la ligne {first} : ce que disent les deux est réuni",
        ),
        hint=Bilingual(
            en="check that both mean one thing; tell those who publish the terminology",
            fr="vérifiez que les deux désignent une même chose ; signalez-le à qui publie la terminologie",
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
