"""Terminologies of every format are read term by term, and what is wrong is told at its place."""

import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from trialgraph import resources, termfiles
from trialgraph.problems import InputError, Problem
from trialgraph.registries import Registry
from trialgraph.termfiles.records import About, Entry, Link, Match, Name
from trialgraph.terminology import load_terminology

SHARED = Path(__file__).parents[2] / "shared" / "terminologies"


@pytest.fixture(scope="module")
def registries() -> dict[str, Registry]:
    return dict(load_terminology(resources.path("data", "terminologies")).registries)


Read = Callable[[str, str], tuple[list[Entry], list[Problem], About | None]]


@pytest.fixture
def read(registries: dict[str, Registry], tmp_path: Path) -> Read:
    def read_(name: str, text: str) -> tuple[list[Entry], list[Problem], About | None]:
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return parts(file, registries)

    return read_


def parts(file: Path, registries: dict[str, Registry]) -> tuple[list[Entry], list[Problem], About | None]:
    found = list(termfiles.read(file, registries))
    entries = [each for each in found if isinstance(each, Entry)]
    problems = [each for each in found if isinstance(each, Problem)]
    return entries, problems, next((each for each in found if isinstance(each, About)), None)


def codes(problems: list[Problem]) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.location.line) for problem in problems]


OBO = """format-version: 1.2
data-version: quill/releases/2026-03-14/quill.owl
ontology: quill
property_value: http://purl.org/dc/terms/license https://example.org/licence

[Term]
id: DOID:0000001
name: quillitis ! a comment
def: "An invented disease." []
comment:
synonym: "Quill's \\"fever\\"" EXACT []
synonym: "quill trouble" RELATED []
xref: MESH:D000001
xref: MONDO:0000001 {source="MONDO:equivalentTo"}
xref: SNOMEDCT_US_2025_09_01:83901003
xref: QUILL:7
is_a: DOID:0000002 ! fellosis
relationship: part_of DOID:0000003 ! whole

[Typedef]
id: part_of
name: part of

[Term]
id: DOID:0000009
name: obsolete fellosis
is_obsolete: true
replaced_by: DOID:0000002
"""


def test_obo_gives_names_parents_and_cross_references(read: Read) -> None:
    entries, problems, about = read("quill.obo", OBO)

    assert about == About(title="quill", version="2026-03-14", licence="https://example.org/licence")
    assert entries[0] == Entry(
        id="doid:0000001",
        line=6,
        family="disease",
        names=(
            Name(text="quillitis", role="label", language="en"),
            Name(text='Quill\'s "fever"', role="exact", language="en"),
            Name(text="quill trouble", role="related", language="en"),
        ),
        links=(
            Link(relation="broader", target="doid:0000002"),
            Link(relation="part_of", target="doid:0000003"),
        ),
        matches=(
            Match(curie="mesh:D000001", mapping="related_match"),
            Match(curie="mondo:0000001", mapping="exact_match"),
            Match(curie="snomedct:83901003", mapping="related_match"),
        ),
    )
    assert (entries[1].is_obsolete, entries[1].replaced_by) == (True, "doid:0000002")
    assert len(entries) == 2
    assert codes(problems) == [("unknown-registries", None)]
    assert "quill (1)" in problems[0].message.en


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("https://example.org/licence", "license" * 100_000),
        ("https://example.org/licence", 'license "' * 100_000),
        ("quillitis ! a comment", "quillitis" + " " * 500_000 + "x"),
        ('"quill trouble" RELATED', '"' + '\\"' * 400_000),
        ('{source="MONDO:equivalentTo"}', 'source="' * 100_000),
        ("quillitis ! a comment", "quillitis " + "{a=" * 200_000),
    ],
)
def test_a_line_takes_time_that_grows_with_its_length(read: Read, old: str, new: str) -> None:
    start = time.process_time()
    entries, _, _ = read("quill.obo", OBO.replace(old, new))
    assert len(entries) == 2
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('quillitis {source="DOID:4"}', "quillitis"),
        ('quillitis {source="x", since="2026"} ! a comment', "quillitis"),
        (r"quillitis \{a=b\}", "quillitis {a=b}"),
        ("quill-{2-fell}-amide", "quill-{2-fell}-amide"),
    ],
)
def test_qualifiers_behind_a_name_are_no_part_of_it(read: Read, written: str, name: str) -> None:
    entries, _, _ = read("quill.obo", OBO.replace("quillitis ! a comment", written))

    assert entries[0].names[0].text == name


