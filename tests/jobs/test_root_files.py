"""config.yaml and config.schema.json as they stand at the root."""

import json
import re
from datetime import datetime
from pathlib import Path

import pytest

from briefs.words import load_words
from jobs.configuration import build, load
from jobs.demo import write_demo
from jobs.demo_tables import ANCHOR
from jobs.nodes import parse
from jobs.schema import schema
from tests.jobs.shop import refreshed

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "config.yaml"
COMMENTED = re.compile(r"^( *)# ([a-z_]+:.*)$", re.MULTILINE)


def test_the_schema_is_fresh():
    """After a change: `reorder-brief config schema > config.schema.json`."""
    kept = json.loads((ROOT / "config.schema.json").read_text(encoding="utf-8"))

    assert kept == schema(load_words("en").get)


def test_the_configuration_runs_the_demo_workbook_as_it_stands(tmp_path):
    write_demo(tmp_path / "demo", anchor=ANCHOR, language="vi")
    copied = tmp_path / "config.yaml"
    copied.write_bytes(CONFIG.read_bytes())

    result = refreshed(load(copied), as_of=ANCHOR)

    assert len(result.report.tabs) == 10
    assert datetime.fromisoformat(load(copied).settings.money.fx["date"])


def test_the_google_lines_take_the_place_of_the_two_above_them():
    lines = [
        line
        for line in CONFIG.read_text(encoding="utf-8").splitlines()
        if not line.startswith(("  backend: xlsx", "  path:"))
    ]
    text = re.sub(r"^  # (backend|url|credentials)", r"  \1", "\n".join(lines), flags=re.MULTILINE)

    assert build(parse(text), "config.yaml").spreadsheet.backend == "google"


def switched_off():
    """Each setting that a # keeps out, but for the lines of the other kind of spreadsheet."""
    found = COMMENTED.findall(CONFIG.read_text(encoding="utf-8"))
    google = ("backend", "url", "credentials")
    return [(indent, text) for indent, text in found if not text.startswith(google)]


@pytest.mark.parametrize(("indent", "setting"), switched_off())
def test_every_line_that_is_switched_off_may_be_switched_on(indent, setting):
    text = CONFIG.read_text(encoding="utf-8")

    switched = text.replace(f"{indent}# {setting}", f"{indent}{setting}", 1)

    assert switched != text
    assert build(parse(switched), "config.yaml")
