"""The `trialgraph` command: one command is one public function and the rendering of its result.

Data goes to standard output, talk to standard error. The exit code is 0 where all is well, 1 where
problems were found, 2 where the run could not go on.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import click

import trialgraph
from trialgraph import inputs, outputs, reports
from trialgraph.model import KINDS
from trialgraph.problems import Problem, Severity, TrialgraphError, fails
from trialgraph.queries import named_query, shipped_queries

PROBLEMS_FOUND = 1
COULD_NOT_RUN = 2

_RDF_SUFFIXES = (".ttl", ".nt", ".jsonld", ".rdf", ".trig", ".nq")


class _Commands(click.Group):
    """Turns an error that stops a run into its report and exit code 2, whatever the command."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TrialgraphError as error:
            _tell(error.problems, ctx.meta.get(_LANGUAGE_KEY, "en"))
            ctx.exit(COULD_NOT_RUN)

    def main(self, *args: Any, **extra: Any) -> Any:
        try:
            return super().main(*args, **extra)
        except OSError as error:
            _tell([outputs.unwritable(outputs.STDOUT, error)], "en")
            # What could not be written stays in the buffer, and Python would try once more at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(COULD_NOT_RUN)


_LANGUAGE_KEY = "trialgraph.language"


def _remember_language(ctx: click.Context, _parameter: click.Parameter, language: str) -> str:
    ctx.meta[_LANGUAGE_KEY] = language
    return language


_language = click.option(
    "--lang",
    "language",
    type=click.Choice(["en", "fr"]),
    default="en",
    show_default=True,
    is_eager=True,
    callback=_remember_language,
    help="Language of labels and messages.",
)
_graph = click.option(
    "-g",
    "--graph",
    required=True,
    metavar="FILE",
    help="The graph: a file in any RDF format, or - for Turtle or TriG on standard input.",
)
_terms = click.option(
    "--terms",
    metavar="DIR",
    envvar="TRIALGRAPH_TERMS",
    show_envvar=True,
    help="A folder of imported terminologies (`trialgraph terms import`), beside those that are shipped.",
)
_decisions = click.option(
    "--decisions",
    metavar="FILE.tsv",
    help="A table of what people decided: this name is that id, these two are (not) the same.",
)
_families = click.Choice(sorted({kind.family for kind in KINDS.values() if kind.within is None}))
_type = click.option("--type", "family", type=_families, help="What the name is a name of.")


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(trialgraph.__version__, message="trialgraph %(version)s")
def main() -> None:
    """Turn announcements of clinical trials into a knowledge graph one can trust.

    Exit code: 0 all is well, 1 problems were found, 2 the run could not go on.
    """


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "-o",
    "--output",
    "names",
    multiple=True,
    required=True,
    metavar="FILE",
    help="Where to write; the suffix is the format (.ttl .nt .jsonld .rdf: the merged graph; .trig .nq: "
    "each document's facts, claims and quotes in graphs of their own); - is standard output, as Turtle. "
    "May be given several times.",
)
@_terms
@_decisions
@click.option(
    "--ungrounded",
    metavar="REPORT.tsv",
    help="Write the names that no terminology knows for sure, the most frequent first: fill in the column "
    "`object` and give the table back with --decisions.",
)
@click.option(
    "--joins",
    metavar="REPORT.tsv",
    help="Write which things of several documents were joined or kept apart, and why, as decisions.",
)
@_language
@click.pass_context
def build(  # noqa: PLR0913 - one parameter for each option
    ctx: click.Context,
    *,
    sources: Sequence[str],
    names: Sequence[str],
    terms: str | None,
    decisions: str | None,
    ungrounded: str | None,
    joins: str | None,
    language: str,
) -> None:
    """Build a graph from fact files and texts, validate it and write it.

    PATH is a fact file (.yaml), a text, a folder of them, or - for a fact file on standard input. Things that
    several documents share become one node. Where a fact file has problems of its own nothing is written; a
    graph with violations is written, and the exit code is 1.

    Example: trialgraph build data/releases -o build/trialgraph.ttl
    """
    suffixes = {name: _rdf_suffix(name) for name in names}
    built = trialgraph.build(sources, terms=terms, decisions=decisions)
    _tell(built.checked.problems, language)
    reports = {
        ungrounded: trialgraph.ungrounded_table(built.named, language),
        joins: trialgraph.joins_table(built.joins, language),
    }
    if built.complete:
        files = {name: built.serialise(suffix) for name, suffix in suffixes.items()}
        outputs.write(files | {name: text.encode() for name, text in reports.items() if name})
    written = [name for name in (*names, ungrounded, joins) if name and name != outputs.STDOUT]
    click.echo(
        trialgraph.build_summary(built, written if built.complete else [], language), err=True, nl=False
    )
    _exit_with(ctx, built.checked.problems)


