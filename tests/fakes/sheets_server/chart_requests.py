"""batchUpdate requests on charts and slicers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server import formats, masks
from tests.fakes.sheets_server.batch import kind
from tests.fakes.sheets_server.cell_requests import target
from tests.fakes.sheets_server.errors import ApiError
from tests.fakes.sheets_server.model import Sheet, with_sheet_ids
from tests.fakes.sheets_server.objects import every, find_object, id_for, stored

if TYPE_CHECKING:
    from tests.fakes.sheets_server.a1 import Rect
    from tests.fakes.sheets_server.edit import Edit

Json = dict[str, Any]


def _position(edit: Edit, given: Json, *, default: int | None = None) -> tuple[Sheet, Json]:
    """Where an object stands: a sheet of its own, or over a cell."""
    if given.get("newSheet") or "sheetId" in given:
        from tests.fakes.sheets_server import tabs

        taken = {sheet.id for sheet in edit.book.sheets}
        number = given.get("sheetId")
        if number is None:
            number = edit.new_id(taken)
        elif number in taken:
            raise ApiError(400, f"Sheet with id {number} already exists.")
        title = f"Chart{1 + sum(1 for sheet in edit.book.sheets if sheet.properties.get('sheetType') == 'OBJECT')}"
        sheet = tabs.new_sheet(
            edit.book,
            {
                "title": title,
                "sheetType": "OBJECT",
                "gridProperties": {"rowCount": 1, "columnCount": 1},
            },
            sheet_id=number,
        )
        edit.book.sheets.append(sheet)
        return sheet, {"sheetId": number}
    overlay = given.get("overlayPosition", {})
    anchor = dict(overlay.get("anchorCell", {}))
    anchor.setdefault("sheetId", default if default is not None else edit.book.first_visible().id)
    anchor = {
        "sheetId": anchor["sheetId"],
        "rowIndex": anchor.get("rowIndex", 0),
        "columnIndex": anchor.get("columnIndex", 0),
    }
    sheet = edit.book.sheet(anchor["sheetId"])
    place = {"anchorCell": anchor, "widthPixels": 600, "heightPixels": 371}
    place.update({name: value for name, value in overlay.items() if name != "anchorCell" and value})
    return sheet, {"overlayPosition": place}


@kind("addChart")
def _add_chart(edit: Edit, body: Json) -> Json:
    given = stored(edit, body.get("chart", {}))
    number = id_for(edit, "charts", "chartId", given, "chart")
    spec = given.get("spec", {})
    _check_spec(edit, spec)
    sheet, position = _position(edit, given.get("position", {"newSheet": True}))
    chart = {"chartId": number, "spec": _chart_defaults(spec), "position": position}
    if given.get("border"):
        chart["border"] = given["border"]
    sheet.objects["charts"].append(chart)
    return {"chart": chart}


def _chart_defaults(spec: Json) -> Json:
    return {
        **spec,
        "hiddenDimensionStrategy": spec.get(
            "hiddenDimensionStrategy", "SKIP_HIDDEN_ROWS_AND_COLUMNS"
        ),
    }


CHART_KINDS = (
    "basicChart", "pieChart", "bubbleChart", "candlestickChart", "orgChart", "histogramChart", "waterfallChart", "treemapChart", "scorecardChart",
)  # fmt: skip


def _check_spec(edit: Edit, spec: Json) -> None:
    if not any(name in spec for name in CHART_KINDS):
        raise ApiError(
            400,
            "One of basicChart, pieChart, bubbleChart, candelstickChart, histogramChart, or orgChart must be set on chartSpec",
        )
    basic = spec.get("basicChart")
    if basic is not None and not basic.get("domains") and not basic.get("series"):
        raise ApiError(500, "Internal error encountered.")
    _check_sources(edit, spec)


def _check_lines(found: list[tuple[Sheet, Rect]]) -> None:
    """The ranges of one series or domain must all be one row high, or all one column wide."""
    closed = [rect.closed(sheet.row_count, sheet.column_count) for sheet, rect in found]
    flat = all((rect.bottom or 0) - (rect.top or 0) == 1 for rect in closed)
    thin = all((rect.right or 0) - (rect.left or 0) == 1 for rect in closed)
    if not flat and not thin:
        raise ApiError(
            400, "ChartSourceRange ranges require all rows or all columns to have length of 1"
        )


def _check_sources(edit: Edit, value: Any) -> None:
    """Every source range of a chart must lie on a sheet that exists."""
    if isinstance(value, list):
        for item in value:
            _check_sources(edit, item)
    elif isinstance(value, dict):
        for name, part in value.items():
            if name == "sources":
                _check_lines([target(edit, span) for span in part])
            else:
                _check_sources(edit, part)


@kind("updateChartSpec")
def _update_chart_spec(edit: Edit, body: Json) -> None:
    _, chart = find_object(edit.book, "charts", "chartId", body.get("chartId"), "chart")
    spec = stored(edit, body.get("spec", {}))
    _check_spec(edit, spec)
    chart["spec"] = _chart_defaults(spec)


@kind("deleteEmbeddedObject")
def _delete_embedded_object(edit: Edit, body: Json) -> None:
    number = body.get("objectId")
    for name, key in (("charts", "chartId"), ("slicers", "slicerId")):
        for sheet, item in list(every(edit.book, name)):
            if item[key] == number:
                sheet.objects[name].remove(item)
                if sheet.properties.get("sheetType") == "OBJECT" and len(edit.book.sheets) > 1:
                    edit.book.sheets.remove(sheet)
                return
    raise ApiError(400, f"No embedded object with id: {number}")


@kind("updateEmbeddedObjectPosition")
def _update_embedded_object_position(edit: Edit, body: Json) -> Json:
    number, new = body.get("objectId"), with_sheet_ids(body.get("newPosition", {}))
    for name, key in (("charts", "chartId"), ("slicers", "slicerId")):
        for sheet, item in list(every(edit.book, name)):
            if item[key] != number:
                continue
            if "overlayPosition" in new and "overlayPosition" in item["position"]:
                mask = masks.update_mask(body.get("fields") or "*", strip="overlayPosition")
                if set(mask) == {"newPosition"}:
                    mask = mask["newPosition"] or {"*": {}}
                mask = mask.get("overlayPosition", mask) or {"*": {}}
                merged = masks.merge(
                    item["position"]["overlayPosition"], new["overlayPosition"], mask
                )
                home, position = _position(edit, {"overlayPosition": merged}, default=sheet.id)
            else:
                home, position = _position(edit, new, default=sheet.id)
            item["position"] = position
            if home is not sheet:
                sheet.objects[name].remove(item)
                home.objects[name].append(item)
                if sheet.properties.get("sheetType") == "OBJECT":
                    edit.book.sheets.remove(sheet)
            return {"position": position}
    raise ApiError(400, f"No embedded object with id: {number}")


@kind("updateEmbeddedObjectBorder")
def _update_embedded_object_border(edit: Edit, body: Json) -> None:
    _, chart = find_object(edit.book, "charts", "chartId", body.get("objectId"), "object")
    mask = masks.update_mask(
        body.get("fields"), known=frozenset({"color", "colorStyle"}), strip="border"
    )
    border = stored(edit, body.get("border", {}))
    chart["border"] = masks.merge(chart.get("border", {}), border, formats.twin_mask(mask, border))


@kind("addSlicer")
def _add_slicer(edit: Edit, body: Json) -> Json:
    given = stored(edit, body.get("slicer", {}))
    number = id_for(edit, "slicers", "slicerId", given, "slicer")
    sheet, position = _position(edit, given.get("position", {}))
    slicer = {"slicerId": number, "spec": given.get("spec", {}), "position": position}
    sheet.objects["slicers"].append(slicer)
    return {"slicer": slicer}


@kind("updateSlicerSpec")
def _update_slicer_spec(edit: Edit, body: Json) -> None:
    _, slicer = find_object(edit.book, "slicers", "slicerId", body.get("slicerId"), "slicer")
    mask = masks.update_mask(body.get("fields"), strip="spec")
    spec = stored(edit, body.get("spec", {}))
    slicer["spec"] = masks.merge(slicer["spec"], spec, formats.twin_mask(mask, spec))
