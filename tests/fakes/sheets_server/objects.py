"""batchUpdate requests on what stands beside cells: names, protections, filters, bands, rules, charts, tables, slicers."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server import a1, dimensions, formats, masks
from tests.fakes.sheets_server.batch import kind
from tests.fakes.sheets_server.cell_requests import target
from tests.fakes.sheets_server.errors import ApiError
from tests.fakes.sheets_server.model import Book, Sheet, grid_range, rect_of, with_sheet_ids

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.sheets_server.edit import Edit

Json = dict[str, Any]


def _stored(edit: Edit, value: Json) -> Json:
    """An object as it is kept: sheetIds written out, colours rounded and twinned."""
    return formats.twin(
        with_sheet_ids(copy.deepcopy(value)), edit.book.properties.get("spreadsheetTheme")
    )


def _every(book: Book, name: str) -> Iterator[tuple[Sheet, Json]]:
    for sheet in book.sheets:
        for item in sheet.objects[name]:
            yield sheet, item


def _find(book: Book, name: str, key: str, number: Any, noun: str) -> tuple[Sheet, Json]:
    for sheet, item in _every(book, name):
        if item[key] == number:
            return sheet, item
    raise ApiError(400, f"No {noun} with id: {number}")


def _id_for(edit: Edit, name: str, key: str, given: Json, noun: str) -> int:
    taken = {item[key] for _, item in _every(edit.book, name)}
    number = given.get(key)
    if not number:
        return edit.new_id(taken)
    if number in taken:
        raise ApiError(400, f"A {noun} with id {number} already exists.")
    return int(number)


def _check_range(edit: Edit, value: Json) -> Json:
    """A GridRange whose sheet exists and which starts inside its grid, closed sides kept as given."""
    sheet, _ = target(edit, value)
    kept = {name: edge for name, edge in value.items() if name != "sheetId"}
    limits = {"endRowIndex": sheet.row_count, "endColumnIndex": sheet.column_count}
    return {
        "sheetId": sheet.id,
        **{name: min(edge, limits.get(name, edge)) for name, edge in kept.items()},
    }


# Named ranges

_NAME = re.compile(r"[A-Za-z_\u00c0-\uffff][\w\u00c0-\uffff.]*\Z")


def _check_name(book: Book, name: str, but: str = "") -> None:
    if (
        not name
        or len(name) > 250
        or not _NAME.match(name)
        or a1.parse_cells(name)
        or name.lower() in {"true", "false"}
    ):
        raise ApiError(400, "The name given to this range is invalid.")
    for named in book.named_ranges:
        if named["name"].casefold() == name.casefold() and named["namedRangeId"] != but:
            raise ApiError(
                400,
                f"Cannot add named range with name {name}, a named range with that name already exists.",
            )


@kind("addNamedRange")
def _add_named_range(edit: Edit, body: Json) -> Json:
    given = body.get("namedRange", {})
    _check_name(edit.book, given.get("name", ""))
    taken = {named["namedRangeId"] for named in edit.book.named_ranges}
    name_id = given.get("namedRangeId") or str(edit.new_id(set()))
    if name_id in taken:
        raise ApiError(400, f"A named range with id {name_id} already exists.")
    named = {
        "namedRangeId": name_id,
        "name": given["name"],
        "range": _check_range(edit, given.get("range", {})),
    }
    edit.book.named_ranges.append(named)
    return {"namedRange": named}


def _named(book: Book, name_id: str) -> Json:
    for named in book.named_ranges:
        if named["namedRangeId"] == name_id:
            return named
    raise ApiError(400, f"No named range with id: {name_id}")


@kind("updateNamedRange")
def _update_named_range(edit: Edit, body: Json) -> None:
    given = body.get("namedRange", {})
    mask = masks.update_mask(
        body.get("fields"), known=frozenset({"namedRangeId", "name", "range"}), strip="namedRange"
    )
    named = _named(edit.book, given.get("namedRangeId", ""))
    if "name" in mask or ("*" in mask and "name" in given):
        _check_name(edit.book, given.get("name", ""), named["namedRangeId"])
        named["name"] = given["name"]
    if "range" in mask or ("*" in mask and "range" in given):
        below = mask.get("range") or {}
        merged = masks.merge(named["range"], given.get("range", {}), below)
        named["range"] = _check_range(edit, merged)


@kind("deleteNamedRange")
def _delete_named_range(edit: Edit, body: Json) -> None:
    edit.book.named_ranges.remove(_named(edit.book, body.get("namedRangeId", "")))


# Protected ranges

PROTECTED_FIELDS = frozenset(
    {
        "protectedRangeId",
        "range",
        "namedRangeId",
        "description",
        "warningOnly",
        "requestingUserCanEdit",
        "unprotectedRanges",
        "editors",
        "tableId",
    }
)


@kind("addProtectedRange")
def _add_protected_range(edit: Edit, body: Json) -> Json:
    given = _stored(edit, body.get("protectedRange", {}))
    number = _id_for(edit, "protectedRanges", "protectedRangeId", given, "protected range")
    protected: Json = {"protectedRangeId": number}
    if "namedRangeId" in given:
        named = _named(edit.book, given["namedRangeId"])
        sheet = edit.book.sheet(named["range"]["sheetId"])
        protected["namedRangeId"] = given["namedRangeId"]
    else:
        if "range" not in given:
            raise ApiError(400, "A protected range must have a range, a named range or a table.")
        protected["range"] = _check_range(edit, given["range"])
        sheet = edit.book.sheet(protected["range"]["sheetId"])
    protected.update(
        {
            name: given[name]
            for name in ("description", "warningOnly", "unprotectedRanges")
            if given.get(name)
        }
    )
    if not protected.get("warningOnly"):
        protected["editors"] = _editors(edit, given.get("editors"))
    sheet.objects["protectedRanges"].append(protected)
    return {"protectedRange": {**protected, "requestingUserCanEdit": edit.may_edit(protected)}}


def _editors(edit: Edit, given: Json | None) -> Json:
    """The editors of a protection: those named, and always its maker and the file's owners."""
    editors = dict(given or {})
    owners = [user for user, role in (edit.book.roles or {}).items() if role == "owner"]
    users = [user for user in [*editors.get("users", []), edit.user, *owners] if user]
    users = list(dict.fromkeys(users))
    return {**editors, "users": users} if users else editors


