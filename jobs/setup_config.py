"""The last step of `init`: a configuration for the spreadsheet, unless there is one."""

import shlex
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from briefs.words import LanguageWords
from jobs.configuration import Configuration
from jobs.nodes import parse
from jobs.sample import quoted, starter, write
from jobs.setup_tabs import Prepared
from jobs.setup_teller import Teller
from jobs.sheet_locale import chosen_by
from jobs.team import spreadsheet_of
from sheets.backends import Options
from sheets.backends.google import GoogleOptions, spreadsheet_id
from sheets.backends.google_errors import GOOGLE
from sheets.backends.xlsx_options import XlsxOptions

if TYPE_CHECKING:
    from jobs.setup import Wish

DEFAULT_LANGUAGE = "vi"


def same_spreadsheet(configuration: Configuration, options: Options) -> bool:
    """Return whether a configuration is about this spreadsheet.

    Raises:
        WorkbookNotFoundError: If one of the links is none of a spreadsheet.
    """
    return _called(spreadsheet_of(configuration)) == _called(options)


def other_config(wish: "Wish", words: LanguageWords) -> str:
    """Return what to do where the configuration is about another spreadsheet."""
    command = ["reorder-brief", "-c", str(_free(wish.config)), "init"]
    command += ["--xlsx", str(wish.xlsx)] if wish.xlsx else ["--sheet", str(wish.sheet)]
    command += ["--key", wish.key] if wish.key else []
    command += ["--lang", wish.language] if wish.language else []
    flags = ("minimal", "with-examples", "wait", "repair")
    asked = (wish.minimal, wish.examples, wish.wait, wish.repair)
    command += [f"--{flag}" for flag, is_asked in zip(flags, asked, strict=True) if is_asked]
    return words("setup.config.other", path=wish.config, command=shlex.join(command))


def _free(config: Path) -> Path:
    """Return a name beside a configuration that no file has."""
    named = (config.with_name(f"shop{n or ''}.yaml") for n in count())
    return next(path for path in named if not path.exists())


def settle_config(
    wish: "Wish",
    options: Options,
    configuration: Configuration | None,
    prepared: Prepared,
    teller: Teller,
) -> None:
    """Write the configuration; one that is there stays as it is."""
    words = teller.words
    if configuration is not None:
        teller.step("config", words("setup.config.kept", path=wish.config))
        if prepared.adopted:
            teller.more(words("setup.config.add", line=f"tabs: {_named(prepared.adopted)}"))
        return
    text = starter(
        words.get,
        _spreadsheet(options, wish.config.absolute().parent),
        _chosen(words.language, prepared),
    )
    write(wish.config, text)
    written = parse(text).count
    teller.step("config", words("setup.config.written", path=wish.config, n=written))


def _called(options: Options) -> str:
    if isinstance(options, GoogleOptions):
        return spreadsheet_id(options.url)
    return str(options.path.resolve()) if isinstance(options, XlsxOptions) else options.backend


def _spreadsheet(options: Options, folder: Path) -> Mapping[str, str]:
    """Paths below the configuration's folder are written relative to it: it may be moved."""
    if isinstance(options, XlsxOptions):
        return {"backend": "xlsx", "path": _relative(options.path, folder)}
    if not isinstance(options, GoogleOptions):
        return {"backend": options.backend}
    key = options.credentials
    lines = {
        "backend": "google",
        "url": options.url,
        "credentials": _relative(key, folder) if isinstance(key, Path) else str(key),
    }
    if options.api_endpoint != GOOGLE:
        lines["api_endpoint"] = options.api_endpoint
    return lines


def _relative(path: Path, folder: Path) -> str:
    real, base = path.resolve(), folder.resolve()
    return real.relative_to(base).as_posix() if real.is_relative_to(base) else str(path)


def _chosen(language: str, prepared: Prepared) -> Mapping[str, str]:
    """The defaults are those of a shop in Vietnam; another team types as its spreadsheet does."""
    chosen = {"language.team": language}
    if language != DEFAULT_LANGUAGE:
        chosen |= chosen_by(prepared.info.locale, prepared.info.timezone)
    if prepared.adopted:
        chosen["tabs"] = _named(prepared.adopted)
    return chosen


def _named(adopted: Mapping[str, str]) -> str:
    named = ", ".join(f"{name}: {quoted(title)}" for name, title in adopted.items())
    return f"{{{named}}}"
