"""The complete configuration as a file to start from: every default with its meaning."""

from collections.abc import Callable, Iterator
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
  backend: xlsx                # {xlsx}
  path: demo/quality.xlsx      # {path}
  # backend: google            # {google}
  # url: https://docs.google.com/spreadsheets/d/1AbC.../edit   # {url}
  # credentials: secrets/service-account.json   # {credentials}
"""
OPEN = ("tabs", "columns", "constants", "defect_types")
MEANING_COLUMN = 38


def sample(say: Say) -> str:
    """Return the whole file; every commented line is a default, ready to be uncommented.

    Args:
        say: The words of a language: key `settings.<section>.<name>` to its meaning, or None
            where the meaning that the code declares is good enough.
    """
    names = ("xlsx", "path", "google", "url", "credentials")
    spreadsheet = {name: say(f"settings.spreadsheet.{name}") or name for name in names}
    lines = [TOP.format(**spreadsheet).rstrip()]
    for name, info in Settings.model_fields.items():
        if name in OPEN:
            lines.append(_line(0, f"# {name}: {{}}", say(f"settings.{name}") or ""))
        elif isinstance(info.annotation, type) and is_dataclass(info.annotation):
            lines.append(_line(0, f"{name}:", say(f"settings.{name}") or ""))
            lines += _section(name, info.annotation, say)
    return "\n".join(lines) + "\n"


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


def _section(name: str, kind: type, say: Say) -> Iterator[str]:
    for item, shown in _written(kind):
        meaning = say(f"settings.{name}.{shown}") or meaning_of(kind, item.name)
        yield _line(2, f"# {shown}: {_default(item)}", meaning)


def _written(kind: Any) -> list[tuple[Field[Any], str]]:  # noqa: ANN401
    shown = dict(written_fields(kind))
    return [(item, shown[item.name]) for item in fields(kind)]


def _line(indent: int, text: str, meaning: str) -> str:
    start = " " * indent + text
    return f"{start:<{MEANING_COLUMN}} # {meaning}" if meaning else start


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
