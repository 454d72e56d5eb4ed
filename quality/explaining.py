"""The rows behind a figure: which ones count, for what, and why the others do not."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

import polars as pl

from quality.basis import YEAR, Basis
from quality.codes import MatchLevel, SignalKind, StudyIssue
from quality.evidence import Why, evidence
from quality.findings import Findings
from quality.folding import fold
from quality.frames import conform, plain, received_within, within
from quality.lot_counts import KEY, ON_THE_WAY
from quality.records import DAY, INTEGER, ROW, TEXT, Schema
from quality.renaming import of_now, old_codes
from quality.reorders import Decision, Reorder
from quality.reviews.signals import ReviewSignal
from quality.tabs import DEFECT_LOG, PLAN, RECEIVING, REVIEWS, TALKS
from quality.window import in_lots, in_window_lots

ROWS: Schema = {
    "tab": TEXT,  # id of the input tab
    "row": ROW,
    "on": DAY,
    "sku": TEXT,
    "lot_id": TEXT,
    "defect_type": TEXT,
    "units": INTEGER,  # as the row says
    "counted": INTEGER,  # units that it adds to the count
    "rated": INTEGER,  # and to the count over what was received
    "base": INTEGER,  # and to what was received
    "why": TEXT,  # how it found its lot, or why it does not count
}


class Subject(StrEnum):
    """What a key stands for."""

    SKU = "sku"
    SUPPLIER = "supplier"
    LOT = "lot"
    SIGNAL = "signal"
    ARRIVAL = "arrival"
    REORDER = "reorder"
    REVIEW = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A figure with its rows: `counted`, `rated` and `base` are the sums of theirs."""

    subject: Subject
    key: str
    counted: int  # nonconforming units; of a cluster of reviews, reviews
    rated: int  # of these, units in the lots of `base`
    base: int  # units received
    since: date | None  # first day of the window; None: no window
    rows: pl.DataFrame  # schema ROWS


def known_keys(findings: Findings) -> tuple[str, ...]:
    """Return every key that can be explained, each once."""
    frames = (
        findings.skus["sku"],
        findings.suppliers["supplier"],
        findings.lots["key"],
        findings.lots["lot_id"],
        findings.signals["key"],
        findings.qc_plan["key"],
        findings.reviews["key"],
    )
    named = [key for column in frames for key in column.drop_nulls()]
    return tuple(dict.fromkeys([*named, *(reorder.key for reorder in findings.reorders)]))


def explain(
    basis: Basis,
    findings: Findings,
    key: str,
    *,
    review_signals: Sequence[ReviewSignal] = (),
) -> tuple[Explanation, ...]:
    """Return everything that a key stands for, with its rows; nothing for an unknown key.

    Args:
        basis: What the study started from.
        findings: What it found.
        key: Key of an output tab, a lot id alone, another spelling of one of them, or one with
            the old code of a product.
        review_signals: Clusters of reviews with their rows, where reviews are studied.
    """
    asked = fold(of_now(key, old_codes(basis.records.skus)))
    wanted = {known for known in known_keys(findings) if fold(known) == asked}
    return tuple(_Explainer(basis, findings, review_signals).all(wanted))