@pytest.mark.parametrize(
    ("cut", "expected"),
    [
        (OBO[: OBO.index("itis ! a comment")], [("truncated-terminology", 8)]),
        (OBO[: OBO.index("is_a: DOID")] + "is_a\n", [("truncated-terminology", 17)]),
        (OBO.replace("id: DOID:0000009\n", ""), [("truncated-terminology", 24)]),
        (OBO.replace("name: quillitis ! a comment\n", "name:\n"), []),
        (
            OBO.replace("name: quillitis ! a comment\n", "").replace('synonym: "', 'remark: "'),
            [("term-without-name", 6)],
        ),
        (OBO.replace("DOID:0000009", "DOID:nine"), [("malformed-identifier", 25)]),
    ],
)
def test_what_is_wrong_in_obo_is_told_at_its_line(
    read: Read, cut: str, expected: list[tuple[str, int]]
) -> None:
    _, problems, _ = read("quill.obo", cut)

    assert [code for code in codes(problems) if code[0] != "unknown-registries"] == expected


def graphs() -> dict[str, object]:
    base = "http://purl.obolibrary.org/obo/"
    return {
        "graphs": [
            {
                "id": f"{base}quill.json",
                "meta": {"version": f"{base}quill/releases/2026-03-14/quill.json"},
                "nodes": [
                    {
                        "id": f"{base}DOID_0000001",
                        "lbl": "quillitis",
                        "type": "CLASS",
                        "meta": {
                            "synonyms": [{"pred": "hasExactSynonym", "val": "quill fever"}],
                            "xrefs": [{"val": "MESH:D000001"}],
                        },
                    },
                    {"id": f"{base}DOID_0000002", "type": "CLASS"},
                    {"id": f"{base}RO_1", "lbl": "has quill", "type": "PROPERTY"},
                ],
                "edges": [{"sub": f"{base}DOID_0000001", "pred": "is_a", "obj": f"{base}DOID_0000002"}],
            }
        ]
    }


def test_obo_graphs_give_nodes_and_edges(read: Read) -> None:
    entries, problems, about = read("quill.json", json.dumps(graphs()))

    assert about == About(title="quill/quill.json", version="2026-03-14")
    assert [entry.id for entry in entries] == ["doid:0000001", "doid:0000001"]
    assert [name.text for name in entries[0].names] == ["quillitis", "quill fever"]
    assert entries[0].matches == (Match(curie="mesh:D000001", mapping="related_match"),)
    assert entries[1].links == (Link(relation="broader", target="doid:0000002"),)
    assert codes(problems) == [("term-without-name", None)]


def test_json_that_breaks_off_is_told(read: Read) -> None:
    text = json.dumps(graphs())
    _, problems, _ = read("quill.json", text[: text.index("RO_1")])

    assert "truncated-terminology" in {problem.code for problem in problems}


@pytest.mark.parametrize(
    "text",
    [
        '{"graphs":[{"nodes":' + "[" * 30_000,
        "[" + '{"a":' * 30_000,
        "[" + "[" * 100 + "]" * 100 + "]",
        '["\\\\",' + "[" * 100 + "]" * 100 + "]",
    ],
)
def test_json_that_is_nested_without_end_is_refused_before_it_is_built(read: Read, text: str) -> None:
    entries, problems, _ = read("deep.json", text)

    assert entries == []
    assert {problem.code for problem in problems if problem.severity == "violation"} == {"deep-terminology"}


