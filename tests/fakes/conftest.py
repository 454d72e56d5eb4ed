"""A fresh Sheets server for every test, held to Google's discovery document, and a bare HTTP client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from tests.fakes import google
from tests.fakes.sheets_server import SheetsServer

if TYPE_CHECKING:
    import requests

BOOK = "book-1"


class Api:
    """Calls the server with plain HTTP, as a client that knows nothing but the REST reference."""

    def __init__(self, server: SheetsServer) -> None:
        self.server = server
        self.session = google.session()

    def raw(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        **query: Any,
    ) -> requests.Response:
        return self.session.request(
            method,
            self.server.base_url + path,
            json=body,
            params=query,
            headers=headers,
            timeout=10,
        )

    def __call__(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """The JSON of a good answer; raises AssertionError with the body of any other."""
        answer = self.raw(method, f"/v4/spreadsheets/{BOOK}{path}", body, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def get(self, cells: str, **query: Any) -> Any:
        return self("GET", f"/values/{quote(cells, safe='')}", **query)

    def values(self, cells: str, **query: Any) -> list[list[Any]]:
        return self.get(cells, **query).get("values", [])

    def put(self, cells: str, values: list[list[Any]], *, option: str = "RAW", **query: Any) -> Any:
        return self(
            "PUT",
            f"/values/{quote(cells, safe='')}",
            {"values": values},
            valueInputOption=option,
            **query,
        )

    def append(self, cells: str, values: list[list[Any]], **query: Any) -> Any:
        return self(
            "POST",
            f"/values/{quote(cells, safe='')}:append",
            {"values": values},
            **{"valueInputOption": "RAW", **query},
        )

    def batch(self, *requests_: dict[str, Any], **more: Any) -> list[Any]:
        return self("POST", ":batchUpdate", {"requests": list(requests_), **more})["replies"]

    def error(self, method: str, path: str, body: Any = None, **query: Any) -> dict[str, Any]:
        """The `error` of an answer that is not good."""
        answer = self.raw(method, f"/v4/spreadsheets/{BOOK}{path}", body, **query)
        assert answer.status_code >= 400, answer.text
        error = answer.json()["error"]
        assert error["code"] == answer.status_code
        return error

    def refusal(self, *requests_: dict[str, Any]) -> str:
        """The message with which a batchUpdate is refused."""
        return self.error("POST", ":batchUpdate", {"requests": list(requests_)})["message"]

    def spreadsheet(self, **query: Any) -> Any:
        return self("GET", "", **query)

    def sheet(self, index: int = 0, **query: Any) -> Any:
        return self.spreadsheet(**query)["sheets"][index]

    def cell(self, cells: str) -> dict[str, Any]:
        """The CellData of one cell; {} if there is nothing."""
        [data] = self.sheet(ranges=cells, includeGridData=True)["data"]
        rows = data.get("rowData", [])
        return rows[0]["values"][0] if rows and rows[0].get("values") else {}


@pytest.fixture
def server():
    with SheetsServer(check_schemas=True) as running:
        yield running
        assert running.violations == []


@pytest.fixture
def api(server):
    """A client of a file `book-1` with one empty tab, Sheet1 (id 0)."""
    server.seed(BOOK)
    made = Api(server)
    yield made
    made.session.close()


def grid_range(
    top: int | None = None,
    bottom: int | None = None,
    left: int | None = None,
    right: int | None = None,
    sheet: int = 0,
) -> dict[str, int]:
    """A GridRange, open where None."""
    sides = {
        "startRowIndex": top,
        "endRowIndex": bottom,
        "startColumnIndex": left,
        "endColumnIndex": right,
    }
    return {"sheetId": sheet, **{name: edge for name, edge in sides.items() if edge is not None}}


def span(start: int, end: int, dimension: str = "ROWS", sheet: int = 0) -> dict[str, Any]:
    """A DimensionRange."""
    return {"sheetId": sheet, "dimension": dimension, "startIndex": start, "endIndex": end}
