"""The script that a team would write itself: pandas, `get_all_records`, groupby, a write a tab.

Honest and idiomatic, as the guides of both libraries show it, with the clean-up that one thinks
of: spaces and small letters in codes, numbers that came as text, days, the usual words for a
defect. `python -m tests.benchmarks.script URL [FILE]` runs it once against the local server and
prints what it cost as JSON; FILE gets its counts. Given the path of an .xlsx, it reads that and
writes a workbook beside it.
"""

import time

_STARTED = time.process_time(), time.perf_counter()

import json  # noqa: E402 - imports are part of what is measured
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

import gspread  # noqa: E402
import pandas as pd  # noqa: E402

BOOK = "shop-1"
WORDS = {
    "Vỡ / gãy": "broken",
    "Sứt / trầy": "chipped",
    "Sai màu": "wrong_colour",
    "Thiếu phụ kiện": "missing_part",
    "Không hoạt động": "not_working",
    "Lỏng/bung sau vài lần dùng": "loosening",
}


def report(read, write):
    """Read five tabs, count, and write a tab for each count; return the counts by defect type."""
    log, lots, products = read("Nhật ký lỗi"), read("Nhập hàng & QC"), read("Sản phẩm")
    log["SKU"] = log["Mã hàng"].astype(str).str.strip().str.upper()
    log["Loại"] = log["Loại lỗi"].astype(str).str.strip().map(WORDS).fillna(log["Loại lỗi"])
    log["SL"] = pd.to_numeric(log["Số lượng"], errors="coerce").fillna(1).astype(int)
    log["Ngày"] = pd.to_datetime(log["Ngày phát hiện"], errors="coerce", dayfirst=True)
    lots["SL nhận"] = pd.to_numeric(lots["SL nhận"], errors="coerce").fillna(0).astype(int)

    by_type = log.groupby(["SKU", "Loại"])["SL"].sum().reset_index()
    by_sku = log.groupby("SKU").agg(loi=("SL", "sum"), moi_nhat=("Ngày", "max")).reset_index()
    received = lots.groupby("Mã hàng")["SL nhận"].sum().rename("nhap").reset_index()
    by_sku = by_sku.merge(received, left_on="SKU", right_on="Mã hàng", how="left")
    by_sku["ty_le"] = by_sku["loi"] / by_sku["nhap"]
    by_sku = by_sku.merge(products[["Mã hàng", "NCC"]], on="Mã hàng", how="left")
    by_sku = by_sku.sort_values("ty_le", ascending=False)
    by_lot = log.groupby("Mã lô")["SL"].sum().rename("loi").reset_index()
    by_lot = lots[["Mã lô", "Mã hàng", "NCC", "SL nhận"]].merge(by_lot, on="Mã lô", how="left")
    by_lot["ty_le"] = by_lot["loi"].fillna(0) / by_lot["SL nhận"]
    by_supplier = by_lot.groupby("NCC")[["loi", "SL nhận"]].sum().reset_index()
    by_supplier["ty_le"] = by_supplier["loi"] / by_supplier["SL nhận"]

    for title, table in (
        ("Theo SKU", by_sku),
        ("Theo lô", by_lot),
        ("Theo NCC", by_supplier),
        ("Theo loại lỗi", by_type),
    ):
        write(title, table)
    return by_type


def on_google(base_url):
    """Run it on the spreadsheet of the local server."""
    from tests.fakes.google import client

    spreadsheet = client(base_url).open_by_key(BOOK)

    def read(title):
        return pd.DataFrame(spreadsheet.worksheet(title).get_all_records())

    def write(title, table):
        try:
            tab = spreadsheet.worksheet(title)
            tab.clear()
        except gspread.WorksheetNotFound:
            tab = spreadsheet.add_worksheet(title, len(table) + 1, len(table.columns))
        plain = table.astype(object).where(table.notna(), "")
        plain = plain.map(lambda cell: str(cell.date()) if isinstance(cell, pd.Timestamp) else cell)
        tab.update([plain.columns.tolist(), *plain.to_numpy().tolist()])

    return report(read, write)


def on_a_file(path):
    """Run it on a workbook file."""
    with pd.ExcelWriter(path.with_name("report.xlsx")) as writer:
        return report(
            lambda title: pd.read_excel(path, sheet_name=title),
            lambda title, table: table.to_excel(writer, sheet_name=title, index=False),
        )


def main(where, counts=None):
    """Run once and print what it cost."""
    from tests.benchmarks.clock import peak_memory

    loaded = time.process_time() - _STARTED[0], time.perf_counter() - _STARTED[1]
    started = time.process_time(), time.perf_counter()
    by_type = on_google(where) if where.startswith("http") else on_a_file(Path(where))
    cost = {
        "cpu": time.process_time() - started[0],
        "wall": time.perf_counter() - started[1],
        "import_cpu": loaded[0],
        "import_wall": loaded[1],
        "whole_cpu": time.process_time(),
        "peak": peak_memory(),
    }
    if counts:
        Path(counts).write_text(json.dumps(by_type.to_numpy().tolist()), encoding="utf-8")
    print(json.dumps(cost))


if __name__ == "__main__":
    main(*sys.argv[1:])
