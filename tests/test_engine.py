"""The engine knows no language: what it does is shown with rules of a language made for the test."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialgraph.extraction import engine, rules
from trialgraph.extraction.cues import required_cues
from trialgraph.extraction.findings import FIELDS, plain
from trialgraph.extraction.layout import LONGEST_SENTENCE, blocks, sentences
from trialgraph.extraction.patterns import PatternError, compile_pattern
from trialgraph.extraction.rules import Rulebook, languages, load_rules
from trialgraph.folding import fold
from trialgraph.problems import InputError

# A third language, in one file beside its table of values: Dutch, as small as can be.
DUTCH = """
lexicon:
  people: ['pati[eë]nten', deelnemers]
names:
  organisation_heads: [ziekenhuis]
phrases:
  - mark: group
    pattern: "de {name} groep"
    value: "{name}"
scopes:
  - id: toekomst
    scope: future
    pattern: "(?:zal|zullen) {words:6}{people}"
    finds: {"De studie zal 40 patiënten volgen.": future}
    ignores: [De studie volgde 40 patiënten.]
rules:
  - id: aantal-deelnemers
    field: enrolment
    pattern: "{count} {people} {words:2}deel"
    value: "{count}"
    finds: {"Er namen 40 patiënten deel.": 40}
    ignores: [Er waren 40 artsen.]
  - id: fase
    field: phase
    pattern: "fase {count}"
    value: "{count}"
    finds: {"een fase 2 studie": 2}
    ignores: [de tweede fase]
  - id: omvang
    field: group_size
    pattern: "{count} {people} in {group}"
    value: {group: "{group}", n: "{count}"}
    finds: {"20 deelnemers in de Lorvax groep": {group: Lorvax, n: 20}}
    ignores: [20 deelnemers]
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Write the rules of a language `nl`, with the values of English numbers, into a folder of rules."""

    def written(text: str) -> Path:
        folder = tmp_path / "nl"
        folder.mkdir(exist_ok=True)
        shutil.copy(rules.FOLDER / "en" / "values.yaml", folder)
        (folder / "rules.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return written


def test_a_language_is_a_folder_of_data(write: Callable[[str], Path]) -> None:
    folder = write(DUTCH)
    assert languages(folder) == ("nl",)
    book = load_rules("nl", folder)
    text = (
        "Een fase 2 studie. Er namen 40 patiënten deel: 20 deelnemers in de Lorvax groep. "
        "Er zullen 90 patiënten volgen."
    )
    found = [(f.field, plain(f.value), f.evidence[0].quote) for f in engine.extract(text, book)]
    assert found == [
        ("phase", "2", "fase 2"),
        ("enrolment", 40, "40 patiënten deel"),
        ("group_size", {"group": "Lorvax", "n": 20}, "20 deelnemers in de Lorvax groep"),
    ]


def test_a_scope_keeps_a_sentence_from_stating_anything(write: Callable[[str], Path]) -> None:
    book = load_rules("nl", write(DUTCH))
    text = "Een fase 2 studie. Er zullen 90 patiënten volgen en 90 patiënten nemen deel."
    assert [finding.field for finding in engine.extract(text, book)] == ["phase"]


def test_the_engine_names_no_language() -> None:
    folder = Path(engine.__file__).parent
    sources = sorted(folder.glob("*.py"))
    assert len(sources) >= 10
    for source in sources:
        code = source.read_text(encoding="utf-8")
        assert 'language == "' not in code, source.name
        assert "if language" not in code, source.name


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("field: phase", "field: fase", "`field: fase` is not known"),
        ("fase {count}", "fase {number}", "`{number}` is neither a value nor a list"),
        ("fase {count}", "fase ({count}", "not a regular expression"),
        ("fase {count}", "fase .*{count}", "unbounded repetition"),
        ("id: fase", "id: aantal-deelnemers", "is given twice"),
        ("id: fase", "id: Fase 2", "is not words in lower case"),
        ("    ignores: [de tweede fase]\n", "", "`ignores` is missing"),
        ('    finds: {"een fase 2 studie": 2}\n', "", "`finds` is missing"),
        ('value: "{count}"', 'value: "{total}"', "the pattern captures no `total`"),
        ("id: omvang", "id: omvang\n    wieght: 2", "unknown key `wieght`"),
        ("phrases:", "frases:", "unknown block `frases`"),
        ("id: omvang", "id: omvang\n    like: '{naam}'", "no form `naam`"),
        (
            "phrases:",
            "forms: {naam: 'a.*'}\nphrases:\n  - {mark: x, pattern: y, like: '{naam}'}",
            "unbounded repetition",
        ),
        ("scope: future", "scope: later", "`scope: later` is not known"),
    ],
)
def test_a_wrong_rule_file_is_told_with_its_line(
    write: Callable[[str], Path], old: str, new: str, expected: str
) -> None:
    assert old in DUTCH
    folder = write(DUTCH.replace(old, new))
    with pytest.raises(InputError) as caught:
        load_rules("nl", folder)
    told = [p for p in caught.value.problems if expected in p.message.en]
    assert told, [p.message.en for p in caught.value.problems]
    assert told[0].location.file.endswith("rules.yaml")
    assert told[0].location.line is not None


def test_all_problems_of_a_rule_file_are_told_at_once(write: Callable[[str], Path]) -> None:
    folder = write(DUTCH.replace("field: phase", "field: fase").replace("scope: future", "scope: later"))
    with pytest.raises(InputError) as caught:
        load_rules("nl", folder)
    assert len(caught.value.problems) >= 2


# Folding


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_folding_makes_one_form_of_what_texts_write_in_several() -> None:
    assert fold("L’Étude – 5\u202f% «\u00a0Œuvre\u00a0»") == 'l\'etude - 5 % " ouvre "'


# Patterns


@pytest.mark.parametrize("pattern", ["a.*b", "(?:a+)+", r"\w+", "[a-z]+ b", "(?:a*){2,}"])
def test_a_pattern_that_may_take_very_long_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError, match="unbounded"):
        compile_pattern(pattern, {}, {})


def test_a_pattern_requires_the_marks_outside_of_alternatives() -> None:
    signs = {"count": "\ue000", "name": "\ue001", "drug": "\ue002"}
    assert compile_pattern("{count} (?:{name}|of) {drug}?", signs, {}).cues == (frozenset("\ue000"),)
    assert compile_pattern("{count}|{name}", signs, {}).cues == (frozenset("\ue000\ue001"),)


@pytest.mark.parametrize(
    ("expression", "cues"),
    [
        ("trials? stopped", [{"tri"}, {"sto"}]),
        ("(?:trial|study) (?:was )?stopped", [{"tri", "stu"}, {"sto"}]),
        ("(?:trial|of) stopped", [{"sto"}]),
        ("multi-?centre", [{"mul"}]),
        ("publi(?:shed|cation)", [{"pub"}]),
        ("(?:early )?ended", [{"end"}]),
        ("(?<!not )ended(?= early)", [{"end"}]),
        ("[a-z]{2,5}ended", []),
        ("\ue000 (?:\ue001|people)", [{"\ue000"}, {"\ue001", "peo"}]),
        ("colou?r", [{"col"}]),
        ("dos?e", []),
    ],
)
def test_what_a_pattern_needs_is_read_from_it(expression: str, cues: list[set[str]]) -> None:
    assert [set(found) for found in required_cues(expression)] == cues


def test_no_sentence_that_matches_is_passed_over() -> None:
    tried = 0
    for language in ("en", "fr"):
        book = load_rules(language)
        for text in (example.text for rule in book.rules for example in (*rule.finds, *rule.ignores)):
            for _block, sentence in engine.marked_sentences(text, book):
                for rule in book.rules:
                    if rule.pattern.regex.search(sentence.text):
                        tried += 1
                        assert rule.pattern.may_match(sentence.cues), (rule.id, text)
    assert tried >= 300


# Layout

TEXT = """# A title

