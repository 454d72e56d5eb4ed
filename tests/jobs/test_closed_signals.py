"""A signal that a person closed stays closed until there is more of it, and then it is open."""

import pytest

from tests.jobs.test_unchanged import BOOK, DAY, LOG, Shop

SIGNAL = "MUG|broken|defect"
CLUSTER = "MUG||review_cluster"


@pytest.fixture
def shop(tmp_path, server):
    return Shop(tmp_path, server)


def levels(shop, key, *, nights=1):
    """The level of a signal after each of the next nights."""
    found = []
    for _ in range(nights):
        shop.clock.forward(days=1)
        shop.run(full=True)
        found.append(shop.cells("Signals")[key]["Level"])
    return found


def tick(shop, key, *, closed=True):
    _, headers, *rows = shop.server.grid(BOOK, "Signals")
    row = next(at for at, cells in enumerate(rows, 3) if cells and cells[0] == key)
    column = chr(ord("A") + headers.index("Closed ✎"))
    shop.server.write(BOOK, f"Signals!{column}{row}", [[closed]])


def test_new_units_open_a_closed_signal_for_good(shop):
    """The second night took them for settled: three more broken mugs were mentioned once."""
    shop.run()
    tick(shop, SIGNAL)
    assert levels(shop, SIGNAL, nights=2) == ["closed", "closed"]

    more = [["MUG", "broken", "L1", DAY + 15, 3, "B1"]]
    shop.server.write(BOOK, f"{LOG}!A14", more)

    assert levels(shop, SIGNAL, nights=3) == ["urgent"] * 3


def test_it_is_closed_once_more_by_taking_the_tick_away_for_a_night(shop):
    shop.run()
    tick(shop, SIGNAL)
    levels(shop, SIGNAL)
    shop.server.write(BOOK, f"{LOG}!A14", [["MUG", "broken", "L1", DAY + 15, 3, "B1"]])
    levels(shop, SIGNAL)

    tick(shop, SIGNAL, closed=False)
    assert levels(shop, SIGNAL) == ["urgent"]
    tick(shop, SIGNAL)

    assert levels(shop, SIGNAL, nights=2) == ["closed", "closed"]


def test_new_reviews_open_a_closed_cluster(shop):
    def reviewed(*days):
        headers = ["Date", "SKU", "Rating", "Text", "Order ref"]
        rows = [[DAY + day, "MUG", 1, "broken", f"R{day}"] for day in days]
        shop.server.write(BOOK, "Reviews!A1", [headers, *rows])

    shop.server.batch(BOOK, {"addSheet": {"properties": {"title": "Reviews"}}})
    reviewed(50, 51, 52)
    shop.run()
    tick(shop, CLUSTER)
    assert levels(shop, CLUSTER, nights=2) == ["closed", "closed"]

    reviewed(50, 51, 52, 53)

    assert levels(shop, CLUSTER, nights=2) == ["signal", "signal"]
