"""What stands beside cells: how it is kept and found; named and protected ranges."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server import a1, formats, masks
from tests.fakes.sheets_server.batch import kind
from tests.fakes.sheets_server.cell_requests import target
from tests.fakes.sheets_server.errors import ApiError
from tests.fakes.sheets_server.model import Book, Sheet, with_sheet_ids

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.sheets_server.edit import Edit

Json = dict[str, Any]


def stored(edit: Edit, value: Json) -> Json:
    """An object as it is kept: sheetIds written out, colours rounded and twinned."""
    return formats.twin(
        with_sheet_ids(copy.deepcopy(value)), edit.book.properties.get("spreadsheetTheme")
    )


def every(book: Book, name: str) -> Iterator[tuple[Sheet, Json]]:
    for sheet in book.sheets:
        for item in sheet.objects[name]:
            yield sheet, item


def find_object(book: Book, name: str, key: str, number: Any, noun: str) -> tuple[Sheet, Json]:
    for sheet, item in every(book, name):
        if item[key] == number:
            return sheet, item
    raise ApiError(400, f"No {noun} with id: {number}")


def id_for(edit: Edit, name: str, key: str, given: Json, noun: str) -> int:
    taken = {item[key] for _, item in every(edit.book, name)}
    number = given.get(key)
    if not number:
        return edit.new_id(taken)
    if number in taken:
        raise ApiError(400, f"A {noun} with id {number} already exists.")
    return int(number)


def check_range(edit: Edit, value: Json) -> Json:
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
        "range": check_range(edit, given.get("range", {})),
    }
    edit.book.named_ranges.append(named)
    return {"namedRange": named}


def named_range(book: Book, name_id: str) -> Json:
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
    named = named_range(edit.book, given.get("namedRangeId", ""))
    if "name" in mask or ("*" in mask and "name" in given):
        _check_name(edit.book, given.get("name", ""), named["namedRangeId"])
        named["name"] = given["name"]
    if "range" in mask or ("*" in mask and "range" in given):
        below = mask.get("range") or {}
        merged = masks.merge(named["range"], given.get("range", {}), below)
        named["range"] = check_range(edit, merged)


@kind("deleteNamedRange")
def _delete_named_range(edit: Edit, body: Json) -> None:
    edit.book.named_ranges.remove(named_range(edit.book, body.get("namedRangeId", "")))


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
    given = stored(edit, body.get("protectedRange", {}))
    number = id_for(edit, "protectedRanges", "protectedRangeId", given, "protected range")
    protected: Json = {"protectedRangeId": number}
    if "namedRangeId" in given:
        named = named_range(edit.book, given["namedRangeId"])
        sheet = edit.book.sheet(named["range"]["sheetId"])
        protected["namedRangeId"] = given["namedRangeId"]
    else:
        if "range" not in given:
            raise ApiError(400, "A protected range must have a range, a named range or a table.")
        protected["range"] = check_range(edit, given["range"])
        sheet = edit.book.sheet(protected["range"]["sheetId"])
        _check_one_sheet_protection(sheet, protected["range"])
    if given.get("warningOnly") and _named_editors(given.get("editors")):
        raise ApiError(400, "ProtectedRange is warningOnly. Editors cannot be set on it.")
    protected.update(
        {
            name: given[name]
            for name in ("description", "warningOnly", "unprotectedRanges")
            if given.get(name)
        }
    )
    answer = {**protected, "requestingUserCanEdit": True}
    if not protected.get("warningOnly"):
        protected["editors"] = _editors(edit, given.get("editors"))
        answer["editors"] = _named_editors(given.get("editors"))
    sheet.objects["protectedRanges"].append(protected)
    return {"protectedRange": answer}


def _check_one_sheet_protection(sheet: Sheet, span: Json) -> None:
    """Refuse a second protection of a whole tab; its parts may be protected as often as one likes."""
    whole = {"sheetId": sheet.id}
    if span == whole and any(
        known.get("range") == whole for known in sheet.objects["protectedRanges"]
    ):
        raise ApiError(400, f'Sheet "{sheet.title}" already has sheet protection.')


def _named_editors(given: Json | None) -> Json:
    """The editors that a request names: the answer to it shows no others, and no empty lists."""
    return {name: value for name, value in (given or {}).items() if value}


def _editors(edit: Edit, given: Json | None) -> Json:
    """The editors of a protection: those named, and always its maker and the file's owners."""
    editors = _named_editors(given)
    owners = [user for user, role in (edit.book.roles or {}).items() if role == "owner"]
    users = [user for user in [*editors.get("users", []), edit.user, *owners] if user]
    users = list(dict.fromkeys(users))
    return {**editors, "users": users} if users else editors


@kind("updateProtectedRange")
def _update_protected_range(edit: Edit, body: Json) -> None:
    given = stored(edit, body.get("protectedRange", {}))
    mask = masks.update_mask(body.get("fields"), known=PROTECTED_FIELDS, strip="protectedRange")
    sheet, protected = find_object(
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
        merged["range"] = check_range(edit, merged["range"])
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
    sheet, protected = find_object(
        edit.book,
        "protectedRanges",
        "protectedRangeId",
        body.get("protectedRangeId"),
        "protected range",
    )
    edit.guard_protection(protected)
    sheet.objects["protectedRanges"].remove(protected)