Oslo, 3 March 2025 - The trial of Dr. A. Quill met its endpoint, said the team in a long statement to all.

Study details:
* It enrolled 40 adults.
* It was blinded. Nobody
  knew.

About Medirane

Medirane has 900 employees.
"""


def test_blocks_are_headings_paragraphs_and_items_with_their_sections() -> None:
    book = load_rules("en")
    found = [(b.section, TEXT[b.start : b.end]) for b in blocks(TEXT, book.sections)]
    assert [section for section, _ in found][:2] == ["title", "lede"]
    assert ("body", "It enrolled 40 adults.") in found
    assert found[-1] == ("about", "Medirane has 900 employees.")
    assert any("Nobody\n  knew." in text for _, text in found)


def test_a_full_stop_after_a_title_ends_no_sentence() -> None:
    book = load_rules("en")
    lede = list(blocks(TEXT, book.sections))[1]
    assert len(list(sentences(TEXT, lede, book.abbreviations))) == 1


def test_no_sentence_is_longer_than_its_bound() -> None:
    book = load_rules("en")
    text = "word " * 5000
    spans = [
        span for block in blocks(text, book.sections) for span in sentences(text, block, book.abbreviations)
    ]
    assert max(end - start for start, end in spans) <= LONGEST_SENTENCE
    assert "".join(text[start:end] for start, end in spans).split() == text.split()


# What holds for every text


def assert_lawful(text: str, book: Rulebook) -> None:
    findings = engine.extract(text, book)
    assert findings == engine.extract(text, book)
    fields = list(FIELDS)
    assert [f.field for f in findings] == sorted((f.field for f in findings), key=fields.index)
    for finding in findings:
        for span in finding.evidence:
            assert 0 <= span.start < span.end <= len(text)
            assert text[span.start : span.end] == span.quote


TYPICAL = """The trial enrolled included 273 patients phase 3 II randomised placebo 50 mg lorvatinib % ( ) [ ]
n= 95% CI 0.5 to 1,2 p<0.001 hazard ratio Dr Ada Quill of the University Northfield . , ; : # * – é œ
L'essai a inclus semaine 24 NCT01234567 in 12 countries 8 (6 %) adverse events"""
WORDS = st.sampled_from([*TYPICAL.split(), "\n", "\n\n", "\u00a0"])


