"""The writers of a run's letters and documents, whatever the settings are by now."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import polars as pl

from briefs.alarms import urgent_letter
from briefs.content import briefs_of, due
from briefs.mail import Letter
from briefs.mail_parts import Desk
from briefs.office import BriefDocuments, Office
from briefs.render import writers_of_all
from briefs.weekly import express_letter, weekly_letter
from jobs.configuration import Configuration
from jobs.edition import Edition
from jobs.pen import templates_of
from quality.reorders import Reorder
from quality.vocabulary import vocabulary

ATTACHED = frozenset({"stop", "switch", "prepare", "hold", "negotiate", "claim_carrier"})


def office_of(edition: Edition, configuration: Configuration) -> Office:
    """Return the office that writes an edition, whatever the settings are by now."""
    writers = writers_of_all(
        folder=templates_of(configuration),
        vocabulary=vocabulary(edition.defect_types),
        purchase=edition.purchase,
        own=edition.own,
    )
    return Office(language=edition.language, writers=writers)


def documents_of(
    office: Office, edition: Edition, reorders: Iterable[Reorder]
) -> tuple[BriefDocuments, ...]:
    """Return every document about these reorders, the most pressing brief first."""
    as_of = edition.findings.as_of
    return tuple(office.documents(brief, as_of=as_of) for brief in briefs_of(reorders))


def notes_of(documents: Iterable[BriefDocuments]) -> tuple[str, ...]:
    """Return what could not be drawn in these documents, each once."""
    return tuple(dict.fromkeys(line for made in documents for line in made.warnings))


def desk_of(office: Office, documents: Iterable[BriefDocuments]) -> Desk:
    """Return what a mail is written from; briefs with something to settle are attached."""
    return office.desk(tuple(made for made in documents if made.brief.decision in ATTACHED))


def mailed(edition: Edition) -> tuple[Reorder, ...]:
    """Return the reorders that the weekly mail shows at most."""
    return due(edition.findings, longest=edition.context.max_reorders)


def express(edition: Edition) -> tuple[Reorder, ...]:
    """Return the reorders that are due before the next weekly mail."""
    return tuple(reorder for reorder in edition.findings.reorders if reorder.express)


def urgent(desk: Desk, edition: Edition) -> Letter | None:
    """Return the letter about what cannot wait for the morning; None where nothing is urgent."""
    findings = edition.findings
    overdue = findings.reviews.filter(pl.col("contact_overdue").fill_null(value=False))
    bare = replace(desk, attachments=())
    return urgent_letter(bare, replace(findings, reviews=overdue), edition.context)


def letters_of(desk: Desk, edition: Edition) -> Mapping[str, Letter]:
    """Return the letters that an edition gives, whether they were sent or not."""
    findings, context, hurried = edition.findings, edition.context, express(edition)
    found = {
        "weekly": weekly_letter(desk, findings, context),
        "express": express_letter(desk, findings, context, hurried) if hurried else None,
        "urgent": urgent(desk, edition),
    }
    return {kind: letter for kind, letter in found.items() if letter is not None}