_text_language = click.option(
    "--language",
    "text_language",
    metavar="TAG",
    help="The language of the text, as a BCP 47 tag such as fr; detected where it is not given.",
)


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["yaml", "jsonl", "table"]),
    default="yaml",
    show_default=True,
    help="yaml: a draft fact file; jsonl: one finding a line; table: for the terminal.",
)
@click.option(
    "--update",
    "fact_file",
    metavar="FACTS.yaml",
    help="Extract again, keep every decision of this fact file, and write the result to it.",
)
@_terms
@_text_language
@_language
@click.pass_context
def extract(  # noqa: PLR0913 - one parameter for each option
    ctx: click.Context,
    *,
    sources: Sequence[str],
    format_: str,
    fact_file: str | None,
    terms: str | None,
    text_language: str | None,
    language: str,
) -> None:
    """Draft the facts of an announcement, each with its quote, for a person to review.

    FILE is a text, Markdown, HTML, PDF or Word file, or - for standard input. A draft comes from rules
    alone: nothing is fetched, and the same text gives the same bytes.

    Example: trialgraph extract release.html > draft.yaml
    """
    if len(sources) > 1 and (format_ == "yaml" or fact_file):
        raise click.UsageError("A fact file holds the facts of one text: give one FILE, or --format jsonl.")
    lexicon = trialgraph.load_lexicon(terms)
    extractions = [trialgraph.extract(source, language=text_language, lexicon=lexicon) for source in sources]
    problems = [problem for extraction in extractions for problem in extraction.problems]
    if fact_file is not None:
        updated = trialgraph.update(fact_file, extractions[0], language)
        outputs.write({fact_file: updated.text.encode()})
        problems += updated.update.problems
        click.echo(trialgraph.update_summary(updated).in_language(language), err=True)
    else:
        text = "".join(trialgraph.render_draft(extraction, format_, language) for extraction in extractions)
        outputs.write({outputs.STDOUT: text.encode()})
        click.echo(trialgraph.draft_summary(extractions, language), err=True, nl=False)
    _tell(problems, language)
    _exit_with(ctx, problems)


@main.command()
@click.argument("source", metavar="FILE")
@click.option("--marks", is_flag=True, help="Show in the text what rules find, in colour on a terminal.")
@_text_language
@_language
@click.pass_context
def read(ctx: click.Context, *, source: str, marks: bool, text_language: str | None, language: str) -> None:
    """Print a text as the extraction sees it: what the offsets of quotes refer to.

    Example: trialgraph read release.html --marks
    """
    if marks:
        extraction = trialgraph.extract(source, language=text_language)
        reading = extraction.reading
        text = trialgraph.render_marks(extraction, colour=sys.stdout.isatty())
    else:
        reading = trialgraph.read(source, language=text_language)
        text = reading.text
    outputs.write({outputs.STDOUT: text.encode()})
    _tell(reading.problems, language)
    _exit_with(ctx, reading.problems)


