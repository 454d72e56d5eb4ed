"""A nightly run against the script that a team would write itself, stage by stage.

Run: python -m tests.benchmarks bench_nightly [small] [large] [limit] [xlsx] [linear]

Each process is new: the server, every run of ours, every run of the script. CPU seconds are those
of the process alone. The floor is `msgspec.json.decode` of the bytes that a run has read, timed in
that run. A shop is run on three nights: the first, which makes all tabs; the same again, with
nothing changed; and the next day, with a thousandth more rows, which is what most nights are.
"""

import contextlib
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import openpyxl

from tests.benchmarks.ours import STAGES
from tests.benchmarks.serving import BOOK, ROOT, served
from tests.benchmarks.shops import LOG, SIZES, agreement, more_rows, shop
from tests.fakes.google import http_client

FIRST, AGAIN, NEXT = "2025-06-02T02:10", "2025-06-02T03:10", "2025-06-03T02:10"
LATENCY = 0.1  # seconds a request, for the small shop
LINEAR = (100_000, 200_000, 400_000, 800_000)
WANTED = ("small", "large", "limit", "xlsx", "linear")


def process(*command):
    """Run a module in a new process; return what it measured, and its whole wall time."""
    started = time.perf_counter()
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(compiled())}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-m", *map(str, command)],
        capture_output=True, text=True, cwd=ROOT, env=environment, check=False,
    )  # fmt: skip
    spent = time.perf_counter() - started
    if done.returncode:
        raise RuntimeError(done.stderr)
    result = json.loads(done.stdout.splitlines()[-1])
    if result.get("exit"):
        raise RuntimeError(result["message"])
    return {**result, "process": spent}


def compiled():
    """A folder for compiled modules, as an installed program has them beside its files."""
    return Path(tempfile.gettempdir()) / "reorder-brief-benchmark"


def google_folder(folder, url):
    """Write a configuration for the served shop."""
    where = f"backend: google, url: {BOOK}, credentials: none, api_endpoint: '{url}'"
    _configure(folder, where)


def xlsx_folder(folder, made):
    """Write a shop as a workbook, with a configuration for it."""
    _configure(folder, "backend: xlsx, path: shop.xlsx")
    book = openpyxl.Workbook(write_only=True)
    for title, columns in made.tabs.items():
        sheet = book.create_sheet(title)
        for row in zip(*columns, strict=True):
            sheet.append([None if cell == "" else cell for cell in row])
    book.save(folder / "shop.xlsx")


def _configure(folder, where):
    text = f"version: 1\nspreadsheet: {{{where}}}\n"
    (folder / "config.yaml").write_text(text, encoding="utf-8")


