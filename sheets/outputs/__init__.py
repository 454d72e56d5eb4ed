"""Output tabs, one file each, in the order in which they stand in the spreadsheet."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from quality.findings import Findings
from sheets.outputs.batches import PLAN as BATCHES
from sheets.outputs.batches import batches
from sheets.outputs.context import OutputContext
from sheets.outputs.data_issues import PLAN as DATA_ISSUES
from sheets.outputs.data_issues import data_issues
from sheets.outputs.layout import Plan, columns_of
from sheets.outputs.qc_plan import PLAN as QC_PLAN
from sheets.outputs.qc_plan import qc_plan
from sheets.outputs.reorder_briefs import PLAN as REORDER_BRIEFS
from sheets.outputs.reorder_briefs import reorder_briefs
from sheets.outputs.review_queue import PLAN as REVIEW_QUEUE
from sheets.outputs.review_queue import review_queue
from sheets.outputs.run_log import PLAN as RUN_LOG
from sheets.outputs.run_log import run_log
from sheets.outputs.signals import PLAN as SIGNALS
from sheets.outputs.signals import signals
from sheets.outputs.sku_summary import PLAN as SKU_SUMMARY
from sheets.outputs.sku_summary import sku_summary
from sheets.outputs.supplier_trends import PLAN as SUPPLIER_TRENDS
from sheets.outputs.supplier_trends import supplier_trends
from sheets.outputs.table import OutputColumn, OutputTab
from sheets.outputs.trend_data import PLAN as TREND_DATA
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

_PLANS: tuple[Plan, ...] = (
    BATCHES,
    DATA_ISSUES,
    QC_PLAN,
    REORDER_BRIEFS,
    REVIEW_QUEUE,
    RUN_LOG,
    SIGNALS,
    SKU_SUMMARY,
    SUPPLIER_TRENDS,
    TREND_DATA,
)


def output_columns(context: OutputContext) -> Mapping[str, tuple[OutputColumn, ...]]:
    """Return the columns of every output tab, so that people's own can be found and read."""
    return {plan.id: columns_of(plan, context) for plan in _PLANS}
