"""What people type by mistake gets a word, never nan where a word is due, never an exception."""

import numpy as np
import pytest

from quality.alarms import forecast, new_lot_alarms, next_lot_law
from quality.intervals import at_least, at_most, jeffreys, wilson
from quality.maturity import delay_curve, exposure
from quality.mix import mix_adjusted, one_off_lots
from quality.ranking import adjusted as adjusted_rates
from quality.ranking import against_usual, posterior_interval, prior, probability_above, ranks
from quality.rates import fraction, pooled, pooled_earlier
from quality.rules import Rules
from quality.signals import repeat_signals
from quality.talks import sign_a, talk_effect
from quality.trends import trend_parts, trends
from quality.type_mix import type_shift
from quality.variation import lot_correlation

RULES = Rules()
NAN, INF = float("nan"), float("inf")

BAD_FIGURES = [
    ("nothing of nothing", 0, 0, "no_received_figure"),
    ("units left blank", 3, NAN, "no_received_figure"),
    ("units typed as 0", 3, 0, "no_received_figure"),
    ("units typed as -20", 3, -20, "no_received_figure"),
    ("more nonconforming than units", 12, 10, "check_numbers"),
    ("a fraction of a unit nonconforming", 1.5, 100, "check_numbers"),
    ("a fraction of a unit received", 1, 99.5, "check_numbers"),
    ("less than none nonconforming", -1, 100, "check_numbers"),
    ("no count", NAN, 100, "check_numbers"),
    ("more units than there are", 1, INF, "check_numbers"),
    ("a lot of few units", 1, 6, "few_units"),
    ("a sound lot", 15, 200, "ok"),
    ("a clean lot", 0, 200, "ok"),
    ("a lot that is all bad", 200, 200, "ok"),
]
WORDS = [pytest.param(*row[1:], id=row[0]) for row in BAD_FIGURES]
X, N = np.array([row[1] for row in BAD_FIGURES]), np.array([row[2] for row in BAD_FIGURES])


def lots(x, n, maturity=1.0):
    return exposure(x, n, maturity, rules=RULES.maturity, stats=RULES.stats)


@pytest.mark.parametrize(("nonconforming", "units", "word"), WORDS)
def test_every_figure_has_its_word(nonconforming, units, word):
    assert lots(nonconforming, units).status == word


@pytest.mark.parametrize(("nonconforming", "units", "word"), WORDS)
def test_a_figure_without_a_rate_has_none_anywhere_and_a_rate_is_never_over_100_per_cent(
    nonconforming, units, word
):
    has_rate = word in {"ok", "few_units"}
    usual = prior([1, 2], [100, 100], rules=RULES.ranking)
    base = lots(nonconforming, units).mature_units
    figures = [
        fraction(nonconforming, base),
        *wilson(nonconforming, base),
        *jeffreys(nonconforming, base),
        at_least(nonconforming, base),
        at_most(nonconforming, base),
        adjusted_rates(nonconforming, base, prior=usual),
        probability_above(nonconforming, base, prior=usual, target=0.03),
        *posterior_interval(nonconforming, base, prior=usual),
    ]

    for figure in figures:
        assert (0 <= figure <= 1) if has_rate else np.isnan(figure)


def test_all_mistakes_at_once_leave_the_sound_lots_alone():
    sound = (N > 0) & (X <= N) & (X >= 0) & np.isfinite(N) & (np.rint(X) == X) & (np.rint(N) == N)
    group = np.zeros(X.size, dtype=int)

    with_mistakes = pooled(X, lots(X, N).used_units, group=group, groups=1, rho=0.005)
    without = pooled(X[sound], N[sound], group=group[sound], groups=1, rho=0.005)

    assert with_mistakes.units == without.units
    assert with_mistakes.nonconforming == without.nonconforming
    assert with_mistakes.correction == without.correction
    assert 0 < with_mistakes.fraction < 1


