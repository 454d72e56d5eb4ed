"""Time of the whole study by stage, for a shop much larger than any that we know.

Run by hand: `python -m tests.benchmarks.bench_study [defect rows]`. The shop is drawn with a fixed
seed: 5,000 products, 20,000 lots, 200 suppliers, 500 plans, 300 talks.
"""

import cProfile
import pstats
import sys
import time
from datetime import date

import numpy as np
import polars as pl

from quality.records import DEFECTS, LOTS, PLANS, SKUS, SUPPLIERS, TALKS, records
from quality.rules import Rules
from quality.study import study
from quality.vocabulary import DEFECT_TYPES
from tests import make

AS_OF = date(2025, 6, 2)
PRODUCTS, SHIPMENTS, FACTORIES, ORDERS, CONVERSATIONS = 5_000, 20_000, 200, 500, 300
STAGES = (
    "until", "resolve", "match", "finds", "products", "lot_findings", "repeats",
    "signal_findings", "talk_findings", "signs", "losses", "open_plans", "sku_findings",
    "supplier_findings", "qc_plan", "reorder_findings",
)  # fmt: skip
KINDS = np.array(
    ["broken", "chipped", "not_working", "colour_fading", "wrong_colour", "missing_part"]
)


def shop(defects, *, seed=1):
    """Return the records of a drawn shop with so many rows in its defect log."""
    draw = np.random.default_rng(seed)
    today = np.datetime64(AS_OF)
    skus = np.array([f"SKU-{n:05d}" for n in range(PRODUCTS)])
    factories = np.array([f"SUP{n:03d}" for n in range(FACTORIES)])
    of_sku = factories[np.arange(PRODUCTS) % FACTORIES]
    product = np.arange(SHIPMENTS) % PRODUCTS
    age = draw.integers(1, 700, SHIPMENTS)
    received = today - age.astype("timedelta64[D]")
    units = draw.integers(30, 600, SHIPMENTS)
    lots = np.array([f"LOT-{n:06d}" for n in range(SHIPMENTS)])
    weight = units * draw.beta(1, 30, SHIPMENTS)
    hit = draw.choice(SHIPMENTS, defects, p=weight / weight.sum())
    delay = np.minimum(draw.exponential(40, defects), age[hit]).astype(int)
    usual = KINDS[draw.integers(0, len(KINDS), PRODUCTS)]
    same = draw.random(defects) < 0.7
    kind = np.where(same, usual[product[hit]], KINDS[draw.integers(0, len(KINDS), defects)])
    typed = draw.random(defects) < 0.85
    guess = received[hit] + draw.integers(-4, 5, defects).astype("timedelta64[D]")
    planned = draw.choice(PRODUCTS, ORDERS, replace=False)
    talked = draw.integers(0, PRODUCTS, CONVERSATIONS)
    return records(
        lots=_frame(
            LOTS, lot_id=lots, sku=skus[product], received_on=received, units=units,
            cartons=np.maximum(1, units // 20), units_checked=units // 10,
            qc_broken=draw.binomial(2, 0.1, SHIPMENTS),
        ),
        defects=_frame(
            DEFECTS, sku=skus[product[hit]], defect_type=kind,
            lot_id=np.where(typed, lots[hit], None),
            imported_on=np.where(typed, np.datetime64("NaT"), guess),
            found_on=received[hit] + delay.astype("timedelta64[D]"),
            units=np.ones(defects, dtype=np.int64),
            order_ref=np.array([f"O{n}" for n in range(defects)]),
        ),
        skus=_frame(SKUS, sku=skus, supplier=of_sku, unit_price=np.full(PRODUCTS, 10.0)),
        suppliers=_frame(SUPPLIERS, supplier=factories),
        plans=_frame(
            PLANS, sku=skus[planned], units=draw.integers(50, 400, ORDERS),
            planned_on=today + draw.integers(0, 60, ORDERS).astype("timedelta64[D]"),
            stock=np.full(ORDERS, 100.0), daily_sales=np.full(ORDERS, 3.0),
        ),
        talks=_frame(
            TALKS, sku=skus[talked], supplier=of_sku[talked],
            talked_on=today - draw.integers(10, 400, CONVERSATIONS).astype("timedelta64[D]"),
            response=np.full(CONVERSATIONS, "acknowledged"),
        ),
    )  # fmt: skip


def _frame(schema, **columns):
    height = len(next(iter(columns.values())))
    known = {"row": np.arange(2, height + 2), **columns}
    series = [
        pl.Series(name, known[name].tolist() if known[name].dtype == object else known[name])
        if name in known
        else pl.Series(name, [None] * height)
        for name in schema
    ]
    return pl.DataFrame(series).cast(dict(schema))


def run(given):
    """Return the study of a drawn shop."""
    return study(given, Rules(), as_of=AS_OF, vocabulary=DEFECT_TYPES, tables=make.SAMPLING_TABLES)


def measured(given):
    """Return CPU and wall seconds of one study; the first run loads libraries and is not counted."""
    run(given)
    cpu, wall = time.process_time(), time.perf_counter()
    run(given)
    return time.process_time() - cpu, time.perf_counter() - wall


def by_stage(given):
    """Return wall seconds of each stage, as the profiler sees them."""
    profile = cProfile.Profile()
    profile.runcall(run, given)
    found = {}
    for (path, _, name), (_, _, _, seconds, _) in pstats.Stats(profile).stats.items():
        if "quality" in path and name in STAGES:
            found[name] = max(found.get(name, 0.0), seconds)
    return {name: found[name] for name in STAGES if name in found}


def main():
    """Print the table."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    given = shop(rows)
    cpu, wall = measured(given)
    print(f"{PRODUCTS:,} products, {SHIPMENTS:,} lots, {rows:,} defect rows")
    print(f"whole study  {cpu:6.2f} s CPU  {wall:6.2f} s wall")
    for name, seconds in by_stage(given).items():
        print(f"  {name:<18} {seconds:6.3f} s")


if __name__ == "__main__":
    main()
