"""Drop-down labels in three languages, and what people type instead."""

import json
from pathlib import Path

import pytest

from briefs.words import load_words
from quality.vocabulary import DEFECT_TYPES, DefectTypeOptions, vocabulary
from sheets.contract import TABS
from sheets.labels import (
    DEFECT_TYPE_LABELS,
    QC_RESULT,
    RESOLUTION,
    SUPPLIER_STATUS,
    Finder,
    defect_labels,
    finder,
)

KNOWN = json.loads(Path(__file__).parent.parent.joinpath("data/aliases.json").read_text("utf-8"))
OTHER_TYPE = {  # product vocabulary has a closer type than the public list
    "trầy xước": "chipped",
    "划伤": "chipped",
    "scratch": "chipped",
    "short shipped": "short_count",
    "thiếu hàng": "short_count",
    "少货": "short_count",
    "脱线": "loose_stitch",
}
CHOICES = {
    column.id: column.choice
    for tab in TABS.values()
    for column in tab.columns
    if column.choice is not None
}


def find(typed):
    return finder(DEFECT_TYPE_LABELS)(typed)


def test_every_defect_type_has_labels():
    assert list(DEFECT_TYPE_LABELS) == list(DEFECT_TYPES)


@pytest.mark.parametrize("language", ["en", "vi", "zh"])
def test_every_name_of_a_defect_type_is_understood(language):
    names = load_words(language).section("defect_type")

    assert {code: find(name) for code, name in names.items()} == {code: code for code in names}


@pytest.mark.parametrize("language", ["en", "vi", "zh"])
@pytest.mark.parametrize("column", CHOICES)
def test_every_label_of_a_drop_down_is_understood(language, column):
    labels = load_words(language).section(f"value.{column}")
    found = {code: finder(CHOICES[column].labels)(label) for code, label in labels.items()}

    assert set(CHOICES[column].codes) <= set(labels)
    assert {code: found[code] for code in CHOICES[column].codes} == {
        code: code for code in CHOICES[column].codes
    }


@pytest.mark.parametrize("code", KNOWN["defect_types"])
def test_the_public_names_of_defects_are_understood(code):
    names = [
        name for language in ("en", "vi", "zh") for name in KNOWN["defect_types"][code][language]
    ]

    assert {name: find(name) for name in names} == {
        name: OTHER_TYPE.get(name, code) for name in names
    }


@pytest.mark.parametrize("code", KNOWN["values"])
def test_the_public_words_for_a_result_are_understood(code):
    names = [name for language in KNOWN["values"][code].values() for name in language]

    assert {finder(QC_RESULT.labels)(name) for name in names} == {code}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("VỠ / GÃY", "broken"),
        ("vỡ", "broken"),
        ("bị vỡ", "broken"),
        ("hàng bị vỡ", "broken"),
        ("Vo / gay", "broken"),
        ("thieu phu kien", "missing_part"),
        ("sai mau", None),  # sai màu or sai mẫu: not guessed
        ("1. Sai màu", "wrong_colour"),
        ("wrong_colour", "wrong_colour"),
        ("漏水", "leak"),
        ("Khác", "other"),
        ("vỡ vì mèo", None),
        ("hồng", None),  # pink, not hỏng
        ("bị hòng", None),
        ("bị ố", "finish"),
        ("", None),
    ],
)
def test_labels_are_understood_as_people_type_them(typed, code):
    assert find(typed) == code


def test_what_two_codes_share_without_marks_is_known_with_marks_only():
    both = Finder({"cracked": ("bể",), "small": ("bé",)})

    assert (both("bể"), both("bé"), both("be")) == ("cracked", "small", None)


def test_other_marks_make_another_word_and_fewer_marks_do_not():
    status = finder(SUPPLIER_STATUS.labels)

    assert (status("đang dùng"), status("dang dung"), status("đang dung")) == ("active",) * 3
    assert status("đang dừng") != "active"
    assert finder(RESOLUTION.labels)("hòan tiền") == "refund"
    assert Finder({"ours": ("Ket khoa",)})("kẹt khóa") == "ours"


def test_a_teams_own_type_is_understood_by_its_names():
    types = vocabulary({"zip_stuck": DefectTypeOptions(vi="Kẹt khóa kéo", zh="拉链卡住")})
    found = finder(defect_labels(types))

    assert found("ket khoa keo") == "zip_stuck"
    assert found("拉链卡住") == "zip_stuck"
    assert found("vỡ") == "broken"
