"""Requests against Google's discovery document: unknown names, wrong types, enums, unions, field masks.

The document comes with google-api-python-client and is read at the first request that needs it (some
milliseconds). Without that package requests are taken as they are.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import re
from pathlib import Path
from typing import Any

from tests.fakes.sheets_server import masks
from tests.fakes.sheets_server.errors import ApiError, violations

Json = dict[str, Any]
Found = list[tuple[str, str]]
Shape = "Callable[[Any, str, Found], Any]"
PACKAGE = "type.googleapis.com/google.apps.sheets.v4."
NESTED = {
    "Request": "BatchUpdateSpreadsheetRequest.Request",
    "Response": "BatchUpdateSpreadsheetResponse.Response",
}
UNIONS: dict[str, tuple[str, frozenset[str] | None]] = {
    "Request": ("kind", None),
    "ExtendedValue": ("value", None),
    "ColorStyle": ("kind", None),
    "DataFilter": ("filter", None),
    "ConditionalFormatRule": ("rule", frozenset({"booleanRule", "gradientRule"})),
}
"""The oneof of a message and its members (None: all of its fields)."""
BODY_PATHS = {
    "spreadsheets.create": "spreadsheet",
    "spreadsheets.values.update": "data",
    "spreadsheets.values.append": "data",
}
BOXED = {"GridRange", "DimensionRange"}
"""Messages whose indexes are boxed numbers: one left out is not nought, and a violation names `.value`."""
SCALARS = {str, int, float, bool, type(None)}
ENUM_NAMES = {
    "valueInputOption": "ValueInputOption",
    "insertDataOption": "AppendValuesRequest.InsertDataOption",
    "majorDimension": "Dimension",
    "dimension": "Dimension",
    "shiftDimension": "Dimension",
    "valueRenderOption": "ValueRenderOption",
    "responseValueRenderOption": "ValueRenderOption",
    "dateTimeRenderOption": "DateTimeRenderOption",
    "responseDateTimeRenderOption": "DateTimeRenderOption",
}


@functools.cache
def discovery() -> Json | None:
    """The discovery document; None if google-api-python-client is not installed."""
    spec = importlib.util.find_spec("googleapiclient")
    if spec is None or not spec.submodule_search_locations:
        return None
    path = (
        Path(spec.submodule_search_locations[0])
        / "discovery_cache"
        / "documents"
        / "sheets.v4.json"
    )
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


@functools.cache
def method(endpoint: str) -> Json:
    """The description of a method such as `spreadsheets.values.get`; {} without the document."""
    node: Any = discovery()
    if node is None:
        return {}
    *path, name = endpoint.split(".")
    for part in path:
        node = node["resources"][part]
    return dict(node["methods"][name])


def snake(name: str) -> str:
    """`rowCount` as `row_count`: how violations name fields."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _below(path: str, name: str) -> str:
    return f"{path}.{snake(name)}" if path else snake(name)


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


# Bodies


def body(endpoint: str, content: Any) -> Any:
    """A request body with its names in camelCase and its numbers as numbers; 400 with every violation."""
    description = method(endpoint)
    if not description:
        return content
    name = description.get("request", {}).get("$ref")
    if name is None or content is None:
        return content
    found: Found = []
    path = BODY_PATHS.get(endpoint, "")
    if not isinstance(content, dict):
        problem = "Root element must be a message."
        raise violations([("", f"Invalid JSON payload received. {problem}")])
    result = _message(name)(content, path, found)
    if found:
        raise violations(found)
    return result


@functools.cache
def _message(name: str) -> Any:
    """The check of a message: a function of value, path and the list of violations."""
    properties: Json = (discovery() or {})["schemas"][name].get("properties", {})
    names = {key: key for key in properties} | {snake(key): key for key in properties}
    checks: dict[str, Any] = {}
    union, members = UNIONS.get(name, ("", None))

    def check(value: Any, path: str, found: Found) -> Any:
        if not isinstance(value, dict):
            kind = NESTED.get(name, name)
            found.append((path, f"Invalid value at '{path}' ({PACKAGE}{kind}), {_shown(value)}"))
            return {}
        result: Json = {}
        for given, part in value.items():
            key = names.get(given)
            if key is None:
                found.append((path, _unknown(given, path)))
                continue
            if part is None:
                continue
            if union and _set_already(result, key, members):
                found.append((path, _taken(path, union, key)))
                continue
            checker = checks.get(key)
            if checker is None:
                checker = checks[key] = _property(properties[key], key, name)
            boxed = name in BOXED and key.endswith("Index")
            result[key] = checker(part, _below(path, key) + ".value" * boxed, found)
        return result

    return check


