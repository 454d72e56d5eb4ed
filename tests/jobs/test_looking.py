"""Commands that look at the demo shop: the rows behind figures, alarms, documents, restoring."""

import contextlib
import json
import os
import pty
import shutil
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default

import msgspec
import openpyxl
import pytest

from briefs.mail_parts import MailContext
from jobs.demo import write_demo
from jobs.edition import Edition, decoded, encoded
from jobs.ledger import open_ledger
from quality.findings import FRAMES, nothing_found
from quality.issues import Issue, Severity
from quality.vocabulary import DefectTypeOptions
from tests.jobs import terminal
from tests.jobs.terminal import DAY, call, rows, sheet


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """The demo, played once."""
    folder = tmp_path_factory.mktemp("shop") / "demo"
    done = call("demo", folder, "--lang", "en")
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def shop(played, tmp_path):
    """A copy of the demo of one's own; returns its configuration."""
    shutil.copytree(played, tmp_path / "demo")
    return tmp_path / "demo" / "config.yaml"


@pytest.fixture
def looked(played):
    """Explain a key of the demo; nothing of it is changed."""

    def explained(key, *more, status=0):
        done = call("explain", key, "--as-of", DAY, *more, config=played / "config.yaml")
        assert done.exit_code == status, done.output
        return done

    return explained


def workbook(shop):
    return shop.parent / "quality.xlsx"


def ledger(shop):
    made = open_ledger(f"sqlite:///{shop.parent}/state/ledger.db", spreadsheet=workbook(shop).name)
    try:
        return {run.job: run.run_id for run in reversed(made.runs())}
    finally:
        made.close()


def test_a_figure_is_told_with_every_row_behind_it(looked):
    lines = looked("B-MUG").stdout.splitlines()

    assert lines[0] == "B-MUG: 7 of 500 received, 1.4% (since 2024-12-04)"
    assert lines[1] == "Receiving & QC"
    assert "  row 22  2024-12-28  MUG-2412  240 received, 1 found on arrival" in lines
    assert "  row 192  2025-03-18  MUG-2412  1 broken, lot as typed" in lines
    assert "Not counted" in lines
    assert "  Receiving & QC, too old for this figure: row 2, 3, 11, 17" in lines
    assert max(map(len, lines)) <= 90


@pytest.mark.parametrize(
    ("key", "first"),
    [
        ("mug-2410", "MUG-2410|B-MUG: 15 of 200 received, 7.5%"),
        ("C-CAP|loose_stitch|defect", "C-CAP|loose_stitch|defect: 5 of 380 received, 1.3%"),
        ("A-FAN|2025-06-09", "A-FAN|2025-06-09: 39 of 690 received, 5.7%"),
        ("bowl-old", "B-BOWL: "),
    ],
)
def test_a_key_is_understood_in_any_spelling(looked, key, first):
    assert looked(key).stdout.startswith(first)


def test_keys_are_explained_as_they_stand_in_the_tabs(played):
    for title in ("Supplier trends", "QC plan", "Review queue", "Data issues", "Run log"):
        [*_, (key, *_)] = [row for row in rows(played / "quality.xlsx", title) if row[0]]

        done = call("explain", key, "--as-of", DAY, config=played / "config.yaml")

        assert done.exit_code == 0, (title, key, done.output)
        assert key.split("|")[0] in done.stdout


def test_units_that_several_lots_may_have_are_told_as_such(looked):
    lines = looked("C-CAP").stdout.splitlines()

    assert "  row 242  2025-03-19  C-CAP  1 loose stitch, one of several lots" in lines


def test_all_rows_are_there_for_another_program(looked):
    told = json.loads(looked("MUG-2410", "--json").stdout)

    [figure] = told["figures"]
    assert (figure["counted"], figure["base"], figure["fraction"]) == (15, 200, 0.075)
    assert sum(row["rated"] for row in figure["rows"]) == 15
    assert {row["title"] for row in figure["rows"]} == {"Receiving & QC", "Defect log"}


