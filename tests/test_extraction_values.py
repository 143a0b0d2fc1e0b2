"""Values: what a text states as a number is found whole, with its type; what is no number is left alone."""

import copy
import time
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from trialgraph.extraction.values import Amount, Interval, PValue, Value, find_values, load_locale
from trialgraph.extraction.values import Locale as Locale_

LANGUAGES = ("en", "fr")


def table(language: str) -> dict[str, Any]:
    path = files("trialgraph.extraction").joinpath(f"rules/{language}/values.yaml")
    loaded: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return loaded


@cache
def locale(language: str) -> Locale_:
    return load_locale(table(language))


def written(data: object) -> str:
    match data:
        case PValue(op=op, value=value):
            return f"{op} {value}"
        case Interval(low=low, high=high, level=level):
            return f"{low} to {high} at {level}"
        case _:
            return str(data)


def found(language: str, text: str) -> list[str]:
    return [
        f"{value.mark} {text[value.start : value.end]!r} {written(value.data)}"
        for value in find_values(text, locale(language))
    ]


ENGLISH: list[tuple[str, list[str]]] = [
    # counts
    ("Eight patients", ["count 'Eight' 8"]),
    ("1,235 adults", ["count '1,235' 1235"]),
    ("1\u202f235 adults", ["count '1\\u202f235' 1235"]),
    ("in 2 150 people", ["count '2' 2", "count '150' 150"]),
    ("one thousand two hundred people", ["count 'one thousand two hundred' 1200"]),
    ("One hundred and twenty-three", ["count 'One hundred and twenty-three' 123"]),
    ("a hundred and one", ["count 'a hundred and one' 101"]),
    ("eight hundred thousand", ["count 'eight hundred thousand' 800000"]),
    ("two thousand and five", ["count 'two thousand and five' 2005"]),
    ("2.5 million people", ["count '2.5 million' 2500000"]),
    ("three million", ["count 'three million' 3000000"]),
    ("twenty and five", ["count 'twenty' 20", "count 'five' 5"]),
    ("four five", ["count 'four' 4", "count 'five' 5"]),
    ("one of 53 centres", ["count '53' 53"]),
    ("type 2 diabetes", ["count '2' 2"]),
    ("a phase-3 trial", ["count '3' 3"]),
    ("n=145", ["count '145' 145"]),
    ("(N = 145)", ["count '145' 145"]),
    ("a 12-item scale", ["count '12' 12"]),
    ("6% vs.4%", ["percent '6%' 6", "percent '4%' 4"]),
    # what is no number
    ("ABC9, IFB-088, COVID-19, GLP-1, HbA1c, CD40/CD40, eIF2α, 5-HT, P288ALS", []),
    ("the third, the 2nd and the first; 3rd", []),
    ("in Europe.1,2 and beyond,3", []),
    ("antibody<sup>1</sup> of H<sub>2</sub>O", []),
    ("one third, two-thirds, no one, around the clock 24/7", []),
    ("at 14:30 in a ratio of 2:1", []),
    ("call 214-555-1173, 1-800-555-WORD or +33 1 23 45 67 89", []),
    ("https://example.org/2024/12 and doi:10.1234/abc.5", []),
    ("$5, €12, #390580, 1.2.3, 007", []),
    ("several hundred; thousands", []),
    ("phase 2a, phase 1b", []),
    ("1234567890123456", []),
    ("On March 5 and on 6 April", []),
    ("07/08/2024", []),
    # decimals
    ("0.56, .5, 0·75", ["decimal '0.56' 0.56", "decimal '.5' 0.5", "decimal '0·75' 0.75"]),
    ("from -1.42 to −1.2", ["decimal '-1.42' -1.42", "decimal '−1.2' -1.2"]),
    ("(+0.28; -3)", ["decimal '+0.28' 0.28", "decimal '-3' -3"]),
    ("1,234.5", ["decimal '1,234.5' 1234.5"]),
    # percents
    ("43.5% and 6 percent", ["percent '43.5%' 43.5", "percent '6 percent' 6"]),
    ("seven per cent", ["percent 'seven per cent' 7"]),
    ("30 to 40%", ["percent '30' 30", "percent '40%' 40"]),
    ("12%-21%", ["percent '12%' 12", "percent '21%' 21"]),
    ("by -38%", ["percent '-38%' -38"]),
    ("17.1 percentage points", ["quantity '17.1 percentage points' 17.1 percentage points"]),
    # doses
    ("600mg, 5,000 IU", ["dose '600mg' 600 mg", "dose '5,000 IU' 5000 IU"]),
    ("18.75 mg", ["dose '18.75 mg' 18.75 mg"]),
    ("150, 300 or 600 mg", ["dose '150' 150 mg", "dose '300' 300 mg", "dose '600 mg' 600 mg"]),
    ("150 mg, 300 mg or 600mg", ["dose '150 mg' 150 mg", "dose '300 mg' 300 mg", "dose '600mg' 600 mg"]),
    ("2 and 4 milliamps", ["dose '2' 2 mA", "dose '4 milliamps' 4 mA"]),
    ("25- or 50-mg", ["dose '25' 25 mg", "dose '50-mg' 50 mg"]),
    ("In cohort 2, 300 mg", ["count '2' 2", "dose '300 mg' 300 mg"]),
    ("1.5 mg/kg twice", ["dose '1.5 mg/kg' 1.5 mg/kg"]),
    ("4mA; 17.4μg; 10 mcg", ["dose '4mA' 4 mA", "dose '17.4μg' 17.4 µg", "dose '10 mcg' 10 mcg"]),
    ("20 mg/day", ["dose '20 mg' 20 mg"]),
    ("lorvatinib3.5 mg, lorvatinib2", ["dose '3.5 mg' 3.5 mg"]),
    ("0.5 mg-1 mg", ["dose '0.5 mg' 0.5 mg", "dose '1 mg' 1 mg"]),
    # quantities
    ("70 mg/dL, 130 mg/dl", ["quantity '70 mg/dL' 70 mg/dL", "quantity '130 mg/dl' 130 mg/dL"]),
    ("190 mmol/L; 85 kg", ["quantity '190 mmol/L' 190 mmol/L", "quantity '85 kg' 85 kg"]),
    ("140/90 mm Hg", ["quantity '140' 140 mm Hg", "quantity '90 mm Hg' 90 mm Hg"]),
    (
        "25-75 mL/min/1.73 m2",
        ["quantity '25' 25 mL/min/1.73 m2", "quantity '75 mL/min/1.73 m2' 75 mL/min/1.73 m2"],
    ),
    ("two points; ≥30 kg/m2", ["quantity 'two points' 2 points", "quantity '30 kg/m2' 30 kg/m2"]),
    # durations
    (
        "24 weeks, 24-week, a two-year",
        ["duration '24 weeks' P24W", "duration '24-week' P24W", "duration 'two-year' P2Y"],
    ),
    ("at Week 24", ["duration 'Week 24' P24W"]),
    ("on day 28", ["duration 'day 28' P28D"]),
    ("six months; 3.7 years", ["duration 'six months' P6M", "duration '3.7 years' P3.7Y"]),
    ("72 h, a 90-minute visit", ["duration '72 h' PT72H", "duration '90-minute' PT90M"]),
    ("after a year", ["duration 'a year' P1Y"]),
    ("once a day; 20 mg a day", ["dose '20 mg' 20 mg"]),
    ("at (-3 weeks)", ["decimal '-3' -3"]),
    ("six hours and 15 minutes", ["duration 'six hours and 15 minutes' PT6H15M"]),
    ("2 weeks and 1 month", ["duration '2 weeks' P2W", "duration '1 month' P1M"]),
    ("4 to 6 weeks", ["count '4' 4", "duration '6 weeks' P6W"]),
    # ages
    ("65 years old or older", ["quantity '65 years' 65 years of age"]),
    ("aged 65 years", ["quantity '65 years' 65 years of age"]),
    ("18 years or older", ["quantity '18 years' 18 years of age"]),
    (
        "mean age of 53 years; average age 51",
        ["quantity '53 years' 53 years of age", "quantity '51' 51 years of age"],
    ),
    ("ages 18-75 years", ["quantity '18' 18 years of age", "quantity '75 years' 75 years of age"]),
    ("ages ranged from 30 to 62", ["quantity '30' 30 years of age", "quantity '62' 62 years of age"]),
    ("infants aged 6 months", ["quantity '6 months' 6 months of age"]),
    ("18 to 65 years of age", ["quantity '18' 18 years of age", "quantity '65 years' 65 years of age"]),
    ("average age 53 and 42% women", ["quantity '53' 53 years of age", "percent '42%' 42"]),
    # dates
    ("November 16, 2024", ["date 'November 16, 2024' 2024-11-16"]),
    ("Nov. 16, 2024", ["date 'Nov. 16, 2024' 2024-11-16"]),
    ("16 November 2024", ["date '16 November 2024' 2024-11-16"]),
    ("September 6th, 2025", ["date 'September 6th, 2025' 2025-09-06"]),
    ("2024-07-31", ["date '2024-07-31' 2024-07-31"]),
    ("31/07/2024 or 07/31/2024", ["date '31/07/2024' 2024-07-31", "date '07/31/2024' 2024-07-31"]),
    ("in July 2025, June of 2024", ["date 'July 2025' 2025-07", "date 'June of 2024' 2024-06"]),
    ("June 26-28, 2025", ["date 'June 26-28, 2025' 2025-06-26"]),
    ("Sept. 27-Oct. 1, 2025", ["date 'Sept. 27-Oct. 1, 2025' 2025-09-27"]),
    ("they may 15 times", ["count '15' 15"]),
    ("in 2010, since 2001", ["date '2010' 2010", "date '2001' 2001"]),
    ("between 2021 and 2025", ["date '2021' 2021", "date '2025' 2025"]),
    ("in mid-2024", ["date '2024' 2024"]),
    ("in 2024 patients", ["count '2024' 2024"]),
    ("the 2023 Guideline", ["count '2023' 2023"]),
    # statistics
    ("(p=0.069)", ["p_value 'p=0.069' = 0.069"]),
    ("P<0.001; P <.001", ["p_value 'P<0.001' < 0.001", "p_value 'P <.001' < 0.001"]),
    ("p≤0.05, P = .03", ["p_value 'p≤0.05' < 0.05", "p_value 'P = .03' = 0.03"]),
    ("p>0.9", ["p_value 'p>0.9' > 0.9"]),
    ("p-value of 0.03", ["p_value 'p-value of 0.03' = 0.03"]),
    ("P for interaction = 0.4", ["p_value 'P for interaction = 0.4' = 0.4"]),
    ("p less than 0.05", ["p_value 'p less than 0.05' < 0.05"]),
    ("p 5", ["count '5' 5"]),
    ("p=1.5", ["decimal '1.5' 1.5"]),
    ("95% CI 0.70 to 0.45", ["percent '95%' 95", "decimal '0.70' 0.70", "decimal '0.45' 0.45"]),
    ("95% CI 0.45–0.70", ["interval '95% CI 0.45–0.70' 0.45 to 0.70 at 95"]),
    ("95% CI, 0.45 to 0.70", ["interval '95% CI, 0.45 to 0.70' 0.45 to 0.70 at 95"]),
    (
        "95% confidence interval [CI], 0.45-0.70",
        ["interval '95% confidence interval [CI], 0.45-0.70' 0.45 to 0.70 at 95"],
    ),
    ("CI 0.45 to 0.70", ["interval 'CI 0.45 to 0.70' 0.45 to 0.70 at None"]),
    ("90% CrI −1.2 to −0.3", ["interval '90% CrI −1.2 to −0.3' -1.2 to -0.3 at 90"]),
    ("95% CI: 10.1% to 20.2%", ["interval '95% CI: 10.1% to 20.2%' 10.1 to 20.2 at 95"]),
    ("95% CI 1.2 mg to 3.4", ["interval '95% CI 1.2 mg to 3.4' 1.2 to 3.4 at 95"]),
    ("a 95% CI", ["percent '95%' 95"]),
    # proportions
    ("8/145 (5.5%)", ["proportion '8/145' 8/145", "percent '5.5%' 5.5"]),
    ("7 out of 10; 1 in 200", ["proportion '7 out of 10' 7/10", "proportion '1 in 200' 1/200"]),
    ("one in five; 8 of 145 patients", ["proportion 'one in five' 1/5", "proportion '8 of 145' 8/145"]),
    ("phase 2/3", ["count '2' 2", "count '3' 3"]),
    ("1/2/3", ["count '1' 1", "count '2' 2", "count '3' 3"]),
    ("15 in 2019", ["count '15' 15", "date '2019' 2019"]),
    # registries
    ("(NCT01234567)", ["registry 'NCT01234567' NCT01234567"]),
    ("EudraCT 2019-001234-56", ["registry '2019-001234-56' 2019-001234-56"]),
    ("2023-501234-56-00", ["registry '2023-501234-56-00' 2023-501234-56-00"]),
    (
        "ISRCTN01234567, DRKS01234567",
        ["registry 'ISRCTN01234567' ISRCTN01234567", "registry 'DRKS01234567' DRKS01234567"],
    ),
    ("ChiCTR2000012345", ["registry 'ChiCTR2000012345' ChiCTR2000012345"]),
    ("jRCTs031180012", ["registry 'jRCTs031180012' jRCTs031180012"]),
    ("ACTRN12620001234567", ["registry 'ACTRN12620001234567' ACTRN12620001234567"]),
    ("UMIN000012345", ["registry 'UMIN000012345' UMIN000012345"]),
]

