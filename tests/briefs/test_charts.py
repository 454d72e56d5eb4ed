from dataclasses import replace

import pytest

from briefs.charts import HEIGHT, WIDTH, Artist, svgs
from briefs.example import EARLIER_LOT, LOT, types
from briefs.fonts import font_shelf
from briefs.render import Writer
from tests.briefs.facts import supplier_facts

SHELF = font_shelf(system=False)
ARTIST = Artist(Writer("en"), SHELF)


def test_the_rates_say_what_they_show():
    chart = ARTIST.rates(supplier_facts())

    assert Writer("en").words.plainly(chart.alt) == (
        "Batch MUG-2410 is above the agreed 1 %:"
        " MUG-2405 1.8 % (4 of 220), MUG-2410 7.5 % (15 of 200)."
    )


def test_a_lot_within_the_tolerance_says_so():
    chart = ARTIST.rates(supplier_facts(tolerance=0.1, earlier_lots=()))

    assert "is within the agreed 10" in chart.alt


def test_the_kinds_say_what_they_show():
    chart = ARTIST.types(supplier_facts())

    assert chart.alt == (
        "Most defects are of the kind Broken: 12 broken, 2 chipped, 1 without an accessory."
    )


def test_without_a_lot_the_kinds_are_those_of_the_window():
    facts = supplier_facts(lot=None, window_types=types(leak=4), earlier_lots=())

    assert ARTIST.types(facts).alt.endswith("4 leaking.")
    assert ARTIST.rates(facts) is None


@pytest.mark.parametrize("counted", [{}, {"broken": 0}])
def test_without_a_defect_there_is_no_picture_of_them(counted):
    assert ARTIST.types(supplier_facts(lot=replace(LOT, types=types(**counted)))) is None


def test_a_lot_without_a_rate_is_left_out():
    unknown = replace(EARLIER_LOT, units=None, fraction=None)

    assert "MUG-2405" not in ARTIST.rates(supplier_facts(earlier_lots=(unknown,))).alt


def test_an_interval_that_is_not_known_is_none():
    lot = replace(LOT, lower=None, upper=None)

    assert ARTIST.rates(supplier_facts(lot=lot)).picture().png


def test_a_picture_has_twice_the_pixels_that_are_shown():
    picture = ARTIST.rates(supplier_facts()).picture()

    assert (picture.width, picture.height) == (WIDTH, HEIGHT)
    assert picture.png[16:24] == (2 * WIDTH).to_bytes(4) + (2 * HEIGHT).to_bytes(4)
    assert len(picture.png) < 40_000


@pytest.mark.parametrize(("kinds", "height"), [(1, 76), (3, 160), (6, HEIGHT)])
def test_a_picture_of_few_kinds_is_low(kinds, height):
    codes = ("broken", "leak", "finish", "smell", "other", "chipped")[:kinds]
    drawn = ARTIST.types(supplier_facts(lot=replace(LOT, types=types(**dict.fromkeys(codes, 3)))))

    assert drawn.picture().height == height


def test_the_same_facts_draw_the_same_bytes():
    first, second = ARTIST.rates(supplier_facts()), ARTIST.rates(supplier_facts())

    assert first.picture() == second.picture()
    assert first.svg() == second.svg()


def test_a_chart_for_a_page_has_its_letters_as_outlines():
    """So that a page shows them with whatever fonts it has."""
    drawn = svgs({"a": ARTIST.types(supplier_facts()), "b": None})

    assert list(drawn) == ["a"]
    assert "<text" not in drawn["a"]


def test_signs_that_no_font_has_are_boxes_and_no_warning():
    chinese = Artist(Writer("zh"), SHELF)

    assert chinese.types(supplier_facts()).picture().png
    assert chinese.rates(supplier_facts(lot=replace(LOT, lot_id="货🍵"))).svg()


def test_long_names_are_cut():
    long = replace(LOT, lot_id="L" * 200)
    drawn = ARTIST.rates(supplier_facts(lot=long, earlier_lots=()))

    assert drawn.picture().png


def test_at_most_eight_lots_are_drawn():
    earlier = tuple(replace(EARLIER_LOT, lot_id=f"E{number}") for number in range(12))

    alt = ARTIST.rates(supplier_facts(earlier_lots=earlier)).alt

    assert "E6" in alt
    assert "E7" not in alt
