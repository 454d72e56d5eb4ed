"""Briefs and mails as files: of the sheet as it is, or of an earlier run as it saw it."""

from pathlib import Path

from briefs.preview import INDEX, write_preview
from jobs.configuration import Configuration
from jobs.edition import KIND, NAME, Edition, decoded, narrowed
from jobs.exits import Exit, NotThereError
from jobs.pen import Pen
from jobs.refreshing import refresh_tabs
from jobs.session import Outcome, Session
from jobs.version import VERSION
from jobs.writing import desk_of, documents_of, letters_of, mailed, notes_of, office_of

__all__ = ["INDEX", "folder_of", "preview", "write_documents"]


def folder_of(configuration: Configuration, asked: Path | None) -> Path:
    """Return where the files go: as asked, from here; else out/preview beside the configuration."""
    return configuration.folder / "out" / "preview" if asked is None else asked


def preview(session: Session, *, folder: Path, run_id: str | None = None) -> Outcome:
    """Write every document into a folder; nothing is sent and nothing written to the sheet.

    Args:
        session: A dry run.
        folder: Made when it is not there.
        run_id: Of an earlier run, or enough of its beginning; None: the sheet as it is now.

    Raises:
        NotThereError: If there is no such run, or no such product is planned.
        WorkbookError: If the spreadsheet cannot be read.
        DataError: If its data cannot be used.
    """
    edition = _now(session) if run_id is None else _kept(session, run_id)
    edition = narrowed(edition, session.options.sku)
    session.stage("writing the documents")
    index, warnings = write_documents(session.configuration, edition, folder)
    if edition.app_version != VERSION:
        warnings = (
            *warnings,
            f"this run was made by version {edition.app_version}; words may differ from {VERSION}",
        )
    return Outcome(
        exit=Exit.OK,
        message=f"as of {edition.findings.as_of}: {index}",
        details=tuple(f"note: {line}" for line in warnings),
    )


def write_documents(
    configuration: Configuration, edition: Edition, folder: Path
) -> tuple[Path, tuple[str, ...]]:
    """Write every document of an edition; return the index page and what could not be drawn."""
    office = office_of(edition, configuration)
    documents = documents_of(office, edition, mailed(edition))
    letters = letters_of(desk_of(office, documents), edition)
    index = write_preview(folder, office, documents, letters)
    return index, notes_of(documents)


def _now(session: Session) -> Edition:
    pen = Pen(session)
    refreshed = refresh_tabs(session, job="weekly", document=lambda _findings: {})
    return pen.edition(refreshed, after=session.moment)


def _kept(session: Session, run_id: str) -> Edition:
    known = session.ledger.kept(KIND)
    found = [kept.run_id for kept in known if kept.run_id.startswith(run_id)]
    if len(found) != 1:
        latest = ", ".join(kept.run_id for kept in known[:5]) or "none"
        which = "several runs begin" if found else "no run whose findings are kept begins"
        msg = f"{which} with {run_id!r}; the latest: {latest}"
        raise NotThereError(msg)
    return decoded(session.ledger.stored(found[0], KIND)[NAME])
