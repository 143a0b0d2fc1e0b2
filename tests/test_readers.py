"""Reading files as text: what is kept, what is left out, and what is said of a file that holds none."""

import io
import subprocess
import sys
import time
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialgraph.problems import InputError, Problem
from trialgraph.readers import SUFFIXES, Reading, parse_text, read_text
from trialgraph.readers import docx as docx_reader
from trialgraph.readers.languages import detect

Write = Callable[[str, str | bytes], Path]

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
STYLES = (
    '<w:style w:styleId="Titre"><w:name w:val="Title"/></w:style>'
    '<w:style w:styleId="Titre1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="MonTitre"><w:name w:val="House"/><w:basedOn w:val="Titre1"/></w:style>'
    '<w:style w:styleId="Plan"><w:name w:val="Plan"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>'
    '<w:style w:styleId="Puces"><w:name w:val="List Bullet"/></w:style>'
)

SWEDISH = (
    "Läkemedlet lorvatinib förbättrar överlevnaden hos vuxna patienter med en ovanlig sjukdom, visar en ny "
    "studie från universitetet som leddes av forskare i Lund och omfattade mer än tusen deltagare"
)

Line = tuple[int, int, int, str]
"""A line of a PDF: its left, its base, the size of its type, and its text."""


def refused(data: bytes, name: str) -> Problem:
    with pytest.raises(InputError) as caught:
        parse_text(data, name)
    (problem,) = caught.value.problems
    assert problem.location.file == name
    assert problem.message.en != problem.message.fr
    return problem


def read_or_refuse(data: bytes, name: str) -> Reading | None:
    """Read, or be refused with a problem: anything else that is raised fails the test."""
    with suppress(InputError):
        return parse_text(data, name)
    return None


def html(page: str) -> str:
    return parse_text(page.encode(), "page.html").text


def body_of(*paragraphs: str) -> str:
    return "".join(f"<w:p>{paragraph}</w:p>" for paragraph in paragraphs)


def word(body: str, *, main: str = "word/document.xml", doctype: str = "", **parts: str) -> bytes:
    """Pack the body of a Word document as Word does."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "_rels/.rels",
            f'<Relationships><Relationship Type="{RELATION}" Target="/{main}"/></Relationships>',
        )
        package.writestr(
            main, f'{doctype}<w:document xmlns:w="{NAMESPACE}"><w:body>{body}</w:body></w:document>'
        )
        package.writestr("word/styles.xml", f'<w:styles xmlns:w="{NAMESPACE}">{STYLES}</w:styles>')
        for name, content in parts.items():
            package.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def docx(body: str) -> str:
    return parse_text(word(body), "a.docx").text


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def pdf(pages: Iterable[Iterable[Line]], trailer: bytes = b"") -> bytes:
    """Write a PDF file with these lines on its pages (ISO 32000-1, 7.5)."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", font]
    numbers = []
    for lines in pages:
        shown = b"".join(
            b"/F1 %d Tf 1 0 0 1 %d %d Tm <%s> Tj\n" % (size, x, y, text.encode("cp1252").hex().encode())
            for x, y, size, text in lines
        )
        stream = b"BT\n%sET" % shown
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        numbers.append(len(objects))
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(numbers))
    file, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
    return file + head + table + end % (len(objects) + 1, trailer, len(file))


def page(*texts: str, top: int = 760, size: int = 11) -> list[Line]:
    """Set lines one under another; an empty one leaves a blank."""
    return [(72, top - 14 * number, size, text) for number, text in enumerate(texts) if text]


# Plain text


@pytest.mark.parametrize(
    "data", ["L’essai à 23 %\n".encode(), b"\n\n  a\tb  \n", "x\u00a0y\u202fz".encode(), b"# a\n\n* b **c**"]
)
@pytest.mark.parametrize("suffix", [".txt", ".md", ".TXT", ".rst", ""])
def test_a_text_is_kept_as_it_is(data: bytes, suffix: str) -> None:
    assert parse_text(data, f"a{suffix}").text == data.decode()


