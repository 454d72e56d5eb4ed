"""Draws the pictures of docs/statistics.md with the functions that the program itself uses.

python -m docs.pictures [NAME ...]
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from PIL import Image

from quality.alarms import chance_of, forecast, next_lot_law
from quality.intervals import at_least, wilson
from quality.maturity import default_share
from quality.mix import mix_adjusted
from quality.ranking import adjusted, false_discovery, prior, probability_above
from quality.rates import pooled
from quality.receiving import cartons_to_open, chance_packed
from quality.rules import Rules
from quality.sampling import chance_to_notice
from quality.signals import smallest_above_normal
from quality.talks import probability_lower, verdicts
from quality.trends import trend_parts, trends
from quality.type_mix import type_shift

PICTURES = Path(__file__).parent / "pictures" / "statistics"
RULES = Rules()
INK, QUIET, BLUE, RED, GREEN, AMBER = (
    "#1f2937",
    "#8a93a1",
    "#3b6ea5",
    "#b42318",
    "#1d6f42",
    "#c98a1b",
)
SIZE, DOTS, COLOURS = (7.2, 3.3), 110, 64
PERCENT = 100


def main(asked: list[str]) -> None:
    """Draw all pictures, or only those that are named."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, draw in DRAWN.items():
        if not asked or name in asked:
            keep(drawn(draw), PICTURES / f"{name}.png")


def drawn(draw: Callable[[Axes], None]) -> Figure:
    """Return one picture."""
    figure = Figure(figsize=SIZE, dpi=DOTS, layout="constrained", facecolor="white")
    axes = figure.subplots()
    draw(axes)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return figure


def keep(figure: Figure, path: Path) -> None:
    """Write a picture with few colours and without the date of drawing, so that it stays small."""
    figure.savefig(path, metadata={"Software": None})
    with Image.open(path) as whole:
        few = whole.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def percent(axes: Axes, *, across: bool = False) -> None:
    """Show an axis of fractions as percentages."""
    axis = axes.xaxis if across else axes.yaxis
    axis.set_major_formatter(lambda value, _: f"{PERCENT * value:g} %")


def note(
    axes: Axes, text: str, at: tuple[float, float], *, color: str = INK, **more: object
) -> None:
    """Write a few words beside a point."""
    options: dict[str, object] = {"xytext": (7, 0), "va": "center", "fontsize": 9} | more
    axes.annotate(text, at, textcoords="offset points", color=color, **options)


def bars(axes: Axes, places: np.ndarray, rates: np.ndarray, bad: object, of: object) -> None:
    """Draw rates with their likely ranges."""
    lower, upper = wilson(bad, of)
    axes.errorbar(
        places,
        rates,
        yerr=[rates - lower, upper - rates],
        fmt="o",
        color=INK,
        ecolor=QUIET,
        capsize=5,
        markersize=6,
    )


def rate(axes: Axes) -> None:
    """The same 7.5 % from few and from many units."""
    bad, of = np.array([3, 15, 75, 150]), np.array([40, 200, 1000, 2000])
    lower, upper = wilson(bad, of)
    bars(axes, np.arange(4), bad / of, bad, of)
    for place in range(4):
        text = f"{PERCENT * lower[place]:.1f}–{PERCENT * upper[place]:.1f} %"
        note(axes, text, (place, bad[place] / of[place]))
    axes.set_xticks(range(4), [f"{x} of {n}" for x, n in zip(bad, of, strict=True)])
    axes.set_xlim(-0.4, 3.7)
    axes.set_ylim(0, 0.22)
    axes.set_title("7.5 % four times: the more units, the narrower the likely range", fontsize=10)
    percent(axes)


def least(axes: Axes) -> None:
    """What a count proves at least."""
    bad, of = np.array([3, 15, 75, 150]), np.array([40, 200, 1000, 2000])
    limit = at_least(bad, of)
    axes.bar(range(4), bad / of, color="#dbe4ef", width=0.5, label="rate as counted")
    axes.bar(range(4), limit, color=BLUE, width=0.5, label="at least")
    for place in range(4):
        text = f"at least {PERCENT * limit[place]:.1f} %"
        note(axes, text, (place, limit[place]), color=BLUE, xytext=(0, 6), ha="center")
    axes.set_xticks(range(4), [f"{x} of {n}" for x, n in zip(bad, of, strict=True)])
    axes.set_ylim(0, 0.095)
    axes.legend(frameon=False, fontsize=8, ncols=2, loc="upper left")
    percent(axes)