@kind("updateProtectedRange")
def _update_protected_range(edit: Edit, body: Json) -> None:
    given = _stored(edit, body.get("protectedRange", {}))
    mask = masks.update_mask(body.get("fields"), known=PROTECTED_FIELDS, strip="protectedRange")
    sheet, protected = _find(
        edit.book,
        "protectedRanges",
        "protectedRangeId",
        given.get("protectedRangeId"),
        "protected range",
    )
    edit.guard_protection(protected)
    mask = {
        name: below
        for name, below in mask.items()
        if name not in {"protectedRangeId", "requestingUserCanEdit"}
    }
    if "*" in mask:
        mask = {
            name: {} for name in PROTECTED_FIELDS - {"protectedRangeId", "requestingUserCanEdit"}
        }
    merged = {
        name: value
        for name, value in masks.merge(protected, given, mask).items()
        if value not in (False, "", None)
    }
    if "range" in merged:
        merged["range"] = _check_range(edit, merged["range"])
    if merged.get("warningOnly"):
        merged.pop("editors", None)
    elif "editors" in mask or "editors" not in merged:
        merged["editors"] = _editors(edit, merged.get("editors"))
    place = sheet.objects["protectedRanges"]
    place[place.index(protected)] = merged
    new_home = edit.book.sheet(merged["range"]["sheetId"]) if "range" in merged else sheet
    if new_home is not sheet:
        place.remove(merged)
        new_home.objects["protectedRanges"].append(merged)


@kind("deleteProtectedRange")
def _delete_protected_range(edit: Edit, body: Json) -> None:
    sheet, protected = _find(
        edit.book,
        "protectedRanges",
        "protectedRangeId",
        body.get("protectedRangeId"),
        "protected range",
    )
    edit.guard_protection(protected)
    sheet.objects["protectedRanges"].remove(protected)


