"""The few Drive v3 calls that Sheets clients make around a file: create, find, describe, rename, copy, share, export, delete."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server import api, auth, formulas, masks, values
from tests.fakes.sheets_server.a1 import Rect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.sheets_server.api import Store
    from tests.fakes.sheets_server.faults import Exchange
    from tests.fakes.sheets_server.model import Book

Json = dict[str, Any]
MIME = "application/vnd.google-apps.spreadsheet"
MADE = "2026-01-01T00:00:00.000Z"
"""Every file was made at this time: the server asks no clock for it."""
ROUTES = tuple(
    (method, re.compile(r"/drive/v3/files" + pattern + r"\Z"), name)
    for method, pattern, name in (
        ("POST", r"", "create"),
        ("GET", r"", "list"),
        ("GET", r"/(?P<id>[^/]+)", "get"),
        ("PATCH", r"/(?P<id>[^/]+)", "update"),
        ("DELETE", r"/(?P<id>[^/]+)", "delete"),
        ("POST", r"/(?P<id>[^/]+)/copy", "copy"),
        ("GET", r"/(?P<id>[^/]+)/export", "export"),
        ("GET", r"/(?P<id>[^/]+)/comments", "comments.list"),
        ("GET", r"/(?P<id>[^/]+)/permissions", "permissions.list"),
        ("POST", r"/(?P<id>[^/]+)/permissions", "permissions.create"),
        ("DELETE", r"/(?P<id>[^/]+)/permissions/(?P<permission>[^/]+)", "permissions.delete"),
    )
)


class DriveError(Exception):
    """An error in Drive's older shape, which has an `errors` list."""

    def __init__(self, code: int, reason: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.body = {
            "error": {
                "code": code,
                "message": message,
                "errors": [{"message": message, "domain": "global", "reason": reason}],
            }
        }


def route(method: str, path: str) -> tuple[str, dict[str, str]] | None:
    """Name and path parameters of a Drive call; None if it is none that the server knows."""
    for verb, pattern, name in ROUTES:
        match = pattern.match(path) if verb == method else None
        if match:
            return name, match.groupdict()
    return None


def call(store: Store, exchange: Exchange, name: str, parameters: dict[str, str]) -> Any:
    """Run a call: JSON, text (an export), or None for an empty answer."""
    body = exchange.body if isinstance(exchange.body, dict) else {}
    if name == "create":
        return _cut(exchange, _describe(_create(store, exchange, body)))
    if name == "list":
        return _cut(exchange, _list(store, exchange), {"kind", "incompleteSearch", "files"})
    book = store.books.get(parameters["id"])
    if book is None or _role(book, exchange.user) == "none":
        raise DriveError(404, "notFound", f"File not found: {parameters['id']}.")
    with store.locks[book.id]:
        answer = CALLS[name](
            store, exchange, book, {**body, "permission": parameters.get("permission", "")}
        )
    return _cut(exchange, answer) if isinstance(answer, dict) else answer


def _cut(exchange: Exchange, answer: Json, default: set[str] | None = None) -> Json:
    """By the `fields` asked for; else the four that Drive gives of a file."""
    fields = (exchange.query.get("fields") or [""])[0]
    mask = masks.query_mask(fields.replace(" ", ""))
    if mask is not None:
        return masks.cut(answer, mask)
    kept = default or {"kind", "id", "name", "mimeType", "permissions", "type", "role", "comments"}
    return {key: value for key, value in answer.items() if key in kept}


def _create(store: Store, exchange: Exchange, body: Json) -> Book:
    book = api.blank_book(store.new_id(), {"title": body.get("name", "Untitled")})
    book.roles = {exchange.user: "owner"} if exchange.user != auth.ANYONE else None
    return store.add(book)


def _describe(book: Book) -> Json:
    return {
        "kind": "drive#file",
        "id": book.id,
        "name": book.properties["title"],
        "mimeType": MIME,
        "createdTime": MADE,
        "modifiedTime": MADE,
        "trashed": False,
    }


def _list(store: Store, exchange: Exchange) -> Json:
    query = " ".join(exchange.query.get("q", []))
    name = re.search(r"name\s*=\s*(['\"])(.*?)\1", query)
    found = [
        _describe(book)
        for book in store.books.values()
        if _role(book, exchange.user) != "none"
        and (name is None or book.properties["title"] == name[2])
    ]
    return {"kind": "drive#fileList", "incompleteSearch": False, "files": found}


def _role(book: Book, user: str) -> str:
    return "owner" if book.roles is None else book.roles.get(user, book.roles.get("anyone", "none"))


def _need(book: Book, user: str, *roles: str) -> None:
    if _role(book, user) not in roles:
        raise DriveError(
            403,
            "insufficientFilePermissions",
            "The user does not have sufficient permissions for this file.",
        )


def _update(_store: Store, exchange: Exchange, book: Book, body: Json) -> Json:
    _need(book, exchange.user, "owner", "writer")
    if body.get("name"):
        book.properties = {**book.properties, "title": body["name"]}
    return _describe(book)


def _delete(store: Store, exchange: Exchange, book: Book, _body: Json) -> None:
    _need(book, exchange.user, "owner")
    del store.books[book.id]


def _copy(store: Store, exchange: Exchange, book: Book, body: Json) -> Json:
    made = book.snapshot()
    made.id = store.new_id()
    made.properties["title"] = body.get("name") or f"Copy of {book.properties['title']}"
    made.roles = {exchange.user: "owner"} if exchange.user != auth.ANYONE else None
    return _describe(store.add(made))


def _export(_store: Store, _exchange: Exchange, book: Book, _body: Json) -> str:
    """The first tab as CSV, whatever type was asked for."""
    formulas.calculate(book)
    sheet = book.first_visible()
    rows = values.value_range(book, sheet, Rect(sheet_id=sheet.id), {}).get("values", [])
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _permissions(_store: Store, _exchange: Exchange, book: Book, _body: Json) -> Json:
    found = [
        _permission(user, role)
        for user, role in (book.roles or {"anyone": "owner"}).items()
        if role != "none"
    ]
    return {"kind": "drive#permissionList", "permissions": found}


def _permission(user: str, role: str) -> Json:
    kind = "anyone" if user == "anyone" else "user"
    return {
        "kind": "drive#permission",
        "id": user,
        "type": kind,
        "role": role,
        **({"emailAddress": user} if kind == "user" else {}),
    }


def _share(_store: Store, exchange: Exchange, book: Book, body: Json) -> Json:
    _need(book, exchange.user, "owner", "writer")
    user = body.get("emailAddress") or "anyone"
    book.roles = {**(book.roles or {exchange.user: "owner"}), user: body.get("role", "reader")}
    return _permission(user, book.roles[user])


def _unshare(_store: Store, exchange: Exchange, book: Book, body: Json) -> None:
    _need(book, exchange.user, "owner", "writer")
    if book.roles is None or body["permission"] not in book.roles:
        raise DriveError(404, "notFound", f"Permission not found: {body['permission']}.")
    book.roles = {user: role for user, role in book.roles.items() if user != body["permission"]}


CALLS: dict[str, Callable[[Store, Exchange, Book, Json], Any]] = {
    "get": lambda _store, _exchange, book, _body: _describe(book),
    "update": _update,
    "delete": _delete,
    "copy": _copy,
    "export": _export,
    "comments.list": lambda _store, _exchange, _book, _body: {"comments": []},
    "permissions.list": _permissions,
    "permissions.create": _share,
    "permissions.delete": _unshare,
}
