"""The slots in the ledger: who may make which run, decided by one row and never by the caller."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, update

from jobs import tables
from jobs.book import Book
from jobs.database import insert_new, iso, moment
from jobs.due import SlotRow


class SlotBook(Book):
    """Slots of one spreadsheet."""

    def slot_rows(self, job: str, *, since: str) -> Mapping[str, SlotRow]:
        """Return what is known of a job's slots from a wall time on, by key."""
        table = tables.slot
        query = select(table).where(
            table.c.spreadsheet == self.spreadsheet, table.c.job == job, table.c.slot >= since
        )
        with self.reading() as connection:
            return {
                row["slot"]: SlotRow(
                    state=row["state"],
                    attempts=row["attempts"],
                    next_try_at=None if row["next_try_at"] is None else moment(row["next_try_at"]),
                )
                for row in connection.execute(query).mappings()
            }

    def claim(self, job: str, key: str, *, seen: SlotRow | None, run_id: str) -> bool:
        """Take a slot for a run; False when somebody else took it since it was looked at.

        Args:
            job: The job.
            key: The slot's wall time.
            seen: What `slot_rows` said of it; None: nothing.
            run_id: The run that is about to begin.
        """
        attempts = 1 if seen is None else seen.attempts + 1
        taken = {"state": "running", "attempts": attempts, "next_try_at": None, "run_id": run_id}
        table = tables.slot
        with self.writing() as connection:
            if seen is None:
                return insert_new(connection, table, {**self._id(job, key), **taken})
            unchanged = and_(table.c.state == seen.state, table.c.attempts == seen.attempts)
            change = update(table).where(self._is(job, key), unchanged).values(**taken)
            return connection.execute(change).rowcount == 1

    def settle_slot(
        self,
        job: str,
        key: str,
        *,
        state: str,
        next_try_at: datetime | None = None,
        forgive: bool = False,
    ) -> None:
        """Note what became of a slot.

        Args:
            job: The job.
            key: The slot's wall time.
            state: done, failed or due.
            next_try_at: When a failed one is tried again.
            forgive: The attempt does not count, as when we were asked to stop.
        """
        table = tables.slot
        values: dict[str, object] = {"state": state, "next_try_at": None}
        if next_try_at is not None:
            values["next_try_at"] = iso(next_try_at)
        if forgive:
            values["attempts"] = table.c.attempts - 1
        self.note(update(table).where(self._is(job, key)).values(**values))

    def skip_slots(self, job: str, keys: Sequence[str], *, run_id: str) -> tuple[str, ...]:
        """Note slots that will never be made; return those that were not noted before."""
        table = tables.slot
        skipped = {"state": "skipped", "attempts": 0, "run_id": run_id}
        new = []
        with self.writing() as connection:
            for key in keys:
                if insert_new(connection, table, {**self._id(job, key), **skipped}):
                    new.append(key)
                    continue
                given_up = update(table).where(self._is(job, key), table.c.state != "skipped")
                connection.execute(given_up.values(state="skipped", next_try_at=None))
        return tuple(new)

    def _id(self, job: str, key: str) -> dict[str, str]:
        return {"spreadsheet": self.spreadsheet, "job": job, "slot": key}

    def _is(self, job: str, key: str) -> ColumnElement[bool]:
        table = tables.slot
        return and_(
            table.c.spreadsheet == self.spreadsheet, table.c.job == job, table.c.slot == key
        )
