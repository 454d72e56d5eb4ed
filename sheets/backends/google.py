"""A Google spreadsheet: one metadata read, one values read, one write for a whole refresh."""

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from sheets.backends import google_charts, google_requests, google_views
from sheets.backends.google_errors import GOOGLE, Subject
from sheets.backends.google_groundwork import GoogleGroundwork
from sheets.backends.google_requests import Request
from sheets.backends.pace import Pace
from sheets.distinct import Pieces, collector_off, pieces
from sheets.grid import (
    CellRun,
    Grid,
    ReadAgainError,
    TabChange,
    TabInfo,
    TabNotFoundError,
    WorkbookInfo,
    WorkbookNotFoundError,
)
from sheets.headers import letter, quoted
from sheets.placement import SEARCHED_ROWS
from sheets.plan import marks_of

if TYPE_CHECKING:
    from sheets.backends.google_client import SheetsClient

CHUNK_ROWS = 50_000
PAYLOAD_BYTES = 2_000_000  # what Google recommends not to exceed in one request
_MANY_CELLS, _BAND_CELLS = 100_000, 25_000  # surely too many for one request; about 1.7 MB
_FIELDS = (
    "properties(title,locale,timeZone),"
    "sheets(properties(sheetId,title,hidden,sheetType,gridProperties(rowCount,columnCount)),"
    "developerMetadata(metadataKey,metadataValue),merges,"
    "protectedRanges(range,warningOnly,requestingUserCanEdit),filterViews(filterViewId,title))"
)
_ID_IN_LINK = re.compile(r"/d/([A-Za-z0-9_-]+)")
_ID = re.compile(r"[A-Za-z0-9_-]+")
_LARGEST_ID = 2**30
_ENDLESS = 2**31


@dataclass(frozen=True, slots=True, kw_only=True)
class Impersonation:
    """A service account that the machine's own sign-in may act as; no key file is needed."""

    impersonate: str  # e-mail address of the service account that the sheet is shared with


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleOptions:
    """A Google spreadsheet that is shared, as Editor, with the account that signs in."""

    url: str  # the link from the browser's address bar, or only the id in it
    credentials: Path | Impersonation | Literal["adc", "none"] = "adc"
    api_endpoint: str = GOOGLE
    deadline_seconds: float = 300.0  # how long trouble is borne before giving up
    backend: Literal["google"] = "google"

    def open(self, pace: Pace | None = None) -> "GoogleWorkbook":
        """Prepare the sign-in; nothing is asked of Google yet.

        Raises:
            WorkbookNotFoundError: If the link holds no id, or the key file is missing.
            PermissionDeniedError: If there is no sign-in.
        """
        from sheets.backends.google_auth import signed_in  # noqa: PLC0415 - slow to import
        from sheets.backends.google_client import SheetsClient  # noqa: PLC0415 - slow to import

        signed = signed_in(self.credentials)
        subject = Subject(spreadsheet_id=spreadsheet_id(self.url), account=signed.account)
        return GoogleWorkbook(
            SheetsClient(
                signed.session,
                subject,
                endpoint=self.api_endpoint,
                pace=pace or Pace(deadline_seconds=self.deadline_seconds),
            )
        )


def spreadsheet_id(url: str) -> str:
    """Return the id in a link, or the id itself.

    Raises:
        WorkbookNotFoundError: If it is neither.
    """
    found = _ID_IN_LINK.search(url)
    if found:
        return found[1]
    if _ID.fullmatch(url.strip()):
        return url.strip()
    msg = (
        f"{url!r} is not the link of a Google spreadsheet: copy the whole link from the browser's "
        "address bar (https://docs.google.com/spreadsheets/d/...)"
    )
    raise WorkbookNotFoundError(msg, reason="bad_link", url=url)


