"""What a nightly run loads, and when: a small shop's run is mostly its start."""

import json
import subprocess
import sys
import tomllib

import pytest

from jobs.exits import Exit
from tests.benchmarks.serving import BOOK
from tests.benchmarks.shops import SIZES, shop
from tests.fakes.sheets_server import SheetsServer
from tests.jobs.shop import google_config
from tests.jobs.terminal import ROOT

UNUSED = (
    *("apscheduler", "distributed", "matplotlib", "pandas", "typst", "wolfxl"),
    *("briefs.printing", "pg8000", "quality.reviews.study", "scipy.stats", "sheets.backends.xlsx"),
    *("quality.reviews.text", "quality.reviews.lexicon"),
    *("briefs.office", "jobs.dispatch", "sqlalchemy.dialects.postgresql"),
)
FOR_THE_STUDY = (
    *("jinja2", "numpy", "polars", "scipy", "briefs.render", "jobs.refreshing"),
    *("quality.findings", "quality.study", "sheets.intake", "sheets.outputs.catalogue"),
)
FOR_THE_END = ("briefs.mail_parts", "jobs.edition")
PROGRAM = """
import json, sys
import jobs.cli, jobs.loading, jobs.team

config, unused, for_the_study, for_the_end = json.loads(sys.argv[1])
told = {}
begin = jobs.team.load_meanwhile

def watched(names, **given):
    told["before"] = [name for name in (*unused, *for_the_study) if name in sys.modules]
    begin(names, **given)

def watched_later(names, *, prepare):
    told["before the write"] = [name for name in for_the_end if name in sys.modules]
    told["prepared"] = prepare.__name__
    begin(names, prepare=prepare)

jobs.team.load_meanwhile, jobs.loading.load_meanwhile = watched, watched_later
try:
    jobs.cli.main(["-q", "-c", config, "run", "nightly", "--no-mail"], standalone_mode=False)
except SystemExit as ended:
    told["exit"] = ended.code
told["unused"] = [name for name in unused if name in sys.modules]
told["used"] = [name for name in for_the_study if name in sys.modules]
told["used in the end"] = [name for name in for_the_end if name in sys.modules]
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What a run in a process of its own had loaded, before its first request and at its end."""
    with SheetsServer() as server:
        server.seed(BOOK, shop(SIZES["tiny"]).tabs, columns=True, locale="vi_VN")
        config = google_config(tmp_path_factory.mktemp("start"), server, book=BOOK).path
        given = json.dumps([str(config), UNUSED, FOR_THE_STUDY, FOR_THE_END])
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, given],
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=True,
        )
    return json.loads(done.stdout)


def test_a_run_without_mail_loads_only_what_it_uses(told):
    assert told["exit"] == 0
    assert told["unused"] == []


def test_the_first_request_is_sent_before_the_study_is_loaded(told):
    assert told["before"] == []
    assert told["used"] == list(FOR_THE_STUDY)


def test_what_is_needed_after_the_write_is_loaded_while_the_tabs_are_written(told):
    assert told["before the write"] == []
    assert told["used in the end"] == list(FOR_THE_END)
    assert told["prepared"] == "program"


INTERRUPTED = """
import os, signal, sys
from importlib import import_module

class CtrlC:
    def find_spec(self, name, path=None, target=None):
        if name == loading:
            os.kill(os.getpid(), signal.SIGINT)

program, loading = sys.argv[1:]
sys.argv[1:] = ["--version"]
sys.meta_path.insert(0, CtrlC())
module, _, function = program.partition(":")
getattr(import_module(module), function)()
"""


@pytest.mark.parametrize("loading", ["click", "jobs.stopping", "jobs.commands.running"])
def test_ctrl_c_while_the_program_loads_ends_it_without_a_trace(loading):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    started = [sys.executable, "-c", INTERRUPTED, project["scripts"]["reorder-brief"], loading]

    ended = subprocess.run(started, capture_output=True, text=True, cwd=ROOT, check=False)

    assert (ended.returncode, ended.stdout, ended.stderr) == (Exit.INTERRUPTED, "", "")
