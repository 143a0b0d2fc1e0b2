"""Things that several documents share are one node, with the reason, never against the evidence."""

from collections.abc import Iterable
from itertools import permutations
from pathlib import Path

import pytest

import trialgraph
from trialgraph import factfiles, pipeline
from trialgraph.decisions import Decision, Decisions, load_decisions
from trialgraph.joining import Join, Joined, join
from trialgraph.joining.naming import decided_terms
from trialgraph.lexicon import Lexicon, load_lexicon
from trialgraph.model import (
    Affiliation,
    Authorship,
    ClinicalTrial,
    Disease,
    Document,
    Drug,
    DrugIntervention,
    Evidence,
    Fact,
    FactFile,
    Journal,
    Organisation,
    Person,
    Publication,
    Review,
)
from trialgraph.people import likeness
from trialgraph.problems import InputError
from trialgraph.termgraph import terminology_quads

EVIDENCE = (Evidence(quote="abc", start=0, end=3, rule="en/x"),)
DRAFT = Review(status="Draft")


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


def fact(kind: type[Fact], id_: str, *, curated: bool = False, **fields: object) -> Fact:
    return kind(id=id_, evidence=EVIDENCE, review=None if curated else DRAFT, **fields)  # type: ignore[arg-type]  # fields of the kind


def document(name: str, *facts: Fact) -> FactFile:
    about = Document(id=name, language="en", sha256=name.ljust(64, "0"), length=9, source=f"{name}.txt")
    return FactFile(document=about, facts=facts, locations={}, problems=())


def ids(joined: Joined, kind: type[Fact]) -> list[list[str]]:
    return [[each.id for each in file.facts if isinstance(each, kind)] for file in joined.files]


def same(joins: Iterable[Join]) -> list[tuple[str, str]]:
    return [(each.subject, each.object) for each in joins if each.is_same]


def working(name: str, person: str, printed: str, place: str) -> FactFile:
    return document(
        name,
        fact(Person, person, name=printed),
        fact(Organisation, place.lower().replace(" ", "-"), name=place),
        fact(Affiliation, f"{person}.1", of_person=person, with_organisation=place.lower().replace(" ", "-")),
    )


# People


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("P L A van Daele", "Paul van Daele", "compatible"),
        ("van Daele PLA", "Paul van Daele", "compatible"),
        ("Daele, Paul van", "Paul van Daele", "same"),
        ("Wan-Fai Ng", "WF Ng", "compatible"),
        ("Xavier MARIETTE", "Mariette X.", "compatible"),
        ("José Núñez", "NUNEZ Jose", "same"),
        ("Jane Smith, M.D., Ph.D.", "Dr Jane Smith", "same"),
        ("Ada Quill", "Adam Quill", "different"),
        ("Ada Quill", "Ada Quinn", "different"),
        ("A Quill", "B Quill", "different"),
        ("Ada B. Quill", "Ada C. Quill", "different"),
        ("Quill", "Ada Quill", "different"),
        ("John Smithson Sr", "John Smithson Jr", "different"),
        ("John Smith II", "John Smith III", "different"),
        ("John Smith, Jr.", "John Smith", "compatible"),
        ("James Thomas", "Thomas James", "compatible"),
        ("VAN DAELE Paul", "Paul van Daele", "same"),
        ("Paul Van Daele", "Paul van Daele", "same"),
        ("Do Young Kimura", "Young Kimura", "different"),
        ("Jean Le Gallic", "Jean Gallic", "compatible"),
        ("J-M Dupontel", "Jean-Paul Dupontel", "different"),
        ("J.-P. Dupontel", "Jean-Paul Dupontel", "compatible"),
        ("JP Dupontel", "Jean-Paul Dupontel", "compatible"),
        ("J M Smith", "J B Smith", "different"),
        ("M Curie", "Marie Curie", "compatible"),
        ("M. Jean Dorn", "Jean Dorn", "same"),
        ("PLA van Daele", "Paul van Daele", "compatible"),
        ("Paul Vandaele", "Paul van Daele", "compatible"),
        ("Hans Müller", "Hans Mueller", "compatible"),
        ("Hans Müller", "Hans Muller", "same"),
        ("A Quill", "A Quill", "compatible"),
        ("Jean-François Delfraissy", "J.-F. Delfraissy", "compatible"),
        ("Wang Wei", "Wei Wang", "compatible"),
        ("Siobhán O’Brien", "Siobhan OBrien", "same"),
        ("Dr. med. Ada Quill", "Ada Quill MD PhD", "same"),
        ("Maria dos Santos", "Maria dos Santos", "same"),
        *(
            (name, name, "same")
            for name in ("Ben Smith", "Al Green", "Anh Do", "Di Wang", "Md Rahman", "王伟")
        ),
    ],
)
def test_names_of_people_are_compared_with_initials_particles_and_order(
    one: str, other: str, expected: str
) -> None:
    assert likeness(one, other) == expected
    assert likeness(other, one) == expected


