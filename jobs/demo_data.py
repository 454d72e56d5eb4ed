"""The demo tabs as people would have typed them: labels, links, blanks, and their mistakes."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count

from jobs import demo_tables as tables
from jobs.demo_tables import ANCHOR, Delivery
from sheets import contract, labels
from sheets.contract import Column, InputTab, Kind

Typed = str | float | int | bool | date | datetime | None
Row = Mapping[str, Typed]

_HALF_LIFE, _HORIZON = 30.0, 120
_PHOTO = "https://photos.example.com/"
_PLATFORMS = ("shopee", "tiktok_shop", "shopee", "lazada")
_PLACE = {"en": 0, "vi": 1}
_OWN_COLUMN = {"en": "Who handles", "vi": "Ai xử lý"}
_TITLE = {"en": "Defect log of the shop", "vi": "Nhật ký lỗi hàng của shop"}
_HANDLERS = ("Lan", "Huy")
_BRANDS = ("shopee", "tiktok_shop", "lazada", "wechat")  # the same word in every language


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoTab:
    """One input tab: every cell from row 1, a title row and the headers included."""

    id: str
    title: str
    rows: tuple[tuple[Typed, ...], ...]


def demo_tabs(anchor: date = ANCHOR, *, language: str = "vi") -> tuple[DemoTab, ...]:
    """Return the input tabs of the demo workbook.

    Args:
        anchor: Day that the demo is made for; all days move with it by whole weeks, so that
            weekdays stay.
        language: Headers and drop-down labels, `vi` or `en`.
    """
    shift = timedelta(weeks=(anchor - ANCHOR).days // 7)
    made = (
        ("defect_log", _defects(shift)),
        ("receiving", _receiving(shift)),
        ("reorder_plan", _plans(shift)),
        ("supplier_talks", _talks(shift)),
        ("suppliers", _suppliers()),
        ("skus", _products(language)),
        ("reviews", _reviews(shift)),
        ("samples", _samples(shift)),
    )
    return tuple(_laid_out(contract.TABS[name], list(rows), language) for name, rows in made)


def complaint_days(lot: Delivery, units: int, *, anchor: date = ANCHOR) -> list[date]:
    """Return the days on which customers of a lot report, spread by the usual delay.

    The i-th of n complaints comes at the (i - 1/2)/n part of all that could be in by the anchor:
    the default delay curve (half of all within 30 days, none after 120), without chance.
    """
    age = min((anchor - lot.received_on).days, _HORIZON, lot.seen_within)
    first, last = _share(lot.not_before), _share(age)
    shares = (first + (last - first) * (i + 0.5) / units for i in range(units))
    return [lot.received_on + timedelta(days=max(1, round(_delay(share)))) for share in shares]


def _share(days: float) -> float:
    return _reached(days) / _reached(_HORIZON)


def _reached(days: float) -> float:
    return 1 - math.exp2(-days / _HALF_LIFE)


def _delay(share: float) -> float:
    return -_HALF_LIFE * math.log2(1 - share * _reached(_HORIZON))


def _defects(shift: timedelta) -> Iterator[Row]:
    """The log: one row a complaint in the order of finding, then the rows with mistakes."""
    numbers = count(1)
    rows = [row for lot in tables.DELIVERIES for row in _complaints(lot, shift)]
    rows.sort(key=lambda row: (str(row["found_on"]), str(row["lot_id"]), str(row["defect_type"])))
    log = [_numbered(row, next(numbers)) for row in rows]
    _spoil(log, shift)
    yield from log[: len(log) // 2]
    yield from ({}, {})
    yield from log[len(log) // 2 :]
    yield from _odd_rows(log, shift, numbers)


def _complaints(lot: Delivery, shift: timedelta) -> Iterator[Row]:
    kinds = [kind for kind, units in lot.reported.items() for _ in range(units)]
    days = complaint_days(lot, len(kinds)) if kinds else []
    order = sorted(range(len(kinds)), key=lambda i: (i * 7) % max(len(kinds), 1))
    for place, day in zip(order, days, strict=True):
        found = day + shift
        yield {
            "sku": lot.sku,
            "defect_type": kinds[place],
            "lot_id": lot.lot_id,
            "found_on": found,
            "platform": _PLATFORMS[place % len(_PLATFORMS)],
            "outer_packaging": "damaged" if lot.damaged else None,
            "photos": f"{_PHOTO}{lot.lot_id}-{place + 1}" if place < lot.photos else None,
            "photos_packaging": f"{_PHOTO}{lot.lot_id}-box-{place + 1}"
            if place < lot.packaging_photos
            else None,
            "contacted_at": datetime.combine(found, time(20, 15)),
            "resolution": ("refund", "exchange")[place % 2],
        }


def _numbered(row: Row, number: int) -> dict[str, Typed]:
    found = row["found_on"]
    day = found.strftime("%y%m%d") if isinstance(found, date) else ""
    return {
        **row,
        "order_ref": f"{day}SP{number:04d}",
        "note": None,
        "own": _HANDLERS[number % len(_HANDLERS)],
    }


def _spoil(log: list[dict[str, Typed]], shift: timedelta) -> None:
    """Type five of the rows the way people do when they are in a hurry."""
    mug = _last(log, "MUG-2412")
    mug["sku"] = "b-mug "
    _last(log, "BWL-2503")["sku"] = "00123"
    fans = [row for row in log if row["lot_id"] == "FAN-2504"]
    day = date(2025, 5, 13) + shift
    fans[-2]["found_on"] = f"{day.day}/{day.month}/{day.year}"
    fans[-1]["found_on"] = date(2052, 5, 13) + shift
    cap = _last(log, "CAP-2502A")
    cap["note"] = "khách gửi ảnh qua chat"


def _last(log: list[dict[str, Typed]], lot_id: str) -> dict[str, Typed]:
    return next(row for row in reversed(log) if row["lot_id"] == lot_id)


def _odd_rows(
    log: Sequence[Row], shift: timedelta, numbers: Iterator[int]
) -> Iterator[dict[str, Typed]]:
    """Rows without a lot, of another product's lot, of no product, of no type, and one twice."""
    stitch: dict[str, Typed] = {"sku": "C-CAP", "defect_type": "loose_stitch"}
    month = date(2025, 2, 24) + shift
    cases: tuple[tuple[str, dict[str, Typed]], ...] = (
        ("2025-03-12", {**stitch, "imported_on": date(2025, 2, 27) + shift}),
        ("2025-03-19", {**stitch, "imported_on": date(2025, 2, 24) + shift}),
        ("2025-03-26", {**stitch, "imported_on": f"{month.month}/{month.year}"}),
        (
            "2025-03-08",
            {**stitch, "lot_id": "MUG-2410", "imported_on": date(2025, 2, 18) + shift},
        ),
        ("2025-04-04", {**stitch, "sku": "C-CPA", "lot_id": "CAP-2502A"}),
        ("2025-04-11", {"sku": "A-STAND", "lot_id": "STD-2501"}),
    )
    for found, case in cases:
        day = date.fromisoformat(found) + shift
        yield _numbered({**case, "found_on": day, "platform": "shopee"}, next(numbers))
    yield dict(next(row for row in log if row["lot_id"] == "HUM-2502"))


