import pytest

from briefs.fonts import INSTEAD, font_shelf

BUNDLED = font_shelf(system=False)


def test_without_any_font_of_the_system_vietnamese_is_still_drawn():
    assert BUNDLED.families == ("DejaVu Sans",)
    assert BUNDLED.missing("Cốc sứ có nắp, vỡ 7,5\u00a0% ₫ → ≈ ×\n") == ""


def test_without_a_chinese_font_its_signs_are_known_to_be_missing():
    assert not BUNDLED.chinese
    assert BUNDLED.missing("货号 B-MUG，货") == "货号，"


def test_a_missing_sign_is_a_box():
    [file] = BUNDLED.files

    assert BUNDLED.drawable("货 B\n", file) == f"{INSTEAD} B\n"


def test_the_file_that_draws_most_of_a_text_is_taken():
    assert BUNDLED.file_for("vỡ") == BUNDLED.files[0]


def test_the_fonts_of_the_machine_are_looked_for_once():
    assert font_shelf() is font_shelf()
    assert font_shelf().families[-1] == "DejaVu Sans"


@pytest.mark.full
def test_with_a_chinese_font_nothing_of_a_message_is_missing():
    """Needs fonts-noto-cjk or another Chinese font."""
    assert font_shelf().chinese
    assert font_shelf().missing("堃喆珺昇镕 单价由18.50元调整为17.11元") == ""