def whole_study(x, n, day, sku, skus):
    """Everything that is computed for a shop, one function after the other."""
    used = lots(x, n)
    base = used.used_units
    rho = lot_correlation(x, base, group=sku, groups=skus, rules=RULES.batch_variation)
    whole = pooled(x, base, group=sku, groups=skus, rho=rho)
    usual = prior(whole.effective_nonconforming, whole.effective_units, rules=RULES.ranking)
    rates = adjusted_rates(whole.effective_nonconforming, whole.effective_units, prior=usual)
    history = pooled_earlier(x, base, day=day, group=sku, groups=skus, rho=rho)
    alarms = new_lot_alarms(
        x, base, history, judged=used.judged, prior=usual, rho=rho, rules=RULES.batch_alarm
    )
    one_off = one_off_lots(
        x, base, group=sku, groups=skus, judged=used.judged, acceptable=RULES.signal.acceptable_rate
    )
    return {
        "rate": whole.fraction,
        "interval": whole.interval(RULES.stats),
        "at_least": whole.at_least(RULES.stats),
        "rank": ranks(rates, ranked=whole.judged(RULES.stats)),
        "usual": against_usual(
            whole.nonconforming, whole.units, usual.mean, correction=[1.0], group=[0] * skus,
            groups=1, rules=RULES.ranking,
        ),
        "trend": trends(
            trend_parts(x, base, day, group=sku, groups=skus, rho=rho), rules=RULES.trend
        ),
        "alarm": alarms,
        "one_off": one_off,
        "forecast": forecast(np.full(skus, 300), next_lot_law(whole, prior=usual, rho=rho)),
        "signals": repeat_signals(
            whole.nonconforming, whole.nonconforming, whole.units, mature_units=whole.units,
            acceptable=0.005, safety=False, latest_ok=False, family=skus, rules=RULES.signal,
        ),
        "mix": mix_adjusted(
            whole.nonconforming, whole.units, whole.nonconforming, whole.units,
            group=[0] * skus, groups=1,
        ),
    }  # fmt: skip


SHOPS = {
    "nothing at all": ([], [], [], [], 0),
    "one lot": ([3], [100], [0], [0], 1),
    "one product": ([3, 4], [100, 90], [0, 30], [0, 0], 1),
    "all clean": ([0] * 40, [100] * 40, range(40), [0, 1] * 20, 2),
    "all bad": ([100] * 40, [100] * 40, range(40), [0, 1] * 20, 2),
    "a product without a lot": ([3], [100], [0], [0], 3),
    "all lots on one day": ([1, 2, 3, 4, 5], [100] * 5, [7] * 5, [0] * 5, 1),
    "a day that is missing": ([1, 2, 3, 4, 5], [100] * 5, [1, 2, 3, 4, NAN], [0] * 5, 1),
    "every mistake there is": (X, N, range(X.size), [0] * X.size, 1),
    "5,000 products of one lot": ([1] * 5000, [300] * 5000, range(5000), range(5000), 5000),
}


@pytest.mark.parametrize("shop", SHOPS.values(), ids=SHOPS.keys())
def test_no_shop_is_too_odd_to_be_studied(shop):
    x, n, day, sku, skus = shop

    found = whole_study(np.asarray(x, float), np.asarray(n, float), list(day), list(sku), skus)

    assert (np.nan_to_num(found["rate"]) <= 1).all()
    assert not np.isnan(found["trend"].p).any()
    assert set(found["trend"].word) <= {"rising", "falling", "no_clear_trend", "not_enough_lots"}
    assert not np.isnan(found["forecast"].mean).any()
    assert (found["forecast"].high <= 300).all()


def test_dates_in_the_future_are_too_early():
    share = delay_curve([], [], rules=RULES.maturity).share([-3, NAN])

    assert (lots([1, 1], [100, 100], share).status == "too_early").all()


def talked(day: str, *, lots_on: list[str]):
    received = np.array(lots_on, dtype="datetime64[D]")
    count = received.size
    return sign_a(
        np.array([day] * 2, dtype="datetime64[D]"), np.full(count, 15), np.full(count, 300),
        ordered_on=received - 20, received_on=received, lead_time_days=20,
        sku=np.zeros(count, dtype=int), skus=1, rho=0.005, rules=RULES.talk, stats=RULES.stats,
    )  # fmt: skip


def test_a_talk_before_the_first_lot_is_no_talk_about_lots():
    assert talked("2024-01-01", lots_on=["2025-01-01", "2025-03-01"]).talks == 0


def test_two_talks_on_one_day_are_one_talk():
    assert talked("2025-02-01", lots_on=["2025-01-01", "2025-03-01"]).talks == 1


def test_a_talk_without_any_lot_has_an_open_verdict():
    effect = talk_effect(
        [], [], before=[], after=[], sku=[], skus=0, rho=0.005, rules=RULES.talk, stats=RULES.stats
    )

    assert effect.verdict == "insufficient_data"
    assert (effect.lower, effect.leaning, effect.units_needed) == (0.5, None, None)
    assert effect.before.fraction is None
    assert effect.after.interval(RULES.stats) is None


def test_a_table_of_nothing_has_no_types_that_change():
    assert type_shift([[]], key="SKU-1", rules=RULES.type_mix).word == "not_enough_defects"