def _receiving(shift: timedelta) -> Iterator[Row]:
    for lot in sorted(tables.DELIVERIES, key=lambda lot: (lot.received_on, lot.lot_id)):
        done = lot.opened is not None
        fine = 0 if done else None
        yield {
            "lot_id": lot.lot_id,
            "sku": lot.sku,
            "received_on": lot.received_on + shift,
            "units": lot.units,
            "ordered_on": lot.ordered_on + shift,
            "units_ordered": lot.units,
            "cartons": lot.cartons,
            "cartons_opened": lot.opened,
            "units_checked": lot.checked,
            "qc_count": fine,
            "qc_colour": fine,
            "qc_broken": lot.broken_at_qc if done else None,
            "qc_accessory": fine,
            "qc_packaging": fine,
            "qc_result": ("pass_with_issues" if lot.broken_at_qc else "pass") if done else None,
        }


def _plans(shift: timedelta) -> Iterator[Row]:
    for sku, planned, units, status, stock, daily, lead, expected, cartons in tables.PLANS:
        yield {
            "sku": sku,
            "planned_on": date.fromisoformat(planned) + shift,
            "units": units,
            "stock": stock,
            "daily_sales": daily,
            "lead_time_days": lead,
            "expected_on": date.fromisoformat(expected) + shift if expected else None,
            "cartons": cartons,
            "status": status,
        }