@pytest.mark.parametrize("padding", range(65_400, 65_420))
def test_brackets_in_names_are_no_nesting_wherever_a_name_is_cut(read: Read, padding: int) -> None:
    """The parser reads 65,536 bytes at a time: the name is cut at each of its characters once."""
    name = 'q\\"[[' * 3 + "[" * 150
    record = organisation("00pg5jh14", names=[{"value": name, "types": ["label"], "lang": "en"}])
    text = json.dumps([record], separators=(",", ":"))
    entries, problems, _ = read("ror.json", "[" + " " * (padding - text.index("q")) + text[1:])

    assert problems == []
    assert [each.text for each in entries[0].names] == [name]


def test_as_many_levels_as_are_allowed_are_read(read: Read) -> None:
    deepest = "[" * 98 + "]" * 98
    text = json.dumps([organisation("00pg5jh14", more=json.loads(deepest))])
    entries, problems, _ = read("ror.json", text)

    assert problems == []
    assert len(entries) == 1


def test_a_number_that_is_too_large_is_told_as_such(read: Read) -> None:
    text = json.dumps([organisation("00pg5jh14")]).replace('"active"', "9" * 5_000)
    _, problems, _ = read("ror.json", text)

    assert codes(problems) == [("unreadable-part", None)]
    assert "a number that is too large" in problems[0].message.en


@pytest.mark.parametrize(
    ("flags", "method", "code"), [(1, 0, "password-protected"), (0, 99, "unreadable"), (0, 9, "unreadable")]
)
def test_an_archive_that_cannot_be_unpacked_is_told(
    registries: dict[str, Registry], tmp_path: Path, flags: int, method: int, code: str
) -> None:
    file = tmp_path / "ror.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("ror.json", "[]")
    data = bytearray(file.read_bytes())
    for start, mark in ((0, 6), (data.index(b"PK\x01\x02"), 8)):
        data[start + mark] |= flags
        data[start + mark + 2] = method
    file.write_bytes(bytes(data))

    with pytest.raises(InputError) as error:
        parts(file, registries)
    assert [problem.code for problem in error.value.problems] == [code]


def organisation(id_: str, **more: object) -> dict[str, object]:
    return {
        "id": f"https://ror.org/{id_}",
        "names": [
            {"value": "Quill Institute", "types": ["ror_display", "label"], "lang": "en"},
            {"value": "Institut Quill", "types": ["label"], "lang": "fr"},
            {"value": "QI", "types": ["acronym"], "lang": None},
            {"value": "Old Quill House", "types": ["alias"], "lang": "en"},
        ],
        "relationships": [{"type": "parent", "id": "https://ror.org/02vjkv261"}],
        "external_ids": [
            {"type": "isni", "all": ["0000 0001 2175 4109"], "preferred": None},
            {"type": "wikidata", "all": ["Q1", "Q2"], "preferred": None},
        ],
        "admin": {"last_modified": {"date": "2026-02-24"}},
        "status": "active",
        **more,
    }


@pytest.mark.parametrize("packed", [False, True])
def test_ror_gives_organisations(
    registries: dict[str, Registry],
    tmp_path: Path,
    packed: bool,  # noqa: FBT001 - the two ways in which ROR gives its records
) -> None:
    text = json.dumps([organisation("00pg5jh14"), organisation("00pg5jh15"), {"id": "old"}])
    file = tmp_path / ("ror.zip" if packed else "ror.json")
    if packed:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("v1.json", "[]")
            archive.writestr("v1_schema_v2.json", text)
    else:
        file.write_text(text, encoding="utf-8")
    entries, problems, about = parts(file, registries)

    assert about == About(title="Research Organization Registry", version="2026-02-24", licence="CC0 1.0")
    assert [entry.id for entry in entries] == ["ror:00pg5jh14"]
    assert [(name.text, name.role, name.language) for name in entries[0].names] == [
        ("Quill Institute", "label", "en"),
        ("Institut Quill", "label", "fr"),
        ("QI", "exact", ""),
        ("Old Quill House", "exact", "en"),
    ]
    assert entries[0].links == (Link(relation="part_of", target="ror:02vjkv261"),)
    assert entries[0].matches == (Match(curie="isni:0000000121754109", mapping="exact_match"),)
    assert codes(problems) == [("wrong-check-character", None), ("not-a-ror-record", None)]


