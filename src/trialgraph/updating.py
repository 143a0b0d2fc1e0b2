"""Extracting again where a fact file has been reviewed: rules bring new drafts, people's decisions stay."""

from dataclasses import dataclass
from pathlib import Path

from trialgraph import announcements, drafts, factfiles, inputs, mending, review, sources, splicing
from trialgraph.announcements import Extraction
from trialgraph.mending import Mended
from trialgraph.problems import Bilingual, InputError, Location, Problem


@dataclass(frozen=True, kw_only=True, slots=True)
class Updated:
    """A fact file with the new drafts in it."""

    text: str
    """The whole file as YAML; as it was where the file holds the facts of another text."""
    update: review.Update


def update(fact_file: str | Path, extraction: Extraction, language: str = "en") -> Updated:
    """Put what rules find now into a fact file that people have worked on; nothing is written.

    Accepted and rejected facts, facts that a person wrote, and comments stay as they are; drafts are
    replaced. What a rule now says against a decision is kept out and told as a problem.

    Args:
        fact_file: the path of the fact file.
        extraction: what rules found in its text.
        language: of the remarks beside doubtful drafts, `en` or `fr`.

    Raises:
        InputError: the fact file is missing, unreadable or has problems of its own.

    """
    data = inputs.read(fact_file)
    file = factfiles.parse(data, str(fact_file))
    done = review.update(
        file, extraction.draft.document, extraction.draft.facts, drafts.remarks(extraction, language)
    )
    return Updated(text=splicing.rewrite(inputs.decode(data, str(fact_file)), file, done), update=done)


def update_summary(updated: Updated) -> Bilingual:
    """Tell in a line what an update kept, added and left out."""
    counts = updated.update.counts
    return Bilingual(
        en=f"{counts.kept} facts kept as people decided; drafts: {counts.added} new, "
        f"{counts.unchanged} unchanged, {counts.removed} gone; {counts.known} found again, "
        f"{counts.rejected} rejected before, "
        f"{counts.conflicts} in conflict with a decision",
        fr=f"{counts.kept} faits gardés comme décidé ; brouillons : {counts.added} nouveaux, "
        f"{counts.unchanged} inchangés, {counts.removed} disparus ; {counts.known} retrouvés, "
        f"{counts.rejected} déjà rejetés, {counts.conflicts} en conflit avec une décision",
    )


def mend(fact_file: str | Path, source: str | Path | None = None) -> Mended:
    """Bring the offsets of a fact file up to date with its text; the file itself is left alone.

    Args:
        fact_file: the path of a fact file.
        source: the path of the text that it quotes; None for the text beside it.

    Raises:
        InputError: a file is missing or unreadable, there is no text beside the fact file, or the fact file
            has problems of its own.

    """
    data = inputs.read(fact_file)
    document = factfiles.parse(data, str(fact_file)).document
    text = source
    if text is None and document is not None:
        text = sources.beside(Path(fact_file), document)
    if text is None:
        raise InputError([_no_text(str(fact_file))])
    language = document.language if document is not None else None
    return mending.mend(data, str(fact_file), announcements.read(text, language=language).text)


def _no_text(fact_file: str) -> Problem:
    return Problem(
        code="no-source",
        severity="violation",
        location=Location(file=fact_file),
        message=Bilingual(
            en="there is no text beside the fact file", fr="il n’y a pas de texte à côté du fichier de faits"
        ),
        hint=Bilingual(en="name it with `--source TEXT`", fr="donnez-le par `--source TEXTE`"),
    )