def maturity(axes: Axes) -> None:
    """How many of its complaints a batch has had by its age."""
    rules = RULES.maturity
    age = np.linspace(0, 130, 261)
    curve = {"half_life_days": rules.half_life_days, "horizon_days": rules.horizon_days}
    share = default_share(age, **curve)
    axes.plot(age, share, color=BLUE, linewidth=2)
    axes.axhspan(0, rules.use_from, color="#f3f4f6")
    axes.axhspan(rules.full_from, 1.05, color="#e8f3ec")
    note(axes, "too early: not compared with anything", (62, 0.2), color=QUIET)
    note(axes, "so far: used with the part that is in", (66, 0.64), color=QUIET)
    note(axes, "complete", (8, 0.97), color=GREEN)
    for days in (10, 30, 60, 90):
        [at] = default_share([days], **curve)
        axes.plot(days, at, "o", color=INK)
        note(axes, f"{days} days: {PERCENT * at:.0f} %", (days, at), xytext=(8, -9))
    axes.set_xlabel("days since the batch arrived", fontsize=9)
    axes.set_ylim(0, 1.05)
    axes.set_xlim(0, 132)
    axes.set_title("Share of a batch's complaints that are usually in", fontsize=10)
    percent(axes)


def variation(axes: Axes) -> None:
    """Eight batches of one product: alike by chance only, and unlike each other."""
    units = np.full(8, 300.0)
    alike = np.array([17, 19, 18, 20, 16, 18, 19, 17])
    unlike = np.array([6, 31, 11, 25, 9, 34, 8, 20])
    for start, bad, rho in ((0, alike, 0.0), (10, unlike, 0.02)):
        places = start + np.arange(8)
        axes.plot(places, bad / units, "o", color=QUIET)
        whole = pooled(bad, units, group=np.zeros(8, int), groups=1, rho=rho)
        lower, upper = wilson(whole.effective_nonconforming, whole.effective_units)
        axes.fill_between([start - 0.5, start + 7.5], lower[0], upper[0], color=BLUE, alpha=0.2)
        axes.plot([start - 0.5, start + 7.5], [bad.sum() / units.sum()] * 2, color=BLUE)
        words = f"{PERCENT * lower[0]:.1f}–{PERCENT * upper[0]:.1f} %"
        note(axes, f"all together 6.0 %\nlikely {words}", (start + 3.5, 0.132), ha="center")
    axes.set_xticks([3.5, 13.5], ["batches that hardly differ", "batches that differ"])
    axes.set_ylim(0, 0.15)
    percent(axes)


def pattern(axes: Axes) -> None:
    """How many alike are above normal, by units received."""
    units = np.geomspace(40, 12_000, 400)
    acceptable = RULES.signal.acceptable_rate
    smallest = smallest_above_normal(units, np.full(units.size, acceptable), rules=RULES.signal)
    axes.fill_between(units, RULES.signal.count, smallest, color="#fdf3d7", step="mid")
    axes.fill_between(units, smallest, 120, color="#fbe3dd", step="mid")
    axes.step(units, smallest, color=RED, where="mid")
    axes.axhline(RULES.signal.count, color=AMBER)
    for at in (50, 200, 500, 2_000, 10_000):
        [need] = smallest_above_normal([at], [acceptable], rules=RULES.signal)
        axes.plot(at, need, "o", color=INK)
        note(axes, f"{need:.0f} of {at:,}", (at, need), xytext=(-4, 9), ha="right")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(40, 12_000)
    axes.set_ylim(2, 120)
    axes.set_yticks([3, 10, 30, 100], ["3", "10", "30", "100"])
    axes.set_xticks([50, 200, 1_000, 5_000], ["50", "200", "1,000", "5,000"])
    axes.minorticks_off()
    note(axes, "pattern, in line with the volume", (1_500, 5))
    note(axes, "pattern, above normal", (60, 40))
    axes.set_xlabel("units received", fontsize=9)
    axes.set_ylabel("complaints alike", fontsize=9)