@given(st.lists(WORDS, max_size=60).map(" ".join), st.sampled_from(["en", "fr"]))
def test_every_quote_stands_in_the_text(text: str, language: str) -> None:
    assert_lawful(text, load_rules(language))


@given(st.text(max_size=200), st.sampled_from(["en", "fr"]))
def test_any_text_is_read_without_an_error(text: str, language: str) -> None:
    assert_lawful(text, load_rules(language))


HOSTILE = {
    "a megabyte of prose": "The trial enrolled 273 patients with asthma in 12 countries. " * 17_000,
    "digits": "1" * 100_000,
    "numbers": "1,1" * 50_000,
    "open parentheses": "(" * 10_000,
    "open parentheses with numbers": "(95% CI 0.5 to " * 10_000,
    "one word": "a" * 1_000_000,
    "capitals": "Aa " * 100_000,
    "initials": "A. " * 100_000,
    "spaces": " " * 1_000_000,
    "lines": "\n" * 1_000_000,
    "headings": "# a\n" * 100_000,
    "full stops": ". " * 200_000,
    "list of doses": "1 mg, " * 50_000,
    "patients": "patients " * 100_000,
    "commas": "Ada Quill, " * 50_000,
}
SLOWEST = 20.0
"""Seconds, on a shared machine with coverage on; alone each takes a few at most."""


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_takes_seconds(text: str) -> None:
    for language in ("en", "fr"):
        start = time.process_time()
        engine.extract(text, load_rules(language))
        assert time.process_time() - start < SLOWEST