def _complete_check(_ctx: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    return [code for code in trialgraph.load_checks() if code.startswith(typed)]


_report_format = click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "sarif", "junit", "github", "gitlab", "turtle"]),
    default="text",
    show_default=True,
    help="How to tell what was found: for people, for programs, for the servers of CI, or as SHACL does.",
)
_fail_on = click.option(
    "--fail-on",
    type=click.Choice(["violation", "warning", "info"]),
    default="violation",
    show_default=True,
    help="The mildest severity that makes the exit code 1.",
)
_output = click.option(
    "-o", "--output", default=outputs.STDOUT, metavar="FILE", help="Write the report to a file."
)
_skip = click.option(
    "--skip",
    "skipped",
    multiple=True,
    metavar="CODE",
    shell_complete=_complete_check,
    help="Switch off a check by its code; `shipped` is all our shapes. May be given several times.",
)


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--shapes",
    "shapes",
    multiple=True,
    metavar="FILE",
    help="Validate against shapes of your own as well, in any RDF format. May be given several times.",
)
@_skip
@click.option("--allow-empty", is_flag=True, help="It is no problem where no shape selects anything.")
@click.option(
    "--source",
    metavar="TEXT",
    help="The text that the fact file quotes; without it, the text beside the fact file.",
)
@click.option("--fix", is_flag=True, help="Write the offsets of quotes that have moved into the fact file.")
@_report_format
@_fail_on
@_output
@_language
@click.pass_context
def validate(  # noqa: PLR0913 - one parameter for each option
    ctx: click.Context,
    *,
    sources: Sequence[str],
    shapes: Sequence[str],
    skipped: Sequence[str],
    allow_empty: bool,
    source: str | None,
    fix: bool,
    format_: str,
    fail_on: Severity,
    output: str,
    language: str,
) -> None:
    """Validate fact files and graphs: their form, their quotes and their arithmetic.

    FILE is a fact file (.yaml), a file in any RDF format, a folder of such files, or - for a fact file
    on standard input. Problems go to standard output, one each with file, line and column; `trialgraph
    explain CODE` tells more of each.

    Example: trialgraph validate data/releases build/trialgraph.ttl --shapes ours.ttl
    """
    if (source or fix) and len(sources) != 1:
        raise click.UsageError("--source and --fix are for one fact file: give one FILE.")
    if fix and PurePath(sources[0]).suffix.lower() in _RDF_SUFFIXES:
        raise click.UsageError("--fix mends the quotes of a fact file: a graph has none to mend.")
    if fix:
        mended = trialgraph.mend(sources[0], source)
        outputs.write({sources[0]: mended.text.encode()})
        click.echo(trialgraph.mend_summary(mended).in_language(language), err=True)
    report = _Report(format_=format_, fail_on=fail_on, output=output, language=language)
    with report.of_what_stopped():
        checked = trialgraph.validate(
            sources, shapes=shapes, skipped=skipped, allow_empty=allow_empty, source=source
        )
    report.write(ctx, checked)


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="FILE...")
@_skip
@_report_format
@_fail_on
@_output
@_language
@click.pass_context
def check(  # noqa: PLR0913 - one parameter for each option
    ctx: click.Context,
    *,
    sources: Sequence[str],
    skipped: Sequence[str],
    format_: str,
    fail_on: Severity,
    output: str,
    language: str,
) -> None:
    """Check whether the numbers of an announcement can be true together.

    FILE is a text, a fact file, a file in any RDF format, or a folder of them. Each finding comes with the
    calculation in words.

    Example: trialgraph check release.html --fail-on warning
    """
    report = _Report(format_=format_, fail_on=fail_on, output=output, language=language)
    with report.of_what_stopped():
        checked = trialgraph.check(sources, skipped=skipped)
    report.write(ctx, checked)


@main.command()
@click.argument("code", shell_complete=_complete_check)
@_language
def explain(code: str, language: str) -> None:
    """Explain a check: what it looks for, why, an example that fails, and how to mend it.

    Example: trialgraph explain value-not-in-quote
    """
    outputs.write({outputs.STDOUT: trialgraph.explain(code, language).encode()})


@main.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@_output
@_language
@click.pass_context
def compare(ctx: click.Context, *, first: str, second: str, format_: str, output: str, language: str) -> None:
    """Compare what two documents say of the same trial, with both quotes.

    A and B are fact files or texts, in either language. The exit code is 1 where a number differs.

    Example: trialgraph compare communique.txt release.txt
    """
    comparison = trialgraph.compare(first, second)
    outputs.write({output: trialgraph.render_comparison(comparison, format_, language).encode()})
    if comparison.differs:
        ctx.exit(PROBLEMS_FOUND)


@main.command()
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "patch", "json"]),
    default="text",
    show_default=True,
    help="text: told in facts; patch: as an RDF patch that makes B of A.",
)
@_output
@_language
@click.pass_context
def diff(ctx: click.Context, *, old: str, new: str, format_: str, output: str, language: str) -> None:
    """Tell in facts how two graphs differ.

    A and B are files in any RDF format. The exit code is 1 where they differ.

    Example: trialgraph diff old.ttl build/trialgraph.ttl
    """
    difference = trialgraph.diff(old, new)
    outputs.write({output: trialgraph.render_difference(difference, format_, language).encode()})
    if difference.differs:
        ctx.exit(PROBLEMS_FOUND)


