"""The demo: a shop's workbook with planted stories, and both jobs run on it without a network."""

import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import wolfxl
from wolfxl.styles import Alignment, Font, PatternFill

from jobs import nightly, weekly
from jobs.configuration import load
from jobs.demo_data import DemoTab, Typed, demo_tabs
from jobs.exits import Exit, NotThereError
from jobs.runner import ledger_of, run_job
from jobs.session import RunOptions
from jobs.surroundings import Surroundings

WORKBOOK, CONFIG = "quality.xlsx", "config.yaml"
CONFIG_TEXT = """\
# The demo shop. Change anything here or in {workbook} and run again:
#   reorder-brief -c {config} run nightly --as-of {as_of}
version: 1
spreadsheet:
  backend: xlsx
  path: {workbook}
language:
  team: {language}
money:
  fx: {{CNY: 3550, date: 2025-06-01}}
mail:
  from: Reorder brief <shop@example.com>
  to: [buyer@example.com]
  admins: [owner@example.com]
"""
_HEADER = PatternFill(fill_type="solid", start_color="FFE7EEF7", end_color="FFE7EEF7")
_WIDEST, _NARROWEST, _PADDING = 44, 9, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the demo tells: lines for the terminal, and the page to open."""

    lines: tuple[str, ...]
    page: Path | None
    exit: Exit


def play(
    folder: Path,
    *,
    anchor: date,
    language: str,
    clock: Callable[[], datetime],
    say: Callable[[str], None],
) -> Shown:
    """Write the demo and run both jobs on it as of its day.

    Args:
        folder: Where the workbook, its configuration, the mails and the ledger go.
        anchor: The day that the demo plays on.
        language: Of tabs and mails, vi or en.
        clock: Tells the time, with its zone.
        say: Shows progress.

    Raises:
        NotThereError: If the folder holds a shop of its own instead of an earlier demo.
    """
    _refuse_a_real_shop(folder)
    for made in ("state", "out"):
        shutil.rmtree(folder / made, ignore_errors=True)
    configuration = load(write_demo(folder, anchor=anchor, language=language))
    around = Surroundings(
        configuration=configuration,
        ledger=ledger_of(configuration, {}),
        clock=clock,
        sleep=_never,
        say=say,
    )
    lines = [f"{folder / WORKBOOK}: a shop with {_counts(anchor, language)}"]
    code = Exit.OK
    for name, job in (("nightly", nightly.run), ("weekly", weekly.run)):
        outcome = run_job(name, job, around, options=RunOptions(as_of=anchor))
        details = (line.replace(str(folder.resolve()), str(folder)) for line in outcome.details)
        lines += ["", f"{name}:", *details, f"  {outcome.message}"]
        code = max(code, outcome.exit)
    around.ledger.close()
    pages = sorted((folder / "out").rglob("*.html"))
    lines += ["", "Open next:", *(f"  {path}" for path in (folder / WORKBOOK, *pages))]
    return Shown(lines=tuple(lines), page=pages[-1] if pages else None, exit=code)


def _refuse_a_real_shop(folder: Path) -> None:
    """Replace nothing but an earlier demo."""
    config, mark = folder / CONFIG, CONFIG_TEXT.partition("\n")[0].encode()
    if config.is_file() and config.read_bytes().startswith(mark):
        return
    if there := [name for name in (CONFIG, WORKBOOK, "state", "out") if (folder / name).exists()]:
        msg = f"{folder} holds a {there[0]} that is no demo's; name another folder, like demo"
        raise NotThereError(msg)


def _counts(anchor: date, language: str) -> str:
    rows = {tab.id: len(tab.rows) - 1 for tab in demo_tabs(anchor, language=language)}
    return (
        f"{rows['suppliers']} suppliers, {rows['skus']} products, {rows['receiving']} batches "
        f"and {rows['defect_log'] - 1} rows in its defect log"
    )


def _never(seconds: float) -> None:
    """The demo waits for nobody."""


def write_demo(folder: Path, *, anchor: date, language: str) -> Path:
    """Write the workbook and its configuration into a folder; return the configuration.

    Files of an earlier demo in this folder are replaced.

    Args:
        folder: Made when it is not there.
        anchor: The day that the demo is made for.
        language: Headers and labels of the tabs, vi or en.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_workbook(folder / WORKBOOK, demo_tabs(anchor, language=language))
    config = folder / CONFIG
    text = CONFIG_TEXT.format(workbook=WORKBOOK, config=config, as_of=anchor, language=language)
    config.write_text(text, encoding="utf-8")
    return config


def write_workbook(path: Path, tabs: tuple[DemoTab, ...]) -> None:
    """Write tabs into a new .xlsx as a team would have them: titles, headers, days as days."""
    with closing(wolfxl.Workbook()) as book:  # its native part may not outlive this thread
        for place, tab in enumerate(tabs):
            first: Any = book.active
            sheet = first if place == 0 else book.create_sheet(tab.title)
            sheet.title = tab.title
            _fill(sheet, tab)
        book.save(str(path))


def _fill(sheet: Any, tab: DemoTab) -> None:  # noqa: ANN401 - the library has no types
    header = _header_row(tab)
    for row, cells in enumerate(tab.rows, start=1):
        for column, value in enumerate(cells, start=1):
            if value is not None:
                _write(sheet.cell(row=row, column=column), value, heading=row == header)
    for column in range(len(tab.rows[header - 1])):
        sheet.column_dimensions[_letter(column)].width = _width(tab, column, header)
    sheet.freeze_panes = f"A{header + 1}"


def _header_row(tab: DemoTab) -> int:
    """Row of the headers, from 1: below a title that stands alone in its row."""
    alone = sum(cell is not None for cell in tab.rows[0]) == 1
    return 2 if alone and len(tab.rows[0]) > 1 else 1


def _write(cell: Any, value: Typed, *, heading: bool) -> None:  # noqa: ANN401
    cell.value = value
    if isinstance(value, datetime):
        cell.number_format = "dd/mm/yyyy hh:mm"
    elif isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    elif isinstance(value, str):
        cell.data_type = "s"
    if heading:
        cell.font = Font(name="Calibri", size=11, bold=True)
        cell.fill = _HEADER
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _width(tab: DemoTab, column: int, header: int) -> int:
    texts = [str(row[column]) for row in tab.rows[header - 1 :] if row[column] is not None]
    longest = max((len(text.split("\n")[0]) for text in texts), default=0)
    return min(max(longest + _PADDING, _NARROWEST), _WIDEST)


def _letter(column: int) -> str:
    high, low = divmod(column, 26)
    return (chr(ord("A") + high - 1) if high else "") + chr(ord("A") + low)
