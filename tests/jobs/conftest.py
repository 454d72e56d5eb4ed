"""Ledgers on both databases, a post office on loopback, and a watch over every secret."""

import itertools

import pytest

from tests.fakes.postgres import NoPostgresError, create_database, running_server
from tests.fakes.sheets_server import SheetsServer
from tests.jobs import clinic

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_port():
    """A PostgreSQL server for all tests that want one."""
    try:
        with running_server() as port:
            yield port
    except NoPostgresError as error:
        pytest.skip(str(error))


@pytest.fixture
def postgres_url(postgres_port):
    """An empty database of a test's own."""
    return create_database(postgres_port, f"ledger_{next(_NUMBERS)}")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.full)])
def ledger_url(request, tmp_path):
    """The same test on both databases."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/state/ledger.db"
    return request.getfixturevalue("postgres_url")


@pytest.fixture(autouse=True)
def nothing_swallowed(caplog):
    """Fail when something went wrong after a run that no test expected."""
    yield
    swallowed = [text for text in caplog.messages if text.startswith("after the run:")]
    assert swallowed == []


@pytest.fixture(scope="session")
def key():
    """A private key for service accounts; making one takes a while."""
    return clinic.private_key()


@pytest.fixture
def server():
    """A Sheets server that holds every request to Google's schema."""
    with SheetsServer(check_schemas=True) as made:
        yield made
        assert made.violations == []