def test_initials_and_a_name_are_one_person_where_both_work_at_one_place(lexicon: Lexicon) -> None:
    joined = join(
        [
            working("first", "ada-b-quill", "Ada B. Quill", "Northfield Hospital"),
            working("second", "a-quill", "A Quill", "Northfield Hospital"),
        ],
        lexicon,
        Decisions(),
    )

    assert ids(joined, Person) == [["a-quill"], ["a-quill"]]
    people = [each for each in joined.joins if each.family == "person"]
    assert [each.is_same for each in people] == [True]
    assert people[0].reason.en == "the name fits, and both work at organisation:northfield-hospital"
    assert [
        each.of_person for file in joined.files for each in file.facts if isinstance(each, Affiliation)
    ] == [
        "a-quill",
        "a-quill",
    ]


def test_initials_alone_join_nobody_and_are_shown(lexicon: Lexicon) -> None:
    files = [
        document("first", fact(Person, "ada-quill", name="Ada Quill")),
        document("second", fact(Person, "a-quill", name="A Quill")),
    ]
    joined = join(files, lexicon, Decisions())

    assert ids(joined, Person) == [["ada-quill"], ["a-quill"]]
    assert [(each.is_same, each.reason.en) for each in joined.joins] == [
        (False, "the initials fit, but nothing else says that they are one person")
    ]


def test_initials_that_fit_two_people_join_neither(lexicon: Lexicon) -> None:
    joined = join(
        [
            working("first", "ada-quill", "Ada Quill", "Northfield Hospital"),
            working("second", "anna-quill", "Anna Quill", "Northfield Hospital"),
            working("third", "a-quill", "A Quill", "Northfield Hospital"),
        ],
        lexicon,
        Decisions(),
    )

    assert ids(joined, Person) == [["ada-quill"], ["anna-quill"], ["a-quill"]]


def test_one_name_at_two_places_is_two_people(lexicon: Lexicon) -> None:
    joined = join(
        [
            working("first", "jun-wang", "Jun Wang", "Northfield Hospital"),
            working("second", "jun-wang", "Jun Wang", "Southmere Institute of Quills"),
        ],
        lexicon,
        Decisions(),
    )

    (first,), (second,) = ids(joined, Person)
    assert first == "jun-wang"
    assert second.startswith("jun-wang-")
    apart = next(each for each in joined.joins if each.family == "person")
    assert apart.reason.en.endswith("they work at different organisations")


def test_a_name_of_two_people_says_not_which_of_them_a_third_document_means(lexicon: Lexicon) -> None:
    files = [
        working("first", "ada-quill", "Ada Quill", "Northfield Hospital"),
        working("second", "ada-quill", "Ada Quill", "Southmere Institute of Quills"),
        document("third", fact(Person, "ada-quill", name="Ada Quill")),
    ]
    for order in permutations(files):
        joined = join(order, lexicon, Decisions())
        assert len({each for found in ids(joined, Person) for each in found}) == 3
        assert {each.is_same for each in joined.joins if each.family == "person"} == {False}


