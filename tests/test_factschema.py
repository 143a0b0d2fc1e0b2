"""The schema for editors: it underlines no file that is right, and most slips of the hand while one types."""

import copy
import functools
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from trialgraph import factfiles, scalars, yamlmarks
from trialgraph.factschema import facts_schema
from trialgraph.model import KINDS, statement_fields
from trialgraph.problems import InputError

ROOT = Path(__file__).parent.parent
SCHEMA = facts_schema()
VALIDATOR = jsonschema.Draft202012Validator(
    SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)


class CoreLoader(yaml.SafeLoader):
    """Reads YAML 1.2's core schema, as editors do: `no` and `2024-09-11` are strings, `120` is not."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own


CoreLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|Null|NULL|)$"), None)
CoreLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false|True|False)$"), None)
CoreLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), None)
CoreLoader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$"),
    None,
)
CoreLoader.add_constructor(
    "tag:yaml.org,2002:int",
    lambda loader, node: int(loader.construct_scalar(node)),  # type: ignore[arg-type]  # it is a scalar
)


def as_editors_read(text: str) -> Any:
    return yaml.load(text, Loader=CoreLoader)  # noqa: S506 - a safe loader by its base class


def errors(data: object) -> list[str]:
    """Give what the schema says, with the path of each error."""
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(data)]


@functools.cache
def value_validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(
        {"$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{name}"},
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    )


@pytest.fixture
def exemplar(fixtures: Path) -> Any:
    return as_editors_read((fixtures / "facts" / "exemplar.yaml").read_text(encoding="utf-8"))


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_committed_file_is_the_generated_one() -> None:
    committed = json.loads((ROOT / "docs" / "facts.schema.json").read_text(encoding="utf-8"))

    assert committed == SCHEMA


def test_the_tool_says_when_the_committed_file_is_out_of_date(tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    (tmp_path / "docs").mkdir()
    tool = shutil.copy(ROOT / "tools" / "facts_schema.py", tmp_path / "tools")

    def run(*arguments: str) -> tuple[int, str]:
        done = subprocess.run([sys.executable, tool, *arguments], capture_output=True, text=True, check=False)
        return done.returncode, done.stderr

    told = "docs/facts.schema.json is out of date: run tools/facts_schema.py\n"
    assert run("--check") == (1, told)
    assert run() == (0, "")
    assert run("--check") == (0, "")
    written = tmp_path / "docs" / "facts.schema.json"
    assert written.read_bytes() == (ROOT / "docs" / "facts.schema.json").read_bytes()
    written.write_text("{}")
    assert run("--check") == (1, told)


def test_the_exemplar_conforms(exemplar: Any) -> None:
    assert errors(exemplar) == []


def test_every_shipped_release_conforms() -> None:
    files = sorted((ROOT / "data" / "releases").glob("*.yaml"))
    assert len(files) >= 1
    for file in files:
        assert errors(as_editors_read(file.read_text(encoding="utf-8"))) == [], file.name


# What is right


def small(body: str, kind: str = "ClinicalTrial", id_: str = "exemplar") -> str:
    """Write a file of one fact."""
    return f"""\
document:
  id: exemplar-2025
  language: fr
  source: exemplar.txt
  sha256: 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
  length: 1000
  rights: nobody's
  curator: TrialGraph contributors
  curated: 2025-03-15
facts:
  - kind: {kind}
    id: {id_}
    {body}
    evidence:
      - {{quote: abc, start: 0, end: 3}}