def add_rows(url, size):
    """Write the rows of the next day under the defect log, as a person does."""
    rows = more_rows(size, max(5, size.defects // 1_000))
    where = f"'{LOG}'!A1"
    http_client(url).values_append(
        BOOK, where, {"valueInputOption": "RAW", "insertDataOption": "INSERT_ROWS"}, {"values": rows}
    )  # fmt: skip


def counts_of(path):
    """Return the counts that a run has written down."""
    return {(sku, kind): count for sku, kind, count in json.loads(path.read_text(encoding="utf-8"))}


def nights(size, url, folder):
    """Run three nights; return what each cost, and the share of counts that are right."""
    google_folder(folder, url)
    ours = "tests.benchmarks.ours"
    first = process(ours, folder, FIRST, folder / "counts.json")
    again = process(ours, folder, AGAIN)
    add_rows(url, size)
    following = process(ours, folder, NEXT)
    return {"first": first, "again": again, "next": following}, counts_of(folder / "counts.json")


@contextlib.contextmanager
def measured(name, *, latency=0.0):
    """Yield the nights of a shop, the script on the same server, and how right each is."""
    size = SIZES[name]
    truth = shop(size).truth
    with (
        served(name, latency=latency) as url,
        tempfile.TemporaryDirectory() as made,
    ):
        folder = Path(made)
        script = process("tests.benchmarks.script", url, folder / "script.json")
        found, counts = nights(size, url, folder)
        right = {
            "ours": agreement(counts, truth),
            "script": agreement(counts_of(folder / "script.json"), truth),
        }
        yield found, script, right


def table(found, script, right):
    """Return the lines of the table of one shop."""
    names = {"first": "first night", "again": "nothing changed", "next": "next night"}
    lines = [f"| stage | {' | '.join(names.values())} | script |", "| --- |" + " ---: |" * 4]
    floors = {night: run["stages"].get("decode", 0.0) for night, run in found.items()}
    for stage in STAGES:
        cells = [_stage(run, stage, floors[night]) for night, run in found.items()]
        lines.append(f"| {stage} | {' | '.join(cells)} | |")
    rows = (
        ("whole run, s of CPU", lambda run: f"{run['cpu']:.2f}"),
        ("with imports, s of CPU", lambda run: f"{run['whole_cpu']:.2f}"),
        ("process, s of wall", lambda run: f"{run['process']:.2f}"),
        ("peak memory, MB", lambda run: f"{run['peak']:,.0f}"),
        ("requests", lambda run: str(run.get("requests", "") or "")),
    )
    for title, shown in rows:
        cells = [shown(run) for run in (*found.values(), script)]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    lines.append(f"| counts that are right | {right['ours']:.1%} | | | {right['script']:.1%} |")
    return lines


def _stage(run, stage, floor):
    seconds = run["stages"].get(stage)
    if seconds is None:
        return ""
    return f"{seconds:.2f} s ({seconds / floor:.1f})" if floor > 0.005 else f"{seconds:.2f} s"


def verdicts(name, found, script):
    """Return what the table says about the aims of the project, in sentences."""
    run = found["next"]
    floor = run["stages"]["decode"]
    study = run["stages"]["study"] + run["stages"]["match"]
    beside = (run["cpu"] - study) / floor if floor else 0.0
    faster = script["whole_cpu"] / run["whole_cpu"]
    yield f"{name}: all but study and match is {beside:.1f} x the decode floor of {floor:.2f} s"
    yield f"{name}: the script takes {faster:.1f} x the CPU of a next night, and studies nothing"
    quiet = script["whole_cpu"] / found["again"]["whole_cpu"]
    yield f"{name}: and {quiet:.1f} x the CPU of a night on which nothing changed"
    yield (
        f"{name}: wall time of the process {run['process']:.2f} s, of the script "
        f"{script['process']:.2f} s: {script['process'] / run['process']:.1f} x"
    )


def google(name, *, latency=0.0):
    """Print the table of one shop on the local server."""
    with measured(name, latency=latency) as (found, script, right):
        print(f"\n### {name}: {_described(SIZES[name])}\n")
        print("\n".join(table(found, script, right)))
        print()
        print("\n".join(verdicts(name, found, script)))


def xlsx(name="limit"):
    """Print what a shop costs as a workbook file."""
    made = shop(SIZES[name])
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        xlsx_folder(place, made)
        size = (place / "shop.xlsx").stat().st_size / 1e6
        script = process("tests.benchmarks.script", place / "shop.xlsx", place / "script.json")
        first = process("tests.benchmarks.ours", place, FIRST, place / "counts.json")
        again = process("tests.benchmarks.ours", place, AGAIN)
        right = {
            "ours": agreement(counts_of(place / "counts.json"), made.truth),
            "script": agreement(counts_of(place / "script.json"), made.truth),
        }
    print(f"\n### {name} as .xlsx of {size:.0f} MB\n")
    print("| | first night | nothing changed | script |\n| --- | ---: | ---: | ---: |")
    for title, key in (("s of CPU", "whole_cpu"), ("peak MB", "peak")):
        print(f"| {title} | {first[key]:.1f} | {again[key]:.1f} | {script[key]:.1f} |")
    print(f"| counts that are right | {right['ours']:.1%} | | {right['script']:.1%} |")


def linear(sizes=LINEAR):
    """Print how each stage grows with the rows of the defect log."""
    runs = []
    for rows in sizes:
        with served(str(rows)) as url, tempfile.TemporaryDirectory() as made:
            google_folder(Path(made), url)
            runs.append(process("tests.benchmarks.ours", made, FIRST)["stages"])
    print("\n### Twice the rows\n")
    print(f"| stage | {' | '.join(f'{rows:,}' for rows in sizes)} | largest step |")
    print("| --- |" + " ---: |" * (len(sizes) + 1))
    for stage in STAGES:
        seconds = [run.get(stage, 0.0) for run in runs]
        steps = [later / max(earlier, 0.02) for earlier, later in itertools.pairwise(seconds)]
        cells = " | ".join(f"{value:.2f} s" for value in seconds)
        print(f"| {stage} | {cells} | {max(steps):.1f} |")


def _described(size):
    return (
        f"{size.defects:,} defect rows x 9, {size.lots:,} lots, {size.skus:,} products, "
        f"{size.suppliers:,} suppliers"
    )


def main(wanted):
    """Print what is wanted, all by default."""
    with measured("tiny"):
        pass  # compiles what is imported, before anything is timed
    for name in wanted or WANTED:
        if name == "xlsx":
            xlsx()
        elif name == "linear":
            linear()
        else:
            google(name, latency=LATENCY if name == "small" else 0.0)


if __name__ == "__main__":
    main(sys.argv[1:])
