import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from briefs.asks import never_dropped, numbers_of, with_worth
from briefs.example import (
    AS_OF,
    DISCOUNT,
    FOR_TEAM,
    LEVERAGE,
    LOT,
    PACKING,
    REPLACE,
    bare,
    full,
    good,
    types,
)
from briefs.render import Writer
from briefs.team import fallback_line, leverage_line, planned, team_document
from quality.codes import AskId, DecisionReason
from quality.reorders import Ask, Decision, Factor, Leverage
from quality.vocabulary import DefectTypeOptions, vocabulary
from tests.briefs.facts import reorder

EN, VI = Writer("en"), Writer("vi")
NOTHING = re.compile(r"\bNone\b|\bnan\b|\{|\}|\(\)|: \.|\.\.|,,|  |; \.|^$")


def lines(made, part, *, writer=EN):
    document = team_document(writer, made, as_of=AS_OF)
    section = document.section(part)
    return () if section is None else tuple(map(writer.words.plainly, section.lines))


@pytest.mark.parametrize("writer", [EN, VI], ids=["en", "vi"])
@pytest.mark.parametrize("decision", list(Decision))
@pytest.mark.parametrize("make", [reorder, full, bare, good])
def test_no_brief_says_anything_empty(writer, decision, make):
    document = team_document(writer, replace(make(), decision=decision), as_of=AS_OF)

    assert document.sections
    for part in document.sections:
        assert part.lines
        for line in (part.label, *part.lines):
            assert not NOTHING.search(line), line


@pytest.mark.parametrize("reason", list(DecisionReason))
def test_every_reason_is_told_where_the_decision_is_not_to_negotiate(reason):
    made = reorder(decision=Decision.PREPARE, team={"decision_reason": reason})

    assert lines(made, "why")[0] == EN.words(f"brief.reason.{reason}")
    assert lines(replace(made, decision=Decision.NEGOTIATE), "why") == ()


def test_signs_and_a_last_attempt_are_told():
    made = reorder(team={"signs": ("a",), "last_attempt": True})

    assert lines(made, "why") == (
        "Sign A: the rate does not drop after talks.",
        "Last attempt with this source: start sampling another one.",
    )


def test_a_clean_product_of_a_supplier_under_review_says_so():
    made = replace(good(), for_team=replace(good().for_team, supplier_under_review=True))

    assert "Supplier under review: no new products there for now." in lines(made, "why")


def test_without_a_lot_there_is_no_number():
    told = replace(bare(), for_team=replace(bare().for_team, decision_reason="no_quantities"))

    assert lines(told, "what_happened") == ("No batch on record for this product.",)
    assert lines(bare(), "what_happened") == ()
    assert lines(bare(), "why") == ("There is no batch of this product on record.",)
    assert lines(bare(), "qc") == ()
    assert lines(bare(), "evidence") == ()


def test_without_units_received_a_count_is_no_rate():
    lot = replace(LOT, units=None, fraction=None, received_on=None)
    made = reorder(supplier={"lot": lot, "window_units": 0})

    assert lines(made, "what_happened")[0] == (
        "Batch MUG-2410: 15 defective, units received not filled in. Batch before: 4 of 220 = 1.8 %."
    )
    assert "collect the units received to answer" in lines(made, "objections")[0]


def test_an_earlier_lot_without_units_has_its_count():
    earlier = replace(LOT, units=None, fraction=None, nonconforming=3)

    assert (
        "Batch before: 3 defective."
        in lines(reorder(supplier={"earlier_lots": (earlier,)}), "what_happened")[0]
    )


@pytest.mark.parametrize(
    ("counted", "suspect"),
    [
        ({"broken": 12, "wrong_size": 3}, "12 of 15 are breakage"),
        ({"wrong_size": 8, "broken": 7}, "8 of 15 are picking or packing mistakes"),
        ({"not_working": 15}, "15 of 15 are functional defects"),
        ({"colour_fading": 15}, "15 of 15 are material defects"),
        ({"finish": 15}, "15 of 15 are workmanship defects"),
        ({"broken": 5, "wrong_size": 5, "finish": 5}, None),
        ({"broken": 2}, None),
        ({"other": 15}, None),
        ({"of_our_own": 15}, None),
    ],
)
def test_a_group_that_makes_most_of_the_defects_is_the_first_suspect(counted, suspect):
    told = lines(reorder(supplier={"lot": replace(LOT, types=types(**counted))}), "what_happened")

    assert (suspect is not None) == (" suspect." in told[1])
    assert (suspect or "") in told[1]


