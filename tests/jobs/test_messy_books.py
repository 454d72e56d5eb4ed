"""Workbooks that cannot be used, or hardly: what a person reads and what becomes of them."""

from datetime import UTC, datetime

import openpyxl
import pytest

from jobs.exits import DataError
from tests.jobs import shop

LOG = [["SKU", "Loại lỗi", "Mã lô"], ["MUG", "vỡ", "L1"]]


def book(folder, **tabs):
    written = openpyxl.Workbook()
    written.remove(written.active)
    for title, rows in tabs.items():
        sheet = written.create_sheet(title.replace("_", " "))
        for row in rows:
            sheet.append(row)
    written.save(folder / "quality.xlsx")


def tab(folder, title):
    rows = openpyxl.load_workbook(folder / "quality.xlsx")[title].iter_rows(values_only=True)
    _, headers, *others = rows
    return [dict(zip(headers, row, strict=True)) for row in others]


def test_a_header_that_only_the_configuration_knows_is_named(tmp_path):
    book(tmp_path, Defect_log=LOG)
    configuration = shop.xlsx_config(tmp_path, more="columns: {defect_log: {sku: Nope}}\n")

    with pytest.raises(DataError, match="the configuration names it 'Nope'"):
        shop.refreshed(configuration)


def test_a_tab_that_only_the_configuration_knows_is_named(tmp_path):
    book(tmp_path, Sheet1=[["day", "what"], [1, 2]])
    configuration = shop.xlsx_config(tmp_path, more="tabs: {defect_log: Nope}\n")

    with pytest.raises(DataError, match=r"'Nope', which is not there.*\n.*'Sheet1'"):
        shop.refreshed(configuration)


def test_a_series_of_one_product_is_told_how_to_name_it(tmp_path):
    book(tmp_path, Receiving=[["sample", "size", "D"], [1, 50, 12]])
    columns = "columns: {receiving: {lot_id: sample, units: size, qc_defective: D}}\n"

    with pytest.raises(DataError, match=r"constants: \{receiving: \{sku: ...\}\}"):
        shop.refreshed(shop.xlsx_config(tmp_path, more=columns))

    named = columns + "constants: {receiving: {sku: ORANGE}}\nlanguage: {team: en}\n"
    shop.refreshed(shop.xlsx_config(tmp_path, more=named))
    assert tab(tmp_path, "SKU summary")[0]["Rate 180d"] == 0.24


def test_a_replay_reads_days_without_a_year_as_of_its_own_day(tmp_path):
    plan = [["SKU", "Ngày đặt dự kiến", "Số lượng"], ["MUG", "10/6", 300]]
    book(tmp_path, Defect_log=LOG, Reorder_plan=plan)
    configuration = shop.xlsx_config(tmp_path, more="language: {team: en}\n")

    shop.refreshed(configuration, now=datetime(2027, 3, 1, tzinfo=UTC), as_of=shop.ANCHOR)

    assert tab(tmp_path, "Reorder briefs")[0]["Planned"] == datetime(2025, 6, 10)


def test_a_supplier_without_received_figures_has_not_0_of_0_defective(tmp_path):
    log = [LOG[0], *[["MUG", "vỡ", "L1"]] * 3]
    lots = [["Mã lô", "SKU", "Ngày nhận", "SL nhận", "NCC"], ["L1", "MUG", "1/4/2025", 0, "Ruicai"]]
    book(tmp_path, Defect_log=log, Receiving=lots)

    shop.refreshed(shop.xlsx_config(tmp_path, more="language: {team: en}\n"), as_of=shop.ANCHOR)

    [supplier] = tab(tmp_path, "Supplier trends")
    assert (supplier["Status"], supplier["Why"]) == (
        "PRESS",
        "Open signal with units that are not yet compensated.",
    )


def test_a_slip_in_the_settings_tab_stops_no_night_and_is_told_in_the_sheet(tmp_path):
    slips = [
        ["signal.count", 4],
        ["money.fx.CNY", 0],
        ["Người nhận mail", "spy@elsewhere.net"],
        ["signal.acceptable_rate", "nhiều"],
    ]
    book(tmp_path, Defect_log=LOG, Settings=slips)

    done = shop.refreshed(shop.xlsx_config(tmp_path, more="language: {team: en}\n"))

    settings = done.understood.configuration.settings
    assert (settings.signal.count, settings.money.fx, settings.mail.to) == (4, {}, ())
    told = {row["Row"]: row["Problem"] for row in tab(tmp_path, "Data issues")}
    assert told == {
        2: "money.fx.CNY: '0' is not a value that this setting takes.",
        3: "Người nhận mail: 'spy@elsewhere.net' is not a value that this setting takes.",
        4: "signal.acceptable_rate: 'nhiều' is not a number.",
    }
    [rows] = [count for count in done.understood.rows if count.tab == "settings"]
    assert (rows.read, rows.counted, rows.reported) == (4, 1, 3)


def test_a_defect_type_of_the_teams_own_is_called_by_its_name(tmp_path):
    log = [LOG[0], *[["MUG", "Zip stuck", "L1"]] * 3]
    book(tmp_path, Defect_log=log)
    types = "defect_types: {zip_stuck: {en: Zip stuck, vi: Kẹt khóa}}\n"

    shop.refreshed(shop.xlsx_config(tmp_path, more=f"{types}language: {{team: en}}\n"))

    assert [row["Defect"] for row in tab(tmp_path, "Signals")] == ["Zip stuck"]
    assert tab(tmp_path, "SKU summary")[0]["Why"].startswith("Zip stuck: 3 found")
