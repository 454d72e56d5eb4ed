"""All documents of a run in a folder, with an index page to open them from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from briefs.mail import Letter
from briefs.office import BriefDocuments, Office
from briefs.pages import by_data

INDEX = "index.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of a preview; `label` is a key of the words."""

    label: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One paragraph of the index: what it is about, and its files."""

    title: str
    badge: str
    decision: str
    files: tuple[File, ...]


def write_preview(
    folder: Path,
    office: Office,
    documents: Sequence[BriefDocuments],
    letters: Mapping[str, Letter],
) -> Path:
    """Write every document and an index page; return the index page.

    Files of an earlier preview with the same names are replaced, others stay.

    Args:
        folder: Made when it is not there.
        office: Who wrote the documents.
        documents: The briefs.
        letters: The mails by kind: weekly, express, urgent, notice.
    """
    folder.mkdir(parents=True, exist_ok=True)
    entries = [*_letter_entries(office, letters), *(_entry(office, made) for made in documents)]
    for entry in entries:
        for file in entry.files:
            (folder / file.name).write_bytes(file.content)
    index = folder / INDEX
    warnings = dict.fromkeys(warning for made in documents for warning in made.warnings)
    page = office.team.page("layouts/index.html.j2", entries=entries, warnings=list(warnings))
    index.write_text(page, encoding="utf-8")
    return index


def opened(letter: Letter) -> str:
    """Return the HTML of a letter with its pictures inside, to open it in a browser."""
    page = letter.html
    for picture in letter.pictures:
        page = page.replace(f"cid:{picture.name}", by_data(picture).address)
    return page


def _letter_entries(office: Office, letters: Mapping[str, Letter]) -> Iterator[Entry]:
    for kind, letter in letters.items():
        files = (
            File(label="html", name=f"mail-{kind}.html", content=opened(letter).encode()),
            File(label="text", name=f"mail-{kind}.txt", content=letter.text.encode()),
        )
        badge = office.team.words(f"preview.{kind}")
        yield Entry(title=letter.subject, badge=badge, decision="order_with_qc", files=files)


def _entry(office: Office, made: BriefDocuments) -> Entry:
    return Entry(
        title=made.page.title,
        badge=office.team.words(f"brief.badge.{made.brief.decision}"),
        decision=str(made.brief.decision),
        files=tuple(_files(made)),
    )


def _files(made: BriefDocuments) -> Iterator[File]:
    yield File(label="html", name=f"{made.name}.html", content=made.html.encode())
    yield File(label="text", name=f"{made.name}.txt", content=made.text.encode())
    yield File(label="pdf", name=f"{made.name}.pdf", content=made.pdf.content)
    for message in made.page.messages:
        name = f"{made.name}-{message.kind}.txt"
        yield File(label=message.kind, name=name, content=message.text.encode())
    if made.letter is not None:
        yield File(label="letter", name=f"{made.name}-letter.pdf", content=made.letter.content)
    if made.evidence is not None:
        pdf, png = made.evidence.pdf, made.evidence.png
        yield File(label="evidence", name=f"{made.name}-evidence.pdf", content=pdf.content)
        yield File(label="picture", name=f"{made.name}-evidence.png", content=png.content)
