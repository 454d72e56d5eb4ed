import re
from dataclasses import replace
from datetime import date, datetime

import polars as pl
import pytest

from briefs.alarms import notice_letter, urgent_letter
from briefs.content import due
from briefs.example import AS_OF, WORKED, bare, findings_of, full, good
from briefs.fonts import font_shelf
from briefs.mail import LARGEST_HTML, LONGEST_SUBJECT, Picture
from briefs.mail_parts import Desk, MailContext, cut, fitting, signal_line, table_line
from briefs.render import Writer
from briefs.weekly import BLOCK_LINES, express_letter, weekly_letter
from quality.codes import AskId, DecisionReason
from quality.findings import Findings
from quality.reorders import Ask, Decision
from tests import demo
from tests.briefs.facts import reorder

WRITERS = {language: Writer(language) for language in ("zh", "vi", "en")}
CONTEXT = MailContext(
    refreshed_at=datetime(2025, 6, 2, 2, 10),
    issues=4,
    next_mail_on=date(2025, 6, 9),
    sheet_link="https://docs.google.com/spreadsheets/d/x/edit",
)
TAGS = re.compile(r"<style>.*?</style>|<[^>]+>", re.DOTALL)


def desk(language="en", **more):
    return Desk(team=WRITERS[language], writers=WRITERS, **more)


def weekly(findings, language="en", context=CONTEXT, **more):
    return weekly_letter(desk(language, **more), findings, context)


def numbers(text):
    return set(re.findall(r"\d[\d.,]*\d|\d", text.replace("\u00a0", " ")))


def many(count, **changes):
    """So many reorders, each at a supplier of its own, everything filled in."""
    return tuple(
        replace(
            full(),
            key=f"SKU-{number:02}|2024-12-05",
            for_supplier=replace(
                full().for_supplier, sku=f"SKU-{number:02}", supplier=f"Xưởng {number}", **changes
            ),
        )
        for number in range(count)
    )


def test_the_demo_week_is_the_planted_one():
    letter = weekly(demo.findings())

    assert letter.subject == (
        "3 reorders to settle this week: A-FAN switch, C-SCARF negotiate, B-MUG keep"
    )
    listed = re.findall(
        r"^- \w+.\d+.\w+: ([\w-]+) ", WRITERS["en"].words.plainly(letter.text), re.MULTILINE
    )
    assert listed == ["A-FAN", "C-SCARF", "B-MUG", "C-SOCK"]
    assert "C-SOCK: no issue. Nothing is open with this product." in letter.text


def test_decisions_come_first_and_the_footer_last():
    text = WRITERS["en"].words.plainly(weekly(demo.findings()).text)
    order = [
        "A-FAN · Quạt mini",
        "B-MUG: keep",
        "A-FAN · Quạt mini · Hengda: SWITCH source\nPlanned",
        "C-SCARF · Khăn quàng · Lanxin: NEGOTIATE before ordering\nPlanned",
        "New signals",
        "QC this week",
        "Coming later",
        "After you talk",
        "Data as of 2 Jun 2025, refreshed 2 Jun 02:10; 4 data issues.",
        "Next mail: Mon 9 Jun.",
        "Open the sheet: https://docs.google.com",
    ]

    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_text_has_every_number_of_the_page(language):
    for findings in (demo.findings(), findings_of((full(), WORKED, bare(), good()))):
        letter = weekly(findings, language)

        assert numbers(TAGS.sub(" ", letter.html)) <= numbers(letter.text)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_mail_with_forty_suppliers_stays_below_what_mail_programs_clip(language):
    letter = weekly(findings_of(many(40)), language, replace(CONTEXT, max_reorders=40))

    assert 50_000 < len(letter.html.encode()) <= LARGEST_HTML
    assert all(f"SKU-{number:02}" in letter.text for number in range(40))
    assert len(letter.subject) <= LONGEST_SUBJECT


def test_what_does_not_fit_at_length_is_told_in_one_line():
    """A supplier with an enormous name: even one block would be too much."""
    huge = replace(WORKED, for_supplier=replace(WORKED.for_supplier, supplier="ư" * 60_000))

    letter = weekly(findings_of((huge,)))

    assert "SKU" not in letter.text
    assert "B-MUG: negotiate." in letter.text


