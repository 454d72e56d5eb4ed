"""The internal brief of one reorder: every fact in its place, as labelled lines of one language."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import ceil

from briefs.asks import never_dropped, numbers_of, said, with_worth
from briefs.content import CLAIMS, MONEY_ASKS, VERIFICATION_ASKS
from briefs.render import Section, Writer
from briefs.supplier import clip
from quality.codes import AskId
from quality.reorders import Ask, Decision, Factor, LotFacts, Reorder
from quality.vocabulary import Group

SUSPECT_SHARE = 0.5  # from this share of the defects on, a group is named as the first suspect
SUSPECT_UNITS = 3
FULL_POINTS = 2
LONGEST_NAME, LONGEST_LINE = 120, 600  # characters
PACKING_SPEC_ZH = "packing_spec_zh"
_FREE_CHECKS = tuple(ask for ask in VERIFICATION_ASKS if ask != AskId.PSI_OURS)
_NO_BARGAIN = (AskId.KEEP, AskId.AGREED)
FACTOR_ORDER = ("order_size", "slack", "evidence", "alternatives", "our_weight")


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """One conversation as the history tells it."""

    day: date
    response: str
    verdict: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One sample of another source."""

    candidate: str
    result: str
    price: Decimal | None
    lead_time: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDocument:
    """The internal brief of one reorder in words, before any layout."""

    key: str
    title: tuple[str, ...]  # SKU, product, supplier, as far as they are known
    badge: str
    decision: str
    planned: str
    sections: tuple[Section, ...]

    def section(self, wanted: str) -> Section | None:
        """Return a part by its id."""
        return next((part for part in self.sections if part.id == wanted), None)


def team_document(writer: Writer, reorder: Reorder, *, as_of: date) -> TeamDocument:
    """Return the internal brief of one reorder."""
    facts = reorder.for_supplier
    said_parts = writer.sections(
        f"{writer.language}/brief.j2", **_facts(writer, reorder, as_of), as_of=as_of
    )
    return TeamDocument(
        key=reorder.key,
        title=tuple(
            clip(part, LONGEST_NAME) for part in (facts.sku, facts.name, facts.supplier) if part
        ),
        badge=writer.words(f"brief.badge.{reorder.decision}"),
        decision=str(reorder.decision),
        planned=planned(writer, reorder),
        sections=tuple(map(_clipped, said_parts)),
    )


def _clipped(part: Section) -> Section:
    return replace(part, lines=tuple(clip(line, LONGEST_LINE) for line in part.lines))


def planned(writer: Writer, reorder: Reorder) -> str:
    """Return the line that says what is planned and what to do about it."""
    facts, team = reorder.for_supplier, reorder.for_team
    amounts = [
        amount
        for amount in (
            team.order_value is not None and writer.purchase_money(team.order_value),
            team.order_value_own is not None and writer.own_money(team.order_value_own),
        )
        if amount
    ]
    words = writer.words
    quantity = (
        "" if facts.units is None else words("brief.planned.units", n=words.count(facts.units))
    )
    return words(
        "brief.planned.line",
        units=quantity,
        day=words.date(facts.planned_on, weekday=True),
        value=words("brief.planned.value", value=" ≈ ".join(amounts)) if amounts else "",
        do=words(
            "brief.missing_pieces.do" if short_only(reorder) else f"brief.do.{reorder.decision}"
        ),
    )


def reason(writer: Writer, reorder: Reorder) -> str:
    """Return the sentence that says what gave the decision."""
    if short_only(reorder):
        return writer.words("brief.missing_pieces.reason")
    return writer.words(f"brief.reason.{reorder.for_team.decision_reason}")


def short_only(reorder: Reorder) -> bool:
    """Tell whether missing units are all that is open with a product."""
    asked = {ask.id for ask in reorder.for_supplier.asks}
    return reorder.decision is Decision.NO_ISSUE and AskId.SHORTAGE in asked


def leverage_line(writer: Writer, reorder: Reorder) -> str:
    """Return the leverage as one line for a cell."""
    leverage = reorder.for_team.leverage
    level = writer.words(f"brief.level.{leverage.level}")
    return f"{level} {leverage.points}/10" if leverage.factors else ""


