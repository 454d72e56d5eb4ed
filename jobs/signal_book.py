"""What the ledger remembers of each signal from night to night."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, select, update

from jobs import tables
from jobs.book import Book
from jobs.database import upsert

if TYPE_CHECKING:
    import polars as pl

_Row = tuple[Any, ...]  # as stored, in the order of _NAMES

_TABLE = tables.signal_state
_NAMES = ("key", "opened_on", "last_seen_on", "open", "quiet_nights", "units_at_close")


class SignalBook(Book):
    """Signals of one spreadsheet."""

    def signal_states(self) -> "pl.DataFrame":
        """Return what is remembered of each signal, as the study takes it."""
        import polars as pl

        from quality.records import SIGNAL_STATES

        with self.reading() as connection:
            rows = list(self._stored_signals(connection).values())
        texts = {name: pl.String() for name in _NAMES[:3]}
        numbers = {name: pl.Int64() for name in _NAMES[3:]}
        stored = pl.DataFrame(rows, schema={**texts, **numbers}, orient="row")
        days = pl.col("opened_on", "last_seen_on").str.to_date()
        return stored.with_columns(days).cast(pl.Schema(SIGNAL_STATES))

    def save_signal_states(self, states: "pl.DataFrame") -> None:
        """Replace what is remembered of the signals.

        From night to night hardly any of it changes, but for the day on which all were seen.
        """
        rows = _rows(states)
        seen = max((row[2] for row in rows.values()), default=None)
        with self.writing() as connection:
            if seen is not None:
                connection.execute(update(_TABLE).where(self._my_signals).values(last_seen_on=seen))
            known = self._stored_signals(connection)
            new = {key: row for key, row in rows.items() if known.get(key) != row}
            self._forget_signals(connection, known.keys() - (rows.keys() - new.keys()))
            self._add_signals(connection, new.values())
            digest = hashlib.sha256(msgspec.json.encode(sorted(rows.values()))).hexdigest()
            upsert(connection, tables.meta, {"key": self._digest, "value": digest})

    def signals_digest(self) -> str:
        """Return what tells the states that were last saved from others; blank: none were."""
        query = select(tables.meta.c.value).where(tables.meta.c.key == self._digest)
        with self.reading() as connection:
            return connection.execute(query).scalar() or ""

    def _stored_signals(self, connection: Connection) -> Mapping[str, _Row]:
        query = select(*(_TABLE.c[name] for name in _NAMES)).where(self._my_signals)
        return {row[0]: tuple(row) for row in connection.execute(query).all()}

    def _forget_signals(self, connection: Connection, keys: Iterable[str]) -> None:
        gone = [{"gone": key} for key in keys]
        if gone:
            this = _TABLE.c.key == bindparam("gone")
            connection.execute(delete(_TABLE).where(self._my_signals, this), gone)

    def _add_signals(self, connection: Connection, rows: Iterable[_Row]) -> None:
        fixed = {"spreadsheet": self.spreadsheet}
        added = [{**fixed, **dict(zip(_NAMES, row, strict=True))} for row in rows]
        if added:
            connection.execute(insert(_TABLE), added)

    @property
    def _digest(self) -> str:
        return f"signals:{self.spreadsheet}"

    @property
    def _my_signals(self) -> ColumnElement[bool]:
        mine: ColumnElement[bool] = _TABLE.c.spreadsheet == self.spreadsheet
        return mine


def _rows(states: "pl.DataFrame") -> Mapping[str, _Row]:
    """Return the rows as they are stored, by key: days as texts, ticks as numbers."""
    import polars as pl

    days, tick = pl.col("opened_on", "last_seen_on"), pl.col("open")
    stored = states.select(_NAMES).with_columns(days.dt.to_string(), tick.cast(pl.Int64))
    return {row[0]: row for row in stored.iter_rows()}
