"""The ledger keeps what it was told, privately, and knows its own form."""

import stat
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from sqlalchemy import text

from jobs.ledger import Ledger, LedgerError, iso, open_ledger
from quality.records import SIGNAL_STATES

NOW = datetime(2025, 6, 2, 2, 10, tzinfo=UTC)
DAY = date(2025, 6, 2)


@pytest.fixture
def ledger(tmp_path):
    opened = open_ledger(f"sqlite:///{tmp_path}/state/ledger.db", spreadsheet="shop")
    yield opened
    opened.close()


def test_a_run_is_noted_from_begin_to_end(ledger):
    ledger.begin_run(run_id="r1", job="nightly", now=NOW, as_of=DAY)
    assert ledger.runs()[0].status == "running"

    ledger.finish_run("r1", status="ok", exit_code=0, now=NOW, counts={"rows": 3})

    [run] = ledger.runs()
    assert (run.status, run.exit_code, run.counts) == ("ok", 0, {"rows": 3})
    assert run.finished_at == NOW
    assert ledger.last_success("nightly").run_id == "r1"
    assert ledger.last_success("weekly") is None


def test_the_files_are_for_their_owner_only(ledger, tmp_path):
    folder = tmp_path / "state"
    ledger.begin_run(run_id="r1", job="nightly", now=NOW, as_of=DAY)

    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}

    assert modes == {0o600}


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path):
    path = tmp_path / "ledger.db"
    path.touch(mode=0o644)
    path.chmod(0o644)

    open_ledger(f"sqlite:///{path}", spreadsheet="shop").close()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_commits_survive_a_power_cut(ledger):
    with ledger.engine.connect() as connection:
        settings = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]

    assert settings == ["wal", 2, 1]


def test_tables_are_strict(ledger):
    with ledger.engine.connect() as connection:
        made = connection.execute(text("SELECT sql FROM sqlite_master WHERE type = 'table'"))
        assert all("STRICT" in row.sql for row in made)


def test_what_was_read_is_remembered_by_tab(ledger):
    row = {"tab": "defects", "title": "Nhật ký lỗi", "rows": 3, "sha256": "a"}
    ledger.remember_sources([row], run_id="r1", now=NOW)
    ledger.remember_sources([{**row, "rows": 4}], run_id="r2", now=NOW)

    assert ledger.sources()["defects"]["rows"] == 4


def states_of(*rows):
    """States of signals, by what of them differs from an open one that was seen today."""
    usual = {
        "key": "MUG|broken|defect",
        "opened_on": DAY,
        "last_seen_on": DAY,
        "open": True,
        "quiet_nights": 1,
        "units_at_close": None,
    }
    return pl.DataFrame([{**usual, **row} for row in rows], schema=dict(SIGNAL_STATES))


def test_signal_states_come_back_as_they_went(ledger):
    states = states_of({})
    ledger.save_signal_states(states)
    assert ledger.signal_states().equals(states)

    ledger.save_signal_states(states.clear())
    assert ledger.signal_states().height == 0


def test_signal_states_of_one_night_take_the_place_of_those_of_another(ledger):
    ledger.save_signal_states(states_of({}, {"key": "CUP|late"}, {"key": "POT|late"}))
    later = date(2025, 6, 3)
    tonight = states_of(
        {"last_seen_on": later},
        {"key": "CUP|late", "last_seen_on": later, "open": False, "units_at_close": 7},
        {"key": "JUG|late", "opened_on": later},
    )
    ledger.save_signal_states(tonight)

    assert ledger.signal_states().sort("key").equals(tonight.sort("key"))


def test_other_states_of_signals_have_another_digest(ledger):
    digests = [ledger.signals_digest()]
    for states in (states_of({}), states_of({"quiet_nights": 2}), states_of({})):
        ledger.save_signal_states(states)
        digests.append(ledger.signals_digest())

    assert digests[1] == digests[3]
    assert len(set(digests)) == 3


def test_signal_states_of_other_spreadsheets_are_left_alone(ledger):
    other = Ledger(ledger.engine, "another")
    other.save_signal_states(states_of({}))
    ledger.save_signal_states(states_of({"last_seen_on": date(2025, 6, 3)}))
    ledger.save_signal_states(states_of().clear())

    assert other.signal_states().equals(states_of({}))


def test_an_issue_keeps_the_day_it_was_first_seen_until_it_is_gone(ledger):
    later = date(2025, 6, 3)
    assert ledger.first_seen(["a", "b"], on=DAY) == {"a": DAY, "b": DAY}
    assert ledger.first_seen(["a"], on=later) == {"a": DAY}
    assert ledger.first_seen(["a", "b"], on=later) == {"a": DAY, "b": later}


