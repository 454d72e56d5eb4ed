"""Every output tab: whole, in every language, and at its edges."""

import json
import math
import re

import pytest

from briefs.words import load_words
from sheets.headers import normalised
from sheets.outputs.catalogue import OUTPUTS
from sheets.outputs.sku_summary import LONGEST_WHY
from tests.make import findings
from tests.sheets.outputs.sample import LANGUAGES, context, shop

EVERY_TAB = [(name, language) for name in OUTPUTS for language in LANGUAGES]


def drawn(tab):
    """Return a tab as text: what a person sees, one line a cell that is not blank."""
    lines = [f"{tab.title} | {tab.stamp.text}"]
    for column in tab.columns:
        yours = " (yours)" if column.yours else ""
        lines.append(f"  {column.header} [{column.kind}]{yours}: {column.note}")
    for row, key in enumerate(tab.keys):
        lines.append(key)
        for name, values in tab.cells.items():
            if values[row] is not None:
                lines.append(f"    {name} = {json.dumps(values[row], ensure_ascii=False)}")
    return "\n".join(lines)


def every_text(tab):
    yield from (tab.title, tab.stamp.text, tab.inactive, *tab.colours)
    for column in tab.columns:
        yield from (column.header, column.note)
    for values in tab.cells.values():
        yield from (value for value in values if isinstance(value, str))


@pytest.mark.parametrize(("name", "language"), EVERY_TAB)
def test_a_tab_reads_like_this(name, language, snapshot):
    tab = OUTPUTS[name](shop(), context(language))

    assert drawn(tab) == snapshot


@pytest.mark.parametrize(("name", "language"), EVERY_TAB)
def test_a_tab_is_named_as_in_the_list(name, language):
    assert OUTPUTS[name](shop(), context(language)).id == name


@pytest.mark.parametrize(("name", "language"), EVERY_TAB)
def test_no_cell_shows_what_only_programs_understand(name, language):
    tab = OUTPUTS[name](shop(), context(language))

    for text in every_text(tab):
        assert not re.search(r"\bNone\b(?! (found|in|of))|\bnan\b|[{}\u00a0\u202f\x1f]", text), text
    numbers = [v for values in tab.cells.values() for v in values if isinstance(v, float)]
    assert all(math.isfinite(number) for number in numbers)


@pytest.mark.parametrize(("name", "language"), EVERY_TAB)
def test_every_column_has_a_header_and_a_note(name, language):
    tab = OUTPUTS[name](shop(), context(language))

    assert all(column.header and column.note for column in tab.columns)


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_header_of_any_language_belongs_to_one_column(name):
    """A language switch finds each column by its old header."""
    tab = OUTPUTS[name](shop(), context())

    of_columns = [{normalised(header) for header in column.headers} for column in tab.columns]
    every = [header for headers in of_columns for header in headers]

    assert len(every) == len(set(every))


@pytest.mark.parametrize("name", OUTPUTS)
def test_the_tabs_of_both_languages_know_each_others_titles_and_headers(name):
    english, vietnamese = (OUTPUTS[name](shop(), context(language)) for language in LANGUAGES)

    assert set(english.titles) == set(vietnamese.titles)
    for one, other in zip(english.columns, vietnamese.columns, strict=True):
        assert set(one.headers) == set(other.headers)
        assert one.header in other.headers


@pytest.mark.parametrize("name", OUTPUTS)
def test_only_the_words_differ_between_languages(name):
    english, vietnamese = (OUTPUTS[name](shop(), context(language)) for language in LANGUAGES)

    assert english.keys == vietnamese.keys
    for column, values in english.cells.items():
        for one, other in zip(values, vietnamese.cells[column], strict=True):
            assert type(one) is type(other)
            if not isinstance(one, str):
                assert one == other


@pytest.mark.parametrize(("name", "language"), EVERY_TAB)
def test_an_empty_shop_has_tabs_with_headers_and_no_rows(name, language):
    empty = context(language, issues=(), runs=(), documents={}, places={})
    tab = OUTPUTS[name](findings(), empty)

    shown = [value for values in tab.cells.values() for value in values if value is not None]
    if name == "_trend":
        assert all(isinstance(value, str) for value in shown)
    else:
        assert list(tab.keys) == []


ALL_BLANK = {
    "lots": [{"key": "L|S", "lot_id": "L", "sku": "S"}],
    "skus": [{"sku": "S"}],
    "suppliers": [{"supplier": "F"}],
    "signals": [{"key": "S|broken|defect"}],
    "qc_plan": [{"key": "S|2025-06-02"}],
    "reviews": [{"key": "r"}],
}


@pytest.mark.parametrize(("name", "language"), EVERY_TAB)
def test_a_row_of_which_nothing_is_known_stays_blank(name, language):
    tab = OUTPUTS[name](findings(**ALL_BLANK), context(language, issues=(), runs=()))

    texts = [v for values in tab.cells.values() for v in values if isinstance(v, str)]
    assert not any("None" in text or "nan" in text for text in texts)


def test_a_tab_is_the_same_for_the_same_findings():
    for output in OUTPUTS.values():
        assert output(shop(), context()) == output(shop(), context())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["sku_summary", "supplier_trends"])
def test_a_reason_fits_into_its_cell(name, language):
    """Long names of lots and types are cut; the sentence itself fits."""
    codes = load_words(language).section(f"cell.why_{name.split('_')[0]}")
    longest = {"type": 26, "type_units": 5, "received": 6, "found": 5, "lot": 14,
               "latest_count": 9, "days": 3, "signs": 7, "units": 6}  # fmt: skip

    for sentence in codes.values():
        filled = re.sub(r"\{(\w+)\}", lambda slot: "x" * longest[slot[1]], sentence)
        assert len(filled) <= LONGEST_WHY, sentence
