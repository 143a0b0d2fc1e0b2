"""More than sixty mistakes, made one at a time in data without any, are each found by the check for them.

The announcement and its facts in `fixtures/mutations` agree with each other in everything. Each mutation
changes one place, as a person does who misreads a number or types too fast. What has to be found is named:
the code of the check, and the line. Where there is no mistake nothing is found, so that none is by luck.
"""

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from trialgraph import pipeline, rdffiles
from trialgraph.problems import InputError, Problem

FOLDER = Path(__file__).parent / "fixtures" / "mutations"
EN, FR = "announcement.yaml", "announcement.fr.yaml"
TEXT_EN, TEXT_FR = "announcement.txt", "announcement.fr.txt"


@dataclass(frozen=True, kw_only=True, slots=True)
class Mutation:
    """One mistake, and the check that finds it."""

    name: str
    """What went wrong, in words."""
    old: str
    """What stands once in the file."""
    new: str
    code: str
    file: str = EN
    """The file with the mistake: of the folder, or `graph.` and a suffix for the French facts as RDF."""
    at: str | None = None
    """A text that stands once and ends on the line of the problem; None for the first line that changed."""
    refit: bool = False
    """Whether the end of a changed quote is made to fit, so that only its words are wrong."""


def one(name: str, old: str, new: str, code: str, at: str | None = None) -> Mutation:
    """Describe a mistake in the English fact file."""
    return Mutation(name=name, old=old, new=new, code=code, at=at)


COHORT_B = """  - kind: Cohort
    id: lumera.cohort-b
    of_trial: lumera
    participant_count: 180
    label: {en: "cohort B: remission", fr: "cohorte B : rémission"}
"""

FACT_FILES = (
    one("a kind misspelt", "kind: Symptom", "kind: Symptome", "unknown-word"),
    one("a kind in lower case", "kind: Journal", "kind: journal", "unknown-word"),
    one("a field misspelt", "site_count: 36", "site_cuont: 36", "unknown-field"),
    one("a code misspelt", "verdict: Met\n", "verdict: Mett\n", "unknown-word"),
    one("a code of another field", "action: Inhibition", "action: Exclusion", "unknown-word"),
    one("a unit misspelt", "dose: 150 mg", "dose: 150 mgs", "unknown-unit"),
    one("a unit lost", "dose: 150 mg", "dose: 150", "not-a-quantity"),
    one("a decimal comma", "percentage: 7.5", "percentage: 7,5", "not-a-decimal"),
    one("a number with a word", "enrolment: 480", "enrolment: 480 people", "not-an-integer"),
    one("a date in another order", "issued: 2026-03-12", "issued: 12/03/2026", "not-a-date"),
    one("a month that does not exist", "2026-03-11", "2026-13-11", "not-a-partial-date"),
    one("a duration in words", "timepoint: P52W", "timepoint: 52 weeks", "not-a-duration"),
    one("yes for true", "is_corresponding: true", "is_corresponding: yes", "not-a-boolean"),
    one(
        "a key written twice",
        "    estimate: 0.62\n",
        "    estimate: 0.62\n    estimate: 0.26\n",
        "duplicate-key",
    ),
    one("a reference misspelt", "on_target: lmr-2", "on_target: lmr-3", "unknown-reference"),
    one("a part without its whole", "id: lumera.adult", "id: adult", "wrong-id"),
    one("an id in capitals", "id: double-vision", "id: Double-Vision", "not-an-id"),
    one("a code twice", "[Chronic, Autoimmune]", "[Chronic, Chronic]", "repeated-value"),
    one("evidence lost", "sha256:", "sha265:", "unknown-field"),
    one("a colon in a plain value", "name: LUMERA", "name: the trial: LUMERA", "yaml-syntax"),
    one(
        "a cohort dropped, and its arms left",
        COHORT_B,
        "  - kind: Cohort\n    id: lumera.cohort-c\n    of_trial: lumera\n",
        "unknown-reference",
        at="id: lumera.cohort-b-placebo\n    of_cohort: lumera.cohort-b",
    ),
)

