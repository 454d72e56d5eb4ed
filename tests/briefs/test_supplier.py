import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs.content import supplier_brief
from briefs.example import AS_OF, DISCOUNT, LOT, PACKING, bare, full, good
from briefs.render import Writer
from briefs.supplier import agent_text, chat_text, clip, message_text
from quality.codes import AskId
from quality.reorders import Ask, Decision
from tests.briefs.facts import reorder

WRITERS = {language: Writer(language) for language in ("zh", "vi", "en")}
LONGEST = {"zh": (600, 220), "vi": (1200, 440), "en": (1200, 440)}
NOTHING = re.compile(r"\bNone\b|\bnan\b|\{|\}|（）|\(\)|: \.|，。|,,|^\d+\. *$", re.MULTILINE)
EVERY_ASK = tuple(
    Ask(
        id=one,
        units=15,
        fraction=0.075,
        price_before=DISCOUNT.price_before,
        price_after=DISCOUNT.price_after,
        defect_type="broken",
        nonconforming=12,
        received=200,
        agreed_on=date(2024, 11, 4),
        due_on=date(2024, 11, 30),
    )
    for one in AskId
)


def texts(message, language):
    writer = WRITERS[language]
    yield message_text(writer, message, as_of=AS_OF)
    yield chat_text(writer, message, as_of=AS_OF)
    yield agent_text(writer, message, as_of=AS_OF)


def many(count):
    """So many products of one supplier in one week, each with asks of its own."""
    for number in range(count):
        yield reorder(
            key=f"SKU-{number:02}",
            supplier={
                "sku": f"SKU-{number:02}",
                "asks": (replace(DISCOUNT, fraction=(number + 3) / 200), PACKING),
            },
        )


@pytest.mark.parametrize("language", WRITERS)
@pytest.mark.parametrize("decision", list(Decision))
@pytest.mark.parametrize("make", [reorder, full, bare, good])
def test_every_text_keeps_its_length_and_says_nothing_empty(language, decision, make):
    message = supplier_brief([replace(make(), decision=decision)])

    said, chat, agent = texts(message, language)

    assert len(said) <= LONGEST[language][0]
    assert len(chat) <= LONGEST[language][1]
    assert len(agent) <= LONGEST[language][1]
    for text in (said, chat, agent):
        assert not NOTHING.search(text), text
        assert "\n\n\n" not in text
        assert text == text.strip() + "\n"


@pytest.mark.parametrize("language", WRITERS)
def test_sixty_products_of_one_supplier_are_one_message_that_counts_what_it_leaves_out(language):
    message = supplier_brief(many(60))

    text = message_text(WRITERS[language], message, as_of=AS_OF)

    shown = len(set(re.findall(r"SKU-\d\d", text)))
    assert len(text) <= LONGEST[language][0]
    assert 2 <= shown < 60
    assert str(60 - shown) in text.splitlines()[-1]
    assert len(re.findall(r"^\d+\. ", text, re.MULTILINE)) <= 4


@pytest.mark.parametrize(
    ("language", "named"),
    [("zh", "tin nhắn tiếng Trung"), ("en", "tin nhắn tiếng Anh"), ("vi", None)],
)
def test_the_agent_is_asked_to_pass_on_the_message_only_where_there_is_one(language, named):
    message = replace(supplier_brief(many(1)), language=language)

    text = message_text(WRITERS["vi"], message, as_of=AS_OF)

    assert ("bên dưới" in text) == (named is not None)
    assert (named or "trả lời bằng chữ") in text


@pytest.mark.parametrize("language", WRITERS)
def test_one_product_that_is_left_out_is_told_in_the_singular(language):
    message = supplier_brief(list(many(1))).shortened(1)

    text = message_text(WRITERS[language], replace(message, more=1), as_of=AS_OF)

    assert "1" in text.splitlines()[-1]


@pytest.mark.parametrize("language", WRITERS)
def test_with_several_products_each_point_names_its_own(language):
    text = message_text(WRITERS[language], supplier_brief(many(2)), as_of=AS_OF)

    points = [line for line in text.splitlines() if re.match(r"\d\. ", line)]
    assert [re.findall(r"SKU-\d\d", point) for point in points] == [
        ["SKU-00"],
        ["SKU-01"],
        ["SKU-00", "SKU-01"],
    ]


@pytest.mark.parametrize("language", WRITERS)
def test_products_with_nothing_to_answer_for_get_one_line(language):
    text = message_text(WRITERS[language], supplier_brief([reorder(), good()]), as_of=AS_OF)

    assert "B-BOWL" in text.splitlines()[-1]