def history(ledger):
    with ledger.engine.connect() as connection:
        rows = connection.execute(text("SELECT night, sku, nonconforming FROM history ORDER BY 1"))
        return [tuple(row) for row in rows]


def test_a_night_has_one_row_a_sku(ledger):
    row = {"sku": "MUG", "status": "ok", "nonconforming": 1, "units": 200}
    ledger.save_history(DAY, [row])
    ledger.save_history(DAY, [{**row, "nonconforming": 2}])
    ledger.save_history(date(2025, 6, 3), [])

    assert history(ledger) == [("2025-06-02", "MUG", 2)]


def test_a_night_that_changes_nothing_adds_nothing(ledger):
    row = {"sku": "MUG", "status": "ok", "nonconforming": 1, "units": 200}
    for day in range(1, 6):
        ledger.save_history(date(2025, 6, day), [{**row, "nonconforming": day // 4}])

    assert history(ledger) == [("2025-06-01", "MUG", 0), ("2025-06-04", "MUG", 1)]


def test_bytes_of_a_run_come_back_by_name(ledger):
    ledger.store("r1", "backup", "sku_summary", b"cells", now=NOW)
    ledger.store("r1", "backup", "sku_summary", b"newer", now=NOW)

    assert ledger.stored("r1", "backup") == {"sku_summary": b"newer"}
    assert ledger.stored("r1", "findings") == {}


def test_two_spreadsheets_share_a_ledger_without_mixing(tmp_path):
    url = f"sqlite:///{tmp_path}/ledger.db"
    one, two = (open_ledger(url, spreadsheet=name) for name in ("one", "two"))
    one.first_seen(["a"], on=DAY)

    assert two.first_seen(["a"], on=date(2025, 6, 3)) == {"a": date(2025, 6, 3)}
    one.close()
    two.close()


def test_a_ledger_of_a_newer_program_is_refused(tmp_path):
    url = f"sqlite:///{tmp_path}/ledger.db"
    ledger = open_ledger(url, spreadsheet="shop")
    with ledger.writing() as connection:
        connection.execute(text("UPDATE meta SET value = '99' WHERE key = 'version'"))
    ledger.close()

    with pytest.raises(LedgerError, match="newer version of this program"):
        open_ledger(url, spreadsheet="shop")


def test_a_ledger_that_cannot_be_opened_says_which_and_hides_its_password(tmp_path):
    with pytest.raises(LedgerError, match=r"the ledger postgresql\+pg8000://shop:\*\*\*@127"):
        open_ledger("postgresql+pg8000://shop:geheim@127.0.0.1:1/none", spreadsheet="shop")
    (tmp_path / "file").write_text("")
    with pytest.raises(LedgerError, match="cannot be opened"):
        open_ledger(f"sqlite:///{tmp_path}/file/ledger.db", spreadsheet="shop")


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="needs its zone"):
        iso(datetime(2025, 6, 2))


def test_tabs_are_known_by_their_ids_until_told_otherwise(ledger):
    ledger.remember_tabs({"defects": "0", "sku_summary": "17"})
    ledger.remember_tabs({"sku_summary": "18"})
    ledger.remember_tabs({"sku_summary": "18"})

    assert ledger.known_tabs() == {"defects": "0", "sku_summary": "18"}


def test_the_runs_with_backups_are_listed_newest_first(ledger):
    ledger.store("r1", "backup", "b", b"1", now=NOW)
    ledger.store("r1", "backup", "a", b"1", now=NOW)
    ledger.store("r2", "backup", "a", b"2", now=NOW + timedelta(days=1))

    assert [(kept.run_id, kept.names) for kept in ledger.backups()] == [
        ("r2", ("a",)),
        ("r1", ("a", "b")),
    ]


def test_the_same_bytes_of_many_nights_take_their_room_once(ledger):
    for number in range(5):
        ledger.store(f"r{number}", "backup", "a", b"the same", now=NOW)

    with ledger.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM content")).scalar() == 1


def test_bytes_that_are_compressed_already_come_back_as_they_went(ledger):
    body = bytes(range(256)) * 9
    ledger.store("r1", "findings", "study", body, now=NOW, packed=True)

    assert ledger.stored("r1", "findings") == {"study": body}


def test_the_bytes_of_a_kind_are_kept_together_or_not_at_all(ledger):
    def bodies():
        yield "a", b"cells"
        message = "a tab that cannot be kept"
        raise ValueError(message)

    with pytest.raises(ValueError, match="cannot be kept"):
        ledger.store_all("r1", "backup", bodies(), now=NOW)

    assert ledger.stored("r1", "backup") == {}
