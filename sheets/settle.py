"""After a write: did rows or columns move meanwhile, and which cells of people did we hit; pure.

Nobody can lock a shared sheet. A person who sorts or inserts between our read and our write makes
our cells land elsewhere. Keys and headers read afterwards tell where each row and column came
from, so what stood there before is known and can be put back.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from types import MappingProxyType

from sheets.cell import Cell
from sheets.grid import CellRun, Grid, TabChange
from sheets.placement import SEARCHED_ROWS, Frame, blank, find_frame, key_text, parsed_mark, same
from sheets.plan import shifted

_ALIKE = 0.5  # share of equal cells from which two columns are taken for the same
Position = tuple[int, int]  # (row, column), 0-based


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """The tab as people have it: `after` with what we hit set back to what was there."""

    truth: Grid
    hits: Mapping[Position, Cell] = field(default_factory=lambda: MappingProxyType({}))
    # position in `truth` -> the value of ours that stands there and must go


def settle(
    before: Grid,
    change: TabChange,
    after: Grid,
    owed: Mapping[Position, Cell] | None = None,
) -> Settlement:
    """Compare a tab before and after one change to it.

    Args:
        before: The cells as they should have been when the change was planned.
        change: What was written.
        after: The cells as read after it.
        owed: Positions that the change put back to what people had, with the value of ours that
            stood there: they are owed until they hold it no more.
    """
    expected = shifted(before, change.insert_rows) or before
    frames = find_frame(expected), find_frame(after)
    if frames[0] is not None and frames[1] is None:
        landed = _landed(change.runs, change, after)
        frames = frames[0], _overwritten_frame(expected, frames[0], after, landed)
    if frames[0] is None or frames[1] is None:
        return Settlement(truth=after)
    if not owed and _unmoved(expected, frames[0], after, frames[1], change):
        return Settlement(truth=after)
    movement = _Movement(expected, frames[0], after, frames[1], _landed(change.runs, change, after))
    hits = movement.hits(stamp={(run.row, run.column) for run in change.stamp})
    hits |= movement.still_owed(owed or {})
    if not hits:
        return Settlement(truth=after)
    truth = patched(after, {at: movement.was(*at) for at in hits})
    return Settlement(truth=truth, hits=hits)


def patched(grid: Grid, cells: Mapping[Position, Cell]) -> Grid:
    """Return a grid with some cells replaced; it grows as needed."""
    columns = [list(column) for column in grid.columns]
    for (row, column), value in cells.items():
        columns.extend([] for _ in range(column + 1 - len(columns)))
        columns[column].extend([None] * (row + 1 - len(columns[column])))
        columns[column][row] = value
    return Grid(tab=grid.tab, columns=columns)


def _landed(
    runs: Iterable[CellRun], change: TabChange, after: Grid
) -> dict[Position, tuple[Position, Cell]]:
    """Written cells that still hold what was written: where they are -> (where planned, value)."""
    gone = {first + i for first, count in change.delete_rows for i in range(count)}
    landed: dict[Position, tuple[Position, Cell]] = {}
    for run in runs:
        for row, value in enumerate(run.values, run.row):
            now = row - sum(1 for deleted in gone if deleted < row)
            if row not in gone and same(after.cell(now, run.column), value):
                landed[now, run.column] = ((row, run.column), value)
    return landed


def _overwritten_frame(
    before: Grid, old: Frame, after: Grid, landed: Collection[Position]
) -> Frame | None:
    """Where the key header stood that we wrote over: beside other headers, above known keys."""
    headers, keys = ({*found} - {""} for found in (_headers(before, old), _keys(before, old)))
    places = [Frame(header_row=row, key_column=column) for row, column in landed]
    signs = {
        frame: (
            len(headers.intersection(_headers(after, frame))),
            len(keys.intersection(_keys(after, frame)[frame.header_row + 1 :])),
        )
        for frame in places
        if frame.header_row < SEARCHED_ROWS
    }
    best = max(signs, key=lambda frame: signs[frame], default=None)
    return best if best is not None and signs[best][0] else None


def _unmoved(before: Grid, old: Frame, after: Grid, new: Frame, change: TabChange) -> bool:
    """Whether every key and every header that we did not write stands where it stood.

    A new mark over the keys that took the place of the old one is where it belongs.
    """
    names = [run for run in change.runs if _has_names(run, new)]
    landed = _landed(names, change, after)
    keyed = {row for row, column in landed if column == new.key_column}
    headed = {column for row, column in landed if row == new.header_row}
    return (
        old == new
        and _equal(_keys(before, old), _keys(after, new), keyed)
        and _equal(_headers(before, old), _headers(after, new), headed)
    )


def _has_names(run: CellRun, frame: Frame) -> bool:
    return run.column == frame.key_column or run.row <= frame.header_row


def _equal(old: Sequence[str], new: Sequence[str], written: set[int]) -> bool:
    if old == new:
        return True
    pairs = enumerate(zip_longest(old, new, fillvalue=""))
    return all(
        left == right or (at in written and (not left or parsed_mark(left) is not None))
        for at, (left, right) in pairs
    )


class _Movement:
    """Where each row and column of the tab as read came from."""

    def __init__(
        self,
        before: Grid,
        old: Frame,
        after: Grid,
        new: Frame,
        landed: Mapping[Position, tuple[Position, Cell]],
    ) -> None:
        self.before = before
        self.after = after
        self.landed = landed
        self.by_row: dict[int, list[int]] = {}
        for row, column in landed:
            self.by_row.setdefault(row, []).append(column)
        self.old, self.new = old, new
        self.names = _keys(before, old), _keys(after, new)
        self.keyed = {row for row, column in landed if column == new.key_column}
        self.rows = self._rows({})
        headed = {column for row, column in landed if row == new.header_row}
        self.columns = origins(
            _headers(before, old), _headers(after, new), headed, match=self._match
        )
        self.rows = self._rows(self._keyless())

    def _rows(self, sure: Mapping[int, int]) -> list[int | None]:
        split = (self.old.header_row, self.new.header_row)
        headers = {self.new.header_row: self.old.header_row}
        return origins(*self.names, self.keyed, split=split, sure={**headers, **sure})

    def _keyless(self) -> dict[int, int]:
        """Rows of people that have no key are known by what else stands in them.

        First the rows that still show something, then those of which we hid everything, the one
        with the fewest possible origins first.
        """
        old = {
            row: cells
            for row in range(self.old.header_row + 1, self.before.rows)
            if not self.names[0][row]
            if (cells := _shown(self.before, row, self.old.key_column))
        }
        seen = {row: self._seen(row) for row in self._nameless_rows()} if old else {}
        sure: dict[int, int] = {}
        for hidden_only in (False, True):
            rows = {row: one for row, one in seen.items() if hidden_only is not bool(one.cells)}
            while fits := _fits(old, rows):
                was, possible = min(fits.items(), key=lambda fit: len(fit[1]))
                sure[possible[0]] = was
                del old[was], rows[possible[0]]
        return sure

    def _nameless_rows(self) -> list[int]:
        rows = range(self.new.header_row + 1, self.after.rows)
        return [row for row in rows if row in self.keyed or not self.names[1][row]]

    def _seen(self, row: int) -> "_Seen":
        hidden = {_from(self.columns, column) for column in self.by_row.get(row, ())}
        cells = {
            _from(self.columns, column): cell
            for column, cell in _shown(self.after, row, self.new.key_column).items()
            if (row, column) not in self.landed
        }
        return _Seen(cells=cells, hidden=hidden)

    def _origin(self, row: int, column: int) -> tuple[int | None, int | None]:
        return _from(self.rows, row), _from(self.columns, column)

    def _match(self, column: int, free: Sequence[int]) -> int | None:
        """The old column that a column with an overwritten header is, by its other cells."""
        alike = {old: self._likeness(column, old) for old in free}
        best = max(free, key=lambda old: alike[old], default=None)
        return best if best is not None and alike[best] >= _ALIKE else None

    def _likeness(self, column: int, old: int) -> float:
        """Share of the cells that are as they were, of those that are not blank; blank is 1."""
        pairs = [
            (self.before.cell(was, old), self.after.cell(row, column))
            for row, was in enumerate(self.rows)
            if was is not None and (row, column) not in self.landed
        ]
        shown = [pair for pair in pairs if not (blank(pair[0]) and blank(pair[1]))]
        return sum(same(*pair) for pair in shown) / len(shown) if shown else 1.0

    def was(self, row: int, column: int) -> Cell:
        """What stood in a cell, wherever it was then; None if it is new."""
        from_row, from_column = self._origin(row, column)
        if from_row is None or from_column is None:
            return None
        return self.before.cell(from_row, from_column)

    def hits(self, stamp: set[Position]) -> dict[Position, Cell]:
        """Cells that we wrote and that were not the ones we meant.

        Of the stamp's cells all count as soon as one does: together they tell where it stands.
        """
        missed = {
            now: value
            for now, (planned, value) in self.landed.items()
            if self._origin(*now) != planned and not same(self.was(*now), value)
        }
        if stamp.isdisjoint(self.landed[now][0] for now in missed):
            return missed
        stamps = {now: v for now, (planned, v) in self.landed.items() if planned in stamp}
        return missed | stamps

    def still_owed(self, owed: Mapping[Position, Cell]) -> dict[Position, Cell]:
        """Cells of people that a put-back missed because they moved once more."""
        missed: dict[Position, Cell] = {}
        for (row, column), bad in owed.items():
            now = self._now(self.rows, row), self._now(self.columns, column)
            meant = self.before.cell(row, column)
            standing = self.after.cell(*now)
            if same(standing, bad) and not same(standing, meant):
                missed[now] = bad
        return missed

    @staticmethod
    def _now(origins: Sequence[int | None], line: int) -> int:
        return origins.index(line) if line in origins else line


def _from(origins: Sequence[int | None], line: int) -> int | None:
    """The old line of a new one; beyond the last used line, where we wrote blanks, the same."""
    return origins[line] if line < len(origins) else line


def _keys(grid: Grid, frame: Frame) -> list[str]:
    column = grid.columns[frame.key_column]
    return [key_text(cell) for cell in column] + [""] * (grid.rows - len(column))


def _headers(grid: Grid, frame: Frame) -> list[str]:
    return [
        str(cell).strip() if not blank(cell) else ""
        for cell in (grid.cell(frame.header_row, index) for index in range(len(grid.columns)))
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What a row shows, by old columns, and where we wrote over it."""

    cells: Mapping[int | None, Cell]
    hidden: set[int | None]

    def may_be(self, cells: Mapping[int, Cell]) -> bool:
        """Whether these were its cells; if all are hidden, some must have been there."""
        kept = {column: cell for column, cell in cells.items() if column not in self.hidden}
        return kept.keys() == self.cells.keys() and all(
            same(kept[column], cell) for column, cell in self.cells.items() if column is not None
        )


