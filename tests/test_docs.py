"""The documentation says what the program does: nothing missing, nothing stale, nothing broken."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner
from PIL import Image

from briefs.channels import Outcome
from briefs.words import LanguageWords, load_words
from docs import generate
from jobs.cli import main as program
from jobs.configuration import build
from jobs.exits import Exit
from jobs.nodes import parse
from jobs.sample import meanings
from quality.intervals import at_least, wilson
from quality.maturity import default_share
from quality.vocabulary import DEFECT_TYPES
from sheets.contract import SETTINGS_KEYS, TABS, Kind
from sheets.outputs.catalogue import output_columns
from sheets.outputs.context import OutputContext
from tests.demo import findings
from tests.fakes.sheets_server import SheetsServer
from tests.jobs import terminal
from tests.jobs.clinic import ACCOUNT, key_file, private_key

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
PAGES += sorted(DOCS.rglob("*.md"))
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"(?ms)^(?P<indent> *)```(?P<kind>[a-z]*)\n(?P<text>.*?)^(?P=indent)```$")
SPOKEN = re.compile(r"reorder-brief((?: +(?:\"[^\"]*\"|[^\s`|)]+))*)")
SMALL, ALL_SMALL = 60_000, 1_500_000
LEAST = "version: 1\nspreadsheet: {backend: xlsx, path: quality.xlsx}\n"


def text(page):
    return page.read_text(encoding="utf-8")


def name_of(page):
    return page.relative_to(ROOT).as_posix()


def blocks(page, kind):
    """The fenced blocks of a kind, without the indent of the list that they stand in."""
    return [
        re.sub(rf"(?m)^{match['indent']}", "", match["text"])
        for match in FENCE.finditer(text(page))
        if match["kind"] == kind
    ]


def commands(command=program, path=()):
    """Every command and group of the program, by the words that call it."""
    yield path, command
    if isinstance(command, click.Group):
        for name, sub in command.commands.items():
            yield from commands(sub, (*path, name))


COMMANDS = dict(commands())


def anchors(page):
    """The anchors of a page's headings, as both the web and mkdocs make them."""
    heads = re.findall(r"(?m)^#+ +(.+)$", FENCE.sub("", text(page)))
    return {re.sub(r"[^\w -]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", generate.pages(), ids=name_of)
def test_no_generated_page_is_stale(page):
    """After a change: `python -m docs.generate`."""
    assert text(page) == generate.fresh(page)


def test_every_block_of_the_generator_stands_on_a_page():
    used = {
        match["name"] for page in generate.pages() for match in generate.BLOCK.finditer(text(page))
    }

    assert used == set(generate.BLOCKS)


@pytest.mark.parametrize(
    "path", [path for path, one in COMMANDS.items() if path and not one.hidden], ids=" ".join
)
def test_every_command_and_option_is_documented(path):
    page = text(DOCS / "commands.md")
    section = page.split(f"## reorder-brief {' '.join(path)}\n")[1].split("\n## ")[0]

    for one in COMMANDS[path].params:
        if getattr(one, "hidden", False):
            continue
        shown = one.make_metavar(click.Context(COMMANDS[path])).strip("[]")
        assert (shown if isinstance(one, click.Argument) else one.opts[-1]) in section


def test_every_setting_is_documented_in_its_section():
    sections = re.split(r"(?m)^## ", text(DOCS / "settings.md"))
    by_name = {section.partition("\n")[0]: section for section in sections}
    lacking = [
        key
        for key, _, _ in meanings()
        if f"| `{key.partition('.')[2]}` |" not in by_name.get(key.partition(".")[0], "")
    ]

    assert lacking == []


def test_every_column_of_every_input_tab_is_documented():
    page = text(DOCS / "contract.md")
    for tab in TABS.values():
        section = page.split(f"\n### {tab.titles['en'][0]}\n")[1].split("\n### ")[0]
        for column in tab.columns:
            row = next(line for line in section.splitlines() if line.startswith(f"| `{column.id}`"))
            assert all(names[0] in row for names in column.aliases.values()), column.id
    assert all(f"`{key}`" in page for key in SETTINGS_KEYS)


def test_every_column_of_every_output_tab_is_documented():
    page = text(DOCS / "contract.md").split("## Tabs that the program writes")[1]
    words = load_words("en")
    for tab, columns in output_columns(generate._context("en")).items():
        section = page.split(f"\n### {words(f'{tab}.title')}\n")[1].split("\n### ")[0]
        assert all(f"| {column.header} |" in section for column in columns), tab


def test_every_way_to_read_a_cell_and_every_defect_type_is_explained():
    page = text(DOCS / "contract.md")

    explained = {"code": "one of ..."}
    for kind in Kind:
        assert f"\n| {explained.get(kind, kind.replace('_', ' '))} | " in page, kind
    assert all(f"| `{code}` |" in page for code in DEFECT_TYPES)


def test_every_exit_code_is_explained():
    page = text(DOCS / "commands.md")
    told = {
        int(code) for row in re.findall(r"(?m)^\| ([\d, ]+) \|", page) for code in row.split(",")
    }

    assert told == {int(code) for code in Exit}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page):
    for target in LINK.findall(text(page)):
        if target.startswith(("http:", "https:", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        linked = (page.parent / path).resolve() if path else page
        assert linked.exists(), target
        assert not anchor or anchor in anchors(linked), target


def test_every_page_is_in_the_navigation_and_every_entry_is_a_page():
    listed = {
        page
        for entry in yaml.safe_load(text(ROOT / "mkdocs.yml"))["nav"]
        for page in entry.values()
    }

    assert listed == {page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")}


def test_pictures_are_small_and_every_one_is_shown():
    shown = {
        (page.parent / target).resolve()
        for page in PAGES
        for target in LINK.findall(text(page))
        if target.endswith(".png")
    }
    there = {path.resolve() for path in (DOCS / "pictures").rglob("*.png")}

    assert there == shown
    assert sum(path.stat().st_size for path in there) < ALL_SMALL
    for path in (DOCS / "pictures" / "statistics").glob("*.png"):
        assert path.stat().st_size < SMALL
    for path in there:
        with Image.open(path) as image:
            image.verify()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_picture_says_what_it_shows(page):
    assert re.findall(r"!\[\s*\]", text(page)) == []


def spoken(page):
    """What follows `reorder-brief` in the code of a page: words of a command and options."""
    code = [
        *blocks(page, "sh"),
        *blocks(page, "text"),
        *re.findall(r"(?s)`(reorder-brief[^`]*)`", text(page)),
    ]
    for block in code:
        for line in block.splitlines():
            if "Usage:" not in line:
                yield from (shlex.split(match[1]) for match in SPOKEN.finditer(line))


def called(words):
    """The command that words call, and the options that they name."""
    path, options, values = (), [], []
    for word in words:
        (options if word.startswith("-") else values).append(word)
    for value in values:
        if (*path, value) in COMMANDS:
            path = (*path, value)
    return path, options


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_that_a_page_names_exists(page):
    for words in spoken(page):
        path, options = called(words)
        known = {
            opt
            for at in range(len(path) + 1)
            for one in COMMANDS[path[:at]].params
            for opt in one.opts
        }
        assert path or not words or options, words
        assert {option.partition("=")[0] for option in options} <= known | {"--help", "-h"}, words


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_piece_of_configuration_can_be_used(page):
    for block in blocks(page, "yaml"):
        keys = yaml.safe_load(block)
        if set(keys) & {"missing_photos"}:
            continue
        head = "" if "version" in keys else "version: 1\n"
        tail = "" if "spreadsheet" in keys else LEAST.partition("\n")[2]
        assert build(parse(head + tail + block), "config.yaml")


INSTALLS = ("python3 -m venv", ".venv/bin/")  # run by .ci/run and by tests/test_newcomer.py
STARTED = DOCS / "getting-started.md"


def typed(page, *, without=()):
    """The lines of a page that a person types, but for the sections left out."""
    sections = [f"## {part}" for part in f"\n{text(page)}".split("\n## ")]
    kept = [part for part in sections if not part.startswith(tuple(f"## {n}" for n in without))]
    for part in kept:
        for match in FENCE.finditer(part):
            if match["kind"] == "sh":
                yield from re.sub(rf"(?m)^{match['indent']}", "", match["text"]).splitlines()


def run_lines(page, folder, monkeypatch, *, without, hidden=()):
    """Type every line in its order, in a home of its own; what was printed."""
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.chdir(folder)
    said = []
    for line in typed(page, without=without):
        if line.startswith(INSTALLS):
            continue
        if not line.startswith("reorder-brief "):
            subprocess.run(["bash", "-euc", line], check=True)
            for place in re.findall(r"cd (\S+)$", line):
                monkeypatch.chdir(place.replace("~", str(folder)))
            continue
        words = shlex.split(line)[1:]
        result = terminal.call(*words, *(hidden if "--sheet" in words else ()))
        assert result.exit_code == 0, f"{line}\n{result.output}"
        said += result.output.splitlines()
    return said


def test_the_commands_of_getting_started_run_in_their_order(tmp_path, monkeypatch):
    """The way of a workbook; whatever the page shows as printed is printed."""
    said = run_lines(STARTED, tmp_path, monkeypatch, without=["4."])

    shown = [block for block in blocks(STARTED, "text") if "ok " in block or "1/5" in block]
    assert len(shown) == 2
    for block in shown:
        assert set(block.splitlines()) - {"..."} <= set(said)


def test_the_commands_of_getting_started_run_with_a_google_sheet(tmp_path, monkeypatch):
    with SheetsServer(check_schemas=True) as server:
        server.seed("1AbC", {"Sheet1": []}, roles={ACCOUNT: "writer"})
        key = key_file(tmp_path / "made", server, private_key())
        (tmp_path / "Downloads").mkdir()
        key.rename(tmp_path / "Downloads" / "your-project-436.json")

        said = run_lines(
            *(STARTED, tmp_path, monkeypatch),
            without=["2.", "3."],
            hidden=("--api-endpoint", server.base_url),
        )

    assert "1/5 Key file        ok  service-account.json (reorder-436)" in said


def test_every_other_page_types_only_what_was_run():
    """The Vietnamese page and README say the same as the English page, in their language."""
    run = {line.replace(" --lang en", "") for line in typed(STARTED)}
    run |= set(typed(DOCS / "settings.md"))  # by the test of that page
    run |= set(typed(DOCS / "fleet.md"))  # by the test of the fleet
    run |= {line for line in typed(DOCS / "statistics.md") if " explain " in line}  # generated

    for page in PAGES:
        lines = [line for line in typed(page) if not line.startswith(INSTALLS)]
        assert [line for line in lines if line.replace(" --lang en", "") not in run] == [], page
    mirrored = [line.replace(" --lang en", "") for line in typed(STARTED)]
    left_out = [line for line in mirrored if line not in set(typed(DOCS / "vi/getting-started.md"))]
    assert all("-c demo/config.yaml" in line for line in left_out)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_offered_as_the_page_says(shell, monkeypatch):
    variable = "_REORDER_BRIEF_COMPLETE"
    assert f"{variable}={shell}_source reorder-brief" in text(DOCS / "commands.md")
    monkeypatch.setenv("COMP_WORDS", "reorder-brief in")
    monkeypatch.setenv("COMP_CWORD", "in" if shell == "fish" else "1")

    env = {variable: f"{shell}_complete"}
    result = CliRunner().invoke(program, [], prog_name="reorder-brief", env=env)

    assert "init" in result.output.replace("\n", " ").replace(",", " ").split()


def test_the_settings_page_makes_a_configuration_that_is_valid(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    [line] = [block.strip() for block in blocks(DOCS / "settings.md", "sh")]
    runner = CliRunner()

    made = runner.invoke(program, shlex.split(line)[1:])
    checked = runner.invoke(program, ["config", "validate"])
    shown = runner.invoke(program, ["config", "show"])

    assert (made.exit_code, checked.exit_code, shown.exit_code) == (0, 0, 0)
    assert checked.output == "config.yaml: ok\n"
    assert "signal.count = 3" in shown.output


def percents(low, high):
    return f"{100 * low:.1f}–{100 * high:.1f} %"


def test_the_figures_of_the_statistics_page_are_those_of_the_program():
    page = text(DOCS / "statistics.md").replace("\n", " ")
    lower, upper = wilson([15, 6, 3, 150], [200, 180, 40, 2000])
    [none] = wilson([0], [80]).upper
    sure = at_least([15, 3], [200, 40])
    shares = default_share([10, 30, 60, 90], half_life_days=30, horizon_days=120)

    assert f"15 of 200 = 7.5 % (likely {percents(lower[0], upper[0])})" in page
    assert f"heading for 3.3 % ({percents(lower[1], upper[1])})" in page
    assert f"from {percents(lower[2], upper[2])} to {percents(lower[3], upper[3])}" in page
    assert f"could still be up to {100 * none:.1f} %" in page
    assert f"*at least* {100 * sure[0]:.1f} %" in page
    assert f"proves only {100 * sure[1]:.1f} %" in page
    assert (
        "{:.0f} % after 10 days, {:.0f} % after 30, {:.0f} % after 60, {:.0f} % after 90".format(
            *(100 * shares)
        )
        in page
    )


def python_of(heading):
    section = text(DOCS / "extending.md").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return [
        match["text"] for match in FENCE.finditer(section) if match["kind"] == "python"
    ], section


def test_the_output_tab_of_the_extending_page_works():
    (code, entry), section = python_of("An output tab")
    [words] = [match["text"] for match in FENCE.finditer(section) if match["kind"] == "yaml"]
    made = {}
    exec(compile(code, "missing_photos.py", "exec"), made)  # noqa: S102 - our own page
    own = {
        "missing_photos.title": "Missing photos",
        **{
            f"missing_photos.columns.{column}.{part}": said
            for column, parts in yaml.safe_load(words)["missing_photos"]["columns"].items()
            for part, said in parts.items()
        },
    }
    english = load_words("en")
    speaking = LanguageWords(language="en", texts={**english.texts, **own})
    context = generate._context("en")
    context = OutputContext(
        at=context.at, timezone=context.timezone, language="en", all_words={"en": speaking}
    )

    tab = made["missing_photos"](findings(), context)

    assert "missing_photos" in entry
    assert len(tab.keys) > 0
    assert [column.header for column in tab.columns][-1] == "Note ✎"


def test_the_way_out_of_the_extending_page_works(tmp_path):
    (code,), _ = python_of("A way out for mail")
    made = {"__name__": "command"}
    sys.modules["command"] = type(sys)("command")
    exec(compile(code, "command.py", "exec"), made)  # noqa: S102 - our own page
    taken = tmp_path / "letter.eml"
    script = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_bytes(sys.stdin.buffer.read())"
    options = made["CommandOptions"](program=(sys.executable, "-c", script, str(taken)))

    reply = options.channel().send(
        b"Subject: x\n\nhello\n", sender="a@x.example", recipient="b@x.example", before_data=list
    )

    assert reply.outcome is Outcome.SENT
    assert taken.read_bytes() == b"Subject: x\n\nhello\n"


def test_the_job_of_the_extending_page_is_one():
    (code,), _ = python_of("A job")
    made = {}
    exec(compile(code, "monthly.py", "exec"), made)  # noqa: S102 - our own page

    class Asked:
        as_of = "2025-06-02"

        def stage(self, line):
            self.line = line

    asked = Asked()
    assert made["run"](asked).exit is Exit.OK
    assert asked.line == "counting"


def test_the_simulated_table_is_that_of_the_script():
    from tests.benchmarks import simulate_errors

    page = text(DOCS / "statistics.md")
    rows = simulate_errors.table(2)
    lines = re.findall(r"(?m)^(.{42}) *0\.0\d\d +[\d.]+% +[\d.]+%", page)

    assert [line.rstrip() for line in lines] == [row.what for row in rows]
    assert f"seed {simulate_errors.SEED}" in page
    assert "MISSED" not in page
