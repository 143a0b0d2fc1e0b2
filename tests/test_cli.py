"""The command line as a stranger tries it: data on stdout, talk on stderr, exit 0, 1 or 2, no traceback."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import rdflib
from click.testing import CliRunner, Result

import trialgraph
from trialgraph.cli import main
from trialgraph.cli import terms as terms_group

ROOT = Path(__file__).parent.parent
RELEASE = ROOT / "data" / "releases" / "ap-hp-twinss-2024-09-11.yaml"
FIVE = ROOT / "docs" / "examples" / "five-mistakes.yaml"

Write = Callable[[str, str | bytes], Path]


def run(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    """Run a command; anything but a clean exit is a failure of the test."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a build of the releases, as Turtle and TriG."""
    folder = tmp_path_factory.mktemp("build")
    result = run("build", RELEASE, "-o", folder / "graph.ttl", "-o", folder / "graph.trig")
    assert result.exit_code == 0
    return folder


# Build


def test_build_tells_what_it_did_on_stderr_only(tmp_path: Path) -> None:
    result = run("build", RELEASE, "-o", tmp_path / "graph.ttl")

    assert result.exit_code == 0
    assert result.stdout == ""
    assert [line.split()[0] for line in result.stderr.splitlines()[-5:]] == [
        "read",
        "facts",
        "graph",
        "checked",
        "wrote",
    ]


@pytest.mark.parametrize("suffix", [".ttl", ".nt", ".jsonld", ".rdf", ".trig", ".nq"])
def test_the_suffix_picks_the_format(suffix: str, build: Path, tmp_path: Path) -> None:
    output = tmp_path / f"graph{suffix}"
    run("build", RELEASE, "-o", output)
    graph = trialgraph.load(output)

    facts = {str(quad) for quad in trialgraph.load(build / "graph.ttl")}

    assert facts <= {str(quad) for quad in graph}
    assert trialgraph.has_claims(graph) == (suffix in {".trig", ".nq"})


def test_a_dash_writes_turtle_to_stdout_and_nothing_else(build: Path) -> None:
    result = run("build", RELEASE, "-o", "-")

    assert result.stdout_bytes == (build / "graph.ttl").read_bytes()


def test_a_dash_reads_a_fact_file_from_stdin(build: Path) -> None:
    result = run("build", "-", "-o", "-", stdin=RELEASE.read_bytes())

    assert result.exit_code == 0
    assert result.stdout_bytes == (build / "graph.ttl").read_bytes()


def test_the_same_bytes_come_out_whatever_the_hash_seed(build: Path) -> None:
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-m", "trialgraph", "build", str(RELEASE), "-o", "-"],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        assert done.stdout == (build / "graph.ttl").read_bytes()


def test_rdflib_and_oxigraph_read_the_same_triples(build: Path) -> None:
    data = (build / "graph.ttl").read_bytes()
    theirs = {
        tuple(term.n3() for term in triple) for triple in rdflib.Graph().parse(data=data, format="turtle")
    }
    ours = {
        tuple(term.n3() for term in next(iter(rdflib.Graph().parse(data=f"{quad.triple} .", format="nt"))))
        for quad in trialgraph.load(build / "graph.ttl")
    }

    assert len(theirs) >= 1500
    assert theirs == ours


def test_a_fact_file_with_mistakes_builds_nothing(tmp_path: Path) -> None:
    result = run("build", FIVE, "-o", tmp_path / "graph.ttl")

    assert result.exit_code == 1
    assert list(tmp_path.iterdir()) == []
    assert result.stderr.count("violation:") == 5


def test_a_graph_with_violations_is_written_and_the_exit_code_is_1(write: Write, tmp_path: Path) -> None:
    text = RELEASE.read_text("utf-8").replace("numerator: 8\n", "numerator: -8\n")
    result = run("build", write("facts.yaml", text), "-o", tmp_path / "graph.ttl")

    assert result.exit_code == 1
    assert (tmp_path / "graph.ttl").exists()
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "numerator: -8" in row)
    assert f"facts.yaml:{line}:16: violation: " in result.stderr


