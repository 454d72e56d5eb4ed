"""Tables of the ledger, the same on SQLite and PostgreSQL; times are UTC in ISO text.

What is here is form `VERSION`. A change of any table raises it by one and adds a step to
`jobs/migrations.py`.
"""

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

VERSION = 2

metadata = MetaData()

Part = (
    Column[object] | PrimaryKeyConstraint | ForeignKeyConstraint | UniqueConstraint | Index
)  # what a table is made of


def _table(name: str, *parts: Part) -> Table:
    return Table(name, metadata, *parts, sqlite_strict=True)


def _text(name: str, *, null: bool = False) -> Column[object]:
    return Column(name, Text, nullable=null)


def _integer(name: str, *, null: bool = False) -> Column[object]:
    return Column(name, Integer, nullable=null)


meta = _table("meta", _text("key"), _text("value"), PrimaryKeyConstraint("key"))

run = _table(
    "run",
    _text("run_id"),
    _text("spreadsheet"),
    _text("job"),
    _text("slot", null=True),  # local wall time without offset; null when started by hand
    _text("trigger"),  # schedule | catch_up | manual | retry
    _text("status"),  # running | ok | partial | failed | interrupted | crashed | skipped
    _integer("exit_code", null=True),
    _text("started_at"),
    _text("finished_at", null=True),
    _text("as_of"),
    _text("host"),
    _integer("pid"),
    _text("app_version"),
    _text("config_sha256"),
    _text("counts"),  # JSON
    _text("error", null=True),
    PrimaryKeyConstraint("run_id"),
    Index("run_latest", "spreadsheet", "started_at"),
)

slot = _table(
    "slot",
    _text("spreadsheet"),
    _text("job"),
    _text("slot"),
    _text("state"),  # due | running | done | skipped | failed
    _integer("attempts"),
    _text("next_try_at", null=True),
    _text("run_id"),  # of the latest attempt; the run itself may be forgotten by then
    PrimaryKeyConstraint("spreadsheet", "job", "slot"),
)

source = _table(
    "source",
    _text("spreadsheet"),
    _text("tab"),
    _text("run_id"),
    _text("title"),
    _integer("rows"),
    _text("sha256"),
    _text("read_at"),
    PrimaryKeyConstraint("spreadsheet", "tab"),
)

known_tab = _table(
    "known_tab",
    _text("spreadsheet"),
    _text("name"),  # an input tab or an output tab, as the program calls it
    _text("tab_id"),  # as the spreadsheet calls it, stable under renaming
    PrimaryKeyConstraint("spreadsheet", "name"),
)

brief = _table(
    "brief",
    _text("spreadsheet"),
    _text("key"),
    _text("kind"),  # weekly | express | urgent | notice
    _text("subject_of"),  # the reorders or signals it speaks of, JSON
    _text("period"),  # ISO week, or day
    _integer("revision"),
    _text("message_id"),
    _text("subject"),
    _text("sender", null=True),  # envelope sender where it is not the usual one
    _text("content_sha256"),
    Column("eml", LargeBinary, nullable=True),  # forgotten after state.mails_keep_days
    _text("created_at"),
    _text("run_id"),
    PrimaryKeyConstraint("spreadsheet", "key"),
    UniqueConstraint("spreadsheet", "message_id"),
    Index("brief_age", "created_at"),
)

delivery = _table(
    "delivery",
    _text("spreadsheet"),
    _text("key"),
    _text("recipient"),
    _text("state"),  # planned | sending | sent | unknown | refused | failed
    _integer("attempts"),  # how often its bytes began to leave
    _integer("unclear"),  # how often nobody could tell whether the server took it
    _text("planned_at"),  # again and again for one day from here
    _text("changed_at"),
    _text("next_try_at", null=True),
    _integer("code", null=True),
    _text("enhanced", null=True),
    _text("reply", null=True),
    _text("sent_at", null=True),
    PrimaryKeyConstraint("spreadsheet", "key", "recipient"),
    ForeignKeyConstraint(["spreadsheet", "key"], ["brief.spreadsheet", "brief.key"]),
    Index("delivery_state", "spreadsheet", "state"),
)

alert = _table(
    "alert",
    _text("spreadsheet"),
    _text("kind"),
    _text("subject"),
    _text("last_sent_at"),
    _integer("count"),  # how often it happened since then, that time included
    PrimaryKeyConstraint("spreadsheet", "kind", "subject"),
)

signal_state = _table(
    "signal_state",
    _text("spreadsheet"),
    _text("key"),
    _text("opened_on"),
    _text("last_seen_on"),
    _integer("open"),
    _integer("quiet_nights"),
    _integer("units_at_close", null=True),
    PrimaryKeyConstraint("spreadsheet", "key"),
)

history = _table(
    "history",  # one row a SKU and night at which it stood otherwise than before
    _text("spreadsheet"),
    _text("night"),
    _text("sku"),
    _text("status"),
    _integer("nonconforming", null=True),
    _integer("units", null=True),
    PrimaryKeyConstraint("spreadsheet", "night", "sku"),
)

issue_state = _table(
    "issue_state",
    _text("spreadsheet"),
    _text("key"),
    _text("first_seen_on"),
    PrimaryKeyConstraint("spreadsheet", "key"),
)

blob = _table(
    "blob",  # which run kept what: backups of tabs, findings
    _text("spreadsheet"),
    _text("run_id"),
    _text("kind"),  # backup | findings
    _text("name"),
    _text("created_at"),
    _text("sha256"),
    PrimaryKeyConstraint("run_id", "kind", "name"),
    Index("blob_age", "created_at"),
    Index("blob_content", "sha256"),
)

content = _table(
    "content",  # the bytes, once, however many nights kept the same
    _text("sha256"),
    Column("body", LargeBinary, nullable=False),  # compressed by zlib
    PrimaryKeyConstraint("sha256"),
)

quota = _table(
    "quota",  # of one Google account or project, whichever teams use it
    _text("scope"),  # account:name or project:name
    _text("kind"),  # R | W
    _text("booked"),  # seconds since 1970 at which requests were or will be sent, JSON
    PrimaryKeyConstraint("scope", "kind"),
)

spent = _table(
    "spent",  # how many requests were booked in each minute
    _text("scope"),
    _text("kind"),
    _text("minute"),  # 2025-06-03T02:12, UTC
    _integer("requests"),
    PrimaryKeyConstraint("scope", "kind", "minute"),
)
