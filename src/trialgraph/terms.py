"""Asking terminologies: import them, list them, search them, show a term, ground a name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from trialgraph import termfiles
from trialgraph.grounding import Grounding
from trialgraph.joining.naming import decided_names, ground_name
from trialgraph.lexicon import SHIPPED, Key, KnownName, Lexicon, load_lexicon
from trialgraph.model import KINDS, Term
from trialgraph.namekeys import name_key
from trialgraph.problems import Bilingual, Location, NameNotFoundError, Problem, did_you_mean, in_order
from trialgraph.termindex import FILE, Index, Source
from trialgraph.termindex.compiling import compile_files


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """What an import did."""

    problems: tuple[Problem, ...]
    sources: tuple[Source, ...]
    """All that the index has now; where a problem is a violation, what it had before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A thing that a search found, with the name by which it was found."""

    thing: Key
    name: str
    label: str
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownTerm(Term):
    """A term with what its terminology says of its standing: of an obsolete one no name is grounded."""

    is_obsolete: bool = False
    replaced_by: Key | None = None
    """The thing that took the place of an obsolete one."""


def import_terms(files: Sequence[str | Path], into: str | Path) -> Imported:
    """Import terminologies into the index of a folder: all files or none.

    The formats are those of `termfiles`; a source that is there already is replaced by its new version.

    Raises:
        InputError: a file cannot be read or its format is not known, or the index that is there is damaged.
        OutputError: the index cannot be written.

    """
    lexicon = load_lexicon()
    paths = [Path(file) for file in files]
    formats = [(path, termfiles.format_of(path)) for path in paths]
    problems = compile_files(
        formats, Path(into), lambda path: termfiles.read(path, lexicon.terminology.registries)
    )
    if not (Path(into) / FILE).exists():
        return Imported(problems=in_order(problems), sources=())
    with Index.open(into) as index:
        return Imported(problems=in_order(problems), sources=index.sources)


def list_terms(folder: str | Path | None = None) -> tuple[Source, ...]:
    """List the terminologies: those that TrialGraph ships, as one, and those that were imported.

    >>> [source.title for source in list_terms()]
    ['TrialGraph']
    """
    lexicon = load_lexicon(folder)
    terms = lexicon.terminology.terms
    shipped = Source(
        title=SHIPPED,
        file="data/terminologies",
        format="trialgraph",
        version=None,
        licence="CC BY 4.0",
        sha256="",
        terms=len(terms),
        names=sum(len(term.labels) + len(term.synonyms) for term in terms),
    )
    return (shipped, *lexicon.imported)


def search_terms(
    name: str, folder: str | Path | None = None, *, family: str | None = None, limit: int = 20
) -> tuple[Found, ...]:
    """Find the things in whose names some words stand, or begin a word; the shortest names first.

    >>> [found.thing for found in search_terms("sjogr mal")]
    [('disease', 'sjogren-disease')]
    """
    lexicon = load_lexicon(folder)
    found: dict[Key, Found] = {}
    wanted = name_key(name).split()
    for known in lexicon.containing(wanted, limit * 20) if wanted else ():
        if family in (None, known.thing[0]) and known.thing not in found and len(found) < limit:
            found[known.thing] = _found(known, lexicon)
    return tuple(found.values())


def show_term(id_: str, folder: str | Path | None = None) -> ShownTerm:
    """Give all that is known of a thing, by our id (`drug:iscalimab`) or a registry's (`doid:12894`).

    Raises:
        NameNotFoundError: nothing is known by that id.

    >>> show_term("mondo:0010030").label_in("en")
    "Sjögren's disease"

    """
    lexicon = load_lexicon(folder)
    family, _, value = id_.partition(":")
    term = lexicon.term(family, value)
    if term is None:
        for each in sorted({kind.family for kind in KINDS.values()}):
            thing = lexicon.thing(each, _our_spelling(id_))
            term = term or lexicon.term(*thing)
    if term is None:
        known = [f"{t.family}:{t.id}" for t in lexicon.terminology.terms]
        raise NameNotFoundError([_not_known(id_, did_you_mean(id_, known))])
    return _with_standing(term, lexicon, folder)


def ground_names(
    names: Iterable[str],
    folder: str | Path | None = None,
    *,
    family: str | None = None,
    decisions: str | Path | None = None,
) -> tuple[Grounding, ...]:
    """Tell which known thing each of some names means.

    Raises:
        InputError: the index cannot be used, or the decisions have problems.

    >>> [found.thing for found in ground_names(["CFZ533", "no such name"])]
    [('drug', 'iscalimab'), None]

    """
    lexicon = load_lexicon(folder)
    decided = decided_names(decisions, lexicon)
    families = () if family is None else (family,)
    return tuple(ground_name(name, families, lexicon, decided) for name in names)


def _with_standing(term: Term, lexicon: Lexicon, folder: str | Path | None) -> ShownTerm:
    known = {field.name: getattr(term, field.name) for field in fields(term)}
    if folder is None or lexicon.terminology.term(term.family, term.id) is not None:
        return ShownTerm(**known)
    with Index.open(folder) as index:
        indexed = index.term(index.curie(term.id) or f"{term.family}:{term.id}")
    if indexed is None or not indexed.is_obsolete:
        return ShownTerm(**known)
    replaced_by = lexicon.thing(term.family, indexed.replaced_by) if indexed.replaced_by else None
    return ShownTerm(**known, is_obsolete=True, replaced_by=replaced_by)


def _found(known: KnownName, lexicon: Lexicon) -> Found:
    term = lexicon.term(*known.thing)
    label = term.label_in("en") if term is not None else known.text
    return Found(thing=known.thing, name=known.text, label=label, source=known.source)


def _our_spelling(curie: str) -> str:
    scheme, _, value = curie.partition(":")
    return f"{scheme.lower()}:{value}"


def _not_known(id_: str, hint: Bilingual | None) -> Problem:
    return Problem(
        code="unknown-term",
        severity="violation",
        location=Location(file=id_),
        message=Bilingual(en=f"no terminology has `{id_}`", fr=f"aucune terminologie n’a `{id_}`"),
        hint=hint
        or Bilingual(
            en="`trialgraph terms search NAME` finds ids by names; --terms DIR adds imported terminologies",
            fr="`trialgraph terms search NOM` trouve les ids ; --terms DIR ajoute celles importées",
        ),
    )
