"""`doctor`: everything that a run needs, looked at before it fails at night."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from briefs.words import LanguageWords, load_words
from jobs.checks import STEPS
from jobs.checks.step import Step
from jobs.checks.upkeep import open_ledger
from jobs.checks.visit import Visit, google_clock
from jobs.checks.voice import Voice
from jobs.checkup import Check, Checkup, Finding
from jobs.nodes import parse
from jobs.wordlists import TEAM_LANGUAGES
from sheets.backends import Options, open_workbook
from sheets.backends.google import GoogleOptions
from sheets.grid import Workbook


def doctor(
    path: Path,
    *,
    clock: Callable[[], datetime],
    environment: Mapping[str, str],
    offline: bool = False,
    send_test: bool = False,
    told: Callable[[Check], None] = lambda _check: None,
    opened: Callable[[Options], Workbook] = open_workbook,
    google_time: Callable[[GoogleOptions], datetime | None] = google_clock,
    steps: Sequence[Step] = STEPS,
    typed: str = "reorder-brief",
) -> Checkup:
    """Look at everything, in the language of the team; what is wrong never raises.

    Args:
        path: The configuration file; it may be missing or wrong.
        clock: This moment, with its zone.
        environment: Environment variables.
        offline: Ask nothing of any other machine.
        send_test: Send a test letter to the admins, or to the team where none are named.
        told: Is given each check as soon as it is done.
        opened: Opens the spreadsheet.
        google_time: Reads Google's clock.
        steps: Which of the checks.
        typed: How the program is called for this configuration.
    """
    visit = Visit(
        path=path,
        clock=clock,
        environment=environment,
        offline=offline,
        send_test=send_test,
        open_workbook=opened,
        google_time=google_time,
    )
    words = load_words(language_of(path)).plain
    checks = []
    for step in steps:
        check = _check(STEPS.index(step) + 1, step, visit, words)
        told(check)
        checks.append(check)
        if visit.configuration is not None and visit.ledger is None:
            open_ledger(visit)
    if visit.ledger is not None:
        visit.ledger.close()
    return Checkup(checks=tuple(checks), words=words, following=f"{typed} run nightly")


def language_of(path: Path) -> str:
    """Return the language of the team, as far as a wrong or missing file tells; else English."""
    try:
        values = parse(path.read_text(encoding="utf-8-sig")).values
    except (OSError, UnicodeDecodeError):
        return "en"
    section = values.get("language")
    team = section.get("team") if isinstance(section, dict) else None
    wanted = team or ("vi" if values else "en")
    return wanted if isinstance(wanted, str) and wanted in TEAM_LANGUAGES else "en"


def _check(number: int, step: Step, visit: Visit, words: LanguageWords) -> Check:
    say = Voice(words, step.id)
    findings = tuple(step.look(visit, say)) if _may_look(step, visit) else (_unseen(visit, say),)
    return Check(number=number, id=step.id, name=words(f"doctor.{step.id}.name"), findings=findings)


def _may_look(step: Step, visit: Visit) -> bool:
    return all(getattr(visit, name) is not None for name in step.needs)


def _unseen(visit: Visit, say: Voice) -> Finding:
    cut_off = visit.configuration is not None and visit.offline and visit.trouble is None
    return say.skip("offline" if cut_off else "earlier")
