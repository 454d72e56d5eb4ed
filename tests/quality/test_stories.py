"""The stories planted in the demo shop, told by the study on the day they are about."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

import polars as pl
import pytest

from jobs.demo_tables import ANCHOR
from quality.findings import FRAMES
from quality.records import DEFECTS, SCHEMAS, empty
from quality.records import records as bundled
from quality.reorders import Decision
from quality.study import study
from quality.vocabulary import DEFECT_TYPES
from tests import demo, make
from tests.quality.reviews.desk import words

NOVEMBER = date(2024, 11, 25)


@pytest.fixture(scope="module")
def today():
    return demo.findings()


@pytest.fixture(scope="module")
def november():
    return demo.findings(NOVEMBER)


def order(findings, key):
    [found] = [reorder for reorder in findings.reorders if reorder.key == key]
    return found


def asked(reorder):
    return [ask.id for ask in reorder.for_supplier.asks]


def sku(findings, code):
    return make.row(findings.skus, sku=code)


def lot(findings, lot_id):
    return make.row(findings.lots, lot_id=lot_id)


def signal(findings, key):
    return make.row(findings.signals, key=key)


def test_p1_fifteen_of_two_hundred_mugs_are_negotiated_before_the_order(november):
    mug = order(november, "B-MUG|2024-12-05")
    discount, packing, inspection = mug.for_supplier.asks

    assert mug.decision is Decision.NEGOTIATE
    assert mug.within_window
    assert lot(november, "MUG-2410")["fraction"] == pytest.approx(0.075)
    assert (discount.id, discount.fraction, discount.price_after) == (
        "discount",
        0.075,
        Decimal("17.11"),
    )
    assert discount.value == Decimal("416.25")
    assert packing.text_zh.startswith("每个杯子包2层以上气泡膜")
    assert (inspection.id, inspection.at_supplier_cost) == ("psi", True)
    assert (mug.for_team.fallback.id, mug.for_team.fallback.units) == ("replace", 15)
    assert mug.for_team.fallback.value == Decimal("277.5")
    assert mug.for_supplier.reply_by == date(2024, 12, 3)


def test_p1_the_brief_knows_stock_leverage_and_money(november):
    team = order(november, "B-MUG|2024-12-05").for_team

    assert (team.leverage.points, team.leverage.level) == (7, "strong")
    assert [factor.points for factor in team.leverage.factors] == [2, 0, 1, 2, 2]
    assert team.leverage.factors[0].value == pytest.approx(1.89, abs=0.01)
    assert team.leverage.factors[1].value == 4
    assert (team.runs_out_on, team.latest_order_on, team.slack_days) == (
        date(2025, 1, 6),
        date(2024, 12, 9),
        14,
    )
    assert team.order_value == Decimal(5550)
    assert team.order_value_own == Decimal(19_702_500)
    assert (team.loss, team.loss_per_unit, team.loss_estimated) == (1_830_000, 122_000, True)
    assert (team.psi, team.psi_avoidable) == ("worth_it", Decimal(1_921_500))
    assert team.caught == pytest.approx(2 / 15)
    assert (team.matched_exact, team.matched_total) == (15, 15)
    assert team.alternatives == ("Dehua Jinyuan",)
    assert team.talks == ()


def test_p1_the_mug_is_an_urgent_signal_in_november(november):
    broken = signal(november, "B-MUG|broken|defect")

    assert (broken["level"], broken["fraction"]) == ("urgent", pytest.approx(0.06))
    assert broken["next_step"] == "ask_packing"


def test_p1_only_what_was_known_in_november_is_used(november):
    assert november.lots["received_on"].max() <= NOVEMBER
    assert november.matches["found_on"].max() <= NOVEMBER
    assert november.talks["talked_on"].max() <= NOVEMBER


def test_p2_the_talk_about_the_mug_helped(today):
    talk = make.row(today.talks, sku="B-MUG")
    mug = order(today, "B-MUG|2025-06-10")

    assert talk["verdict"] == "dropped"
    assert (talk["before_nonconforming"], talk["before_units"]) == (45, 830)
    assert talk["after_fraction"] == pytest.approx(7 / 463.6, rel=0.01)
    assert (mug.decision, mug.for_team.decision_reason) == (Decision.KEEP, "talk_helped")
    assert asked(mug) == ["keep"]
    assert mug.for_team.fallback is None


def test_p2_the_mug_is_watched_for_its_latest_lot_is_fine(today):
    assert signal(today, "B-MUG|broken|defect")["level"] == "watch_latest_ok"
    assert signal(today, "B-MUG|broken|defect")["fraction"] == pytest.approx(6 / 500)
    assert sku(today, "B-MUG")["trend"] == "falling"


def test_p3_the_fan_is_structural_and_moves_to_the_tested_source(today):
    fan = order(today, "A-FAN|2025-06-09")
    found = sku(today, "A-FAN")

    assert (found["matched"], found["units"]) == (39, 690)
    assert found["status"] == "urgent"
    assert (found["sign_a"], found["sign_b"], found["sign_c"]) == ("strong", "strong", None)
    assert (fan.decision, fan.for_team.decision_reason) == (Decision.SWITCH, "signs")
    assert fan.for_team.bridge_units == 280
    assert (fan.for_team.latest_order_on, fan.for_team.slack_days) == (date(2025, 5, 19), -14)


def test_p3_replacing_the_fans_is_worth_more_than_a_price_cut(today):
    fan = order(today, "A-FAN|2025-06-09")
    opening = fan.for_supplier.asks[0]

    assert (opening.id, opening.units, opening.value) == ("replace", 39, Decimal(936))
    assert (fan.for_team.fallback.fraction, fan.for_team.fallback.value) == (0.055, Decimal(528))
    assert "functest" in asked(fan)


def test_p3_none_of_three_talks_lowered_the_fans_rate(today):
    verdicts = today.talks.filter(sku="A-FAN")["verdict"].to_list()

    assert verdicts == ["did_not_drop"] * 3
    assert signal(today, "A-FAN||switch")["next_step"] == "move_orders"


def test_p4_the_lamp_is_wrong_in_another_way_each_time(today):
    lamp = order(today, "A-LAMP|2025-07-15")

    assert sku(today, "A-LAMP")["sign_c"] == "strong"
    assert signal(today, "A-LAMP|broken|defect")["level"] == "urgent"
    assert signal(today, "A-LAMP|broken|defect")["fraction"] == pytest.approx(9 / 160)
    assert not lamp.within_window
    assert lamp.decision is Decision.PREPARE


def test_p5_hengda_must_not_look_improved(today):
    hengda = make.row(today.suppliers, supplier="Hengda")

    assert hengda["raw_previous"] == pytest.approx(43 / 830)
    assert hengda["raw_latest"] == pytest.approx(58 / 1570)
    assert hengda["mix_adjusted_latest"] > hengda["mix_adjusted_previous"]
    assert hengda["comparable_skus"] == ["A-FAN", "A-HUMID", "A-LAMP"]
    assert hengda["trend"] == "no_clear_trend"
    assert (hengda["standing"], hengda["reason"]) == ("switch", "signs")
    assert hengda["sign_skus"] == ["a:A-FAN", "b:A-FAN", "c:A-LAMP"]
    assert hengda["reverses"] == "lower_rate_after_talk"


def test_p6_ruicai_improved(today):
    ruicai = make.row(today.suppliers, supplier="Ruicai")

    assert ruicai["raw_previous"] == pytest.approx(16 / 260)
    assert ruicai["mix_adjusted_latest"] < ruicai["mix_adjusted_previous"] / 4
    assert ruicai["trend"] == "falling"
    assert ruicai["standing"] == "keep"


def test_p7_the_crushed_tote_bags_are_one_off_and_the_carriers(today):
    crushed = lot(today, "TOT-2501")

    assert (crushed["nonconforming"], crushed["units"]) == (24, 120)
    assert crushed["one_off"]
    assert crushed["origin"] == "transit"
    assert signal(today, "C-TOTE|broken|defect")["level"] == "watch_latest_ok"
    assert sku(today, "C-TOTE")["one_off_lots"] == ["TOT-2501"]
    assert sku(today, "C-TOTE")["standing"] == "keep"


def test_p7_the_next_tote_order_would_claim_from_the_carrier():
    planned = {"sku": "C-TOTE", "planned_on": ANCHOR + timedelta(days=5), "units": 100}
    [tote] = with_plans(planned).reorders

    assert tote.decision is Decision.CLAIM_CARRIER
    assert asked(tote) == ["outer_carton"]
    assert tote.for_supplier.lot.lot_id == "TOT-2501"
    assert tote.for_team.fallback is None


def test_p8_lanxin_is_compared_without_its_crushed_lot_which_is_named(today):
    lanxin = make.row(today.suppliers, supplier="Lanxin")

    assert lanxin["one_off_lots"] == ["TOT-2501"]
    assert lanxin["mix_adjusted_previous"] == pytest.approx(0.0024, abs=0.0005)
    assert lanxin["mix_adjusted_latest"] == pytest.approx(0.0176, abs=0.001)
    assert lanxin["standing"] == "press"


def test_p9_a_fading_scarf_cannot_be_seen_on_arrival(today):
    scarf = order(today, "C-SCARF|2025-06-12")
    fading = signal(today, "C-SCARF|colour_fading|defect")

    assert (fading["level"], fading["qc_verdict"]) == ("signal", "not_visible")
    assert lot(today, "SCF-2502")["qc_verdict"] == "not_visible"
    assert scarf.decision is Decision.NEGOTIATE
    assert asked(scarf) == ["replace", "fading", "instructions", "usetest"]
    assert scarf.for_supplier.asks[0].value == Decimal(112)
    assert scarf.for_team.fallback.value == Decimal("87.5")
    assert scarf.for_team.psi == "not_needed"
    assert float(scarf.for_team.psi_avoidable) == pytest.approx(61_000)


def test_p10_one_of_six_socks_is_no_reason_for_anything(today):
    sock = order(today, "C-SOCK|2025-06-11")

    assert lot(today, "SOK-2503")["status"] == "few_units"
    assert sock.decision is Decision.NO_ISSUE
    assert asked(sock) == []
    assert sku(today, "C-SOCK")["standing"] == "not_enough_data"


def test_p11_three_chips_in_eight_hundred_bowls_are_only_watched(today):
    chipped = signal(today, "B-BOWL|chipped|defect")

    assert (chipped["level"], chipped["units"]) == ("watch", 3)
    assert not chipped["above_normal"]


def test_p12_caps_without_a_batch_are_placed_only_where_the_date_allows(today):
    placed = today.matches.filter(pl.col("row").is_between(241, 244)).sort("row")

    assert placed["level"].to_list() == ["date_near", "ambiguous", "ambiguous", "date_near"]
    assert placed["lot_id"].to_list() == ["CAP-2502B", None, None, "CAP-2502A"]
    assert sku(today, "C-CAP")["matched"] == 5
    assert sku(today, "C-CAP")["fraction"] == pytest.approx(5 / 380)


def test_p12_doubtful_caps_forbid_to_call_the_latest_lot_fine(today):
    assert signal(today, "C-CAP|loose_stitch|defect")["level"] == "signal"
    doubtful = [issue for issue in today.issues if issue.code == "ambiguous_lot"]
    assert [issue.slots["candidates"] for issue in doubtful] == ["CAP-2502A, CAP-2502B"] * 2


def test_p13_the_humidifier_comes_later(today):
    humidifier = order(today, "A-HUMID|2025-06-20")

    assert signal(today, "A-HUMID|leak|defect")["level"] == "signal"
    assert not humidifier.within_window


@pytest.mark.parametrize("code", ["A-STAND", "B-VASE", "B-PLATE"])
def test_p14_clean_products_have_no_signal(today, code):
    assert today.signals.filter(sku=code).is_empty()
    assert sku(today, code)["status"] == "ok"


def test_p14_delivery_reviews_change_no_count(today):
    assert sku(today, "B-PLATE")["nonconforming"] == 0


def test_p15_the_plan_says_how_many_cartons_and_which(today):
    plan = today.qc_plan.filter(pl.col("cartons") > 0).select("sku", "cartons", "open").rows()
    numbers = make.row(today.qc_plan, sku="C-TOTE")["carton_numbers"]

    assert plan == [("B-VASE", 18, 3), ("C-TOTE", 40, 4), ("B-PLATE", 3, 3)]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 4
    assert make.row(today.qc_plan, sku="B-PLATE")["carton_numbers"] == [1, 2, 3]


def test_p15_products_with_hidden_defects_are_tested_with_their_next_arrival(today):
    needed = today.qc_plan.filter(pl.col("arrival_on").is_null()).sort("sku")

    assert needed.select("sku", "function_test", "use_test_type").rows() == [
        ("A-FAN", "not_working", None),
        ("A-HUMID", "leak", None),
        ("C-SCARF", None, "colour_fading"),
    ]


def test_p16_four_reorders_are_due_this_week(today):
    due = [(r.key, r.decision.value) for r in today.reorders if r.within_window]

    assert due == [
        ("A-FAN|2025-06-09", "switch"),
        ("B-MUG|2025-06-10", "keep"),
        ("C-SOCK|2025-06-11", "no_issue"),
        ("C-SCARF|2025-06-12", "negotiate"),
    ]


def test_p18_what_was_typed_wrongly_is_told(today):
    told = {(issue.code, issue.found) for issue in today.issues}

    assert ("unknown_sku_similar", "C-CPA") in told
    assert ("batch_sku_mismatch", "MUG-2410") in told
    assert any(code == "duplicate_row" for code, _ in told)
    assert any(
        issue.slots.get("suggestion") == "C-CAP"
        for issue in today.issues
        if issue.code == "unknown_sku_similar"
    )


def test_p18_old_codes_and_other_spellings_are_one_product(today):
    of_bowls = today.matches.filter(lot_id="BWL-2503")

    assert of_bowls["sku"].unique().to_list() == ["B-BOWL"]
    assert of_bowls["level"].unique().to_list() == ["exact"]
    assert today.matches.filter(lot_id="MUG-2412")["level"].unique().to_list() == ["exact"]
    assert "b-mug" not in today.skus["sku"]


def test_p18_a_row_that_repeats_another_is_read_and_not_counted(today):
    dropped = today.matches.filter(~pl.col("counted"))

    assert dropped["dropped"].to_list() == ["duplicate"]
    assert today.matches.height == demo.intake().records.defects.height


def test_p20_three_columns_give_the_same_signals_by_units(today):
    log = demo.intake().records.defects.filter(
        ~pl.col("row").is_in(today.matches.filter(~pl.col("counted"))["row"].implode())
    )
    three = empty(DEFECTS).vstack(
        log.with_columns(
            pl.lit(None, dtype=kind).alias(name)
            for name, kind in DEFECTS.items()
            if name not in {"row", "sku", "defect_type", "lot_id", "units"}
        ).select(*DEFECTS)
    )
    bare = study(
        bundled(defects=three),
        demo.RULES,
        as_of=ANCHOR,
        vocabulary=DEFECT_TYPES,
        tables=make.SAMPLING_TABLES,
    )
    counted = (
        log.with_columns(pl.col("sku").cast(pl.String).str.strip_chars().str.to_uppercase())
        .group_by("sku", "defect_type")
        .agg(pl.col("units").sum())
        .filter(pl.col("units") >= 3)
    )

    assert set(bare.signals["level"]) == {"signal"}
    assert bare.signals.height == counted.height
    assert sum(bare.signals["units"]) == sum(counted["units"])
    assert bare.lots.is_empty()
    assert (bare.level, bare.next_to_fill) == (0, "skus")


@pytest.fixture(scope="module")
def with_reviews():
    return study(
        demo.intake().records,
        demo.RULES,
        as_of=ANCHOR,
        vocabulary=DEFECT_TYPES,
        tables=make.SAMPLING_TABLES,
        review_words=words(),
        now=datetime(2025, 6, 2, 2, 10),
    )


def test_p17_replies_that_are_long_blaming_or_alike_are_told_and_good_ones_are_not(with_reviews):
    told = {row["row"]: row["problems"] for row in with_reviews.reviews.to_dicts()}

    assert told[2] == ["same_as:3"]
    assert told[3] == ["same_as:2"]
    assert told[8][1] == "blame:do bên vận chuyển"
    assert told[11] == ["too_long:6"]
    assert set(told) == {2, 3, 8, 11, 14}


def test_p17_a_serious_review_waits_for_contact(with_reviews):
    first = with_reviews.reviews.row(0, named=True)

    assert (first["group"], first["sku"], first["hours"]) == ("contact_now", "A-FAN", 30)
    assert first["contact_overdue"]


def test_reviews_give_their_signals_and_touch_no_figure(with_reviews, today):
    kinds = with_reviews.signals.filter(sku="C-SCARF")["kind"].to_list()

    assert sorted(kinds) == ["defect", "listing", "review_cluster"]
    assert with_reviews.deliveries == 1
    assert with_reviews.skus.equals(today.skus)
    assert with_reviews.reorders == today.reorders


def test_the_same_records_give_the_same_findings(today):
    again = study(
        demo.intake().records,
        demo.RULES,
        as_of=ANCHOR,
        vocabulary=DEFECT_TYPES,
        tables=make.SAMPLING_TABLES,
    )

    assert all(getattr(again, name).equals(getattr(today, name)) for name in FRAMES)
    assert again.reorders == today.reorders
    assert again.issues == today.issues


def test_rows_after_the_day_change_nothing(november):
    """Replaying the past must not know the future."""
    records = demo.intake().records
    frames = {name: getattr(records, name) for name in SCHEMAS}
    past = {
        "lots": frames["lots"].filter(pl.col("received_on") <= NOVEMBER),
        "defects": frames["defects"].filter(
            pl.coalesce("found_on", "imported_on").fill_null(date(2099, 1, 1)) <= NOVEMBER
        ),
        "talks": frames["talks"].filter(pl.col("talked_on") <= NOVEMBER),
        "samples": frames["samples"].filter(pl.col("sampled_on") <= NOVEMBER),
        "reviews": frames["reviews"].filter(pl.col("reviewed_at").dt.date() <= NOVEMBER),
    }
    found = study(
        bundled(**{**frames, **past}),
        demo.RULES,
        as_of=NOVEMBER,
        vocabulary=DEFECT_TYPES,
        tables=make.SAMPLING_TABLES,
    )

    assert all(getattr(found, name).equals(getattr(november, name)) for name in FRAMES)
    assert found.reorders == november.reorders


def with_plans(*plans):
    records = demo.intake().records
    frames = {name: getattr(records, name) for name in SCHEMAS}
    frames["plans"] = make.records(plans=plans).plans
    return study(
        bundled(**frames),
        demo.RULES,
        as_of=ANCHOR,
        vocabulary=DEFECT_TYPES,
        tables=make.SAMPLING_TABLES,
    )


def test_facts_that_documents_hold_cannot_be_changed(november):
    types = order(november, "B-MUG|2024-12-05").for_supplier.window_types

    assert isinstance(types, MappingProxyType)
    assert dict(types) == {"broken": 12, "chipped": 2, "missing_part": 1}
