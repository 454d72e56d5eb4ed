"""A team's own templates tried with the worked example: every mistake with its file and line."""

import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, time
from difflib import get_close_matches
from functools import partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from jinja2 import TemplateError, TemplateSyntaxError
from typst import TypstError

from briefs.alarms import notice_letter
from briefs.content import briefs_of
from briefs.example import AS_OF, WORKED, bare, findings_of, full, good
from briefs.mail_parts import MailContext
from briefs.office import Office
from briefs.render import MissingValueError
from briefs.weekly import express_letter, weekly_letter

ENDINGS = (".j2", ".css")
_MISTAKES = (
    *(TemplateError, TypstError, MissingValueError, LookupError),
    *(TypeError, ValueError, ArithmeticError, AttributeError),
)


def validate_templates(folder: Path, office: Office) -> tuple[str, ...]:
    """Return what is wrong with a team's own templates, one line a mistake.

    Args:
        folder: The team's templates.
        office: Opened with this folder.

    Returns:
        Lines such as `my-templates/vi/brief.j2:12: 'lott' is undefined`; empty when all is well.
    """
    if not folder.is_dir():
        return (f"{folder}: there is no such folder",)
    broken = [*_unknown(folder), *_syntax(folder, office)]
    if broken:
        return tuple(broken)
    told = (_tried(folder, make) for make in _documents(office))
    return tuple(dict.fromkeys(line for line in told if line))


def template_names() -> tuple[str, ...]:
    """Return the names of the templates that a team may replace, such as `vi/brief.j2`."""
    return tuple(sorted(_names(files("templates"), "")))


def _names(folder: Traversable, start: str) -> Iterator[str]:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.name.startswith("_"):
            yield from _names(entry, f"{start}{entry.name}/")
        elif entry.name.endswith(ENDINGS):
            yield f"{start}{entry.name}"


def _own(folder: Path) -> list[str]:
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in found if not name.startswith("."))


def _unknown(folder: Path) -> Iterator[str]:
    known = template_names()
    for name in _own(folder):
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            yield f"{folder / name}:1: no template has this name, so it is never used{hint}"


def _syntax(folder: Path, office: Office) -> Iterator[str]:
    for name in _own(folder):
        try:
            office.team.environment(name).get_template(name)
        except TemplateSyntaxError as error:
            yield f"{folder / name}:{error.lineno}: {error.message}"
        except UnicodeDecodeError:
            yield f"{folder / name}:1: the file is not saved as UTF-8"


def _documents(office: Office) -> Iterator[Callable[[], object]]:
    reorders = (full(), WORKED, bare(), good())
    context = MailContext(refreshed_at=datetime.combine(AS_OF, time(2, 10)))
    findings, desk = findings_of(reorders), office.desk(())
    for language in office.writers:
        spoken = [replace(reorder, message_language=language) for reorder in reorders]
        for brief in briefs_of(spoken):
            yield partial(office.documents, brief, as_of=AS_OF, drawn=False)
    yield lambda: weekly_letter(desk, findings, context)
    yield lambda: express_letter(desk, findings, context, reorders)
    yield lambda: notice_letter(
        office.team, job="nightly", at=context.refreshed_at, fix="-", details="-"
    )


def template_mistake(folder: Path, error: Exception) -> str | None:
    """Return where a team's own template went wrong and how; None if it is no mistake of theirs."""
    frames = traceback.extract_tb(error.__traceback__)
    theirs = any(Path(frame.filename).is_relative_to(folder) for frame in frames)
    return f"{_place(folder, error)}: {_message(error)}" if theirs else None


def _tried(folder: Path, make: Callable[[], object]) -> str | None:
    try:
        make()
    except _MISTAKES as error:
        return f"{_place(folder, error)}: {_message(error)}"
    return None


def _place(folder: Path, error: Exception) -> str:
    """Return file and line in the team's own template, else in the one that was being filled."""
    frames = [
        (frame.filename, frame.lineno)
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.endswith(ENDINGS)
    ]
    own = [frame for frame in frames if Path(frame[0]).is_relative_to(folder)]
    filename, line = (own or frames or [(str(folder), 1)])[-1]
    return f"{filename}:{line}"


def _message(error: Exception) -> str:
    if isinstance(error, TypstError):
        return f"typst: {error.message}"
    return " ".join(str(part) for part in error.args) or type(error).__name__
