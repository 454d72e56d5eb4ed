"""What a sample of a lot can show: chance to notice, chance to accept, plans."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr, betaln

from quality.columns import Floats, floats, fraction_between
from quality.rules import InspectionLevel

_LARGEST_OWN_SAMPLE = 5000


class _Cell(TypedDict):
    """One cell of the master table, its arrow already followed."""

    n: int
    ac: int
    re: int


class SamplingTable(TypedDict):
    """Code letters by lot size, and plans by letter and AQL (MIL-STD-105E, normal inspection)."""

    code_letters: Sequence[Mapping[str, int | str]]
    normal: Mapping[str, Mapping[str, _Cell]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How many units to check and how many nonconforming ones still pass."""

    sample_size: int  # never above the lot
    acceptance_number: int
    code_letter: str | None = None

    @property
    def rejection_number(self) -> int:
        """Nonconforming units from which the lot does not pass."""
        return self.acceptance_number + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoPoints:
    """What a plan must do to a good and to a bad lot; fractions."""

    good_rate: float
    accept_good: float  # at least this often
    bad_rate: float
    accept_bad: float  # at most this often

    def __post_init__(self) -> None:
        if not 0 <= self.good_rate < self.bad_rate <= 1:
            msg = f"the good rate must be below the bad one, not {self.good_rate}, {self.bad_rate}"
            raise ValueError(msg)
        fraction_between("accept_good", self.accept_good)
        fraction_between("accept_bad", self.accept_bad)


def chance_to_notice(lot: ArrayLike, nonconforming: ArrayLike, sample: ArrayLike) -> Floats:
    """Return the chance that a random sample of a lot holds at least one nonconforming unit.

    1 - C(N - D, n) / C(N, n), the hypergeometric law (Montgomery 2009, Introduction to Statistical
    Quality Control, p. 84). The same holds for cartons: lot, bad cartons, opened cartons.

    Args:
        lot: Units in the lot.
        nonconforming: Nonconforming units among them; above the lot counts as all.
        sample: Units drawn; above the lot counts as all.

    Returns:
        Chances from 0 to 1; 0 where nothing is drawn or nothing is nonconforming, or the lot is
        not a number above 0.
    """
    whole, bad, drawn = (
        _whole(column)
        for column in np.broadcast_arrays(floats(lot), floats(nonconforming), floats(sample))
    )
    bad, drawn = np.minimum(bad, whole), np.minimum(drawn, whole)
    possible = (bad > 0) & (drawn > 0)
    sure = bad + drawn > whole
    n, d, size = (np.where(possible & ~sure, column, 0.0) for column in (drawn, bad, whole))
    none = np.exp(_log_choose(size - d, n) - _log_choose(size, n))
    return np.where(possible, np.where(sure, 1.0, np.clip(1.0 - none, 0.0, 1.0)), 0.0)


def chance_to_accept(
    rate: ArrayLike, *, sample_size: int, acceptance_number: int, lot: int | None = None
) -> Floats:
    """Return the chance that a lot of each rate passes a plan (operating characteristic).

    Binomial, or hypergeometric when the lot is known (Montgomery 2009, p. 638).

    Args:
        rate: True fraction nonconforming, 0 to 1; with a lot, its nearest whole number of units.
        sample_size: Units checked, 1 or more; above the lot counts as all.
        acceptance_number: Nonconforming units that still pass, 0 or more.
        lot: Units in the lot; None for a process or a very large lot.

    Raises:
        ValueError: If the plan has no units or a negative acceptance number.
    """
    if sample_size < 1 or acceptance_number < 0:
        msg = f"not a plan: {sample_size} units, acceptance number {acceptance_number}"
        raise ValueError(msg)
    fractions = np.clip(floats(rate), 0.0, 1.0)
    if lot is None:
        accepted = min(acceptance_number, sample_size)
        return floats(bdtr(float(accepted), sample_size, fractions))
    drawn = min(sample_size, lot)
    bad = np.rint(fractions * lot)
    passing = [
        _hypergeometric(k, lot, bad, drawn) for k in range(min(acceptance_number, drawn) + 1)
    ]
    return floats(np.minimum(np.sum(passing, axis=0), 1.0))


def detect_plan(lot: int, *, problem_rate: float, confidence: float) -> Plan:
    """Return the smallest sample that notices a problem of a given rate with a given chance.

    Nothing nonconforming may be in it. 27 of 50, 41 of 200, 45 of 5,000 and above for 5 % and
    90 %: the need grows with the problem's smallness, hardly with the lot.

    Args:
        lot: Units in the lot; 0 or below needs no sample.
        problem_rate: Fraction nonconforming to notice, above 0 to 1; at least one unit.
        confidence: Chance to notice it, below 1.

    Raises:
        ValueError: If the rate or the confidence is out of range.
    """
    fraction_between("problem_rate", problem_rate, 1e-9)
    fraction_between("confidence", confidence, 0.0, 1 - 1e-9)
    if lot <= 0:
        return Plan(sample_size=0, acceptance_number=0)
    bad = max(1, ceiling(problem_rate * lot))
    low, high = 1, lot
    while low < high:
        middle = (low + high) // 2
        enough = float(chance_to_notice(lot, bad, middle)) >= confidence
        low, high = (low, middle) if enough else (middle + 1, high)
    return Plan(sample_size=high, acceptance_number=0)