def _set_already(result: Json, key: str, members: frozenset[str] | None) -> bool:
    return bool(result) if members is None else key in members and bool(members & result.keys())


def _unknown(name: str, path: str) -> str:
    place = f" at '{path}'" if path else ""
    return f'Invalid JSON payload received. Unknown name "{name}"{place}: Cannot find field.'


def _taken(path: str, union: str, key: str) -> str:
    return f"Invalid value at '{path}' (oneof), oneof field '{union}' is already set. Cannot set '{key}'"


def _property(schema: Json, key: str, owner: str) -> Any:
    """The check of one property."""
    if "$ref" in schema:
        return _message(schema["$ref"])
    kind = schema.get("type")
    if kind == "array":
        return _repeated(schema["items"], key, owner)
    if kind == "object":
        return _map(schema, key, owner)
    if kind == "any":
        return lambda value, _path, _found: value
    if "enum" in schema:
        return _enum(schema, key, owner)
    return _scalar(str(kind), str(schema.get("format", "")))


def _repeated(items: Json, key: str, owner: str) -> Any:
    if key == "values" and owner in {"ValueRange", "DataFilterValueRange"}:
        return _grid
    inner = _property(items, key, owner)

    def check(value: Any, path: str, found: Found) -> Any:
        return [inner(item, where, found) for where, item in _items(value, path)]

    return check


def _items(value: Any, path: str) -> list[tuple[str, Any]]:
    """The items of a repeated field, each with its path; one alone is named without an index."""
    if not isinstance(value, list):
        return [(path, value)]
    return [(f"{path}[{index}]", item) for index, item in enumerate(value)]


def _grid(value: Any, path: str, found: Found) -> Any:
    """Rows of cells: each row a list, each cell a scalar."""
    for index, (row_path, row) in enumerate(_items(value, path)):
        if type(row) is not list:
            kind = "type.googleapis.com/google.protobuf.ListValue"
            found.append((row_path, f"Invalid value at '{row_path}' ({kind}), {_shown(row)}"))
        elif not set(map(type, row)) <= SCALARS:
            place = next(number for number, cell in enumerate(row) if type(cell) not in SCALARS)
            where = path.removeprefix("data.")
            raise ApiError(400, f"Invalid {where}[{index}][{place}]: {_proto(row[place])}")
    return value if isinstance(value, list) else [value]


def _proto(value: Any) -> str:
    """A list or an object as the text form of a protobuf Value."""
    if isinstance(value, list):
        inner = "".join(f"  values {{\n    {_proto(item)}\n  }}\n" for item in value)
        return f"list_value {{\n{inner}}}\n"
    if isinstance(value, dict):
        inner = "".join(
            f'  fields {{\n    key: "{name}"\n    value {{\n      {_proto(item)}\n    }}\n  }}\n'
            for name, item in value.items()
        )
        return f"struct_value {{\n{inner}}}\n"
    if isinstance(value, bool):
        return f"bool_value: {str(value).lower()}"
    if isinstance(value, str):
        return f"string_value: {_shown(value)}"
    return "null_value: NULL_VALUE" if value is None else f"number_value: {float(value)}"


def _map(schema: Json, key: str, owner: str) -> Any:
    extra = schema.get("additionalProperties")
    inner = _property(extra, key, owner) if extra else None

    def check(value: Any, path: str, found: Found) -> Any:
        if isinstance(value, list):
            above = path.rpartition(".")[0]
            problem = f"Cannot bind a list to map for field '{key}'."
            found.append((above, f"Invalid value at '{above}' (Map), {problem}"))
            return {}
        if inner is None or not isinstance(value, dict):
            return value
        return {name: inner(item, f"{path}.{name}", found) for name, item in value.items()}

    return check


def _enum(schema: Json, key: str, owner: str) -> Any:
    known = schema["enum"]
    name = ENUM_NAMES.get(key) or f"{NESTED.get(owner, owner)}.{key[:1].upper()}{key[1:]}"

    def check(value: Any, path: str, found: Found) -> Any:
        if value in known:
            return value
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(known):
            return known[value]
        found.append((path, f"Invalid value at '{path}' ({PACKAGE}{name}), {_shown(value)}"))
        return known[0]

    return check


