"""What the alarms were worth: how often each kind was followed by a bad lot, over the past.

Every lot that arrived is one trial: what stood about its product in the week before it came, and
how it turned out by today. A lot counts once for each kind, so that a signal which stood for half a
year is no better than the lots that came in that time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
import polars as pl

from quality.codes import Standing
from quality.findings import Findings
from quality.intervals import wilson
from quality.records import MARKS, SIGNAL_STATES, Records, empty
from quality.rules import Rules
from quality.sampling import SamplingTable
from quality.study import study
from quality.trends import TrendWord
from quality.vocabulary import Vocabulary

FEWEST_LOTS = 5  # fewer lots after a kind of signal say nothing about it
_JUDGED = ("ok", "partial")
_WEEK = 7


class Alarm(StrEnum):
    """What may stand about a product in the week before its next lot."""

    URGENT = "urgent"  # its worst level; the first four exclude each other
    SIGNAL = "signal"
    WATCH = "watch"
    WATCH_LATEST_OK = "watch_latest_ok"
    STANDS_OUT = "stands_out"  # also among all pairs that were looked at
    LOT_ALARM = "lot_alarm"  # its latest lot was worse than usual
    RISING = "rising"  # trend
    SIGN = "sign"  # A, B or C holds
    LEAVE = "leave"  # standing prepare or switch
    NONE = "none"  # nothing of all this


class Worth(StrEnum):
    """What the lots after a kind of signal say about it."""

    TOO_FEW = "too_few"
    MORE = "more"  # more bad lots than usual: the interval lies above the base rate
    FEWER = "fewer"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Bad lots among lots; fractions 0 to 1, None without lots."""

    lots: int
    bad: int
    fraction: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmTally:
    """The lots that came while a kind of signal stood."""

    alarm: Alarm
    tally: Tally
    worth: Worth


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """The past, replayed."""

    since: date  # first day whose lots count
    until: date
    weeks: int  # studies that were made
    base: Tally  # all lots
    alarms: tuple[AlarmTally, ...]
    announced: Tally  # of the bad lots, those that any alarm came before
    first_lots: int  # left out: of their products nothing could be known
    unjudged: int  # left out: too young, too small, without a sound figure or a day
    undated: int  # complaints left out of what was known: nobody knows since when


def backtest(
    records: Records,
    rules: Rules,
    *,
    as_of: date,
    vocabulary: Vocabulary,
    tables: SamplingTable,
    since: date | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Backtest:
    """Replay the history as of the Monday before every lot that arrived.

    A lot is bad when it has `signal.count` nonconforming units or more and its rate over mature
    units is `stats.target_rate` or more, both as of today. What was known on a Monday is what is
    dated no later: complaints without a day of their own, people's ticks and the state of earlier
    nights are left out. Cells that were changed later (a claim, an answer) are seen as they are.

    Args:
        records: Everything the team wrote.
        rules: Every threshold.
        as_of: Today.
        vocabulary: Defect types by code.
        tables: Sampling tables.
        since: First day whose lots count; None: all of them.
        progress: Told how many studies are made, and of how many.
    """
    today = study(records, rules, as_of=as_of, vocabulary=vocabulary, tables=tables)
    trials = _trials(today, rules, since)
    known = replace(
        records,
        defects=records.defects.filter(pl.col("found_on").is_not_null()),
        marks=empty(MARKS),
        signal_states=empty(SIGNAL_STATES),
    )
    judged = trials.filter("judged", ~pl.col("first")).partition_by("monday", as_dict=True)
    stood: list[tuple[frozenset[Alarm], bool]] = []
    for done, ((monday,), lots) in enumerate(sorted(judged.items())):
        progress(done, len(judged))
        then = study(known, rules, as_of=monday, vocabulary=vocabulary, tables=tables)
        standing = dict(_standing(then))
        stood += [
            (standing.get(sku, frozenset()) or frozenset({Alarm.NONE}), bad)
            for sku, bad in lots.select("sku", "bad").iter_rows()
        ]
    return Backtest(
        since=since or trials["received_on"].min() or as_of,  # type: ignore[arg-type]
        until=as_of,
        weeks=len(judged),
        base=_tally([bad for _, bad in stood], rules),
        alarms=tuple(_alarms(stood, rules)),
        announced=_tally([Alarm.NONE not in alarms for alarms, bad in stood if bad], rules),
        first_lots=trials.filter("judged", "first").height,
        unjudged=trials.filter(~pl.col("judged")).height,
        undated=records.defects.height - known.defects.height,
    )


def _trials(today: Findings, rules: Rules, since: date | None) -> pl.DataFrame:
    """Lots of the time looked at, how they turned out, and the Monday before each."""
    day = pl.col("received_on")
    lots = today.lots.with_columns(
        first=day.is_null() | (day == day.min().over("sku")),
        judged=pl.col("status").is_in(_JUDGED) & day.is_not_null(),
        bad=(pl.col("nonconforming") >= rules.signal.count)
        & (pl.col("heading_for") >= rules.stats.target_rate).fill_null(value=False),
        monday=day - pl.duration(days=(day.dt.weekday() - 1).replace(0, _WEEK)),
    )
    return lots if since is None else lots.filter(day.is_null() | (day >= since))


def _standing(then: Findings) -> Iterator[tuple[str, frozenset[Alarm]]]:
    """The alarms of each product on one Monday."""
    out = set(then.signals.filter("stands_out")["sku"])
    for sku in then.skus.iter_rows(named=True):
        yield sku["sku"], frozenset(_of_product(sku, stands_out=sku["sku"] in out))


def _of_product(sku: Mapping[str, Any], *, stands_out: bool) -> Iterator[Alarm]:
    if sku["status"] in _LEVELS:
        yield Alarm(sku["status"])
    signs = any(sku[f"sign_{letter}"] for letter in "abc")
    holds = {
        Alarm.STANDS_OUT: stands_out,
        Alarm.LOT_ALARM: bool(sku["latest_alarm"]),
        Alarm.RISING: sku["trend"] == TrendWord.RISING,
        Alarm.SIGN: signs,
        Alarm.LEAVE: sku["standing"] in {Standing.PREPARE, Standing.SWITCH},
    }
    yield from (alarm for alarm, stands in holds.items() if stands)


_LEVELS = frozenset({Alarm.URGENT, Alarm.SIGNAL, Alarm.WATCH, Alarm.WATCH_LATEST_OK})


def _alarms(stood: Sequence[tuple[frozenset[Alarm], bool]], rules: Rules) -> Iterator[AlarmTally]:
    base = _tally([bad for _, bad in stood], rules).fraction
    for alarm in Alarm:
        tally = _tally([bad for alarms, bad in stood if alarm in alarms], rules)
        yield AlarmTally(alarm=alarm, tally=tally, worth=_worth(tally, base))


def _tally(bad: Sequence[bool], rules: Rules) -> Tally:
    lots, found = len(bad), sum(bad)
    if not lots:
        return Tally(lots=0, bad=0, fraction=None, lower=None, upper=None)
    ends = wilson(np.array([found]), np.array([lots]), confidence=rules.stats.confidence)
    return Tally(
        lots=lots,
        bad=found,
        fraction=found / lots,
        lower=float(ends.lower[0]),
        upper=float(ends.upper[0]),
    )


def _worth(tally: Tally, base: float | None) -> Worth:
    if tally.lower is None or tally.upper is None or base is None or tally.lots < FEWEST_LOTS:
        return Worth.TOO_FEW
    if tally.lower > base:
        return Worth.MORE
    return Worth.FEWER if tally.upper < base else Worth.UNCLEAR
