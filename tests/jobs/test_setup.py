"""`init`: from an empty or a team's own spreadsheet to one that a run can read."""

from pathlib import Path

import openpyxl
import pytest

from jobs.configuration import load
from jobs.exits import Exit
from jobs.setup import Wish, init
from jobs.sheet_locale import chosen_by
from sheets.backends.google import GoogleOptions
from sheets.contract import SETTINGS, TABS
from sheets.intake import IntakeOptions, recognise
from tests.fakes.google import client
from tests.jobs import clinic
from tests.jobs.clinic import ACCOUNT, BOOK, codes, examined, key_file
from tests.jobs.shop import refreshed

LINK = f"https://docs.google.com/spreadsheets/d/{BOOK}/edit"
USUAL_VI = [
    *("Nhật ký lỗi", "Nhập hàng & QC", "Kế hoạch nhập lại", "Trao đổi NCC"),
    *("Nhà cung cấp", "Sản phẩm", "Cài đặt"),
]


class Person:
    """Who types `init`: sees lines, answers questions, shares the sheet while it waits."""

    def __init__(self, folder, server=None, *, answers=(), shares_after=None):
        self.folder, self.server = folder, server
        self.lines, self.questions, self.slept = [], [], 0
        self.answers, self.shares_after = list(answers), shares_after

    def ask(self, question):
        self.questions.append(question)
        return self.answers.pop(0)

    def sleep(self, seconds):
        self.slept += seconds
        if self.shares_after is not None and self.slept >= self.shares_after:
            self.server.share(BOOK, ACCOUNT, "writer")

    def init(self, **wish):
        wish = {"config": self.folder / "config.yaml", "language": "vi", **wish}
        if self.server is not None and "sheet" in wish:
            wish["api_endpoint"] = self.server.base_url
        return init(
            Wish(**wish),
            say=self.lines.append,
            ask=self.ask,
            sleep=self.sleep,
            opened=clinic.opened,
        )

    @property
    def text(self):
        return flat("\n".join(self.lines))


def flat(text):
    """A text without its line breaks."""
    return " ".join(text.split())


def titles(server):
    return [one["properties"]["title"] for one in server.spreadsheet(BOOK, grid=False)["sheets"]]


def drop_downs(server, where):
    """The conditions of the drop-downs in a range, as the owner sees them."""
    server.users.add("boss", "boss@example.com")
    server.share(BOOK, "boss@example.com", "owner")
    book = client(server, "boss").open_by_key(BOOK)
    [sheet] = book.fetch_sheet_metadata({"ranges": where, "includeGridData": "true"})["sheets"]
    return [
        cell["dataValidation"]["condition"] for cell in sheet["data"][0]["rowData"][0]["values"]
    ]


def cells(server):
    return {title: server.grid(BOOK, title) for title in titles(server)}


def empty(folder, server, key, *, role="writer", **seeds):
    key_file(folder, server, key)
    server.seed(BOOK, {"Sheet1": []}, roles={ACCOUNT: role, "boss@example.com": "owner"}, **seeds)


def test_an_empty_sheet_gets_seven_tabs_and_a_configuration(tmp_path, server, key):
    empty(tmp_path, server, key)
    person = Person(tmp_path, server)

    outcome = person.init(sheet=LINK)

    assert (outcome.exit, outcome.message) == (Exit.OK, "Tiếp theo: reorder-brief doctor")
    assert titles(server) == ["Sheet1", *USUAL_VI]
    assert person.lines == [
        "1/5 Tệp khóa        ok  service-account.json (reorder-436)",
        "2/5 Chia sẻ         Mở bảng > Chia sẻ > thêm địa chỉ sau làm Người chỉnh sửa (bỏ",
        "                    chọn Thông báo):",
        f"                    {ACCOUNT}",
        "                    sửa được",
        "3/5 Tab             đã tạo: Nhật ký lỗi, Nhập hàng & QC, Kế hoạch nhập lại, Trao",
        "                    đổi NCC, Nhà cung cấp, Sản phẩm, Cài đặt",
        "4/5 Ô chọn          28 danh sách chọn, 9 cột ngày, 2 cột đánh dấu; không đổi gì",
        "                    bạn đã gõ",
        *person.lines[9:],
    ]
    configuration = load(tmp_path / "config.yaml")
    options = configuration.settings.spreadsheet
    assert isinstance(options, GoogleOptions)
    assert str(options.credentials) == "secrets/service-account.json"
    assert configuration.settings.language.team == "vi"