@pytest.mark.parametrize("curated", [True, False])
def test_an_id_that_two_documents_have_joins_nobody_who_works_elsewhere(
    lexicon: Lexicon,
    curated: bool,  # noqa: FBT001 - both are tried
) -> None:
    def at(name: str, place: str) -> FactFile:
        return document(
            name,
            fact(Person, "ada-quill", curated=curated, name="Ada Quill"),
            fact(Organisation, place, curated=curated, name=place),
            fact(Affiliation, "a.1", curated=curated, of_person="ada-quill", with_organisation=place),
        )

    (first,), (second,) = ids(
        join([at("a", "northfield-hospital"), at("b", "southmere-hospital")], lexicon, Decisions()), Person
    )
    assert first != second


def test_a_person_of_many_documents_is_one(lexicon: Lexicon) -> None:
    files = [working(f"d{n:03}", "ada-quill", "Ada Quill", "Northfield Hospital") for n in range(250)]
    joined = join(files, lexicon, Decisions())

    assert {each for found in ids(joined, Person) for each in found} == {"ada-quill"}
    assert len([each for each in joined.joins if each.family == "person"]) == 249


def test_one_decision_about_many_documents_takes_one_row_each(lexicon: Lexicon) -> None:
    files = [document(f"d{n:03}", fact(Person, "ada", name=f"Ada Q{n}uill")) for n in range(100)]
    files += [document(f"e{n:03}", fact(Person, "quill", name=f"Bea Q{n}uill")) for n in range(100)]
    row = Decision(family="person", subject="ada", word="same", object="quill")
    joined = join(files, lexicon, decide(row))

    assert len({each for found in ids(joined, Person) for each in found}) == 1
    assert len(joined.joins) == 199


def test_one_name_and_nothing_against_it_is_one_person(lexicon: Lexicon) -> None:
    files = [document(name, fact(Person, "ada-quill", name="Ada Quill")) for name in ("first", "second")]
    joined = join(files, lexicon, Decisions())

    assert ids(joined, Person) == [["ada-quill"], ["ada-quill"]]
    assert joined.joins[0].reason.en == "the same full name, and nothing speaks against it"


def test_two_authors_of_one_paper_are_two_people(lexicon: Lexicon) -> None:
    paper = fact(Publication, "paper", title="A trial of lorvatinib in adults with gout")

    def author(name: str, person: str, printed: str, order: int) -> FactFile:
        written = fact(Authorship, f"{person}.1", of_publication="paper", author=person, author_order=order)
        return document(name, paper, fact(Person, person, name=printed), written)

    files = [author("first", "a-quill", "A Quill", 1), author("second", "ada-quill", "Ada Quill", 2)]
    joined = join(files, lexicon, Decisions())

    assert ids(joined, Person) == [["a-quill"], ["ada-quill"]]


# Organisations, drugs, trials


def test_units_of_one_name_are_one_only_in_one_whole(lexicon: Lexicon) -> None:
    def unit(name: str, whole: str) -> FactFile:
        return document(
            name,
            fact(Organisation, "department-of-cardiology", name="Department of Cardiology", unit_of=(whole,)),
            fact(Organisation, whole, name=whole.replace("-", " ").title()),
        )

    files = [
        unit("a", "northfield-hospital"),
        unit("b", "southmere-hospital"),
        unit("c", "northfield-hospital"),
    ]
    joined = join(files, lexicon, Decisions())
    units = [found[0] for found in ids(joined, Organisation)]

    assert units[0] == units[2] == "department-of-cardiology"
    assert units[1] != units[0]


def test_hospitals_of_one_name_with_other_parents_are_two(lexicon: Lexicon) -> None:
    def hospital(name: str, whole: str) -> FactFile:
        return document(
            name,
            fact(Organisation, "quill-hospital", name="Saint Quill Hospital", part_of=(whole,)),
            fact(Organisation, whole, name=f"{whole} care group"),
        )

    files = [hospital("a", "northfield"), hospital("b", "southmere"), hospital("c", "northfield")]
    hospitals = [found[0] for found in ids(join(files, lexicon, Decisions()), Organisation)]

    assert hospitals[0] == hospitals[2] != hospitals[1]


