import re
from dataclasses import replace

import pytest

from briefs.charts import Artist
from briefs.claims import claim_letter, evidence_sheet, letter_version
from briefs.content import supplier_brief
from briefs.documents import Typesetter
from briefs.example import AS_OF, EARLIER_LOT, LOT, PACKING, REPLACE, bare, full, good, types
from briefs.fonts import font_shelf
from briefs.render import Writer
from quality.reorders import Decision
from tests.briefs.facts import reorder

SHELF = font_shelf(system=False)
SETTER = Typesetter(SHELF)
WRITERS = {language: Writer(language) for language in ("zh", "vi", "en")}
EN, VI = WRITERS["en"], WRITERS["vi"]
NOTHING = re.compile(r"\bNone\b|\bnan\b|\{|\}|（）|\(\)|,,|  |^$")


def version(made, language="en"):
    writer = WRITERS[language]
    told = letter_version(writer, supplier_brief([made]), as_of=AS_OF)
    return told, {part.id: tuple(map(writer.words.plainly, part.lines)) for part in told.sections}


def letter(made, first=EN, copy=VI):
    return claim_letter(SETTER, first, copy, supplier_brief(made), as_of=AS_OF)


def sheet(made, writer=EN):
    artist = Artist(writer, SHELF)
    return evidence_sheet(SETTER, artist, writer, supplier_brief(made), as_of=AS_OF)


def many(count):
    return [
        reorder(
            key=str(number),
            supplier={
                "sku": f"SKU-{number:02}",
                "asks": (replace(REPLACE, units=number + 3), PACKING),
            },
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("language", WRITERS)
@pytest.mark.parametrize("decision", list(Decision))
@pytest.mark.parametrize("make", [reorder, full, bare, good])
def test_no_letter_says_anything_empty(language, decision, make):
    told, parts = version(replace(make(), decision=decision), language)

    for line in (
        told.title,
        told.opening,
        told.closing,
        *(line for lines in parts.values() for line in lines),
    ):
        assert not NOTHING.search(line), line


def test_a_letter_states_facts_photos_earlier_lots_and_requests():
    told, parts = version(reorder())

    assert told.title == "Quality claim: B-MUG, batch MUG-2410"
    assert told.to == "To: Ruicai Ceramics"
    assert parts == {
        "facts": (
            (
                "B-MUG Ceramic mug with lid 350 ml, batch MUG-2410 (ordered 22 Sep, received 15 Oct):"
                " 200 received, 15 defective = 7.5 % (at least 4.9 % at this count). Agreed: 1 %."
            ),
            "Of these: 12 broken, 2 chipped, 1 without an accessory.",
        ),
        "photos": ("Photos 1–6: defective pieces; photos 7–8: outer cartons.",),
        "earlier": ("Batch MUG-2405 (received 20 May 2024): 4 defective of 220 = 1.8 %.",),
        "requests": (
            "Price: 7.5 % off this order in line with the defect rate, unit price 18.50 → 17.11 yuan.",
            EN.words.plainly(EN.kept_together(EN.words("ask.packing.supplier_bare"))),
            (
                "Check before shipping: open 10 % of cartons at random (at least 2), send photos or video"
                " for our approval before dispatch, at your cost."
            ),
        ),
        "check": (EN.words("letter.check.breakage"),),
        "reply": (
            (
                "Please reply in writing by 3 Dec 2024. If you do not agree with the count, please go"
                " through the photos one by one and name the numbers you do not accept, with the reason."
            ),
        ),
        "next_order": (
            (
                "B-MUG Ceramic mug with lid 350 ml: 300 pcs, planned for 5 Dec; placed as soon as the"
                " requests above are confirmed in writing."
            ),
        ),
    }


def test_a_chinese_letter_goes_to_the_chinese_name():
    told, _ = version(reorder(), "zh")
    nameless, _ = version(reorder(supplier={"supplier": None, "supplier_zh": None}), "zh")

    assert told.to == "致：瑞彩陶瓷"
    assert nameless.to == ""


def test_a_letter_never_threatens():
    told, parts = version(reorder(supplier={"last_try": True, "raised": 2}))

    assert "third time" not in repr((told, parts))


def test_at_most_three_earlier_lots_are_named():
    earlier = tuple(replace(EARLIER_LOT, lot_id=f"E{number}") for number in range(5))

    _, parts = version(reorder(supplier={"earlier_lots": earlier}))

    assert len(parts["earlier"]) == 3


def test_several_products_are_counted_in_the_title():
    told = letter_version(EN, supplier_brief(many(3)), as_of=AS_OF)
    chinese = letter_version(WRITERS["zh"], supplier_brief(many(3)), as_of=AS_OF)

    assert told.title == "Quality claim: SKU-00 and 2 more"
    assert chinese.title == "质量问题说明及请求：货号 SKU-00 等3款"


@pytest.mark.parametrize(
    ("counted", "group"),
    [
        ({"not_working": 3}, "function"),
        ({"of_our_own": 3}, "unknown"),
        ({}, "unknown"),
        ({"short_count": 3}, "unknown"),
    ],
)
def test_the_factory_is_told_where_to_look(counted, group):
    _, parts = version(reorder(supplier={"lot": replace(LOT, types=types(**counted))}))

    assert parts["check"] == (EN.words(f"letter.check.{group}"),)


@pytest.mark.parametrize(
    "made", [[reorder()], [full()], many(6), many(60)], ids=["one", "full", "six", "sixty"]
)
def test_a_letter_in_two_languages_is_one_page(made):
    assert letter(made).count == 1


def test_a_letter_in_one_language_is_one_page():
    assert letter([reorder()], copy=None).count == 1


def test_a_letter_with_endless_names_is_one_page():
    endless = {"sku": "S" * 200, "name": "ư" * 3000, "asks": (replace(PACKING, text="x " * 4000),)}

    made = letter([reorder(supplier=endless)])

    assert made.count == 1


def test_without_a_request_there_is_no_letter_and_no_sheet():
    assert letter([good()]) is None
    assert sheet([good()]) is None
    assert letter([reorder(decision=Decision.STOP, supplier={"asks": ()})]) is None


def test_the_same_facts_are_the_same_bytes():
    assert letter([reorder()]) == letter([reorder()])
    assert sheet([reorder()]) == sheet([reorder()])


@pytest.mark.parametrize("make", [reorder, full])
def test_the_evidence_is_one_page_as_pdf_and_as_png(make):
    made = sheet([make()])

    assert (made.pdf.count, made.png.count) == (1, 1)
    assert made.png.content.startswith(b"\x89PNG")


def test_evidence_without_a_lot_and_without_units_is_made_all_the_same():
    no_lot = {"lot": None, "earlier_lots": (), "window_types": types()}

    assert sheet([reorder(supplier=no_lot)]).pdf.count == 1
    assert (
        sheet([reorder(supplier={"lot": replace(LOT, units=None, fraction=None)})]).pdf.count == 1
    )
    assert sheet([reorder(supplier={"name": None})], WRITERS["vi"]).pdf.count == 1


def test_evidence_that_is_too_long_leaves_its_charts_out():
    long = tuple(replace(REPLACE, units=number) for number in range(3, 60))

    assert sheet([reorder(supplier={"asks": long})]).pdf.count == 1


@pytest.mark.full
def test_the_letter_can_be_read_in_both_languages():
    """Needs a Chinese font."""
    setter = Typesetter(font_shelf())
    made = claim_letter(setter, WRITERS["zh"], VI, supplier_brief([reorder()]), as_of=AS_OF)

    assert (made.count, made.missing) == (1, "")
