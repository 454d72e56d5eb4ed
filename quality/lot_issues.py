"""What cannot be right about a lot, as issues that say which numbers to correct."""

from collections.abc import Iterable
from types import MappingProxyType

import polars as pl

from quality.codes import StudyIssue
from quality.issues import Issue, Severity
from quality.lot_counts import KEY
from quality.maturity import LotStatus
from quality.tabs import RECEIVING


def lot_issues(lots: pl.DataFrame, rows: pl.DataFrame) -> Iterable[Issue]:
    """Yield one issue for each lot of which more is defective than was received.

    Args:
        lots: Schema LOT_FINDINGS.
        rows: The lots tab.
    """
    wrong = lots.filter(pl.col("status") == LotStatus.CHECK_NUMBERS.value)
    places = rows.select(*KEY, "row").unique(KEY, keep="first")
    placed = wrong.join(places, on=KEY, how="left", maintain_order="left")
    for lot in placed.iter_rows(named=True):
        yield Issue(
            code=StudyIssue.MORE_DEFECTIVE_THAN_RECEIVED,
            severity=Severity.ERROR,
            tab=RECEIVING,
            row=lot["row"],
            column="units",
            found=str(lot["units"]),
            slots=MappingProxyType(
                {
                    "lot": lot["lot_id"],
                    "sku": lot["sku"],
                    "units": lot["units"],
                    "defective": lot["nonconforming"],
                    "key": lot["key"],
                }
            ),
        )