class _Explainer:
    def __init__(
        self, basis: Basis, findings: Findings, review_signals: Sequence[ReviewSignal]
    ) -> None:
        self.basis = basis
        self.findings = findings
        self.review_signals = {f"{one.sku}||{one.kind}": one for one in review_signals}
        self.rows = evidence(basis, findings.lots)

    def all(self, wanted: set[str]) -> Iterator[Explanation]:
        found = self.findings
        keyed: tuple[tuple[Iterable[str], Callable[[str], Explanation]], ...] = (
            (found.skus["sku"], self.sku),
            (found.suppliers["supplier"], self.supplier),
            (_keys_of_lots(found.lots, wanted), self.lot),
            (found.signals["key"], self.signal),
            (found.qc_plan["key"], self.arrival),
            ((reorder.key for reorder in found.reorders), self.reorder),
            (found.reviews["key"], self.review),
        )
        for keys, explained in keyed:
            yield from (explained(key) for key in keys if key in wanted)

    def sku(self, sku: str) -> Explanation:
        days = self.basis.rules.signal.window_days
        lots = self._in_window(days, pl.col("fraction").is_not_null())
        rows = self.rows.filter(sku=sku).with_columns(
            recent=within("on", as_of=self.basis.as_of, days=days) | pl.col("on").is_null()
        )
        rows = _marked(rows, lots)
        rows = rows.with_columns(
            rated=_rated(rows, lots), counted=pl.when("recent").then("found").otherwise(0)
        )
        if rows["rated"].sum() > rows["counted"].sum():
            rows = rows.with_columns(counted="rated")
        return self._explanation(Subject.SKU, sku, rows, since=days)

    def supplier(self, supplier: str) -> Explanation:
        lots = self._in_window(YEAR, pl.col("fraction").is_not_null()).filter(supplier=supplier)
        mine = self.findings.lots.filter(supplier=supplier).select(KEY)
        rows = _marked(self.rows.join(mine, on=KEY, how="semi", maintain_order="left"), lots)
        made_there = self.basis.skus.filter(supplier=supplier)["sku"].implode()
        main = pl.when(pl.col("sku").is_in(made_there)).then(pl.lit(supplier))
        theirs = pl.coalesce("supplier", main) == supplier
        loose = self.rows.filter(theirs, pl.col("lot_id").is_null())
        rows = pl.concat([rows, loose.with_columns(inside=pl.lit(value=False))])
        if lots["units"].sum():
            rows = rows.with_columns(rated=_rated(rows, lots)).with_columns(counted="rated")
        else:
            rows = self._without_a_rate(rows)
        made = self._explanation(Subject.SUPPLIER, supplier, rows, since=YEAR)
        talks = self.basis.records.talks.filter(pl.col("supplier") == supplier)
        return replace(made, rows=pl.concat([made.rows, _others(talks, TALKS, "talked_on")]))

    def lot(self, key: str) -> Explanation:
        lots = self.findings.lots.filter(key=key)
        lot, sku = lots.row(0, named=True)["lot_id"], lots.row(0, named=True)["sku"]
        maybe = pl.col("candidates").list.contains(lot).fill_null(value=False)
        mine = (pl.col("lot_id") == lot).fill_null(value=False) | maybe
        rows = _by_lot(_marked(self.rows.filter(mine, pl.col("sku") == sku), lots))
        made = self._explanation(Subject.LOT, key, rows, since=None)
        return replace(made, rows=pl.concat([made.rows, self._doubles(lot, sku)]))

    def signal(self, key: str) -> Explanation:
        signal = self.findings.signals.filter(key=key).row(0, named=True)
        if signal["kind"] == SignalKind.SWITCH:
            return replace(self.sku(signal["sku"]), subject=Subject.SIGNAL, key=key)
        if signal["kind"] != SignalKind.DEFECT:
            return self._reviews_of(key)
        days = self.basis.rules.signal.window_days
        return self._explanation(
            Subject.SIGNAL, key, self._repeats(signal["sku"], signal["defect_type"]), since=days
        )

    def arrival(self, key: str) -> Explanation:
        """What comes on a day; where nothing is on its way, the product that asks for a check."""
        row = self.findings.qc_plan.filter(key=key).row(0, named=True)
        if row["arrival_on"] is None:
            return replace(self.sku(row["sku"]), subject=Subject.ARRIVAL, key=key)
        lots = self.rows.filter(tab=RECEIVING, sku=row["sku"], on=row["arrival_on"])
        lots = lots.with_columns(inside=pl.lit(value=True))
        made = self._explanation(Subject.ARRIVAL, key, _by_lot(lots), since=None)
        lead = pl.duration(days=pl.coalesce("lead_time_days", "sku_lead"))
        day = pl.coalesce("expected_on", pl.col("planned_on") + lead)
        products = self.basis.skus.select("sku", sku_lead="lead_time_days")
        plans = self.basis.records.plans.filter(sku=row["sku"]).join(products, on="sku")
        expected = plans.with_columns(arrival_on=day).filter(arrival_on=row["arrival_on"])
        return replace(made, rows=pl.concat([_others(expected, PLAN, "arrival_on"), made.rows]))

    def reorder(self, key: str) -> Explanation:
        reorder = next(one for one in self.findings.reorders if one.key == key)
        facts, days = reorder.for_supplier, self.basis.rules.brief.claim_window_days
        known = self._in_window(days, pl.col("fraction").is_not_null()).filter(sku=facts.sku)
        lots = known.filter(_from(facts.supplier), _answered_for(reorder))
        rows = _marked(self.rows.filter(sku=facts.sku), lots).join(
            self.findings.lots.select(*KEY, "origin"), on=KEY, how="left", maintain_order="left"
        )
        rows = rows.with_columns(
            pl.when("inside").then("open").otherwise(0).alias("rated"),
            elsewhere=_elsewhere(reorder),
        )
        made = self._explanation(
            Subject.REORDER, key, rows.with_columns(counted="rated"), since=days
        )
        plan = self.basis.records.plans.filter(row=reorder.row)
        return replace(made, rows=pl.concat([_others(plan, PLAN, "planned_on"), made.rows]))

    def review(self, key: str) -> Explanation:
        row = self.findings.reviews.filter(key=key).row(0, named=True)
        tab = DEFECT_LOG if key.startswith("defect:") else REVIEWS
        shown = pl.DataFrame([row]).with_columns(day=pl.lit(row["reviewed_at"].date()))
        return _plain(Subject.REVIEW, key, _others(shown, tab, "day"))

    def _explanation(
        self, subject: Subject, key: str, rows: pl.DataFrame, *, since: int | None
    ) -> Explanation:
        base = pl.when("inside", pl.col("tab") == RECEIVING).then("base").otherwise(0)
        made = rows.with_columns(why=_why(rows)).with_columns(base=base).sort(_order())
        return Explanation(
            subject=subject,
            key=key,
            counted=int(made["counted"].sum()),
            rated=int(made["rated"].sum()),
            base=int(made["base"].sum()),
            since=None if since is None else self.basis.as_of - timedelta(days=since),
            rows=conform(made, ROWS),
        )

    def _without_a_rate(self, rows: pl.DataFrame) -> pl.DataFrame:
        """All that was found in a year: there is nothing received to divide it by."""
        year = within("on", as_of=self.basis.as_of, days=YEAR) | pl.col("on").is_null()
        of_the_year = self._in_window(YEAR).select(*KEY, placed=pl.lit(value=True))
        known = rows.join(of_the_year, on=KEY, how="left", maintain_order="left")
        loose = pl.col("lot_id").is_null() & year
        counted = pl.when("placed").then("in_lot").when(loose).then("found").otherwise(0)
        return known.with_columns(counted=counted, rated=counted).drop("placed")

    def _in_window(self, days: int, *conditions: pl.Expr) -> pl.DataFrame:
        inside = received_within(as_of=self.basis.as_of, days=days)
        return self.findings.lots.filter(inside, *conditions)

    def _repeats(self, sku: str, kind: str) -> pl.DataFrame:
        """Rows of one defect type, those of the receiving tab by what was found there."""
        basis, days = self.basis, self.basis.rules.signal.window_days
        recent = within("found_on", as_of=basis.as_of, days=days) | pl.col("found_on").is_null()
        found = basis.rated.with_columns(
            inside=in_window_lots(basis, self.findings.lots), recent=recent
        )
        counts = plain(found.filter(sku=sku, defect_type=kind)).with_columns(
            counted=pl.when("recent").then("units").otherwise(0),
            rated=pl.when("inside").then("units").otherwise(0),
        )
        log = self.rows.filter(tab=DEFECT_LOG, sku=sku, defect_type=kind).join(
            counts.select("row", "counted", "rated"), on="row", how="left", maintain_order="left"
        )
        seen = counts.filter(pl.col("row").is_null()).select(*KEY, "counted", "rated")
        received = self.rows.filter(tab=RECEIVING, sku=sku).join(
            seen, on=KEY, how="left", maintain_order="left"
        )
        lots = self._in_window(days, pl.col("fraction").is_not_null())
        rows = pl.concat([log, received]).with_columns(pl.col("counted", "rated").fill_null(0))
        return _marked(rows, lots)

    def _reviews_of(self, key: str) -> Explanation:
        signal = self.review_signals[key]
        reviews = self.basis.records.reviews.filter(pl.col("row").is_in(signal.rows))
        rows = _others(
            reviews.with_columns(day=pl.col("reviewed_at").dt.date()), REVIEWS, "day", counted=1
        )
        return _plain(Subject.SIGNAL, key, rows)

    def _doubles(self, lot: str, sku: str) -> pl.DataFrame:
        """Further rows of a lot that stand in the receiving tab a second time."""
        rows = [
            {"tab": RECEIVING, "row": issue.row, "lot_id": lot, "sku": sku, "why": Why.DOUBLE.value}
            for issue in self.findings.issues
            if issue.code == StudyIssue.DUPLICATE_LOT
            and (issue.slots["lot_id"], issue.slots["sku"]) == (lot, sku)
        ]
        return _filled(pl.DataFrame(rows, schema={name: ROWS[name] for name in _DOUBLE}))


