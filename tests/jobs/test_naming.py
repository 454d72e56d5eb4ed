"""Names in a configuration that must exist elsewhere."""

import pytest

from jobs.configuration import build
from jobs.mistakes import SettingsError
from jobs.nodes import parse

LEAST = "version: 1\nspreadsheet: {backend: xlsx, path: quality.xlsx}\n"


def mistakes(text):
    with pytest.raises(SettingsError) as caught:
        build(parse(LEAST + text), "config.yaml")
    return str(caught.value).splitlines()


def test_names_that_exist_are_taken():
    made = build(
        parse(
            LEAST
            + "tabs: {defect_log: Lỗi, settings: Cài đặt}\n"
            + "columns: {defect_log: {sku: Mã SP}}\n"
            + "constants: {receiving: {sku: CAN-01}}\n"
            + "defect_types: {zip_stuck: {en: Zip stuck}}\n"
            + "signal: {safety_types: [zip_stuck, broken]}\n"
        ),
        "config.yaml",
    )

    assert made.signal.safety_types == ("zip_stuck", "broken")


def test_tabs_and_columns_that_do_not_exist_are_told_with_their_place():
    lines = mistakes(
        "tabs:\n  defct_log: Lỗi\n"
        "columns:\n  defect_log:\n    skuu: Mã SP\n"
        "constants:\n  reciving: {sku: CAN-01}\n"
    )

    assert lines == [
        "config.yaml:4:3: tabs.defct_log: no such input tab; did you mean defect_log?",
        "config.yaml:7:5: columns.defect_log.skuu: no such column; did you mean sku?",
        "config.yaml:9:3: constants.reciving: no such input tab; did you mean receiving?",
    ]


def test_a_name_with_a_dot_is_still_found():
    [line] = mistakes("tabs: {my.tab: Lỗi}\n")

    assert line.startswith("config.yaml:3:8: tabs.my.tab: no such input tab; there are: defect_log")


def test_defect_types_that_do_not_exist_are_told_with_the_nearest():
    lines = mistakes(
        "signal:\n  safety_types: [broken, brokn]\n  acceptable_rate_by_type: {leek: 0.01}\n"
        "reviews: {serious_types: [qqqq]}\n"
    )

    assert lines[:2] == [
        (
            "config.yaml:4:26: signal.safety_types.1: no such defect type: 'brokn'; did you mean "
            "broken?"
        ),
        (
            "config.yaml:5:29: signal.acceptable_rate_by_type.leek: no such defect type: 'leek'; did "
            "you mean leak?"
        ),
    ]
    assert lines[2].startswith(
        (
            "config.yaml:6:27: reviews.serious_types.0: no such defect type: 'qqqq'; there are: broken"
        ),
    )
