"""The functions that team sheets use most."""

from __future__ import annotations

import datetime as dt
import math
import re
import statistics
from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server import numerals
from tests.fakes.sheets_server.evaluation import (
    DIVIDE,
    FUNCTIONS,
    Area,
    Calculation,
    FormulaError,
    Parser,
    compare,
    function,
    operate,
    rank,
)
from tests.fakes.sheets_server.locales import locale_of
from tests.fakes.sheets_server.model import ErrorValue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.fakes.sheets_server.model import Book

Arguments = list[Any]


def work_out(book: Book) -> None:
    """Put the value of every formula of a file into its cell."""
    Calculation(book).run()


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
    return not isinstance(arguments[0], FormulaError) and parser.work.single(arguments[0]) is None


@function("ISNUMBER")
def _isnumber(parser: Parser, arguments: Arguments) -> Any:
    value = parser.work.single(arguments[0])
    return isinstance(value, int | float) and not isinstance(value, bool)


@function("ISTEXT")
def _istext(parser: Parser, arguments: Arguments) -> Any:
    return isinstance(parser.work.single(arguments[0]), str)


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
    wanted = parser.work.single(wanted)
    if not isinstance(wanted, str):
        return lambda value: value is not None and compare("=", value, wanted)
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
        return lambda value: isinstance(value, str) and compare(operator, value, rest)
    if operator == "<>":
        return lambda value: rank(value) != rank(number)
    return lambda value: (
        value is not None and type(value) in {int, float} and compare(operator, value, number)
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
        operator, parser.work.single(arguments[0]), parser.work.single(arguments[1]), parser
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
    parser.text(arguments[0]) if isinstance(parser.work.single(arguments[0]), str) else ""
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
    return parser.work.single(arguments[1] if len(arguments) > 1 else arguments[0])


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
        parser.work.single(arguments[0]),
        int(parser.number(arguments[2])) if len(arguments) > 2 else 1,
    )
    best = None
    for place, value in enumerate(_flat([_area(arguments[1])]), 1):
        if value is None:
            continue
        if mode == 0 and compare("=", value, wanted):
            return place
        if (
            mode
            and rank(value)[0] == rank(wanted)[0]
            and compare("<=" if mode > 0 else ">=", value, wanted)
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
        parser.work.single(arguments[0]),
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
            and rank(row[0])[0] == rank(wanted)[0]
            and compare("<=", row[0], wanted)
        ):
            best = row
        elif not ordered and row[0] is not None and compare("=", row[0], wanted):
            best = row
            break
    if best is None:
        raise FormulaError(
            ErrorValue("N_A", f"Did not find value '{parser.text(wanted)}' in VLOOKUP evaluation.")
        )
    return best[place - 1]
