"""Every code has a page, every page tells what to do in both languages, and its example produces its code."""

import ast
import hashlib
import re
import shutil
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from types import MappingProxyType

import pytest
from rdflib import SH, Graph, Literal, Namespace, URIRef

from trialgraph import (
    announcements,
    arithmetic,
    decisions,
    factfiles,
    formats,
    inputs,
    outputs,
    parameters,
    pipeline,
    queries,
    quotedvalues,
    quotes,
    rdffiles,
    readers,
    resources,
    shapes,
    sparql,
    store,
    termindex,
    terminology,
    terms,
    things,
)
from trialgraph.checks import curated, explain, hint_for, load_checks, sections, shipped
from trialgraph.extraction import rules
from trialgraph.problems import Bilingual, Check, InputError, Problem, TrialgraphError
from trialgraph.shaclmessages import message_for

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "trialgraph"
TGS = Namespace("https://w3id.org/trialgraph/shapes#")
EX = Namespace("https://example.org/#")


WRITTEN = tuple(check for section in curated.sections() for check in section.checks)
MADE = tuple(check for section in shipped.sections() for check in section.checks)


def titled(check: Check) -> str:
    return check.code


# The codes in the source, and the pages


def codes_in(tree: ast.Module, takers: Mapping[str, int]) -> Iterator[str]:
    """Find what is given for a code: by keyword, by position to a function that takes one, by assignment."""
    local = dict(takers) | dict(takers_in(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            given = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
            position = local.get(name, -1) - (isinstance(node.func, ast.Attribute) and name in METHODS)
            if not given and 0 <= position < len(node.args):
                given = [node.args[position]]
        elif isinstance(node, ast.Assign) and [getattr(t, "id", None) for t in node.targets] == ["code"]:
            given = [node.value] if isinstance(node.value, ast.Constant | ast.IfExp) else []
        else:
            continue
        for value in given:
            yield from (
                part.value
                for part in ast.walk(value)
                if isinstance(part, ast.Constant)
                and isinstance(part.value, str)
                and CODE.fullmatch(part.value)
            )


def takers_in(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Name the functions of a module, and where their parameter `code` stands, which may be nowhere."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and (
            node.name.startswith("_") or node.name in {"refuse", "report", "check_known"}
        ):
            names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
            yield node.name, names.index("code") if "code" in names else -1
        elif isinstance(node, ast.ClassDef):
            fields = [part.target for part in node.body if isinstance(part, ast.AnnAssign)]
            names = [field.id for field in fields if isinstance(field, ast.Name)]
            if "code" in names:
                yield node.name, names.index("code")


CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
METHODS = {"report", "check_known", "_report", "_check_known"}
"""The functions above that are methods, so that their first parameter is not given."""
TREES = {file: ast.parse(file.read_text(encoding="utf-8")) for file in sorted(SOURCE.rglob("*.py"))}
PUBLIC = {
    name: position
    for tree in TREES.values()
    for name, position in takers_in(tree)
    if name in {"Problem", "refuse", "Wrong", "report", "check_known"}
}
CODES = frozenset(code for tree in TREES.values() for code in codes_in(tree, PUBLIC)) | (
    arithmetic.CODES | quotes.CODES | quotedvalues.CODES
)


def test_the_codes_of_the_source_are_found() -> None:
    assert len(CODES) >= 110
    assert {"unknown-field", "missing-extra", "not-a-date", "query-syntax", "unknown-parameter"} <= CODES
    assert {"empty-cell", "unknown-column", "unreadable", "quote-moved", "two-kinds", "rule-file"} <= CODES


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert {check.code for check in WRITTEN} == CODES


def test_no_two_pages_are_of_one_code() -> None:
    codes = [check.code for section in sections() for check in section.checks]

    assert sorted(codes) == sorted(load_checks())
    names = [section.name for section in sections()]
    assert sorted(set(names)) == sorted(names)


def test_every_constraint_of_the_shapes_has_a_page() -> None:
    graph = Graph()
    for file in resources.path("shapes").glob("*.ttl"):
        graph.parse(file)
    constraints = {str(node).removeprefix(TGS) for node in graph.subjects(SH.message)}

    assert len(constraints) >= 365
    assert {check.code for check in MADE} == constraints


def test_every_query_and_every_logic_says_in_its_own_words_how_to_mend_it() -> None:
    """What a query finds, and what several shapes ask together, cannot be told from parameters."""
    graph = Graph()
    for file in resources.path("shapes").glob("*.ttl"):
        graph.parse(file)
    untold = (SH.select, SH["or"], SH["and"], SH.xone, SH["not"], SH.lessThan, SH.lessThanOrEquals, SH.equals)
    needing = {
        str(node).removeprefix(TGS)
        for predicate in untold
        for node in graph.subjects(predicate)
        if (node, SH.message, None) in graph
    }

    assert len(needing) >= 75
    written = curated.written_mends()
    assert sorted(code for code in needing - written if curated.mend(code) is None) == [
        "position-start-before-end"
    ]


def test_what_is_written_about_mending_is_of_a_constraint() -> None:
    codes = {check.code for check in MADE}
    for name in curated.written_mends():
        pattern = re.compile(re.escape(name).replace(r"\*", ".+"))
        assert any(pattern.fullmatch(code) for code in codes), name


@pytest.mark.parametrize("check", [*WRITTEN, *MADE], ids=titled)
def test_a_page_is_whole_in_both_languages(check: Check) -> None:
    for text in (check.what, check.why, check.mend):
        assert text.en
        assert text.fr
        assert text.en != text.fr
        assert "{" not in check.mend.en.replace("{status: Accepted, by: Ada Quill, on: 2025-03-14}", "")
        assert "…" not in check.mend.en.replace("<…>", "").replace("`- quote: …`", "").replace("[ … ]", "")
        assert not re.search(r"(?<=\w)'(?=\w)", text.fr)
        assert not re.search(r" [;:!?»](?= |$)|« ", text.fr)
    assert check.mend.en[0].islower()
    assert check.what.en[0].islower()
    assert check.why.en.endswith(".")
    assert check.example.strip()
    assert check.severity in {"violation", "warning", "info"}


def test_reading_all_pages_is_quick() -> None:
    """One page is asked for in a terminal; importing rdflib comes on top of it."""
    code = (
        "import rdflib, time; start = time.perf_counter(); from trialgraph import checks;"
        "checks.explain('enrolment'); print(time.perf_counter() - start)"
    )
    fastest = min(
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(3)
    )
    assert fastest < 1.5


# Examples


def told(run: Callable[[], object]) -> Iterable[Problem]:
    """Give the problems of what a run returns or raises."""
    try:
        result = run()
    except TrialgraphError as error:
        return error.problems
    problems = getattr(result, "problems", result)
    return problems if isinstance(problems, tuple | list) else ()


DOCUMENT = (
    f"document: {{id: lorva-release, language: en, source: lorva.txt, sha256: {'a' * 64}, length: 400}}\n"
)
TABLES = MappingProxyType(
    {
        "terms.tsv": "id\tfamily\tlabel_en\tlabel_fr\tsynonyms_en\tsynonyms_fr\tsynonyms\n"
        "psoriasis\tdisease\tpsoriasis\tpsoriasis\t\t\t\neczema\tdisease\teczema\teczéma\t\t\t\n",
        "registries.tsv": "scheme\ttitle\tiri_prefix\tpattern\tsource\tchecksum\n"
        "mondo\tMondo\thttp://purl.obolibrary.org/obo/MONDO_\t^[0-9]{7}$\thttps://example.org/\t\n"
        "orcid\tORCID\thttps://orcid.org/\t^[0-9-]{18}[0-9X]$\thttps://example.org/\tmod_11_2\n",
        "identifiers.sssom.tsv": "subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\t"
        "object_category\tmapping_justification\tcomment\n",
    }
)


def fact_file(example: str) -> bytes:
    return (DOCUMENT + example if example.startswith("facts:") else example).encode()


def unescaped(example: str) -> bytes:
    return example.removesuffix("\n").encode().decode("unicode_escape").encode("latin-1")


def run_table(example: str, folder: Path) -> object:
    marks = {
        "subject_id\tpredicate\t": "relations.tsv",
        "subject_id": "identifiers.sssom.tsv",
        "scheme": "registries.tsv",
    }
    name = next((file for mark, file in marks.items() if example.startswith(mark)), "terms.tsv")
    for file, text in (TABLES | {name: example}).items():
        (folder / file).write_text(text, encoding="utf-8")
    return terminology.load_terminology(folder)


def run_import(example: str, folder: Path) -> object:
    file = folder / "file.txt"
    file.write_text(example, encoding="utf-8")
    return terms.import_terms([file], folder / "index")


def run_decisions(example: str, folder: Path) -> object:
    file = folder / "decisions.tsv"
    file.write_text(example, encoding="utf-8")
    return decisions.load_decisions(file, {})


def run_archive(name: str, data: bytes) -> Callable[[str, Path], object]:
    def run(_: str, folder: Path) -> object:
        file = folder / "file.zip"
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, data)
        return terms.import_terms([file], folder / "index")

    return run


def run_long_line(_: str, folder: Path) -> object:
    return run_import("id\tlabel\n" + "x" * 5_000_000, folder)


def run_damaged(example: str, folder: Path) -> object:
    (folder / termindex.FILE).write_text(example, encoding="utf-8")
    return termindex.Index.open(folder)


def run_old_index(_: str, folder: Path) -> object:
    with closing(sqlite3.connect(folder / termindex.FILE)) as database:
        database.executescript(f"PRAGMA application_id = {termindex.APPLICATION}; PRAGMA user_version = 0;")
        database.execute("CREATE TABLE meta (key)")
    return termindex.Index.open(folder)


def run_shapes(example: str, folder: Path) -> object:
    data, file = folder / "data.ttl", folder / "shapes.ttl"
    data.write_text(TRIAL, encoding="utf-8")
    file.write_text(example, encoding="utf-8")
    return pipeline.validate([data], shapes=[file])


TRIAL = """
<https://w3id.org/trialgraph/id/trial/lorva> a <https://w3id.org/trialgraph/ns#ClinicalTrial> ;
  <http://www.w3.org/2000/01/rdf-schema#label> "LORVA" .
"""


def run_rdf(suffix: str) -> Callable[[str, Path], object]:
    return lambda example, _: rdffiles.parse(example.encode(), suffix, f"x{suffix}")


def run_bytes(name: str) -> Callable[[str, Path], object]:
    return lambda example, _: readers.parse_text(unescaped(example), name)


def run_text(example: str, folder: Path) -> object:
    (folder / "text.txt").write_text(example, encoding="utf-8")
    return announcements.extract(folder / "text.txt")


def run_twice(example: str, folder: Path) -> object:
    for name in ("one.yaml", "two.yaml"):
        (folder / name).write_bytes(fact_file(example))
    return pipeline.build([folder]).checked


def run_graph(example: str, folder: Path) -> object:
    (folder / "graph.ttl").write_text(example, encoding="utf-8")
    return pipeline.validate([folder / "graph.ttl"])


def run_rules(example: str, folder: Path) -> object:
    shutil.copytree(rules.FOLDER / "en", folder / "en")
    (folder / "en" / "mine.yaml").write_text(example, encoding="utf-8")
    return rules.load_rules("en", folder)


def run_quotes(example: str, _: Path) -> object:
    """Put a document block before facts, for the text that a comment gives, and compare the two."""
    [text] = re.findall("# The text: (.*)", example)
    now = re.findall("# The text now: (.*)", example)
    block = f"{{id: x, language: en, source: x.txt, sha256: {sha256(text)}, length: {len(text)}}}"
    file = factfiles.parse(f"document: {block}\n{example}".encode(), "x.yaml")
    known = [problem for problem in file.problems if problem.code not in {"wrong-id", "unknown-reference"}]
    return [*known, *quotedvalues.check_values(file), *quotes.verify(file, now[0] if now else text)]


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def run_arithmetic(example: str, _: Path) -> object:
    """Put a document block before facts, and evidence under those that have none."""
    block = f"{{id: x, language: en, source: x.txt, sha256: {sha256('')}, length: 999}}"
    facts = re.sub(
        r"(- \{kind: .*)\}$", r"\1, evidence: [{quote: x, start: 0, end: 1}]}", example, flags=re.MULTILINE
    )
    file = factfiles.parse(f"document: {block}\n{facts}".encode(), "x.yaml")
    return arithmetic.check([file])


BY_FILE: Mapping[str, Callable[[str, Path], object]] = MappingProxyType(
    {
        "fact-files": lambda example, _: factfiles.parse(fact_file(example), "x.yaml"),
        "terminologies": run_table,
        "queries": lambda example, _: sparql.check(example, "query"),
        "rdf-files": run_rdf(".ttl"),
        "texts": run_bytes("x.txt"),
        "quotes": run_quotes,
        "intervals": run_arithmetic,
        "imports": run_import,
    }
)
"""How the examples of a file are run."""
BY_CODE: Mapping[str, Callable[[str, Path], object]] = MappingProxyType(
    {
        "remote-context": run_rdf(".jsonld"),
        "xml-entity": run_rdf(".rdf"),
        "nothing-validated": run_graph,
        "shape-selected-nothing": run_shapes,
        "unusable-shapes": run_shapes,
        "network-in-shapes": run_shapes,
        "code-in-shapes": run_shapes,
        "repeated-document": run_twice,
        "empty-graph": lambda example, _: store.load(example.encode(), ".ttl"),
        "unknown-check": lambda example, _: explain(example.split()[-1]),
        "broken-file": run_bytes("x.pdf"),
        "old-word-file": run_bytes("x.docx"),
        "no-rules": run_text,
        "no-trial": run_text,
        "rule-file": run_rules,
        "query-failed": lambda example, _: store.query(
            store.load(TRIAL.encode(), ".ttl"), example, parameters={"n": 2}
        ),
        "unknown-query": lambda example, _: queries.named_query(example.strip()),
        "unknown-parameter": lambda example, _: parameters.bind(example, {"traget": "target:cd40"}, "query"),
        "parameter-value": lambda example, _: parameters.bind(example, {"target": "https://[no"}, "query"),
        "ambiguous-name": lambda example, _: things.the_thing(store.load(example.encode(), ".ttl"), "lupus"),
        "name-not-found": lambda example, _: things.find(store.load(example.encode(), ".ttl"), "psoriasys"),
        "unknown-format": lambda example, _: formats.export(
            store.load(TRIAL.encode(), ".ttl"), example.strip()
        ),
        "two-files": lambda _, __: formats.export(store.load(TRIAL.encode(), ".ttl"), "-", ".csv"),
        "unreadable": lambda example, folder: inputs.read(folder / example.strip()),
        "unwritable": lambda example, folder: outputs.write({str(folder / example.strip()): b""}),
        "unknown-decision": run_decisions,
        "decided-twice": run_decisions,
        "decision-of-itself": run_decisions,
        "contradictory-decisions": run_decisions,
        "no-json-in-archive": run_archive("README.txt", b"Read me."),
        "archive-too-large": run_archive("ror.json", b" " * 3_000_000),
        "too-long-a-line": run_long_line,
        "no-term-index": lambda _, folder: termindex.Index.open(folder),
        "damaged-term-index": run_damaged,
        "old-term-index": run_old_index,
        "unknown-term": lambda example, _: terms.show_term(example.strip()),
        "empty-folder": lambda _, folder: list(inputs.find([folder], [".ttl"])),
    }
)
"""How single examples are run that their file's way does not fit."""
NOT_RUN: Mapping[str, str] = MappingProxyType(
    {
        "no-text": "a PDF of pictures is not a text that a page can show",
        "page-without-text": "a PDF of pictures is not a text that a page can show",
        "password-protected": "a locked file is not a text that a page can show",
        "too-large": "a file that unpacks to so much is not a text that a page can show",
        "missing-extra": "the libraries are installed where the tests run",
        "json-depth": "a file that is nested so deep does not fit a page",
        "query-too-large": "a query that is too large does not fit a page",
        "review-conflict": "it takes a text beside the file; tests/test_review.py has both",
        "review-leftover": "it takes a text beside the file; tests/test_review.py has both",
        "other-text": "it takes two texts beside the file; tests/test_review.py has all",
        "no-source": "it takes a folder without a text; tests/test_quotes.py has one",
        "not-an-rdf-file": "it takes two files; tests/test_differences.py has them",
    }
)
"""The examples that show what is meant, and that nothing here runs, with the reason."""


@pytest.mark.parametrize(
    ("file", "check"),
    [
        pytest.param(section.name, check, id=check.code)
        for section in curated.sections()
        for check in section.checks
        if check.code not in NOT_RUN
    ],
)
def test_an_example_produces_its_code(file: str, check: Check, tmp_path: Path) -> None:
    run = BY_CODE.get(check.code) or BY_FILE[file]

    problems = told(lambda: run(check.example, tmp_path))

    found = {(problem.code, problem.severity) for problem in problems}
    if check.code == "not-utf-8":  # of a text a warning, of a fact file a violation
        assert found == {("not-utf-8", "warning")}
        assert {p.code for p in told(lambda: factfiles.parse(unescaped(check.example), "x"))} == {"not-utf-8"}
        return
    assert (check.code, check.severity) in found
    besides = {"yaml-alias": {"empty-value"}, "unknown-check": set()}.get(check.code, set())
    assert {code for code, _ in found} <= {check.code, *besides}


def test_examples_that_are_not_run_are_few_and_there() -> None:
    assert NOT_RUN.keys() <= {check.code for check in WRITTEN}
    assert not NOT_RUN.keys() & BY_CODE.keys()
    assert len(NOT_RUN) <= 12
    assert BY_CODE.keys() <= {check.code for check in WRITTEN}


# Explaining


def test_a_page_reads_well() -> None:
    assert explain("duplicate-key", "en") == (
        "# duplicate-key\n\n"
        "**violation**: A key stands once in a block.\n\n"
        "**Why:** Most readers of YAML keep the last and drop the others without a word.\n\n"
        "**An example that fails:**\n\n"
        "```yaml\n"
        "facts:\n"
        "  - kind: ClinicalTrial\n"
        "    id: lorva\n"
        "    enrolment: 273\n"
        "    enrolment: 274\n"
        "    evidence: [{quote: 273 patients, start: 0, end: 12}]\n"
        "```\n\n"
        "**How to mend:** Keep one of them; of several values make a list, or several facts.\n"
    )
    assert explain("duplicate-key", "fr").startswith(
        "# duplicate-key\n\n**violation**\u00a0: Une clé est une seule fois dans un bloc.\n"
    )


def test_an_unknown_code_gets_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        explain("two-kindz")
    (problem,) = caught.value.problems

    assert problem.code == "unknown-check"
    assert problem.hint is not None
    assert problem.hint.en == "did you mean `two-kinds`?"


def test_the_pages_in_docs_are_up_to_date() -> None:
    run = subprocess.run(
        [sys.executable, ROOT / "tools" / "checks_pages.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr


# Hints and messages of anybody's shapes

PREFIXES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <https://example.org/#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix tg: <https://w3id.org/trialgraph/ns#> .
"""
VALUE = Literal("twelve")


def graph_of(text: str) -> Graph:
    return Graph().parse(data=PREFIXES + text, format="turtle")


COMPONENTS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "Class": ("sh:class ex:Site", "must be a described ex:Site", "type ex:Site"),
        "Datatype": ("sh:datatype xsd:integer", "must be an xsd:integer", "a whole number"),
        "NodeKind": ("sh:nodeKind sh:IRI", "must be an IRI", "an IRI"),
        "MinCount": ("sh:minCount 1", "ex:size is missing", "add `ex:size`"),
        "MaxCount": ("sh:maxCount 1", "too many values: at most 1", "keep one"),
        "MinExclusive": ("sh:minExclusive 3", "must be more than 3", "above 3"),
        "MinInclusive": ("sh:minInclusive 3", "must be at least 3", "3 or more"),
        "MaxExclusive": ("sh:maxExclusive 3", "must be less than 3", "below 3"),
        "MaxInclusive": ("sh:maxInclusive 3", "must be at most 3", "3 or less"),
        "MinLength": ("sh:minLength 3", "at least 3 characters", "at least 3 characters"),
        "MaxLength": ("sh:maxLength 3", "at most 3 characters", "to 3 characters"),
        "Pattern": ('sh:pattern "^a+$"', "match the regular expression ^a+$", "`^a+$`"),
        "LanguageIn": ('sh:languageIn ("en" "fr")', "a text in en, fr", "`@en`, `@fr`"),
        "UniqueLang": ("sh:uniqueLang true", "several texts in one language", "one text of `ex:size`"),
        "Equals": ("sh:equals ex:other", "ex:size and ex:other must have the same values", "`ex:other`"),
        "Disjoint": ("sh:disjoint ex:other", "no value in common", "from `ex:size` or from `ex:other`"),
        "LessThan": ("sh:lessThan ex:end", "must be less than that of ex:end", "smaller or earlier"),
        "LessThanOrEquals": (
            "sh:lessThanOrEquals ex:end",
            "must be at most that of ex:end",
            "larger or later",
        ),
        "Not": ("sh:not [ sh:datatype xsd:date ]", "must not be an xsd:date", "must not be an xsd:date"),
        "And": ("sh:and ([ sh:minInclusive 3 ])", "must be at least 3", "do all of this: (1) be at least 3"),
        "Or": (
            "sh:or ([ sh:datatype xsd:date ] [ sh:datatype xsd:gYear ])",
            "must be an xsd:date or be an xsd:gYear",
            "(1) be an xsd:date; (2) be an xsd:gYear",
        ),
        "Xone": (
            "sh:xone ([ sh:datatype xsd:date ] [ sh:datatype xsd:gYear ])",
            "one of these: be an xsd:date or be an xsd:gYear",
            "exactly one of these: (1) be an xsd:date",
        ),
        "Node": ("sh:node [ sh:datatype xsd:date ]", "must be an xsd:date", "it must be an xsd:date"),
        "QualifiedMinCount": (
            "sh:qualifiedValueShape [ sh:datatype xsd:date ] ; sh:qualifiedMinCount 2",
            "at least 2 of the values of ex:size must be an xsd:date",
            "until 2 of its values",
        ),
        "QualifiedMaxCount": (
            "sh:qualifiedValueShape [ sh:datatype xsd:date ] ; sh:qualifiedMaxCount 2",
            "at most 2 of the values of ex:size must be an xsd:date",
            "no more than 2",
        ),
        "Closed": ("sh:closed true", "ex:size does not belong here", "remove the property"),
        "HasValue": (
            "sh:hasValue ex:Open",
            "ex:size must have the value ex:Open",
            "write `ex:Open` in `ex:size`",
        ),
        "In": (
            "sh:in (ex:Open ex:Closed)",
            "must be one of ex:Open, ex:Closed",
            "one of these in `ex:size`: ex:Open",
        ),
    }
)
"""By constraint component of SHACL Core: an example, and what its message and its hint say."""


def test_no_component_of_shacl_core_is_forgotten() -> None:
    """https://www.w3.org/TR/shacl/#core-components but sh:property, whose results name the shape inside."""
    names = {str(name).rpartition("#")[2] for name in dir(SH)}
    core = {
        name.removesuffix("ConstraintComponent") for name in names if name.endswith("ConstraintComponent")
    }

    assert len(COMPONENTS) == 28
    assert core - COMPONENTS.keys() <= {"Property", "SPARQL", "JS", "Expression", "source", ""}


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_has_a_message_and_a_hint(name: str) -> None:
    parameters_, message, hint = COMPONENTS[name]
    graph = graph_of(f"ex:shape a sh:PropertyShape ; sh:path ex:size ; {parameters_} .")
    component = URIRef(f"{SH}{name}ConstraintComponent")

    said = message_for(graph, EX.shape, component, VALUE)
    advised = hint_for(graph, EX.shape, VALUE, component=component)

    assert message in said.en
    assert advised is not None
    assert hint in advised.en
    for text in (said, advised):
        assert text.fr != text.en
        assert not re.search(r"\bmust\b|\bwrite\b|\bvalues\b", text.fr)


def test_the_value_is_shown_as_in_turtle() -> None:
    graph = graph_of("ex:shape sh:path ex:size ; sh:datatype xsd:integer .")

    said = message_for(graph, EX.shape, SH.DatatypeConstraintComponent, VALUE)

    assert said == Bilingual(
        en='the value of ex:size must be an xsd:integer; it is "twelve"',
        fr='la valeur de ex:size doit être un xsd:integer\u00a0; c’est "twelve"',
    )


def test_a_closed_shape_names_the_property_and_the_nearest() -> None:
    graph = graph_of(
        "ex:shape a sh:NodeShape ; sh:closed true ; sh:ignoredProperties (rdf:type) ;"
        "  sh:property [ sh:path ex:country ] , [ sh:path ex:beds ] ."
    )
    component = SH.ClosedConstraintComponent

    said = message_for(graph, EX.shape, component, VALUE, EX.contry)
    near = hint_for(graph, EX.shape, VALUE, component=component, path=EX.contry)
    far = hint_for(graph, EX.shape, VALUE, component=component, path=EX.size)

    assert said.en.startswith("ex:contry does not belong here: ex:shape allows only")
    assert near is not None
    assert near.en == "did you mean `ex:country`?"
    assert far is not None
    assert far.en == "remove the property, or use one of ex:beds, ex:country, rdf:type"


def test_a_word_that_is_close_to_one_of_a_list_is_told() -> None:
    graph = graph_of("ex:shape sh:path tg:role ; sh:in (tg:Experimental tg:PlaceboComparator) .")

    close = hint_for(graph, EX.shape, Literal("experimantal"), component=SH.InConstraintComponent)
    other = hint_for(graph, EX.shape, EX.zzz, component=SH.InConstraintComponent)

    assert close is not None
    assert close.en == "did you mean `tg:Experimental`?"
    assert other is not None
    assert other.en == "write one of these in `role`: Experimental, PlaceboComparator"


def test_the_hint_of_a_shipped_constraint_is_what_its_page_says() -> None:
    graph = shapes.shipped("facts").graph

    mend = hint_for(graph, TGS["significant-result-has-comparator"], None)

    assert mend == load_checks()["significant-result-has-comparator"].mend
    form = hint_for(graph, TGS["clinicaltrials-form"], None, component=SH.PatternConstraintComponent)
    assert form is not None
    assert form.en.endswith("for example NCT00000000")


@pytest.mark.parametrize(
    ("constraint", "value", "nearest"),
    [("class-is-declared", "Chohort", "Cohort"), ("property-is-declared", "enrollment", "enrolment")],
)
def test_a_misspelt_name_of_ours_gets_the_nearest(constraint: str, value: str, nearest: str) -> None:
    hint = hint_for(Graph(), TGS[constraint], URIRef(f"https://w3id.org/trialgraph/ns#{value}"))

    assert hint is not None
    assert hint.en == f"did you mean `tg:{nearest}`?"


def test_a_query_of_a_user_has_a_message_and_no_hint() -> None:
    graph = graph_of('ex:shape a sh:NodeShape ; sh:sparql ex:query . ex:query sh:select "SELECT $this {}" .')

    said = message_for(graph, EX.query, SH.SPARQLConstraintComponent, VALUE)

    assert said.en == 'the query of ex:query finds this: "twelve"'
    assert hint_for(graph, EX.query, VALUE, component=SH.SPARQLConstraintComponent) is None


def test_a_component_of_somebody_else_is_named() -> None:
    graph = graph_of("ex:shape sh:path ex:size ; ex:maxAge 3 .")

    said = message_for(graph, EX.shape, EX.MaxAgeConstraintComponent, VALUE)

    assert said.en == 'ex:size breaks maxAge of ex:shape; it is "twelve"'
    assert hint_for(graph, EX.shape, VALUE, component=EX.MaxAgeConstraintComponent) is None


@pytest.mark.parametrize(
    "hostile",
    [
        "ex:shape sh:path ex:size ; sh:in ex:loop . ex:loop rdf:first 1 ; rdf:rest ex:loop .",
        "ex:shape sh:path ex:size ; sh:or ex:loop . ex:loop rdf:first ex:shape ; rdf:rest ex:loop .",
        "ex:shape sh:path ex:loop ; sh:minCount 1 . ex:loop rdf:first ex:a ; rdf:rest ex:loop .",
        "ex:shape sh:not ex:shape ; sh:node ex:shape ; sh:or ex:list ; sh:and ex:list ; sh:xone ex:list ."
        "ex:list rdf:first ex:shape ; rdf:rest (" + "ex:shape " * 20 + ") .",
        "ex:shape sh:not ex:shape "
        + "".join(f", [ sh:node ex:shape ; sh:minInclusive {n} ]" for n in range(2000))
        + ".",
        'ex:shape sh:path ex:size ; sh:pattern "' + "a" * 100_000 + '" .',
        "ex:shape sh:path ex:size ; sh:in (" + "ex:value " * 20_000 + ") .",
        "ex:shape sh:closed true ; sh:ignoredProperties ex:loop . ex:loop rdf:rest ex:loop .",
    ],
    ids=["list", "logic", "path", "shape", "shapes", "pattern", "values", "closed"],
)
def test_shapes_that_make_no_sense_cost_no_time(hostile: str) -> None:
    graph = graph_of(hostile)
    start = time.process_time()
    for name in COMPONENTS:
        component = URIRef(f"{SH}{name}ConstraintComponent")
        message_for(graph, EX.shape, component, VALUE)
        hint_for(graph, EX.shape, VALUE, component=component)
    hint = hint_for(graph, EX.shape, None)

    assert time.process_time() - start < 5
    assert hint is None or len(hint.en) < 100_000
