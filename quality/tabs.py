"""The input tabs by the name that issues and settings call them."""

from collections.abc import Mapping
from types import MappingProxyType

DEFECT_LOG, RECEIVING, PLAN = "defect_log", "receiving", "reorder_plan"
TALKS, SUPPLIERS, SKUS = "supplier_talks", "suppliers", "skus"
REVIEWS, SAMPLES = "reviews", "samples"

TAB_OF_FRAME: Mapping[str, str] = MappingProxyType(
    {
        "defects": DEFECT_LOG,
        "lots": RECEIVING,
        "plans": PLAN,
        "talks": TALKS,
        "suppliers": SUPPLIERS,
        "skus": SKUS,
        "reviews": REVIEWS,
        "samples": SAMPLES,
    }
)

SKU_TAB, SUPPLIER_TAB, SIGNALS_TAB = "sku_summary", "supplier_trends", "signals"
QC_TAB, REORDERS_TAB = "qc_plan", "reorder_briefs"
