"""Which reorders letters have spoken of, so that each is told once and shows when."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from jobs import tables
from jobs.database import moment
from jobs.ledger import Ledger
from jobs.session import Session


def told_reorders(ledger: Ledger) -> Mapping[str, datetime | None]:
    """Return the reorders that some letter spoke of, and when it was first sent, if it was."""
    brief, delivery = tables.brief, tables.delivery
    same = (delivery.c.key == brief.c.key) & (delivery.c.spreadsheet == brief.c.spreadsheet)
    query = (
        select(brief.c.subject_of, delivery.c.sent_at, delivery.c.state)
        .outerjoin(delivery, same)
        .where(brief.c.spreadsheet == ledger.spreadsheet, brief.c.kind != "urgent")
        .order_by(brief.c.created_at)
    )
    told: dict[str, datetime | None] = {}
    with ledger.reading() as connection:
        for row in connection.execute(query):
            at = moment(row.sent_at) if row.state == "sent" else None
            for key in json.loads(row.subject_of):
                told[key] = told.get(key) or at
    return told


def told_at(session: Session) -> Mapping[str, datetime]:
    """Return when reorders were first told, as the team's clock showed it."""
    zone = session.configuration.settings.zone
    return {
        key: at.astimezone(zone).replace(tzinfo=None)
        for key, at in told_reorders(session.ledger).items()
        if at is not None
    }
