"""Google's quota, booked ahead: no stretch of a minute ever holds too many, whoever asks."""

import json
import threading
from bisect import insort
from contextlib import nullcontext as does_not_raise
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from jobs import tables
from jobs.budget import Budget, Limits, Payer, Used, first_free, limits_of, payer_of, used
from jobs.database import open_engine
from jobs.retention import forget_before, retain
from jobs.settings import StateSettings
from tests.jobs.shop import configured, xlsx_config

NOON = datetime(2025, 6, 2, 12, tzinfo=UTC)
BOT = Payer(account="bot@shop", project="shop")


class Watch:
    """Tells seconds; only moves when told."""

    def __init__(self):
        self.now = NOON.timestamp()

    def __call__(self):
        return self.now


@pytest.fixture
def engine(ledger_url):
    made = open_engine(ledger_url)
    yield made
    made.dispose()


def budget(engine, payer=BOT, *, clock=None, **limits):
    return Budget(engine, payer, limits=Limits(**{"slack": 0.0, **limits}), clock=clock)


@given(
    limits=st.tuples(st.integers(1, 5), st.integers(1, 8)),
    steps=st.lists(st.tuples(st.booleans(), st.floats(0, 30)), max_size=40),
)
def test_no_stretch_of_a_minute_ever_holds_too_many(limits, steps):
    booked, now = ([], []), 0.0
    for both, later in steps:
        now += later
        asked = booked if both else booked[1:]
        at = first_free(asked, limits if both else limits[1:], span=60, now=now)
        assert at >= now
        for times in asked:
            insort(times, at)

    for times, limit in zip(booked, limits, strict=True):
        pairs = zip(times, times[limit:], strict=False)
        assert all(later - earlier >= 60 - 1e-5 for earlier, later in pairs)


def test_a_gap_is_filled_before_anything_later():
    """One that waits for its own account holds up nobody else of the project."""
    assert first_free([[0.0, 50.0]], [2], span=60, now=55.0) == 60.0
    assert first_free([[500.0]], [1], span=60, now=10.0) == 10.0
    assert first_free([[0.0, 65.0]], [1], span=60, now=50.0) == 125.0


def test_the_first_minute_is_given_at_once_and_the_next_one_a_minute_later(engine):
    asked = budget(engine, clock=Watch(), per_account=3)

    assert [asked.reserve("R") for _ in range(7)] == [0, 0, 0, 60, 60, 60, 120]


def test_reads_and_writes_are_counted_apart(engine):
    asked = budget(engine, clock=Watch(), per_account=1)

    assert [asked.reserve("R"), asked.reserve("W"), asked.reserve("R")] == [0, 0, 60]


def test_accounts_of_one_project_share_its_quota(engine):
    clock, waits = Watch(), []
    for name in "abc":
        one = budget(engine, Payer(account=name, project="p"), clock=clock, per_project=2)
        waits.append(one.reserve("R"))

    assert waits == [0, 0, 60]


def test_what_is_over_makes_room(engine):
    clock = Watch()
    asked = budget(engine, clock=clock, per_account=1, slack=1.0)

    asked.reserve("R")
    clock.now += 61

    assert asked.reserve("R") == 0
    with engine.begin() as connection:
        rows = connection.execute(select(tables.quota.c.booked)).scalars()
        assert {len(json.loads(row)) for row in rows} == {1}


def test_without_a_clock_of_its_own_the_ledger_tells_the_time(engine):
    asked = budget(engine, per_account=1, minute=5.0)

    assert asked.reserve("R") == 0
    assert 4 < asked.reserve("R") <= 5


