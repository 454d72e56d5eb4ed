"""What was wrong with the team's data, gathered: one line for every thing, not for every row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from quality.issues import Issue, Severity
from quality.words import Words

SHOWN_ROWS = 20  # row numbers that one line names
SHOWN_VALUES = 100  # lines for one kind of trouble in one column; the rest share a line
SHOWN_CHARACTERS = 80

ERROR, WARNING, HINT = Severity.ERROR, Severity.WARNING, Severity.HINT

SEVERITIES = MappingProxyType(
    {
        "tab_not_found": ERROR,
        "tab_twice": WARNING,
        "tab_suggested": HINT,
        "tab_empty": HINT,
        "headers_not_found": ERROR,
        "header_missing": ERROR,
        "header_advised": HINT,
        "header_advised_either": HINT,
        "header_twice": WARNING,
        "header_rival": WARNING,
        "header_doubtful": WARNING,
        "header_configured_missing": ERROR,
        "header_merged": WARNING,
        "constant_unreadable": ERROR,
        "value_missing": ERROR,
        "value_missing_either": ERROR,
        "spreadsheet_error": ERROR,
        "formula_not_computed": ERROR,
        "not_a_number": ERROR,
        "not_whole": ERROR,
        "negative": ERROR,
        "out_of_range": ERROR,
        "not_a_date": ERROR,
        "date_in_future": ERROR,
        "date_too_old": ERROR,
        "not_yes_or_no": ERROR,
        "unknown_choice": WARNING,
        "unknown_defect_type": WARNING,
        "defect_type_read": WARNING,
        "no_link": HINT,
        "digits_lost": WARNING,
        "pair_read": HINT,
        "cartons_read": WARNING,
        "approximate": HINT,
        "month_first": WARNING,
        "month_only": HINT,
        "year_guessed": HINT,
        "dates_are_text": WARNING,
        "dates_swapped": WARNING,
        "lot_generated": HINT,
        "units_are_days": WARNING,
        "setting_unknown": WARNING,
        "setting_secret": ERROR,
        "setting_twice": WARNING,
        "setting_refused": ERROR,
        "key_twice": WARNING,
        "more_issues": WARNING,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A column of a tab, as issues name it."""

    tab: str
    column: str | None = None
    header: str | None = None


def shown(cell: object) -> str:
    """Return a cell as an issue quotes it: one line, cut to a readable length."""
    if isinstance(cell, bool):
        return str(cell).upper()
    number = isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15
    text = " ".join(str(int(cell) if number else cell).split())  # type: ignore[call-overload]
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


def row_list(rows: Sequence[int]) -> str:
    """Return row numbers as people list them, at most 20 of them."""
    listed = ", ".join(str(row) for row in rows[:SHOWN_ROWS])
    return f"{listed}, …" if len(rows) > SHOWN_ROWS else listed


class Collector:
    """Gathers issues; the ones of equal key become one line that counts its rows."""

    def __init__(self) -> None:
        """Start without issues."""
        self._issues: list[Issue] = []
        self._lines: dict[tuple[str, str, str], int] = {}
        self._left: dict[tuple[str, str, str], Issue] = {}

    def tab(self, code: str, place: Place, **slots: object) -> None:
        """Report something about a tab or one of its headers."""
        self._issues.append(
            Issue(
                code=code,
                severity=SEVERITIES[code],
                tab=place.tab,
                column=place.column,
                header=place.header,
                slots=MappingProxyType(slots),
            )
        )

    def rows(
        self, code: str, place: Place, rows: Sequence[int], found: object = "", **slots: object
    ) -> None:
        """Report rows (1-based, in order) that share a trouble and what was found."""
        if not rows:
            return
        kind = (place.tab, place.column or "", code)
        self._lines[kind] = self._lines.get(kind, 0) + 1
        if self._lines[kind] > SHOWN_VALUES:
            self._rest(kind, place, rows)
            return
        self._issues.append(
            Issue(
                code=code,
                severity=SEVERITIES[code],
                tab=place.tab,
                row=rows[0],
                column=place.column,
                header=place.header,
                found=shown(found),
                rows=len(rows),
                slots=MappingProxyType({"at": row_list(rows), **slots}),
            )
        )

    def _rest(self, kind: tuple[str, str, str], place: Place, rows: Sequence[int]) -> None:
        known = self._left.get(kind)
        if known is not None:
            self._left[kind] = replace(known, rows=known.rows + len(rows))
            return
        self._left[kind] = Issue(
            code="more_issues",
            severity=WARNING,
            tab=place.tab,
            row=rows[0],
            column=place.column,
            header=place.header,
            rows=len(rows),
            slots=MappingProxyType({"key": kind[2], "at": row_list(rows)}),
        )

    def issues(self) -> tuple[Issue, ...]:
        """Return what was gathered, one issue a key, in the order of reporting."""
        merged: dict[str, Issue] = {}
        for issue in (*self._issues, *self._left.values()):
            known = merged.get(issue.key)
            merged[issue.key] = (
                issue if known is None else replace(known, rows=known.rows + issue.rows)
            )
        return tuple(merged.values())


def spoken(issue: Issue, words: Words) -> Mapping[str, object]:
    """Return the slots of an issue's sentences in the words of a language.

    `columns`, `choices` and `type` hold ids; they become the headers, labels and name that we would
    write.
    """
    slots = dict(issue.slots)
    column = f"column.{issue.tab}.{issue.column}"
    if isinstance(columns := slots.get("columns"), tuple):
        names = [words.get(f"column.{issue.tab}.{name}") or str(name) for name in columns]
        slots["columns"] = " / ".join(names)
    if isinstance(choices := slots.get("choices"), tuple):
        labels = [words.get(f"value.{issue.column}.{code}") or str(code) for code in choices]
        slots["choices"] = ", ".join(labels)
    if (kind := slots.get("type")) is not None:
        slots["type"] = words.get(f"defect_type.{kind}") or str(kind)
    return {
        "row": str(issue.row or ""),
        "rows": issue.rows,
        "header": issue.header or words.get(column) or issue.column or "",
        "found": issue.found,
        **slots,
    }
