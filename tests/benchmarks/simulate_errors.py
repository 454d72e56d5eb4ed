"""How often the study is wrong where nothing is wrong, each figure beside the naive method.

    python -m tests.benchmarks.simulate_errors

Shops of 15 products with 8 lots each (one every 45 days, 200 to 400 units), 6 % nonconforming,
lots of one product alike by rho; complaints come with an exponential delay of median 30 days, cut
at 120, and the day of looking is 40 days after the last lot. Rho and the usual rate are learned in
every shop from its own lots, as the program does.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import bdtrc

from quality.alarms import new_lot_alarms
from quality.columns import Flags, Floats
from quality.intervals import wilson
from quality.maturity import delay_curve, exposure
from quality.ranking import prior
from quality.rates import pooled, pooled_earlier
from quality.rules import Rules
from quality.talks import probability_lower, verdicts
from quality.trends import trend_parts, trends
from quality.variation import lot_correlation

SEED = 20250602
PRODUCTS, LOTS, RATE = 15, 8, 0.06
DAYS_BETWEEN, LAST_AGE, LOTS_BEFORE_TALK = 45, 40, 4
TALKS_A_SHOP = 5
RULES = Rules()

SKU = np.repeat(np.arange(PRODUCTS), LOTS)
PLACE = np.tile(np.arange(LOTS), PRODUCTS)
DAY = PLACE * DAYS_BETWEEN
AGE = (LOTS - 1) * DAYS_BETWEEN + LAST_AGE - DAY
MATURITY = delay_curve([], [], rules=RULES.maturity).share(AGE)
LAST = PLACE == LOTS - 1
BEFORE = PLACE < LOTS_BEFORE_TALK


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """Lots of one simulated shop, one row a lot: what is reported so far, and all there will be."""

    reported: Floats
    all_reported: Floats
    units: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table; all figures are fractions."""

    what: str
    rho: float
    ours: float
    naive: float
    limit: float
    at_most: bool = True

    @property
    def kept(self) -> bool:
        return self.ours <= self.limit if self.at_most else self.ours >= self.limit


def shops(repetitions: int, *, rho: float, after: float = 1.0) -> Iterator[Shop]:
    """Draw shops; `after` is the part of the rate that is left in the lots after the talk."""
    chance = np.random.default_rng([SEED, round(rho * 1e6), round(after * 1e6)])
    rate = np.where(BEFORE, RATE, RATE * after)
    for _ in range(repetitions):
        units = chance.integers(200, 401, SKU.size)
        strength = 1 / rho - 1 if rho else np.inf
        true = chance.beta(rate * strength, (1 - rate) * strength) if rho else rate
        final = chance.binomial(units, true)
        yield Shop(
            reported=chance.binomial(final, MATURITY).astype(float),
            all_reported=final.astype(float),
            units=units.astype(float),
        )


def learned_rho(shop: Shop, base: Floats) -> float:
    return lot_correlation(
        shop.reported, base, group=SKU, groups=PRODUCTS, rules=RULES.batch_variation
    )


def mature_units(shop: Shop) -> Floats:
    return exposure(
        shop.reported, shop.units, MATURITY, rules=RULES.maturity, stats=RULES.stats
    ).used_units


def false_alarms_and_coverage(repetitions: int, rho: float) -> list[Row]:
    """Trends, new-lot alarms and SKU intervals of shops in which nothing changes."""
    trend, alarm, inside = [], [], []
    for shop in shops(repetitions, rho=rho):
        base = mature_units(shop)
        spread = learned_rho(shop, base)
        trend.append((rising_or_falling(shop, base, spread), rising_or_falling(shop, base, 0.0)))
        alarm.append((worse_than_usual(shop, base, spread), above_binomial(shop, base)))
        inside.append((covers(shop, base, spread), covers(shop, base, 0.0)))
    return [
        Row(what="trend where there is none", rho=rho, **shares(trend), limit=0.06),
        Row(what="new lot called worse than usual", rho=rho, **shares(alarm), limit=0.015),
        Row(what="SKU interval holds the true rate", rho=rho, **shares(inside), limit=0.94,
            at_most=False),
    ]  # fmt: skip


def rising_or_falling(shop: Shop, base: Floats, rho: float) -> Flags:
    parts = trend_parts(shop.reported, base, DAY, group=SKU, groups=PRODUCTS, rho=rho)
    return np.isin(trends(parts, rules=RULES.trend).word, ["rising", "falling"])


def worse_than_usual(shop: Shop, base: Floats, rho: float) -> Flags:
    whole = pooled(shop.reported, base, group=SKU, groups=PRODUCTS, rho=rho)
    usual = prior(whole.effective_nonconforming, whole.effective_units, rules=RULES.ranking)
    history = pooled_earlier(shop.reported, base, day=DAY, group=SKU, groups=PRODUCTS, rho=rho)
    found = new_lot_alarms(
        shop.reported, base, history, judged=LAST, prior=usual, rho=rho, rules=RULES.batch_alarm
    )
    return found.alarm[LAST]