def _talks(shift: timedelta) -> Iterator[Row]:
    for talk in tables.TALKS:
        yield {
            "talked_on": date.fromisoformat(talk.talked_on) + shift,
            "supplier": talk.supplier,
            "sku": talk.sku,
            "channel": talk.channel,
            "asked": talk.asked,
            "response": talk.response,
            "agreed_discount": talk.agreed_discount,
            "promised_change": talk.promised_change,
            "change_seen": talk.change_seen,
            "compensation": talk.compensation,
        }


def _suppliers() -> Iterator[Row]:
    for name, name_zh, agent, lead, share in tables.SUPPLIERS:
        yield {
            "supplier": name,
            "name_zh": name_zh,
            "agent": agent,
            "message_language": "zh",
            "lead_time_days": lead,
            "our_share": share,
            "psi_by": "agent",
            "acceptable": 0.01,
            "status": "active",
        }


def _products(language: str) -> Iterator[Row]:
    for product in tables.PRODUCTS:
        yield {
            "sku": product.sku,
            "name": product.name_vi if language == "vi" else product.name,
            "name_zh": product.name_zh,
            "supplier": product.supplier,
            "aliases": product.aliases,
            "fragile": product.fragile,
            "unit_price": product.unit_price,
            "landed": product.landed,
            "sale_price": product.sale_price,
            "handling": product.handling,
            "packing_spec": product.packing_spec,
            "packing_spec_zh": product.packing_spec_zh,
            "use_test": product.use_test_vi if language == "vi" else product.use_test,
            "listing_url": product.listing_url,
            "active": True,
        }


def _reviews(shift: timedelta) -> Iterator[Row]:
    for review in sorted(tables.REVIEWS, key=lambda review: review.at):
        yield {
            "reviewed_at": review.at + shift,
            "platform": review.platform,
            "sku": review.sku,
            "rating": review.rating,
            "text": review.text,
            "bucket": review.bucket,
            "severity": review.severity,
            "order_ref": review.order_ref,
            "action": review.action,
            "reply": review.reply,
            "replied_on": date.fromisoformat(review.replied_on) + shift
            if review.replied_on
            else None,
            "logged": review.logged,
        }


def _samples(shift: timedelta) -> Iterator[Row]:
    for sampled, sku, candidate, price, lead in tables.SAMPLES:
        yield {
            "sampled_on": date.fromisoformat(sampled) + shift,
            "sku": sku,
            "candidate": candidate,
            "price": price,
            "lead_time_days": lead,
            "five_checks": "pass",
            "use_test": "pass",
            "result": "pass",
        }


def _laid_out(tab: InputTab, rows: Sequence[Row], language: str) -> DemoTab:
    """Headers and rows; the log has a title above them and a column of the team's own."""
    used = {name for row in rows for name, cell in row.items() if cell is not None}
    columns = [column for column in tab.columns if column.id in used]
    headers: list[Typed] = [column.aliases[language][0] for column in columns]
    cells = [[_label(column, row.get(column.id), language) for column in columns] for row in rows]
    if tab.id != "defect_log":
        return DemoTab(
            id=tab.id,
            title=tab.titles[language][0],
            rows=(tuple(headers), *(tuple(row) for row in cells)),
        )
    own = [[*made, row.get("own")] for made, row in zip(cells, rows, strict=True)]
    title = (_TITLE[language], *[None] * len(headers))
    return DemoTab(
        id=tab.id,
        title=tab.titles[language][0],
        rows=(title, (*headers, _OWN_COLUMN[language]), *(tuple(row) for row in own)),
    )


def _label(column: Column, cell: Typed, language: str) -> Typed:
    """The cell as it is chosen from a drop-down."""
    if not isinstance(cell, str):
        return cell
    if column.kind is Kind.DEFECT_TYPE:
        return labels.DEFECT_TYPE_LABELS[cell][_PLACE[language]]
    if column.choice is None:
        return cell
    return column.choice.labels[cell][0 if cell in _BRANDS else _PLACE[language]]