FRENCH: list[tuple[str, list[str]]] = [
    # counts
    ("Huit patients", ["count 'Huit' 8"]),
    ("1 235 et 1\u00a0235", ["count '1 235' 1235", "count '1\\xa0235' 1235"]),
    ("1.235.000", ["count '1.235.000' 1235000"]),
    ("quatre-vingt-dix-sept", ["count 'quatre-vingt-dix-sept' 97"]),
    ("quatre-vingts personnes", ["count 'quatre-vingts' 80"]),
    ("soixante et onze, vingt et un", ["count 'soixante et onze' 71", "count 'vingt et un' 21"]),
    ("vingt et deux", ["count 'vingt' 20", "count 'deux' 2"]),
    ("mille neuf cent quatre-vingt-quatre", ["count 'mille neuf cent quatre-vingt-quatre' 1984"]),
    ("cent vingt, deux cents", ["count 'cent vingt' 120", "count 'deux cents' 200"]),
    ("1,2 million ; deux millions", ["count '1,2 million' 1200000", "count 'deux millions' 2000000"]),
    ("un patient, d’une dose", []),
    # what is no number
    ("Administration1 concernant, Europe.1,2, anti-CD40, Covid-19, UCBL1", []),
    ("le troisième, la 2e, le 1er, l’un, deux tiers, 7j/7", []),
    ("01 23 45 67 89 à 14h30 ou 14 h 30", []),
    ("le 19 avril", []),
    # decimals
    ("0,56 et 0.56", ["decimal '0,56' 0.56", "decimal '0.56' 0.56"]),
    ("de −1,42 à +0,28", ["decimal '−1,42' -1.42", "decimal '+0,28' 0.28"]),
    ("1.235", ["decimal '1.235' 1.235"]),
    # percents
    ("6 %, 43,5\u202f%", ["percent '6 %' 6", "percent '43,5\\u202f%' 43.5"]),
    ("dix pour cent", ["percent 'dix pour cent' 10"]),
    ("30 à 40 %", ["percent '30' 30", "percent '40 %' 40"]),
    ("17,1 points de pourcentage", ["quantity '17,1 points de pourcentage' 17.1 percentage points"]),
    # doses and quantities
    ("150 mg, 300 mg ou 600mg", ["dose '150 mg' 150 mg", "dose '300 mg' 300 mg", "dose '600mg' 600 mg"]),
    ("150, 300 et 600 mg", ["dose '150' 150 mg", "dose '300' 300 mg", "dose '600 mg' 600 mg"]),
    ("5 000 UI par jour", ["dose '5 000 UI' 5000 IU"]),
    ("25 microgrammes, 4 milliampères", ["dose '25 microgrammes' 25 µg", "dose '4 milliampères' 4 mA"]),
    ("3 mg/jour et 1,5 mg/kg", ["dose '3 mg' 3 mg", "dose '1,5 mg/kg' 1.5 mg/kg"]),
    ("1,3 g/L", ["quantity '1,3 g/L' 1.3 g/L"]),
    ("140/90 mm Hg", ["quantity '140' 140 mm Hg", "quantity '90 mm Hg' 90 mm Hg"]),
    # durations and ages
    ("à la semaine 24, à 24 semaines", ["duration 'semaine 24' P24W", "duration '24 semaines' P24W"]),
    ("12 mois, un an, 72 h", ["duration '12 mois' P12M", "duration 'un an' P1Y", "duration '72 h' PT72H"]),
    ("un an et 6 mois", ["duration 'un an et 6 mois' P1Y6M"]),
    ("72 heures ; 3,7 années", ["duration '72 heures' PT72H", "duration '3,7 années' P3.7Y"]),
    ("4 à 6 semaines", ["count '4' 4", "duration '6 semaines' P6W"]),
    ("âgés de 18 ans", ["quantity '18 ans' 18 years of age"]),
    ("18 ans et plus", ["quantity '18 ans' 18 years of age"]),
    ("patients de 18 à 65 ans", ["quantity '18' 18 years of age", "quantity '65 ans' 65 years of age"]),
    ("âge moyen de 53,5 ans", ["quantity '53,5 ans' 53.5 years of age"]),
    # dates
    ("Le 11 septembre 2024", ["date '11 septembre 2024' 2024-09-11"]),
    ("1er mars 2023", ["date '1er mars 2023' 2023-03-01"]),
    ("du 11 au 13 septembre 2024", ["date '11 au 13 septembre 2024' 2024-09-11"]),
    ("le 07/08/2024", ["date '07/08/2024' 2024-08-07"]),
    ("en août 2024", ["date 'août 2024' 2024-08"]),
    ("en 2020, depuis 2015", ["date '2020' 2020", "date '2015' 2015"]),
    ("de 2019 à 2021", ["date '2019' 2019", "date '2021' 2021"]),
    # statistics
    ("p < 0,05", ["p_value 'p < 0,05' < 0.05"]),
    ("valeur de p : 0,03", ["p_value 'valeur de p : 0,03' = 0.03"]),
    ("p value 0,03", ["p_value 'p value 0,03' = 0.03"]),
    ("95 % IC : 0,45 à 0,70", ["interval '95 % IC : 0,45 à 0,70' 0.45 to 0.70 at 95"]),
    ("IC 95 % [0,45 ; 0,70]", ["interval 'IC 95 % [0,45 ; 0,70' 0.45 to 0.70 at 95"]),
    ("IC95% 0.45-0.70", ["interval 'IC95% 0.45-0.70' 0.45 to 0.70 at 95"]),
    (
        "intervalle de confiance à 95 % 0,45-0,70",
        ["interval 'intervalle de confiance à 95 % 0,45-0,70' 0.45 to 0.70 at 95"],
    ),
    # proportions
    ("un sur cinq ; 8 sur 145", ["proportion 'un sur cinq' 1/5", "proportion '8 sur 145' 8/145"]),
    ("phase 1/2", ["count '1' 1", "count '2' 2"]),
]

