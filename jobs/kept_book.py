"""Bytes that the ledger keeps of a run: backups of tabs and its findings, each content once."""

import hashlib
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from jobs import tables
from jobs.book import Book
from jobs.database import insert_new, iso, moment, upsert

_LEVEL = 1  # of compression: a third larger than by the usual 6, in a quarter of the time
_ALREADY = 0  # what is compressed itself hardly gets smaller, and takes as long


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What one run kept."""

    run_id: str
    created_at: datetime
    names: tuple[str, ...]  # in alphabetical order


class KeptBook(Book):
    """Kept bytes of one spreadsheet."""

    def store(
        self, run_id: str, kind: str, name: str, body: bytes, *, now: datetime, packed: bool = False
    ) -> None:
        """Keep bytes of a run, compressed; the same bytes of many nights take their room once.

        Args:
            run_id: The run.
            kind: `backup` or `findings`.
            name: What they are.
            body: The bytes.
            now: When they are kept.
            packed: They are compressed already.
        """
        level = _ALREADY if packed else _LEVEL
        self.store_all(run_id, kind, [(name, body)], now=now, level=level)

    def store_all(
        self,
        run_id: str,
        kind: str,
        bodies: Iterable[tuple[str, bytes]],
        *,
        now: datetime,
        level: int = _LEVEL,
    ) -> None:
        """Keep the bytes of a kind, by name: all of them or, where anything fails, none."""
        fixed = {"spreadsheet": self.spreadsheet, "run_id": run_id, "kind": kind}
        fixed["created_at"] = iso(now)
        packed = [_packed(name, body, level) for name, body in bodies]
        with self.writing() as connection:
            for digest, name, body in sorted(packed):  # in one order: two runs never wait in a ring
                _hold(connection, digest, body)
                upsert(connection, tables.blob, {**fixed, "name": name, "sha256": digest})

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


def _hold(connection: Connection, digest: str, body: bytes) -> None:
    """Keep bytes, or hold those that are there until our reference to them is committed.

    On a shared ledger another team's run may just be forgetting what nothing referred to.
    """
    content = tables.content
    there = select(content.c.sha256).where(content.c.sha256 == digest)
    held = there.with_for_update(read=True, key_share=True)
    row = {"sha256": digest, "body": body}
    while not insert_new(connection, content, row) and connection.execute(held).first() is None:
        pass  # it was forgotten between the two: there is room for it now


def _packed(name: str, body: bytes, level: int) -> tuple[str, str, bytes]:
    """Return the digest of the compressed bytes, their name, and the bytes."""
    packed = zlib.compress(body, level)
    return hashlib.sha256(packed).hexdigest(), name, packed
