"""The complete configuration as a file to start from: every default with its meaning."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import time
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from jobs.mistakes import written_fields
from jobs.settings import WEEKDAYS, Settings

Say = Callable[[str], str | None]

TOP = """\
# yaml-language-server: $schema=config.schema.json
version: 1
spreadsheet:
"""
EITHER = """\
  backend: xlsx                # {xlsx}
  path: demo/quality.xlsx      # {path}
  # backend: google            # {google}
  # url: https://docs.google.com/spreadsheets/d/1AbC.../edit   # {url}
  # credentials: secrets/service-account.json   # {credentials}
"""
OPEN = ("tabs", "columns", "constants", "defect_types")
MEANING_COLUMN = 38
_PLAIN = re.compile(r"[A-Za-z0-9/][\w./~@=?&-]*(?::[\w./~@=?&-]+)*")


def sample(say: Say) -> str:
    """Return the whole file; every commented line is a default, ready to be uncommented.

    Args:
        say: The words of a language: key `settings.<section>.<name>` to its meaning, or None
            where the meaning that the code declares is good enough.
    """
    names = ("xlsx", "path", "google", "url", "credentials")
    spreadsheet = {name: say(f"settings.spreadsheet.{name}") or name for name in names}
    return TOP + EITHER.format(**spreadsheet) + "".join(_rest(say, {}))


def starter(say: Say, spreadsheet: Mapping[str, str], chosen: Mapping[str, str]) -> str:
    """Return the whole file for one spreadsheet, a few settings switched on.

    Args:
        say: The words of a language, as in `sample`.
        spreadsheet: Key -> value of the section, as text.
        chosen: `section.name` or the name of an open section -> value as it is typed.
    """
    lines = [f"  {key}: {quoted(value)}\n" for key, value in spreadsheet.items()]
    return TOP + "".join(lines) + "".join(_rest(say, chosen))


def quoted(text: str) -> str:
    """Return a text as it is typed into YAML; what is not plain stands in quotes."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _rest(say: Say, chosen: Mapping[str, str]) -> Iterator[str]:
    for name, info in Settings.model_fields.items():
        meaning = say(f"settings.{name}") or info.description or ""
        if name == "extends":
            yield _line(0, f"# {name}:", meaning)
        elif name in OPEN:
            shown = f"{name}: {chosen[name]}" if name in chosen else f"# {name}: {{}}"
            yield _line(0, shown, meaning)
        elif isinstance(info.annotation, type) and is_dataclass(info.annotation):
            yield _line(0, f"{name}:", meaning)
            yield from _section(name, info.annotation, say, chosen)


def meanings() -> Iterator[tuple[str, str, str]]:
    """Yield key, default as it is typed, and meaning of every setting; for the settings page."""
    for name, info in Settings.model_fields.items():
        kind = info.annotation
        if isinstance(kind, type) and is_dataclass(kind):
            for item, shown in _written(kind):
                yield f"{name}.{shown}", _default(item), meaning_of(kind, item.name)


def meaning_of(kind: type, name: str) -> str:
    """Return the meaning that stands beside a field; empty if there is none."""
    hint = get_type_hints(kind, include_extras=True)[name]
    if get_origin(hint) is not Annotated:
        return ""
    return next((part for part in get_args(hint) if isinstance(part, str)), "")


def _section(name: str, kind: type, say: Say, chosen: Mapping[str, str]) -> Iterator[str]:
    for item, shown in _written(kind):
        meaning = say(f"settings.{name}.{shown}") or meaning_of(kind, item.name)
        value = chosen.get(f"{name}.{shown}")
        setting = f"# {shown}: {_default(item)}" if value is None else f"{shown}: {value}"
        yield _line(2, setting, meaning)


def _written(kind: Any) -> list[tuple[Field[Any], str]]:  # noqa: ANN401
    shown = dict(written_fields(kind))
    return [(item, shown[item.name]) for item in fields(kind)]


def _line(indent: int, text: str, meaning: str) -> str:
    start = " " * indent + text
    return f"{start:<{MEANING_COLUMN}} # {meaning}\n" if meaning else f"{start}\n"


def _default(item: Field[Any]) -> str:
    if item.default is not MISSING:
        return _typed(item.default)
    return _typed(item.default_factory()) if item.default_factory is not MISSING else ""


def _typed(value: object) -> str:  # noqa: PLR0911 - one line a kind of value
    if value is None:
        return ""
    if is_dataclass(value):
        parts = (f"{shown}: {_typed(getattr(value, item.name))}" for item, shown in _written(value))
        return "{" + ", ".join(parts) + "}"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "daily" if value == WEEKDAYS else "[" + ", ".join(map(str, value)) + "]"
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, time):
        return f'"{value:%H:%M}"'
    return _number(value) if isinstance(value, float | Decimal) else str(value)


def _number(value: float | Decimal) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else f"{value:g}"


def write(path: Path, text: str) -> None:
    """Write a configuration file that is not there yet.

    Raises:
        FileExistsError: If there is one; it is left as it is.
    """
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
