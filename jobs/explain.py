"""The rows behind a figure, as a person at the terminal reads them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from jobs.counting import many
from jobs.exits import Exit, NotThereError
from jobs.look import Look, look
from jobs.refreshing import refresh_tabs, review_words
from jobs.session import Outcome, Session
from jobs.understanding import Understood
from quality.explaining import Explanation, Subject, known_keys
from quality.explaining import explain as explained
from quality.issues import Issue
from quality.keys import Suggester
from quality.records import Records
from quality.reviews.signals import ReviewSignal
from quality.reviews.study import study_reviews
from quality.tabs import RECEIVING
from sheets.outputs.issue_ids import issue_id

MOST_RUNS = 1000
MOST_LISTED = 10  # row numbers of rows that do not count
_WHY: Mapping[str, str] = {
    "exact": "lot as typed",
    "date": "the only lot near its import date",
    "date_near": "the nearest lot by date",
    "assumed": "the only lot of the 90 days before",
    "ambiguous": "one of several lots",
    "sku_only": "counted for the product, no lot found",
    "duplicate": "the same as an earlier row",
    "ignored": "marked ignore",
    "shortage": "missing units, claimed apart",
    "outside_window": "too old for this figure",
    "other_lot": "one of several lots, nobody knows which",
    "no_lot": "no lot found",
    "paid": "paid for already",
    "in_transit": "damaged on the way, not the factory's",
    "not_in_transit": "not damaged on the way",
    "double": "a second row of the same lot",
    "no_received_figure": "no units received are filled in",
    "check_numbers": "more defective units than were received",
}


def explain(session: Session, *, key: str, as_json: bool = False) -> Outcome:
    """Return every row behind a key of our tabs, and why the others do not count.

    Raises:
        NotThereError: If the key stands for nothing.
        WorkbookError: If the spreadsheet cannot be read.
        DataError: If its data cannot be used.
    """
    if key.startswith("DI-"):
        return _issue(session, key, as_json=as_json)
    seen = look(session)
    found = _explanations(session, seen, key)
    if not found:
        return _run(session, key, known_keys(seen.findings), as_json=as_json)
    titles = {name: grid.tab.title for name, grid in seen.team.inputs.items()}
    if as_json:
        figures = [_plain(one, titles) for one in found]
        return _json({"as_of": str(session.as_of), "figures": figures})
    lines = [line for one in found for line in _lines(one, titles)]
    return Outcome(exit=Exit.OK, message="", details=tuple(lines))


def _explanations(session: Session, seen: Look, key: str) -> tuple[Explanation, ...]:
    basis, _ = seen.counted
    signals = _review_signals(session, seen.understood, basis.records)
    return explained(basis, seen.findings, key, review_signals=signals)


def _review_signals(
    session: Session, understood: Understood, records: Records
) -> tuple[ReviewSignal, ...]:
    """Clusters of reviews with the rows behind them."""
    words = review_words(session, understood)
    if words is None:
        return ()
    rules = understood.rules.reviews
    return study_reviews(records, words=words, rules=rules, as_of=session.as_of).signals


def _lines(one: Explanation, titles: Mapping[str, str]) -> Iterator[str]:
    yield f"{one.key}: {_figure(one)}"
    rows = one.rows.to_dicts()
    counts = [row for row in rows if _counts(row)]
    for tab, group in groupby(counts, key=lambda row: row["tab"]):
        yield titles.get(tab, tab)
        yield from (f"  {_row(row)}" for row in group)
    left = [row for row in rows if not _counts(row)]
    if left:
        yield "Not counted"
    for (tab, why), group in groupby(sorted(left, key=_reason), key=_reason):
        numbers = sorted(row["row"] for row in group)
        yield f"  {titles.get(tab, tab)}, {_WHY.get(why, why)}: {_numbered(numbers)}"


def _numbered(rows: Sequence[int]) -> str:
    listed = ", ".join(str(row) for row in rows[:MOST_LISTED])
    if len(rows) > MOST_LISTED:
        return f"row {listed}, … ({len(rows)} rows)"
    return f"row {listed}"


def _figure(one: Explanation) -> str:
    if one.since is None and one.subject in {Subject.REVIEW, Subject.ARRIVAL}:
        return many(one.rows.height, "row")
    if one.base == 0:
        return f"{one.counted} counted" + _since(one)
    rate = f"{one.rated} of {one.base} received, {one.rated / one.base:.1%}"
    beside = "" if one.counted == one.rated else f"; {one.counted} found in all"
    return f"{rate}{beside}{_since(one)}"


def _since(one: Explanation) -> str:
    return "" if one.since is None else f" (since {one.since})"


def _counts(row: Mapping[str, Any]) -> bool:
    """A row of another tab than the two counts for itself, unless a reason is given."""
    return row["why"] is None or any(row[name] for name in ("counted", "rated", "base"))


def _reason(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["tab"], row["why"]


def _row(row: Mapping[str, Any]) -> str:
    parts = [f"row {row['row']}", str(row["on"] or ""), row["lot_id"] or row["sku"] or ""]
    return "  ".join(part for part in (*parts, _said(row)) if part)


def _said(row: Mapping[str, Any]) -> str:
    units = row["counted"] or row["rated"]
    if row["tab"] == RECEIVING:
        found = f", {units} found on arrival" if units else ""
        return f"{row['units']} received{found}"
    if row["defect_type"] is None:
        return "" if row["units"] is None else many(row["units"], "unit")
    alone = "" if row["rated"] == row["counted"] else ", not in the rate"
    why = _WHY.get(row["why"], row["why"])
    return f"{units} {row['defect_type'].replace('_', ' ')}, {why}{alone}"


def _plain(one: Explanation, titles: Mapping[str, str]) -> dict[str, object]:
    rows = [
        {**row, "title": titles.get(row["tab"], row["tab"]), "on": row["on"] and str(row["on"])}
        for row in one.rows.to_dicts()
    ]
    return {
        "subject": one.subject.value,
        "key": one.key,
        "counted": one.counted,
        "rated": one.rated,
        "base": one.base,
        "fraction": one.rated / one.base if one.base else None,
        "since": one.since and str(one.since),
        "rows": rows,
    }


def _issue(session: Session, key: str, *, as_json: bool) -> Outcome:
    """The rows that share a data issue."""
    sheet = refresh_tabs(session, job="nightly", document=lambda _findings: {}).sheet
    found = [issue for issue in sheet.context.issues if issue_id(issue) == key]
    if not found:
        raise _unknown(key, [issue_id(issue) for issue in sheet.context.issues])
    places = sheet.context.places
    rows = [
        {
            "tab": issue.tab,
            "title": places[issue.tab].title if issue.tab in places else issue.tab,
            "rows": _rows_of(issue),
            "header": issue.header,
            "found": issue.found,
            "code": issue.code,
        }
        for issue in found
    ]
    if as_json:
        return _json({"as_of": str(session.as_of), "issue": key, "rows": rows})
    lines = (f"{key}: {found[0].code}", *(_issue_line(row) for row in rows))
    return Outcome(exit=Exit.OK, message="", details=lines)


def _rows_of(issue: Issue) -> str:
    return str(issue.slots.get("at") or issue.row or "")


def _issue_line(row: Mapping[str, object]) -> str:
    where = f"row {row['rows']}" if row["rows"] else "the whole tab"
    column = f", {row['header']}" if row["header"] else ""
    found = f": {row['found']}" if row["found"] else ""
    return f"  {row['title']}, {where}{column}{found}"


def _run(session: Session, key: str, known: Sequence[str], *, as_json: bool) -> Outcome:
    """A row of the Run log: what the ledger knows of that run."""
    runs = [run for run in session.ledger.runs(limit=MOST_RUNS) if run.run_id.startswith(key)]
    if len(runs) != 1 or not key:
        raise _unknown(key, known)
    [run] = runs
    facts = {"run": run.run_id, "job": run.job, "as_of": str(run.as_of), "status": run.status}
    if as_json:
        return _json({**facts, "counts": dict(run.counts), "error": run.error})
    counts = [f"  {name}: {number}" for name, number in sorted(run.counts.items())]
    lines = (" ".join(f"{name} {value}" for name, value in facts.items()), *counts)
    return Outcome(exit=Exit.OK, message="", details=lines)


def _unknown(key: str, known: Sequence[str]) -> NotThereError:
    near = Suggester(known)(key) or _beginning(key, known)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    return NotThereError(f"{key!r} is no SKU, supplier, lot or key of our tabs{hint}")


def _beginning(key: str, known: Sequence[str]) -> list[str]:
    """Keys with the same beginning, where there are few of them."""
    start = key.split("|", maxsplit=1)[0].casefold()
    return [one for one in known if start and one.casefold().startswith(start)][:3]


def _json(value: object) -> Outcome:
    text = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    return Outcome(exit=Exit.OK, message="", details=(text,))