CASES = [
    *(("en", text, values) for text, values in ENGLISH),
    *(("fr", text, values) for text, values in FRENCH),
]


@pytest.mark.parametrize(("language", "text", "values"), CASES, ids=[f"{c[0]}: {c[1]}" for c in CASES])
def test_values_are_found(language: str, text: str, values: list[str]) -> None:
    assert found(language, text) == values


@pytest.mark.parametrize(("language", "text", "values"), CASES, ids=[f"{c[0]}: {c[1]}" for c in CASES])
def test_values_are_found_inside_a_sentence(language: str, text: str, values: list[str]) -> None:
    assert found(language, f"({text}).\n\n{text}") == [*values, *values]


def test_there_are_many_cases_of_every_mark() -> None:
    marks = [value.split()[0] for _, _, values in CASES for value in values]
    for mark in (
        "count",
        "decimal",
        "percent",
        "dose",
        "quantity",
        "duration",
        "date",
        "p_value",
        "interval",
    ):
        assert marks.count(mark) >= 6, mark
    assert len(CASES) >= 150


def test_a_quote_goes_on_to_the_unit_of_the_list() -> None:
    text = "in 150, 300 or 600 mg"
    assert [text[slice(*value.quote)] for value in find_values(text, locale("en"))] == [
        "150, 300 or 600 mg",
        "300 or 600 mg",
        "600 mg",
    ]


