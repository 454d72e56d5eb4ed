"""Every mistake of a configuration at once, in plain words, with its place."""

import pytest

from jobs.configuration import build
from jobs.mistakes import SettingsError
from jobs.nodes import parse

LEAST = "version: 1\nspreadsheet: {backend: xlsx, path: quality.xlsx}\n"


def mistakes(text, *, start=LEAST):
    """What is wrong, line by line."""
    with pytest.raises(SettingsError) as caught:
        build(parse(start + text), "config.yaml")
    assert len(caught.value.problems) == len(str(caught.value).splitlines())
    return str(caught.value).splitlines()


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file():
    text = """\
version: 1
spreadsheet: {backend: xlsx, path: quality.xlsx}
language: {team: fr}
signal:
  count: three
  acceptable_rate: 3
mail:
  recipents: [a@example.com]
  max_reorders: 2.5
features: {charts: maybe}
guard: {max_row_drop: 2}
"""

    assert mistakes(text, start="") == [
        "config.yaml:3:12: language.team: 'fr' is not one of: vi, en",
        "config.yaml:5:3: signal.count: 'three' is not a whole number",
        "config.yaml:6:3: signal.acceptable_rate: must be 0 to 1, not 3.0",
        (
            "config.yaml:8:3: mail.recipents: unknown key 'recipents'; known here: admins, "
            "allowed_domains, buyers, ca_file, cc, channel, from, host, max_reorders, on_unknown, "
            "out, password_env, password_file, port, redirect_to, reply_to, security, to, user, "
            "when_empty"
        ),
        "config.yaml:9:3: mail.max_reorders: '2.5' is not a whole number",
        "config.yaml:10:12: features.charts: 'maybe' is neither yes nor no",
        "config.yaml:11:9: guard.max_row_drop: must be 1 or less, not 2",
    ]


def test_a_rule_out_of_range_is_told_beside_a_key_that_is_not_known():
    assert mistakes("signal:\n  cuont: 4\n  acceptable_rate: 3\n") == [
        "config.yaml:4:3: signal.cuont: unknown key 'cuont'. Did you mean 'count'?",
        "config.yaml:5:3: signal.acceptable_rate: must be 0 to 1, not 3.0",
    ]


def test_a_rate_of_exchange_is_looked_at_beside_a_key_that_is_not_known():
    text = "reviews: {terms: [{says: x, nu: 1}]}\nmoney: {default_handlin: 3, fx: {CNY: much}}\n"

    assert [line.partition(": ")[2] for line in mistakes(text)[-2:]] == [
        "money.default_handlin: unknown key 'default_handlin'. Did you mean 'default_handling'?",
        "money.fx: 'much' is not a number like 3550",
    ]


def test_every_rule_of_a_section_that_is_out_of_range_is_told():
    assert mistakes("signal:\n  count: 0\n  acceptable_rate: 3\n") == [
        "config.yaml:4:3: signal.count: must be 1 to 100000, not 0",
        "config.yaml:5:3: signal.acceptable_rate: must be 0 to 1, not 3.0",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("mail: {chanel: smtp}", "3:8: mail.chanel: unknown key 'chanel'. Did you mean 'channel'?"),
        ("signl: {}", "3:1: signl: unknown key 'signl'. Did you mean 'signal'?"),
        (
            "defect_types: {zip: {visble: use}}",
            "3:22: defect_types.zip.visble: unknown key 'visble'. Did you mean 'visible'?",
        ),
        (
            "reviews: {terms: [{phrase: x, sayz: y}]}",
            "3:31: reviews.terms.0.sayz: unknown key 'sayz'. Did you mean 'says'?",
        ),
        (
            "mail: {buyers: {Ruicai: {form: a@example.com}}}",
            "3:26: mail.buyers.Ruicai.form: unknown key 'form'. Did you mean 'from'?",
        ),
    ],
)
def test_an_unknown_key_names_the_nearest_one(text, line):
    assert f"config.yaml:{line}" in mistakes(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("stats: 5", "3:1: stats: needs `name: value` lines, not '5'"),
        ("tabs: [a]", "3:1: tabs: needs `name: value` lines, not ['a']"),
        (
            "signal: {safety_types: broken}",
            "3:10: signal.safety_types: needs a list like [one, two], not 'broken'",
        ),
        (
            "signal: {acceptable_rate_by_type: {broken: x}}",
            "3:36: signal.acceptable_rate_by_type.broken: 'x' is not a number like 0.05",
        ),
        (
            "money: {default_handling: viele}",
            "3:9: money.default_handling: 'viele' is not a number like 350000",
        ),
        (
            "receiving: {plan: all}",
            "3:13: receiving.plan: 'all' is not one of: ten_percent, detect, aql",
        ),
        (
            "state: {keep_days: 5}",
            "3:9: state.keep_days: must be 30 or more, not 5",
        ),
        ("tabs: {defect_log: [a]}", "3:8: tabs.defect_log: needs a text, not ['a']"),
        ("mail: {out: [a]}", "3:8: mail.out: needs a path, not ['a']"),
    ],
)
def test_a_value_of_the_wrong_form_says_which_form_it_needs(text, line):
    assert mistakes(text) == [f"config.yaml:{line}"]


