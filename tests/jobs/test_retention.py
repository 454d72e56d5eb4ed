"""What is forgotten by age and on request, and what never is."""

from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import delete, select, text

from jobs import tables
from jobs.database import upsert
from jobs.ledger import Ledger, open_ledger
from jobs.letters import send_pending
from jobs.outbox import plan
from jobs.retention import forget_before, retain
from jobs.session import Outcome
from jobs.settings import StateSettings
from jobs.state import state_purge
from tests.jobs.around import TUESDAY, Clock, surroundings
from tests.jobs.test_outcomes import BUYER, TEAM, outgoing, planned

STATE = StateSettings()


@pytest.fixture
def around(tmp_path, ledger_url):
    made = surroundings(tmp_path, clock=Clock(), url=ledger_url)
    yield made
    made.ledger.close()


def counted(around, table):
    with around.ledger.reading() as connection:
        return len(connection.execute(select(tables.metadata.tables[table])).all())


def filled(around):
    """A ledger with one of everything."""
    ledger, now = around.ledger, around.clock()
    ledger.begin_run(run_id="r1", job="nightly", now=now, as_of=now.date())
    ledger.finish_run("r1", status="failed", exit_code=65, now=now, error="row of an order")
    ledger.claim("nightly", "2025-06-03T02:10", seen=None, run_id="r1")
    ledger.store("r1", "backup", "sku_summary", b"cells", now=now)
    ledger.store("r1", "findings", "all", b"order refs", now=now)
    for days, status in enumerate(("ok", "signal")):
        ledger.save_history(now.date() + timedelta(days), [{"sku": "MUG", "status": status}])
    ledger.alert("failed", "nightly:data", now=now, every=timedelta(hours=24))
    planned(ledger, around.clock)
    send_pending(around)
    return ledger


def after(around, days):
    return retain(around.ledger, STATE, now=around.clock() + timedelta(days=days))


def test_everything_has_its_age(around):
    filled(around)

    assert after(around, 29).total == 0
    thirty = after(around, 31)
    assert (thirty.backups, thirty.mails) == (1, 0)
    ninety = after(around, 91)
    assert (ninety.mails, ninety.addresses, ninety.backups) == (1, 2, 1)
    assert counted(around, "content") == 0
    assert around.ledger.runs()[0].error is None
    assert counted(around, "alert") == 0
    old = after(around, 402)
    assert (old.runs, old.nights) == (1, 1)
    assert [counted(around, table) for table in ("brief", "delivery", "slot", "run")] == [0] * 4
    assert counted(around, "history") == 1


def test_what_was_sent_stays_known_so_that_it_is_not_sent_again(around):
    filled(around)
    after(around, 91)

    assert not plan(around.ledger, outgoing(), run_id="r2", now=around.clock())
    assert around.ledger.plan_again(outgoing().key, now=around.clock()) == 0


def test_on_request_everything_personal_is_forgotten_at_once(around):
    filled(around)
    around.clock.forward(seconds=1)

    outcome = state_purge(around, days=0)

    assert outcome.message == (
        "forgotten: 1 stored mail, 2 addresses, 2 backups and findings, 0 nights of history, 0 runs"
    )
    assert state_purge(around, days=0).message.startswith("forgotten: 0 stored mails, 0 addresses")
    with around.ledger.reading() as connection:
        rows = connection.execute(text("SELECT recipient, reply, state FROM delivery")).all()
    assert {row.state for row in rows} == {"sent"}
    assert all(BUYER not in row.recipient and row.reply is None for row in rows)


def test_on_request_nothing_is_left_in_the_file(tmp_path):
    around = surroundings(tmp_path, clock=Clock())
    filled(around)
    around.clock.forward(seconds=1)
    database = tmp_path / "state/ledger.db"

    def holds(word):
        with around.ledger.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").close()
            connection.exec_driver_sql("BEGIN")
        return any(word in path.read_bytes() for path in database.parent.iterdir())

    assert holds(BUYER.encode())
    state_purge(around, days=0)
    assert not holds(BUYER.encode())
    assert not holds(b"Two reorders.")
    around.ledger.close()


