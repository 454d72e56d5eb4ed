"""Each supplier: what came from it, against what is usual, before and after, and its standing."""

from dataclasses import replace

import numpy as np
import polars as pl

from quality.basis import HALF_YEAR, YEAR, Basis
from quality.codes import MatchLevel
from quality.findings import SUPPLIER_FINDINGS
from quality.frames import (
    coded,
    conform,
    day_numbers,
    latest_of_its_sku,
    number_column,
    numbers,
    places,
    plain,
    received_within,
    within,
)
from quality.losses import Losses
from quality.lot_counts import KEY
from quality.lot_findings import Lots
from quality.mix import mix_adjusted
from quality.ranking import against_usual
from quality.rates import Pooled, pooled
from quality.signs import Signs
from quality.standing import with_standing
from quality.tabs import SUPPLIER_TAB
from quality.trends import combined, trend_parts, trends
from quality.window import in_lots

_USED = ("ok", "partial", "few_units")
_PAIR = ("supplier", "sku")
_READ = (
    *_PAIR,
    *("received_on", "maturity", "units", "mature_units", "nonconforming", "one_off"),
)


def supplier_findings(
    basis: Basis,
    lots: Lots,
    skus: pl.DataFrame,
    talks: pl.DataFrame,
    signs: Signs,
    losses: Losses,
) -> pl.DataFrame:
    """Return one row a supplier (schema SUPPLIER_FINDINGS), in the order of the Suppliers tab.

    The plain rate of twelve months is beside the rate that its own products would usually have,
    and the two half-years are compared product by product, one-off lots left out and named. A unit
    that fits several lots is in the plain rate when all of them are, and are of one supplier.
    """
    everyone = _everyone(basis, lots.rows)
    order, known = everyone["supplier"], everyone.lazy()
    used = _used(lots.rows, basis)
    for part in (
        _year(basis, lots.rows),
        _shared(basis, lots.rows),
        _without_lots(basis),
        _quarters(basis, lots.rows),
        _talked(basis),
        _signs_of(skus, signs),
        _losses_of(basis, losses),
        _decisions(basis),
    ):
        known = known.join(part.lazy(), on="supplier", how="left", maintain_order="left")
    counted = known.collect().with_columns(pl.col(_COUNTS).fill_null(0))
    suppliers = counted.with_columns(
        **_rates(used, counted, basis, lots),
        **_halves(used, order, basis),
        **_trend(used, order, basis, lots),
        nonconforming=_found(),
    )
    standing = with_standing(
        _asked(suppliers, talks),
        min_units=basis.rules.stats.min_units,
        money_from=basis.rules.brief.min_units_for_money_ask,
    )
    return conform(standing.with_columns(reason="standing_reason"), SUPPLIER_FINDINGS)


_COUNTS = ["lots", "units", "nonconforming", "shared", "unrated", "loose", "talks"]


def _found() -> pl.Expr:
    """With units received: what was found in their lots; without: all that was found."""
    return (
        pl.when(pl.col("units") > 0)
        .then(pl.sum_horizontal("nonconforming", "shared"))
        .otherwise(pl.sum_horizontal("unrated", "loose"))
    )


def _shared(basis: Basis, lots: pl.DataFrame) -> pl.DataFrame:
    """Units that fit several lots, all of one supplier and all in its rate of a year."""
    year = received_within(as_of=basis.as_of, days=YEAR)
    with_rate = lots.filter(year, pl.col("fraction").is_not_null()).select(KEY)
    doubtful = (
        basis.rated.lazy()
        .filter(pl.col("level") == MatchLevel.AMBIGUOUS.value, pl.col("supplier").is_not_null())
        .select(*KEY, "level", "candidates", "supplier", "units")
        .collect()
    )
    counted = doubtful.filter(in_lots(doubtful, coded(with_rate, *KEY)))
    return plain(counted.group_by("supplier").agg(shared=pl.col("units").sum()))


