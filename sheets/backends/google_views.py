"""Ready filter views as requests: each is made once, and never again while it is there."""

import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from sheets.grid import FilterView, TabChange, WorkbookInfo

_LARGEST_ID = 2**30
_NOT_BLANK = {"condition": {"type": "NOT_BLANK"}}


def missing(change: TabChange, sheet_id: int, info: WorkbookInfo) -> Iterator[Mapping[str, Any]]:
    """Return what makes the views of a change that the spreadsheet does not have.

    One is known by its id, which stays when people rename it, or by its title. What people
    changed in it stays, and their own views and the basic filter are never looked at.
    """
    ids = {number for tab in info.tabs for number in tab.views}
    titles = {title for tab in info.tabs for title in tab.views.values()}
    for view in change.views:
        number = zlib.crc32(view.id.encode()) % _LARGEST_ID
        if str(number) not in ids and view.title not in titles:
            yield {"addFilterView": {"filter": _view(view, number, sheet_id)}}


def name(request: Mapping[str, Any]) -> tuple[str, str]:
    """Return the id and the title of the view that a request makes."""
    view = request["addFilterView"]["filter"]
    return str(view["filterViewId"]), view["title"]


def _view(view: FilterView, number: int, sheet_id: int) -> Mapping[str, Any]:
    criteria: dict[int, Any] = {
        column: {"hiddenValues": list(words)} for column, words in view.hidden.items()
    }
    criteria |= dict.fromkeys(view.filled, _NOT_BLANK)
    specs = {
        "sortSpecs": [
            {"dimensionIndex": column, "sortOrder": "DESCENDING" if down else "ASCENDING"}
            for column, down in view.order
        ],
        "filterSpecs": [
            {"columnIndex": column, "filterCriteria": one} for column, one in criteria.items()
        ],
    }
    return {
        "filterViewId": number,
        "title": view.title,
        "range": {"sheetId": sheet_id, "startRowIndex": view.header_row, "startColumnIndex": 0},
        **{name: found for name, found in specs.items() if found},
    }
