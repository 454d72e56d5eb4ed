"""Checks 4 to 8: clock, Sheets API, the spreadsheet, the right to edit it, its locale."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from jobs.checks.visit import Visit
from jobs.checks.voice import Voice
from jobs.checkup import Finding
from jobs.exits import Exit
from jobs.sheet_locale import habits, zone_of
from sheets.backends.google import GoogleOptions, GoogleWorkbook
from sheets.grid import WorkbookError, WorkbookInfo

_TOLERATED = timedelta(minutes=5)  # a signed assertion of another time is refused
_HALF_A_YEAR = timedelta(days=182)


def check_clock(visit: Visit, say: Voice) -> Iterator[Finding]:
    """Compare the clock with Google's: a sign-in that is some minutes off is refused."""
    google = visit.google
    if google is None:
        yield say.ok("file")
    elif visit.offline:
        yield say.skip("offline")
    else:
        yield _compared(visit, google, say)


def _compared(visit: Visit, google: GoogleOptions, say: Voice) -> Finding:
    try:
        there = visit.google_time(google)
    except WorkbookError as error:
        visit.trouble = visit.trouble or error
        return say.error(error)
    if there is None:
        return say.ok("untold")
    ahead = visit.clock() - there
    minutes = round(abs(ahead) / timedelta(minutes=1))
    if abs(ahead) <= _TOLERATED:
        return say.ok("fine", seconds=round(abs(ahead) / timedelta(seconds=1)))
    return say.fail("fast" if ahead > timedelta() else "slow", Exit.CONFIG, minutes=minutes)


def check_api(visit: Visit, say: Voice) -> Iterator[Finding]:
    """Ask for the spreadsheet; here only whether Google lets us ask at all."""
    if visit.google is None:
        yield say.ok("file")
    elif visit.offline:
        yield say.skip("offline")
    else:
        if visit.trouble is None:
            _open(visit)
        yield _asked(visit, say)


def _asked(visit: Visit, say: Voice) -> Finding:
    trouble = visit.trouble
    if trouble is None or (_place(trouble) == "spreadsheet" and visit.workbook is not None):
        return say.ok("fine")
    if _place(trouble) == "api":
        return say.error(trouble, account=_account(visit))
    return say.skip("earlier")


def check_spreadsheet(visit: Visit, say: Voice) -> Iterator[Finding]:
    """Tell whether it is there, is a spreadsheet, and is open to us."""
    if visit.google is None and visit.trouble is None:
        _open(visit)
    if visit.info is not None:
        seen = sum(not tab.hidden for tab in visit.info.tabs)
        yield say.ok("fine", title=visit.info.title, n=seen)
    elif visit.trouble is None:
        yield say.skip("offline")
    elif _place(visit.trouble) == "spreadsheet":
        yield say.error(visit.trouble, account=_account(visit))
    else:
        yield say.skip("earlier")


_PLACES = {
    "key_missing": "key",
    "key_wrong": "key",
    "not_signed_in": "key",
    "no_network": "clock",
    "api_off": "api",
    "key_refused": "api",
    "scope_missing": "api",
    "unavailable": "api",
}


def _place(trouble: WorkbookError) -> str:
    """Return the check that tells of it."""
    return _PLACES.get(trouble.reason, "spreadsheet")


def _open(visit: Visit) -> None:
    assert visit.workbook is not None  # noqa: S101 - no trouble so far
    try:
        visit.info = visit.workbook.info()
    except WorkbookError as error:
        visit.trouble = error


def _account(visit: Visit) -> str:
    workbook = visit.workbook
    return workbook.account if isinstance(workbook, GoogleWorkbook) else ""


def check_editing(visit: Visit, say: Voice) -> Iterator[Finding]:
    """Write something that nobody sees, and take it away."""
    assert visit.workbook is not None  # noqa: S101 - its step needs what was read with it
    try:
        visit.workbook.groundwork.prove_editable()
    except WorkbookError as error:
        yield say.error(error, account=_account(visit))
        return
    yield say.ok("fine")


def check_locale(visit: Visit, say: Voice) -> Iterator[Finding]:
    """Compare how the spreadsheet reads typed days and numbers with what we are told."""
    assert visit.info is not None  # noqa: S101 - its step needs it
    if visit.info.locale is None:
        yield say.ok("file")
        return
    findings = [*_typing(visit, visit.info, say), *_zone(visit, visit.info, say)]
    yield from findings or [
        say.ok("fine", locale=visit.info.locale, timezone=visit.info.timezone or "-")
    ]


def _typing(visit: Visit, info: WorkbookInfo, say: Voice) -> Iterator[Finding]:
    there, ours = habits(info.locale), visit.settings.locale
    if there is None:
        return
    if there.date_order != ours.date_order:
        orders = _both(say, "orders", there.date_order, ours.date_order)
        yield say.warn("order", locale=info.locale, **orders)
    if there.decimal is not None and there.decimal != ours.decimal:
        yield say.warn(
            "mark", locale=info.locale, **_both(say, "marks", there.decimal, ours.decimal)
        )


def _both(say: Voice, section: str, there: str, here: str) -> dict[str, str]:
    named = f"doctor.locale.{section}"
    return {"there": say.words(f"{named}.{there}"), "here": say.words(f"{named}.{here}")}


def _zone(visit: Visit, info: WorkbookInfo, say: Voice) -> Iterator[Finding]:
    """Zones of another name may show the same time all year."""
    there = zone_of(info.timezone)
    if there is None:
        return
    here, now = visit.settings.zone, visit.clock()
    if any(_offset(there, at) != _offset(here, at) for at in (now, now + _HALF_A_YEAR)):
        yield say.warn("zone", there=info.timezone, here=here.key)


def _offset(zone: ZoneInfo, at: datetime) -> timedelta | None:
    return at.astimezone(zone).utcoffset()
