"""Every secret that a configuration leads to, so that no log and no mail ever holds one."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from jobs.configuration import Configuration
from jobs.mistakes import SettingsError
from jobs.nodes import Problem


def known_secrets(configuration: Configuration, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the values of all named environment variables and secret files that are there."""
    return tuple(filter(None, _secrets(configuration, environment)))


def mail_password(configuration: Configuration, environment: Mapping[str, str]) -> str | None:
    """Return the password of the mail server; None when there is no login.

    Raises:
        SettingsError: If there is a login without a password, or it is named but not there.
    """
    mail = configuration.settings.mail
    if mail.user is None:
        return None
    if mail.password_env:
        value = environment.get(mail.password_env)
        missing = f"the environment variable {mail.password_env} is not set"
    elif mail.password_file:
        value = _read(configuration, mail.password_file)
        missing = f"the file {mail.password_file} is not there or empty"
    else:
        value = None
        missing = f"the login {mail.user} needs password_env or password_file"
    if value:
        return value
    problem = Problem(path=("mail", "user"), message=missing)
    raise SettingsError(configuration.path.name, (problem,))


def _read(configuration: Configuration, file: Path) -> str | None:
    path = configuration.resolve(file)
    return path.read_text(encoding="utf-8").strip() if path.is_file() else None


def _secrets(configuration: Configuration, environment: Mapping[str, str]) -> Iterator[str]:
    settings = configuration.settings
    names = (
        settings.mail.password_env,
        settings.state.url_env,
        settings.monitoring.healthcheck_url_env,
    )
    for name in names:
        if name and environment.get(name):
            yield environment[name]
    for url in (settings.state.url, environment.get(settings.state.url_env or "")):
        yield urlsplit(url or "").password or ""
    file = settings.mail.password_file
    if file is not None:
        yield _read(configuration, file) or ""