"""


def conforms(text: str) -> bool:
    return not errors(as_editors_read(text))


RIGHT = [
    ("ClinicalTrial", "enrolment: 120"),
    ("ClinicalTrial", "enrolment: '120'"),
    ("ClinicalTrial", "enrolment: 007"),
    ("ClinicalTrial", "name: 273"),
    ("ClinicalTrial", "name: true"),
    ("ClinicalTrial", "name: 1.5"),
    ("ClinicalTrial", "name: yes"),
    ("ClinicalTrial", "name: 2024-09-11"),
    ("ClinicalTrial", "design_feature: OpenLabel"),
    ("ClinicalTrial", "design_feature: [OpenLabel, Randomised]"),
    ("ClinicalTrial", "label: {en: a, fr: b}"),
    ("ClinicalTrial", "name: a\n    certainty: Inferred"),
    ("OutcomeResult", "estimate: 0.56"),
    ("OutcomeResult", "estimate: -1"),
    ("OutcomeResult", "estimate: '0.56'"),
    ("OutcomeResult", "reported_as_trend: false"),
    ("OutcomeResult", "reported_as_trend: 'true'"),
    ("Endpoint", "timepoint: P24W"),
    ("Endpoint", "timepoint: P1Y2M3DT4H"),
    ("Dosing", "dose: 18.75 mg"),
    ("Dosing", "dose: 5 %"),
    ("PressRelease", "issued: 2025-03-14"),
    ("Organisation", "founded_in: 1905"),
    ("Publication", "published_on: 2025"),
    ("Publication", "published_on: 2025-03"),
    ("Publication", "published_on: 2025-03-14"),
    ("ClinicalTrial", "registry_id: NCT01234567\n    review: {status: Draft}"),
    ("ClinicalTrial", "name: a\n    review: {status: Rejected, by: Dr Ada Quill, on: 2025-03-16, why: no}"),
    ("OtherIntervention", "intervention_type: Device"),
]


@pytest.mark.parametrize(("kind", "body"), RIGHT)
def test_what_can_be_written_is_not_underlined(kind: str, body: str) -> None:
    text = small(body, kind, "exemplar.a" if KINDS[kind].within else "exemplar-2025")
    told = {problem.code for problem in factfiles.parse(text.encode(), "x.yaml").problems}

    assert told <= {"wrong-id"}  # the trial that the part belongs to is not in the file
    assert errors(as_editors_read(text)) == []


# What is wrong

WRONG = {
    "a field that is not known": small("enrollment: 120"),
    "a field of another kind": small("participant_count: 120"),
    "a kind that is not known": small("name: a", kind="Trial"),
    "a kind in lower case": small("name: a", kind="drug"),
    "a code that is not known": small("phase: phase2"),
    "a code of another field": small("phase: Randomised"),
    "one wrong code in a list": small("design_feature: [Randomised, Blind]"),
    "a code twice": small("design_feature: [Randomised, Randomised]"),
    "an empty list": small("design_feature: []"),
    "a list where one value is taken": small("phase: [Phase2]"),
    "a mapping where a value is taken": small("name: {fr: a}"),
    "nothing where a value is taken": small("name:"),
    "a null where a value is taken": small("name: null"),
    "an empty text": small("name: ''"),
    "a text with a space before it": small("name: ' a'"),
    "a count with a comma": small("enrolment: 1,200"),
    "a count with a space": small("enrolment: 1 200"),
    "a count with a unit": small("enrolment: 120 patients"),
    "a count with a point": small("enrolment: 120.5"),
    "a count that is a boolean": small("enrolment: true"),
    "a decimal with a comma": small("estimate: 0,56", "OutcomeResult", "exemplar.a"),
    "a boolean in words": small("reported_as_trend: yes", "OutcomeResult", "exemplar.a"),
    "a boolean as a number": small("reported_as_trend: 1", "OutcomeResult", "exemplar.a"),
    "a date of another order": small("issued: 14/03/2025", "PressRelease", "exemplar-2025"),
    "a date that is none": small("issued: 2025-02-30", "PressRelease", "exemplar-2025"),
    "a year alone": small("issued: 2025", "PressRelease", "exemplar-2025"),
    "a duration in words": small("timepoint: 24 weeks", "Endpoint", "exemplar.a"),
    "a duration without a P": small("timepoint: 24W", "Endpoint", "exemplar.a"),
    "a dose without a space": small("dose: 150mg", "Dosing", "exemplar.a"),
    "a dose without a unit": small("dose: 150", "Dosing", "exemplar.a"),
    "a dose in an unknown unit": small("dose: 150 grams", "Dosing", "exemplar.a"),
    "an id in capitals": small("name: a", id_="EXEMPLAR"),
    "an id with a dot": small("name: a", id_="exemplar.a"),
    "a part without its whole": small("participant_count: 1", "Cohort", "cohort-1"),
    "a reference in capitals": small("investigates: Fever"),
    "a reference to a part that is a whole": small("tests_intervention: placebo"),
    "a label in one language": small("label: {en: a}"),
    "a label that is a text": small("label: a"),
    "a certainty that is not known": small("name: a\n    certainty: Certain"),
    "no kind": small("name: a").replace("kind: ClinicalTrial\n    id", "id"),
    "no id": small("name: a").replace("    id: exemplar\n    name", "    name"),
    "no evidence": small("name: a").partition("    evidence")[0],
    "empty evidence": small("name: a").partition("    evidence")[0] + "    evidence: []\n",
    "a quote without its place": small("name: a").replace(", start: 0, end: 3", ""),
    "a place before the text": small("name: a").replace("start: 0", "start: -1"),
    "a field beside the quote": small("name: a").replace("end: 3", "end: 3, page: 1"),
    "no facts": small("name: a").partition("facts:")[0] + "facts: []\n",
    "no document": "facts:" + small("name: a").partition("facts:")[2],
    "another key at the top": small("name: a") + "author: me\n",
    "another key in the document": small("name: a").replace("rights:", "licence: a\n  rights:"),
    "a language in words": small("name: a").replace("language: fr", "language: French"),
    "a review without a status": small("name: a\n    review: {why: a}"),
    "a review of another status": small("name: a\n    review: {status: Maybe}"),
    "a month that is none": small("published_on: 2025-13", "Publication", "exemplar-2025"),
    "a short checksum": small("name: a").replace("aabbccddeeff", "aabb"),
    "a length of nothing": small("name: a").replace("length: 1000", "length: 0"),
}


def test_there_are_many_wrong_files_and_the_file_they_are_made_of_is_right() -> None:
    assert len(WRONG) > 50
    assert conforms(small("name: a"))


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_a_slip_of_the_hand_is_underlined(text: str) -> None:
    assert not conforms(text)
    # The loader is the law: what the schema refuses, it refuses.
    assert factfiles.parse(text.encode(), "x.yaml").problems


def test_a_wrong_field_is_told_as_one_of_the_kind_that_is_written() -> None:
    """Not as twenty-seven reasons why the fact is of no kind."""
    assert errors(as_editors_read(small("enrollment: 120"))) == [
        "$.facts[0]: Additional properties are not allowed ('enrollment' was unexpected)"
    ]


def paths(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Give the path of every value in a fact."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from paths(value, (*path, key))


def test_no_value_of_a_fact_can_be_a_null_or_a_mapping_of_anything(exemplar: Any) -> None:
    """So no field was left without a type."""
    validator = value_validator("fact")
    changed = 0
    for fact in exemplar["facts"]:
        assert validator.is_valid(fact)
        for path in paths(fact):
            for wrong in (None, {"any": "thing"}):
                mutant = copy.deepcopy(fact)
                inner = mutant
                for key in path[:-1]:
                    inner = inner[key]
                inner[path[-1]] = wrong
                assert not validator.is_valid(mutant), path
                changed += 1
    assert changed > 800


# The schema and the loader

VALUES = {
    "text": scalars.text,
    "integer": scalars.integer,
    "decimal": scalars.decimal,
    "boolean": scalars.boolean,
    "date": scalars.date,
    "duration": scalars.duration,
    "quantity": scalars.quantity,
    "plain-id": scalars.plain_id,
    "trial-id": scalars.plain_id,
    "Phase": scalars.one_of(SCHEMA["$defs"]["Phase"]["oneOf"][n]["const"] for n in range(9)),
    "partial-date": scalars.partial_date,
    "language-tag": scalars.language_tag,
}

WRITTEN = st.one_of(
    st.from_regex(r"\A-?[0-9]{1,4}(\.[0-9]{1,3})?( mg| %| wk|mg)?\Z"),
    st.from_regex(r"\AP([0-9]Y)?([0-9]M)?([0-9]W)?([0-9]D)?(T([0-9]H)?([0-9]M)?([0-9]S)?)?\Z"),
    st.from_regex(r"\A[a-z0-9]{1,3}(-[a-z0-9]{1,3})?(\.[a-z]{1,3})?\Z"),
    st.dates().map(str),
    st.from_regex(r"\A[0-9]{4}(-[0-9]{2})?\Z"),
    st.from_regex(r"\A[a-z]{1,4}(-[A-Za-z0-9]{1,9})?\Z"),
    st.sampled_from(["true", "false", "yes", "fr", "Phase2", "2025-02-30", "PT", "null", "1e3", "+5", "٣"]),
    st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=8),
)


@pytest.mark.parametrize("name", VALUES)
@given(text=WRITTEN)
def test_a_value_in_quotes_is_right_to_the_schema_where_it_is_to_the_loader(name: str, text: str) -> None:
    accepted = not isinstance(VALUES[name](text), scalars.Wrong)

    assert value_validator(name).is_valid(text) == accepted


@pytest.mark.parametrize("name", VALUES)
@given(text=WRITTEN)
def test_a_value_that_the_loader_takes_without_quotes_is_not_underlined(name: str, text: str) -> None:
    try:
        tree, problems = yamlmarks.parse(f"a: {text}\n".encode(), "x.yaml")
    except InputError:
        return
    if problems:
        return
    value = tree.values["a"] if isinstance(tree, yamlmarks.Mapping) and "a" in tree.values else None
    if isinstance(value, yamlmarks.Scalar) and not value.is_null:
        accepted = not isinstance(VALUES[name](value.text), scalars.Wrong)

        assert value_validator(name).is_valid(as_editors_read(f"a: {text}\n")["a"]) or not accepted


def test_every_field_of_every_kind_is_in_the_schema_and_explained_where_the_model_explains_it() -> None:
    definitions = SCHEMA["$defs"]

    for name, kind in KINDS.items():
        properties = definitions[name]["properties"]
        assert list(properties) == [
            "kind",
            "id",
            *statement_fields(kind),
            "label",
            "certainty",
            "review",
            "evidence",
        ]
        assert definitions[name]["description"]
    assert definitions["ClinicalTrial"]["properties"]["enrolment"] == {
        "$ref": "#/$defs/integer",
        "description": "People randomised, enrolled or included in all.",
    }
    assert definitions["OutcomeResult"]["properties"]["ci_level"]["description"] == "In percent."
    assert definitions["Phase"]["oneOf"][2] == {"const": "Phase1And2", "title": "phase 1 and 2"}


def test_every_definition_is_used_and_every_reference_leads_to_one() -> None:
    references = set(re.findall(r'"#/\$defs/([^"]+)"', json.dumps(SCHEMA)))

    assert references == SCHEMA["$defs"].keys()


def test_the_patterns_are_ones_that_javascript_reads_too() -> None:
    """Editors compile them with the flag `u`, which refuses a needless backslash."""
    patterns = set(re.findall(r'"pattern": "((?:[^"\\]|\\.)*)"', json.dumps(SCHEMA)))

    assert len(patterns) >= 8
    for pattern in map(json.loads, (f'"{text}"' for text in patterns)):
        assert not re.findall(r"\\[^$()*+.?\[\\\]^{|}sS]|\(\?[^=:!]", pattern), pattern
