"""The tabs that people fill in, as they are made for a team that has none yet."""

from datetime import date

import pytest

from briefs.words import load_words
from quality.vocabulary import DEFECT_TYPES, DefectTypeOptions, vocabulary
from sheets.backends.memory import MemoryOptions
from sheets.contract import SETTINGS, TABS, Kind
from sheets.groundwork import Look, Source
from sheets.intake import IntakeOptions, read_records, recognise
from sheets.labels import defect_labels, finder
from sheets.new_tabs import (
    LEAST,
    dressing,
    new_column,
    new_tab,
    settings_tab,
    sources_of,
    title_of,
)

LANGUAGES = ("en", "vi")
AS_OF = date(2024, 12, 31)


def words(language):
    return load_words(language).plain


def every_tab(language, *, examples=False):
    """All tabs of the contract and the Settings tab, in a workbook."""
    said = words(language)
    titles = {name: title_of(name, said) for name in TABS}
    sources = sources_of(titles, {})
    made = [
        new_tab(name, said, DEFECT_TYPES, title=title, sources=sources, examples=examples)
        for name, title in titles.items()
    ]
    made.append(settings_tab(said, title=title_of(SETTINGS, said)))
    book = MemoryOptions().open()
    book.groundwork.lay(made)
    return made, book


def understood(book):
    found = recognise(book.info(), IntakeOptions())
    grids = book.read(list(found.tabs.values()))
    return found, read_records(
        {name: grids[tab.tab_id] for name, tab in found.tabs.items()},
        IntakeOptions(),
        as_of=AS_OF,
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_made_is_recognised_with_every_column(language):
    made, book = every_tab(language)

    found, intake = understood(book)

    assert found.tabs.keys() == {*TABS, SETTINGS}
    assert found.issues == ()
    for tab in made[:-1]:
        reading = intake.tabs[tab.id]
        assert reading.unknown == ()
        assert reading.missing == ()
        read = {c.header for c in tab.columns} - {
            words(language).get(f"column.{tab.id}.{column.id}") or column.aliases[language][0]
            for column in TABS[tab.id].columns
            if column.kind is Kind.UNUSED
        }
        assert {header.text for header in reading.headers.values()} == read


@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_are_skipped_in_all_counts(language):
    made, book = every_tab(language, examples=True)

    _, intake = understood(book)

    for count in intake.rows:
        assert (count.counted, count.reported) == (0, 0)
    assert all(len(tab.rows) == 3 for tab in made[:-1])
    assert [issue.code for issue in intake.issues] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_with_its_mark_taken_away_is_a_row_that_counts(language):
    """What the examples show is what the intake takes."""
    _, book = every_tab(language, examples=True)
    for tab in book.tabs:
        for row in tab.rows:
            for spot in row:
                if isinstance(spot.value, str):
                    spot.value = spot.value.removeprefix("EXAMPLE ")

    _, intake = understood(book)

    counted = {count.tab: count.counted for count in intake.rows}
    assert all(counted[name] >= 1 for name in TABS), counted
    hints = {"value_missing_either", "month_only", "row_duplicate"}
    assert {issue.code for issue in intake.issues if issue.severity == "error"} <= hints


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_of_a_drop_down_is_understood_as_its_code(language):
    said = words(language)
    for tab in TABS.values():
        for column in tab.columns:
            made = new_column(tab, column, said, DEFECT_TYPES, {})
            if column.kind is Kind.DEFECT_TYPE:
                find = finder(defect_labels(DEFECT_TYPES))
                assert [find(label) for label in made.choices] == list(DEFECT_TYPES)
            elif column.choice is not None:
                find = finder(column.choice.labels)
                assert [find(label) for label in made.choices] == list(column.choice.codes)
            else:
                assert made.choices == ()


def test_a_team_s_own_defect_types_are_offered_by_their_names():
    own = {
        "zip_stuck": DefectTypeOptions(en="Zip stuck", vi="Kẹt khóa kéo"),
        "odd": DefectTypeOptions(zh="怪"),
        "bare": DefectTypeOptions(),
    }
    log = TABS["defect_log"]

    made = new_column(log, log.column("defect_type"), words("vi"), vocabulary(own), {})

    assert made.choices[-3:] == ("Kẹt khóa kéo", "怪", "bare")


def test_the_least_log_has_three_columns():
    said = words("en")
    made = new_tab(
        "defect_log", said, DEFECT_TYPES, title="Defect log", sources={}, only=LEAST, examples=True
    )

    assert [column.header for column in made.columns] == [
        "SKU",
        "Defect type",
        "Approx. import date",
    ]
    assert made.rows[0] == ("EXAMPLE B-MUG", "Broken", "T10/2024")


def test_columns_look_like_what_is_typed_into_them():
    said = words("en")
    tab = new_tab("receiving", said, DEFECT_TYPES, title="x", sources={})
    looks = {column.header: column.look for column in tab.columns}

    assert looks["Batch"] is Look.KEY
    assert looks["Received"] is Look.DAY
    assert looks["Units received"] is Look.PLAIN
    skus = new_tab("skus", said, DEFECT_TYPES, title="x", sources={})
    assert {column.header: column.look for column in skus.columns}["Fragile"] is Look.TICK


def test_columns_that_nobody_is_asked_for_are_not_made():
    tab = new_tab("receiving", words("en"), DEFECT_TYPES, title="x", sources={})
    headers = [column.header for column in tab.columns]

    assert "Checked by" in headers
    assert "Defect rate" not in headers


def test_codes_are_offered_from_the_tab_where_they_stand():
    titles = {"skus": "SKUs", "suppliers": "Suppliers", "receiving": "Receiving & QC"}
    sources = sources_of(titles, {})

    assert sources == {
        "sku": Source(title="SKUs", column=0, row=1),
        "supplier": Source(title="Suppliers", column=0, row=1),
        "lot_id": Source(title="Receiving & QC", column=0, row=1),
    }
    log = TABS["defect_log"]
    made = new_column(log, log.column("lot_id"), words("en"), DEFECT_TYPES, sources)
    assert made.source == sources["lot_id"]
    own = new_column(TABS["skus"], TABS["skus"].column("sku"), words("en"), DEFECT_TYPES, sources)
    assert own.source is None


def test_codes_are_offered_from_a_team_s_own_tab_wherever_their_column_is():
    book = MemoryOptions(
        tabs={
            "Sản phẩm": [["Bảng sản phẩm"], ["Tên", "Mã SP", "NCC"], ["Cốc", "B-MUG", "Ruicai"]],
            "Nhà cung cấp": [["nothing"], ["known"]],
        }
    ).open()
    skus, suppliers = book.info().tabs
    grids = book.read([skus, suppliers])

    found = sources_of({}, {"skus": grids[skus.tab_id], "suppliers": grids[suppliers.tab_id]})

    assert found == {"sku": Source(title="Sản phẩm", column=1, row=2)}


def test_a_source_without_its_column_offers_nothing():
    book = MemoryOptions(tabs={"Sản phẩm": [["Tên", "NCC"], ["Cốc", "Ruicai"]]}).open()
    [skus] = book.info().tabs

    assert sources_of({}, {"skus": book.read([skus])[skus.tab_id]}) == {}


def test_a_team_s_tab_is_dressed_where_its_columns_are():
    book = MemoryOptions(
        tabs={"Lỗi": [["Sổ lỗi"], ["Ngày", "Mã SP", "Loại lỗi", "Ai"], ["", "A", "vỡ", "x"]]}
    ).open()
    [tab] = book.info().tabs
    grid = book.read([tab])[tab.tab_id]

    made = dressing("defect_log", grid, {}, words("vi"), DEFECT_TYPES, {})

    assert (made.title, made.header_row) == ("Lỗi", 1)
    assert {place: column.look for place, column in made.columns.items()} == {
        0: Look.DAY,
        1: Look.KEY,
        2: Look.PLAIN,
    }


def test_a_tab_without_known_headers_is_not_dressed():
    book = MemoryOptions(tabs={"Lỗi": [["nothing"], ["known"]]}).open()
    [tab] = book.info().tabs

    grid = book.read([tab])[tab.tab_id]
    assert dressing("defect_log", grid, {}, words("vi"), DEFECT_TYPES, {}) is None