# Validate


def test_a_fact_file_with_five_mistakes_prints_five_problems_at_their_lines() -> None:
    result = run("validate", FIVE)

    assert result.exit_code == 1
    places = [line.split(": ")[0].rpartition("five-mistakes.yaml:")[2] for line in result.stdout.splitlines()]
    assert [place for place in places if place[0].isdigit()] == ["14:12", "15:5", "26:11", "32:24", "34:9"]


def test_messages_come_in_french() -> None:
    result = run("validate", FIVE, "--lang", "fr")

    assert "champ inconnu `enrollment`" in result.stdout
    assert "conseil: vouliez-vous dire `enrolment` ?" in result.stdout


def test_a_wrong_unit_and_a_missing_quote_fail_with_both_lines_named(write: Write) -> None:
    text = RELEASE.read_text("utf-8").replace("dose: 300 mg", "dose: 300 mgr", 1)
    without = text.replace("- quote: 23 pays\n        start", "- start", 1)
    assert without != text
    result = run("validate", write("facts.yaml", without))

    lines = without.splitlines()
    unit = next(n for n, row in enumerate(lines, 1) if "300 mgr" in row)
    place = next(n for n, row in enumerate(lines, 1) if "- start" in row)
    assert result.exit_code == 1
    assert f"facts.yaml:{unit}:11: violation: `dose`: `mgr` is not a known UCUM unit" in result.stdout
    assert f"facts.yaml:{place}:9: violation: `quote` is missing" in result.stdout
    assert "2 violations" in result.stderr


@pytest.mark.parametrize("name", ["graph.ttl", "graph.trig"])
def test_a_graph_of_ours_is_valid(name: str, build: Path) -> None:
    result = run("validate", build / name)

    assert result.exit_code == 0
    assert "violation" not in result.stdout


def test_a_graph_in_which_nothing_is_checked_is_not_called_valid(write: Write) -> None:
    result = run("validate", write("other.ttl", "<urn:a> a <urn:b> ; <urn:c> <urn:d> ."))

    assert result.exit_code == 1
    assert "nothing was checked" in result.stdout


# Query


def test_the_data_scientist_gets_the_arms_with_their_doses(build: Path) -> None:
    result = run("query", "-g", build / "graph.ttl", "--name", "significant-improvements", "--format", "json")
    rows = json.loads(result.stdout)["results"]["bindings"]

    assert [(row["arm"]["value"], row["dose"]["value"], row["unit"]["value"]) for row in rows] == [
        ("Cohort 1: iscalimab 150 mg", "150", "mg"),
        ("Cohort 1: iscalimab 600 mg", "600", "mg"),
    ]


def test_labels_come_in_french(build: Path) -> None:
    result = run("query", "-g", build / "graph.ttl", "--name", "significant-improvements", "--lang", "fr")

    assert "Cohorte 1 : iscalimab 150 mg" in result.stdout


@pytest.mark.parametrize(
    ("question", "output"),
    [
        ("ASK { trial:twinss tg:phase tg:Phase2 }", "true\n"),
        ("ASK { trial:twinss tg:designFeature tg:DoubleBlind }", "false\n"),
        ("SELECT ?n { trial:twinss tg:enrolment ?n }", "  n\n---\n273\n"),
    ],
)
def test_answers_go_to_stdout(question: str, output: str, build: Path) -> None:
    result = run("query", "-g", build / "graph.ttl", question)

    assert (result.exit_code, result.stdout, result.stderr) == (0, output, "")


def test_a_described_thing_is_turtle(build: Path) -> None:
    result = run("query", "-g", build / "graph.ttl", "DESCRIBE drug:iscalimab")

    assert "drug:iscalimab a tg:Drug ;" in result.stdout