def test_doctor_is_content_with_what_init_made(tmp_path, server, key):
    empty(tmp_path, server, key, locale="vi_VN", time_zone="Asia/Ho_Chi_Minh")
    Person(tmp_path, server).init(sheet=LINK)

    checkup = examined(tmp_path / "config.yaml")

    assert checkup.exit is Exit.OK
    assert codes(checkup, "inputs") == ["ok level"]
    assert {str(check.status) for check in checkup.checks} == {"ok"}


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", ("America/New_York", "mdy", "point")), ("vi", ("Asia/Ho_Chi_Minh", "dmy", "comma"))],
)
def test_a_team_that_works_in_english_types_as_its_sheet_does(
    tmp_path, server, key, language, expected
):
    """The defaults are those of Vietnam, where many sheets are American without anybody's wish."""
    empty(tmp_path, server, key, locale="en_US", time_zone="America/New_York")

    Person(tmp_path, server).init(sheet=LINK, language=language)

    locale = load(tmp_path / "config.yaml").settings.locale
    assert (locale.timezone, locale.date_order, locale.decimal) == expected


def test_a_locale_that_nobody_knows_decides_nothing():
    assert chosen_by("xx_YY", "Mars/Base") == {}
    assert chosen_by(None, None) == {}


def test_the_first_run_works_on_what_init_made(tmp_path, server, key):
    empty(tmp_path, server, key)
    Person(tmp_path, server).init(sheet=LINK)
    server.write(BOOK, "Nhật ký lỗi!A2", [["B-MUG", "Vỡ / gãy", "", 45800, 45800, 3]])

    result = refreshed(load(tmp_path / "config.yaml"))

    assert result.findings.signals.height == 1


def test_init_again_changes_nothing(tmp_path, server, key):
    empty(tmp_path, server, key)
    Person(tmp_path, server).init(sheet=LINK)
    before, config = cells(server), (tmp_path / "config.yaml").read_bytes()
    person = Person(tmp_path, server)

    outcome = person.init()

    assert outcome.exit is Exit.OK
    assert cells(server) == before
    assert (tmp_path / "config.yaml").read_bytes() == config
    assert "không phải tạo gì" in person.text
    assert "4/5 Ô chọn không có; tab của bạn để nguyên" in person.text
    assert "đã có, để nguyên" in person.text


def test_the_team_s_own_tabs_are_adopted_by_their_names_and_left_as_they_are(tmp_path, server, key):
    log = [["Sổ lỗi 2025"], ["Ngày", "Lỗi gì", "Mã SP", "Ai xử lý"], [45800, "vỡ", "B-MUG", "Lan"]]
    products = [["Tên", "SKU", "Xưởng"], ["Cốc", "B-MUG", "Ruicai"]]
    key_file(tmp_path, server, key)
    server.seed(BOOK, {"HÀNG LỖI": log, "san pham": products}, roles={ACCOUNT: "writer"})
    before = [server.grid(BOOK, title) for title in ("HÀNG LỖI", "san pham")]
    person = Person(tmp_path, server)

    person.init(sheet=LINK)

    made = titles(server)
    assert made[:2] == ["HÀNG LỖI", "san pham"]
    assert set(made[2:]) == {*USUAL_VI} - {"Nhật ký lỗi", "Sản phẩm"}
    assert [server.grid(BOOK, title) for title in ("HÀNG LỖI", "san pham")] == before
    assert "của bạn: HÀNG LỖI, san pham" in person.text
    [rule] = drop_downs(server, "Kế hoạch nhập lại!A2")
    assert rule["values"] == [{"userEnteredValue": "='san pham'!B2:B"}]


def strange(folder, server, key):
    """A sheet with a tab of an unknown name that looks like a defect log, and two others."""
    key_file(folder, server, key)
    log = [["SKU", "Loại lỗi", "Lô"], ["B-MUG", "vỡ", "L1"]]
    other = [["Việc", "Ai"], ["gọi xưởng", "Lan"]]
    server.seed(BOOK, {"Lỗi 2024": log, "Lỗi 2023": log, "Việc": other}, roles={ACCOUNT: "writer"})


def test_a_tab_of_an_unknown_name_is_asked_about_and_used(tmp_path, server, key):
    strange(tmp_path, server, key)
    person = Person(tmp_path, server, answers=[True])

    person.init(sheet=LINK)

    assert [flat(one) for one in person.questions] == [
        "'Lỗi 2024' trông giống tab Nhật ký lỗi (có: SKU, Loại lỗi, Lô). Dùng tab đó nhé?"
    ]
    assert "Nhật ký lỗi" not in titles(server)
    assert "'Lỗi 2024' được đọc làm Nhật ký lỗi" in person.text
    assert load(tmp_path / "config.yaml").settings.tabs == {"defect_log": "Lỗi 2024"}


