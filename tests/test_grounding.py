"""A name means a thing where nothing else can be meant; doubt is shown."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

import trialgraph
from trialgraph.grounding import ground, is_acronym, ordinary_words
from trialgraph.lexicon import Lexicon, load_lexicon
from trialgraph.mentions import find_mentions
from trialgraph.namekeys import name_key

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="module")
def shipped() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("grounding_tool", ROOT / "tools" / "grounding.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["grounding_tool"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    """All names, with those of the real releases beside the repository."""
    if not (SHARED / "terminologies").is_dir():
        pytest.skip("the real releases of terminologies are not beside the repository")
    into = tmp_path_factory.mktemp("terms")
    files = [file for file in sorted((SHARED / "terminologies").iterdir()) if file.suffix != ".md"]
    assert len(files) >= 8
    found = trialgraph.import_terms(files, into)
    assert not [problem for problem in found.problems if problem.severity == "violation"]
    return load_lexicon(into)


@pytest.mark.parametrize(
    ("name", "family", "id_", "reason"),
    [
        ("iscalimab", "drug", "iscalimab", "its label"),
        ("CFZ 533", "drug", "iscalimab", "with or without a space in the code"),
        ("l’hôpital Bicêtre", "organisation", "bicetre-hospital", "without its article"),
        ("Sjogren’s Disease", "disease", "sjogren-disease", "the accents differ"),
        ("strokes", "disease", "stroke", "in the singular"),
        ("hemophilia", "disease", "haemophilia", "in the other spelling of English"),
        ("Alzheimer disease", "disease", "alzheimers-disease", "another name of it"),
        ("diabetes mellitus type II", "disease", None, ""),
        ("type II diabetes", "disease", "type-2-diabetes", "with its number in figures"),
        ("Pfizer Inc.", "organisation", "pfizer", "without its legal form"),
        (
            "Hôpital Lariboisière AP-HP",
            "organisation",
            "lariboisiere-hospital",
            "beside the name of what it is part of",
        ),
        (
            "AP-HP, hôpital Lariboisière",
            "organisation",
            "lariboisiere-hospital",
            "beside the name of what it is part of",
        ),
        ("AP-HP. Sorbonne Université", "organisation", None, ""),
        ("semaglutide (Ozempic)", "drug", "semaglutide", "without what stands in brackets"),
        ("sclérose en plaques", "disease", "multiple-sclerosis", "its label"),
        ("syndrome de Sjögren-Larsson", "disease", "sjogren-larsson-syndrome", "its label"),
        ("iscalimab", "disease", None, ""),
        ("quillitis", "disease", None, ""),
    ],
)
def test_a_name_leads_to_its_thing_and_says_how(
    shipped: Lexicon, name: str, family: str, id_: str | None, reason: str
) -> None:
    found = ground(name, shipped, families=[family])

    assert found.thing == ((family, id_) if id_ else None)
    if id_:
        assert reason in found.candidates[0].reason.en


def test_an_acronym_means_that_of_which_the_full_name_stands_beside_it(shipped: Lexicon) -> None:
    alone = ground("MS", shipped, families=["disease"])
    beside = ground(
        "MS", shipped, families=["disease"], context=name_key("People with multiple sclerosis (MS)")
    )

    assert (alone.thing, alone.verdict) == (None, "doubtful")
    assert beside.thing == ("disease", "multiple-sclerosis")
    assert "its full name stands in the text too" in beside.candidates[0].reason.en


def test_a_symbol_in_small_letters_is_no_symbol(shipped: Lexicon) -> None:
    assert ground("PCSK9", shipped, families=["target"]).thing == ("target", "pcsk9")
    assert ground("pcsk9", shipped, families=["target"]).thing is None


def test_ties_are_reported(full: Lexicon) -> None:
    found = ground("Northwestern University", full, families=["organisation"])

    assert found.verdict == "ambiguous"
    assert found.thing is None
    assert len(found.candidates) >= 2


@pytest.mark.parametrize("word", ["was", "rest", "impact", "set", "date", "milestone", "met"])
def test_ordinary_words_are_never_names_by_themselves(full: Lexicon, word: str) -> None:
    assert list(find_mentions(f"The {word} of it all, in short.", full)) == []
    assert word in ordinary_words()


def test_acronyms_are_told_from_words() -> None:
    assert [is_acronym(name) for name in ("MS", "AP-HP", "eIF2α", "Gout", "heart", "Lancet", "COVID-19")] == [
        True, True, True, False, False, False, False,
    ]  # fmt: skip


def test_candidates_are_ranked_and_the_same_every_time(full: Lexicon) -> None:
    first, second = (ground("ALS", full) for _ in range(2))

    assert first == second
    scores = [candidate.score for candidate in first.candidates]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) >= 2


def test_invented_mentions_with_shipped_names_alone(tool: ModuleType, shipped: Lexicon) -> None:
    mentions = tool.invented_mentions()
    score = tool.measure(mentions, shipped)

    assert len(mentions) >= 160
    assert score.others >= 45
    assert score.precision >= 0.92, score.wrong
    assert score.recall >= 0.35


def test_invented_mentions_with_all_names(tool: ModuleType, full: Lexicon) -> None:
    score = tool.measure(tool.invented_mentions(), full)

    assert score.precision >= 0.95, score.wrong
    assert score.recall >= 0.65


def test_mentions_of_real_texts(tool: ModuleType, full: Lexicon) -> None:
    if not (SHARED / "corpus").is_dir():
        pytest.skip("the real texts are not beside the repository")
    mentions = tool.real_mentions(SHARED / "corpus")
    score = tool.measure(mentions, full)

    assert len(mentions) >= 400
    assert score.others >= 110
    assert score.precision >= 0.98, score.wrong
    assert score.recall >= 0.88, score.missed


def test_every_shipped_identifier_that_the_releases_have_is_there_with_a_name_of_ours(full: Lexicon) -> None:
    """Registries are asked by identifier: one of our names, or one near it, must be a name there."""
    assert full._index is not None
    checked, strange = 0, []
    for term in full.terminology.terms:
        ours = {name_key(name) for _, name in (*term.labels, *term.synonyms)}
        for identifier in term.identifiers:
            if identifier.mapping != "exact_match" or identifier.scheme not in ("drugbank", "doid", "ror"):
                continue
            found = full._index.term(f"{identifier.scheme}:{identifier.value}")
            if found is None:
                continue
            checked += 1
            theirs = {name_key(name.text) for name in found.names}
            if not any(a == b or a in b or b in a for a in ours for b in theirs if a and b):
                strange.append((term.id, identifier.value, sorted(theirs)[:2]))

    assert checked >= 900
    assert strange == []


def test_an_acronym_is_the_disease_we_ship_before_what_registries_give_freely(full: Lexicon) -> None:
    for acronym, disease in (("MS", "multiple-sclerosis"), ("RA", "rheumatoid-arthritis")):
        found = ground(acronym, full)
        assert (found.verdict, found.candidates[0].thing) == ("doubtful", ("disease", disease))


@pytest.mark.parametrize("nothing", ["", "  ", "((("])
def test_a_search_for_no_word_finds_nothing(nothing: str) -> None:
    assert trialgraph.search_terms(nothing) == ()
