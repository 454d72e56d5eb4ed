"""Google's discovery document as JSON Schema 2020-12, to hold requests and answers to (test helper, needs jsonschema)."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server.payload import discovery, method

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

    from tests.fakes.sheets_server.faults import Exchange

Json = dict[str, Any]
SCALAR = {"type": ["string", "number", "boolean", "null"]}
ONE_KEY = frozenset({"Request", "ExtendedValue", "DataFilter", "Response", "ColorStyle"})


@functools.cache
def definitions() -> Json:
    """Every schema of the document as a JSON Schema definition; unknown fields are refused."""
    document = discovery()
    if document is None:
        raise RuntimeError(
            "google-api-python-client is not installed: there is no discovery document"
        )
    return {name: _message(name, schema) for name, schema in document["schemas"].items()}


def _message(name: str, schema: Json) -> Json:
    made: Json = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            key: _property(key, part) for key, part in schema.get("properties", {}).items()
        },
    }
    if name in ONE_KEY:
        made["maxProperties"] = 1
    return made


def _property(name: str, schema: Json) -> Json:
    if "$ref" in schema:
        return {"$ref": f"#/$defs/{schema['$ref']}"}
    kind = schema.get("type")
    if kind == "array":
        return {"type": "array", "items": _property(name, schema["items"])}
    if kind == "object":
        extra = schema.get("additionalProperties")
        return {"type": "object", "additionalProperties": _property(name, extra) if extra else True}
    if "enum" in schema:
        return {"enum": schema["enum"]}
    return {
        "any": SCALAR,
        "integer": {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1},
    }.get(str(kind), {"type": kind})


@functools.cache
def validator(name: str) -> Draft202012Validator:
    """The validator of a message of the API."""
    from jsonschema import Draft202012Validator

    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": definitions()})


ERROR = {
    "type": "object",
    "required": ["error"],
    "additionalProperties": False,
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "status"],
            "additionalProperties": False,
            "properties": {
                "code": {"type": "integer"},
                "message": {"type": "string"},
                "status": {"type": "string"},
                "details": {"type": "array", "items": {"type": "object", "required": ["@type"]}},
            },
        }
    },
}


THIN_FROM = 20
"""In longer lists only one item of each shape is looked at: ten thousand cells are alike."""


def _thinned(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _thinned(part) for name, part in value.items()}
    if not isinstance(value, list):
        return value
    if len(value) <= THIN_FROM:
        return [_thinned(item) for item in value]
    return [_thinned(item) for item in {_shape(item): item for item in value}.values()]


def _shape(value: Any) -> Any:
    """What the schema can tell apart: names, types, and words that may be of an enum."""
    if isinstance(value, dict):
        return tuple((name, _shape(part)) for name, part in value.items())
    if isinstance(value, list):
        return tuple(dict.fromkeys(map(_shape, value)))
    if isinstance(value, str):
        return value if value.isupper() else str
    return type(value)


def problems(name: str, value: Any) -> list[str]:
    """What is wrong with a message, each with its path."""
    value = _thinned(value)
    return [
        f"{name}{error.json_path[1:]}: {error.message[:300]}"
        for error in validator(name).iter_errors(value)
    ]


def check_request(endpoint: str, body: Any) -> list[str]:
    """What is wrong with the body of a request."""
    name = method(endpoint).get("request", {}).get("$ref")
    if name is None:
        return [f"{endpoint}: takes no body"] if body not in (None, {}) else []
    return problems(name, _without_nulls(body if body is not None else {}))


def _without_nulls(value: Any) -> Any:
    """A body without its null fields, which mean the same as no fields (nulls in lists stay)."""
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    if isinstance(value, dict):
        return {name: _without_nulls(part) for name, part in value.items() if part is not None}
    return value


def check_answer(endpoint: str, answer: Any) -> list[str]:
    """What is wrong with a good answer."""
    return problems(method(endpoint)["response"]["$ref"], answer)


def check(exchange: Exchange, *, struck: bool = False) -> list[str]:
    """What is wrong with a request and its answer.

    A request answered with 400 may be wrong, and an exchange that a fault struck is not looked at.
    """
    from jsonschema import Draft202012Validator

    if struck:
        return []
    found = []
    if exchange.status < 400:
        found += check_request(exchange.endpoint, exchange.body)
        found += check_answer(exchange.endpoint, exchange.answer)
    elif exchange.answer is not None and exchange.status >= 400:
        found += [
            error.message for error in Draft202012Validator(ERROR).iter_errors(exchange.answer)
        ]
    return [f"{exchange.method} {exchange.path}: {problem}" for problem in found]
