"""Every secret that a configuration leads to."""

import pytest

from jobs.mistakes import SettingsError
from jobs.secrets import known_secrets, mail_password
from tests.jobs.shop import xlsx_config

LOGIN = "mail: {user: lan@example.com, password_env: SMTP_PASSWORD, password_file: password}\n"


def test_every_named_secret_is_known(tmp_path):
    (tmp_path / "password").write_text("from-a-file\n", encoding="utf-8")
    configuration = xlsx_config(
        tmp_path, more=LOGIN + "state: {url_env: LEDGER}\nmonitoring: {healthcheck_url_env: PING}"
    )
    environment = {"SMTP_PASSWORD": "from-mail", "LEDGER": "from-ledger", "PING": "from-ping"}

    assert set(known_secrets(configuration, environment)) == {
        "from-mail",
        "from-ledger",
        "from-ping",
        "from-a-file",
    }


def test_secrets_that_are_not_there_are_none(tmp_path):
    assert known_secrets(xlsx_config(tmp_path), {"PATH": "/bin"}) == ()
    assert not any(known_secrets(xlsx_config(tmp_path, more=LOGIN), {}))


def test_without_a_login_there_is_no_password(tmp_path):
    assert mail_password(xlsx_config(tmp_path), {}) is None


def test_the_password_of_the_environment_comes_before_that_of_a_file(tmp_path):
    (tmp_path / "password").write_text("from-a-file", encoding="utf-8")

    assert mail_password(xlsx_config(tmp_path, more=LOGIN), {"SMTP_PASSWORD": "x"}) == "x"


def test_the_password_of_a_file_has_no_line_end(tmp_path):
    (tmp_path / "password").write_text("geheim\n", encoding="utf-8")
    configuration = xlsx_config(tmp_path, more="mail: {user: lan, password_file: password}")

    assert mail_password(configuration, {}) == "geheim"


@pytest.mark.parametrize(
    ("mail", "reason"),
    [
        ("{user: lan}", "the login lan needs password_env or password_file"),
        ("{user: lan, password_env: PW}", "the environment variable PW is not set"),
        ("{user: lan, password_file: pw}", "the file pw is not there or empty"),
    ],
)
def test_a_login_without_its_password_says_what_is_missing(tmp_path, mail, reason):
    with pytest.raises(SettingsError) as caught:
        mail_password(xlsx_config(tmp_path, more=f"mail: {mail}"), {})

    assert str(caught.value) == f"config.yaml: mail.user: {reason}"
