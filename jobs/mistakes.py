"""Every mistake of a configuration in plain words, with its place and the nearest right word."""

import difflib
from collections.abc import Collection, Iterator
from copy import deepcopy
from dataclasses import fields, is_dataclass, replace
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from jobs.nodes import Document, Path, Plain, Problem
from jobs.settings import Settings
from quality.rules import RuleRangeError

BACKENDS = ("xlsx", "google")  # the third, memory, is for tests


class SettingsError(Exception):
    """The configuration cannot be used; `problems` names every mistake at once."""

    def __init__(self, filename: str, problems: tuple[Problem, ...]) -> None:
        self.filename = filename
        self.problems = problems
        super().__init__("\n".join(problem.line(filename) for problem in problems))


def settings_of(
    document: Document, values: dict[str, Plain]
) -> tuple[Settings | None, tuple[Problem, ...]]:
    """Return the settings that a document's values make, or everything that is wrong with them.

    A section with a key or a value that cannot be read is not asked whether its other values lie
    in their ranges; so what is found is taken out, and what is left is asked once more.
    """
    try:
        return Settings.model_validate(values), ()
    except ValidationError as error:
        found = explained(error, document)
    rest = deepcopy(values)
    for problem in found:
        _take_out(rest, problem.path)
    return None, (*found, *_out_of_range(rest, document, {problem.path for problem in found}))


def _take_out(value: Any, path: Path) -> None:  # noqa: ANN401
    """Remove what a path leads to in nested mappings; an item of a list stays in its place."""
    for part in path[:-1]:
        value = _inside(value, part)
    if isinstance(value, dict):
        value.pop(path[-1], None)


def _out_of_range(
    values: dict[str, Plain], document: Document, told: Collection[Path]
) -> Iterator[Problem]:
    try:
        Settings.model_validate(values)
    except ValidationError as error:
        for detail in error.errors():
            if isinstance(detail.get("ctx", {}).get("error"), RuleRangeError):
                yield from (p for p in _problems(detail, document) if p.path not in told)


def explained(error: ValidationError, document: Document) -> tuple[Problem, ...]:
    """Return each mistake in plain words, at its place in the file, in pydantic's order."""
    found: dict[Path, list[Problem]] = {}
    for detail in error.errors():
        for problem in _problems(detail, document):
            found.setdefault(problem.path, []).append(problem)
    return tuple(
        replace(problems[0], message="; ".join(dict.fromkeys(p.message for p in problems)))
        for path, problems in found.items()
        if not _is_another_form(path, problems, found)
    )


def _problems(detail: ErrorDetails, document: Document) -> Iterator[Problem]:
    path = _written_path(detail, document)
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, RuleRangeError):
        for name, reason in cause.problems:
            inner = (*path, name)
            yield Problem(path=inner, message=reason, place=document.place(inner))
        return
    yield Problem(path=path, message=_message(detail, path), place=document.place(path))


def _is_another_form(path: Path, problems: list[Problem], found: Collection[Path]) -> bool:
    """A value that may have several forms: only the form that was meant is explained."""
    inside = any(other[: len(path)] == path and len(other) > len(path) for other in found)
    return inside and len(problems) > 1


def _written_path(detail: ErrorDetails, document: Document) -> Path:
    """Return the path as the file has it, without the names that pydantic gives to forms."""
    path: list[int | str] = []
    value: object = document.values
    *above, last = detail["loc"]
    for part in (*above, last):
        inner = _inside(value, part)
        if inner is not _NOTHING:
            path.append(part)
            value = inner
    return (*path, last) if detail["type"] == "missing" else tuple(path)


def _inside(value: object, part: int | str) -> object:
    if isinstance(value, dict):
        return value.get(part, _NOTHING)
    if isinstance(value, list) and isinstance(part, int):
        return value[part]
    return _NOTHING


_NOTHING = object()


