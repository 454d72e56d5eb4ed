"""Check 1: the configuration can be read, and every key in it is known."""

from collections.abc import Iterator

from jobs.checks.visit import Visit
from jobs.checks.voice import Voice
from jobs.checkup import Finding
from jobs.configuration import load
from jobs.exits import Exit
from jobs.mistakes import SettingsError


def check_settings(visit: Visit, say: Voice) -> Iterator[Finding]:
    """Read it; every mistake is a line of its own."""
    if not visit.path.exists():
        yield say.fail("missing", Exit.CONFIG, path=visit.path)
        return
    try:
        visit.configuration = load(visit.path)
    except SettingsError as error:
        *others, last = error.problems
        for problem in others:
            yield say.fail("mistake", Exit.CONFIG, line=problem.line(error.filename))
        yield say.fail("last_mistake", Exit.CONFIG, line=last.line(error.filename))
        return
    yield say.ok("fine", path=visit.path, n=visit.configuration.document.count)
