"""One workbook of each kind, with people who can work in it."""

import pytest

from tests.contracts.people import GooglePeople, MemoryPeople, XlsxPeople
from tests.fakes.sheets_server import SheetsServer


@pytest.fixture(scope="session")
def sheets_server():
    with SheetsServer(check_schemas=True) as server:
        yield server


@pytest.fixture
def server(sheets_server):
    """The local server, with nothing armed; every request and answer fits Google's documents."""
    sheets_server.faults.clear()
    sheets_server.remove_hooks()
    yield sheets_server
    assert sheets_server.violations == []


@pytest.fixture(params=["memory", "xlsx", "google"])
def people(request, tmp_path):
    if request.param == "memory":
        return MemoryPeople()
    if request.param == "xlsx":
        return XlsxPeople(tmp_path / "quality.xlsx")
    return GooglePeople(request.getfixturevalue("server"))
