"""Settings of all tests, and a watch over every secret that they use."""

import os

os.environ.setdefault("POLARS_MAX_THREADS", "1")  # frames of tests are small, workers are many

import pytest
from hypothesis import settings

from jobs.logs import LOGGER

settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.load_profile("steady")

SECRET = "geheim"  # stands in every password, token, key and ping address of the tests
HOLDS_SECRETS = ("config", "password", "key", "secret", ".env")  # files that a person writes


@pytest.fixture(autouse=True)
def log_as_it_was():
    """Take back what a test did to the program's log."""
    before = (LOGGER.handlers[:], LOGGER.propagate, LOGGER.level)
    yield
    LOGGER.handlers[:], LOGGER.propagate = before[0], before[1]
    LOGGER.setLevel(before[2])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Fail a test whose log or output holds a secret."""
    report = yield
    told = [name for name, text in report.sections if SECRET in text]
    if told and report.passed and report.when == "teardown":
        report.outcome = "failed"
        report.longrepr = f"a secret stands in: {', '.join(told)}"
    return report


@pytest.fixture(scope="session", autouse=True)
def no_file_holds_a_secret(tmp_path_factory):
    """Look through everything that the tests left: mails, pages, ledgers, copies, logs."""
    yield
    left = [path for path in tmp_path_factory.getbasetemp().rglob("*") if path.is_file()]
    found = [
        str(path)
        for path in left
        if not path.name.startswith(HOLDS_SECRETS) and SECRET.encode() in path.read_bytes()
    ]
    assert found == []