def test_a_type_of_the_teams_own_goes_by_its_name():
    own = Writer(
        "vi", vocabulary=vocabulary({"zip_stuck": DefectTypeOptions(en="zip stuck", vi="kẹt khóa")})
    )
    lot = replace(LOT, types=types(zip_stuck=3, unheard_of=1))

    told = lines(reorder(supplier={"lot": lot}), "what_happened", writer=own)

    assert told[1].startswith("3 kẹt khóa, 1 unheard_of.")


def test_where_the_lot_broke_and_whether_it_was_the_only_one_is_told():
    lot = replace(LOT, origin="transit", one_off=True, status="ok", types=types())

    assert lines(reorder(supplier={"lot": lot}), "what_happened")[1:] == (
        "Outer cartons were damaged: likely on the way.",
        "One bad batch: the other batches of this product were fine.",
    )


def test_the_claim_window_is_told_where_it_holds_more_than_the_lot():
    made = reorder(supplier={"window_units": 420, "window_nonconforming": 19})

    assert lines(made, "what_happened")[-1] == (
        "All batches of the claim window: 19 defective of 420 = 4.5 %."
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "1 of 10 cartons opened (10 %). QC found 2, buyers found 13: caught 13 %."),
        ({"at_receiving": 0, "by_customers": 0}, "1 of 10 cartons opened (10 %)."),
        ({"cartons_opened": None}, "QC found 2, buyers found 13: caught 13 %."),
        (
            {"cartons": None, "at_receiving": 0},
            "No receiving check on record; buyers found 13.",
        ),
    ],
)
def test_what_qc_caught_is_told_with_its_counts(changes, told):
    assert lines(reorder(supplier={"lot": replace(LOT, **changes)}), "qc") == (told,)


def test_a_lot_without_a_check_and_without_a_find_says_nothing_of_qc():
    lot = replace(LOT, cartons=None, at_receiving=0, by_customers=0)

    assert lines(reorder(supplier={"lot": lot}), "qc") == ()


def test_a_price_cut_as_the_fallback_says_what_it_is_worth():
    made = reorder(supplier={"asks": (REPLACE, PACKING)}, team={"fallback": DISCOUNT})

    assert lines(made, "accept")[0] == (
        "Price cut 7.5 % on this order: ¥18.50 → ¥17.11 (worth ¥416.25 = 7.5 % of the order),"
        " with 2. Never drop 2."
    )


def test_a_fallback_without_a_price_has_no_worth():
    worthless = replace(REPLACE, value=None)
    made = reorder(supplier={"asks": (DISCOUNT,)}, team={"fallback": worthless, "floor": None})

    assert lines(made, "accept") == ("15 pcs free in the next batch.",)


def test_a_worth_without_the_value_of_the_order_has_no_share():
    made = reorder(team={"order_value": None})

    assert "(worth ¥277.50)" in lines(made, "accept")[0]


def test_the_floor_without_a_price_is_a_rate():
    floor = replace(FOR_TEAM.floor, price_before=None, price_after=None)

    assert lines(reorder(team={"floor": floor}), "accept")[1].startswith("Floor: 4.9 % off, what")


def test_one_ask_is_one():
    made = reorder(supplier={"asks": (DISCOUNT,), "reply_by": None})

    assert lines(made, "condition") == ("Order only after written yes to 1.",)


def test_a_third_try_and_the_last_day_of_a_claim_are_told():
    made = reorder(
        supplier={"last_try": True, "raised": 2}, team={"claim_until": date(2024, 12, 14)}
    )

    assert lines(made, "condition")[1:] == (
        "We have raised it 2 times before; the message says so.",
        "Claim window of the agent or platform: until 14 Dec; after that the ask moves to the next order.",
    )


def test_praise_has_no_condition_and_no_leverage():
    for part in ("condition", "leverage", "objections", "afterwards"):
        assert lines(good(), part) == ()


def weighed(*factors):
    leverage = Leverage(factors=factors)
    return lines(reorder(team={"leverage": leverage}), "leverage")


