"""A team lives in the sheet for many nights, also while we write; nothing of theirs is lost.

Every night some of them sort, filter, insert, delete, rename, double, move, edit, comment and
colour; on some nights one of them does so between our read and our write or just after it, and on
some nights Google fails. What people have is compared just before our write and after the refresh.

python -m tests.sheets.living [NIGHTS] prints what happened, kind of workbook by kind.
"""

import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from sheets.placement import same
from tests.contracts.outputs import ENGLISH, VIETNAMESE, nightly, run_log, summary
from tests.contracts.people import GooglePeople, XlsxPeople

MANAGED = {
    words[name]
    for words in (ENGLISH, VIETNAMESE)
    for name in ("sku", "status", "rate", "latest", "trend")
}
CANONICAL = {VIETNAMESE[name]: ENGLISH[name] for name in ENGLISH}
FAULTS = ("503", "reset", "cut_json", "429", "502")


class Team:
    """People who do one thing after the other; chance decides what."""

    def __init__(self, people, chance):
        self.people = people
        self.chance = chance
        self.count = 0
        self.did = ""  # the last thing
        self.happened = Counter()

    @property
    def title(self):
        return next(t for t in self.people.titles() if t not in {"Lots", "Run log"})

    def token(self):
        self.count += 1
        return f"theirs {self.count}"

    def rows(self):
        return self.people.cells(self.title)

    def header_row(self):
        return next(at for at, row in enumerate(self.rows()) if "_key" in row)

    def headers(self):
        return self.rows()[self.header_row()]

    def key_column(self):
        return self.headers().index("_key")

    def key_rows(self):
        column, first = self.key_column(), self.header_row() + 1
        rows = self.rows()
        return [at for at in range(first, len(rows)) if len(rows[at]) > column and rows[at][column]]

    def pick(self, places):
        return self.chance.choice(places) if places else None

    def act(self, names):
        self.did = self.chance.choice(names.split())
        self.happened[self.did] += 1
        getattr(self, self.did)()

    # What they do

    def sort(self):
        first = self.header_row() + 1
        rows = list(range(first, len(self.rows())))
        self.chance.shuffle(rows)
        self.people.order(self.title, first, rows)

    def insert_column(self):
        at = self.chance.randrange(len(self.headers()) + 1)
        self.people.insert_column(self.title, at)
        if self.chance.random() < 0.7:
            self.people.type(self.title, self.header_row(), at, self.token())
            for row in self.key_rows()[:3]:
                self.people.type(self.title, row, at, self.token())

    def insert_bare_column(self):
        self.people.insert_column(self.title, self.chance.randrange(len(self.headers()) + 1))

    def delete_own_column(self):
        own = [at for at, name in enumerate(self.headers()) if str(name).startswith("theirs")]
        if len(own) > 3:
            self.people.delete_column(self.title, self.pick(own))

    def move_column(self):
        width = len(self.headers())
        start, to = self.chance.randrange(width), self.chance.randrange(width)
        if start != to:
            self.people.move_column(self.title, start, to)

    def insert_row(self):
        first = self.header_row() + 1
        self.people.insert_row(self.title, self.chance.randrange(first, len(self.rows()) + 2))

    def insert_row_on_top(self):
        if self.header_row() < 6:
            self.people.insert_row(self.title, 0)

    def delete_row(self):
        row = self.pick(self.key_rows())
        if row is not None:
            self.people.delete_row(self.title, row)

    def delete_blank_row(self):
        rows = self.rows()
        row = self.pick([at for at in range(self.header_row(), len(rows)) if not rows[at]])
        if row is not None:
            self.people.delete_row(self.title, row)

    def double_row(self):
        row = self.pick(self.key_rows())
        if row is None or len(self.rows()) > 60:
            return
        values = self.rows()[row]
        self.people.insert_row(self.title, row + 1)
        for at, value in enumerate(values):
            if value is not None:
                self.people.type(self.title, row + 1, at, value)

    def write_note(self):
        row = self.pick(self.key_rows())
        at = self.pick([at for at, name in enumerate(self.headers()) if "✎" in str(name)])
        if row is not None and at is not None:
            self.people.type(self.title, row, at, self.chance.choice([self.token(), None]))

    def write_under_the_table(self):
        if len(self.rows()) < 60:
            at = self.chance.choice(
                [at for at in range(len(self.headers())) if at != self.key_column()]
            )
            self.people.type(self.title, len(self.rows()) + 1, at, self.token())

    def overwrite_ours(self):
        row = self.pick(self.key_rows())
        at = self.pick([at for at, name in enumerate(self.headers()) if name in MANAGED])
        if row is not None and at is not None:
            self.people.type(self.title, row, at, "overwritten")

    def remark(self):
        row = self.pick(self.key_rows())
        if row is not None:
            self.people.remark(
                self.title, row, self.chance.randrange(len(self.headers())), self.token()
            )

    def rename_header(self):
        at = self.pick([at for at, name in enumerate(self.headers()) if name in MANAGED])
        if at is not None and self.chance.random() < 0.3:
            self.people.type(self.title, self.header_row(), at, f"renamed {self.headers()[at]}")

    def rename_header_back(self):
        at = self.pick(
            [at for at, name in enumerate(self.headers()) if str(name).startswith("renamed ")]
        )
        if at is not None:
            name = self.headers()[at].removeprefix("renamed ")
            if name not in self.headers():
                self.people.type(self.title, self.header_row(), at, name)

    def rename_tab(self):
        self.people.rename(self.title, self.chance.choice(["Our SKUs", "SKU summary", "Tổng hợp"]))

    def filter(self):
        at = self.chance.randrange(len(self.headers()))
        self.people.filter(self.title, self.header_row(), at, self.token())

    def remark_in_the_run_log(self):
        rows = self.people.cells("Run log")
        if len(rows) > 2:
            self.people.remark("Run log", self.chance.randrange(2, len(rows)), 2, self.token())