def test_an_amount_has_the_code_of_its_unit() -> None:
    (value,) = find_values("5000 IU", locale("en"))
    assert value == Value(
        mark="dose",
        start=0,
        end=7,
        data=Amount(value=Decimal(5000), unit="IU", ucum="[iU]"),
        quote=(0, 7),
    )


PIECES = st.sampled_from(
    [
        *(
            "1",
            "2",
            "10",
            "24",
            "95",
            "150",
            "2024",
            "0.5",
            "0,5",
            "+0.2",
            "16,",
            "%",
            "mg",
            "mg/dL",
            "weeks",
        ),
        *("semaines", "week", "year", "ans", "old", "age", "aged", "p", "<", "=", "95% CI", "IC", "to", "à"),
        *(
            "-",
            "–",
            "/",
            ",",
            ";",
            ".",
            "(",
            ")",
            "of",
            "sur",
            "in",
            "one",
            "two",
            "hundred",
            "mille",
            "cent",
        ),
        *("et", "and", "un", "November", "3 mars", "NCT01234567", "patients", "a", ":"),
    ]
)
TEXTS = st.text(max_size=60) | st.builds(
    lambda pieces, glue: glue.join(pieces),
    st.lists(PIECES, max_size=25),
    st.sampled_from([" ", "", "\u202f", "\n", "-"]),
)


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=TEXTS)
def test_values_are_stretches_of_the_text_that_do_not_overlap(language: str, text: str) -> None:
    values = find_values(text, locale(language))
    end = 0
    for value in values:
        assert end <= value.start < value.end <= len(text)
        assert value.quote[0] == value.start
        assert value.end <= value.quote[1] <= len(text)
        hash(value)
        end = value.end
    assert values == find_values(text, locale(language))