def test_missing_pieces_are_told_where_the_rest_is_fine():
    """The mail said that nothing is open, and the sheet asked for thirty pieces."""
    short = replace(
        WORKED,
        decision=Decision.NO_ISSUE,
        for_supplier=replace(
            WORKED.for_supplier, asks=(Ask(id=AskId.SHORTAGE, units=30),), earlier_lots=()
        ),
        for_team=replace(WORKED.for_team, decision_reason=DecisionReason.NOTHING_OPEN),
    )

    text = WRITERS["en"].words.plainly(weekly(findings_of((short,))).text)

    assert "B-MUG: no issue. Pieces were missing from the last batches;" in text
    assert "30 pcs short in the last batch: add them free to the next one." in text


def test_the_reorders_beyond_the_limit_are_counted():
    text = weekly(findings_of(many(12)), context=replace(CONTEXT, max_reorders=10)).text
    eleven = weekly(findings_of(many(11)), context=replace(CONTEXT, max_reorders=10)).text

    assert "and 2 more in the sheet" in text
    assert "and 1 more in the sheet" in eleven


def test_a_block_has_twenty_lines_at_most():
    parts = weekly(findings_of((full(),))).text.split("Planned:")[1].split("-- For")[0]

    assert 15 < sum(bool(line.strip()) for line in parts.splitlines()) <= BLOCK_LINES
    assert "the rest is in the brief." in parts


def test_one_supplier_in_one_week_gets_one_message():
    second = reorder(
        key="B-BOWL|2024-12-06", supplier={"sku": "B-BOWL", "planned_on": date(2024, 12, 6)}
    )

    text = weekly(findings_of((WORKED, second))).text

    assert text.count("您好") == 1


def test_charts_travel_with_the_blocks_that_show_them():
    picture = Picture(name="rates-0", png=b"x", alt="Lot is above", width=480, height=200)
    pictures = {WORKED.key: (picture,), good().key: (picture,)}

    letter = weekly(findings_of((WORKED, good())), pictures=pictures)

    assert letter.pictures == (picture,)
    assert 'src="cid:rates-0"' in letter.html
    assert 'alt="Lot is above"' in letter.html


def test_a_week_with_nothing_to_settle_says_so_first():
    calm = replace(good(), decision=Decision.NO_ISSUE)

    assert weekly(findings_of((calm,))).subject == "1 reorder this week, nothing to settle"
    assert weekly(findings_of((calm, replace(calm, key="2")))).subject == (
        "2 reorders this week, nothing to settle"
    )
    assert (
        weekly(findings_of((WORKED,))).subject == "1 reorder to settle this week: B-MUG negotiate"
    )


def test_an_empty_week_says_so_in_two_lines():
    letter = weekly(findings_of(()), context=replace(CONTEXT, sheet_link=None))

    assert letter.subject == "No reorder this week"
    assert WRITERS["en"].words.plainly(letter.text).split("\n\n") == [
        "No reorder is due within 14 days.",
        "The next mail comes on Mon 9 Jun; the sheet has all numbers.\n",
    ]


def test_an_empty_week_without_a_next_mail_is_one_line():
    letter = weekly(findings_of(()), context=MailContext(refreshed_at=CONTEXT.refreshed_at))

    assert letter.text == "No reorder is due within 14\u00a0days.\n"


def test_an_empty_week_may_be_skipped():
    assert weekly(findings_of(()), context=replace(CONTEXT, when_empty="skip")) is None


@pytest.mark.parametrize(
    ("issues", "told"), [(0, "no data issues"), (1, "1 data issue"), (7, "7 data issues")]
)
def test_the_footer_counts_data_issues(issues, told):
    letter = weekly(
        findings_of((WORKED,)), context=replace(CONTEXT, issues=issues, next_mail_on=None)
    )

    assert f"; {told}." in letter.text
    assert "Next mail" not in letter.text


def test_an_express_mail_names_its_reorders_and_nothing_else():
    letter = express_letter(desk(), demo.findings(), CONTEXT, due(demo.findings())[:1])

    assert letter.subject == "Due before the next weekly mail: A-FAN switch"
    assert "New signals" not in letter.text
    assert "C-SCARF" not in letter.text