DAY = (
    "sort insert_column delete_own_column move_column insert_row insert_row_on_top delete_row "
    "delete_blank_row double_row write_note write_note write_under_the_table overwrite_ours remark "
    "rename_header rename_header_back rename_header_back rename_tab remark_in_the_run_log filter"
)
WINDOW = (
    "sort insert_bare_column move_column insert_row insert_row_on_top delete_row write_note filter"
)


def what_they_have(people, title):
    """All that is theirs, by the key of its row and the header of its column."""
    rows = people.cells(title)
    head = next(at for at, row in enumerate(rows) if "_key" in row)
    headers, keys = rows[head], rows[head].index("_key")
    names = [_nth(headers, at) for at in range(max(len(row) for row in rows))]
    seen, found, labels = Counter(), Counter(), {}
    for at, row in enumerate(rows):
        key = row[keys] if len(row) > keys and at > head else None
        seen[key] += 1
        labels[at] = (key, seen[key]) if key else tuple(sorted(str(c) for c in row if c))
        for column, value in enumerate(row):
            ours = column == keys or (column < len(headers) and headers[column] in MANAGED)
            if value is None or (at < head and not str(value).startswith("theirs")):
                continue
            if (not key and at > head) or (not ours and at != head):
                found[labels[at], names[column], value] += 1
    for (row, column), text in people.remarks(title).items():
        found[
            labels.get(row), names[column] if column < len(names) else column, f"remark: {text}"
        ] += 1
    for name in headers:
        if str(name).startswith(("theirs", "renamed")) or "✎" in str(name):
            found["header", CANONICAL.get(name, name)] += 1
    return found


def _nth(headers, at):
    """A column's name; a bare one is known by the named one before it."""
    name = headers[at] if at < len(headers) else None
    if name and headers[:at].count(name) == 0:
        return CANONICAL.get(name, name)
    return f"bare column {at}"


def remarks_in_the_run_log(people):
    if "Run log" not in people.titles():
        return set()
    rows = people.cells("Run log")
    return {(rows[row][0], text) for (row, _), text in people.remarks("Run log").items()}


class Window:
    """The workbook, with somebody at work around our first write of the night."""

    def __init__(self, team, *, before=None, after=None):
        self.team, self.workbook = team, team.people.workbook
        self.before, self.after = before, after
        self.had = self.remarks = self.filters = None
        self.name = self.workbook.name

    def info(self):
        return self.workbook.info()

    def read(self, tabs):
        return self.workbook.read(tabs)

    def write(self, changes):
        if self.before:
            self.before()
            self.before = None
        if self.had is None and not self.after:
            self._look()
        made = self.workbook.write(changes)
        if self.after:
            self.after()
            self.after = None
            self._look()
        return made

    def _look(self):
        if len(self.team.people.titles()) > 2:
            self.had = what_they_have(self.team.people, self.team.title)
            self.remarks = remarks_in_the_run_log(self.team.people)
            self.filters = self.team.people.filters(self.team.title)


def facts(chance):
    """Tonight's rows: some SKUs come, some go, figures change."""
    names = [f"S{number:02}" for number in range(24)]
    return {
        name: (
            chance.choice(["ok", "watch", "urgent"]),
            chance.choice([0.0, 0.05, chance.random()]),
            chance.choice([None, 45_000 + chance.randrange(900)]),
        )
        for name in chance.sample(names, chance.randrange(12, 20))
    }


