"""Whatever people type, every row of every tab ends counted, reported or ignored, exactly once."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheets.columns import is_blank
from sheets.contract import SETTINGS, SETTINGS_KEYS, TABS
from sheets.intake import IntakeOptions, read_records
from tests.make import grid

AS_OF = date(2026, 11, 24)
ODD = (
    None, "", " ", "-", "?", 0, 1, 15, 2.5, -3, 46_217, 1e16, True, False, "0012", "1E10", "#N/A", "Loading...",
    "=A1", "vỡ", "bị vỡ", "lạ lắm", "15/200", "2 thùng", "~5", "7,5 %", "1tr2", "mười", "14/7/2026", "13/5", "T7/2026",
    "7/14/2026", "hôm qua", "EXAMPLE", "EXAMPLE-1", "Tổng", "https://x.example/1", "có", "đạt", "★★", "x" * 300, "MUG",
)  # fmt: skip
CELLS = st.one_of(st.sampled_from(ODD), st.text(max_size=8), st.integers(-5, 10**17))


@st.composite
def messy(draw, tab):
    """A tab with known, unknown, doubled and blank headers, title rows, and any cells below."""
    names = [name for column in tab.columns for names in column.aliases.values() for name in names]
    required = [column.aliases["vi"][0] for column in tab.required]
    headers = draw(
        st.lists(
            st.sampled_from([*names, *names, "", "Ai xử lý", "SL dat"]), min_size=2, max_size=9
        )
    )
    if draw(st.booleans()):
        headers = [*required, *headers]
    titles = draw(st.integers(0, 2))
    rows = draw(st.integers(0, 8))
    known = [name for name in headers if name]
    cells = st.one_of(CELLS, st.sampled_from(known)) if known else CELLS
    return grid(
        [
            ["Sổ"] * titles + [header] + draw(st.lists(cells, min_size=0, max_size=rows))
            for header in headers
        ]
    )


def quiet(examples):
    return settings(
        max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )


@pytest.mark.parametrize("tab", TABS.values(), ids=lambda tab: tab.id)
def test_every_row_ends_counted_reported_or_ignored(tab):
    @quiet(40)
    @given(table=messy(tab))
    def holds(table):
        intake = read_records({tab.id: table}, IntakeOptions(), as_of=AS_OF)
        [rows] = intake.rows
        frame = getattr(intake.records, tab.frame)
        start = intake.tabs[tab.id].header_row or 0

        assert rows.read == table.rows - start
        assert rows.read == rows.counted + rows.reported + rows.ignored
        assert rows.counted == frame.height
        assert frame["row"].is_unique().all()
        assert frame["row"].is_between(start + 1, table.rows).all()
        assert not rows.reported or intake.issues

    holds()


@pytest.mark.parametrize("tab", TABS.values(), ids=lambda tab: tab.id)
def test_a_row_that_counts_has_all_that_it_needs(tab):
    @quiet(20)
    @given(table=messy(tab))
    def holds(table):
        frame = getattr(
            read_records({tab.id: table}, IntakeOptions(), as_of=AS_OF).records, tab.frame
        )

        assert [frame[column.id].null_count() for column in tab.required] == [0] * len(tab.required)

    holds()


@quiet(40)
@given(table=messy(TABS["defect_log"]))
def test_issues_have_one_key_each_and_name_rows_of_the_tab(table):
    intake = read_records({"defect_log": table}, IntakeOptions(), as_of=AS_OF)

    assert len({issue.key for issue in intake.issues}) == len(intake.issues)
    assert all(1 <= (issue.row or 1) <= max(table.rows, 1) for issue in intake.issues)


@quiet(40)
@given(
    st.lists(st.tuples(st.one_of(CELLS, st.sampled_from(list(SETTINGS_KEYS))), CELLS), max_size=8)
)
def test_every_row_of_the_settings_ends_somewhere(rows):
    table = grid([[name for name, _ in rows], [value for _, value in rows]])
    [counted] = read_records({SETTINGS: table}, IntakeOptions(), as_of=AS_OF).rows

    assert counted.read == len(rows)
    assert counted.ignored >= sum(is_blank(name) for name, _ in rows)
