"""One spelling for what buyers type; each rule here cost or saved errors on real text."""

import unicodedata

import pytest

from quality.reviews.text import Spelling, folded, one_spelling, review_text
from tests.quality.reviews.desk import words

SPELLING = words().lexicon.source.spelling
PLAIN = Spelling(teencode={}, kept_after={})


def marked(text, spelling=SPELLING):
    return review_text(text, spelling=spelling).marked


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Hàng VỠ", " hàng vỡ "),
        ("vỡ. Chán!", " vỡ | chán | "),
        ("vỡ\nchán", " vỡ | chán "),
        ("vỡ, móp", " vỡ , móp "),
        ("quááááá", " quá "),
        ("lunnnn", " lun "),
        ("good", " good "),
        ("doesn't", " doesnt "),
        ("doesn’t", " doesnt "),
        ("giá 35k rẻ", " giá rẻ "),
        ("bao 5kg gạo", " bao gạo "),
        ("1.500đ tiền", " tiền "),
        ("size 35", " size 35 "),
        ("k35", " k35 "),
        ("đẹp 😍😍", " đẹp "),
    ],
)
def test_a_review_is_words_with_blanks_and_marks_of_sentence_ends(typed, written):
    assert marked(typed, PLAIN) == written


@pytest.mark.parametrize("short", ["ko", "k", "kh", "khg", "hok", "hem", "kô", "0", "chẳng", "chả"])
def test_every_way_to_shorten_no_is_written_out(short):
    assert marked(f"dùng {short} tốt") == " dùng không tốt "


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("dc", "được"),
        ("đc", "được"),
        ("sp", "sản phẩm"),
        ("xài", "dùng"),
        ("sài", "dùng"),
        ("ms", "mới"),
        ("gh", "giao hàng"),
        ("shiper", "shipper"),
    ],
)
def test_teencode_is_written_out(typed, written):
    assert marked(typed) == f" {written} "


def test_so_sai_is_not_an_old_way_to_write_use():
    assert marked("đóng gói sơ sài") == " đóng gói sơ sài "


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("hoà", "hòa"),
        ("thuý", "thúy"),
        ("khoẻ", "khỏe"),
        ("hòa", "hòa"),
        ("hoạt", "hoạt"),
        ("quý", "quý"),
        ("toàn", "toàn"),
    ],
)
def test_tones_move_only_at_the_end_of_a_word(typed, written):
    """Rewriting inside words broke "hoạt động"."""
    assert one_spelling(typed) == written


def test_letters_typed_as_two_signs_are_the_same_letters():
    assert marked(unicodedata.normalize("NFD", "vỡ")) == " vỡ "


def test_folding_takes_every_mark_and_the_bar_of_d():
    assert folded("đặt vỡ ơ ư â ê ô ă") == "dat vo o u a e o a"


def test_the_plain_form_is_as_long_as_the_marked_one():
    text = review_text("Đặt hoà mà giao thuý, vỡ!", spelling=SPELLING)

    assert len(text.plain) == len(text.marked)


@pytest.mark.parametrize(
    ("typed", "has", "lacks"),
    [
        ("hàng bị vỡ rồi", True, False),
        ("hang bi vo roi", False, True),
        ("hang nhan ve bị vỡ het nha", True, True),
        ("😍😍", False, True),
    ],
)
def test_the_share_of_accents_tells_which_phrases_are_tried(typed, has, lacks):
    text = review_text(typed, spelling=SPELLING)

    assert (text.has_marks, text.lacks_marks) == (has, lacks)


def test_scripts_without_blanks_are_kept_as_they_are():
    assert review_text("杯子破了", spelling=SPELLING).unspaced == "杯子破了"
    assert review_text("แก้วแตก", spelling=SPELLING).unspaced == "แก้วแตก"
    assert review_text("cốc vỡ", spelling=SPELLING).unspaced == ""