def test_a_query_comes_from_a_file_and_from_stdin(build: Path, write: Write) -> None:
    question = "ASK { drug:iscalimab tg:hasTarget target:cd40 }"
    from_file = run("query", "-g", build / "graph.ttl", "-f", write("q.rq", question))
    from_stdin = run("query", "-g", build / "graph.ttl", "-f", "-", stdin=question.encode())

    assert (from_file.stdout, from_stdin.stdout) == ("true\n", "true\n")


def test_a_parameter_narrows_a_question(build: Path) -> None:
    all_ = run("query", "-g", build / "graph.ttl", "--name", "arms", "--format", "csv")
    none = run(
        "query",
        "-g",
        build / "graph.ttl",
        "--name",
        "arms",
        "--param",
        "trial_id=trial:other",
        "--format",
        "csv",
    )

    assert (len(all_.stdout.splitlines()), len(none.stdout.splitlines())) == (7, 1)


def test_the_questions_are_listed_in_both_languages() -> None:
    english, french = run("query", "--list"), run("query", "--list", "--lang", "fr")

    assert english.stdout.count("\n") >= 28
    assert "significant-improvements" in english.stdout
    assert english.stdout != french.stdout


def test_a_question_about_claims_says_when_the_graph_has_none(build: Path) -> None:
    result = run("query", "-g", build / "graph.ttl", "--name", "claims")

    assert "ask the .trig or the .nq" in result.stderr


# Show, path, export


def test_show_gives_each_statement_with_its_quote(build: Path) -> None:
    result = run("show", "-g", build / "graph.trig", "CD40")

    assert "« reconnaissant la molécule CD40 »" in result.stdout
    assert "uniprot:P25942" in result.stdout


def test_path_reads_as_steps_from_names_in_either_language(build: Path) -> None:
    french = run("path", "-g", build / "graph.ttl", "anticorps monoclonal", "maladie de Sjögren")
    english = run("path", "-g", build / "graph.ttl", "monoclonal antibody", "Sjögren's disease")

    assert french.exit_code == 0
    assert french.stdout == english.stdout
    assert "iscalimab" in french.stdout


def test_an_ambiguous_name_lists_what_has_it(build: Path) -> None:
    result = run("show", "-g", build / "graph.ttl", "cohort")

    assert result.exit_code == 2
    assert "group:twinss.cohort-1" in result.stderr
    assert "group:twinss.cohort-2" in result.stderr


def test_an_unknown_name_gets_the_nearest() -> None:
    result = run("show", "-g", "-", "iscalimumab", stdin=b"drug:x a tg:Drug .")

    assert result.exit_code == 2


@pytest.mark.parametrize(
    "suffix", [".ttl", ".nt", ".jsonld", ".rdf", ".trig", ".nq", ".graphml", ".gexf", ".json"]
)
def test_export_writes_every_format(suffix: str, build: Path, tmp_path: Path) -> None:
    result = run("export", "-g", build / "graph.trig", "-o", tmp_path / f"copy{suffix}")

    assert result.exit_code == 0
    assert (tmp_path / f"copy{suffix}").stat().st_size > 1000


def test_export_writes_nodes_and_edges_as_csv(build: Path, tmp_path: Path) -> None:
    run("export", "-g", build / "graph.ttl", "-o", tmp_path / "copy.csv")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.edges.csv", "copy.nodes.csv"]


# Bad input: one clear sentence each


def one_sentence(result: Result) -> str:
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr


def test_a_missing_file_is_named() -> None:
    assert "there is no file `none.yaml`" in one_sentence(run("build", "none.yaml", "-o", "x.ttl"))
    assert "there is no file `none.ttl`" in one_sentence(run("query", "-g", "none.ttl", "ASK {}"))
    assert "there is no file `none.yaml`" in one_sentence(run("validate", "none.yaml"))


def test_a_folder_without_fact_files_is_named(tmp_path: Path) -> None:
    message = one_sentence(run("build", tmp_path, "-o", "x.ttl"))

    assert (
        message
        == f"{tmp_path}: violation: the folder holds no file that ends in `.yaml`, `.yml`, `.txt`, `.md`, "
        "`.html`, `.htm`, `.pdf`, `.docx` [empty-folder]\n"
    )


