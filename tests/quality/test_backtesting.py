"""Alarms are held against the lots that came after them, and nothing is known too early."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from quality.backtesting import Alarm, Worth, backtest
from quality.records import MARKS
from quality.rules import Rules
from quality.vocabulary import DEFECT_TYPES
from tests import demo, make

TODAY = date(2025, 6, 2)
FIRST = date(2023, 1, 3)  # a Tuesday


def replayed(records, *, as_of=TODAY, **facts):
    return backtest(
        records,
        facts.pop("rules", Rules()),
        as_of=as_of,
        vocabulary=DEFECT_TYPES,
        tables=make.SAMPLING_TABLES,
        **facts,
    )


def shop(found, *, sku="B-MUG", units=200, every=60, start=FIRST, **cells):
    """Lots one after the other with so many broken units each, reported after a fortnight."""
    lots, log = [], []
    for place, broken in enumerate(found):
        day = start + timedelta(days=every * place)
        lots.append(make.lot(f"{sku}-{place}", sku, received_on=day, units=units))
        log += [
            make.defect(
                sku,
                lot_id=f"{sku}-{place}",
                found_on=day + timedelta(days=14),
                note=f"order {sku} {place} {number}",
                **cells,
            )
            for number in range(broken)
        ]
    return lots, log


def of(found, alarm):
    return next(one for one in found.alarms if one.alarm is alarm)


def records(*shops):
    return make.records(
        lots=[lot for lots, _ in shops for lot in lots],
        defects=[row for _, log in shops for row in log],
    )


def test_a_bad_product_is_announced_by_its_own_past():
    found = replayed(records(shop([12] * 8), shop([0] * 8, sku="A-CUP")))

    assert (found.base.lots, found.base.bad) == (14, 7)
    assert of(found, Alarm.URGENT).tally.lots == 7
    assert of(found, Alarm.URGENT).tally.bad == 7
    assert of(found, Alarm.URGENT).worth is Worth.MORE
    assert of(found, Alarm.NONE).tally.bad == 0
    assert of(found, Alarm.NONE).worth is Worth.FEWER
    assert (found.announced.lots, found.announced.bad) == (7, 7)


def test_a_bad_lot_out_of_nothing_is_not_announced():
    found = replayed(records(shop([0, 0, 0, 0, 20])))

    assert (found.announced.lots, found.announced.bad) == (1, 0)
    assert of(found, Alarm.NONE).tally.bad == 1


def test_complaints_of_a_lot_never_announce_the_lot_itself():
    """The week before it came, nobody had heard of them."""
    lots, log = shop([0, 20], every=300)
    told = [{**row, "found_on": lots[1]["received_on"]} for row in log]

    found = replayed(make.records(lots=lots, defects=told))

    assert of(found, Alarm.NONE).tally.bad == 1


def test_what_is_typed_later_about_an_old_lot_is_not_known_before_its_day():
    lots, log = shop([12, 12, 12])
    late = [{**row, "found_on": date(2025, 6, 1)} for row in log]

    found = replayed(make.records(lots=lots, defects=late))

    assert of(found, Alarm.NONE).tally.lots == 2


def test_complaints_without_a_day_count_in_the_outcome_alone():
    lots, log = shop([12, 12, 12])
    undated = [{**row, "found_on": None} for row in log]

    found = replayed(make.records(lots=lots, defects=undated))

    assert found.undated == 36
    assert (found.base.lots, found.base.bad) == (2, 2)
    assert of(found, Alarm.NONE).tally.lots == 2


def test_ticks_that_people_made_later_do_not_silence_the_past():
    lots, log = shop([12] * 4)
    plain = make.records(lots=lots, defects=log)
    tick = {"tab": "signals", "key": "B-MUG|broken|defect", "closed": True}
    marks = pl.DataFrame([tick], schema=dict(MARKS))

    assert replayed(replace(plain, marks=marks)) == replayed(plain)


def test_first_lots_young_and_small_ones_are_left_out_and_counted():
    lots, log = shop([0, 0])
    young = make.lot("YOUNG", received_on=TODAY - timedelta(days=3))
    small = make.lot("SMALL", received_on=date(2025, 1, 1), units=5)
    undated = make.lot("NEVER", received_on=None)

    found = replayed(make.records(lots=[*lots, young, small, undated], defects=log))

    assert (found.base.lots, found.first_lots, found.unjudged) == (1, 1, 3)


def test_the_state_is_taken_on_the_monday_before_even_for_a_lot_that_came_on_one():
    monday, asked = date(2023, 3, 6), []
    lots = [make.lot("L0", received_on=date(2023, 1, 3)), make.lot("L1", received_on=monday)]
    log = [
        make.defect(lot_id="L0", found_on=date(2023, 3, 3), note=f"order {number}")
        for number in range(12)
    ]

    found = replayed(
        make.records(lots=lots, defects=log), progress=lambda *done: asked.append(done)
    )

    assert of(found, Alarm.NONE).tally.lots == 1
    assert asked == [(0, 1)]


def test_since_leaves_earlier_lots_out():
    everything = records(shop([12] * 8))

    found = replayed(everything, since=date(2023, 10, 1))

    assert found.since == date(2023, 10, 1)
    assert found.base.lots == 3


def test_no_history_is_no_verdict():
    found = replayed(make.records())

    assert (found.base.lots, found.base.fraction, found.weeks) == (0, None, 0)
    assert {one.worth for one in found.alarms} == {Worth.TOO_FEW}
    assert found.since == TODAY


@pytest.mark.parametrize(("alarm", "lots"), [(Alarm.WATCH, 0), (Alarm.STANDS_OUT, 7)])
def test_kinds_are_counted_beside_each_other(alarm, lots):
    found = replayed(records(shop([12] * 8), shop([0] * 8, sku="A-CUP")))

    assert of(found, alarm).tally.lots == lots


def test_the_demo_s_alarms_earn_their_place():
    found = backtest(
        demo.intake().records,
        demo.RULES,
        as_of=demo.ANCHOR,
        vocabulary=DEFECT_TYPES,
        tables=make.SAMPLING_TABLES,
        since=date(2024, 6, 1),
    )

    assert found.announced.bad >= found.announced.lots - 1
    assert of(found, Alarm.NONE).tally.fraction < found.base.fraction
    assert of(found, Alarm.LEAVE).tally.lots > 0