_DOUBLE = ("tab", "row", "lot_id", "sku", "why")


def _keys_of_lots(lots: pl.DataFrame, wanted: set[str]) -> Iterable[str]:
    """Keys of lots; a lot id alone means the lot of every product in it."""
    alone = lots.filter(pl.col("lot_id").is_in(wanted))["key"]
    wanted |= set(alone)
    return lots["key"]


def _marked(rows: pl.DataFrame, lots: pl.DataFrame) -> pl.DataFrame:
    """Tell which rows belong to one of these lots."""
    inside = lots.select(*KEY, inside=pl.lit(value=True))
    return rows.join(inside, on=KEY, how="left", maintain_order="left").with_columns(
        pl.col("inside").fill_null(value=False)
    )


def _rated(rows: pl.DataFrame, lots: pl.DataFrame) -> pl.Expr:
    """Units of the rows of these lots, and of those that fit several lots that are all of these."""
    shared = pl.lit(in_lots(rows, lots.select(KEY)))
    return pl.when("inside").then("in_lot").when(shared).then("found").otherwise(0)


def _by_lot(rows: pl.DataFrame) -> pl.DataFrame:
    counts = pl.when("inside").then("in_lot").otherwise(0)
    return rows.with_columns(counted=counts, rated=counts)


def _from(supplier: str | None) -> pl.Expr:
    """Lots of a supplier, and those of which nobody knows whose they are."""
    if supplier is None:
        return pl.lit(value=True)
    return pl.col("supplier").is_null() | (pl.col("supplier") == supplier)


