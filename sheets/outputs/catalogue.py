"""The output tabs in the order in which they stand: a new one is a file and an entry here."""

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

_TABS: tuple[tuple[Plan, Output], ...] = (
    (SKU_SUMMARY, sku_summary),
    (SUPPLIER_TRENDS, supplier_trends),
    (BATCHES, batches),
    (SIGNALS, signals),
    (QC_PLAN, qc_plan),
    (REORDER_BRIEFS, reorder_briefs),
    (REVIEW_QUEUE, review_queue),
    (DATA_ISSUES, data_issues),
    (RUN_LOG, run_log),
    (TREND_DATA, trend_data),
)
OUTPUTS: Mapping[str, Output] = MappingProxyType({plan.id: output for plan, output in _TABS})


def output_columns(context: OutputContext) -> Mapping[str, tuple[OutputColumn, ...]]:
    """Return the columns of every output tab, so that people's own can be found and read."""
    return {plan.id: columns_of(plan, context) for plan, _ in _TABS}
