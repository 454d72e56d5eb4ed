"""The benchmark measures the right thing: the same shop for both, and a known truth."""

import importlib
import sys
import threading
from types import SimpleNamespace

import pytest

from jobs.look import look
from tests.benchmarks.__main__ import calls, main
from tests.benchmarks.bench_nightly import LATENCY, measured, table, verdicts
from tests.benchmarks.clock import Clock, Loaded
from tests.benchmarks.script import on_google
from tests.benchmarks.serving import BOOK
from tests.benchmarks.shops import LOG, SIZES, agreement, more_rows, shop
from tests.fakes.sheets_server import SheetsServer
from tests.jobs.shop import google_config, session


def test_the_same_seed_gives_the_same_shop_and_another_one_does_not():
    assert shop(SIZES["tiny"]) == shop(SIZES["tiny"])
    assert shop(SIZES["tiny"]) != shop(SIZES["tiny"], seed=2)


def test_a_shop_is_as_large_as_it_says_and_written_in_many_ways():
    made = shop(SIZES["small"])
    log = {column[0]: column[1:] for column in made.tabs[LOG]}

    assert {len(column) for column in log.values()} == {SIZES["small"].defects}
    assert len(log) == 9
    assert sum(isinstance(cell, str) for cell in log["Số lượng"]) > 0
    assert sum(isinstance(cell, str) for cell in log["Ngày phát hiện"]) > 0
    assert any(cell != cell.strip().upper() for cell in log["Mã hàng"])
    assert made.cells == sum(len(tab) * len(tab[0]) for tab in made.tabs.values())


def test_counts_agree_by_the_share_of_pairs_that_are_the_same():
    assert agreement({("A", "broken"): 1, ("B", "broken"): 2}, {("A", "broken"): 1}) == 0.5


def test_our_counts_are_the_truth_and_those_of_the_script_are_nearly_none(tmp_path):
    """The script is judged by the same counts on the same server."""
    made = shop(SIZES["tiny"])
    with SheetsServer() as server:
        server.seed(BOOK, made.tabs, columns=True, locale="vi_VN")
        findings = look(session(google_config(tmp_path, server, book=BOOK))).findings
        by_type = on_google(server.base_url)
        titles = [
            one["properties"]["title"] for one in server.spreadsheet(BOOK, grid=False)["sheets"]
        ]
    sums = findings.matches.group_by("sku", "defect_type").agg(units="units").rows()
    ours = {(sku, kind): sum(units) for sku, kind, units in sums}
    theirs = {(sku, kind): units for sku, kind, units in by_type.to_numpy().tolist()}

    assert agreement(ours, made.truth) == 1.0
    assert agreement(theirs, made.truth) < 0.8
    assert {"Theo SKU", "Theo lô", "Theo NCC", "Theo loại lỗi"} <= set(titles)


def test_the_rows_of_the_next_day_fit_the_log():
    rows = more_rows(SIZES["tiny"], 5)

    assert {len(row) for row in rows} == {len(shop(SIZES["tiny"]).tabs[LOG])}
    assert rows == more_rows(SIZES["tiny"], 5)


def run(**changed):
    stages = {"decode": 0.5, "read": 0.5, "study": 2.0, "match": 0.5}
    whole = {"cpu": 4.0, "whole_cpu": 5.0, "process": 6.0, "peak": 400.0, "requests": 4}
    return {"stages": stages, **whole, **changed}


def test_the_table_shows_each_stage_as_a_multiple_of_the_decode_floor():
    found = {"first": run(), "again": run(stages={"decode": 0.5}, whole_cpu=1.0), "next": run()}
    script = {"cpu": 9.0, "whole_cpu": 10.0, "process": 12.0, "peak": 900.0}

    lines = table(found, script, {"ours": 1.0, "script": 0.2})

    assert "| study | 2.00 s (4.0) |  | 2.00 s (4.0) | |" in lines
    assert "| counts that are right | 100.0% | | | 20.0% |" in lines
    assert list(verdicts("shop", found, script)) == [
        "shop: all but study and match is 3.0 x the decode floor of 0.50 s",
        "shop: the script takes 2.0 x the CPU of a next night, and studies nothing",
        "shop: and 10.0 x the CPU of a night on which nothing changed",
        "shop: wall time of the process 6.00 s, of the script 12.00 s: 2.0 x",
    ]


def test_words_that_are_no_benchmark_belong_to_the_one_before(capsys):
    assert calls(["bench_nightly", "small", "large", "bench_study"]) == [
        ("bench_nightly", ["small", "large"]),
        ("bench_study", []),
    ]
    assert main(["small"]) == 2
    assert "no benchmark small" in capsys.readouterr().out


@pytest.mark.full
def test_a_large_shop_is_right_linear_and_quiet_when_nothing_changed():
    with measured("large") as (found, _, right):
        assert right["ours"] == 1.0
        assert found["again"]["requests"] == 5  # two chunks of 50,000 rows more
        assert "nothing has changed" in found["again"]["message"]
        assert found["again"]["cpu"] < found["next"]["cpu"] / 3
        assert found["next"]["peak"] < 800


def test_a_module_is_watched_once_it_is_loaded_and_not_loaded_for_that(tmp_path, monkeypatch):
    (tmp_path / "watched_later.py").write_text("def work():\n    return 'done'\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "meta_path", sys.meta_path[:])
    clock, loaded = Clock(), Loaded()

    loaded.then("watched_later", lambda module: clock.watch_in(module, "work", "work"))
    before = "watched_later" in sys.modules
    module = importlib.import_module("watched_later")
    sys.modules.pop("watched_later")

    assert not before
    assert module.work() == "done"
    assert clock.calls["work"] == 1


def test_work_of_a_thread_beside_is_in_no_stage():
    clock = Clock()
    owner = SimpleNamespace(load=lambda: sum(range(5_000_000)))
    clock.watch_beside(owner, "load")

    with clock.stage("waiting"):
        thread = threading.Thread(target=owner.load)
        thread.start()
        thread.join()

    assert clock.beside > 0.01
    assert clock.seconds["waiting"] < clock.beside


@pytest.mark.full
def test_a_small_shop_is_done_long_before_the_script():
    """Mostly a start: what the study needs is loaded while the server lets us wait."""
    with measured("small", latency=LATENCY) as (found, script, _):
        assert found["next"]["process"] < script["process"] / 1.5
        assert found["next"]["requests"] == 4
