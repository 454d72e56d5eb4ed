"""Two people who have never used the program: every command as they type it, on local servers.

The first begins with an empty Google Sheet; the second brings the workbook that the team has kept
for years, as such workbooks are. What they read is kept in docs/ and compared by a test.
"""

import contextlib
import os
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from unittest import mock

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from tests.fakes import google
from tests.fakes.post_office import PostOffice, post_office
from tests.fakes.sheets_server import SheetsServer
from tests.jobs import terminal
from tests.jobs.clinic import ACCOUNT, BOOK, key_file, private_key

TODAY = date(2025, 6, 2)  # a Monday
LINK = f"https://docs.google.com/spreadsheets/d/{BOOK}/edit"
PERSON = "lan@example.com"
BUYER = "buyer@example.com"
Program = Callable[[list[str], Path, str], tuple[int, str]]


def inside(words: list[str], folder: Path, answers: str) -> tuple[int, str]:
    """Call the program in this process, on the morning of `TODAY`."""
    morning = datetime(2025, 6, 2, 9, 0, tzinfo=timezone(timedelta(hours=7)))
    with (
        contextlib.chdir(folder),
        mock.patch("jobs.cli.now", return_value=morning),
        mock.patch("sheets.backends.google_clock.google_time", return_value=morning),
    ):
        result = terminal.call(*words, typed=answers)
    return result.exit_code, result.output


