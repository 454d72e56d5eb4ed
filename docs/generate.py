"""Writes the tables of the reference pages from the code that they describe.

    python -m docs.generate

Between `<!-- generated: NAME -->` and `<!-- end -->` a page is ours, README.md with what the demo
prints included; everything else is written by hand and stays. `tests/test_docs.py` fails when a
page is not as this script would write it.
"""

import contextlib
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.testing import CliRunner

from briefs.words import LanguageWords, load_words
from jobs.capacity import Means, Refresh, needed, teams_per_hour
from jobs.cli import main as program
from jobs.demo import play
from jobs.demo_tables import ANCHOR
from jobs.sample import meanings
from quality.vocabulary import DEFECT_TYPES
from sheets.contract import SETTINGS_KEYS, SETTINGS_TITLES, TABS, Column, InputTab, Need
from sheets.outputs.catalogue import output_columns
from sheets.outputs.context import OutputContext
from sheets.outputs.table import OutputColumn

if TYPE_CHECKING:
    from tests.newcomer import Story

ROOT = Path(__file__).parents[1]
LANGUAGES = ("en", "vi", "zh")
BLOCK = re.compile(r"(?s)(<!-- generated: (?P<name>[a-z-]+) -->\n).*?(<!-- end -->)")
NEED = {Need.REQUIRED: "required", Need.ADVISED: "advised", Need.OPTIONAL: ""}


def main() -> None:
    """Write every page that has generated blocks."""
    for page in pages():
        page.write_text(fresh(page), encoding="utf-8")


def pages() -> list[Path]:
    """Return the pages that have generated blocks."""
    every = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [page for page in every if BLOCK.search(page.read_text("utf-8"))]


def fresh(page: Path) -> str:
    """Return a page with its generated blocks as they should be now."""

    def filled(match: re.Match[str]) -> str:
        lines = "\n".join(BLOCKS[match["name"]]()).strip("\n")
        return f"{match[1]}\n{lines}\n\n{match[3]}"

    return BLOCK.sub(filled, page.read_text("utf-8"))


def input_tabs() -> Iterator[str]:
    """Yield a section for each input tab: its columns, and by which headers they are known."""
    for tab in TABS.values():
        yield from _input_tab(tab)
    yield f"### {SETTINGS_TITLES['en'][0]}"
    yield ""
    yield f"{_titles(SETTINGS_TITLES)}. Optional tab."
    yield ""
    yield "Two columns: the name of a setting and its value. Only these can be set in the sheet:"
    yield ""
    yield from table(
        ("setting", "also known as"),
        ([f"`{key}`", ", ".join(names)] for key, names in SETTINGS_KEYS.items()),
    )


def _input_tab(tab: InputTab) -> Iterator[str]:
    yield f"### {tab.titles['en'][0]}"
    yield ""
    known = "; ".join(", ".join(names[1:]) for names in tab.titles.values() if len(names) > 1)
    optional = " Optional tab." if tab.optional else ""
    yield f"{_titles(tab.titles)}; in the configuration `{tab.id}`.{optional}"
    yield ""
    yield f"Also found as: {known}."
    yield ""
    for group in (*tab.one_of, *tab.either):
        names = " or ".join(f"`{name}`" for name in group)
        yield f"Each row {'needs' if group in tab.one_of else 'should have'} {names}."
        yield ""
    yield from table(
        ("id", "header", "tiếng Việt", "中文", "need", "holds", "a blank means", "example"),
        (_column(column) for column in tab.columns),
    )
    yield ""
    yield "Headers that are recognised besides:"
    yield ""
    for column in tab.columns:
        more = [name for language in LANGUAGES for name in column.aliases[language][1:]]
        if more:
            yield f"- `{column.id}`: {', '.join(more)}"
    yield ""


def _column(column: Column) -> list[str]:
    headers = [column.aliases[language][0] for language in LANGUAGES]
    return [
        f"`{column.id}`",
        *headers,
        NEED[column.need],
        _holds(column),
        column.default,
        column.example,
    ]