@pytest.mark.parametrize("language", WRITERS)
def test_praise_names_its_count_with_its_rate(language):
    text = message_text(WRITERS[language], supplier_brief([good()]), as_of=AS_OF)

    assert "260" in text
    assert WRITERS[language].words.percent(2 / 260) in text


@pytest.mark.parametrize("language", WRITERS)
def test_praise_without_a_count_names_no_rate(language):
    uncounted = replace(good(), for_supplier=replace(good().for_supplier, asks=()))

    text = message_text(WRITERS[language], supplier_brief([uncounted]), as_of=AS_OF)

    assert "%" not in text


@pytest.mark.parametrize("language", WRITERS)
def test_a_chat_message_has_five_numbered_lines_and_ends_in_a_question_with_a_time(language):
    message = supplier_brief([reorder(supplier={"asks": EVERY_ASK[:6]})])

    chat = chat_text(WRITERS[language], message, as_of=AS_OF)

    numbered = [line for line in chat.splitlines() if re.match(r"\d\. ", line)]
    assert [line[0] for line in numbered] == ["1", "2", "3", "4", "5"]
    assert chat.rstrip()[-1] in "?？"
    assert "18:00" in chat.splitlines()[-1]


@pytest.mark.parametrize("language", WRITERS)
def test_a_chat_message_about_danger_asks_for_the_cause_and_praises_nothing(language):
    message = supplier_brief([reorder(decision=Decision.STOP, supplier={"asks": ()})])
    praise = WRITERS[language].words("ask.keep.chat")

    for text in texts(message, language):
        assert praise not in text


@pytest.mark.parametrize("language", WRITERS)
@pytest.mark.parametrize("ask", EVERY_ASK, ids=lambda ask: ask.id)
def test_every_ask_has_a_sentence_with_and_without_its_figures(language, ask):
    for one in (ask, Ask(id=ask.id, units=4, fraction=0.05, agreed_on=date(2024, 11, 4))):
        message = supplier_brief([reorder(supplier={"asks": (one,)})])
        for text in texts(message, language):
            assert not NOTHING.search(text), text


@pytest.mark.parametrize("language", WRITERS)
def test_where_the_asks_count_several_lots_their_sum_is_told(language):
    message = supplier_brief([reorder(supplier={"window_units": 420, "window_nonconforming": 19})])

    text = message_text(WRITERS[language], message, as_of=AS_OF)

    assert WRITERS[language].words.percent(19 / 420) in text


@pytest.mark.parametrize("language", WRITERS)
def test_a_lot_without_units_has_a_count_and_no_rate(language):
    lot = replace(LOT, units=None, fraction=None)
    message = supplier_brief(
        [reorder(supplier={"lot": lot, "window_units": 0, "asks": (PACKING,)})]
    )

    text = message_text(WRITERS[language], message, as_of=AS_OF)

    assert "15" in text
    assert "200" not in text


@pytest.mark.parametrize("language", WRITERS)
@pytest.mark.parametrize(("photos", "packaging"), [(0, 0), (1, 0), (0, 1), (1, 1), (6, 2)])
def test_photos_are_named_as_far_as_there_are_any(language, photos, packaging):
    message = supplier_brief([reorder(supplier={"photos": photos, "photos_packaging": packaging})])
    said = "".join(texts(message, language))

    assert not NOTHING.search(said)
    assert " 0 " not in said


def test_days_of_another_year_show_it():
    lot = replace(LOT, received_on=date(2023, 10, 15))

    text = message_text(
        WRITERS["zh"], supplier_brief([reorder(supplier={"lot": lot})]), as_of=AS_OF
    )

    assert "2023年10月15日" in text


def test_a_shop_with_another_currency_never_speaks_of_yuan():
    writer = Writer("en", purchase="USD")

    text = message_text(writer, supplier_brief([reorder()]), as_of=AS_OF)

    assert "unit price 18.50 → US$17.11" in text
    assert "yuan" not in text


def test_a_packing_specification_of_the_shop_takes_the_place_of_the_general_one():
    own = replace(PACKING, text="bọc 3 lớp", text_zh="包3层")
    message = supplier_brief([reorder(supplier={"asks": (own,)})])

    assert "包装：包3层。" in message_text(WRITERS["zh"], message, as_of=AS_OF)
    said = WRITERS["vi"].words.plainly(message_text(WRITERS["vi"], message, as_of=AS_OF))
    assert "Đóng gói: bọc 3 lớp." in said