def test_hgnc_gives_symbols_and_what_they_encode(read: Read) -> None:
    header = "hgnc_id\tsymbol\tname\talias_symbol\tuniprot_ids\tensembl_gene_id\tstatus\n"
    row = 'HGNC:11919\tQUI1\tquill molecule 1\t"QQ1|QQ2"\tP25942|Q00001\tENSG00000101017\tApproved\n'
    entries, problems, _ = read("hgnc.txt", header + row)

    assert problems == []
    assert entries[0].id == "hgnc:11919"
    assert [(name.text, name.role) for name in entries[0].names] == [
        ("QUI1", "label"),
        ("quill molecule 1", "exact"),
        ("QQ1", "related"),
        ("QQ2", "related"),
    ]
    assert Match(curie="ensembl:ENSG00000101017", mapping="exact_match") in entries[0].matches
    assert Match(curie="uniprot:P25942", mapping="related_match") in entries[0].matches


def test_drugbank_gives_drugs_with_cas_and_unii(read: Read) -> None:
    text = (
        "DrugBank ID,Accession Numbers,Common name,CAS,UNII,Synonyms,Standard InChI Key\n"
        'DB00945,X,Lorvatinib,50-78-2,R16CO5Y76E,"Lorvatinib | [1,2]-lorva | LVT-201",\n'
        "DB00946,X,Torvexian,50-78-3,,,\n"
    )
    entries, problems, _ = read("drugbank.csv", text)

    assert [name.text for name in entries[0].names] == ["Lorvatinib", "[1,2]-lorva", "LVT-201"]
    assert [match.curie for match in entries[0].matches] == ["cas:50-78-2", "unii:R16CO5Y76E"]
    assert entries[1].matches == ()
    assert codes(problems) == [("wrong-check-character", 3)]


def test_sssom_gives_mappings_and_its_version(read: Read) -> None:
    text = (
        '#mapping_set_title: Quill mappings\n#mapping_set_version: "3"\n#license: CC0\n'
        "subject_id\tpredicate_id\tobject_id\n"
        "MONDO:0000001\tskos:exactMatch\tDOID:0000001\n"
        "MONDO:0000001\towl:sameAs\tDOID:0000002\n"
        "MONDO:1\tskos:exactMatch\tDOID:0000001\n"
    )
    entries, problems, about = read("quill.sssom.tsv", text)

    assert about == About(title="Quill mappings", version="3", licence="CC0")
    assert [(entry.id, entry.matches[0].curie) for entry in entries] == [("mondo:0000001", "doid:0000001")]
    assert codes(problems) == [("malformed-identifier", 7)]


def test_babelon_gives_labels_in_both_languages_and_no_definitions(read: Read) -> None:
    header = (
        "subject_id\tsource_language\ttranslation_language\tpredicate_id\tsource_value"
        "\ttranslation_status\ttranslation_value\n"
    )
    rows = (
        "HP:0000001\ten\tfr\trdfs:label\tquill pain\tOFFICIAL\tdouleur de Quill\n"
        "HP:0000001\ten\tfr\tIAO:0000115\tA pain.\tOFFICIAL\tUne douleur.\n"
        "HP:0000002\ten\tfr\trdfs:label\tquill itch\tNOT_TRANSLATED\tquill itch\n"
    )
    entries, _, _ = read("quill.babelon.tsv", header + rows)

    assert len(entries) == 1
    assert [(name.text, name.language) for name in entries[0].names] == [
        ("douleur de Quill", "fr"),
        ("quill pain", "en"),
    ]