def _holds(column: Column) -> str:
    if column.choice is not None:
        return "one of " + ", ".join(column.choice.codes)
    return column.kind.value.replace("_", " ")


def _titles(titles: Mapping[str, Sequence[str]]) -> str:
    return " · ".join(titles[language][0] for language in LANGUAGES)


def choices() -> Iterator[str]:
    """Yield the drop-downs: what each choice is called in three languages."""
    columns = [
        (tab, column)
        for tab in TABS.values()
        for column in tab.columns
        if column.choice is not None
    ]
    yield from table(
        ("column", "choices (code: English / tiếng Việt / 中文)"),
        ([f"`{tab.id}.{column.id}`", _labelled(column)] for tab, column in columns),
    )


def _labelled(column: Column) -> str:
    """The labels that drop-downs offer; those with brackets only say how else one may say it."""
    labels = column.choice.labels if column.choice else {}
    offered = {code: [name for name in names if "(" not in name] for code, names in labels.items()}
    return "<br>".join(f"{code}: {' / '.join(names[:3])}" for code, names in offered.items())


def defect_types() -> Iterator[str]:
    """Yield the defect types with their names, when each is seen, and how serious it is."""
    words = [load_words(language) for language in LANGUAGES]
    yield from table(
        ("code", "English", "tiếng Việt", "中文", "visible", "group", "severity"),
        (
            [
                f"`{code}`",
                *(word(f"defect_type.{code}") for word in words),
                kind.visible.value,
                kind.group.value.replace("_", " "),
                kind.severity.value + (", safety" if kind.safety else ""),
            ]
            for code, kind in DEFECT_TYPES.items()
        ),
    )


def output_tabs() -> Iterator[str]:
    """Yield a section for each tab that the program writes: its columns, and what each means."""
    for tab, columns in output_columns(_context("en")).items():
        titles = [load_words(language)(f"{tab}.title") for language in ("en", "vi")]
        yield f"### {titles[0]}"
        yield ""
        yield f"{' · '.join(dict.fromkeys(titles))}; in the configuration `{tab}`."
        yield ""
        yield from table(
            ("column", "tiếng Việt", "yours", "what it tells"), _output_rows(tab, columns)
        )
        yield ""


def _output_rows(tab: str, columns: Iterable[OutputColumn]) -> Iterator[list[str]]:
    other = {column.id: column.header for column in output_columns(_context("vi"))[tab]}
    for column in columns:
        yield [column.header, other[column.id], "✎" if column.yours else "", column.note]


def _context(language: str) -> OutputContext:
    spoken: dict[str, LanguageWords] = {name: load_words(name).plain for name in ("en", "vi")}
    return OutputContext(
        at=datetime(2025, 6, 2),  # noqa: DTZ001 - wall time; no header depends on it
        timezone="Asia/Ho_Chi_Minh",
        language=language,
        all_words=spoken,
    )


def settings() -> Iterator[str]:
    """Yield a section for each section of config.yaml: key, default and meaning."""
    words, section = load_words("en"), ""
    for key, default, declared in meanings():
        head, _, name = key.partition(".")
        if head != section:
            section = head
            yield from ("", f"## {head}", "", *HEAD)
        shown = f"`{default}`" if default else ""
        yield _row([f"`{name}`", shown, words.get(f"settings.{key}") or declared])


WIDTH = 80  # columns of a terminal
HEAD = ("| key | default | meaning |", "| --- | --- | --- |")


def open_settings() -> Iterator[str]:
    """Yield the settings whose keys are a team's own: tabs, columns, constants, defect types."""
    words = load_words("en")
    yield from table(
        ("key", "meaning"),
        (
            [f"`{name}`", words(f"settings.{name}")]
            for name in ("tabs", "columns", "constants", "defect_types")
        ),
    )


def demo() -> Iterator[str]:
    """Yield what the demo prints in English."""
    yield from ("```text", *played()["demo"].splitlines(), "```")


def explain() -> Iterator[str]:
    """Yield the rows behind one product of the demo."""
    yield from ("```text", *played()["explain"].splitlines(), "```")