def _fits(old: Mapping[int, Mapping[int, Cell]], rows: Mapping[int, _Seen]) -> dict[int, list[int]]:
    """The rows that each old row may be, where there is one."""
    fits = {
        was: [row for row, seen in rows.items() if seen.may_be(cells)] for was, cells in old.items()
    }
    return {was: possible for was, possible in fits.items() if possible}


def _shown(grid: Grid, row: int, key_column: int) -> dict[int, Cell]:
    """The cells of a row that are not blank, without its key."""
    cells = {column: grid.cell(row, column) for column in range(len(grid.columns))}
    return {column: c for column, c in cells.items() if not blank(c) and column != key_column}


def origins(
    old: Sequence[str],
    new: Sequence[str],
    written: set[int],
    *,
    split: tuple[int, int] = (-1, -1),
    sure: Mapping[int, int] = MappingProxyType({}),
    match: Callable[[int, Sequence[int]], int | None] | None = None,
) -> list[int | None]:
    """Return for each new line (row or column) the old line it was; None for an inserted one.

    Lines are known by name (the nth of a name stays the nth). A line whose name we wrote, or that
    has none, is known by its neighbours; it is taken for a line that has vanished only where its
    own name could not tell.

    Args:
        old: Names of the lines as they were; blank where a line has none.
        new: Names of the lines as they are.
        written: Lines of `new` whose name we wrote, which therefore tells nothing.
        sure: New lines whose old one is known otherwise.
        split: A line that no other one crosses, old and new: the row of headers.
        match: Tells by other signs which of some old lines a line of `written` is.
    """
    places: dict[str, list[int]] = {}
    for index, name in enumerate(old):
        if name:
            places.setdefault(name, []).append(index)
    found: list[int | None] = [sure.get(index) for index in range(len(new))]
    telling = [i for i, name in enumerate(new) if name and i not in written and i not in sure]
    counts = Counter(new[index] for index in telling)
    for index in telling:
        left = places.get(new[index], [])
        if len(left) == counts[new[index]] or old.count(new[index]) == 1:
            found[index] = left.pop(0) if left else None
            counts[new[index]] -= 1
    pending = {name for name, count in counts.items() if count}
    neighbours = _Neighbours(
        old, {i for rest in places.values() for i in rest}, found, split, pending
    )
    for index, name in enumerate(new):
        if found[index] is None and index in written and match is not None:
            found[index] = match(index, neighbours.free())
            if found[index] is None:
                found[index] = neighbours.nameless(index)
        elif found[index] is None:
            found[index] = neighbours.origin(index, name, ours=index in written)
        neighbours.passed(index, found[index])
    return found


