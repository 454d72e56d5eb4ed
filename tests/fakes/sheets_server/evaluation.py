"""Formulas worked out: tokens to values, references to cells, errors on their way up."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server import a1, numerals
from tests.fakes.sheets_server.formulas import TOKEN, title_of
from tests.fakes.sheets_server.locales import locale_of
from tests.fakes.sheets_server.model import Book, ErrorValue, Sheet, rect_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Arguments = list[Any]
Grid = list[list[Any]]
DIVIDE = ErrorValue("DIVIDE_BY_ZERO", "Function DIVIDE parameter 2 cannot be zero.")
REFERENCE = ErrorValue("REF", "Reference does not exist.")
CIRCULAR = ErrorValue(
    "REF",
    "Circular dependency detected. To resolve with iterative calculation, see File > Settings.",
)
PARSE = ErrorValue("ERROR", "Formula parse error.")
ERRORS = {
    "#REF!": "REF",
    "#N/A": "N_A",
    "#DIV/0!": "DIVIDE_BY_ZERO",
    "#VALUE!": "VALUE",
    "#NAME?": "NAME",
    "#NUM!": "NUM",
    "#NULL!": "NULL_VALUE",
    "#ERROR!": "ERROR",
}
KNOWN_BUT_NOT_WORKED_OUT = frozenset(
    [
        "ARRAYFORMULA",
        "QUERY",
        "FILTER",
        "UNIQUE",
        "SORT",
        "SORTN",
        "TRANSPOSE",
        "SEQUENCE",
        "SPLIT",
        "IMPORTRANGE",
        "IMPORTDATA",
        "IMPORTHTML",
        "IMPORTXML",
        "IMPORTFEED",
        "GOOGLEFINANCE",
        "GOOGLETRANSLATE",
        "DETECTLANGUAGE",
        "OFFSET",
        "INDIRECT",
        "LET",
        "LAMBDA",
        "MAP",
        "REDUCE",
        "SCAN",
        "BYROW",
        "BYCOL",
        "MAKEARRAY",
        "XLOOKUP",
        "XMATCH",
        "LOOKUP",
        "REGEXREPLACE",
        "REGEXEXTRACT",
        "REGEXMATCH",
        "RAND",
        "RANDBETWEEN",
        "FLATTEN",
        "HSTACK",
        "VSTACK",
        "TOCOL",
        "TOROW",
        "CHOOSE",
        "SWITCH",
        "NETWORKDAYS",
        "WORKDAY",
        "PERCENTILE",
        "QUARTILE",
        "CORREL",
        "SLOPE",
        "INTERCEPT",
        "FORECAST",
        "TREND",
        "GROWTH",
        "LINEST",
        "NPV",
        "IRR",
        "PMT",
        "FV",
        "PV",
        "RATE",
        "VAR",
        "STDEVP",
        "VARP",
        "RANK",
        "LARGE",
        "SMALL",
        "MMULT",
        "MINVERSE",
        "SUMPRODUCT",
        "WEEKDAY",
        "WEEKNUM",
        "EDATE",
        "EOMONTH",
        "DATEDIF",
        "ISFORMULA",
        "CELL",
        "ADDRESS",
        "GETPIVOTDATA",
        "TEXTJOIN",
        "JOIN",
    ]
)
BLANK_SHOWING = frozenset({"SPARKLINE", "IMAGE"})


class FormulaError(Exception):
    """An error value on its way up."""

    def __init__(self, value: ErrorValue) -> None:
        super().__init__(value.type)
        self.value = value


class Calculation:
    """One pass over all formulas of a file."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.state: dict[tuple[int, int, int], str] = {}
        self.auto: dict[tuple[int, int, int], dict[str, str]] = {}

    def run(self) -> None:
        """Put the value of every formula into the value layer."""
        for sheet in self.book.sheets:
            sheet.auto_formats = {}
            for row, column, text in list(sheet.formulas()):
                self.cell(sheet, row, column, text)

    def cell(self, sheet: Sheet, row: int, column: int, text: str | None = None) -> Any:
        """The value of a cell, worked out first if it holds a formula."""
        text = text if text is not None else sheet.get("formula", row, column)
        if text is None:
            return sheet.get("value", row, column)
        key = (sheet.id, row, column)
        state = self.state.get(key)
        if state == "running":
            raise FormulaError(CIRCULAR)
        if state is None:
            self.state[key] = "running"
            value = self._work_out(sheet, text)
            self.state[key] = "done"
            sheet.set("value", row, column, value)
            self._auto_format(sheet, row, column, text, value)
        return sheet.get("value", row, column)

    def _work_out(self, sheet: Sheet, text: str) -> Any:
        try:
            value = self.single(Parser(self, sheet, text[1:]).parse())
        except FormulaError as error:
            value = error.value
        except RecursionError:
            value = CIRCULAR
        except (ValueError, TypeError, OverflowError, ZeroDivisionError) as error:
            value = ErrorValue("NUM" if isinstance(error, OverflowError) else "VALUE", str(error))
        return self._kept(text, value)

    def _kept(self, text: str, value: Any) -> Any:
        """A result as the cell keeps it: a blank that is passed on is 0, or "" from a function."""
        if value is None:
            return 0 if re.fullmatch(r"=\s*[^()\"]+", text) else ""
        if isinstance(value, float):
            if math.isnan(value) or math.isinf(value):
                return ErrorValue("NUM", "The result is too large.")
            return numerals.tidy(value)
        return value

    def single(self, value: Any) -> Any:
        """The one value of a one-cell area; other values as they are."""
        if isinstance(value, Area):
            if value.rows * value.columns == 1:
                return value.at(0, 0)
            raise FormulaError(ErrorValue("VALUE", "An array value could not be found."))
        return value

    def _auto_format(self, sheet: Sheet, row: int, column: int, text: str, value: Any) -> None:
        """Dates, percentages and currencies show as such in a formula that just passes them on."""
        if not isinstance(value, int | float) or isinstance(value, bool):
            return
        upper = text.upper()
        if "TODAY(" in upper or upper.startswith(("=DATE(", "=DATEVALUE(")):
            sheet.auto_formats[row, column] = {"type": "DATE"}
        elif "NOW(" in upper:
            sheet.auto_formats[row, column] = {"type": "DATE_TIME"}
        elif re.match(r"=\s*(?:[^()]*|\+?(?:SUM|MIN|MAX|AVERAGE|IF|IFERROR|ROUND)\(.*\))\Z", upper):
            found = self._first_format(sheet, text)
            if found:
                sheet.auto_formats[row, column] = found

    def _first_format(self, sheet: Sheet, text: str) -> dict[str, str] | None:
        for match in TOKEN.finditer(text):
            if match["reference"] is None:
                continue
            title = title_of(match["sheet"])
            home = sheet if title is None else self.book.find_sheet(title)
            rect = a1.parse_cells(match["cells"].replace("$", ""))
            if home is None or rect is None:
                return None
            row, column = rect.top or 0, rect.left or 0
            style = home.get("format", row, column)
            return (style or {}).get("numberFormat") or home.auto_formats.get((row, column))
        return None