@main.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@_type
@_terms
@_decisions
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "jsonl"]),
    default="text",
    show_default=True,
    help="jsonl: one JSON object a line.",
)
@_language
@click.pass_context
def ground(  # noqa: PLR0913 - one parameter for each option
    ctx: click.Context,
    *,
    names: Sequence[str],
    family: str | None,
    terms: str | None,
    decisions: str | None,
    format_: str,
    language: str,
) -> None:
    """Tell which known thing a name means: candidates, each with its score of 100 and the reason.

    A name is grounded where one candidate is good enough and none comes near. The exit code is 1 where a NAME
    is not grounded.

    Example: trialgraph ground CFZ533 "syndrome de Sjögren" --type disease
    """
    found = trialgraph.ground_names(names, terms, family=family, decisions=decisions)
    outputs.write({outputs.STDOUT: trialgraph.render_groundings(found, format_, language).encode()})
    if any(each.thing is None for each in found):
        ctx.exit(PROBLEMS_FOUND)


@main.group()
def terms() -> None:
    """Import terminologies, list them, search them, show a term."""


@terms.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--into", required=True, metavar="DIR", help="The folder of the index; made where it is not there."
)
@_language
@click.pass_context
def import_terms(ctx: click.Context, *, files: Sequence[str], into: str, language: str) -> None:
    """Import terminologies into an index: all files or none.

    FILE is OBO, OBO Graphs JSON, a ROR dump (zip or JSON), the HGNC complete set, the DrugBank vocabulary,
    SSSOM, Babelon, a table of ids and labels, or tables of our own. A newer version of a source takes the
    place of the older one. Where a file is broken nothing is changed, and the exit code is 1.

    Example: trialgraph terms import doid.obo ror-data.zip --into terms
    """
    imported = trialgraph.import_terms(files, into)
    _tell(imported.problems, language)
    if imported.sources:
        click.echo(trialgraph.render_sources(imported.sources, language), err=True, nl=False)
    _exit_with(ctx, imported.problems)


@terms.command("list")
@_terms
@_language
def list_terms(*, terms: str | None, language: str) -> None:
    """List the terminologies that are known, with version and licence.

    Example: trialgraph terms list --terms terms
    """
    sources = trialgraph.list_terms(terms)
    outputs.write({outputs.STDOUT: trialgraph.render_sources(sources, language).encode()})


@terms.command("search")
@click.argument("name")
@_type
@_terms
@_language
@click.pass_context
def search_terms(
    ctx: click.Context, *, name: str, family: str | None, terms: str | None, language: str
) -> None:
    """Find things by words of their names, or beginnings of words. The exit code is 1 where there is none.

    Example: trialgraph terms search "sjogren"
    """
    found = trialgraph.search_terms(name, terms, family=family)
    outputs.write({outputs.STDOUT: trialgraph.render_found(found, language).encode()})
    if not found:
        click.echo(trialgraph.nothing_found(name).in_language(language), err=True)
        ctx.exit(PROBLEMS_FOUND)


@terms.command("show")
@click.argument("id_", metavar="ID")
@_terms
@_language
def show_term(*, id_: str, terms: str | None, language: str) -> None:
    """Show all that is known of a thing: names, identifiers, relations, each with its source.

    ID is ours, as drug:iscalimab, or that of a registry, as mondo:0010030.

    Example: trialgraph terms show disease:sjogren-disease
    """
    term = trialgraph.show_term(id_, terms)
    outputs.write({outputs.STDOUT: trialgraph.render_term(term, language).encode()})


