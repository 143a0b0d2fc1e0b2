"""`terms` and `ground`: what they print, where, and with which exit code."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from trialgraph.cli import main

HOUSE = (
    "# title: House terms\n# version: 3\n"
    "id\tfamily\tlabel_en\tlabel_fr\tsynonyms\tbroader\n"
    "doid:0000001\tdisease\tquillitis\tquillite\tQLT\tdoid:0000002\n"
    "doid:0000002\tdisease\tfell disease\tmaladie de Fell\t\t\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "house.tsv").write_text(HOUSE, encoding="utf-8")
    result = run("terms", "import", str(tmp_path / "house.tsv"), "--into", str(tmp_path / "index"))
    assert result.exit_code == 0, result.stderr
    assert "House terms" in result.stderr
    assert result.stdout == ""
    return tmp_path / "index"


def run(*arguments: str, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(main, arguments, env=env)


def test_terminologies_are_listed_with_version_and_licence(folder: Path) -> None:
    result = run("terms", "list", "--terms", str(folder), "--lang", "fr")

    lines = result.stdout.splitlines()
    assert lines[0].split()[0] == "terminologie"
    assert [line.split("  ")[0] for line in lines[2:]] == ["TrialGraph", "House terms"]
    assert "non indiquée" in lines[3]


def test_the_folder_may_stand_in_the_environment(folder: Path) -> None:
    found = run("terms", "search", "fell mal", env={"TRIALGRAPH_TERMS": str(folder)})

    assert found.exit_code == 0
    assert "disease:doid-0000002" in found.stdout
    nothing = run("terms", "search", "no such words")
    assert (nothing.exit_code, nothing.stdout) == (1, "")
    assert nothing.stderr == "no name of a known thing has the words of “no such words”\n"


def test_a_term_is_shown_with_its_sources(folder: Path) -> None:
    shown = run("terms", "show", "doid:0000001", "--terms", str(folder))

    assert shown.stdout == (
        "disease:doid-0000001  quillitis\n\n"
        "label (en): quillitis\n"
        "label (fr): quillite\n"
        "synonym (–): QLT\n"
        "exact match: doid:0000001  [House terms 3]\n"
        "broader: disease:doid-0000002  [House terms 3]\n"
    )


def test_an_obsolete_term_is_shown_as_such_with_what_replaced_it(tmp_path: Path) -> None:
    (tmp_path / "quill.obo").write_text(
        "format-version: 1.2\nontology: quill\n\n"
        "[Term]\nid: DOID:1\nname: quillitis\nis_obsolete: true\nreplaced_by: DOID:2\n\n"
        "[Term]\nid: DOID:2\nname: fellosis\n",
        encoding="utf-8",
    )
    run("terms", "import", str(tmp_path / "quill.obo"), "--into", str(tmp_path / "index"))
    shown = [
        run("terms", "show", id_, "--terms", str(tmp_path / "index"), "--lang", language).stdout
        for id_, language in (("doid:1", "en"), ("disease:doid-1", "fr"), ("doid:2", "en"))
    ]

    assert "\nobsolete: yes\nreplaced by: disease:doid-2\n" in shown[0]
    assert "\nobsolète: oui\nremplacé par: disease:doid-2\n" in shown[1]
    assert "obsolete" not in shown[2]


def test_a_search_for_very_many_words_finds_nothing_and_says_so_shortly(folder: Path) -> None:
    result = run("terms", "search", " ".join(f"w{n}" for n in range(1_200)), "--terms", str(folder))

    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr) < 150


def test_a_term_that_nobody_knows_is_told_with_a_hint() -> None:
    result = run("terms", "show", "disease:sjogren-diseas")

    assert result.exit_code == 2
    assert "no terminology has `disease:sjogren-diseas`" in result.stderr
    assert "disease:sjogren-disease" in result.stderr


def test_names_are_grounded_as_text_and_as_json(folder: Path) -> None:
    text = run("ground", "Quillite", "fell", "--terms", str(folder))
    lines = run("ground", "Quillite", "fell", "--terms", str(folder), "--format", "jsonl").stdout.splitlines()
    found = [json.loads(line) for line in lines]

    assert text.exit_code == 1
    assert text.stdout == (
        "Quillite: grounded\n   99  disease:doid-0000001  its label  [House terms]\n\nfell: unknown\n"
    )
    assert [(each["verdict"], each["id"]) for each in found] == [
        ("grounded", "disease:doid-0000001"),
        ("unknown", None),
    ]
    assert run("ground", "Quillite", "--terms", str(folder), "--type", "drug").exit_code == 1
    assert run("ground", "Quillite", "--terms", str(folder), "--type", "disease").exit_code == 0


def test_a_decision_grounds_a_name(tmp_path: Path) -> None:
    table = tmp_path / "decisions.tsv"
    table.write_text("family\tsubject\tdecision\tobject\ndisease\tthe trouble\tis\tgout\n", encoding="utf-8")

    result = run("ground", "the trouble", "--type", "disease", "--decisions", str(table))
    assert (result.exit_code, result.stdout) == (
        0,
        "the trouble: grounded\n  100  disease:gout  a decision  [TrialGraph]\n",
    )


def test_a_broken_file_changes_nothing_and_exits_with_one(folder: Path, tmp_path: Path) -> None:
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    (tmp_path / "cut.obo").write_text("format-version: 1.2\n\n[Term]\nid: DOID:1\nname: qu", encoding="utf-8")
    result = run("terms", "import", str(tmp_path / "cut.obo"), "--into", str(folder))

    assert result.exit_code == 1
    assert "cut.obo:5: violation" in result.stderr
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


@pytest.mark.parametrize("command", [("terms", "list"), ("ground", "gout"), ("terms", "search", "gout")])
def test_a_folder_without_an_index_stops_the_run_with_a_hint(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    result = run(*command, "--terms", str(tmp_path))

    assert result.exit_code == 2
    assert "trialgraph terms import" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_build_writes_its_reports_beside_the_graph(folder: Path, tmp_path: Path) -> None:
    text = Path(__file__).parents[1] / "data" / "samples" / "hospital-olvarentug-en.txt"
    names = {name: str(tmp_path / name) for name in ("x.ttl", "names.tsv", "joins.tsv")}
    result = run(
        *("build", str(text), "--terms", str(folder), "-o", names["x.ttl"]),
        *("--ungrounded", names["names.tsv"], "--joins", names["joins.tsv"]),
    )

    assert result.exit_code in (0, 1), result.stderr
    assert "olvarentug" in Path(names["names.tsv"]).read_text(encoding="utf-8")
    assert Path(names["joins.tsv"]).read_text(encoding="utf-8").startswith("family\tsubject\tdecision")
    assert "groundingStatus" in Path(names["x.ttl"]).read_text(encoding="utf-8")
