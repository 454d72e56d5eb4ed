"""A product whose old code is filled in keeps its rows in our tabs, with all that people wrote."""

import pytest

from tests.jobs.test_unchanged import BOOK, LOG, LOTS, Shop

SIGNAL = "MUG|broken|defect"


@pytest.fixture
def shop(tmp_path, server):
    return Shop(tmp_path, server)


def place(shop, title, key, header):
    """The address of a cell of ours."""
    _, headers, *rows = shop.server.grid(BOOK, title)
    row = next(at for at, cells in enumerate(rows, 3) if cells and cells[0] == key)
    return f"{title}!{chr(ord('A') + headers.index(header))}{row}"


def rename(shop, *, old_code):
    """MUG becomes CUP-2 in every tab of the team, and the products tab knows of it."""
    for title in (LOG, LOTS, "Reorder plan"):
        rows = shop.server.grid(BOOK, title)
        named = [["CUP-2" if cell == "MUG" else cell for cell in row] for row in rows]
        shop.server.write(BOOK, f"{title}!A1", named)
    products = [["SKU", "Name", "Supplier", "Old codes"], ["CUP-2", "Mug", "Ruicai", old_code]]
    shop.server.write(BOOK, "SKUs!A1", products)


@pytest.mark.parametrize("old_code", ["MUG", "mug, M-01"])
def test_a_renamed_product_keeps_rows_notes_and_ticks(shop, old_code):
    """Its signal was closed and annotated; under a new row it would be mailed as new."""
    shop.run()
    shop.server.write(BOOK, place(shop, "Signals", SIGNAL, "Closed ✎"), [[True]])
    shop.server.write(BOOK, place(shop, "SKU summary", "MUG", "Note ✎"), [["ask Lan"]])
    shop.clock.forward(days=1)
    shop.run()
    rename(shop, old_code=old_code)
    shop.clock.forward(days=1)

    outcome, _ = shop.run()

    assert outcome.counts["new_signals"] == 0
    assert shop.cells()["CUP-2"]["Note ✎"] == "ask Lan"
    assert "MUG" not in shop.cells()
    signals = shop.cells("Signals")
    assert SIGNAL not in signals
    renamed = signals["CUP-2|broken|defect"]
    assert (renamed["Level"], renamed["Since (nights open)"]) == ("closed", 2)
    assert "L1|CUP-2" in shop.cells("Batches")
    assert "L1|MUG" not in shop.cells("Batches")
