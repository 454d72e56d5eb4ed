"""Exit statuses, each by its real cause, and what a person reads at the terminal."""

import json
import os
import signal
import time
from pathlib import Path

import openpyxl
import pytest
from filelock import FileLock

from tests.fakes.sheets_server import SheetsServer
from tests.jobs import terminal
from tests.jobs.terminal import DAY, book, call, config, ended, google, process

LOG = [
    ["SKU", "Defect type", "Batch", "Date found", "Units"],
    ["MUG", "broken", "L1", "2025-05-01", 2],
    ["MUG", "broken", "L1", "2025-05-03", 1],
    ["MUG", "broken", "L1", "2025-05-07", 1],
]
RECEIVING = [["Batch", "SKU", "Received", "Units received"], ["L1", "MUG", "2025-02-01", 200]]
PLAN = [["SKU", "Planned date", "Quantity"], ["MUG", "2025-06-09", 300]]
TABS = {"Defect log": LOG, "Receiving & QC": RECEIVING, "Reorder plan": PLAN}


@pytest.fixture
def shop(tmp_path):
    """A small shop in a file; returns its configuration."""
    book(tmp_path / "quality.xlsx", TABS)
    return config(tmp_path)


@pytest.fixture
def server():
    with SheetsServer() as made:
        made.seed("book-1", TABS, title="Quality", locale="en_US", time_zone="Asia/Saigon")
        yield made


def nightly(path, *more):
    return call("run", "nightly", "--as-of", DAY, *more, config=path)


def only_line(text):
    """The one line of a message."""
    [line] = text.splitlines()
    return line


def test_0_a_run_that_worked_ends_with_one_summary_line(shop):
    done = nightly(shop)

    assert done.exit_code == 0, done.output
    *_, summary = done.stdout.splitlines()
    assert summary.startswith("2025-06-02: 5 rows read (5 counted, 0 reported, 0 ignored), ")
    assert done.stderr == ""


def test_0_quiet_says_nothing_on_success(shop):
    done = call("-q", "run", "nightly", "--as-of", DAY, config=shop)

    assert (done.exit_code, done.output) == (0, "")


def test_0_a_dry_run_shows_what_would_change_and_leaves_nothing_behind(shop):
    before = (shop.parent / "quality.xlsx").read_bytes()

    done = nightly(shop, "--dry-run")

    assert done.exit_code == 0
    assert done.stdout.splitlines()[0] == "SKU summary: new tab, 1 row"
    assert "nothing was written or sent" in done.stdout.splitlines()[-1]
    assert (shop.parent / "quality.xlsx").read_bytes() == before
    assert not (shop.parent / "out").exists()
    last = json.loads(call("status", "--json", config=shop).stdout)["jobs"]["nightly"]["last"]
    assert last is None


def test_0_a_dry_run_names_the_cells_of_rows_that_are_there(shop):
    nightly(shop)
    path = shop.parent / "quality.xlsx"
    opened = openpyxl.load_workbook(path)
    opened["Receiving & QC"]["D2"] = 400
    opened["Defect log"].append(["CUP", "broken", None, "2025-05-20", 1])
    opened.save(path)

    shown = nightly(shop, "-n").stdout

    assert "SKU summary · CUP: new row" in shown
    assert "SKU summary · MUG · Received 180d: 200 -> 400" in shown


def test_1_a_fault_of_the_program_says_which_and_nothing_more(shop, monkeypatch):
    monkeypatch.setattr("jobs.refreshing.study_team", lambda *_: 1 / 0)

    done = nightly(shop)

    assert done.exit_code == 1, done.output
    assert "ZeroDivisionError" in done.stderr


def test_2_an_unknown_option_names_itself():
    done = call("run", "nightly", "--as-off", DAY)

    assert done.exit_code == 2
    assert "No such option '--as-off'" in done.stderr


def test_2_a_day_that_is_none_says_how_days_are_typed():
    done = call("run", "nightly", "--as-of", "2.6.2025")

    assert done.exit_code == 2
    assert "%Y-%m-%d" in done.stderr


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2200-01-01", "9999-12-31"])
@pytest.mark.parametrize("command", [["run", "nightly", "--as-of"], ["demo", "--anchor"]])
def test_2_a_day_of_another_age_is_refused(command, day):
    done = call(*command, day)

    assert done.exit_code == 2
    assert f"{day} is outside of 2000 to 2199" in done.stderr


