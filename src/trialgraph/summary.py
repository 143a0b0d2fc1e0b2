"""What a build gave, in a few lines that a person enjoys reading."""

from collections.abc import Sequence

from trialgraph.model import PressRelease
from trialgraph.pipeline import Build, Processed
from trialgraph.problems import Bilingual
from trialgraph.rdf import fact_iri
from trialgraph.reports import count_text

_WIDEST_TITLE = 60


def build_summary(build: Build, outputs: Sequence[str], language: str) -> str:
    """Tell what was read, what the graph holds, what validation found and what was written."""
    quotes = {
        (processed.source, evidence.start, evidence.end)
        for processed in build.processed
        for fact in processed.file.facts
        for evidence in fact.evidence
    }
    things = {fact_iri(fact) for fact in build.facts}
    rows = [
        (Bilingual(en="read", fr="lu"), _documents(build.processed, language)),
        (
            Bilingual(en="facts", fr="faits"),
            Bilingual(
                en=f"{len(build.facts)} facts about {len(things)} things, stated by {len(quotes)} quotes",
                fr=f"{len(build.facts)} faits sur {len(things)} choses, énoncés par {len(quotes)} citations",
            ).in_language(language),
        ),
    ]
    if build.complete:
        triples, quads = _number(len(build.graph), language), _number(len(build.dataset), language)
        rows.append(
            (
                Bilingual(en="graph", fr="graphe"),
                Bilingual(
                    en=f"{triples} triples; {quads} with claims, quotes and provenance",
                    fr=f"{triples} triplets ; {quads} avec assertions, citations et provenance",
                ).in_language(language),
            )
        )
    found = count_text(build.checked.problems, language)
    checked = _number(sum(build.checked.focus_nodes.values()), language)
    rows.append(
        (
            Bilingual(en="checked", fr="vérifié"),
            Bilingual(
                en=f"{checked} focus nodes: {found}", fr=f"{checked} nœuds vérifiés : {found}"
            ).in_language(language),
        )
    )
    if outputs:
        rows.append((Bilingual(en="wrote", fr="écrit"), ", ".join(outputs)))
    return "".join(f"{name.in_language(language):<8} {text}\n" for name, text in rows)


def _documents(processed: Sequence[Processed], language: str) -> str:
    """Name one document by title and date; count several."""
    if len(processed) != 1:
        return Bilingual(en=f"{len(processed)} documents", fr=f"{len(processed)} documents").in_language(
            language
        )
    releases = [fact for fact in processed[0].file.facts if isinstance(fact, PressRelease)]
    title = next((fact.title for fact in releases if fact.title), processed[0].source)
    issued = next((fact.issued.isoformat() for fact in releases if fact.issued), None)
    shown = title if len(title) <= _WIDEST_TITLE else f"{title[: _WIDEST_TITLE - 1]}…"
    return f"« {shown} », {issued}" if issued else f"« {shown} »"


def _number(value: int, language: str) -> str:
    r"""Write a number with the thousands apart, as the language does.

    >>> _number(12345, "en"), _number(12345, "fr")
    ('12,345', '12\u202f345')
    """
    return f"{value:,}".replace(",", "\u202f") if language == "fr" else f"{value:,}"