def test_every_text_of_the_corpus_is_kept_as_it_is(shared: Path) -> None:
    texts = sorted((shared / "corpus").rglob("*.txt"))

    assert len(texts) >= 41
    # Compared without showing them: some are held out.
    assert [path.name for path in texts if read_text(path).text != path.read_bytes().decode()] == []
    assert [path.name for path in texts if read_text(path).problems] == []


def test_line_ends_marks_and_accents_take_their_one_form() -> None:
    data = "\ufeffe\u0301tude\r\nun\rdeux\x0ctrois\n".encode()

    assert parse_text(data, "a.txt").text == "étude\nun\ndeux trois\n"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1))
def test_a_text_is_final(text: str) -> None:
    reading = read_or_refuse(text.encode(), "a.txt")
    if reading is None:
        return
    assert unicodedata.is_normalized("NFC", reading.text)
    assert "\r" not in reading.text
    assert parse_text(reading.text.encode(), "a.txt").text == reading.text.removeprefix("\ufeff")


@given(st.binary(max_size=400), st.sampled_from([*SUFFIXES, ""]))
def test_any_bytes_are_read_or_refused(data: bytes, suffix: str) -> None:
    reading = read_or_refuse(data, f"a{suffix}")

    assert reading is None or reading.text.strip()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_without_a_word(encoding: str) -> None:
    reading = parse_text("L’étude a réuni 240 adultes 😀".encode(encoding), "a.txt")

    assert reading == Reading(
        text="L’étude a réuni 240 adultes 😀", language="fr", title=None, published=None, problems=()
    )


def test_windows_1252_is_read_with_a_warning() -> None:
    reading = parse_text("ok\nL’étude dure 6 mois".encode("cp1252"), "a.txt")
    (problem,) = reading.problems

    assert reading.text == "ok\nL’étude dure 6 mois"
    assert (problem.code, problem.severity) == ("not-utf-8", "warning")
    assert str(problem.location) == "a.txt:2:2"
    assert problem.message.fr == "le fichier n’est pas en UTF-8 ; lu comme Windows-1252"


def test_stray_bytes_in_utf_8_are_read_and_placed() -> None:
    reading = parse_text("L’étude\r\né ".encode() + "dure ’6’ mois".encode("cp1252"), "a.txt")
    (problem,) = reading.problems

    assert reading.text == "L’étude\né dure ’6’ mois"
    assert problem.code == "mixed-encodings"
    assert str(problem.location) == "a.txt:2:8"
    assert problem.message.en == "not all is UTF-8: read as Windows-1252 here, 2 bytes in all"


def test_what_is_cut_in_utf_16_is_replaced_with_a_warning() -> None:
    reading = parse_text("étude de phase deux".encode("utf-16") + b"x", "a.txt")

    assert reading.text == "étude de phase deux\ufffd"
    assert [(p.code, p.location.column) for p in reading.problems] == [("bytes-replaced", 20)]


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", "\ufeff".encode(), "\u00a0".encode()])
@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ""])
def test_a_file_without_text_is_refused(data: bytes, suffix: str) -> None:
    assert refused(data, f"a{suffix}").code == "empty-text"


@pytest.mark.parametrize(
    "data",
    [
        b"The trial is\x00 over, and the drug helps",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"ab\x01\x02\x03cd",
        b"\x81\x8d\x8f\x90\x9d" * 9,
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".html", ".bin"])
def test_binary_data_is_refused(data: bytes, suffix: str) -> None:
    assert refused(data, f"a{suffix}").code == "not-text"


def test_a_file_is_read_from_its_path(write: Write) -> None:
    path = write("a.HTM", "<p>The trial is over.")

    assert read_text(path, language="en-GB") == Reading(
        text="The trial is over.\n", language="en-GB", title=None, published=None, problems=()
    )


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        read_text(tmp_path / "none.pdf")