class _Neighbours:
    """Guesses the origin of a line from the line above it, going down."""

    def __init__(
        self,
        old: Sequence[str],
        vanished: set[int],
        found: Sequence[int | None],
        split: tuple[int, int],
        pending: set[str],
    ) -> None:
        self.old = old
        self.split = split
        self.vanished = vanished
        self.pending = pending  # names of several lines, not all of which tell where they are
        self.claimed = {index for index in found if index is not None}
        first = next(((at, was) for at, was in enumerate(found) if was is not None), (0, 0))
        self.shift = first[1] - first[0]

    def passed(self, index: int, was: int | None) -> None:
        """Go on below a line."""
        if was is not None:
            self.claimed.add(was)
            self.shift = was - index

    def origin(self, index: int, name: str, *, ours: bool) -> int | None:
        """Return the old line that a nameless, renamed or overwritten line most likely was."""
        expected = index + self.shift
        if ours:
            candidates = [expected] if self._is_vanished(expected) else [index, expected]
        elif name:
            doubles = sorted(line for line in self.vanished if self.old[line] == name)
            renamed = self._name(expected) not in self.pending
            candidates = [*(line for line in doubles if line == expected), *doubles]
            candidates += [expected] if renamed else []
        else:
            while self._is_vanished(expected):
                expected += 1
            candidates = [expected, index]
        lost = ours or bool(name)
        fitting = (line for line in candidates if self._fits(line, index, lost=lost))
        return next(fitting, None)

    def free(self) -> list[int]:
        """Old lines that no new one is known to be."""
        return [line for line in range(len(self.old)) if line not in self.claimed]

    def nameless(self, index: int) -> int | None:
        """Return the line itself if it had no name before, as beyond the last one."""
        return index if self._fits(index, index, lost=False) else None

    def _name(self, line: int) -> str:
        return self.old[line] if 0 <= line < len(self.old) else ""

    def _is_vanished(self, line: int) -> bool:
        return line in self.vanished and line not in self.claimed

    def _fits(self, line: int, index: int, *, lost: bool) -> bool:
        crossing = (line > self.split[0]) is not (index > self.split[1])
        if line < 0 or line in self.claimed or crossing:
            return False
        nameless = not self._name(line)
        return nameless or (lost and line in self.vanished)