def stands_out(axes: Axes) -> None:
    """Which of many findings stand out among all that were looked at."""
    chances = np.array([0.0001, 0.0004, 0.002, 0.012, 0.03, 0.045, 0.09, 0.2, 0.4, 0.6])
    family = 40
    shares = false_discovery(chances, family=family)
    places = np.arange(1, chances.size + 1)
    colors = [RED if share <= RULES.signal.fdr else QUIET for share in shares]
    axes.scatter(places, chances, color=colors, zorder=3)
    axes.plot(places, places / family * RULES.signal.fdr, color=INK, linewidth=1)
    axes.set_yscale("log")
    axes.set_yticks([0.0001, 0.001, 0.01, 0.1, 1.0])
    axes.minorticks_off()
    percent(axes)
    axes.set_xticks(places)
    axes.set_xlabel(f"findings, rarest first, of {family} products × defect types", fontsize=9)
    axes.set_ylabel("chance at a normal rate", fontsize=9)
    above, usual = "stands out among all products", "a few as rare as this come by chance"
    axes.legend(
        handles=[Patch(color=RED, label=above), Patch(color=QUIET, label=usual)],
        frameon=False,
        fontsize=9,
        loc="lower right",
    )


def trend(axes: Axes) -> None:
    """The same rise in small and in large batches."""
    day = np.arange(6) * 60.0
    part = np.array([0.02, 0.03, 0.035, 0.04, 0.055, 0.06])
    for start, units, color in ((0, 100.0, QUIET), (8, 600.0, RED)):
        bad = np.rint(part * units)
        parts = trend_parts(
            bad,
            np.full(6, units),
            day,
            group=np.zeros(6, int),
            groups=1,
            rho=RULES.batch_variation.fallback,
        )
        found = trends(parts, rules=RULES.trend)
        bars(axes, start + np.arange(6), bad / units, bad, np.full(6, units))
        axes.plot(start + np.arange(6), bad / units, color=color, linewidth=1)
        word = str(found.word[0]).replace("_", " ")
        text = f"batches of {units:.0f}: {word}\n(chance alone: {PERCENT * found.p[0]:.1f} %)"
        note(axes, text, (start + 2.5, 0.145), color=color, ha="center")
    axes.set_xticks([])
    axes.set_ylim(0, 0.16)
    axes.set_xlabel("six batches each, 60 days apart", fontsize=9)
    percent(axes)


def talks(axes: Axes) -> None:
    """Five talks, five verdicts."""
    cases = [((45, 600), (12, 600)), ((90, 1000), (69, 1000)), ((25, 700), (40, 500))]
    cases += [((60, 900), (64, 900)), ((15, 250), (6, 150))]
    tones = {"dropped": GREEN, "rose": RED, "did_not_drop": RED}
    for place, (before, after) in enumerate(cases):
        lower = probability_lower(*before, *after)
        much = probability_lower(*before, *after, ratio=1 - RULES.talk.target_drop)
        word = str(verdicts(lower, much, rules=RULES.talk))
        pair = np.array([before, after], dtype=float)
        spots = np.array([place - 0.15, place + 0.15])
        bars(axes, spots, pair[:, 0] / pair[:, 1], pair[:, 0], pair[:, 1])
        axes.annotate(
            "",
            (spots[1], after[0] / after[1]),
            (spots[0], before[0] / before[1]),
            arrowprops={"arrowstyle": "->", "color": BLUE},
        )
        label = word.replace("_", " ").replace("dropped less", "dropped,\nless")
        text = f"{label}\n{before[0]}/{before[1]} → {after[0]}/{after[1]}"
        color = tones.get(word, INK)
        note(axes, text, (place, 0.155), color=color, ha="center", xytext=(0, 0), fontsize=7.5)
    axes.set_xticks([])
    axes.set_xlim(-0.6, 4.6)
    axes.set_ylim(0, 0.17)
    axes.set_xlabel("before → after the talk, with likely ranges", fontsize=9)
    percent(axes)


