"""Working formulas out: a small parser and the functions that team sheets use most."""

from __future__ import annotations

import datetime as dt
import math
import re
import statistics
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
            value = self._single(Parser(self, sheet, text[1:]).parse())
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

    def _single(self, value: Any) -> Any:
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
                operator, self.work._single(left), self.work._single(self.binary(level + 1)), self
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
        value = self.work._single(value)
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
        value = self.work._single(value)
        if isinstance(value, ErrorValue):
            raise FormulaError(value)
        if value is None:
            return ""
        return numerals.show(value, None, locale_of(self.work.book.locale))

    def truth(self, value: Any) -> bool:
        """A value as TRUE or FALSE."""
        value = self.work._single(value)
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
        return _compare(operator, left, right)
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


def _rank(value: Any) -> tuple[int, Any]:
    if isinstance(value, bool):
        return 2, value
    if isinstance(value, str):
        return 1, value.casefold()
    return 0, value


def _compare(operator: str, left: Any, right: Any) -> bool:
    if left is None:
        left = "" if isinstance(right, str) else False if isinstance(right, bool) else 0
    if right is None:
        right = "" if isinstance(left, str) else False if isinstance(left, bool) else 0
    one, two = _rank(left), _rank(right)
    return {
        "=": one == two,
        "<>": one != two,
        "<": one < two,
        ">": one > two,
        "<=": one <= two,
        ">=": one >= two,
    }[operator]


# Functions

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


def _value(argument: Any) -> Any:
    """An argument's value; raises what it carries if it is an error."""
    if isinstance(argument, FormulaError):
        raise argument
    return argument


@function("IF")
def _if(parser: Parser, arguments: Arguments) -> Any:
    if len(arguments) < 2:
        raise FormulaError(ErrorValue("N_A", "Wrong number of arguments to IF."))
    chosen = 1 if parser.truth(_value(arguments[0])) else 2
    return _value(arguments[chosen]) if chosen < len(arguments) else False


@function("IFS")
def _ifs(parser: Parser, arguments: Arguments) -> Any:
    for condition, value in zip(arguments[::2], arguments[1::2], strict=False):
        if parser.truth(_value(condition)):
            return _value(value)
    raise FormulaError(ErrorValue("N_A", "No match"))


@function("IFERROR")
def _iferror(parser: Parser, arguments: Arguments) -> Any:
    first = arguments[0]
    if isinstance(first, FormulaError):
        return _value(arguments[1]) if len(arguments) > 1 else ""
    return first


@function("IFNA")
def _ifna(parser: Parser, arguments: Arguments) -> Any:
    first = arguments[0]
    if isinstance(first, FormulaError) and first.value.type == "N_A":
        return _value(arguments[1]) if len(arguments) > 1 else ""
    return _value(first)


@function("ISERROR", "ISERR", "ISNA")
def _iserror(parser: Parser, arguments: Arguments) -> Any:
    return isinstance(arguments[0], FormulaError)


@function("ISBLANK")
def _isblank(parser: Parser, arguments: Arguments) -> Any:
    return not isinstance(arguments[0], FormulaError) and parser.work._single(arguments[0]) is None


@function("ISNUMBER")
def _isnumber(parser: Parser, arguments: Arguments) -> Any:
    value = parser.work._single(arguments[0])
    return isinstance(value, int | float) and not isinstance(value, bool)


@function("ISTEXT")
def _istext(parser: Parser, arguments: Arguments) -> Any:
    return isinstance(parser.work._single(arguments[0]), str)


@function("SUM")
def _sum(parser: Parser, arguments: Arguments) -> Any:
    return math.fsum(parser.numbers(arguments))


@function("PRODUCT")
def _product(parser: Parser, arguments: Arguments) -> Any:
    return math.prod(parser.numbers(arguments))


@function("AVERAGE")
def _average(parser: Parser, arguments: Arguments) -> Any:
    numbers = parser.numbers(arguments)
    if not numbers:
        raise FormulaError(
            ErrorValue(
                "DIVIDE_BY_ZERO", "Evaluation of function AVERAGE caused a divide by zero error."
            )
        )
    return math.fsum(numbers) / len(numbers)


