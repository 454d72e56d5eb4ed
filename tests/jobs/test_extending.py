"""A team's file that begins with a shared one: what counts, where mistakes stand, whose folder."""

import dataclasses
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from jobs.configuration import load, show
from jobs.extending import PATHS
from jobs.mistakes import SettingsError, reachable
from jobs.settings import Settings

SHARED = """\
version: 1
spreadsheet: {backend: xlsx, path: books/quality.xlsx}
schedule:
  nightly: {at: "01:30", days: [mon, thu]}
mail:
  channel: folder
  out: post
  to: [team@example.com, boss@example.com]
state: {folder: ledger}
"""


def files(folder, **texts):
    """Write files by name, `teams_` in front of a name is a folder; return the team's path."""
    for name, text in texts.items():
        path = folder / f"{name.replace('teams_', 'teams/')}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "teams/a.yaml"


def mistakes(path):
    with pytest.raises(SettingsError) as caught:
        load(path)
    return str(caught.value).splitlines()


def test_a_team_says_only_what_is_its_own(tmp_path):
    path = files(
        tmp_path, shared=SHARED,
        teams_a='extends: ../shared.yaml\nschedule:\n  nightly: {at: "03:00"}\nmail:\n  to: lan@example.com\n',
    )  # fmt: skip

    settings = load(path).settings

    assert f"{settings.schedule.nightly.at:%H:%M}" == "03:00"
    assert settings.schedule.nightly.days == ("mon", "thu")
    assert settings.mail.to == ("lan@example.com",)
    assert settings.mail.channel == "folder"


def test_a_key_without_a_value_says_nothing(tmp_path):
    path = files(
        tmp_path, shared=SHARED, teams_a="extends: ../shared.yaml\nmail:\n  out:\nstate:\n"
    )

    settings = load(path).settings

    assert settings.mail.out == tmp_path / "post"
    assert settings.state.folder == tmp_path / "ledger"


def test_a_path_means_the_folder_of_the_file_that_wrote_it(tmp_path):
    path = files(
        tmp_path, shared=SHARED + "brief: {templates: ~/words}\n",
        teams_a="extends: ../shared.yaml\nmail: {out: mine}\n",
    )  # fmt: skip

    read = load(path)

    assert read.resolve(read.settings.spreadsheet.path) == tmp_path / "books/quality.xlsx"
    assert read.resolve(read.settings.mail.out) == tmp_path / "teams/mine"
    assert read.settings.brief.templates == Path("~/words")


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("sqlite:///state/l.db", "sqlite:///{folder}/state/l.db"),
        ("sqlite:////srv/l.db", "sqlite:////srv/l.db"),
        ("postgresql+pg8000://db/fleet", "postgresql+pg8000://db/fleet"),
    ],
)
def test_the_url_of_a_ledger_is_a_path_too(tmp_path, url, meant):
    path = files(
        tmp_path,
        shared=f"{SHARED[:-24]}state: {{url: '{url}'}}\n",
        teams_a="extends: ../shared.yaml\n",
    )

    assert load(path).settings.state.url == meant.format(folder=tmp_path)


@pytest.mark.parametrize(("typed", "meant"), [("adc", "adc"), ("key.json", "{folder}/key.json")])
def test_a_way_to_sign_in_is_no_path(tmp_path, typed, meant):
    shared = f"version: 1\nspreadsheet: {{backend: google, credentials: {typed}}}\n"
    path = files(
        tmp_path, shared=shared, teams_a="extends: ../shared.yaml\nspreadsheet: {url: book}\n"
    )

    assert str(load(path).settings.spreadsheet.credentials) == meant.format(folder=tmp_path)


def test_another_kind_of_workbook_takes_nothing_from_the_shared_one(tmp_path):
    path = files(
        tmp_path, shared=SHARED,
        teams_a="extends: ../shared.yaml\nspreadsheet: {backend: google, url: book}\n",
    )  # fmt: skip

    assert load(path).settings.spreadsheet.url == "book"


def test_files_may_follow_one_another(tmp_path):
    path = files(
        tmp_path, base=SHARED, teams_a="extends: north/region.yaml\nmail: {to: [a@example.com]}\n"
    )
    north = tmp_path / "teams/north"
    north.mkdir()
    (north / "region.yaml").write_text("extends: ../../base.yaml\nmail: {out: post}\n")

    read = load(path)

    assert read.settings.mail.out == north / "post"
    assert read.settings.spreadsheet.path == tmp_path / "books/quality.xlsx"
    assert [file.resolve() for file in read.shared] == [
        north / "region.yaml",
        tmp_path / "base.yaml",
    ]
    assert read.text.endswith(SHARED.encode())