def test_without_a_known_suffix_the_first_bytes_choose() -> None:
    assert parse_text(b"\xef\xbb\xbf <?xml version='1.0'?>\n<!-- x --><HTML><p>One", "-").text == "One\n"
    assert parse_text(b"<!doctype html><p>One", "a.php").text == "One\n"
    assert parse_text(pdf([page("One")]), "a").text == "One\n"
    assert parse_text(word(body_of(run("One"))), "a").text == "One\n"
    assert parse_text(b"<p>One", "-").text == "<p>One"


# Languages


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Lorvatinib : résultats positifs de phase III"),
        ("fr", "Vaccin contre la grippe"),
        ("fr", "LE LORVATINIB AMÉLIORE LA SURVIE"),
        ("en", "Lorvatinib Phase 3 Topline Results"),
        ("en", "Tavorexib meets primary endpoint of the AURORA study"),
        ("es", "Un ensayo clínico con lorvatinib mejora la supervivencia"),
        ("de", "Lorvatinib verbessert das Überleben"),
        ("it", "Il lorvatinib migliora la sopravvivenza dei pazienti"),
        ("pt", "O lorvatinib melhora a sobrevivência dos doentes"),
        ("nl", "Het middel lorvatinib vermindert klachten"),
        (None, "Lorvatinib"),
        (None, "Лорватиниб уменьшает усталость"),
        (None, SWEDISH),
    ],
)
def test_the_language_is_told(language: str | None, text: str) -> None:
    assert detect(text) == language
    assert parse_text(text.encode(), "a.txt").language == (language or "und")


def test_the_languages_of_the_corpus_are_told(shared: Path) -> None:
    texts = [*(shared / "corpus" / "dev").glob("*.txt"), *(shared / "corpus" / "dev-fr").glob("*.txt")]
    french = {path.name for path in texts if path.parent.name == "dev-fr"}

    assert len(texts) >= 40
    assert {path.name for path in texts if read_text(path).language == "fr"} == french
    assert {path.name for path in texts if read_text(path).language == "en"} == {
        p.name for p in texts
    } - french


# Web pages

UNIVERSITY = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>Lorvatinib slows Brandt syndrome | Northfield University</title>
<meta property="og:title" content="Lorvatinib slows  Brandt syndrome">
<meta property="article:published_time" content="2025-03-14T09:30:00+01:00">
<script>var a = "tracked";</script><style>.b{}</style></head>
<body class="has-sidebar cookie-shown">
<div id="cookieBanner"><p>We value your privacy. We and our partners use cookies to store information on your
device, to measure how our pages are used, and to show what may be of interest to you. You may accept all of
them, refuse them, or choose which purposes you agree to, and change your mind at any later time.</p></div>
<header><h1>Northfield University</h1><nav><a href="/">Home</a></nav></header>
<div class="breadcrumb"><a href="/news">News</a></div>
<main><article><header><h1>Lorvatinib slows<br>Brandt syndrome</h1><p>14 March 2025</p></header>
<p>In a <b>randomised</b> trial of 240&nbsp;adults, the drug cut <a href="/r">relapses</a> by
38&nbsp;%.<sup>1</sup> Counts reached 10<sup>9</sup> per litre on the 1<sup>st</sup> day.</p>
<h2><div>Main findings</div></h2>
<ul><li><p>Hazard ratio 0.62<sup>2</sup></p></li><li>4 of 120 had rashes</li></ul>
<table><caption>Table 1</caption><thead><tr><th></th><th>Drug</th><th>Placebo</th></tr></thead>
<tr><td>Relapses</td><td><p>41</p></td><td>66</td></tr></table>
<p>“A first step,” said Dr Ada Quill.<br>She led the trial.</p><p>Dr Bo Ray wasn’t involved.</p>
<div class="share-buttons"><a href="#">Share</a></div>
<h3>Media contact</h3><address>Press office<br>press@northfield.example</address><pre>A  1
B  2</pre></article>
<h2>More news</h2>
<ul><li><a href="/1">New library</a></li><li><a href="/2">Prize</a></li><li><a href="/3">Bees</a></li></ul>
<aside><p>Follow us.</p></aside></main>
<div hidden>Hidden</div><div style="display: none">Hidden</div><span class="sr-only">Hidden</span>
<footer><p>© Northfield University</p></footer></body></html>"""

UNIVERSITY_TEXT = """# Lorvatinib slows Brandt syndrome

