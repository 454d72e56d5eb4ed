"""Shops of three sizes as people write them down, and what is true of them.

Everything is drawn with a seed, column by column. About one cell in twelve is written another way
than its neighbours: a code in small letters, `2 cái` for 2, `12,5` for 12.5, a day typed as text,
an older word for a defect. The truth is what was drawn, before it was written down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

AS_OF = date(2025, 6, 2)
LOG, RECEIVING = "Nhật ký lỗi", "Nhập hàng & QC"
ARCHIVE = "Kho 2019"
PRODUCTS, SUPPLIERS, PLAN = "Sản phẩm", "Nhà cung cấp", "Kế hoạch nhập lại"
_EPOCH = np.datetime64("1899-12-30")
_HISTORY = 700  # days
TYPES: Mapping[str, Sequence[str]] = {  # the usual words first
    "broken": ("Vỡ / gãy", "Vỡ / gãy", "Vỡ / gãy", "bể", "nứt vỡ"),
    "chipped": ("Sứt / trầy", "Sứt / trầy", "Sứt / trầy", "trầy xước", "xước"),
    "wrong_colour": ("Sai màu", "Sai màu", "Sai màu", "SAI MÀU ", "lệch màu"),
    "missing_part": ("Thiếu phụ kiện", "Thiếu phụ kiện", "Thiếu phụ kiện", "thiếu ốc", "thiếu đồ"),
    "not_working": ("Không hoạt động", "Không hoạt động", "Không hoạt động", "hỏng", "không chạy"),
    "loosening": ("Lỏng/bung sau vài lần dùng", "lỏng", "bung", "lỏng lẻo", "ọp ẹp"),
}
_CODES = tuple(TYPES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much a shop has written down."""

    defects: int
    lots: int
    skus: int
    suppliers: int
    plans: int
    archive: int = 0  # rows of a tab of the team's own, of which we read nothing


SIZES: Mapping[str, Size] = {
    "tiny": Size(defects=120, lots=30, skus=12, suppliers=4, plans=3),
    "small": Size(defects=2_000, lots=500, skus=200, suppliers=30, plans=10),
    "large": Size(defects=100_000, lots=20_000, skus=5_000, suppliers=500, plans=100),
    "limit": Size(
        defects=800_000, lots=20_000, skus=5_000, suppliers=500, plans=100, archive=90_000
    ),  # with our tabs just under the 10 million cells of a spreadsheet
}

Counts = Mapping[tuple[str, str], int]  # (SKU, defect type) -> nonconforming units


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """Tabs as a spreadsheet holds them, and the counts that a report of them must show."""

    tabs: Mapping[str, Sequence[Sequence[object]]]  # title -> columns, each with its header
    truth: Counts

    @property
    def cells(self) -> int:
        """Cells of all tabs."""
        return sum(len(columns) * len(columns[0]) for columns in self.tabs.values())