def test_a_letter_that_is_still_to_be_sent_is_kept(around):
    planned(around.ledger, around.clock)
    around.clock.forward(seconds=1)

    state_purge(around, days=0)

    assert send_pending(around).message == "letters: 2 sent"


def test_a_letter_that_nobody_will_send_any_more_is_forgotten_too(around):
    planned(around.ledger, around.clock, recipients=(BUYER, TEAM))
    around.clock.forward(days=3)

    assert "1 stored mail, 2 addresses" in state_purge(around, days=0).message


def test_other_teams_of_a_ledger_forget_for_themselves(around, ledger_url):
    from jobs.ledger import open_ledger

    filled(around)
    other = open_ledger(ledger_url, spreadsheet="other")
    other.store("r9", "backup", "a", b"cells", now=around.clock())

    retain(other, STATE, now=around.clock() + timedelta(days=500))

    assert around.ledger.stored("r1", "backup") == {"sku_summary": b"cells"}
    assert counted(around, "run") == 1
    other.close()


def test_by_age_is_the_way_without_a_number_of_days(around):
    filled(around)

    assert state_purge(around).message.startswith("forgotten: 0 stored mails, 0 addresses, 0")


def test_a_run_forgets_by_age(around):
    from jobs.scheduled import run_due

    filled(around)
    around.clock.forward(days=40)
    job = lambda _: Outcome(exit=0, message="")  # noqa: E731

    run_due({"nightly": job, "weekly": job}, around)

    assert around.ledger.backups() == ()


def test_while_a_run_is_at_work_nothing_is_forgotten(around):
    from jobs.exits import Exit
    from jobs.lock import only_run

    with only_run(around.ledger.engine, spreadsheet=around.ledger.spreadsheet):
        assert state_purge(around, days=0).exit == Exit.LOCKED


BODY = b"the same tab of two teams"


@pytest.fixture
def shared(postgres_url):
    """The ledger of two teams: one kept a backup long ago, the other is about to keep the same."""
    old = open_ledger(postgres_url, spreadsheet="old")
    new = Ledger(old.engine, "new")
    old.store("r1", "backup", "tab", BODY, now=TUESDAY - timedelta(days=99))
    yield old, new
    old.close()


def forgotten(ledger):
    return forget_before(ledger, days=30, now=TUESDAY).backups


@pytest.mark.full
def test_bytes_that_a_run_is_about_to_refer_to_are_not_forgotten_by_another_team(
    shared, monkeypatch
):
    old, new = shared

    def late(*row):
        assert forgotten(old) == 1
        upsert(*row)

    monkeypatch.setattr("jobs.kept_book.upsert", late)

    new.store("r2", "backup", "tab", BODY, now=TUESDAY)

    assert new.stored("r2", "backup") == {"tab": BODY}
    assert old.stored("r1", "backup") == {}


@pytest.mark.full
def test_bytes_that_are_just_being_forgotten_are_kept_anew(shared, monkeypatch):
    old, new = shared
    store = Thread(target=lambda: new.store("r2", "backup", "tab", BODY, now=TUESDAY))

    def deletion(table):
        if table is tables.content:
            store.start()
            store.join(0.5)  # it waits for the deletion
        return delete(table)

    monkeypatch.setattr("jobs.retention.delete", deletion)

    assert forgotten(old) == 1
    store.join(10)

    assert new.stored("r2", "backup") == {"tab": BODY}


def test_bytes_of_many_backups_are_forgotten_part_by_part(around, monkeypatch):
    monkeypatch.setattr("jobs.retention._AT_ONCE", 2)
    ledger = around.ledger
    bodies = [(str(number), str(number).encode()) for number in range(5)]
    ledger.store_all("r1", "backup", bodies, now=TUESDAY - timedelta(days=99))
    ledger.store("r2", "backup", "3", b"3", now=TUESDAY)

    assert forgotten(ledger) == 5

    with ledger.reading() as connection:
        assert len(connection.execute(select(tables.content.c.sha256)).all()) == 1
    assert ledger.stored("r2", "backup") == {"3": b"3"}