def fallback_line(writer: Writer, reorder: Reorder) -> str:
    """Return what to accept at least, as one line for a cell."""
    fallback = reorder.for_team.fallback
    return "" if fallback is None else with_worth(writer, fallback)


def _facts(writer: Writer, reorder: Reorder, as_of: date) -> Mapping[str, object]:
    facts, team, lot = reorder.for_supplier, reorder.for_team, reorder.for_supplier.lot
    found = lot.at_receiving + lot.by_customers if lot else 0
    claim = _claim(reorder)
    group, share = _main_group(writer, lot)
    numbers = numbers_of(facts.asks, tuple(a for a in AskId if a not in MONEY_ASKS))
    return {
        "decision": str(reorder.decision),
        "reason": reason(writer, reorder),
        "facts": facts,
        "team": team,
        "lot": lot,
        "before": next(iter(facts.earlier_lots), None),
        "found": found,
        "suspect": share,
        "origin": writer.words.get(f"brief.origin.{lot.origin}") if lot else None,
        "window_shown": facts.window_units > (lot.units or 0 if lot else 0),
        "window_found": facts.window_nonconforming + facts.window_settled,
        "asks": [with_worth(writer, ask) for ask in facts.asks],
        "bargaining": any(ask.id not in _NO_BARGAIN for ask in facts.asks),
        "fallback": said(writer, team.fallback, "team") if team.fallback else None,
        "fallback_value": team.fallback.value if team.fallback else None,
        "fallback_share": _share_of_order(team.fallback, team.order_value),
        "floor_prices": _prices(writer, team.floor),
        "others": [writer.words.number(number) for number in numbers],
        "never_drop": never_dropped(facts.asks),
        **_leverage(writer, team.leverage.factors),
        "days_past": -team.slack_days if team.slack_days is not None and team.slack_days < 0 else 0,
        "other_past": max(0, (as_of - (team.other_order_on or as_of)).days),
        "loss_fits": bool(lot) and _fits(team.loss, team.loss_per_unit, lot),
        "forecast": _forecast(reorder),
        "psi_number": next(iter(numbers_of(facts.asks, _FREE_CHECKS)), None),
        "break_even_units": _break_even(reorder),
        "photo_missing": _photo(writer, group, facts.photos_packaging),
        "talks": [_talk(writer, text) for text in team.talks],
        "samples": [_sample(writer, text) for text in team.samples],
        "since": _since(reorder),
        "claim_units": (claim.units or facts.window_nonconforming) if claim else 0,
        "claim_value": claim.value if claim and claim.id == AskId.REPLACE else None,
        "missing": [writer.words(f"brief.missing.{code}") for code in _missing(reorder)],
        "extra_asks": [_extra(writer, code) for code in team.expects_other],
    }


def _leverage(writer: Writer, factors: tuple[Factor, ...]) -> Mapping[str, list[str]]:
    said: dict[str, list[str]] = {"strengths": [], "weaknesses": [], "unknowns": []}
    for factor in sorted(factors, key=lambda factor: FACTOR_ORDER.index(factor.id)):
        if not factor.known or factor.value is None:
            said["unknowns"].append(_factor(writer, factor, "unknown"))
        elif factor.points:
            said["strengths"].append(_factor(writer, factor, "good"))
        else:
            said["weaknesses"].append(_factor(writer, factor, "weak"))
    return said


def _factor(writer: Writer, factor: Factor, word: str) -> str:
    name = "our_weight_share" if factor.basis == "share" else factor.id
    value = factor.value or 0.0
    if word != "unknown":
        word = _shade(factor, value) or word
    return writer.words(
        f"brief.factor.{name}.{word}", value=_factor_value(writer, name, abs(value))
    )


_COUNTED = frozenset({"alternatives", "our_weight", "slack"})


def _shade(factor: Factor, value: float) -> str | None:
    if factor.id == "slack" and value < 0:
        return "past"
    if value == 1 and factor.id in _COUNTED and factor.basis != "share":
        return "one"
    if factor.id == "evidence" and 0 < factor.points < FULL_POINTS:
        return "some"
    return None


