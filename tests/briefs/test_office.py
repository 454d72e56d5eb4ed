import re
from dataclasses import replace
from datetime import date

import pytest

from briefs.content import briefs_of, due
from briefs.example import AS_OF, PACKING, REPLACE, WORKED, bare, findings_of, full, good
from briefs.fonts import font_shelf
from briefs.mail_parts import MailContext
from briefs.office import Office, file_name
from briefs.pages import brief_page
from briefs.printing import MOST_PAGES
from briefs.render import writers_of_all
from briefs.weekly import weekly_letter
from quality.reorders import Decision
from tests import demo
from tests.briefs.facts import LIDS, reorder

BUNDLED = font_shelf(system=False)
OFFICE = Office(language="vi", shelf=BUNDLED)
TAGS = re.compile(r"<style>.*?</style>|<img[^>]*>|<[^>]+>", re.DOTALL)


def one(made):
    [brief] = briefs_of(made)
    return brief


def numbers(text):
    return set(re.findall(r"\d[\d.,]*\d|\d", text.replace("\u00a0", " ")))


def sixty():
    return [
        reorder(
            key=f"SKU-{number:02}|2024-12-05",
            supplier={
                "sku": f"SKU-{number:02}",
                "asks": (replace(REPLACE, units=number + 3), PACKING),
            },
        )
        for number in range(60)
    ]


def test_a_brief_has_all_its_documents():
    made = OFFICE.documents(one([replace(WORKED, message_language="vi")]), as_of=AS_OF)

    assert made.name == "brief-B-MUG-20241202"
    assert made.html.startswith("<!DOCTYPE html>")
    assert made.pdf.count == 1
    assert made.letter.count == 1
    assert made.evidence.pdf.count == 1
    assert len(made.pictures[WORKED.key]) == 2
    assert made.html.count("data:image/png;base64,") == 2


def test_without_a_chinese_font_the_texts_come_and_the_pages_are_explained():
    made = OFFICE.documents(one([WORKED]), as_of=AS_OF)

    assert "您好" in made.html
    assert "您好" in made.text
    assert made.letter is None
    assert made.evidence is None
    assert made.pdf.count == 1
    assert made.warnings[0] == (
        "no Chinese font: letter and evidence sheet not made; install fonts-noto-cjk"
    )


def test_signs_that_no_font_has_are_named():
    tea = reorder(message_language="vi", supplier={"name": "Cốc 🍵"})

    made = OFFICE.documents(one([tea]), as_of=AS_OF, drawn=False)

    assert made.warnings == ("no font has these signs: 🍵; a box stands for each",)


@pytest.mark.parametrize(
    "made",
    [
        [WORKED],
        [full()],
        [bare()],
        [WORKED, good(), full()],
        sixty(),
        [
            reorder(
                supplier={
                    "sku": "S" * 200,
                    "supplier": '<b>&"#import',
                    "asks": (replace(PACKING, text="x " * 3000),),
                }
            )
        ],
    ],
    ids=["worked", "full", "bare", "three", "sixty", "hostile"],
)
def test_a_brief_is_two_pages_at_most(made):
    documents = OFFICE.documents(one(made), as_of=AS_OF, drawn=False)

    assert 1 <= documents.pdf.count <= MOST_PAGES


def test_endless_lines_are_set_without_charts_on_two_pages():
    spec = "mỗi cái quấn hai lớp bóng khí " * 40
    asks = tuple(replace(PACKING, text=f"{number} {spec}") for number in range(24))

    made = OFFICE.documents(one([reorder(supplier={"asks": asks})]), as_of=AS_OF)

    assert made.pdf.count <= MOST_PAGES


@pytest.mark.parametrize("made", [[WORKED], [full()], [WORKED, good()], sixty()[:5]])
def test_the_text_has_every_number_of_the_page(made):
    documents = OFFICE.documents(one(made), as_of=AS_OF, drawn=False)

    assert numbers(TAGS.sub(" ", documents.html)) <= numbers(documents.text)


def test_a_second_making_is_the_same_to_the_byte():
    first = OFFICE.documents(one([WORKED, good()]), as_of=AS_OF)
    again = Office(language="vi", shelf=BUNDLED).documents(one([WORKED, good()]), as_of=AS_OF)

    assert again == first


