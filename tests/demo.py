"""The demo workbook as grids and records, for tests that tell its stories."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache

from jobs.demo_data import demo_tabs
from jobs.demo_tables import ANCHOR
from quality.rules import MoneyRules, Rules
from quality.study import study
from quality.vocabulary import DEFECT_TYPES
from sheets.intake import IntakeOptions, read_records
from tests import make

RULES = Rules(money=MoneyRules(fx_rate=Decimal(3550), fx_on=date(2024, 11, 20)))


def grids(anchor=ANCHOR, *, language="vi"):
    """Return the input tabs as a spreadsheet would hand them over."""
    return {
        tab.id: _grid(tab, place) for place, tab in enumerate(demo_tabs(anchor, language=language))
    }


@cache
def intake(anchor=ANCHOR):
    """Return what the intake makes of the demo, read on the day that it is made for."""
    return read_records(grids(anchor), IntakeOptions(), as_of=anchor)


@cache
def findings(as_of=ANCHOR):
    """Return the study of the demo as of a day."""
    return study(
        intake().records, RULES, as_of=as_of, vocabulary=DEFECT_TYPES, tables=make.SAMPLING_TABLES
    )


def _grid(tab, place):
    width = max(len(row) for row in tab.rows)
    columns = [
        [_cell(row[at]) if at < len(row) else None for row in tab.rows] for at in range(width)
    ]
    return make.grid(columns, title=tab.title, tab_id=str(place))


def _cell(value):
    if isinstance(value, datetime):
        return make.serial(value.date()) + (value.hour * 60 + value.minute) / 1440
    return make.serial(value) if isinstance(value, date) else value