def test_a_data_issue_is_explained_by_its_cells(looked, played):
    [*_, issue] = [row for row in rows(played / "quality.xlsx", "Data issues") if row[0]]
    key, place = issue[0], issue[3]

    assert f"row {place}" in looked(key).stdout
    assert json.loads(looked(key, "--json").stdout)["issue"] == key


def test_a_run_is_explained_by_its_counts(looked, played):
    run = ledger(played / "config.yaml")["nightly"]

    text = looked(run[:8]).stdout

    assert text.startswith(f"run {run} job nightly as_of 2025-06-02 status ok")
    assert "  rows_read: 325" in text.splitlines()
    assert json.loads(looked(run, "--json").stdout)["counts"]["rows_read"] == 325


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("A-FAM", "; did you mean A-FAN?"),
        ("C-CAP|loose|defect", "; did you mean "),
        ("zzzzzz", ""),
        ("DI-000000000000", ""),
    ],
)
def test_an_unknown_key_names_the_nearest_ones(looked, key, hint):
    message = looked(key, status=2).stderr

    assert message.startswith(f"{key!r} is no SKU, supplier, lot or key of our tabs{hint}")


def test_looking_leaves_no_trace(shop):
    before, runs = workbook(shop).read_bytes(), ledger(shop)

    call("explain", "B-MUG", config=shop)
    call("preview", "--out", shop.parent / "p", config=shop)
    call("backtest", "--since", "2025-03-01", config=shop)

    assert workbook(shop).read_bytes() == before
    assert ledger(shop) == runs


def test_a_replay_tells_what_alarms_were_worth(played):
    path = played / "config.yaml"

    said = call("backtest", "--since", "2024-12-01", config=path).stdout.splitlines()
    told = json.loads(call("backtest", "--since", "2024-12-01", "--json", config=path).stdout)

    assert said[0].startswith("2024-12-01 to ")
    assert said[1] == "A bad lot: 3 or more defective units, 3.0% or more of the lot."
    assert any(line.startswith("whatever stood") for line in said)
    assert any(line.startswith("nothing at all") for line in said)
    assert any(line.startswith("Of ") and "came after an alarm" in line for line in said)
    assert max(map(len, said)) <= 80
    assert told["base"]["lots"] == 15
    assert {one["alarm"] for one in told["alarms"]} >= {"urgent", "none"}


def test_a_short_history_is_told_as_such(played):
    said = call("backtest", "--since", "2026-01-01", config=played / "config.yaml").stdout

    assert "Not enough history: no lot came after an earlier one of its product." in said


def documents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_preview_writes_every_document_and_an_index(shop, tmp_path):
    done = call("preview", "--as-of", DAY, "--out", tmp_path / "p", config=shop)

    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[-1] == f"as of 2025-06-02: {tmp_path / 'p' / 'index.html'}"
    names = set(documents(tmp_path / "p"))
    assert {"mail-weekly.html", "mail-weekly.txt", "index.html"} <= names
    assert {"brief-A-FAN-20250609.pdf", "brief-A-FAN-20250609.html"} <= names


def test_a_preview_of_one_product_has_its_brief_alone(shop):
    done = call("preview", "--as-of", DAY, "--sku", "b-mug", config=shop)

    assert done.exit_code == 0, done.output
    names = set(documents(shop.parent / "out" / "preview"))
    assert {name for name in names if name.endswith(".pdf")} == {"brief-B-MUG-20250609.pdf"}


def test_an_old_run_is_rebuilt_byte_for_byte_after_everything_changed(shop, tmp_path):
    run = ledger(shop)["weekly"]
    first = call("preview", "--run", run, "--out", tmp_path / "before", config=shop)
    opened = openpyxl.load_workbook(workbook(shop))
    opened["Defect log"].delete_rows(3, 100)
    opened["SKUs"]["A3"] = "RENAMED"
    opened.save(workbook(shop))
    shop.write_text(
        shop.read_text(encoding="utf-8")
        .replace("team: en", "team: vi")
        .replace("CNY: 3550", "CNY: 9999")
        + "brief: {lookahead_days: 2}\n",
        encoding="utf-8",
    )

    again = call("preview", "--run", run[:8], "--out", tmp_path / "after", config=shop)

    assert (first.exit_code, again.exit_code) == (0, 0), first.output + again.output
    before, after = documents(tmp_path / "before"), documents(tmp_path / "after")
    assert list(before) == list(after)
    assert [name for name in before if before[name] != after[name]] == []