def signals(**changes):
    row = {
        "level": "urgent",
        "kind": "defect",
        "sku": "B-MUG",
        "defect_type": "broken",
        "units": 12,
        "received": 200.0,
        "is_new": True,
        "closed": False,
        **changes,
    }
    schema = findings_of(()).signals.schema
    return pl.DataFrame([{name: row.get(name) for name in schema}], schema=schema)


def with_frames(**frames):
    base = findings_of((WORKED,))
    given = {name: getattr(base, name) for name in Findings.__slots__}
    return Findings(**(given | frames))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "B-MUG: 12 broken of 200 received, urgent"),
        ({"received": None}, "B-MUG: 12 broken, urgent"),
        ({"defect_type": None, "kind": "switch"}, "B-MUG: switch, urgent"),
        (
            {"kind": "review_cluster", "units": None, "complaints": 4, "level": "signal"},
            "B-MUG: 4 bad reviews (review cluster), signal",
        ),
    ],
)
def test_a_signal_is_told_in_one_line(changes, told):
    assert signal_line(WRITERS["en"], signals(**changes).row(0, named=True)) == told


def test_a_new_urgent_signal_does_not_wait_for_the_week():
    letter = urgent_letter(desk(), with_frames(signals=signals()), CONTEXT)

    assert letter.subject == "Urgent: B-MUG"
    assert "- B-MUG: 12 broken of 200 received, urgent" in letter.text


def test_a_new_cluster_of_bad_reviews_is_told_the_same_night():
    reviews = {"kind": "review_cluster", "units": None, "complaints": 4, "level": "signal"}
    letter = urgent_letter(desk(), with_frames(signals=signals(**reviews)), CONTEXT)

    assert "- B-MUG: 4 bad reviews (review cluster), signal" in letter.text


@pytest.mark.parametrize("changes", [{"is_new": False}, {"level": "signal"}, {"closed": True}])
def test_what_is_old_closed_or_not_urgent_waits(changes):
    assert urgent_letter(desk(), with_frames(signals=signals(**changes)), CONTEXT) is None


def test_a_serious_review_that_waits_is_urgent():
    schema = findings_of(()).reviews.schema
    row = {"sku": "A-FAN", "group": "contact_now", "hours": 30.0, "key": "r"}
    reviews = pl.DataFrame([{name: row.get(name) for name in schema}], schema=schema)

    letter = urgent_letter(desk(), with_frames(reviews=reviews), CONTEXT)

    assert letter.subject == "Urgent: A-FAN"
    assert "A serious review of A-FAN has waited 30 hours without contact." in letter.text
    assert "Reviews: contact now 1." in weekly(with_frames(reviews=reviews)).text


def test_serious_reviews_of_one_product_share_a_line():
    """Nine buyers were nine lines that said the same."""
    schema = findings_of(()).reviews.schema
    rows = [
        {"sku": sku, "group": "contact_now", "hours": hours, "key": f"{sku}{hours}"}
        for sku, hours in (("CUP", 26.0), ("CUP", 31.5), ("FAN", None))
    ]
    reviews = pl.DataFrame(
        [{name: row.get(name) for name in schema} for row in rows], schema=schema
    )

    text = urgent_letter(desk(), with_frames(reviews=reviews), CONTEXT).text

    assert text.count("CUP have waited without contact, the longest 31 hours.") == 1
    assert "2 serious reviews of CUP" in text
    assert "A serious review of FAN has waited 0 hours without contact." in text


def test_at_most_five_signals_are_listed():
    several = pl.concat([signals(sku=f"S-{number}") for number in range(7)])

    text = weekly(with_frames(signals=several)).text

    assert "S-4: 12 broken" in text
    assert "S-5" not in text
    assert "and 2 more in the sheet" in text


def qc(**changes):
    row = {
        "sku": "B-VASE",
        "arrival_on": date(2024, 11, 28),
        "open": 3,
        "cartons": 18,
        "carton_numbers": [6, 7, 14],
        "done": False,
        **changes,
    }
    schema = findings_of(()).qc_plan.schema
    return pl.DataFrame([{name: row.get(name) for name in schema}], schema=schema)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "28 Nov B-VASE: open 3 of 18 cartons, numbers 6, 7, 14"),
        ({"cartons": None}, "28 Nov B-VASE: open 3 cartons"),
        ({"overdue_days": 4}, "B-VASE: QC is 4 days overdue"),
    ],
)
def test_arrivals_are_told_with_the_cartons_to_open(changes, told):
    text = WRITERS["en"].words.plainly(weekly(with_frames(qc_plan=qc(**changes))).text)

    assert f"QC this week\n- {told}\n" in text