@function("MEDIAN")
def _median(parser: Parser, arguments: Arguments) -> Any:
    return statistics.median(parser.numbers(arguments))


@function("STDEV", "STDEV.S")
def _stdev(parser: Parser, arguments: Arguments) -> Any:
    numbers = parser.numbers(arguments)
    if len(numbers) < 2:
        raise FormulaError(DIVIDE)
    return statistics.stdev(numbers)


@function("MIN")
def _min(parser: Parser, arguments: Arguments) -> Any:
    return min(parser.numbers(arguments), default=0)


@function("MAX")
def _max(parser: Parser, arguments: Arguments) -> Any:
    return max(parser.numbers(arguments), default=0)


def _flat(arguments: Arguments) -> Iterator[Any]:
    for argument in arguments:
        if isinstance(argument, Area):
            yield from argument
        else:
            yield argument


@function("COUNT")
def _count(parser: Parser, arguments: Arguments) -> Any:
    return sum(
        isinstance(value, int | float) and not isinstance(value, bool) for value in _flat(arguments)
    )


@function("COUNTA")
def _counta(parser: Parser, arguments: Arguments) -> Any:
    return sum(value is not None for value in _flat(arguments))


@function("COUNTBLANK")
def _countblank(parser: Parser, arguments: Arguments) -> Any:
    area = arguments[0]
    total = area.rows * area.columns if isinstance(area, Area) else 1
    return total - sum(value not in {None, ""} for value in _flat(arguments))


@function("COUNTUNIQUE")
def _countunique(parser: Parser, arguments: Arguments) -> Any:
    return len({value for value in _flat(arguments) if value is not None})


def _criterion(parser: Parser, wanted: Any) -> Callable[[Any], bool]:
    """The test that a criterion such as `">=5"`, `"a*"` or 3 stands for."""
    wanted = parser.work._single(wanted)
    if not isinstance(wanted, str):
        return lambda value: value is not None and _compare("=", value, wanted)
    match = re.match(r"(<=|>=|<>|<|>|=)?(.*)\Z", wanted, re.DOTALL)
    operator, rest = (match[1] or "=", match[2]) if match else ("=", wanted)
    number, _ = numerals.typed(rest, parser.work.book.locale)
    if isinstance(number, str):
        pattern = re.compile(
            "".join({"*": ".*", "?": "."}.get(letter, re.escape(letter)) for letter in rest),
            re.IGNORECASE | re.DOTALL,
        )
        if operator in {"=", "<>"}:
            return lambda value: (
                (bool(pattern.fullmatch("" if value is None else str(value)))) == (operator == "=")
            )
        return lambda value: isinstance(value, str) and _compare(operator, value, rest)
    if operator == "<>":
        return lambda value: _rank(value) != _rank(number)
    return lambda value: (
        value is not None and type(value) in {int, float} and _compare(operator, value, number)
    )


@function("COUNTIF")
def _countif(parser: Parser, arguments: Arguments) -> Any:
    test = _criterion(parser, arguments[1])
    return sum(test(value) for value in _flat(arguments[:1]))


def _rows_that_fit(parser: Parser, pairs: list[tuple[Any, Any]]) -> list[bool]:
    fitting: list[bool] | None = None
    for area, wanted in pairs:
        test = _criterion(parser, wanted)
        marks = [test(value) for value in _flat([area])]
        fitting = (
            marks
            if fitting is None
            else [one and two for one, two in zip(fitting, marks, strict=False)]
        )
    return fitting or []


@function("COUNTIFS")
def _countifs(parser: Parser, arguments: Arguments) -> Any:
    return sum(_rows_that_fit(parser, list(zip(arguments[::2], arguments[1::2], strict=True))))


@function("SUMIF")
def _sumif(parser: Parser, arguments: Arguments) -> Any:
    return math.fsum(
        _chosen(
            parser,
            [(arguments[0], arguments[1])],
            arguments[2] if len(arguments) > 2 else arguments[0],
        )
    )