def test_a_table_of_labels_gives_parents_by_label(read: Read) -> None:
    text = 'id\tlabel\tsubClassOf\n"DOID:0000001"\t"quillitis"\t"fellosis"\nDOID:0000002\tfellosis\t\n'
    entries, problems, _ = read("labels.tsv", text)

    assert problems == []
    assert [(entry.id, [link.target for link in entry.links]) for entry in entries] == [
        ("doid:0000001", []),
        ("doid:0000002", []),
        ("doid:0000001", ["doid:0000002"]),
    ]


def test_a_table_of_ones_own_needs_no_registry(read: Read) -> None:
    text = (
        "# title: House terms\nid\tfamily\tlabel_en\tlabel_fr\tsynonyms\tbroader\n"
        "quillitis\tdisease\tquillitis\tquillite\tQLT|QLT1\tdoid:0000002\n"
        "doid:0000003\tdisease\tfellosis\t\t\t\n"
        "x\tdiseases\tx\tx\t\t\n"
        "quill:7\tdisease\tx\tx\t\t\n"
    )
    entries, problems, about = read("own.tsv", text)

    assert about is not None
    assert about.title == "House terms"
    assert [entry.id for entry in entries] == ["disease:quillitis", "doid:0000003"]
    assert [name.text for name in entries[0].names] == ["quillitis", "quillite", "QLT", "QLT1"]
    assert codes(problems) == [("unknown-family", 5), ("unknown-registry", 6)]


@pytest.mark.parametrize(
    "id_",
    [
        "x y",
        'disease:x y"> <http://evil',
        "disease:space id",
        "quillité",
        "-x",
        "x|y",
        "x" * 101,
    ],
)
def test_an_id_of_ones_own_that_would_make_no_iri_is_refused(read: Read, id_: str) -> None:
    text = f"id\tfamily\tlabel_en\nQuill_1.b-2\tdisease\tquillitis\n{id_}\tdisease\tfellosis\n"
    entries, problems, _ = read("own.tsv", text)

    assert [entry.id for entry in entries] == ["disease:Quill_1.b-2"]
    assert [(p.code, p.location.line, p.severity) for p in problems] == [("not-a-plain-id", 3, "violation")]
    assert problems[0].hint is not None


def test_an_id_of_ones_own_is_checked_in_tables_of_others_too(read: Read) -> None:
    _, problems, _ = read("labels.tsv", "id\tlabel\ndisease:x>y\tquillitis\n")

    assert codes(problems) == [("not-a-plain-id", 2)]


def test_in_tables_of_tabs_a_quotation_mark_is_a_character(read: Read) -> None:
    text = (
        "id\tfamily\tlabel_en\tsynonyms\n"
        'a\tdisease\t"quill disease\tq\n'
        'b\tdisease\tfell" disease\t\n'
        'c\tdisease\t"the ""grave"" disease"\t"g|gd"\n'
        'd\tdisease\t"one" or "other"\t\n'
    )
    entries, problems, _ = read("own.tsv", text)

    assert problems == []
    assert [[name.text for name in entry.names] for entry in entries] == [
        ['"quill disease', "q"],
        ['fell" disease'],
        ['the "grave" disease', "g", "gd"],
        ['"one" or "other"'],
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("hgnc.txt", 'hgnc_id\tsymbol\tname\nHGNC:1\tQ1\t"one\nHGNC:2\tQ2\ttwo"\nHGNC:3\tQ3\tthree\n'),
        ("drugbank.csv", 'DrugBank ID,Common name\nDB00001,"one\nDB00002,two"\nDB00003,three\n'),
        ("labels.tsv", 'id\tlabel\nDOID:1\t"one\nDOID:2\ttwo"\nDOID:3\tthree\n'),
    ],
)
def test_a_quotation_mark_that_is_not_closed_swallows_no_rows(read: Read, name: str, text: str) -> None:
    entries, problems, _ = read(name, text)

    assert codes(problems)[0] == ("unreadable-part", 2)
    assert problems[0].severity == "violation"
    assert "is not closed in its line" in problems[0].message.en
    assert entries[-1].names[-1].text == "three"


