"""The contract of the input tabs: fields, headers in three languages, examples that are read."""

import json
from datetime import date
from pathlib import Path

import pytest

from briefs.words import load_words
from quality.tabs import TAB_OF_FRAME
from quality.vocabulary import DEFECT_TYPES
from sheets import contract
from sheets.cells import LocaleOptions
from sheets.columns import Setting, reader
from sheets.contract import SETTINGS, TABS, Kind
from sheets.finishing import SECOND_NUMBERS
from sheets.headers import find_headers, folded, normalised
from sheets.loose_headers import LOOSE
from tests.make import grid

KNOWN = json.loads(Path(__file__).parent.parent.joinpath("data/aliases.json").read_text("utf-8"))
MADE = {  # fields that no column holds: filled in from others
    "defects": {"row"},
    "lots": {"row", "lot_generated"},
    "reviews": {"row", "review_id"},
}
MEANT = {  # public name of a field -> where it stands here
    "sku": [("defect_log", "sku")],
    "name": [("skus", "name")],
    "batch_id": [("defect_log", "lot_id"), ("receiving", "lot_id")],
    "import_date": [("defect_log", "imported_on")],
    "found_date": [("defect_log", "found_on"), ("reviews", "reviewed_at")],
    "supplier": [("receiving", "supplier")],
    "supplier_link": [("suppliers", "shop_url"), ("skus", "listing_url")],
    "qty_received": [("receiving", "units")],
    "qty_ordered": [("receiving", "units_ordered")],
    "units_checked": [("receiving", "units_checked")],
    "qc_defective": [("receiving", "qc_defective"), ("defect_log", "units")],
    "qty_good": [("receiving", "units_good")],
    "cartons_total": [("receiving", "cartons")],
    "cartons_opened": [("receiving", "cartons_opened")],
    "defect_type": [("defect_log", "defect_type")],
    "defect_rate": [("receiving", "defect_rate")],
    "result": [("receiving", "qc_result")],
    "inspector": [("receiving", "checked_by")],
    "found_at": [("defect_log", "found_at"), ("defect_log", "platform")],
    "order_ref": [("defect_log", "order_ref")],
    "rating": [("reviews", "rating")],
    "text": [("reviews", "text")],
    "photo_defect": [("defect_log", "photos")],
    "unit_price_cny": [("receiving", "unit_price")],
    "action": [("defect_log", "resolution")],
    "note": [("defect_log", "note")],
    "planned_date": [("reorder_plan", "planned_on")],
    "reorder_qty": [("reorder_plan", "units")],
    "lead_time_days": [("reorder_plan", "lead_time_days")],
}
EITHER = {"received"}  # "Received" is the day in our own header, the units in the public list
COLUMNS = [(tab, column) for tab in TABS.values() for column in tab.columns]


def column_name(pair):
    return f"{pair[0].id}.{pair[1].id}"


def test_the_tabs_are_those_that_issues_of_the_study_name():
    assert {tab.frame: tab.id for tab in TABS.values()} == dict(TAB_OF_FRAME)


@pytest.mark.parametrize("tab", TABS.values(), ids=lambda tab: tab.id)
def test_every_field_of_a_record_has_its_column(tab):
    columns = {column.id for column in tab.columns if column.kind is not Kind.UNUSED}
    besides = {column.besides for column in tab.columns if column.besides}

    made = MADE.get(tab.frame, {"row"})
    assert columns | besides | made == set(tab.schema) | (besides & set(SECOND_NUMBERS))


@pytest.mark.parametrize("tab", TABS.values(), ids=lambda tab: tab.id)
def test_groups_of_columns_name_columns(tab):
    for group in (*tab.one_of, *tab.either):
        assert [tab.column(name).id for name in group] == list(group)


def test_a_column_that_a_tab_does_not_have_is_an_error():
    with pytest.raises(KeyError, match="colour"):
        TABS["skus"].column("colour")


@pytest.mark.parametrize("pair", COLUMNS, ids=column_name)
def test_every_header_that_we_write_is_recognised_with_and_without_its_marks(pair):
    tab, column = pair
    for name in (names[0] for names in column.aliases.values()):
        assert contract.aliases(tab.id).meaning(name).fields == (column.id,)
        assert column.id in contract.aliases(tab.id).meaning(folded(name)).fields