@function("SUMIFS")
def _sumifs(parser: Parser, arguments: Arguments) -> Any:
    return math.fsum(
        _chosen(parser, list(zip(arguments[1::2], arguments[2::2], strict=True)), arguments[0])
    )


@function("AVERAGEIF")
def _averageif(parser: Parser, arguments: Arguments) -> Any:
    numbers = _chosen(
        parser, [(arguments[0], arguments[1])], arguments[2] if len(arguments) > 2 else arguments[0]
    )
    if not numbers:
        raise FormulaError(DIVIDE)
    return math.fsum(numbers) / len(numbers)


def _chosen(parser: Parser, pairs: list[tuple[Any, Any]], area: Any) -> list[float]:
    values = list(_flat([area]))
    marks = _rows_that_fit(parser, pairs)
    return [
        value
        for value, mark in zip(values, marks, strict=False)
        if mark and isinstance(value, int | float) and not isinstance(value, bool)
    ]


@function("AND")
def _and(parser: Parser, arguments: Arguments) -> Any:
    return all(parser.truth(value) for value in _flat(arguments) if value is not None)


@function("OR")
def _or(parser: Parser, arguments: Arguments) -> Any:
    return any(parser.truth(value) for value in _flat(arguments) if value is not None)


@function("NOT")
def _not(parser: Parser, arguments: Arguments) -> Any:
    return not parser.truth(arguments[0])


def _round(value: float, places: float, mode: Callable[[float], float] | None) -> float:
    scale = 10 ** int(places)
    scaled = abs(value) * scale
    rounded = mode(round(scaled, 9)) if mode else math.floor(scaled + 0.5 + 1e-9)
    return math.copysign(rounded / scale, value) if rounded else 0


@function("ROUND")
def _round_half(parser: Parser, arguments: Arguments) -> Any:
    return _round(
        parser.number(arguments[0]), parser.number(arguments[1]) if len(arguments) > 1 else 0, None
    )


@function("ROUNDUP")
def _roundup(parser: Parser, arguments: Arguments) -> Any:
    return _round(
        parser.number(arguments[0]),
        parser.number(arguments[1]) if len(arguments) > 1 else 0,
        math.ceil,
    )


@function("ROUNDDOWN", "TRUNC")
def _rounddown(parser: Parser, arguments: Arguments) -> Any:
    return _round(
        parser.number(arguments[0]),
        parser.number(arguments[1]) if len(arguments) > 1 else 0,
        math.floor,
    )


@function("INT")
def _int(parser: Parser, arguments: Arguments) -> Any:
    return math.floor(parser.number(arguments[0]))


@function("ABS")
def _abs(parser: Parser, arguments: Arguments) -> Any:
    return abs(parser.number(arguments[0]))


@function("SQRT")
def _sqrt(parser: Parser, arguments: Arguments) -> Any:
    number = parser.number(arguments[0])
    if number < 0:
        raise FormulaError(
            ErrorValue(
                "NUM",
                f"Function SQRT parameter 1 value is {number}. It should be greater than or equal to 0.",
            )
        )
    return math.sqrt(number)


@function("POWER", "POW")
def _power(parser: Parser, arguments: Arguments) -> Any:
    return parser.number(arguments[0]) ** parser.number(arguments[1])


@function("MOD")
def _mod(parser: Parser, arguments: Arguments) -> Any:
    divisor = parser.number(arguments[1])
    if divisor == 0:
        raise FormulaError(ErrorValue("DIVIDE_BY_ZERO", "Function MOD parameter 2 cannot be zero."))
    return parser.number(arguments[0]) % divisor


for _name, _operator in (
    ("ADD", "+"),
    ("MINUS", "-"),
    ("MULTIPLY", "*"),
    ("DIVIDE", "/"),
    ("EQ", "="),
    ("NE", "<>"),
    ("GT", ">"),
    ("LT", "<"),
):
    FUNCTIONS[_name] = lambda parser, arguments, operator=_operator: operate(
        operator, parser.work._single(arguments[0]), parser.work._single(arguments[1]), parser
    )
