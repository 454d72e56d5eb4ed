"""The fleet's report as a letter to its operator: each one once, through the outbox of a ledger."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from jobs.addressing import Addressing, addressed_to_admins, channel_of
from jobs.configuration import Configuration, load
from jobs.database import iso
from jobs.fleet import Fleet, Shard, Team
from jobs.fleet_report import Report
from jobs.fleet_team import engine_of
from jobs.ledger import Ledger
from jobs.lock import LockedError, only_run
from jobs.notices import notice
from jobs.outbox import Outgoing, deliver, plan, recover
from jobs.retention import retain

NAME = "fleet"  # what its letters stand under in the ledger
REPEAT_AFTER = timedelta(hours=24)
NO_WAY_OUT = "the report is mailed to nobody: no team's file can be used, so there is no way out"


def mail_report(
    fleet: Fleet,
    report: Report,
    *,
    shard: Shard,
    to: Sequence[str],
    clock: Callable[[], datetime],
    sleep: Callable[[float], None],
    environment: Mapping[str, str],
) -> str | None:
    """Mail the report where there is something to tell; return what came of it, None: nothing.

    A call that made runs tells of them once. One that only found the same mistakes again tells of
    them once a day. The way out, the language and the ledger are those of the first team that
    names an operator, or of the first team.

    Args:
        fleet: The teams.
        report: What became of them.
        shard: Which part of the fleet it speaks of.
        to: Addresses; nobody: those of `fleet.operator`.
        clock: Tells the time, with its zone.
        sleep: Waits that many seconds.
        environment: Where the password stands.

    Raises:
        SettingsError: If there is no way out to send it by.
        LedgerError: If the ledger cannot be opened.
    """
    team = _sender(fleet, to)
    if team is None:
        return NO_WAY_OUT if fleet.broken and not fleet.teams else None
    configuration = load(Path(team.config))
    addressing = _addressing(configuration, to or team.operator)
    ledger, now = Ledger(engine_of(team.ledger, team.patience_seconds), NAME), clock()
    if not _news(ledger, report, now=now):
        return None
    subject = _subject(report, shard)
    plan(ledger, _letter(report, subject, configuration, addressing, now), run_id="", now=now)
    try:
        with only_run(ledger.engine, spreadsheet=NAME):
            recover(ledger, now=now)
            done = deliver(
                ledger,
                channel_of(configuration, environment),
                sender=addressing.envelope_sender,
                clock=clock,
                sleep=sleep,
                tries=(),
            )
            retain(ledger, configuration.settings.state, now=now)
    except LockedError:
        return "the report is sent by the call that is at it"
    if done.exit == 0:
        return f"report sent to {', '.join(addressing.recipients)}"
    return "the report could not be sent yet; the next call tries again"


def _sender(fleet: Fleet, to: Sequence[str]) -> Team | None:
    named = [team for team in fleet.teams if team.operator]
    if named:
        return named[0]
    return fleet.teams[0] if to and fleet.teams else None


def _addressing(configuration: Configuration, to: Sequence[str]) -> Addressing:
    mail = replace(configuration.settings.mail, admins=tuple(to))
    addressing = addressed_to_admins(mail)
    if addressing is None:
        msg = "nobody to write to"
        raise ValueError(msg)
    return addressing


def _news(ledger: Ledger, report: Report, *, now: datetime) -> bool:
    """Note each mistake, whatever else there is to tell; one that stays is told once a day."""
    fresh = [
        line
        for line in report.of("failed")
        if ledger.alert(NAME, _digest(line.config, line.message), now=now, every=REPEAT_AFTER)
        is not None
    ]
    return bool(fresh or report.run_ids)


def _subject(report: Report, shard: Shard) -> str:
    """What tells one report from another: its runs, or else its moment."""
    return _digest(f"{shard.number}/{shard.count}", *(report.run_ids or (iso(report.until),)))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def _letter(
    report: Report,
    subject: str,
    configuration: Configuration,
    addressing: Addressing,
    now: datetime,
) -> Outgoing:
    from briefs.alarms import notice_letter
    from briefs.render import Writer
    from briefs.words import load_words

    settings = configuration.settings
    words = load_words(settings.language.team)
    failed = len(report.of("failed"))
    letter = notice_letter(
        Writer(settings.language.team),
        job=words("notice.fleet_count", teams=len(report.lines), failed=failed),
        at=report.until.astimezone(settings.zone).replace(tzinfo=None),
        fix=words("notice.fix.fleet") if failed else "",
        details=report.text,
        about="notice.fleet",
    )
    return notice(
        letter,
        about=subject,
        period=report.since,
        team=NAME,
        addressing=addressing,
        date=now.astimezone(settings.zone),
    )