14 March 2025

In a randomised trial of 240\u00a0adults, the drug cut relapses by 38\u00a0%.¹ Counts reached 10⁹ per litre \
on the 1st day.

## Main findings

* Hazard ratio 0.62²
* 4 of 120 had rashes

Table 1

| Drug | Placebo
Relapses | 41 | 66

“A first step,” said Dr Ada Quill.
She led the trial.

Dr Bo Ray wasn’t involved.

### Media contact

Press office
press@northfield.example

A 1
B 2
"""

WIRE = """<html><head><title>Exemplar Bio Announces Results</title></head><body>
<div class="top"><a href="#">Home</a> | <a href="#">News</a> | <a href="#">Subscribe</a></div>
<form><table><tr><td><h1>Exemplar Bio Announces Results of AURORA</h1>
BASEL, June 3, 2025 -- (EXAMPLEWIRE) -- Tavorexib met its primary endpoint.<br><br>The trial enrolled 812
patients.<table><tr><td><b>Arm</b></td><td>N</td></tr><tr><td>Tavorexib 50 mg</td><td>406</td></tr></table>
<div>Contact:<br>Jo Marlow</div><select><option>Choose a country</select></td><td class="sidebar">Stock quote
</table></form><div class="footer">© Examplewire</div></body></html>"""

WIRE_TEXT = """# Exemplar Bio Announces Results of AURORA

BASEL, June 3, 2025 -- (EXAMPLEWIRE) -- Tavorexib met its primary endpoint.

The trial enrolled 812 patients.

Arm | N
Tavorexib 50 mg | 406

