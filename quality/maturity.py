"""How many of a lot's complaints are in by now: a new lot always looks too good."""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from quality.columns import Flags, Floats, Texts, countable, floats, pairs
from quality.rules import MaturityRules, StatsRules

_FEWEST_AT_RISK = 10


class LotStatus(StrEnum):
    """What may be done with the figures of a lot."""

    OK = "ok"
    PARTIAL = "partial"  # used, labelled "so far"
    FEW_UNITS = "few_units"  # pooled, but not ranked and not judged
    TOO_EARLY = "too_early"  # left out of every comparison, kept in the count
    NO_RECEIVED_FIGURE = "no_received_figure"
    CHECK_NUMBERS = "check_numbers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What each lot may be used for, one row a lot."""

    status: Texts  # values of LotStatus
    mature_units: Floats  # nan without a rate
    so_far: Flags  # complaints are still expected

    @property
    def used(self) -> Flags:
        """Lots that enter pooled figures, trends and comparisons."""
        return np.isin(self.status, [LotStatus.OK, LotStatus.PARTIAL, LotStatus.FEW_UNITS])

    @property
    def judged(self) -> Flags:
        """Lots that are old and large enough for a verdict of their own."""
        return np.isin(self.status, [LotStatus.OK, LotStatus.PARTIAL])

    @property
    def used_units(self) -> Floats:
        """Mature units of the used lots, nan for all others: what `rates.pooled` takes."""
        return np.where(self.used, self.mature_units, np.nan)


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayCurve:
    """Share of complaints in by each age, learned or default.

    Steps are learned; from the last step on, and where there are none, the default curve with
    its half-life holds.
    """

    half_life_days: float
    horizon_days: float
    step_days: tuple[float, ...] = ()
    step_shares: tuple[float, ...] = ()

    @property
    def learned(self) -> bool:
        """Tell whether the team's own complaints made the curve."""
        return bool(self.step_days)

    def share(self, age_days: ArrayLike) -> Floats:
        """Return the share of complaints expected by an age, 0 to 1.

        Args:
            age_days: Days since receipt; below 0 (a date in the future) and nan give 0, the
                horizon and above give 1.
        """
        age = np.nan_to_num(floats(age_days), nan=0.0)
        share = default_share(
            age, half_life_days=self.half_life_days, horizon_days=self.horizon_days
        )
        if not self.learned:
            return share
        steps = np.append(0.0, np.asarray(self.step_shares))
        learned = steps[np.searchsorted(np.asarray(self.step_days), age, side="right")]
        return np.where(age < self.step_days[-1], learned, share)


def default_share(age_days: ArrayLike, *, half_life_days: float, horizon_days: float) -> Floats:
    """Return (1 - 0.5^(age / half-life)) / (1 - 0.5^(horizon / half-life)), held to 0..1.

    An exponential delay cut at the horizon; with 30 and 120 days: 22 % at 10 days, 53 % at 30,
    80 % at 60, 100 % at 120. A judgement to start from, not a measurement.

    Raises:
        ValueError: If the half-life or the horizon is not above 0.
    """
    if not (half_life_days > 0 and horizon_days > 0):
        msg = f"half-life and horizon must be above 0, not {half_life_days} and {horizon_days}"
        raise ValueError(msg)
    age = np.clip(floats(age_days), 0.0, horizon_days)
    whole = -math.expm1(-math.log(2) * horizon_days / half_life_days)
    return floats(np.minimum(-np.expm1(-math.log(2) * age / half_life_days) / whole, 1.0))


def product_limit(delay_days: ArrayLike, window_days: ArrayLike) -> tuple[Floats, Floats]:
    """Return distinct delays and P(delay <= each | delay <= the largest), from cut-off records.

    A record is only seen when its delay fits into its window (age of its lot), so short delays
    are over-represented; the product limit in reversed time corrects that (Lagakos, Barraj and
    De Gruttola 1988, Biometrika 75:515; Klein and Moeschberger 2003, Survival Analysis, p. 149).

    Args:
        delay_days: Days from receipt to complaint of each record, 0 or more.
        window_days: Days from receipt to the day of looking, at least the delay.

    Returns:
        Delays in growing order, and their shares, the last of which is 1.

    Raises:
        ValueError: If a window is shorter than its delay.
    """
    delay, window = pairs(delay_days, window_days)
    if (window < delay).any():
        msg = "a complaint cannot lie outside the window in which it was seen"
        raise ValueError(msg)
    days, seen = np.unique(delay, return_counts=True)
    factor = 1.0 - seen / _at_risk(days, delay, window)
    later = np.append(np.cumprod(factor[:0:-1])[::-1], 1.0) if days.size else factor
    return days, later


