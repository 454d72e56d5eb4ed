from datetime import date

import pytest

from briefs.documents import Typesetter, page_count
from briefs.fonts import font_shelf

SETTER = Typesetter(font_shelf(system=False))
FONT = '#set text(font: ("DejaVu Sans",))\n'
DAY = date(2024, 11, 25)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'


def test_the_same_source_on_the_same_day_is_the_same_bytes():
    first = SETTER.pdf(f"{FONT}Cốc sứ", as_of=DAY)

    assert SETTER.pdf(f"{FONT}Cốc sứ", as_of=DAY) == first
    assert Typesetter(font_shelf(system=False)).pdf(f"{FONT}Cốc sứ", as_of=DAY) == first
    assert first.content.startswith(b"%PDF")


@pytest.mark.parametrize("pages", [1, 2, 5])
def test_pages_are_counted(pages):
    source = FONT + "#pagebreak()".join("x" for _ in range(pages))

    made = SETTER.pdf(source, as_of=DAY)

    assert made.count == pages
    assert page_count(made.content) == pages
    assert SETTER.png(source).count == pages


def test_a_picture_of_the_first_page_is_png():
    assert SETTER.png(f"{FONT}x").content.startswith(b"\x89PNG")


def test_a_chart_stands_in_the_page():
    source = f'{FONT}#image(bytes(sys.inputs.c), format: "svg")'

    assert SETTER.pdf(source, as_of=DAY, pictures={"c": SVG}).count == 1


def test_pictures_of_one_document_are_gone_in_the_next():
    SETTER.pdf(FONT + "x", as_of=DAY, pictures={"c": SVG})

    assert SETTER.pdf(FONT + "#(sys.inputs.len())", as_of=DAY) == SETTER.pdf(
        FONT + "#(0)", as_of=DAY
    )


def test_what_cannot_be_drawn_is_named_and_a_box_stands_for_it():
    """Typst itself leaves it out without a word."""
    made = SETTER.pdf(f"{FONT}a 货 b 货 c 号", as_of=DAY)

    assert made.missing == "货号"
    assert made.content == SETTER.pdf(f"{FONT}a □ b □ c □", as_of=DAY).content


@pytest.mark.parametrize(("most", "taken"), [(3, 3), (2, 2), (1, 2)])
def test_the_longest_source_that_fits_is_taken_else_the_last(most, taken):
    sources = [FONT + "#pagebreak()".join("x" * pages) for pages in (3, 2)]

    source, pages = SETTER.fitted(iter(sources), most=most, as_of=DAY)

    assert pages.count == taken
    assert source == sources[3 - taken]