def _scalar(kind: str, form: str) -> Any:
    convert = {"integer": _integer, "number": _number, "boolean": _boolean}.get(kind, _string)
    label = {
        "integer": "TYPE_INT32",
        "number": "TYPE_DOUBLE" if form == "double" else "TYPE_FLOAT",
        "boolean": "TYPE_BOOL",
    }.get(kind, "TYPE_STRING")
    if form == "google-fieldmask":
        label = "type.googleapis.com/google.protobuf.FieldMask"

    def check(value: Any, path: str, found: Found) -> Any:
        result = convert(value)
        if result is None:
            if isinstance(value, list):
                name = path.rpartition(".")[2]
                place = f" at '{path.rpartition('.')[0]}'" if "." in path else ""
                text = f'Invalid JSON payload received. Unknown name "{name}"{place}: Proto field is not repeating, cannot start list.'
            else:
                text = f"Invalid value at '{path}' ({label}), {_shown(value)}"
            found.append((path, text))
        return result

    return check


def _integer(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return int(value) if re.fullmatch(r"-?\d+", value) else None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return value if isinstance(value, int) and -(2**31) <= value < 2**31 else None


def _number(value: Any) -> float | None:
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _boolean(value: Any) -> bool | None:
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    return value if isinstance(value, bool) else None


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) else None


# Query parameters


def query(endpoint: str, given: dict[str, list[str]]) -> dict[str, list[str]]:
    """Query parameters with their names in camelCase; 400 for unknown names and values."""
    description = method(endpoint)
    if not description:
        return given
    known: Json = {**(discovery() or {})["parameters"], **description.get("parameters", {})}
    names = {key: key for key in known} | {snake(key): key for key in known}
    found: Found = []
    result: dict[str, list[str]] = {}
    for name, texts in given.items():
        key = names.get(name)
        if key is None or known[key].get("location") == "path":
            text = f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter.'
            found.append(("", f"{text} Field '{name}' could not be found in request message."))
            continue
        for text in texts:
            _check_parameter(known[key], key, text, found)
        result[key] = texts
    if found:
        raise violations(found)
    return result


def _check_parameter(schema: Json, key: str, text: str, found: Found) -> None:
    if schema.get("type") == "boolean":
        if text.lower() not in {"true", "false", "1", "0"}:
            found.append(
                (snake(key), f"Invalid value at '{snake(key)}' (TYPE_BOOL), {_shown(text)}")
            )
    elif "enum" in schema and key not in {"$.xgafv", "alt"} and text not in schema["enum"]:
        name = ENUM_NAMES.get(key, key[:1].upper() + key[1:])
        found.append(
            (snake(key), f"Invalid value at '{snake(key)}' ({PACKAGE}{name}), {_shown(text)}")
        )


# Field masks of answers


def check_fields(endpoint: str, mask: masks.Mask | None) -> None:
    """400 for a `fields` mask that names what the answer does not have."""
    description = method(endpoint)
    if mask is None or not description:
        return
    found: Found = []
    _check_paths(description["response"]["$ref"], mask, "", found)
    if found:
        raise ApiError(
            400, "Request contains an invalid argument.", details=violations(found).details
        )


def _check_paths(name: str, mask: masks.Mask, path: str, found: Found) -> None:
    properties: Json = (discovery() or {})["schemas"][name].get("properties", {})
    for raw, below in mask.items():
        here = f"{path}.{raw}" if path else raw
        if raw == "*":
            continue
        schema = properties.get(masks.camel(raw))
        if schema is None:
            found.extend((leaf, _no_field(leaf)) for leaf in _leaves(here, below))
            continue
        while schema.get("type") == "array":
            schema = schema["items"]
        if "$ref" in schema and below:
            _check_paths(schema["$ref"], below, here, found)
        elif below and "*" not in below and schema.get("type") not in {"object", "any"}:
            lower = f"{here}.{next(iter(below))}"
            found.append((lower, _no_field(lower)))


def _leaves(path: str, below: masks.Mask) -> list[str]:
    """The whole paths that a mask names at or below a path."""
    if not below:
        return [path]
    return [leaf for name, deeper in below.items() for leaf in _leaves(f"{path}.{name}", deeper)]


def _no_field(path: str) -> str:
    return f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'."
