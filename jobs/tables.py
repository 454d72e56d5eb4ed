"""Tables of the ledger, the same on SQLite and PostgreSQL; times are UTC in ISO text."""

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

VERSION = 1

metadata = MetaData()


def _table(
    name: str, *parts: Column[object] | PrimaryKeyConstraint | ForeignKeyConstraint
) -> Table:
    return Table(name, metadata, *parts, sqlite_strict=True)


def _text(name: str, *, null: bool = False) -> Column[object]:
    return Column(name, Text, nullable=null)


def _integer(name: str, *, null: bool = False) -> Column[object]:
    return Column(name, Integer, nullable=null)


meta = _table("meta", Column("key", Text, primary_key=True), _text("value"))

run = _table(
    "run",
    Column("run_id", Text, primary_key=True),
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
)

slot = _table(
    "slot",
    _text("job"),
    _text("slot"),
    _text("state"),  # due | running | done | skipped | failed
    _integer("attempts"),
    _text("next_try_at", null=True),
    Column("run_id", Text, ForeignKey("run.run_id"), nullable=True),
    PrimaryKeyConstraint("job", "slot"),
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

brief = _table(
    "brief",
    Column("key", Text, primary_key=True),
    _text("kind"),  # weekly | express | urgent | notice
    _text("subject_of"),  # the reorders or signals it speaks of, JSON
    _text("period"),  # ISO week, or day
    _integer("revision"),
    Column("message_id", Text, nullable=False, unique=True),
    _text("subject"),
    _text("content_sha256"),
    Column("eml", LargeBinary, nullable=True),  # forgotten after state.mails_keep_days
    _text("created_at"),
    _text("run_id"),
)

delivery = _table(
    "delivery",
    Column("key", Text, ForeignKey("brief.key"), nullable=False),
    _text("recipient"),
    _text("state"),  # planned | sending | sent | unknown | refused | failed
    _integer("attempts"),
    _text("next_try_at", null=True),
    _integer("code", null=True),
    _text("enhanced", null=True),
    _text("reply", null=True),
    _text("sent_at", null=True),
    PrimaryKeyConstraint("key", "recipient"),
)

alert = _table(
    "alert",
    _text("kind"),
    _text("subject"),
    _text("last_sent_at"),
    _integer("count"),
    PrimaryKeyConstraint("kind", "subject"),
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
    "history",  # one row a SKU and night
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
    "blob",  # backups of tabs and stored findings
    _text("run_id"),
    _text("kind"),  # backup | findings
    _text("name"),
    _text("created_at"),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("run_id", "kind", "name"),
)
