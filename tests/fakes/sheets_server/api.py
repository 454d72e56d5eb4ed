"""From an HTTP request to a method of the API: routes, locks, roles, and the stored spreadsheets."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from tests.fakes.sheets_server import (
    auth,
    batch,
    cell_requests,
    chart_requests,
    copy_requests,
    dimension_requests,
    filter_requests,
    formats,
    formulas,
    look_requests,
    masks,
    metadata,
    objects,
    reading,
    sorting,
    table_requests,
    tabs,
    tidy_requests,
    values,
)
from tests.fakes.sheets_server.edit import Edit
from tests.fakes.sheets_server.errors import ApiError, violation
from tests.fakes.sheets_server.faults import Exchange
from tests.fakes.sheets_server.model import Book, shown

Json = dict[str, Any]
REQUEST_MODULES = (
    cell_requests,
    chart_requests,
    copy_requests,
    dimension_requests,
    filter_requests,
    look_requests,
    metadata,
    objects,
    sorting,
    table_requests,
    tabs,
    tidy_requests,
)
"""Importing these registers the request kinds of batchUpdate."""
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
ROUTES = tuple(
    (method, re.compile(pattern + r"\Z", re.DOTALL), name)
    for method, pattern, name in (
        ("POST", r"/v4/spreadsheets", "spreadsheets.create"),
        ("GET", r"/v4/spreadsheets/(?P<id>[^/:]+)", "spreadsheets.get"),
        ("POST", r"/v4/spreadsheets/(?P<id>[^/:]+):batchUpdate", "spreadsheets.batchUpdate"),
        (
            "POST",
            r"/v4/spreadsheets/(?P<id>[^/:]+):getByDataFilter",
            "spreadsheets.getByDataFilter",
        ),
        ("GET", r"/v4/spreadsheets/(?P<id>[^/:]+)/values:batchGet", "spreadsheets.values.batchGet"),
        (
            "POST",
            r"/v4/spreadsheets/(?P<id>[^/:]+)/values:batchUpdate",
            "spreadsheets.values.batchUpdate",
        ),
        (
            "POST",
            r"/v4/spreadsheets/(?P<id>[^/:]+)/values:batchClear",
            "spreadsheets.values.batchClear",
        ),
        (
            "POST",
            r"/v4/spreadsheets/(?P<id>[^/:]+)/values:batchGetByDataFilter",
            "spreadsheets.values.batchGetByDataFilter",
        ),
        (
            "POST",
            r"/v4/spreadsheets/(?P<id>[^/:]+)/values:batchUpdateByDataFilter",
            "spreadsheets.values.batchUpdateByDataFilter",
        ),
        (
            "POST",
            r"/v4/spreadsheets/(?P<id>[^/:]+)/values:batchClearByDataFilter",
            "spreadsheets.values.batchClearByDataFilter",
        ),
        (
            "POST",
            r"/v4/spreadsheets/(?P<id>[^/:]+)/values/(?P<range>.+):append",
            "spreadsheets.values.append",
        ),
        (
            "POST",
            r"/v4/spreadsheets/(?P<id>[^/:]+)/values/(?P<range>.+):clear",
            "spreadsheets.values.clear",
        ),
        ("GET", r"/v4/spreadsheets/(?P<id>[^/:]+)/values/(?P<range>.+)", "spreadsheets.values.get"),
        (
            "PUT",
            r"/v4/spreadsheets/(?P<id>[^/:]+)/values/(?P<range>.+)",
            "spreadsheets.values.update",
        ),
        (
            "POST",
            r"/v4/spreadsheets/(?P<id>[^/:]+)/sheets/(?P<sheet>[^/:]+):copyTo",
            "spreadsheets.sheets.copyTo",
        ),
        (
            "GET",
            r"/v4/spreadsheets/(?P<id>[^/:]+)/developerMetadata/(?P<metadata>[^/:]+)",
            "spreadsheets.developerMetadata.get",
        ),
        (
            "POST",
            r"/v4/spreadsheets/(?P<id>[^/:]+)/developerMetadata:search",
            "spreadsheets.developerMetadata.search",
        ),
    )
)
READS = frozenset(
    {
        "spreadsheets.get", "spreadsheets.getByDataFilter", "spreadsheets.values.get", "spreadsheets.values.batchGet",
        "spreadsheets.values.batchGetByDataFilter", "spreadsheets.developerMetadata.get", "spreadsheets.developerMetadata.search",
    }
)  # fmt: skip


def route(method: str, raw_path: str) -> tuple[str, dict[str, str]] | None:
    """Endpoint name and path parameters (percent-decoded) of a request; None if there is no such method.

    A slash at the end or before `:` is overlooked, as Google does (node-google-spreadsheet sends both).
    """
    raw_path = raw_path.rstrip("/").replace("/:", ":")
    for verb, pattern, name in ROUTES:
        if verb == method:
            match = pattern.match(raw_path) or pattern.match(
                raw_path.replace("%3A", ":").replace("%3a", ":")
            )
            if match:
                return name, {key: unquote(value) for key, value in match.groupdict().items()}
    return None


class Store:
    """All spreadsheets, each with its lock."""

    def __init__(self, *, seed: int = 1, create_missing: bool = False) -> None:
        self.books: dict[str, Book] = {}
        self.locks: dict[str, threading.RLock] = {}
        self.chance = random.Random(seed)
        self.create_missing = create_missing
        self._lock = threading.Lock()

    def new_id(self) -> str:
        """A spreadsheet id that looks like Google's."""
        return "1" + "".join(self.chance.choice(ALPHABET) for _ in range(43))

    def add(self, book: Book) -> Book:
        """Keep a spreadsheet (in place of one with the same id)."""
        with self._lock:
            self.books[book.id] = book
            self.locks.setdefault(book.id, threading.RLock())
        return book

    def book(self, spreadsheet_id: str) -> Book:
        """A spreadsheet; 404 if there is none."""
        found = self.books.get(spreadsheet_id)
        if found is None and self.create_missing:
            found = self.add(blank_book(spreadsheet_id))
        if found is None:
            raise ApiError(404, "Requested entity was not found.")
        return found


