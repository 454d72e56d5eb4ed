"""`init`: from an empty or a team's own spreadsheet to one that a run can read."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from briefs.words import load_words
from jobs.checks.key import key_facts
from jobs.checks.voice import Voice
from jobs.configuration import Configuration, load
from jobs.exits import Exit, exit_of
from jobs.mistakes import SettingsError
from jobs.session import Outcome
from jobs.setup_access import RefusedError, entered, options_of, would_be_no_workbook
from jobs.setup_config import DEFAULT_LANGUAGE, other_config, same_spreadsheet, settle_config
from jobs.setup_tabs import prepare_tabs
from jobs.setup_teller import Teller
from sheets.backends import Options, open_workbook
from sheets.backends.google import GoogleOptions
from sheets.grid import Workbook, WorkbookError

NOTHING_NAMED = """\
Which spreadsheet? A workbook on this machine, which is made when it is not there:
  reorder-brief init --xlsx quality.xlsx
or a Google Sheet; an empty one from https://sheets.new will do:
  reorder-brief init --sheet LINK"""

BOTH_NAMED = "Name one spreadsheet: either --sheet or --xlsx."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person asked of `init`.

    Attributes:
        config: The configuration; it is written when it is not there.
        sheet: Link of a Google spreadsheet.
        xlsx: A workbook on this machine; it is made when it is not there.
        key: Key file of the service account, here or beside the configuration; `adc` or `none`;
            None: where it usually is.
        language: Of the team; None: as configured, else Vietnamese.
        minimal: Only a defect log with three columns.
        examples: Three rows a tab that show how to fill it in.
        wait: Look again until the spreadsheet is shared.
        repair: Also give drop-downs to tabs that are there, and lost columns to ours.
        api_endpoint: Another server than Google's; None: Google's.
        typed: How the program was called, for the next command.
    """

    config: Path
    sheet: str | None = None
    xlsx: Path | None = None
    key: str | None = None
    language: str | None = None
    minimal: bool = False
    examples: bool = False
    wait: bool = False
    repair: bool = False
    api_endpoint: str | None = None
    typed: str = "reorder-brief"


def init(
    wish: Wish,
    *,
    say: Callable[[str], None],
    ask: Callable[[str], bool],
    sleep: Callable[[float], None],
    opened: Callable[[Options], Workbook] = open_workbook,
) -> Outcome:
    """Prepare a spreadsheet and its configuration; nothing that a person typed is changed.

    Args:
        wish: What was asked for.
        say: Shows a line.
        ask: Puts a question whose answer is yes or no.
        sleep: Waits that many seconds.
        opened: Opens the spreadsheet.
    """
    try:
        return _init(wish, say=say, ask=ask, sleep=sleep, opened=opened)
    except RefusedError as error:
        return Outcome(exit=error.exit, message=str(error))
    except SettingsError as error:
        return Outcome(exit=Exit.CONFIG, message=str(error))
    except OSError as error:  # of the configuration's folder
        return Outcome(exit=Exit.CONFIG, message=f"{error.filename}: {error.strerror}")


def _init(
    wish: Wish,
    *,
    say: Callable[[str], None],
    ask: Callable[[str], bool],
    sleep: Callable[[float], None],
    opened: Callable[[Options], Workbook],
) -> Outcome:
    configuration = load(wish.config) if wish.config.exists() else None
    teller = Teller(load_words(_language(wish, configuration)).plain, say)
    options = _meant(wish, configuration, teller)
    try:
        if configuration is not None and not same_spreadsheet(configuration, options):
            raise RefusedError(teller.text(other_config(wish, teller.words)), Exit.CONFIG)
        wish.config.absolute().parent.mkdir(parents=True, exist_ok=True)
        workbook = entered(options, wish, teller, opened=opened, sleep=sleep)
        prepared = prepare_tabs(workbook, wish, configuration, teller, ask=ask)
    except WorkbookError as error:
        raise RefusedError(teller.text(_told(teller, error, options)), exit_of(error)) from error
    settle_config(wish, options, configuration, prepared, teller)
    return Outcome(exit=Exit.OK, message=teller.words("setup.next", command=f"{wish.typed} doctor"))


def _language(wish: Wish, configuration: Configuration | None) -> str:
    known = configuration.settings.language.team if configuration else DEFAULT_LANGUAGE
    return wish.language or known


def _meant(wish: Wish, configuration: Configuration | None, teller: Teller) -> Options:
    """Return the one spreadsheet that is meant.

    Raises:
        RefusedError: If none is named, or two are, or one that could not be made.
    """
    if wish.sheet is not None and wish.xlsx is not None:
        raise RefusedError(BOTH_NAMED, Exit.USAGE)
    options = options_of(wish, configuration)
    if options is None:
        raise RefusedError(NOTHING_NAMED, Exit.USAGE)
    if would_be_no_workbook(options):
        raise RefusedError(teller.text(teller.words("setup.suffix")), Exit.USAGE)
    return options


def _told(teller: Teller, error: WorkbookError, options: Options) -> str:
    """Say what is wrong as `doctor` does; a fix that is typed into `init` is worded for it."""
    key_file = options.credentials if isinstance(options, GoogleOptions) else None
    account = key_facts(key_file).get("client_email", "")
    finding = Voice(teller.words, "setup").error(error, account=account)
    key = f"setup.error.{finding.code}"
    facts = {"message": str(error), **error.facts}
    fix = finding.fix if teller.words.get(key) is None else teller.words(key, **facts)
    return f"{finding.text}\n-> {fix}"
