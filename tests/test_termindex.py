"""Imported terminologies stand in one index: whole or not at all, and asked by name or identifier."""

import os
import pickle
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

import trialgraph
from trialgraph import termindex
from trialgraph.lexicon import load_lexicon
from trialgraph.namekeys import name_key, words
from trialgraph.problems import InputError, OutputError
from trialgraph.termindex import FILE, Index, automaton, locking, longest_matches
from trialgraph.termindex.locking import LOCK

FIRST = (
    "# title: House terms\n# version: 1\n# licence: CC0\n"
    "id\tfamily\tlabel_en\tlabel_fr\tsynonyms\tbroader\n"
    "doid:0000001\tdisease\tquillitis\tquillite\tQLT\tdoid:0000002\n"
    "doid:0000002\tdisease\tfell disease\t\t\t\n"
    "doid:0000003\tdisease\tquill œdème\t\t\t\n"
)
SECOND = FIRST.replace("# version: 1", "# version: 2").replace("fell disease", "fellosis")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    into = tmp_path / "index"
    write(tmp_path / "house.tsv", FIRST)
    assert trialgraph.import_terms([tmp_path / "house.tsv"], into).problems == ()
    return into


def write(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


def test_an_index_knows_its_sources(folder: Path) -> None:
    with Index.open(folder) as index:
        (source,) = index.sources

    assert (source.title, source.version, source.licence, source.format) == (
        "House terms",
        "1",
        "CC0",
        "terms",
    )
    assert (source.terms, source.names, source.file) == (3, 5, "house.tsv")
    assert source.cited == "House terms 1"


def test_a_term_is_found_by_its_name_and_by_its_identifier(folder: Path) -> None:
    with Index.open(folder) as index:
        assert [name.term for name in index.named("quillitis")] == ["doid:0000001"]
        assert [name.term for name in index.named(name_key("Quill Oedème"))] == ["doid:0000003"]
        assert index.named("quill") == ()
        assert index.curie("doid-0000002") == "doid:0000002"
        term = index.term("doid:0000001")
        assert index.term("doid:0000099") is None

    assert term is not None
    assert (term.label("en"), term.label("fr"), term.links) == (
        "quillitis",
        "quillite",
        (("broader", "doid:0000002", "House terms"),),
    )


def test_names_are_found_in_a_text_the_longest_first(folder: Path) -> None:
    text = "Quillitis, or QLT, is a fell  disease; a fell dish is none."
    with Index.open(folder) as index:
        found = list(words(text))
        matches = [
            text[found[first][1] : found[end - 1][2]] for first, end, _ in longest_matches(index.trie, found)
        ]

    assert matches == ["Quillitis", "QLT", "fell  disease"]


def test_a_newer_version_takes_the_place_of_the_older(folder: Path, tmp_path: Path) -> None:
    imported = trialgraph.import_terms([write(tmp_path / "house-2.tsv", SECOND)], folder)

    assert [(source.title, source.version) for source in imported.sources] == [("House terms", "2")]
    with Index.open(folder) as index:
        assert index.named("fell disease") == ()
        assert len(index.named("fellosis")) == 1


def test_another_source_stands_beside(folder: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "labels.tsv", "id\tlabel\nDOID:0000001\tquill fever\n")
    imported = trialgraph.import_terms([other], folder)

    assert [source.title for source in imported.sources] == ["House terms", "labels.tsv"]
    with Index.open(folder) as index:
        term = index.term("doid:0000001")
    assert term is not None
    assert {name.text for name in term.names} == {"quillitis", "quillite", "QLT", "quill fever"}


def test_where_one_file_is_broken_the_old_index_stays_as_it_was(folder: Path, tmp_path: Path) -> None:
    before = (folder / FILE).read_bytes()
    broken = write(tmp_path / "broken.obo", "format-version: 1.2\n\n[Term]\nname: no id\n")
    imported = trialgraph.import_terms([write(tmp_path / "house-2.tsv", SECOND), broken], folder)

    assert "truncated-terminology" in {problem.code for problem in imported.problems}
    assert (folder / FILE).read_bytes() == before
    assert {file.name for file in folder.iterdir()} == {FILE, LOCK}
    assert [source.version for source in imported.sources] == ["1"]


def test_an_import_that_is_killed_leaves_the_old_index(folder: Path, tmp_path: Path) -> None:
    before = (folder / FILE).read_bytes()
    rows = "".join(f"DOID:{number}\tlong illness {number}\n" for number in range(1, 400_000))
    large = write(tmp_path / "large.tsv", f"id\tlabel\n{rows}")
    code = "import sys, trialgraph; trialgraph.import_terms([sys.argv[1]], sys.argv[2])"
    with subprocess.Popen([sys.executable, "-c", code, str(large), str(folder)]) as run:
        deadline = time.monotonic() + 60
        while not list(folder.glob(f".{FILE}.*")) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert list(folder.glob(f".{FILE}.*")), "the import has begun to write"
        time.sleep(0.2)
        os.kill(run.pid, signal.SIGKILL)

    assert (folder / FILE).read_bytes() == before
    with Index.open(folder) as index:
        assert len(index.named("quillitis")) == 1
    assert list(folder.glob(f".{FILE}.*")), "what it wrote is left"
    trialgraph.import_terms([write(tmp_path / "house-2.tsv", SECOND)], folder)
    assert {file.name for file in folder.iterdir()} == {FILE, LOCK}


def content(folder: Path) -> list[list[object]]:
    """Give all that an index says, without the numbers of its rows."""
    with closing(sqlite3.connect(folder / FILE)) as database:
        queries = [
            "SELECT title, version, terms, names FROM source",
            "SELECT curie, slug, family, obsolete, replaced_by FROM term",
            *(
                f"SELECT title, term.curie, {columns} FROM {table} JOIN term ON term.id = term"  # noqa: S608 - constants
                " JOIN source ON source.id = source"
                for table, columns in (
                    ("entry", "line, entry.family"),
                    ("name", "key, text, role, language"),
                    ("link", "relation, target"),
                    ("match", "mapping, match.curie"),
                )
            ),
            "SELECT first, sha256 FROM automaton",
        ]
        return [sorted(database.execute(query).fetchall(), key=repr) for query in queries]


STANZA = "format-version: 1.2\nontology: quill\n\n[Term]\nid: DOID:1\nname: quillitis\n"
OLDER = f"{STANZA}is_obsolete: true\nreplaced_by: DOID:2\n\n[Term]\nid: DOID:2\nname: fellosis\n"


def test_a_newer_version_gives_what_a_fresh_import_gives(tmp_path: Path) -> None:
    older, newer = write(tmp_path / "1.obo", OLDER), write(tmp_path / "2.obo", STANZA)
    beside = write(tmp_path / "labels.tsv", "id\tlabel\nDOID:1\tquill fever\n")
    for files in ([older], [beside], [newer]):
        trialgraph.import_terms(files, tmp_path / "index")
    trialgraph.import_terms([newer, beside], tmp_path / "fresh")

    assert content(tmp_path / "index") == content(tmp_path / "fresh")
    with Index.open(tmp_path / "index") as index:
        assert [name.term for name in index.named("quillitis")] == ["doid:1"]


def test_two_files_of_one_title_are_told_and_nothing_is_imported(folder: Path, tmp_path: Path) -> None:
    before = (folder / FILE).read_bytes()
    one, other = write(tmp_path / "1.obo", OLDER), write(tmp_path / "2.obo", STANZA)
    imported = trialgraph.import_terms([one, other], folder)

    assert [(p.code, p.severity, p.location.file) for p in imported.problems] == [
        ("repeated-id", "violation", str(other))
    ]
    assert str(one) in imported.problems[0].message.en
    assert (folder / FILE).read_bytes() == before


def test_a_term_that_stands_twice_in_obo_is_told_with_both_lines(tmp_path: Path) -> None:
    twice = write(tmp_path / "1.obo", f"{STANZA}\n[Term]\nid: DOID:1\nname: fellosis\n")
    imported = trialgraph.import_terms([twice], tmp_path / "index")

    assert [(p.code, p.severity, p.location.line) for p in imported.problems] == [
        ("repeated-term", "warning", 8)
    ]
    assert "line 4" in imported.problems[0].message.en


def test_of_two_imports_at_once_none_is_lost(tmp_path: Path) -> None:
    into = tmp_path / "index"
    code = "import sys, trialgraph; trialgraph.import_terms([sys.argv[1]], sys.argv[2])"
    runs = []
    for part in range(4):
        rows = "".join(f"DOID:{part}{number:05}\tillness {part} {number}\n" for number in range(4_000))
        file = write(tmp_path / f"{part}.tsv", f"id\tlabel\n{rows}")
        runs.append(subprocess.Popen([sys.executable, "-c", code, str(file), str(into)]))

    assert [run.wait() for run in runs] == [0, 0, 0, 0]
    with Index.open(into) as index:
        assert [source.title for source in index.sources] == ["0.tsv", "1.tsv", "2.tsv", "3.tsv"]


def test_an_import_that_waits_too_long_is_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "PATIENCE", 0.2)
    beside = folder / f".{FILE}.of-another-import"
    with locking.locked(folder) as is_alone:
        write(beside, "half an index")
        with pytest.raises(OutputError) as error:
            trialgraph.import_terms([write(tmp_path / "house-2.tsv", SECOND)], folder)

    assert is_alone
    assert "another import" in error.value.problems[0].message.en
    assert beside.exists()