def alarm(axes: Axes) -> None:
    """What the next 300 units will probably bring, and from where on they are alarming."""
    history = pooled(
        [12, 17, 16],
        [230.0, 240.0, 230.0],
        group=np.zeros(3, int),
        groups=1,
        rho=RULES.batch_variation.fallback,
    )
    usual = prior(history.effective_nonconforming, history.effective_units, rules=RULES.ranking)
    law = next_lot_law(history, prior=usual, rho=RULES.batch_variation.fallback)
    counts = np.arange(0, 56)
    tail = np.array([chance_of([count], [300], law)[0] for count in range(57)])
    chances = tail[:-1] - tail[1:]
    expected = forecast([300], law)
    low, high = int(expected.low[0]), int(expected.high[0])
    limit = int(counts[tail[:-1] <= RULES.batch_alarm.p][0])
    colors = [BLUE if low <= n <= high else RED if n >= limit else "#c7d3e0" for n in counts]
    axes.bar(counts, chances, color=colors, width=0.9)
    note(axes, f"forecast: {low}–{high}", (0.5 * (low + high), 0.067), color=BLUE, ha="center")
    note(axes, f"worse than usual\nfrom {limit} on", (limit, 0.012), color=RED)
    axes.set_ylim(0, 0.072)
    axes.set_xlabel("defective in the next 300, after 45 of 700 in three batches", fontsize=9)
    percent(axes)


def mix(axes: Axes) -> None:
    """A supplier that looks better only because it delivered more of its good product."""
    before = np.array([[18, 320], [9, 150], [6, 200], [0, 0]], dtype=float)
    after = np.array([[21, 350], [10, 160], [9, 220], [0, 1000]], dtype=float)
    names = ["mini fan", "desk lamp", "humidifier", "phone stand"]
    for name, one, two in zip(names, before, after, strict=True):
        known = [side for side in (one, two) if side[1]]
        rates = [side[0] / side[1] for side in known]
        axes.plot([0, 1][-len(known) :], rates, "o-", color=QUIET)
        spot = (6, 5) if name == "desk lamp" else (6, -2)
        text = f"{name} ({one[1]:.0f} → {two[1]:.0f} units)"
        note(axes, text, (1, rates[-1]), color=QUIET, xytext=spot)
    raw = [side[:, 0].sum() / side[:, 1].sum() for side in (before, after)]
    like = mix_adjusted(*before.T, *after.T, group=np.zeros(4, int), groups=1)
    fair = [float(like.before[0]), float(like.after[0])]
    for values, color, word in ((raw, RED, "raw rate"), (fair, GREEN, "same mix")):
        axes.plot([0, 1], values, "o-", color=color, linewidth=2.5)
        shown = f"{word} {PERCENT * values[1]:.1f} %"
        note(axes, shown, (1, values[1]), color=color, xytext=(-12, -13), ha="right")
    note(axes, f"{PERCENT * raw[0]:.1f} %", (0, raw[0]), ha="right", xytext=(-8, 0))
    axes.set_xticks([0, 1], ["half-year before", "last half-year"])
    axes.set_xlim(-0.55, 1.75)
    axes.set_ylim(-0.003, 0.072)
    percent(axes)


