"""What a run leaves in the ledger: backups before the write, states for the next night."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec
import polars as pl

from jobs.session import Session
from jobs.team import Team
from jobs.understanding import Understood
from quality.findings import Findings
from quality.records import SIGNAL_STATES, Records
from quality.signal_findings import counted
from quality.tabs import SIGNALS_TAB
from sheets.cell import Cell
from sheets.grid import Grid
from sheets.packed import Packed
from sheets.refresh import RefreshReport

if TYPE_CHECKING:
    from jobs.edition import Edition


def back_up(session: Session, team: Team) -> None:
    """Keep every output tab as it was read, so that this run can be undone."""
    bodies = ((name, _as_read(grid)) for name, grid in team.outputs.items())
    session.ledger.store_all(session.run_id, "backup", bodies, now=session.clock())


def _as_read(grid: Grid) -> bytes:
    columns = [_column(column) for column in grid.columns]
    return msgspec.json.encode(
        {"tab_id": grid.tab.tab_id, "title": grid.tab.title, "columns": columns}
    )


def _column(cells: Sequence[Cell]) -> list[Cell] | msgspec.Raw:
    """What is encoded as the cells: of a long tab they are not lists yet."""
    return msgspec.Raw(cells.body) if isinstance(cells, Packed) else list(cells)


def remember(
    session: Session,
    team: Team,
    understood: Understood,
    findings: Findings,
    report: RefreshReport,
) -> None:
    """Keep what the next run needs to know of this one."""
    ledger, now = session.ledger, session.clock()
    ledger.remember_tabs(
        {name: grid.tab.tab_id for name, grid in team.inputs.items()} | dict(report.tab_ids)
    )
    ledger.remember_sources(_sources(team, understood), run_id=session.run_id, now=now)
    ledger.save_signal_states(next_states(findings, understood.records))
    ledger.save_history(session.as_of, _history(findings))


def keep(session: Session, edition: "Edition") -> None:
    """Keep what the documents of this run are made from, so that they can be made again."""
    from jobs.edition import KIND, NAME, encoded

    ledger, now = session.ledger, session.clock()
    ledger.store(session.run_id, KIND, NAME, encoded(edition), now=now, packed=True)


def next_states(findings: Findings, records: Records) -> pl.DataFrame:
    """Return what the next night is told of each signal.

    A signal that is gone is forgotten, so that one that comes back begins anew. Units at the
    moment a person closed it are kept as long as the tick stands, less those that have become too
    old since: only new units reopen it, and it stays open.

    Args:
        findings: Of this night.
        records: What it began with: the states of the night before, and the ticks.
    """
    before = records.signal_states.select("key", was="units_at_close")
    ticks = records.marks.filter(pl.col("tab") == SIGNALS_TAB).select("key", ticked="closed")
    known = findings.signals.join(before, on="key", how="left", maintain_order="left").join(
        ticks.unique("key", keep="first", maintain_order=True),
        on="key",
        how="left",
        maintain_order="left",
    )
    closed, ticked = (pl.col(name).fill_null(value=False) for name in ("closed", "ticked"))
    shown = known.with_columns(
        last_seen_on=pl.lit(findings.as_of),
        open=pl.col("stands_out").fill_null(value=False),
        quiet_nights=pl.col("quiet_nights").fill_null(0),
        units_at_close=pl.when(closed)
        .then(pl.min_horizontal("was", counted()))
        .when(ticked)
        .then("was"),
    ).select(list(SIGNAL_STATES))
    return shown.cast(pl.Schema(SIGNAL_STATES))


def _sources(team: Team, understood: Understood) -> list[Mapping[str, object]]:
    rows = {count.tab: count.read for count in understood.rows}
    return [
        {
            "tab": name,
            "title": grid.tab.title,
            "rows": rows.get(name, grid.rows),
            "sha256": team.digest(name),
        }
        for name, grid in team.inputs.items()
    ]


def _history(findings: Findings) -> list[dict[str, object]]:
    return findings.skus.select("sku", "status", "nonconforming", "units").to_dicts()
