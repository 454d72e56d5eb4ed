"""From records to findings: match, count, judge, decide."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

from quality.basis import Basis
from quality.codes import NextStep, SignalKind, Standing, StudyIssue
from quality.completeness import level_reached, next_to_fill
from quality.cutoff import until
from quality.desk import Studied
from quality.findings import REVIEW_QUEUE, Findings
from quality.finds import finds
from quality.frames import blanks
from quality.issues import MOST_OF_ONE_KIND, Issue
from quality.losses import losses
from quality.lot_findings import lot_findings
from quality.lot_index import LotIndex
from quality.lot_issues import lot_issues
from quality.matching import match
from quality.plans import next_plans, open_plans
from quality.products import products
from quality.qc_plan import qc_plan
from quality.records import DEFECTS, Records, empty
from quality.reorder_findings import reorder_findings
from quality.repeats import repeats
from quality.resolve import resolve
from quality.rules import Rules
from quality.sampling import SamplingTable
from quality.signal_findings import signal_findings, told
from quality.signs import Signs, signs
from quality.sku_findings import sku_findings
from quality.supplier_findings import supplier_findings
from quality.talk_findings import talk_findings
from quality.vocabulary import Vocabulary
from quality.window import window

if TYPE_CHECKING:
    from quality.reviews.answers import ReviewWords
    from quality.reviews.study import ReviewFindings


def study(
    records: Records,
    rules: Rules,
    *,
    as_of: date,
    vocabulary: Vocabulary,
    tables: SamplingTable,
    next_mail_on: date | None = None,
    review_words: "ReviewWords | None" = None,
    now: datetime | None = None,
) -> Findings:
    """Return what the records say as of a day; the same input gives the same findings.

    Args:
        records: Everything the team wrote; what is later than `as_of` is not used.
        rules: Every threshold.
        as_of: The day on which one looks; all ages count from it.
        vocabulary: Defect types by code.
        tables: Sampling tables, for the AQL plan.
        next_mail_on: Day of the next weekly mail, for reorders that cannot wait for it.
        review_words: What reviews are sorted and answered with; None leaves reviews out.
        now: The moment from which a review's waiting hours count; the end of `as_of` if not given.
    """
    basis, issues = basis_of(
        records,
        rules,
        as_of=as_of,
        vocabulary=vocabulary,
        tables=tables,
        reviews=review_words is not None,
    )
    return findings_of(basis, issues, next_mail_on=next_mail_on, review_words=review_words, now=now)


def findings_of(
    basis: Basis,
    issues: Sequence[Issue],
    *,
    next_mail_on: date | None = None,
    review_words: "ReviewWords | None" = None,
    now: datetime | None = None,
) -> Findings:
    """Return what a study finds that starts from `basis_of`; the records are not needed any more.

    Arguments as in `study`.
    """
    known, rules, as_of = basis.records, basis.rules, basis.as_of
    lots = lot_findings(basis)
    recent = window(basis, lots.rows)
    signals = signal_findings(basis, lots.rows, recent, repeats(basis, lots, recent))
    index = LotIndex(basis, lots)
    talks = talk_findings(basis, index, rho=lots.rho)
    shown = signs(basis, lots, index)
    cost = losses(basis)
    plans = open_plans(known, basis.skus, rules=rules, as_of=as_of)
    skus = sku_findings(
        basis, lots, recent, signals, cost, _sides(basis, shown, talks), next_plans(plans.rows)
    )
    suppliers = supplier_findings(basis, lots, skus, talks, shown, cost)
    signals = _with_switches(basis, signals, skus)
    reviews = None
    if review_words is not None:
        reviews, clusters = _reviews(basis, review_words, now)
        signals = pl.concat([signals, clusters])
    studied = Studied(
        lots=lots,
        skus=skus,
        suppliers=suppliers,
        signals=signals,
        talks=talks,
        signs=shown,
        losses=cost,
    )
    return Findings(
        as_of=as_of,
        matches=basis.matches,
        lots=lots.rows,
        skus=skus,
        suppliers=suppliers,
        signals=signals,
        talks=talks,
        qc_plan=qc_plan(basis, lots.rows, skus, signals, cost),
        reviews=empty(REVIEW_QUEUE) if reviews is None else reviews.queue,
        deliveries=0 if reviews is None else reviews.deliveries,
        missed_words=() if reviews is None else reviews.missed,
        reorders=reorder_findings(basis, plans, studied, next_mail_on=next_mail_on),
        issues=tuple(_limited([*issues, *lot_issues(lots.rows, known.lots), *plans.issues])),
        caught=_caught(skus),
        level=level_reached(known),
        next_to_fill=next_to_fill(known),
    )


def basis_of(
    records: Records,
    rules: Rules,
    *,
    as_of: date,
    vocabulary: Vocabulary,
    tables: SamplingTable,
    reviews: bool = True,
) -> tuple[Basis, tuple[Issue, ...]]:
    """Return what a study of these records starts from, and what could not be settled.

    Arguments as in `study`; `reviews` tells whether it will study reviews. Of the defect log the
    basis keeps what is read once its rows are matched and counted; other columns are blank.
    """
    resolved = resolve(until(records, as_of))
    known = resolved.records
    matched = match(known, rules=rules.matching)
    basis = Basis(
        as_of=as_of,
        records=replace(known, defects=_read_later(known.defects, reviews=reviews)),
        rules=rules,
        vocabulary=vocabulary,
        tables=tables,
        matches=matched.rows,
        finds=finds(known, matched, vocabulary=vocabulary, safety_types=rules.signal.safety_types),
        skus=products(known, rules),
    )
    return basis, (*resolved.issues, *matched.issues)


_READ_LATER = frozenset({"row", "cost"})


def _read_later(log: pl.DataFrame, *, reviews: bool) -> pl.DataFrame:
    wanted = _READ_LATER
    if reviews:
        from quality.reviews.cases import READ_OF_THE_LOG  # noqa: PLC0415 - as below

        wanted |= READ_OF_THE_LOG
    return log.with_columns(blanks(DEFECTS, but=wanted))


def _reviews(
    basis: Basis, words: "ReviewWords", now: datetime | None
) -> tuple["ReviewFindings", pl.DataFrame]:
    """Return what the reviews say, and their signals; loaded where there are reviews."""
    from quality.review_signals import review_signal_rows  # noqa: PLC0415 - most shops need none
    from quality.reviews.study import study_reviews  # noqa: PLC0415 - most shops need none

    found = study_reviews(
        basis.records, words=words, rules=basis.rules.reviews, as_of=basis.as_of, now=now
    )
    return found, review_signal_rows(found.signals, basis)


def _sides(basis: Basis, shown: Signs, talks: pl.DataFrame) -> pl.DataFrame:
    """Signs and the newest open ask of every product, asks about the whole supplier included."""
    asked = talks.filter(pl.col("open_ask").is_not_null())
    own = asked.filter(pl.col("sku").is_not_null()).select("sku", "talked_on", "open_ask")
    whole = basis.skus.select("sku", "supplier").join(
        asked.filter(pl.col("sku").is_null()).select("supplier", "talked_on", "open_ask"),
        on="supplier",
    )
    newest = (
        pl.concat([own, whole.select(own.columns)])
        .sort("sku", "talked_on", "open_ask")
        .group_by("sku", maintain_order=True)
        .agg(pl.col("open_ask").last())
    )
    return (
        basis.skus.select("sku")
        .join(shown.skus, on="sku", how="left", maintain_order="left")
        .join(newest, on="sku", how="left", maintain_order="left")
    )


def _with_switches(basis: Basis, signals: pl.DataFrame, skus: pl.DataFrame) -> pl.DataFrame:
    """Add one signal of kind `switch` for each product that is to be moved elsewhere."""
    passed = basis.records.samples.filter(pl.col("result") == "pass").select("sku").unique()
    moved = (
        skus.filter(pl.col("standing") == Standing.SWITCH.value)
        .join(passed.with_columns(passed=pl.lit(value=True)), on="sku", how="left")
        .select(
            "sku",
            "name",
            "supplier",
            key=pl.format("{}||{}", "sku", pl.lit(SignalKind.SWITCH.value)),
            kind=pl.lit(SignalKind.SWITCH.value),
            level=pl.lit("urgent"),
            units=pl.col("nonconforming"),
            fraction="fraction",
            next_step=pl.when(pl.col("passed").is_not_null())
            .then(pl.lit(NextStep.MOVE_ORDERS.value))
            .otherwise(pl.lit(NextStep.ORDER_SAMPLE.value)),
            q=pl.lit(None, dtype=pl.Float64),
        )
    )
    return pl.concat([signals, told(moved, basis)])


def _caught(skus: pl.DataFrame) -> float | None:
    found = int(skus["at_receiving"].sum())
    every = found + int(skus["by_customers"].sum())
    return found / every if every else None


def _limited(issues: Sequence[Issue]) -> Iterable[Issue]:
    """The issues, but of each kind at most 200 apart; the others share the last line of theirs."""
    seen: dict[str, int] = {}
    rest: dict[str, list[Issue]] = {}
    for issue in issues:
        seen[issue.code] = seen.get(issue.code, 0) + 1
        if seen[issue.code] <= MOST_OF_ONE_KIND:
            yield issue
        else:
            rest.setdefault(issue.code, []).append(issue)
    for code, more in rest.items():
        rows = sum(issue.rows for issue in more)
        yield replace(
            more[0],
            code=StudyIssue.MORE_OF_THE_SAME,
            rows=rows,
            slots=MappingProxyType({"key": code, "of": code, "rows": rows}),
        )