def test_a_full_name_is_the_same_with_its_acronym_behind_it(lexicon: Lexicon) -> None:
    names = ("Quill Research Society (QRSX)", "Quill Research Society", "QRSX")
    files = [document(f"d{n}", fact(Organisation, f"o{n}", name=name)) for n, name in enumerate(names)]

    assert ids(join(files, lexicon, Decisions()), Organisation) == [["o0"], ["o0"], ["o2"]]


def test_a_draft_id_of_two_names_joins_nothing(lexicon: Lexicon) -> None:
    files = [document(name, fact(Drug, "drug-1", name=name)) for name in ("zoptarivex", "bormalumab")]
    (first,), (second,) = ids(join(files, lexicon, Decisions()), Drug)

    assert first != second


def test_things_that_want_one_id_get_each_their_own(lexicon: Lexicon) -> None:
    called = [
        ("0", {"q": "norlizine"}),
        ("a", {"x": "zoptarivex", "y": "bormalumab"}),
        *((name, {"q": "zoptarivex"}) for name in ("b", "c")),
        *((name, {"q": "bormalumab"}) for name in ("d", "e")),
    ]
    files = [
        document(name, *(fact(Drug, id_, name=drug) for id_, drug in drugs.items())) for name, drugs in called
    ]
    joined = join(files, lexicon, Decisions())
    names = {(each.name, each.id) for file in joined.files for each in file.facts if isinstance(each, Drug)}

    assert len(names) == len({id_ for _, id_ in names}) == 3


def test_units_are_compared_once_their_wholes_are_one(lexicon: Lexicon) -> None:
    def unit(name: str, hospital: str, *above: str) -> FactFile:
        return document(
            name,
            fact(Organisation, "department", name="Department of Cardiology", unit_of=(hospital,)),
            fact(Organisation, hospital, name=f"{hospital} hospital", part_of=above),
            *(fact(Organisation, whole, name=f"{whole} care trust") for whole in above),
        )

    files = [unit("a", "northfield"), unit("b", "northfield", "quill"), unit("c", "southmere")]
    for order in permutations(files):
        found = {
            file.document.id: names[0]
            for file, names in zip(order, ids(join(order, lexicon, Decisions()), Organisation), strict=True)
            if file.document
        }
        assert found["a"] == found["b"] != found["c"]


def test_a_common_noun_names_no_organisation(lexicon: Lexicon) -> None:
    files = [document(name, fact(Organisation, "chu", name="CHU")) for name in ("first", "second")]

    assert (
        len({each for found in ids(join(files, lexicon, Decisions()), Organisation) for each in found}) == 2
    )


def test_what_terminologies_know_is_one_node_in_both_languages(lexicon: Lexicon) -> None:
    files = [
        document(
            "first", fact(Disease, "sep", name="sclérose en plaques"), fact(Drug, "lorva", name="CFZ533")
        ),
        document(
            "second", fact(Disease, "ms", name="multiple sclerosis"), fact(Drug, "isca", name="iscalimab")
        ),
    ]
    joined = join(files, lexicon, Decisions())

    assert ids(joined, Disease) == [["multiple-sclerosis"], ["multiple-sclerosis"]]
    assert ids(joined, Drug) == [["iscalimab"], ["iscalimab"]]
    assert {each.key: each.grounding.verdict for each in joined.named} == {
        ("disease", "multiple-sclerosis"): "grounded",
        ("drug", "iscalimab"): "grounded",
    }


def test_a_thing_with_a_longer_name_that_nobody_knows_is_shown_as_doubtful(lexicon: Lexicon) -> None:
    facts = (
        fact(Disease, "uhbp", name="uncontrolled high blood pressure"),
        fact(Disease, "uhbp", name="High Blood Pressure"),
    )
    joined = join([document("first", *facts)], lexicon, Decisions())

    assert ids(joined, Disease) == [["uhbp", "uhbp"]]
    assert [each.grounding.verdict for each in joined.named] == ["doubtful"]


def test_a_shorter_name_joins_nothing_that_has_a_longer_one(lexicon: Lexicon) -> None:
    severe = (fact(Disease, "a", name="severe quillitis"), fact(Disease, "a", name="quillitis"))
    files = [document("first", *severe), document("second", fact(Disease, "b", name="quillitis"))]

    assert ids(join(files, lexicon, Decisions()), Disease) == [["a", "a"], ["b"]]