ARITHMETIC = (
    one(
        "two digits of the enrolment swapped",
        "enrolment: 480",
        "enrolment: 840",
        "cohorts-sum-to-enrolment",
    ),
    one(
        "a digit of a cohort changed",
        "participant_count: 180",
        "participant_count: 130",
        "cohorts-sum-to-enrolment",
        at="enrolment: 480",
    ),
    one(
        "a digit of an arm changed",
        "participant_count: 120",
        "participant_count: 110",
        "arms-sum-to-cohort",
        at="participant_count: 180",
    ),
    one("a cohort count too low", "cohort_count: 2", "cohort_count: 1", "more-cohorts-than-stated"),
    one(
        "an arm larger than its cohort",
        "participant_count: 60\n",
        "participant_count: 600\n",
        "arm-within-cohort",
    ),
    one(
        "a digit of an arm group changed",
        "participant_count: 320",
        "participant_count: 350",
        "arm-group-size-is-sum-of-arms",
    ),
    one(
        "two digits of a count swapped",
        "numerator: 24",
        "numerator: 42",
        "percentage-agrees-with-counts",
        at="percentage: 7.5",
    ),
    one(
        "a digit of a denominator changed",
        "denominator: 160",
        "denominator: 100",
        "percentage-agrees-with-counts",
        at="percentage: 10",
    ),
    one(
        "the point of a percentage lost", "percentage: 7.5", "percentage: 75", "percentage-agrees-with-counts"
    ),
    one(
        "a count above its denominator", "numerator: 16\n", "numerator: 166\n", "numerator-within-denominator"
    ),
    one("a percentage over 100", "percentage: 10\n", "percentage: 110\n", "percentage"),
    one("a percentage of another group", "percentage: 4\n", "percentage: 6\n", "implied-denominator"),
    one("bounds swapped", "ci_lower: 0.45", "ci_lower: 0.95", "interval-bounds-in-order"),
    one("a digit of an estimate changed", "estimate: 0.62", "estimate: 0.92", "estimate-not-above-interval"),
    one(
        "two digits of an estimate swapped", "estimate: 0.89", "estimate: 0.59", "estimate-not-below-interval"
    ),
    one("a sign lost", "estimate: -3.2", "estimate: 3.2", "estimate-not-above-interval"),
    one(
        "the sign of a bound lost",
        "ci_upper: -1.6",
        "ci_upper: 1.6",
        "significance-agrees-with-interval",
    ),
    one("a zero lost", "p_value: 0.003", "p_value: 0.3", "p-value-agrees-with-interval"),
    one(
        "a significance misread",
        "significance: NotSignificant",
        "significance: Significant",
        "significance-agrees-with-p-value",
        at="p_value: 0.56",
    ),
    one(
        "a p-value that does not fit its interval",
        "p_value: 0.56",
        "p_value: 0.06",
        "p-value-agrees-with-interval",
    ),
    one(
        "a digit of a bound changed",
        "ci_upper: 1.32",
        "ci_upper: 1.92",
        "interval-symmetric",
        at="estimate: 0.89",
    ),
    one(
        "a reduction that does not fit the ratio",
        "estimate: 38",
        "estimate: 83",
        "reduction-agrees-with-ratio",
    ),
    one(
        "an arm dropped from its group",
        "[lumera.cohort-a-placebo, lumera.cohort-b-placebo]",
        "[lumera.cohort-a-placebo]",
        "arm-group-size-is-sum-of-arms",
        at="participant_count: 160",
    ),
    one("a digit of the number of sites lost", "site_count: 36", "site_count: 6", "sites-cover-countries"),
    one("an author not counted", "author_count: 3", "author_count: 2", "author-count-matches-list"),
    one(
        "a comparator left out",
        "    compared_with: lumera.cohort-a-placebo\n    direction: Improved\n    significance: Significant\n"
        "    effect_measure: MeanDifference\n",
        "    direction: Improved\n    significance: Significant\n    effect_measure: MeanDifference\n",
        "significant-result-has-comparator",
        at="of_group: lumera.cohort-a-torvelumab\n    direction: Improved\n    significance: Significant",
    ),
    one(
        "a group compared with itself",
        "compared_with: lumera.cohort-b-placebo",
        "compared_with: lumera.cohort-b-torvelumab",
        "group-is-not-its-own-comparator",
        at="of_endpoint: lumera.first-relapse\n    of_group: lumera.cohort-b-torvelumab",
    ),
    Mutation(
        name="an enrolment that its arms do not give",
        file=FR,
        old="enrolment: 90",
        new="enrolment: 80",
        code="arms-sum-to-enrolment",
    ),
    one("a month and a day swapped", "2026-03-11", "2026-11-03", "publication-not-after-release"),
    one(
        "a release read before its date",
        "curated: 2026-03-20",
        "curated: 2026-03-02",
        "release-not-after-curation",
        at="issued: 2026-03-12",
    ),
)


