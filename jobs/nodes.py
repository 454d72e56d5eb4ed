"""A YAML file as plain values with the place of each, every scalar left as it was typed.

PyYAML's own resolver turns 17:30 into 1050, 0123 into 83 and NO into False, and keeps the last of
two equal keys without a word; building from its nodes does none of this.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

Place = tuple[int, int]  # line and column, from 1
Path = tuple[str | int, ...]
DEEPEST = 20  # levels; the configuration has five
Plain = str | None | dict[str, "Plain"] | list["Plain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake in a file, at the place where a person can mend it."""

    path: Path
    message: str
    place: Place | None = None

    def line(self, filename: str) -> str:
        """Return `config.yaml:9:5: schedule.nightly.at: message`."""
        where = filename if self.place is None else f"{filename}:{self.place[0]}:{self.place[1]}"
        dotted = ".".join(str(part) for part in self.path)
        return f"{where}: {dotted}: {self.message}" if dotted else f"{where}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The values of a file, where each stands, and what is wrong with its form."""

    values: dict[str, Plain]
    places: Mapping[Path, Place]
    problems: tuple[Problem, ...]

    @property
    def count(self) -> int:
        """How many values are written; a key without one stands for its default."""
        return sum(1 for _ in _values(self.values))

    def place(self, path: Path) -> Place | None:
        """Return where a path stands, or else the nearest part of it that is written."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        return None


def _values(value: Plain) -> Iterator[str]:
    if value is None:
        return
    if isinstance(value, str):
        yield value
        return
    for part in value.values() if isinstance(value, dict) else value:
        yield from _values(part)


def parse(text: str) -> Document:
    """Read a YAML mapping; a file that is no YAML is one problem, not an exception."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        return Document(values={}, places={}, problems=(_not_yaml(error),))
    except yaml.YAMLError as error:
        return Document(values={}, places={}, problems=(Problem(path=(), message=str(error)),))
    if root is None:
        return Document(values={}, places={}, problems=())
    places: dict[Path, Place] = {}
    problems: list[Problem] = []
    values = _plain(root, (), places, problems)
    if not isinstance(values, dict):
        message = "the file must be a list of `key: value` lines"
        return Document(values={}, places={}, problems=(Problem(path=(), message=message),))
    return Document(values=values, places=places, problems=tuple(problems))


def _plain(
    node: yaml.Node, path: Path, places: dict[Path, Place], problems: list[Problem]
) -> Plain:
    places.setdefault(path, _place(node))
    if len(path) > DEEPEST:
        message = "an alias (*) leads round in a circle, or too deep"
        problems.append(Problem(path=path[:1], message=message, place=_place(node)))
        return None
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, places, problems)
    if isinstance(node, yaml.SequenceNode):
        return [
            _plain(item, (*path, index), places, problems) for index, item in enumerate(node.value)
        ]
    blank = node.tag == "tag:yaml.org,2002:null"
    return None if blank else str(node.value)


def _mapping(
    node: yaml.MappingNode, path: Path, places: dict[Path, Place], problems: list[Problem]
) -> dict[str, Plain]:
    values: dict[str, Plain] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            message = "a key must be one word, not a list or a mapping"
            problems.append(Problem(path=path, message=message, place=_place(key_node)))
            continue
        key = str(key_node.value)
        where = (*path, key)
        if key in values:
            first = places[where][0]
            problems.append(
                Problem(
                    path=where,
                    message=f"this key stands twice; the first is in line {first}",
                    place=_place(key_node),
                )
            )
            continue
        places[where] = _place(key_node)
        values[key] = _plain(value_node, where, places, problems)
    return values


def _place(node: yaml.Node) -> Place:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _not_yaml(error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    place = None if mark is None else (mark.line + 1, mark.column + 1)
    message = error.problem or error.context or "this is not YAML"
    return Problem(path=(), message=f"not readable as YAML: {message}", place=place)