def test_names_are_found_where_the_automaton_has_many_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(automaton, "_ENOUGH", 2)
    names = ["ague", "agues", "berry", "cold", "cold sore", "œdema", "éclair fever", "β fever", "1st ill"]
    rows = "".join(f"DOID:{number}\t{name}\n" for number, name in enumerate(names))
    trialgraph.import_terms([write(tmp_path / "labels.tsv", f"id\tlabel\n{rows}")], tmp_path / "index")
    text = "1st ill, Ague and agues; a cold sore, OEDEMA; Éclair fever; β fever; zeal, berry"
    with Index.open(tmp_path / "index") as index:
        found = list(longest_matches(index.trie, list(words(text))))
        parts = index._ask("SELECT count(*) FROM automaton")

    assert [key for _, _, key in found] == [
        *("1st ill", "ague", "agues", "cold sore", "oedema", "eclair fever", "β fever", "berry")
    ]
    assert parts[0][0] > 2


def test_a_circle_below_many_levels_is_found(tmp_path: Path) -> None:
    stanzas = [f"[Term]\nid: DOID:{n}\nname: illness {n}\nis_a: DOID:{n - 1}\n" for n in range(1, 80)]
    circle = "[Term]\nid: DOID:0\nname: illness 0\nis_a: DOID:3\n"
    text = "format-version: 1.2\n\n" + "\n".join([*stanzas, circle])
    imported = trialgraph.import_terms([write(tmp_path / "1.obo", text)], tmp_path / "index")

    assert [problem.code for problem in imported.problems] == ["circle-of-terms"]
    assert "4 terms in a circle" in imported.problems[0].message.en