Contact:
Jo Marlow
"""


def test_a_page_of_a_university_gives_its_announcement() -> None:
    assert parse_text(UNIVERSITY.encode(), "a.html") == Reading(
        text=UNIVERSITY_TEXT,
        language="en",
        title="Lorvatinib slows Brandt syndrome",
        published="2025-03-14",
        problems=(),
    )


def test_a_page_of_a_newswire_gives_its_announcement() -> None:
    reading = parse_text(WIRE.encode(), "a.html")

    assert reading.text == WIRE_TEXT
    assert reading.title == "Exemplar Bio Announces Results"


def test_a_fragment_is_read_whole() -> None:
    assert (
        html("<p>Lorvatinib helps.<p>It is <b>well</b> tolerated")
        == "Lorvatinib helps.\n\nIt is well tolerated\n"
    )


@pytest.mark.parametrize(
    "hidden",
    [
        "<div hidden>No</div>",
        '<div style="color: red; display:none">No</div>',
        '<span class="icon sr-only">No</span>',
        '<div role="navigation">No</div>',
        "<nav>No</nav>",
        "<aside>No</aside>",
        "<footer>No</footer>",
        "<header>No</header>",
        "<svg><title>No</title></svg>",
        "<button>No</button>",
        "<!-- No -->",
    ],
)
def test_what_is_not_seen_and_what_surrounds_is_left_out(hidden: str) -> None:
    page = f"<h1>Lorvatinib slows the disease</h1>{hidden}<p>The trial enrolled 812 patients."

    assert html(page) == "# Lorvatinib slows the disease\n\nThe trial enrolled 812 patients.\n"


def test_a_title_that_stands_in_the_header_only_is_kept() -> None:
    page = "<header><h1>Lorvatinib slows the disease</h1></header><p>The trial enrolled 812 patients."

    assert html(page).startswith("# Lorvatinib slows the disease\n\n")


def test_a_table_that_lays_out_the_page_makes_no_row() -> None:
    inner = "<table><tr><td>Arm<td>N<tr><td>Placebo<td>406</table>"

    assert html(f"<table><tr><td>Left<td>{inner}</table>") == "Left\n\nArm | N\nPlacebo | 406\n"


def test_characters_that_are_not_seen_split_no_name() -> None:
    assert html("<p>lorva&shy;tinib and tavo&#8203;rexib") == "lorvatinib and tavorexib\n"


def test_broken_markup_is_read() -> None:
    assert html("</div><p>One<li>Two</p></td><h2>Three<p>Four</h2><p>a &lt; b &unknown; &#233;") == (
        "One\n\n* Two\n\n## Three\n\nFour\n\na < b &unknown; é\n"
    )


def test_the_heading_above_the_article_is_its_title() -> None:
    text = "<p>The trial enrolled 812 patients in 23 countries.</p>" * 3
    page = (
        f"<title>Results of AURORA - Wire</title><h1>Wire</h1><h1>Results of AURORA</h1><main>{text}</main>"
    )

    assert html(page).startswith("# Results of AURORA\n\nThe trial enrolled")


def test_a_teaser_beside_the_article_is_left_out() -> None:
    text = "<p>The trial enrolled 812 patients in 23 countries.</p>" * 5
    page = (
        f"<main><article><h1>Ours</h1>{text}</article><article><p>Another drug was approved.</article></main>"
    )

    assert html(page).startswith("# Ours")
    assert "Another" not in html(page)


def test_what_holds_the_announcement_is_kept_whatever_its_name() -> None:
    page = "<div class='share related'><p>Lorvatinib slows the disease.</div><div class='share'>Share</div>"

    assert html(page) == "Lorvatinib slows the disease.\n"
    assert html("<div class=menu><a href=x>a</a> <a href=y>b</a> <a href=z>c</a></div>") == "a b c\n"


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta name="citation_publication_date" content="2024/07/31">', "2024-07-31"),
        ('<meta name="DC.date.issued" content="2024-07-31">', "2024-07-31"),
        ('<script type="application/ld+json">{"datePublished": "2024-07-31T10:00Z"}</script>', "2024-07-31"),
        ('<time itemprop="datePublished" datetime="2024-07-31">31 July</time>', "2024-07-31"),
        ('<meta name="date" content="2024-13-31">', None),
        ('<meta name="date" content="31/07/2024">', None),
        ('<meta property="article:modified_time" content="2024-07-31">', None),
    ],
)
def test_the_day_of_publication_is_what_the_page_states(head: str, published: str | None) -> None:
    reading = parse_text(f"<html><head>{head}</head><body><p>The trial is over.".encode(), "a.html")

    assert reading.published == published


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        ('<meta charset="iso-8859-1"><p>L’étude'.encode("cp1252"), []),
        (
            '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252"><p>L’étude'.encode(
                "cp1252"
            ),
            [],
        ),
        ('<meta charset="iso-8859-1"><p>L’étude'.encode(), []),
        ("<p>L’étude".encode("utf-16"), []),
        ("<p>L’étude".encode("cp1252"), ["not-utf-8"]),
        ('<meta charset="utf-7"><p>L’étude'.encode("cp1252"), ["not-utf-8"]),
        ('<meta charset="nonsense"><p>L’étude'.encode("cp1252"), ["not-utf-8"]),
    ],
)
def test_the_encoding_of_a_page_is_found(data: bytes, codes: list[str]) -> None:
    reading = parse_text(data, "a.html")

    assert reading.text == "L’étude\n"
    assert [problem.code for problem in reading.problems] == codes


def test_the_language_that_a_page_declares_is_the_second_best() -> None:
    assert parse_text(b'<html lang="en"><p>Le lorvatinib est bien ici', "a.html").language == "fr"
    assert parse_text('<html lang="uk"><p>Лорватиниб'.encode(), "a.html").language == "uk"


def test_entities_and_addresses_of_a_page_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    page = (
        f'<!DOCTYPE html [<!ENTITY a "lol"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "{secret.as_uri()}">]>'
        '<link rel="stylesheet" href="http://tracker.example/a.css"><img src="http://tracker.example/a.png">'
        "<p>The &b; and &c; end"
    )

    assert "The &b; and &c; end" in html(page)


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 100_000 + "The drug" + "</div>" * 100_000,
        "<div>" * 100_000 + "The drug",
        "<table><tr><td>" * 30_000 + "The drug",
        "<ul><li>" * 50_000 + "The drug",
        "<div class=share>" * 50_000 + "The drug",
        "<p>" * 200_000 + "The drug",
        "<b><i>" * 100_000 + "The drug",
        "<p>The drug" + "<br>" * 200_000,
        "<p>" + " " * 1_000_000 + "The drug",
        "&" * 100_000 + "<p>The drug",
    ],
)
def test_pathological_pages_are_read_in_linear_time(page: str) -> None:
    start = time.perf_counter()

    assert "The drug" in html(page)
    assert time.perf_counter() - start < 10


# PDF


def test_lines_of_a_pdf_become_paragraphs() -> None:
    lines = page(
        "In a randomised, double-",
        "blind trial of 240 adults with Brandt syndrome, the drug lorva-",
        "tinib cut relapses by 38 % compared with placebo. The CD-",
        "40 count fell.",
        "Another paragraph has its own first line, which is as long as this.",
        "",
        "• Relapse rate: 0.42 vs 0.68",
        "• Serious adverse events in 4 of 120",
        "patients",
    )
    title = [(72, 800, 18, "Lorvatinib slows disease")]

    assert parse_text(pdf([[*title, *lines]]), "a.pdf").text == (
        "Lorvatinib slows disease\n\n"
        "In a randomised, double-blind trial of 240 adults with Brandt syndrome, the drug lorvatinib cut "
        "relapses by 38 % compared with placebo. The CD-40 count fell.\n\n"
        "Another paragraph has its own first line, which is as long as this.\n\n"
        "* Relapse rate: 0.42 vs 0.68\n* Serious adverse events in 4 of 120 patients\n"
    )


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (
            ("It met the end-", "point of an open-", "label study"),
            "It met the endpoint of an open-label study",
        ),
        (("The drug cut re-", "lapses"), "The drug cut relapses"),
        (("We highlight a high-", "light"), "We highlight a highlight"),
        (("Lymph node and node", "Lymph node-", "node growth"), "Lymph node and node Lymph node-node growth"),
        (("The CD-", "CD40 count"), "The CD-CD40 count"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_is_kept_in_compounds_only(lines: tuple[str, ...], text: str) -> None:
    assert parse_text(pdf([page(*lines)]), "a.pdf").text == f"{text}\n"


def test_space_and_size_part_the_paragraphs_of_a_pdf() -> None:
    spaced = page("Lorvatinib in adults", "with Brandt syndrome", "", "A trial by", "Northfield")
    sized = [(72, 774, 14, "Lorvatinib in adults"), *page("A trial by", "Northfield")]

    assert parse_text(pdf([spaced]), "a.pdf").text == (
        "Lorvatinib in adults with Brandt syndrome\n\nA trial by Northfield\n"
    )
    assert parse_text(pdf([sized]), "a.pdf").text == "Lorvatinib in adults\n\nA trial by Northfield\n"


def test_running_heads_and_page_numbers_are_left_out_and_broken_paragraphs_joined() -> None:
    def numbered(number: int, *texts: str) -> list[Line]:
        head = (72, 810, 9, f"Exemplar release, page {number} of 3")
        return [head, *page(*texts), (290, 40, 9, str(number))]

    pages = [
        numbered(1, "The trial enrolled 812 patients, and the", "investigators saw no sign of harm in the"),
        numbered(2, "treated group.", "", "Relapses fell by 38 %."),
        numbered(3, "Contact: press@exemplar.example", "2025"),
    ]

    assert parse_text(pdf(pages), "a.pdf").text == (
        "The trial enrolled 812 patients, and the investigators saw no sign of harm in the treated group.\n\n"
        "Relapses fell by 38 %.\n\nContact: press@exemplar.example 2025\n"
    )


def test_a_page_without_text_is_told() -> None:
    reading = parse_text(pdf([page("The trial is over."), [], page("The end."), []]), "a.pdf")
    (problem,) = reading.problems

    assert reading.text == "The trial is over.\n\nThe end.\n"
    assert (problem.code, problem.severity) == ("page-without-text", "warning")
    assert problem.message.en == "pages 2, 4 hold no text, perhaps a picture of it"
    assert problem.message.fr == "pages 2, 4 sans texte, peut-être en image"


def test_a_scanned_pdf_is_refused() -> None:
    problem = refused(pdf([[], []]), "scan.pdf")

    assert problem.code == "no-text"
    assert problem.hint is not None
    assert "ocrmypdf" in problem.hint.en


def test_a_locked_pdf_is_refused() -> None:
    # The hashes fit no password, the empty one neither (ISO 32000-1, 7.6.3).
    hashes = b"/O <%s> /U <%s>" % (b"28" * 32, b"41" * 32)
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 %s /P -4 >> /ID [<00> <00>]" % hashes

    assert refused(pdf([page("The trial is over.")], lock), "a.pdf").code == "password-protected"


@pytest.mark.parametrize(
    "data", [b"%PDF-1.4 garbage", b"hello", b"<html><p>not found", pdf([page("a")])[:200]]
)
def test_a_broken_pdf_is_refused(data: bytes) -> None:
    assert refused(data, "a.pdf").code == "broken-file"


# Word


def test_a_word_document_gives_its_blocks() -> None:
    bullet = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    cells = ["<w:tc>" + body_of(run(cell)) + "</w:tc>" for cell in ("Drug", "41", "Placebo", "66")]
    body = (
        body_of(
            '<w:pPr><w:pStyle w:val="Titre"/></w:pPr>' + run("Lorvatinib slows ") + run("disease", "<w:b/>"),
            run("In 240\u00a0adults, 10")
            + run("9", '<w:vertAlign w:val="superscript"/>')
            + run(" per litre"),
            '<w:pPr><w:pStyle w:val="MonTitre"/></w:pPr>' + run("Findings"),
            '<w:pPr><w:pStyle w:val="Plan"/></w:pPr>' + run("Safety"),
            bullet + run("one"),
            '<w:pPr><w:pStyle w:val="Puces"/></w:pPr>' + run("two"),
            bullet.replace('"1"', '"0"') + run("three"),
        )
        + f"<w:tbl><w:tr>{cells[0]}{cells[1]}</w:tr><w:tr>{cells[2]}{cells[3]}</w:tr></w:tbl>"
        + body_of("<w:r><w:t>Contact:</w:t><w:tab/><w:t>Dr Quill</w:t><w:br/><w:t>Northfield</w:t></w:r>")
    )

    assert docx(body) == (
        "# Lorvatinib slows disease\n\nIn 240\u00a0adults, 10⁹ per litre\n\n# Findings\n\n### Safety\n\n"
        "* one\n* two\n\nthree\n\nDrug | 41\nPlacebo | 66\n\nContact:\tDr Quill\nNorthfield\n"
    )


def test_insertions_controls_and_text_boxes_are_read_and_deletions_are_not() -> None:
    box = "<w:txbxContent>" + body_of(run("Boxed")) + "</w:txbxContent>"
    body = (
        "<w:sdt><w:sdtContent>"
        + body_of(run("Controlled"))
        + "</w:sdtContent></w:sdt>"
        + body_of(
            run("Phase ")
            + f"<w:ins>{run('two')}</w:ins><w:del>{run('three')}</w:del>{run('hidden', '<w:vanish/>')}"
            + run(" shown", '<w:vanish w:val="0"/>')
            + f"<w:hyperlink>{run(' here')}</w:hyperlink><w:r><w:instrText>PAGE</w:instrText></w:r>",
            f"<w:r><AlternateContent><Choice>{box}</Choice><Fallback>{box}</Fallback></AlternateContent></w:r>"
            + run("Around"),
        )
    )

    assert docx(body) == "Controlled\n\nPhase two shown here\n\nBoxed\n\nAround\n"


def test_the_title_of_a_word_document_is_its_property() -> None:
    core = '<p xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Lorvatinib\n news</dc:title><x>y</x></p>'
    data = word(body_of(run("The trial")), main="word/document2.xml", docProps__core__xml="")
    assert parse_text(data, "a.docx").title is None

    file = io.BytesIO(word(body_of(run("The trial")), main="word/document2.xml"))
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("docProps/core.xml", core)
    assert parse_text(file.getvalue(), "a.docx").title == "Lorvatinib news"


def test_a_word_document_that_declares_entities_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    address = (tmp_path / "secret.txt").as_uri()
    bomb = '<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">'
    data = word(
        body_of(run("Safe &b;&c; text")), doctype=f'<!DOCTYPE w [{bomb}<!ENTITY c SYSTEM "{address}">]>'
    )

    assert refused(data, "a.docx").code == "broken-file"


def test_a_word_document_that_fills_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_reader, "LARGEST_PART", 2**20)

    problem = refused(word(body_of(run(" " * 2**21))), "a.docx")

    assert problem.code == "too-large"
    assert problem.message.en == "unpacked, the document is larger than 1 MB"


def test_a_locked_or_old_word_document_is_refused() -> None:
    mark = docx_reader.OLE_MARK

    assert (
        refused(mark + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le"), "a.docx").code
        == "password-protected"
    )
    assert refused(mark + b"\x00" * 512, "a.doc").code == "old-word-file"


@pytest.mark.parametrize(
    "data",
    [
        b"hello",
        b"PK\x03\x04 garbage",
        word(body_of(run("a")))[:-60],
        word("<w:p>"),
        word("", main="xl/workbook.xml").replace(b"xl/workbook.xml", b"xl/workbook.xm_", 1),
    ],
)
def test_a_broken_word_document_is_refused(data: bytes) -> None:
    assert refused(data, "a.docx").code == "broken-file"


def test_a_word_document_without_text_is_refused() -> None:
    assert refused(word(body_of("")), "a.docx").code == "empty-text"


# Extras


@pytest.mark.parametrize(
    ("module", "name", "data"),
    [
        ("lxml.etree", "a.html", b"<p>One"),
        ("lxml.etree", "a.docx", word(body_of(run("One")))),
        ("pypdfium2", "a.pdf", pdf([page("One")])),
    ],
)
def test_a_missing_library_is_named(
    module: str, name: str, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)

    problem = refused(data, name)

    extra = name.partition(".")[2]
    assert problem.code == "missing-extra"
    assert problem.hint is not None
    assert problem.hint.en == f'install it with `pip install "trialgraph[{extra}]"`'
    assert problem.hint.fr == f'installez-la avec `pip install "trialgraph[{extra}]"`'


def test_importing_the_readers_loads_no_library() -> None:
    code = "import sys, trialgraph.readers as r; r.parse_text(b'The end', 'a.txt'); print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert {"lxml", "pypdfium2"}.isdisjoint(ran.stdout.split())


def test_there_is_a_reader_for_every_suffix() -> None:
    assert SUFFIXES == (".txt", ".md", ".html", ".htm", ".pdf", ".docx")
