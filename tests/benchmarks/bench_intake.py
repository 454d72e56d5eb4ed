"""How long the intake of a large defect log takes, beside the decoding of the same bytes.

Run: python -m tests.benchmarks.bench_intake [rows ...]
"""

import gc
import random
import resource
import sys
import time
from datetime import date

import msgspec

from sheets.distinct import Coder, collector_off
from sheets.intake import IntakeOptions, read_records
from tests.make import grid

AS_OF = date(2025, 6, 2)
CHUNK = 50_000
HEADERS = (
    "Ngày phát hiện", "Mã hàng", "Loại lỗi", "Mã lô", "Số lượng", "Phát hiện ở", "Sàn", "Mã đơn", "Ghi chú",
)  # fmt: skip


def columns(rows, *, seed=1):
    """Return a defect log of 9 columns as a spreadsheet would send it, 1 row in 200 dirty."""
    chance = random.Random(seed)
    skus = [f"SKU-{number:05d}" for number in range(5_000)]
    lots = [f"LOT-{number:05d}" for number in range(20_000)]
    types = ["Vỡ / gãy", "Sai màu", "Thiếu phụ kiện", "Không hoạt động", "bung chỉ"]
    notes = [f"ghi chú {number}" for number in range(10_000)]
    drawn = [
        [45_000 + chance.randrange(800) for _ in range(rows)],
        chance.choices(skus, k=rows),
        chance.choices(types, k=rows),
        chance.choices(lots, k=rows),
        chance.choices([1, 1, 1, 1, 2, 3], k=rows),
        chance.choices(["Khách", "QC nhận hàng"], k=rows),
        chance.choices(["Shopee", "TikTok Shop", "Lazada"], k=rows),
        [f"24{number:010d}" for number in range(rows)],
        chance.choices(["", "", *notes[:4_000]], k=rows),
    ]
    for row in range(0, rows, 200):
        drawn[0][row], drawn[4][row], drawn[1][row] = "13/5/2025", "2 cái", "sku-00001 "
    return [[header, *cells] for header, cells in zip(HEADERS, drawn, strict=True)]


def measured(rows):
    """Return seconds of CPU for decoding, reading columns whole, and reading them in pieces."""
    payload = msgspec.json.encode(columns(rows))
    started = time.process_time()
    with collector_off():
        decoded = msgspec.json.decode(payload)
    floor = time.process_time() - started
    started = time.process_time()
    intake = read_records({"defect_log": grid(decoded)}, IntakeOptions(), as_of=AS_OF)
    whole = time.process_time() - started
    [count] = intake.rows
    assert count.counted == rows
    del intake, decoded
    gc.collect()
    return floor, whole, _in_pieces(payload)


def _in_pieces(payload):
    decoded = msgspec.json.decode(payload)
    pieces = [
        [column[start : start + CHUNK] for column in decoded]
        for start in range(0, len(decoded[0]), CHUNK)
    ]
    del decoded
    started = time.process_time()
    coders = [Coder() for _ in HEADERS]
    with collector_off():
        for piece in pieces:
            for coder, cells in zip(coders, piece, strict=True):
                coder.add(cells)
        coded = [coder.column() for coder in coders]
    read_records({"defect_log": grid(coded)}, IntakeOptions(), as_of=AS_OF)
    return time.process_time() - started


def main(sizes):
    """Print one line a size: the decode floor, the intake, and their ratio."""
    print(
        f"{'rows':>9}  {'decode':>7}  {'intake':>7}  {'ratio':>5}  {'in pieces':>9}  {'both/decode':>11}"
    )
    for rows in sizes:
        floor, whole, pieces = measured(rows)
        both = (floor + whole) / floor
        print(
            f"{rows:>9,}  {floor:>6.2f}s  {whole:>6.2f}s  {whole / floor:>5.2f}"
            f"  {pieces:>8.2f}s  {both:>11.2f}"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:,.0f} MB (with the payload and its copies)")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [100_000, 800_000])
