"""Check 2: secrets are there, only their owner can read them, and none is in git."""

import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from jobs.checks.visit import Visit
from jobs.checks.voice import Voice
from jobs.checkup import Finding
from jobs.exits import Exit

POSIX = os.name == "posix"  # elsewhere the mode says nothing about who may read
_GIT_SECONDS = 10.0
_TRACKED, _NOT_TRACKED = 0, 1
_IGNORED = 0


def check_secrets(visit: Visit, say: Voice) -> Iterator[Finding]:
    """Look at each file and each variable that is named."""
    files, names = tuple(_files(visit)), tuple(_names(visit))
    findings = [
        *(finding for code, path in files for finding in _file(say, code, path)),
        *(finding for name in names for finding in _name(visit, say, name)),
        *_url(visit, say),
    ]
    yield from findings
    if not findings:
        count = len(files) + len(names)
        yield say.ok("fine" if count else "none", n=count)


def _files(visit: Visit) -> Iterator[tuple[str, Path]]:
    google, mail = visit.google, visit.settings.mail
    if google is not None and isinstance(google.credentials, Path):
        yield "key_missing", visit.resolved(google.credentials)
    if mail.user and mail.password_file is not None and not mail.password_env:
        yield "password_missing", visit.resolved(mail.password_file)


def _names(visit: Visit) -> Iterator[str]:
    settings = visit.settings
    if settings.mail.user and settings.mail.password_env:
        yield settings.mail.password_env
    yield from filter(None, (settings.state.url_env, settings.monitoring.healthcheck_url_env))


def _name(visit: Visit, say: Voice, name: str) -> Iterator[Finding]:
    if visit.environment.get(name):
        return
    if name == visit.settings.monitoring.healthcheck_url_env:
        yield say.warn("variable_missing", name=name)
    else:
        yield say.fail("variable_missing", Exit.CONFIG, name=name)


def _url(visit: Visit, say: Voice) -> Iterator[Finding]:
    if urlsplit(visit.settings.state.url or "").password:
        yield say.warn("password_in_url", path=visit.path)


def _file(say: Voice, missing: str, path: Path) -> Iterator[Finding]:
    if not path.is_file():
        yield say.fail(missing, Exit.CONFIG, path=path)
        return
    yield from _mode(say, path)
    yield from _git(say, path)


def _mode(say: Voice, path: Path) -> Iterator[Finding]:
    mode = path.stat().st_mode if POSIX else 0
    if mode & stat.S_IRWXO:
        yield say.fail("everyone", Exit.CONFIG, path=path)
    elif mode & stat.S_IRWXG:
        yield say.warn("group", path=path)


def _git(say: Voice, path: Path) -> Iterator[Finding]:
    tracked = _asked_git(path, "ls-files", "--error-unmatch")
    if tracked == _TRACKED:
        yield say.fail("in_git", Exit.CONFIG, path=path)
    elif tracked == _NOT_TRACKED and _asked_git(path, "check-ignore", "-q") != _IGNORED:
        yield say.warn("not_ignored", path=path, name=path.name)


def _asked_git(path: Path, *question: str) -> int | None:
    """Return how git answers; None where there is no git, another number where no repository."""
    git = shutil.which("git")
    if git is None:
        return None
    command = [git, "-C", str(path.parent), *question, "--", path.name]
    answer = subprocess.run(  # noqa: S603 - fixed words and a path from the configuration
        command, capture_output=True, check=False, timeout=_GIT_SECONDS
    )
    return answer.returncode
