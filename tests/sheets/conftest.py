"""The local Google Sheets server, for tests of what only Google has."""

import pytest

from tests.fakes.sheets_server import SheetsServer


@pytest.fixture(scope="session")
def sheets_server():
    with SheetsServer(check_schemas=True) as server:
        yield server


@pytest.fixture
def server(sheets_server):
    sheets_server.faults.clear()
    sheets_server.remove_hooks()
    sheets_server.quota.mode = "off"
    yield sheets_server
    assert sheets_server.violations == []
