"""How little is enough: every tab with three columns only, and what each further input adds.

The demo shop is cut down to what a team has at first, and grows tab by tab, column by column.
"""

from dataclasses import replace
from datetime import datetime
from functools import cache

import pytest

from jobs.demo_tables import ANCHOR
from quality.study import study
from quality.vocabulary import DEFECT_TYPES
from sheets.contract import TABS, Need, aliases
from sheets.headers import find_headers
from sheets.intake import IntakeOptions, read_records
from sheets.outputs.catalogue import OUTPUTS
from tests import demo, make
from tests.quality.reviews.desk import words
from tests.sheets.outputs.sample import context

LEAST = ("sku", "defect_type", "lot_id")
CHECKS = ("qc_count", "qc_colour", "qc_broken", "qc_accessory", "qc_packaging", "units_checked")
COSTS = ("landed", "handling")
FOR_PEOPLE = tuple(name for name in OUTPUTS if name not in {"data_issues", "run_log", "_trend"})


@cache
def whole():
    """The demo's input tabs, and which of their columns is which."""
    grids = demo.grids(language="en")
    headers = {name: find_headers(grid, aliases(name), {}) for name, grid in grids.items()}
    return grids, {
        name: {column: header.column for column, header in found.fields.items()}
        for name, found in headers.items()
    }


def cut(name, *, only=None, without=()):
    """A tab of the demo with some of its columns."""
    grids, places = whole()
    dropped = {
        place
        for column, place in places[name].items()
        if column in without or (only is not None and column not in only)
    }
    named = set(places[name].values())
    kept = [
        cells
        for place, cells in enumerate(grids[name].columns)
        if place not in dropped and (only is None or place in named)
    ]
    return make.grid(kept, title=grids[name].tab.title, tab_id=grids[name].tab.tab_id)


def outputs(grids):
    """Every output tab of a spreadsheet that has only these tabs, and the issues it tells."""
    intake = read_records(grids, IntakeOptions(), as_of=ANCHOR)
    findings = study(
        intake.records,
        demo.RULES,
        as_of=ANCHOR,
        vocabulary=DEFECT_TYPES,
        tables=make.SAMPLING_TABLES,
        review_words=words(),
        now=datetime(2025, 6, 2, 2, 10),
    )
    issues = (*intake.issues, *findings.issues)
    shown = replace(context(), issues=issues)
    return {name: output(findings, shown) for name, output in OUTPUTS.items()}, issues


def filled(tab):
    """How many cells of a tab say something."""
    return sum(cell not in {None, ""} for values in tab.cells.values() for cell in values)


def following(tabs):
    """The one next thing to fill in, as every tab for people names it."""
    [text] = {tabs[name].stamp.text.rpartition(" · ")[2] for name in FOR_PEOPLE}
    return text.removeprefix("next: ")


@pytest.fixture(scope="module")
def least():
    return outputs({"defect_log": cut("defect_log", only=LEAST)})


@pytest.mark.parametrize("name", OUTPUTS)
def test_three_columns_are_enough_for_every_tab(least, name):
    tab = least[0][name]

    assert tab.stamp.text.startswith("Refreshed 2025-06-02 02:10")
    assert {len(values) for values in tab.cells.values()} <= {len(tab.keys)}


def test_three_columns_give_counts_and_signals_and_no_rates(least):
    tabs, _ = least
    products, signals = tabs["sku_summary"], tabs["signals"]

    assert set(signals.cells["level"]) == {"signal"}
    assert len(products.keys) == 13  # one is a typing error
    assert sum(products.cells["nonconforming"]) > 100
    for tab, columns in (
        (products, ("fraction", "units", "product", "supplier", "loss")),
        (signals, ("fraction", "product", "supplier")),
    ):
        assert {cell for column in columns for cell in tab.cells[column]} == {None}
    assert set(products.cells["in_words"]) == {
        f"{count} found; no rate without a received figure."
        for count in products.cells["nonconforming"]
    }


def test_three_columns_leave_the_tabs_of_other_inputs_without_rows(least):
    tabs, _ = least

    empty = {name for name in FOR_PEOPLE if not tabs[name].keys}
    assert empty == {"supplier_trends", "batches", "reorder_briefs", "review_queue"}


def test_an_absent_optional_column_is_no_data_issue(least):
    """Only the one row of the demo that has no type of defect is told."""
    _, issues = least

    assert [(issue.code, issue.column) for issue in issues] == [("value_missing", "defect_type")]


def test_every_input_tells_more_and_names_the_one_next_thing():
    grids, _ = whole()
    steps = [
        ("skus", cut("skus", only=("sku", "name", "supplier")), "skus", "sku_summary.product"),
        ("receiving", cut("receiving", without=CHECKS), "your batches", "batches.fraction"),
        ("receiving", grids["receiving"], "five checks", "sku_summary.caught"),
        ("reorder_plan", grids["reorder_plan"], "next orders", "reorder_briefs.decision"),
        ("supplier_talks", grids["supplier_talks"], "talks", "supplier_trends.last_talk"),
        ("skus", grids["skus"], "costs", "sku_summary.loss"),
        ("samples", grids["samples"], "samples", "reorder_briefs.leverage"),
        ("reviews", grids["reviews"], "reviews", "review_queue.group"),
    ]
    have = {"defect_log": cut("defect_log", only=LEAST), "suppliers": grids["suppliers"]}
    tabs, _ = outputs(have)
    for name, grid, asked, grows in steps:
        assert asked in following(tabs).lower(), name
        have[name] = grid
        more, _ = outputs(have)
        tab, _, column = grows.partition(".")
        assert list(more[tab].cells[column]) != list(tabs[tab].cells[column]), grows
        tabs = more
    assert "next: " not in tabs["sku_summary"].stamp.text


@pytest.mark.parametrize("name", TABS)
def test_a_tab_that_is_missing_takes_away_only_what_depends_on_it(name):
    grids, _ = whole()

    tabs, issues = outputs({other: grid for other, grid in grids.items() if other != name})

    assert filled(tabs["sku_summary"]) > 100
    assert tabs.keys() == OUTPUTS.keys()
    assert not [issue for issue in issues if issue.code == "missing_column"]


def without_one():
    """Every column of the demo that may be missing."""
    for tab in TABS.values():
        for column in tab.columns:
            yield pytest.param(tab.id, column, id=f"{tab.id}-{column.id}")


def gone(name, column):
    """What the tabs hold without a column of the demo, and what is told about its whole tab."""
    grids, places = whole()
    if column.id not in places[name]:
        return None
    tabs, issues = outputs({**grids, name: cut(name, without=(column.id,))})
    assert tabs.keys() == OUTPUTS.keys()
    return tabs, [issue for issue in issues if issue.tab == name and issue.row is None]


@pytest.mark.full
@pytest.mark.parametrize(("name", "column"), list(without_one()))
def test_a_column_that_is_missing_never_fails(name, column):
    found = gone(name, column)

    if found is not None:
        tabs, told = found
        assert filled(tabs["sku_summary"]) > 100
        assert bool(told) is (column.need is not Need.OPTIONAL)


@pytest.mark.parametrize(
    ("name", "column"), [("receiving", "received_on"), ("receiving", "units"), ("skus", "supplier")]
)
def test_a_column_that_is_missing_takes_away_only_what_depends_on_it(name, column):
    found = gone(name, TABS[name].column(column))

    assert found is not None
    assert filled(found[0]["signals"]) > 100