def blank_book(spreadsheet_id: str, given: Json | None = None) -> Book:
    """A new spreadsheet with one tab, `Sheet1`, of 1000 x 26."""
    book = Book(id=spreadsheet_id, properties=formats.new_properties(given))
    book.sheets.append(tabs.new_sheet(book, {"title": "Sheet1"}, sheet_id=0))
    return book


def call(store: Store, exchange: Exchange, parameters: dict[str, str]) -> Json:
    """Run one API method and give its answer (field mask not yet applied)."""
    method = METHODS[exchange.endpoint]
    if exchange.endpoint == "spreadsheets.create":
        return method(store, None, exchange, parameters)
    book = store.book(exchange.spreadsheet_id)
    with store.locks[book.id]:
        role = auth.check_role(book.roles, exchange.user, writing=exchange.kind == "W")
        edit = Edit(
            book,
            user=exchange.user,
            owner=role == "owner",
            chance=store.chance,
            find_book=store.book,
        )
        if exchange.kind == "R":
            formulas.calculate(book)
            return method(store, edit, exchange, parameters)
        if exchange.endpoint == "spreadsheets.batchUpdate":
            return method(store, edit, exchange, parameters)
        before = book.snapshot()
        try:
            return method(store, edit, exchange, parameters)
        except BaseException:
            book.restore(before)
            raise


def _one(exchange: Exchange, name: str) -> str | None:
    found = exchange.query.get(name)
    return found[-1] if found else None


def _mask(exchange: Exchange) -> masks.Mask | None:
    """The mask of the answer: of several `fields` the first."""
    return masks.query_mask((exchange.query.get("fields") or [None])[0])


def _options(exchange: Exchange) -> Json:
    return {name: found[-1] for name, found in exchange.query.items()}


def _flag(exchange: Exchange, name: str) -> bool:
    return (_one(exchange, name) or "").lower() == "true"


def _body(exchange: Exchange) -> Json:
    return exchange.body if isinstance(exchange.body, dict) else {}