@pytest.mark.parametrize("changes", [{"done": True}, {"arrival_on": date(2024, 12, 24)}])
def test_what_is_done_or_far_away_is_not_told(changes):
    assert "QC this week" not in weekly(with_frames(qc_plan=qc(**changes))).text


def test_promises_past_due_are_counted():
    schema = findings_of(()).talks.schema
    row = {"supplier": "Ruicai", "open_ask": "unanswered"}
    talks = pl.DataFrame([{name: row.get(name) for name in schema}], schema=schema)

    assert "Promises past due: 1." in weekly(with_frames(talks=talks)).text


def test_reorders_beyond_the_window_come_later():
    later = tuple(replace(one, within_window=False) for one in many(7))

    text = WRITERS["en"].words.plainly(weekly(findings_of((WORKED, *later))).text)

    assert "- SKU-04 on 5 Dec" in text
    assert "SKU-05" not in text
    assert "- and 2 more in the sheet" in text


def test_a_lot_of_the_table_is_told_as_far_as_it_is_known():
    writer = WRITERS["en"]
    no_units = replace(WORKED.for_supplier.lot, units=None)
    too_many = replace(WORKED.for_supplier.lot, units=10)

    assert table_line(writer, bare()).latest == "no batch"
    assert table_line(writer, reorder(supplier={"lot": no_units})).latest == "15 defective"
    assert table_line(writer, reorder(supplier={"lot": too_many})).latest == "15 defective"


def test_a_notice_says_what_failed_what_to_do_and_how_often():
    letter = notice_letter(
        WRITERS["en"],
        job="nightly",
        at=datetime(2025, 6, 2, 2, 10),
        fix="Share the sheet with the service account.\n\n",
        details="Google 403: <forbidden>\ntrace",
        repeats=3,
    )

    text = WRITERS["en"].words.plainly(letter.text)
    assert (
        WRITERS["en"].words.plainly(letter.subject)
        == "reorder-brief: nightly failed at 2 Jun 02:10"
    )
    assert "- Share the sheet with the service account." in text
    assert "- The same failure happened 3 times since the last notice." in text
    assert "- Google 403: <forbidden>\n- trace" in text
    assert "&lt;forbidden&gt;" in letter.html


def test_a_first_notice_without_details_names_neither():
    letter = notice_letter(
        WRITERS["vi"], job="weekly", at=datetime(2025, 6, 2, 2, 10), fix="x", details=""
    )

    assert "Chi tiết" not in letter.text
    assert "lần kể từ" not in letter.text


def test_a_subject_that_is_too_long_is_cut():
    assert len(cut("x" * 200)) == LONGEST_SUBJECT
    assert cut("x" * 200).endswith("…")
    assert fitting(["a" * 50, "b" * 50], 20) == "a" * 50 + ", …"
    assert fitting([], 20) == ""


def test_hostile_names_are_text_in_a_mail():
    hostile = '<b>&"#import<script>alert(1)</script>'
    letter = weekly(findings_of((reorder(supplier={"sku": hostile, "supplier": hostile}),)))

    assert "<script>" not in letter.html
    assert '<b>&"#import' not in letter.html
    assert len(letter.subject) <= LONGEST_SUBJECT


def test_nothing_in_a_mail_depends_on_fonts():
    """The texts come also where no document can be drawn."""
    assert not font_shelf(system=False).chinese
    assert "您好" in weekly(findings_of((WORKED,))).text


def test_as_of_is_the_day_of_the_findings():
    assert (
        f"Data as of {WRITERS['en'].words.date(AS_OF, year=True)}"
        in weekly(findings_of((WORKED,))).text
    )


def test_a_short_block_is_whole():
    text = weekly(findings_of((replace(bare(), decision=Decision.HOLD),))).text

    assert "X-NEW: HOLD the order\nPlanned" in WRITERS["en"].words.plainly(text)
    assert "the rest is in the brief" not in text
