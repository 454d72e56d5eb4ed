"""What the ledger forgets by age, and what it forgets on request."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Table,
    Update,
    and_,
    delete,
    exists,
    not_,
    or_,
    select,
    update,
)

from jobs import tables
from jobs.database import iso
from jobs.ledger import Ledger
from jobs.letter_book import UNFINISHED
from jobs.post_round import GIVE_UP
from jobs.settings import StateSettings

FORGOTTEN = "forgotten"
_AT_ONCE = 500  # digests in a statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """How much was forgotten."""

    runs: int = 0
    mails: int = 0  # bytes of letters; that they were sent stays known
    addresses: int = 0
    backups: int = 0
    nights: int = 0  # rows of the history

    @property
    def total(self) -> int:
        """Everything together."""
        return self.runs + self.mails + self.addresses + self.backups + self.nights


@dataclass(frozen=True, slots=True, kw_only=True)
class Ages:
    """How old each kind of thing may grow."""

    runs: timedelta  # runs, slots, history, and that a letter was sent
    mails: timedelta  # bytes of letters, addresses, findings
    backups: timedelta


def retain(ledger: Ledger, state: StateSettings, *, now: datetime) -> Purged:
    """Forget what is older than the configuration keeps."""
    ages = Ages(
        runs=timedelta(days=state.keep_days),
        mails=timedelta(days=state.mails_keep_days),
        backups=timedelta(days=state.backups_keep_days),
    )
    return forget(ledger, ages, now=now)


def forget_before(ledger: Ledger, *, days: int, now: datetime) -> Purged:
    """Forget on request: stored mails, addresses, findings and backups of before so many days.

    Order references stand in mails, findings and backups only, so that they go with these. What
    is still to be sent is kept, and that something was sent stays known, so that nothing is sent
    again.

    Args:
        ledger: Where.
        days: 0 or more; 0: everything up to now.
        now: This moment.
    """
    age = timedelta(days=days)
    return forget(ledger, Ages(runs=timedelta(days=100 * 365), mails=age, backups=age), now=now)


def forget(ledger: Ledger, ages: Ages, *, now: datetime) -> Purged:
    """Forget what is older than these ages, in one transaction."""
    with ledger.writing() as connection:
        eraser = _Eraser(connection=connection, spreadsheet=ledger.spreadsheet, now=now)
        return Purged(
            addresses=eraser.addresses(now - ages.mails),
            mails=eraser.mails(now - ages.mails),
            backups=eraser.blobs(backups=now - ages.backups, findings=now - ages.mails),
            nights=eraser.history(now - ages.runs),
            runs=eraser.runs(now - ages.runs),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Eraser:
    """Forgets one kind of thing after the other."""

    connection: Connection
    spreadsheet: str
    now: datetime

    def addresses(self, before: datetime) -> int:
        """Take the recipients, and what servers said of them, out of what is settled."""
        brief, delivery = tables.brief, tables.delivery
        known = (
            select(delivery.c.key, delivery.c.recipient)
            .join(
                brief,
                and_(brief.c.spreadsheet == delivery.c.spreadsheet, brief.c.key == delivery.c.key),
            )
            .where(self._old_letters(before), delivery.c.recipient.not_like(f"{FORGOTTEN} %"))
            .order_by(delivery.c.key, delivery.c.recipient)
        )
        found = self.connection.execute(known).all()
        for number, row in enumerate(found):
            this = and_(
                self._mine(delivery),
                delivery.c.key == row.key,
                delivery.c.recipient == row.recipient,
            )
            blank = {"recipient": f"{FORGOTTEN} {iso(self.now)} {number}", "reply": None}
            self.connection.execute(update(delivery).where(this).values(**blank))
        alert, run = tables.alert, tables.run
        old_alerts = and_(self._mine(alert), alert.c.last_sent_at < iso(before))
        old_runs = and_(self._mine(run), run.c.started_at < iso(before))
        self.connection.execute(delete(alert).where(old_alerts))
        self.connection.execute(update(run).where(old_runs).values(error=None))
        return len(found)

    def mails(self, before: datetime) -> int:
        """Take the bytes out of what is settled; that it was sent stays known."""
        brief = tables.brief
        stored = and_(self._old_letters(before), brief.c.eml.is_not(None))
        return self._count(update(brief).where(stored).values(eml=None))

    def blobs(self, *, backups: datetime, findings: datetime) -> int:
        """Delete backups and findings, and the bytes that nothing refers to any more."""
        blob = tables.blob
        old = or_(
            and_(blob.c.kind == "backup", blob.c.created_at < iso(backups)),
            and_(blob.c.kind != "backup", blob.c.created_at < iso(findings)),
        )
        count = self._count(delete(blob).where(self._mine(blob), old))
        if count:
            self._unused()
        return count

    def _unused(self) -> None:
        """Delete the bytes that nothing refers to.

        They are locked first, and looked at once more after that: a run of another team that
        holds them, or that referred to them meanwhile, keeps them.
        """
        blob, content = tables.blob, tables.content
        used = exists(
            select(blob.c.run_id).where(blob.c.sha256 == content.c.sha256).correlate(content)
        )
        free = select(content.c.sha256).where(not_(used)).order_by(content.c.sha256)
        locked = self.connection.execute(free.with_for_update(skip_locked=True)).scalars().all()
        for start in range(0, len(locked), _AT_ONCE):
            some = content.c.sha256.in_(locked[start : start + _AT_ONCE])
            self._count(delete(content).where(some, not_(used)))

    def history(self, before: datetime) -> int:
        """Delete slots, and nights but the last one of each SKU: it still stands so."""
        history, slot, later = tables.history, tables.slot, tables.history.alias("later")
        day = before.date().isoformat()
        self._count(delete(slot).where(self._mine(slot), slot.c.slot < day))
        newer = exists(
            select(later.c.sku)
            .where(
                later.c.spreadsheet == history.c.spreadsheet,
                later.c.sku == history.c.sku,
                later.c.night > history.c.night,
            )
            .correlate(history)
        )
        old = and_(self._mine(history), history.c.night < day, newer)
        return self._count(delete(history).where(old))

    def runs(self, before: datetime) -> int:
        """Delete runs, and that letters were sent so long ago."""
        brief, delivery, run = tables.brief, tables.delivery, tables.run
        old = and_(self._mine(brief), brief.c.created_at < iso(before))
        keys = select(brief.c.key).where(old)
        self._count(delete(delivery).where(self._mine(delivery), delivery.c.key.in_(keys)))
        self._count(delete(brief).where(old))
        self._count(delete(tables.spent).where(tables.spent.c.minute < iso(before)[:16]))
        return self._count(delete(run).where(self._mine(run), run.c.started_at < iso(before)))

    def _old_letters(self, before: datetime) -> ColumnElement[bool]:
        brief, own = tables.brief, tables.delivery.alias("own")
        under_way = exists(
            select(own.c.key)
            .where(
                own.c.spreadsheet == brief.c.spreadsheet,
                own.c.key == brief.c.key,
                own.c.state.in_(UNFINISHED),
            )
            .correlate(brief)
        )
        given_up = brief.c.created_at < iso(self.now - 2 * GIVE_UP)
        old = and_(self._mine(brief), brief.c.created_at < iso(before))
        return and_(old, or_(not_(under_way), given_up))

    def _mine(self, table: Table) -> ColumnElement[bool]:
        mine: ColumnElement[bool] = table.c.spreadsheet == self.spreadsheet
        return mine

    def _count(self, statement: Delete | Update) -> int:
        return self.connection.execute(statement).rowcount