def test_several_products_are_listed_with_the_asks_they_share():
    second = reorder(
        key="B-BOWL|2024-12-06", supplier={"sku": "B-BOWL", "planned_on": date(2024, 12, 6)}
    )
    team = OFFICE.team

    page = brief_page(team, OFFICE.writers, one([WORKED, second]), as_of=AS_OF)

    assert team.words.plainly(page.title) == "Ruicai Ceramics · 05/12–06/12"
    assert len(page.documents) == 2
    assert page.shared[0].startswith("B-MUG, B-BOWL: Giảm giá")


def test_a_brief_without_a_supplier_goes_by_its_product():
    page = brief_page(OFFICE.team, OFFICE.writers, one([bare()]), as_of=AS_OF)

    assert page.title == "X-NEW · 06/12"


def test_the_texts_to_send_are_there_to_copy():
    kinds = {
        "zh": ["message", "cover", "chat", "agent"],
        "vi": ["message", "chat", "agent"],
        "en": ["message", "chat", "agent"],
    }
    for language, wanted in kinds.items():
        brief = one([replace(WORKED, message_language=language)])
        page = brief_page(OFFICE.team, OFFICE.writers, brief, as_of=AS_OF)
        assert [message.kind for message in page.messages] == wanted
        assert page.messages[0].language == language


def test_praise_needs_no_short_texts():
    page = brief_page(OFFICE.team, OFFICE.writers, one([good()]), as_of=AS_OF)

    assert [message.kind for message in page.messages] == ["message", "cover"]


def test_the_texts_of_a_row_have_ordinary_spaces():
    texts = OFFICE.texts(WORKED, as_of=AS_OF)

    assert len(texts.asks) == 3
    assert texts.fallback == "Bù 15 cái trong lô sau (tương đương 277,50 tệ)"
    assert texts.leverage == "MẠNH 7/10"
    assert texts.message_zh.startswith("您好")
    assert texts.message_vi.startswith("Chào anh/chị")
    assert "\u00a0" not in repr(texts) + "".join((*texts.asks, texts.message_vi))


def test_the_mail_has_the_briefs_as_files_and_the_charts_inside():
    made = OFFICE.documents(one([WORKED]), as_of=AS_OF)
    context = MailContext(refreshed_at=None)

    letter = weekly_letter(
        OFFICE.desk((made,)), findings_of((WORKED,)), replace(context, refreshed_at=_moment())
    )

    assert [file.name for file in letter.attachments] == ["brief-B-MUG-20241202.pdf"]
    assert letter.attachments[0].content == made.pdf.content
    assert len(letter.pictures) == 2
    assert len({picture.name for picture in letter.pictures}) == 2


def test_a_file_name_is_plain():
    hostile = reorder(supplier={"sku": "../ü/" + "S" * 200})
    nameless = reorder(supplier={"sku": "货"})

    assert re.fullmatch(r"brief-[A-Za-z0-9-]{1,60}-20241202", file_name(one([hostile])))
    assert file_name(one([nameless])) == "brief-x-20241202"


def test_the_demo_week_is_made_without_a_warning_about_its_own_words():
    office = Office(language="en", writers=writers_of_all(vocabulary=LIDS), shelf=BUNDLED)

    for brief in briefs_of(due(demo.findings())):
        made = office.documents(brief, as_of=demo.ANCHOR, drawn=False)
        assert made.pdf.missing == ""
        assert made.pdf.count <= MOST_PAGES


def test_danger_has_a_brief_but_no_letter():
    stop = reorder(decision=Decision.STOP, message_language="vi", supplier={"asks": ()})

    made = OFFICE.documents(one([stop]), as_of=AS_OF, drawn=False)

    assert made.letter is None
    assert "DỪNG bán" in made.text


@pytest.mark.full
def test_with_a_chinese_font_the_claim_is_set_without_a_missing_sign():
    made = Office(language="vi").documents(one([WORKED]), as_of=AS_OF)

    assert made.letter.count == 1
    assert made.evidence.png.count == 1
    assert made.warnings == ()


def _moment():
    from datetime import datetime

    return datetime(2024, 11, 25, 7, 30)
