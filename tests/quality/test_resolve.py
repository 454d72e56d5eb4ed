"""One spelling for every code in every tab."""

from datetime import datetime

from quality.renaming import old_codes, under_codes_of_now
from quality.resolve import resolve
from tests import make


def codes(resolved):
    return [issue.code for issue in resolved.issues]


def test_every_tab_gets_the_spelling_of_the_products_tab():
    resolved = resolve(
        make.records(
            skus=[make.product("B-MUG")],
            defects=[make.defect("b-mug ")],
            lots=[make.lot(sku="B-Mug")],
            plans=[make.plan("b-mug")],
            talks=[make.talk(None, sku="b-MUG")],
            reviews=[{"sku": "b-mug"}],
            samples=[{"sku": "B-mug"}],
        )
    )

    for name in ("defects", "lots", "plans", "talks", "reviews", "samples"):
        assert getattr(resolved.records, name)["sku"].to_list() == ["B-MUG"]
    assert codes(resolved) == []


def test_several_old_codes_lead_to_one_product():
    resolved = resolve(
        make.records(
            skus=[make.product("B-BOWL", aliases="00123; BOWL-OLD,\n bowl 1")],
            defects=[make.defect("00123"), make.defect("bowl-old"), make.defect("Bowl 1")],
        )
    )

    assert resolved.records.defects["sku"].to_list() == ["B-BOWL"] * 3


def test_an_old_code_at_two_products_is_resolved_to_neither():
    resolved = resolve(
        make.records(
            skus=[make.product("A", aliases="OLD"), make.product("B", aliases="old, B2")],
            defects=[make.defect("OLD"), make.defect("B2")],
        )
    )

    assert resolved.records.defects["sku"].to_list() == ["OLD", "B"]
    assert codes(resolved) == ["alias_of_two", "unknown_sku"]
    assert resolved.issues[0].slots["skus"] == "A, B"


def test_one_product_may_name_its_old_code_twice():
    resolved = resolve(
        make.records(skus=[make.product("A", aliases="OLD, old")], defects=[make.defect("OLD")])
    )

    assert resolved.records.defects["sku"].to_list() == ["A"]
    assert codes(resolved) == []


def test_an_unknown_product_counts_under_its_own_code_and_is_told_once_a_tab():
    resolved = resolve(
        make.records(
            skus=[make.product("C-CAP")],
            defects=[make.defect("C-CPA"), make.defect("C-CPA"), make.defect("ZZZ")],
            plans=[make.plan("C-CPA")],
        )
    )
    found = {(issue.code, issue.tab, issue.found, issue.rows) for issue in resolved.issues}

    assert resolved.records.defects["sku"].to_list() == ["C-CPA", "C-CPA", "ZZZ"]
    assert found == {
        ("unknown_sku_similar", "defect_log", "C-CPA", 2),
        ("unknown_sku", "defect_log", "ZZZ", 1),
        ("unknown_sku_similar", "reorder_plan", "C-CPA", 1),
    }


def test_ids_of_two_styles_are_suggested_and_never_joined():
    resolved = resolve(
        make.records(
            suppliers=[{"supplier": "SUP-001"}],
            skus=[make.product("MAT-BAT-001", supplier="SUP001")],
            lots=[make.lot(sku="MAT001", supplier="SUP-001")],
        )
    )
    told = {issue.code: issue.slots["suggestion"] for issue in resolved.issues}

    assert told == {"unknown_sku_similar": "MAT-BAT-001", "unknown_supplier_similar": "SUP-001"}
    assert resolved.records.lots["sku"].to_list() == ["MAT001"]
    assert resolved.records.skus["supplier"].to_list() == ["SUP001"]


def test_after_many_unknown_codes_no_more_guesses_are_made():
    unknown = [make.defect(f"Q{n}Z-C-CPA") for n in range(100)]
    resolved = resolve(
        make.records(skus=[make.product("C-CAP")], defects=[*unknown, make.defect("C-CPA")])
    )

    assert codes(resolved)[-1] == "unknown_sku"
    assert len(resolved.issues) == 101


def test_the_first_of_two_rows_about_the_same_thing_holds():
    resolved = resolve(
        make.records(
            skus=[make.product("A", name="one"), make.product("a ", name="two")],
            suppliers=[{"supplier": "S", "our_share": 0.1}, {"supplier": "s", "our_share": 0.2}],
            lots=[
                make.lot("L1", "A", units=100),
                make.lot("l1 ", "a", units=200),
                make.lot("L1", "B"),
            ],
        )
    )

    assert resolved.records.skus["name"].to_list() == ["one"]
    assert resolved.records.suppliers["our_share"].to_list() == [0.1]
    assert resolved.records.lots.select("lot_id", "sku", "units").rows() == [
        ("L1", "A", 100),
        ("L1", "B", 200),
    ]
    assert codes(resolved)[-3:] == ["duplicate_sku", "duplicate_supplier", "duplicate_lot"]
    assert resolved.issues[-1].slots["first_row"] == 2


def test_a_review_that_was_pasted_in_twice_counts_once():
    """Exports of two weeks overlap; three copies of one review were a cluster of bad reviews."""
    review = {
        "review_id": "O1", "reviewed_at": datetime(2025, 5, 30, 9), "sku": "A",
        "rating": 1.0, "text": "vỡ", "order_ref": "O1",
    }  # fmt: skip
    edited = {**review, "text": "vỡ, shop đã đổi"}
    nameless = {**review, "order_ref": None}
    rows = [review, {**review, "order_ref": "o1", "reply": "Xin lỗi bạn"}, review, edited]
    resolved = resolve(make.records(reviews=[*rows, nameless, nameless]))

    assert resolved.records.reviews["row"].to_list() == [3, 5, 6, 7]
    told = [issue for issue in resolved.issues if issue.code == "duplicate_review"]
    assert [(issue.row, issue.slots["first_row"]) for issue in told] == [(2, 3), (4, 3)]


def test_a_lot_without_a_supplier_takes_that_of_its_product():
    resolved = resolve(
        make.records(
            skus=[make.product("A", supplier="S")],
            lots=[make.lot("L1", "A", supplier=None), make.lot("L2", "A", supplier="T")],
        )
    )

    assert resolved.records.lots["supplier"].to_list() == ["S", "T"]


def test_old_codes_lead_to_the_code_of_now_unless_they_are_taken():
    skus = make.records(
        skus=[
            make.product("CUP", aliases="Mug, BOWL;  twice"),
            make.product("BOWL", aliases="twice"),
            make.product("PLAIN"),
        ]
    ).skus

    assert old_codes(skus) == {"mug": "CUP"}


def test_what_people_wrote_stands_under_the_code_of_now():
    marks = make.records(
        marks=[
            {"tab": "signals", "key": "MUG|broken|defect", "closed": True},
            {"tab": "supplier_trends", "key": "MUG", "decision": "leave"},
            {"tab": "sku_summary", "key": "mug", "note": "old"},
            {"tab": "sku_summary", "key": "CUP", "note": "new"},
        ]
    ).marks

    moved = under_codes_of_now(marks, {"mug": "CUP"})

    assert moved.select("tab", "key", "note").rows() == [
        ("supplier_trends", "MUG", None),
        ("sku_summary", "CUP", "new"),
        ("signals", "CUP|broken|defect", None),
    ]
    assert under_codes_of_now(marks, {}) is marks
