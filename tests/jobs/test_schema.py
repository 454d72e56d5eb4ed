"""The JSON Schema: what the program takes, an editor takes, and the other way round."""

import re

import jsonschema
import pytest
import yaml

from briefs.words import load_words
from jobs.configuration import build
from jobs.mistakes import SettingsError
from jobs.nodes import parse
from jobs.schema import schema
from tests.jobs.test_sample import uncommented, written

LEAST = "version: 1\nspreadsheet: {backend: xlsx, path: quality.xlsx}\n"


@pytest.fixture(scope="module")
def made():
    return schema(load_words("en").get)


class Editor(yaml.SafeLoader):
    """Reads scalars as editors do (YAML 1.2): neither 02:10 nor 2025-06-01 is a number or a day."""


Editor.yaml_implicit_resolvers = {
    letter: [
        (tag, pattern)
        for tag, pattern in found
        if tag not in {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:int"}
    ]
    for letter, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Editor.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?\d+$"), None)


def complaints(made, text):
    """What an editor underlines."""
    validator = jsonschema.Draft202012Validator(made)
    values = yaml.load(text, Loader=Editor)  # noqa: S506 - a safe loader with fewer types
    return [error.message for error in validator.iter_errors(values)]


def test_the_schema_is_one(made):
    jsonschema.Draft202012Validator.check_schema(made)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_an_editor_takes_the_whole_sample(made, language):
    assert complaints(made, written(language)) == []
    assert complaints(made, uncommented(written(language))) == []


@pytest.mark.parametrize(
    "text",
    [
        "money: {fx: {CNY: 3550, date: 2025-06-01}, default_handling: 40000}",
        "schedule: {nightly: {at: 2:10, days: mon}, weekly: {days: [tue, fri]}}",
        "mail: {to: a@example.com, admins: [b@example.com], out: ~}",
        "tabs: {defect_log: 2025}",
        "columns: {defect_log: {sku: Mã SP}}",
        "defect_types: {zip_stuck: {en: Zip stuck, visible: test, safety: true}}",
        "signal: {acceptable_rate_by_type: {broken: 0.01}, safety_types: [broken]}",
        "batch_variation: {rho: auto}",
        "batch_variation: {rho: 0.01}",
        "mail: {buyers: {Ruicai: {from: lan@example.com}}}",
        "signal:",
    ],
)
def test_an_editor_takes_what_the_program_takes(made, text):
    assert complaints(made, LEAST + text) == []
    build(parse(LEAST + text), "config.yaml")


@pytest.mark.parametrize(
    "text",
    [
        "signl: {}",
        "signal: {count: 0}",
        "signal: {urgent_rate: 2}",
        "signal: {cnt: 3}",
        "schedule: {nightly: {at: noon}}",
        "schedule: {weekly: {days: [funday]}}",
        "mail: {channel: pigeon}",
        "batch_variation: {rho: much}",
        "language: {team: fr}",
    ],
)
def test_an_editor_warns_of_what_the_program_refuses(made, text):
    assert complaints(made, LEAST + text)
    with pytest.raises(SettingsError):
        build(parse(LEAST + text), "config.yaml")


@pytest.mark.parametrize(
    "spreadsheet",
    ["{path: a.xlsx}", "{backend: memory}", "{backend: xlsx, url: x}", "{backend: google}"],
)
def test_an_editor_warns_of_a_spreadsheet_that_cannot_be_opened(made, spreadsheet):
    assert complaints(made, f"version: 1\nspreadsheet: {spreadsheet}\n")


def test_google_with_each_kind_of_sign_in_is_taken(made):
    for credentials in ("secrets/key.json", "adc", "{impersonate: a@b.iam.gserviceaccount.com}"):
        text = f"version: 1\nspreadsheet: {{backend: google, url: x, credentials: {credentials}}}\n"
        assert complaints(made, text) == []


def test_every_setting_is_explained_where_it_is_typed(made):
    sections = {"StatsRules", "MailSettings", "BriefSettings", "WeeklySlot", "ReviewTerm"}

    for name in sections:
        for key, node in made["$defs"][name]["properties"].items():
            assert node.get("description"), f"{name}.{key}"
    assert made["$defs"]["GoogleOptions"]["properties"]["url"]["description"]
    assert made["$defs"]["WeeklySlot"]["properties"]["at"]["default"] == "07:30"
