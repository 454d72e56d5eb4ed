"""Modules that are loaded while something else is waited for, and a process set up to be short."""

import ctypes
import gc
import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest

from jobs.loading import load_meanwhile
from jobs.process import ALLOCATOR, MANY, give_back, set_up
from tests.jobs.terminal import ROOT


@pytest.fixture
def made(tmp_path, monkeypatch):
    """A module of a name, with a text; it is forgotten afterwards."""
    monkeypatch.syspath_prepend(tmp_path)
    names = []

    def write(name, text):
        names.append(name)
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")

    yield write
    for name in names:
        sys.modules.pop(name, None)


def loaded(*names, prepare=None):
    """Load modules and wait for them."""
    load_meanwhile(names, prepare=prepare)
    for thread in threading.enumerate():
        if thread.name == "loading":
            thread.join()


def test_modules_are_loaded_in_a_thread_that_the_process_waits_for(made):
    made("loaded_first", "import threading\nTHREAD = threading.current_thread()\n")
    made("loaded_second", "import loaded_first\n")

    loaded("loaded_first", "loaded_second")

    assert sys.modules["loaded_first"].THREAD.name == "loading"
    assert not sys.modules["loaded_first"].THREAD.daemon
    assert "loaded_second" in sys.modules


def test_what_is_loaded_already_needs_no_thread(monkeypatch):
    monkeypatch.setattr("jobs.loading.threading.Thread", None)

    load_meanwhile(["json", "sys"])

    assert "json" in sys.modules


def test_what_is_needed_first_is_made_in_that_thread_before_the_modules_are_loaded(made):
    made("loaded_after", "")
    seen = []

    loaded(
        "loaded_after",
        prepare=lambda: seen.append(
            (threading.current_thread().name, "loaded_after" in sys.modules)
        ),
    )

    assert seen == [("loading", False)]
    assert "loaded_after" in sys.modules


def test_who_needs_a_module_waits_while_it_is_being_loaded(made):
    made("loaded_slowly", "import time\ntime.sleep(0.2)\nREADY = True\n")

    load_meanwhile(["loaded_slowly"])
    from loaded_slowly import READY

    assert READY


def test_a_module_that_cannot_be_loaded_is_a_mistake_of_whoever_needs_it(made):
    made("loaded_never", "raise RuntimeError('broken')\n")

    loaded("loaded_never")

    assert "loaded_never" not in sys.modules
    with pytest.raises(RuntimeError, match="broken"):
        import loaded_never  # noqa: F401


def test_what_was_loaded_is_collected_no_more():
    """Elsewhere it would also be kept what other tests have left."""
    program = (
        "import gc, threading\n"
        "from jobs.loading import load_meanwhile\n"
        "load_meanwhile(['fractions'])\n"
        "[thread.join() for thread in threading.enumerate() if thread.name == 'loading']\n"
        "print(gc.get_freeze_count() > 1000)\n"
    )

    assert printed(program) == "True"


def test_the_process_is_set_up_for_one_thread_rare_collections_and_no_foreign_plugins():
    before = gc.get_threshold()
    environment = {}
    own = {
        "OPENBLAS_NUM_THREADS": "4",
        "POLARS_MAX_THREADS": "2",
        "PYDANTIC_DISABLE_PLUGINS": "logfire",
        "_RJEM_MALLOC_CONF": "narenas:4",
    }
    chosen = dict(own)
    try:
        set_up(environment)
        set_up(own)

        assert gc.get_threshold() == (MANY, *before[1:])
    finally:
        gc.set_threshold(*before)
    assert environment == {
        "OPENBLAS_NUM_THREADS": "1",
        "POLARS_MAX_THREADS": "1",
        "PYDANTIC_DISABLE_PLUGINS": "__all__",
        "_RJEM_MALLOC_CONF": ALLOCATOR,
    }
    assert own == chosen


def test_the_process_is_set_up_before_polars_is_loaded():
    assert printed("import sys, jobs.cli; print('polars' in sys.modules)") == "False"


def test_nothing_is_collected_when_the_process_ends():
    program = (
        "import atexit, gc\n"
        "atexit.register(lambda: print(gc.get_freeze_count() > 0))\n"
        "from jobs.process import set_up\n"
        "set_up()\n"
    )

    assert printed(program) == "True"


def printed(program):
    """What a new process prints."""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return done.stdout.strip()


def test_room_is_given_back_where_the_c_library_can_be_told_to(monkeypatch):
    told = []
    library = SimpleNamespace(malloc_trim=told.append)
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: library)

    give_back()

    assert told == [0]


@pytest.mark.parametrize("library", [SimpleNamespace(), None])
def test_a_c_library_that_cannot_be_told_to_give_room_back_stops_no_night(monkeypatch, library):
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: library)

    give_back()
