"""What people did to our own tabs is said in whole sentences, in every language of a team."""

from dataclasses import replace

import pytest

from briefs.words import load_words
from sheets.backends.memory import MemoryWorkbook
from sheets.grid import Grid
from sheets.issues import spoken
from sheets.refresh import refresh, survey
from tests.contracts.outputs import summary


def written():
    """The summary as it was written, and its workbook."""
    book = MemoryWorkbook("Quality")
    refresh(book, [summary()], info=book.info(), grids={})
    return book


def protected(columns, tab):
    return columns, replace(tab, protected=True)


def without_keys(columns, tab):
    return [["mark", "ours", *columns[0][2:]], *columns[1:]], tab


def renamed(columns, tab):
    return [columns[0], [columns[1][0], "Our own name", *columns[1][2:]], *columns[2:]], tab


def two_of_a_name(columns, tab):
    """Two columns of one header, in neither of which our values are."""
    blank = [*columns[1][:2], "x", "y", "z"]
    return [columns[0], blank, *columns[2:], ["", columns[1][1], "u", "v", "w"]], tab


def row_twice(columns, tab):
    last = len(columns[0])
    longer = [[*column, *[None] * (last - len(column))] for column in columns]
    return [[*column, column[2]] for column in longer], tab


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize(
    ("meddled", "code"),
    [
        (protected, "output_protected"),
        (without_keys, "output_keys_gone"),
        (renamed, "output_header_gone"),
        (two_of_a_name, "output_header_twice"),
        (row_twice, "output_key_twice"),
    ],
)
def test_each_change_is_told_with_its_remedy(meddled, code, language):
    book = written()
    info = book.info()
    [grid] = book.read(info.tabs).values()
    columns, tab = meddled([list(column) for column in grid.columns], grid.tab)
    known = {"sku_summary": tab.tab_id}
    seen = {tab.tab_id: Grid(tab=tab, columns=columns)}

    [plan] = survey([summary(night=1)], info=replace(info, tabs=(tab,)), grids=seen, known=known)

    words = load_words(language)
    [issue] = [one for one in plan.issues if one.code == code]
    for part in ("problem", "did", "fix"):
        said = words(f"issue.{code}.{part}", **spoken(issue, words))
        assert said.endswith(".")
        assert "{" not in said
        assert "''" not in said