def _answered_for(reorder: Reorder) -> pl.Expr:
    """Lots that the carrier or the factory answers for, whichever the reorder is about."""
    in_transit = pl.col("origin").is_in(ON_THE_WAY)
    if reorder.decision is Decision.CLAIM_CARRIER:
        return in_transit & pl.col("one_off") & (pl.col("uncompensated") > 0)
    return ~in_transit


def _elsewhere(reorder: Reorder) -> pl.Expr:
    """Why a lot is not the other side's to answer for."""
    in_transit = pl.col("origin").is_in(ON_THE_WAY).fill_null(value=False)
    if reorder.decision is Decision.CLAIM_CARRIER:
        return pl.when(~in_transit).then(pl.lit(Why.NOT_IN_TRANSIT.value))
    return pl.when(in_transit).then(pl.lit(Why.IN_TRANSIT.value))


def _why(rows: pl.DataFrame) -> pl.Expr:
    """Say how a row found its lot where it counts, and why it does not where it does not."""
    counts = (pl.col("counted") > 0) | (pl.col("rated") > 0)
    log = pl.col("tab") == DEFECT_LOG
    elsewhere = pl.col("elsewhere") if "elsewhere" in rows.columns else pl.lit(None, dtype=TEXT)
    no_lot = log & pl.col("lot_id").is_null()
    ambiguous = pl.col("level") == MatchLevel.AMBIGUOUS.value
    cases: tuple[tuple[pl.Expr, pl.Expr], ...] = (
        (pl.col("dropped").is_not_null(), pl.col("dropped")),
        (~pl.col("in_rate").fill_null(value=True), pl.lit(Why.SHORTAGE.value)),
        (log & counts, pl.col("level")),
        (~log & pl.col("inside"), pl.lit(None, dtype=TEXT)),
        (~log & (pl.col("base") == 0), pl.col("status")),
        (no_lot & ambiguous, pl.lit(Why.OTHER_LOT.value)),
        (no_lot, pl.lit(Why.NO_LOT.value)),
        (elsewhere.is_not_null(), elsewhere),
        (pl.col("inside"), pl.lit(Why.PAID.value)),
    )
    said: pl.Expr = pl.lit(Why.OUTSIDE_WINDOW.value)
    for holds, code in reversed(cases):
        said = pl.when(holds).then(code).otherwise(said)
    return said


def _order() -> list[pl.Expr]:
    """The receiving tab first, then the log, both by day."""
    return [pl.col("tab") != RECEIVING, pl.col("on"), pl.col("row")]


def _others(frame: pl.DataFrame, tab: str, day: str, *, counted: int = 0) -> pl.DataFrame:
    """Rows of another tab, as rows of ROWS."""
    units = pl.col("units") if "units" in frame.columns else pl.lit(None, dtype=INTEGER)
    return _filled(
        frame.select("row", "sku", tab=pl.lit(tab), on=day, units=units, counted=pl.lit(counted))
    )


def _filled(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame with the columns of ROWS; what it lacks is blank, counts are 0."""
    counts = ("counted", "rated", "base")
    missing = [name for name in ROWS if name not in frame.columns]
    blank = [pl.lit(0 if name in counts else None).alias(name) for name in missing]
    return conform(frame.with_columns(blank), ROWS)


def _plain(subject: Subject, key: str, rows: pl.DataFrame) -> Explanation:
    counted = int(rows["counted"].sum())
    return Explanation(
        subject=subject, key=key, counted=counted, rated=0, base=0, since=None, rows=rows
    )