def above_binomial(shop: Shop, base: Floats) -> Flags:
    """The naive alarm: a binomial tail at the pooled rate of the earlier lots."""
    history = pooled_earlier(shop.reported, base, day=DAY, group=SKU, groups=PRODUCTS, rho=0.0)
    tail = bdtrc(shop.reported[LAST] - 1, np.rint(base[LAST]).astype(int), history.fraction[LAST])
    return np.where(shop.reported[LAST] == 0, 1.0, tail) <= RULES.batch_alarm.p


def covers(shop: Shop, base: Floats, rho: float) -> Flags:
    whole = pooled(shop.reported, base, group=SKU, groups=PRODUCTS, rho=rho)
    lower, upper = wilson(whole.effective_nonconforming, whole.effective_units)
    return (lower <= RATE) & (upper >= RATE)


def talk_rows(repetitions: int, rho: float) -> list[Row]:
    """A talk after four of the eight lots, or after seven: no change, and a rate that halved."""
    same, halved = (talk_words(repetitions, rho, after=after) for after in (1.0, 0.5))
    young = talk_words(repetitions, rho, lots_before=LOTS - 1)
    dropped = ["dropped", "dropped_less_than_asked"]
    return [
        Row(what="'dropped' where nothing changed", rho=rho, limit=0.06,
            ours=np.mean(same[0] == "dropped"), naive=np.mean(same[1] == "dropped")),
        Row(what="  with 'less than asked'", rho=rho, limit=0.06,
            ours=np.mean(np.isin(same[0], dropped)), naive=np.mean(np.isin(same[1], dropped))),
        Row(what="  by one young lot after the talk", rho=rho, limit=0.06,
            ours=np.mean(np.isin(young[0], dropped)), naive=np.mean(np.isin(young[1], dropped))),
        Row(what="'did not drop' or 'rose' where it halved", rho=rho, limit=0.05,
            ours=np.mean(np.isin(halved[0], ["did_not_drop", "rose"])),
            naive=np.mean(np.isin(halved[1], ["did_not_drop", "rose"]))),
        Row(what="'dropped' where it halved (power)", rho=rho, limit=0.0, at_most=False,
            ours=np.mean(halved[0] == "dropped"), naive=np.mean(halved[1] == "dropped")),
    ]  # fmt: skip


def talk_words(
    repetitions: int, rho: float, *, after: float = 1.0, lots_before: int = LOTS_BEFORE_TALK
) -> tuple[np.ndarray, np.ndarray]:
    """Verdicts of our method and of the naive one, which takes every lot as complete."""
    ours, naive, before = [], [], lots_before > PLACE
    for shop in shops(repetitions, rho=rho, after=after):
        base = mature_units(shop)
        ours.append(talk_counts(shop, base, before, learned_rho(shop, base)))
        naive.append(talk_counts(shop, shop.units, before, 0.0))
    return words(np.concatenate(ours, axis=1)), words(np.concatenate(naive, axis=1))


def talk_counts(shop: Shop, base: Floats, before: Flags, rho: float) -> Floats:
    """Effective counts before and after the talk of the first products of the shop."""
    sides = [
        pooled(shop.reported, np.where(side, base, np.nan), group=SKU, groups=PRODUCTS, rho=rho)
        for side in (before, ~before)
    ]
    counts = [(side.effective_nonconforming, side.effective_units) for side in sides]
    return np.array([column[:TALKS_A_SHOP] for pair in counts for column in pair])


def words(counts: Floats) -> np.ndarray:
    lower = probability_lower(*counts)
    much_lower = probability_lower(*counts, ratio=1 - RULES.talk.target_drop)
    return verdicts(lower, much_lower, rules=RULES.talk)


def shares(pairs: list[tuple[Flags, Flags]]) -> dict[str, float]:
    ours, naive = zip(*pairs, strict=True)
    return {"ours": float(np.mean(ours)), "naive": float(np.mean(naive))}


def table(repetitions: int, rhos: tuple[float, ...] = (0.0, 0.005, 0.01)) -> list[Row]:
    rows = [
        row
        for rho in rhos
        for row in (*talk_rows(repetitions, rho), *false_alarms_and_coverage(repetitions, rho))
    ]
    order = list(dict.fromkeys(row.what for row in rows))
    return sorted(rows, key=lambda row: order.index(row.what))


def printed(rows: list[Row]) -> str:
    lines = [f"{'':42}{'rho':>7}{'ours':>9}{'naive':>9}{'limit':>10}"]
    for row in rows:
        sign = "<=" if row.at_most else ">="
        limit = f"{sign} {row.limit:.1%}" if row.limit else "-"
        mark = "" if row.kept else "  MISSED"
        lines.append(f"{row.what:42}{row.rho:7.3f}{row.ours:9.1%}{row.naive:9.1%}{limit:>10}{mark}")
    return "\n".join(lines)


def main() -> int:
    """Print the table; exit 1 when a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repetitions", type=int, default=2000, help="shops a row (2000)")
    repetitions = parser.parse_args().repetitions
    start = time.perf_counter()
    rows = table(repetitions)
    print(f"{repetitions} shops of {PRODUCTS} products x {LOTS} lots a row, seed {SEED}\n")
    print(printed(rows))
    print(f"\n{time.perf_counter() - start:.0f} s")
    return 0 if all(row.kept for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