class Area:
    """A rectangle of cells, read as needed."""

    def __init__(self, work: Calculation, sheet: Sheet, rect: a1.Rect) -> None:
        self.work, self.sheet = work, sheet
        closed = rect.closed(sheet.row_count, sheet.column_count)
        self.top, self.left = closed.top or 0, closed.left or 0
        self.rows, self.columns = (closed.bottom or 0) - self.top, (closed.right or 0) - self.left
        if not self.rows or not self.columns:
            raise FormulaError(REFERENCE)

    def at(self, row: int, column: int) -> Any:
        """A value by its place inside the area."""
        return self.work.cell(self.sheet, self.top + row, self.left + column)

    def grid(self) -> Grid:
        """All values, only as far down as the sheet is filled."""
        filled = max(0, min(self.rows, self.sheet.last_row(("value", "formula")) - self.top))
        return [[self.at(row, column) for column in range(self.columns)] for row in range(filled)]

    def __iter__(self) -> Iterator[Any]:
        for row in self.grid():
            yield from row


class Parser:
    """A formula without its `=`, worked out as it is read."""

    LEVELS: tuple[tuple[str, ...], ...] = (
        ("=", "<>", "<", ">", "<=", ">="),
        ("&",),
        ("+", "-"),
        ("*", "/"),
        ("^",),
    )

    def __init__(self, work: Calculation, sheet: Sheet, text: str) -> None:
        self.work, self.sheet = work, sheet
        self.tokens = [match for match in TOKEN.finditer(text) if match["space"] is None]
        self.place = 0

    def parse(self) -> Any:
        """The value of the whole formula."""
        if not self.tokens:
            raise FormulaError(PARSE)
        value = self.binary(0)
        if self.place < len(self.tokens):
            raise FormulaError(PARSE)
        return value

    def peek(self) -> str:
        """The next token's text, or ''."""
        return self.tokens[self.place][0] if self.place < len(self.tokens) else ""

    def take(self, wanted: str) -> bool:
        """Step over a token if it is the one wanted."""
        if self.peek() == wanted:
            self.place += 1
            return True
        return False

    def binary(self, level: int) -> Any:
        """Operators of a level and all that bind more tightly, from left to right."""
        if level == len(self.LEVELS):
            return self.unary()
        left = self.binary(level + 1)
        while self.peek() in self.LEVELS[level]:
            operator = self.peek()
            self.place += 1
            left = operate(
                operator, self.work.single(left), self.work.single(self.binary(level + 1)), self
            )
        return left

    def unary(self) -> Any:
        """A sign, then a value, then any percent signs."""
        if self.take("-"):
            return -self.number(self.unary())
        if self.take("+"):
            return self.unary()
        value = self.primary()
        while self.take("%"):
            value = self.number(value) / 100
        return value

    def primary(self) -> Any:
        """A literal, reference, name, call or parenthesis."""
        if self.place >= len(self.tokens):
            raise FormulaError(PARSE)
        match = self.tokens[self.place]
        self.place += 1
        if match["number"] is not None:
            number = float(match["number"])
            return int(number) if number.is_integer() and abs(number) < 1e15 else number
        if match["string"] is not None:
            return match["string"][1:-1].replace('""', '"')
        if match["error"] is not None:
            raise FormulaError(
                ErrorValue(
                    ERRORS[match["error"]],
                    "Reference does not exist." if match["error"] == "#REF!" else "",
                )
            )
        if match["reference"] is not None:
            return self.reference(match)
        if match[0] == "(":
            value = self.binary(0)
            if not self.take(")"):
                raise FormulaError(PARSE)
            return value
        if match["name"] is not None:
            return self.name(match["name"])
        raise FormulaError(PARSE)

    def reference(self, match: re.Match[str]) -> Any:
        """A cell or an area."""
        title = title_of(match["sheet"])
        sheet = self.sheet if title is None else self.work.book.find_sheet(title)
        rect = a1.parse_cells(match["cells"].replace("$", ""))
        if sheet is None:
            raise FormulaError(ErrorValue("REF", f"Unresolved sheet name '{title}'."))
        if rect is None:
            raise FormulaError(PARSE)
        return Area(self.work, sheet, rect)

    def name(self, name: str) -> Any:
        """TRUE, FALSE, a function call or a named range."""
        if self.peek() == "(":
            return self.call(name.upper())
        if name.upper() in {"TRUE", "FALSE"}:
            return name.upper() == "TRUE"
        for named in self.work.book.named_ranges:
            if named["name"].casefold() == name.casefold():
                rect = rect_of(named["range"])
                return Area(self.work, self.work.book.sheet(rect.sheet_id), rect)
        raise FormulaError(ErrorValue("NAME", f"Unknown range name: '{name.upper()}'."))

    def call(self, name: str) -> Any:
        """A function call; its arguments are read even when they are errors."""
        self.place += 1
        arguments: Arguments = []
        if not self.take(")"):
            while True:
                arguments.append(self.argument())
                if self.take(")"):
                    break
                if not (self.take(",") or self.take(";")):
                    raise FormulaError(PARSE)
        if name in KNOWN_BUT_NOT_WORKED_OUT:
            raise FormulaError(ErrorValue("LOADING", "Loading..."))
        if name in BLANK_SHOWING:
            return ""
        function = FUNCTIONS.get(name)
        if function is None:
            raise FormulaError(ErrorValue("NAME", f"Unknown function: '{name}'."))
        if name not in LAZY:
            for argument in arguments:
                if isinstance(argument, FormulaError):
                    raise argument
        return function(self, arguments)

    def argument(self) -> Any:
        """One argument; an error in it is kept as a value for IFERROR and its like."""
        if self.peek() in {",", ";", ")"}:
            return None
        start = self.place
        try:
            value = self.binary(0)
            if (
                isinstance(value, Area)
                and value.rows * value.columns == 1
                and isinstance(value.at(0, 0), ErrorValue)
            ):
                return FormulaError(value.at(0, 0))
        except FormulaError as error:
            if error.value is PARSE:
                raise
            self.place = start
            self.skip()
            return error
        return value

    def skip(self) -> None:
        """Step to the end of an argument."""
        depth = 0
        while self.place < len(self.tokens):
            text = self.peek()
            if depth == 0 and text in {",", ";", ")"}:
                return
            depth += (text == "(") - (text == ")")
            self.place += 1

    def number(self, value: Any) -> float:
        """A value as a number: blank is 0, text is read as if typed."""
        value = self.work.single(value)
        if isinstance(value, ErrorValue):
            raise FormulaError(value)
        if value is None:
            return 0
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, str):
            found, _ = numerals.typed(value, self.work.book.locale)
            if isinstance(found, str) or not value.strip():
                raise FormulaError(
                    ErrorValue(
                        "VALUE",
                        f"Function parameter expects number values. But '{value}' is a text and cannot be coerced to a number.",
                    )
                )
            return found
        return value

    def text(self, value: Any) -> str:
        """A value as text."""
        value = self.work.single(value)
        if isinstance(value, ErrorValue):
            raise FormulaError(value)
        if value is None:
            return ""
        return numerals.show(value, None, locale_of(self.work.book.locale))

    def truth(self, value: Any) -> bool:
        """A value as TRUE or FALSE."""
        value = self.work.single(value)
        if isinstance(value, str):
            if value.upper() in {"TRUE", "FALSE"}:
                return value.upper() == "TRUE"
            raise FormulaError(
                ErrorValue(
                    "VALUE",
                    f"Function IF parameter 1 expects boolean values. But '{value}' is a text and cannot be coerced to a boolean.",
                )
            )
        return bool(self.number(value))

    def numbers(self, arguments: Arguments) -> list[float]:
        """The numbers among arguments: all literal ones, and the numeric cells of areas."""
        found: list[float] = []
        for argument in arguments:
            if isinstance(argument, Area):
                for value in argument:
                    if isinstance(value, ErrorValue):
                        raise FormulaError(value)
                    if isinstance(value, int | float) and not isinstance(value, bool):
                        found.append(value)
            elif argument is not None:
                found.append(self.number(argument))
        return found


