"""Checks 9, 10 and 12: the tabs that people fill in, their headers, their rows."""

from collections.abc import Iterator, Sequence

from jobs.checks.visit import Visit
from jobs.checks.voice import Voice
from jobs.checkup import Finding
from jobs.exits import Exit
from jobs.team import names_of
from quality.completeness import level_reached, next_to_fill
from quality.issues import Issue
from quality.resolve import resolve
from sheets.contract import TABS
from sheets.grid import WorkbookError
from sheets.intake import Intake, read_records, recognise, strangers, suggest
from sheets.recognition import Recognised

NEEDED = ("defect_log", "receiving")  # a run needs one of them
_MOST_ISSUES = 5
_TWICE = ("tab_twice", "header_twice", "header_rival", "header_doubtful", "header_merged")
_LACKING = (
    *("tab_not_found", "tab_suggested", "tab_empty", "headers_not_found", "header_missing"),
    *("header_advised", "header_advised_either", "header_configured_missing"),
)


def check_inputs(visit: Visit, say: Voice) -> Iterator[Finding]:
    """Find the input tabs, read them, and tell how far the data go."""
    try:
        found, suggested = _read(visit)
    except WorkbookError as error:
        yield say.error(error)
        return
    intake = visit.intake
    assert intake is not None  # noqa: S101 - read just now
    usable = [name for name in NEEDED if name in intake.tabs and intake.tabs[name].usable]
    if not found.tabs:
        titles = [tab.title for tab in visit.info.tabs] if visit.info else []
        yield say.fail("none", Exit.DATA, titles=", ".join(titles))
    elif usable:
        yield _level(intake, say)
    lacking = [issue for issue in (*found.issues, *intake.issues) if issue.code in _LACKING]
    for issue in (*lacking, *suggested):
        stops = (
            not usable
            and issue.tab in NEEDED
            and issue.code in {"headers_not_found", "header_missing"}
        )
        yield say.issue(issue, title=_title(visit, issue), ends=Exit.DATA if stops else None)
    if found.tabs and not usable and not any(tab in NEEDED for tab in found.tabs):
        yield say.fail("no_log", Exit.DATA)


def _read(visit: Visit) -> tuple[Recognised, tuple[Issue, ...]]:
    assert visit.configuration is not None  # noqa: S101 - its step needs it
    assert visit.info is not None  # noqa: S101 - its step needs it
    assert visit.workbook is not None  # noqa: S101 - its step needs what was read with it
    remembered = visit.ledger.known_tabs() if visit.ledger else {}
    names = names_of(visit.configuration, remembered)
    found = recognise(visit.info, names)
    grids = visit.workbook.read(list(found.tabs.values()))
    as_of = visit.clock().astimezone(visit.settings.zone).date()
    by_name = {name: grids[tab.tab_id] for name, tab in found.tabs.items()}
    visit.recognised, visit.intake = found, read_records(by_name, names, as_of=as_of)
    lacking = any(tab.id not in found.tabs for tab in TABS.values() if not tab.optional)
    strange = strangers(visit.info, found) if lacking else []
    return found, suggest(list(visit.workbook.read(strange).values()), found)


def _level(intake: Intake, say: Voice) -> Finding:
    level, following = level_reached(intake.records), next_to_fill(intake.records)
    if following is None:
        return say.ok("complete", n=len(intake.tabs))
    step = say.words(f"stamp.next.{following}")
    return say.ok("level", n=len(intake.tabs), level=level, next=step)


def _title(visit: Visit, issue: Issue) -> str:
    assert visit.recognised is not None  # noqa: S101 - read before
    known = visit.recognised.tabs.get(issue.tab)
    return known.title if known else TABS[issue.tab].titles[visit.settings.language.team][0]


def check_headers(visit: Visit, say: Voice) -> Iterator[Finding]:
    """Tell what is there twice, doubtful, or merged."""
    assert visit.intake is not None  # noqa: S101 - its step needs it
    assert visit.recognised is not None  # noqa: S101 - read with it
    doubtful = [
        issue for issue in (*visit.recognised.issues, *visit.intake.issues) if issue.code in _TWICE
    ]
    for issue in doubtful:
        yield say.issue(issue, title=_title(visit, issue))
    if not doubtful:
        read = sum(len(tab.headers) for tab in visit.intake.tabs.values())
        own = sum(len(tab.unknown) for tab in visit.intake.tabs.values())
        yield say.ok("fine", n=read, own=own)


def check_rows(visit: Visit, say: Voice) -> Iterator[Finding]:
    """Read every row as a run would, and name what costs most of them."""
    intake = visit.intake
    assert intake is not None  # noqa: S101 - its step needs it
    counts = {
        "read": sum(count.read for count in intake.rows),
        "counted": sum(count.counted for count in intake.rows),
        "reported": sum(count.reported for count in intake.rows),
        "ignored": sum(count.ignored for count in intake.rows),
    }
    issues = [issue for issue in intake.issues if issue.code not in {*_TWICE, *_LACKING}]
    issues += resolve(intake.records).issues  # codes that no master tab has
    yield say.warn("some", **counts) if counts["reported"] else say.ok("fine", **counts)
    yield from _worst(visit, issues, say)


def _worst(visit: Visit, issues: Sequence[Issue], say: Voice) -> Iterator[Finding]:
    ranked = sorted(issues, key=lambda issue: -issue.rows)
    for issue in ranked[:_MOST_ISSUES]:
        yield say.issue(issue, title=_title(visit, issue))
    if len(ranked) > _MOST_ISSUES:
        yield say.warn("more", n=len(ranked) - _MOST_ISSUES)