@pytest.mark.parametrize("there", ["config.yaml", "quality.xlsx", "state/ledger.db"])
def test_2_the_demo_replaces_nothing_but_a_demo(tmp_path, there):
    mine = tmp_path / there
    mine.parent.mkdir(exist_ok=True)
    mine.write_bytes(b"mine")

    done = call("demo", tmp_path)

    assert done.exit_code == 2
    assert "that is no demo's; name another folder" in only_line(done.stderr)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [mine]
    assert mine.read_bytes() == b"mine"


def test_3_strict_ends_differently_when_a_row_could_not_be_used(shop):
    rows = [*LOG, ["", "broken", "L1", "2025-05-09", 1]]
    book(shop.parent / "quality.xlsx", {**TABS, "Defect log": rows})

    assert nightly(shop).exit_code == 0
    assert nightly(shop, "--strict").exit_code == 3


def test_65_a_file_without_a_defect_log_says_which_tab_to_add(shop):
    book(shop.parent / "quality.xlsx", {"Sheet1": [["a", "b"], [1, 2]]})

    done = nightly(shop)

    assert done.exit_code == 65
    assert "no tab for the defect log was found; name one Defect log, Nhật ký lỗi" in done.stderr
    assert done.stdout == ""


def test_65_a_tab_that_lost_most_of_its_rows_stops_the_run(shop):
    many = [*LOG, *([["MUG", "broken", "L1", f"2025-04-{day:02}", 1] for day in range(1, 29)])]
    book(shop.parent / "quality.xlsx", {**TABS, "Defect log": many})
    assert nightly(shop).exit_code == 0
    book(shop.parent / "quality.xlsx", TABS)

    done = nightly(shop)

    assert done.exit_code == 65
    assert only_line(done.stderr).startswith(
        "defect_log: 31 rows at the last run, 3 now. Nothing was written."
    )
    assert nightly(shop, "--accept-drop").exit_code == 0


def test_69_no_network_says_so(tmp_path, server):
    """A port that nobody listens on."""
    server.stop()

    done = nightly(google(tmp_path, server, port=9))

    assert done.exit_code == 69
    assert only_line(done.stderr) == (
        "Google Sheets cannot be reached (is there a network?); tried for 1 s. Run again later"
    )


def test_69_a_ledger_that_cannot_be_opened(shop):
    (shop.parent / "state").write_text("in the way", encoding="utf-8")

    done = nightly(shop)

    assert done.exit_code == 69
    assert "state" in only_line(done.stderr)


def test_69_a_folder_that_cannot_be_made(shop, tmp_path):
    (tmp_path / "file").write_bytes(b"")

    for command in (["preview", "--out"], ["state", "backup", "--out"]):
        done = call(*command, tmp_path / "file" / "x", config=shop)

        assert done.exit_code == 69, done.output
        assert str(tmp_path / "file") in done.stderr
        assert "Traceback" not in done.output


def test_69_nothing_can_be_printed(shop):
    with Path("/dev/full").open("w") as full:
        running = process("-c", shop, "status", stdout=full)
        status, _, complained = ended(running)

    assert (status, only_line(complained)) == (69, "No space left on device")


def test_69_a_ledger_whose_url_names_no_user(shop):
    shop.write_text(shop.read_text() + "state: {url: postgresql+pg8000://127.0.0.1:1/ledger}\n")

    done = call("status", config=shop)

    assert done.exit_code == 69
    assert "names no user" in only_line(done.stderr)


def test_75_another_run_is_at_work(shop):
    assert nightly(shop).exit_code == 0
    [lock] = (shop.parent / "state").glob("ledger.db.*.lock")
    with FileLock(lock):
        done = nightly(shop)

    assert done.exit_code == 75
    assert only_line(done.stderr) == (
        "another run is at work on this spreadsheet; try again when it has finished"
    )


def test_77_a_sheet_that_is_not_shared(tmp_path, server):
    server.faults.add(kind="403", times=None)

    done = nightly(google(tmp_path, server))

    assert done.exit_code == 77
    assert "share" in done.stderr.lower()


def test_78_every_mistake_of_the_configuration_with_its_line(shop):
    shop.write_text(
        shop.read_text(encoding="utf-8") + "signal: {cuont: 3}\nstats: {min_units: many}\n",
        encoding="utf-8",
    )

    done = nightly(shop)

    assert done.exit_code == 78
    assert done.stderr.splitlines() == [
        "config.yaml:4:10: signal.cuont: unknown key 'cuont'. Did you mean 'count'?",
        "config.yaml:5:9: stats.min_units: 'many' is not a whole number",
    ]


