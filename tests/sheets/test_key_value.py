"""The Settings tab: a few harmless keys, and never a secret."""

from sheets.cells import LocaleOptions
from sheets.issues import Collector
from sheets.key_value import read_settings
from tests.make import sheet


def read(drawn):
    collector = Collector()
    settings, count = read_settings(sheet(drawn), collector, LocaleOptions())
    values = {key: typed.value for key, typed in settings.items()}
    return values, count, collector.issues()


def test_known_keys_are_taken_by_any_of_their_names():
    settings, count, issues = read(
        """
        Key              | Value
        money.fx.CNY     | 3550
        Tỷ lệ lỗi chấp nhận | 0.01
        psi_default_fee_vnd | 350000
        mail.to          | a@example.com, b@example.com
        """
    )

    assert settings == {
        "money.fx.CNY": "3550",
        "signal.acceptable_rate": "0.01",
        "inspection.default_fee": "350000",
        "mail.to": "a@example.com, b@example.com",
    }
    assert (count.read, count.counted, count.ignored) == (5, 4, 1)
    assert issues == ()


def test_an_unknown_key_is_named_with_the_closest_one():
    settings, count, [issue] = read("signal.cuont | 3")

    assert settings == {}
    assert (issue.code, issue.row, issue.found) == ("setting_unknown", 1, "signal.cuont")
    assert issue.slots["closest"] == "signal.count"
    assert (count.counted, count.reported) == (0, 1)


def test_a_key_like_no_other_has_no_closest_one():
    _, _, [issue] = read("xyz | 3")

    assert issue.slots["closest"] == "-"


def test_a_password_is_never_read_nor_repeated():
    settings, _, [issue] = read("SMTP Password | hunter2")

    assert settings == {}
    assert issue.code == "setting_secret"
    assert "hunter2" not in repr(issue)


def test_the_first_of_two_equal_keys_is_used():
    settings, count, [issue] = read("signal.count | 3\nSignal count | 5")

    assert settings == {"signal.count": "3"}
    assert (issue.code, count.reported) == ("setting_twice", 1)


def test_blank_rows_examples_and_keys_without_a_value_are_ignored():
    settings, count, issues = read("EXAMPLE x | 1\n | 2\nsignal.count |\n |")

    assert settings == {}
    assert count.ignored == count.read
    assert issues == ()


def test_an_empty_tab_sets_nothing():
    settings, count, _ = read("")

    assert settings == {}
    assert count.read == count.ignored


def test_a_value_that_is_an_error_is_told_and_not_taken():
    settings, count, [error, formula] = read("signal.count | #REF!\nmail.to | #NOT-COMPUTED!")

    assert settings == {}
    assert (error.code, error.header, error.found) == ("spreadsheet_error", "signal.count", "#REF!")
    assert (formula.code, formula.row) == ("formula_not_computed", 2)
    assert (count.read, count.reported, count.counted) == (2, 2, 0)


def test_a_value_that_says_unknown_is_no_value():
    settings, count, issues = read("signal.count | -")

    assert (settings, count.ignored, issues) == ({}, 1, ())


def test_numbers_are_read_as_anywhere_else_in_the_sheet():
    settings, count, issues = read(
        """
        tỷ giá                 | "3.550"
        lookahead_days         | "2 tuần"
        signal.count           | "4"
        signal.acceptable_rate | "0,5 %"
        inspection.default_fee | 350k
        """
    )

    assert list(settings.values()) == ["3550", "14", "4", "0.005", "350000"]
    assert (count.counted, issues) == (5, ())


def test_what_is_no_number_is_told_with_its_row_and_not_taken():
    settings, count, issues = read("signal.count | nhiều\nbrief.lookahead_days | -3")

    assert settings == {}
    assert [(issue.code, issue.row, issue.header) for issue in issues] == [
        ("not_a_number", 1, "signal.count"),
        ("negative", 2, "brief.lookahead_days"),
    ]
    assert count.reported == 2


def test_of_two_numbers_in_a_cell_none_is_taken():
    settings, count, [issue] = read("signal.count | 5/200")

    assert settings == {}
    assert (issue.code, issue.found, count.reported) == ("not_a_number", "5/200", 1)


def test_a_doubtful_number_is_taken_and_its_doubt_is_told_as_anywhere_else_in_the_sheet():
    settings, count, issues = read("signal.count | ~3\nSố ngày xem trước | 3 thùng")

    assert settings == {"signal.count": "3", "brief.lookahead_days": "3"}
    assert [(issue.code, issue.row, issue.header, issue.found) for issue in issues] == [
        ("approximate", 1, "signal.count", "~3"),
        ("cartons_read", 2, "Số ngày xem trước", "3 thùng"),
    ]
    assert (count.counted, count.reported) == (2, 0)


def test_a_setting_keeps_the_name_by_which_the_team_calls_it():
    settings, _ = read_settings(sheet("tỷ giá | 3550"), Collector(), LocaleOptions())

    assert settings["money.fx.CNY"].name == "tỷ giá"
