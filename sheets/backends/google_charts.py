"""Native charts as requests: a tab of their own, one chart for each block of a hidden table."""

import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from sheets.grid import TabChange
from sheets.outputs.table import FIRST_ROW, ChartBlock

_LARGEST_ID = 2**30
_WIDTH, _HEIGHT, _ROWS = 900, 420, 22  # pixels, and the rows that a chart covers
_TYPES: Mapping[str, str] = {"line": "LINE", "column": "COLUMN"}


def charts(change: TabChange, sheet_id: int, charts_id: int) -> Iterator[Mapping[str, Any]]:
    """Return what makes the tab of charts, once, beside the table that it draws.

    Ids are chosen here and are the same each time, so that nothing is ever made twice.
    """
    if change.charts_title is None or change.make is None:
        return
    yield {"addSheet": {"properties": {"sheetId": charts_id, "title": change.charts_title}}}
    first_column = min(change.fresh_columns.values())
    for place, block in enumerate(change.make.charts):
        position = {
            "anchorCell": {"sheetId": charts_id, "rowIndex": place * _ROWS, "columnIndex": 0},
            "widthPixels": _WIDTH,
            "heightPixels": _HEIGHT,
        }
        yield {
            "addChart": {
                "chart": {
                    "chartId": zlib.crc32(block.id.encode()) % _LARGEST_ID,
                    "spec": _spec(block, sheet_id, first_column),
                    "position": {"overlayPosition": position},
                }
            }
        }


def _spec(block: ChartBlock, sheet_id: int, first_column: int) -> Mapping[str, Any]:
    top = FIRST_ROW + block.first_row

    def source(column: int) -> Mapping[str, Any]:
        bounds = {
            "sheetId": sheet_id,
            "startRowIndex": top,
            "endRowIndex": top + block.rows,
            "startColumnIndex": first_column + column,
            "endColumnIndex": first_column + column + 1,
        }
        return {"sourceRange": {"sources": [bounds]}}

    return {
        "title": block.title,
        "hiddenDimensionStrategy": "SHOW_ALL",
        "basicChart": {
            "chartType": _TYPES[block.kind],
            "legendPosition": "BOTTOM_LEGEND",
            "headerCount": 1,
            "axis": [{"position": "LEFT_AXIS", "title": block.value_axis}],
            "domains": [{"domain": source(0)}],
            "series": [
                {"series": source(column), "targetAxis": "LEFT_AXIS"}
                for column in range(1, block.columns)
            ],
        },
    }
