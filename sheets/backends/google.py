"""A Google spreadsheet: one metadata read, one values read, one write for a whole refresh."""

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from msgspec import Raw

from sheets.backends import google_cells, google_charts, google_requests, google_views
from sheets.backends.google_cells import EncodedRun
from sheets.backends.google_errors import GOOGLE, Subject
from sheets.backends.google_groundwork import GoogleGroundwork
from sheets.backends.google_requests import Request
from sheets.backends.pace import Pace
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
from sheets.packed import decoded, packed
from sheets.placement import SEARCHED_ROWS
from sheets.plan import marks_of

if TYPE_CHECKING:
    from sheets.backends.google_client import SheetsClient
    from sheets.cell import Cell

CHUNK_ROWS = 50_000
PAYLOAD_BYTES = 2_000_000  # what Google recommends not to exceed in one request
_MANY_CELLS, _BAND_CELLS = 100_000, 25_000  # surely too many for one request; about 1.7 MB
_BAND_BYTES = PAYLOAD_BYTES // 8  # of a tab too large for one request: several fill one well
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


def spreadsheet_link(url: str) -> str:
    """Return the whole link of a spreadsheet from its link or id; errors as of `spreadsheet_id`."""
    return f"https://docs.google.com/spreadsheets/d/{spreadsheet_id(url)}/edit"


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
        from sheets.distinct import collector_off, pieces  # noqa: PLC0415 - slow to import

        large = {tab.tab_id: pieces(large=True) for tab in tabs if tab.rows > CHUNK_ROWS}
        read: dict[str, Sequence[Sequence[Cell]]] = {}
        for chunk in _chunks(tabs):
            ranges = [_range(tab, start) for tab, start in chunk]
            with collector_off():
                for (tab, start), found in zip(chunk, self.client.columns(ranges), strict=True):
                    if tab.tab_id in large:
                        large[tab.tab_id].add(start, map(decoded, found))
                    else:
                        read[tab.tab_id] = list(map(packed, found))
        read |= {tab_id: found.columns() for tab_id, found in large.items()}
        return {tab.tab_id: Grid(tab=tab, columns=read[tab.tab_id]) for tab in tabs}

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

    def requests(self) -> list[Raw]:
        return self._whole(google_cells.encoded(self.change.body))

    def _whole(self, body: Sequence[EncodedRun]) -> list[Raw]:
        return [*self.first(), *google_cells.requests(body, self.sheet_id), *self._end()]

    def _end(self) -> list[Raw]:
        stamp = google_cells.encoded(self.change.stamp)
        return [*google_cells.requests(stamp, self.sheet_id), *self.last()]

    def first(self) -> list[Raw]:
        found = google_requests.before(self.change, self.sheet_id, self.rows, self.columns)
        return _raw(found)

    def last(self) -> list[Raw]:
        return [
            *_raw(google_requests.after(self.change, self.sheet_id)),
            *_raw(google_charts.charts(self.change, self.sheet_id, self.charts_id)),
            *_raw(self.views),
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

    def pieces(self) -> Iterator[list[Raw]]:
        """Return what must be in one request: the whole tab, or of a large one bands of rows."""
        if self.change.cells > _MANY_CELLS:
            yield from self._bands(_encoded_parts(self.change.body))
            return
        body = google_cells.encoded(self.change.body)
        requests = self._whole(body)
        if _size(requests) <= PAYLOAD_BYTES:
            yield requests
        else:
            yield from self._bands([body])

    def _bands(self, parts: Iterable[Sequence[EncodedRun]]) -> Iterator[list[Raw]]:
        """The rows of a tab from the top down, its stamp last."""
        pending = self.first()
        for band in chain.from_iterable(map(_bands, parts)):
            yield [*pending, *google_cells.requests(band, self.sheet_id)]
            pending = []
        yield [*pending, *self._end()]


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


def _batches(placed: Sequence[_Placed]) -> Iterator[list[Raw]]:
    """Whole tabs, and bands of those that are too large, together as long as they fit."""
    batch: list[Raw] = []
    size = 0
    for piece in chain.from_iterable(one.pieces() for one in placed):
        more = _size(piece)
        if batch and size + more > PAYLOAD_BYTES:
            yield batch
            batch, size = [], 0
        batch, size = batch + piece, size + more
    if batch:
        yield batch


def _raw(requests: Iterable[Request]) -> list[Raw]:
    return [Raw(msgspec.json.encode(request)) for request in requests]


def _size(requests: Sequence[Raw]) -> int:
    return sum(map(len, requests)) + len(requests)  # one comma each


def _encoded_parts(runs: Sequence[CellRun]) -> Iterator[Sequence[EncodedRun]]:
    """Cut the rows by the number of their cells, so that few are encoded at once."""
    cells = sum(len(run.values) for run in runs)
    return map(google_cells.encoded, google_cells.cut(runs, -(-cells // _BAND_CELLS)))


def _bands(runs: Sequence[EncodedRun]) -> Iterator[Sequence[EncodedRun]]:
    """Cut the rows by their size, and again where it is uneven; one row is never cut."""
    parts = -(-google_cells.size(runs) // _BAND_BYTES)
    if parts <= 1 or google_cells.height(runs) == 1:
        yield runs
        return
    for band in google_cells.cut(runs, parts):
        yield from _bands(band)


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
