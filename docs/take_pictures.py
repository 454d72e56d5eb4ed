"""Takes the pictures of tabs, mails and the terminal again, from a demo run of this program.

    python -m docs.take_pictures [NAME ...]

Needs LibreOffice, poppler (pdftoppm), Chromium and the `dev` extra; no network.
"""

import contextlib
import html
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from click.testing import CliRunner
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.styles import Border, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image, ImageChops

from docs.generate import night
from jobs.cli import main as program
from jobs.demo import play
from jobs.demo_tables import ANCHOR

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
TAB_DOTS, COLOURS, MARGIN = 96, 128, 8
MAIL_WIDTH, TERMINAL_WIDTH, TALLEST = 720, 700, 6000
A3 = 8
GREY = Side(style="thin", color="FFD9D9D9")


@dataclass(frozen=True, slots=True, kw_only=True)
class TabPicture:
    """A part of a tab of the demo workbook."""

    name: str
    language: str
    place: int  # of the tab in the workbook, 0 for the first
    area: str
    hide: str = ""  # columns left out, letters


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePicture:
    """A page of a brief or mail, or one of its white cards, from the top down to a height."""

    name: str
    language: str
    source: str  # files below the demo's folder; the smallest is taken
    card: int | None = None  # 0 for the first
    bottom: int = TALLEST


BRIEF = "preview/brief-A-FAN-*.html"
INPUTS = 8  # tabs of the demo that people fill in; ours stand behind them
SKU_SUMMARY, SUPPLIERS, LOTS, SIGNALS, QC_PLAN, BRIEFS, REVIEWS, ISSUES, RUN_LOG = range(
    INPUTS, INPUTS + 9
)
CHARTS = INPUTS + 10  # after the hidden table that they draw
DEFECT_LOG, RECEIVING, PLAN = 0, 1, 2

TABS = (
    TabPicture(name="sku-summary", language="en", place=SKU_SUMMARY, area="A1:N15"),
    TabPicture(
        name="sku-summary-right", language="en", place=SKU_SUMMARY, area="A1:Z15", hide="CDEFGHIJK"
    ),
    TabPicture(name="supplier-trends", language="en", place=SUPPLIERS, area="A1:T5"),
    TabPicture(name="batches", language="en", place=LOTS, area="A1:T16"),
    TabPicture(name="signals", language="en", place=SIGNALS, area="A1:Q14", hide="E"),
    TabPicture(name="qc-plan", language="en", place=QC_PLAN, area="A1:P8"),
    TabPicture(name="reorder-briefs", language="en", place=BRIEFS, area="A1:P8", hide="F"),
    TabPicture(name="review-queue", language="en", place=REVIEWS, area="A1:J7"),
    TabPicture(name="data-issues", language="en", place=ISSUES, area="A1:L12"),
    TabPicture(name="run-log", language="en", place=RUN_LOG, area="A1:L4", hide="K"),
    TabPicture(name="charts", language="en", place=CHARTS, area="A1:N48"),
    TabPicture(name="defect-log", language="en", place=DEFECT_LOG, area="A1:G14"),
    TabPicture(name="receiving", language="en", place=RECEIVING, area="A1:N12"),
    TabPicture(name="sku-summary-vi", language="vi", place=SKU_SUMMARY, area="A1:N15"),
    TabPicture(name="defect-log-vi", language="vi", place=DEFECT_LOG, area="A1:G14"),
    TabPicture(name="signals-vi", language="vi", place=SIGNALS, area="A1:Q14", hide="E"),
    TabPicture(name="reorder-briefs-vi", language="vi", place=BRIEFS, area="A1:P8", hide="F"),
)
PAGES = (
    PagePicture(name="mail-weekly", language="en", source="preview/mail-weekly.html", card=0),
    PagePicture(name="mail-night", language="en", source="demo/out/mail/*.html"),
    PagePicture(name="brief", language="en", source=BRIEF, card=0, bottom=1180),
    PagePicture(name="brief-messages", language="en", source=BRIEF, card=1, bottom=760),
    PagePicture(name="brief-vi", language="vi", source=BRIEF, card=0, bottom=1180),
    PagePicture(name="terminal", language="en", source="terminal.html"),
)
EVIDENCE = "preview/brief-A-FAN-*-evidence.png"


