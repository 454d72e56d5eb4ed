"""Cells as the bytes of requests, and rows that are cut into bands."""

import json
from enum import StrEnum

import pytest

from sheets.backends.google_cells import cut, encoded, height, requests, size
from sheets.grid import CellRun


class Level(StrEnum):
    """A text of a kind of its own."""

    URGENT = "urgent"


def run(row, column, *values):
    return CellRun(row=row, column=column, values=values)


def sent(*runs):
    return [json.loads(bytes(one))["updateCells"] for one in requests(encoded(runs), 7)]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, {}),
        ("", {}),
        (True, {"boolValue": True}),
        (False, {"boolValue": False}),
        (0, {"numberValue": 0}),
        (-1.5, {"numberValue": -1.5}),
        (1e300, {"numberValue": 1e300}),
        ("null", {"stringValue": "null"}),
        ("=1+1", {"stringValue": "=1+1"}),
        ('a "b"\nc\u2028 vỡ', {"stringValue": 'a "b"\nc\u2028 vỡ'}),
        (Level.URGENT, {"stringValue": "urgent"}),
    ],
)
def test_a_cell_is_sent_as_what_it_is(value, cell):
    [request] = sent(run(2, 3, value))

    assert request == {
        "range": {
            "sheetId": 7,
            "startRowIndex": 2,
            "endRowIndex": 3,
            "startColumnIndex": 3,
            "endColumnIndex": 4,
        },
        "rows": [{"values": [{"userEnteredValue": cell} if cell else {}]}],
        "fields": "userEnteredValue",
    }


def test_neighbouring_columns_of_the_same_rows_are_one_request():
    first, second, third = sent(
        run(2, 0, "a", "b"), run(2, 1, 1, 2), run(2, 3, "x", "y"), run(2, 4, "z")
    )

    assert [
        [next(iter(cell["userEnteredValue"].values())) for cell in row["values"]]
        for row in first["rows"]
    ] == [["a", 1], ["b", 2]]
    assert (first["range"]["startColumnIndex"], first["range"]["endColumnIndex"]) == (0, 2)
    assert (first["range"]["startRowIndex"], first["range"]["endRowIndex"]) == (2, 4)
    assert second["range"]["startColumnIndex"] == 3
    assert third["range"]["endRowIndex"] == 3


def test_nothing_to_write_is_no_request():
    assert sent() == []


def test_rows_are_cut_into_bands_and_no_cell_is_lost():
    runs = encoded([run(2, 0, *range(10)), run(2, 1, "a"), run(9, 4, "x", "y", "z")])

    bands = list(cut(runs, 3))

    assert height(runs) == 10
    assert [[(one.row, one.column, len(one.values)) for one in band] for band in bands] == [
        [(2, 0, 4), (2, 1, 1)],
        [(6, 0, 4), (9, 4, 1)],
        [(10, 0, 2), (10, 4, 2)],
    ]
    assert [v for band in bands for one in band if one.column == 0 for v in one.values] == list(
        runs[0].values
    )


def test_bands_between_which_nothing_stands_are_left_out():
    assert [[one.row for one in band] for band in cut([run(0, 0, "x"), run(90, 0, "y")], 30)] == [
        [0],
        [90],
    ]


def test_a_size_is_no_less_than_what_is_sent():
    runs = encoded([run(2, 0, *range(100)), run(2, 1, *"ab" * 50), run(500, 1, "đỏ" * 99)])

    assert size(runs) >= sum(map(len, requests(runs, 2**30)))
