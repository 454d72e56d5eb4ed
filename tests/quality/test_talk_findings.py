"""Talks: what followed each, what is still open, and the signs that talking gives."""

from datetime import date, timedelta

import pytest

from tests import make

AS_OF = date(2025, 6, 2)


def ago(days):
    return AS_OF - timedelta(days=days)


def shipments(*rates, units=400, sku="B-MUG", kind="broken", first=700, every=100, **cells):
    """Return lots, oldest first, ordered 30 days before they came, with their defects."""
    lots, defects = [], []
    for place, count in enumerate(rates):
        day = ago(first - every * place)
        lot_id = f"{sku}-{place}"
        lots.append(
            make.lot(
                lot_id,
                sku,
                units=units,
                received_on=day,
                ordered_on=day - timedelta(days=30),
                **cells,
            )
        )
        if count:
            row = make.defect(sku, kind, lot_id=lot_id, units=count, order_ref=lot_id)
            defects.append(row)
    return {"lots": lots, "defects": defects}


def verdict(talks, **tabs):
    return make.studied(talks=talks, **tabs).talks["verdict"].to_list()


def test_a_rate_that_fell_is_told_as_dropped():
    tabs = shipments(30, 30, 30, 30, 2, 2)

    assert verdict([make.talk(ago(390))], **tabs) == ["dropped"]


def test_a_rate_that_stayed_did_not_drop():
    tabs = shipments(30, 30, 30, 30, 32, 34)

    assert verdict([make.talk(ago(390))], **tabs) == ["did_not_drop"]


def test_a_talk_after_the_last_lot_cannot_be_judged_yet():
    found = make.studied(talks=[make.talk(ago(5))], **shipments(30, 30)).talks

    assert found.select("verdict", "after_units", "after_fraction", "leaning").row(0) == (
        "insufficient_data",
        0,
        None,
        None,
    )


def test_a_talk_about_a_product_without_lots_cannot_be_judged():
    assert verdict([make.talk(ago(5), sku="NEW")]) == ["insufficient_data"]


def test_few_units_after_a_talk_lean_and_say_how_many_more_are_needed():
    found = make.studied(talks=[make.talk(ago(390))], **shipments(20, 20, 20, 20, 12)).talks

    assert found.select("verdict", "leaning").row(0) == ("insufficient_data", "dropped")
    assert found["units_needed"].item() > 50


def test_a_talk_about_one_kind_is_judged_by_that_kind():
    broken = shipments(30, 30, 30, 30, 2, 2)
    chipped = [
        make.defect(kind="chipped", lot_id=f"B-MUG-{n}", units=30, order_ref=f"c{n}")
        for n in range(6)
    ]
    tabs = {"lots": broken["lots"], "defects": [*broken["defects"], *chipped]}
    talks = [
        make.talk(ago(390), defect_type="broken"),
        make.talk(ago(390), defect_type="chipped"),
    ]

    assert verdict(talks, **tabs) == ["dropped", "did_not_drop"]


def test_a_talk_about_everything_covers_all_products_of_the_supplier():
    mugs, bowls = shipments(30, 30, 30, 30, 2, 2), shipments(20, 20, 20, 20, 1, 1, sku="B-BOWL")
    tabs = {name: [*mugs[name], *bowls[name]] for name in mugs}
    found = make.studied(talks=[make.talk(ago(390), sku=None)], **tabs).talks

    assert found["before_nonconforming"].item() == 200
    assert found["verdict"].item() == "dropped"


def test_a_talk_without_a_supplier_looks_at_every_lot_of_the_product():
    tabs = shipments(30, 30, 30, 30, 2, 2)

    assert verdict([make.talk(ago(390), supplier=None)], **tabs) == ["dropped"]
    assert verdict([make.talk(ago(390), supplier=None, sku=None)], **tabs) == ["dropped"]


def test_order_days_that_had_to_be_assumed_are_marked():
    tabs = shipments(30, 30, 30, 30, 2, 2)
    for lot in tabs["lots"]:
        lot["ordered_on"] = None

    assert make.studied(talks=[make.talk(ago(390))], **tabs).talks["order_assumed"].item()


@pytest.mark.parametrize(
    ("talk", "state"),
    [
        ({"response": "refused"}, "refused"),
        ({"response": "no_answer"}, "unanswered"),
        ({"response": "no_answer", "due_on": AS_OF}, None),
        ({"response": "no_answer", "due_on": ago(1)}, "unanswered"),
        ({"asked": "Bù 15 cái"}, "unanswered"),
        ({}, None),
        ({"response": "promised"}, None),
    ],
)
def test_an_ask_is_open_when_refused_or_past_its_day(talk, state):
    found = make.studied(talks=[make.talk(ago(30), **talk)]).talks

    assert found["open_ask"].item() == state


