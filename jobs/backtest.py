"""What the alarms were worth, as a person at the terminal reads it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date

from jobs.counting import many
from jobs.exits import Exit
from jobs.session import Outcome, Session
from jobs.team import read_team
from jobs.understanding import understand
from jobs.wordlists import sampling_tables
from quality.backtesting import Alarm, Backtest, Tally, Worth
from quality.backtesting import backtest as replayed
from quality.rules import Rules
from quality.vocabulary import vocabulary

_ALARMS: Mapping[Alarm, str] = {
    Alarm.URGENT: "urgent",
    Alarm.SIGNAL: "signal",
    Alarm.WATCH: "watch",
    Alarm.WATCH_LATEST_OK: "watch, latest lot fine",
    Alarm.STANDS_OUT: "stands out in the shop",
    Alarm.LOT_ALARM: "last lot worse than usual",
    Alarm.RISING: "rising trend",
    Alarm.SIGN: "a sign to leave (A, B, C)",
    Alarm.LEAVE: "standing prepare or switch",
    Alarm.NONE: "nothing at all",
}
_WORTH: Mapping[Worth, str] = {
    Worth.TOO_FEW: "too few to tell",
    Worth.MORE: "more than usual",
    Worth.FEWER: "fewer than usual",
    Worth.UNCLEAR: "no clear difference",
}


def backtest(session: Session, *, since: date | None = None, as_json: bool = False) -> Outcome:
    """Replay the past and return how often each kind of signal was followed by a bad lot.

    Raises:
        WorkbookError: If the spreadsheet cannot be read.
        DataError: If its data cannot be used.
    """
    session.stage("reading the spreadsheet")
    understood = understand(session, read_team(session))
    rules = understood.rules
    found = replayed(
        understood.records,
        rules,
        as_of=session.as_of,
        vocabulary=vocabulary(understood.configuration.settings.defect_types),
        tables=sampling_tables(),
        since=since,
        progress=lambda done, every: session.stage(f"week {done + 1} of {every}"),
    )
    if as_json:
        text = json.dumps(asdict(found), indent=2, default=str)
        return Outcome(exit=Exit.OK, message="", details=(text,))
    return Outcome(exit=Exit.OK, message="", details=tuple(_lines(found, rules)))


def _lines(found: Backtest, rules: Rules) -> Iterator[str]:
    yield (
        f"{found.since} to {found.until}: {many(found.base.lots, 'lot')}, "
        "each as of the Monday before it came."
    )
    yield (
        f"A bad lot: {rules.signal.count} or more defective units, "
        f"{rules.stats.target_rate:.1%} or more of the lot."
    )
    if not found.base.lots:
        yield "Not enough history: no lot came after an earlier one of its product."
    else:
        yield from _table(found)
    yield (
        f"Left out: first lots of a product {found.first_lots}, too young or small to judge "
        f"{found.unjudged},"
    )
    yield f"complaints without a day {found.undated}."


def _table(found: Backtest) -> Iterator[str]:
    yield ""
    yield f"{'Before the lot came':<27} {'lots':>5} {'bad':>4} {'share':>6} {'likely':>9}  bad lots"
    yield _row("whatever stood", found.base, "the base rate")
    for one in found.alarms:
        if one.tally.lots:
            yield _row(_ALARMS[one.alarm], one.tally, _WORTH[one.worth])
    yield ""
    if found.announced.lots:
        heard = found.announced
        yield f"Of {heard.lots} bad lots, {heard.bad} came after an alarm: {_share(heard)}."


def _row(name: str, tally: Tally, said: str) -> str:
    share = f"{tally.fraction:.0%}" if tally.fraction is not None else ""
    likely = f"{tally.lower:.0%}-{tally.upper:.0%}"
    return f"{name:<27} {tally.lots:>5} {tally.bad:>4} {share:>6} {likely:>9}  {said}"


def _share(tally: Tally) -> str:
    return f"{tally.fraction:.0%}, likely {tally.lower:.0%}-{tally.upper:.0%}"
