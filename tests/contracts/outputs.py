"""Small output tabs for the contract: a summary by SKU and a Run log."""

from dataclasses import replace
from datetime import datetime, timedelta

from sheets.outputs.table import ChartBlock, Kind, OutputColumn, OutputTab, Stamp
from sheets.refresh import refresh

START = datetime(2025, 6, 2, 2, 10)
ENGLISH = {
    "title": "SKU summary",
    "sku": "SKU",
    "status": "Status",
    "rate": "Rate 180d",
    "latest": "Latest order",
    "note": "Note ✎",
    "closed": "Closed ✎",
    "inactive": "inactive",
    "trend": "Trend",
}
VIETNAMESE = {
    "title": "Tổng hợp SKU",
    "sku": "Mã hàng",
    "status": "Trạng thái",
    "rate": "Tỷ lệ 180 ngày",
    "latest": "Đơn mới nhất",
    "note": "Ghi chú ✎",
    "closed": "Đã xong ✎",
    "inactive": "ngừng theo dõi",
    "trend": "Xu hướng",
}
ROWS = {
    "B-MUG": ("urgent", 0.075, 45_580),
    "0012": ("ok", 0.0, None),
    "1E10": ("watch", 1 / 3, 45_600),
}


def summary(rows=None, *, night=0, words=ENGLISH, extra=(), **more):
    """Return the summary of some SKUs: sku -> (status, rate, latest order)."""
    rows = ROWS if rows is None else rows
    at = START + timedelta(days=night)
    kinds = {
        "sku": Kind.TEXT,
        "status": Kind.TEXT,
        "rate": Kind.RATE,
        "latest": Kind.DAY,
        "note": Kind.TEXT,
        "closed": Kind.TICK,
    } | dict.fromkeys(extra, Kind.TEXT)
    columns = tuple(
        OutputColumn(
            id=name,
            kind=kind,
            header=words[name],
            headers=(ENGLISH[name], VIETNAMESE[name]),
            note=f"about {name}",
            yours=name in {"note", "closed"},
        )
        for name, kind in kinds.items()
    )
    cells = {
        "sku": list(rows),
        "status": [row[0] for row in rows.values()],
        "rate": [row[1] for row in rows.values()],
        "latest": [row[2] for row in rows.values()],
    } | {name: ["rising"] * len(rows) for name in extra}
    return OutputTab(
        id="sku_summary",
        title=words["title"],
        titles=(ENGLISH["title"], VIETNAMESE["title"]),
        columns=columns,
        keys=list(rows),
        cells=cells,
        stamp=Stamp(text=f"Refreshed {at:%Y-%m-%d %H:%M} · ok", at=at),
        status_column="status",
        inactive=words["inactive"],
        colours={"urgent": "red", "watch": "yellow"},
        **more,
    )


def run_log(*nights, keep=200):
    """Return the Run log with the rows of some nights, newest first."""
    at = START + timedelta(days=max(nights, default=0))
    columns = (
        OutputColumn(id="started", kind=Kind.MOMENT, header="Started", headers=("Started",)),
        OutputColumn(id="result", kind=Kind.TEXT, header="Result", headers=("Result",)),
    )
    return OutputTab(
        id="run_log",
        title="Run log",
        titles=("Run log", "Nhật ký chạy"),
        columns=columns,
        keys=[f"run-{night}" for night in nights],
        cells={
            "started": [45_810 + night for night in nights],
            "result": ["done" for _ in nights],
        },
        stamp=Stamp(text=f"Refreshed {at:%Y-%m-%d %H:%M}", at=at),
        newest_first=True,
        keep=keep,
    )


def trend(night=0, **summed):
    """Return a hidden table with two charts."""
    blocks = (
        ChartBlock(
            id="suppliers",
            title="Suppliers",
            kind="line",
            first_row=0,
            rows=2,
            columns=4,
            value_axis="Rate",
        ),
        ChartBlock(
            id="skus",
            title="SKUs",
            kind="column",
            first_row=1,
            rows=2,
            columns=3,
            value_axis="Rate",
        ),
    )
    return replace(
        summary(night=night, **summed),
        id="_trend",
        title="_trend",
        titles=("_trend",),
        hidden=True,
        charts=blocks,
        charts_titles=("Charts", "Biểu đồ"),
    )


def nightly(workbook, *outputs, known=None):
    """Read the workbook and refresh it, as the nightly job does."""
    info = workbook.info()
    grids = workbook.read(info.tabs)
    return refresh(workbook, outputs, info=info, grids=grids, known=known)


def column(people, header, title="SKU summary"):
    """Return where a header stands (0-based)."""
    rows = people.cells(title)
    return next(row.index(header) for row in rows if header in row)


def row_of(people, key, title="SKU summary"):
    """Return the row that has a key (0-based)."""
    keys = column(people, "_key", title)
    return next(
        at for at, row in enumerate(people.cells(title)) if len(row) > keys and row[keys] == key
    )


def cell(people, key, header, title="SKU summary"):
    """Return the cell of a key under a header."""
    row, at = people.cells(title)[row_of(people, key, title)], column(people, header, title)
    return row[at] if at < len(row) else None
