"""What tests are made of: tables drawn as text, and records with defaults."""

import json
import re
from datetime import date
from pathlib import Path

import polars as pl

from quality.findings import FRAMES, Findings
from quality.records import SCHEMAS
from quality.records import records as bundled
from quality.rules import Rules
from quality.study import study
from quality.vocabulary import DEFECT_TYPES
from sheets.cell import Cell
from sheets.grid import Grid, TabInfo

EPOCH = date(1899, 12, 30)
SAMPLING_TABLES = json.loads(
    (Path(__file__).parent.parent / "templates" / "sampling.json").read_text("utf-8")
)


def sheet(drawn, *, title="Nhật ký lỗi", tab_id="0", merged=(), marks=None):
    """Return a Grid from a table drawn with `|` between its columns.

    A number is a number, `2026-11-20` a real day (its serial number), TRUE and FALSE are ticks,
    a blank is None and everything else is text; "quotes" keep a number text.
    """
    rows = [
        [_cell(part) for part in line.split("|")]
        for line in drawn.lstrip("\n").rstrip().splitlines()
    ]
    width = max((len(row) for row in rows), default=0)
    columns = [[row[at] if at < len(row) else None for row in rows] for at in range(width)]
    return grid(columns, title=title, tab_id=tab_id, merged=merged, marks=marks)


def grid(columns, *, title="Nhật ký lỗi", tab_id="0", merged=(), marks=None):
    """Return a Grid of the given columns."""
    rows = max((len(column) for column in columns), default=0)
    info = TabInfo(
        tab_id=tab_id,
        title=title,
        rows=rows,
        columns=len(columns),
        merged=tuple(merged),
        marks=marks or {},
    )
    return Grid(tab=info, columns=columns)


def serial(day):
    """Return the number by which a spreadsheet knows a day."""
    return (day - EPOCH).days


def _cell(part) -> Cell:
    text = part.strip()
    if re.fullmatch(r'".*"', text):
        return text[1:-1]
    for pattern, made in _CELLS:
        if re.fullmatch(pattern, text):
            return made(text)
    return text


_CELLS = (
    ("", lambda _: None),
    ("TRUE|FALSE", lambda text: text == "TRUE"),
    (r"-?\d+", int),
    (r"-?\d+\.\d+", float),
    (r"\d{4}-\d{2}-\d{2}", lambda text: serial(date.fromisoformat(text))),
)


def found(level, *rows):
    """Return one frame of findings, such as `found("lots", {"lot_id": "L1"})`; the rest is null."""
    schema = dict(FRAMES[level])
    unknown = {name for row in rows for name in row} - set(schema)
    assert not unknown, unknown
    full = [{name: row.get(name) for name in schema} for row in rows]
    return pl.DataFrame(full, schema=schema, orient="row")


def findings(*, as_of=date(2025, 6, 2), **parts):
    """Return findings of the given frames (lists of rows) and facts; the rest is empty."""
    frames = {level: found(level, *parts.pop(level, ())) for level in FRAMES}
    facts = {"reorders": (), "issues": (), "caught": None, "level": 2, "next_to_fill": None}
    return Findings(as_of=as_of, **frames, **{**facts, **parts})


def defect(sku="B-MUG", kind="broken", **cells):
    """Return a row of the defect log: one unit that a customer reported."""
    return {"sku": sku, "defect_type": kind, "units": 1, "found_at": "customer", **cells}


def lot(lot_id="L1", sku="B-MUG", **cells):
    """Return a row of the receiving tab: 200 units from Ruicai, 100 days old on 2025-06-02."""
    return {
        "lot_id": lot_id,
        "lot_generated": False,
        "sku": sku,
        "received_on": date(2025, 2, 22),
        "units": 200,
        "supplier": "Ruicai",
        **cells,
    }


def plan(sku="B-MUG", **cells):
    """Return a row of the plan: 300 units a week after 2025-06-02."""
    return {"sku": sku, "planned_on": date(2025, 6, 9), "units": 300, "status": "planned", **cells}


def talk(talked_on, **cells):
    """Return a talk with Ruicai about B-MUG."""
    return {"talked_on": talked_on, "supplier": "Ruicai", "sku": "B-MUG", **cells}


def product(sku="B-MUG", **cells):
    """Return a row of the products tab, from Ruicai."""
    return {"sku": sku, "supplier": "Ruicai", **cells}


def records(**tabs):
    """Return Records of rows by frame name; rows are numbered as in a sheet with one header."""
    frames = {name: _frame(SCHEMAS[name], rows) for name, rows in tabs.items()}
    return bundled(**frames)


def _frame(schema, rows):
    numbered = ({"row": place, **row} for place, row in enumerate(rows, start=2))
    kept = [{name: row.get(name) for name in schema} for row in numbered]
    return pl.DataFrame(kept, schema=dict(schema))


def studied(
    *, as_of=date(2025, 6, 2), rules=None, vocabulary=DEFECT_TYPES, next_mail_on=None, **tabs
):
    """Return the study of rows by frame name."""
    return study(
        records(**tabs),
        rules or Rules(),
        as_of=as_of,
        vocabulary=vocabulary,
        tables=SAMPLING_TABLES,
        next_mail_on=next_mail_on,
    )


def row(frame, **wanted):
    """Return the one row of a frame whose cells are these, as a dictionary."""
    [found_row] = frame.filter(**wanted).to_dicts()
    return found_row