def shop(size: Size, *, seed: int = 1) -> Shop:
    """Return a shop of a size; the same seed gives the same shop."""
    draw = np.random.default_rng(seed)
    skus = _names("SKU-", 5, size.skus)
    suppliers = _names("NCC-", 3, size.suppliers)
    of_sku = np.arange(size.skus) % size.suppliers
    lots = _names("LOT-", 6, size.lots)
    product = np.arange(size.lots) % size.skus
    age = draw.integers(1, _HISTORY, size.lots)
    units = draw.integers(100, 900, size.lots) * max(1, size.defects // (12 * size.lots))
    log, truth = _log(draw, size, skus=skus, lots=lots, product=product, age=age, units=units)
    return Shop(
        truth=truth,
        tabs={
            LOG: log,
            RECEIVING: _receiving(
                draw, lots, skus[product], suppliers[of_sku[product]], age, units
            ),
            PRODUCTS: _products(draw, skus, suppliers[of_sku]),
            SUPPLIERS: [
                ["Nhà cung cấp", *suppliers.tolist()],
                ["Số ngày về hàng", *draw.integers(15, 40, size.suppliers).tolist()],
            ],
            PLAN: _plan(draw, skus, size.plans),
            **({ARCHIVE: _archive(size.archive)} if size.archive else {}),
        },
    )


def more_rows(size: Size, count: int, *, seed: int = 2) -> list[list[object]]:
    """Return rows that a team adds to its defect log on the next day."""
    draw = np.random.default_rng(seed)
    lot = draw.integers(0, size.lots, count)
    today = int((np.datetime64(AS_OF) - _EPOCH).astype(int))
    return [
        [
            today,
            f"SKU-{one % size.skus:05d}",
            TYPES[_CODES[number % len(_CODES)]][0],
            f"LOT-{one:06d}",
            1,
            "Khách",
            "Shopee",
            f"25{number:010d}",
            "",
        ]
        for number, one in enumerate(lot.tolist())
    ]


def agreement(counts: Counts, truth: Counts) -> float:
    """Return the share of SKU x defect counts, of all that are in either, that are the same."""
    both = counts.keys() | truth.keys()
    return sum(counts.get(key) == truth.get(key) for key in both) / len(both)


def _names(prefix: str, digits: int, count: int) -> np.ndarray:
    return np.array([f"{prefix}{number:0{digits}d}" for number in range(count)], dtype=object)


def _log(draw, size, *, skus, lots, product, age, units):
    """Return the defect log and the true counts."""
    weight = units * draw.beta(1, 30, size.lots)
    hit = draw.choice(size.lots, size.defects, p=weight / weight.sum())
    delay = np.minimum(draw.exponential(40, size.defects), age[hit]).astype(int)
    since = delay - age[hit]  # days before today
    usual = draw.integers(0, len(_CODES), size.skus)[product[hit]]
    kind = np.where(
        draw.random(size.defects) < 0.7, usual, draw.integers(0, len(_CODES), size.defects)
    )
    count = draw.choice([1, 1, 1, 1, 1, 1, 2, 3], size.defects)
    words = np.array(list(TYPES.values()), dtype=object)
    notes = _names("ghi chú ", 1, 4_000)
    written = {
        "Ngày phát hiện": _mixed(draw, _serial(since), _typed_days(), 0.02, index=since),
        "Mã hàng": _mixed(draw, skus[product[hit]], _sloppy(skus), 0.03, index=product[hit]),
        "Loại lỗi": words[kind, draw.integers(0, words.shape[1], size.defects)],
        "Mã lô": _mixed(draw, lots[hit], np.array([""] * size.lots, dtype=object), 0.1, index=hit),
        "Số lượng": _mixed(draw, count, _typed_counts(), 0.03, index=count),
        "Phát hiện ở": _picked(draw, ("Khách", "Khách", "QC nhận hàng"), size.defects),
        "Sàn": _picked(draw, ("Shopee", "TikTok Shop", "Lazada"), size.defects),
        "Mã đơn": _names("24", 10, size.defects),
        "Ghi chú": np.where(
            draw.random(size.defects) < 0.4, draw.choice(notes, size.defects), ""
        ),
    }  # fmt: skip
    return _columns(written), _counted(skus, product[hit], kind, count)


def _counted(skus, product, kind, count):
    sums = np.zeros((len(skus), len(_CODES)), dtype=np.int64)
    np.add.at(sums, (product, kind), count)
    return {
        (str(skus[row]), _CODES[column]): int(sums[row, column])
        for row, column in np.argwhere(sums)
    }


def _receiving(draw, lots, skus, suppliers, age, units):
    received, count = _serial(-age), len(lots)
    price = draw.integers(50, 900, count) / 10
    checked = np.maximum(units // 10, 1)
    return _columns(
        {
            "Mã lô": lots,
            "Mã hàng": skus,
            "Ngày nhận": received,
            "SL nhận": units,
            "NCC": suppliers,
            "Giá tệ": _mixed(
                draw, price, np.array([f"{value:.1f}".replace(".", ",") for value in price],
                dtype=object), 0.2, index=np.arange(count),
            ),
            "Số thùng": np.maximum(units // 20, 1),
            "SL kiểm": checked,
            "③ Vỡ/hỏng": draw.binomial(np.minimum(checked, 50), 0.01),
        }
    )  # fmt: skip


def _products(draw, skus, suppliers):
    return _columns(
        {
            "Mã hàng": skus,
            "Tên sản phẩm": np.array([f"Sản phẩm {n}" for n in range(len(skus))], dtype=object),
            "NCC": suppliers,
            "Giá tệ": draw.integers(50, 900, len(skus)) / 10,
            "Giá bán (₫)": draw.integers(30, 900, len(skus)) * 1_000,
        }
    )


def _plan(draw, skus, count):
    chosen = draw.choice(len(skus), count, replace=False)
    return _columns(
        {
            "Mã hàng": skus[chosen],
            "Ngày đặt dự kiến": _serial(draw.integers(2, 40, count)),
            "Số lượng": draw.integers(100, 500, count),
            "Tồn kho": draw.integers(20, 200, count),
            "Bán mỗi ngày": draw.integers(1, 9, count),
        }
    )


def _archive(rows):
    """Return what a team keeps for itself: ten columns of numbers."""
    return [[f"Cột {number}", *range(rows)] for number in range(1, 11)]


def _columns(written):
    return [[header, *cells.tolist()] for header, cells in written.items()]


def _serial(days):
    """Days from the day of the run as a spreadsheet counts them."""
    return (np.datetime64(AS_OF) - _EPOCH).astype(int) + np.asarray(days)


def _mixed(draw, plain, other, share, *, index):
    """Return values of which a share is written in another way."""
    cells = plain.astype(object)
    chosen = draw.random(len(plain)) < share
    cells[chosen] = other[index[chosen]]
    return cells


def _sloppy(codes):
    return np.array([f" {code.lower()} " for code in codes], dtype=object)


def _typed_days():
    """Days before today, to be taken by their number from the end."""
    days = np.datetime64(AS_OF) + np.r_[0, np.arange(-_HISTORY, 0)]
    return np.array([f"{day:%d/%m/%Y}" for day in days.astype(object)], dtype=object)


def _typed_counts():
    return np.array(["", "1,0", "2 cái", "3 chiếc"], dtype=object)


def _picked(draw, choices, count):
    return np.array(choices, dtype=object)[draw.integers(0, len(choices), count)]