# Filters


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
    given = _stored(edit, body.get("filter", {}))
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
        dimensions.sort(edit, sheet, body_rect, given["sortSpecs"])


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
    given = _stored(edit, body.get("filter", {}))
    number = _id_for(edit, "filterViews", "filterViewId", given, "filter view")
    if given.get("namedRangeId"):
        span = dict(_named(edit.book, given["namedRangeId"])["range"])
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
    given = _stored(edit, body.get("filter", {}))
    mask = masks.update_mask(body.get("fields"), known=VIEW_FIELDS, strip="filter")
    sheet, view = _find(
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
    sheet, view = _find(
        edit.book, "filterViews", "filterViewId", body.get("filterId"), "filter view"
    )
    sheet.objects["filterViews"].remove(view)


@kind("duplicateFilterView")
def _duplicate_filter_view(edit: Edit, body: Json) -> Json:
    sheet, view = _find(
        edit.book, "filterViews", "filterViewId", body.get("filterId"), "filter view"
    )
    number = edit.new_id({item["filterViewId"] for _, item in _every(edit.book, "filterViews")})
    made = {**copy.deepcopy(view), "filterViewId": number, "title": f"Copy of {view['title']}"}
    sheet.objects["filterViews"].append(made)
    return {"filter": made}


# Bands


@kind("addBanding")
def _add_banding(edit: Edit, body: Json) -> Json:
    given = _stored(edit, body.get("bandedRange", {}))
    number = _id_for(edit, "bandedRanges", "bandedRangeId", given, "banded range")
    span = _check_range(edit, given.get("range", {}))
    if not (given.get("rowProperties") or given.get("columnProperties")):
        raise ApiError(
            400, "At least one of 'rowProperties' or 'columnProperties' must be specified."
        )
    sheet = edit.book.sheet(span["sheetId"])
    _check_bands(sheet, span)
    made = {**given, "bandedRangeId": number, "range": span}
    sheet.objects["bandedRanges"].append(made)
    return {"bandedRange": made}


def _check_bands(sheet: Sheet, span: Json, but: int | None = None) -> None:
    for band in sheet.objects["bandedRanges"]:
        if band["bandedRangeId"] != but and rect_of(band["range"]).meets(rect_of(span)):
            raise ApiError(
                400,
                "You cannot add alternating background colors to a range that already has alternating background colors.",
            )


@kind("updateBanding")
def _update_banding(edit: Edit, body: Json) -> None:
    given = _stored(edit, body.get("bandedRange", {}))
    mask = masks.update_mask(
        body.get("fields"),
        known=frozenset({"bandedRangeId", "range", "rowProperties", "columnProperties"}),
        strip="bandedRange",
    )
    sheet, band = _find(
        edit.book, "bandedRanges", "bandedRangeId", given.get("bandedRangeId"), "banded range"
    )
    if "*" in mask:
        mask = {
            name: {}
            for name in ("range", "rowProperties", "columnProperties")
            if name in given or name != "range"
        }
    mask.pop("bandedRangeId", None)
    merged = masks.merge(band, given, formats.twin_mask(mask, given))
    merged["range"] = _check_range(edit, merged.get("range", band["range"]))
    _check_bands(sheet, merged["range"], band["bandedRangeId"])
    sheet.objects["bandedRanges"].remove(band)
    edit.book.sheet(merged["range"]["sheetId"]).objects["bandedRanges"].append(merged)


@kind("deleteBanding")
def _delete_banding(edit: Edit, body: Json) -> None:
    sheet, band = _find(
        edit.book, "bandedRanges", "bandedRangeId", body.get("bandedRangeId"), "banded range"
    )
    sheet.objects["bandedRanges"].remove(band)


# Conditional formats


def _rule(edit: Edit, given: Json) -> tuple[Sheet, Json]:
    rule = _stored(edit, given)
    spans = [_check_range(edit, span) for span in rule.get("ranges", [])]
    if not spans:
        raise ApiError(400, "No ranges specified.")
    if len({span["sheetId"] for span in spans}) > 1:
        raise ApiError(400, "All ranges must be on the same sheet.")
    if ("booleanRule" in rule) == ("gradientRule" in rule):
        raise ApiError(400, "Exactly one of 'booleanRule' or 'gradientRule' must be specified.")
    if "gradientRule" in rule:
        rule["gradientRule"] = _gradient(rule["gradientRule"])
    return edit.book.sheet(spans[0]["sheetId"]), {**rule, "ranges": spans}


def _gradient(given: Json) -> Json:
    """A colour scale as it is kept: two or three points, with values only where they mean something."""
    kept = dict(given)
    for name in ("minpoint", "midpoint", "maxpoint"):
        point = given.get(name)
        if point is None and name == "midpoint":
            continue
        if not point or point.get("type") in (None, "INTERPOLATION_POINT_TYPE_UNSPECIFIED"):
            raise ApiError(400, "No interpolationPointType specified.")
        if point["type"] in {"MIN", "MAX"}:
            kept[name] = {key: value for key, value in point.items() if key != "value"}
        elif not point.get("value"):
            raise ApiError(400, "InterpolationPoint.value is required.")
    return kept


@kind("addConditionalFormatRule")
def _add_rule(edit: Edit, body: Json) -> None:
    sheet, rule = _rule(edit, body.get("rule", {}))
    rules = sheet.objects["conditionalFormats"]
    index = body.get("index", 0)
    if not 0 <= index <= len(rules):
        raise ApiError(
            400, f"Invalid index: {index}. There are {len(rules)} conditional format rules."
        )
    rules.insert(index, rule)


def _rule_at(edit: Edit, sheet_id: int, index: int) -> tuple[list[Json], Json]:
    rules = edit.book.sheet(sheet_id).objects["conditionalFormats"]
    if not 0 <= index < len(rules):
        raise ApiError(400, f"No conditional format on sheet: {sheet_id} at index: {index}")
    return rules, rules[index]


@kind("updateConditionalFormatRule")
def _update_rule(edit: Edit, body: Json) -> Json:
    index = body.get("index", 0)
    if "newIndex" in body:
        rules, rule = _rule_at(edit, body.get("sheetId", 0), index)
        new_index = body["newIndex"]
        if not 0 <= new_index < len(rules):
            raise ApiError(
                400,
                f"No conditional format on sheet: {body.get('sheetId', 0)} at index: {new_index}",
            )
        rules.insert(new_index, rules.pop(index))
        return {"newRule": rule, "newIndex": new_index, "oldIndex": index}
    given = with_sheet_ids(body.get("rule", {}))
    home = (
        given.get("ranges", [{"sheetId": 0}])[0].get("sheetId", 0)
        if given.get("ranges")
        else body.get("sheetId", 0)
    )
    rules, old = _rule_at(edit, body.get("sheetId", home), index)
    _, new = _rule(edit, body.get("rule", {}))
    rules[index] = new
    return (
        {"oldRule": old, "newRule": new, "oldIndex": index, "newIndex": index}
        if index
        else {"oldRule": old, "newRule": new}
    )


@kind("deleteConditionalFormatRule")
def _delete_rule(edit: Edit, body: Json) -> Json:
    rules, rule = _rule_at(edit, body.get("sheetId", 0), body.get("index", 0))
    rules.remove(rule)
    return {"rule": rule}


# Charts, slicers, their places


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
    given = _stored(edit, body.get("chart", {}))
    number = _id_for(edit, "charts", "chartId", given, "chart")
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


def _check_sources(edit: Edit, value: Any) -> None:
    """Every source range of a chart must lie on a sheet that exists."""
    if isinstance(value, list):
        for item in value:
            _check_sources(edit, item)
    elif isinstance(value, dict):
        for name, part in value.items():
            if name == "sources":
                for span in part:
                    target(edit, span)
            else:
                _check_sources(edit, part)


@kind("updateChartSpec")
def _update_chart_spec(edit: Edit, body: Json) -> None:
    _, chart = _find(edit.book, "charts", "chartId", body.get("chartId"), "chart")
    spec = _stored(edit, body.get("spec", {}))
    _check_spec(edit, spec)
    chart["spec"] = _chart_defaults(spec)


@kind("deleteEmbeddedObject")
def _delete_embedded_object(edit: Edit, body: Json) -> None:
    number = body.get("objectId")
    for name, key in (("charts", "chartId"), ("slicers", "slicerId")):
        for sheet, item in list(_every(edit.book, name)):
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
        for sheet, item in list(_every(edit.book, name)):
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
    _, chart = _find(edit.book, "charts", "chartId", body.get("objectId"), "object")
    mask = masks.update_mask(
        body.get("fields"), known=frozenset({"color", "colorStyle"}), strip="border"
    )
    border = _stored(edit, body.get("border", {}))
    chart["border"] = masks.merge(chart.get("border", {}), border, formats.twin_mask(mask, border))


@kind("addSlicer")
def _add_slicer(edit: Edit, body: Json) -> Json:
    given = _stored(edit, body.get("slicer", {}))
    number = _id_for(edit, "slicers", "slicerId", given, "slicer")
    sheet, position = _position(edit, given.get("position", {}))
    slicer = {"slicerId": number, "spec": given.get("spec", {}), "position": position}
    sheet.objects["slicers"].append(slicer)
    return {"slicer": slicer}


@kind("updateSlicerSpec")
def _update_slicer_spec(edit: Edit, body: Json) -> None:
    _, slicer = _find(edit.book, "slicers", "slicerId", body.get("slicerId"), "slicer")
    mask = masks.update_mask(body.get("fields"), strip="spec")
    spec = _stored(edit, body.get("spec", {}))
    slicer["spec"] = masks.merge(slicer["spec"], spec, formats.twin_mask(mask, spec))


# Tables

TABLE_FIELDS = frozenset({"tableId", "name", "range", "rowsProperties", "columnProperties"})


@kind("addTable")
def _add_table(edit: Edit, body: Json) -> Json:
    given = _stored(edit, body.get("table", {}))
    span = _check_range(edit, given.get("range", {}))
    sheet = edit.book.sheet(span["sheetId"])
    rect = rect_of(span).closed(sheet.row_count, sheet.column_count)
    name = given.get("name") or f"Table{1 + sum(1 for _ in _every(edit.book, 'tables'))}"
    if any(item["name"].casefold() == name.casefold() for _, item in _every(edit.book, "tables")):
        raise ApiError(400, f"A table with the name '{name}' already exists.")
    for item in sheet.objects["tables"]:
        if rect_of(item["range"]).meets(rect):
            raise ApiError(400, "You cannot create a table that overlaps another table.")
    for band in sheet.objects["bandedRanges"]:
        if rect_of(band["range"]).meets(rect):
            raise ApiError(
                400, "You cannot create a table in a range that has alternating background colors."
            )
    table_id = given.get("tableId") or str(edit.new_id(set()))
    if any(item["tableId"] == table_id for _, item in _every(edit.book, "tables")):
        raise ApiError(400, f"A table with id {table_id} already exists.")
    table = {**given, "tableId": table_id, "name": name, "range": grid_range(rect)}
    table["columnProperties"] = _table_columns(sheet, rect, given.get("columnProperties", []))
    sheet.objects["tables"].append(table)
    return {"table": table}


def _table_columns(sheet: Sheet, rect: a1.Rect, given: list[Json]) -> list[Json]:
    """An entry for every column: one that was given without a name is `Column 1`, `Column 2`, ...; one that
    was not given is named by its header cell. Names are written into the header row."""
    named = {column.get("columnIndex", 0): column for column in given}
    columns, unnamed = [], 0
    for index, place in enumerate(range(rect.left or 0, rect.right or 0)):
        column = {
            name: value for name, value in named.get(index, {}).items() if name != "columnIndex"
        }
        _check_column(column)
        old = sheet.get("value", rect.top or 0, place)
        if not column.get("columnName"):
            blank = old in (None, "") or index in named
            unnamed += blank
            column["columnName"] = f"Column {unnamed}" if blank else str(old)
        if column.get("columnType") in ("NONE", "COLUMN_TYPE_UNSPECIFIED"):
            del column["columnType"]
        if str(old) != column["columnName"]:
            sheet.set("value", rect.top or 0, place, column["columnName"])
            sheet.set("runs", rect.top or 0, place, None)
        columns.append({**({"columnIndex": index} if index else {}), **column})
    return columns


def _check_column(column: Json) -> None:
    dropdown = column.get("columnType") == "DROPDOWN"
    condition = column.get("dataValidationRule", {}).get("condition")
    if dropdown and not condition:
        raise ApiError(400, "Condition must be set for dropdown column type.")
    if condition and not dropdown:
        raise ApiError(400, "Cannot set condition for non-dropdown column type.")


@kind("updateTable")
def _update_table(edit: Edit, body: Json) -> None:
    given = _stored(edit, body.get("table", {}))
    mask = masks.update_mask(body.get("fields"), known=TABLE_FIELDS, strip="table")
    sheet, table = _find(edit.book, "tables", "tableId", given.get("tableId"), "table")
    if "*" in mask:
        mask = {name: {} for name in given}
    mask.pop("tableId", None)
    if "columnProperties" in mask and any(
        not column.get("columnName") for column in given.get("columnProperties", [])
    ):
        raise ApiError(400, "Table header row cell must have a value.")
    merged = masks.merge(table, given, mask)
    if "range" in mask or "columnProperties" in mask:
        rect = rect_of(_check_range(edit, merged["range"])).closed(
            sheet.row_count, sheet.column_count
        )
        merged["range"] = grid_range(rect)
        merged["columnProperties"] = _table_columns(sheet, rect, merged.get("columnProperties", []))
    sheet.objects["tables"][sheet.objects["tables"].index(table)] = merged


@kind("deleteTable")
def _delete_table(edit: Edit, body: Json) -> None:
    sheet, table = _find(edit.book, "tables", "tableId", body.get("tableId"), "table")
    rect = rect_of(table["range"])
    for layer in ("value", "formula", "format", "validation"):
        sheet.fill(layer, rect, None)
    rules = sheet.objects["conditionalFormats"]
    rules[:] = [
        rule for rule in rules if not any(rect_of(span).meets(rect) for span in rule["ranges"])
    ]
    sheet.objects["tables"].remove(table)