def _without_lots(basis: Basis) -> pl.DataFrame:
    """Units of a year at no lot, by the supplier that their lots share, else by their product's."""
    year = within("found_on", as_of=basis.as_of, days=YEAR) | pl.col("found_on").is_null()
    found = (
        basis.rated.lazy()
        .filter(pl.col("lot_id").is_null(), year)
        .group_by("sku", shared_supplier="supplier")
        .agg(loose=pl.col("units").sum())
        .collect()
    )
    return (
        basis.skus.select(_PAIR)
        .join(plain(found), on="sku")
        .group_by(supplier=pl.coalesce("shared_supplier", "supplier"))
        .agg(pl.col("loose").sum())
    )


def _everyone(basis: Basis, lots: pl.DataFrame) -> pl.DataFrame:
    sources = [basis.records.suppliers, basis.skus, lots, basis.records.talks]
    everyone = pl.concat([source.select("supplier") for source in sources])
    of_lots = lots.lazy().filter(received_within(as_of=basis.as_of, days=YEAR))
    delivered = pl.concat([basis.skus.lazy().select(_PAIR), of_lots.select(_PAIR)])
    return (
        everyone.lazy()
        .filter(pl.col("supplier").is_not_null())
        .unique(maintain_order=True)
        .join(
            delivered.group_by("supplier").agg(skus=pl.col("sku").n_unique()),
            on="supplier",
            how="left",
            maintain_order="left",
        )
        .with_columns(pl.col("skus").fill_null(0))
        .collect()
    )


def _used(lots: pl.DataFrame, basis: Basis) -> pl.DataFrame:
    used = lots.lazy().filter(
        pl.col("supplier").is_not_null(),
        received_within(as_of=basis.as_of, days=2 * YEAR),
        pl.col("status").is_in(_USED),
    )
    return used.select(*_READ).collect()


def _year(basis: Basis, lots: pl.DataFrame) -> pl.DataFrame:
    recent = lots.lazy().filter(received_within(as_of=basis.as_of, days=YEAR))
    with_rate = pl.col("fraction").is_not_null()
    cost = pl.col("units") * pl.col("unit_price")
    year = recent.group_by("supplier").agg(
        lots=pl.len(),
        units=pl.col("units").filter(with_rate).sum(),
        nonconforming=pl.col("nonconforming").filter(with_rate).sum(),
        unrated=pl.col("nonconforming").sum(),
        spend=pl.when(cost.is_not_null().any()).then(cost.sum()),
        one_off_lots=pl.col("lot_id").filter("one_off"),
    )
    return year.collect()


def _quarters(basis: Basis, lots: pl.DataFrame) -> pl.DataFrame:
    """Plain rate of each of the last eight quarters that has lots, oldest first."""
    quarter = pl.col("received_on").dt.truncate("1q")
    return (
        lots.lazy()
        .filter(
            within("received_on", as_of=basis.as_of, days=2 * YEAR),
            pl.col("fraction").is_not_null(),
        )
        .group_by("supplier", quarter=quarter)
        .agg(rate=pl.col("nonconforming").sum() / pl.col("units").sum())
        .sort("supplier", "quarter")
        .group_by("supplier", maintain_order=True)
        .agg(quarters=pl.col("rate").tail(8))
        .collect()
    )


def _talked(basis: Basis) -> pl.DataFrame:
    recent = basis.records.talks.filter(within("talked_on", as_of=basis.as_of, days=YEAR))
    paid = pl.col("compensation") == "yes"
    agreed = pl.col("agreed_units")
    return recent.group_by("supplier").agg(
        talks=pl.len(),
        last_talk_on=pl.col("talked_on").max(),
        compensation_agreed=pl.when(agreed.is_not_null().any()).then(agreed.sum()),
        compensation_received=pl.when(agreed.is_not_null().any()).then(agreed.filter(paid).sum()),
    )