@pytest.mark.parametrize("text", ["{{ 1 / 0 }}", "{% for", "{{ ''.__class__.__mro__ }}"])
def test_78_a_template_of_the_teams_own_that_goes_wrong(shop, tmp_path, text):
    own = tmp_path / "own" / "zh" / "message.txt.j2"
    own.parent.mkdir(parents=True)
    own.write_text(text)
    shop.write_text(shop.read_text() + "brief: {templates: own}\n")

    done = call("run", "weekly", "--as-of", DAY, config=shop)

    assert done.exit_code == 78, done.output
    assert only_line(done.stderr).startswith(f"{own}:1: ")


def test_78_a_configuration_that_is_not_there(tmp_path):
    done = call("run", "nightly", config=tmp_path / "nowhere.yaml")

    assert done.exit_code == 78
    assert "nowhere.yaml: `reorder-brief init` makes one" in only_line(done.stderr)


def test_78_a_wrong_id_says_where_the_right_one_is(tmp_path, server):
    done = nightly(google(tmp_path, server, url="1WrongId"))

    assert done.exit_code == 78
    assert "1WrongId" in done.stderr


@pytest.mark.full
def test_130_ctrl_c_ends_at_the_next_stage_and_writes_nothing(tmp_path, server):
    path = google(tmp_path, server)
    running = process("-c", path, "run", "nightly", "--as-of", DAY)
    server.on_request(lambda _exchange: os.kill(running.pid, signal.SIGINT))

    status, _, complained = ended(running)

    assert status == 130, complained
    assert "stopped before: 2/4 understanding the rows" in complained
    assert server.requests("W") == []


@pytest.mark.full
def test_143_a_service_manager_ends_it_the_same_way(tmp_path, server):
    path = google(tmp_path, server)
    running = process("-c", path, "run", "nightly", "--as-of", DAY)
    server.on_request(lambda _exchange: os.kill(running.pid, signal.SIGTERM))

    assert ended(running)[0] == 143
    again = call("status", config=path)
    assert "last run: interrupted" in again.stdout


def test_130_a_second_ctrl_c_ends_at_once(tmp_path, server):
    path = google(tmp_path, server)
    running = process("-c", path, "run", "nightly", "--as-of", DAY)

    def twice(_exchange):
        for _ in range(2):
            os.kill(running.pid, signal.SIGINT)
            time.sleep(0.2)

    server.on_request(twice)

    assert ended(running) == (130, "", "")
    assert server.requests("W") == []


@pytest.mark.full
def test_no_colour_is_ever_sent_where_nobody_looks(shop):
    """No escape codes in files, mails of cron, or with NO_COLOR."""
    running = process("-c", shop, "-v", "run", "nightly", "--as-of", DAY, NO_COLOR="1")

    status, said, complained = ended(running)

    assert status == 0, complained
    assert "\x1b" not in said + complained


def test_the_log_is_json_where_no_person_looks_and_text_where_one_asks(shop):
    shop.write_text(shop.read_text(encoding="utf-8").replace("quality", "gone"), encoding="utf-8")

    as_json = call("-v", "run", "nightly", config=shop)
    as_text = call("-v", "--log-format", "text", "run", "nightly", config=shop)

    events = [json.loads(line) for line in as_json.stderr.splitlines() if line.startswith("{")]
    assert "stopped by WorkbookNotFoundError" in [event["event"] for event in events]
    assert {event["level"] for event in events} == {"info"}
    assert "INFO stopped by WorkbookNotFoundError" in as_text.stderr


def test_the_configuration_is_found_by_environment_by_place_and_in_the_own_folder(
    shop, tmp_path, monkeypatch
):
    monkeypatch.chdir(shop.parent)
    assert call("config", "validate").stdout == "config.yaml: ok\n"
    monkeypatch.chdir("/")
    named = call("config", "validate", env={"REORDER_BRIEF_CONFIG": str(shop)})
    assert named.stdout == f"{shop}: ok\n"
    own = tmp_path / "home" / ".config" / "reorder-brief"
    own.mkdir(parents=True)
    (own / "config.yaml").write_text(shop.read_text(encoding="utf-8"), encoding="utf-8")
    home = {"HOME": str(tmp_path / "home"), "XDG_CONFIG_HOME": str(own.parent)}
    assert call("config", "validate", env=home).stdout == f"{own / 'config.yaml'}: ok\n"


def test_generate_writes_a_file_once(tmp_path):
    out = tmp_path / "config.yaml"

    made, again = call("config", "generate", "--out", out), call("config", "generate", "--out", out)

    assert (made.exit_code, made.stdout) == (0, f"written: {out}\n")
    assert again.exit_code == 2
    assert again.stderr == f"Error: {out} is already there; nothing was written\n"
    assert call("config", "generate").stdout == out.read_text(encoding="utf-8")