@pytest.mark.parametrize("field", [name for name in KNOWN["fields"] if name in MEANT])
def test_public_headers_are_recognised(field):
    headers = [header for names in KNOWN["fields"][field].values() for header in names]
    meant = [(tab, (column,)) for tab, column in MEANT[field]]
    lost = [
        header
        for header in headers
        if header not in EITHER
        and not any(contract.aliases(tab).meaning(header).fields == fields for tab, fields in meant)
    ]

    assert lost == []


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Order ID", "order_ref"),
        ("Seller SKU", "sku"),
        ("SKU phân loại hàng", "sku"),
        ("Review Content", "text"),
        ("Review Rating", "rating"),
        ("Create Time", "reviewed_at"),
        ("Thời gian đánh giá", "reviewed_at"),
        ("Số sao", "rating"),
        ("Phản hồi của shop", "reply"),
        ("Product Name", "product_name"),
    ],
)
def test_review_exports_of_the_platforms_are_recognised(header, field):
    assert contract.aliases("reviews").meaning(header).fields == (field,)


def test_the_two_headers_that_differ_by_one_mark_are_kept_apart():
    receiving = contract.aliases("receiving")

    assert receiving.meaning("SL đặt").fields == ("units_ordered",)
    assert receiving.meaning("SL đạt").fields == ("units_good",)
    assert receiving.meaning("SL dat").fields == ("units_ordered", "units_good")


def test_the_same_words_mean_another_column_in_another_tab():
    meant = {
        tab: contract.aliases(tab).meaning("Số lượng").fields
        for tab in ("defect_log", "receiving", "reorder_plan")
    }

    assert meant == dict.fromkeys(meant, ("units",))
    assert contract.aliases("defect_log").meaning("Ngày nhận").fields == ("imported_on",)
    assert contract.aliases("receiving").meaning("Ngày nhận").fields == ("received_on",)


def test_no_title_means_two_tabs():
    titles = [
        (normalised(title), tab) for tab in (*TABS, SETTINGS) for title in set(contract.titles(tab))
    ]
    by_title = {}
    for title, tab in titles:
        by_title.setdefault(title, set()).add(tab)

    assert {title: tabs for title, tabs in by_title.items() if len(tabs) > 1} == {}


@pytest.mark.parametrize("language", ["en", "vi"])
def test_no_tab_that_we_write_is_taken_for_an_input_tab(language):
    words = load_words(language)
    ours = [title for key, title in words.texts.items() if key.endswith(".title")]
    known = {
        form(title)
        for tab in (*TABS, SETTINGS)
        for title in contract.titles(tab)
        for form in (normalised, folded)
    }

    assert len(ours) > 5
    assert [title for title in ours if normalised(title) in known or folded(title) in known] == []


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_words_call_tabs_and_columns_as_the_contract_does(language):
    words = load_words(language)
    written = {f"tab.{tab.id}": tab.titles[language][0] for tab in TABS.values()}
    written["tab.settings"] = contract.SETTINGS_TITLES[language][0]
    written |= {
        f"column.{tab.id}.{column.id}": column.aliases[language][0]
        for tab, column in COLUMNS
        if column.kind is not Kind.UNUSED
    }

    assert {key: words.get(key) for key in written} == written


@pytest.mark.parametrize("pair", [pair for pair in COLUMNS if pair[1].example], ids=column_name)
def test_every_example_is_read_without_a_doubt(pair):
    setting = Setting(as_of=date(2024, 12, 1), locale=LocaleOptions(), types=DEFECT_TYPES)
    reading = reader(pair[1], setting)(pair[1].example)

    assert reading.value is not None
    assert reading.code is None


def typed_headers():
    file = Path(__file__).parents[1] / "data" / "typed_headers.json"
    return json.loads(file.read_text(encoding="utf-8"))


def test_header_rows_of_writers_who_had_not_seen_our_names_are_understood():
    """174 rows; before the further names 66 % and 65 % of the two writers' headers were."""
    right = wrong = lost = 0
    for row in typed_headers():
        cells = [header for header, _ in row["headers"]]
        found = find_headers(grid([[cell] for cell in cells]), contract.aliases(row["tab"]), {})
        meant = {header.column: field for field, header in found.fields.items()}
        for column, (_, field) in enumerate(row["headers"]):
            right += field is not None and meant.get(column) == field
            lost += field is not None and column not in meant
            wrong += meant.get(column, field) != field

    assert right / (right + lost) > 0.98
    assert wrong <= 3  # a time stamp, a tracking number, who typed the row in


@pytest.mark.parametrize("tab_id", contract.TABS)
def test_further_names_stand_beside_the_usual_ones_of_their_tab(tab_id):
    columns = {column.id for column in contract.TABS[tab_id].columns}

    assert LOOSE.get(tab_id, {}).keys() <= columns
    contract.aliases(tab_id).meaning("none of them")  # no two fields share a further name


def test_what_a_product_costs_us_is_no_price_in_yuan():
    assert contract.aliases("skus").meaning("Giá vốn (₫)").fields == ("landed",)


def test_so_many_a_day_is_no_day():
    assert contract.aliases("reorder_plan").meaning("SL bán TB/ngày").fields == ("daily_sales",)
    assert contract.aliases("reorder_plan").meaning("Hao hụt/ngày").fields == ()
