"""Every secret that a configuration leads to, so that no log and no mail ever holds one."""

from collections.abc import Iterator, Mapping

from jobs.configuration import Configuration


def known_secrets(configuration: Configuration, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the values of all named environment variables and secret files that are there."""
    return tuple(_secrets(configuration, environment))


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
    file = settings.mail.password_file
    if file is not None:
        path = configuration.resolve(file)
        if path.is_file():
            yield path.read_text(encoding="utf-8").strip()
