"""Terminologies that are tables: HGNC, the DrugBank vocabulary, tables of ids and labels."""

from collections.abc import Iterator
from pathlib import Path

from trialgraph.problems import Location, Problem
from trialgraph.termfiles.curies import FAMILIES, Curies
from trialgraph.termfiles.lines import without_id, without_name
from trialgraph.termfiles.records import About, Entry, Link, Match, Name, Role
from trialgraph.termfiles.rows import Row, rows, values


def read_hgnc(path: Path, curies: Curies) -> Iterator[About | Entry | Problem]:
    """Give the genes of the complete set of HGNC (https://www.genenames.org/download/archive/).

    Its other columns name the gene in other registries, and proteins that it encodes: these are related.
    """
    yield About(title="HGNC complete set", licence="CC0 1.0")
    for row in rows(path, "\t", ("hgnc_id", "symbol", "name"), is_quoted=True):
        if isinstance(row, Problem):
            yield row
            continue
        id_ = row.cells["hgnc_id"]
        curie = curies.checked(id_, Location(file=str(path), line=row.line))
        if isinstance(curie, Problem):
            yield curie
        if not isinstance(curie, str):
            continue
        names = list(_named(row, "symbol", "label", ""))
        names += _named(row, "name", "exact", "en")
        for column in ("alias_symbol", "prev_symbol"):
            names += _named(row, column, "related", "")
        for column in ("alias_name", "prev_name"):
            names += _named(row, column, "related", "en")
        if not row.cells.get("symbol"):
            yield without_name(str(path), row.line, id_)
            continue
        columns = (
            ("entrez_id", "ncbigene", "exact_match"),
            ("ensembl_gene_id", "ensembl", "exact_match"),
            ("uniprot_ids", "uniprot", "related_match"),
        )
        yield Entry(
            id=curie,
            line=row.line,
            family="target",
            names=tuple(names),
            matches=tuple(
                Match(curie=other, mapping=mapping)  # type: ignore[arg-type]  # of the tuple above
                for column, scheme, mapping in columns
                for value in values(row, column, "|")
                if (other := curies.curie(f"{scheme}:{value}"))
            ),
            is_obsolete="withdrawn" in row.cells.get("status", "").lower(),
        )


def read_drugbank(path: Path, curies: Curies) -> Iterator[About | Entry | Problem]:
    """Give the drugs of the DrugBank vocabulary (https://go.drugbank.com/releases/latest#open-data)."""
    yield About(title="DrugBank vocabulary", licence="CC0 1.0")
    for row in rows(path, ",", ("DrugBank ID", "Common name"), is_quoted=True):
        if isinstance(row, Problem):
            yield row
            continue
        place = Location(file=str(path), line=row.line)
        curie = curies.checked(f"drugbank:{row.cells['DrugBank ID']}", place)
        if isinstance(curie, Problem):
            yield curie
        if not isinstance(curie, str):
            continue
        label = row.cells["Common name"]
        if not label:
            yield without_name(str(path), row.line, curie)
            continue
        matches = []
        for column, scheme in (("CAS", "cas"), ("UNII", "unii")):
            value = row.cells.get(column, "")
            other = curies.checked(f"{scheme}:{value}", place) if value else None
            if isinstance(other, Problem):
                yield other
            elif other is not None:
                matches.append(Match(curie=other, mapping="exact_match"))
        synonyms = (name for name in values(row, "Synonyms", " | ") if name != label)
        yield Entry(
            id=curie,
            line=row.line,
            family="drug",
            names=(
                Name(text=label, role="label", language="en"),
                *(Name(text=name, role="exact", language="") for name in synonyms),
            ),
            matches=tuple(matches),
        )


def read_labels(path: Path, curies: Curies) -> Iterator[About | Entry | Problem]:
    """Give the terms of a table with `id` and `label`; parents in `subClassOf` are ids or labels."""
    ids: dict[str, str | None] = {}
    parents: list[tuple[str, list[str]]] = []
    for row in rows(path, "\t", ("id", "label"), is_quoted=True):
        if isinstance(row, Problem):
            yield row
            continue
        id_, label = row.cells["id"], row.cells["label"]
        if not id_:
            yield without_id(str(path), row.line)
            continue
        curie = curies.checked(id_, Location(file=str(path), line=row.line))
        if isinstance(curie, Problem):
            yield curie
        if not isinstance(curie, str):
            continue
        if not label:
            yield without_name(str(path), row.line, id_)
            continue
        # A label of two terms names neither as a parent.
        ids[label] = None if label in ids else curie
        if above := values(row, "subClassOf", "|"):
            parents.append((curie, above))
        yield Entry(
            id=curie,
            line=row.line,
            family=_family(curie),
            names=(Name(text=label, role="label", language="en"),),
        )
    for curie, above in parents:
        found = [ids.get(parent) or (curies.curie(parent) if ":" in parent else None) for parent in above]
        links = tuple(Link(relation="broader", target=parent) for parent in found if parent)
        if links:
            yield Entry(id=curie, line=None, family=_family(curie), links=links)


def _named(row: Row, column: str, role: Role, language: str) -> Iterator[Name]:
    for text in values(row, column, "|"):
        yield Name(text=text, role=role, language=language)


def _family(curie: str) -> str | None:
    return FAMILIES.get(curie.partition(":")[0])
