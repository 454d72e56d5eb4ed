"""Which column is which: headers in three languages, above any order of columns and extras."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache
from types import MappingProxyType

from quality.folding import unmarked
from sheets.cell import Cell
from sheets.cells import spelled
from sheets.grid import Grid

SEARCHED_ROWS = 20  # the header row is one of the first 20
LEAST_HEADERS = 2
LONGEST_HEADER = 200  # characters; a longer text is a note
LETTERS = 26

_STRIPPED = re.compile(r"[*():_\-./#✎\[\]?!\s]+")
_UNIT_NOTE = re.compile(r"\s*\([^()]*\)\s*[*:]*\s*$")
_AFTER_NOTE = "*: \t\n"
_CIRCLED = re.compile(r"^\s*[①-⑳]\s*")
_SEPARATORS = re.compile(r"\s*[/|\n]\s*")
_PICTURES = (  # patterns of what few sheets need stay texts: slow to compile
    "[\u2190-\u21ff\u2300-\u23ff\u2500-\u27bf\u2900-\u297f\u2b00-\u2bff\U0001f000-\U0001faff"
    "\ufe0f\u200d\u20e3]"
)
_ORDINAL = r"^\s*\d{1,2}\s*[.)]\s+"
_SHORT = {  # what teams write for what, in headers
    "sl": "số lượng",
    "sp": "sản phẩm",
    "ncc": "nhà cung cấp",
    "nv": "nhân viên",
    "kq": "kết quả",
    "pk": "phụ kiện",
    "đg": "đánh giá",
    "kh": "khách",
    "tq": "trung quốc",
    "hình": "ảnh",
    "hinh": "anh",
    "tỉ": "tỷ",
    "ti": "ty",
    "dg": "danh gia",
    "dk": "dự kiến",
    "tb": "trung bình",
    "tg": "thời gian",
    "colour": "color",
    "qty": "số lượng",
    "quantity": "số lượng",
    "ctn": "thùng",
    "ctns": "thùng",
    "carton": "thùng",
    "cartons": "thùng",
    "ib": "nhắn",
    "inbox": "nhắn",
    "cp": "chi phí",
    "kd": "kinh doanh",
    "vc": "vận chuyển",
    "kt": "kiểm tra",
    "đh": "đơn hàng",
    "sx": "sản xuất",
    "ndt": "cny",
    "¥": "cny",
    "pics": "photos",
    "vnđ": "vnd",
    "rmb": "cny",
    "yuan": "cny",
}
_PER = frozenset({"ngày", "day", "tháng", "month", "cái"})  # after a slash: so many a day
_ASKING = r" (?:gì|nào|sao|thế nào|gi|nao)$"
_LONG = r"\b(?:(khách|khach) (?:hàng|hang)|(?:hình|hinh) (ảnh|anh))\b"
_SCRIPT_EDGE = r"(?<=[^\W一-鿿])\s+(?=[一-鿿])|(?<=[一-鿿])\s+(?=[^\W一-鿿])"  # slow to compile


@lru_cache(maxsize=65_536)
def normalised(text: str) -> str:
    """Return a header in the one form in which headers are compared, Vietnamese marks kept."""
    return _STRIPPED.sub(" ", spelled(_CIRCLED.sub("", text)).casefold()).strip()


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """Return the normalised text without Vietnamese marks (đ becomes d)."""
    return unmarked(normalised(text))


@lru_cache(maxsize=65_536)
def meant(text: str) -> str:
    """Return a header in the form in which its meaning is looked up.

    As `normalised`, without pictures and a number before it, abbreviations written out.
    """
    shown = re.sub(_PICTURES, "", re.sub(_ORDINAL, "", text))
    return re.sub(_ASKING, "", _written_out(normalised(shown)))


def _written_out(form: str) -> str:
    whole = form
    if "kh" in form or "nh" in form:
        whole = re.sub(_LONG, lambda found: found[1] or found[2], form)
    return " ".join(_SHORT.get(word, word) for word in whole.split(" "))


@lru_cache(maxsize=65_536)
def _unmarked(form: str) -> str:
    """Return what `meant` gave without its Vietnamese marks."""
    return unmarked(_written_out(unmarked(form)))


def quoted(title: str) -> str:
    """Return a tab's title as ranges and formulas name it: `'Mai''s log'`."""
    doubled = title.replace("'", "''")
    return f"'{doubled}'"