def test_the_mail_that_was_sent_is_among_the_documents_of_its_run(shop, tmp_path):
    call("preview", "--run", ledger(shop)["weekly"], "--out", tmp_path / "p", config=shop)

    text = (tmp_path / "p" / "mail-weekly.txt").read_text(encoding="utf-8")
    letters = (shop.parent / "out" / "mail").glob("*.eml")
    sent = [message_from_bytes(path.read_bytes(), policy=default) for path in letters]
    texts = [letter.get_body(("plain",)).get_content().splitlines() for letter in sent]
    assert text.splitlines() in texts


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--run", "zz"], "no run whose findings are kept begins with 'zz'; the latest: "),
        (["--sku", "A-FAM"], "no reorder of 'A-FAM' is planned; did you mean A-FAN?"),
        (["--sku", "zzzz"], "no reorder of 'zzzz' is planned\n"),
        (["--run", "x", "--as-of", DAY], "--run and --as-of say two different days"),
    ],
)
def test_a_preview_of_what_is_not_there_says_what_is(played, asked, said):
    done = call("preview", *asked, config=played / "config.yaml")

    assert done.exit_code == 2
    assert said in done.stderr


@pytest.fixture
def memory(shop):
    """The ledger of the demo, open."""
    made = open_ledger(f"sqlite:///{shop.parent}/state/ledger.db", spreadsheet="quality.xlsx")
    yield made
    made.close()


def test_a_run_that_another_version_kept_says_which(shop, memory):
    kept = memory.stored(ledger(shop)["weekly"], "findings")["study"]
    facts, now = msgspec.msgpack.decode(kept), datetime(2026, 1, 1, tzinfo=UTC)
    memory.store("old", "findings", "study", msgspec.msgpack.encode({**facts, "form": 0}), now=now)
    other = encoded(replace(decoded(kept), app_version="0.0.1"))
    memory.store("new", "findings", "study", other, now=now)

    refused = call("preview", "--run", "old", config=shop)
    noted = call("preview", "--run", "new", config=shop)

    assert refused.exit_code == 2
    assert "kept it in another form; use that version to rebuild it" in refused.stderr
    assert noted.exit_code == 0
    assert "note: this run was made by version 0.0.1" in noted.stdout


def test_what_was_kept_is_equal_to_what_was_found(shop, memory):
    edition = decoded(memory.stored(ledger(shop)["weekly"], "findings")["study"])

    again = decoded(encoded(edition))

    for name in FRAMES:
        assert getattr(edition.findings, name).equals(getattr(again.findings, name)), name
    facts = [field.name for field in fields(edition.findings) if field.name not in FRAMES]
    assert [name for name in facts if _differ(edition.findings, again.findings, name)] == []
    assert replace(edition, findings=again.findings) == again
    assert edition.findings.matches.is_empty()
    assert edition.findings.issues


def _differ(one, other, name):
    return getattr(one, name) != getattr(other, name)


def test_an_issue_keeps_days_and_lists_in_its_sentences():
    slots = {"date": date(2025, 6, 2), "columns": ("sku", "lot_id"), "rows": 3, "none": None}
    issue = Issue(code="x", severity=Severity.HINT, tab="defect_log", slots=slots)
    edition = Edition(
        app_version="1",
        findings=replace(nothing_found(date(2025, 6, 2)), issues=(issue,), next_to_fill="lots"),
        context=MailContext(refreshed_at=datetime(2025, 6, 2, 2, 10)),
        language="en",
        purchase="CNY",
        own="VND",
        defect_types={"zip": DefectTypeOptions(en="Zip stuck")},
    )

    kept = decoded(encoded(edition))

    assert kept.findings.issues == (issue,)
    assert kept.defect_types == edition.defect_types


