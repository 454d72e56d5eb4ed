"""Planned orders that are still open, and by when each must be out."""

from datetime import date, timedelta

import pytest

from tests import make

AS_OF = date(2025, 6, 2)


def reorders(*plans, **tabs):
    return make.studied(plans=plans, **tabs).reorders


def only(**cells):
    [found] = reorders(make.plan(**cells))
    return found


def test_the_latest_order_date_leaves_lead_time_and_safety_days():
    team = only(stock=380, daily_sales=9, lead_time_days=23).for_team

    assert team.runs_out_on == AS_OF + timedelta(days=42)
    assert team.latest_order_on == AS_OF + timedelta(days=14)
    assert team.slack_days == 14
    assert not team.lead_time_assumed


def test_a_stock_that_is_already_short_gives_negative_slack():
    assert only(stock=210, daily_sales=14, lead_time_days=24).for_team.slack_days == -14


@pytest.mark.parametrize(
    "cells", [{"stock": 10}, {"daily_sales": 2}, {"stock": 10, "daily_sales": 0}]
)
def test_without_stock_or_sales_nothing_is_said_about_time(cells):
    team = only(**cells).for_team

    assert (team.runs_out_on, team.latest_order_on, team.slack_days) == (None, None, None)


def test_a_stock_for_centuries_is_no_error():
    assert only(stock=1e12, daily_sales=0.001).for_team.slack_days > 30_000


@pytest.mark.parametrize(
    ("tabs", "days", "assumed"),
    [
        ({}, 25, True),
        ({"suppliers": [{"supplier": "Ruicai", "lead_time_days": 23}]}, 23, False),
        ({"skus": [make.product(lead_time_days=30)]}, 30, False),
    ],
)
def test_the_lead_time_is_the_products_then_the_suppliers(tabs, days, assumed):
    tabs.setdefault("skus", [make.product()])
    [found] = reorders(make.plan(), **tabs)

    assert (found.for_team.lead_time_days, found.for_team.lead_time_assumed) == (days, assumed)


@pytest.mark.parametrize("status", ["ordered", "cancelled"])
def test_what_is_ordered_or_cancelled_needs_no_brief(status):
    assert reorders(make.plan(status=status)) == ()


@pytest.mark.parametrize("status", ["planned", "negotiating", "on_hold", None])
def test_what_waits_for_a_decision_is_open(status):
    assert only(status=status).status == (status or "planned")


@pytest.mark.parametrize(("days", "within"), [(14, True), (15, False), (-3, True)])
def test_the_look_ahead_decides_what_is_due(days, within):
    assert only(planned_on=AS_OF + timedelta(days=days)).within_window == within


def test_an_order_that_stock_needs_sooner_is_due_sooner():
    found = only(planned_on=AS_OF + timedelta(days=40), stock=10, daily_sales=5, lead_time_days=20)

    assert found.within_window
    assert found.for_supplier.reply_by == AS_OF + timedelta(days=1)


def test_stock_tells_about_the_next_order_only():
    plans = [
        make.plan(planned_on=AS_OF + timedelta(days=days), stock=1, daily_sales=5)
        for days in (20, 40, 70)
    ]

    assert [found.within_window for found in reorders(*plans)] == [True, False, False]


def test_stock_tells_nothing_about_an_order_months_away():
    assert not only(planned_on=AS_OF + timedelta(days=61), stock=1, daily_sales=5).within_window


def test_earliest_plans_come_first():
    plans = [make.plan(planned_on=AS_OF + timedelta(days=n), sku=f"S{n}") for n in (9, 3, 6)]

    assert [found.for_supplier.sku for found in reorders(*plans)] == ["S3", "S6", "S9"]


def test_a_plan_without_a_day_is_left_out():
    assert reorders(make.plan(planned_on=None)) == ()


def test_the_same_order_planned_twice_is_one_order():
    found = make.studied(plans=[make.plan(units=100), make.plan(units=200)])

    assert [reorder.for_supplier.units for reorder in found.reorders] == [100]
    assert [(issue.code, issue.row) for issue in found.issues] == [("duplicate_plan", 3)]


@pytest.mark.parametrize(
    ("ordered", "open_plans"),
    [(date(2025, 4, 17), 1), (date(2025, 4, 18), 0), (date(2025, 5, 20), 0)],
)
def test_a_past_plan_is_carried_out_when_a_lot_was_ordered_about_then(ordered, open_plans):
    lots = [make.lot(ordered_on=ordered, received_on=date(2025, 6, 1))]
    found = make.studied(plans=[make.plan(planned_on=date(2025, 5, 2))], lots=lots)

    assert len(found.reorders) == open_plans
    told = [(issue.code, issue.slots["lot"]) for issue in found.issues]
    assert told == ([] if open_plans else [("plan_carried_out", "L1")])


def test_a_past_plan_without_an_order_is_still_open():
    assert only(planned_on=date(2025, 5, 2)).within_window


def test_an_order_day_that_is_not_known_is_reckoned_from_the_lead_time():
    lots = [make.lot(received_on=date(2025, 5, 28))]

    assert reorders(make.plan(planned_on=date(2025, 5, 2)), lots=lots) == ()


@pytest.mark.parametrize(
    ("mail_on", "express"),
    [(None, False), (date(2025, 6, 9), False), (date(2025, 6, 10), True)],
)
def test_what_is_due_before_the_next_mail_is_express(mail_on, express):
    [found] = make.studied(plans=[make.plan()], next_mail_on=mail_on).reorders

    assert found.express == express
