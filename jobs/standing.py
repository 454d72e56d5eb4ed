"""What the last nightly run started from and left behind: the same again needs no study.

Everything that a study and its tabs depend on has a fingerprint: the cells of all tabs
that people fill in, our own tabs as they stand (so that a deleted tab, an overwritten cell or a
new mark is seen), settings, day, program, and what the ledger carries from night to night. Left
out are the stamps over the headers and the Run log, which every run writes.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from itertools import zip_longest
from typing import Any

import msgspec
from pydantic import BaseModel

from jobs.due import next_mail
from jobs.laying_out import RUN_LOG
from jobs.pen import templates_of
from jobs.program import add_folder, program
from jobs.session import Session
from jobs.team import Team
from jobs.told import told_at
from quality.tabs import REVIEWS
from sheets.cell import Cell
from sheets.distinct import fingerprint as cells
from sheets.grid import Grid, TabInfo
from sheets.placement import blank, find_frame

_ASIDE = frozenset({"rows", "columns", "views"})  # change nothing about what a tab should show


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What a run left behind, and what its stamps and its summary said."""

    fingerprints: tuple[str, ...] = ()
    mailed: bool  # its letters were planned and sent; False: it was told not to
    result: str
    open_issues: int
    next_to_fill: str | None
    counts: Mapping[str, int]


def last_standing(session: Session) -> Standing | None:
    """Return what the last nightly run left behind, where nothing has come between."""
    kept = session.ledger.standing()
    return None if kept is None else msgspec.json.decode(kept, type=Standing)


def remember_standing(session: Session, standing: Standing) -> None:
    """Keep what this run leaves behind."""
    session.ledger.remember_standing(msgspec.json.encode(standing).decode())


def same(standing: Standing, session: Session, team: Team) -> bool:
    """Tell whether a run would start from what the last one left; looks no further than needed."""
    now = fingerprints(session, team, team.outputs)
    return all(left == found for left, found in zip_longest(standing.fingerprints, now))


def fingerprints(session: Session, team: Team, outputs: Mapping[str, Grid]) -> Iterator[str]:
    """Yield the fingerprints of all that a nightly run depends on, the day of the run first.

    Args:
        session: The run.
        team: The spreadsheet as it was read.
        outputs: Output tab id -> its cells as they stand by now.
    """
    for part in _parts(session, team, outputs):
        yield hashlib.sha256(part).hexdigest()


def _parts(session: Session, team: Team, outputs: Mapping[str, Grid]) -> Iterator[bytes]:
    yield _plain(_asked(session, team))
    yield program().encode()
    yield _plain(session.configuration.settings)
    yield _own_templates(session)
    yield _carried(session)
    yield _plain((team.info.locale, team.info.timezone, [repr(issue) for issue in team.issues]))
    for name, grid in sorted(team.inputs.items()):
        yield _plain((name, _facts(grid.tab), team.digest(name)))
    for name, grid in sorted(outputs.items()):
        frame = find_frame(grid)
        yield _plain((name, _facts(grid.tab), frame))
        if name != RUN_LOG:
            first = frame.header_row if frame else 0
            yield cells(_from(first, column) for column in grid.columns).encode()


def _from(row: int, column: Sequence[Cell]) -> Sequence[Cell]:
    """The cells from a row down; the whole column where nothing stands above, as in most."""
    return column[row:] if any(not blank(cell) for cell in column[:row]) else column


def _asked(session: Session, team: Team) -> object:
    """What the study is asked, the hour too where reviews have an answer by the hour."""
    settings, options = session.configuration.settings, session.options
    by_hour = REVIEWS in team.inputs and settings.features.reviews != "off"
    return {
        "as_of": session.as_of,
        "asked": options.as_of,
        "today": session.local.date(),
        "hour": session.local.hour if by_hour else None,
        "next mail": next_mail(settings.schedule, settings.zone, now=session.moment),
        "options": (options.language, options.lookahead_days, options.sku),
    }


def _carried(session: Session) -> bytes:
    """What the ledger carries from night to night."""
    ledger = session.ledger
    remembered = (ledger.known_tabs(), ledger.issue_days())
    return _plain(told_at(session)) + msgspec.json.encode(
        (ledger.signals_digest(), [sorted(each.items()) for each in remembered])
    )


def _own_templates(session: Session) -> bytes:
    folder = templates_of(session.configuration)
    digest = hashlib.sha256()
    if folder is not None and folder.is_dir():
        add_folder(digest, folder)
    return digest.digest()


def _facts(tab: TabInfo) -> object:
    return {item.name: getattr(tab, item.name) for item in fields(tab) if item.name not in _ASIDE}


def _plain(value: object) -> bytes:
    """Return any facts as bytes, the same in every process."""
    return msgspec.json.encode(_ordered(value))


def _ordered(value: Any) -> Any:  # noqa: ANN401 - whatever settings are made of
    if isinstance(value, BaseModel):
        return [(name, _ordered(getattr(value, name))) for name in type(value).model_fields]
    if isinstance(value, Mapping):
        return sorted((repr(key), _ordered(inner)) for key, inner in value.items())
    if isinstance(value, set | frozenset):
        return sorted(repr(inner) for inner in value)
    if isinstance(value, list | tuple):
        return [_ordered(inner) for inner in value]
    if is_dataclass(value) and not isinstance(value, type):
        return [(item.name, _ordered(getattr(value, item.name))) for item in fields(value)]
    return repr(value)