def _signs_of(skus: pl.DataFrame, signs: Signs) -> pl.DataFrame:
    """The strongest of each sign over the products, and which products gave it."""
    strength = {"strong": 2, "weak": 1}
    named = ("sign_a", "sign_b", "sign_c")
    long = (
        skus.lazy()
        .filter(pl.col("supplier").is_not_null())
        .select("supplier", "sku", *named)
        .unpivot(index=_PAIR, variable_name="sign", value_name="held")
        .filter(pl.col("held").is_not_null())
        .select("supplier", "sku", "sign", "held", rank=pl.col("held").replace_strict(strength))
    )
    from_whole = (
        signs.suppliers.lazy()
        .filter(pl.col("sign_a").is_not_null())
        .select(
            "supplier",
            sku=pl.lit(None, dtype=pl.String),
            sign=pl.lit("sign_a"),
            held="sign_a",
            rank=pl.col("sign_a").replace_strict(strength),
        )
    )
    every = pl.concat([long, from_whole]).sort(
        "rank", "sign", "sku", descending=[True, False, False]
    )
    best = every.group_by("supplier", maintain_order=True).agg(
        *(pl.col("held").filter(pl.col("sign") == sign).first().alias(sign) for sign in named),
        sign_skus=pl.format("{}:{}", pl.col("sign").str.slice(5), "sku").drop_nulls().sort(),
    )
    pressing = (
        skus.lazy()
        .group_by("supplier")
        .agg(
            open_signal=pl.col("open_signal").fill_null(value=False).any(),
            uncompensated=pl.col("uncompensated").filter(pl.col("open_signal")).sum(),
        )
    )
    named_ones = pressing.filter(pl.col("supplier").is_not_null())
    return named_ones.join(best, on="supplier", how="left").collect()


def _losses_of(basis: Basis, losses: Losses) -> pl.DataFrame:
    recent = basis.rated.lazy().filter(within("found_on", as_of=basis.as_of, days=YEAR))
    summed = (
        losses.priced(recent)
        .group_by("supplier")
        .agg(loss=pl.when(pl.col("loss").is_not_null().any()).then(pl.col("loss").sum()))
        .collect()
    )
    return plain(summed)


def _decisions(basis: Basis) -> pl.DataFrame:
    return (
        basis.records.marks.filter(pl.col("tab") == SUPPLIER_TAB)
        .unique("key", keep="first", maintain_order=True)
        .select(supplier="key", decision="decision")
    )


def _asked(suppliers: pl.DataFrame, talks: pl.DataFrame) -> pl.DataFrame:
    asks = (
        talks.filter(pl.col("open_ask").is_not_null())
        .sort("open_ask", "talked_on")
        .group_by("supplier", maintain_order=True)
        .agg(pl.col("open_ask").first())
    )
    return suppliers.join(asks, on="supplier", how="left", maintain_order="left").with_columns(
        pl.col("open_signal").fill_null(value=False), pl.col("uncompensated").fill_null(0)
    )


def _rates(
    used: pl.DataFrame, suppliers: pl.DataFrame, basis: Basis, lots: Lots
) -> dict[str, pl.Series]:
    """Counted rate of a year, and its used lots against the usual rate of their products."""
    order = suppliers["supplier"]
    year = received_within(as_of=basis.as_of, days=YEAR)
    with_rate = lots.rows.lazy().filter(
        year, pl.col("fraction").is_not_null(), pl.col("supplier").is_not_null()
    )
    received = with_rate.select("supplier", "nonconforming", "units").collect()
    of_lots = _pooled(received, "units", order, lots)
    found = of_lots.nonconforming + numbers(suppliers["shared"])
    counted = replace(of_lots, nonconforming=found)
    ends = counted.interval(basis.rules.stats)
    rows = used.filter(year, ~pl.col("one_off") | latest_of_its_sku())
    whole = _pooled(rows, "mature_units", order, lots)
    by_product = rows.group_by(_PAIR, maintain_order=True).agg(
        pl.col("nonconforming").sum(), pl.col("mature_units").sum()
    )
    compared = against_usual(
        numbers(by_product["nonconforming"]),
        numbers(by_product["mature_units"]),
        lots.prior.mean,
        correction=whole.correction,
        group=places(by_product["supplier"], order),
        groups=order.len(),
        rules=basis.rules.ranking,
    )
    return {
        "fraction": number_column(counted.fraction),
        "lower": number_column(ends.lower),
        "upper": number_column(ends.upper),
        "expected": number_column(np.where(whole.units > 0, compared.expected, np.nan)),
        "index": number_column(compared.adjusted_index),
        "used_units": number_column(whole.units),
    }


