"""The JSON Schema of config.yaml, with which editors complete keys, explain them and warn."""

from collections.abc import Iterator, Mapping
from dataclasses import Field, fields
from datetime import time
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from jobs.extending import KEY
from jobs.mistakes import BACKENDS, reachable, written_fields
from jobs.sample import Say, meaning_of
from jobs.settings import Settings
from quality.rules import Between

Node = dict[str, Any]
_NULL: Node = {"type": "null"}
_SHOWN = ("description", "default", "title")
_TEXT: Node = {"type": ["string", "number", "boolean"]}  # a text may look like a number


def schema(say: Say) -> Node:
    """Return the schema; `say` gives a setting's meaning where the code declares none."""
    made = Settings.model_json_schema(by_alias=True)
    _only_real_backends(made)
    definitions: Node = made["$defs"]
    for section, kind in _kinds():
        if kind.__name__ in definitions:
            _describe(definitions[kind.__name__], section, kind, say)
    for node in _nodes(made):
        _tidy(node)
    for name, info in Settings.model_fields.items():
        if not info.is_required():
            made["properties"][name] = _or_blank(made["properties"][name])
    made["anyOf"] = [{"required": made.pop("required")}, {"required": [KEY]}]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def _kinds() -> Iterator[tuple[str, type]]:
    """Each form of a section, with the section's name."""
    for name, info in Settings.model_fields.items():
        for kind in reachable(info.annotation):
            yield name, kind


def _describe(definition: Node, section: str, kind: type, say: Say) -> None:
    shown = dict(written_fields(kind))
    for item in fields(kind):
        name = shown[item.name]
        node = definition["properties"][name]
        meaning = meaning_of(kind, item.name) or say(f"settings.{section}.{name}")
        if meaning:
            node["description"] = meaning
        if isinstance(item.default, time):
            node["default"] = f"{item.default:%H:%M}"
        _limit(node, kind, item)
        if name not in definition.get("required", ()):
            definition["properties"][name] = _or_blank(node)


def _limit(node: Node, kind: type, item: Field[Any]) -> None:
    """Write the range that a rule must lie in to its numbers."""
    hint = get_type_hints(kind, include_extras=True)[item.name]
    parts = get_args(hint) if get_origin(hint) is Annotated else ()
    for bounds in parts:
        if isinstance(bounds, Between):
            for form in node.get("anyOf", [node]):
                if form.get("type") in {"integer", "number"}:
                    form["minimum"] = bounds.lowest
                    form["maximum"] = bounds.highest


def _or_blank(node: Node) -> Node:
    """A key without a value means its default; what editors show stays outside."""
    shown = {key: node[key] for key in ("description", "default") if not _is_section(node, key)}
    form = {key: value for key, value in node.items() if key not in _SHOWN}
    forms = [one for one in form.get("anyOf", [form]) if one != _NULL]
    return {**shown, "anyOf": [*forms, _NULL]}


def _is_section(node: Node, key: str) -> bool:
    """The defaults of a section stand at its own keys."""
    return isinstance(node.get(key), dict | None)


def _only_real_backends(made: Node) -> None:
    spreadsheet = made["properties"]["spreadsheet"]
    kinds: Mapping[str, str] = spreadsheet.pop("discriminator")["mapping"]
    spreadsheet["oneOf"] = [{"$ref": kinds[name]} for name in BACKENDS]
    for name, place in kinds.items():
        definition = made["$defs"][place.rpartition("/")[2]]
        definition["required"] = [*definition.get("required", ()), "backend"]
        if name not in BACKENDS:
            del made["$defs"][place.rpartition("/")[2]]


def _nodes(node: object) -> Iterator[Node]:
    if isinstance(node, dict):
        yield node
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for part in parts:
        yield from _nodes(part)


def _tidy(node: Node) -> None:
    if isinstance(node.get("title"), str):
        del node["title"]  # only the name again
    if node.get("additionalProperties") == {"type": "string"}:
        node["additionalProperties"] = _TEXT