def test_without_a_day_an_answer_is_due_within_two_weeks():
    talks = [make.talk(ago(14), response="no_answer"), make.talk(ago(15), response="no_answer")]

    assert make.studied(talks=talks).talks["open_ask"].to_list() == ["unanswered", None]


def test_an_ask_of_more_than_a_year_ago_is_history():
    talks = [make.talk(ago(366), response="refused"), make.talk(ago(365), response="refused")]

    assert make.studied(talks=talks).talks["open_ask"].to_list() == [None, "refused"]


@pytest.mark.parametrize(
    ("later", "state"),
    [
        ({"response": "agreed"}, None),
        ({"response": "agreed", "sku": None}, None),
        ({"compensation": "partly"}, None),
        ({"response": "acknowledged"}, "refused"),
        ({"response": "agreed", "sku": "A-FAN"}, "refused"),
        ({"response": "agreed", "supplier": "Hengda"}, "refused"),
    ],
)
def test_a_later_agreement_on_the_same_subject_closes_an_ask(later, state):
    talks = [make.talk(ago(60), response="refused"), make.talk(ago(30), **later)]

    assert make.studied(talks=talks).talks["open_ask"].to_list()[0] == state


@pytest.mark.parametrize(
    ("talk", "overdue"),
    [
        ({"response": "promised", "due_on": ago(1)}, True),
        ({"response": "agreed", "due_on": ago(1), "compensation": "no"}, True),
        ({"response": "agreed", "due_on": AS_OF}, False),
        ({"response": "agreed", "due_on": ago(1), "compensation": "yes"}, False),
        ({"response": "promised", "due_on": ago(1), "change_seen": "yes"}, False),
        ({"response": "promised"}, False),
        ({"response": "refused", "due_on": ago(1)}, False),
    ],
)
def test_a_promise_past_its_day_is_overdue_until_it_is_kept(talk, overdue):
    found = make.studied(talks=[make.talk(ago(30), **talk)]).talks

    assert found["promise_overdue"].item() == overdue


def test_talks_come_oldest_first_and_undated_ones_are_left_out():
    talks = [make.talk(ago(1)), make.talk(ago(9)), make.talk(None)]

    assert make.studied(talks=talks).talks["talked_on"].to_list() == [ago(9), ago(1)]


def signs(talks, sku="B-MUG", **tabs):
    row = make.row(make.studied(talks=talks, **tabs).skus, sku=sku)
    return row["sign_a"], row["sign_b"], row["sign_c"]


STEADY = (30, 30, 30, 30, 32, 34)


def test_two_talks_without_a_drop_are_a_strong_sign_a():
    talks = [make.talk(ago(390)), make.talk(ago(310))]

    assert signs(talks, **shipments(*STEADY)) == ("strong", None, None)
    assert signs(talks[:1], **shipments(*STEADY)) == (None, None, None)


def test_a_talk_before_the_first_lot_hides_no_sign():
    """Getting to know a supplier is no talk about its defects."""
    talks = [make.talk(ago(390), response="promised"), make.talk(ago(310), response="promised")]
    early = make.talk(ago(2000), response="promised")

    assert signs([early, *talks], **shipments(*STEADY)) == ("strong", "weak", None)
    assert signs([early, talks[0]], **shipments(*STEADY)) == (None, None, None)


def test_a_clean_product_gives_no_sign_because_its_supplier_was_talked_to():
    mugs, bowls = shipments(*STEADY), shipments(0, 0, 0, 0, 1, 1, sku="B-BOWL")
    tabs = {name: [*mugs[name], *bowls[name]] for name in mugs}
    talks = [make.talk(ago(days), sku=None) for days in (395, 390, 385)]

    assert signs(talks, sku="B-BOWL", **tabs) == (None, None, None)
    assert signs(talks, sku="B-MUG", **tabs)[0] == "strong"


@pytest.mark.parametrize(
    ("responses", "change_seen", "sign"),
    [
        (["acknowledged"], None, None),
        (["acknowledged", "promised"], "no", "weak"),
        (["acknowledged", "promised", "acknowledged"], None, "strong"),
        (["acknowledged", "promised"], "yes", None),
        (["refused", "acknowledged"], None, None),
    ],
)
def test_admitted_twice_and_nothing_changed_is_sign_b(responses, change_seen, sign):
    talks = [
        make.talk(ago(390 - 20 * n), response=response, change_seen=change_seen)
        for n, response in enumerate(responses)
    ]

    assert signs(talks, **shipments(*STEADY))[1] == sign