@given(number=st.integers(min_value=0, max_value=10**9))
def test_grouped_figures_are_read_as_what_they_group(number: int) -> None:
    assert [value.data for value in find_values(f"of {number:,} people", locale("en"))] == [number]
    french = f"{number:,}".replace(",", "\u202f")
    assert [value.data for value in find_values(f"chez {french} personnes", locale("fr"))] == [number]


UNITS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def in_words(number: int) -> str:
    if number >= 1000:
        rest = number % 1000
        return f"{in_words(number // 1000)} thousand" + (f" {in_words(rest)}" if rest else "")
    if number >= 100:
        rest = number % 100
        return f"{UNITS[number // 100]} hundred" + (f" and {in_words(rest)}" if rest else "")
    if number >= 20:
        return TENS[number // 10 - 2] + (f"-{UNITS[number % 10]}" if number % 10 else "")
    return (*UNITS, *TEENS)[number]


@given(number=st.integers(min_value=2, max_value=999_999))
def test_number_words_are_read_as_what_they_say(number: int) -> None:
    assert [value.data for value in find_values(f"for {in_words(number)} people", locale("en"))] == [number]


HOSTILE = {
    "digits": "1" * 100_000,
    "commas": "1," * 100_000,
    "points": "1.1 " * 25_000,
    "brackets": "(" * 10_000,
    "number words": "one " * 262_144,
    "hyphened words": "one-" * 250_000,
    "joined words": "vingt et " * 60_000,
    "interval names": "95% CI (" * 12_000,
    "half intervals": "95% CI [1 aaaaaaaaaaaa bbbbbbbbbb " * 6_000,
    "half p-values": "p for a b " * 20_000,
    "ages": "age of of of " * 16_000,
    "half dates": "January 1 to " * 16_000,
    "years": "2020-" * 40_000,
    "a long list": "1, " * 40_000 + "2 mg",
    "groups": "1" + " 000" * 50_000,
    "dashes": "-" * 200_000,
    "slashes": "1/" * 50_000,
    "addresses": "http://" * 30_000,
    "marks": "<sup>" * 40_000,
    "line ends": "\n" * 200_000,
}


SLOWEST = 10.0
"""Seconds, on a shared machine with coverage on; alone each takes less than one."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_takes_linear_time(language: str, name: str) -> None:
    known = locale(language)
    began = time.process_time()
    find_values(HOSTILE[name], known)
    assert time.process_time() - began < SLOWEST


def test_a_run_of_digits_or_of_number_words_is_no_value() -> None:
    assert found("en", "1" * 16) == []
    assert found("en", "1" * 15) == [f"count {'1' * 15!r} {'1' * 15}"]
    assert found("en", "one " * 25) == []
    assert found("en", "one " * 25 + "more, two") == ["count 'two' 2"]


def test_the_tables_of_all_languages_have_the_same_keys() -> None:
    def keys(part: Any) -> Any:
        return {key: keys(value) for key, value in part.items()} if isinstance(part, dict) else None

    shared = {"doses", "quantities", "durations", "ages", "dates", "p_values", "intervals", "proportion"}
    english, french = table("en"), table("fr")
    assert english.keys() == french.keys()
    for key in shared:
        assert keys(english[key]) == keys(french[key]), key


WRONG: list[tuple[list[str], Any, str]] = [
    (["percent"], None, "percent: expected a list, found None"),
    (["percent"], ["%", 5], r"percent\[1\]: expected a text .*, found 5"),
    (["percent"], [""], r"percent\[0\]: expected a text .*, found ''"),
    (["words", "one"], "1", r"words\.one: expected a whole number from 0, found '1'"),
    (["words", "one"], -1, r"words\.one: expected a whole number from 0, found -1"),
    (["words", "one"], True, r"words\.one: expected a whole number from 0, found True"),
    (["words", "one"], [1, 2, 3], r"words\.one: expected a number or two"),
    (["joiners", "and"], {"around": [1]}, r"joiners\.and: expected after or before, found 'around'"),
    (["doses", "mg"], {"ucum": "mg", "symbols": ["mg"]}, r"doses\.mg\.words: missing"),
    (["doses", "mg", "wrods"], [], r"doses\.mg\.wrods: unknown key"),
    (["dates", "months"], [["january"]], r"dates\.months: expected 12 lists of names, found 1"),
    (["dates", "numeric"], "us", r"dates\.numeric: expected unambiguous or day-first, found 'us'"),
    (["dates", "order"], ["year"], r"dates\.order: expected month-day or day-month, found 'year'"),
    (["ages", "units", "Q"], "quarters", r"ages\.units: expected Y or M or W or D, found 'Q'"),
]


@pytest.mark.parametrize(("path", "value", "message"), WRONG, ids=[case[2] for case in WRONG])
def test_a_wrong_table_is_refused_with_the_name_of_its_key(path: list[str], value: Any, message: str) -> None:
    wrong = copy.deepcopy(table("en"))
    part = wrong
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    with pytest.raises(ValueError, match=message):
        load_locale(wrong)


def test_a_table_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="the table: expected a mapping, found None"):
        load_locale(None)  # type: ignore[arg-type]  # what an empty file gives


def test_a_release_takes_little_time() -> None:
    """A release of 6,000 characters takes about 2 ms, and much more where coverage is measured."""
    sentence = (
        "Eight of 145 adults (5.5%) had 150 mg for 24 weeks; the drug was safe and well tolerated by all. "
    )
    text = sentence * (6000 // len(sentence))
    known = locale("en")
    find_values(text, known)
    began = time.process_time()
    find_values(text, known)
    assert time.process_time() - began < 0.5
