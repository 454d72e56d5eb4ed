"""The complete configuration to start from, in two languages."""

import re

import pytest

from briefs.words import load_words
from jobs.configuration import build
from jobs.nodes import parse
from jobs.sample import meaning_of, meanings, sample, write
from jobs.settings import Settings

LANGUAGES = ("en", "vi")
LEAST = "version: 1\nspreadsheet: {backend: xlsx, path: demo/quality.xlsx}\n"
COMMENTED = re.compile(r"^( *)# ([a-z_]+:.*)$", re.MULTILINE)


def settings(text):
    return build(parse(text), "config.yaml")


def uncommented(text, *, keep=("backend", "url", "credentials")):
    """The file with every commented setting switched on, but for the other kind of workbook."""

    def switched(match):
        return match[0] if match[2].split(":")[0] in keep and match[1] else match[1] + match[2]

    top, mark, rest = text.partition("language:\n")
    return COMMENTED.sub(switched, top) + mark + COMMENTED.sub(r"\1\2", rest)


def written(language):
    return sample(load_words(language).get)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sample_as_written_is_all_defaults(language):
    assert settings(written(language)) == settings(LEAST)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_the_sample_may_be_switched_on_and_is_the_default(language):
    text = uncommented(written(language))

    made = settings(text)

    assert made == settings(LEAST)
    for name in Settings.model_fields:
        assert parse(text).place((name,)), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_google_lines_of_the_sample_take_the_place_of_the_two_above_them(language):
    lines = written(language).splitlines()
    start = lines.index(next(line for line in lines if line.startswith("  backend:")))

    text = "\n".join([*lines[:start], *(COMMENTED.sub(r"\1\2", one) for one in lines[start + 2 :])])

    spreadsheet = settings(text).spreadsheet
    assert spreadsheet.backend == "google"
    assert spreadsheet.credentials.name == "service-account.json"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_has_its_meaning_in_the_language(language):
    words = load_words(language)
    lacking = [
        key
        for key, _, declared in meanings()
        if not words.get(f"settings.{key}") and (language != "en" or not declared)
    ]

    assert lacking == []


def test_no_meaning_is_left_of_a_setting_that_is_gone():
    known = {key for key, _, _ in meanings()} | {
        *("tabs", "columns", "constants", "defect_types"),
        *(f"spreadsheet.{name}" for name in ("xlsx", "path", "google", "url", "credentials")),
    }

    for language in LANGUAGES:
        assert set(load_words(language).section("settings")) <= known


def test_a_line_says_the_default_as_it_is_typed():
    lines = written("en").splitlines()

    def line(name):
        [found] = [one for one in lines if one.strip().startswith(f"# {name}:")]
        return found.strip().removeprefix("# ").split(" # ")[0].rstrip()

    assert line("team") == "team: vi"
    assert line("nightly") == 'nightly: {at: "02:10", days: daily, catch_up_hours: 20}'
    assert line("weekly") == 'weekly: {at: "07:30", days: [mon], catch_up_hours: 48}'
    assert line("express") == "express: true"
    assert line("host") == "host:"
    assert line("to") == "to: []"
    assert line("default_handling") == "default_handling: 40000"
    assert line("discount_step") == "discount_step: 0.005"
    assert line("fx") == "fx: {}"
    assert line("plan") == "plan: ten_percent"


def test_a_field_without_a_meaning_has_an_empty_one():
    assert meaning_of(type("Bare", (), {"__annotations__": {"name": str}}), "name") == ""


def test_a_configuration_that_is_there_is_never_written_over(tmp_path):
    path = tmp_path / "config.yaml"
    write(path, "version: 1\n")

    with pytest.raises(FileExistsError):
        write(path, "version: 2\n")

    assert path.read_text(encoding="utf-8") == "version: 1\n"
