"""When the admins were last told of what, so that a lasting failure is not told every tick."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, select, update

from jobs import tables
from jobs.book import Book
from jobs.database import iso, moment, upsert


class AlertBook(Book):
    """Notices of one spreadsheet."""

    def alert(self, kind: str, subject: str, *, now: datetime, every: timedelta) -> int | None:
        """Count an event; return how often it went untold if it is to be told now, else None.

        Args:
            kind: What sort of event: failed, crashed, missed or refused.
            subject: What it is about.
            now: This moment.
            every: At most one notice in this time.
        """
        table, this = tables.alert, self._alert(kind, subject)
        fresh = {"spreadsheet": self.spreadsheet, "kind": kind, "subject": subject}
        with self.writing() as connection:
            row = connection.execute(select(table).where(this)).mappings().first()
            if row is not None and now - moment(row["last_sent_at"]) < every:
                counted = update(table).where(this).values(count=table.c.count + 1)
                connection.execute(counted)
                return None
            upsert(connection, table, {**fresh, "last_sent_at": iso(now), "count": 0})
        return 0 if row is None else row["count"]

    def calm(self, kind: str, subject: str) -> None:
        """Forget what is over: when it comes again, it is told at once."""
        about = tables.alert.c.subject.startswith(subject, autoescape=True)
        mine = tables.alert.c.spreadsheet == self.spreadsheet
        with self.writing() as connection:
            connection.execute(delete(tables.alert).where(mine, tables.alert.c.kind == kind, about))

    def _alert(self, kind: str, subject: str) -> ColumnElement[bool]:
        table = tables.alert
        return and_(
            table.c.spreadsheet == self.spreadsheet,
            table.c.kind == kind,
            table.c.subject == subject,
        )
