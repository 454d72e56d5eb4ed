"""Only one run at a time, and a dead one holds nothing."""

import subprocess
import sys

import pytest

from jobs.ledger import open_ledger
from jobs.lock import LockedError, only_run

HOLD = """
import sys, time
from jobs.ledger import open_ledger
from jobs.lock import only_run
ledger = open_ledger(sys.argv[1], spreadsheet="shop")
with only_run(ledger.engine, spreadsheet="shop"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_run_is_refused_until_the_first_is_dead(tmp_path):
    url = f"sqlite:///{tmp_path}/ledger.db"
    holder = subprocess.Popen([sys.executable, "-c", HOLD, url], stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "held\n"
    ledger = open_ledger(url, spreadsheet="shop")

    with (
        pytest.raises(LockedError, match="another run is at work"),
        only_run(ledger.engine, spreadsheet="shop"),
    ):
        pass

    holder.kill()
    holder.communicate()
    with only_run(ledger.engine, spreadsheet="shop"):
        pass
    ledger.close()
