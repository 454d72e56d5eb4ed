"""A configuration file read, checked, laid over by the Settings tab, and shown."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, is_dataclass, replace
from datetime import time
from pathlib import Path as FilePath
from typing import Any

from pydantic import SecretStr

from jobs.extending import read
from jobs.mistakes import SettingsError, settings_of, written_fields
from jobs.naming import misnamed
from jobs.nodes import Document, Path, Plain, Problem
from jobs.settings import Settings

SECRET_KEYS = frozenset({"password", "url"})
SETTINGS_TAB = "Settings tab"


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Settings with where they came from; relative paths start at the file's folder."""

    settings: Settings
    path: FilePath
    document: Document
    from_sheet: Mapping[Path, str] = field(default_factory=dict)
    shared: tuple[FilePath, ...] = ()  # files that this one begins with, the nearest first
    origins: Mapping[Path, str] = field(default_factory=dict)  # which of them wrote a value

    @property
    def text(self) -> bytes:
        """Everything that is written, the shared files too; for a fingerprint."""
        return b"".join(file.read_bytes() for file in (self.path, *self.shared))

    @property
    def folder(self) -> FilePath:
        """Folder of the file, never the current one: cron starts in the home folder."""
        return self.path.resolve().parent

    def resolve(self, path: FilePath) -> FilePath:
        """Return a path of the file as an absolute one."""
        return self.folder / path.expanduser()


def load(path: FilePath) -> Configuration:
    """Read a configuration file, and those that it begins with.

    Raises:
        SettingsError: With every mistake, each with its file, line and column.
    """
    written = read(path)
    try:
        settings = build(written.document, path.name)
    except SettingsError as error:
        name = path.name if path.is_file() else str(path)
        raise SettingsError(name, written.told(error.problems)) from error
    return Configuration(
        settings=settings,
        path=path,
        document=written.document,
        shared=written.files[1:],
        origins=written.origins,
    )


def build(document: Document, filename: str) -> Settings:
    """Turn a read document into settings.

    Raises:
        SettingsError: With every mistake at once.
    """
    problems = list(document.problems)
    settings = None
    if not any(problem.path == () for problem in problems):
        settings, found = settings_of(document, _without_blanks(document.values))
        problems += found
    if settings is not None:
        problems += misnamed(settings, document)
    if problems or settings is None:
        ordered = sorted(problems, key=lambda problem: problem.place or (0, 0))
        raise SettingsError(filename, tuple(ordered))
    return settings


SHEET_KEYS: Mapping[str, Path] = {
    "money.fx.CNY": ("money", "fx"),
    "brief.lookahead_days": ("brief", "lookahead_days"),
    "signal.count": ("signal", "count"),
    "signal.acceptable_rate": ("signal", "acceptable_rate"),
    "mail.to": ("mail", "to"),
    "inspection.default_fee": ("inspection", "default_fee"),
}


