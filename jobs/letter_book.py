"""The letters in the ledger: their bytes, and one row a recipient that says how far it got."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, insert, or_, select, update

from jobs import tables
from jobs.book import Book
from jobs.database import insert_new, iso, moment

UNFINISHED = ("planned", "sending", "unknown")
TROUBLED = ("unknown", "refused", "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One delivery that may be made, with the bytes to send."""

    key: str
    recipient: str
    sender: str | None  # envelope sender where it is not the usual one
    eml: bytes
    state: str  # planned | unknown
    attempts: int
    unclear: int
    planned_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How far one letter got on its way to one recipient."""

    key: str
    kind: str
    subject: str
    recipient: str
    state: str
    attempts: int
    code: int | None
    reply: str | None
    changed_at: datetime
    next_try_at: datetime | None


class LetterBook(Book):
    """Letters of one spreadsheet."""

    def add_letter(
        self, brief: Mapping[str, Any], recipients: Sequence[str], *, now: datetime
    ) -> bool:
        """Write a letter and its deliveries at once; False when its key is already there."""
        fixed = {
            "spreadsheet": self.spreadsheet,
            "key": brief["key"],
            "state": "planned",
            "attempts": 0,
            "unclear": 0,
            "planned_at": iso(now),
            "changed_at": iso(now),
        }
        rows = [{**fixed, "recipient": recipient} for recipient in dict.fromkeys(recipients)]
        row = {**brief, "spreadsheet": self.spreadsheet, "created_at": iso(now)}
        with self.writing() as connection:
            if not insert_new(connection, tables.brief, row):
                return False
            if rows:
                connection.execute(insert(tables.delivery), rows)
        return True

    def letter(self, key: str) -> Mapping[str, Any] | None:
        """Return what is known of a letter, by its key or the beginning of it.

        Raises:
            ValueError: If several letters begin so.
        """
        table = tables.brief
        begins = and_(self._mine(table), table.c.key.startswith(key, autoescape=True))
        with self.reading() as connection:
            found = connection.execute(select(table).where(begins)).mappings().all()
        exact = [row for row in found if row["key"] == key] or found
        if len(exact) > 1:
            msg = f"several letters begin with {key!r}: write more of the key"
            raise ValueError(msg)
        return {str(name): value for name, value in exact[0].items()} if exact else None

    def waiting(
        self, now: datetime, *, most_unclear: int, only: Collection[str] | None = None
    ) -> tuple[Waiting, ...]:
        """Return the deliveries that may be made now, in the order of their letters.

        Args:
            now: This moment; those that were told to come later are left out until then.
            most_unclear: An unknown delivery is among them while it was unclear less often.
            only: Keys of letters; None: all.
        """
        delivery, brief = tables.delivery, tables.brief
        planned = and_(
            delivery.c.state == "planned",
            or_(delivery.c.next_try_at.is_(None), delivery.c.next_try_at <= iso(now)),
        )
        unclear = and_(delivery.c.state == "unknown", delivery.c.unclear < most_unclear)
        wanted = and_(self._mine(delivery), or_(planned, unclear), brief.c.eml.is_not(None))
        if only is not None:
            wanted = and_(wanted, delivery.c.key.in_(only))
        query = (
            select(delivery, brief.c.eml, brief.c.sender)
            .join(brief, _same_letter())
            .where(wanted)
            .order_by(brief.c.created_at, delivery.c.key, delivery.c.recipient)
        )
        with self.reading() as connection:
            return tuple(_waiting(row) for row in connection.execute(query).mappings())

    def settle_delivery(self, key: str, recipient: str, *, now: datetime, **values: object) -> None:
        """Note how far a delivery got."""
        table = tables.delivery
        this = and_(self._mine(table), table.c.key == key, table.c.recipient == recipient)
        change = update(table).where(this).values(changed_at=iso(now), **values)
        with self.writing() as connection:
            connection.execute(change)

    def abandon_sending(self, *, now: datetime) -> int:
        """Turn what a dead process left `sending` into `unknown`; return how many there were."""
        table = tables.delivery
        left = and_(self._mine(table), table.c.state == "sending")
        values = {"state": "unknown", "unclear": table.c.unclear + 1, "changed_at": iso(now)}
        with self.writing() as connection:
            return connection.execute(update(table).where(left).values(values)).rowcount

    def plan_again(self, key: str, *, now: datetime) -> int:
        """Plan the troubled deliveries of a letter anew; return how many there were."""
        table, brief = tables.delivery, tables.brief
        there = select(brief.c.key).where(self._mine(brief), brief.c.eml.is_not(None))
        wanted = and_(
            self._mine(table),
            table.c.key == key,
            table.c.state.in_(TROUBLED),
            table.c.key.in_(there),
        )
        fresh = {
            "state": "planned",
            "attempts": 0,
            "unclear": 0,
            "next_try_at": None,
            "planned_at": iso(now),
            "changed_at": iso(now),
        }
        with self.writing() as connection:
            return connection.execute(update(table).where(wanted).values(fresh)).rowcount

    def deliveries(
        self, states: Collection[str], *, since: datetime | None = None
    ) -> tuple[Delivery, ...]:
        """Return the deliveries in some states, oldest first, that changed since a moment."""
        delivery, brief = tables.delivery, tables.brief
        wanted = and_(self._mine(delivery), delivery.c.state.in_(states))
        if since is not None:
            wanted = and_(wanted, delivery.c.changed_at >= iso(since))
        query = (
            select(delivery, brief.c.kind, brief.c.subject)
            .join(brief, _same_letter())
            .where(wanted)
            .order_by(delivery.c.changed_at, delivery.c.key, delivery.c.recipient)
        )
        with self.reading() as connection:
            return tuple(_delivery(row) for row in connection.execute(query).mappings())

    def unfinished(self) -> Mapping[str, int]:
        """Return how many deliveries are in each state that is not final."""
        table = tables.delivery
        query = select(table.c.state).where(self._mine(table), table.c.state.in_(UNFINISHED))
        with self.reading() as connection:
            return Counter(row.state for row in connection.execute(query))

    def _mine(self, table: Any) -> ColumnElement[bool]:  # noqa: ANN401
        mine: ColumnElement[bool] = table.c.spreadsheet == self.spreadsheet
        return mine


def _same_letter() -> ColumnElement[bool]:
    brief, delivery = tables.brief, tables.delivery
    return and_(brief.c.key == delivery.c.key, brief.c.spreadsheet == delivery.c.spreadsheet)


def _waiting(row: Mapping[Any, Any]) -> Waiting:
    return Waiting(
        key=row["key"],
        recipient=row["recipient"],
        sender=row["sender"],
        eml=row["eml"],
        state=row["state"],
        attempts=row["attempts"],
        unclear=row["unclear"],
        planned_at=moment(row["planned_at"]),
    )


def _delivery(row: Mapping[Any, Any]) -> Delivery:
    later = row["next_try_at"]
    return Delivery(
        key=row["key"],
        kind=row["kind"],
        subject=row["subject"],
        recipient=row["recipient"],
        state=row["state"],
        attempts=row["attempts"],
        code=row["code"],
        reply=row["reply"],
        changed_at=moment(row["changed_at"]),
        next_try_at=None if later is None else moment(later),
    )