@cache
def played() -> Mapping[str, str]:
    """Run the demo at night in a folder that is thrown away; return what was printed."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        shown = play(
            Path("demo"), anchor=ANCHOR, language="en", clock=night(), say=lambda _line: None
        )
        asked = ["-c", "demo/config.yaml", "explain", "B-MUG", "--as-of", f"{ANCHOR}"]
        explained = CliRunner().invoke(program, asked, catch_exceptions=False)
    return {"demo": "\n".join(shown.lines), "explain": explained.output}


def night() -> Callable[[], datetime]:
    """Return a clock that starts at 02:10 in the demo shop and counts a second at every look."""
    seconds = count()
    return lambda: datetime(2025, 6, 1, 19, 10, tzinfo=UTC) + timedelta(seconds=next(seconds))


def first_hour() -> Iterator[str]:
    """Yield what a newcomer with an empty Google Sheet types and reads."""
    yield from stories()["first_hour"].lines


def own_workbook() -> Iterator[str]:
    """Yield what a newcomer with a workbook of many years types and reads."""
    yield from stories()["own_workbook"].lines


@cache
def stories() -> "Mapping[str, Story]":
    """Play both newcomers on local servers, in folders that are thrown away."""
    from tests import newcomer  # noqa: PLC0415 - the servers are for tests and need their libraries

    told = {}
    for play_one in (newcomer.first_hour, newcomer.own_workbook):
        with tempfile.TemporaryDirectory() as folder:
            story = play_one(Path(folder))
        if any(story.exits):
            raise RuntimeError("\n".join(story.lines))
        told[play_one.__name__] = story
    return told


def commands() -> Iterator[str]:
    """Yield a section for each command with what `--help` prints."""
    yield from _help(program, "reorder-brief", None)


def _help(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    asked = {**command.context_settings, "terminal_width": WIDTH, "max_content_width": WIDTH}
    context = click.Context(command, info_name=name.rpartition(" ")[2], parent=parent, **asked)
    if parent is not None:
        yield from (f"## {name}", "")
    yield from ("```text", command.get_help(context), "```", "")
    if isinstance(command, click.Group):
        for sub in command.list_commands(context):
            found = command.get_command(context, sub)
            if found is not None and not found.hidden:
                yield from _help(found, f"{name} {sub}", context)


def capacity() -> Iterator[str]:
    """Yield what quota and machines allow, and what so many teams need in a night of six hours."""
    refresh, means = Refresh(), Means(workers=8)
    rates = teams_per_hour(refresh, means)
    names = {
        "accounts": "a service account",
        "projects": "a project (five accounts or more)",
        "workers": "the workers of one machine",
        "processors": "the processors of one machine",
    }
    yield from table(
        ("limit", "teams an hour", "teams in a night of 6 h"),
        ([name, f"{rates[key]:,.0f}", f"{6 * rates[key]:,.0f}"] for key, name in names.items()),
    )
    yield ""
    sizes = (500, 7_200, 36_000, 100_000)
    found = {size: needed(size, hours=6, refresh=refresh, means=means) for size in sizes}
    yield from table(
        ("teams in a night of 6 h", "accounts", "projects", "machines"),
        (
            [f"{size:,}", str(one.accounts), str(one.projects), str(one.machines)]
            for size, one in found.items()
        ),
    )


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table; columns in which no row has anything are left out."""
    filled = [list(row) for row in rows]
    kept = [at for at in range(len(heads)) if any(row[at] for row in filled)]
    yield _row([heads[at] for at in kept])
    yield _row(["---"] * len(kept))
    for row in filled:
        yield _row([row[at] for at in kept])


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


BLOCKS: Mapping[str, Callable[[], Iterable[str]]] = {
    "input-tabs": input_tabs,
    "choices": choices,
    "defect-types": defect_types,
    "output-tabs": output_tabs,
    "settings": settings,
    "open-settings": open_settings,
    "commands": commands,
    "demo": demo,
    "explain": explain,
    "first-hour": first_hour,
    "own-workbook": own_workbook,
    "capacity": capacity,
}

if __name__ == "__main__":
    main()