@pytest.mark.parametrize("language", WRITERS)
@pytest.mark.parametrize("sku", ['<b>&"#import', "S" * 200, "a\nb\u2028c\td", "\u202egnihtemos"])
def test_hostile_names_stay_text_on_one_line(language, sku):
    message = supplier_brief([reorder(supplier={"sku": sku, "name": sku, "name_zh": sku})])

    for text, longest in zip(texts(message, language), (*LONGEST[language], 440), strict=True):
        assert len(text) <= longest
        assert not set(text) & set("\t\u2028\u202e\r")
    assert len(message_text(WRITERS[language], message, as_of=AS_OF).splitlines()) < 14


@given(
    sku=st.text(min_size=1, max_size=300),
    name=st.none() | st.text(max_size=2000),
    spec=st.none() | st.text(max_size=5000),
)
def test_whatever_people_type_the_lengths_hold(sku, name, spec):
    asks = (DISCOUNT, replace(PACKING, text=spec, text_zh=spec), *EVERY_ASK[4:6])
    message = supplier_brief(
        [reorder(supplier={"sku": sku, "name": name, "name_zh": name, "asks": asks})]
    )

    for language in ("zh", "vi"):
        said, chat, _ = texts(message, language)
        assert len(said) <= LONGEST[language][0]
        assert len(chat) <= LONGEST[language][1]


def test_a_text_that_is_cut_says_so():
    assert clip("abcdef", 4) == "abc…"
    assert clip("abcd", 4) == "abcd"


PART_PAID = {
    "window_units": 200,
    "window_nonconforming": 5,
    "window_settled": 10,
    "asks": (Ask(id=AskId.REPLACE, units=5, nonconforming=5, received=200, settled=10),),
}


@pytest.mark.parametrize(
    ("language", "told", "asked"),
    [
        ("zh", "不良15个；其中10个已赔付，尚余5个（2.5%）", "补发5个，与尚未解决的不良数量一致"),
        ("vi", "lỗi 15 cái; đã bù 10 cái, còn 5 cái = 2,5 %", "đúng bằng số lỗi chưa giải quyết"),
        ("en", "15 defective. 10 of them are settled; 5 (2.5 %) are still open", "still open"),
    ],
)
def test_pieces_that_were_paid_for_are_told_beside_what_is_asked_for(language, told, asked):
    """Five pieces are not the number of the fifteen that the same message calls defective."""
    message = supplier_brief([reorder(supplier=PART_PAID)])

    text = WRITERS[language].words.plainly(message_text(WRITERS[language], message, as_of=AS_OF))

    assert told in text
    assert asked in text


@pytest.mark.parametrize("language", WRITERS)
def test_a_product_that_is_ordered_twice_is_told_once(language):
    orders = [
        reorder(supplier={"sku": "LAMP", "planned_on": date(2024, 12, day), "asks": (PACKING,)})
        for day in (3, 5)
    ]

    text = message_text(WRITERS[language], supplier_brief(orders), as_of=AS_OF)

    assert text.count(LOT.lot_id) == 1
    assert len(re.findall(r"^1\. LAMP[:：]", text, re.MULTILINE)) == 1


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        (2, "This is the third time we raise this;"),
        (5, "We have raised this 5 times before;"),
    ],
)
def test_how_often_something_was_raised_is_counted(raised, told):
    tried = reorder(supplier={"sku": "MUG", "last_try": True, "raised": raised})

    alone = message_text(WRITERS["en"], supplier_brief([tried]), as_of=AS_OF)
    beside = message_text(WRITERS["en"], supplier_brief([tried, reorder()]), as_of=AS_OF)

    assert f"\n{told}" in alone
    assert f"\nMUG: {told}" in beside


@pytest.mark.parametrize(
    ("language", "prices"),
    [("zh", "0.1500元调整为0.1455元"), ("vi", "0,1500 → 0,1455 tệ"), ("en", "0.1500 → 0.1455")],
)
def test_cheap_pieces_have_prices_that_show_the_cut(language, prices):
    cut = replace(
        DISCOUNT, fraction=0.03, price_before=Decimal("0.15"), price_after=Decimal("0.1455")
    )
    message = supplier_brief([reorder(supplier={"asks": (cut,)})])

    assert prices in WRITERS[language].words.plainly(
        message_text(WRITERS[language], message, as_of=AS_OF)
    )