FUNCTIONS["PI"] = lambda _parser, _arguments: math.pi
FUNCTIONS["LEN"] = lambda parser, arguments: len(parser.text(arguments[0]))
FUNCTIONS["UPPER"] = lambda parser, arguments: parser.text(arguments[0]).upper()
FUNCTIONS["LOWER"] = lambda parser, arguments: parser.text(arguments[0]).lower()
FUNCTIONS["PROPER"] = lambda parser, arguments: parser.text(arguments[0]).title()
FUNCTIONS["TRIM"] = lambda parser, arguments: re.sub(r" +", " ", parser.text(arguments[0]).strip())
FUNCTIONS["VALUE"] = lambda parser, arguments: parser.number(arguments[0])
FUNCTIONS["N"] = lambda parser, arguments: (
    parser.number(arguments[0]) if not isinstance(arguments[0], str) else 0
)
FUNCTIONS["T"] = lambda parser, arguments: (
    parser.text(arguments[0]) if isinstance(parser.work._single(arguments[0]), str) else ""
)
FUNCTIONS["EXACT"] = lambda parser, arguments: (
    parser.text(arguments[0]) == parser.text(arguments[1])
)
FUNCTIONS["REPT"] = lambda parser, arguments: (
    parser.text(arguments[0]) * int(parser.number(arguments[1]))
)
FUNCTIONS["CHAR"] = lambda parser, arguments: chr(int(parser.number(arguments[0])))
FUNCTIONS["EXP"] = lambda parser, arguments: math.exp(parser.number(arguments[0]))
FUNCTIONS["LN"] = lambda parser, arguments: math.log(parser.number(arguments[0]))
FUNCTIONS["LOG10"] = lambda parser, arguments: math.log10(parser.number(arguments[0]))


@function("CONCATENATE", "CONCAT")
def _concatenate(parser: Parser, arguments: Arguments) -> Any:
    return "".join(parser.text(value) for value in _flat(arguments))


@function("LEFT")
def _left(parser: Parser, arguments: Arguments) -> Any:
    return parser.text(arguments[0])[
        : int(parser.number(arguments[1])) if len(arguments) > 1 else 1
    ]


@function("RIGHT")
def _right(parser: Parser, arguments: Arguments) -> Any:
    count = int(parser.number(arguments[1])) if len(arguments) > 1 else 1
    return parser.text(arguments[0])[-count:] if count else ""


@function("MID")
def _mid(parser: Parser, arguments: Arguments) -> Any:
    start = int(parser.number(arguments[1])) - 1
    return parser.text(arguments[0])[start : start + int(parser.number(arguments[2]))]


@function("SUBSTITUTE")
def _substitute(parser: Parser, arguments: Arguments) -> Any:
    text, old, new = (parser.text(argument) for argument in arguments[:3])
    return text.replace(old, new) if old else text


@function("HYPERLINK")
def _hyperlink(parser: Parser, arguments: Arguments) -> Any:
    return parser.work._single(arguments[1] if len(arguments) > 1 else arguments[0])


@function("TEXT")
def _text(parser: Parser, arguments: Arguments) -> Any:
    return numerals.show(
        parser.number(arguments[0]),
        {"pattern": parser.text(arguments[1])},
        locale_of(parser.work.book.locale),
    )


@function("DATE")
def _date(parser: Parser, arguments: Arguments) -> Any:
    year, month, day = (int(parser.number(argument)) for argument in arguments)
    years, months = divmod(month - 1, 12)
    return numerals.serial(dt.date(year + years, months + 1, 1)) + day - 1


@function("DATEVALUE")
def _datevalue(parser: Parser, arguments: Arguments) -> Any:
    value, number_format = numerals.typed(parser.text(arguments[0]), parser.work.book.locale)
    if not number_format or number_format["type"] not in numerals.DATE_TYPES:
        raise FormulaError(
            ErrorValue(
                "VALUE", f"DATEVALUE parameter '{arguments[0]}' cannot be parsed to date/time."
            )
        )
    return math.floor(value)


