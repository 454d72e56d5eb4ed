"""What a person and a monitor are shown."""

import json
from datetime import timedelta

import pytest

from jobs.exits import DataError, Exit
from jobs.letters import send_pending
from jobs.scheduled import run_due
from jobs.status import status
from tests.fakes.post_office import post_office
from tests.jobs.around import Clock, Recorder, jobs, surroundings
from tests.jobs.test_letters import smtp
from tests.jobs.test_outcomes import BUYER, planned


@pytest.fixture
def around(tmp_path):
    made = surroundings(tmp_path, clock=Clock())
    yield made
    made.ledger.close()


def test_before_the_first_run_it_says_what_comes(around, tmp_path):
    assert status(around).text.splitlines() == [
        "nightly: never ended well yet",
        "  next due: 2025-06-04 02:10 (Asia/Ho_Chi_Minh)",
        "weekly: never ended well yet",
        "  next due: 2025-06-09 07:30 (Asia/Ho_Chi_Minh)",
        "letters that have not arrived: 0",
        f"backups: 0; ledger: sqlite:///{tmp_path}/state/ledger.db",
    ]


def test_a_failure_after_a_success_shows_both(around, tmp_path):
    run_due(jobs(), around)
    around.clock.forward(days=1)
    run_due(jobs(Recorder(DataError("no tab named 'QC'"))), around)

    assert status(around).text.splitlines()[:4] == [
        "nightly: last ended well 2025-06-03 02:12",
        "  last run: failed 2025-06-04 02:12",
        "  no tab named 'QC'",
        "  next due: 2025-06-05 02:10 (Asia/Ho_Chi_Minh)",
    ]


def test_a_run_that_says_nothing_of_its_end_shows_its_state(around):
    run_due(jobs(), around)
    around.clock.forward(days=1)
    run_due(jobs(Recorder(Exit.TERMINATED)), around)

    assert "  last run: interrupted 2025-06-04 02:12" in status(around).text.splitlines()


@pytest.mark.parametrize(("hours", "stale"), [(35, False), (37, True)])
def test_what_ended_well_too_long_ago_is_called_so(around, hours, stale):
    run_due(jobs(), around)
    around.clock.forward(hours=hours)

    nightly, weekly = status(around).jobs
    assert (nightly.stale, weekly.stale) == (stale, False)
    assert ("which is too long ago" in status(around).text) == stale


def test_letters_that_wait_and_that_were_refused_are_listed_for_a_month(tmp_path):
    with post_office() as office:
        around = surroundings(tmp_path, more=smtp(office.port))
        letter = planned(around.ledger, around.clock)
        office.refusals = {BUYER: "550 5.1.1 no such user", "team@example.com": "451 4.7.1 later"}
        send_pending(around)

    later = "next try 2025-06-03 02:29; 4.7.1 later"
    shown = status(around).text.splitlines()[4:7]
    assert shown == [
        "letters that have not arrived: 2",
        f"  {letter.key[:12]} refused to {BUYER}: briefs; 5.1.1 no such user",
        f"  {letter.key[:12]} planned to team@example.com: briefs; {later}",
    ]
    around.clock.forward(days=31)
    assert [each.state for each in status(around).deliveries] == ["planned"]
    around.ledger.close()


def test_a_monitor_gets_the_same_as_json(around):
    run_due(jobs(Recorder(Exit.OK), Recorder(DataError("x"))), around)
    planned(around.ledger, around.clock, recipients=(BUYER,))
    around.ledger.store("r1", "backup", "a", b"x", now=around.clock())

    shown = json.loads(json.dumps(status(around).json))

    assert shown["timezone"] == "Asia/Ho_Chi_Minh"
    assert shown["at"] == "2025-06-03T02:12:00+07:00"
    nightly, weekly = shown["jobs"]["nightly"], shown["jobs"]["weekly"]
    assert nightly["last_success"]["slot"] == "2025-06-03T02:10"
    assert nightly["next_due"] == "2025-06-04T02:10+07:00"
    assert (weekly["last"]["exit"], weekly["last_success"]) == (65, None)
    assert [each["state"] for each in shown["deliveries"]] == ["planned"]
    assert shown["deliveries"][0]["next_try_at"] is None
    assert shown["backups"] == 1


def test_a_run_under_way_has_no_end_yet(around):
    around.ledger.begin_run(
        run_id="r1", job="nightly", now=around.clock(), as_of=around.clock().date()
    )
    around.ledger.settle_delivery("k", "r", now=around.clock() + timedelta(1), state="sent")

    assert status(around).json["jobs"]["nightly"]["last"]["finished_at"] is None
