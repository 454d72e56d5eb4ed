"""A configuration that begins with another file: `extends: ../shared.yaml`, the team's word last.

What both files say is merged section by section; a list, like any value, is the team's alone where
the team writes one. A key without a value says nothing. A path means the folder of the file that
wrote it, and a mistake is told where it stands.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path as FilePath

from jobs.nodes import Document, Path, Place, Plain, Problem, parse

KEY = "extends"
PATHS: tuple[Path, ...] = (
    ("spreadsheet", "path"),
    ("spreadsheet", "credentials"),
    ("mail", "out"),
    ("mail", "ca_file"),
    ("mail", "password_file"),
    ("brief", "templates"),
    ("state", "folder"),
)
_URL: Path = ("state", "url")
_SQLITE = "sqlite:///"
_NO_PATH = ("adc", "none")  # ways to sign in


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemElsewhere(Problem):
    """A mistake in a file that the team's own begins with."""

    file: str

    def line(self, _filename: str) -> str:
        """Return `../shared.yaml:9:5: schedule.nightly.at: message`."""
        return Problem.line(self, self.file)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A team's file together with those that it begins with."""

    document: Document
    files: tuple[FilePath, ...]  # the team's own first
    origins: Mapping[Path, str]  # which file wrote a value, where it is not the team's own

    def told(self, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
        """Return the mistakes in the order of the files, each with the file it stands in."""
        placed = [self._placed(problem) for problem in problems]
        return tuple(sorted(placed, key=lambda one: isinstance(one, ProblemElsewhere)))

    def _placed(self, problem: Problem) -> Problem:
        if isinstance(problem, ProblemElsewhere):
            return problem
        for length in range(len(problem.path), 0, -1):
            part = problem.path[:length]
            if part in self.document.places:
                file = self.origins.get(part)
                return problem if file is None else _elsewhere(problem, file)
        return problem


def read(path: FilePath) -> Written:
    """Read a file and the chain of those that it begins with; mistakes are in the document."""
    return _read(path, team=path, above=())


def _read(path: FilePath, *, team: FilePath, above: tuple[FilePath, ...]) -> Written:
    own = _parsed(path)
    wanted = own.values.get(KEY)
    if wanted is None:
        return Written(document=own, files=(path,), origins={})
    chain = (*above, path.resolve())
    shared = path.parent / FilePath(str(wanted)).expanduser()
    refused = _refused(own, wanted, shared, chain)
    if refused is not None:
        document = replace(own, problems=(*own.problems, refused))
        return Written(document=document, files=(path,), origins={})
    return _merged(own, path, _read(shared, team=team, above=chain), shared, team)


def _parsed(path: FilePath) -> Document:
    try:
        return parse(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        problem = Problem(path=(), message=f"cannot be read: {reason}")
        return Document(values={}, places={}, problems=(problem,))


def _refused(
    own: Document, wanted: Plain, shared: FilePath, chain: tuple[FilePath, ...]
) -> Problem | None:
    if not isinstance(wanted, str):
        message = "needs the path of one file, like ../shared.yaml"
    elif shared.resolve() in chain:
        circle = " -> ".join(file.name for file in (*chain, shared.resolve()))
        message = f"goes round in a circle: {circle}"
    elif not shared.is_file():
        message = f"there is no file {shared}"
    else:
        return None
    return Problem(path=(KEY,), message=message, place=own.place((KEY,)))


def _merged(
    own: Document, path: FilePath, below: Written, shared: FilePath, team: FilePath
) -> Written:
    """Lay a file over the one that it begins with, which may itself be made of several."""
    named = os.path.relpath(shared.resolve(), team.resolve().parent)
    base = below.document
    theirs = {key: value for key, value in base.values.items() if key != KEY}
    _absolute(theirs, below, shared.resolve().parent)
    if _another_kind(own.values, theirs):
        del theirs["spreadsheet"]
    values, taken = _laid_over(theirs, own.values, ())
    places: dict[Path, Place] = dict(own.places)
    origins: dict[Path, str] = {}
    for part, place in base.places.items():
        if part in taken and part not in places:
            places[part] = place
            origins[part] = below.origins.get(part, named)
    problems = (*own.problems, *(_told_there(one, below, named) for one in base.problems))
    return Written(
        document=Document(values=values, places=places, problems=problems),
        files=(path, *below.files),
        origins=origins,
    )


def _told_there(problem: Problem, below: Written, named: str) -> Problem:
    found = below.told((problem,))[0]
    return found if isinstance(found, ProblemElsewhere) else _elsewhere(found, named)


def _elsewhere(problem: Problem, file: str) -> ProblemElsewhere:
    return ProblemElsewhere(
        path=problem.path, message=problem.message, place=problem.place, file=file
    )


def _another_kind(own: Mapping[str, Plain], theirs: Mapping[str, Plain]) -> bool:
    """A team with another kind of workbook takes nothing from the shared section."""
    mine, shared = own.get("spreadsheet"), theirs.get("spreadsheet")
    if not isinstance(mine, dict) or not isinstance(shared, dict):
        return False
    return mine.get("backend") not in {None, shared.get("backend")} and "backend" in shared


def _laid_over(
    theirs: Mapping[str, Plain], own: Mapping[str, Plain], path: Path
) -> tuple[dict[str, Plain], set[Path]]:
    """Return both as one mapping, and which paths of the shared one still count."""
    values: dict[str, Plain] = dict(own)
    taken: set[Path] = set()
    for key, value in theirs.items():
        mine, here = own.get(key), (*path, key)
        if mine is None:
            values[key] = value
            taken |= {here, *_inner(value, here)}
        elif isinstance(mine, dict) and isinstance(value, dict):
            values[key], inner = _laid_over(value, mine, here)
            taken |= inner
    return values, taken


def _inner(value: Plain, path: Path) -> Iterator[Path]:
    parts: Iterator[tuple[str | int, Plain]] = iter(())
    if isinstance(value, dict):
        parts = iter(value.items())
    elif isinstance(value, list):
        parts = iter(enumerate(value))
    for key, inner in parts:
        yield (*path, key)
        yield from _inner(inner, (*path, key))


def _absolute(values: dict[str, Plain], below: Written, folder: FilePath) -> None:
    """Make the paths that this file wrote absolute; those it took over are so already."""
    for section, key in (*PATHS, _URL):
        inner = values.get(str(section))
        if (section, key) in below.origins or not isinstance(inner, dict):
            continue
        text = inner.get(str(key))
        if isinstance(text, str):
            values[str(section)] = inner | {str(key): _from(folder, str(key), text)}


def _from(folder: FilePath, key: str, text: str) -> str:
    if key == _URL[-1]:
        relative = text.startswith(_SQLITE) and not text.startswith(f"{_SQLITE}/")
        return f"{_SQLITE}{folder / text.removeprefix(_SQLITE)}" if relative else text
    if key == "credentials" and text in _NO_PATH:
        return text
    return text if text.startswith("~") else str(folder / text)
