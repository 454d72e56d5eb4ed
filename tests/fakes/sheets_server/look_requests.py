"""batchUpdate requests on alternating colours and conditional formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server import formats, masks
from tests.fakes.sheets_server.batch import kind
from tests.fakes.sheets_server.errors import ApiError
from tests.fakes.sheets_server.model import Sheet, rect_of, with_sheet_ids
from tests.fakes.sheets_server.objects import check_range, find_object, id_for, stored

if TYPE_CHECKING:
    from tests.fakes.sheets_server.edit import Edit

Json = dict[str, Any]


# Bands


@kind("addBanding")
def _add_banding(edit: Edit, body: Json) -> Json:
    given = stored(edit, body.get("bandedRange", {}))
    number = id_for(edit, "bandedRanges", "bandedRangeId", given, "banded range")
    span = check_range(edit, given.get("range", {}))
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
    given = stored(edit, body.get("bandedRange", {}))
    mask = masks.update_mask(
        body.get("fields"),
        known=frozenset({"bandedRangeId", "range", "rowProperties", "columnProperties"}),
        strip="bandedRange",
    )
    sheet, band = find_object(
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
    merged["range"] = check_range(edit, merged.get("range", band["range"]))
    _check_bands(sheet, merged["range"], band["bandedRangeId"])
    sheet.objects["bandedRanges"].remove(band)
    edit.book.sheet(merged["range"]["sheetId"]).objects["bandedRanges"].append(merged)


@kind("deleteBanding")
def _delete_banding(edit: Edit, body: Json) -> None:
    sheet, band = find_object(
        edit.book, "bandedRanges", "bandedRangeId", body.get("bandedRangeId"), "banded range"
    )
    sheet.objects["bandedRanges"].remove(band)


# Conditional formats


def _rule(edit: Edit, given: Json) -> tuple[Sheet, Json]:
    rule = stored(edit, given)
    spans = [check_range(edit, span) for span in rule.get("ranges", [])]
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