_PLAIN_MESSAGES = {
    "int_parsing": "{value!r} is not a whole number",
    "int_from_float": "{value!r} is not a whole number",
    "float_parsing": "{value!r} is not a number like 0.05",
    "decimal_parsing": "{value!r} is not a number like 350000",
    "bool_parsing": "{value!r} is neither yes nor no",
    "missing": "is missing",
    "union_tag_not_found": "needs a line `backend: xlsx` or `backend: google`",
    "dict_type": "needs `name: value` lines, not {value!r}",
    "dataclass_type": "needs `name: value` lines, not {value!r}",
    "model_attributes_type": "needs `name: value` lines, not {value!r}",
    "tuple_type": "needs a list like [one, two], not {value!r}",
    "string_type": "needs a text, not {value!r}",
    "path_type": "needs a path, not {value!r}",
    "greater_than_equal": "must be {ge:g} or more, not {value}",
    "less_than_equal": "must be {le:g} or less, not {value}",
}


def _message(detail: ErrorDetails, path: Path) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in {"extra_forbidden", "unexpected_keyword_argument"}:
        return _unknown(path, [part for part in detail["loc"] if part not in path])
    if kind == "union_tag_invalid":
        return f"backend {context['tag']!r} is not one of: {', '.join(BACKENDS)}"
    if kind in {"literal_error", "enum"}:
        return f"{detail['input']!r} is not one of: {_options(detail)}"
    if kind in _PLAIN_MESSAGES:
        return _PLAIN_MESSAGES[kind].format(value=detail["input"], **context)
    return detail["msg"].removeprefix("Value error, ")


def _options(detail: ErrorDetails) -> str:
    return str(detail["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")


def _unknown(path: Path, forms: list[int | str]) -> str:
    """Name the nearest key of the same form; a key of another kind of workbook says so."""
    kinds = _kinds(path[:-1])
    mine = [kind for kind in kinds if _tag(kind) in forms] or kinds
    known = sorted({name for kind in mine for name in _names(kind)} - {"backend"})
    close = difflib.get_close_matches(str(path[-1]), known, n=1, cutoff=0.6)
    if close:
        return f"unknown key {path[-1]!r}. Did you mean {close[0]!r}?"
    others = [_tag(kind) for kind in kinds if path[-1] in _names(kind)]
    if others:
        return f"{path[-1]!r} belongs to backend {others[0]}; known here: {', '.join(known)}"
    return f"unknown key {path[-1]!r}; known here: {', '.join(known)}"


def _tag(kind: Any) -> str:  # noqa: ANN401
    """Return the name of a kind of workbook; of any other form its class name."""
    if not is_dataclass(kind):
        return ""
    usual = {item.name: str(item.default) for item in fields(kind)}
    return usual.get("backend", getattr(kind, "__name__", ""))


def _kinds(path: Path) -> list[Any]:
    types: list[Any] = [Settings]
    for part in path:
        if not isinstance(part, int):
            types = [inner for kind in types for inner in _below(kind, part)]
    return types


def _below(kind: Any, name: str) -> list[Any]:  # noqa: ANN401
    if get_origin(kind) is dict:
        return _alternatives(get_args(kind)[1])
    hints = get_type_hints(kind, include_extras=True)
    hint = next((hints[key] for key, shown in written_fields(kind) if shown == name), None)
    return _alternatives(hint)


def _alternatives(hint: Any) -> list[Any]:  # noqa: ANN401
    if get_origin(hint) is Annotated:
        return _alternatives(get_args(hint)[0])
    if get_origin(hint) in {Union, UnionType, tuple}:
        return [kind for part in get_args(hint) for kind in _alternatives(part)]
    if get_origin(hint) is dict or (isinstance(hint, type) and is_dataclass(hint)):
        return [hint]
    return []


def _names(kind: Any) -> list[str]:  # noqa: ANN401
    return [] if get_origin(kind) is dict else [shown for _, shown in written_fields(kind)]


def written_fields(kind: Any) -> list[tuple[str, str]]:  # noqa: ANN401
    """Return the names in code and in the file."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [(name, name) for name in kind.model_fields]
    return [(item.name, "from" if item.name == "sender" else item.name) for item in fields(kind)]


def reachable(hint: Any) -> Iterator[type]:  # noqa: ANN401
    """Yield every dataclass that values of a type may be made of, the outer ones first."""
    for kind in _alternatives(hint):
        if get_origin(kind) is dict:
            yield from reachable(get_args(kind)[1])
            continue
        yield kind
        for inner in get_type_hints(kind, include_extras=True).values():
            yield from reachable(inner)