def _create(store: Store, _edit: Any, exchange: Exchange, _parameters: Any) -> Json:
    body = _body(exchange)
    book = Book(
        id=body.get("spreadsheetId") or store.new_id(),
        properties=formats.new_properties(body.get("properties")),
    )
    book.roles = {exchange.user: "owner"} if exchange.user != auth.ANYONE else None
    edit = Edit(book, user=exchange.user, chance=store.chance)
    for given in body.get("sheets") or [{"properties": {"sheetId": 0, "title": "Sheet1"}}]:
        _create_sheet(edit, given)
    for named in body.get("namedRanges", []):
        batch.KINDS["addNamedRange"](edit, {"namedRange": named})
    for item in body.get("developerMetadata", []):
        batch.KINDS["createDeveloperMetadata"](edit, {"developerMetadata": item})
    store.add(book)
    return reading.spreadsheet(edit)


def _create_sheet(edit: Edit, given: Json) -> None:
    book, properties = edit.book, dict(given.get("properties") or {})
    title = properties.get("title") or tabs.free_title(book)
    tabs.check_title(book, title)
    taken = {sheet.id for sheet in book.sheets}
    number = properties.get("sheetId")
    if number in taken:
        raise ApiError(400, f"Sheet with id {number} already exists.")
    if number is None:
        number = 0 if not book.sheets else edit.new_id(taken)
    sheet = tabs.new_sheet(book, {**properties, "title": title}, sheet_id=number)
    book.sheets.append(sheet)
    whole = {"sheetId": number}
    for data in given.get("data", []):
        start = {
            "sheetId": number,
            "rowIndex": data.get("startRow", 0),
            "columnIndex": data.get("startColumn", 0),
        }
        if data.get("rowData"):
            batch.KINDS["updateCells"](
                edit, {"start": start, "rows": data["rowData"], "fields": "*"}
            )
        for dimension, name, first in (
            ("ROWS", "rowMetadata", "startRow"),
            ("COLUMNS", "columnMetadata", "startColumn"),
        ):
            for index, entry in enumerate(data.get(name, []), data.get(first, 0)):
                span = {**whole, "dimension": dimension, "startIndex": index, "endIndex": index + 1}
                batch.KINDS["updateDimensionProperties"](
                    edit, {"range": span, "properties": entry, "fields": "*"}
                )
    for name, request, field in (
        ("conditionalFormats", "addConditionalFormatRule", "rule"), ("protectedRanges", "addProtectedRange", "protectedRange"),
        ("bandedRanges", "addBanding", "bandedRange"), ("charts", "addChart", "chart"), ("filterViews", "addFilterView", "filter"),
        ("tables", "addTable", "table"), ("developerMetadata", "createDeveloperMetadata", "developerMetadata"),
    ):  # fmt: skip
        for index, item in enumerate(given.get(name, [])):
            extra = {"index": index} if name == "conditionalFormats" else {}
            batch.KINDS[request](edit, {field: item, **extra})
    for span in given.get("merges", []):
        batch.KINDS["mergeCells"](edit, {"range": span, "mergeType": "MERGE_ALL"})
    if given.get("basicFilter"):
        batch.KINDS["setBasicFilter"](edit, {"filter": given["basicFilter"]})


def _get(_store: Store, edit: Edit, exchange: Exchange, _parameters: Any) -> Json:
    mask = _mask(exchange)
    return reading.spreadsheet(
        edit, texts=exchange.query.get("ranges"), grid=_flag(exchange, "includeGridData"), mask=mask
    )


def _get_by_filter(_store: Store, edit: Edit, exchange: Exchange, _parameters: Any) -> Json:
    body = _body(exchange)
    mask = _mask(exchange)
    filters = body.get("dataFilters")
    rects = [rect for rect, _ in values.filtered(edit.book, filters)] if filters else None
    return reading.render(edit, rects, grid=bool(body.get("includeGridData")), mask=mask)


