"""The form of the ledger's tables, and the steps from one form to the next.

A release that changes `jobs/tables.py` raises `tables.VERSION` by one and adds the step from the
form before under that older number: plain statements that do not use `tables`, because those tell
the newest form only. `tests/data/ledgers/<version>.sql` keeps a filled ledger of every released
form, and a test brings each of them up to date. All steps are made in one transaction: a ledger
is of one form or of the other, never between. An SQLite file is copied beside itself first.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import Connection, Engine, inspect, text

from jobs import tables
from jobs.copying import copy_database

Step = Callable[[Connection], None]


def _with_quota(connection: Connection) -> None:
    """Form 2 keeps Google's quota."""
    strict = " STRICT" if connection.dialect.name == "sqlite" else ""
    for name, columns in (
        ("quota", "booked TEXT NOT NULL, PRIMARY KEY (scope, kind)"),
        (
            "spent",
            "minute TEXT NOT NULL, requests INTEGER NOT NULL, PRIMARY KEY (scope, kind, minute)",
        ),
    ):
        both = "scope TEXT NOT NULL, kind TEXT NOT NULL"
        connection.execute(text(f"CREATE TABLE {name} ({both}, {columns}){strict}"))


STEPS: Mapping[int, Step] = MappingProxyType({1: _with_quota})  # from this form to the one after

_SPACE, _OPENING = 0x5242, 0  # advisory lock of PostgreSQL while tables are made


class FormError(Exception):
    """The ledger is of a form that this program does not know."""


def bring_up_to_date(
    engine: Engine, *, version: int = tables.VERSION, steps: Mapping[int, Step] = STEPS
) -> None:
    """Make the tables of a new ledger, or change those of an older one.

    Raises:
        FormError: If a newer program wrote it.
    """
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(
                text("SELECT pg_advisory_xact_lock(:space, :number)"),
                {"space": _SPACE, "number": _OPENING},
            )
        found = form_of(connection)
        if found is None:
            tables.metadata.create_all(connection)
            _note(connection, version)
        elif found > version:
            msg = (
                f"it was written by a newer version of this program (form {found}, here "
                f"{version}): upgrade here too"
            )
            raise FormError(msg)
        elif found < version:
            _copy_aside(engine, found)
            _climb(connection, found, version, steps)


def form_of(connection: Connection) -> int | None:
    """Return the form of the ledger's tables; None: there are none yet."""
    if not inspect(connection).has_table(tables.meta.name):
        return None
    found = connection.execute(text("SELECT value FROM meta WHERE key = 'version'")).scalar()
    return None if found is None else int(found)


def _climb(connection: Connection, found: int, version: int, steps: Mapping[int, Step]) -> None:
    for form in range(found, version):
        step = steps.get(form)
        if step is None:
            msg = f"its form {form} is older than any that this program knows"
            raise FormError(msg)
        step(connection)
    _note(connection, version)


def _note(connection: Connection, version: int) -> None:
    connection.execute(text("DELETE FROM meta WHERE key = 'version'"))
    connection.execute(
        text("INSERT INTO meta (key, value) VALUES ('version', :value)"), {"value": str(version)}
    )


def _copy_aside(engine: Engine, form: int) -> None:
    database = engine.url.database
    if engine.dialect.name != "sqlite" or not database or database == ":memory:":
        return
    copy_database(Path(database), Path(f"{database}.form-{form}"))
