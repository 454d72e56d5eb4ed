"""Names in a configuration that must exist elsewhere: input tabs, their columns, defect types."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from jobs.nodes import Document, Path, Problem
from jobs.settings import Settings
from quality.vocabulary import vocabulary
from sheets.intake_options import IntakeOptions, name_mistakes


def misnamed(settings: Settings, document: Document) -> tuple[Problem, ...]:
    """Return a problem for each tab, column or defect type that there is not."""
    options = IntakeOptions(
        tabs=settings.tabs, columns=settings.columns, constants=settings.constants
    )
    problems = [_placed(line, document) for line in name_mistakes(options)]
    return (*problems, *_unknown_types(settings, document))


def _placed(line: str, document: Document) -> Problem:
    """A tab's id may hold a dot: the longest path that is written so is the one meant."""
    dotted, _, message = line.partition(": ")
    written = {".".join(map(str, path)): path for path in document.places}
    path = written.get(dotted, tuple(dotted.split(".")))
    return Problem(path=path, message=message, place=document.place(path))


def _unknown_types(settings: Settings, document: Document) -> Iterator[Problem]:
    known = tuple(vocabulary(settings.defect_types))
    for path, codes in _type_lists(settings):
        for index, code in enumerate(codes):
            if code not in known:
                inner = (*path, code if path[-1] in _BY_CODE else index)
                message = f"no such defect type: {code!r}{_instead(code, known)}"
                yield Problem(path=inner, message=message, place=document.place(inner))


_BY_CODE = ("acceptable_rate_by_type",)


def _type_lists(settings: Settings) -> Iterator[tuple[Path, Collection[str]]]:
    yield ("signal", "safety_types"), settings.signal.safety_types
    yield ("signal", "acceptable_rate_by_type"), settings.signal.acceptable_rate_by_type
    yield ("reviews", "serious_types"), settings.reviews.serious_types


def _instead(code: str, known: Collection[str]) -> str:
    near = get_close_matches(code, known, n=1)
    return f"; did you mean {near[0]}?" if near else f"; there are: {', '.join(known)}"