def test_a_tab_that_is_not_wanted_stays_and_another_is_made(tmp_path, server, key):
    strange(tmp_path, server, key)

    Person(tmp_path, server, answers=[False, False]).init(sheet=LINK)

    assert "Nhật ký lỗi" in titles(server)
    assert load(tmp_path / "config.yaml").settings.tabs == {}


def test_a_configuration_that_is_there_is_told_what_to_add(tmp_path, server, key):
    strange(tmp_path, server, key)
    path = tmp_path / "config.yaml"
    text = (
        f"version: 1\nspreadsheet: {{backend: google, url: '{LINK}', "
        f"credentials: secrets/service-account.json, api_endpoint: '{server.base_url}'}}\n"
    )
    path.write_text(text, encoding="utf-8")
    person = Person(tmp_path, server, answers=[True])

    person.init()

    assert 'thêm vào đó: tabs: {defect_log: "Lỗi 2024"}' in person.text
    assert path.read_text(encoding="utf-8") == text


def test_the_names_of_the_configuration_are_known(tmp_path, server, key):
    strange(tmp_path, server, key)
    (tmp_path / "config.yaml").write_text(
        f"version: 1\nspreadsheet: {{backend: google, url: '{LINK}', "
        f"credentials: secrets/service-account.json, api_endpoint: '{server.base_url}'}}\n"
        "language: {team: en}\ntabs: {defect_log: Lỗi 2023}\n",
        encoding="utf-8",
    )
    person = Person(tmp_path, server)

    person.init(language=None)

    assert "yours: Lỗi 2023" in person.text
    assert "Receiving & QC" in titles(server)
    assert "Defect log" not in titles(server)


def test_the_least_is_a_log_of_three_columns(tmp_path, server, key):
    empty(tmp_path, server, key)
    person = Person(tmp_path, server)

    person.init(sheet=LINK, minimal=True, language="en")

    assert titles(server) == ["Sheet1", "Defect log"]
    assert server.grid(BOOK, "Defect log") == [["SKU", "Defect type", "Approx. import date"]]


def test_examples_are_marked_and_counted_nowhere(tmp_path, server, key):
    empty(tmp_path, server, key)

    Person(tmp_path, server).init(sheet=LINK, examples=True)

    rows = server.grid(BOOK, "Nhật ký lỗi")
    assert [row[0] for row in rows[1:]] == ["EXAMPLE B-MUG"] * 3
    checkup = examined(tmp_path / "config.yaml")
    assert codes(checkup, "rows") == ["ok fine"]


def test_without_waiting_an_unshared_sheet_ends_with_the_address(tmp_path, server, key):
    key_file(tmp_path, server, key)
    server.seed(BOOK, roles={"boss@example.com": "owner"})
    person = Person(tmp_path, server)

    outcome = person.init(sheet=LINK, language="en")

    assert outcome.exit is Exit.PERMISSION
    assert outcome.message.startswith("Not shared as Editor yet.")
    assert person.lines[-1].strip() == ACCOUNT
    assert not (tmp_path / "config.yaml").exists()


@pytest.mark.parametrize("role", ["none", "reader"])
def test_init_waits_until_the_sheet_is_shared_as_editor(tmp_path, server, key, role):
    key_file(tmp_path, server, key)
    roles = {"boss@example.com": "owner"} | ({ACCOUNT: role} if role != "none" else {})
    server.seed(BOOK, roles=roles)
    person = Person(tmp_path, server, shares_after=40)

    outcome = person.init(sheet=LINK, wait=True, language="en")

    assert outcome.exit is Exit.OK
    assert "waiting; looking again every 5 s (Ctrl-C to stop)" in person.text
    assert person.text.count("waiting") == 1
    assert "we may edit it, after 40 s" in person.text


def test_init_does_not_wait_for_ever(tmp_path, server, key):
    key_file(tmp_path, server, key)
    server.seed(BOOK, roles={"boss@example.com": "owner"})
    person = Person(tmp_path, server)

    outcome = person.init(sheet=LINK, wait=True)

    assert outcome.exit is Exit.PERMISSION
    assert person.slept == 1800