def _factor_value(writer: Writer, name: str, value: float) -> str:
    if name == "our_weight_share":
        return writer.words.percentage(value)
    return writer.words.number(value, 1 if name == "order_size" else 0)


def _main_group(writer: Writer, lot: LotFacts | None) -> tuple[Group, str | None]:
    """Return the group of most defects, and what it makes suspect if it is most of them."""
    groups: Counter[Group] = Counter()
    for code, units in lot.types.items() if lot else ():
        kind = writer.vocabulary.get(code)
        groups[kind.group if kind else Group.UNKNOWN] += units
    group, units = max(groups.items(), key=lambda item: item[1], default=(Group.UNKNOWN, 0))
    total = groups.total()
    key = f"brief.suspect.{group}"
    if units < max(SUSPECT_UNITS, SUSPECT_SHARE * total) or writer.words.get(key) is None:
        return group, None
    return group, writer.words(key, n=units, of=total)


def _prices(writer: Writer, ask: Ask | None) -> str | None:
    """Return the unit price before and after a cut; None where it is not known."""
    before, after = (ask.price_before, ask.price_after) if ask else (None, None)
    if before is None or after is None:
        return None
    digits = writer.words.price_digits(before, after, writer.purchase)
    return " → ".join(writer.words.price(at, writer.purchase, digits) for at in (before, after))


def _share_of_order(ask: Ask | None, order_value: Decimal | None) -> Decimal | None:
    if ask is None or ask.value is None or not order_value:
        return None
    return ask.value / order_value


def _fits(loss: Decimal | None, each: Decimal | None, lot: LotFacts | None) -> bool:
    """Whether the loss is the lot's units times the loss of each, so that it may say so."""
    return lot is not None and each is not None and loss == lot.nonconforming * each


def _forecast(reorder: Reorder) -> tuple[int, int] | None:
    forecast, units = reorder.for_team.forecast, reorder.for_supplier.units
    if forecast is None or not units:
        return None
    return round(forecast[0]), round(forecast[2])


def _break_even(reorder: Reorder) -> int | None:
    share, units = reorder.for_team.break_even, reorder.for_supplier.units
    if share is None or not units or share >= 1:
        return None
    return ceil(share * units)


def _photo(writer: Writer, group: Group, packaging: int) -> str:
    outer = group is Group.BREAKAGE and not packaging
    known = writer.words.get(f"brief.photo.{group}{'_outer' if outer else ''}")
    return known or writer.words("brief.photo.unknown")


def _talk(writer: Writer, text: str) -> Talk:
    day, response, verdict = text.split("|")
    return Talk(
        day=date.fromisoformat(day),
        response=writer.words.get(f"brief.talk.{response}") or writer.words("brief.talk.unknown"),
        verdict=writer.words.get(f"brief.since.{verdict}"),
    )


def _sample(writer: Writer, text: str) -> Sample:
    candidate, result, price, lead_time = text.rsplit("|", 3)
    return Sample(
        candidate=candidate,
        result=writer.words.get(f"brief.sample.{result}") or result,
        price=Decimal(price) if price else None,
        lead_time=int(lead_time) if lead_time else None,
    )


def _since(reorder: Reorder) -> tuple[int, int] | None:
    facts = reorder.for_supplier
    if facts.since_promise_nonconforming is None or not facts.since_promise_units:
        return None
    return facts.since_promise_nonconforming, facts.since_promise_units


def _claim(reorder: Reorder) -> Ask | None:
    """What is claimed: the counted units, whichever of the two money asks leads, else the cut."""
    asks = (*reorder.for_supplier.asks, reorder.for_team.fallback)
    money = [ask for ask in asks if ask and ask.id in CLAIMS]
    return next((ask for ask in money if ask.id == AskId.REPLACE), next(iter(money), None))


def _missing(reorder: Reorder) -> tuple[str, ...]:
    packing = [ask for ask in reorder.for_supplier.asks if ask.id == AskId.PACKING]
    untold = any(ask.text and not ask.text_zh for ask in packing)
    own = (PACKING_SPEC_ZH,) if untold and reorder.message_language == "zh" else ()
    return (*reorder.for_team.missing, *own)


def _extra(writer: Writer, code: str) -> str:
    return writer.words(f"ask.{code}.name")