def quote(name: str, old: str, new: str, code: str = "quote-not-in-source", *, file: str = EN) -> Mutation:
    """Describe a mistake in a quote, whose offsets fit it: only the text tells."""
    return Mutation(name=name, file=file, old=old, new=new, code=code, refit=True)


def source(name: str, old: str, new: str, at: str, code: str = "quote-not-in-source") -> Mutation:
    """Describe a change of the English text after it was quoted."""
    return Mutation(name=name, file=TEXT_EN, old=old, new=new, code=code, at=at)


QUOTES = (
    quote("a digit of a quote changed", "quote: 120 received", "quote: 130 received"),
    quote("a digit of a quote lost", "risque relatif 0,91", "risque relatif 0,9", file=FR),
    quote("a sign flipped", "difference −3.2", "difference +3.2"),
    quote("a sign of a quote lost", "to −1.6", "to 1.6"),
    quote("a comparator flipped", "p<0.001", "p>0.001"),
    quote("a limit flipped", "quote: aged ≥ 18 years", "quote: aged < 18 years"),
    quote("a comparator weakened", "p=0.003", "p<0.003"),
    quote("a unit of a quote swapped", "at 150 mg every", "at 150 µg every"),
    quote("a time unit of a quote swapped", "score at 24 weeks", "score at 24 months"),
    quote(
        "a decimal comma lost",
        "quote: 2,5\u00a0mg",
        "quote: 25\u00a0mg",
        file=FR,
    ),
    quote("a decimal comma made a point", "(13,3\u00a0%)", "(13.3\u00a0%)", file=FR),
    quote("a percent sign made a per mille sign", "(10%)", "(10‰)"),
    quote("a negation left out", "torvelumab did not reduce", "torvelumab did reduce"),
    quote(
        "a negation left out in French",
        "le solvarénib n’a pas réduit le nombre de poussées\n",
        "le solvarénib a réduit le nombre de poussées\n",
        file=FR,
    ),
    quote("a quote cut inside a number", "1.32; p=0.56", "1.32; p=0.5", "quote-cuts-number"),
    quote("a cohort swapped", "than with placebo in cohort A", "than with placebo in cohort B"),
    one(
        "a quote shortened",
        "in 7 countries, in two cohorts",
        "in 7 countries",
        "quote-length",
    ),
    one(
        "a quote moved",
        "start: 0\n        end: 79",
        "start: 7\n        end: 86",
        "quote-moved",
        at="- quote: Torvelumab delays relapses of Aldane disease in adults with active inflammation",
    ),
    one("a text of another hash", "sha256: ", "sha256: 0", "not-a-hash"),
    source(
        "a number of the text corrected",
        "A total of 480",
        "A total of 490",
        "quote: 480 participants were enrolled at 36 sites in 7 countries, in two cohorts",
    ),
    source(
        "a sentence of the text removed",
        "People with a Brask score above 30 were not admitted. ",
        "",
        "quote: People with a Brask score above 30 were not admitted",
    ),
    source(
        "a negation put into the text",
        "was met: in cohort A",
        "was not met: in cohort A",
        'quote: "The primary endpoint, time to first relapse within 52 weeks, was met"',
    ),
)