def test_bytes_that_are_not_utf_8_are_placed(write: Write) -> None:
    path = write("facts.yaml", b"document:\n  id: caf\xe9\n")

    assert f"{path}:2:10: violation: byte 0xe9 is not UTF-8 text" in one_sentence(
        run("build", path, "-o", "x.ttl")
    )


def test_a_turtle_syntax_error_is_placed(write: Write) -> None:
    path = write("graph.ttl", "@prefix a: <urn:a> .\na:b a:c .\n")

    assert f"{path}:2:9: violation: not Turtle" in one_sentence(run("query", "-g", path, "ASK {}"))
    assert f"{path}:2:9: violation: not Turtle" in one_sentence(run("validate", path))


def test_a_sparql_typo_is_placed(build: Path) -> None:
    message = one_sentence(run("query", "-g", build / "graph.ttl", "SELEC ?x { ?x a tg:Drug }"))

    assert message.startswith("query:1:1: violation: ")
    assert "SELECT" in message


def test_an_unknown_query_gets_the_nearest(build: Path) -> None:
    message = one_sentence(run("query", "-g", build / "graph.ttl", "--name", "arm"))

    assert "there is no query named `arm`" in message
    assert "did you mean `arms`" in message


def test_a_missing_output_folder_is_named(tmp_path: Path) -> None:
    output = tmp_path / "none" / "graph.ttl"

    assert f"there is no folder `{output.parent}` to write into" in one_sentence(
        run("build", RELEASE, "-o", output)
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_told_without_a_traceback() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "trialgraph", "build", str(RELEASE), "-o", "-"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.returncode == 2
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["build"],
        ["build", "x.yaml"],
        ["build", "x.yaml", "-o", "x.docx"],
        ["query", "ASK {}"],
        ["query", "-g", "x.ttl"],
        ["query", "-g", "x.ttl", "ASK {}", "--name", "arms"],
        ["query", "-g", "x.ttl", "ASK {}", "--param", "x"],
        ["nothing"],
        ["build", "--nothing"],
    ],
    ids=" ".join,
)
def test_bad_usage_is_exit_2(arguments: Sequence[str]) -> None:
    result = run(*arguments)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage: " in result.stderr


def test_the_network_is_refused(build: Path) -> None:
    question = "SELECT * { SERVICE <https://example.org/sparql> { ?s ?p ?o } }"

    assert "SERVICE would ask another server" in one_sentence(
        run("query", "-g", build / "graph.ttl", question)
    )


# Help


def test_the_version_is_told() -> None:
    assert run("--version").stdout == f"trialgraph {trialgraph.__version__}\n"


COMMANDS = [
    *(name for name in sorted(main.commands) if name != "terms"),
    *(f"terms {name}" for name in sorted(terms_group.commands)),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = run(*command.split(" "), "--help")

    assert result.exit_code == 0
    assert f"Example: trialgraph {command} " in " ".join(result.stdout.split())


def test_there_are_fifteen_commands() -> None:
    assert sorted(main.commands) == [
        "build",
        "check",
        "compare",
        "diff",
        "explain",
        "export",
        "extract",
        "ground",
        "path",
        "query",
        "read",
        "show",
        "terms",
        "validate",
    ]


def test_shell_completion_knows_the_questions() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "trialgraph"],
        env={
            **os.environ,
            "_TRIALGRAPH_COMPLETE": "bash_complete",
            "COMP_WORDS": "trialgraph query --name sig",
            "COMP_CWORD": "3",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert "plain,significant-improvements" in done.stdout


def test_help_costs_little_processor_time() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    runs = 5
    for _ in range(runs):
        subprocess.run([sys.executable, "-m", "trialgraph", "--help"], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) / runs

    # 0.15 s is the promise, on a machine of its own; a shared one may be half as fast.
    assert spent < 0.3