def test_show_tells_where_every_value_comes_from(shop):
    shown = call("config", "show", config=shop).stdout.splitlines()

    assert "language.team = en    (file)" in shown
    assert "signal.count = 3    (default)" in shown


def test_the_schema_is_json():
    assert json.loads(call("config", "schema").stdout)["type"] == "object"


def test_run_due_makes_what_is_due_once(shop):
    first, second = call("run-due", config=shop), call("run-due", config=shop)

    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    assert second.stdout.startswith("nothing is due; next: ")
    assert call("run-due", "--dry-run", config=shop).stdout.startswith("dry run: 0 to do")


def test_status_tells_runs_and_letters_to_a_person_and_to_a_monitor(shop):
    nightly(shop)

    said = call("status", config=shop).stdout
    machine = json.loads(call("status", "--json", config=shop).stdout)

    assert said.startswith("nightly: last ended well ")
    assert machine["jobs"]["nightly"]["last"]["status"] == "ok"
    assert machine["deliveries"] == []


def test_letters_are_sent_again_or_anew_on_purpose(shop):
    weekly = call("run", "weekly", "--as-of", DAY, config=shop)
    assert weekly.exit_code == 0, weekly.output
    [letter] = (shop.parent / "out" / "mail").glob("*.eml")
    key = letter.name.split(".")[1]

    waiting = call("send-pending", config=shop)
    again = call("deliver", "--again", key, config=shop)
    revised = call("deliver", "--revise", key, config=shop)

    assert waiting.stdout == "no letter waits\n"
    assert again.exit_code == 2
    assert "has arrived everywhere" in again.stderr
    assert revised.exit_code == 0, revised.output
    assert len(list((shop.parent / "out" / "mail").glob("*.r2.eml"))) == 1


def test_deliver_wants_to_know_which_letter(shop):
    for wrong in ([], ["--again", "x", "--revise", "x"]):
        done = call("deliver", *wrong, config=shop)

        assert done.exit_code == 2
        assert "--again KEY or --revise KEY" in done.stderr


def test_an_unknown_letter_cannot_be_revised(shop):
    nightly(shop)

    done = call("deliver", "--revise", "zzz", config=shop)

    assert (done.exit_code, done.stderr) == (
        2,
        "there is no letter 'zzz'; `reorder-brief status` lists them\n",
    )


def test_a_letter_cannot_be_revised_from_a_sheet_that_is_gone(shop):
    call("run", "weekly", "--as-of", DAY, config=shop)
    (shop.parent / "quality.xlsx").unlink()

    assert call("deliver", "--revise", "zzz", config=shop).exit_code == 78


def test_the_ledger_is_copied_checked_and_made_to_forget(shop):
    nightly(shop)

    copied = call("state", "backup", "--out", shop.parent / "copy.db", config=shop)
    checked = call("state", "check", config=shop)
    purged = call("state", "purge", "--days", "0", config=shop)

    assert (shop.parent / "copy.db").exists()
    assert copied.stdout.startswith(f"copied: {shop.parent / 'copy.db'} ")
    assert "ok  ledger is whole" in checked.stdout
    assert purged.stdout.startswith("forgotten: ")


def test_a_ledger_that_others_can_read_is_told(shop):
    nightly(shop)
    (shop.parent / "state").chmod(0o755)

    checked = call("state", "check", config=shop)

    assert checked.exit_code == 69
    assert f"BAD {shop.parent / 'state'} has mode 755" in checked.stdout
    assert "chmod 700" in checked.stdout


@pytest.mark.full
def test_the_daemon_ends_when_it_is_told_to(shop):
    running = process("-c", shop, "-v", "--log-format", "text", "daemon")
    deadline = time.monotonic() + 40
    while not (shop.parent / "state").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(1)
    running.send_signal(signal.SIGTERM)

    status, _, complained = ended(running)

    assert status == 0, complained
    assert "the daemon has ended" in complained


def test_the_demo_prints_what_it_found_and_where_it_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    done = call("demo", "shop", "--lang", "en")

    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0].startswith("shop/quality.xlsx: a shop with 3 suppliers, 12 products")
    assert "Open next:" in lines
    headers, *products = terminal.sheet(tmp_path / "shop" / "quality.xlsx", "SKU summary")
    assert headers[0] == "SKU"
    assert len(products) == 13
