"""What a fleet can make on paper, and in nights played through on the local server."""

import pytest

from jobs.capacity import Means, Refresh, needed, teams_in, teams_per_hour
from tests.jobs.nights import Night

FAST = Refresh(latency_seconds=0.3, cpu_seconds=0.2)
CASES = {
    "account": (FAST, Means(workers=12)),
    "project": (FAST, Means(accounts=6, workers=36, processors=12)),
    "accounts": (FAST, Means(accounts=3, workers=18, processors=8)),
    "workers": (Refresh(latency_seconds=2.0, cpu_seconds=0.5), Means(workers=2)),
}


def test_an_account_makes_7200_teams_in_a_night_of_six_hours():
    assert teams_in(6, FAST, Means(workers=100, processors=100)) == 7_200


def test_a_project_makes_36000_teams_in_a_night_of_six_hours():
    means = Means(accounts=5, workers=1000, processors=1000)

    assert teams_in(6, FAST, means) == 36_000
    assert teams_in(6, FAST, Means(accounts=9, workers=1000, processors=1000)) == 36_000


def test_a_machine_makes_what_its_workers_and_processors_can():
    rates = teams_per_hour(Refresh(latency_seconds=0.5, cpu_seconds=1.0), Means(workers=6))

    assert rates["workers"] == 6 * 3600 / 3
    assert rates["processors"] == 4 * 3600
    assert teams_per_hour(Refresh(cpu_seconds=0.0), Means())["processors"] == float("inf")


def test_where_writes_are_more_frequent_they_decide():
    assert teams_per_hour(Refresh(reads=1, writes=6), Means())["accounts"] == 600


def test_what_so_many_teams_need_is_enough_and_no_more():
    means = needed(10_000, hours=2, refresh=FAST, means=Means())

    assert (means.accounts, means.projects, means.machines) == (5, 1, 1)
    assert teams_in(2, FAST, means) >= 10_000
    assert needed(100_000, hours=6, refresh=FAST, means=Means()).projects == 3


@pytest.mark.parametrize("case", CASES)
def test_some_minutes_of_a_night_are_as_the_model_says(tmp_path, case):
    minutes = 2 if case == "project" else 4
    within_a_tenth(tmp_path, *CASES[case], minutes=minutes)


@pytest.mark.full
@pytest.mark.parametrize(("case", "minutes"), [("account", 360), ("project", 20)])
def test_a_night_is_as_the_model_says(tmp_path, case, minutes):
    within_a_tenth(tmp_path, *CASES[case], minutes=minutes)


def within_a_tenth(folder, refresh, means, *, minutes):
    night = Night(folder, refresh, means)

    made = night.teams_in(60 * minutes)

    assert made == pytest.approx(teams_in(minutes / 60, refresh, means), rel=0.1)
    assert (night.refused, night.server.quota.refused) == (0, 0)
