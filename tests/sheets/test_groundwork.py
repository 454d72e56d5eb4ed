"""Before the first run: whether we may edit, and what time it is at Google."""

from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest

from sheets.backends.google import GoogleOptions
from sheets.backends.google_clock import google_time
from sheets.backends.memory import MemoryOptions
from sheets.backends.xlsx import XlsxOptions
from sheets.grid import PermissionDeniedError, WorkbookBusyError, WorkbookUnavailableError
from tests.sheets.google_helpers import BOOK, opened, seeded


@pytest.fixture
def file(tmp_path):
    import wolfxl

    path = tmp_path / "quality.xlsx"
    wolfxl.Workbook().save(str(path))
    return path


def test_an_editor_may_edit_and_nothing_is_left_of_the_proof(server):
    seeded(server)
    before = server.spreadsheet(BOOK)

    opened(server).groundwork.prove_editable()

    assert server.spreadsheet(BOOK) == before


def test_a_viewer_may_not(server):
    seeded(server, roles={"anyone@example.com": "reader"})
    book = opened(server)
    book.info()

    with pytest.raises(PermissionDeniedError) as caught:
        book.groundwork.prove_editable()

    assert caught.value.reason == "viewer_only"


def test_a_file_may_be_edited_and_stays_as_it_is(file):
    before = file.read_bytes()

    XlsxOptions(path=file).open().groundwork.prove_editable()

    assert file.read_bytes() == before


def test_a_file_that_excel_has_open_may_not(file):
    file.with_name(f"~${file.name}").touch()

    with pytest.raises(WorkbookBusyError):
        XlsxOptions(path=file).open().groundwork.prove_editable()


def test_a_file_in_a_folder_that_is_closed_may_not(file, monkeypatch):
    closed = {file.parent.resolve()}
    monkeypatch.setattr("os.access", lambda path, _mode: path not in closed)

    with pytest.raises(PermissionDeniedError, match=r"the folder .* may not be written"):
        XlsxOptions(path=file).open().groundwork.prove_editable()


def test_memory_may_always_be_written():
    MemoryOptions().open().groundwork.prove_editable()


def test_the_clock_of_google_is_read_without_a_sign_in(server):
    here = datetime.now(UTC)  # noqa: TID251 - the server shows the real time

    there = google_time(GoogleOptions(url=BOOK, api_endpoint=server.base_url, credentials="none"))

    assert abs(there - here) < timedelta(minutes=1)


def test_without_a_network_there_is_no_clock():
    options = GoogleOptions(url=BOOK, api_endpoint="http://127.0.0.1:9", credentials="none")

    with pytest.raises(WorkbookUnavailableError) as caught:
        google_time(options)

    assert caught.value.reason == "no_network"


def test_an_answer_without_a_date_tells_no_time(monkeypatch):
    class Silent:
        trust_env = True
        headers = MappingProxyType({})

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def head(self, *_args, **_options):
            return self

    monkeypatch.setattr("requests.Session", Silent)

    assert google_time(GoogleOptions(url=BOOK)) is None
