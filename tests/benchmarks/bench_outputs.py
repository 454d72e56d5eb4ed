"""How long it takes to lay out the tabs of a large shop, tab by tab.

Run: python -m tests.benchmarks.bench_outputs
"""

import time
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl

from briefs.words import load_words
from quality.findings import FRAMES, Findings
from sheets.outputs.catalogue import OUTPUTS
from sheets.outputs.context import OutputContext

AS_OF = date(2025, 6, 2)
TYPES = ("broken", "chipped", "wrong_colour", "missing_part", "not_working")


def shop(*, lots=20_000, skus=5_000, seed=1):
    """Return findings of a shop with so many lots and products, every figure another one."""
    chance = np.random.default_rng(seed)
    frames = {
        "lots": _lots(lots, skus, chance),
        "skus": _skus(skus, chance),
        "signals": _signals(skus, chance),
    }
    full = {name: _conform(frames.get(name, pl.DataFrame()), FRAMES[name]) for name in FRAMES}
    return Findings(
        as_of=AS_OF, **full, reorders=(), issues=(), caught=None, level=5, next_to_fill=None
    )


def _lots(rows, skus, chance):
    units = chance.integers(30, 1_000, rows)
    bad = chance.binomial(units, 0.04)
    rate = bad / units
    names = [f"SKU-{number % skus:05d}" for number in range(rows)]
    ids = [f"LOT-{number:05d}" for number in range(rows)]
    return pl.DataFrame(
        {
            "key": [f"{lot}|{sku}" for lot, sku in zip(ids, names, strict=True)],
            "lot_id": ids,
            "sku": names,
            "supplier": [f"S{number % 40}" for number in range(rows)],
            "received_on": [AS_OF - timedelta(days=int(n)) for n in chance.integers(5, 700, rows)],
            "age_days": chance.integers(5, 700, rows),
            "maturity": chance.uniform(0.2, 1, rows),
            "status": chance.choice(["ok", "partial", "too_early", "few_units"], rows),
            "units": units,
            "nonconforming": bad,
            "fraction": rate,
            "lower": rate * 0.6,
            "upper": rate * 1.6 + 0.01,
            "mature_units": units * 0.9,
            "heading_for": rate * 1.1,
            "heading_lower": rate * 0.7,
            "heading_upper": rate * 1.8 + 0.01,
            "types": [
                [f"{TYPES[n % 5]}:{bad[n]}", f"{TYPES[(n + 1) % 5]}:{n % 7}"] for n in range(rows)
            ],
            "cartons_opened": chance.integers(0, 9, rows),
            "cartons_needed": chance.integers(1, 9, rows),
            "qc_verdict": chance.choice(["clean", "caught", "escaped", "no_qc"], rows),
            "chance_spread": chance.uniform(0, 1, rows),
            "chance_packed": chance.uniform(0, 1, rows),
        }
    )


def _skus(rows, chance):
    units = chance.integers(100, 5_000, rows)
    bad = chance.binomial(units, 0.04)
    rate = bad / units
    return pl.DataFrame(
        {
            "sku": [f"SKU-{number:05d}" for number in range(rows)],
            "name": [f"Product {number}" for number in range(rows)],
            "status": chance.choice(["urgent", "signal", "watch", "ok"], rows),
            "reason": chance.choice(["repeat_urgent", "few_found", "none_found"], rows),
            "reason_type": chance.choice(TYPES, rows),
            "reason_units": bad,
            "nonconforming": bad,
            "matched": bad,
            "units": units,
            "mature_units": units * 0.95,
            "fraction": rate,
            "lower": rate * 0.6,
            "upper": rate * 1.6,
            "adjusted": rate,
            "rank": np.arange(1, rows + 1),
            "above_target": chance.uniform(0, 1, rows),
            "latest_lot": [f"LOT-{number:05d}" for number in range(rows)],
            "latest_fraction": rate,
            "spark": chance.uniform(0, 0.12, (rows, 6)).tolist(),
            "forecast_units": units,
            "forecast_low": rate * 100,
            "forecast_high": rate * 300,
            "loss": chance.uniform(0, 1e7, rows),
        }
    )


def _signals(rows, chance):
    return pl.DataFrame(
        {
            "key": [f"SKU-{number:05d}|broken|defect" for number in range(rows)],
            "sku": [f"SKU-{number:05d}" for number in range(rows)],
            "level": chance.choice(["urgent", "signal", "watch"], rows),
            "kind": ["defect"] * rows,
            "units": chance.integers(3, 90, rows),
            "complaints": chance.integers(3, 90, rows),
            "received": chance.uniform(100, 5_000, rows).round(),
            "above_normal": chance.choice([True, False], rows),
            "platforms": [[f"shopee:{number % 90}", "lazada:2"] for number in range(rows)],
        }
    )


def _conform(frame, schema):
    return frame.with_columns(
        pl.lit(None).alias(name) for name in schema if name not in frame.columns
    ).select(pl.col(name).cast(kind) for name, kind in schema.items())


def measured(language="vi"):
    """Return the seconds of CPU of each tab."""
    context = OutputContext(
        at=datetime(2025, 6, 2, 2, 10),
        timezone="Asia/Ho_Chi_Minh",
        language=language,
        all_words={name: load_words(name) for name in ("en", "vi")},
    )
    findings, seconds = shop(), {}
    for name, output in OUTPUTS.items():
        started = time.process_time()
        tab = output(findings, context)
        seconds[f"{name} ({len(tab.keys):,} rows)"] = time.process_time() - started
    return seconds


def main():
    """Print the table."""
    seconds = measured()
    for name, taken in seconds.items():
        print(f"{name:32}{taken:8.2f} s")
    print(f"{'all':32}{sum(seconds.values()):8.2f} s")


if __name__ == "__main__":
    main()
