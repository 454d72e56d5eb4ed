"""A team lives in the sheet, also while we write; nothing of theirs is lost or moved."""

import pytest

from tests.contracts.people import GooglePeople, MemoryPeople, XlsxPeople
from tests.sheets.living import live, table, waiting_for_nobody


@pytest.mark.parametrize("seed", range(3))
def test_some_nights_in_memory(seed):
    live(MemoryPeople(), 50, seed)


def test_some_nights_in_google(server):
    live(GooglePeople(server), 40, 11)


def test_some_nights_with_faults_in_google(server):
    live(waiting_for_nobody(GooglePeople(server)), 40, 12, server)


def test_some_nights_in_a_file(tmp_path):
    live(XlsxPeople(tmp_path / "quality.xlsx"), 10, 13)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(2))
def test_300_nights_in_memory(seed):
    live(MemoryPeople(), 300, seed)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(2))
def test_300_nights_in_google(server, seed):
    live(GooglePeople(server), 300, seed)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(2))
def test_300_nights_with_faults_in_google(server, seed):
    live(waiting_for_nobody(GooglePeople(server)), 300, seed, server)


@pytest.mark.full
def test_300_nights_in_a_file(tmp_path):
    live(XlsxPeople(tmp_path / "quality.xlsx"), 300, 1)


def test_what_happened_is_told():
    lines = list(table(3))

    assert lines[0] == "| 3 nights, seed 1 | google | google with faults | xlsx |"
    assert "| cells put back | 0 | 0 | 0 |" in lines