def test_an_unknown_thing_keeps_its_id_and_is_told(lexicon: Lexicon) -> None:
    joined = join([document("first", fact(Drug, "lorvatinib", name="lorvatinib"))], lexicon, Decisions())

    assert ids(joined, Drug) == [["lorvatinib"]]
    assert [(each.name, each.grounding.verdict, each.documents) for each in joined.named] == [
        ("lorvatinib", "unknown", ("first",))
    ]


def trial(name: str, id_: str, drug: str, *numbers: str, printed: str | None = None) -> FactFile:
    return document(
        name,
        fact(ClinicalTrial, id_, name=printed, registry_id=numbers, tests_intervention=(f"{id_}.a",)),
        fact(DrugIntervention, f"{id_}.a", of_trial=id_, uses_drug=drug),
        fact(Drug, drug, name=drug),
    )


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        (
            trial("a", "stride", "lorvatinib", "NCT00000001"),
            trial("b", "x-trial", "torvexian", "NCT00000001"),
            True,
        ),
        (
            trial("a", "stride", "lorvatinib", printed="STRIDE"),
            trial("b", "stride", "lorvatinib", printed="STRIDE"),
            True,
        ),
        (
            trial("a", "stride", "lorvatinib", printed="STRIDE"),
            trial("b", "stride", "torvexian", printed="STRIDE"),
            False,
        ),
        (
            trial("a", "stride", "lorvatinib", "NCT00000001", printed="STRIDE"),
            trial("b", "stride", "lorvatinib", "NCT00000002", printed="STRIDE"),
            False,
        ),
        (
            trial("a", "one", "lorvatinib", printed="STRIDE"),
            trial("b", "two", "lorvatinib", printed="Stride"),
            True,
        ),
    ],
)
def test_trials_are_one_by_number_or_by_name_and_drug(
    lexicon: Lexicon,
    one: FactFile,
    other: FactFile,
    is_one: bool,  # noqa: FBT001 - what is expected
) -> None:
    (first,), (second,) = ids(join([one, other], lexicon, Decisions()), ClinicalTrial)

    assert (first == second) == is_one


@pytest.mark.parametrize(
    ("files", "groups"),
    [
        (
            [
                trial("a", "star-1", "lorvatinib", "NCT00000001", printed="STAR"),
                trial("b", "star-2", "lorvatinib", "NCT00000002", printed="STAR"),
                trial("c", "star-3", "lorvatinib", printed="STAR"),
            ],
            3,
        ),
        (
            [
                trial("a", "star-1", "lorvatinib", "NCT00000001", printed="STAR"),
                trial("b", "star-2", "lorvatinib", "2014-004616-12", printed="STAR"),
            ],
            1,
        ),
        (
            [
                trial("a", "alpha-q", "lorvatinib", "NCT00000001", printed="ALPHA-Q"),
                trial("b", "beta-q", "torvexian", "NCT00000002", printed="BETA-Q"),
                trial("c", "gamma-q", "lorvatinib", "NCT00000001", "NCT00000002", printed="GAMMA-Q"),
            ],
            3,
        ),
        (
            [
                trial("a", "one", "lorvatinib", "nct00000001"),
                trial("b", "two", "lorvatinib", "ClinicalTrials.gov NCT00000001"),
            ],
            1,
        ),
    ],
)
def test_trials_are_told_apart_over_whatever_steps(
    lexicon: Lexicon, files: list[FactFile], groups: int
) -> None:
    for order in permutations(files):
        found = ids(join(order, lexicon, Decisions()), ClinicalTrial)
        assert len({each for names in found for each in names}) == groups


def test_a_paper_in_two_journals_is_two_and_a_third_is_neither(lexicon: Lexicon) -> None:
    title = "A trial of lorvatinib in adults with gout"

    def paper(name: str, *journals: str) -> FactFile:
        published = journals[0] if journals else None
        named = (fact(Journal, journal, name=f"{journal} of medicine") for journal in journals)
        return document(name, fact(Publication, f"p-{name}", title=title, published_in=published), *named)

    files = [paper("a", "annals"), paper("b", "archives"), paper("c"), paper("d", "annals")]
    found = [names[0] for names in ids(join(files, lexicon, Decisions()), Publication)]

    assert found[0] == found[3]
    assert len(set(found)) == 3


