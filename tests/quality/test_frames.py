"""Long frames are looked up part by part, and say what they would say at once."""

import polars as pl

from quality.frames import beside, sparing, spread
from quality.records import CODED

LONG = 150_000  # rows, more than one part


def test_a_long_frame_is_joined_in_parts_as_at_once():
    rows = pl.DataFrame({"sku": [f"S{n % 7}" for n in range(LONG)]})
    known = pl.DataFrame({"sku": ["S1", "S5"], "units": [1, 5]})

    found = beside(rows, known, ("sku",))

    at_once = rows.join(known, on="sku", how="left", maintain_order="left").drop("sku")
    assert found.equals(at_once)


def test_two_codes_are_one_key_and_a_blank_one_joins_nothing():
    codes = {"sku": CODED, "lot_id": CODED}
    rows = pl.DataFrame(
        {"sku": ["A", "A", "B", None, "A"], "lot_id": ["1", "2", "1", "1", None]}, schema=codes
    )
    known = pl.DataFrame(
        {"sku": ["A", "B", "A"], "lot_id": ["1", "1", None], "units": [1, 2, 3]},
        schema={**codes, "units": pl.Int64},
    )

    assert beside(rows, known, ("sku", "lot_id"))["units"].to_list() == [1, None, 2, None, None]


def test_blank_keys_are_equal_where_that_is_asked_for():
    rows = pl.DataFrame({"sku": ["A", None]})
    known = pl.DataFrame({"sku": ["A", None], "units": [1, 2]})

    assert beside(rows, known, ("sku",), nulls_equal=True)["units"].to_list() == [1, 2]


def test_some_rows_are_spread_over_the_places_that_are_theirs():
    some = pl.DataFrame({"lot_id": ["L1", "L2"]})

    spread_out = spread(some, pl.Series([False, True, False, True]))

    assert spread_out["lot_id"].to_list() == [None, "L1", None, "L2"]


def test_no_rows_leave_all_places_blank():
    nothing = pl.DataFrame({"lot_id": []}, schema={"lot_id": pl.String})

    assert spread(nothing, pl.Series([False, False]))["lot_id"].to_list() == [None, None]


def test_a_column_that_nobody_fills_in_takes_no_room():
    blank = pl.Series([None] * LONG, dtype=pl.Int64)
    rows = pl.DataFrame({"row": range(LONG), "photos": blank, "lot_id": ["L1"] * LONG})

    spared = sparing(rows)

    assert spared.select("photos").estimated_size() < 100
    assert spared.equals(rows)
    assert spared.schema == rows.schema
    assert sparing(rows.clear()).equals(rows.clear())
