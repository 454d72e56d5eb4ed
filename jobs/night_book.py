"""What the ledger carries from night to night: tabs, what was read of them, issues, history."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select

from jobs import tables
from jobs.book import Book
from jobs.database import iso, upsert

_STANDING = ("status", "nonconforming", "units")  # what of a SKU is told from night to night


class NightBook(Book):
    """States of one spreadsheet."""

    def known_tabs(self) -> Mapping[str, str]:
        """Return the tab id of each input and output tab that was remembered, by its name."""
        table = tables.known_tab
        query = select(table.c.name, table.c.tab_id).where(table.c.spreadsheet == self.spreadsheet)
        with self.reading() as connection:
            return {row.name: row.tab_id for row in connection.execute(query)}

    def remember_tabs(self, mapping: Mapping[str, str]) -> None:
        """Note which tab id each of these tabs has; those not named keep theirs."""
        known = self.known_tabs()
        new = {name: tab_id for name, tab_id in mapping.items() if known.get(name) != tab_id}
        if not new:
            return
        with self.writing() as connection:
            for name, tab_id in new.items():
                row = {"spreadsheet": self.spreadsheet, "name": name, "tab_id": tab_id}
                upsert(connection, tables.known_tab, row)

    def sources(self) -> Mapping[str, Mapping[str, Any]]:
        """Return what was last read of each input tab: rows, sha256, title, run_id."""
        query = select(tables.source).where(tables.source.c.spreadsheet == self.spreadsheet)
        with self.reading() as connection:
            return {row["tab"]: dict(row) for row in connection.execute(query).mappings()}

    def remember_sources(
        self, rows: Sequence[Mapping[str, Any]], *, run_id: str, now: datetime
    ) -> None:
        """Note what was read: rows with `tab`, `title`, `rows` and `sha256`."""
        fixed = {"spreadsheet": self.spreadsheet, "run_id": run_id, "read_at": iso(now)}
        with self.writing() as connection:
            for row in rows:
                upsert(connection, tables.source, {**fixed, **row})

    def standing(self) -> str | None:
        """Return what the last nightly run left behind; None: something was written since."""
        query = select(tables.meta.c.value).where(tables.meta.c.key == self._standing)
        with self.reading() as connection:
            value = connection.execute(query).scalar()
        return value or None

    def remember_standing(self, value: str) -> None:
        """Keep what a nightly run leaves behind; blank: forget it."""
        with self.writing() as connection:
            upsert(connection, tables.meta, {"key": self._standing, "value": value})

    @property
    def _standing(self) -> str:
        return f"standing:{self.spreadsheet}"

    def first_seen(self, keys: Sequence[str], *, on: date, keep: bool = True) -> Mapping[str, date]:
        """Return the day each issue was first seen.

        Args:
            keys: All issues of a run.
            on: The day of the run; new issues are seen on it.
            keep: Note the new ones and forget the ones that are gone; False: only look.
        """
        known = self.issue_days()
        if keep:
            self._note_issues(known, keys, on)
        return {key: date.fromisoformat(known.get(key, on.isoformat())) for key in keys}

    def issue_days(self) -> Mapping[str, str]:
        """Return the day on which each issue that is told was first seen."""
        table = tables.issue_state
        query = select(table.c.key, table.c.first_seen_on).where(
            table.c.spreadsheet == self.spreadsheet
        )
        with self.reading() as connection:
            return {row.key: row.first_seen_on for row in connection.execute(query)}

    def _note_issues(self, known: Mapping[str, str], keys: Sequence[str], on: date) -> None:
        table = tables.issue_state
        mine = table.c.spreadsheet == self.spreadsheet
        fixed = {"spreadsheet": self.spreadsheet, "first_seen_on": on.isoformat()}
        new = [key for key in dict.fromkeys(keys) if key not in known]
        gone = set(known) - set(keys)
        if not (new or gone):
            return
        with self.writing() as connection:
            if new:
                connection.execute(insert(table), [{**fixed, "key": key} for key in new])
            for key in gone:
                connection.execute(delete(table).where(mine, table.c.key == key))

    def save_history(self, night: date, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep how each SKU stands this night, where it stands otherwise than the night before.

        A second run of the same night replaces what the first one kept.
        """
        table = tables.history
        fixed = {"spreadsheet": self.spreadsheet, "night": night.isoformat()}
        same_night = [table.c[name] == value for name, value in fixed.items()]
        with self.writing() as connection:
            connection.execute(delete(table).where(*same_night))
            before = self._latest(connection, night)
            new = [row for row in rows if before.get(row["sku"]) != _standing(row)]
            if new:
                connection.execute(insert(table), [{**fixed, **row} for row in new])

    def _latest(self, connection: Connection, night: date) -> Mapping[str, tuple[Any, ...]]:
        """Return how each SKU stood last before a night."""
        table = tables.history
        mine = and_(table.c.spreadsheet == self.spreadsheet, table.c.night < night.isoformat())
        last = select(table.c.sku, func.max(table.c.night).label("night")).where(mine)
        last_nights = last.group_by(table.c.sku).subquery()
        same = and_(table.c.sku == last_nights.c.sku, table.c.night == last_nights.c.night)
        query = select(table.c.sku, *(table.c[name] for name in _STANDING))
        found = connection.execute(query.join(last_nights, same).where(mine))
        return {sku: tuple(standing) for sku, *standing in found}


def _standing(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(map(row.get, _STANDING))
