"""Codes as people type them: one spelling, and what an unknown one may have meant."""

import polars as pl
import pytest

from quality.folding import fold
from quality.keys import Suggester, folded, one_spelling


@pytest.mark.parametrize("typed", ["b-mug ", " B-MUG", "B-Mug", "ｂ－ｍｕｇ"])
def test_case_width_and_spaces_make_no_other_code(typed):
    assert fold(typed) == "b-mug"
    assert pl.select(folded(pl.lit(typed))).item() == "b-mug"


def test_a_column_of_mixed_codes_is_folded_code_by_code():
    typed = ["B-Mug", None, "ｂ－ＭＵＧ", "LOT \u00a0 7", "Lô  5 "]

    folds = pl.Series(typed).to_frame("typed").select(folded(pl.col("typed"))).to_series()

    assert folds.to_list() == ["b-mug", None, "b-mug", "lot 7", "lô 5"]


def test_inner_spaces_are_one():
    assert fold("LOT \u00a0 7") == "lot 7"


def test_the_master_tab_gives_the_spelling():
    spelling = one_spelling(["B-MUG"], ["b-mug ", "B-Mug", "A-FAN"])

    assert spelling.of == {"b-mug ": "B-MUG", "B-Mug": "B-MUG", "A-FAN": "A-FAN"}
    assert spelling.unknown == {"A-FAN"}


def test_without_a_master_tab_the_first_spelling_holds_and_nothing_is_unknown():
    spelling = one_spelling([], ["a-fan ", "A-FAN"])

    assert spelling.of == {"a-fan ": "a-fan", "A-FAN": "a-fan"}
    assert spelling.unknown == frozenset()


def test_an_old_code_becomes_the_new_one():
    spelling = one_spelling(["B-BOWL"], ["00123"], aliases={"00123": "B-BOWL"})

    assert spelling.of == {"00123": "B-BOWL"}
    assert spelling.unknown == frozenset()


def test_a_real_code_wins_over_an_alias():
    assert one_spelling(["A", "B"], ["B"], aliases={"b": "A"}).of == {"B": "B"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("C-CPA", ("C-CAP",)),  # letters swapped: 0.8 alike
        ("SUP001", ("SUP-001",)),  # another style of the id
        ("MAT001", ("MAT-BAT-001", "MAT-MOT-001")),  # the middle left out
        ("MUG-2410", ()),
        ("C-C", ()),  # 0.75 alike
        ("", ()),
    ],
)
def test_an_unknown_code_is_answered_with_what_it_may_mean(typed, meant):
    suggest = Suggester(["C-CAP", "SUP-001", "MAT-BAT-001", "MAT-MOT-001", "B-MUG"])

    assert suggest(typed) == meant


def test_a_longer_typed_id_finds_the_short_known_one():
    assert Suggester(["MAT001"])("MAT-BAT-001") == ("MAT001",)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("12", ("0012",)), ("10000000000", ("1E10",)), ("123", ("00123",)), ("99", ())],
)
def test_what_a_spreadsheet_makes_of_a_typed_id_is_told(typed, meant):
    assert Suggester(["0012", "1E10", "00123", "B-MUG"])(typed) == meant


@pytest.mark.parametrize("typed", ["Hang Dat", "HANG-DAT", "hằngđạt"])
def test_a_name_typed_without_its_marks_is_told(typed):
    assert Suggester(["Hằng Đạt", "Ruicai"])(typed) == ("Hằng Đạt",)


def test_five_products_may_share_the_ends_of_an_id():
    known = [f"MAT-{part}-001" for part in ("BAT", "ELC", "FRM", "MOT", "STD")]

    assert Suggester(known)("MAT001") == tuple(known)
    assert Suggester([*known, "MAT-X-001", "MAT-Y-001"])("MAT001") == ()


def test_a_guess_among_many_is_no_guess():
    assert Suggester([f"SKU-000{n}" for n in range(1, 6)])("SKU-0009") == ()


def test_nothing_known_suggests_nothing():
    assert Suggester([])("B-MUG") == ()