def with_sheet(configuration: Configuration, typed: Mapping[str, str]) -> Configuration:
    """Lay the Settings tab over the file; only the keys of `SHEET_KEYS` are taken.

    Args:
        configuration: What the file says.
        typed: Key and value as cleaned by the intake.

    Raises:
        SettingsError: If a value is refused, or a recipient is outside of `mail.allowed_domains`.
    """
    values = _copy(configuration.document.values)
    taken: dict[Path, str] = {}
    for key, value in typed.items():
        path = SHEET_KEYS.get(key)
        if path is None:
            continue
        _set(values, path, _sheet_value(key, value, configuration.settings))
        taken[path] = value
    if not taken:
        return configuration
    document = Document(values=values, places={}, problems=())
    return replace(configuration, settings=build(document, SETTINGS_TAB), from_sheet=taken)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One effective value and where it comes from."""

    key: str
    value: str
    source: str  # default | file | sheet | environment, or the shared file that wrote it


def show(configuration: Configuration, environment: Mapping[str, str]) -> Iterator[Shown]:
    """Yield every effective value; a secret shows as ****."""
    for path, value in _leaves(configuration.settings, ()):
        key = ".".join(str(part) for part in path)
        source = "default"
        if path in configuration.document.places:
            source = configuration.origins.get(path, "file")
        if any(path[: len(sheet)] == sheet for sheet in configuration.from_sheet):
            source = "sheet"
        yield Shown(key=key, value=_shown(path, value), source=source)
        if str(path[-1]).endswith("_env") and value is not None:
            name = str(path[-1]).removesuffix("_env")
            there = "****" if environment.get(str(value)) else "(not set)"
            secret = ".".join([*map(str, path[:-1]), name])
            yield Shown(key=secret, value=there, source="environment")


def secret(
    configuration: Configuration, *, env: str | None, file: FilePath | None = None
) -> SecretStr | None:
    """Return a secret from its environment variable or file; None when neither is named.

    Raises:
        SettingsError: If it is named but not there.
    """
    if env is not None:
        value = os.environ.get(env)
        if not value:
            problem = Problem(path=(), message=f"the environment variable {env} is not set")
            raise SettingsError(configuration.path.name, (problem,))
        return SecretStr(value)
    if file is None:
        return None
    try:
        return SecretStr(configuration.resolve(file).read_text(encoding="utf-8").strip())
    except OSError as error:
        problem = Problem(path=(), message=f"the secret file {file}: {error.strerror}")
        raise SettingsError(configuration.path.name, (problem,)) from error


def _without_blanks(value: dict[str, Plain]) -> dict[str, Any]:
    """Drop keys without a value: an empty section means its defaults."""
    return {
        key: _without_blanks(inner) if isinstance(inner, dict) else inner
        for key, inner in value.items()
        if inner is not None
    }


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:  # noqa: ANN401
    if isinstance(value, Settings):
        parts = [(name, getattr(value, name)) for name in Settings.model_fields]
    elif is_dataclass(value):
        parts = [(shown, getattr(value, name)) for name, shown in written_fields(type(value))]
    elif isinstance(value, dict) and value:
        parts = list(value.items())
    else:
        yield path, value
        return
    for name, inner in parts:
        yield from _leaves(inner, (*path, name))


def _shown(path: Path, value: Any) -> str:  # noqa: ANN401
    if value is None:
        return ""
    if isinstance(value, SecretStr) or (path[0] == "state" and path[-1] in SECRET_KEYS):
        return re.sub(r"//[^@/]*@", "//****@", str(value))
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, tuple):
        return "[" + ", ".join(str(item) for item in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _copy(values: dict[str, Plain]) -> dict[str, Plain]:
    return {
        key: _copy(value) if isinstance(value, dict) else value for key, value in values.items()
    }


def _set(values: dict[str, Plain], path: Path, value: Plain) -> None:
    *above, last = (str(part) for part in path)
    inner = values
    for part in above:
        nested = inner.get(part)
        if not isinstance(nested, dict):
            nested = {}
            inner[part] = nested
        inner = nested
    if last == "fx" and isinstance(value, dict):
        old = inner.get(last)
        inner[last] = {**old, **value} if isinstance(old, dict) else value
        return
    inner[last] = value


def _sheet_value(key: str, value: str, settings: Settings) -> Plain:
    if key.startswith("money.fx."):
        return {settings.money.purchase_currency: value}
    if key != "mail.to":
        return value
    addresses = [part for part in re.split(r"[\s,;]+", value) if part]
    outside = [
        address
        for address in addresses
        if address.rpartition("@")[2] not in settings.mail.allowed_domains
    ]
    if outside:
        message = f"{', '.join(outside)}: not in mail.allowed_domains of the configuration"
        raise SettingsError(SETTINGS_TAB, (Problem(path=("mail", "to"), message=message),))
    return list(addresses)