def test_workers_at_the_same_moment_get_different_places(engine):
    clock, waits, lock = Watch(), [], threading.Lock()

    def work():
        mine = budget(engine, clock=clock, per_account=4, per_project=100)
        for _ in range(5):
            seconds = mine.reserve("R")
            with lock:
                waits.append(seconds)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(waits) == [60.0 * (number // 4) for number in range(20)]
    assert all(earlier <= later for earlier, later in pairwise(sorted(waits)))


def test_what_was_used_is_told_by_account_and_minute(engine):
    asked = budget(engine, clock=Watch(), per_account=2)
    for kind in "RRRW":
        asked.reserve(kind)

    found = used(engine, since=NOON, until=datetime(2025, 6, 2, 12, 5, tzinfo=UTC))

    assert found == (
        Used(scope="account:bot@shop", kind="R", requests=3, busiest=2),
        Used(scope="account:bot@shop", kind="W", requests=1, busiest=1),
        Used(scope="project:shop", kind="R", requests=3, busiest=2),
        Used(scope="project:shop", kind="W", requests=1, busiest=1),
    )
    before = datetime(2025, 6, 2, 11, tzinfo=UTC)
    assert used(engine, since=before, until=before) == ()


def test_old_minutes_are_forgotten_with_old_runs(ledger_url):
    from jobs.ledger import open_ledger

    ledger = open_ledger(ledger_url, spreadsheet="shop")
    budget(ledger.engine, clock=Watch()).reserve("R")

    forget_before(ledger, days=0, now=datetime(2025, 8, 1, tzinfo=UTC))
    assert used(ledger.engine, since=NOON, until=NOON)
    retain(ledger, StateSettings(keep_days=30), now=datetime(2025, 8, 1, tzinfo=UTC))
    assert not used(ledger.engine, since=NOON, until=NOON)
    ledger.close()


class CutOff:
    """An engine whose connection is lost in the first transaction."""

    def __init__(self, engine, *, lost=True):
        self.engine, self.lost, self.begun = engine, lost, 0

    def begin(self):
        self.begun += 1
        if self.begun == 1:
            raise DBAPIError("SELECT", {}, Exception("gone"), connection_invalidated=self.lost)
        return self.engine.begin()


def test_a_booking_whose_connection_was_lost_is_made_again(engine):
    cut = CutOff(engine)

    assert budget(cut, clock=Watch()).reserve("R") == 0
    assert cut.begun == 2


def test_a_booking_that_the_ledger_refuses_is_told(engine):
    with pytest.raises(DBAPIError):
        budget(CutOff(engine, lost=False), clock=Watch()).reserve("R")


@pytest.mark.parametrize("lost", [True, False])
def test_a_change_whose_connection_was_lost_is_made_again(tmp_path, lost):
    from jobs.ledger import open_ledger

    ledger = open_ledger(f"sqlite:///{tmp_path}/ledger.db", spreadsheet="shop")
    ledger.claim("nightly", "2025-06-03T02:10", seen=None, run_id="r1")
    whole, ledger.engine = ledger.engine, CutOff(ledger.engine, lost=lost)
    expected = does_not_raise() if lost else pytest.raises(DBAPIError)

    with expected:
        ledger.settle_slot("nightly", "2025-06-03T02:10", state="done")

    ledger.engine = whole
    state = ledger.slot_rows("nightly", since="2025")["2025-06-03T02:10"].state
    assert state == ("done" if lost else "running")
    ledger.close()


def google(folder, credentials, more=""):
    where = f"{{backend: google, url: book, credentials: {credentials}}}"
    return configured(folder, f"version: 1\nspreadsheet: {where}\n{more}")


@pytest.mark.parametrize(
    ("facts", "payer"),
    [
        (
            {"client_email": "bot@p1.iam.gserviceaccount.com", "project_id": "p9"},
            Payer(account="bot@p1.iam.gserviceaccount.com", project="p9"),
        ),
        (
            {"client_email": "bot@p1.iam.gserviceaccount.com"},
            Payer(account="bot@p1.iam.gserviceaccount.com", project="p1"),
        ),
        ({}, Payer(account="key.json", project="key.json")),
        ([], Payer(account="key.json", project="key.json")),
        (None, Payer(account="key.json", project="key.json")),
    ],
)
def test_a_key_file_says_whose_quota_it_is(tmp_path, facts, payer):
    if facts is not None:
        (tmp_path / "key.json").write_text(json.dumps(facts))

    assert payer_of(google(tmp_path, "key.json")) == payer


def test_a_borrowed_account_is_the_one_that_pays(tmp_path):
    address = "bot@p1.iam.gserviceaccount.com"

    found = payer_of(google(tmp_path, f"{{impersonate: {address}}}"))

    assert found == Payer(account=address, project="p1")


def test_the_configuration_may_say_whose_quota_it_is(tmp_path):
    more = "fleet: {account: night, project: shop, requests_per_account: 100}\n"
    configuration = google(tmp_path, "adc", more)

    assert payer_of(configuration) == Payer(account="night", project="shop")
    assert limits_of(configuration) == Limits(per_account=100)
    assert limits_of(configuration, minute=5.0).slack == 0.5
    assert payer_of(google(tmp_path, "adc")) == Payer(account="adc", project="adc")


def test_a_workbook_on_this_machine_has_no_quota(tmp_path):
    assert payer_of(xlsx_config(tmp_path)) is None
