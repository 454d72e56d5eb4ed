"""Every open plan with its decision, the facts for the supplier and the facts for the team."""

from datetime import date

from quality.asks import ask_plan
from quality.basis import Basis
from quality.codes import AskId
from quality.decisions import decide
from quality.desk import Desk, Studied
from quality.leverage import leverage
from quality.planned_order import PlannedOrder
from quality.plans import OpenPlans
from quality.reorders import Reorder
from quality.supplier_facts import supplier_facts
from quality.team_facts import team_facts

_LANGUAGE = "zh"
_WAITING = "on_hold"
_ONCE = (AskId.OVERDUE, AskId.REPLACE, AskId.DISCOUNT, AskId.SHORTAGE)


def reorder_findings(
    basis: Basis, plans: OpenPlans, studied: Studied, *, next_mail_on: date | None
) -> tuple[Reorder, ...]:
    """Return every open plan, earliest first.

    Args:
        basis: What the study starts from.
        plans: From `plans.open_plans`.
        studied: Lots, products, suppliers, signals and talks as found.
        next_mail_on: Day of the next weekly mail; a plan that is due before it is express.
    """
    desk = Desk(basis, plans.rows, studied)
    found: list[Reorder] = []
    claiming: dict[tuple[str, str | None], date] = {}
    for plan in plans.rows.iter_rows(named=True):
        source = plan["sku"], plan["supplier"]
        reorder = _reorder(PlannedOrder(desk, plan), claiming.get(source), next_mail_on)
        if reorder.status != _WAITING and _claims(reorder):
            claiming.setdefault(source, plan["planned_on"])
        found.append(reorder)
    return tuple(found)


def _claims(reorder: Reorder) -> bool:
    """Tell whether an order asks for something that is given once."""
    return any(ask.id in _ONCE for ask in reorder.for_supplier.asks)


def _reorder(order: PlannedOrder, asked_with: date | None, next_mail_on: date | None) -> Reorder:
    plan, rules = order.plan, order.rules
    decision, reason = decide(order.situation, rules)
    claim = order.claim(decision, asked_with=asked_with)
    strength = leverage(order.strength(decision))
    word = order.inspection.word
    asks = ask_plan(
        claim,
        decision=decision,
        strength=strength.level,
        inspection=word.value if word else "",
        vocabulary=order.desk.basis.vocabulary,
        rules=rules,
    )
    hurried = next_mail_on is not None and plan["due_on"] < next_mail_on
    return Reorder(
        key=plan["key"],
        row=plan["row"],
        decision=decision,
        express=rules.brief.express and hurried,
        within_window=plan["within_window"],
        status=plan["status"] or "planned",
        message_language=order.supplier_tab.get("message_language") or _LANGUAGE,
        for_supplier=supplier_facts(order, decision, asks, claim),
        for_team=team_facts(order, decision, reason, asks, claim, strength),
    )
