"""The ledger as a file: copied, checked, migrated."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from jobs import tables
from jobs.exits import Exit
from jobs.ledger import LedgerError, open_ledger
from jobs.migrations import FormError, bring_up_to_date, form_of
from jobs.state import file_system, state_backup, state_check
from tests.jobs.around import Clock, surroundings
from tests.jobs.test_outcomes import planned

FORMS = Path(__file__).parent.parent / "data/ledgers"
HERE = tables.VERSION


@pytest.fixture
def around(tmp_path):
    made = surroundings(tmp_path, clock=Clock())
    yield made
    made.ledger.close()


def test_a_copy_is_whole_private_and_named_by_its_moment(around, tmp_path):
    planned(around.ledger, around.clock)

    outcome = state_backup(around)

    target = tmp_path / "state/copies/ledger-2025-06-03-021200.db"
    assert outcome.message.startswith(f"copied: {target} (")
    assert target.stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(target) as copy:
        assert copy.execute("SELECT count(*) FROM delivery").fetchone() == (2,)
    copy.close()


def test_a_copy_never_replaces_a_file(around, tmp_path):
    there = tmp_path / "there.db"
    there.write_text("mine")

    outcome = state_backup(around, there)

    assert (outcome.exit, there.read_text()) == (Exit.USAGE, "mine")


@pytest.mark.full
def test_a_postgresql_ledger_is_copied_by_its_own_tool(tmp_path, postgres_url):
    around = surroundings(tmp_path, url=postgres_url)

    assert "pg_dump" in state_backup(around).message
    assert [check.line for check in state_check(around)] == [f"ledger of form {HERE}"]
    around.ledger.close()


def test_a_sound_ledger_passes_every_check(around):
    checks = state_check(around)

    assert all(check.ok for check in checks)
    assert [check.line.split()[0] for check in checks[:2]] == ["ledger", "ledger"]


def test_a_damaged_ledger_is_found(around, tmp_path):
    for number in range(30):
        planned(around.ledger, around.clock, period=str(number))
    around.ledger.close()
    database = tmp_path / "state/ledger.db"
    with sqlite3.connect(database) as own:
        own.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = own.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'delivery_state'"
        ).fetchone()[0]
    own.close()
    data = bytearray(database.read_bytes())
    data[(page - 1) * 4096 + 8 : (page - 1) * 4096 + 120] = bytes(112)
    database.write_bytes(data)

    [found] = [check for check in state_check(around) if not check.ok]
    assert found.line.startswith("ledger is damaged: ")
    assert found.line.endswith("put a copy of it back")


def test_rows_that_refer_to_nothing_are_found(around):
    with around.ledger.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF").close()
        connection.exec_driver_sql(
            "INSERT INTO delivery VALUES "
            "('a', 'b', 'c', 'sent', 1, 0, '', '', NULL, NULL, NULL, NULL, NULL)"
        )
        connection.exec_driver_sql("PRAGMA foreign_keys=ON").close()
        connection.exec_driver_sql("BEGIN")

    assert "rows that refer to nothing: 1" in " ".join(check.line for check in state_check(around))


def test_a_ledger_that_others_can_read_is_found(around, tmp_path):
    (tmp_path / "state").chmod(0o755)

    [found] = [check for check in state_check(around) if not check.ok]
    assert found.line == (
        f"{tmp_path / 'state'} has mode 755: others can read it; chmod 700 {tmp_path / 'state'}"
    )


def test_a_network_disk_is_found(tmp_path, around):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {tmp_path} nfs4 rw 0 0\n")

    [found] = [check for check in state_check(around, mounts=mounts) if not check.ok]
    assert "SQLite must not lie on a network disk" in found.line


def test_the_file_system_is_that_of_the_nearest_mount(tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {tmp_path} nfs4 rw 0 0\n")

    assert file_system(tmp_path / "ledger.db", mounts) == "nfs4"
    assert file_system(Path("/etc/passwd"), mounts) == "ext4"
    assert file_system(tmp_path, tmp_path / "none") == ""


def schema(engine):
    """Tables with their columns, keys and indexes."""
    found = inspect(engine)
    return {
        name: (
            [
                (column["name"], str(column["type"]), column["nullable"])
                for column in found.get_columns(name)
            ],
            found.get_pk_constraint(name)["constrained_columns"],
            sorted(index["name"] for index in found.get_indexes(name)),
        )
        for name in found.get_table_names()
    }


@pytest.mark.parametrize("dump", sorted(FORMS.glob("*.sql")), ids=lambda path: path.stem)
def test_a_ledger_of_every_released_form_is_brought_up_to_date(tmp_path, dump):
    """Filled ledgers of all forms stand in tests/data/ledgers."""
    old, fresh = tmp_path / "old.db", f"sqlite:///{tmp_path}/fresh.db"
    with sqlite3.connect(old) as connection:
        connection.executescript(dump.read_text(encoding="utf-8"))
    connection.close()

    ledger, new = (
        open_ledger(url, spreadsheet="quality.xlsx") for url in (f"sqlite:///{old}", fresh)
    )

    assert schema(ledger.engine) == schema(new.engine)
    assert [run.run_id for run in ledger.runs()] == ["r1"]
    assert {each.state for each in ledger.deliveries(["planned", "sent"])} == {"planned", "sent"}
    assert ledger.stored("r1", "backup") == {"sku_summary": b"cells"}
    with ledger.reading() as connection:
        assert form_of(connection) == tables.VERSION
    ledger.close()
    new.close()


def test_the_newest_form_has_its_filled_ledger():
    assert (FORMS / f"{tables.VERSION}.sql").exists()


def add_colour(connection):
    """A step such as a later release may have."""
    connection.execute(text("ALTER TABLE run ADD COLUMN colour TEXT"))


def fail(connection):
    """A step that breaks after it has changed something."""
    connection.execute(text("ALTER TABLE run ADD COLUMN shade TEXT"))
    message = "broken"
    raise RuntimeError(message)


def columns(ledger):
    return {column["name"] for column in inspect(ledger.engine).get_columns("run")}


def test_steps_are_made_one_after_the_other_and_rows_stay(ledger_url):
    ledger = open_ledger(ledger_url, spreadsheet="shop")
    planned(ledger, Clock())

    bring_up_to_date(ledger.engine, version=HERE + 1, steps={HERE: add_colour})

    assert "colour" in columns(ledger)
    assert len(ledger.deliveries(["planned"])) == 2
    with ledger.reading() as connection:
        assert form_of(connection) == HERE + 1
    ledger.close()


def test_a_file_is_copied_aside_before_a_step(tmp_path):
    ledger = open_ledger(f"sqlite:///{tmp_path}/ledger.db", spreadsheet="shop")
    bring_up_to_date(ledger.engine, version=HERE + 1, steps={HERE: add_colour})

    aside = tmp_path / f"ledger.db.form-{HERE}"
    assert aside.stat().st_mode & 0o777 == 0o600
    old = open_ledger(f"sqlite:///{aside}", spreadsheet="shop")
    assert "colour" not in columns(old)
    old.close()
    ledger.close()


def test_a_step_that_breaks_leaves_the_ledger_as_it_was(ledger_url):
    ledger = open_ledger(ledger_url, spreadsheet="shop")

    with pytest.raises(RuntimeError):
        bring_up_to_date(ledger.engine, version=HERE + 2, steps={HERE: add_colour, HERE + 1: fail})

    assert not {"colour", "shade"} & columns(ledger)
    with ledger.reading() as connection:
        assert form_of(connection) == HERE
    ledger.close()


def test_a_form_older_than_any_known_is_refused(ledger_url):
    ledger = open_ledger(ledger_url, spreadsheet="shop")

    with pytest.raises(FormError, match=f"its form {HERE} is older than any"):
        bring_up_to_date(ledger.engine, version=HERE + 2, steps={HERE + 1: add_colour})
    ledger.close()


def test_a_ledger_in_memory_needs_no_copy():
    ledger = open_ledger("sqlite://", spreadsheet="shop")

    bring_up_to_date(ledger.engine, version=HERE + 1, steps={HERE: add_colour})

    assert "colour" in columns(ledger)
    ledger.close()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "is not one like sqlite:///state/ledger.db"),
        ("oracle://x/y", "cannot be opened"),
        ("mariadb+nothing://x/y", "pip install"),
    ],
)
def test_a_url_that_is_of_no_use_is_told(url, said):
    with pytest.raises(LedgerError, match=said):
        open_ledger(url, spreadsheet="shop")