def delay_curve(
    delay_days: ArrayLike, window_days: ArrayLike, *, rules: MaturityRules
) -> DelayCurve:
    """Return the shop's own curve where there is enough to learn from, else the default one.

    Learned up to the age that 10 records could have reached, and scaled there to the default
    curve: complaints that no lot was old enough to show cannot be learned. Source as in
    `product_limit`.

    Args:
        delay_days: Days from receipt to complaint of every dated defect that is counted;
            negative and missing ones (mistyped dates) are left out.
        window_days: Days from receipt to the day of looking, for the same records.
        rules: Half-life, horizon and the number of complaints to learn from.
    """
    delay, window = pairs(delay_days, window_days)
    seen = (delay >= 0) & (delay <= np.minimum(window, rules.horizon_days))
    delay, window = delay[seen], np.minimum(window[seen], rules.horizon_days)
    default = DelayCurve(half_life_days=rules.half_life_days, horizon_days=rules.horizon_days)
    if delay.size < max(rules.learn_after_complaints, _FEWEST_AT_RISK):
        return default
    reach = float(np.sort(window)[-_FEWEST_AT_RISK])
    inside = delay <= reach
    days, shares = product_limit(delay[inside], window[inside])
    if inside.sum() < rules.learn_after_complaints or reach <= 0:
        return default
    whole = float(default.share(reach))
    return DelayCurve(
        half_life_days=rules.half_life_days,
        horizon_days=rules.horizon_days,
        step_days=(*days[days < reach].tolist(), reach),
        step_shares=(*(shares[days < reach] * whole).tolist(), whole),
    )


def exposure(
    nonconforming: ArrayLike,
    units: ArrayLike,
    maturity: ArrayLike,
    *,
    rules: MaturityRules,
    stats: StatsRules,
) -> Exposure:
    """Give each lot its status word and its mature units, max(nonconforming, units x maturity).

    The words in order of precedence: no received figure (units blank, 0 or negative), check the
    numbers (more nonconforming than units; negative, fractional or missing counts), too early,
    few units, partial, ok.

    Args:
        nonconforming: Nonconforming units of each lot.
        units: Units received; nan where blank.
        maturity: Share of complaints expected by now, 0 to 1; nan counts as 0.
        rules: From which maturity a lot is used, and from which it is complete.
        stats: Smallest number of units that is judged.
    """
    bad, base = pairs(nonconforming, units)
    share = np.broadcast_to(np.nan_to_num(floats(maturity), nan=0.0), bad.shape)
    sound = countable(bad, base) & (bad == np.rint(bad)) & (base == np.rint(base))
    status = np.select(
        [
            ~(base > 0),
            ~sound,
            share < rules.use_from,
            base < stats.min_units,
            share < rules.full_from,
        ],
        [
            LotStatus.NO_RECEIVED_FIGURE,
            LotStatus.CHECK_NUMBERS,
            LotStatus.TOO_EARLY,
            LotStatus.FEW_UNITS,
            LotStatus.PARTIAL,
        ],
        LotStatus.OK,
    )
    return Exposure(
        status=status.astype(np.str_),
        mature_units=np.where(sound, np.maximum(bad, base * np.clip(share, 0.0, 1.0)), np.nan),
        so_far=sound & (share < rules.full_from),
    )


def _at_risk(days: Floats, delay: Floats, window: Floats) -> Floats:
    not_longer = np.searchsorted(np.sort(delay), days, side="right")
    out_of_reach = np.searchsorted(np.sort(window), days, side="left")
    return np.asarray(not_longer - out_of_reach, dtype=np.float64)
