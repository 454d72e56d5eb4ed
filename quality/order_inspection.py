"""Whether an inspection before shipping pays for one order."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from quality.basis import Basis
from quality.inspection import InspectionAdvice, inspection_advice, share_prevented
from quality.vocabulary import Visible

Row = Mapping[str, Any]


def order_inspection(
    basis: Basis,
    *,
    sku: Row,
    product: Row,
    supplier: Row,
    units: int | None,
    loss_per_unit: float | None,
    types: Mapping[str, int],
) -> InspectionAdvice:
    """Weigh an inspection for one order.

    The rate is the counted one where enough was found to ask money for, else the adjusted one:
    a reader can follow the first, and small counts need the second. One-off lots are left out.

    Args:
        basis: Rules and vocabulary.
        sku: The product's row of SKU_FINDINGS.
        product: Its row of `products.products`.
        supplier: Its supplier's row of the suppliers tab, empty where there is none.
        units: Units of the order.
        loss_per_unit: Loss of one defect, own currency.
        types: Nonconforming units by type, for when they show.
    """
    enough = (sku["usual_nonconforming"] or 0) >= basis.rules.brief.min_units_for_money_ask
    rate = sku["usual_fraction"] if enough else sku["adjusted"]
    in_use = sum(
        count
        for code, count in types.items()
        if code in basis.vocabulary and basis.vocabulary[code].visible is Visible.USE
    )
    fee = supplier.get("psi_fee")
    return inspection_advice(
        units=units,
        rate=rate,
        fragile=bool(product["fragile"]),
        loss_per_defect=None if loss_per_unit is None else Decimal(str(loss_per_unit)),
        fee=None if fee is None else Decimal(str(fee)),
        share_prevented=share_prevented(
            sum(types.values()) - in_use, in_use, rules=basis.rules.inspection
        ),
        rules=basis.rules.inspection,
    )
