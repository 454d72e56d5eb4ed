"""Whether the kinds of defects keep changing from lot to lot: a process out of hand."""

from dataclasses import dataclass
from enum import StrEnum
from zlib import crc32

import numpy as np
from numpy.typing import ArrayLike

from quality.columns import Floats, Whole, floats
from quality.rules import TypeMixRules


class TypeMixWord(StrEnum):
    """What may be said about the types of a product's or supplier's lots."""

    KEEP_CHANGING = "types_keep_changing"
    NO_CLEAR_SHIFT = "no_clear_shift"
    NOT_ENOUGH_DEFECTS = "not_enough_defects"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeShift:
    """Verdict with its figures."""

    word: TypeMixWord
    effect: float  # bias-corrected Cramer's V, 0 to 1
    p: float | None  # None where the effect alone settles it
    lots: int  # lots with enough defects
    top_types: tuple[int, ...]  # column of the most frequent type of each of those lots


def type_shift(table: ArrayLike, *, key: str, rules: TypeMixRules) -> TypeShift:
    """Judge whether the defect types of a run of lots keep changing.

    All three must hold: an effect of `rules.min_effect`, a top type that changed, and a chance of
    at most `rules.p`. The top type alone changes by chance in half of all cases of five defects.

    Args:
        table: Nonconforming units, one row a lot (oldest first) and one column a type. Missing
            and negative figures count as 0.
        key: SKU or supplier; the draws are the same for a key on every night.
        rules: Smallest lots, chance, effect and number of draws.
    """
    counts = _counts(table)
    counts = counts[counts.sum(axis=1) >= rules.min_defects_per_batch]
    counts = counts[:, counts.sum(axis=0) > 0] if counts.size else counts
    lots, effect = len(counts), cramers_v(counts)
    tops = _top_types(_counts(table), rules)
    if min(counts.shape) < 2:  # noqa: PLR2004  a comparison needs two lots and two types
        word = TypeMixWord.NOT_ENOUGH_DEFECTS
        return TypeShift(word=word, effect=0.0, p=None, lots=lots, top_types=tops)
    if effect < rules.min_effect or not _top_changed(counts):
        word = TypeMixWord.NO_CLEAR_SHIFT
        return TypeShift(word=word, effect=effect, p=None, lots=lots, top_types=tops)
    p = monte_carlo_p(counts, key=key, draws=rules.draws)
    word = TypeMixWord.KEEP_CHANGING if p <= rules.p else TypeMixWord.NO_CLEAR_SHIFT
    return TypeShift(word=word, effect=effect, p=p, lots=lots, top_types=tops)


def chi_squared(table: ArrayLike) -> float:
    """Return Pearson's chi-squared of a table of counts (Pearson 1900, Phil. Mag. 50:157).

    0 or above; rows and columns without counts add nothing; 0 for an empty table.
    """
    return float(_statistic(_counts(table)[np.newaxis])[0])


def cramers_v(table: ArrayLike) -> float:
    """Return the bias-corrected strength of association, 0 to 1.

    Bergsma 2013 (Journal of the Korean Statistical Society 42:323). About 0 for lots that differ
    by chance only, where the plain V and the Jensen-Shannon distance sit at .3 to .6.

    Args:
        table: Counts, lots by types; rows and columns without counts are left out.

    Returns:
        0 for fewer than two lots, types or units.
    """
    counts = _counts(table)
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    total = float(counts.sum())
    rows, columns = counts.shape
    if min(rows, columns) < 2 or total < 2:  # noqa: PLR2004  association needs two of each
        return 0.0
    share = (rows - 1) * (columns - 1) / (total - 1)
    phi = max(0.0, chi_squared(counts) / total - share)
    sides = (side - (side - 1) ** 2 / (total - 1) for side in (rows, columns))
    narrow = min(sides) - 1
    return min(float(np.sqrt(phi / narrow)), 1.0) if narrow > 0 else 0.0


def monte_carlo_p(table: ArrayLike, *, key: str, draws: int) -> float:
    """Return the chance of a chi-squared this large among tables with the same margins.

    Conditional Monte Carlo (Hope 1968, JRSS B 30:582): (1 + as large) / (1 + draws), never 0.
    Holds for a handful of defects a lot, where the asymptotic test is too shy.

    Args:
        table: Counts, lots by types.
        key: Decides the draws, by its CRC-32.
        draws: Random tables, 1 or more.

    Raises:
        ValueError: If there is no draw.
    """
    if draws < 1:
        msg = f"draws must be 1 or more, not {draws}"
        raise ValueError(msg)
    counts = _counts(table)
    if counts.sum() == 0:
        return 1.0
    drawn = _random_tables(counts, seed=crc32(key.encode()), draws=draws)
    observed = chi_squared(counts)
    as_large = int((_statistic(drawn) >= observed * (1 - 1e-9)).sum())
    return (1 + as_large) / (1 + draws)


def _random_tables(counts: Floats, *, seed: int, draws: int) -> Floats:
    """Draw tables with the margins of the counted one, cell by cell, each from what is left.

    The last row and the last column are not drawn. Not from `scipy.stats`, which takes half a
    second to load.
    """
    generator = np.random.default_rng(seed)
    left = np.tile(counts.sum(axis=0).astype(np.int64), (draws, 1))
    tables: Whole = np.zeros((draws, *counts.shape), dtype=np.int64)
    *totals, _ = counts.sum(axis=1).astype(np.int64).tolist()
    for row, total in enumerate(totals):
        wanted: Whole = np.full(draws, total, dtype=np.int64)
        others = left.sum(axis=1)
        for column in range(counts.shape[1] - 1):
            others -= left[:, column]
            tables[:, row, column] = generator.hypergeometric(left[:, column], others, wanted)
            wanted -= tables[:, row, column]
        tables[:, row, -1] = wanted
        left -= tables[:, row]
    tables[:, -1] = left
    return floats(tables)


def _statistic(tables: Floats) -> Floats:
    """Chi-squared of each table; all share the margins of the first."""
    first = tables[0]
    total = max(float(first.sum()), 1.0)
    expected = np.outer(first.sum(axis=1), first.sum(axis=0)) / total
    gap = np.where(expected > 0, (tables - expected) ** 2 / np.where(expected > 0, expected, 1), 0)
    return floats(gap.sum(axis=(1, 2)))


def _counts(table: ArrayLike) -> Floats:
    counts = np.atleast_2d(floats(table))
    return np.rint(np.maximum(np.nan_to_num(counts, nan=0.0, posinf=0.0), 0.0))


def _top_types(counts: Floats, rules: TypeMixRules) -> tuple[int, ...]:
    large = counts[counts.sum(axis=1) >= rules.min_defects_per_batch]
    tops: Whole = np.argmax(large, axis=1) if large.size else np.zeros(0, dtype=np.int64)
    return tuple(int(column) for column in tops)


def _top_changed(counts: Floats) -> bool:
    """Tell whether no type leads, alone or with others, in every lot."""
    leads = counts == counts.max(axis=1, keepdims=True)
    return not leads.all(axis=0).any()