def test_what_waiting_does_not_mend_ends_at_once(tmp_path, server, key):
    empty(tmp_path, server, key)
    body = {
        "error": {
            "code": 403,
            "message": "off",
            "details": [{"reason": "SERVICE_DISABLED", "metadata": {}}],
        }
    }
    server.faults.add("custom", status=403, body=body, times=None)
    person = Person(tmp_path, server)

    outcome = person.init(sheet=LINK, wait=True, language="en")

    assert outcome.exit is Exit.PERMISSION
    assert person.slept == 0
    assert outcome.message.startswith("The Google Sheets API is not enabled")
    assert "press Enable" in outcome.message


@pytest.mark.parametrize("link", ["https://example.com/x", "my sheet"])
def test_a_link_of_something_else_is_refused_before_a_key_is_looked_for(tmp_path, server, link):
    outcome = Person(tmp_path, server).init(sheet=link, language="en")

    assert outcome.exit is Exit.CONFIG
    assert f"{link} is not the link of a Google spreadsheet." in flat(outcome.message)
    assert flat(outcome.message).endswith("and give it with --sheet.")
    assert server.log == []


def test_a_key_that_was_deleted_is_told_with_its_account(tmp_path, server, key):
    empty(tmp_path, server, key)
    server.faults.add("invalid_grant", times=None)

    outcome = Person(tmp_path, server).init(sheet=LINK, language="en")

    assert outcome.exit is Exit.PERMISSION
    assert f"Google does not accept the sign-in of {ACCOUNT}:" in flat(outcome.message)


@pytest.mark.parametrize("name", ["folder", "old.xls", "note.xlsx"])
def test_what_is_no_workbook_is_told_with_what_to_do(tmp_path, name):
    (tmp_path / "folder").mkdir()
    (tmp_path / "old.xls").write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600))
    (tmp_path / "note.xlsx").write_text("hello", encoding="utf-8")

    outcome = Person(tmp_path).init(xlsx=tmp_path / name, language="en")

    assert outcome.exit in {Exit.CONFIG, Exit.DATA}
    assert "\n-> " in outcome.message
    assert "config.yaml" not in outcome.message
    assert not (tmp_path / "config.yaml").exists()


def test_a_wrong_id_says_what_to_do(tmp_path, server, key):
    key_file(tmp_path, server, key)

    outcome = Person(tmp_path, server).init(sheet="1Mistyped", language="en")

    assert outcome.exit is Exit.CONFIG
    assert "There is no spreadsheet with the id 1Mistyped" in outcome.message


def test_an_oauth_client_is_told_before_any_request(tmp_path, server):
    path = tmp_path / "client.json"
    path.write_text('{"installed": {}}', encoding="utf-8")

    outcome = Person(tmp_path, server).init(sheet=LINK, key=str(path), language="en")

    assert outcome.exit is Exit.CONFIG
    assert "is an OAuth client, not the key of a service account." in flat(outcome.message)
    assert server.log == []


def test_a_key_that_is_not_there_says_how_to_make_one(tmp_path, server):
    outcome = Person(tmp_path, server).init(sheet=LINK, language="en")

    assert outcome.exit is Exit.CONFIG
    assert "There is no key file" in outcome.message


def test_a_server_of_one_s_own_needs_no_key(tmp_path, server):
    server.seed(BOOK, {"Sheet1": []})
    person = Person(tmp_path, server)

    person.init(sheet=BOOK, key="none")

    assert person.lines[0] == "1/5 Tệp khóa        ok  anyone"
    assert load(tmp_path / "config.yaml").settings.spreadsheet.credentials == "none"


def test_the_machine_s_own_sign_in_is_taken(tmp_path, server, key, monkeypatch):
    empty(tmp_path, server, key)
    file = tmp_path / "secrets" / "service-account.json"
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))

    Person(tmp_path, server).init(sheet=LINK, key="adc")

    assert load(tmp_path / "config.yaml").settings.spreadsheet.credentials == "adc"


def test_a_lost_answer_makes_no_tab_twice(tmp_path, server, key):
    empty(tmp_path, server, key)
    server.faults.add("reset", match="addSheet", when="after")

    outcome = Person(tmp_path, server).init(sheet=LINK)

    assert outcome.exit is Exit.OK
    assert titles(server) == ["Sheet1", *USUAL_VI]


def test_answers_that_are_lost_again_and_again_end_with_an_error(tmp_path, server, key):
    empty(tmp_path, server, key)
    server.faults.add("503", match="addSheet", times=None)

    outcome = Person(tmp_path, server).init(sheet=LINK)

    assert outcome.exit is Exit.UNAVAILABLE
    assert not (tmp_path / "config.yaml").exists()