def main(asked: list[str]) -> None:
    """Take all pictures, or only those that are named."""
    with tempfile.TemporaryDirectory() as made:
        shops = {language: run_demo(Path(made) / language, language) for language in ("en", "vi")}
        for language, shop in shops.items():
            chosen = [one for one in TABS if one.language == language and wanted(one.name, asked)]
            take_tabs(chosen, shop, Path(made))
        for page in PAGES:
            if wanted(page.name, asked):
                take_page(page, shops[page.language], Path(made))
        if wanted("evidence", asked):
            [sheet] = shops["en"].glob(EVIDENCE)
            whole = trimmed(Image.open(sheet))
            keep(whole.resize((MAIL_WIDTH, whole.height * MAIL_WIDTH // whole.width)), "evidence")


def wanted(name: str, asked: list[str]) -> bool:
    """Tell whether a picture was asked for; all are where none is named."""
    return not asked or name in asked


def run_demo(folder: Path, language: str) -> Path:
    """Run the demo in a folder at night, and write its briefs and mails into `preview`."""
    folder.mkdir()
    with contextlib.chdir(folder):
        shown = play(
            Path("demo"), anchor=ANCHOR, language=language, clock=night(), say=lambda _line: None
        )
        preview = ["-c", "demo/config.yaml", "preview", "--as-of", f"{ANCHOR}", "--out", "preview"]
        CliRunner().invoke(program, preview, catch_exceptions=False)
    (folder / "terminal.html").write_text(terminal("\n".join(shown.lines)), encoding="utf-8")
    return folder


def take_tabs(asked: list[TabPicture], shop: Path, scratch: Path) -> None:
    """Print the asked parts on one page each and cut the margins off; one round a tab's part."""
    for round_of in rounds(asked):
        copy = scratch / "copy.xlsx"
        arrange(shop / "demo" / "quality.xlsx", copy, round_of)
        convert(copy, scratch)
        for picture, page in zip(
            (round_of[place] for place in sorted(round_of)),
            sorted(scratch.glob("page-*.png")),
            strict=True,
        ):
            keep(trimmed(Image.open(page)), picture.name)
            page.unlink()


def rounds(asked: list[TabPicture]) -> Iterator[Mapping[int, TabPicture]]:
    """Group the pictures so that no tab stands twice in a group."""
    left = list(asked)
    while left:
        group: dict[int, TabPicture] = {}
        for picture in left:
            group.setdefault(picture.place, picture)
        left = [picture for picture in left if picture not in group.values()]
        yield group


def arrange(workbook: Path, copy: Path, pictures: Mapping[int, TabPicture]) -> None:
    """Copy the workbook with one landscape page for each picture; nothing else is changed."""
    book = openpyxl.load_workbook(workbook)
    for place, sheet in enumerate(book.worksheets):
        if place in pictures:
            set_page(sheet, pictures[place])
        else:
            sheet.sheet_state = "hidden"
    book.active = min(pictures)
    book.save(copy)


def set_page(sheet: Worksheet, picture: TabPicture) -> None:
    """Fit a part of a sheet to one page, with thin grid lines and the letters of the columns."""
    sheet.print_area = picture.area
    sheet.conditional_formatting = without_age(sheet)
    for letter in picture.hide:
        sheet.column_dimensions[letter].hidden = True
    for row in sheet[picture.area]:
        for cell in row:
            cell.border = Border(left=GREY, right=GREY, top=GREY, bottom=GREY)
    setup = sheet.page_setup
    setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight = "landscape", A3, 1, 1
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.headings = True
    for side in ("left", "right", "top", "bottom", "header", "footer"):
        setattr(sheet.page_margins, side, 0.2)


def without_age(sheet: Worksheet) -> ConditionalFormattingList:
    """Leave out the rule that paints a stamp red once it is old: the demo plays in the past."""
    kept = ConditionalFormattingList()
    for part in sheet.conditional_formatting:
        for rule in part.rules:
            if "1" not in re.findall(r"\d+", str(part.sqref)):
                kept.add(str(part.sqref), rule)
    return kept


def convert(copy: Path, scratch: Path) -> None:
    """Print the visible sheets of a workbook, one picture a page."""
    office = tool("soffice")
    profile = f"-env:UserInstallation={(scratch / 'office').as_uri()}"
    quietly(office, profile, "--headless", "--convert-to", "pdf", "--outdir", scratch, copy)
    pdf = copy.with_suffix(".pdf")
    quietly(tool("pdftoppm"), "-r", TAB_DOTS, "-png", pdf, scratch / "page")


def take_page(page: PagePicture, shop: Path, scratch: Path) -> None:
    """Photograph a page in a browser and cut it out."""
    width = TERMINAL_WIDTH if page.name == "terminal" else MAIL_WIDTH
    shown, picture = scratch / "page.html", scratch / "page.png"
    found = min(shop.glob(page.source), key=lambda path: path.stat().st_size)
    alone = "" if page.card is None else ALONE.format(card=page.card)
    shown.write_text(found.read_text(encoding="utf-8") + alone, encoding="utf-8")
    quietly(
        tool("chromium"),
        *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
        *("--disable-background-networking", "--hide-scrollbars"),
        f"--user-data-dir={scratch / 'browser'}",
        f"--window-size={width},{TALLEST}",
        f"--screenshot={picture}",
        shown.as_uri(),
    )
    image = trimmed(Image.open(picture))
    keep(image.crop((0, 0, image.width, min(page.bottom, image.height))), page.name)


ALONE = """<script>
document.querySelectorAll(".card").forEach((card, at) => {{ if (at !== {card}) card.remove(); }});
</script>"""


def terminal(printed: str) -> str:
    """Return a page that shows printed lines as a terminal of 80 columns does."""
    text = html.escape(f"$ reorder-brief demo --lang en\n{printed}")
    style = (
        "margin:0;padding:14px;background:#1e1e1e;color:#e6e6e6;width:80ch;"
        "white-space:pre-wrap;word-break:break-all;font:14px/1.35 'DejaVu Sans Mono',monospace"
    )
    return (
        f'<meta charset="utf-8"><body style="margin:0;background:#fff"><pre style="{style}">{text}'
    )


def trimmed(image: Image.Image) -> Image.Image:
    """Cut off the border that has the colour of the last pixel, up to a thin margin."""
    picture = image.convert("RGB")
    corner = picture.getpixel((picture.width - 1, picture.height - 1))
    plain = Image.new("RGB", picture.size, corner)
    box = ImageChops.difference(picture, plain).getbbox() or (0, 0, *picture.size)
    left, top, right, bottom = box
    return picture.crop(
        (
            max(0, left - MARGIN),
            max(0, top - MARGIN),
            min(picture.width, right + MARGIN),
            min(picture.height, bottom + MARGIN),
        )
    )


def keep(image: Image.Image, name: str) -> None:
    """Write a picture with few colours, which keeps it small."""
    few = image.quantize(COLOURS, kmeans=1, dither=Image.Dither.NONE)
    few.save(PICTURES / f"{name}.png", optimize=True)


def tool(name: str) -> str:
    """Return the path of a program.

    Raises:
        SystemExit: If it is not installed.
    """
    found = shutil.which(name)
    if found is None:
        sys.exit(f"{name} is not installed")
    return found


def quietly(*command: object) -> None:
    """Run a program and show what it says only where it fails."""
    parts = [str(part) for part in command]
    subprocess.run(parts, check=True, capture_output=True)  # noqa: S603 - our own programs


if __name__ == "__main__":
    main(sys.argv[1:])