def test_sign_b_needs_the_same_kind_again():
    tabs = shipments(30, 30, 30, 30, 0, 0)
    later = [
        make.defect(kind="chipped", lot_id=f"B-MUG-{n}", units=30, order_ref=f"c{n}")
        for n in (4, 5)
    ]
    tabs = {"lots": tabs["lots"], "defects": [*tabs["defects"], *later]}
    talks = [make.talk(ago(390), response="promised"), make.talk(ago(370), response="promised")]

    assert signs(talks, **tabs)[1] is None


def test_sign_b_looks_at_the_kinds_that_were_talked_about():
    tabs = shipments(*STEADY)
    talks = [make.talk(ago(390 - n), response="promised", defect_type="chipped") for n in (0, 20)]

    assert signs(talks, **tabs)[1] is None


def test_sign_b_assumes_order_days_by_the_lead_time():
    tabs = shipments(*STEADY)
    for lot in tabs["lots"]:
        lot["ordered_on"] = None
    talks = [make.talk(ago(390), response="promised"), make.talk(ago(370), response="promised")]

    assert signs(talks, **tabs)[1] == "weak"


def kinds(*lots):
    """Return lots whose defects are of the given kinds."""
    shipped = [
        make.lot(f"K{n}", units=150, received_on=ago(600 - 120 * n)) for n in range(len(lots))
    ]
    rows = [
        make.defect(kind=kind, lot_id=f"K{n}", units=units, order_ref=f"{n}{kind}")
        for n, lot in enumerate(lots)
        for kind, units in lot.items()
    ]
    return {"lots": shipped, "defects": rows}


def test_types_that_keep_changing_are_a_strong_sign_c():
    tabs = kinds({"not_working": 9}, {"wrong_colour": 8}, {"missing_part": 10}, {"broken": 9})

    assert signs([], **tabs)[2] == "strong"


def test_the_same_type_every_time_is_no_sign_c():
    assert signs([], **kinds({"broken": 9}, {"broken": 8, "chipped": 1}, {"broken": 10}))[2] is None


def test_small_lots_are_left_out_of_sign_c():
    assert signs([], **kinds({"not_working": 4}, {"wrong_colour": 4}, {"broken": 9}))[2] is None


def test_lots_that_differ_little_in_kind_are_no_sign_c():
    tabs = kinds({"broken": 3, "chipped": 2}, {"broken": 2, "chipped": 3})

    assert signs([], **tabs)[2] is None


def test_a_shift_that_chance_explains_is_no_sign_c():
    tabs = kinds({"broken": 4, "chipped": 1}, {"broken": 1, "chipped": 4})

    assert signs([], **tabs)[2] is None


def test_a_less_certain_shift_is_a_weak_sign_c():
    tabs = kinds({"broken": 6, "chipped": 1}, {"broken": 1, "chipped": 6})

    assert signs([], **tabs)[2] == "weak"


def test_talks_about_everything_give_a_sign_to_the_supplier():
    mugs = shipments(*STEADY, units=400)
    talks = [make.talk(ago(390), sku=None), make.talk(ago(310), sku=None)]
    found = make.studied(talks=talks, **mugs)

    assert make.row(found.suppliers, supplier="Ruicai")["sign_a"] == "strong"


def test_talks_about_everything_before_the_first_lot_give_the_supplier_no_sign():
    tabs = {
        "talks": [make.talk(ago(days), sku=None) for days in (2000, 1900)],
        **shipments(*STEADY),
    }

    [standing] = make.studied(**tabs).suppliers.iter_rows(named=True)
    assert standing["sign_a"] is None


def test_doubtful_units_never_make_a_talk_look_helpful():
    """What may belong to the lots after the talk is counted there before it is called a success."""
    tabs = shipments(30, 30, 30, 30, 2, 2)
    twin = make.lot("TWIN", received_on=ago(203), ordered_on=ago(240), units=400)
    doubtful = [
        make.defect(imported_on=ago(201), found_on=ago(150), order_ref=f"d{n}") for n in range(60)
    ]
    clear = {"lots": [*tabs["lots"], twin], "defects": tabs["defects"]}

    assert verdict([make.talk(ago(390))], **clear) == ["dropped"]
    assert verdict(
        [make.talk(ago(390))], **{**clear, "defects": [*tabs["defects"], *doubtful]}
    ) != ["dropped"]