def test_repair_gives_drop_downs_and_lost_columns_back(tmp_path, server, key):
    key_file(tmp_path, server, key)
    log = [["Mã hàng", "Loại lỗi", "Ngày phát hiện"], ["B-MUG", "Vỡ / gãy", 45800]]
    server.seed(BOOK, {"Nhật ký lỗi": log, "Cài đặt": [["x", "y"]]}, roles={ACCOUNT: "writer"})
    Person(tmp_path, server).init(sheet=LINK)
    path = tmp_path / "config.yaml"
    refreshed(load(path))
    server.write(BOOK, "Tổng hợp SKU!C2", [["Sản phẩm của tôi"]])
    person = Person(tmp_path, server)

    person.init(repair=True)
    refreshed(load(path))

    assert "lần chạy tới sẽ tạo lại tiêu đề ở: Tổng hợp SKU" in person.text
    headers = server.grid(BOOK, "Tổng hợp SKU")[1]
    assert (headers[2], headers[-1]) == ("Sản phẩm của tôi", "Sản phẩm")
    [rule] = drop_downs(server, "Nhật ký lỗi!B2")
    assert rule["type"] == "ONE_OF_LIST"
    assert server.grid(BOOK, "Nhật ký lỗi") == log


def test_repair_makes_no_tab_beside_those_that_are_there(tmp_path):
    Person(tmp_path).init(xlsx=tmp_path / "a.xlsx", minimal=True)
    person = Person(tmp_path)

    person.init(repair=True)

    assert "không phải tạo gì: Nhật ký lỗi" in person.text
    assert "4/5 Ô chọn" in person.text


def test_repair_of_what_is_whole_says_nothing_of_headers(tmp_path, server, key):
    empty(tmp_path, server, key)
    Person(tmp_path, server).init(sheet=LINK)
    person = Person(tmp_path, server)

    person.init(repair=True)

    assert "tạo lại tiêu đề" not in person.text


def test_a_workbook_is_made_where_there_is_none(tmp_path):
    person = Person(tmp_path)

    outcome = person.init(xlsx=tmp_path / "shop" / "quality.xlsx")

    assert outcome.exit is Exit.OK
    assert person.lines[0] == "1/5 Tệp khóa        không cần: bảng tính là một tệp"
    configuration = load(tmp_path / "config.yaml")
    path = configuration.settings.spreadsheet.path
    assert str(path) == "shop/quality.xlsx"
    book = openpyxl.load_workbook(configuration.resolve(path))
    assert book.sheetnames == USUAL_VI
    heights = {sheet.title: sheet.row_dimensions[1].height for sheet in book}
    assert (heights["Nhật ký lỗi"], heights["Cài đặt"]) == (
        32,
        None,
    )  # headers of two lines, of one
    assert examined(tmp_path / "config.yaml").exit is Exit.OK


def test_a_workbook_elsewhere_is_named_by_its_whole_path(tmp_path):
    person = Person(tmp_path / "shop")

    person.init(xlsx=tmp_path / "quality.xlsx")

    path = load(tmp_path / "shop" / "config.yaml").settings.spreadsheet.path
    assert path == tmp_path / "quality.xlsx"


def test_a_team_s_own_workbook_is_adopted(tmp_path):
    file = tmp_path / "lỗi.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "Lỗi hàng"
    for row in (["Mã SP", "Lỗi gì"], ["B-MUG", "vỡ"]):
        book.active.append(row)
    book.save(file)
    person = Person(tmp_path)

    person.init(xlsx=file)

    made = openpyxl.load_workbook(file)
    assert made.sheetnames[0] == "Lỗi hàng"
    assert "Nhật ký lỗi" not in made.sheetnames
    assert [cell.value for cell in made["Lỗi hàng"][2]] == ["B-MUG", "vỡ"]


def test_a_workbook_that_is_open_elsewhere_is_left_alone(tmp_path):
    file = tmp_path / "quality.xlsx"
    openpyxl.Workbook().save(file)
    before = file.read_bytes()
    (tmp_path / "~$quality.xlsx").touch()

    outcome = Person(tmp_path).init(xlsx=file, language="en")

    assert outcome.exit is Exit.UNAVAILABLE
    assert "quality.xlsx is open in Excel.\n-> Close it there." in outcome.message
    assert file.read_bytes() == before