def operate(operator: str, left: Any, right: Any, parser: Parser) -> Any:
    """One operator on two values."""
    for side in (left, right):
        if isinstance(side, ErrorValue):
            raise FormulaError(side)
    if operator == "&":
        return parser.text(left) + parser.text(right)
    if operator in {"=", "<>", "<", ">", "<=", ">="}:
        return compare(operator, left, right)
    one, two = parser.number(left), parser.number(right)
    if operator == "/" and two == 0:
        raise FormulaError(DIVIDE)
    return ARITHMETIC[operator](one, two)


ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": lambda one, two: one + two,
    "-": lambda one, two: one - two,
    "*": lambda one, two: one * two,
    "/": lambda one, two: one / two,
    "^": lambda one, two: one**two,
}


def rank(value: Any) -> tuple[int, Any]:
    """Numbers before text before booleans, text whatever its case."""
    if isinstance(value, bool):
        return 2, value
    if isinstance(value, str):
        return 1, value.casefold()
    return 0, value


def compare(operator: str, left: Any, right: Any) -> bool:
    """A comparison; a blank is 0, "" or FALSE, as the other side needs."""
    if left is None:
        left = "" if isinstance(right, str) else False if isinstance(right, bool) else 0
    if right is None:
        right = "" if isinstance(left, str) else False if isinstance(left, bool) else 0
    one, two = rank(left), rank(right)
    return {
        "=": one == two,
        "<>": one != two,
        "<": one < two,
        ">": one > two,
        "<=": one <= two,
        ">=": one >= two,
    }[operator]


FUNCTIONS: dict[str, Callable[[Parser, Arguments], Any]] = {}
LAZY = frozenset(
    {
        "IF",
        "IFERROR",
        "IFNA",
        "IFS",
        "ISERROR",
        "ISERR",
        "ISNA",
        "ISBLANK",
        "COUNT",
        "COUNTA",
        "AND_",
        "ERROR.TYPE",
    }
)


def function(
    *names: str,
) -> Callable[[Callable[[Parser, Arguments], Any]], Callable[[Parser, Arguments], Any]]:
    """Register a function under its names."""

    def register(body: Callable[[Parser, Arguments], Any]) -> Callable[[Parser, Arguments], Any]:
        for name in names:
            FUNCTIONS[name] = body
        return body

    return register
