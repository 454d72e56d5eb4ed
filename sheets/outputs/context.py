"""What the output tabs show beside the findings: words, the run, people's marks, documents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from quality.issues import Issue
from quality.rules import Rules
from quality.words import Words
from sheets.headers import quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an input tab stands in the team's spreadsheet, for links to its cells."""

    title: str
    gid: str | None = None  # Google's sheet id; None: a workbook file
    address: str = ""  # of the spreadsheet, put before `#gid=`
    columns: Mapping[str, str] = field(default_factory=dict)  # column id -> letters, such as C

    def link(self, *, row: int | None, column: str | None) -> str:
        """Return a link to a cell: `#gid=0&range=C17` at Google, `'Defect log'!C17` in a file."""
        cell = f"{self.columns.get(column or '', 'A')}{row or 1}"
        if self.gid is not None:
            return f"{self.address}#gid={self.gid}&range={cell}"
        return f"{quoted(self.title)}!{cell}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefTexts:
    """What was written for one reorder, and where it went."""

    message_zh: str | None = None
    message_vi: str | None = None
    link: str | None = None  # address or path of the internal brief
    built_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """One run of a job, as the Run log tells it."""

    id: str
    started_at: datetime  # local wall time of the team
    job: str  # nightly | weekly
    result: str  # ok | issues | refused | failed
    seconds: float | None = None
    rows_read: int | None = None
    cells_written: int | None = None
    new_signals: int | None = None
    issues: int | None = None
    mails: int | None = None
    version: str = ""
    message: str = ""  # a finished sentence of the team's language


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputContext:
    """All that a tab needs and the study does not know; the same for every tab of a run."""

    at: datetime  # moment of the refresh, local wall time of the team
    timezone: str  # such as Asia/Ho_Chi_Minh
    language: str  # of `all_words`: the one the tabs are written in
    all_words: Mapping[str, Words]  # every language, for headers that are found after a switch
    result: str = "ok"  # ok | issues | refused
    rules: Rules = field(default_factory=Rules)
    issues: tuple[Issue, ...] = ()  # of the intake and of the study
    first_seen: Mapping[str, date] = field(
        default_factory=dict
    )  # issue id -> day it was first told
    ignored: frozenset[str] = frozenset()  # issue ids that a person ticked away
    places: Mapping[str, Place] = field(default_factory=dict)  # input tab id -> where it stands
    documents: Mapping[str, BriefTexts] = field(default_factory=dict)  # reorder key -> its texts
    old_skus: Mapping[str, str] = field(default_factory=dict)  # old code, in any spelling -> of now
    runs: tuple[RunLine, ...] = ()  # newest first
    open_issues: int | None = None  # where they were counted before; None: those of `issues`

    @property
    def words(self) -> Words:
        """The words that the tabs are written in."""
        return self.all_words[self.language]