def test_a_question_of_many_words_is_answered(folder: Path) -> None:
    many = [f"w{number}" for number in range(1_200)]
    with Index.open(folder) as index:
        assert index.containing(many, 20) == ()
        assert [n.text for n in index.containing(["fell", "dis"] * 600, 20)] == ["fell disease"]


def test_importing_into_a_damaged_index_says_that_it_is_damaged(folder: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(folder / FILE)) as database:
        (page,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'name'").fetchone()
        (size,) = database.execute("PRAGMA page_size").fetchone()
    data = bytearray((folder / FILE).read_bytes())
    data[(page - 1) * size : page * size] = b"\xff" * size
    (folder / FILE).write_bytes(bytes(data))
    with pytest.raises(InputError) as error:
        trialgraph.import_terms([write(tmp_path / "house-2.tsv", SECOND)], folder)

    assert [problem.code for problem in error.value.problems] == ["damaged-term-index"]
    assert (folder / FILE).read_bytes() == bytes(data)


def test_an_index_of_another_version_is_refused_and_kept(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (folder / FILE).read_bytes()
    monkeypatch.setattr(termindex, "VERSION", 99)
    for attempt in (
        lambda: Index.open(folder),
        lambda: trialgraph.import_terms([write(tmp_path / "house-2.tsv", SECOND)], folder),
    ):
        with pytest.raises(InputError) as error:
            attempt()
        assert [problem.code for problem in error.value.problems] == ["old-term-index"]
    assert (folder / FILE).read_bytes() == before


@pytest.mark.parametrize("at", [0, 100, -200_000, -4000])
def test_a_damaged_index_is_told_and_never_a_traceback(folder: Path, at: int) -> None:
    data = bytearray((folder / FILE).read_bytes())
    place = at % len(data)
    data[place : place + 3000] = b"\x00" * min(3000, len(data) - place)
    (folder / FILE).write_bytes(bytes(data))

    def ask() -> list[str]:
        """Give the codes of what is wrong; what the damage did not touch may still be answered."""
        try:
            with Index.open(folder) as index:
                index.named("quillitis")
                index.term("doid:0000001")
        except InputError as error:
            return [problem.code for problem in error.problems]
        return []

    assert set(ask()) <= {"damaged-term-index", "old-term-index"}


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    write(tmp_path / "file", "")
    with pytest.raises(OutputError):
        trialgraph.import_terms([write(tmp_path / "house.tsv", FIRST)], tmp_path / "file" / "index")


def test_two_ids_of_one_name_and_circles_are_told_and_kept(tmp_path: Path) -> None:
    text = "id\tlabel\tsubClassOf\nDOID:1\tquillitis\tDOID:2\nDOID:2\tfellosis\tDOID:1\nDOID:3\tquillitis\t\n"
    imported = trialgraph.import_terms([write(tmp_path / "labels.tsv", text)], tmp_path / "index")

    assert {problem.code: problem.severity for problem in imported.problems} == {
        "shared-label": "info",
        "circle-of-terms": "warning",
    }
    with Index.open(tmp_path / "index") as index:
        assert [name.term for name in index.named("quillitis")] == ["doid:1", "doid:3"]


def test_many_problems_of_one_kind_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"DOID:x{number}\tillness {number}\n" for number in range(50))
    imported = trialgraph.import_terms(
        [write(tmp_path / "labels.tsv", f"id\tlabel\nDOID:1\tquillitis\n{rows}")], tmp_path / "index"
    )

    assert len(imported.problems) == 4
    assert any(problem.message.en.startswith("47 more") for problem in imported.problems)


def test_a_large_file_takes_little_memory(tmp_path: Path) -> None:
    """60 MB of OBO in a process that may have 400 MB in all: files are read line by line."""
    stanza = '[Term]\nid: DOID:{0}\nname: long illness {0}\ndef: "' + "word " * 60 + '"\n\n'
    file = tmp_path / "large.obo"
    with file.open("w", encoding="utf-8") as stream:
        stream.write("format-version: 1.2\n\n")
        for number in range(1, 160_000):
            stream.write(stanza.format(number))
    code = (
        "import resource, sys, trialgraph;"
        "resource.setrlimit(resource.RLIMIT_AS, (900_000_000, 900_000_000));"
        "found = trialgraph.import_terms([sys.argv[1]], sys.argv[2]);"
        "print(found.sources[0].terms)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(file), str(tmp_path / "index")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert file.stat().st_size > 50_000_000
    assert done.stdout.strip() == "159999", done.stderr


def test_all_names_go_to_another_process(folder: Path) -> None:
    lexicon = load_lexicon(folder)
    again = pickle.loads(pickle.dumps(lexicon))  # noqa: S301 - our own bytes

    assert again.named("quillitis") == lexicon.named("quillitis") != ()
    assert again.named("cfz533") == lexicon.named("cfz533") != ()


def test_shipped_and_imported_names_of_one_thing_are_one_thing(tmp_path: Path) -> None:
    text = "id\tlabel\nDOID:12894\tsicca quill syndrome\nDOID:7\tquillitis\n"
    trialgraph.import_terms([write(tmp_path / "labels.tsv", text)], tmp_path / "index")
    lexicon = load_lexicon(tmp_path / "index")

    assert [name.thing for name in lexicon.named("sicca quill syndrome")] == [("disease", "sjogren-disease")]
    assert [name.thing for name in lexicon.named("quillitis")] == [("disease", "doid-7")]
    known = lexicon.term("disease", "doid-7")
    assert known is not None
    assert [(i.scheme, i.value, i.curated, i.source) for i in known.identifiers] == [
        ("doid", "7", False, "labels.tsv")
    ]
    assert lexicon.term("drug", "doid-7") is None


def test_what_mappings_say_is_exactly_one_is_one_thing(tmp_path: Path) -> None:
    table = "# title: {0}\nid\tfamily\tlabel_en\tsynonyms_en\n{1}\tdisease\t{2}\tquill trouble\n"
    files = [
        write(tmp_path / "first.tsv", table.format("First", "doid:9999901", "quillitis")),
        write(tmp_path / "second.tsv", table.format("Second", "mondo:9999901", "inflamed quill")),
    ]
    mapping = write(
        tmp_path / "m.sssom.tsv",
        "#mapping_set_title: Ours\nsubject_id\tpredicate_id\tobject_id\n"
        "MONDO:9999901\tskos:exactMatch\tDOID:9999901\n",
    )
    apart, joined = tmp_path / "apart", tmp_path / "joined"
    trialgraph.import_terms(files, apart)
    trialgraph.import_terms([*files, mapping], joined)

    assert [g.verdict for g in trialgraph.ground_names(["quill trouble"], apart)] == ["ambiguous"]
    (found,) = trialgraph.ground_names(["inflamed quill"], joined)
    assert found.thing == ("disease", "doid-9999901")
    for asked in ("doid:9999901", "mondo:9999901", "disease:doid-9999901"):
        term = trialgraph.show_term(asked, joined)
        assert (term.id, term.label_in("en")) == ("doid-9999901", "quillitis")
        assert [(i.scheme, i.source) for i in term.identifiers] == [("doid", "First"), ("mondo", "Ours")]
