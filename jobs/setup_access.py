"""The first two steps of `init`: the key, and the right to edit the spreadsheet."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from jobs.checks.key import key_facts, wrong_kind
from jobs.checks.visit import PATIENCE_SECONDS
from jobs.checks.voice import Voice
from jobs.configuration import Configuration
from jobs.exits import Exit
from jobs.setup_teller import Teller
from jobs.team import spreadsheet_of
from sheets.backends import Options
from sheets.backends.google import GoogleOptions, GoogleWorkbook, spreadsheet_id
from sheets.backends.google_errors import GOOGLE
from sheets.backends.xlsx import XlsxWorkbook
from sheets.backends.xlsx_options import XlsxOptions
from sheets.grid import PermissionDeniedError, Workbook

if TYPE_CHECKING:
    from jobs.setup import Wish

USUAL_KEY = "secrets/service-account.json"  # beside the configuration
LOOK_AGAIN_SECONDS = 5
LONGEST_WAIT_SECONDS = 1800
_CAN_BE_WAITED_FOR = ("not_shared", "viewer_only")


class RefusedError(Exception):
    """Nothing was done; the message says what to do."""

    def __init__(self, message: str, exit_code: Exit) -> None:
        super().__init__(message)
        self.exit = exit_code


def options_of(wish: "Wish", configuration: Configuration | None) -> Options | None:
    """Return the spreadsheet that is meant: named now, or by the configuration; None if neither."""
    if wish.sheet is not None:
        return GoogleOptions(
            url=wish.sheet,
            credentials=_credentials(wish),
            api_endpoint=wish.api_endpoint or GOOGLE,
            deadline_seconds=PATIENCE_SECONDS,
        )
    if wish.xlsx is not None:
        return XlsxOptions(path=wish.xlsx.absolute())
    return None if configuration is None else spreadsheet_of(configuration)


def would_be_no_workbook(options: Options) -> bool:
    """Return whether a file that is yet to be made has a name that no office program would open."""
    if not isinstance(options, XlsxOptions) or options.path.exists():
        return False
    return options.path.suffix.lower() != ".xlsx"


def _credentials(wish: "Wish") -> Path | Literal["adc", "none"]:
    if wish.key == "adc":
        return "adc"
    if wish.key == "none":
        return "none"
    here = Path(wish.key or USUAL_KEY)
    return (here if here.is_file() else wish.config.absolute().parent / here).resolve()


def entered(
    options: Options,
    wish: "Wish",
    teller: Teller,
    *,
    opened: Callable[[Options], Workbook],
    sleep: Callable[[float], None],
) -> Workbook:
    """Open the spreadsheet and make sure that we may edit it.

    Raises:
        RefusedError: If the key is of another kind, or the spreadsheet is not shared with us, after
            a wait where one was asked for.
        WorkbookNotFoundError: If the link is none of a spreadsheet.
        WorkbookError: If it cannot be opened for another reason.
    """
    if isinstance(options, GoogleOptions):
        spreadsheet_id(options.url)
        _refuse_wrong_kind(options, teller)
    workbook = opened(options)
    if not isinstance(workbook, GoogleWorkbook):
        teller.step("key", teller.words("setup.share.file"))
        if not isinstance(workbook, XlsxWorkbook) or workbook.path.exists():
            workbook.info()
            workbook.groundwork.prove_editable()
        teller.step("share", teller.words("setup.share.file"))
        return workbook
    teller.step("key", _key(options, workbook))
    teller.step("share", teller.words("setup.share.ask"))
    teller.more(workbook.account)
    _wait_until_shared(workbook, wish, teller, sleep)
    return workbook


def _refuse_wrong_kind(options: GoogleOptions, teller: Teller) -> None:
    wrong = wrong_kind(options, Voice(teller.words, "key"))
    if wrong is not None:
        raise RefusedError(teller.text(f"{wrong.text}\n-> {wrong.fix}"), Exit.CONFIG)


def _key(options: Options, workbook: GoogleWorkbook) -> str:
    credentials = options.credentials if isinstance(options, GoogleOptions) else ""
    if not isinstance(credentials, Path):
        return f"ok  {workbook.account}"
    project = key_facts(credentials).get("project_id", "")
    return f"ok  {credentials.name} ({project})" if project else f"ok  {credentials.name}"


def _wait_until_shared(
    workbook: GoogleWorkbook, wish: "Wish", teller: Teller, sleep: Callable[[float], None]
) -> None:
    waited = 0
    while True:
        try:
            workbook.info()
            workbook.groundwork.prove_editable()
        except PermissionDeniedError as error:
            if error.reason not in _CAN_BE_WAITED_FOR:
                raise
            if not wish.wait or waited >= LONGEST_WAIT_SECONDS:
                later = teller.text(teller.words("setup.share.later"))
                raise RefusedError(later, Exit.PERMISSION) from error
        else:
            break
        if not waited:
            teller.more(teller.words("setup.share.waiting", seconds=LOOK_AGAIN_SECONDS))
        sleep(LOOK_AGAIN_SECONDS)
        waited += LOOK_AGAIN_SECONDS
    code = "shared_after" if waited else "shared"
    teller.more(teller.words(f"setup.share.{code}", seconds=waited))