@pytest.mark.parametrize(
    ("factor", "told"),
    [
        (Factor(id="order_size", points=0, value=0.5), "order is only 0.5× our usual size"),
        (Factor(id="order_size", points=1, known=False), "usual order size unknown"),
        (
            Factor(id="our_weight", points=2, value=0.25, basis="share"),
            "we are 25 % of their output",
        ),
        (
            Factor(id="our_weight", points=0, value=0.025, basis="share"),
            "we are only 2.5 % of their output",
        ),
        (Factor(id="our_weight", points=1, value=6.0, basis="orders"), "6 orders in 12 months"),
        (Factor(id="our_weight", points=0, value=1.0, basis="orders"), "only 1 order in 12 months"),
        (Factor(id="slack", points=0, value=1.0), "only 1 day of slack"),
        (Factor(id="alternatives", points=2, value=3.0), "3 tested alternatives"),
        (Factor(id="alternatives", points=0, value=0.0), "no tested alternative"),
        (Factor(id="slack", points=0, value=-3.0), "3 days past the latest order date"),
        (Factor(id="slack", points=0, value=2.0), "only 2 days of slack"),
        (Factor(id="slack", points=1, known=False), "slack unknown: fill in stock"),
        (Factor(id="evidence", points=1, value=2.0), "some photo evidence"),
        (Factor(id="evidence", points=0, value=0.0), "no photo evidence"),
    ],
)
def test_every_part_of_the_leverage_has_its_words(factor, told):
    assert told in weighed(factor)[0]


def test_a_weak_shop_is_told_how_to_go_about_it():
    weak = Factor(id="order_size", points=0, value=0.5)

    assert weighed(weak)[1] == EN.words("brief.advice.weak")


def test_leverage_fits_a_cell():
    assert leverage_line(EN, reorder()) == "STRONG 7/10"
    assert (
        leverage_line(VI, reorder(team={"leverage": Leverage(factors=LEVERAGE.factors[:2])}))
        == "YẾU 2/10"
    )
    assert leverage_line(EN, bare()) == ""


def test_the_fallback_fits_a_cell():
    assert EN.words.plainly(fallback_line(EN, reorder())) == (
        "15 pcs free in the next batch (worth ¥277.50)"
    )
    assert fallback_line(EN, bare()) == ""


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"daily_sales": None}, "380 left; daily sales would tell when it runs out."),
        ({"lead_time_days": None}, "380 left, 9/day → out on 6 Jan."),
        (
            {"lead_time_assumed": True},
            "380 left, 9/day → out on 6 Jan. Lead time 23 d (assumed) + 5 d safety → order by 9 Dec at the latest.",
        ),
        (
            {"slack_days": -14, "daily_sales": 2.5},
            "380 left, 2.5/day → out on 6 Jan. Lead time 23 d + 5 d safety → order by 9 Dec at the latest: 14 days ago.",
        ),
    ],
)
def test_stock_is_told_as_far_as_it_is_known(changes, told):
    assert lines(reorder(team=changes), "stock") == (told,)


def test_the_bridge_to_another_source_is_told():
    assert lines(reorder(team={"stock": None, "bridge_units": 280}), "stock") == (
        "Bridge: 280 pcs are needed until the other source delivers.",
    )


def test_the_cost_is_told_with_what_it_is_made_of():
    made = reorder(
        team={
            "loss": Decimal(900),
            "loss_per_unit": Decimal(61),
            "recovery_units": 372,
            "whole_cost_discount": Decimal("2.2"),
            "forecast": (6.4, 15.0, 25.2),
        }
    )

    assert lines(made, "cost") == (
        "about 900 ₫ so far (estimated).",
        "At the price cut it takes 372 pcs to earn this back; this order has 300.",
        "Internal only: the whole cost would be ¥2.20 a piece.",
        "The next 300 will probably bring 6–25 defective.",
    )


