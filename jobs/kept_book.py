"""Bytes that the ledger keeps of a run: backups of tabs and its findings, each content once."""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from jobs import tables
from jobs.book import Book
from jobs.database import insert_new, iso, moment, upsert

_LEVEL = 3  # of compression: a fifth larger than by the usual 6, in less than half of the time


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What one run kept."""

    run_id: str
    created_at: datetime
    names: tuple[str, ...]  # in alphabetical order


class KeptBook(Book):
    """Kept bytes of one spreadsheet."""

    def store(self, run_id: str, kind: str, name: str, body: bytes, *, now: datetime) -> None:
        """Keep bytes of a run, compressed; the same bytes of many nights take their room once."""
        digest = hashlib.sha256(body).hexdigest()
        row = {
            "spreadsheet": self.spreadsheet,
            "run_id": run_id,
            "kind": kind,
            "name": name,
            "created_at": iso(now),
            "sha256": digest,
        }
        packed = {"sha256": digest, "body": zlib.compress(body, _LEVEL)}
        with self.writing() as connection:
            insert_new(connection, tables.content, packed)
            upsert(connection, tables.blob, row)

    def stored(self, run_id: str, kind: str) -> Mapping[str, bytes]:
        """Return what a run kept of a kind, by name."""
        blob, content = tables.blob, tables.content
        query = (
            select(blob.c.name, content.c.body)
            .join(content, content.c.sha256 == blob.c.sha256)
            .where(
                blob.c.spreadsheet == self.spreadsheet,
                blob.c.run_id == run_id,
                blob.c.kind == kind,
            )
            .order_by(blob.c.name)
        )
        with self.reading() as connection:
            return {row.name: zlib.decompress(row.body) for row in connection.execute(query)}

    def kept(self, kind: str) -> tuple[Kept, ...]:
        """Return which runs still have bytes of a kind, newest first."""
        blob = tables.blob
        query = (
            select(blob.c.run_id, blob.c.name, blob.c.created_at)
            .where(blob.c.spreadsheet == self.spreadsheet, blob.c.kind == kind)
            .order_by(blob.c.created_at.desc(), blob.c.run_id)
        )
        names: dict[str, list[str]] = {}
        times: dict[str, str] = {}
        with self.reading() as connection:
            for row in connection.execute(query):
                names.setdefault(row.run_id, []).append(row.name)
                times.setdefault(row.run_id, row.created_at)
        return tuple(
            Kept(run_id=run_id, created_at=moment(times[run_id]), names=tuple(sorted(found)))
            for run_id, found in names.items()
        )

    def backups(self) -> tuple[Kept, ...]:
        """Return the runs whose backups can still be put back, newest first."""
        return self.kept("backup")
