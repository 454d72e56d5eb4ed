"""Both jobs on a small shop: which letters they plan, what they remember, how they tell it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import openpyxl
import pytest

from jobs import nightly, weekly
from jobs.exits import Exit
from jobs.finishing import outcome
from jobs.letters import revise
from jobs.outbox import Delivered, Posted
from jobs.refreshing import refresh_tabs
from jobs.revising import deliver_revised
from jobs.runner import run_job
from jobs.session import RunOptions
from jobs.stopping import Stopping
from jobs.wordlists import all_words
from sheets.refresh import PutBack
from tests.jobs import terminal
from tests.jobs.around import MAIL, SAIGON, Clock, mails, surroundings

MONDAY = datetime(2025, 6, 2, 7, 30, tzinfo=SAIGON)
TUESDAY = datetime(2025, 6, 3, 2, 10, tzinfo=SAIGON)
LOTS = [
    ["Batch", "SKU", "Received", "Units received", "Supplier"],
    ["L1", "MUG", date(2025, 2, 1), 200, "Ruicai"],
    ["L2", "CUP", date(2025, 2, 1), 300, "Hengda"],
]
SKUS = [["SKU", "Name", "Supplier", "Price CNY"], ["MUG", "Mug", "Ruicai", 18.5]]
PLAN = [
    ["SKU", "Planned date", "Quantity", "Supplier"],
    ["MUG", date(2025, 6, 10), 300, "Ruicai"],
    ["CUP", date(2025, 6, 12), 100, "Hengda"],
]


def log(broken=12):
    rows = [
        ["MUG", "broken", "L1", date(2025, 4, 1) + timedelta(days=place), 1, f"A{place}"]
        for place in range(broken)
    ]
    return [["SKU", "Defect type", "Batch", "Date found", "Units", "Order ref"], *rows]


def tabs(**changed):
    return {
        "Defect log": log(),
        "Receiving & QC": LOTS,
        "SKUs": SKUS,
        "Reorder plan": PLAN,
        **changed,
    }


@pytest.fixture
def opened(tmp_path):
    """A function that opens the shop, with its tabs, its time and more of its configuration."""
    open_ones = []

    def shop(now=MONDAY, *, more=MAIL, **changed):
        terminal.book(tmp_path / "quality.xlsx", tabs(**changed))
        made = surroundings(tmp_path, clock=Clock(now), more=more)
        open_ones.append(made)
        return made

    yield shop
    for one in open_ones:
        one.ledger.close()


def ran(around, job=weekly, **asked):
    done = run_job(job.__name__.split(".")[-1], job.run, around, options=RunOptions(**asked))
    assert done.exit in {Exit.OK, Exit.PARTIAL}, done.message
    return done


def subjects(folder):
    return [letter["Subject"] for letter in mails(folder)]


def briefs(folder, title="Reorder briefs"):
    return {row["SKU"]: row for row in terminal.told(folder / "quality.xlsx", title)}


def test_the_weekly_mail_goes_out_once_a_week(opened, tmp_path):
    around = opened()

    first, again = ran(around), ran(around)

    assert subjects(tmp_path) == ["1 reorder to settle this week: MUG negotiate"]
    assert (first.counts["mails"], again.counts["mails"]) == (1, 0)
    around.clock.forward(days=7)
    ran(around)
    assert len(mails(tmp_path)) == 2


def test_what_was_mailed_shows_in_the_sheet(opened, tmp_path):
    ran(opened())

    assert briefs(tmp_path)["MUG"]["Sent"] == datetime(2025, 6, 2, 7, 30)
    [run] = terminal.told(tmp_path / "quality.xlsx", "Run log")
    assert (run["Job"], run["Mails"]) == ("weekly", 1)


def test_what_was_mailed_shows_in_tabs_that_the_same_run_renamed(opened, tmp_path):
    """The id of a tab of a file is its title, which goes with the language."""
    around = opened()
    ran(around, nightly, no_mail=True)

    ran(around, weekly, language="vi")

    vietnamese = all_words()["vi"]
    newest, _ = terminal.told(tmp_path / "quality.xlsx", vietnamese("run_log.title"))
    assert newest[vietnamese("run_log.columns.mails.header")] == 1


def test_the_brief_is_attached_where_there_is_something_to_settle(opened, tmp_path):
    ran(opened())

    [letter] = mails(tmp_path)
    assert [part.get_filename() for part in letter.iter_attachments()] == ["brief-MUG-20250609.pdf"]


def test_one_product_alone_is_a_letter_of_its_own(opened, tmp_path):
    """A look ahead at one product does not use up the mail of the week."""
    around = opened()

    ran(around, sku="mug")
    ran(around)

    assert len(mails(tmp_path)) == 2


def test_a_product_that_nobody_reorders_says_so_after_the_tabs_are_written(opened, tmp_path):
    done = run_job("weekly", weekly.run, opened(), options=RunOptions(sku="MUGG"))

    assert (done.exit, done.message) == (
        Exit.USAGE,
        "no reorder of 'MUGG' is planned; did you mean MUG?",
    )
    assert briefs(tmp_path)
    assert mails(tmp_path) == []


def test_a_longer_look_ahead_finds_more(opened, tmp_path):
    around = opened(more=MAIL + "  when_empty: skip\n")

    near = ran(around, lookahead_days=2)
    far = ran(around, lookahead_days=60)

    assert (near.counts["mails"], far.counts["mails"]) == (0, 1)


def test_files_go_to_a_folder_when_one_is_named(opened, tmp_path):
    ran(opened(), out=tmp_path / "files", sku="MUG", no_mail=True)

    names = {path.name for path in (tmp_path / "files").iterdir()}
    assert {"index.html", "brief-MUG-20250609.pdf", "mail-weekly.html"} <= names
    assert mails(tmp_path) == []


def test_the_language_of_a_run_may_be_chosen(opened, tmp_path):
    ran(opened(), language="vi")

    assert "Tổng hợp SKU" in openpyxl.load_workbook(tmp_path / "quality.xlsx").sheetnames


def test_an_empty_week_is_told_in_one_short_mail_or_not_at_all(opened, tmp_path):
    plan = {"Reorder plan": [PLAN[0], ["MUG", date(2025, 9, 1), 300, "Ruicai"]]}
    ran(opened(**plan))
    assert len(mails(tmp_path)) == 1

    quiet = opened(MONDAY + timedelta(days=7), more=MAIL + "  when_empty: skip\n", **plan)
    ran(quiet)
    assert len(mails(tmp_path)) == 1


def test_a_reorder_that_cannot_wait_is_mailed_at_night_and_only_once(opened, tmp_path):
    urgent = {"Reorder plan": [PLAN[0], ["MUG", date(2025, 6, 6), 300, "Ruicai"]]}
    around = opened(TUESDAY, **urgent)

    ran(around, nightly)
    around.clock.forward(days=1)
    ran(around, nightly)

    express = [
        subject for subject in subjects(tmp_path) if "MUG" in subject and "rgent" not in subject
    ]
    assert len(express) == 1


def test_on_the_morning_of_the_weekly_mail_the_night_sends_no_express_mail(opened, tmp_path):
    urgent = {"Reorder plan": [PLAN[0], ["MUG", date(2025, 6, 3), 300, "Ruicai"]]}

    ran(opened(MONDAY.replace(hour=2, minute=10), **urgent), nightly)

    assert [subject for subject in subjects(tmp_path) if not subject.startswith("Urgent")] == []


def test_a_new_urgent_signal_is_mailed_at_night(opened, tmp_path):
    ran(opened(TUESDAY), nightly)

    assert subjects(tmp_path)[0].startswith("Urgent: MUG")


def test_a_quiet_night_sends_nothing(opened, tmp_path):
    done = ran(opened(TUESDAY, **{"Defect log": log(0)}), nightly)

    assert mails(tmp_path) == []
    assert done.message.endswith("0 mails")


def test_without_mail_everything_else_is_done(opened, tmp_path):
    done = ran(opened(TUESDAY), nightly, no_mail=True)

    assert done.counts["mails"] == 0
    assert briefs(tmp_path)["MUG"]["Sent"] is None


def revised(around, tmp_path, kind):
    """Revise the letter of a kind; the outcome and the letters that were sent."""
    [letter] = [each for each in around.ledger.deliveries(["sent"]) if each.kind == kind]
    outcome = deliver_revised(around, letter.key[:10])
    return outcome, [
        message_from_bytes(path.read_bytes(), policy=default)
        for path in (tmp_path / "out" / "mail").glob("*.r2.eml")
    ]


def test_a_revision_tells_todays_facts_and_refers_to_the_first_letter(opened, tmp_path):
    ran(opened())
    around = opened(MONDAY + timedelta(hours=3), **{"Defect log": log(20)})

    outcome, [second] = revised(around, tmp_path, "weekly")

    [first] = [each for each in mails(tmp_path) if each["Message-ID"] != second["Message-ID"]]
    assert outcome.exit == Exit.OK, outcome.message
    assert second["References"] == first["Message-ID"]
    assert "20" in second.get_body(("plain",)).get_content()
    assert "20 of" not in first.get_body(("plain",)).get_content()


def test_letters_of_the_night_are_revised_too(opened, tmp_path):
    urgent = {"Reorder plan": [PLAN[0], ["MUG", date(2025, 6, 6), 300, "Ruicai"]]}
    around = opened(TUESDAY, **urgent)
    ran(around, nightly)

    outcome, [letter] = revised(around, tmp_path, "express")

    assert outcome.exit == Exit.OK, outcome.message
    assert "MUG" in letter["Subject"]


def test_what_is_urgent_no_more_is_not_mailed_anew(opened, tmp_path):
    """The signal was new in the night; by now it is known."""
    around = opened(TUESDAY)
    ran(around, nightly)
    around.clock.forward(days=1)

    outcome, letters = revised(around, tmp_path, "urgent")

    assert (outcome.exit, letters) == (Exit.USAGE, [])


def test_a_letter_with_nothing_more_to_say_is_not_revised(opened, tmp_path):
    urgent = {"Reorder plan": [PLAN[0], ["MUG", date(2025, 6, 6), 300, "Ruicai"]]}
    ran(opened(TUESDAY, **urgent), nightly)
    around = opened(TUESDAY, **{"Reorder plan": [PLAN[0], PLAN[2]]})

    outcome, letters = revised(around, tmp_path, "express")

    assert outcome.exit == Exit.USAGE
    assert "nothing to say any more in a letter of the kind 'express'" in outcome.message
    assert letters == []


def test_what_could_not_be_drawn_is_noted(opened):
    """A machine without a Chinese font still mails; the person at the terminal hears of it."""
    around = opened(TUESDAY)
    session = around.session("run-1", RunOptions())
    refreshed = refresh_tabs(session, job="nightly", document=lambda _findings: {})

    told = outcome(session, refreshed, Posted(notes=("no Chinese font",)))

    assert told.details[-1] == "  note: no Chinese font"


def test_the_next_night_knows_the_tabs_by_their_ids_and_the_rows_of_before(opened):
    around = opened(TUESDAY)
    ran(around, nightly)

    assert around.ledger.known_tabs()["sku_summary"] == "SKU summary"
    assert around.ledger.sources()["defect_log"]["rows"] == 12
    assert around.ledger.signal_states()["key"].to_list() == ["MUG|broken|defect"]
    assert [kept.names for kept in around.ledger.kept("findings")] == [("study",)]


def test_a_signal_that_a_person_closed_stays_closed_until_new_units_come(opened, tmp_path):
    around = opened(TUESDAY)
    ran(around, nightly)
    path = tmp_path / "quality.xlsx"
    tick(path)
    around.clock.forward(days=1)
    ran(around, nightly)
    assert levels(path) == ["Closed"]

    more = openpyxl.load_workbook(path)
    more["Defect log"].append(["MUG", "broken", "L1", date(2025, 5, 20), 3, "NEW"])
    more.save(path)
    around.clock.forward(days=1)
    ran(around, nightly)

    assert levels(path) == ["Urgent"]


def tick(path):
    book = openpyxl.load_workbook(path)
    sheet = book["Signals"]
    column = next(cell.column for cell in sheet[2] if cell.value == "Closed ✎")
    sheet.cell(row=3, column=column).value = True
    book.save(path)


def levels(path):
    return [row["Level"].capitalize() for row in terminal.told(path, "Signals")]


def test_revise_of_an_unknown_letter_composes_nothing(opened):
    around = opened()
    asked = []

    outcome = revise(around, "nothing", asked.append)

    assert (outcome.exit, asked) == (Exit.USAGE, [])


def test_what_was_put_back_and_who_was_refused_is_told(opened):
    around = opened(TUESDAY)
    session = around.session("run-1", RunOptions())
    refreshed = refresh_tabs(session, job="nightly", document=lambda _findings: {})
    put_back = PutBack(tab="Signals", key="MUG|broken|defect", header="Note ✎", value="x")
    report = replace(refreshed.report, put_back=(put_back,))
    refused = Delivered(counts={"refused": 1}, refused=(("buyer@example.com", "550 no such user"),))

    told = outcome(session, replace(refreshed, report=report), Posted(delivered=refused))

    assert told.exit == Exit.PARTIAL
    assert "  put back: Signals · MUG|broken|defect · Note ✎" in told.details
    assert told.details[-1] == "  refused: buyer@example.com: 550 no such user"


def run_lines(folder):
    return terminal.told(folder / "quality.xlsx", "Run log")


def test_a_run_that_is_stopped_before_its_mails_says_so_in_the_run_log(opened, tmp_path):
    around = opened()
    stopping = Stopping()
    stopped = replace(around, stop=stopping, say=lambda line: line[:3] == "4/4" and stopping.ask())

    done = ran(stopped)
    around.clock.forward(minutes=1)
    again = ran(around)

    assert (done.exit, done.counts["waiting"], done.counts["stopped"]) == (Exit.PARTIAL, 1, 1)
    assert "  waiting: 1 mail, for `send-pending` or the next run" in done.details
    assert again.counts["mails"] == 1
    newest, earlier = run_lines(tmp_path)
    assert newest["Mails"] == 1
    assert earlier["Result"] == "done, but stopped before the mails were sent"


@pytest.mark.parametrize(
    ("counts", "result"),
    [
        ({"planned": 1}, "done, but mails still wait to be sent"),
        ({"planned": 1, "refused": 1}, "done, but something was refused"),
        ({"unknown": 1, "sent": 2}, "done, but something was refused"),
    ],
)
def test_the_run_log_tells_a_mail_that_waits_from_one_that_was_refused(
    opened, tmp_path, monkeypatch, counts, result
):
    around = opened()
    posted = Posted(delivered=Delivered(counts=counts))
    monkeypatch.setattr("jobs.weekly.post_weekly", lambda *_: posted)
    ran(around)
    around.clock.forward(minutes=1)

    ran(around, no_mail=True)

    assert run_lines(tmp_path)[1]["Result"] == result


def test_the_run_log_names_tabs_of_ours_that_people_renamed(opened, tmp_path):
    around = opened(TUESDAY)
    ran(around, nightly, no_mail=True)
    path = tmp_path / "quality.xlsx"
    book = openpyxl.load_workbook(path)
    book["SKU summary"].title = "Our products"
    book["Signals"].title = "Signals 2"
    book.save(path)
    for _ in range(2):
        around.clock.forward(minutes=1)
        ran(around, nightly, no_mail=True)

    *newest, first = [line["Message"] for line in run_lines(tmp_path)]

    assert [text.partition("; ")[2] for text in newest] == [
        "renamed by your team and kept so: SKU summary"
    ] * 2
    assert "renamed" not in first


def test_a_dry_week_sends_and_writes_nothing(opened, tmp_path):
    before = opened()

    told = ran(before, dry_run=True)

    assert told.message.endswith("nothing was written or sent")
    assert mails(tmp_path) == []
    assert openpyxl.load_workbook(tmp_path / "quality.xlsx").sheetnames == list(tabs())