def test_what_nobody_said_how_to_keep_is_refused():
    slots = {"odd": object()}
    issue = Issue(code="x", severity=Severity.HINT, tab="defect_log", slots=slots)
    edition = Edition(
        app_version="1",
        findings=replace(nothing_found(date(2025, 6, 2)), issues=(issue,)),
        context=MailContext(refreshed_at=datetime(2025, 6, 2, 2, 10)),
        language="en",
        purchase="CNY",
        own="VND",
        defect_types={},
    )

    with pytest.raises(TypeError, match="nobody said how to keep object"):
        encoded(edition)


def test_backups_are_listed_newest_first(shop):
    done = call("restore", "--list", config=shop)

    assert done.exit_code == 0
    first, last = done.stdout.splitlines()
    assert first.startswith(ledger(shop)["weekly"][:8])
    assert "before weekly, 10 tabs" in first
    assert last == "1 backup; `reorder-brief restore RUN --dry-run` shows what would change"


def changed(shop):
    """A person wipes two of our cells and one note, and writes another note."""
    path = workbook(shop)
    opened = openpyxl.load_workbook(path)
    tab = opened["SKU summary"]
    headers = {cell.value: cell.column for cell in tab[2]}
    tab.cell(row=3, column=headers["Status"]).value = "?"
    tab.cell(row=3, column=headers["Note ✎"]).value = None
    tab.cell(row=4, column=headers["Note ✎"]).value = "written since"
    opened.save(path)


def noted(shop):
    """Notes of the first two rows, before the backup is made."""
    path = workbook(shop)
    opened = openpyxl.load_workbook(path)
    tab = opened["SKU summary"]
    column = next(cell.column for cell in tab[2] if cell.value == "Note ✎")
    tab.cell(row=3, column=column).value = "call Mr Li"
    tab.cell(row=4, column=column).value = "first"
    opened.save(path)
    done = call("run", "nightly", "--as-of", DAY, "--no-mail", config=shop)
    assert done.exit_code == 0, done.output


def notes(shop):
    headers, first, second, *_ = sheet(workbook(shop), "SKU summary")
    place = headers.index("Note ✎")
    return first[headers.index("Status")], first[place], second[place]


def test_restore_shows_first_and_then_puts_back(shop):
    noted(shop)
    status = notes(shop)[0]
    changed(shop)

    shown = call("restore", "--dry-run", config=shop)
    assert notes(shop) == ("?", None, "written since")
    done = call("restore", config=shop)

    assert shown.exit_code == 0, shown.output
    assert any("Note ✎: (blank) -> call Mr Li" in line for line in shown.stdout.splitlines())
    assert shown.stdout.splitlines()[-1] == (
        "dry run: 2 cells would be put back; nothing was written"
    )
    assert done.exit_code == 0, done.output
    assert notes(shop) == (status, "call Mr Li", "written since")
    undo = done.stdout.splitlines()[-1].rpartition("to undo: reorder-brief ")[2].split()
    assert call(*undo, "--yours", config=shop).exit_code == 0
    assert notes(shop)[0] == "?"


def test_yours_puts_every_cell_of_a_person_back(shop):
    noted(shop)
    changed(shop)

    done = call("restore", "--yours", "--tab", "SKU summary", config=shop)

    assert done.exit_code == 0, done.output
    assert notes(shop)[1:] == ("call Mr Li", "first")


def test_a_tab_that_was_deleted_comes_back_with_its_notes(shop):
    noted(shop)
    path = workbook(shop)
    opened = openpyxl.load_workbook(path)
    del opened["SKU summary"]
    opened.save(path)

    done = call("restore", "--tab", "sku_summary", config=shop)

    assert done.exit_code == 0, done.output
    assert notes(shop)[1:] == ("call Mr Li", "first")


def test_a_restore_stands_in_the_run_log_of_the_next_night(shop):
    assert call("restore", config=shop).exit_code == 0

    assert call("run", "nightly", "--as-of", DAY, "--no-mail", config=shop).exit_code == 0

    jobs = [row[2] for row in rows(workbook(shop), "Run log")[2:5]]
    assert jobs == ["nightly", "put back", "weekly"]