def aql_plan(table: SamplingTable, *, lot: int, level: InspectionLevel, aql: float) -> Plan:
    """Return the single sampling plan of MIL-STD-105E, normal inspection, for a lot.

    Sample size and acceptance number come from the row in which the arrow ends; a lot no larger
    than its sample is checked whole. AQL plans protect the supplier: use them to talk to an
    inspector, not to find problems.

    Args:
        table: The tables, handed in.
        lot: Units in the lot; below 2 there is no letter and every unit is checked.
        level: Inspection level.
        aql: Acceptance quality limit in nonconforming units of 100, as in the table.

    Raises:
        ValueError: If the table has no such level or AQL.
    """
    if lot < _smallest_lot(table):
        return Plan(sample_size=max(lot, 0), acceptance_number=0)
    letter = _letter(table, lot, level)
    cells = {float(name): cell for name, cell in table["normal"][letter].items()}
    if aql not in cells:
        msg = f"no AQL {aql} in the table; it has {', '.join(f'{name:g}' for name in cells)}"
        raise ValueError(msg)
    cell = cells[aql]
    return Plan(sample_size=min(cell["n"], lot), acceptance_number=cell["ac"], code_letter=letter)


def own_plan(points: TwoPoints, *, lot: int | None = None) -> Plan | None:
    """Return the smallest plan that accepts good lots and refuses bad ones often enough.

    For each acceptance number the smallest sample that refuses the bad lot; the first that still
    accepts the good one is the plan (as find.plan of the R package AcceptanceSampling).

    Args:
        points: Two rates and how often a lot of each may pass.
        lot: Units in the lot; None for a process or a very large lot.

    Returns:
        The plan, or None where not even checking every unit (or 5,000) is enough.
    """
    largest = min(lot, _LARGEST_OWN_SAMPLE) if lot is not None else _LARGEST_OWN_SAMPLE
    accepted, size = 0, _smallest_refusing(points, 0, 1, largest, lot)
    while size <= largest:
        good = chance_to_accept(
            points.good_rate, sample_size=size, acceptance_number=accepted, lot=lot
        )
        if float(good) >= points.accept_good:
            return Plan(sample_size=size, acceptance_number=accepted)
        accepted += 1
        size = _smallest_refusing(points, accepted, max(size, accepted + 1), largest, lot)
    return None


def ceiling(value: float) -> int:
    """Return the next whole number, blind to the dust of floats: 0.1 x 30 is 3, not 4."""
    return math.ceil(round(value, 9))


def _smallest_refusing(
    points: TwoPoints, accepted: int, low: int, largest: int, lot: int | None
) -> int:
    """Smallest sample from `low` on that lets the bad lot pass rarely enough, else largest + 1."""
    high = largest + 1
    while low < high:
        middle = (low + high) // 2
        bad = chance_to_accept(
            points.bad_rate, sample_size=middle, acceptance_number=accepted, lot=lot
        )
        low, high = (low, middle) if float(bad) <= points.accept_bad else (middle + 1, high)
    return high


def _smallest_lot(table: SamplingTable) -> int:
    return min(int(row["lot_min"]) for row in table["code_letters"])


def _letter(table: SamplingTable, lot: int, level: str) -> str:
    row = max(
        (row for row in table["code_letters"] if int(row["lot_min"]) <= lot),
        key=lambda row: int(row["lot_min"]),
    )
    if level not in row:
        msg = f"no inspection level {level} in the table"
        raise ValueError(msg)
    return str(row[level])


def _whole(values: Floats) -> Floats:
    sound = np.where(np.isfinite(values), values, 0.0)
    return np.maximum(np.floor(sound), 0.0)


def _log_choose(whole: Floats, part: Floats) -> Floats:
    return floats(-betaln(whole - part + 1, part + 1) - np.log1p(whole))


def _hypergeometric(hits: int, lot: int, bad: Floats, drawn: int) -> Floats:
    possible = (hits <= bad) & (drawn - hits <= lot - bad)
    d = np.where(possible, bad, float(hits))
    rest = np.where(possible, lot - bad, float(drawn - hits))
    chance = np.exp(
        _log_choose(d, floats(hits))
        + _log_choose(rest, floats(drawn - hits))
        - _log_choose(floats(lot), floats(drawn))
    )
    return np.where(possible, chance, 0.0)