def test_a_configuration_of_another_spreadsheet_stops_before_anything_is_done(tmp_path):
    Person(tmp_path).init(xlsx=tmp_path / "a.xlsx")
    before = (tmp_path / "config.yaml").read_bytes()
    (tmp_path / "shop.yaml").touch()

    outcome = Person(tmp_path).init(xlsx=Path("b.xlsx"), language="en", wait=True, minimal=True)

    told, command = outcome.message.rsplit("\n", 1)
    assert outcome.exit is Exit.CONFIG
    assert "is there and is about another spreadsheet; nothing was done." in flat(told)
    assert command.strip() == (
        f"reorder-brief -c {tmp_path}/shop1.yaml init --xlsx b.xlsx --lang en --minimal --wait"
    )
    assert (tmp_path / "config.yaml").read_bytes() == before
    assert not (tmp_path / "b.xlsx").exists()


def test_the_command_for_another_google_sheet_keeps_its_key(tmp_path):
    Person(tmp_path).init(xlsx=tmp_path / "a.xlsx")

    outcome = Person(tmp_path).init(sheet=LINK, key="my key.json", language=None)

    assert outcome.message.endswith(f"shop.yaml init --sheet {LINK} --key 'my key.json'")


def test_a_key_is_looked_for_here_and_then_beside_the_configuration(
    tmp_path, server, key, monkeypatch
):
    empty(tmp_path, server, key)
    (tmp_path / "shop").mkdir()
    monkeypatch.chdir(tmp_path)

    outcome = Person(tmp_path / "shop", server).init(sheet=LINK, key="secrets/service-account.json")

    assert outcome.exit is Exit.OK
    credentials = load(tmp_path / "shop" / "config.yaml").settings.spreadsheet.credentials
    assert credentials == tmp_path / "secrets" / "service-account.json"


def test_without_a_spreadsheet_init_says_how_to_name_one(tmp_path):
    outcome = Person(tmp_path).init()

    assert outcome.exit is Exit.USAGE
    assert "init --sheet LINK" in outcome.message


def test_two_spreadsheets_are_one_too_many(tmp_path):
    outcome = Person(tmp_path).init(sheet=LINK, xlsx=tmp_path / "a.xlsx")

    assert (outcome.exit, outcome.message) == (
        Exit.USAGE,
        "Name one spreadsheet: either --sheet or --xlsx.",
    )


@pytest.mark.parametrize("name", ["quality.csv", "quality", "quality.xls"])
def test_a_new_workbook_has_a_name_that_an_office_program_opens(tmp_path, name):
    outcome = Person(tmp_path).init(xlsx=tmp_path / name, language="en")

    assert outcome.exit is Exit.USAGE
    assert "its name must end in .xlsx" in outcome.message
    assert list(tmp_path.iterdir()) == []


def test_a_configuration_that_could_not_be_written_stops_before_anything_is_made(tmp_path):
    (tmp_path / "file").touch()

    outcome = Person(tmp_path).init(
        config=tmp_path / "file" / "config.yaml", xlsx=tmp_path / "a.xlsx"
    )

    assert outcome.exit is Exit.CONFIG
    assert outcome.message.startswith(f"{tmp_path / 'file'}")
    assert not (tmp_path / "a.xlsx").exists()


def test_a_wrong_configuration_is_mended_first(tmp_path):
    (tmp_path / "config.yaml").write_text("version: 2\n", encoding="utf-8")

    outcome = Person(tmp_path).init(xlsx=tmp_path / "a.xlsx")

    assert outcome.exit is Exit.CONFIG
    assert "version: '2' is not one of: 1" in outcome.message


def test_a_workbook_in_memory_is_prepared_too(tmp_path):
    (tmp_path / "config.yaml").write_text(
        "version: 1\nspreadsheet: {backend: memory}\n", encoding="utf-8"
    )
    person = Person(tmp_path)

    assert person.init().exit is Exit.OK
    assert "đã tạo: Nhật ký lỗi" in person.text


def test_every_tab_that_is_asked_for_is_made_in_both_languages(tmp_path):
    for language in ("en", "vi"):
        folder = tmp_path / language
        Person(folder).init(xlsx=folder / "a.xlsx", language=language)

        info = load(folder / "config.yaml")
        book = clinic.opened(type(info.settings.spreadsheet)(path=folder / "a.xlsx"))
        found = recognise(book.info(), IntakeOptions())
        assert found.tabs.keys() == {*(t.id for t in TABS.values() if not t.optional), SETTINGS}