def test_a_name_and_a_drug_in_another_disease_is_another_trial(lexicon: Lexicon) -> None:
    def in_disease(name: str, disease: str) -> FactFile:
        return document(
            name,
            fact(ClinicalTrial, "stride", name="STRIDE", investigates=(disease,)),
            fact(Disease, disease, name=disease),
        )

    joined = join([in_disease("a", "gout"), in_disease("b", "stroke")], lexicon, Decisions())

    assert len({each for found in ids(joined, ClinicalTrial) for each in found}) == 2


def test_parts_follow_their_trial(lexicon: Lexicon) -> None:
    files = [
        trial("a", "stride", "lorvatinib", "NCT00000001"),
        trial("b", "zz-trial", "lorvatinib", "NCT00000001"),
    ]
    joined = join(files, lexicon, Decisions())

    assert ids(joined, DrugIntervention) == [["stride.a"], ["stride.a"]]


def test_joining_does_not_depend_on_the_order_of_documents(lexicon: Lexicon) -> None:
    files = [
        working("first", "jun-wang", "Jun Wang", "Northfield Hospital"),
        working("second", "jun-wang", "Jun Wang", "Southmere Institute of Quills"),
        working("third", "j-wang", "J Wang", "Northfield Hospital"),
    ]
    straight = join(files, lexicon, Decisions())
    turned = join(files[::-1], lexicon, Decisions())

    assert ids(straight, Person) == ids(turned, Person)[::-1]


# Decisions


def decide(*rows: Decision) -> Decisions:
    return Decisions(rows=rows)


def test_a_decision_says_what_a_name_means(lexicon: Lexicon) -> None:
    file = document("first", fact(Disease, "gt", name="the great trouble"), fact(Drug, "x", name="iscalimab"))
    rows = (
        Decision(family="disease", subject="the great trouble", word="is", object="gout"),
        Decision(family="drug", subject="iscalimab", word="is", object="none"),
    )
    joined = join([file], lexicon, decide(*rows))

    assert ids(joined, Disease) == [["gout"]]
    assert ids(joined, Drug) == [["x"]]


def test_a_decision_for_one_document_stands_above_one_for_all(lexicon: Lexicon) -> None:
    rows = (
        Decision(family="disease", subject="MS", word="is", object="multiple-sclerosis"),
        Decision(family="disease", subject="MS", word="is", object="aortic-stenosis", document="second"),
    )
    files = [document(name, fact(Disease, "ms", name="MS")) for name in ("first", "second")]

    assert ids(join(files, lexicon, decide(*rows)), Disease) == [["multiple-sclerosis"], ["aortic-stenosis"]]


def test_a_name_that_is_decided_not_to_mean_a_thing_does_not(lexicon: Lexicon) -> None:
    row = Decision(family="organisation", subject="Pfizer", word="is-not", object="pfizer")
    joined = join([document("a", fact(Organisation, "p", name="Pfizer"))], lexicon, decide(row))

    assert ids(joined, Organisation) == [["p"]]


@pytest.mark.parametrize("refused", ["sjogren-disease", "mondo:0010030"])
def test_a_name_may_be_refused_by_a_registrys_identifier(lexicon: Lexicon, refused: str) -> None:
    row = Decision(family="disease", subject="Sjögren’s disease", word="is-not", object=refused)
    file = document("a", fact(Disease, "x", name="Sjögren’s disease"))

    assert ids(join([file], lexicon, decide(row)), Disease) == [["x"]]