def outside(program: Path) -> Program:
    """Return how to call an installed program, in a process of its own and on the day it is."""

    def called(words: list[str], folder: Path, answers: str) -> tuple[int, str]:
        result = subprocess.run(
            [str(program), *words],
            cwd=folder,
            env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
            input=answers,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
        return result.returncode, result.stdout

    return called


@dataclass
class Story:
    """What was typed and read so far.

    Attributes:
        folder: Where the person works.
        today: The day on which the story plays.
        program: How the program is called.
        server: Stands in for Google; None for a workbook on this machine.
        office: Stands in for the team's mail server.
        lines: The transcript.
        exits: How each command ended.
    """

    folder: Path
    today: date
    program: Program
    office: PostOffice
    server: SheetsServer | None = None
    lines: list[str] = field(default_factory=list)
    exits: list[int] = field(default_factory=list)
    seen: list[object] = field(default_factory=list)  # people's cells, before and after

    def day(self, ago: int) -> str:
        """A day as people type it here."""
        return f"{self.today - timedelta(days=ago):%d/%m/%Y}"

    def command(self, *words: str, unseen: tuple[str, ...] = (), answers: str = "") -> None:
        """Type a command; `unseen` are options that only lead to the local servers."""
        shown = " ".join(f'"{word}"' if " " in word else word for word in words)
        code, output = self.program([*words, *unseen], self.folder, answers)
        self.exits.append(code)
        self.lines += ["```text", f"$ reorder-brief {shown}", *self._told(output), "```", ""]

    def _told(self, output: str) -> list[str]:
        names = {str(self.folder.resolve()): "~/shop", str(self.office.port): "2525"}
        for found, name in {**names, "\xa0": " ", "\u202f": " "}.items():
            output = output.replace(found, name)
        return output.rstrip("\n").splitlines()

    def aside(self, text: str) -> None:
        """Tell the reader what happens between two commands."""
        self.lines += [text, ""]

    def write_mail(self) -> None:
        """Fill in the mail section of config.yaml, as an editor would."""
        mail = [
            "mail:",
            "  channel: smtp",
            "  host: 127.0.0.1",
            f"  port: {self.office.port}",
            "  security: none",
            "  from: Shop <shop@example.com>",
            f"  to: [{BUYER}]",
            f"  admins: [{PERSON}]",
        ]
        path = self.folder / "config.yaml"
        lines = path.read_text(encoding="utf-8").splitlines()
        place = next(at for at, line in enumerate(lines) if line.startswith("mail:"))
        path.write_text("\n".join([*lines[:place], *mail, *lines[place + 1 :]]), encoding="utf-8")
        self.lines += ["```yaml", *self._told("\n".join(mail)), "```", ""]

    def show_letter(self) -> None:
        """Open the mailbox: the newest letter, its text as a mail program shows it."""
        _, content = self.office.letters[-1]
        letter = message_from_bytes(content, policy=default)
        text = letter.get_body(["plain"]).get_content()
        attached = ", ".join(part.get_filename() for part in letter.iter_attachments())
        heads = [f"{name}: {letter[name]}" for name in ("From", "To", "Subject")]
        if attached:
            heads.append(f"Attached: {attached}")
        self.lines += ["```text", *heads, "", *self._told(text), "```", ""]


@contextlib.contextmanager
def with_google(folder: Path, program: Program, today: date) -> Iterator[Story]:
    """A new sheet that is shared with the account, a key beside the configuration, a mailbox."""
    with SheetsServer(check_schemas=True) as server, post_office() as office:
        key_file(folder, server, private_key())
        server.seed(
            BOOK,
            {"Sheet1": []},
            title="Shop quality",
            locale="en_GB",
            time_zone="Asia/Ho_Chi_Minh",
            roles={PERSON: "owner", ACCOUNT: "writer"},
        )
        server.users.add("person", PERSON)
        yield Story(folder, today, program, office, server)
        assert server.violations == []


def type_rows(story: Story, title: str, *rows: dict[str, str]) -> None:
    """Type rows below the headers of a tab, each cell where its header stands."""
    sheet = google.client(story.server, "person").open_by_key(BOOK).worksheet(title)
    headers = sheet.row_values(1)
    assert {header for row in rows for header in row} <= set(headers)
    cells = [[row.get(header, "") for header in headers] for row in rows]
    sheet.update(cells, "A2", value_input_option="USER_ENTERED")
    shown = [header for header in headers if any(header in row for row in rows)]
    lines = [shown, *[[row.get(header, "") for header in shown] for row in rows]]
    widths = [max(len(line[at]) for line in lines) for at in range(len(shown))]
    table = [
        "  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    story.lines += ["```text", f"[{title}]", *table, "```", ""]


def typed_cells(server: SheetsServer) -> object:
    """Every cell of the tabs that people type into, as it was typed."""
    titles = ("Suppliers", "SKUs", "Receiving & QC", "Defect log", "Reorder plan", "Sheet1")
    return {title: server.grid(BOOK, title) for title in titles}


def first_hour(folder: Path, program: Program = inside, today: date = TODAY) -> Story:
    """From an empty Google Sheet to the brief in the mailbox; ten rows are typed."""
    with with_google(folder, program, today) as story:
        story.command(
            *("init", "--sheet", LINK, "--lang", "en"),
            unseen=("--api-endpoint", story.server.base_url),
        )
        story.aside("Ten rows, typed into the new tabs:")
        type_rows(story, "Suppliers", {"Supplier": "Ruicai"})
        mug = {"SKU": "MUG-01", "Product name": "Mug with lid", "Supplier": "Ruicai"}
        type_rows(story, "SKUs", {**mug, "Unit price": "18.5"})
        type_rows(
            story,
            "Receiving & QC",
            {"Batch": "L1", "SKU": "MUG-01", "Received": story.day(48), "Units received": "200"},
        )
        broken = {"SKU": "MUG-01", "Defect type": "Broken", "Batch": "L1"}
        type_rows(
            story,
            "Defect log",
            *(
                {**broken, "Date found": story.day(ago), "Units": units}
                for ago, units in ((40, "4"), (37, "3"), (33, "3"), (30, "2"), (27, "2"))
            ),
            {**broken, "Defect type": "Missing accessory", "Date found": story.day(21)},
        )
        type_rows(
            story,
            "Reorder plan",
            {"SKU": "MUG-01", "Planned order date": story.day(-7), "Quantity": "300"},
        )
        story.seen.append(typed_cells(story.server))
        story.aside("In config.yaml the mail section is filled in:")
        story.write_mail()
        story.command("doctor")
        story.command("run", "nightly")
        story.command("run", "weekly")
        story.seen.append(typed_cells(story.server))
        story.aside("The brief in the mailbox:")
        story.show_letter()
    return story


WORKBOOK = "Sổ hàng.xlsx"
OWN_TABS = ("Việc cần làm", "KH đặt hàng", "Lỗi 2025", "DS sản phẩm", "Nhập hàng")


def messy_workbook(path: Path, today: date) -> None:
    """A workbook that a team has kept for years: titles, blank rows, texts for days and numbers."""

    def day(ago: int) -> date:
        return today - timedelta(days=ago)

    made = openpyxl.Workbook()
    made.remove(made.active)
    tabs = {
        "Việc cần làm": [["Việc", "Ai"], ["Gọi xưởng Ruicai", "Lan"]],
        "KH đặt hàng": [
            ["KẾ HOẠCH ĐẶT HÀNG"],
            [],
            ["Ghi chú", "SL", "Ngày đặt dự kiến", "Mã SP", "Ai đặt?"],
            ["đặt sớm", "300 cái", f"{day(-7):%d/%m/%Y}", "mug-01", "Lan"],
            [None, 100, day(-40), "BOWL-02", "Hoa"],
        ],
        "Lỗi 2025": [
            ["SỔ LỖI HÀNG 2025", None, None, None, None, None],
            ["(điền mỗi ngày)"],
            ["Ai xử lý", "SL", "Ngày phát hiện", "Lỗi gì", "Mã SP", "Lô"],
            ["Lan", 4, day(40), "vỡ", "MUG-01", "L1"],
            ["Hoa", "3 cái", f"{day(37):%d/%m/%Y}", "Bể", "mug-01", "l1"],
            [None] * 6,
            ["Lan", "3", f"{day(33):%d/%m/%y}", "vỡ / gãy", " MUG-01 ", "L1"],
            ["Lan", 2, day(30), "VO", "MUG-01", "L1"],
            ["Lan", None, day(28), "thiếu phụ kiện", "MUG-01", "L1"],
            ["Hoa", 2, day(27), "vỡ", "MUG-01", None],
            ["Hoa", 1, "hôm qua", "trầy", "BOWL-02", "L2"],
        ],
        "DS sản phẩm": [
            ["Giá (tệ)", "NCC", "Tên hàng", "Mã SP", "Kệ"],
            ["18,5", "Ruicai", "Cốc sứ có nắp", "MUG-01", "A3"],
            [9.8, "Ruicai", "Bộ bát", "BOWL-02", "A4"],
        ],
        "Nhập hàng": [
            ["HÀNG VỀ"],
            ["SL nhận", "Lô", "Ngày nhận", "Mã SP", "Người nhận"],
            ["200", "L1", f"{day(48):%d/%m/%Y}", "MUG-01", "Hoa"],
            [],
            ["1.200", "L2", day(90), "BOWL-02", "Hoa"],
        ],
    }
    for title, rows in tabs.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    log = made["Lỗi 2025"]
    log.merge_cells("A1:F1")
    log["D5"].comment = Comment("khách gửi ảnh rồi", "Lan")
    log["A4"].fill = PatternFill(fill_type="solid", start_color="FFFFF2CC")
    made["DS sản phẩm"]["F1"] = "Giá VND"
    made["DS sản phẩm"]["F2"] = "=A3*3550"
    made.save(path)


def own_cells(path: Path) -> object:
    """The team's own tabs: the bytes of each sheet, and what its cells say and look like."""
    book = openpyxl.load_workbook(path)
    with zipfile.ZipFile(path) as parts:
        raw = [parts.read(f"xl/worksheets/sheet{at}.xml") for at in range(1, len(OWN_TABS) + 1)]
    cells = [
        (cell.coordinate, cell.value, cell.fill.start_color.rgb, cell.comment and cell.comment.text)
        for title in OWN_TABS
        for row in book[title].iter_rows()
        for cell in row
    ]
    return book.sheetnames[: len(OWN_TABS)], raw, cells


def own_workbook(folder: Path, program: Program = inside, today: date = TODAY) -> Story:
    """From a workbook as it has grown over the years to the brief in the mailbox."""
    book = folder / WORKBOOK
    messy_workbook(book, today)
    with post_office() as office:
        story = Story(folder, today, program, office, seen=[own_cells(book)])
        story.command("init", "--xlsx", WORKBOOK, answers="y\n" * 3)
        story.aside("Mục mail trong config.yaml được điền:")
        story.write_mail()
        story.command("doctor")
        story.command("run", "nightly")
        story.command("run", "weekly")
        story.seen.append(own_cells(book))
        story.aside("Bản tóm tắt trong hộp thư:")
        story.show_letter()
    return story
