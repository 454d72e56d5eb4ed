"""batchUpdate requests on the basic filter and on filter views."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server import a1, masks, sorting
from tests.fakes.sheets_server.batch import kind
from tests.fakes.sheets_server.cell_requests import target
from tests.fakes.sheets_server.errors import ApiError
from tests.fakes.sheets_server.model import Sheet, grid_range, rect_of
from tests.fakes.sheets_server.objects import every, find_object, id_for, named_range, stored

if TYPE_CHECKING:
    from tests.fakes.sheets_server.edit import Edit

Json = dict[str, Any]


def _filter_range(edit: Edit, given: Json) -> Json:
    value = given.get("range", {"sheetId": 0})
    sheet, closed = target(edit, value)
    return grid_range(closed) if sheet else value


def _with_specs(given: Json) -> Json:
    """criteria (a map, deprecated) and filterSpecs (a list) say the same: keep both in step."""
    result = dict(given)
    if "filterSpecs" in result:
        result["criteria"] = {
            str(spec.get("columnIndex", 0)): spec.get("filterCriteria", {})
            for spec in result["filterSpecs"]
            if "filterCriteria" in spec
        }
    elif "criteria" in result:
        result["filterSpecs"] = [
            {"filterCriteria": value, "columnIndex": int(key)}
            for key, value in result["criteria"].items()
        ]
    for name in ("criteria", "filterSpecs"):
        if not result.get(name):
            result.pop(name, None)
    return result


@kind("setBasicFilter")
def _set_basic_filter(edit: Edit, body: Json) -> None:
    given = stored(edit, body.get("filter", {}))
    span = _filter_range(edit, given)
    sheet = edit.book.sheet(span["sheetId"])
    rect = rect_of(span)
    for table in sheet.objects["tables"]:
        if rect_of(table["range"]).meets(rect):
            raise ApiError(400, "The filter range cannot overlap a table.")
    edit.guard_sheet(sheet.id)
    sheet.basic_filter = _with_specs({**given, "range": span})
    if given.get("sortSpecs"):
        body_rect = a1.Rect(
            sheet_id=sheet.id,
            top=(rect.top or 0) + 1,
            bottom=rect.bottom,
            left=rect.left,
            right=rect.right,
        )
        sorting.sort(edit, sheet, body_rect, given["sortSpecs"])


@kind("clearBasicFilter")
def _clear_basic_filter(edit: Edit, body: Json) -> None:
    edit.guard_sheet(body.get("sheetId", 0))
    edit.book.sheet(body.get("sheetId", 0)).basic_filter = None


VIEW_FIELDS = frozenset(
    {
        "filterViewId",
        "title",
        "range",
        "namedRangeId",
        "sortSpecs",
        "criteria",
        "filterSpecs",
        "tableId",
    }
)


@kind("addFilterView")
def _add_filter_view(edit: Edit, body: Json) -> Json:
    given = stored(edit, body.get("filter", {}))
    number = id_for(edit, "filterViews", "filterViewId", given, "filter view")
    if given.get("namedRangeId"):
        span = dict(named_range(edit.book, given["namedRangeId"])["range"])
    else:
        span = _filter_range(edit, given)
    sheet = edit.book.sheet(span["sheetId"])
    title = given.get("title") or f"Filter {len(sheet.objects['filterViews']) + 1}"
    _check_view_title(sheet, title)
    view = _with_specs({**given, "filterViewId": number, "title": title, "range": span})
    sheet.objects["filterViews"].append(view)
    return {"filter": view}


def _check_view_title(sheet: Sheet, title: str, but: int | None = None) -> None:
    for view in sheet.objects["filterViews"]:
        if view["title"] == title and view["filterViewId"] != but:
            raise ApiError(400, f'A filter view with the name "{title}" already exists.')


@kind("updateFilterView")
def _update_filter_view(edit: Edit, body: Json) -> None:
    given = stored(edit, body.get("filter", {}))
    mask = masks.update_mask(body.get("fields"), known=VIEW_FIELDS, strip="filter")
    sheet, view = find_object(
        edit.book, "filterViews", "filterViewId", given.get("filterViewId"), "filter view"
    )
    if "title" in mask:
        _check_view_title(sheet, given.get("title", ""), view["filterViewId"])
    if "*" in mask:
        mask = {name: {} for name in given}
    mask.pop("filterViewId", None)
    if {"criteria", "filterSpecs"} & set(mask):
        view = {
            name: value for name, value in view.items() if name not in {"criteria", "filterSpecs"}
        }
    merged = masks.merge(view, given, mask)
    if "range" in mask:
        merged["range"] = _filter_range(edit, merged)
    place = sheet.objects["filterViews"]
    index = next(
        number
        for number, item in enumerate(place)
        if item["filterViewId"] == merged["filterViewId"]
    )
    place[index] = _with_specs(merged)


@kind("deleteFilterView")
def _delete_filter_view(edit: Edit, body: Json) -> None:
    sheet, view = find_object(
        edit.book, "filterViews", "filterViewId", body.get("filterId"), "filter view"
    )
    sheet.objects["filterViews"].remove(view)


@kind("duplicateFilterView")
def _duplicate_filter_view(edit: Edit, body: Json) -> Json:
    sheet, view = find_object(
        edit.book, "filterViews", "filterViewId", body.get("filterId"), "filter view"
    )
    number = edit.new_id({item["filterViewId"] for _, item in every(edit.book, "filterViews")})
    made = {**copy.deepcopy(view), "filterViewId": number, "title": f"Copy of {view['title']}"}
    sheet.objects["filterViews"].append(made)
    return {"filter": made}