VALUES = (
    one("two digits of a number of sites swapped", "site_count: 36", "site_count: 63", "value-not-in-quote"),
    one("a number of countries misread", "country_count: 7", "country_count: 1", "value-not-in-quote"),
    one("a p-value without a zero", "p_value: 0.001", "p_value: 0.01", "value-not-in-quote"),
    one("two digits of a year swapped", "founded_in: 1962", "founded_in: 1926", "value-not-in-quote"),
    one("a zero of a dose lost", "dose: 150 mg", "dose: 15 mg", "value-not-in-quote"),
    one("a unit of a dose swapped", "dose: 150 mg", "dose: 150 ug", "value-not-in-quote"),
    one("two digits of a time point swapped", "timepoint: P24W", "timepoint: P42W", "value-not-in-quote"),
    one("a unit of time swapped", "timepoint: P24W", "timepoint: P24M", "value-not-in-quote"),
    one("a day misread", "issued: 2026-03-12", "issued: 2026-03-13", "value-not-in-quote"),
    one("two digits of a registry number swapped", "[NCT09900812]", "[NCT09900821]", "value-not-in-quote"),
    one(
        "a level of confidence misread",
        "ci_level: 95\n    p_value_operator: LessThan",
        "ci_level: 90\n    p_value_operator: LessThan",
        "value-not-in-quote",
    ),
    one(
        "a comparator of a p-value flipped",
        "p_value_operator: LessThan",
        "p_value_operator: GreaterThan",
        "value-not-in-quote",
    ),
    Mutation(
        name="a decimal comma read as none",
        file=FR,
        old="dose: 2.5 mg",
        new="dose: 25 mg",
        code="value-not-in-quote",
    ),
)


def rdf(suffix: str, name: str, old: str, new: str, code: str, at: str | None = None) -> Mutation:
    """Describe a mistake in the graph of the French facts, in the format of a suffix."""
    return Mutation(name=name, file=f"graph.{suffix}", old=old, new=new, code=code, at=at)


GRAPHS = (
    rdf("ttl", "a class misspelt", "a tg:Endpoint ;", "a tg:Endpiont ;", "class-is-declared"),
    rdf("ttl", "a property misspelt", "tg:siteCount 6", "tg:sitecount 6", "property-is-declared"),
    rdf("ttl", "a number as a text", "tg:enrolment 90", 'tg:enrolment "90"', "enrolment"),
    rdf("ttl", "a date as a text", '"2026-02-03"^^xsd:date', '"2026-02-03"', "issued"),
    rdf(
        "ttl",
        "a type lost",
        "drug:solvarenib a tg:Drug ;\n",
        "drug:solvarenib\n",
        "uses-drug",
        at="tg:usesDrug drug:solvarenib",
    ),
    rdf(
        "ttl",
        "a property where none belongs",
        'tg:ucumCode "mg"',
        'tg:ucumCode "mg" ; tg:level tg:Primary',
        "quantity-closed",
    ),
    rdf(
        "ttl",
        "a label in German",
        '"placebo dans BRUINE"@fr',
        '"placebo dans BRUINE"@de',
        "label-in-known-language",
    ),
    rdf("ttl", "a code misspelt in RDF", "tg:level tg:Primary", "tg:level tg:Primry", "level"),
    rdf(
        "ttl",
        "a unit swapped",
        "unit:MilliGM ;",
        "unit:MicroGM ;",
        "quantity-units-agree",
        at="quantity:2.5-mg a tg:Quantity",
    ),
    rdf(
        "ttl",
        "the role of an arm misread",
        "tg:role tg:Experimental",
        "tg:role tg:PlaceboComparator",
        "placebo-arm-has-no-active-dose",
        at="group:bruine.solvarenib a tg:Arm",
    ),
    rdf(
        "ttl",
        "an IRI misspelt",
        "tg:usesDrug drug:solvarenib",
        "tg:usesDrug drug:solvarenid",
        "reference-leads-somewhere",
    ),
    rdf(
        "ttl",
        "a label lost",
        '\trdfs:label "BRUINE" ;\n',
        "",
        "thing-has-label",
        at="trial:bruine a tg:ClinicalTrial",
    ),
    rdf("ttl", "a hash cut", 'tg:sha256 "2', 'tg:sha256 "', "document-sha256"),
    rdf(
        "ttl",
        "a digit of an ORCID iD changed",
        'tg:identifierValue "0000-1234-5678-9012"',
        'tg:identifierValue "0000-1234-5687-9012"',
        "orcid-checksum",
        at="identifier:orcid.0000-1234-5678-9012 a tg:Identifier",
    ),
    rdf(
        "ttl",
        "a digit of a ROR id changed",
        'tg:identifierValue "0abcdef23"',
        'tg:identifierValue "0abcdef32"',
        "ror-checksum",
        at="identifier:ror.0abcdef23 a tg:Identifier",
    ),
    rdf(
        "ttl",
        "a letter lost from a ROR id",
        'tg:identifierValue "0abcdef23"',
        'tg:identifierValue "0abcde23"',
        "ror-form",
    ),
    rdf(
        "ttl",
        "the IRI of another person",
        "tg:registryIri <https://orcid.org/0000-1234-5678-9012>",
        "tg:registryIri <https://orcid.org/0000-0000-0000-001X>",
        "identifier-iri-agrees",
        at="identifier:orcid.0000-1234-5678-9012 a tg:Identifier",
    ),
    rdf(
        "trig",
        "a quote shortened in a claim",
        '"90 patients dans 6 centres"@fr',
        '"9 patients dans 6 centres"@fr',
        "quote-as-long-as-position",
        at="187-213 a tg:Evidence",
    ),
    rdf(
        "nt",
        "a decimal as a float",
        '"0.91"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        '"0.91"^^<http://www.w3.org/2001/XMLSchema#float>',
        "estimate",
    ),
    rdf("jsonld", "a negative number of people", '"@value": "90"', '"@value": "-90"', "enrolment"),
    rdf("rdf", "a code of another field in RDF", "ns#Oral", "ns#Primary", "route"),
)

