"""Shortened words, tones and marks as people type them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets.shorthand import bare, has_marks, lenient, written_out


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("SP k xài đc r", "sản phẩm không dùng được rồi"),
        ("Thiếu  SL, pk.", "thiếu số lượng phụ kiện"),
        ("hoá chất / thuỷ tinh", "hóa chất thủy tinh"),
        ("hoàn 50 %, hoàn 100%", "hoàn n% hoàn 100%"),
        ("doesn't work", "does not work"),
        ("漏水 nhẹ", "漏水 nhẹ"),
        ("✓", ""),
    ],
)
def test_shortened_words_are_written_out(typed, written):
    assert written_out(typed) == written


@pytest.mark.parametrize(
    ("text", "marks"), [("vo nap", False), ("vỡ nap", True), ("đo", True), ("漏水 2 cm", False)]
)
def test_marks_are_seen(text, marks):
    assert has_marks(text) is marks


@given(st.text(alphabet="aăâàảãáạằẳẵắặầẩẫấậeêềểễếệoôơờởỡớợuưứựyỳýđ n", max_size=20))
def test_an_expression_matches_its_own_text_and_the_text_without_marks(text):
    expression = re.compile(lenient(text))

    assert expression.fullmatch(text)
    assert expression.fullmatch(bare(text))


def test_fewer_marks_are_not_other_marks():
    assert re.fullmatch(lenient("đền"), "đên")
    assert not re.fullmatch(lenient("đền"), "đến")
