"""Who announces what, when and where it was published, and who worked on it."""

import datetime as dt
from typing import Any

from trialgraph import scalars
from trialgraph.drafting.desk import Desk
from trialgraph.drafting.ids import slug
from trialgraph.extraction.findings import Finding
from trialgraph.model import (
    Affiliation,
    ClinicalTrial,
    Conference,
    Journal,
    Organisation,
    PartialDate,
    Person,
    PressRelease,
    Publication,
)
from trialgraph.problems import Bilingual

_YEAR = 4


def draft_release(desk: Desk) -> None:
    """State what the release says of itself: its title, its date, who issued it."""
    id_, title = desk.document.id, desk.source.title
    dates = desk.found.get("release_date", ())
    partial = any(isinstance(scalars.date(finding.value), scalars.Wrong) for finding in dates)
    if title is not None:
        desk.ledger.add(
            PressRelease,
            id_,
            (title,),
            doubts=("partial-date" if partial else None,),
            title=" ".join(title.quote.split()),
        )
    for finding in dates:
        issued = scalars.date(finding.value)
        if isinstance(issued, dt.date):
            desk.ledger.add(PressRelease, id_, finding.evidence, doubts=(finding.doubt,), issued=issued)
    for finding in desk.found.get("issuer", ()):
        organisation = desk.organisation(finding)
        desk.ledger.add(
            PressRelease, id_, finding.evidence, doubts=(finding.doubt,), issued_by=(organisation,)
        )


def draft_publications(desk: Desk) -> None:
    """State where results are published or presented: one publication for each journal.

    What is presented is the first of them, where there is one; a date is that of the first too.
    """
    journals, conferences = desk.found.get("journal", []), desk.found.get("conference", [])
    dates = desk.found.get("publication_date", [])
    year = dates[0].value[:_YEAR] if dates else ""
    ids: list[str] = []
    for finding in journals:
        journal = desk.names.id("journal", finding.value, *finding.also)
        desk.name(Journal, journal, finding)
        words = (journal.removeprefix("the-"), year if not ids else "")
        ids.append(_publication(desk, finding, finding.value, words, published_in=journal))
    for position, finding in enumerate(conferences):
        conference = desk.names.id("conference", finding.value, *finding.also)
        desk.name(Conference, conference, finding)
        if position == 0 and ids:
            desk.ledger.add(
                Publication, ids[0], finding.evidence, doubts=(finding.doubt,), presented_at=conference
            )
        else:
            ids.append(_publication(desk, finding, finding.value, (conference,), presented_at=conference))
    for finding in dates:
        if isinstance(scalars.partial_date(finding.value), scalars.Wrong):
            continue
        if not ids:
            ids.append(_publication(desk, finding, year, (year,), published_on=PartialDate(finding.value)))
        else:
            published = PartialDate(finding.value)
            desk.ledger.add(
                Publication, ids[0], finding.evidence, doubts=(finding.doubt,), published_on=published
            )


def _publication(desk: Desk, finding: Finding, where: str, words: tuple[str, ...], **stated: Any) -> str:
    """State a publication of the results, and that the release reports it; its id says of what and where."""
    of = desk.trials.ids[0] if desk.has_trial else desk.document.id
    id_ = slug("-".join(word for word in (of, *words) if word))
    named = next((found.value for found in desk.found.get("trial_name", ())), None)
    label = (
        Bilingual(en=f"Results of {named}, {where}", fr=f"Résultats de {named}, {where}")
        if named
        else Bilingual(en=f"Results, {where}", fr=f"Résultats, {where}")
    )
    desk.ledger.add(Publication, id_, finding.evidence, label=label, doubts=(finding.doubt,), **stated)
    desk.ledger.add(PressRelease, desk.document.id, finding.evidence, reports=(id_,))
    return id_


def draft_people(desk: Desk) -> None:
    """State who sponsors the trial, which institutions took part, and who worked on it and where."""
    for part in desk.parts("sponsor", shared=True):
        sponsor = desk.organisation(part.finding)
        desk.ledger.add(ClinicalTrial, part.trial, part.spans, doubts=part.doubts, has_sponsor=(sponsor,))
    for finding in desk.found.get("institution", ()):
        institution = desk.organisation(finding)
        if desk.has_trial:
            for part in desk.trials.parts(finding, shared=True):
                desk.ledger.add(
                    Organisation,
                    institution,
                    part.spans,
                    doubts=part.doubts,
                    participated_in=(part.trial,),
                )
    for finding in desk.found.get("person", ()):
        person = desk.names.id("person", finding.value, *finding.also)
        desk.name(Person, person, finding)
        _affiliation(desk, person, finding)


def _affiliation(desk: Desk, person: str, finding: Finding) -> None:
    """State where a person works, where the text prints the name of the organisation that the finding has."""
    if finding.about is None:
        return
    place = desk.passages.mention(finding.about, finding.evidence[0])
    if place is None:
        return
    organisation = desk.names.id("organisation", finding.about)
    desk.ledger.add(Organisation, organisation, (place,), name=place.quote)
    name = f"{finding.value}, {finding.about}"
    desk.ledger.add(
        Affiliation,
        f"{person}.{organisation}",
        (finding.evidence[0], place),
        label=Bilingual(en=name, fr=name),
        doubts=(finding.doubt,),
        of_person=person,
        with_organisation=organisation,
    )
