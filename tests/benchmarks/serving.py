"""The local Sheets server as a process of its own, so that its time and memory are not ours.

Answers to the same question are kept encoded until something is written: encoding 800,000 rows
takes the server longer than anything that is measured. `python -m tests.benchmarks.serving NAME`
serves a shop of that size (a number: the one at the limit with so many defect rows) until its
standard input ends.
"""

import contextlib
import gc
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.shops import SIZES, shop
from tests.fakes.sheets_server import SheetsServer

BOOK = "shop-1"
ROOT = Path(__file__).parents[2]


class KeepingServer(SheetsServer):
    """Answers a question that it has answered before from memory, while nothing was written."""

    def __init__(self, *, latency: float = 0.0, **options):
        super().__init__(**options)
        self.latency = latency
        self.kept = {}

    def handle(self, method, target, headers, content):
        """Answer, after the latency."""
        if self.latency:
            time.sleep(self.latency)
        if method != "GET":
            self.kept.clear()
            return super().handle(method, target, headers, content)
        if target not in self.kept:
            self.kept[target] = super().handle(method, target, headers, content)
        return self.kept[target]


@contextlib.contextmanager
def served(name, *, latency=0.0):
    """Serve a shop of a size; yield the address."""
    command = [sys.executable, "-m", "tests.benchmarks.serving", name, str(latency)]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        yield process.stdout.readline().strip()
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()


def main(name, latency):
    """Serve until standard input ends."""
    gc.disable()  # millions of cells that stay
    size = SIZES[name] if name in SIZES else replace(SIZES["limit"], defects=int(name))
    made = shop(size)
    with KeepingServer(latency=float(latency)) as server:
        server.seed(
            BOOK,
            made.tabs,
            columns=True,
            locale="vi_VN",
            title="Quality",
            min_rows=1,
            min_columns=1,
        )
        print(server.base_url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
