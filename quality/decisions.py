"""What to do before an order is placed: the first rule that holds."""

from dataclasses import dataclass

from quality.codes import DecisionReason, Standing
from quality.reorders import Decision
from quality.rules import Rules
from quality.talks import SignStrength, TalkVerdict
from quality.trends import TrendWord

_SIGNS_TO_SWITCH = 2
_TALKS_TO_SWITCH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that decides about one planned order; fractions 0 to 1, units counted."""

    danger: bool  # one unit of a dangerous type in the window
    sign_a: str | None
    sign_b: str | None
    sign_c: str | None
    talks_heard: int  # talks with used lots before and after them
    supplier_standing: str | None
    open_signal: bool
    sample_passed: bool
    open_ask: str | None
    latest_fraction: float | None  # of the latest lot, however young
    latest_nonconforming: int
    latest_in_transit: bool
    trend: str | None
    last_verdict: str | None  # of the last talk that could be judged
    used_fraction: float | None  # of the latest lot that is old enough, doubtful units included
    acceptable: float
    one_off_in_transit: bool  # within the claim window, not paid for
    uncompensated: int
    lots: int
    lots_with_units: int
    lots_elsewhere: int = 0  # of the same product, from another source
    unrated: int = 0  # units found in lots of the claim window that have no rate

    @property
    def signs(self) -> tuple[str, ...]:
        """Letters of the signs that hold, weak ones too."""
        held = {"a": self.sign_a, "b": self.sign_b, "c": self.sign_c}
        return tuple(letter for letter, strength in held.items() if strength)

    @property
    def strong(self) -> bool:
        """Tell whether a sign is strong."""
        return SignStrength.STRONG in {self.sign_a, self.sign_b, self.sign_c}


def decide(situation: Situation, rules: Rules) -> tuple[Decision, DecisionReason]:
    """Return the decision and the code of what gave it.

    Order: stop, switch or prepare, prepare for an ask that was refused or not answered, hold,
    keep, claim from the carrier, negotiate, order with QC, no issue. A clean product of a
    supplier that is to be left is not switched for its sake.
    """
    return (
        _stop(situation)
        or _leave(situation)
        or _hold(situation, rules)
        or _keep(situation)
        or _claim(situation, rules)
        or _unknown(situation, rules)
        or (Decision.NO_ISSUE, DecisionReason.NOTHING_OPEN)
    )


def is_bad(nonconforming: int, fraction: float | None, *, acceptable: float, rules: Rules) -> bool:
    """Tell whether a lot shows a pattern at twice the agreed fraction; never without a rate."""
    enough = nonconforming >= rules.brief.min_units_for_money_ask
    return enough and fraction is not None and fraction >= 2 * acceptable


def _stop(now: Situation) -> tuple[Decision, DecisionReason] | None:
    return (Decision.STOP, DecisionReason.SAFETY_SIGNAL) if now.danger else None


def _leave(now: Situation) -> tuple[Decision, DecisionReason] | None:
    structural = len(now.signs) >= _SIGNS_TO_SWITCH and now.strong
    talked_out = now.sign_a == SignStrength.STRONG and now.talks_heard >= _TALKS_TO_SWITCH
    of_supplier = now.supplier_standing == Standing.SWITCH and now.open_signal
    if structural or talked_out or of_supplier:
        if not now.sample_passed:
            return Decision.PREPARE, DecisionReason.NO_SAMPLE_YET
        alone = talked_out and not structural and not of_supplier
        return Decision.SWITCH, DecisionReason.THREE_TALKS if alone else DecisionReason.SIGNS
    if now.open_ask is not None:
        return Decision.PREPARE, DecisionReason(f"ask_{now.open_ask}")
    return None


def _hold(now: Situation, rules: Rules) -> tuple[Decision, DecisionReason] | None:
    bad = now.latest_fraction is not None and now.latest_fraction >= rules.signal.hold_rate
    enough = now.latest_nonconforming >= rules.brief.min_units_for_money_ask
    if bad and enough and not now.latest_in_transit:
        return Decision.HOLD, DecisionReason.LATEST_LOT_BAD
    return None


def _keep(now: Situation) -> tuple[Decision, DecisionReason] | None:
    good = now.used_fraction is not None and now.used_fraction < 2 * now.acceptable
    if good and now.last_verdict == TalkVerdict.DROPPED:
        return Decision.KEEP, DecisionReason.TALK_HELPED
    if good and now.trend == TrendWord.FALLING:
        return Decision.KEEP, DecisionReason.TREND_FALLING
    return None


def _claim(now: Situation, rules: Rules) -> tuple[Decision, DecisionReason] | None:
    if now.one_off_in_transit:
        return Decision.CLAIM_CARRIER, DecisionReason.TRANSIT
    if now.open_signal and now.uncompensated >= rules.brief.min_units_for_money_ask:
        return Decision.NEGOTIATE, DecisionReason.OPEN_SIGNAL
    return None


def _unknown(now: Situation, rules: Rules) -> tuple[Decision, DecisionReason] | None:
    if now.lots == 0:
        nowhere = now.lots_elsewhere == 0
        reason = DecisionReason.NO_LOTS if nowhere else DecisionReason.NO_LOTS_HERE
        return Decision.ORDER_WITH_QC, reason
    blind = now.open_signal and now.unrated >= rules.brief.min_units_for_money_ask
    if now.lots_with_units == 0 or blind:
        return Decision.ORDER_WITH_QC, DecisionReason.NO_QUANTITIES
    return None