def test_a_value_with_two_forms_is_one_mistake():
    assert mistakes("batch_variation: {rho: x}") == [
        (
            "config.yaml:3:19: batch_variation.rho: 'x' is not a number like 0.05; 'x' is not one of: "
            "auto"
        ),
    ]


def test_of_two_forms_the_one_that_was_meant_is_explained():
    text = "version: 1\nspreadsheet:\n  backend: google\n  url: x\n  credentials: {impersonat: a}\n"

    assert mistakes(text, start="") == [
        "config.yaml:5:3: spreadsheet.credentials.impersonate: is missing",
        (
            "config.yaml:5:17: spreadsheet.credentials.impersonat: unknown key 'impersonat'. "
            "Did you mean 'impersonate'?"
        ),
    ]


@pytest.mark.parametrize(
    ("spreadsheet", "lines"),
    [
        (
            "{backend: exel, path: x}",
            ["spreadsheet: backend 'exel' is not one of: xlsx, google"],
        ),
        ("{path: x}", ["spreadsheet: needs a line `backend: xlsx` or `backend: google`"]),
        ("quality.xlsx", ["spreadsheet: needs `name: value` lines, not 'quality.xlsx'"]),
        ("{backend: google}", ["spreadsheet.url: is missing"]),
        (
            "{backend: xlsx, url: x}",
            [
                "spreadsheet.path: is missing",
                "spreadsheet.url: 'url' belongs to backend google; known here: path",
            ],
        ),
        (
            "{backend: xlsx, pth: x}",
            [
                "spreadsheet.path: is missing",
                "spreadsheet.pth: unknown key 'pth'. Did you mean 'path'?",
            ],
        ),
    ],
)
def test_a_spreadsheet_of_no_or_another_kind_says_what_is_needed(spreadsheet, lines):
    found = mistakes(f"version: 1\nspreadsheet: {spreadsheet}\n", start="")

    assert [line.partition(" ")[2] for line in found] == lines


def test_an_empty_file_lacks_its_two_keys():
    assert mistakes("", start="") == [
        "config.yaml: version: is missing",
        "config.yaml: spreadsheet: is missing",
    ]


def test_a_file_of_a_later_form_is_refused():
    text = "version: 2\nspreadsheet: {backend: xlsx, path: quality.xlsx}\n"

    assert mistakes(text, start="") == ["config.yaml:1:1: version: '2' is not one of: 1"]


def test_a_key_that_stands_twice_is_told_with_the_rest():
    assert mistakes("stats: 5\nlanguage:\nlanguage: {team: vi}\n") == [
        "config.yaml:3:1: stats: needs `name: value` lines, not '5'",
        "config.yaml:5:1: language: this key stands twice; the first is in line 4",
    ]


def test_what_is_no_yaml_is_the_only_mistake():
    [line] = mistakes("a: [", start="")

    assert line.startswith("config.yaml:1:5: not readable as YAML: ")
