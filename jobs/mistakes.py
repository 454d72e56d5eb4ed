"""Every mistake of a configuration in plain words, with its place and the nearest right word."""

import difflib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from jobs.nodes import Document, Path, Problem
from jobs.settings import Settings
from quality.rules import RuleRangeError


class SettingsError(Exception):
    """The configuration cannot be used; `problems` names every mistake at once."""

    def __init__(self, filename: str, problems: tuple[Problem, ...]) -> None:
        self.filename = filename
        self.problems = problems
        super().__init__("\n".join(problem.line(filename) for problem in problems))


def explained(error: ValidationError, document: Document) -> Iterator[Problem]:
    """Yield each mistake in plain words, at its place in the file."""
    for detail in error.errors():
        path = _written_path(detail["loc"], document)
        cause = detail.get("ctx", {}).get("error")
        if isinstance(cause, RuleRangeError):
            for name, reason in cause.problems:
                inner = (*path, name)
                yield Problem(path=inner, message=reason, place=document.place(inner))
            continue
        yield Problem(path=path, message=_message(detail, path), place=document.place(path))


def _written_path(loc: tuple[int | str, ...], document: Document) -> Path:
    """Return the path as the file has it: a union's own tags are left out."""
    path: list[int | str] = []
    for index, part in enumerate(loc):
        is_tag = loc[:1] == ("spreadsheet",) and index == 1
        if not is_tag or (*path, part) in document.places:
            path.append(part)
    return tuple(path)


_PLAIN_MESSAGES = {
    "int_parsing": "{value!r} is not a whole number",
    "int_from_float": "{value!r} is not a whole number",
    "float_parsing": "{value!r} is not a number like 0.05",
    "decimal_parsing": "{value!r} is not a number like 350000",
    "bool_parsing": "{value!r} is neither yes nor no",
    "missing": "is missing",
    "union_tag_not_found": "needs a line `backend: xlsx` or `backend: google`",
}


def _message(detail: ErrorDetails, path: Path) -> str:
    kind = detail["type"]
    if kind in {"extra_forbidden", "unexpected_keyword_argument"}:
        return _unknown(path)
    if kind == "union_tag_invalid":
        context = detail["ctx"]
        return f"backend {context['tag']!r} is not one of: {context['expected_tags']}"
    if kind in {"literal_error", "enum"}:
        return f"{detail['input']!r} is not one of: {_options(detail)}"
    if kind in _PLAIN_MESSAGES:
        return _PLAIN_MESSAGES[kind].format(value=detail["input"])
    return detail["msg"].removeprefix("Value error, ")


def _options(detail: ErrorDetails) -> str:
    return str(detail["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")


def _unknown(path: Path) -> str:
    known = sorted(_known_keys(path[:-1]))
    close = difflib.get_close_matches(str(path[-1]), known, n=1, cutoff=0.6)
    if close:
        return f"unknown key {path[-1]!r}. Did you mean {close[0]!r}?"
    return f"unknown key {path[-1]!r}; known here: {', '.join(known)}"


def _known_keys(path: Path) -> set[str]:
    types: list[Any] = [Settings]
    for part in path:
        types = [inner for kind in types for inner in _below(kind, str(part))]
    return {name for kind in types for name in _names(kind)}


def _below(kind: Any, name: str) -> list[Any]:  # noqa: ANN401
    if get_origin(kind) is dict:
        return _alternatives(get_args(kind)[1])
    hints = get_type_hints(kind, include_extras=True)
    hint = next((hints[key] for key, shown in written_fields(kind) if shown == name), None)
    return _alternatives(hint)


def _alternatives(hint: Any) -> list[Any]:  # noqa: ANN401
    if get_origin(hint) is Annotated:
        return _alternatives(get_args(hint)[0])
    if get_origin(hint) in {Union, UnionType}:
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