def test_a_forecast_needs_a_quantity():
    made = reorder(supplier={"units": None}, team={"forecast": (6, 15, 25), "loss": None})

    assert lines(made, "cost") == ()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"psi": "not_worth_it", "psi_fee_default": True},
            (
                (
                    "Not worth paying for: avoids about 1,922,000 ₫ for a 350,000 ₫ fee"
                    " (default fee, check with the agent); ask for photos instead."
                ),
            ),
        ),
        (
            {"psi": "not_needed", "break_even": 0.016},
            ("An inspection pays from 5 defective of 300 (1.7 %).",),
        ),
        ({"psi": "not_needed", "break_even": 1.2}, ()),
        ({"psi_fee": None}, ()),
    ],
)
def test_an_inspection_is_weighed_with_its_counts(changes, told):
    assert lines(reorder(team=changes), "inspection") == told


def test_an_inspection_without_an_ask_to_refuse():
    made = reorder(supplier={"asks": (DISCOUNT,)})

    assert lines(made, "inspection")[0].startswith("Worth paying for: avoids about")


@pytest.mark.parametrize(
    ("photos", "packaging", "told"),
    [
        (0, 0, "No photos yet. Needed: photos of the outer carton, its label and a close-up."),
        (1, 0, "1 defect photo. Missing: photos of the outer carton, its label and a close-up."),
        (0, 1, "1 outer-carton photo. Missing: photo of the sealed inner packing when opened."),
    ],
)
def test_evidence_says_what_is_there_and_what_is_missing(photos, packaging, told):
    made = reorder(supplier={"photos": photos, "photos_packaging": packaging, "photo_links": ()})

    assert lines(made, "evidence") == (told,)


def test_links_to_photos_are_numbered():
    assert lines(reorder(), "evidence")[1:] == (
        "1: https://photos.example/1",
        "2: https://photos.example/2",
    )


def test_talks_are_told_oldest_first_with_what_came_of_them():
    made = reorder(
        team={
            "talks": (
                "2024-07-01|agreed|dropped",
                "2024-11-01||insufficient_data",
                "2024-11-20|refused|",
            )
        }
    )

    assert lines(made, "history") == (
        "1 Jul: agreed; since then the rate dropped.",
        "1 Nov: talked; since then not enough units yet to tell.",
        "20 Nov: refused.",
    )


def test_samples_of_other_sources_are_told():
    made = reorder(team={"samples": ("Kiln | A|pass|19.2|30", "B|pending||")})

    assert lines(made, "sources") == (
        "Kiln | A: sample passed, ¥19.20, 30 days.",
        "B: sample pending.",
    )


def test_a_switch_without_a_sample_says_to_order_one():
    made = reorder(decision=Decision.PREPARE)

    assert lines(made, "sources") == (
        "No sample of another source yet: order one before moving anything.",
    )


def test_objections_are_answered_with_what_is_known_since_the_promise():
    made = reorder(
        supplier={
            "since_promise_nonconforming": 6,
            "since_promise_units": 300,
            "promised_on": date(2024, 8, 1),
            "photos_packaging": 0,
        },
        team={"fallback": None},
    )

    answers = lines(made, "objections")

    assert answers[1] == "“It already improved”: 6 of 300 = 2.0 % since the promise of 1 Aug."
    assert "we claim the 15 counted pieces, nothing more" in answers[2]
    assert "collect photos of the outer carton" in answers[3]


def test_what_was_agreed_is_told_and_not_bargained_for():
    agreed = Ask(id=AskId.AGREED, units=15, agreed_on=date(2024, 11, 4), due_on=date(2024, 11, 30))
    made = reorder(supplier={"asks": (agreed,)}, team={"fallback": None})

    [told] = lines(made, "ask")
    assert "Agreed on 4 Nov, due 30 Nov: 15 pcs free" in told
    assert lines(made, "condition") == lines(made, "objections") == ()


def test_nobody_insists_on_units_whose_compensation_was_agreed():
    late = Ask(id=AskId.OVERDUE, fraction=0.05, agreed_on=date(2024, 11, 4))
    made = reorder(supplier={"asks": (late, PACKING)}, team={"fallback": None})

    assert "Not received yet: 5 % off the price, agreed on 4 Nov" in lines(made, "ask")[0]
    assert not any("no agreement about returns" in line for line in lines(made, "objections"))