def letter(column: int) -> str:
    """Return the letters over a 0-based column: A, Z, AA."""
    name, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, LETTERS)
        name = chr(ord("A") + digit) + name
    return name


def closest(wanted: Iterable[str], present: Iterable[str]) -> str | None:
    """Return the header among `present` that is most like one of `wanted`, if any is alike."""
    by_form = {folded(header): header for header in present if folded(header)}
    best: tuple[float, str] | None = None
    for name in wanted:
        for form in difflib.get_close_matches(folded(name), by_form, n=1, cutoff=0.6):
            ratio = difflib.SequenceMatcher(None, folded(name), form).ratio()
            if best is None or ratio > best[0]:
                best = (ratio, by_form[form])
    return best[1] if best else None


class Quality(IntEnum):
    """How sure a header is to mean its field, best first."""

    CONFIGURED = 0
    CANONICAL = 1  # the header that we would write
    WHOLE = 2
    WITHOUT_NOTE = 3
    WITHOUT_MARKS = 4
    BILINGUAL = 5
    LOOSE = 6  # one of the further names that teams use


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one header means: no field, one, or several that it cannot be told apart."""

    fields: tuple[str, ...] = ()
    quality: Quality = Quality.WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Forms:
    """How a header is looked up."""

    marked: Callable[[str], str]  # a typed header with its Vietnamese marks
    stored: Callable[[str], str]  # a name that we know, in the same form
    bare: Callable[[str], str]  # that form without the marks


class _Names:
    """Names of fields by the forms in which they are looked up."""

    def __init__(self, names: Mapping[str, Iterable[str]], forms: _Forms) -> None:
        self.forms = forms
        self._marked: dict[str, str] = {}
        listed = [(field, alias) for field, aliases in names.items() for alias in aliases]
        for field, alias in listed:
            self._add(field, alias)
        for field, alias in listed:
            bare = _UNIT_NOTE.sub("", alias) if alias.rstrip(_AFTER_NOTE).endswith(")") else alias
            if bare != alias and forms.stored(bare) not in self._marked:
                self._add(field, bare)

    def _add(self, field: str, alias: str) -> None:
        known = self._marked.setdefault(self.forms.stored(alias), field)
        if known != field:
            msg = f"header {alias!r} means {known} and {field}"
            raise ValueError(msg)

    @cached_property
    def _unmarked(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name, field in self._marked.items():
            form = self.forms.bare(name)
            others = found.get(form, ())
            if field not in others:
                found[form] = (*others, field)
        return found

    def marked(self, text: str) -> str | None:
        return self._marked.get(self.forms.marked(text))

    def unmarked(self, text: str) -> tuple[str, ...]:
        return self._unmarked.get(self.forms.bare(self.forms.marked(text)), ())


_AS_TYPED = _Forms(marked=normalised, stored=normalised, bare=unmarked)
_AS_MEANT = _Forms(marked=meant, stored=meant, bare=_unmarked)
_FURTHER = _Forms(marked=meant, stored=str, bare=_unmarked)


class Aliases:
    """The known headers of one tab."""

    def __init__(
        self,
        names: Mapping[str, Iterable[str]],
        *,
        canonical: Iterable[str] = (),
        loose: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        """Take the aliases of each field, any spelling, and those that we would write ourselves.

        Args:
            names: Field -> its names.
            canonical: The names that we would write.
            loose: Field -> further names as `meant` gives them, which count where none of `names`
                fits.

        Raises:
            ValueError: If two fields share an alias that has its Vietnamese marks.
        """
        self._given, self._further = names, loose or {}
        self._names = _Names(names, _AS_TYPED)
        self._canonical = {normalised(name) for name in canonical}

    @cached_property
    def _tables(self) -> tuple[tuple[_Names, Quality], ...]:
        """What is asked, in this order, where a header is not one of ours as it stands.

        Made late: where all headers are, it is not needed.
        """
        return (
            (self._names, Quality.WITHOUT_MARKS),
            (_Names(self._given, _AS_MEANT), Quality.WITHOUT_MARKS),
            (_Names(self._further, _FURTHER), Quality.LOOSE),
        )

    def meaning(self, header: str) -> Meaning:
        """Return what a header means, tried whole, without its unit note, without marks, halved."""
        if len(header) > LONGEST_HEADER:
            return Meaning()
        return self._one(header) or self._halves(header) or Meaning()

    def _one(self, header: str) -> Meaning | None:
        bare = _UNIT_NOTE.sub("", header) or header
        for text, quality in ((header, Quality.WHOLE), (bare, Quality.WITHOUT_NOTE)):
            field = self._names.marked(text)
            if field is not None:
                canonical = normalised(text) in self._canonical
                return Meaning((field,), Quality.CANONICAL if canonical else quality)
            for names, doubt in self._tables[1:]:
                if field := names.marked(text):
                    return Meaning((field,), doubt)
        for names, doubt in self._tables:
            for text in (header, bare):
                if fields := names.unmarked(text):
                    return Meaning(fields, doubt)
        return None

    def _halves(self, header: str) -> Meaning | None:
        for split in (_SEPARATORS.split(header.strip()), _by_script(header.strip())):
            pieces = [split[0], *(piece for piece in split[1:] if meant(piece) not in _PER)]
            if len(split) > 1 and (found := self._agreed(pieces, needed=1)):
                return found
        words = header.split()
        for cut in range(1, len(words)):
            pieces = [" ".join(words[:cut]), " ".join(words[cut:])]
            if found := self._agreed(pieces, needed=2):
                return found
        return None

    def _agreed(self, pieces: Sequence[str], *, needed: int) -> Meaning | None:
        found = [meaning for piece in pieces if (meaning := self._one(piece))]
        fields = {meaning.fields for meaning in found}
        if len(found) < needed or len(fields) != 1:
            return None
        loose = all(meaning.quality is Quality.LOOSE for meaning in found)
        return Meaning(found[0].fields, Quality.LOOSE if loose else Quality.BILINGUAL)


def _by_script(header: str) -> list[str]:
    """Return the parts of a header at whose edges Chinese begins or ends."""
    if any("一" <= sign <= "鿿" for sign in header):
        return re.split(_SCRIPT_EDGE, header)
    return [header]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A header cell as the team wrote it."""

    text: str
    column: int  # 0-based

    @property
    def letter(self) -> str:
        """The letters over the column."""
        return letter(self.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderMap:
    """Where the fields of a tab stand, and what about its headers is doubtful."""

    row: int  # 0-based
    fields: Mapping[str, Header]
    rivals: Mapping[str, tuple[Header, ...]]  # columns that could be the field too, not used
    doubtful: tuple[tuple[Header, tuple[str, ...]], ...]  # one header, several fields: not used
    not_found: Mapping[str, str]  # field -> header that config names and the tab lacks
    unknown: tuple[Header, ...]  # people's own columns
    merged: tuple[str, ...]  # merged ranges over the header row, as A1:B2

    @property
    def unread(self) -> tuple[Header, ...]:
        """The headers whose columns are not read."""
        return (*self.unknown, *(header for header, _ in self.doubtful))


def find_headers(grid: Grid, aliases: Aliases, configured: Mapping[str, str]) -> HeaderMap | None:
    """Find the header row and the fields in it.

    Args:
        grid: The tab.
        aliases: The known headers of this kind of tab.
        configured: Field -> header, as the team's config names them; they win.

    Returns:
        The map of the row of the first 20 with most known headers, 2 or more; 1 is enough in a
        tab of one column, or when config names it. None without such a row.
    """
    best, most = None, 0
    for row in range(min(SEARCHED_ROWS, grid.rows)):
        headers = _headers(grid, row)
        if len(headers) <= most:  # it cannot have more known ones, whatever they mean
            continue
        known = len(_mapped(headers, aliases, configured))
        enough = 1 if len(grid.columns) == 1 or _named(headers, configured) else LEAST_HEADERS
        if known >= enough and known > most:
            best, most = row, known
    return None if best is None else _map(grid, best, aliases, configured)


def _headers(grid: Grid, row: int) -> list[Header]:
    cells = ((column, grid.cell(row, column)) for column in range(len(grid.columns)))
    return [Header(text=text, column=column) for column, cell in cells if (text := _text(cell))]


def _text(cell: Cell) -> str:
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _named(headers: Sequence[Header], configured: Mapping[str, str]) -> dict[str, list[Header]]:
    found: dict[str, list[Header]] = {}
    for field, name in configured.items():
        same = [header for header in headers if normalised(header.text) == normalised(name)]
        exact = [header for header in same if header.text == name.strip()]
        if same:
            found[field] = exact or same
    return found


def _mapped(
    headers: Sequence[Header], aliases: Aliases, configured: Mapping[str, str]
) -> dict[str, list[tuple[Quality, Header]]]:
    named = _named(headers, configured)
    taken = {header.column for same in named.values() for header in same}
    found = {
        field: [(Quality.CONFIGURED, header) for header in same] for field, same in named.items()
    }
    for header in headers:
        meaning = aliases.meaning(header.text)
        if header.column in taken or len(meaning.fields) != 1 or meaning.fields[0] in configured:
            continue
        found.setdefault(meaning.fields[0], []).append((meaning.quality, header))
    return {field: _surest(candidates) for field, candidates in found.items()}


def _surest(candidates: list[tuple[Quality, Header]]) -> list[tuple[Quality, Header]]:
    """Leave out a team's own column that has a further name of what another column holds."""
    sure = [candidate for candidate in candidates if candidate[0] is not Quality.LOOSE]
    return sure or candidates


def _map(grid: Grid, row: int, aliases: Aliases, configured: Mapping[str, str]) -> HeaderMap:
    headers = _headers(grid, row)
    mapped = _mapped(headers, aliases, configured)
    ranked = {
        field: [
            header for _, header in sorted(candidates, key=lambda pair: (pair[0], pair[1].column))
        ]
        for field, candidates in mapped.items()
    }
    used = {header.column for candidates in ranked.values() for header in candidates}
    meanings = {header: aliases.meaning(header.text).fields for header in headers}
    doubtful = tuple(
        (header, fields)
        for header, fields in meanings.items()
        if header.column not in used and len(fields) > 1
    )
    doubted = {header.column for header, _ in doubtful}
    return HeaderMap(
        row=row,
        fields=MappingProxyType({field: found[0] for field, found in ranked.items()}),
        rivals=MappingProxyType(
            {field: tuple(found[1:]) for field, found in ranked.items() if len(found) > 1}
        ),
        doubtful=doubtful,
        not_found=MappingProxyType(
            {field: name for field, name in configured.items() if field not in ranked}
        ),
        unknown=tuple(header for header in headers if header.column not in used | doubted),
        merged=_merged(grid, row),
    )


def _merged(grid: Grid, row: int) -> tuple[str, ...]:
    return tuple(
        f"{letter(left)}{top + 1}:{letter(right)}{bottom + 1}"
        for top, left, bottom, right in grid.tab.merged
        if top <= row <= bottom
    )