SYNTAX = (
    rdf(
        "ttl",
        "a full stop lost",
        "tg:siteCount 6 .",
        "tg:siteCount 6",
        "rdf-syntax",
        at="@prefix identifier:",
    ),
    rdf("ttl", "a quotation mark lost in Turtle", 'tg:ucumCode "mg"', 'tg:ucumCode "mg', "rdf-syntax"),
    rdf("ttl", "a prefix misspelt", "tg:phase tg:Phase2", "gt:phase tg:Phase2", "rdf-syntax"),
    rdf("nt", "an angle bracket lost", "ns#siteCount> ", "ns#siteCount ", "rdf-syntax"),
    rdf("nq", "a quotation mark lost in N-Quads", 'ns#siteCount> "6"', 'ns#siteCount> "6', "rdf-syntax"),
    rdf(
        "trig",
        "a brace lost",
        "tg:siteCount 6 .\n}",
        "tg:siteCount 6 .\n",
        "rdf-syntax",
        at="terminologies> {",
    ),
    rdf("jsonld", "a comma too many", '"@value": "90"', '"@value": "90",', "rdf-syntax", at='"90",\n   }'),
    rdf("rdf", "a tag misspelt", "</tg:PressRelease>", "</tg:Pressrelease>", "rdf-syntax"),
)

MUTATIONS = (*FACT_FILES, *QUOTES, *VALUES, *ARITHMETIC, *GRAPHS, *SYNTAX)

IDENTIFIERS = """
@prefix identifier: <https://w3id.org/trialgraph/id/identifier/> .
@prefix person: <https://w3id.org/trialgraph/id/person/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

# Identifiers that nobody has, with check characters that fit.
person:odile-bruyere a tg:Person ;
	rdfs:label "Odile Bruyère" ;
	tg:name "Odile Bruyère" ;
	tg:hasIdentifier identifier:orcid.0000-1234-5678-9012 ;
	skos:exactMatch <https://orcid.org/0000-1234-5678-9012> .
identifier:orcid.0000-1234-5678-9012 a tg:Identifier ;
	rdfs:label "orcid:0000-1234-5678-9012" ;
	tg:scheme "orcid" ;
	tg:identifierValue "0000-1234-5678-9012" ;
	tg:registryIri <https://orcid.org/0000-1234-5678-9012> ;
	tg:identifierSource tg:Curated ;
	tg:checkedIn "invented" .
organisation:hopital-de-clairbois tg:hasIdentifier identifier:ror.0abcdef23 ;
	skos:exactMatch <https://ror.org/0abcdef23> .
identifier:ror.0abcdef23 a tg:Identifier ;
	rdfs:label "ror:0abcdef23" ;
	tg:scheme "ror" ;
	tg:identifierValue "0abcdef23" ;
	tg:registryIri <https://ror.org/0abcdef23> ;
	tg:identifierSource tg:Curated ;
	tg:checkedIn "invented" .
"""


@functools.cache
def _original(file: str) -> str:
    """Give a file without mistakes: one of the folder, or the graph of the French facts."""
    name = Path(file)
    if name.stem != "graph":
        return (FOLDER / file).read_text(encoding="utf-8")
    text = pipeline.build([FOLDER / FR]).serialise(name.suffix).decode()
    return text + IDENTIFIERS if name.suffix == ".ttl" else text


