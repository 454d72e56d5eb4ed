"""All that the documents of one run are made from, kept so that they can be made again.

A change of the sheet or of the settings changes nothing about an old run. What is not kept: the
program's own words and templates (its version is, so that a difference can be explained), the
team's own templates, and how single rows found their lots.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

import msgspec
import polars as pl

from briefs.mail_parts import MailContext
from jobs.exits import NotThereError
from quality.findings import FRAMES, Findings, MissedWords
from quality.folding import fold
from quality.issues import Issue, Severity
from quality.keys import Suggester
from quality.records import empty
from quality.reorders import Reorder
from quality.vocabulary import DefectTypeOptions

KIND, NAME = "findings", "study"
FORM = 1  # raised when what is kept changes its form
_LEFT_OUT = frozenset({"matches"})  # a row each of the defect log; no document reads it


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Findings with what the documents tell beside them."""

    app_version: str
    findings: Findings
    context: MailContext
    language: str  # of the team
    purchase: str
    own: str
    defect_types: Mapping[str, DefectTypeOptions]  # the team's own


class _KeptIssue(msgspec.Struct, frozen=True):
    code: str
    severity: Severity
    tab: str
    row: int | None
    column: str | None
    header: str | None
    found: str
    rows: int
    slots: dict[str, tuple[str, Any]]  # kind of value, and the value


class _Kept(msgspec.Struct, frozen=True):
    app_version: str
    as_of: date
    frames: dict[str, bytes]
    deliveries: int
    missed_words: tuple[MissedWords, ...]
    reorders: tuple[Reorder, ...]
    issues: tuple[_KeptIssue, ...]
    caught: float | None
    level: int
    next_to_fill: str | None
    context: MailContext
    language: str
    purchase: str
    own: str
    defect_types: dict[str, DefectTypeOptions]
    form: int = FORM


class _Form(msgspec.Struct, frozen=True):
    form: int
    app_version: str


def encoded(edition: Edition) -> bytes:
    """Return an edition as bytes."""
    found = edition.findings
    kept = _Kept(
        app_version=edition.app_version,
        as_of=found.as_of,
        frames={name: _packed(getattr(found, name)) for name in FRAMES if name not in _LEFT_OUT},
        deliveries=found.deliveries,
        missed_words=found.missed_words,
        reorders=found.reorders,
        issues=tuple(_kept_issue(issue) for issue in found.issues),
        caught=found.caught,
        level=found.level,
        next_to_fill=None if found.next_to_fill is None else str(found.next_to_fill),
        context=edition.context,
        language=edition.language,
        purchase=edition.purchase,
        own=edition.own,
        defect_types=dict(edition.defect_types),
    )
    return msgspec.msgpack.encode(kept, enc_hook=_plain_mapping)


def decoded(body: bytes) -> Edition:
    """Return the edition of these bytes; everything in it is equal to what was kept.

    Raises:
        NotThereError: If another version of the program kept it in another form.
    """
    form = msgspec.msgpack.decode(body, type=_Form)
    if form.form != FORM:
        msg = f"version {form.app_version} kept it in another form; use that version to rebuild it"
        raise NotThereError(msg)
    kept = msgspec.msgpack.decode(body, type=_Kept)
    frames = {name: pl.read_ipc(io.BytesIO(packed)) for name, packed in kept.frames.items()}
    findings = Findings(
        as_of=kept.as_of,
        **{name: frames.get(name, empty(schema)) for name, schema in FRAMES.items()},
        deliveries=kept.deliveries,
        missed_words=kept.missed_words,
        reorders=kept.reorders,
        issues=tuple(_issue(issue) for issue in kept.issues),
        caught=kept.caught,
        level=kept.level,
        next_to_fill=kept.next_to_fill,
    )
    return Edition(
        app_version=kept.app_version,
        findings=findings,
        context=kept.context,
        language=kept.language,
        purchase=kept.purchase,
        own=kept.own,
        defect_types=kept.defect_types,
    )


def narrowed(edition: Edition, sku: str | None) -> Edition:
    """Return an edition with the reorders of one product alone; None does not narrow.

    Raises:
        NotThereError: If no reorder of it is planned.
    """
    if sku is None:
        return edition
    reorders = edition.findings.reorders
    same = tuple(one for one in reorders if fold(one.for_supplier.sku) == fold(sku))
    if not same:
        near = Suggester(one.for_supplier.sku for one in reorders)(sku)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        msg = f"no reorder of {sku!r} is planned{hint}"
        raise NotThereError(msg)
    return replace(edition, findings=replace(edition.findings, reorders=same))


def _packed(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_ipc(buffer, compression="zstd")
    return buffer.getvalue()


def _plain_mapping(value: object) -> object:
    if isinstance(value, MappingProxyType):
        return dict(value)
    msg = f"nobody said how to keep {type(value).__name__}"
    raise TypeError(msg)


def _kept_issue(issue: Issue) -> _KeptIssue:
    return _KeptIssue(
        code=str(issue.code),
        severity=issue.severity,
        tab=issue.tab,
        row=issue.row,
        column=issue.column,
        header=issue.header,
        found=issue.found,
        rows=issue.rows,
        slots={name: _kept_slot(value) for name, value in issue.slots.items()},
    )


def _kept_slot(value: object) -> tuple[str, object]:
    """A slot with the kind of its value: days and tuples would come back as texts and lists."""
    if isinstance(value, date):
        return "day", value.isoformat()
    if isinstance(value, tuple):
        return "several", list(value)
    return "plain", value


def _issue(kept: _KeptIssue) -> Issue:
    facts = {name: getattr(kept, name) for name in kept.__struct_fields__ if name != "slots"}
    slots = {name: _slot(kind, value) for name, (kind, value) in kept.slots.items()}
    return Issue(**facts, slots=MappingProxyType(slots))


def _slot(kind: str, value: Any) -> object:  # noqa: ANN401 - as kept
    if kind == "day":
        return date.fromisoformat(value)
    return tuple(value) if kind == "several" else value