def test_a_row_with_more_cells_than_columns_is_told(read: Read) -> None:
    entries, problems, _ = read("labels.tsv", "id\tlabel\nDOID:1\tquillitis\tlost\nDOID:2\tfellosis\t\t\n")

    assert codes(problems) == [("wrong-cell-count", 2)]
    assert [entry.id for entry in entries] == ["doid:2"]


def test_a_long_cell_is_read_and_one_that_cannot_be_is_told_as_such(read: Read) -> None:
    synonyms = "|".join(f"quill {number}" for number in range(20_000))
    entries, problems, _ = read("own.tsv", f"id\tfamily\tlabel_en\tsynonyms\nq\tdisease\tquill\t{synonyms}\n")
    assert (len(entries[0].names), problems) == (20_001, [])

    _, problems, _ = read("labels.tsv", f'id\tlabel\nDOID:1\t"{synonyms}"\n')
    assert codes(problems) == [("unreadable-part", 2)]
    assert "more than 131,072 characters" in problems[0].message.en


@pytest.mark.parametrize("table", ["medicines", "conditions", "organisations", "venues"])
def test_the_tables_that_we_ship_can_be_imported(registries: dict[str, Registry], table: str) -> None:
    entries, problems, _ = parts(resources.path("data", "terminologies") / f"{table}.terms.tsv", registries)

    assert len(entries) >= 200
    assert problems == []


def test_a_row_that_breaks_off_is_told(read: Read) -> None:
    _, problems, _ = read("labels.tsv", "id\tlabel\tsubClassOf\nDOID:0000001\tquillitis\t\nDOID:00000")

    assert codes(problems) == [("truncated-terminology", 3)]


def test_a_text_that_is_no_terminology_is_refused(read: Read) -> None:
    with pytest.raises(InputError) as error:
        read("letter.txt", "Dear Ada,\nthe trial is over.\n")

    assert [problem.code for problem in error.value.problems] == ["unknown-terminology-format"]


def test_bytes_that_are_not_utf8_are_told_with_line_and_column(
    registries: dict[str, Registry], tmp_path: Path
) -> None:
    file = tmp_path / "quill.obo"
    file.write_bytes(b"format-version: 1.2\n\n[Term]\nid: DOID:0000001\nname: qu\xffll\n")

    with pytest.raises(InputError) as error:
        parts(file, registries)

    assert [(p.code, p.location.line, p.location.column) for p in error.value.problems] == [
        ("not-utf-8", 5, 9)
    ]


@pytest.mark.parametrize(
    ("name", "fewest"),
    [
        ("DO_rare_slim.obo", 3460),
        ("DO_NCIthesaurus_slim.obo", 4757),
        ("DO_cancer_slim.json", 600),
        ("HumanDO.tsv", 12_000),
        ("hgnc_import.obo", 3788),
        ("drugbank_vocabulary.csv", 15_000),
        ("hp-fr.babelon.tsv", 12_000),
        ("ror-v2-records.zip", 30_000),
    ],
)
def test_real_releases_are_read_whole(registries: dict[str, Registry], name: str, fewest: int) -> None:
    if not SHARED.is_dir():
        pytest.skip("the real releases of terminologies are not beside the repository")
    entries, problems, _ = parts(SHARED / name, registries)

    assert len({entry.id for entry in entries if entry.names}) >= fewest
    assert [problem for problem in problems if problem.severity == "violation"] == []