def test_what_is_not_filled_in_is_named_with_what_it_would_add():
    made = reorder(
        supplier={"asks": (replace(PACKING, text="bọc kỹ"),)},
        team={"missing": ("stock", "price"), "expects_other": ("usetest",), "matched_total": 0},
    )

    assert lines(made, "data") == (
        (
            "Not filled in: stock: would add the day it runs out and the latest order date;"
            " unit price: would add the value of the asks;"
            " packing specification in Chinese: the message uses the general one."
        ),
        "Also on our side: a use test.",
    )


def test_a_message_in_vietnamese_needs_no_chinese_specification():
    made = reorder(message_language="vi", supplier={"asks": (replace(PACKING, text="bọc kỹ"),)})

    assert "Chinese" not in " ".join(lines(made, "data"))


def test_the_plan_is_told_as_far_as_it_is_known():
    assert EN.words.plainly(planned(EN, bare())) == (
        "Planned: on Fri 6 Dec. Order, open more cartons on arrival and keep a reference sample."
    )


def test_long_lines_and_names_are_cut():
    made = reorder(supplier={"sku": "S" * 200, "asks": (replace(PACKING, text="x" * 2000),)})

    document = team_document(EN, made, as_of=AS_OF)

    assert len(document.title[0]) == 120
    assert max(len(line) for part in document.sections for line in part.lines) == 600


def test_worth_belongs_to_money_only():
    assert with_worth(EN, replace(PACKING, value=Decimal(5))) == EN.words(
        "ask.packing.team_bare"
    ).replace(" kg", "\u00a0kg").replace("2 layers", "2\u00a0layers")


def test_asks_are_found_by_their_number():
    asks = (DISCOUNT, PACKING, Ask(id=AskId.PHOTOS))

    assert numbers_of(asks, (AskId.PACKING, AskId.PHOTOS)) == [2, 3]
    assert never_dropped(asks) == 2
    assert never_dropped((DISCOUNT,)) is None


def test_a_part_that_says_nothing_is_not_there():
    assert team_document(EN, bare(), as_of=AS_OF).section("cost") is None


def test_pieces_that_an_earlier_order_asks_for_are_not_asked_for_here():
    made = reorder(
        supplier={"asks": (PACKING,)},
        team={"fallback": None, "floor": None, "asked_with": date(2024, 12, 1)},
    )

    assert lines(made, "accept") == (
        "The defective and missing pieces are asked for once, with the order of 1 Dec; no money here.",
    )
    assert not any("we claim" in line for line in lines(made, "objections"))


def test_what_was_paid_for_is_told_apart_from_what_is_open():
    asks = (replace(DISCOUNT, nonconforming=5, settled=10),)
    made = reorder(
        supplier={"window_nonconforming": 5, "window_settled": 10, "asks": asks},
        team={"fallback": None},
    )

    assert "Already paid for: 10 of 15; still open: 5 of 200 = 2.5 %." in lines(
        made, "what_happened"
    )
    assert "we claim the 5 counted pieces" in lines(made, "objections")[2]


def test_an_inspection_that_is_ours_anyway_does_not_wait_for_their_refusal():
    made = reorder(supplier={"asks": (DISCOUNT, Ask(id=AskId.PSI_OURS, fraction=0.1))})

    assert lines(made, "inspection")[0].startswith("Worth paying for: avoids about")


def test_missing_pieces_are_open_where_nothing_else_is():
    """The brief said that nothing is open, and asked for 30 pieces two lines below."""
    asks = (Ask(id=AskId.SHORTAGE, units=30),)
    made = reorder(
        decision=Decision.NO_ISSUE,
        supplier={"asks": asks},
        team={"decision_reason": DecisionReason.NOTHING_OPEN},
    )

    assert planned(EN, made).endswith("Order, with the missing pieces added.")
    assert "nothing else is open" in lines(made, "why")[0]


def test_the_last_day_to_order_from_another_source_is_told_beside_ours():
    asked = {"other_days": 45, "other_order_on": date(2024, 11, 20), "alternatives": ()}

    late = lines(reorder(team=asked), "stock")
    tried = lines(
        reorder(team={**asked, "other_order_on": date(2024, 12, 1), "alternatives": ("Jinyuan",)}),
        "stock",
    )

    assert late[1] == (
        "Another source needs 45 d (10 of them for a sample)"
        " → order there by 20 Nov at the latest: 5 days ago."
    )
    assert tried[1] == "Another source needs 45 d → order there by 1 Dec at the latest."