def notice(axes: Axes) -> None:
    """The chance that opening a tenth of the cartons notices a 5 % problem."""
    rules = RULES.receiving
    lots = np.array([50, 100, 200, 300, 500, 800, 1200])
    cartons = np.maximum(1, lots // 10)
    opened = cartons_to_open(cartons, share=rules.carton_share, min_cartons=rules.min_cartons)
    bad = np.rint(lots * rules.problem_rate)
    spread = chance_to_notice(lots, bad, np.minimum(opened * 10, rules.max_units))
    packed = chance_packed(lots, cartons, bad, opened)
    axes.plot(lots, spread, "o-", color=GREEN)
    axes.plot(lots, packed, "o-", color=RED)
    note(axes, "bad units spread over all cartons", (500, spread[4]), color=GREEN, xytext=(6, -14))
    note(axes, "bad units together in a few cartons", (500, packed[4]), color=RED, xytext=(10, -8))
    axes.set_ylim(0, 1.05)
    axes.set_xlabel("units in the batch, 10 to a carton, 5 % of them bad", fontsize=9)
    axes.set_title("Chance that the check on arrival notices", fontsize=10)
    percent(axes)


def inspection(axes: Axes) -> None:
    """From which rate on an inspection before shipping pays."""
    units, loss, fee = 300, 107_000, 300_000
    stopped = RULES.inspection.share_prevented
    rates = np.linspace(0, 0.04, 50)
    saved = units * loss * stopped * rates
    even = fee / (units * loss * stopped)
    axes.plot(rates, saved / 1000, color=GREEN, linewidth=2)
    axes.axhline(fee / 1000, color=RED)
    axes.plot(even, fee / 1000, "o", color=INK)
    note(axes, f"pays from {PERCENT * even:.1f} % on", (even, fee / 1000), xytext=(10, -12))
    note(axes, "fee", (0.001, fee / 1000), color=RED, xytext=(0, 8))
    note(
        axes,
        "saved on 300 units",
        (0.03, saved[36] / 1000),
        color=GREEN,
        xytext=(-8, 10),
        ha="right",
    )
    axes.set_ylabel("thousand ₫", fontsize=9)
    axes.set_xlabel("rate of the product", fontsize=9)
    percent(axes, across=True)


def ranking(axes: Axes) -> None:
    """Rates pulled towards the usual one, most where little is known."""
    bad = np.array([1, 39, 10, 9, 8, 7, 5, 3, 1, 0, 0])
    of = np.array([6, 690, 160, 220, 300, 500, 380, 800, 80, 500, 600], dtype=float)
    usual = prior(bad, of, rules=RULES.ranking)
    fair = adjusted(bad, of, prior=usual)
    sure = probability_above(bad, of, prior=usual, target=RULES.stats.target_rate)
    order = np.argsort(fair)
    for place, at in enumerate(order):
        axes.plot([bad[at] / of[at], fair[at]], [place, place], color=QUIET, linewidth=1)
        axes.plot(bad[at] / of[at], place, "o", color=QUIET, markersize=5)
        axes.plot(fair[at], place, "o", color=BLUE)
        text = f"{bad[at]} of {of[at]:.0f}  ({PERCENT * sure[at]:.0f} % sure above 3 %)"
        note(axes, text, (max(bad[at] / of[at], fair[at]), place), fontsize=7.5)
    axes.axvline(usual.mean, color=GREEN, linestyle="--", linewidth=1)
    note(axes, "usual for the shop", (usual.mean, 10.6), color=GREEN, fontsize=8)
    axes.set_yticks([])
    axes.set_ylim(-0.6, 11)
    axes.set_xlim(-0.002, 0.22)
    axes.set_xlabel("grey: as counted · blue: adjusted, worst on top", fontsize=9)
    percent(axes, across=True)


def types(axes: Axes) -> None:
    """A product whose defect keeps changing, and one that keeps its own."""
    shifting = np.array([[9, 0, 0, 0], [1, 8, 0, 0], [0, 0, 10, 0], [0, 1, 0, 9]])
    steady = np.array([[14, 1, 0, 0], [17, 0, 1, 0], [17, 1, 0, 0], [20, 1, 0, 0]])
    names = ["not working", "wrong colour", "part missing", "broken"]
    colors = [BLUE, AMBER, GREEN, RED]
    for start, table in ((0, shifting), (5, steady)):
        bottom = np.zeros(4)
        shares = table / table.sum(axis=1, keepdims=True)
        for column in range(4):
            label = names[column] if start == 0 else None
            axes.bar(
                start + np.arange(4),
                shares[:, column],
                bottom=bottom,
                color=colors[column],
                width=0.8,
                label=label,
            )
            bottom += shares[:, column]
        word = str(type_shift(table, key="docs", rules=RULES.type_mix).word.value)
        note(axes, word.replace("_", " "), (start + 1.5, 1.06), ha="center", xytext=(0, 0))
    axes.set_xticks([1.5, 6.5], ["four batches of a lamp", "four batches of a fan"])
    axes.set_ylim(0, 1.12)
    axes.set_xlim(-0.6, 11.6)
    axes.legend(frameon=False, fontsize=8, loc="center right")
    percent(axes)


DRAWN: Mapping[str, Callable[[Axes], None]] = {
    "rate": rate,
    "at-least": least,
    "maturity": maturity,
    "variation": variation,
    "pattern": pattern,
    "stands-out": stands_out,
    "trend": trend,
    "talks": talks,
    "alarm": alarm,
    "mix": mix,
    "notice": notice,
    "inspection": inspection,
    "ranking": ranking,
    "types": types,
}

if __name__ == "__main__":
    main(sys.argv[1:])