def _day_of(parser: Parser, argument: Any) -> dt.date:
    return numerals.EPOCH + dt.timedelta(days=math.floor(parser.number(argument)))


FUNCTIONS["YEAR"] = lambda parser, arguments: _day_of(parser, arguments[0]).year
FUNCTIONS["MONTH"] = lambda parser, arguments: _day_of(parser, arguments[0]).month
FUNCTIONS["DAY"] = lambda parser, arguments: _day_of(parser, arguments[0]).day
FUNCTIONS["TODAY"] = lambda _parser, _arguments: numerals.serial(numerals.today())
FUNCTIONS["NOW"] = lambda _parser, _arguments: numerals.serial(numerals.today())
FUNCTIONS["TRUE"] = lambda _parser, _arguments: True
FUNCTIONS["FALSE"] = lambda _parser, _arguments: False


@function("NA")
def _na(parser: Parser, arguments: Arguments) -> Any:
    raise FormulaError(ErrorValue("N_A", "Error N/A"))


def _area(argument: Any) -> Area:
    if not isinstance(argument, Area):
        raise FormulaError(ErrorValue("N_A", "Argument must be a range."))
    return argument


@function("ROW")
def _row(parser: Parser, arguments: Arguments) -> Any:
    return _area(arguments[0]).top + 1


@function("COLUMN")
def _column(parser: Parser, arguments: Arguments) -> Any:
    return _area(arguments[0]).left + 1


@function("ROWS")
def _rows(parser: Parser, arguments: Arguments) -> Any:
    return _area(arguments[0]).rows


@function("COLUMNS")
def _columns(parser: Parser, arguments: Arguments) -> Any:
    return _area(arguments[0]).columns


@function("INDEX")
def _index(parser: Parser, arguments: Arguments) -> Any:
    area = _area(arguments[0])
    row = int(parser.number(arguments[1])) if len(arguments) > 1 else 1
    column = int(parser.number(arguments[2])) if len(arguments) > 2 else 1
    if area.rows == 1 and len(arguments) == 2:
        row, column = 1, row
    if not (1 <= row <= area.rows and 1 <= column <= area.columns):
        raise FormulaError(
            ErrorValue(
                "NUM",
                f"Function INDEX parameter 2 value is {row}. Valid values are between 0 and {area.rows} inclusive.",
            )
        )
    return area.at(row - 1, column - 1)


@function("MATCH")
def _match(parser: Parser, arguments: Arguments) -> Any:
    wanted, mode = (
        parser.work._single(arguments[0]),
        int(parser.number(arguments[2])) if len(arguments) > 2 else 1,
    )
    best = None
    for place, value in enumerate(_flat([_area(arguments[1])]), 1):
        if value is None:
            continue
        if mode == 0 and _compare("=", value, wanted):
            return place
        if (
            mode
            and _rank(value)[0] == _rank(wanted)[0]
            and _compare("<=" if mode > 0 else ">=", value, wanted)
        ):
            best = place
    if best is None:
        raise FormulaError(
            ErrorValue("N_A", f"Did not find value '{parser.text(wanted)}' in MATCH evaluation.")
        )
    return best


@function("VLOOKUP")
def _vlookup(parser: Parser, arguments: Arguments) -> Any:
    wanted, area, place = (
        parser.work._single(arguments[0]),
        _area(arguments[1]),
        int(parser.number(arguments[2])),
    )
    ordered = parser.truth(arguments[3]) if len(arguments) > 3 else True
    if place > area.columns:
        raise FormulaError(ErrorValue("REF", "VLOOKUP evaluates to an out of bounds range."))
    best = None
    for row in area.grid():
        if (
            ordered
            and row[0] is not None
            and _rank(row[0])[0] == _rank(wanted)[0]
            and _compare("<=", row[0], wanted)
        ):
            best = row
        elif not ordered and row[0] is not None and _compare("=", row[0], wanted):
            best = row
            break
    if best is None:
        raise FormulaError(
            ErrorValue("N_A", f"Did not find value '{parser.text(wanted)}' in VLOOKUP evaluation.")
        )
    return best[place - 1]