def live(people, nights, seed, server=None):
    """Live and check every night; return what happened, thing by thing."""
    chance = random.Random(seed)
    team = Team(people, chance)
    words, extra, layout = ENGLISH, (), 1
    for night in range(nights):
        if night:
            for _ in range(chance.randrange(4)):
                team.act(DAY)
        before = after = None
        kind = chance.random()
        if night and kind < 0.3:
            before = lambda: team.act(WINDOW)  # noqa: E731
            team.happened["nights with somebody between read and write"] += 1
        elif night and kind < 0.45:
            after = lambda: team.act(WINDOW)  # noqa: E731
            team.happened["nights with somebody just after the write"] += 1
        elif night and kind < 0.5:
            words = chance.choice([ENGLISH, VIETNAMESE])
        elif night > nights / 2 and not extra:
            extra, layout = ("trend",), 2
        if server is not None and chance.random() < 0.15:
            team.happened["nights on which Google failed"] += 1
            server.faults.add(
                chance.choice(FAULTS),
                nth=chance.randrange(1, 5),
                when=chance.choice(["before", "after"]),
            )
        rows = facts(chance)
        window = Window(team, before=before, after=after)

        report = nightly(
            window,
            summary(rows, night=night, words=words, extra=extra, layout=layout),
            run_log(night, keep=20),
        )

        team.happened["second writes"] += report.repairs
        team.happened["cells put back"] += len(report.put_back)
        check(team, rows, window, words, f"night {night}, seed {seed}, {team.did}: {report}")
    return team.happened


def check(team, rows, window, words, where):
    people = team.people
    if window.had is not None:
        now = what_they_have(people, team.title)
        gone, new = window.had - now, now - window.had
        for bare in [one for one in gone if isinstance(one[1], int)]:
            for named in [one for one in new if (one[0], one[2]) == (bare[0], bare[2])]:
                del gone[bare], new[named]  # it stands where it stood; the column has a name now
        assert not gone, (where, gone, new)
        assert not {one for one in new if "theirs" in str(one)}, (where, new)
        assert people.filters(team.title) == window.filters, where
        kept = {run for run, _ in remarks_in_the_run_log(people)}
        assert {one for one in window.remarks if one[0] in kept} <= remarks_in_the_run_log(
            people
        ), where
    sheet = team.rows()
    head, keys = team.header_row(), team.key_column()
    first = {}
    for row in sheet[head + 1 :]:
        if len(row) > keys and row[keys]:
            first.setdefault(row[keys], row)
    assert set(rows) <= set(first), where
    for at, header in enumerate(sheet[head]):
        for place, name in enumerate(("status", "rate", "latest")):
            if header == words[name] and sheet[head].count(header) == 1:
                for key, values in rows.items():
                    cell = first[key][at] if at < len(first[key]) else None
                    assert same(cell, values[place]), (where, key, header, cell)
    stamps = [cell for row in sheet[:head] for cell in row if "Refreshed" in str(cell)]
    assert len(stamps) == 1, (where, stamps)
    runs = [row[0] for row in people.cells("Run log")[2:]]
    assert len(runs) == len(set(runs)) <= 20, (where, runs)


def waiting_for_nobody(people):
    """The same hands, with a workbook that does not really wait between tries."""
    from tests.sheets.google_helpers import opened

    people.workbook = opened(people.server, url=people.book)
    return people


def table(nights, seed=1):
    """What happened in a life in each kind of workbook."""
    from tests.fakes.sheets_server import SheetsServer

    found, seconds = {}, {}
    with tempfile.TemporaryDirectory() as folder, SheetsServer() as server, SheetsServer() as weak:
        lives = {
            "google": lambda: live(GooglePeople(server), nights, seed),
            "google with faults": lambda: live(
                waiting_for_nobody(GooglePeople(weak)), nights, seed, weak
            ),
            "xlsx": lambda: live(XlsxPeople(Path(folder) / "quality.xlsx"), nights, seed),
        }
        for kind, one in lives.items():
            start = time.perf_counter()
            found[kind] = one()
            seconds[kind] = f"{time.perf_counter() - start:.0f}"
    yield f"| {nights} nights, seed {seed} | {' | '.join(found)} |"
    yield "| --- " * (len(found) + 1) + "|"
    yield f"| seconds | {' | '.join(seconds.values())} |"
    for name in dict.fromkeys(name for one in found.values() for name in one):
        counts = [str(one[name]) for one in found.values()]
        yield f"| {name.replace('_', ' ')} | {' | '.join(counts)} |"


if __name__ == "__main__":
    print(*table(int(sys.argv[1]) if len(sys.argv) > 1 else 300), sep="\n")