def _batch_update(_store: Store, edit: Edit, exchange: Exchange, _parameters: Any) -> Json:
    body = _body(exchange)
    replies = batch.apply(edit, body.get("requests") or [])
    answer: Json = {"spreadsheetId": edit.book.id, "replies": replies}
    if body.get("includeSpreadsheetInResponse"):
        mask = _mask(exchange)
        below = mask.get("updatedSpreadsheet") or None if mask else None
        answer["updatedSpreadsheet"] = reading.spreadsheet(
            edit,
            texts=body.get("responseRanges"),
            grid=bool(body.get("responseIncludeGridData")),
            mask=below,
        )
    return answer


def _copy_to(_store: Store, edit: Edit, exchange: Exchange, parameters: dict[str, str]) -> Json:
    if edit.find_book is None or not parameters["sheet"].lstrip("-").isdigit():
        raise violation(
            "sheet_id", f"Invalid value at 'sheet_id' (TYPE_INT32), \"{parameters['sheet']}\""
        )
    source = tabs.sheet_by_id(edit.book, int(parameters["sheet"]))
    other = edit.find_book(_body(exchange).get("destinationSpreadsheetId", ""))
    auth.check_role(other.roles, exchange.user, writing=True)
    title = f"Copy of {source.title}"
    number = 1
    while other.find_sheet(title):
        number += 1
        title = f"Copy of {source.title} {number}"
    other.check_cells(source.row_count * source.column_count)
    sheet = tabs.clone(edit, source, edit.new_id({known.id for known in other.sheets}), title)
    other.sheets.append(sheet)
    other.touch()
    return tabs.properties_of(other, sheet)


def _metadata_get(
    _store: Store, edit: Edit, _exchange: Exchange, parameters: dict[str, str]
) -> Json:
    if not parameters["metadata"].isdigit():
        raise violation(
            "metadata_id",
            f"Invalid value at 'metadata_id' (TYPE_INT32), \"{parameters['metadata']}\"",
        )
    return shown(metadata.get(edit.book, int(parameters["metadata"])))


Method = Callable[[Store, Any, Exchange, dict[str, str]], Json]
METHODS: dict[str, Method] = {
    "spreadsheets.create": _create,
    "spreadsheets.get": _get,
    "spreadsheets.getByDataFilter": _get_by_filter,
    "spreadsheets.batchUpdate": _batch_update,
    "spreadsheets.sheets.copyTo": _copy_to,
    "spreadsheets.developerMetadata.get": _metadata_get,
    "spreadsheets.developerMetadata.search": lambda _s, edit, exchange, _p: shown(
        metadata.search(edit.book, _body(exchange))
    ),
    "spreadsheets.values.get": lambda _s, edit, exchange, p: values.get(
        edit.book, p["range"], _options(exchange)
    ),
    "spreadsheets.values.batchGet": lambda _s, edit, exchange, _p: values.batch_get(
        edit.book, _options(exchange), exchange.query.get("ranges", [])
    ),
    "spreadsheets.values.batchGetByDataFilter": lambda _s, edit, exchange, _p: (
        values.batch_get_by_filter(edit.book, _body(exchange))
    ),
    "spreadsheets.values.update": lambda _s, edit, exchange, p: values.update(
        edit, p["range"], _options(exchange), _body(exchange)
    ),
    "spreadsheets.values.batchUpdate": lambda _s, edit, exchange, _p: values.batch_update(
        edit, _body(exchange)
    ),
    "spreadsheets.values.batchUpdateByDataFilter": lambda _s, edit, exchange, _p: (
        values.batch_update_by_filter(edit, _body(exchange))
    ),
    "spreadsheets.values.append": lambda _s, edit, exchange, p: values.append(
        edit, p["range"], _options(exchange), _body(exchange)
    ),
    "spreadsheets.values.clear": lambda _s, edit, _exchange, p: values.clear(edit, p["range"]),
    "spreadsheets.values.batchClear": lambda _s, edit, exchange, _p: values.batch_clear(
        edit, _body(exchange)
    ),
    "spreadsheets.values.batchClearByDataFilter": lambda _s, edit, exchange, _p: (
        values.batch_clear_by_filter(edit, _body(exchange))
    ),
}