@pytest.mark.parametrize("family", ["disease", None])
@pytest.mark.parametrize(("word", "expected"), [("is", ("disease", "stroke")), ("is-not", None)])
def test_names_are_grounded_with_decisions(
    tmp_path: Path, family: str | None, word: str, expected: tuple[str, str] | None
) -> None:
    table = tmp_path / "decisions.tsv"
    thing = "stroke" if word == "is" else "gout"
    table.write_text(f"family\tsubject\tdecision\tobject\ndisease\tgout\t{word}\t{thing}\n", encoding="utf-8")
    (found,) = trialgraph.ground_names(["Gout"], family=family, decisions=table)

    assert found.thing == expected


def test_what_is_decided_to_be_nothing_is_not_asked_again(lexicon: Lexicon) -> None:
    files = [document("a", fact(Drug, "x", name="zoptarivex"), fact(Drug, "y", name="bormalumab"))]
    row = Decision(family="drug", subject="zoptarivex", word="is", object="none")
    table = trialgraph.ungrounded_table(join(files, lexicon, decide(row)).named, "en")

    assert [line.split("\t")[1] for line in table.splitlines()[1:]] == ["bormalumab"]


def test_a_report_holds_no_formula_and_can_still_be_given_back(lexicon: Lexicon, tmp_path: Path) -> None:
    files = [document("a", fact(Drug, "x", name='=HYPERLINK("http://quill.example";"\x1b[31mx")'))]
    report = trialgraph.ungrounded_table(join(files, lexicon, Decisions()).named, "en")
    row = report.splitlines()[1].split("\t")
    table = tmp_path / "decisions.tsv"
    table.write_text(report.replace("\tis\t", "\tis\tiscalimab", 1), encoding="utf-8")

    assert row[1].startswith("'=HYPERLINK")
    assert "\x1b" not in report
    assert ids(join(files, lexicon, load_decisions(table, {})), Drug) == [["iscalimab"]]


def test_what_is_kept_apart_from_its_term_is_doubtful(lexicon: Lexicon) -> None:
    files = [document(name, fact(Disease, name, name="multiple sclerosis")) for name in ("a", "b")]
    row = Decision(family="disease", subject="a", word="not-same", object="b")
    joined = join(files, lexicon, decide(row))

    assert sorted(each.grounding.verdict for each in joined.named) == ["doubtful", "grounded"]


def test_decisions_join_and_part_whatever_is_found(lexicon: Lexicon) -> None:
    files = [
        document("first", fact(Person, "ada-quill", name="Ada Quill"), fact(Person, "b", name="Ben Fell")),
        document("second", fact(Person, "ada-quill", name="Ada Quill"), fact(Person, "c", name="Cora Mill")),
    ]
    rows = (
        Decision(
            family="person",
            subject="ada-quill",
            word="not-same",
            object="ada-quill",
            document="first",
            other_document="second",
        ),
        Decision(family="person", subject="b", word="same", object="c", why="she took his name"),
    )
    joined = join(files, lexicon, decide(*rows))

    (first, one), (second, other) = ids(joined, Person)
    assert first != second
    assert one == other
    assert ("b", "c") in same(joined.joins) or ("c", "b") in same(joined.joins)


def test_an_orcid_keeps_people_of_one_name_apart_and_stands_in_the_graph(
    lexicon: Lexicon, tmp_path: Path
) -> None:
    iris = [f"0000-000{number}-0000-000{check}" for number, check in ((1, 9), (2, 6))]
    rows = "".join(
        f"person\tAda Quill\tis\torcid:{iri}\t{name}\n"
        for iri, name in zip(iris, ("first", "second"), strict=True)
    )
    table = tmp_path / "decisions.tsv"
    table.write_text(f"family\tsubject\tdecision\tobject\tdocument\n{rows}", encoding="utf-8")
    decisions = load_decisions(table, lexicon.terminology.registries)
    files = [document(name, fact(Person, "ada-quill", name="Ada Quill")) for name in ("first", "second")]
    joined = join(files, lexicon, decisions)

    assert ids(joined, Person) == [[f"orcid-{iris[0]}"], [f"orcid-{iris[1]}"]]
    assert same(joined.joins) == []
    (term, _) = decided_terms(decisions, lexicon)
    things = [("person", f"orcid-{iris[0]}")]
    quads = terminology_quads(lexicon, things, (), [term])
    assert f"https://orcid.org/{iris[0]}" in {getattr(quad.object, "value", "") for quad in quads}


