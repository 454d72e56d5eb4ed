"""Compensation that was agreed: told until its day, asked for as overdue after it."""

from datetime import date, timedelta

import pytest

from quality.agreements import agreement, open_agreements
from tests import make

AS_OF = date(2025, 6, 2)
DAY = date(2025, 5, 20)


def agreed(talked_on=DAY, **cells):
    return make.talk(talked_on, response="agreed", agreed_units=15, **cells)


def still_open(*talks):
    return open_agreements(make.records(talks=talks).talks, as_of=AS_OF)["row"].to_list()


def paid(talked_on=date(2025, 5, 30), **cells):
    return make.talk(talked_on, compensation="yes", **cells)


def test_an_agreement_is_open_until_what_was_agreed_has_come():
    assert still_open(agreed(), agreed(compensation="partly")) == [2, 3]
    assert still_open(agreed(compensation="yes")) == []


def test_a_promise_is_no_agreement_and_a_year_is_enough():
    assert still_open(make.talk(DAY, response="promised")) == []
    assert still_open(agreed(talked_on=AS_OF - timedelta(days=366))) == []


@pytest.mark.parametrize(
    ("later", "rows"),
    [
        (paid(), []),
        (paid(sku=None), []),
        (paid(defect_type="broken"), [2]),
        (paid(sku="A-FAN"), [2]),
        (paid(supplier="Hengda"), [2]),
        (paid(date(2025, 5, 1)), [2]),
    ],
)
def test_a_later_payment_for_the_same_or_more_settles_it(later, rows):
    assert still_open(agreed(), later) == rows


@pytest.mark.parametrize(
    ("due_on", "state"),
    [
        (AS_OF, "agreed"),
        (AS_OF - timedelta(days=1), "overdue"),
    ],
)
def test_it_is_overdue_from_the_day_after(due_on, state):
    ask = agreement(row(due_on=due_on), as_of=AS_OF, lead_time_days=23)

    assert (ask.id, ask.units, ask.agreed_on, ask.due_on) == (state, 15, DAY, due_on)


@pytest.mark.parametrize(("lead_time_days", "state"), [(13, "agreed"), (12, "overdue")])
def test_without_a_day_the_next_order_could_have_brought_it(lead_time_days, state):
    ask = agreement(row(), as_of=AS_OF, lead_time_days=lead_time_days)

    assert (ask.id, ask.due_on) == (state, None)


def row(**cells):
    return make.records(talks=[agreed(**cells)]).talks.row(0, named=True)


def planned(*talks, found_on=date(2025, 5, 1)):
    defects = [make.defect(lot_id="L1", units=1, found_on=found_on, note=str(n)) for n in range(15)]
    found = make.studied(
        lots=[make.lot("L1")],
        defects=defects,
        talks=talks,
        plans=[make.plan()],
        skus=[make.product(unit_price=18.5)],
    )
    return found.reorders[0].for_supplier


def test_a_brief_tells_what_was_agreed_and_asks_for_no_money_again():
    facts = planned(agreed(due_on=date(2025, 6, 20)))

    told = [ask for ask in facts.asks if ask.id in {"agreed", "replace", "discount"}]
    assert [(ask.id, ask.units, ask.due_on) for ask in told] == [("agreed", 15, date(2025, 6, 20))]
    assert facts.window_nonconforming == 15


def test_a_brief_asks_for_what_is_overdue():
    facts = planned(agreed(due_on=date(2025, 5, 25), sku=None))

    assert facts.asks[0].id == "overdue"
    assert not {"replace", "discount"} & {ask.id for ask in facts.asks}


def test_what_was_found_after_the_talk_is_asked_for():
    facts = planned(agreed(due_on=date(2025, 6, 20)), found_on=date(2025, 5, 25))

    assert [ask.id for ask in facts.asks][:2] == ["agreed", "replace"]


def test_an_agreement_about_another_product_changes_nothing():
    facts = planned(agreed(sku="A-FAN", due_on=date(2025, 6, 20)))

    assert "agreed" not in [ask.id for ask in facts.asks]
    assert "replace" in [ask.id for ask in facts.asks]


def test_what_is_overdue_is_asked_for_with_the_first_of_two_orders():
    lots, talks = [make.lot("L1")], [agreed(due_on=date(2025, 5, 25))]
    plans = [make.plan(), make.plan(planned_on=date(2025, 6, 20))]

    found = make.studied(lots=lots, talks=talks, plans=plans).reorders

    asked = ["overdue" in [ask.id for ask in one.for_supplier.asks] for one in found]
    assert asked == [True, False]