def _complete_query(_ctx: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    return [name for name in shipped_queries() if name.startswith(typed)]


@main.command()
@click.argument("question", required=False, metavar="[QUERY]")
@click.option(
    "-g",
    "--graph",
    metavar="FILE",
    help="The graph: a file in any RDF format, or - for Turtle or TriG on stdin.",
)
@click.option("-f", "--file", metavar="FILE.rq", help="Read the query from a file, or - for stdin.")
@click.option("--name", metavar="NAME", shell_complete=_complete_query, help="Ask a shipped question.")
@click.option(
    "--param",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help="Give a variable of the query a value: a CURIE, an IRI, a number, a date or a text.",
)
@click.option("--list", "lists", is_flag=True, help="Name the shipped questions.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "csv", "tsv", "json", "xml", "markdown"]),
    default="table",
    show_default=True,
    help="How to write rows. Graphs are written as Turtle, answers to ASK as true or false.",
)
@_language
def query(  # noqa: PLR0913 - one parameter for each option
    *,
    question: str | None,
    graph: str | None,
    file: str | None,
    name: str | None,
    parameters: Sequence[str],
    lists: bool,
    format_: str,
    language: str,
) -> None:
    """Ask a graph a question in SPARQL 1.1.

    The prefixes of the project are known already; SERVICE and updates are refused.

    Example: trialgraph query -g build/trialgraph.ttl --name arms --param trial_id=trial:twinss
    """
    if lists:
        click.echo(reports.query_list(shipped_queries().values(), language), nl=False)
        return
    if graph is None:
        raise click.UsageError("Which graph? Give it with -g FILE.")
    if sum(source is not None for source in (question, file, name)) != 1:
        raise click.UsageError("Give one query: as an argument, with -f FILE.rq, or with --name NAME.")
    values = dict(_parameter(parameter) for parameter in parameters)
    shipped = named_query(name) if name is not None else None
    if shipped is not None:
        text = shipped.text
        values.setdefault("lang", f'"{language}"')
    else:
        text = question or "" if file is None else inputs.decode(inputs.read(file), file)
    store = trialgraph.load(graph)
    answer = trialgraph.query(store, text, parameters=values, name=name or file or "query")
    outputs.write({outputs.STDOUT: trialgraph.render(answer, format_)})
    if shipped is not None and shipped.reads_claims and not trialgraph.has_claims(store):
        click.echo(reports.no_claims(graph, language), err=True)


@main.command()
@_graph
@click.option(
    "-o",
    "--output",
    "name",
    required=True,
    metavar="FILE",
    help="Where to write: .ttl .nt .jsonld .rdf .trig .nq, .graphml, .gexf, .json (node-link), .csv (two "
    "files, nodes and edges); - is standard output, as Turtle.",
)
@_language
def export(graph: str, name: str, language: str) -> None:  # noqa: ARG001 - the language is for problems
    """Write a graph in another format, chosen by the suffix.

    Example: trialgraph export -g build/trialgraph.trig -o build/trialgraph.graphml
    """
    outputs.write(trialgraph.export(trialgraph.load(graph), name))


@main.command()
@_graph
@click.argument("name")
@_language
def show(graph: str, name: str, language: str) -> None:
    """Show what a graph says of a thing, and in which words.

    Each statement comes with its quotes where the graph has claims (.trig, .nq). NAME is a label, a
    synonym, an id, a CURIE or a registry identifier, in either language.

    Example: trialgraph show -g build/trialgraph.trig iscalimab
    """
    description = trialgraph.show(trialgraph.load(graph), name)
    click.echo(trialgraph.render_description(description, language), nl=False)


@main.command()
@_graph
@click.argument("start", metavar="FROM")
@click.argument("end", metavar="TO")
@_language
def path(graph: str, start: str, end: str, language: str) -> None:
    """Show how two things hang together, step by step.

    FROM and TO are names as for `trialgraph show`; a name that several things have lists them.

    Example: trialgraph path -g build/trialgraph.ttl iscalimab "maladie de Sjögren"
    """
    route = trialgraph.path(trialgraph.load(graph), start, end)
    click.echo(trialgraph.render_route(route, language), nl=False)


def _parameter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise click.BadParameter(f"`{text}` is not NAME=VALUE", param_hint="--param")
    return name.lstrip("?$"), value


def _rdf_suffix(name: str) -> str:
    """Give the format of an RDF file by its suffix; standard output is Turtle."""
    suffix = ".ttl" if name == outputs.STDOUT else PurePath(name).suffix.lower()
    if suffix not in _RDF_SUFFIXES:
        raise click.BadParameter(
            f"`{name}` does not end in one of {' '.join(_RDF_SUFFIXES)}", param_hint="-o"
        )
    return suffix


def _tell(problems: Sequence[Problem], language: str) -> None:
    click.echo(reports.render_text(problems, language), err=True, nl=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Report:
    """How a report is asked for."""

    format_: str
    fail_on: Severity
    output: str
    language: str

    @contextmanager
    def of_what_stopped(self) -> Iterator[None]:
        """Report what stopped a run as well: the servers of CI show reports, not what is said on stderr."""
        try:
            yield
        except TrialgraphError as error:
            if self.format_ != "text":
                self._write(trialgraph.Validated(problems=error.problems, unshaped=error.problems))
            raise

    def write(self, ctx: click.Context, checked: "trialgraph.Validated") -> None:
        """Write the report, tell its summary, and exit as it asks for."""
        self._write(checked)
        click.echo(reports.validation_summary(checked, self.language), err=True, nl=False)
        _exit_with(ctx, checked.problems, self.fail_on)

    def _write(self, checked: "trialgraph.Validated") -> None:
        report = trialgraph.render_report(checked, self.format_, self.language, self.fail_on)
        outputs.write({self.output: report})


def _exit_with(ctx: click.Context, problems: Sequence[Problem], fail_on: Severity = "violation") -> None:
    if any(fails(problem, fail_on) for problem in problems):
        ctx.exit(PROBLEMS_FOUND)