def test_a_name_of_two_orcids_says_not_whose_it_is(lexicon: Lexicon) -> None:
    files = [document(name, fact(Person, "ada-quill", name="Ada Quill")) for name in ("a", "b", "c")]
    rows = [
        Decision(family="person", subject="Ada Quill", word="is", object=f"orcid:{orcid}", document=name)
        for name, orcid in (("a", "0000-0002-1825-0097"), ("b", "0000-0001-5109-3700"))
    ]
    for order in permutations(files):
        found = ids(join(order, lexicon, decide(*rows)), Person)
        assert len({names[0] for names in found}) == 3


def test_what_was_joined_can_be_turned_round_by_its_own_row(lexicon: Lexicon, tmp_path: Path) -> None:
    files = [document(name, fact(Person, "ada-quill", name="Ada Quill")) for name in ("first", "second")]
    report = trialgraph.joins_table(join(files, lexicon, Decisions()).joins, "en")
    table = tmp_path / "decisions.tsv"
    table.write_text(report.replace("\tsame\t", "\tnot-same\t"), encoding="utf-8")

    (first,), (second,) = ids(join(files, lexicon, load_decisions(table, {})), Person)
    assert first != second


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("disease\tgout\tiss\tgout", ["2:14 unknown-decision"]),
        ("diseas\tgout\tis\tgout", ["2:1 unknown-family"]),
        ("disease\tgout\tis\tdoid:x", ["2:17 unknown-scheme"]),
        ("person\ta\tsame\ta", ["2:15 decision-of-itself"]),
        ("disease\tgout\tis\tgout\ndisease\tGout\tis\tstroke", ["3:9 decided-twice"]),
        ("disease\tgout\tis\t", []),
        ("disease\tgout\tis\tgowt", ["2:17 unknown-term"]),
        ("disease\tgout\tis\tnone", []),
        ("disease\tgout\tis\tstroke\ndisease\tGout\tis-not\tstroke", ["3:14 contradictory-decisions"]),
        ("person\ta\tsame\tb\nperson\tb\tnot-same\ta", ["3:10 contradictory-decisions"]),
        (
            "person\ta\tsame\tb\nperson\tb\tsame\tc\nperson\ta\tnot-same\tc\nperson\ta\tnot-same\td",
            ["4:10 contradictory-decisions"],
        ),
    ],
)
def test_decisions_are_read_strictly(tmp_path: Path, rows: str, expected: list[str]) -> None:
    table = tmp_path / "decisions.tsv"
    table.write_text(f"family\tsubject\tdecision\tobject\n{rows}\n", encoding="utf-8")

    try:
        load_decisions(table, {}, lambda _, id_: id_ in ("gout", "stroke"))
        found = []
    except InputError as error:
        found = [f"{p.location.line}:{p.location.column} {p.code}" for p in error.problems]

    assert found == expected


# In a build


def test_the_release_and_its_draft_have_the_same_things_under_the_same_ids(lexicon: Lexicon) -> None:
    release = Path(__file__).parents[1] / "data" / "releases" / "ap-hp-twinss-2024-09-11.yaml"
    joined = join([factfiles.load(release)], lexicon, Decisions())

    assert joined.files[0].facts == factfiles.load(release).facts
    assert [each for each in joined.joins if each.is_same] == []


def test_a_build_tells_what_it_joined_and_what_it_does_not_know(tmp_path: Path) -> None:
    folder = Path(__file__).parents[1] / "data" / "samples"
    texts = sorted(folder.glob("*.txt"))[:6]
    built = pipeline.build(texts)
    table = trialgraph.ungrounded_table(built.named, "en").splitlines()

    assert table[0].split("\t")[:5] == ["family", "subject", "decision", "object", "why"]
    assert len(table) >= 5
    counts = [int(row.split("\t")[5]) for row in table[1:]]
    assert counts == sorted(counts, reverse=True)
    (tmp_path / "report.tsv").write_text("\n".join(table), encoding="utf-8")
    assert load_decisions(tmp_path / "report.tsv", {}) == Decisions()