def _pooled(rows: pl.DataFrame, units: str, order: pl.Series, lots: Lots) -> Pooled:
    return pooled(
        numbers(rows["nonconforming"]),
        numbers(rows[units]),
        group=places(rows["supplier"], order),
        groups=order.len(),
        rho=lots.rho,
    )


def _halves(used: pl.DataFrame, order: pl.Series, basis: Basis) -> dict[str, pl.Series]:
    """Two half-years: plain over everything, and like with like without one-off lots."""
    latest = within("received_on", as_of=basis.as_of, days=HALF_YEAR)
    year = within("received_on", as_of=basis.as_of, days=YEAR)
    rows = used.filter(year).with_columns(latest=latest)
    bad, base = pl.col("nonconforming"), pl.col("mature_units")
    units = pl.col("units")
    plain = rows.group_by("supplier").agg(
        raw_previous=bad.filter(~pl.col("latest")).sum() / units.filter(~pl.col("latest")).sum(),
        raw_latest=bad.filter("latest").sum() / units.filter("latest").sum(),
    )
    plain = pl.DataFrame({"supplier": order}).join(
        plain, on="supplier", how="left", maintain_order="left"
    )
    products = (
        rows.filter(~pl.col("one_off"))
        .group_by(_PAIR, maintain_order=True)
        .agg(
            x1=bad.filter(~pl.col("latest")).sum(),
            n1=base.filter(~pl.col("latest")).sum(),
            x2=bad.filter("latest").sum(),
            n2=base.filter("latest").sum(),
        )
        .sort(_PAIR)
    )
    mixed = mix_adjusted(
        *(numbers(products[name]) for name in ("x1", "n1", "x2", "n2")),
        group=places(products["supplier"], order),
        groups=order.len(),
    )
    common = (
        products.with_columns(common=pl.Series(mixed.common))
        .filter("common")
        .group_by("supplier", maintain_order=True)
        .agg("sku")
    )
    comparable = pl.DataFrame({"supplier": order}).join(
        common, on="supplier", how="left", maintain_order="left"
    )
    return {
        "raw_previous": plain["raw_previous"].fill_nan(None),
        "raw_latest": plain["raw_latest"].fill_nan(None),
        "mix_adjusted_previous": number_column(mixed.before),
        "mix_adjusted_latest": number_column(mixed.after),
        "comparable_skus": comparable["sku"],
    }


def _trend(used: pl.DataFrame, order: pl.Series, basis: Basis, lots: Lots) -> dict[str, pl.Series]:
    """Trend within products, added up: a changed mix is no trend."""
    rows = used.filter(~pl.col("one_off"), pl.col("received_on").is_not_null())
    strata = rows.select(_PAIR).unique(maintain_order=True).with_row_index("place")
    placed = rows.join(strata, on=_PAIR, how="left", maintain_order="left")
    parts = trend_parts(
        numbers(rows["nonconforming"]),
        numbers(rows["mature_units"]),
        day_numbers(rows["received_on"]),
        group=placed["place"].cast(pl.Int64).to_numpy(),
        groups=strata.height,
        rho=lots.rho,
    )
    judged = trends(
        combined(parts, group=places(strata["supplier"], order), groups=order.len()),
        rules=basis.rules.trend,
    )
    enough = judged.lots >= basis.rules.trend.min_batches
    return {
        "trend": pl.Series(judged.word),
        "trend_p": number_column(np.where(enough, judged.p, np.nan)),
    }
