"""batchUpdate: requests in order, all or nothing, one reply each."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from tests.fakes.sheets_server.edit import Edit
from tests.fakes.sheets_server.errors import ApiError
from tests.fakes.sheets_server.model import shown

Json = dict[str, Any]
Handler = Callable[[Edit, Json], Json | None]
KINDS: dict[str, Handler] = {}


def kind(name: str) -> Callable[[Handler], Handler]:
    """Register the handler of a request kind."""

    def register(handler: Handler) -> Handler:
        KINDS[name] = handler
        return handler

    return register


def apply(edit: Edit, requests: list[Json]) -> list[Json]:
    """Apply requests in order and give their replies; on any error nothing has changed."""
    if not requests:
        raise ApiError(400, "Must specify at least one request.")
    before = edit.book.snapshot()
    replies: list[Json] = []
    try:
        for index, request in enumerate(requests):
            replies.append(_apply_one(edit, index, request))
    except BaseException:
        edit.book.restore(before)
        raise
    edit.book.touch()
    return replies


def _apply_one(edit: Edit, index: int, request: Json) -> Json:
    named = [name for name in request if request[name] is not None]
    if len(named) != 1:
        raise ApiError(400, f"Invalid requests[{index}]: No request set.")
    name = named[0]
    handler = KINDS.get(name)
    if handler is None:
        raise ApiError(501, f"Request kind not supported by this server: {name}")
    try:
        reply = handler(edit, request[name])
    except ApiError as error:
        if error.code != 400:
            raise
        raise error.prefixed(f"Invalid requests[{index}].{name}: ") from None
    return {name: copy.deepcopy(shown(reply))} if reply is not None else {}
