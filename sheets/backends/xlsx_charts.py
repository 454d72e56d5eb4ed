"""Native charts of a file: a tab of their own, one chart for each block of a hidden table."""

from itertools import cycle

import wolfxl
from wolfxl.chart import BarChart, LineChart, Reference
from wolfxl.chart.legend import Legend
from wolfxl.chart.marker import Marker
from wolfxl.chart.series import Series
from wolfxl.chart.shapes import GraphicalProperties, LineProperties

from sheets.outputs.table import FIRST_ROW, ChartBlock, OutputTab

_WIDTH, _HEIGHT, _ROWS = 24.0, 11.0, 25  # centimetres, and the rows that a chart covers
_PERCENT = "0%"
_COLOURS = ("3B6EA5", "B42318", "1D6F42", "C98A1B", "6B4C9A", "0F7C86")
_LINE_WIDTH, _DOT = 28_575, 6  # a 12,700th of a point; points


def draw(book: wolfxl.Workbook, output: OutputTab, *, table: str, title: str) -> None:
    """Draw the charts of an output on a tab that is there and blank.

    Args:
        book: The workbook.
        output: Whose charts.
        table: Title of the tab with the numbers.
        title: Title of the tab for the charts.
    """
    for place, block in enumerate(output.charts):
        book[title].add_chart(_chart(book, block, table), f"A{place * _ROWS + 1}")


def _chart(book: wolfxl.Workbook, block: ChartBlock, table: str) -> LineChart | BarChart:
    chart = LineChart() if block.kind == "line" else BarChart()
    top = FIRST_ROW + 1 + block.first_row
    bottom = top + block.rows - 1
    numbers = Reference(
        book[table], min_col=3, max_col=1 + block.columns, min_row=top, max_row=bottom
    )
    points = Reference(book[table], min_col=2, min_row=top + 1, max_row=bottom)
    chart.add_data(numbers, titles_from_data=True)
    for series, colour in zip(chart.series, cycle(_COLOURS), strict=False):
        _colour(series, colour)
    chart.set_categories(points)
    chart.title = block.title
    chart.title.overlay = False
    chart.y_axis.title = block.value_axis
    chart.y_axis.title.overlay = False
    chart.y_axis.number_format = _PERCENT
    chart.y_axis.scaling.min = 0
    chart.y_axis.delete = chart.x_axis.delete = False
    chart.legend = Legend(legendPos="b")
    chart.width, chart.height = _WIDTH, _HEIGHT
    return chart


def _colour(series: Series, colour: str) -> None:
    """Give a series a colour of its own: LibreOffice draws nothing without one."""
    line = LineProperties(solidFill=colour, w=_LINE_WIDTH)
    dot = GraphicalProperties(solidFill=colour)
    series.graphicalProperties = GraphicalProperties(solidFill=colour, ln=line)
    series.marker = Marker(symbol="circle", size=_DOT, spPr=dot)
    series.smooth = False
