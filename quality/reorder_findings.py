"""Every open plan with its decision, the facts for the supplier and the facts for the team."""

from datetime import date

from quality.asks import ask_plan
from quality.basis import Basis
from quality.decisions import decide
from quality.desk import Desk, Studied
from quality.leverage import leverage
from quality.planned_order import PlannedOrder
from quality.plans import OpenPlans
from quality.reorders import Reorder
from quality.supplier_facts import supplier_facts
from quality.team_facts import team_facts

_LANGUAGE = "zh"


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
    return tuple(
        _reorder(PlannedOrder(desk, plan), next_mail_on)
        for plan in plans.rows.iter_rows(named=True)
    )


def _reorder(order: PlannedOrder, next_mail_on: date | None) -> Reorder:
    plan, rules = order.plan, order.rules
    decision, reason = decide(order.situation, rules)
    claim, strength = order.claim(decision), leverage(order.strength(decision))
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
