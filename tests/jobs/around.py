"""Surroundings for tests: a small configuration, a ledger, and a clock that moves when told."""

from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from zoneinfo import ZoneInfo

from jobs.configuration import load
from jobs.exits import Exit
from jobs.ledger import open_ledger
from jobs.runner import ledger_url, spreadsheet_id
from jobs.session import Outcome
from jobs.surroundings import Surroundings

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
TUESDAY = datetime(2025, 6, 3, 2, 12, tzinfo=SAIGON)  # two minutes after a nightly slot

CONFIG = """\
version: 1
spreadsheet: {backend: xlsx, path: quality.xlsx}
language: {team: en}
schedule:
  nightly: {at: "02:10", days: daily}
  weekly: {at: "07:30", days: [mon], catch_up_hours: 48}
"""
MAIL = """\
mail:
  channel: folder
  from: "Shop <shop@example.com>"
  to: [buyer@example.com]
  admins: [tech@example.com]
"""


class Clock:
    """Tells the time; sleeping moves it and takes none."""

    def __init__(self, now=TUESDAY):
        self.now = now
        self.slept = 0.0

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept += seconds
        self.now += timedelta(seconds=seconds)

    def forward(self, **parts):
        self.now += timedelta(**parts)


def surroundings(folder, *, clock=None, more=MAIL, config=CONFIG, url=None, **changed):
    """What a process works with, in a folder of the test's own."""
    path = folder / "config.yaml"
    text = config + more
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    configuration = load(path)
    clock = clock or Clock()
    url = url or ledger_url(configuration, {})
    ledger = open_ledger(url, spreadsheet=spreadsheet_id(configuration, url))
    given = {
        "configuration": configuration,
        "ledger": ledger,
        "clock": clock,
        "sleep": clock.sleep,
        **changed,
    }
    return Surroundings(**given)


class Recorder:
    """Jobs that do nothing but note that they were made, and end as told."""

    def __init__(self, *ends):
        self.made = []
        self.ends = list(ends)

    def __call__(self, session):
        self.made.append(session.run_id)
        end = self.ends.pop(0) if self.ends else Exit.OK
        if isinstance(end, BaseException):
            raise end
        if isinstance(end, Outcome):
            return end
        return Outcome(exit=end, message=f"ended with {int(end)}", counts={"rows_read": 3})


def jobs(nightly=None, weekly=None):
    """Both jobs, as recorders unless told otherwise."""
    return {"nightly": nightly or Recorder(), "weekly": weekly or Recorder()}


def mails(folder):
    """Subjects of the letters that the folder channel wrote, oldest first."""
    return [
        message_from_bytes(path.read_bytes(), policy=default)
        for path in sorted(
            (folder / "out/mail").glob("*.eml"), key=lambda path: path.stat().st_mtime
        )
    ]