def test_a_renamed_header_is_left_alone_and_told(shop):
    path = workbook(shop)
    opened = openpyxl.load_workbook(path)
    opened["SKU summary"].cell(row=2, column=2).value = "Our own name"
    opened.save(path)

    done = call("restore", "--tab", "sku_summary", config=shop)

    assert done.exit_code == 0
    assert "  left alone: SKU summary (output_header_gone)" in done.stdout


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["zz"], "no backup of a run 'zz'; `reorder-brief restore --list` shows them"),
        (["--tab", "Prices"], "no tab 'Prices' in that backup; it has: "),
    ],
)
def test_a_backup_that_is_not_there_is_told(shop, asked, said):
    done = call("restore", *asked, config=shop)

    assert done.exit_code == 2
    assert said in done.stderr


def test_before_the_first_run_there_is_no_backup(tmp_path):
    path = write_demo(tmp_path, anchor=date(2025, 6, 2), language="en")

    done = call("restore", config=path)

    assert (done.exit_code, done.stderr) == (2, "there is no backup yet; the first run makes one\n")


def small(folder, *lots, log=()):
    """A shop without reviews, with these lots of one product; returns its configuration."""
    headers = ["Batch", "SKU", "Received", "Units received"]
    tabs = {
        "Receiving & QC": [headers, *([name, "MUG", day, 200] for name, day in lots)],
        "Defect log": [["SKU", "Defect type", "Batch", "Date found"], *log],
    }
    terminal.book(folder / "quality.xlsx", tabs)
    return terminal.config(folder)


def test_a_shop_without_reviews_is_explained_too(tmp_path):
    row = ["MUG", "broken", "L1", date(2025, 5, 1)]
    path = small(tmp_path, ("L1", date(2025, 2, 1)), log=[row])

    said = call("explain", "MUG", "--as-of", DAY, config=path).stdout

    assert said.startswith("MUG: 1 of 200 received, 0.5%")


def test_where_no_lot_was_bad_nothing_could_be_announced(tmp_path):
    path = small(tmp_path, ("L1", date(2024, 2, 1)), ("L2", date(2024, 6, 1)))

    said = call("backtest", config=path).stdout

    assert "whatever stood                  1    0     0%" in said
    assert "bad lots, " not in said


def test_the_beginning_of_a_run_must_tell_it_from_others(shop, memory):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for run in ("same-1", "same-2"):
        memory.store(run, "backup", "sku_summary", b"{}", now=now)

    done = call("restore", "same", config=shop)

    assert done.exit_code == 2
    assert done.stderr == "several runs begin with 'same': same-1, same-2\n"


def test_a_long_list_of_changes_ends_with_how_many_more(shop):
    done = call("run", "nightly", "--as-of", "2024-11-25", "--dry-run", config=shop)

    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert len(lines) == 42
    assert lines[40].startswith("... and ")


def test_a_renamed_header_of_ours_is_a_data_issue_of_the_same_night(shop):
    opened = openpyxl.load_workbook(workbook(shop))
    opened["SKU summary"].cell(row=2, column=5).value = "Our own name"
    opened.save(workbook(shop))

    done = call("run", "nightly", "--as-of", DAY, "--no-mail", config=shop)

    assert done.exit_code == 0, done.output
    problems = [row["Problem"] for row in terminal.told(workbook(shop))]
    assert any("Status" in problem for problem in problems)


@pytest.mark.full
def test_a_person_who_watches_sees_the_stages(played):
    """Progress goes to a terminal and to nothing else."""
    ours, theirs = pty.openpty()
    running = terminal.process(
        "-c", played / "config.yaml", "explain", "B-MUG", "--as-of", DAY, stderr=theirs
    )
    os.close(theirs)
    said, _ = running.communicate(timeout=60)
    seen = b""
    with contextlib.suppress(OSError):  # a terminal whose other side is gone
        while part := os.read(ours, 4096):
            seen += part
    os.close(ours)

    assert b"1/3 reading the spreadsheet" in seen
    assert b"\x1b" not in seen
    assert said.startswith("B-MUG: ")
