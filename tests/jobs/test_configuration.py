"""A configuration file read, laid over by the Settings tab, and shown."""

import pytest
from pydantic import SecretStr

from jobs.configuration import load, secret, show, with_sheet
from jobs.mistakes import SettingsError
from sheets.contract import SETTINGS_KEYS
from tests.jobs.shop import xlsx_config


def shown(configuration, environment=()):
    """Key -> (value, source) of everything."""
    return {line.key: (line.value, line.source) for line in show(configuration, dict(environment))}


def test_relative_paths_start_at_the_folder_of_the_file(tmp_path, monkeypatch):
    """Cron starts in the home folder."""
    configuration = xlsx_config(tmp_path)
    monkeypatch.chdir("/")

    path = configuration.settings.spreadsheet.path

    assert configuration.resolve(path) == tmp_path / "quality.xlsx"


def test_an_absolute_path_stays_as_it_is(tmp_path):
    assert xlsx_config(tmp_path).resolve(tmp_path / "x" / "y") == tmp_path / "x" / "y"


def test_a_path_in_the_home_folder_is_found(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    path = xlsx_config(tmp_path, "~/quality.xlsx").settings.spreadsheet.path

    assert xlsx_config(tmp_path).resolve(path) == tmp_path / "home" / "quality.xlsx"


def test_a_file_saved_by_notepad_is_read(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_bytes(b"\xef\xbb\xbfversion: 1\r\nspreadsheet: {backend: xlsx, path: a.xlsx}\r\n")

    assert load(path).settings.version == "1"


def test_a_file_that_is_not_there_is_one_mistake(tmp_path):
    with pytest.raises(SettingsError) as caught:
        load(tmp_path / "config.yaml")

    assert str(caught.value) == (
        f"{tmp_path / 'config.yaml'}: cannot be read: No such file or directory"
    )


def test_a_file_that_is_no_text_is_one_mistake(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_bytes(b"version: \xff\n")

    with pytest.raises(SettingsError, match="cannot be read: it is not UTF-8 text"):
        load(path)


def test_the_settings_tab_may_set_exactly_the_keys_that_the_intake_takes(tmp_path):
    """A key that one of the two does not know would be ignored without a word."""
    configuration = xlsx_config(tmp_path, more="mail: {allowed_domains: [example.com]}")
    values = dict.fromkeys(SETTINGS_KEYS, "1") | {"mail.to": "a@example.com"}

    made = with_sheet(configuration, values)

    assert len(made.from_sheet) == len(SETTINGS_KEYS)


def test_the_settings_tab_beats_the_file(tmp_path):
    configuration = xlsx_config(
        tmp_path,
        more="money: {fx: {CNY: 3500, date: 2025-06-01}}\nsignal: {count: 4}\n"
        "mail: {allowed_domains: [example.com]}\n",
    )
    typed = {
        "money.fx.CNY": "3600",
        "signal.count": "5",
        "mail.to": "a@example.com; b@example.com",
        "brief.lookahead_days": "21",
    }

    made = with_sheet(configuration, typed)

    assert made.settings.money.fx == {"CNY": "3600", "date": "2025-06-01"}
    assert made.settings.signal.count == 5
    assert made.settings.mail.to == ("a@example.com", "b@example.com")
    assert made.settings.brief.lookahead_days == 21
    assert configuration.settings.signal.count == 4


def test_a_rate_in_the_settings_tab_needs_none_in_the_file(tmp_path):
    made = with_sheet(xlsx_config(tmp_path), {"money.fx.CNY": "3600"})

    assert made.settings.money.fx == {"CNY": "3600"}


def test_a_rate_in_the_settings_tab_takes_the_place_of_a_wrong_form(tmp_path):
    made = with_sheet(xlsx_config(tmp_path, more="money: {fx: }"), {"money.fx.CNY": "3600"})

    assert made.settings.money.fx == {"CNY": "3600"}


def test_other_keys_of_the_settings_tab_change_nothing(tmp_path):
    configuration = xlsx_config(tmp_path)

    assert with_sheet(configuration, {"mail.password": "x"}) is configuration
    assert with_sheet(configuration, {}) is configuration


def test_a_recipient_outside_of_the_allowed_domains_is_refused(tmp_path):
    """Whoever can edit the sheet must not be able to mail the figures anywhere."""
    configuration = xlsx_config(tmp_path, more="mail: {allowed_domains: [example.com]}")

    with pytest.raises(SettingsError) as caught:
        with_sheet(configuration, {"mail.to": "a@example.com, spy@elsewhere.net"})

    assert str(caught.value) == (
        "Settings tab: mail.to: spy@elsewhere.net: not in mail.allowed_domains of the configuration"
    )


def test_a_value_of_the_settings_tab_that_cannot_be_is_refused(tmp_path):
    with pytest.raises(SettingsError, match=r"Settings tab: signal\.count: 'x' is not"):
        with_sheet(xlsx_config(tmp_path), {"signal.count": "x"})


def test_every_value_is_shown_with_its_source(tmp_path):
    configuration = xlsx_config(
        tmp_path,
        more="language: {team: en}\nschedule: {weekly: {at: '08:15'}}\n"
        "columns: {defect_log: {sku: Mã SP}}\nmail: {allowed_domains: [example.com]}\n",
    )

    lines = shown(with_sheet(configuration, {"mail.to": "a@example.com"}))

    assert lines["language.team"] == ("en", "file")
    assert lines["language.supplier_message"] == ("zh", "default")
    assert lines["schedule.weekly.at"] == ("08:15", "file")
    assert lines["schedule.weekly.days"] == ("[mon]", "default")
    assert lines["columns.defect_log.sku"] == ("Mã SP", "file")
    assert lines["tabs"] == ("{}", "default")
    assert lines["mail.to"] == ("[a@example.com]", "sheet")
    assert lines["mail.from"] == ("", "default")
    assert lines["features.charts"] == ("true", "default")
    assert lines["brief.express"] == ("true", "default")


def test_a_switch_that_is_off_is_shown_as_false(tmp_path):
    configuration = xlsx_config(tmp_path, more="features: {charts: no}")

    assert shown(configuration)["features.charts"] == ("false", "file")


def test_no_password_is_shown(tmp_path):
    configuration = xlsx_config(
        tmp_path,
        more="state: {url: 'postgresql+pg8000://lan:geheim@db.example.com/ledger'}\n"
        "mail: {user: lan, password_env: SMTP_PASSWORD}\n"
        "monitoring: {healthcheck_url_env: PING}\n",
    )

    lines = shown(configuration, {"SMTP_PASSWORD": "geheim"})

    assert lines["state.url"] == ("postgresql+pg8000://****@db.example.com/ledger", "file")
    assert lines["mail.password_env"] == ("SMTP_PASSWORD", "file")
    assert lines["mail.password"] == ("****", "environment")
    assert lines["monitoring.healthcheck_url"] == ("(not set)", "environment")
    assert "geheim" not in str(lines)


def test_a_secret_comes_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("LEDGER_URL", "sqlite:///x.db")

    assert secret(xlsx_config(tmp_path), env="LEDGER_URL") == SecretStr("sqlite:///x.db")


def test_a_secret_comes_from_a_file_beside_the_configuration(tmp_path):
    (tmp_path / "password").write_text("geheim\n", encoding="utf-8")

    made = secret(xlsx_config(tmp_path), env=None, file=tmp_path / "password")

    assert made == SecretStr("geheim")


def test_no_secret_is_needed_where_none_is_named(tmp_path):
    assert secret(xlsx_config(tmp_path), env=None) is None


def test_a_secret_that_is_named_must_be_there(tmp_path, monkeypatch):
    monkeypatch.delenv("LEDGER_URL", raising=False)
    configuration = xlsx_config(tmp_path)

    with pytest.raises(SettingsError, match="the environment variable LEDGER_URL is not set"):
        secret(configuration, env="LEDGER_URL")
    with pytest.raises(SettingsError, match=r"the secret file .*: No such file"):
        secret(configuration, env=None, file=tmp_path / "nothing")
