"""One spreadsheet's part of a ledger, open for reading and writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, Update

from jobs.database import READING, persistent


class Book:
    """What is written under the name of one spreadsheet; many share a ledger without mixing."""

    def __init__(self, engine: Engine, spreadsheet: str) -> None:
        self.engine = engine
        self.spreadsheet = spreadsheet

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that holds the write lock from its start."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that sees one moment and keeps no writer waiting."""
        engine = self.engine.execution_options(**{READING: True})
        with engine.begin() as connection:
            yield connection

    def note(self, change: Update) -> None:
        """Make a change that may be made twice; once more where the connection was lost in it."""
        persistent(lambda: self._made(change))

    def _made(self, change: Update) -> None:
        with self.writing() as connection:
            connection.execute(change)

    def close(self) -> None:
        """Give back the connections."""
        self.engine.dispose()