def _mutated(mutation: Mutation) -> str:
    """Make the mistake."""
    original = _original(mutation.file)
    assert original.count(mutation.old) == 1, "a mutation is of one place"
    text = original.replace(mutation.old, mutation.new)
    return _refit(text, original) if mutation.refit else text


def _refit(text: str, original: str) -> str:
    """Move the end of the quote that differs, so that it is as long as its offsets say."""
    changed = _first_difference(original, text)
    block = re.compile(r'- quote: "?(.+?)"?\n +start: ([0-9]+)\n +end: ([0-9]+)\n')
    for found in block.finditer(text):
        if found.end() > changed:
            words, start = found[1], int(found[2])
            return f"{text[: found.start(3)]}{start + len(words)}{text[found.end(3) :]}"
    raise AssertionError("no quote was changed")


def _first_difference(one: str, other: str) -> int:
    return next(
        (index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


def _line(mutation: Mutation, text: str) -> int:
    """Give the line that the problem has to stand on."""
    if mutation.at is None:
        return text.count("\n", 0, _first_difference(_original(mutation.file), text)) + 1
    if mutation.file == TEXT_EN:
        text = _original(EN)
    assert text.count(mutation.at) == 1, "the place is one place"
    return text.count("\n", 0, text.index(mutation.at) + len(mutation.at)) + 1


def _problems(folder: Path, file: str, text: str, *skipped: str) -> tuple[Problem, ...]:
    """Validate a file in a folder with the texts that are quoted."""
    for name in (TEXT_EN, TEXT_FR):
        (folder / name).write_text(_original(name), encoding="utf-8")
    validated = EN if file == TEXT_EN else file
    (folder / validated).write_text(_original(validated), encoding="utf-8")
    (folder / file).write_text(text, encoding="utf-8")
    try:
        return pipeline.validate([folder / validated], skipped=skipped).problems
    except InputError as error:
        return error.problems


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder for the files with mistakes, one after the other."""
    return tmp_path_factory.mktemp("mutations")


@pytest.fixture(scope="module")
def without(folder: Path) -> Callable[[str], set[tuple[str, str | None]]]:
    """Give a function that tells what is found in a file without mistakes."""

    @functools.cache
    def found(file: str) -> set[tuple[str, str | None]]:
        return {(problem.code, problem.about) for problem in _problems(folder, file, _original(file))}

    return found


@pytest.mark.parametrize("file", [EN, FR, *(f"graph{suffix}" for suffix in rdffiles.FORMATS)])
def test_without_a_mistake_nothing_is_found(
    without: Callable[[str], set[tuple[str, str | None]]], file: str
) -> None:
    assert without(file) == set()


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name.replace(" ", "-"))
def test_a_mistake_is_found_by_its_check_on_its_line(
    folder: Path, mutation: Mutation, record_property: Callable[[str, object], None]
) -> None:
    text = _mutated(mutation)
    # Quotes and values are looked up in the text; without the shapes that takes a tenth of the time.
    skipped = ["shipped"] if mutation in (*QUOTES, *VALUES) else []
    problems = _problems(folder, mutation.file, text, *skipped)
    record_property("found", [f"{problem.code}:{problem.location.line}" for problem in problems])

    found = {(problem.code, problem.location.line) for problem in problems}
    assert (mutation.code, _line(mutation, text)) in found


def test_there_are_sixty_mistakes_of_every_sort() -> None:
    assert len({mutation.name for mutation in MUTATIONS}) == len(MUTATIONS) >= 60
    least = {FACT_FILES: 12, QUOTES: 12, VALUES: 6, ARITHMETIC: 16, GRAPHS: 10, SYNTAX: 4}
    assert all(len(mutations) >= number for mutations, number in least.items())


def test_one_run_tells_mistakes_of_every_sort(folder: Path) -> None:
    names = ["a unit of a quote swapped", "a number of countries misread", "the point of a percentage lost"]
    chosen = [mutation for mutation in MUTATIONS if mutation.name in names]
    text = _original(EN)
    for mutation in chosen:
        text = text.replace(mutation.old, mutation.new)

    found = {(problem.code, problem.location.line) for problem in _problems(folder, EN, text)}
    assert {(mutation.code, _line(mutation, _mutated(mutation))) for mutation in chosen} <= found
