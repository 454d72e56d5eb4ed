"""Field masks: read `a(b,c/d),e.*`, cut an answer down to one, and copy the named parts of a message."""

from __future__ import annotations

import copy
import re
from typing import Any

from tests.fakes.sheets_server.errors import ApiError, violation

Mask = dict[str, Any]
"""A tree of names; an empty tree below a name means all of it."""
_TOKEN = re.compile(r"[A-Za-z0-9_ ]+|[().,/*]")


def parse(text: str) -> Mask:
    """The tree of a mask written with `,`, `.` or `/`, `(...)` and `*`; raises ValueError if it is not one.

    A space is part of a name: Google's Sheets reads `a, b` as a field `a` and a field ` b`.
    """
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != text or not tokens:
        raise ValueError(text)
    tree: Mask = {}
    end = _read(tokens, 0, tree)
    if end != len(tokens):
        raise ValueError(text)
    return tree


def _read(tokens: list[str], position: int, tree: Mask) -> int:
    while True:
        position = _read_path(tokens, position, tree)
        if position >= len(tokens) or tokens[position] != ",":
            return position
        position += 1


def _read_path(tokens: list[str], position: int, tree: Mask) -> int:
    node = tree
    while True:
        if position >= len(tokens) or tokens[position] in "().,/":
            raise ValueError(tokens)
        name = tokens[position]
        whole = name in node and not node[name]
        node = node.setdefault(name, {})
        position += 1
        following = tokens[position] if position < len(tokens) else ""
        if following in {".", "/"}:
            position += 1
            continue
        if following == "(":
            position = _read(tokens, position + 1, node)
            if position >= len(tokens) or tokens[position] != ")":
                raise ValueError(tokens)
            position += 1
        else:
            node.clear()
        if whole:
            node.clear()
        return position


def camel(name: str) -> str:
    """`row_count` as `rowCount`: masks may use either."""
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


def cut(value: Any, mask: Mask) -> Any:
    """The parts of an answer that a mask names; lists are cut element by element."""
    if not mask or ("*" in mask and not mask["*"]):
        return value
    if isinstance(value, list):
        return [cut(item, mask) for item in value]
    if not isinstance(value, dict):
        return value
    if "*" in mask:
        return {name: cut(part, mask.get(name, mask["*"])) for name, part in value.items()}
    wanted = {camel(name): below for name, below in mask.items()}
    return {name: cut(part, wanted[name]) for name, part in value.items() if name in wanted}


def wants(mask: Mask | None, *path: str) -> bool:
    """Whether a mask (None: no mask) reaches a path such as ("sheets", "data")."""
    node = mask
    if node is None:
        return False
    for name in path:
        if not node or ("*" in node and not node["*"]):
            return True
        found = [below for key, below in node.items() if camel(key) == name or key == "*"]
        if not found:
            return False
        node = found[0]
    return True


def query_mask(text: str | None) -> Mask | None:
    """The mask of a `fields` query parameter; 400 as Google says it when it cannot be read."""
    if not text:
        return None
    try:
        return parse(text)
    except ValueError:
        raise ApiError(
            400,
            "Request contains an invalid argument.",
            details=violation(
                text, f"Error expanding 'fields' parameter. Cannot parse mask '{text}'."
            ).details,
        ) from None


def update_mask(text: str | None, *, known: frozenset[str] | None = None, strip: str = "") -> Mask:
    """The mask of an update request; the message part of a 400 when empty or unknown.

    Args:
        text: As sent. `strip` (the root field's name) may stand in front and is dropped.
        known: First names that exist on the message, when they should be checked.
        strip: Name of the root message.
    """
    if not text:
        raise ApiError(
            400, "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
        )
    try:
        mask = parse(re.sub(r"\s", "", text))
    except ValueError:
        raise ApiError(400, f"Invalid field: {text}") from None
    if strip and set(mask) == {strip} and mask[strip]:
        mask = mask[strip]
    mask = {camel(name): below for name, below in mask.items()}
    for name in mask:
        if known is not None and name != "*" and name not in known:
            raise ApiError(400, f"Invalid field: {name}")
    return mask


def merge(target: dict[str, Any], source: dict[str, Any], mask: Mask) -> dict[str, Any]:
    """A copy of `target` in which what the mask names is as in `source` (absent there: removed)."""
    if not mask or "*" in mask:
        return copy.deepcopy(source)
    result = dict(target)
    for raw_name, below in mask.items():
        name = camel(raw_name)
        part, old = source.get(name), target.get(name)
        if below and "*" not in below and (isinstance(part, dict) or isinstance(old, dict)):
            merged = merge(
                old if isinstance(old, dict) else {}, part if isinstance(part, dict) else {}, below
            )
            if merged or isinstance(part, dict):
                result[name] = merged
            else:
                result.pop(name, None)
        elif name in source:
            result[name] = copy.deepcopy(part)
        else:
            result.pop(name, None)
    return result