def test_every_value_is_shown_with_the_file_that_wrote_it(tmp_path):
    path = files(tmp_path, shared=SHARED, teams_a="extends: ../shared.yaml\nmail: {out: mine}\n")

    shown = {line.key: line.source for line in show(load(path), {})}

    assert shown["extends"] == shown["mail.out"] == "file"
    assert shown["mail.to"] == shown["spreadsheet.path"] == "../shared.yaml"
    assert shown["mail.port"] == "default"


def test_a_mistake_is_told_where_it_stands(tmp_path):
    path = files(
        tmp_path,
        shared=SHARED.replace('"01:30"', '"25:30"') + "guardian: {}\nversion: 1\n",
        teams_a="extends: ../shared.yaml\nmail:\n  prot: 25\n",
    )

    assert mistakes(path) == [
        "a.yaml:3:3: mail.prot: unknown key 'prot'. Did you mean 'port'?",
        "../shared.yaml:4:13: schedule.nightly.at: '25:30' is outside of 00:00 to 23:59",
        "../shared.yaml:10:1: guardian: unknown key 'guardian'. Did you mean 'guard'?",
        "../shared.yaml:11:1: version: this key stands twice; the first is in line 1",
    ]


def test_a_mistake_two_files_away_is_told_where_it_stands(tmp_path):
    path = files(
        tmp_path, base=SHARED.replace("version: 1", "version: 1\nmail: {}"),
        middle="extends: base.yaml\n", teams_a="extends: ../middle.yaml\n",
    )  # fmt: skip

    assert mistakes(path) == [
        "../base.yaml:6:1: mail: this key stands twice; the first is in line 2"
    ]


def test_what_is_missing_everywhere_is_told_of_the_teams_file(tmp_path):
    path = files(tmp_path, shared="version: 1\n", teams_a="extends: ../shared.yaml\n")

    assert mistakes(path) == ["a.yaml: spreadsheet: is missing"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("extends: ../other.yaml", "a.yaml:1:1: extends: there is no file {teams}/../other.yaml"),
        ("extends: [x]", "a.yaml:1:1: extends: needs the path of one file, like ../shared.yaml"),
        ("extends: a.yaml", "a.yaml:1:1: extends: goes round in a circle: a.yaml -> a.yaml"),
    ],
)
def test_a_file_to_begin_with_must_be_there(tmp_path, line, told):
    path = files(tmp_path, teams_a=f"{line}\n")

    assert told.format(teams=tmp_path / "teams") in mistakes(path)


def test_a_circle_is_told_at_the_file_that_closes_it(tmp_path):
    path = files(
        tmp_path, one="version: 1\nextends: two.yaml\n", two="extends: one.yaml\n",
        teams_a="extends: ../one.yaml\n",
    )  # fmt: skip

    circle = "extends: goes round in a circle: a.yaml -> one.yaml -> two.yaml -> one.yaml"
    assert f"../two.yaml:1:1: {circle}" in mistakes(path)


def test_a_shared_file_that_is_no_yaml_is_told_by_its_name(tmp_path):
    path = files(tmp_path, shared="a: [1\n", teams_a="extends: ../shared.yaml\nversion: 1\n")

    [told] = mistakes(path)
    assert told.startswith("../shared.yaml:2:1: not readable as YAML")


def test_a_shared_file_of_another_encoding_is_told_by_its_name(tmp_path):
    path = files(tmp_path, teams_a="extends: ../shared.yaml\n")
    (tmp_path / "shared.yaml").write_bytes("version: 1 # café".encode("latin-1"))

    assert mistakes(path) == ["../shared.yaml: cannot be read: it is not UTF-8 text"]


def test_every_path_among_the_settings_is_known_to_be_one():
    """A new setting that is a path must be listed, or it would mean the wrong folder."""
    found = set()
    for name, info in Settings.model_fields.items():
        for kind in reachable(info.annotation):
            for item in dataclasses.fields(kind):
                hint = get_type_hints(kind, include_extras=False)[item.name]
                if hint is Path or Path in get_args(hint):
                    found.add((name, item.name))

    assert found == set(PATHS)