class GoogleWorkbook:
    """One spreadsheet, as its metadata was last read."""

    def __init__(self, client: "SheetsClient") -> None:
        self.client = client
        self._info: WorkbookInfo | None = None

    @property
    def name(self) -> str:
        """The spreadsheet's title, its id before that is known."""
        return self._info.title if self._info else self.client.subject.spreadsheet_id

    @property
    def groundwork(self) -> GoogleGroundwork:
        """What is done to it before the first run."""
        return GoogleGroundwork(self.client)

    @property
    def account(self) -> str:
        """The address that the spreadsheet must be shared with."""
        return self.client.subject.account

    @property
    def requests(self) -> int:
        """Requests sent so far."""
        return self.client.requests

    def info(self) -> WorkbookInfo:
        """Read titles, sizes, marks and protections (one request)."""
        answer = self.client.metadata(_FIELDS)
        properties = answer.get("properties", {})
        tabs = tuple(
            _tab_info(sheet)
            for sheet in answer.get("sheets", [])
            if sheet["properties"].get("sheetType", "GRID") == "GRID"
        )
        self._info = WorkbookInfo(
            title=properties.get("title", ""),
            tabs=tabs,
            locale=properties.get("locale"),
            timezone=properties.get("timeZone"),
        )
        return self._info

    def read(self, tabs: Sequence[TabInfo]) -> Mapping[str, Grid]:
        """Read whole tabs; a tab that was renamed meanwhile is found by its id."""
        if not tabs:
            return {}
        try:
            return self._read(tabs)
        except ReadAgainError:
            return self._read(self._renamed(tabs))

    def _renamed(self, tabs: Sequence[TabInfo]) -> list[TabInfo]:
        now = {tab.tab_id: tab for tab in self.info().tabs}
        for tab in tabs:
            if tab.tab_id not in now:
                msg = f"{self.name}: the tab {tab.title!r} is gone"
                raise TabNotFoundError(msg)
        return [now[tab.tab_id] for tab in tabs]

    def _read(self, tabs: Sequence[TabInfo]) -> dict[str, Grid]:
        read: dict[str, Pieces] = {tab.tab_id: pieces(large=tab.rows > CHUNK_ROWS) for tab in tabs}
        for chunk in _chunks(tabs):
            ranges = [_range(tab, start) for tab, start in chunk]
            with collector_off():
                for (tab, start), found in zip(chunk, self.client.columns(ranges), strict=True):
                    read[tab.tab_id].add(start, found)
        return {tab.tab_id: Grid(tab=tab, columns=read[tab.tab_id].columns()) for tab in tabs}

    def write(self, changes: Sequence[TabChange]) -> Mapping[str, TabInfo]:
        """Write all changes as one batch; only above 2 MB as several, tab by tab."""
        info = self._info or self.info()
        placed = _placed(changes, info)
        for batch in _batches(placed):
            self.client.update(batch)
        self._info = _with_views(info, placed)
        return {one.change.make.id: one.made() for one in placed if one.is_new and one.change.make}

    def write_and_look(self, changes: Sequence[TabChange], *, rows: int) -> Mapping[str, Grid]:
        """Write one batch, whose answer shows the first rows of the changed tabs."""
        info = self._info or self.info()
        placed = _placed(changes, info)
        tabs = {one.sheet_id: info.tab(str(one.sheet_id)) for one in placed}
        ranges = [_rectangle_of(tab, 0, rows) for tab in tabs.values()]
        requests = [request for one in placed for request in one.requests()]
        answer = self.client.update_and_look(requests, ranges)
        return {
            str(sheet_id): Grid(tab=tabs[sheet_id], columns=columns)
            for sheet_id, columns in google_requests.shown(answer)
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A change and the tab that it is for."""

    change: TabChange
    sheet_id: int
    rows: int
    columns: int
    charts_id: int  # of the tab for its charts, where it gets one
    views: Sequence[Request] = ()  # filter views that are not there yet

    @property
    def is_new(self) -> bool:
        return self.change.tab_id is None

    def requests(self) -> list[Request]:
        return [*self.first(), *self.cells(self.change.runs), *self.last()]

    def first(self) -> list[Request]:
        return google_requests.before(self.change, self.sheet_id, self.rows, self.columns)

    def cells(self, runs: Sequence[CellRun]) -> list[Request]:
        return list(google_requests.cells(runs, self.sheet_id))

    def last(self) -> list[Request]:
        return [
            *google_requests.after(self.change, self.sheet_id),
            *google_charts.charts(self.change, self.sheet_id, self.charts_id),
            *self.views,
        ]

    def made(self) -> TabInfo:
        return TabInfo(
            tab_id=str(self.sheet_id),
            title=self.change.title,
            rows=self.rows,
            columns=self.columns,
            hidden=self.change.make is not None and self.change.make.hidden,
            marks=MappingProxyType(dict(marks_of(self.change))),
        )

    def pieces(self) -> Iterator[list[Request]]:
        """Parts of a tab that is too large for one request: bands of rows, the stamp last."""
        pending = self.first()
        for band in _bands(self.change.body, self.sheet_id):
            yield [*pending, *band]
            pending = []
        rest = [*pending, *self.cells(self.change.stamp), *self.last()]
        if rest:
            yield rest


def _placed(changes: Sequence[TabChange], info: WorkbookInfo) -> list[_Placed]:
    taken = {int(tab.tab_id) for tab in info.tabs}
    placed = []
    for change in changes:
        if change.tab_id is None:
            name = change.make.id if change.make else change.title
            sheet_id, (rows, columns) = _free_id(name, taken), google_requests.new_size(change)
        else:
            tab = _known(info, change)
            sheet_id, rows, columns = int(tab.tab_id), tab.rows, tab.columns
        charts_id = _free_id(change.charts_title, taken) if change.charts_title else 0
        placed.append(
            _Placed(
                change=change,
                sheet_id=sheet_id,
                rows=rows,
                columns=columns,
                charts_id=charts_id,
                views=tuple(google_views.missing(change, sheet_id, info)),
            )
        )
    return placed


def _with_views(info: WorkbookInfo, placed: Sequence[_Placed]) -> WorkbookInfo:
    """The workbook after a write: a view that was made is not made again in the next one."""
    made: dict[str, dict[str, str]] = {}
    for one in placed:
        made[str(one.sheet_id)] = dict(map(google_views.name, one.views))
    tabs = [replace(t, views={**t.views, **made.get(t.tab_id, {})}) for t in info.tabs]
    return replace(info, tabs=tuple(tabs))


def _known(info: WorkbookInfo, change: TabChange) -> TabInfo:
    try:
        return info.tab(str(change.tab_id))
    except KeyError as error:
        msg = f"{info.title}: the tab {change.title!r} is gone"
        raise ReadAgainError(msg) from error


def _free_id(name: str, taken: set[int]) -> int:
    """The same id for the same tab each time, so that a repeated request cannot make two tabs."""
    wanted = zlib.crc32(name.encode()) % _LARGEST_ID
    while wanted in taken:
        wanted += 1
    taken.add(wanted)
    return wanted


def _batches(placed: Sequence[_Placed]) -> Iterator[list[Request]]:
    """Whole tabs together as long as they fit into one request."""
    batch: list[Request] = []
    size = 0
    for one in placed:
        many = one.change.cells > _MANY_CELLS
        requests = [] if many else one.requests()
        more = PAYLOAD_BYTES + 1 if many else _size(requests)
        if batch and size + more > PAYLOAD_BYTES:
            yield batch
            batch, size = [], 0
        if more > PAYLOAD_BYTES:
            yield from one.pieces()
        else:
            batch, size = batch + requests, size + more
    if batch:
        yield batch


def _size(requests: Sequence[Request]) -> int:
    return len(msgspec.json.encode(requests))


def _bands(runs: Sequence[CellRun], sheet_id: int) -> Iterator[list[Request]]:
    """Cut the rows into as many bands as their size asks for, and again where one is too large."""
    first = min(run.row for run in runs)
    last = max(run.row + len(run.values) for run in runs)
    parts = -(-sum(len(run.values) for run in runs) // _BAND_CELLS)
    if last - first <= 1 or parts * _BAND_CELLS <= _MANY_CELLS:
        requests = list(google_requests.cells(runs, sheet_id))
        size = _size(requests)
        if size <= PAYLOAD_BYTES or last - first <= 1:
            yield requests
            return
        parts = -(-size // PAYLOAD_BYTES) + 1
    height = -(-(last - first) // parts)
    bands = (
        [cut for run in runs for cut in _cut(run, start, start + height)]
        for start in range(first, last, height)
    )
    for band in filter(None, bands):  # rows without a change between two that have one
        yield from _bands(band, sheet_id)


def _cut(run: CellRun, start: int, end: int) -> list[CellRun]:
    values = run.values[max(0, start - run.row) : max(0, end - run.row)]
    return [replace(run, row=max(run.row, start), values=values)] if values else []


def _tab_info(sheet: Mapping[str, Any]) -> TabInfo:
    properties = sheet["properties"]
    grid = properties.get("gridProperties", {})
    rows, columns = grid.get("rowCount", 0), grid.get("columnCount", 0)
    locked = [
        _rectangle(one.get("range", {}))
        for one in sheet.get("protectedRanges", [])
        if not one.get("warningOnly") and not one.get("requestingUserCanEdit")
    ]
    marks = {
        one["metadataKey"]: one.get("metadataValue", "")
        for one in sheet.get("developerMetadata", [])
        if "metadataKey" in one
    }
    merges = [_rectangle(one) for one in sheet.get("merges", [])]
    views = {str(one["filterViewId"]): one["title"] for one in sheet.get("filterViews", [])}
    return TabInfo(
        tab_id=str(properties.get("sheetId", 0)),
        title=properties["title"],
        rows=rows,
        columns=columns,
        hidden=properties.get("hidden", False),
        marks=MappingProxyType(marks),
        protected=(0, 0, _ENDLESS, _ENDLESS) in locked,
        locked=tuple(locked),
        views=MappingProxyType(views),
        merged=tuple(one for one in merges if one[0] < SEARCHED_ROWS),
    )


def _rectangle(bounds: Mapping[str, int]) -> tuple[int, int, int, int]:
    return (
        bounds.get("startRowIndex", 0),
        bounds.get("startColumnIndex", 0),
        bounds.get("endRowIndex", _ENDLESS + 1) - 1,
        bounds.get("endColumnIndex", _ENDLESS + 1) - 1,
    )


def _chunks(tabs: Sequence[TabInfo]) -> Iterator[list[tuple[TabInfo, int]]]:
    """The first 50,000 rows of all tabs together, then each further part by itself."""
    yield [(tab, 0) for tab in tabs]
    for tab in tabs:
        for start in range(CHUNK_ROWS, tab.rows, CHUNK_ROWS):
            yield [(tab, start)]


def _range(tab: TabInfo, start: int) -> str:
    return _rectangle_of(tab, start, min(start + CHUNK_ROWS, max(tab.rows, start + 1)))


def _rectangle_of(tab: TabInfo, start: int, end: int) -> str:
    """The rows of a tab from `start` on, before `end`, both 0-based, as wide as the tab."""
    return f"{quoted(tab.title)}!A{start + 1}:{letter(max(tab.columns, 1) - 1)}{end}"
