"""Output tabs, one file each, in the order in which they stand in the spreadsheet."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from quality.findings import Findings
from sheets.outputs.batches import batches
from sheets.outputs.context import OutputContext
from sheets.outputs.data_issues import data_issues
from sheets.outputs.qc_plan import qc_plan
from sheets.outputs.reorder_briefs import reorder_briefs
from sheets.outputs.review_queue import review_queue
from sheets.outputs.run_log import run_log
from sheets.outputs.signals import signals
from sheets.outputs.sku_summary import sku_summary
from sheets.outputs.supplier_trends import supplier_trends
from sheets.outputs.table import OutputTab
from sheets.outputs.trend_data import trend_data

Output = Callable[[Findings, OutputContext], OutputTab]

OUTPUTS: Mapping[str, Output] = MappingProxyType(
    {
        "sku_summary": sku_summary,
        "supplier_trends": supplier_trends,
        "batches": batches,
        "signals": signals,
        "qc_plan": qc_plan,
        "reorder_briefs": reorder_briefs,
        "review_queue": review_queue,
        "data_issues": data_issues,
        "run_log": run_log,
        "_trend": trend_data,
    }
)
